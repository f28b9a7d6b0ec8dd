"""The shipped model and its recipe → figures that must not fall below `baseline.json`.

Without corpora only the seeds' test part is measured. With them, a model is also trained by the recipe without one fifth of
the documents and measured on that fifth, so that code which no longer learns is noticed before a model is made with it. The
baseline keeps a fingerprint of the material: figures on other material are no comparison.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from hedging import load
from hedging.detector import Detector
from hedging.evaluation import Figures, Tally, boundary_tally, measure
from hedging.model import DEFAULT, MODELS
from hedging.training import Material, Recipe, fold_of, gather
from hedging.validation import held_out, split

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
SEEDS = HERE.parent / "seeds"
# Figures may differ this much between machines, since the solvers stop at a tolerance.
SLACK = 0.004
FOLDS, PART = 5, 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, help="folder of the corpora; without it, or if it is missing, seeds only")
    parser.add_argument("--update", action="store_true", help="write the baseline anew; refuses to lower a floor")
    parser.add_argument("--allow-lower", action="store_true", help="with --update: lower floors too")
    options = parser.parse_args()
    figures, material = measured(options.corpora)
    baseline = json.loads(BASELINE.read_text(encoding="utf-8")) if BASELINE.exists() else {"floors": {}, "material": {}}
    known = baseline["floors"]
    print(f"{'figure':<48}{'value':>8}{'floor':>8}")
    fallen = []
    for name, value in figures.items():
        floor = known.get(name)
        print(f"{name:<48}{value:>8.4f}{floor if floor is not None else '':>8}")
        if floor is not None and value < floor:
            fallen.append(name)
    if options.update:
        if fallen and not options.allow_lower:
            print(f"\nnot updated: {', '.join(fallen)} would fall; --allow-lower if that is meant")
            return 1
        floors = known | {name: round(value - SLACK, 4) for name, value in figures.items()}
        text = json.dumps({"material": baseline["material"] | material, "floors": floors}, indent=1)
        BASELINE.write_text(text + "\n", encoding="utf-8")
        print(f"\nwrote {BASELINE.name}")
        return 0
    changed = [name for name, digest in material.items() if baseline["material"].get(name) != digest]
    if changed:
        print(f"\nthe material has changed since the baseline: {', '.join(changed)}; train a model on it, then --update")
        return 1
    if fallen:
        print(f"\nbelow the floor: {', '.join(fallen)}")
        return 1
    print(f"\n{len(figures)} figures hold")
    return 0


def measured(corpora: Path | None) -> tuple[dict[str, float], dict[str, str]]:
    """Figures by name, and the fingerprints of the material that they were measured on."""
    recipe = Recipe.read(MODELS / DEFAULT / "recipe.json")
    whole = corpora is not None and corpora.is_dir()
    if not whole:
        print("no corpora: only the seeds' test part is measured\n")
    here = recipe if whole else recipe.without_corpora()
    material = gather(here, corpora or SEEDS, SEEDS)
    figures: dict[str, Figures] = {}
    measure([gold for gold in material.golds if gold.part == "test"], load(), figures)
    values = named("seeds test part", figures, ("general",))
    if whole:
        values |= on_held_out(material, recipe)
    return values, material.fingerprints


def on_held_out(material: Material, recipe: Recipe) -> dict[str, float]:
    """Figures of a model trained without one part, on that part."""
    model = held_out(material, recipe, PART, FOLDS)
    figures: dict[str, Figures] = {}
    for scheme in model.schemes:
        golds = [g for g in material.golds if g.scheme == scheme and g.part == "train" and fold_of(g.document, FOLDS) == PART]
        measure(golds, Detector(model, scheme=scheme), figures)
    ends = Tally()
    for passage in material.passages:
        if fold_of(passage.document, FOLDS) == PART:
            boundary_tally(split(model.splitter, passage.text), passage.sentences, ends)
    return named("held-out fifth", figures, tuple(model.schemes)) | {"held-out fifth, sentence ends F1": ends.f1}


def named(prefix: str, figures: dict[str, Figures], sets: tuple[str, ...]) -> dict[str, float]:
    values = {}
    for name in sets:
        one = figures[name]
        values[f"{prefix}, {name}, sentence F1"] = one.sentences.f1
        values[f"{prefix}, {name}, cue F1"] = one.cues.f1
        if one.typed:
            values[f"{prefix}, {name}, token macro F1"] = one.macro_f1
    return values


if __name__ == "__main__":
    sys.exit(main())
