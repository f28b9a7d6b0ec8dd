"""Results → the lines of the README and of the home page on accuracy and speed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from benchmarks.grid import Results, thousands
from hedging.evaluate.tables import figure
from hedging.extension import shown_kernel


def how_good(results: Results) -> str:
    """Three lines on accuracy."""
    report = results["accuracy"]
    general = report["cross_validation"]["figures"]["general"]
    unseen = report["test_part"]["passages"]["general"]
    readers = results["readers"]["agreement"]["all"]
    contrast = report["contrast"]["all"]
    labelled = general["sentences"]["labelled"]
    trained_by = report["trained_by"]
    older = "" if trained_by == report["model"] else f", measured with {trained_by}"
    return _joined(
        [
            f"- On {unseen['sentences']['labelled']:,} sentences of ten registers that no training "
            f"saw, the F1 of sentences is {figure(unseen['sentences']['f1'])}\n  and that of exact "
            f"cues {figure(unseen['cues_exact']['f1'])}. Two careful readers reach "
            f"{figure(readers['sentences']['f1'])} and {figure(readers['cues']['f1'])} against "
            "each other.",
            f"- In five-fold cross-validation over documents, on {labelled:,} sentences, many of "
            f"them hard, it is\n  {figure(general['sentences']['f1'])} and "
            f"{figure(general['cues_exact']['f1'])}{older}.",
            f"- {contrast['rows_right']} of {contrast['rows']} contrast sentences (*may* as a "
            "hedge, as permission, as a month) are right.",
        ]
    )


def how_fast(results: Results) -> str:
    """Three lines on speed."""
    row = results["throughput"]
    batch, article = row["batch"], row["article"]
    start = row["startup_ms"]["import and first answer"]
    paces = results["confidence"]["pace"]
    share = paces["all"] / paces["cues"]
    return _joined(
        [
            f"- {thousands(batch['sentences_per_second'])} sentences a second on one core, in "
            f"batches of news articles ({_kernel(row)}); two\n  processes are "
            f"{row['processes']['ratio']:.2f} times one. The compiled kernel is "
            f"{results['kernel']['ways']['cues and sentences']['ratio']:.1f} times as fast as pure "
            "Python.",
            f"- With scopes, holders and confidences, which are there by default, {share:.0%} of "
            'that pace;\n  the figures here are of `depth="cues"`.',
            f"- {article['p50_ms']:.2f} ms for the cues of one article of 3,000 characters; "
            f"{start:.0f} ms from a new\n  interpreter to the first answer.",
            "- Other tools on the same sentences, and the command for every figure:\n  "
            "[benchmarks/README.md](benchmarks/README.md).",
        ]
    )


def home(results: Results) -> str:
    """The figures of the home page, each with what it means."""
    unseen = results["accuracy"]["test_part"]["passages"]["general"]["sentences"]
    readers = results["readers"]["agreement"]["all"]["sentences"]
    speed = results["throughput"]
    pace = results["confidence"]["pace"]
    return _joined(
        [
            f"- **{unseen['f1']:.2f}** F1 of hedged sentences, on {unseen['labelled']:,} sentences "
            f"of ten registers\n  that no training saw; two careful readers reach "
            f"{readers['f1']:.2f}",
            f"- **{thousands(speed['batch']['sentences_per_second'])}** sentences a second on one "
            f"core when it finds cues\n  ({_kernel(speed)}); with all that it says of them "
            f"{pace['all'] / pace['cues']:.0%} of that",
            f"- **{speed['article']['p50_ms']:.2f} ms** for the cues of one article of 3,000 "
            "characters",
        ]
    )


def _kernel(row: Mapping[str, Any]) -> str:
    """What was measured; results from before there was a kernel do not name one."""
    return shown_kernel(row.get("kernel", "pure"))


def _joined(lines: list[str]) -> str:
    return "".join(f"{line}\n" for line in lines)
