"""Two reports → Drift: claims are aligned, and the confidence of each is compared."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable, Sequence
from typing import Any

from hedging.batch import Report
from hedging.drift.alignment import align, lost_clauses, stems_of
from hedging.drift.markers import Marker, markers_of
from hedging.drift.result import Change, ClaimChange, ClaimPair, Drift
from hedging.results import Sentence

#: Smaller changes of confidence are no changes: "may" and "might" are the same.
TOLERANCE = 0.05
# The confidence of a plain sentence; a booster makes it 1.
_PLAIN = 0.88
# Code points between two markers of a family that are likely about different things, what the
# further marker takes away, and the most that all of them take.
_FAR, _FURTHER, _MOST_FURTHER = 25, 0.15, 0.45

Pairs = list[tuple[Marker, Marker]]


def compare_reports(before: Report, after: Report) -> Drift:
    """Compare two reports of one detector claim by claim.

    >>> import hedging
    >>> before, after = hedging.detect_batch(["It may rain.", "It might rain."])
    >>> compare_reports(before, after).change
    'same'
    """
    groups = align(
        [sentence.text for sentence in before.sentences],
        [sentence.text for sentence in after.sentences],
    )
    words = stems_of(after.text)
    pairs = tuple(
        _pair([before.sentences[i] for i in olds], [after.sentences[j] for j in news], words)
        for olds, news in groups
    )
    changes = [pair.confidence_change or 0.0 for pair in pairs]
    largest = max(changes, key=abs, default=0.0)
    change: Change = _in_words(largest)
    if change == "same" and any(pair.change == "dropped" for pair in pairs):
        change = "dropped"
    return Drift(before, after, pairs, change, largest)


def _in_words(confidence_change: float) -> Change:
    if abs(confidence_change) <= TOLERANCE:
        return "same"
    return "surer" if confidence_change > 0 else "less sure"


def _pair(
    before: Sequence[Sentence], after: Sequence[Sentence], words: frozenset[str]
) -> ClaimPair:
    """A claim with its change of confidence and its markers.

    `words` are the stems of the whole text after.
    """
    if not before or not after:
        gone: ClaimChange = "dropped" if before else "new"
        return ClaimPair(tuple(before), tuple(after), gone, None)
    old, new = markers_of(before), markers_of(after)
    difference = _confidence(new) - _confidence(old)
    markers = _matched(old, new)
    reworded = markers["added"] or markers["weakened"] or markers["strengthened"]
    if not reworded and _lost_a_clause(before, after, words, markers["lost"]):
        return ClaimPair(tuple(before), tuple(after), "dropped", None, **markers)
    change = _in_words(difference)
    return ClaimPair(tuple(before), tuple(after), change, difference, **markers)


def _lost_a_clause(
    before: Sequence[Sentence],
    after: Sequence[Sentence],
    words: frozenset[str],
    lost: Sequence[Marker],
) -> bool:
    """Whether a clause is gone, and every lost marker with it."""
    text = " ".join(sentence.text for sentence in after)
    spans = [
        (start + sentence.start, end + sentence.start)
        for sentence in before
        for start, end in lost_clauses(sentence.text, text, words)
    ]
    return bool(spans) and all(
        any(start <= marker.start < end for start, end in spans) for marker in lost
    )


def _confidence(markers: Sequence[Marker]) -> float:
    """How sure a claim with these markers is, from 0 to 1.

    The strongest marker of each family counts, and each further one a little if it stands so far
    from the last that it is likely about something else: "unclear whether" is one doubt.
    """
    doubts: dict[str, float] = {}
    further: dict[str, float] = {}
    ends: dict[str, int] = {}
    for marker in markers:
        family = marker.family
        if marker.start - ends.get(family, marker.start) > _FAR:
            further[family] = min(further.get(family, 0.0) + _FURTHER, _MOST_FURTHER)
        ends[family] = marker.end
        doubts[family] = max(doubts.get(family, 0.0), marker.strength)
    confidence = 1.0 if "booster" in doubts else _PLAIN
    for family in sorted(doubts):
        confidence *= (1 - doubts[family]) * (1 - further.get(family, 0.0))
    return confidence


def _matched(old: Sequence[Marker], new: Sequence[Marker]) -> dict[str, Any]:
    """The markers of a claim sorted by what became of them, as `ClaimPair` has them.

    Markers with the same words belong together, then markers of one family, in text order.
    """
    kept: Pairs = []
    weakened: Pairs = []
    strengthened: Pairs = []
    pairs, old, new = _paired(old, new, lambda marker: marker.text.casefold())
    more_pairs, old, new = _paired(old, new, lambda marker: marker.family)
    for pair in sorted([*pairs, *more_pairs], key=lambda pair: pair[0].start):
        difference = pair[1].strength - pair[0].strength
        if abs(difference) <= TOLERANCE:
            kept.append(pair)
        else:
            (weakened if difference > 0 else strengthened).append(pair)
    return {
        "lost": tuple(old),
        "added": tuple(new),
        "kept": tuple(kept),
        "weakened": tuple(weakened),
        "strengthened": tuple(strengthened),
    }


def _paired(
    old: Sequence[Marker], new: Sequence[Marker], key: Callable[[Marker], str]
) -> tuple[Pairs, list[Marker], list[Marker]]:
    """Pairs of markers that have the same key, and the markers that are left over."""
    waiting: dict[str, deque[Marker]] = defaultdict(deque)
    for marker in new:
        waiting[key(marker)].append(marker)
    pairs, rest = [], []
    for marker in old:
        partners = waiting[key(marker)]
        if partners:
            pairs.append((marker, partners.popleft()))
        else:
            rest.append(marker)
    left = sorted((m for markers in waiting.values() for m in markers), key=lambda m: m.start)
    return pairs, rest, left
