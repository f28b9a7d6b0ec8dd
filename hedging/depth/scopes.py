"""Cues in their sentences → the scope of each: the run of rows that the cue makes uncertain.

A scope begins and stops at a boundary between two words. The boundaries of the sentence up to the
cue are candidates for its beginning, those from the end of the cue on for its stop. A linear model
scores each candidate, and the best one wins:

    The  talks  [appear]  to  have  stalled  ,  she  said  .
    b    b      b
                        s   s     s        s  s    s     s  s

Most boundaries are none at which a scope begins or stops (behind an article, say), so a table of
the tags around a boundary says where to look. The edges of the cue are always candidates.

A scope ends where a clause ends, and most words of English are verbs in one sentence and nouns in
the next. So each word is first tagged by a linear model that looks at the word and two neighbours
on either side. The features of tags are sums of hashes, without a step that mixes each sum: the
hashes of words are spread evenly, and each place multiplies them by its own odd number.

A boundary stands before each padded row. A feature joins a value of the cue, a value of the
boundary and a value of the span between the two. Each value is a hash that is computed once, and a
feature is the sum of their upper halves, cut to BITS bits. All values of a boundary look at most
PADDING rows far, so none looks into another sentence.

Among the values are the key words: verbs, commas and the like, conjunctions and the ends of the
sentence. They carry the structure of clauses. The key words of a span, in their order, are hashed
together, from one running sum over all of them (the formula is that of word ids in
hedging/text/tokens.py):

    The  talks  [appear]  to  have  stalled  ,  she  said  .
                 finite   to  aux   part.    ,       finite
                          the stop after "stalled": to aux participle
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Annotated, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.rows import CueRows, laid_out, running_sums
from hedging.model.arrays import ArrayFormat, table_format
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.characters import CLOSER, DASH, OPENER, QUOTE, STOP, Codes
from hedging.text.hashing import GOLDEN, NO_TOKEN, Bools, Hashes, Ints, mix
from hedging.text.templates import templates_of
from hedging.text.tokens import word_ids
from hedging.text.weights import Table

#: The parts of speech. `finite` is a finite full verb, `aux` a modal or a form of have or do as
#: auxiliary, `be` any form of be, `sub` a conjunction or a relative word that opens a clause.
TAGS = (
    *("other", "noun", "pronoun", "determiner", "adjective", "adverb", "finite", "base"),
    *("participle", "ing", "be", "aux", "to", "preposition", "sub", "and"),
)

#: log2 of the number of rows in the table of tag weights, which has a column for each tag.
TAG_BITS = 15

#: Rows without a token before each sentence and after the last, so that every word has neighbours.
PADDING = 3

#: What each feature reads: a column and a place, 0 for the word itself.
FEATURES: tuple[tuple[tuple[str, int], ...], ...] = (
    (("id", 0),),
    (("class", 0), ("class", -1)),
    (("class", 0), ("class", 1)),
    (("group", -1), ("group", 0), ("group", 1)),
    (("class", 0), ("id", -1)),
    (("class", 0), ("id", 1)),
    (("class", 0), ("group", -2), ("group", -1)),
)


def padded_columns(cued: CueRows) -> tuple[Ints, Hashes, Hashes]:
    """The row of each token once PADDING rows stand before each sentence; padded ids, classes."""
    shift = np.arange(1, len(cued.first) + 1) * PADDING
    rows, *_ = laid_out(cued.first + shift, cued.stop + shift)
    size = len(rows) + PADDING * (len(shift) + 1)
    ids, classes = np.full(size, NO_TOKEN), np.zeros(size, dtype=np.uint64)
    ids[rows], classes[rows] = cued.ids, cued.classes
    return rows, ids, classes


@cache
def salt(number: int) -> np.uint64:
    """An odd number of 64 bits, another one for each number."""
    return np.uint64(int(mix(np.array([number + 1], dtype=np.uint64))[0]) | 1)


def multiplier(number: int, place: int) -> np.uint64:
    """The number by which a feature multiplies a column at a place."""
    return salt(8 * number + place + 2)


def tag_features(ids: Hashes, classes: Hashes) -> Ints:
    """Feature ids of padded tokens, shape (features, tokens); padding has the id NO_TOKEN."""
    columns = {"id": ids, "class": mix(classes + NO_TOKEN)}
    columns["group"] = mix((classes >> np.uint64(GROUP_SHIFT)) + (NO_TOKEN << np.uint64(8)))
    size = len(ids)
    result = np.zeros((len(FEATURES), size), dtype=np.uint64)
    for number, terms in enumerate(FEATURES):
        for name, place in terms:
            row = result[number, max(-place, 0) : size - max(place, 0)]
            row += columns[name][max(place, 0) : size + min(place, 0)] * multiplier(number, place)
    result >>= np.uint64(64 - TAG_BITS)
    return result.view(np.int64)


def tags_of(feature_ids: Ints, table: Table) -> Codes:
    """The likeliest tag of each token: an index into TAGS; of equal ones, the first."""
    scores = table.take(feature_ids, axis=0).sum(axis=0, dtype=np.int16)
    return np.asarray(scores.argmax(axis=1), dtype=np.uint8)


#: log2 of the size of a table of boundary weights.
BITS = 19

#: The values that each feature of a beginning joins: of the cue, the boundary, the span between.
BEGIN_TEMPLATES = templates_of(
    "none * R R2 * none; none * L2 L * none; none * L, R group * none; none * tags * sequence; "
    "head * L * none; words * L * none; words * R * none; words * none * sequence; "
    "words * tag pair * clauses; voice * tag pair * clauses; next * tag pair * distance; "
    "around * none * match; kind * L * none; kind * R * none; kind * tag pair * nesting; "
    "kind * none * sequence; kind, around * tag pair * distance; kind, around * none * sequence"
)

#: The values that each feature of a stop joins.
STOP_TEMPLATES = templates_of(
    "none * R R2 * none; none * L2 L * none; none * L R * none; none * tags * sequence; "
    "none * tag pair * sequence; none * groups * clauses; words * R * none; "
    "words * none * sequence; words * none * nesting; words * tag pair * clauses; "
    "words * tag pair * nesting; around * tag pair * sequence; kind * L * none; "
    "kind * R * clauses; kind * tag pair * clauses; kind * none * sequence; "
    "kind, around * none * sequence; kind, around * tag pair * clauses"
)

#: Rows of the table that says which boundaries are candidates: the tags of the words around one.
PAIRS = 1 << 10

#: The tags of all rows: parts of speech, padding and punctuation marks.
TAG_NAMES = (*TAGS, "padding", ",", ";", "(", ")", '"', "dash", "hyphen", ".")

PADDING_TAG = TAG_NAMES.index("padding")
_KEYS = ("finite", "base", "participle", "ing", "be", "aux", "to", "sub", "and", "padding")
IS_KEY = np.isin(TAG_NAMES, (*_KEYS, ",", ";", "dash"))
_BE, _ADVERB, _PARTICIPLE = (TAGS.index(name) for name in ("be", "adverb", "participle"))
NO_MARK = 255
MARK_OF_INITIAL = np.full(16, NO_MARK, dtype=np.uint8)
for _initial, _mark in ((OPENER, "("), (CLOSER, ")"), (QUOTE, '"'), (DASH, "dash"), (STOP, ".")):
    MARK_OF_INITIAL[_initial] = TAG_NAMES.index(_mark)
MARK_OF_ID = {
    own: TAG_NAMES.index(mark)
    for own, mark in zip(word_ids(",;:-"), (",", ";", ";", "hyphen"), strict=True)
}
TAG_HASHES = mix(np.arange(1, 33, dtype=np.uint64) << np.uint64(50))
_INVERSE = np.uint64(pow(GOLDEN, -1, 1 << 64))
# Words after a cue in which a passive belongs to the cue's own verb.
VOICE_REACH = 4
# The distances of a candidate from its cue fall into classes, the wider the farther.
DISTANCES = np.array([*range(9), *[9] * 3, *[10] * 5, *[11] * 8, *[12] * 80])
# What is counted before each boundary, a byte each in one sum: no span is longer than REACH words.
COUNTED = ("verb", ",", "(", ")", '"', ";", "cue")
_COUNTED_AS = {"finite": "verb", "be": "verb", "aux": "verb", "dash": ";"}
COUNTS = np.array(
    [
        1 << 8 * COUNTED.index(counted) if counted in COUNTED else 0
        for counted in (_COUNTED_AS.get(name, name) for name in TAG_NAMES)
    ],
    dtype=np.uint64,
)
_COUNT_SHIFTS = 8 * np.arange(len(COUNTED), dtype=np.uint64)[:, None]
_ONE_CUE = np.uint64(1 << 8 * COUNTED.index("cue"))

Halves = npt.NDArray[np.uint32]


def _halved(hashes: Hashes) -> Halves:
    return (hashes >> np.uint64(32)).astype(np.uint32)


SPAN_HASHES = _halved(mix(np.arange(1, 129, dtype=np.uint64) << np.uint64(20)))
_PAIR_HASHES = mix(np.arange(PAIRS, dtype=np.uint64) + np.uint64(1 << 40))
# The values of a tag, in numbers that join several.
_BASE = np.uint64(32)


class Columns(NamedTuple):
    """Tags and sums of padded rows, and hashes of cues by name.

    `counts` sums the counted words before each boundary, and `key_count` the key words.
    `key_sums` and `inverses` hash the sequence of key words. `pair` are the tags around a
    boundary, below PAIRS. Cue c has the padded rows `start[c]:end[c]` in a sentence with the rows
    `first[c]:stop[c]`.
    """

    ids: Hashes
    groups: Hashes
    tag: Codes
    cues: dict[str, Hashes]
    counts: Hashes
    key_count: npt.NDArray[np.int32]
    key_sums: Hashes
    inverses: Hashes
    pair: npt.NDArray[np.uint16]
    start: Ints
    end: Ints
    first: Ints
    stop: Ints


def columns_of(cued: CueRows, tags: Table) -> Columns:
    """The columns of some sentences."""
    rows, ids, classes = padded_columns(cued)
    tag = np.full(len(ids), PADDING_TAG, dtype=np.uint8)
    mark = MARK_OF_INITIAL[cued.initial]
    tag[rows] = np.where(mark == NO_MARK, tags_of(tag_features(ids, classes), tags)[rows], mark)
    for word, code in MARK_OF_ID.items():
        tag[ids == word] = code
    shift = PADDING * (cued.sentence + 1)
    start, end, stop = cued.start + shift, cued.end + shift, cued.stop[cued.sentence] + shift
    groups = classes >> np.uint64(GROUP_SHIFT)
    counted = COUNTS[tag]
    counted[start] += _ONE_CUE
    is_key = IS_KEY[tag]
    key_tags = tag[is_key]
    # g¹, g², … and g⁻¹, g⁻², … with the g of word ids.
    powers = np.full(len(key_tags), GOLDEN, dtype=np.uint64).cumprod()
    inverses = np.full(len(key_tags) + 1, _INVERSE).cumprod()
    pair = tag.astype(np.uint16)
    pair[1:] += tag[:-1].astype(np.uint16) * np.uint16(32)
    return Columns(
        ids=ids,
        groups=groups,
        tag=tag,
        cues=_cue_hashes(cued, groups, tag, (start, end, stop)),
        counts=running_sums(counted, np.uint64),
        key_count=running_sums(is_key, np.int32),
        key_sums=running_sums(TAG_HASHES[key_tags] * powers, np.uint64),
        inverses=inverses,
        pair=pair,
        start=start,
        end=end,
        first=cued.first[cued.sentence] + shift,
        stop=stop,
    )


def _cue_hashes(
    cued: CueRows, groups: Hashes, tag: Codes, places: tuple[Ints, Ints, Ints]
) -> dict[str, Hashes]:
    """The hashes of cues by name; `places` are their starts, ends and the stops of sentences.

    `head` is the last word of a cue. `voice` says whether a passive follows, and whether a form of
    *be* stands before. `next` are the tags of three words after the cue, `around` those of its last
    word and of the two words beside it.
    """
    start, end, stop = places
    head, before = tag[end - 1].astype(np.uint64), tag[start - 1].astype(np.uint64)
    passives = running_sums(_is_passive(tag), np.int32)
    is_passive = passives[np.minimum(end + VOICE_REACH, stop)] > passives[end]
    tags_around = (before * _BASE + head) * _BASE + tag[end]
    # A numpy before 2 computes with 8 bits where a number of 64 bits stands beside an array of 8.
    after = tag[end].astype(np.uint64)
    values = (
        groups[end - 1] * _BASE + head,
        (is_passive * _BASE + head) * _BASE + (before == _BE) + np.uint64(1 << 42),
        (after * _BASE + tag[end + 1]) * _BASE + tag[end + 2] + np.uint64(1 << 43),
        cued.kind + np.uint64(1 << 47),
        tags_around + np.uint64(1 << 44),
    )
    # They are mixed at once: in a short text numpy's cost is by the call.
    head, voice, following, kind, around = mix(np.array(values))
    return {
        "words": cued.words * salt(120),
        "head": head * salt(121),
        "voice": voice,
        "next": following,
        "kind": kind,
        "around": around,
        "kind, around": mix(tags_around + kind),
    }


def _is_passive(tag: Codes) -> Bools:
    """Whether each word is a participle after a form of *be*, perhaps with an adverb between."""
    is_be, is_adverb = tag == _BE, tag == _ADVERB
    is_passive: Bools = tag == _PARTICIPLE
    is_passive[2:] &= is_be[1:-1] | (is_adverb[1:-1] & is_be[:-2])
    return is_passive


def feature_ids(
    columns: Columns, templates: Sequence[tuple[str, ...]], pairs: tuple[Ints, Ints, Ints]
) -> Ints:
    """Ids of the features of some pairs, shape (templates, pairs).

    `pairs` has the cue of each pair, the edge of the cue on that side and the boundary.
    """
    cue, edge, place = pairs
    values = {name: _halved(own).take(cue) for name, own in columns.cues.items()}
    values |= {name: _halved(own) for name, own in _boundary_hashes(columns, place).items()}
    values |= _span_hashes(columns, cue, edge, place)
    hashes = np.zeros((len(templates), len(cue)), dtype=np.uint32)
    for row, names in zip(hashes, templates, strict=True):
        for name in names:
            if name != "none":
                row += values[name]
    hashes >>= np.uint32(32 - BITS)
    return hashes.astype(np.int64)


def _boundary_hashes(columns: Columns, place: Ints) -> dict[str, Hashes]:
    """The hashes of boundaries by name.

    `L` is the word before a boundary, `R` the word after it; `L2` and `R2` are the words next to
    these. `tag pair` are the tags of `L` and `R`, and `tags` those of all four.
    """
    ids, tag, pair = columns.ids, columns.tag, columns.pair.take(place)
    left, right = ids.take(place - 1), ids.take(place)
    of_left, of_right = mix(columns.groups.take((place - 1, place)) + np.uint64(1 << 32))
    tags = tag.take(place - 2).astype(np.uint64) * (_BASE * _BASE)
    tags = (tags + pair) * _BASE + tag.take(place + 1)
    return {
        "R": right * salt(101),
        "L": left * salt(102),
        "L R": right * salt(103) + left * salt(104),
        "L, R group": of_right * salt(105) + left * salt(106),
        "groups": of_left * salt(109) + of_right * salt(110),
        "R R2": right * salt(111) + ids.take(place + 1) * salt(112),
        "L2 L": left * salt(113) + ids.take(place - 2) * salt(114),
        "tags": mix(tags + np.uint64(1 << 41)),
        "tag pair": _PAIR_HASHES.take(pair),
    }


def _span_hashes(columns: Columns, cue: Ints, edge: Ints, place: Ints) -> dict[str, Halves]:
    """The hashes of the spans between cues and boundaries by name.

    `match` says whether the word after the boundary and the one after the cue are alike, and
    whether those before them are: what *or* joins is often alike.
    """
    tag, ids, keys = columns.tag, columns.ids, columns.key_count
    start, end = columns.start.take(cue), columns.end.take(cue)
    low, high = np.minimum(edge, place), np.maximum(edge, place)
    counts = columns.counts.take(high) - columns.counts.take(low)
    numbers = ((counts >> _COUNT_SHIFTS) & np.uint64(255)).view(np.int64)
    verbs, commas, opened, closed, quotes, semicolons, cues = numbers
    clauses = 32 + 16 * (semicolons > 0) + 4 * np.minimum(verbs, 3) + np.minimum(commas, 3)
    nesting = 64 + 6 * np.minimum(cues, 2) + 2 * (1 + np.sign(opened - closed)) + quotes % 2
    match = 104 + 4 * (tag.take(place) == tag.take(end)) + 2 * (ids.take(place) == ids.take(end))
    match += tag.take(place - 1) == tag.take(start - 1)
    first = keys.take(low)
    sums = columns.key_sums.take(keys.take(high)) - columns.key_sums.take(first)
    return {
        "distance": SPAN_HASHES.take(DISTANCES.take(high - low)),
        "clauses": SPAN_HASHES.take(clauses),
        "nesting": SPAN_HASHES.take(nesting),
        "match": SPAN_HASHES.take(match),
        "sequence": _halved(mix(sums * columns.inverses.take(first))),
    }


#: Boundaries on each side of a cue that are candidates.
REACH = 100

# Bits that hold every distance up to REACH.
_DISTANCE_BITS = REACH.bit_length()


class EndWeights(NamedTuple):
    """One end of a scope: weights, and where to look, by the tags around a boundary."""

    table: Annotated[Table, table_format(1 << BITS)]
    is_candidate: Annotated[Bools, ArrayFormat("bool", (PAIRS,))]


class ScopeWeights(NamedTuple):
    """One definition of a scope: tables of tags, of beginnings and of stops.

    `has_kinds` says whether the definition tells kinds of cues apart; BioScope's does not.
    """

    tags: Annotated[Table, table_format(1 << TAG_BITS, len(TAGS))]
    begin: EndWeights
    stop: EndWeights
    has_kinds: bool = True


def find_scopes(cued: CueRows, tables: ScopeWeights) -> tuple[Ints, Ints]:
    """The first row and the stop of each cue's scope; the cue lies inside."""
    if not tables.has_kinds:
        cued = cued._replace(kind=np.zeros_like(cued.kind))
    columns = columns_of(cued, tables.tags)
    begin = cued.start - _best(columns, tables.begin, backwards=True)
    return begin, cued.end + _best(columns, tables.stop, backwards=False)


def _best(columns: Columns, weights: EndWeights, *, backwards: bool) -> Ints:
    """The distance of the best boundary from each cue; of equal ones, the nearest."""
    cues = np.arange(len(columns.start))
    pairs = candidates(columns, cues, weights.is_candidate, backwards=backwards)
    templates = BEGIN_TEMPLATES if backwards else STOP_TEMPLATES
    # The sum of so few weights of 8 bits fits into 16 bits.
    sums = weights.table.take(feature_ids(columns, templates, pairs)).sum(axis=0, dtype=np.int16)
    # The distance stands in the lower bits, so that one maximum tells both.
    _, edge, place = pairs
    distance = np.abs(place - edge)
    scores = (sums.astype(np.int64) << _DISTANCE_BITS) + (REACH - distance)
    best = np.maximum.reduceat(scores, (distance == 0).nonzero()[0])
    return np.asarray(REACH - (best & ((1 << _DISTANCE_BITS) - 1)))


def candidates(
    columns: Columns, cues: Ints, is_candidate: Bools, *, backwards: bool
) -> tuple[Ints, Ints, Ints]:
    """The candidates of some cues, from the nearest on: cue, its edge on that side, boundary."""
    edge = (columns.start if backwards else columns.end)[cues]
    low = np.maximum(edge - REACH, columns.first[cues]) if backwards else edge
    high = edge if backwards else np.minimum(edge + REACH, columns.stop[cues])
    place, *_ = laid_out(low, high + 1)
    cue, edge, turn = (np.repeat(each, high + 1 - low) for each in (cues, edge, low + high))
    place = turn - place if backwards else place
    is_own = is_candidate.take(columns.pair.take(place)) | (place == edge)
    return cue[is_own], edge[is_own], place[is_own]
