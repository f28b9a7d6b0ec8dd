"""Cues in their sentences → the scope of each: the run of rows that the cue makes uncertain.

A scope begins and ends at a boundary between two words. Every boundary of the sentence up to the
cue is a candidate beginning, and every one from the end of the cue on is a candidate stop. A linear
model scores each candidate, and the best one wins:

    The  talks  [appear]  to  have  stalled  ,  she  said  .
    b    b      b
                        s   s     s        s  s    s     s  s

A feature joins a value of the cue ("appear", followed by *to*), a value of the boundary (the words
on both sides) and a value of the span between the two (so many verbs and commas). Each is a hash
that is computed once for each cue and boundary; a feature is their sum, cut to BITS bits.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hedging.depth.cued import CuedSentences
from hedging.depth.tags import PADDING, TAGS, padded, padded_rows, salt, tag_features, tags_of
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.characters import CLOSER, OPENER, Codes, class_set
from hedging.text.hashing import GOLDEN, NO_TOKEN, Bools, Hashes, Ints, mix
from hedging.text.tokens import word_id
from hedging.text.weights import Table, Weights

#: log2 of the size of a table of boundary weights.
BITS = 17

#: Boundaries on each side of a cue that are candidates.
REACH = 100

#: The values that each feature joins: of the cue, of the boundary and of the span between.
TEMPLATES: tuple[tuple[str, str, str], ...] = (
    ("any", "L R", "none"),
    ("any", "L, R group", "none"),
    ("any", "L group, R", "none"),
    ("any", "groups", "none"),
    ("any", "tags", "none"),
    ("any", "tags", "clauses"),
    ("any", "tags", "openers"),
    ("head", "R", "none"),
    ("head", "L", "none"),
    ("head", "tag pair", "distance"),
    ("head", "tag pair", "clauses"),
    ("head", "tag pair", "openers"),
    ("words", "R", "none"),
    ("words", "L", "none"),
    ("words", "tags", "none"),
    ("words", "tag pair", "clauses"),
    ("words", "any", "distance"),
    ("voice", "tag pair", "clauses"),
    ("voice", "tag pair", "distance"),
    ("voice", "tags", "none"),
    ("voice", "R", "none"),
    ("words, voice", "tag pair", "clauses"),
    ("words, voice", "any", "distance"),
    ("next", "tag pair", "clauses"),
    ("next", "tag pair", "distance"),
    ("around", "tag pair", "distance"),
    ("words, next", "tag pair", "distance"),
    ("around", "tag pair", "shape"),
    ("around", "tags", "clauses"),
    ("around", "keys", "none"),
    ("around", "tag pair", "sequence"),
    ("words", "tag pair", "sequence"),
    ("any", "tag pair", "sequence"),
    ("head", "keys", "clauses"),
    ("words", "keys after", "none"),
    ("around", "R", "clauses"),
    ("any", "R R2", "none"),
    ("any", "L2 L", "none"),
    ("around", "keys after", "shape"),
    ("kind", "tag pair", "clauses"),
    ("kind", "tags", "none"),
    ("kind", "keys", "none"),
    ("kind", "any", "sequence"),
    ("kind, around", "keys after", "clauses"),
    ("kind, around", "tag pair", "distance"),
)

# Cues whose candidates are scored at a time, so that their columns stay in the cache.
_BLOCK = 256
_DISTANCES = np.array([0, 1, 2, 3, 4, 5, 6, 7, 8, *[9] * 3, *[10] * 5, *[11] * 8, *[12] * 200])
_BRACKET = class_set(OPENER).astype(np.int64) - class_set(CLOSER).astype(np.int64)
_COMMA = np.uint64(word_id(","))


@dataclass(frozen=True, slots=True)
class ScopeWeights:
    """The tables of one definition of a scope: tags, where a scope begins, and where it stops."""

    tags: Table
    begin: Weights
    stop: Weights


@dataclass(frozen=True, slots=True)
class Columns:
    """Hashes of cues (a row for each name) and of boundaries, and counts up to each boundary.

    A boundary stands before each padded row. `counts` has the verbs, commas, conjunctions and cues
    before a boundary, and the brackets that are open there. Cue c has the rows `start[c]:end[c]`
    of the padded sentence `first[c]:stop[c]`.
    """

    cues: dict[str, Hashes]
    boundaries: dict[str, Hashes]
    counts: Ints
    start: Ints
    end: Ints
    first: Ints
    stop: Ints
    keys: Keys
    inverses: Hashes


@dataclass(frozen=True, slots=True)
class Keys:
    """The key words: verbs, commas, conjunctions, padding.

    `tags` are their tags, with two more before and after. `count` is the number of key words before
    each boundary, and `sums` the sum of their tags' hashes, times a power for each place.
    """

    tags: Hashes
    count: Ints
    sums: Hashes


def find_scopes(cued: CuedSentences, tables: ScopeWeights) -> tuple[Ints, Ints]:
    """The first row and the stop of each cue's scope; the cue lies inside."""
    columns = columns_of(cued, tables.tags)
    begin, stop = np.empty_like(cued.start), np.empty_like(cued.end)
    for first in range(0, len(begin), _BLOCK):
        block = slice(first, first + _BLOCK)
        begin[block] = cued.start[block] - _best(columns, block, tables.begin, backwards=True)
        stop[block] = cued.end[block] + _best(columns, block, tables.stop, backwards=False)
    return begin, stop


def _best(columns: Columns, block: slice, weights: Weights, *, backwards: bool) -> Ints:
    """The distance of the best boundary from each cue; of equal ones, the nearest."""
    cue, distance = candidates(columns, block, backwards=backwards)
    scores = np.zeros(len(cue), dtype=np.int64)
    for ids in feature_ids(columns, block, cue, distance, backwards=backwards):
        scores += weights.table.take(ids)
    # The distance stands in the lower bits, so that one maximum tells both.
    scores *= REACH + 1
    scores += REACH - distance
    best = np.maximum.reduceat(scores, np.flatnonzero(distance == 0))
    return REACH - best % (REACH + 1)


def candidates(columns: Columns, block: slice, *, backwards: bool) -> tuple[Ints, Ints]:
    """The cue of each candidate, counted from the block's first, and the distance from the cue."""
    if backwards:
        sizes = columns.start[block] - columns.first[block]
    else:
        sizes = columns.stop[block] - columns.end[block]
    sizes = np.minimum(sizes, REACH) + 1
    cue = np.repeat(np.arange(len(sizes)), sizes)
    return cue, np.arange(len(cue)) - np.repeat(sizes.cumsum() - sizes, sizes)


def feature_ids(
    columns: Columns, block: slice, cue: Ints, distance: Ints, *, backwards: bool
) -> list[Ints]:
    """The feature ids of candidates, a column for each template."""
    edge = (columns.start if backwards else columns.end)[block][cue]
    place = edge - distance if backwards else edge + distance
    counts = np.abs(columns.counts[:, place] - columns.counts[:, edge])
    spans = _spans(counts, distance)
    keys = columns.keys
    low, high = (keys.count[place], keys.count[edge])
    if not backwards:
        low, high = high, low
    sequence = (keys.sums[high] - keys.sums[low]) * columns.inverses[low]
    spans["sequence"] = mix(sequence)
    cues = {name: values[block][cue] for name, values in columns.cues.items()}
    boundaries = {name: values[place] for name, values in columns.boundaries.items()}
    shift = np.uint64(64 - BITS)
    ids = []
    for of_cue, of_boundary, of_span in TEMPLATES:
        hashes = cues[of_cue] + boundaries[of_boundary]
        hashes += spans[of_span]
        hashes >>= shift
        ids.append(hashes.view(np.int64))
    return ids


def _spans(counts: Ints, distance: Ints) -> dict[str, Hashes]:
    """The hashes of spans, by name."""
    verbs, commas, openers, cues, brackets = np.minimum(counts, 3)
    codes = {
        "none": np.zeros_like(distance),
        "distance": 16 + _DISTANCES[distance],
        "clauses": 32 + 4 * verbs + commas,
        "shape": 128 + 16 * openers + 4 * verbs + commas,
        "openers": 64 + 16 * openers + 4 * cues + brackets,
    }
    return {name: _SPAN_HASHES[values] for name, values in codes.items()}


_SPAN_HASHES = mix(np.arange(1, 193, dtype=np.uint64) << np.uint64(20))


def columns_of(cued: CuedSentences, tags: Table) -> Columns:
    """The values of cues and boundaries."""
    rows = padded_rows(cued)
    size = len(rows) + PADDING * (len(cued.first) + 1)
    ids = padded(cued.ids, rows, size, int(NO_TOKEN))
    classes = padded(cued.classes, rows, size, 0)
    tag = tags_of(tag_features(ids, classes), tags)
    tag[ids == NO_TOKEN] = len(TAGS)
    shift = PADDING * (cued.sentence + 1)
    start, end = cued.start + shift, cued.end + shift
    flags = np.zeros((5, size), dtype=np.int64)
    flags[0] = _IS_VERB[tag]
    flags[1] = ids == _COMMA
    flags[2] = _IS_OPENER[tag]
    flags[3, start] = 1
    flags[4, rows] = _BRACKET[cued.initial]
    counts = np.zeros((5, size + 1), dtype=np.int64)
    flags.cumsum(axis=1, out=counts[:, 1:])
    sequence = _keys(tag, flags[1] > 0)
    return Columns(
        keys=sequence,
        inverses=_inverses(len(sequence.sums)),
        cues=_cue_hashes(cued.words, cued.kind, ids, classes, tag, start, end),
        boundaries=_boundary_hashes(ids, classes, tag, sequence),
        counts=counts,
        start=start,
        end=end,
        first=cued.first[cued.sentence] + shift,
        stop=cued.stop[cued.sentence] + shift,
    )


_KEYS = ("finite", "base", "participle", "ing", "be", "aux", "to", "sub", "and")
_IS_KEY = np.isin((*TAGS, "padding", "comma"), (*_KEYS, "padding", "comma"))
_COMMA_TAG = len(TAGS) + 1
_INVERSE = np.uint64(pow(GOLDEN, -1, 1 << 64))
_TAG_HASHES = mix(np.arange(1, 33, dtype=np.uint64) << np.uint64(50))


def _keys(tag: npt.NDArray[np.uint8], is_comma: Bools) -> Keys:
    """The key words among padded tokens."""
    key = np.where(is_comma, _COMMA_TAG, tag)
    is_key = _IS_KEY[key]
    count = np.zeros(len(tag) + 1, dtype=np.int64)
    is_key.cumsum(out=count[1:])
    tags = key[is_key]
    powers = np.full(len(tags) + 1, GOLDEN, dtype=np.uint64).cumprod()
    sums = np.zeros(len(tags) + 1, dtype=np.uint64)
    (_TAG_HASHES[tags] * powers[:-1]).cumsum(out=sums[1:])
    return Keys(np.pad(tags.astype(np.uint64), 2), count, sums)


def _inverses(count: int) -> Hashes:
    return np.concatenate(([np.uint64(1)], np.full(count, _INVERSE, dtype=np.uint64).cumprod()))


_IS_VERB = np.isin((*TAGS, ""), ("finite", "be", "aux"))
_IS_OPENER = np.isin((*TAGS, ""), ("sub", "and"))


def _boundary_hashes(
    ids: Hashes, classes: Hashes, tag: npt.NDArray[np.uint8], sequence: Keys
) -> dict[str, Hashes]:
    """The hashes of the boundaries before each padded row, by name.

    `L` is the word before a boundary, `R` the word after it.
    """
    group = mix((classes >> np.uint64(GROUP_SHIFT)) + np.uint64(1 << 32))
    code = tag.astype(np.uint64)
    before, before_tag, before_group = np.roll(ids, 1), np.roll(code, 1), np.roll(group, 1)
    pair = before_tag * np.uint64(32) + code
    count = sequence.count
    keys_around = np.zeros_like(code)
    for back in (2, 1, 0, -1):
        keys_around = keys_around * np.uint64(32) + sequence.tags[count[:-1] + (2 - back)]
    wide = (np.roll(code, 2) * np.uint64(32) + pair) * np.uint64(32) + np.roll(code, -1)
    return {
        "any": np.zeros_like(ids),
        "R": ids * salt(101),
        "L": before * salt(102),
        "L R": ids * salt(103) + before * salt(104),
        "L, R group": group * salt(105) + before * salt(106),
        "L group, R": before_group * salt(107) + ids * salt(108),
        "groups": before_group * salt(109) + group * salt(110),
        "tag pair": mix(pair + np.uint64(1 << 40)),
        "tags": mix(wide + np.uint64(1 << 41)),
        "R R2": ids * salt(111) + np.roll(ids, -1) * salt(112),
        "L2 L": before * salt(113) + np.roll(ids, 2) * salt(114),
        "keys": mix(pair + (keys_around << np.uint64(10)) + np.uint64(1 << 45)),
        "keys after": mix((pair << np.uint64(32)) + (keys_around & np.uint64(1023)) + np.uint64(1 << 46)),
    }


def _cue_hashes(
    words: Hashes,
    kind: Codes,
    ids: Hashes,
    classes: Hashes,
    tag: npt.NDArray[np.uint8],
    start: Ints,
    end: Ints,
) -> dict[str, Hashes]:
    """The hashes of the cues, by name."""
    code = tag.astype(np.uint64)
    shift = np.uint64(32)
    is_passive = _passives(tag)
    sums = np.zeros(len(tag) + 1, dtype=np.int64)
    is_passive.cumsum(out=sums[1:])
    ahead = np.minimum(end + 4, len(tag) - 1)
    voice = (sums[ahead] > sums[end]).astype(np.uint64)
    voice = (voice * shift + code[end - 1]) * shift + (code[start - 1] == TAGS.index("be"))
    following = (code[end] * shift + code[end + 1]) * shift + code[np.minimum(end + 2, len(tag) - 1)]
    around = (code[start - 1] * shift + code[end - 1]) * shift + code[end]
    hashed_voice, hashed_next = mix(voice + np.uint64(1 << 42)), mix(following + np.uint64(1 << 43))
    hashed_kind = mix(kind + np.uint64(1 << 47))
    head = mix((classes[end - 1] >> np.uint64(GROUP_SHIFT)) * shift + code[end - 1])
    return {
        "any": np.full(len(start), GOLDEN_ANY, dtype=np.uint64),
        "words": words * salt(120),
        "head": head * salt(121),
        "voice": hashed_voice,
        "words, voice": words * salt(122) + hashed_voice,
        "next": hashed_next,
        "words, next": words * salt(123) + hashed_next,
        "kind": hashed_kind,
        "kind, around": mix(around + hashed_kind),
        "around": mix(around + np.uint64(1 << 44)),
    }


GOLDEN_ANY = salt(99)


def _passives(tag: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Whether each word is a participle after a form of *be*, perhaps with an adverb between."""
    be, adverb = TAGS.index("be"), TAGS.index("adverb")
    before, second = np.roll(tag, 1), np.roll(tag, 2)
    has_be = (before == be) | ((before == adverb) & (second == be))
    passive: npt.NDArray[np.bool_] = has_be & (tag == TAGS.index("participle"))
    return passive
