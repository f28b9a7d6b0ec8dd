"""Cues and boundaries between words → the values that features of scopes join.

A boundary stands before each padded row. A feature joins a value of the cue, a value of the
boundary and a value of the span between the two. Each value is a hash that is computed once, and a
feature is the sum of its three, cut to BITS bits. All values of a boundary look at most PADDING
rows far, so none looks into another sentence.

Among the values are the key words: verbs, commas, conjunctions and the ends of the sentence. They
carry the structure of clauses. The key words of a span, in their order, are hashed together, from
one running sum over all of them (the formula is that of word ids in hedging/text/tokens.py):

    The  talks  [appear]  to  have  stalled  ,  she  said  .
                 finite   to  aux   part.    ,       finite
                          the stop after "stalled": to aux participle
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from hedging.depth.cued import CuedSentences
from hedging.depth.tags import PADDING, TAGS, padded, padded_rows, salt, tag_features, tags_of
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.characters import CLOSER, OPENER, Codes, class_set
from hedging.text.hashing import GOLDEN, NO_TOKEN, Bools, Hashes, Ints, mix
from hedging.text.tokens import word_id
from hedging.text.weights import Table

#: log2 of the size of a table of boundary weights.
BITS = 17

#: The values that each feature joins: of the cue, of the boundary and of the span between.
TEMPLATES: tuple[tuple[str, str, str], ...] = (
    ("none", "tags", "openers"),
    ("none", "tags", "clauses"),
    ("none", "keys", "none"),
    ("none", "tag pair", "sequence"),
    ("head", "R", "none"),
    ("head", "L", "none"),
    ("head", "keys", "clauses"),
    ("words", "R", "none"),
    ("words", "L", "none"),
    ("words", "tags", "none"),
    ("words", "tag pair", "clauses"),
    ("words", "none", "distance"),
    ("words", "tag pair", "sequence"),
    ("words", "keys after", "none"),
    ("voice", "tag pair", "clauses"),
    ("voice", "tags", "none"),
    ("words, voice", "tag pair", "clauses"),
    ("next", "tag pair", "distance"),
    ("words, next", "tag pair", "distance"),
    ("around", "tag pair", "shape"),
    ("around", "tags", "clauses"),
    ("around", "keys", "none"),
    ("around", "tag pair", "sequence"),
    ("around", "R", "clauses"),
    ("kind", "R", "none"),
    ("kind", "L", "none"),
    ("kind", "tags", "none"),
    ("kind", "tag pair", "openers"),
    ("kind", "keys", "none"),
    ("kind", "none", "sequence"),
    ("kind", "tag pair", "clauses"),
    ("kind, around", "tag pair", "distance"),
    ("kind, around", "keys after", "clauses"),
)

#: The values of a boundary that are features by themselves, whatever the cue.
BOUNDARY_TEMPLATES = ("L R", "L, R group", "L group, R", "groups", "R R2", "L2 L", "tags")

#: Rows of the table that says which boundaries are candidates: the tags of the words around one.
PAIRS = 1 << 10

_PADDING_TAG, _COMMA_TAG = len(TAGS), len(TAGS) + 1
_TAG_NAMES = (*TAGS, "padding", ",")
_KEYS = ("finite", "base", "participle", "ing", "be", "aux", "to", "sub", "and", "padding", ",")
_IS_KEY, _IS_VERB, _IS_OPENER = (
    np.isin(_TAG_NAMES, names) for names in (_KEYS, ("finite", "be", "aux"), ("sub", "and"))
)
_BE, _ADVERB, _PARTICIPLE = (TAGS.index(name) for name in ("be", "adverb", "participle"))
_COMMA = np.uint64(word_id(","))
_BRACKETS = class_set(OPENER).astype(np.int64) - class_set(CLOSER)
_TAG_HASHES = mix(np.arange(1, 33, dtype=np.uint64) << np.uint64(50))
_INVERSE = np.uint64(pow(GOLDEN, -1, 1 << 64))
# Words after a cue in which a passive belongs to the cue's own verb.
_VOICE_REACH = 4
# The distances of a candidate from its cue fall into classes, the wider the farther.
_DISTANCES = np.array([*range(9), *[9] * 3, *[10] * 5, *[11] * 8, *[12] * 80])
_SPAN_HASHES = mix(np.arange(1, 193, dtype=np.uint64) << np.uint64(20))


_Number = TypeVar("_Number", np.int64, np.uint64)


@dataclass(frozen=True, slots=True)
class Columns:
    """Hashes of cues and of boundaries by name, and sums up to each boundary.

    `counts` has the verbs, commas, conjunctions, cues and open brackets before each boundary, and
    `key_count` the number of key words. `key_sums` and `inverses` hash their sequence. `pair` are
    the tags around a boundary, below PAIRS. Cue c has the padded rows `start[c]:end[c]` in a
    sentence with the rows `first[c]:stop[c]`.
    """

    cues: dict[str, Hashes]
    boundaries: dict[str, Hashes]
    counts: Ints
    key_count: Ints
    key_sums: Hashes
    inverses: Hashes
    pair: Ints
    start: Ints
    end: Ints
    first: Ints
    stop: Ints


def columns_of(cued: CuedSentences, kind: Codes, tags: Table) -> Columns:
    """The values of cues and boundaries; `kind` is in place of the kinds of `cued`."""
    rows = padded_rows(cued)
    size = len(rows) + PADDING * (len(cued.first) + 1)
    ids = padded(cued.ids, rows, size, int(NO_TOKEN))
    classes = padded(cued.classes, rows, size, 0)
    tag = tags_of(tag_features(ids, classes), tags)
    tag[ids == NO_TOKEN] = _PADDING_TAG
    tag[ids == _COMMA] = _COMMA_TAG
    shift = PADDING * (cued.sentence + 1)
    start, end, stop = cued.start + shift, cued.end + shift, cued.stop[cued.sentence] + shift
    flags = np.zeros((5, size), dtype=np.int64)
    flags[0], flags[1], flags[2] = _IS_VERB[tag], tag == _COMMA_TAG, _IS_OPENER[tag]
    flags[3, start] = 1
    flags[4, rows] = _BRACKETS[cued.initial]
    key_tags = tag[_IS_KEY[tag]]
    powers = np.full(len(key_tags) + 1, GOLDEN, dtype=np.uint64).cumprod()
    inverses = np.full(len(key_tags) + 1, _INVERSE, dtype=np.uint64).cumprod()
    key_count = _running(_IS_KEY[tag].astype(np.int64))
    boundaries, pair = _boundary_hashes(ids, classes, tag, key_tags, key_count)
    return Columns(
        cues=_cue_hashes(cued.words, kind, classes, tag, (start, end, stop)),
        boundaries=boundaries,
        counts=_running(flags),
        key_count=key_count,
        key_sums=_running(_TAG_HASHES[key_tags] * powers[:-1]),
        inverses=inverses,
        pair=pair,
        start=start,
        end=end,
        first=cued.first[cued.sentence] + shift,
        stop=stop,
    )


def _running(values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Sums of the values before each place of the last axis, and of all."""
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1), dtype=values.dtype)
    values.cumsum(axis=-1, out=sums[..., 1:])
    return sums


def _boundary_hashes(
    ids: Hashes, classes: Hashes, tag: Codes, key_tags: Codes, key_count: Ints
) -> tuple[dict[str, Hashes], Ints]:
    """The hashes of the boundaries by name, and the tags around each.

    `L` is the word before a boundary, `R` the word after it; `L2` and `R2` are the words next to
    these. `keys` are the two key words on either side.
    """
    group = mix((classes >> np.uint64(GROUP_SHIFT)) + np.uint64(1 << 32))
    code = tag.astype(np.uint64)
    before, before_group = np.roll(ids, 1), np.roll(group, 1)
    base = np.uint64(32)
    pair = np.roll(code, 1) * base + code
    wide = (np.roll(code, 2) * base * base + pair) * base + np.roll(code, -1)
    neighbours = np.pad(key_tags.astype(np.uint64), 2)
    key_before, key_after = (
        neighbours[key_count[:-1] + low] * base + neighbours[key_count[:-1] + high]
        for low, high in ((0, 1), (2, 3))
    )
    after = (pair << np.uint64(10)) + key_after
    hashes = {
        "none": np.zeros_like(ids),
        "R": ids * salt(101),
        "L": before * salt(102),
        "L R": ids * salt(103) + before * salt(104),
        "L, R group": group * salt(105) + before * salt(106),
        "L group, R": before_group * salt(107) + ids * salt(108),
        "groups": before_group * salt(109) + group * salt(110),
        "R R2": ids * salt(111) + np.roll(ids, -1) * salt(112),
        "L2 L": before * salt(113) + np.roll(ids, 2) * salt(114),
        "tag pair": mix(pair + np.uint64(1 << 40)),
        "tags": mix(wide + np.uint64(1 << 41)),
        "keys after": mix(after + np.uint64(1 << 46)),
        "keys": mix((key_before << np.uint64(20)) + after + np.uint64(1 << 45)),
    }
    return hashes, pair.view(np.int64)


def _cue_hashes(
    words: Hashes, kind: Codes, classes: Hashes, tag: Codes, places: tuple[Ints, Ints, Ints]
) -> dict[str, Hashes]:
    """The hashes of cues by name; `places` are their starts, ends and the stops of sentences.

    `head` is the last word of a cue. `voice` says whether a passive follows, and whether a form of
    *be* stands before. `next` are the tags of three words after the cue, `around` those of its last
    word and of the two words beside it.
    """
    start, end, stop = places
    code = tag.astype(np.uint64)
    base = np.uint64(32)
    head, before = code[end - 1], code[start - 1]
    passives = _running(_is_passive(tag).astype(np.int64))
    is_passive = passives[np.minimum(end + _VOICE_REACH, stop)] > passives[end]
    voice = (is_passive * base + head) * base + (before == _BE)
    following = (code[end] * base + code[end + 1]) * base + code[end + 2]
    around = (before * base + head) * base + code[end]
    of_kind = mix(kind + np.uint64(1 << 47))
    of_voice, of_next = mix(voice + np.uint64(1 << 42)), mix(following + np.uint64(1 << 43))
    return {
        "none": np.zeros_like(words),
        "words": words * salt(120),
        "head": mix((classes[end - 1] >> np.uint64(GROUP_SHIFT)) * base + head) * salt(121),
        "voice": of_voice,
        "words, voice": words * salt(122) + of_voice,
        "next": of_next,
        "words, next": words * salt(123) + of_next,
        "kind": of_kind,
        "kind, around": mix(around + of_kind),
        "around": mix(around + np.uint64(1 << 44)),
    }


def _is_passive(tag: Codes) -> Bools:
    """Whether each word is a participle after a form of *be*, perhaps with an adverb between."""
    before, second = np.roll(tag, 1), np.roll(tag, 2)
    has_be = (before == _BE) | ((before == _ADVERB) & (second == _BE))
    passive: Bools = has_be & (tag == _PARTICIPLE)
    return passive


def boundary_ids(columns: Columns) -> Ints:
    """Feature ids of boundaries by themselves, shape (templates, boundaries)."""
    hashes = np.array([columns.boundaries[name] for name in BOUNDARY_TEMPLATES])
    return (hashes >> np.uint64(64 - BITS)).view(np.int64)


def pair_ids(columns: Columns, cue: Ints, edge: Ints, place: Ints) -> list[Ints]:
    """Feature ids of boundaries at `place`, each beside a cue with its `edge` on that side."""
    cues = {name: values[cue] for name, values in columns.cues.items()}
    boundaries = {name: columns.boundaries[name][place] for name in _USED}
    spans = _spans(columns, edge, place)
    shift = np.uint64(64 - BITS)
    ids = []
    for of_cue, of_boundary, of_span in TEMPLATES:
        hashes = spans[of_span].copy()
        if of_cue != "none":
            hashes += cues[of_cue]
        if of_boundary != "none":
            hashes += boundaries[of_boundary]
        hashes >>= shift
        ids.append(hashes.view(np.int64))
    return ids


_USED = sorted({of_boundary for _, of_boundary, _ in TEMPLATES} - {"none"})


def _spans(columns: Columns, edge: Ints, place: Ints) -> dict[str, Hashes]:
    """The hashes of the spans between cues and boundaries, by name."""
    counts = np.abs(columns.counts[:, place] - columns.counts[:, edge])
    verbs, commas, openers, cues, brackets = np.minimum(counts, 3)
    clauses = 4 * verbs + commas
    codes = {
        "none": np.zeros_like(clauses),
        "distance": 16 + _DISTANCES[np.abs(place - edge)],
        "clauses": 32 + clauses,
        "shape": 128 + 16 * openers + clauses,
        "openers": 64 + 16 * openers + 4 * cues + brackets,
    }
    low = columns.key_count[np.minimum(edge, place)]
    high = columns.key_count[np.maximum(edge, place)]
    sequence = (columns.key_sums[high] - columns.key_sums[low]) * columns.inverses[low]
    hashes = {name: _SPAN_HASHES[values] for name, values in codes.items()}
    return hashes | {"sequence": mix(sequence)}
