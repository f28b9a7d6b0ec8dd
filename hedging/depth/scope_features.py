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

from dataclasses import dataclass, replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from hedging.depth.cued import CuedSentences
from hedging.depth.tags import PADDING, TAGS, padded, padded_rows, salt, tag_features, tags_of
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.characters import CLOSER, DASH, OPENER, QUOTE, STOP, Codes
from hedging.text.hashing import GOLDEN, NO_TOKEN, Bools, Hashes, Ints, mix
from hedging.text.tokens import word_id
from hedging.text.weights import Table

#: log2 of the size of a table of boundary weights.
BITS = 17

#: The values that each feature joins: of the cue, of the boundary and of the span between.
TEMPLATES: tuple[tuple[str, str, str], ...] = (
    ("none", "tags", "nesting"),
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
    ("kind", "tag pair", "nesting"),
    ("kind", "keys", "none"),
    ("kind", "none", "sequence"),
    ("kind", "tag pair", "clauses"),
    ("kind, around", "tag pair", "distance"),
    ("kind, around", "keys after", "clauses"),
)

#: Further features of the stop, where the beginning is known.
STOP_TEMPLATES: tuple[tuple[str, str, str], ...] = (
    ("begun", "tag pair", "clauses"),
    ("words, begun", "tag pair", "none"),
    ("begun", "keys after", "net"),
)

#: The values of a boundary that are features by themselves, whatever the cue.
BOUNDARY_TEMPLATES = ("L R", "L, R group", "L group, R", "groups", "R R2", "L2 L", "tags")

#: Rows of the table that says which boundaries are candidates: the tags of the words around one.
PAIRS = 1 << 10

#: The tags of all rows: parts of speech, padding and punctuation marks.
TAG_NAMES = (*TAGS, "padding", ",", ";", "(", ")", '"', "dash", "hyphen", ".")

_PADDING_TAG, _COMMA_TAG, _HYPHEN_TAG = map(TAG_NAMES.index, ("padding", ",", "hyphen"))
_KEYS = ("finite", "base", "participle", "ing", "be", "aux", "to", "sub", "and", "padding")
_IS_KEY = np.isin(TAG_NAMES, (*_KEYS, ",", ";", "dash"))
_BE, _ADVERB, _PARTICIPLE = (TAGS.index(name) for name in ("be", "adverb", "participle"))
_NO_MARK = 255
_MARK_OF_INITIAL = np.full(16, _NO_MARK, dtype=np.uint8)
for _initial, _mark in ((OPENER, "("), (CLOSER, ")"), (QUOTE, '"'), (DASH, "dash"), (STOP, ".")):
    _MARK_OF_INITIAL[_initial] = TAG_NAMES.index(_mark)
_MARK_OF_ID = {
    np.uint64(word_id(word)): TAG_NAMES.index(mark)
    for word, mark in ((",", ","), (";", ";"), (":", ";"), ("-", "hyphen"))
}
_TAG_HASHES = mix(np.arange(1, 33, dtype=np.uint64) << np.uint64(50))
_INVERSE = np.uint64(pow(GOLDEN, -1, 1 << 64))
# Words after a cue in which a passive belongs to the cue's own verb.
_VOICE_REACH = 4
# The distances of a candidate from its cue fall into classes, the wider the farther.
_DISTANCES = np.array([*range(9), *[9] * 3, *[10] * 5, *[11] * 8, *[12] * 80])
# What is counted before each boundary, a byte each in one sum: no span is longer than 255 words.
_COUNTED = (("finite", "be", "aux"), (",",), ("sub", "and"), ("(",), (")",), ('"',), (";", "dash"))
_CUE_BYTE = len(_COUNTED)
_COUNTS = np.zeros(32, dtype=np.uint64)
for _byte, _names in enumerate(_COUNTED):
    for _name in _names:
        _COUNTS[TAG_NAMES.index(_name)] += np.uint64(1 << 8 * _byte)

Halves = npt.NDArray[np.uint32]
_Number = TypeVar("_Number", np.int32, np.int64, np.uint64)


def _halved(hashes: Hashes) -> Halves:
    """The upper halves of hashes."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


_SPAN_HASHES = _halved(mix(np.arange(1, 513, dtype=np.uint64) << np.uint64(20)))


@dataclass(frozen=True, slots=True)
class Columns:
    """Tags and sums of padded rows, and hashes of cues by name.

    `counts` sums the counted words before each boundary, and `key_count` the key words.
    `key_sums` and `inverses` hash the sequence of key words. `pair` are the tags around a
    boundary, below PAIRS. Cue c has the padded rows `start[c]:end[c]` in a sentence with the rows
    `first[c]:stop[c]`.
    """

    ids: Hashes
    classes: Hashes
    tag: Codes
    cues: dict[str, Halves]
    counts: Hashes
    key_tags: Codes
    key_count: npt.NDArray[np.int32]
    key_sums: Hashes
    inverses: Hashes
    pair: npt.NDArray[np.uint16]
    start: Ints
    end: Ints
    first: Ints
    stop: Ints


def columns_of(cued: CuedSentences, kind: Codes, tags: Table) -> Columns:
    """The columns of some sentences; `kind` is in place of the kinds of `cued`."""
    rows = padded_rows(cued)
    size = len(rows) + PADDING * (len(cued.first) + 1)
    ids = padded(cued.ids, rows, size, int(NO_TOKEN))
    classes = padded(cued.classes, rows, size, 0)
    tag = np.full(size, _PADDING_TAG, dtype=np.uint8)
    tag[rows] = _marked(tags_of(tag_features(ids, classes), tags)[rows], cued)
    shift = PADDING * (cued.sentence + 1)
    start, end, stop = cued.start + shift, cued.end + shift, cued.stop[cued.sentence] + shift
    counted = _COUNTS[tag]
    counted[start] += np.uint64(1 << 8 * _CUE_BYTE)
    is_key = _IS_KEY[tag]
    key_tags = tag[is_key]
    powers = np.full(len(key_tags) + 1, GOLDEN, dtype=np.uint64).cumprod()
    inverses = np.full(len(key_tags) + 1, _INVERSE, dtype=np.uint64).cumprod()
    pair = tag.astype(np.uint16)
    pair[1:] += tag[:-1] * np.uint16(32)
    return Columns(
        ids=ids,
        classes=classes,
        tag=tag,
        cues=_cue_hashes(cued.words, kind, classes, tag, (start, end, stop)),
        counts=_running(counted),
        key_tags=key_tags,
        key_count=_running(is_key.astype(np.int32)),
        key_sums=_running(_TAG_HASHES[key_tags] * powers[:-1]),
        inverses=inverses,
        pair=pair,
        start=start,
        end=end,
        first=cued.first[cued.sentence] + shift,
        stop=stop,
    )


def _marked(tag: Codes, cued: CuedSentences) -> Codes:
    """The tags of words, and those of punctuation marks."""
    mark = _MARK_OF_INITIAL[cued.initial]
    tag = np.where(mark == _NO_MARK, tag, mark)
    for word, code in _MARK_OF_ID.items():
        tag[cued.ids == word] = code
    return tag


def _running(values: npt.NDArray[_Number]) -> npt.NDArray[_Number]:
    """Sums of the values before each place, and of all."""
    sums = np.zeros(len(values) + 1, dtype=values.dtype)
    values.cumsum(out=sums[1:])
    return sums


def boundary_hashes(columns: Columns, place: Ints) -> dict[str, Halves]:
    """The hashes of some boundaries by name.

    `L` is the word before a boundary, `R` the word after it; `L2` and `R2` are the words next to
    these. `keys` are the two key words on either side.
    """
    ids, tag = columns.ids, columns.tag
    after, before = ids[place], ids[place - 1]
    group, before_group = (
        mix((columns.classes[rows] >> np.uint64(GROUP_SHIFT)) + np.uint64(1 << 32))
        for rows in (place, place - 1)
    )
    base = np.uint64(32)
    pair = columns.pair[place].astype(np.uint64)
    wide = (tag[place - 2] * (base * base) + pair) * base + tag[place + 1]
    key = columns.key_count[place]
    neighbours = np.pad(columns.key_tags.astype(np.uint64), 2)
    key_before = neighbours[key] * base + neighbours[key + 1]
    behind = (pair << np.uint64(10)) + neighbours[key + 2] * base + neighbours[key + 3]
    hashes = {
        "R": after * salt(101),
        "L": before * salt(102),
        "L R": after * salt(103) + before * salt(104),
        "L, R group": group * salt(105) + before * salt(106),
        "L group, R": before_group * salt(107) + after * salt(108),
        "groups": before_group * salt(109) + group * salt(110),
        "R R2": after * salt(111) + ids[place + 1] * salt(112),
        "L2 L": before * salt(113) + ids[place - 2] * salt(114),
        "tag pair": mix(pair + np.uint64(1 << 40)),
        "tags": mix(wide + np.uint64(1 << 41)),
        "keys after": mix(behind + np.uint64(1 << 46)),
        "keys": mix((key_before << np.uint64(20)) + behind + np.uint64(1 << 45)),
    }
    return {name: _halved(values) for name, values in hashes.items()}


def _cue_hashes(
    words: Hashes, kind: Codes, classes: Hashes, tag: Codes, places: tuple[Ints, Ints, Ints]
) -> dict[str, Halves]:
    """The hashes of cues by name; `places` are their starts, ends and the stops of sentences.

    `head` is the last word of a cue. `voice` says whether a passive follows, and whether a form of
    *be* stands before. `next` are the tags of three words after the cue, `around` those of its last
    word and of the two words beside it.
    """
    start, end, stop = places
    base = np.uint64(32)
    head, before = tag[end - 1].astype(np.uint64), tag[start - 1].astype(np.uint64)
    passives = _running(_is_passive(tag).astype(np.int32))
    is_passive = passives[np.minimum(end + _VOICE_REACH, stop)] > passives[end]
    voice = (is_passive * base + head) * base + (before == _BE)
    following = (tag[end] * base + tag[end + 1]) * base + tag[end + 2]
    around = (before * base + head) * base + tag[end]
    of_kind = mix(kind + np.uint64(1 << 47))
    of_voice, of_next = mix(voice + np.uint64(1 << 42)), mix(following + np.uint64(1 << 43))
    hashes = {
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
    return {name: _halved(values) for name, values in hashes.items()}


def begun(columns: Columns, begin: Ints) -> Columns:
    """The columns with hashes of where each scope begins: `begin` is a padded row for each cue.

    `begun` says whether it begins at the cue or at the sentence, and the tags around that place.
    """
    at = (begin == columns.start) * np.uint64(2) + (begin == columns.first)
    place = at * np.uint64(1024)
    place += (begin < columns.start) * columns.pair[begin]
    of_begin = _halved(mix(place + np.uint64(1 << 48)))
    cues = columns.cues | {
        "begun": of_begin,
        "words, begun": columns.cues["words"] * np.uint32(0x9E3779B1) + of_begin,
    }
    return replace(columns, cues=cues)


def _is_passive(tag: Codes) -> Bools:
    """Whether each word is a participle after a form of *be*, perhaps with an adverb between."""
    is_be, is_adverb = tag == _BE, tag == _ADVERB
    is_passive: Bools = tag == _PARTICIPLE
    is_passive[2:] &= is_be[1:-1] | (is_adverb[1:-1] & is_be[:-2])
    return is_passive


def boundary_ids(boundaries: dict[str, Halves]) -> list[Ints]:
    """Feature ids of boundaries by themselves."""
    return [_ids(boundaries[name]) for name in BOUNDARY_TEMPLATES]


def _ids(hashes: Halves) -> Ints:
    return (hashes >> np.uint32(32 - BITS)).astype(np.int64)


def pair_ids(
    columns: Columns, boundaries: dict[str, Halves], pairs: tuple[Ints, Ints, Ints, Ints]
) -> list[Ints]:
    """Feature ids of pairs: the cue, its edge on that side, the boundary, its row in `boundaries`."""
    cue, edge, place, row = pairs
    templates = TEMPLATES
    if "begun" in columns.cues:
        templates += STOP_TEMPLATES
    cues = {name: columns.cues[name].take(cue) for name in {t[0] for t in templates} - {"none"}}
    beside = {name: boundaries[name].take(row) for name in {t[1] for t in templates} - {"none"}}
    spans = _spans(columns, edge, place)
    ids = []
    for of_cue, of_boundary, of_span in templates:
        parts = [values[name] for values, name in
                 ((cues, of_cue), (beside, of_boundary), (spans, of_span)) if name != "none"]
        hashes = parts[0]
        for part in parts[1:]:
            hashes = hashes + part
        ids.append(_ids(hashes))
    return ids


def _spans(columns: Columns, edge: Ints, place: Ints) -> dict[str, Halves]:
    """The hashes of the spans between cues and boundaries, by name."""
    low, high = np.minimum(edge, place), np.maximum(edge, place)
    counts = columns.counts[high] - columns.counts[low]
    verbs, commas, openers, opened, closed, quotes, strong, cues = (
        counts[None] >> (np.uint64(8) * np.arange(8, dtype=np.uint64))[:, None] & np.uint64(255)
    ).astype(np.int64)
    depth = np.clip(opened - closed, -1, 1) + 1
    net = np.clip(verbs - openers, -3, 3) + 3
    verbs, commas, openers = np.minimum((verbs, commas, openers), 3)
    clauses = 4 * verbs + commas + 16 * (strong > 0)
    codes = {
        "distance": _DISTANCES[high - low],
        "clauses": 32 + clauses,
        "nesting": 64 + 6 * np.minimum(cues, 2) + 2 * depth + quotes % 2,
        "net": 96 + net,
        "shape": 128 + 32 * openers + clauses,
    }
    first, stop = columns.key_count[low], columns.key_count[high]
    sequence = (columns.key_sums[stop] - columns.key_sums[first]) * columns.inverses[first]
    hashes = {name: _SPAN_HASHES[values] for name, values in codes.items()}
    return hashes | {"sequence": _halved(mix(sequence))}
