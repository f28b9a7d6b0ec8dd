"""Weights of a candidate's features → reasons, one for each place in the sentence that features look at.

A candidate has dozens of features, and many of them look at one place: the word itself, its ending, its class, each with the cue
and with what the cue can mean. For a person they are one thing, "what stands behind the cue", so their weights are added up. The
sums are exact: with the base they make the log-odds of the cue's score.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from hedging.cues import Candidates
from hedging.features import PLACES
from hedging.hashes import Ints
from hedging.results import Reason
from hedging.tokens import Tokens
from hedging.weights import Weights

_GROUPS = sorted(set(PLACES))
_GROUP_OF = np.array([_GROUPS.index(places) for places in PLACES])
_ORDINALS = ("", "2nd ", "3rd ", "4th ", "5th ")
_NAMES: dict[tuple[str, ...], str] = {
    (): "cue",
    ("L1", "R1"): "before and after",
    ("L1", "L2"): "two before",
    ("R1", "R2"): "two after",
    **{(name,): name for name in ("first word", "sentence end", "candidate before", "candidate after")},
}
_NAMES.update(((f"L{step}",), f"{ordinal}before") for step, ordinal in enumerate(_ORDINALS, 1))
_NAMES.update(((f"R{step}",), f"{ordinal}after") for step, ordinal in enumerate(_ORDINALS, 1))


def reasons(
    text: str, tokens: Tokens, candidates: Candidates, chosen: Ints, rows: Ints, weights: Weights, bounds: tuple[Ints, Ints]
) -> Iterator[tuple[Reason, ...]]:
    """The reasons of some candidates, those of the greatest weight first; `rows` are the features of the chosen ones.

    `bounds` are the first token and the one past the last token of every sentence.
    """
    parts = np.zeros((len(_GROUPS), len(rows)))
    np.add.at(parts, _GROUP_OF, weights.scale * weights.table[rows].T.astype(np.float64))
    for k, part in zip(chosen.tolist(), parts.T.tolist(), strict=True):
        found = []
        for places, weight in zip(_GROUPS, part, strict=True):
            if weight:
                spans = [span for place in places or ("cue",) if (span := _tokens(place, candidates, k, bounds))]
                if spans:
                    start = int(tokens.start[min(first for first, _ in spans)])
                    end = int(tokens.end[max(past for _, past in spans) - 1])
                else:
                    start = end = _edge(places[0], tokens, candidates, k)
                found.append(Reason(_NAMES[places], text[start:end], start, end, weight))
        yield tuple(sorted(found, key=lambda one: -abs(one.weight)))


def _tokens(place: str, candidates: Candidates, k: int, bounds: tuple[Ints, Ints]) -> tuple[int, int] | None:
    """First token and one past the last of a place, seen from candidate k; None where its sentence has nothing there."""
    sentence = candidates.sentence[k]
    first, past = int(bounds[0][sentence]), int(bounds[1][sentence])
    start, end = int(candidates.start[k]), int(candidates.end[k])
    if place == "cue":
        return start, end
    if place == "first word":
        return first, first + 1
    if place == "sentence end":
        return past - 1, past
    if place.startswith("candidate"):
        before = place == "candidate before"
        near = int(candidates.start.searchsorted(start) - 1 if before else candidates.start.searchsorted(end))
        if 0 <= near < len(candidates) and candidates.sentence[near] == sentence:
            return int(candidates.start[near]), int(candidates.end[near])
        return None
    step = int(place[1:])
    at = start - step if place[0] == "L" else end + step - 1
    return (at, at + 1) if first <= at < past else None


def _edge(place: str, tokens: Tokens, candidates: Candidates, k: int) -> int:
    """The end of candidate k behind which a place has nothing: its first code point, or the one past its last."""
    before = place[0] == "L" or place == "candidate before"
    return int(tokens.start[candidates.start[k]] if before else tokens.end[candidates.end[k] - 1])
