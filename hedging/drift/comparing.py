"""Two reports → Drift: claims are aligned, and the confidence of each is compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from hedging.batch import Report
from hedging.drift.alignment import align, lost_clauses, pairs_in_order, stems_of
from hedging.drift.markers import Marker, markers_of
from hedging.drift.result import Change, ClaimPair, Drift
from hedging.results import Sentence

#: Smaller changes of confidence are no changes: "may" and "might" are the same.
TOLERANCE = 0.05
# The confidence of a plain sentence; a booster makes it 1.
_PLAIN = 0.88
# Code points between two markers of a family that are likely about different things, what the
# further marker takes away, and the most that all of them take.
_FAR, _FURTHER, _MOST_FURTHER = 25, 0.15, 0.45


def compare_reports(before: Report, after: Report) -> Drift:
    """Compare two reports of one detector claim by claim."""
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
    sides = tuple(before), tuple(after)
    if not before or not after:
        return ClaimPair(*sides, "dropped" if before else "new", None)
    old, new = markers_of(before), markers_of(after)
    difference = _confidence(new) - _confidence(old)
    markers = _matched(old, new)
    is_reworded = any(markers.get(name) for name in ("added", "weakened", "strengthened"))
    if not is_reworded and _lost_a_clause(before, after, words, markers["lost"]):
        return ClaimPair(*sides, "dropped", None, **markers)
    return ClaimPair(*sides, _in_words(difference), difference, **markers)


def _lost_a_clause(
    before: Sequence[Sentence],
    after: Sequence[Sentence],
    words: frozenset[str],
    lost: Sequence[Marker],
) -> bool:
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
    pairs = []
    for key in (lambda marker: marker.text.casefold(), lambda marker: marker.family):
        partner = pairs_in_order([*map(key, old)], [*map(key, new)])
        pairs += [(old[i], new[j]) for i, j in partner.items()]
        taken = set(partner.values())
        old = [marker for i, marker in enumerate(old) if i not in partner]
        new = [marker for j, marker in enumerate(new) if j not in taken]
    became = defaultdict[str, list[tuple[Marker, Marker]]](list)
    for pair in sorted(pairs, key=lambda pair: pair[0].start):
        difference = pair[1].strength - pair[0].strength
        is_same = abs(difference) <= TOLERANCE
        name = "kept" if is_same else "weakened" if difference > 0 else "strengthened"
        became[name].append(pair)
    both = {name: tuple(own) for name, own in became.items()}
    return {"lost": tuple(old), "added": tuple(new), **both}
