"""What `hedging adapt` is worth: learning curves on three domains that no model has learned from.

    python -m benchmarks.adapting

draws documents of a domain until they have 25, 50, 100 or 200 sentences, adapts the shipped model
to them, and measures it on the other documents of the domain, ten times for each size:
adapting.json and the figure in the documentation. It also says how far two readers of the domains
agree, and what adapting to 200 sentences takes.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from benchmarks.grid import Results, grid
from benchmarks.material import ROOT
from benchmarks.output import RESULTS, write_json
from hedging.corpora.gold import Gold
from hedging.corpora.labelled import read_labelled
from hedging.corpora.marked import line_of
from hedging.detector import Detector, load
from hedging.evaluate.agreement import compare_labels
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Metrics, measure
from hedging.evaluate.tables import figure
from hedging.train.adaptation.adapting import adapt

FOLDER = ROOT / "benchmarks" / "domains"
DOMAINS = ("minutes", "legal", "weather")
SIZES, DRAWS = (25, 50, 100, 200), 10
FIGURE = ROOT / "docs" / "images" / "adapting.png"


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and write the result and the figure."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.adapting", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="one draw of one size")
    parser.add_argument("--output", type=Path, default=RESULTS)
    options = parser.parse_args(argv)
    sizes, draws = ((50,), 1) if options.quick else (SIZES, DRAWS)
    result: dict[str, Any] = {**environment(), "draws": draws, "domains": {}}
    for name in DOMAINS:
        golds = list(read_labelled(FOLDER / f"{name}.txt"))
        result["domains"][name] = {
            **agreement(name, golds),
            "curve": {str(size): curve_point(golds, size, draws) for size in sizes},
        }
        for size, point in result["domains"][name]["curve"].items():
            print(name, size, point, flush=True)
    result["cost"] = cost(list(read_labelled(FOLDER / f"{DOMAINS[0]}.txt"))[:200])
    print(result["cost"])
    write_json(options.output / "adapting.json", result)
    if not options.quick:
        draw_figure(result)
    return 0


def agreement(name: str, golds: Sequence[Gold]) -> dict[str, Any]:
    """The figures of the shipped model on the whole domain, and of the second reader."""
    second = compare_labels(golds, list(read_labelled(FOLDER / f"{name}.second.txt")))
    metrics = measured(load(), golds)
    return {
        "sentences": len(golds),
        "hedged": sum(bool(gold.hedged) for gold in golds),
        "shipped_f1": round(metrics.sentences.f1 or 0.0, 4),
        "readers_kappa": round(second.kappa or 0.0, 4),
        "readers_cue_f1": round(second.metrics.cues.f1 or 0.0, 4),
    }


def curve_point(golds: Sequence[Gold], size: int, draws: int) -> dict[str, Any]:
    """Shipped and adapted model on the documents that were not drawn, over all draws."""
    shipped, adapted = [], []
    pooled = Metrics()
    moved: Counter[str] = Counter()
    for number in range(draws):
        learned, tested = split(golds, size, number)
        adaptation = adapt(learned)
        moved[str(adaptation.step or "nothing")] += 1
        own = measured(adaptation.detector(), tested)
        shipped.append(measured(load(), tested).sentences.f1 or 0.0)
        adapted.append(own.sentences.f1 or 0.0)
        pooled.merge(own)
    gain = np.array(adapted) - np.array(shipped)
    return {
        "shipped_f1": round(float(np.mean(shipped)), 4),
        "adapted_f1": round(float(np.mean(adapted)), 4),
        "gain": round(float(gain.mean()), 4),
        "gain_deviation": round(float(gain.std()), 4),
        "least_gain": round(float(gain.min()), 4),
        "calibration_error": round(pooled.calibration_error() or 0.0, 4),
        "moved": dict(moved.most_common()),
    }


def split(golds: Sequence[Gold], size: int, number: int) -> tuple[list[Gold], list[Gold]]:
    """The first `size` sentences of documents in random order, and all other documents."""
    documents = sorted({gold.document for gold in golds})
    order = np.random.default_rng(number).permutation(len(documents))
    learned: list[Gold] = []
    for place, document in enumerate(order.tolist()):
        if len(learned) >= size:
            rest = {documents[other] for other in order[place:].tolist()}
            break
        learned += [gold for gold in golds if gold.document == documents[document]]
    return learned[:size], [gold for gold in golds if gold.document in rest]


def measured(detector: Detector, golds: Sequence[Gold]) -> Metrics:
    """The figures of a detector on some sentences."""
    metrics: dict[str, Metrics] = {}
    measure(golds, detector, metrics)
    return metrics["general"]


def cost(golds: Sequence[Gold]) -> dict[str, Any]:
    """Seconds and memory of the command on some sentences, in a process of its own."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "labels.txt"
        path.write_text("\n".join(_lines(golds)), encoding="utf-8")
        arguments = ["-m", "hedging", "adapt", str(path), "-o", str(Path(folder) / "model")]
        begin = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        seconds = time.perf_counter() - begin
    # The greatest of all children so far; there is no other.
    kilobytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return {
        "sentences": len(golds),
        "seconds": round(seconds, 1),
        "megabytes": round(kilobytes / 1024),
    }


def _lines(golds: Sequence[Gold]) -> list[str]:
    lines, document = [], None
    for gold in golds:
        if gold.document != document:
            document = gold.document
            lines.append(f"# document: {document}")
        lines.append(line_of(gold))
    return lines


def draw_figure(result: dict[str, Any]) -> None:
    """The curves as a picture for the documentation."""
    import matplotlib.pyplot as plt

    figure, axes = plt.subplots(1, len(DOMAINS), figsize=(9, 3.2), sharey=True, layout="tight")
    for axis, name in zip(axes, DOMAINS, strict=True):
        curve = result["domains"][name]["curve"]
        sizes = [int(size) for size in curve]
        values = [point["adapted_f1"] for point in curve.values()]
        spread = [point["gain_deviation"] for point in curve.values()]
        shipped = [point["shipped_f1"] for point in curve.values()]
        axis.plot(sizes, shipped, color="0.5", linestyle="--", label="as shipped")
        axis.errorbar(
            sizes, values, yerr=spread, color="#1f5fa8", marker="o", capsize=3, label="adapted"
        )
        axis.set(title=name, xlabel="labelled sentences", xscale="log", xticks=sizes)
        axis.set_xticks(sizes, [str(size) for size in sizes])
        axis.minorticks_off()
        axis.spines[["top", "right"]].set_visible(False)
    axes[0].set_ylabel("sentence F1, other documents")
    axes[1].legend(frameon=False, loc="lower right")
    FIGURE.parent.mkdir(exist_ok=True)
    figure.savefig(FIGURE, dpi=150)


def table(results: Results) -> str:
    """The learning curves."""
    head = [
        "domain",
        "sentences",
        "as shipped",
        "adapted",
        "least gain of ten",
        "calibration error",
    ]
    rows = [
        [
            name,
            size,
            figure(point["shipped_f1"]),
            figure(point["adapted_f1"]),
            f"{100 * point['least_gain']:+.1f} points",
            figure(point["calibration_error"]),
        ]
        for name, own in results["adapting"]["domains"].items()
        for size, point in own["curve"].items()
    ]
    return grid(head, rows)


if __name__ == "__main__":
    sys.exit(main())
