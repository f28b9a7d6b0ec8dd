"""Two reports → Drift: claims are aligned, and the confidence of each is compared."""

from __future__ import annotations

from collections.abc import Sequence

from hedging.drift.alignment import align, lost_clauses, stems_of
from hedging.drift.markers import Marker, markers_of
from hedging.drift.result import Change, ClaimChange, ClaimPair, Drift
from hedging.results import Report, Sentence

#: Smaller changes of confidence are no changes: "may" and "might" are the same.
TOLERANCE = 0.05
# The confidence of a plain sentence; a booster makes it 1.
_PLAIN = 0.88


def compare_reports(before: Report, after: Report) -> Drift:
    """What became surer or less sure between two reports of one detector.

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
    old, new = list(markers_of(before)), list(markers_of(after))
    difference = _confidence(after) - _confidence(before)
    kept, weakened, strengthened = _matched(old, new)
    change: ClaimChange = _in_words(difference)
    if _lost_a_clause(before, after, words, old) and not (new or weakened or strengthened):
        change = "dropped"
    return ClaimPair(
        tuple(before),
        tuple(after),
        change,
        None if change == "dropped" else difference,
        tuple(old),
        tuple(new),
        tuple(kept),
        tuple(weakened),
        tuple(strengthened),
    )


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


def _confidence(sentences: Sequence[Sentence]) -> float:
    """How sure the sentences of a claim are, from 0 to 1: each family of markers counts once."""
    markers = markers_of(sentences)
    doubts = {marker.family: 0.0 for marker in markers}
    for marker in markers:
        doubts[marker.family] = max(doubts[marker.family], marker.strength)
    confidence = 1.0 if "booster" in doubts else _PLAIN
    for family in sorted(doubts):
        confidence *= 1 - doubts[family]
    return confidence


Pairs = list[tuple[Marker, Marker]]


def _matched(old: list[Marker], new: list[Marker]) -> tuple[Pairs, Pairs, Pairs]:
    """Take markers with the same words, then of one family, from both lists, and sort the pairs.

    The pairs are kept, weakened (the claim is less sure) and strengthened (it is surer).
    """
    kept: Pairs = []
    weakened: Pairs = []
    strengthened: Pairs = []
    for same_words in (True, False):
        for marker in list(old):
            partner = next((other for other in new if _fits(marker, other, same_words)), None)
            if partner is None:
                continue
            old.remove(marker)
            new.remove(partner)
            difference = partner.strength - marker.strength
            if abs(difference) <= TOLERANCE:
                kept.append((marker, partner))
            else:
                (weakened if difference > 0 else strengthened).append((marker, partner))
    return kept, weakened, strengthened


def _fits(old: Marker, new: Marker, same_words: bool) -> bool:
    if same_words:
        return old.text.casefold() == new.text.casefold()
    return old.family == new.family
