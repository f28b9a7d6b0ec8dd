"""How right the models are: the full report, and the gate that `.ci/run` keeps.

    accuracy.py --corpora PATH              the report: a table, results/accuracy.json, results/reliability.png
    accuracy.py --corpora PATH --gate       the gate: floors in baseline.json, in minutes
    accuracy.py --conll2010-eval FILE …     the shipped model on the shared task's evaluation files

The report cross-validates every scheme over documents, leaves single articles and whole domains out, and measures the shipped
model on what no training saw: the test part of the seeds and annotations, and the contrast pairs. Intervals are bootstraps
over documents. `--errors FOLDER` writes the worst mistakes for reading; they quote the corpora, so keep them out of the
repository.

The gate measures the shipped model on the test part and the contrast pairs and, where the corpora are there, a model trained
without one fifth of the documents on that fifth, so that code which no longer learns is noticed before a model is made with
it. The baseline keeps a fingerprint of the material: figures on other material are no comparison.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed

from hedging import load
from hedging.corpora import conll2010, jsonlines
from hedging.corpora.gold import Gold
from hedging.detector import Detector
from hedging.evaluate.cross_validation import (
    cross_validate,
    cross_validate_boundaries,
    held_out,
    leave_one_out,
    merged,
    split,
    spread,
)
from hedging.evaluate.metrics import Figures, Mistake, Tally, about, boundary_tally, measure, table
from hedging.model.files import MODELS
from hedging.model.model import Model
from hedging.options import DEFAULT_MODEL as DEFAULT
from hedging.options import DetectorOptions
from hedging.train.training import Material, Recipe, fit, fold_of, gather

HERE = Path(__file__).parent
BASELINE = HERE / "baseline.json"
RESULTS = HERE / "results"
SEEDS = HERE.parent / "seeds"
CONTRAST = HERE.parent / "tests" / "cases" / "contrast.jsonl"
# Figures may differ this much between machines, since the solvers stop at a tolerance.
SLACK = 0.004
FOLDS, PART = 5, 0

# A set of a few long documents, where a fifth of them is too coarse a part.
SMALL = ("bioscope", "full_papers")

_NEWS = ("news", "wikinews", "gum-news")
#: Domains to leave out of training, and the sets to test on then, by scheme and group.
DOMAINS: dict[str, tuple[Callable[[Gold], bool], tuple[tuple[str, str], ...]]] = {
    "biology": (
        lambda gold: gold.group in ("abstracts", "full_papers", "bio_hbc", "bio_bmc", "bio_fly"),
        (
            ("general", "abstracts"),
            ("szeged", "bio_hbc"),
            ("szeged", "bio_bmc"),
            ("szeged", "bio_fly"),
        ),
    ),
    "clinical": (
        lambda gold: gold.group in ("clinical", "clinical_merged"),
        (("general", "clinical"),),
    ),
    "Wikipedia": (
        lambda gold: gold.scheme == "conll2010-wikipedia" or gold.group == "wiki",
        (("general", "wiki"), ("szeged", "wiki")),
    ),
    "news": (
        lambda gold: gold.scheme == "general" and gold.group in _NEWS,
        (("general", "news"), ("general", "wikinews"), ("general", "gum-news")),
    ),
}


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--corpora",
        type=Path,
        help="folder of the corpora; the gate also works without, on the seeds",
    )
    parser.add_argument("--gate", action="store_true", help="only the figures that have floors")
    parser.add_argument(
        "--update",
        action="store_true",
        help="with --gate: write the baseline anew; refuses to lower a floor",
    )
    parser.add_argument(
        "--allow-lower", action="store_true", help="with --update: lower floors too"
    )
    parser.add_argument(
        "--conll2010-eval",
        type=Path,
        nargs="+",
        metavar="FILE",
        help="evaluation files (.xml, .jsonl, .tsv)",
    )
    parser.add_argument("--errors", type=Path, help="folder for lists of the worst mistakes")
    parser.add_argument(
        "--output", type=Path, default=RESULTS, help="folder for the report's files"
    )
    options = parser.parse_args()
    if options.update and not options.gate:
        parser.error("--update goes with --gate")
    if options.conll2010_eval:
        return shared_task(options.conll2010_eval)
    if options.gate:
        return gate(options.corpora, options.update, options.allow_lower)
    if options.corpora is None:
        parser.error("the report needs --corpora PATH; --gate works without")
    return report(options.corpora, options.output, options.errors)


# --- report -------------------------------------------------------------------------------------------------------------


def report(corpora: Path, output: Path, errors: Path | None) -> int:
    recipe = Recipe.read(MODELS / DEFAULT / "recipe.json")
    material = gather(recipe, corpora, SEEDS)
    result: dict[str, Any] = {"model": DEFAULT, **about(), "material": material.fingerprints}

    parts = cross_validate(material, recipe, folds=FOLDS)
    figures = merged(parts)
    print(
        f"{FOLDS}-fold cross-validation over documents, each scheme on its own corpora\n{table(figures)}\n"
    )
    ends = cross_validate_boundaries(material, recipe, folds=FOLDS)
    print("sentence boundaries, F1 over sentence ends")
    for name, tally in sorted(ends.items()):
        print(f"  {name:<34}{tally.f1:>8.4f}   {tally.true} sentences")
    result["cross_validation"] = {
        "folds": FOLDS,
        "figures": {name: one.row() for name, one in sorted(figures.items())},
        "spread": {
            name: dict(zip(("mean", "sd"), spread(parts, name), strict=True))
            for name in sorted(figures)
        },
        "boundaries": {name: tally.row() for name, tally in sorted(ends.items())},
    }

    alone = leave_one_out(material, recipe, *SMALL)
    print(f"\neach document scored by a model trained on everything else\n{table(alone)}")
    result["leave_one_out"] = {name: one.row() for name, one in sorted(alone.items())}

    left_out, mistakes = leave_domains_out(material, recipe)
    print(f"\nwhole domains left out of training\n{table(left_out)}")
    result["left_out"] = {name: one.row() for name, one in sorted(left_out.items())}

    result["test_part"] = {}
    for name, golds in test_parts(material).items():
        test: dict[str, Figures] = {}
        mistakes[f"test part {name}"] = measure(golds, load(), test)
        print(
            f"\n{DEFAULT} as shipped on the test part of the {name}, which training never sees\n{table(test)}"
        )
        result["test_part"][name] = {group: one.row() for group, one in sorted(test.items())}

    phenomena, mistakes["contrast"] = contrast(load())
    print(f"\ncontrast pairs, {DEFAULT} as shipped{'':<16}{'rows':>12}{'pairs':>12}")
    for name, counts in phenomena.items():
        print(
            f"  {name:<48}{counts['rows_right']:>6} /{counts['rows']:>4}{counts['pairs_right']:>6} /{counts['pairs']:>4}"
        )
    result["contrast"] = phenomena

    output.mkdir(parents=True, exist_ok=True)
    (output / "accuracy.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    shown = {
        f"cross-validation, {name}": figures[name] for name in sorted(figures) if "/" not in name
    }
    plot(shown, output / "reliability.png")
    if errors is not None:
        errors.mkdir(parents=True, exist_ok=True)
        for name, wrong in mistakes.items():
            lines = "".join(mistake.line() + "\n" for mistake in wrong)
            (errors / f"{name.replace(' ', '-')}.tsv").write_text(lines, encoding="utf-8")
    return 0


def test_parts(material: Material) -> dict[str, list[Gold]]:
    """Sentences whose cues training never sees: our own, and real text with our annotations."""
    parts: dict[str, list[Gold]] = {"seeds": [], "annotations": []}
    for gold in material.golds:
        if gold.part == "test":
            parts["annotations" if gold.document in material.annotated else "seeds"].append(gold)
    return parts


def leave_domains_out(
    material: Material, recipe: Recipe
) -> tuple[dict[str, Figures], dict[str, list[Mistake]]]:
    """Figures on each domain of models that were trained without it."""
    figures: dict[str, Figures] = {}
    mistakes: dict[str, list[Mistake]] = {}
    models = Parallel(n_jobs=2)(
        delayed(without_domain)(material, recipe, domain) for domain in DOMAINS
    )
    for (domain, (_, sets)), model in zip(DOMAINS.items(), models, strict=True):
        for scheme, group in sets:
            golds = [
                gold
                for gold in material.golds
                if (gold.scheme, gold.group, gold.part) == (scheme, group, "train")
            ]
            own: dict[str, Figures] = {}
            mistakes[f"without {domain} {group}"] = measure(
                golds, Detector(model, DetectorOptions(scheme=scheme)), own
            )
            figures[f"without {domain}: {scheme}/{group}"] = own[f"{scheme}/{group}"]
    return figures, mistakes


def without_domain(material: Material, recipe: Recipe, domain: str) -> Model:
    inside, sets = DOMAINS[domain]
    schemes = (scheme for scheme, _ in sets)
    return fit(
        material,
        recipe.for_schemes(*schemes),
        without=lambda item: isinstance(item, Gold) and inside(item),
    )


def contrast(detector: Detector) -> tuple[dict[str, dict[str, int]], list[Mistake]]:
    """Contrast pairs by phenomenon and together: sentences called rightly, and pairs with both sides right."""
    rows = list(jsonlines.rows(CONTRAST, ("document", "phenomenon", "text", "cues")))
    golds = list(jsonlines.read(CONTRAST))
    wrong = measure(golds, detector, {})
    failed = {mistake.gold.text for mistake in wrong}
    pairs: dict[tuple[str, str], list[bool]] = {}
    for row in rows:
        pairs.setdefault((row["phenomenon"], row["document"]), []).append(row["text"] not in failed)
    found: dict[str, dict[str, int]] = {}
    for (phenomenon, _), right in sorted(pairs.items()):
        for name in (phenomenon, "all"):
            counts = found.setdefault(
                name, {"rows_right": 0, "rows": 0, "pairs_right": 0, "pairs": 0}
            )
            for key, value in zip(counts, (sum(right), len(right), all(right), 1), strict=True):
                counts[key] += value
    return found, wrong


def plot(figures: dict[str, Figures], path: Path) -> None:
    """Reliability diagrams: share of hedged sentences over the mean score, bin by bin; the area is the bin's size."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("\nno reliability plot: pip install 'hedging[bench]' for matplotlib")
        return
    sheet = Figure(figsize=(3.2 * len(figures), 3.6), layout="constrained")
    for axis, (name, one) in zip(
        sheet.subplots(1, len(figures), squeeze=False)[0], figures.items(), strict=True
    ):
        score, share, size = zip(*one.reliability(), strict=True)
        axis.plot((0, 1), (0, 1), color="#999999", linewidth=1)
        axis.plot(score, share, color="#20639b", linewidth=1)
        axis.scatter(
            score,
            share,
            s=[10 + 300 * n / len(one.truths) for n in size],
            color="#20639b",
            alpha=0.6,
        )
        axis.set(
            title=f"{name}\nECE {one.calibration_error():.3f}",
            xlabel="mean score",
            ylabel="share hedged",
        )
        axis.title.set_fontsize(9)
    sheet.savefig(path, dpi=110)


def shared_task(paths: Sequence[Path]) -> int:
    """The shipped model on evaluation files of CoNLL-2010, each sentence under the scheme of its set."""
    figures: dict[str, Figures] = {}
    for path in paths:
        golds = list(conll2010.read(path))
        for scheme in sorted({gold.scheme for gold in golds}):
            measure([gold for gold in golds if gold.scheme == scheme], load(scheme=scheme), figures)
    print(f"{DEFAULT} as shipped on {', '.join(path.name for path in paths)}\n{table(figures)}")
    return 0


# --- gate ---------------------------------------------------------------------------------------------------------------


def gate(corpora: Path | None, update: bool, allow_lower: bool) -> int:
    figures, material, whole = measured(corpora)
    baseline = (
        json.loads(BASELINE.read_text(encoding="utf-8"))
        if BASELINE.exists()
        else {"floors": {}, "material": {}}
    )
    known = baseline["floors"]
    print(f"{'figure':<48}{'value':>8}{'floor':>8}")
    fallen = []
    for name, value in figures.items():
        floor = known.get(name)
        print(f"{name:<48}{value:>8.4f}{floor if floor is not None else '':>8}")
        if floor is not None and value < floor:
            fallen.append(name)
    gone = [name for name in known if whole and name not in figures]
    if update:
        if (fallen or gone) and not allow_lower:
            print(
                f"\nnot updated: {', '.join(fallen + gone)} would fall or go; --allow-lower if that is meant"
            )
            return 1
        floors = {name: round(value - SLACK, 4) for name, value in figures.items()}
        if not whole:
            floors, material = known | floors, baseline["material"] | material
        text = json.dumps({"material": material, "floors": floors}, indent=1)
        BASELINE.write_text(text + "\n", encoding="utf-8")
        print(f"\nwrote {BASELINE.name}")
        return 0
    changed = [
        name for name, digest in material.items() if baseline["material"].get(name) != digest
    ]
    if changed:
        print(
            f"\nthe material has changed since the baseline: {', '.join(changed)}; train a model on it, then --update"
        )
        return 1
    unknown = [name for name in figures if name not in known]
    for names, what in (
        (fallen, "below the floor"),
        (gone, "not measured any more"),
        (unknown, "without a floor"),
    ):
        if names:
            print(f"\n{what}: {', '.join(names)}")
    if fallen or gone or unknown:
        return 1
    print(f"\n{len(figures)} figures hold")
    return 0


def measured(corpora: Path | None) -> tuple[dict[str, float], dict[str, str], bool]:
    """Figures by name, the fingerprints of the material that they were measured on, and whether the corpora were there."""
    recipe = Recipe.read(MODELS / DEFAULT / "recipe.json")
    whole = corpora is not None and corpora.is_dir()
    if not whole:
        print("no corpora: only the seeds' test part and the contrast pairs are measured\n")
    here = recipe if whole else recipe.without_corpora()
    material = gather(here, corpora or SEEDS, SEEDS)
    values: dict[str, float] = {}
    for name, golds in test_parts(material).items():
        if golds:
            figures: dict[str, Figures] = {}
            measure(golds, load(), figures)
            values |= named(f"{name} test part", figures, ("general",))
    counts = contrast(load())[0]["all"]
    values["contrast rows right"] = counts["rows_right"] / counts["rows"]
    if whole:
        values |= on_held_out(material, recipe)
    return values, material.fingerprints, whole


def on_held_out(material: Material, recipe: Recipe) -> dict[str, float]:
    """Figures of a model trained without one part, on that part."""
    model = held_out(material, recipe, PART, FOLDS)
    figures: dict[str, Figures] = {}
    for scheme in model.schemes:
        golds = [
            g
            for g in material.golds
            if g.scheme == scheme and g.part == "train" and fold_of(g.document, FOLDS) == PART
        ]
        measure(golds, Detector(model, DetectorOptions(scheme=scheme)), figures)
    ends = Tally()
    for passage in material.passages:
        if fold_of(passage.document, FOLDS) == PART:
            boundary_tally(split(model.splitter, passage.text), passage.sentences, ends)
    return named("held-out fifth", figures, tuple(model.schemes)) | {
        "held-out fifth, sentence ends F1": ends.f1
    }


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
