"""Candidates in context → feature ids: the one implementation that training and inference share.

A feature is a hash of what it says ("the next word is *collapse* and the cue is *may*"), cut to `BITS` bits, so that it needs
no vocabulary. Nearly every feature is crossed with the cue, since the same neighbour means different things beside *may* and
beside *appear*; those that are not carry over to cues that training saw seldom.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hedging.model.lexicon import Candidates, Lexicon
from hedging.model.word_classes import GROUP_SHIFT, WordClasses
from hedging.text.hashing import NO_TOKEN, Hashes, Ints, mix, top_bits
from hedging.text.templates import Templates
from hedging.text.tokens import Tokens

#: log2 of the size of a weight table.
BITS = 20

#: log2 of the size of the kinds' weight table.
KIND_BITS = 14

_REACH = 5

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
_CUE = _NAMED.order.index(("cue",))

#: Number of feature columns: the templates, then a bag of the words to either side.
COLUMNS = len(TEMPLATES) + 4 * _REACH


def _looks_at(template: tuple[str, ...]) -> tuple[str, ...]:
    """The places of a template, of which none stands for the cue itself."""
    names = {name.split()[0] if name[0] in "LR" else name for name in template}
    return tuple(sorted(names - {"cue", "kinds", "head", "cue shape", "position"}))


#: What each column looks at beside the cue: words by their places (`L2` is the second before it), the first word and the end of
#: the sentence, the candidates before and after.
PLACES: tuple[tuple[str, ...], ...] = (
    *map(_looks_at, _NAMED.order),
    *((f"{side}{step}",) for side in "LR" for step in range(1, _REACH + 1) for _ in range(2)),
)


# Where the words around a cue stand in the matrix of `features`: from the nearest on, to the left, then to the right.
_NEAR = {
    f"{side}{k}": row
    for side, begin in (("L", 0), ("R", _REACH))
    for k, row in enumerate(range(begin, begin + 3), 1)
}
_CLASSED = ("L1", "L2", "R1", "R2", "R3")
_NEAR_ROWS = list(_NEAR.values())
_CLASSED_ROWS = [list(_NEAR).index(name) for name in _CLASSED]


def features(
    tokens: Tokens,
    candidates: Candidates,
    lexicon: Lexicon,
    classes: WordClasses,
    bounds: tuple[Ints, Ints],
    rows: slice | Ints = slice(None),
) -> Ints:
    """Feature ids of the candidates in `rows`, shape (rows, COLUMNS), each below 2**BITS.

    `bounds` are the first token of every sentence and the stop after its last. Nothing outside a
    candidate's sentence has a part in its features; the candidates before and after it are looked
    up among all candidates.
    """
    start, end, entry = candidates.start[rows], candidates.end[rows], candidates.entry[rows]
    sentence = candidates.sentence[rows]
    first, stop = bounds[0][sentence], bounds[1][sentence]
    # A row for each place: L1 … L5, then R1 … R5; a column for each candidate.
    steps = np.arange(_REACH)[:, None]
    places = np.concatenate((start - 1 - steps, end + steps))
    inside = (places >= first) & (places < stop)
    # Outside the sentence, a fixed id stands for the missing token.
    safe = np.where(inside, places, start)
    words = np.where(inside, tokens.ids[safe], NO_TOKEN)

    cue = lexicon.hashes[entry]
    kinds = lexicon.kinds[entry].astype(np.uint64)
    values: dict[str, Hashes] = {
        "cue": cue,
        "kinds": kinds,
        "head": tokens.ids[end - 1],
        "cue shape": tokens.shapes(start),
        "position": np.minimum(start - first, 3).astype(np.uint64),
        "sentence end": tokens.ids[stop - 1],
        "first word": tokens.ids[first],
    }
    outside, near = ~inside[_NEAR_ROWS], safe[_NEAR_ROWS]
    suffixes, shapes = tokens.suffixes(near), tokens.shapes(near)
    near = near[_CLASSED_ROWS]
    classed = classes.classes_of(tokens.ids[near], suffixes[_CLASSED_ROWS], tokens.kinds[near])
    for matrix, missing in (
        (suffixes, outside),
        (shapes, outside),
        (classed, outside[_CLASSED_ROWS]),
    ):
        matrix[missing] = NO_TOKEN
    groups = classed >> np.uint64(GROUP_SHIFT)
    for k, (name, row) in enumerate(_NEAR.items()):
        values[name] = words[row]
        values[f"{name} suffix"], values[f"{name} shape"] = suffixes[k], shapes[k]
    for k, name in enumerate(_CLASSED):
        values[f"{name} class"], values[f"{name} group"] = classed[k], groups[k]
    for name, neighbour in (
        ("candidate before", candidates.start.searchsorted(start) - 1),
        ("candidate after", candidates.start.searchsorted(end)),
    ):
        exists = (neighbour >= 0) & (neighbour < len(candidates))
        neighbour = np.where(exists, neighbour, 0)
        exists &= candidates.sentence[neighbour] == sentence
        values[name] = np.where(exists, lexicon.hashes[candidates.entry[neighbour]], NO_TOKEN)
    # The bag: each of the five words on a side, crossed with the cue and with its kinds. The axes
    # are side, crossed with, word, candidate.
    crossed = mix(
        np.array(
            [[cue + np.uint64(1000 + side), kinds + np.uint64(2000 + side)] for side in range(2)]
        )
    )
    bag = top_bits(mix(crossed[:, None] + words.reshape(2, _REACH, 1, -1)), BITS)
    return np.concatenate((_NAMED.ids(values).T, bag.reshape(4 * _REACH, -1))).T


def kind_features(rows: Ints, scheme: int) -> Ints:
    """Feature ids for the choice of a kind, each below 2**KIND_BITS: the named features, and the cue under its scheme."""
    named = rows[:, : len(TEMPLATES)] >> (BITS - KIND_BITS)
    own = mix(rows[:, _CUE].astype(np.uint64) * np.uint64(16) + np.uint64(scheme))
    return np.concatenate((named, top_bits(own, KIND_BITS)[:, None]), axis=1)


def sentence_features(
    tokens: Tokens, sentence: Ints, classes: WordClasses
) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
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
    fine = classes.classes_of(ids, tokens.suffixes(np.arange(len(ids))), tokens.kinds)
    for level, named in enumerate((fine, fine >> np.uint64(GROUP_SHIFT)), 2):
        hashes.append(mix(mix(left + np.uint64(level)) + named[pair + 1]))
        hashes.append(mix(mix(named[pair] + np.uint64(level << 32)) + right))
    of = np.concatenate(owner)
    return top_bits(np.concatenate(hashes), BITS), of, 1 / np.sqrt(np.bincount(of))[of]
