"""How right the models are: the full report, and the gate that `.ci/run` runs.

    python -m benchmarks.accuracy --corpora PATH   the report: tables, accuracy.json, a plot
    python -m benchmarks.accuracy --quick          the part of the report that trains nothing
    python -m benchmarks.accuracy --gate           the gate: floors in baseline.json, in minutes
    python -m benchmarks.accuracy --conll2010-eval FILE …    the shipped model on evaluation files

The report cross-validates every scheme over documents, and leaves out whole domains. That takes
most of an hour; what is finished is written, and `--resume` goes on from there. With
`--quick`, `--resume` keeps these figures of an earlier model, and `trained_by` names it. The report
measures the shipped model on sentences that training never sees: the test part of the
seeds and the annotations, and the contrast pairs. Intervals are bootstraps over documents.
`--errors FOLDER` writes lists of the mistakes; they quote the corpora, so keep them out of the
repository.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.command import parser_of
from benchmarks.contrast import contrast, contrast_lines
from benchmarks.gate import FOLDS, run_gate
from benchmarks.left_out import leave_domains_out
from benchmarks.material import unseen_sentences, with_sets
from benchmarks.mistakes import causes, write_mistakes
from benchmarks.output import write_json
from hedging import load
from hedging.corpora import conll2010
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import (
    Metrics,
    Mistake,
    count,
    find_mistakes,
    measure,
    plain_metrics,
    score_golds,
)
from hedging.evaluate.tables import figure, metrics_table
from hedging.options import DEFAULT_MODEL
from hedging.train.cross_validation import cross_validate
from hedging.train.material import Material
from hedging.train.recipe import Recipe
from training.material import load_shipped

#: The parts of the report that train models, in order.
TRAINED_PARTS = ("cross_validation", "left_out")


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    parser = parser_of(__doc__, corpora=True, quick="train no model")
    parser.add_argument(
        "--resume",
        action="store_true",
        help="keep what accuracy.json has of trained models: of the same material, or with --quick",
    )
    parser.add_argument("--gate", action="store_true", help="only the figures that have floors")
    parser.add_argument(
        "--update", action="store_true", help="with --gate: write the baseline, but lower no floor"
    )
    parser.add_argument(
        "--allow-lower", action="store_true", help="with --update: lower floors too"
    )
    parser.add_argument(
        "--conll2010-eval", type=Path, nargs="+", metavar="FILE", help="files to evaluate on"
    )
    parser.add_argument("--errors", type=Path, help="folder for lists of the worst mistakes")
    options = parser.parse_args(argv)
    if options.update and not options.gate:
        parser.error("--update goes with --gate")
    if options.conll2010_eval:
        return shared_task(options.conll2010_eval)
    if options.gate:
        return run_gate(options.corpora, update=options.update, allow_lower=options.allow_lower)
    if options.corpora is None and not options.quick:
        parser.error("the report needs --corpora PATH; --gate and --quick work without")
    return report(
        options.corpora,
        options.output,
        options.errors,
        quick=options.quick,
        resume=options.resume,
    )


def report(
    corpora: Path | None, output: Path, errors: Path | None, *, quick: bool, resume: bool
) -> int:
    """Measure, print, and write accuracy.json and the plot."""
    recipe, material = load_shipped(corpora)
    row: dict[str, Any] = {"model": DEFAULT_MODEL, **environment()}
    settings = hashlib.sha256(repr(recipe).encode()).hexdigest()[:16]
    row["material"] = {"recipe": settings, **material.fingerprints}
    mistakes: dict[str, list[Mistake]] = {}
    path = output / "accuracy.json"
    before = json.loads(path.read_text(encoding="utf-8")) if resume and path.exists() else {}
    if quick:
        kept = ("trained_by", *TRAINED_PARTS)
        row |= {name: before[name] for name in kept if name in before}
    else:
        row["trained_by"] = DEFAULT_MODEL
        same = before.get("material") == row["material"]
        _train_and_measure(recipe, material, mistakes, path, row, before if same else {})
    row["test_part"] = {}
    for name, golds in unseen_sentences(material).items():
        if golds:
            metrics: dict[str, Metrics] = {}
            reports = score_golds(golds, load())
            count(golds, reports, metrics)
            mistakes[f"test part {name}"] = find_mistakes(golds, reports)
            print(f"\n{DEFAULT_MODEL} as shipped on the test part of the {name}")
            print(metrics_table(metrics))
            row["test_part"][name] = plain_metrics(metrics)
    row["causes"] = _causes(mistakes.get("test part passages", []))
    row["contrast"], mistakes["contrast"] = contrast(load())
    print("\n" + "\n".join(contrast_lines(row["contrast"])))
    write_json(path, row)
    if errors is not None:
        write_mistakes(errors, mistakes)
    return 0


def _train_and_measure(
    recipe: Recipe,
    material: Material,
    mistakes: dict[str, list[Mistake]],
    path: Path,
    row: dict[str, Any],
    before: dict[str, Any],
) -> None:
    """Add the parts that train models to `row`, those of `before` as they are.

    Each part is written to `path` when it is measured.
    """

    def cross_validation() -> dict[str, Any]:
        result = cross_validate(material, recipe, folds=FOLDS)
        result = dataclasses.replace(result, boundaries=with_sets(result.boundaries))
        print(result)
        plot_reliability(result.metrics, path.with_name("reliability.png"))
        return result.to_dict()

    def left_out() -> dict[str, Any]:
        domains, of_domains = leave_domains_out(material, recipe)
        mistakes.update(of_domains)
        print(f"\nwhole domains left out of training\n{metrics_table(domains)}")
        return plain_metrics(domains)

    for name, part in zip(TRAINED_PARTS, (cross_validation, left_out), strict=True):
        row[name] = before[name] if name in before else part()
        write_json(path, row)


def _causes(mistakes: Sequence[Mistake]) -> dict[str, Any]:
    """The words behind the mistakes by group, the most frequent first; no more than ten of each."""
    groups: dict[str, list[Mistake]] = {}
    for mistake in mistakes:
        groups.setdefault(mistake.gold.group, []).append(mistake)
    return {
        group: {side: dict(words.most_common(10)) for side, words in causes(of_group).items()}
        for group, of_group in sorted(groups.items())
    }


def plot_reliability(metrics: dict[str, Metrics], path: Path) -> None:
    """Plot the share of hedged sentences over the mean score, for each scheme.

    The area of a point is the size of its bin.
    """
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("\nno plot of the reliability: pip install matplotlib")
        return
    schemes = {name: measured for name, measured in sorted(metrics.items()) if "/" not in name}
    sheet = Figure(figsize=(3.2 * len(schemes), 3.6), layout="constrained")
    axes = sheet.subplots(1, len(schemes), squeeze=False)[0]
    for axis, (name, measured) in zip(axes, schemes.items(), strict=True):
        score, share, size = zip(*measured.reliability(), strict=True)
        areas = [10 + 300 * n / len(measured.truths) for n in size]
        axis.plot((0, 1), (0, 1), color="#999999", linewidth=1)
        axis.plot(score, share, color="#20639b", linewidth=1)
        axis.scatter(score, share, s=areas, color="#20639b", alpha=0.6)
        error = figure(measured.calibration_error())
        axis.set_title(f"cross-validation, {name}\nECE {error}", fontsize=9)
        axis.set(xlabel="mean score", ylabel="share hedged")
    path.parent.mkdir(parents=True, exist_ok=True)
    sheet.savefig(path, dpi=110)


def shared_task(paths: Sequence[Path]) -> int:
    """Measure the shipped model on evaluation files of CoNLL-2010, each sentence by its scheme."""
    metrics: dict[str, Metrics] = {}
    for path in paths:
        golds = list(conll2010.read(path))
        for scheme in sorted({gold.scheme for gold in golds}):
            of_scheme = [gold for gold in golds if gold.scheme == scheme]
            measure(of_scheme, load(scheme=scheme), metrics)
    print(f"{DEFAULT_MODEL} as shipped on {', '.join(path.name for path in paths)}")
    print(metrics_table(metrics))
    return 0


if __name__ == "__main__":
    sys.exit(main())
