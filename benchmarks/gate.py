"""The accuracy gate: figures of the shipped model and of training, against floors in baseline.json.

It measures the shipped model on the test part and the contrast pairs. With the corpora it also
trains a model without one fifth of the documents and measures it on that fifth. So it notices code
that no longer learns before anybody trains a model with it. The baseline keeps a fingerprint of
each file of the material, because figures on other material cannot be compared.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.contrast import contrast
from benchmarks.corpora import expected
from benchmarks.material import unseen_sentences
from hedging.detector import load
from hedging.evaluate.metrics import Counts, Metrics, measure
from hedging.train.cross_validation import held_out, measure_boundaries, measure_fold
from hedging.train.material import Material
from hedging.train.recipe import Recipe
from training.material import load_shipped

BASELINE = Path(__file__).parent / "baseline.json"
# Figures may differ this much between machines, because the solvers stop at a tolerance.
SLACK = 0.004
FOLDS, FOLD = 5, 0


@dataclass(frozen=True, slots=True)
class Measured:
    """Figures by name, the fingerprints of their material, and whether the corpora were there."""

    figures: dict[str, float]
    fingerprints: dict[str, str]
    with_corpora: bool


def run_gate(corpora: Path | None, *, update: bool, allow_lower: bool) -> int:
    """Measure, print, and compare with the floors; the exit code is 1 if a figure fell."""
    if corpora is not None and (missing := [n for n in expected() if not (corpora / n).is_file()]):
        print(f"{', '.join(missing)} missing below {corpora}: measured without corpora\n")
        corpora = None
    measured = measure_all(corpora)
    baseline: dict[str, Any] = {"floors": {}, "material": {}}
    if BASELINE.exists():
        baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
    floors = baseline["floors"]
    print(f"{'figure':<48}{'value':>8}{'floor':>8}")
    for name, value in measured.figures.items():
        print(f"{name:<48}{value:>8.4f}{floors.get(name, ''):>8}")
    if update:
        return _update(measured, baseline, allow_lower)
    return _check(measured, baseline)


def _fallen(measured: Measured, floors: dict[str, float]) -> list[str]:
    return [name for name, value in measured.figures.items() if value < floors.get(name, value)]


def _gone(measured: Measured, floors: dict[str, float]) -> list[str]:
    """Figures with a floor that were not measured; none without corpora, where many are missing."""
    if not measured.with_corpora:
        return []
    return [name for name in floors if name not in measured.figures]


def _update(measured: Measured, baseline: dict[str, Any], allow_lower: bool) -> int:
    lowered = _fallen(measured, baseline["floors"]) + _gone(measured, baseline["floors"])
    if lowered and not allow_lower:
        print(f"\nnot updated: {', '.join(lowered)} would fall or go; to mean it: --allow-lower")
        return 1
    floors = {name: round(value - SLACK, 4) for name, value in measured.figures.items()}
    material = measured.fingerprints
    if not measured.with_corpora:
        floors, material = baseline["floors"] | floors, baseline["material"] | material
    text = json.dumps({"material": material, "floors": floors}, indent=1)
    BASELINE.write_text(text + "\n", encoding="utf-8")
    print(f"\nwrote {BASELINE.name}")
    return 0


def _check(measured: Measured, baseline: dict[str, Any]) -> int:
    known = baseline["material"]
    changed = [name for name, mark in measured.fingerprints.items() if known.get(name) != mark]
    if changed:
        print(
            f"\nthe material has changed since the baseline: {', '.join(changed)}; "
            "train a model on it, then --update"
        )
        return 1
    floors = baseline["floors"]
    problems = {
        "below the floor": _fallen(measured, floors),
        "not measured any more": _gone(measured, floors),
        "without a floor": [name for name in measured.figures if name not in floors],
    }
    for problem, names in problems.items():
        if names:
            print(f"\n{problem}: {', '.join(names)}")
    if any(problems.values()):
        return 1
    print(f"\n{len(measured.figures)} figures hold")
    return 0


def measure_all(corpora: Path | None) -> Measured:
    """All figures that can be measured here."""
    if corpora is None:
        print("no corpora: only the test part of the seeds and the contrast pairs are measured\n")
    recipe, material = load_shipped(corpora)
    figures: dict[str, float] = {}
    for name, golds in unseen_sentences(material).items():
        if golds:
            metrics: dict[str, Metrics] = {}
            measure(golds, load(), metrics)
            figures |= _named(f"{name} test part", metrics, ("general",))
            if name == "passages":
                figures |= _by_register(metrics)
    counts = contrast(load())[0]["all"]
    figures["contrast rows right"] = counts["rows_right"] / counts["rows"]
    if corpora is not None:
        figures |= _on_held_out(material, recipe)
    return Measured(figures, material.fingerprints, corpora is not None)


def _on_held_out(material: Material, recipe: Recipe) -> dict[str, float]:
    """Figures of a model that was trained without one fold, on that fold."""
    model = held_out(material, recipe, FOLD, FOLDS)
    figures = _named(
        "held-out fifth", measure_fold(model, material, FOLD, FOLDS), tuple(model.schemes)
    )
    ends = measure_boundaries(model.splitter, material, FOLD, FOLDS).values()
    if ends:
        figures["held-out fifth, sentence ends F1"] = sum(ends, start=Counts()).f1 or 0.0
    return figures


def _by_register(metrics: dict[str, Metrics]) -> dict[str, float]:
    """The sentence F1 of each register of the passages."""
    return {
        f"passages test part, {name.removeprefix('general/passages-')}, sentence F1": f1
        for name, measured in sorted(metrics.items())
        if "/" in name and (f1 := measured.sentences.f1) is not None
    }


def _named(prefix: str, metrics: dict[str, Metrics], sets: tuple[str, ...]) -> dict[str, float]:
    """The figures of some sets by name, without those that had nothing to measure."""
    figures = {}
    for name in sets:
        measured = metrics[name]
        figures[f"{prefix}, {name}, sentence F1"] = measured.sentences.f1
        figures[f"{prefix}, {name}, cue F1"] = measured.cues.f1
        figures[f"{prefix}, {name}, token macro F1"] = measured.macro_f1
    return {name: value for name, value in figures.items() if value is not None}
