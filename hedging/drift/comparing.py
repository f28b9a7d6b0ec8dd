"""Two reports → Drift: claims are aligned, and what became of each is judged."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple, cast

from hedging.batch import Report
from hedging.drift.alignment import Words, align, pairs_in_order, words_by_claim
from hedging.drift.claims import Claim, are_verbatim, claims_of
from hedging.drift.features import (
    TOLERANCE,
    Features,
    Left,
    Side,
    dropped_features,
    pair_features,
)
from hedging.drift.gone import limits_gone, voices_gone
from hedging.drift.judging import Weights, changed_scores, dropped_score, learned
from hedging.drift.markers import Marker, markers_of
from hedging.drift.pair import Change, ClaimPair
from hedging.drift.result import Drift
from hedging.kinds import CHANGED
from hedging.model.model import Model

# The confidence of a plain sentence; a booster makes it 1.
_PLAIN = 0.88
# Code points between two markers of a family that are likely about different things, what the
# further marker takes away, and the most that all of them take.
_FAR, _FURTHER, _MOST_FURTHER = 25, 0.15, 0.45


class Matched(NamedTuple):
    """Claims of both texts that say the same, or of one that has no partner.

    `words` has the words of all claims of the texts, and `left` says what was left over.
    """

    before: tuple[Claim, ...]
    after: tuple[Claim, ...]
    words: Mapping[str, Words]
    left: Left

    @property
    def is_verbatim(self) -> bool:
        """Whether both texts have the claims in the same words."""
        return are_verbatim(self.before, self.after)

    def features(self, old: Sequence[Marker], new: Sequence[Marker]) -> Features:
        """The features of claims with these markers; `before` is not empty."""
        before = Side.of(self.before, old, sureness(old), self.words)
        if not self.after:
            return dropped_features(before, self.left)
        return pair_features(before, Side.of(self.after, new, sureness(new), self.words))


def compare_reports(before: Report, after: Report, model: Model) -> Drift:
    """Compare two reports of one detector, and its model, claim by claim."""
    weights = learned()
    pairs = []
    # The plainest change is that of the text; new claims do not count.
    highest, plainest = 0.0, None
    for matched in matched_claims(before, after, model):
        score, pair = _judged(matched, weights)
        pairs.append(pair)
        if score > highest:
            highest, plainest = score, pair
    if plainest is None:
        return Drift(before, after, tuple(pairs), "same", 0.0)
    change = cast("Change", plainest.change)
    return Drift(before, after, tuple(pairs), change, plainest.confidence_change or 0.0)


def matched_claims(before: Report, after: Report, model: Model) -> Iterator[Matched]:
    """The claims in the order of the first text, with those of the second that say the same.

    New claims come last.
    """
    old, new = claims_of(before), claims_of(after)
    texts = [claim.text for claim in old], [claim.text for claim in new]
    words = words_by_claim(chain(*texts), model.word_classes)
    groups = align(*texts, words)
    left = Left.of(old, new, [new[j] for olds, news in groups if not olds for j in news], words)
    for olds, news in groups:
        yield Matched(tuple(old[i] for i in olds), tuple(new[j] for j in news), words, left)


def _judged(matched: Matched, weights: Weights) -> tuple[float, ClaimPair]:
    """A claim with what became of it, and how plain that is; "same" and "new" have 0."""
    before, after = matched.before, matched.after
    if not before:
        return 0.0, ClaimPair(before, after, "new", None)
    old, new = markers_of(before), markers_of(after)
    if not after:
        score = dropped_score(matched.features(old, new), weights)
        return score, ClaimPair(before, after, "dropped", None)
    markers = _matched(old, new)
    if matched.is_verbatim:
        return 0.0, ClaimPair(before, after, "same", 0.0, **markers)
    scores = changed_scores(matched.features(old, new), weights)
    score = max(scores)
    if score <= 0:
        return 0.0, ClaimPair(before, after, "same", 0.0, **markers)
    change = CHANGED[scores.index(score)]
    gain = sureness(new) - sureness(old)
    number: float | None
    if change in ("surer", "less sure"):
        # The scores may rest on words that are no markers.
        sign = 1 if change == "surer" else -1
        number = sign * max(sign * gain, TOLERANCE)
    else:
        number = gain if change == "source lost" and gain > TOLERANCE else None
    markers["lost"] = _with_gone(change, before, after, markers["lost"])
    return score, ClaimPair(before, after, change, number, **markers)


def _with_gone(
    change: str, before: Sequence[Claim], after: Sequence[Claim], lost: tuple[Marker, ...]
) -> tuple[Marker, ...]:
    """The lost markers, and the words of a source or a limit that are gone, in text order."""
    gone: tuple[Marker, ...] = ()
    if change == "wider":
        gone = limits_gone(before, after)
    elif change == "source lost" and not any(marker.family == "voice" for marker in lost):
        gone = voices_gone(before, after)
    # Words that a marker holds are named with it.
    alone = [
        words
        for words in gone
        if all(words.end <= marker.start or marker.end <= words.start for marker in lost)
    ]
    return tuple(sorted([*lost, *alone], key=lambda marker: marker.start))


def sureness(markers: Sequence[Marker]) -> float:
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
    if not (old and new):
        return {"lost": tuple(old), "added": tuple(new)}
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
