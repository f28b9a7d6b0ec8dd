"""Candidates in context → feature ids: the one implementation that training and inference share.

A feature is a hash of what it says ("the next word is *collapse* and the cue is *may*"), cut to `BITS` bits, so that it needs
no vocabulary. Nearly every feature is crossed with the cue, since the same neighbour means different things beside *may* and
beside *appear*; those that are not carry over to cues that training saw seldom.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.cues import Candidates, Lexicon
from hedging.templates import Templates, cut
from hedging.tokens import Hashes, Ints, Tokens, mix
from hedging.words import GROUP_SHIFT, WordClasses

#: log2 of the size of a weight table.
BITS = 20

#: log2 of the size of the kinds' weight table.
KIND_BITS = 14

_REACH = 5
_NO_TOKEN = np.uint64(0x6E6F6E65)

# What stands at each place, by name: `L1` is the word before the cue, `R1` the one after it; `suffix`, `shape` and `position`
# describe it; `cue` is the lexicon's entry, `head` the cue's last word, `kinds` what the entry can mean in any scheme;
# `class` and `group` are a word's classes, fine and coarse, `candidate before` the entry of the nearest candidate on that side.
TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("cue",),
    ("cue", "L1"),
    ("cue", "R1"),
    ("cue", "L2"),
    ("cue", "R2"),
    ("cue", "L3"),
    ("cue", "R3"),
    ("cue", "L1", "R1"),
    ("cue", "R1", "R2"),
    ("cue", "L2", "L1"),
    ("cue", "L1 suffix"),
    ("cue", "R1 suffix"),
    ("cue", "R2 suffix"),
    ("cue", "L1 suffix", "R1 suffix"),
    ("cue", "L1 shape"),
    ("cue", "R1 shape"),
    ("cue", "cue shape", "position"),
    ("cue", "sentence end"),
    ("cue", "head"),
    ("cue", "first word"),
    ("kinds", "L1"),
    ("kinds", "R1"),
    ("kinds", "L2", "L1"),
    ("kinds", "R1", "R2"),
    ("kinds", "L1 suffix"),
    ("kinds", "R1 suffix"),
    ("kinds", "R2 suffix"),
    ("kinds", "L1 shape", "R1 shape"),
    ("kinds", "head"),
    ("head", "L1"),
    ("head", "R1"),
    ("head", "R1 suffix"),
    ("kinds", "sentence end"),
    ("cue", "L1 class"),
    ("cue", "R1 class"),
    ("cue", "R2 class"),
    ("cue", "L2 class"),
    ("kinds", "L1 class"),
    ("kinds", "R1 class"),
    ("cue", "L1 group"),
    ("cue", "R1 group"),
    ("cue", "R2 group"),
    ("cue", "R3 group"),
    ("cue", "L2 group"),
    ("cue", "L1 group", "R1 group"),
    ("cue", "R1 group", "R2 group"),
    ("cue", "L2 group", "L1 group"),
    ("kinds", "L1 group"),
    ("kinds", "R1 group"),
    ("kinds", "L1 group", "R1 group"),
    ("kinds", "R1 group", "R2 group"),
    ("cue", "candidate before"),
    ("cue", "candidate after"),
    ("kinds", "candidate before"),
    ("kinds", "candidate after"),
)
_NAMED = Templates(TEMPLATES, BITS)

#: Number of feature columns: the templates, then a bag of the words to either side.
COLUMNS = len(TEMPLATES) + 4 * _REACH


def features(
    tokens: Tokens, candidates: Candidates, lexicon: Lexicon, classes: WordClasses, bounds: tuple[Ints, Ints]
) -> npt.NDArray[np.uint32]:
    """Feature ids of the candidates, shape (candidates, COLUMNS), each below 2**BITS.

    `bounds` are the first token and the one past the last token of every sentence; nothing outside a candidate's sentence has
    a part in its features.
    """
    n = len(tokens)
    first = bounds[0][candidates.sentence]
    past = bounds[1][candidates.sentence]
    start, end = candidates.start, candidates.end

    def column(values: npt.NDArray[Any], index: Ints) -> Hashes:
        """`values[index]`, or a fixed id outside the sentence."""
        inside = (index >= first) & (index < past)
        return np.where(inside, values[np.clip(index, 0, n - 1)], _NO_TOKEN)

    long = (tokens.end - tokens.start > 1).astype(np.uint64)
    shape = tokens.kinds.astype(np.uint64) * np.uint64(4) + long * np.uint64(2) + tokens.capital
    place = np.minimum(start - first, 3).astype(np.uint64)
    values: dict[str, Hashes] = {
        "cue": lexicon.hashes[candidates.entry],
        "kinds": np.bitwise_or.reduce(lexicon.masks, axis=1)[candidates.entry].astype(np.uint64),
        "head": tokens.ids[end - 1],
        "cue shape": shape[start],
        "position": place,
        "sentence end": tokens.ids[past - 1],
        "first word": tokens.ids[first],
    }
    for k in (1, 2, 3):
        for side, index in (("L", start - k), ("R", end + k - 1)):
            values[f"{side}{k}"] = column(tokens.ids, index)
            values[f"{side}{k} suffix"] = column(tokens.suffixes, index)
            values[f"{side}{k} shape"] = column(shape, index)
            if k == 3 and side == "L":
                continue
            safe = np.clip(index, 0, n - 1)
            found = classes.look_up(tokens.ids[safe], tokens.suffixes[safe], tokens.kinds[safe])
            found[(index < first) | (index >= past)] = _NO_TOKEN
            values[f"{side}{k} class"] = found
            values[f"{side}{k} group"] = found >> np.uint64(GROUP_SHIFT)
    for name, neighbour in (
        ("candidate before", np.searchsorted(start, start) - 1),
        ("candidate after", np.searchsorted(start, end)),
    ):
        safe = np.clip(neighbour, 0, len(candidates) - 1)
        same = (neighbour == safe) & (candidates.sentence[safe] == candidates.sentence)
        values[name] = np.where(same, values["cue"][safe], _NO_TOKEN)
    steps = np.arange(_REACH)[:, None]
    words = np.stack((column(tokens.ids, start - 1 - steps), column(tokens.ids, end + steps)))
    # Of either side, what the words are crossed with: the cue, and what it can mean.
    crossed = np.stack([[values["cue"] + np.uint64(1000 + side), values["kinds"] + np.uint64(2000 + side)] for side in range(2)])
    bag = cut(mix(mix(crossed)[:, None] + words[:, :, None]), BITS)
    return np.concatenate((_NAMED.ids(values), bag.reshape(4 * _REACH, -1).T), axis=1)


def kind_features(rows: npt.NDArray[np.uint32], scheme: int) -> npt.NDArray[np.uint32]:
    """Feature ids for the choice of a kind, each below 2**KIND_BITS: the named features, and the cue under its scheme."""
    named = rows[:, : len(TEMPLATES)] >> np.uint32(BITS - KIND_BITS)
    own = mix(rows[:, 0].astype(np.uint64) * np.uint64(16) + np.uint64(scheme))
    return np.column_stack((named, (own >> np.uint64(64 - KIND_BITS)).astype(np.uint32)))


def sentence_features(
    tokens: Tokens, sentence: Ints, classes: WordClasses
) -> tuple[npt.NDArray[np.uint32], Ints, npt.NDArray[np.float64]]:
    """Feature ids of sentences 0, 1, …, the sentence that each belongs to, and its value.

    Words, pairs of neighbours, and pairs of a word and its neighbour's class; a sentence's values have the length 1 together,
    so that long and short sentences weigh alike.
    """
    ids = tokens.ids
    inside = sentence >= 0
    pair = np.flatnonzero(inside[1:] & (sentence[1:] == sentence[:-1]))
    left, right = mix(ids[pair]), ids[pair + 1]
    hashes = [mix(ids + np.uint64(1))[inside], mix(left + right)]
    owner = [sentence[inside], sentence[pair], *[sentence[pair]] * 4]
    fine = classes.look_up(ids, tokens.suffixes, tokens.kinds)
    for level, named in enumerate((fine, fine >> np.uint64(GROUP_SHIFT)), 2):
        hashes.append(mix(mix(left + np.uint64(level)) + named[pair + 1]))
        hashes.append(mix(mix(named[pair] + np.uint64(level << 32)) + right))
    of = np.concatenate(owner)
    return cut(np.concatenate(hashes), BITS), of, 1 / np.sqrt(np.bincount(of))[of]
