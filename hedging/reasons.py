"""Weights of a candidate's features → reasons, one for each place in the sentence that features look at.

A candidate has dozens of features, and many of them look at one place: the word itself, its ending, its class, each with the cue
and with what the cue can mean. For a person they are one thing, "what stands behind the cue", so their weights are added up. The
sums are exact: with the base they make the log-odds of the cue's score.
"""

from __future__ import annotations

import numpy as np

from hedging.cues import Candidates
from hedging.features import PLACES
from hedging.hashes import Bools, Ints
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
) -> list[tuple[Reason, ...]]:
    """The reasons of the chosen candidates, those of the greatest weight first; `rows` are the features of all candidates.

    `bounds` are the first token and the one past the last token of every sentence.
    """
    totals = np.zeros((len(_GROUPS), len(chosen)))
    np.add.at(totals, _GROUP_OF, weights.scale * weights.table[rows[chosen]].T.astype(np.float64))
    found: list[list[Reason]] = [[] for _ in range(len(chosen))]
    for places, total in zip(_GROUPS, totals, strict=True):
        name = _NAMES[places]
        at = total.nonzero()[0]
        columns = (total[at], *_spans(places or ("cue",), tokens, candidates, chosen[at], bounds))
        for k, weight, start, end in zip(at.tolist(), *(column.tolist() for column in columns), strict=True):
            found[k].append(Reason(name, text[start:end], start, end, weight))
    return [tuple(sorted(own, key=lambda one: -abs(one.weight))) for own in found]


def _spans(
    places: tuple[str, ...], tokens: Tokens, candidates: Candidates, chosen: Ints, bounds: tuple[Ints, Ints]
) -> tuple[Ints, Ints]:
    """Starts and ends, in code points, of what stands at the places together, seen from each of the chosen candidates."""
    low, high = np.full(len(chosen), len(tokens)), np.full(len(chosen), -1)
    for place in places:
        first, past, there = _tokens(place, candidates, chosen, bounds)
        low = np.where(there, np.minimum(low, first), low)
        high = np.where(there, np.maximum(high, past), high)
    # Where there is nothing: in front of the candidate, or behind it.
    edges = tokens.start[candidates.start[chosen]], tokens.end[candidates.end[chosen] - 1]
    edge = edges[0 if places[0][0] == "L" or places[0] == "candidate before" else 1]
    there = high >= 0
    starts = np.where(there, tokens.start[np.where(there, low, 0)], edge)
    return starts, np.where(there, tokens.end[np.where(there, high - 1, 0)], edge)


def _tokens(place: str, candidates: Candidates, chosen: Ints, bounds: tuple[Ints, Ints]) -> tuple[Ints, Ints, Bools]:
    """First tokens and ones past the last of a place, and where the candidates' sentences have something there."""
    start, end, sentence = candidates.start[chosen], candidates.end[chosen], candidates.sentence[chosen]
    first, past = bounds[0][sentence], bounds[1][sentence]
    everywhere = np.ones(len(chosen), dtype=np.bool_)
    if place == "cue":
        return start, end, everywhere
    if place == "first word":
        return first, first + 1, everywhere
    if place == "sentence end":
        return past - 1, past, everywhere
    if place.startswith("candidate"):
        near = candidates.start.searchsorted(start) - 1 if place == "candidate before" else candidates.start.searchsorted(end)
        there = (near >= 0) & (near < len(candidates))
        near = np.where(there, near, 0)
        return candidates.start[near], candidates.end[near], there & (candidates.sentence[near] == sentence)
    step = int(place[1:])
    at = start - step if place[0] == "L" else end + step - 1
    return at, at + 1, (at >= first) & (at < past)
