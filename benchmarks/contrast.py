"""The shipped model on the contrast pairs: the same words as a hedge and as no hedge."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.material import CONTRAST
from hedging.corpora import jsonlines
from hedging.corpora.rows import read_rows
from hedging.detector import Detector
from hedging.evaluate.metrics import Mistake, find_mistakes, score_golds


def contrast(detector: Detector) -> tuple[dict[str, dict[str, int]], list[Mistake]]:
    """Counts by phenomenon and for "all", and the sentences with a wrong verdict.

    The counts are `rows_right` of `rows` sentences, and `pairs_right` of `pairs`, where a pair is
    right if both of its sentences are. A sentence that has no counterpart is in no pair.
    """
    golds = list(jsonlines.read(CONTRAST))
    mistakes = find_mistakes(golds, score_golds(golds, detector))
    failed = {mistake.gold.text for mistake in mistakes}
    pairs: dict[tuple[str, str], list[bool]] = {}
    for row in read_rows(CONTRAST, ("document", "phenomenon", "text", "cues")):
        pairs.setdefault((row["phenomenon"], row["document"]), []).append(row["text"] not in failed)
    phenomena: dict[str, dict[str, int]] = {}
    for (phenomenon, _), right in sorted(pairs.items()):
        for name in (phenomenon, "all"):
            counts = phenomena.setdefault(
                name, {"rows_right": 0, "rows": 0, "pairs_right": 0, "pairs": 0}
            )
            counts["rows_right"] += sum(right)
            counts["rows"] += len(right)
            if len(right) == 2:
                counts["pairs_right"] += all(right)
                counts["pairs"] += 1
    return phenomena, mistakes


def contrast_lines(phenomena: dict[str, dict[str, int]]) -> Iterator[str]:
    """The counts as lines for people."""
    yield f"{'contrast pairs':<50}{'rows':>12}{'pairs':>12}"
    for name, counts in phenomena.items():
        rows = f"{counts['rows_right']} / {counts['rows']}"
        pairs = f"{counts['pairs_right']} / {counts['pairs']}"
        yield f"  {name:<48}{rows:>12}{pairs:>12}"
