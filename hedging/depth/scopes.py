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

from collections.abc import Callable, Iterator, Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.rows import CueRows, running_sums
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.characters import CLOSER, DASH, OPENER, QUOTE, STOP, Codes
from hedging.text.hashing import GOLDEN, NO_TOKEN, Bools, Hashes, Ints, mix
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


# Tokens whose weights are summed at a time, so that they stay in the cache.
_TOKENS_AT_ONCE = 1 << 12
# The tag in the lower bits of a score, the first highest, so that one maximum tells both.
_TAG_BITS_OF_SCORES = np.arange(len(TAGS), dtype=np.int16)[::-1]


def padded_rows(cued: CueRows) -> Ints:
    """The row of each token once PADDING rows stand before each sentence."""
    lengths = cued.stop - cued.first
    shift = np.arange(1, len(lengths) + 1) * PADDING
    return np.arange(len(cued.ids)) + np.repeat(shift, lengths)


def padded(values: npt.NDArray[np.generic], rows: Ints, size: int, empty: int) -> Hashes:
    """Values of tokens as hashes in `rows` of `size` padded rows, `empty` in the others."""
    column = np.full(size, empty, dtype=np.uint64)
    column[rows] = values
    return column


@cache
def salt(number: int) -> np.uint64:
    """An odd number of 64 bits, another one for each number."""
    return np.uint64(int(mix(np.array([number + 1], dtype=np.uint64))[0]) | 1)


def multiplier(number: int, place: int) -> np.uint64:
    """The number by which a feature multiplies a column at a place."""
    return salt(8 * number + place + 2)


@cache
def _terms() -> list[tuple[int, int, str, np.uint64]]:
    """The terms of all features: number of the feature, place, column, and salt."""
    return [
        (number, place, name, multiplier(number, place))
        for number, terms in enumerate(FEATURES)
        for name, place in terms
    ]


def tag_features(ids: Hashes, classes: Hashes) -> Ints:
    """Feature ids of padded tokens, shape (features, tokens); padding has the id NO_TOKEN."""
    columns = {"id": ids, "class": mix(classes + NO_TOKEN)}
    columns["group"] = mix((classes >> np.uint64(GROUP_SHIFT)) + (NO_TOKEN << np.uint64(8)))
    size = len(ids)
    result = np.zeros((len(FEATURES), size), dtype=np.uint64)
    for number, place, name, factor in _terms():
        row = result[number, max(-place, 0) : size - max(place, 0)]
        row += columns[name][max(place, 0) : size + min(place, 0)] * factor
    result >>= np.uint64(64 - TAG_BITS)
    return result.view(np.int64)


def tags_of(feature_ids: Ints, table: Table) -> Codes:
    """The likeliest tag of each token: an index into TAGS; of equal ones, the first."""
    scores = np.empty((feature_ids.shape[1], len(TAGS)), dtype=np.int16)
    for begin in range(0, len(scores), _TOKENS_AT_ONCE):
        block = slice(begin, begin + _TOKENS_AT_ONCE)
        weights = table.take(feature_ids[:, block], axis=0)
        np.add.reduce(weights, axis=0, dtype=np.int16, out=scores[block])
    scores *= len(TAGS)
    scores += _TAG_BITS_OF_SCORES
    best = np.maximum.reduce(np.ascontiguousarray(scores.T), axis=0)
    tags: Codes = (~best & (len(TAGS) - 1)).astype(np.uint8)
    return tags


#: log2 of the size of a table of boundary weights.
BITS = 19

Template = tuple[str, str, str]

#: The values that each feature of a beginning joins: of the cue, the boundary, the span between.
BEGIN_TEMPLATES: tuple[Template, ...] = (
    ("none", "R R2", "none"),
    ("none", "L2 L", "none"),
    ("none", "L, R group", "none"),
    ("none", "tags", "sequence"),
    ("head", "L", "none"),
    ("words", "L", "none"),
    ("words", "R", "none"),
    ("words", "none", "sequence"),
    ("words", "tag pair", "clauses"),
    ("voice", "tag pair", "clauses"),
    ("next", "tag pair", "distance"),
    ("around", "none", "match"),
    ("kind", "L", "none"),
    ("kind", "R", "none"),
    ("kind", "tag pair", "nesting"),
    ("kind", "none", "sequence"),
    ("kind, around", "tag pair", "distance"),
    ("kind, around", "none", "sequence"),
)

#: The values that each feature of a stop joins.
STOP_TEMPLATES: tuple[Template, ...] = (
    ("none", "R R2", "none"),
    ("none", "L2 L", "none"),
    ("none", "L R", "none"),
    ("none", "tags", "sequence"),
    ("none", "tag pair", "sequence"),
    ("none", "groups", "clauses"),
    ("words", "R", "none"),
    ("words", "none", "sequence"),
    ("words", "none", "nesting"),
    ("words", "tag pair", "clauses"),
    ("words", "tag pair", "nesting"),
    ("around", "tag pair", "sequence"),
    ("kind", "L", "none"),
    ("kind", "R", "clauses"),
    ("kind", "tag pair", "clauses"),
    ("kind", "none", "sequence"),
    ("kind, around", "none", "sequence"),
    ("kind, around", "tag pair", "clauses"),
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
# log2 of the number of key words for which powers are kept at least.
_FEW = 12
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
    """The upper halves of hashes."""
    return (hashes >> np.uint64(32)).astype(np.uint32)


SPAN_HASHES = _halved(mix(np.arange(1, 129, dtype=np.uint64) << np.uint64(20)))
_PAIR_HASHES = mix(np.arange(PAIRS, dtype=np.uint64) + np.uint64(1 << 40))
_BASE = np.uint64(32)
# Pairs whose features are made at a time, so that they stay in the cache.
_PAIRS_AT_ONCE = 1 << 11


class Columns(NamedTuple):
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
    key_count: npt.NDArray[np.int32]
    key_sums: Hashes
    inverses: Hashes
    pair: npt.NDArray[np.uint16]
    start: Ints
    end: Ints
    first: Ints
    stop: Ints


def columns_of(cued: CueRows, kind: Codes, tags: Table) -> Columns:
    """The columns of some sentences; `kind` is in place of the kinds of `cued`."""
    rows = padded_rows(cued)
    size = len(rows) + PADDING * (len(cued.first) + 1)
    ids = padded(cued.ids, rows, size, int(NO_TOKEN))
    classes = padded(cued.classes, rows, size, 0)
    tag = np.full(size, PADDING_TAG, dtype=np.uint8)
    tag[rows] = _marked(tags_of(tag_features(ids, classes), tags)[rows], cued)
    shift = PADDING * (cued.sentence + 1)
    start, end, stop = cued.start + shift, cued.end + shift, cued.stop[cued.sentence] + shift
    counted = COUNTS[tag]
    counted[start] += _ONE_CUE
    is_key = IS_KEY[tag]
    key_tags = tag[is_key]
    powers, inverses = _powers(max(_FEW, len(key_tags).bit_length()))
    pair = tag.astype(np.uint16)
    pair[1:] += tag[:-1] * np.uint16(32)
    return Columns(
        ids=ids,
        classes=classes,
        tag=tag,
        cues=_cue_hashes(cued.words, kind, classes, tag, (start, end, stop)),
        counts=running_sums(counted, np.uint64),
        key_count=running_sums(is_key, np.int32),
        key_sums=running_sums(TAG_HASHES[key_tags] * powers[: len(key_tags)], np.uint64),
        inverses=inverses,
        pair=pair,
        start=start,
        end=end,
        first=cued.first[cued.sentence] + shift,
        stop=stop,
    )


@lru_cache(maxsize=4)
def _powers(bits: int) -> tuple[Hashes, Hashes]:
    """The powers g¹, g², … and g⁻¹, g⁻², … with the g of word ids, for at most 2**bits words."""
    size = (1 << bits) + 1
    powers, inverses = (np.full(size, base, dtype=np.uint64) for base in (GOLDEN, _INVERSE))
    return powers.cumprod(), inverses.cumprod()


def _marked(tag: Codes, cued: CueRows) -> Codes:
    """The tags of all rows: of words, and of punctuation marks."""
    mark = MARK_OF_INITIAL[cued.initial]
    tag = np.where(mark == NO_MARK, tag, mark)
    for word, code in MARK_OF_ID.items():
        tag[cued.ids == word] = code
    return tag


def boundary_hashes(columns: Columns, place: Ints, names: Sequence[str]) -> Halves:
    """The hashes of some boundaries, a row for each name and one of zeros, for "none".

    `L` is the word before a boundary, `R` the word after it; `L2` and `R2` are the words next to
    these. `tag pair` are the tags of `L` and `R`, and `tags` those of all four.
    """
    ids, tag = columns.ids, columns.tag
    after, before = ids.take(place), ids.take(place - 1)
    pair = columns.pair.take(place)

    def group(rows: Ints) -> Hashes:
        return mix((columns.classes.take(rows) >> np.uint64(GROUP_SHIFT)) + np.uint64(1 << 32))

    def tags() -> Hashes:
        wide = (tag.take(place - 2) * (_BASE * _BASE) + pair) * _BASE + tag.take(place + 1)
        return mix(wide + np.uint64(1 << 41))

    values: dict[str, Callable[[], Hashes]] = {
        "R": lambda: after * salt(101),
        "L": lambda: before * salt(102),
        "L R": lambda: after * salt(103) + before * salt(104),
        "L, R group": lambda: group(place) * salt(105) + before * salt(106),
        "groups": lambda: group(place - 1) * salt(109) + group(place) * salt(110),
        "R R2": lambda: after * salt(111) + ids.take(place + 1) * salt(112),
        "L2 L": lambda: before * salt(113) + ids.take(place - 2) * salt(114),
        "tags": tags,
        "tag pair": lambda: _PAIR_HASHES.take(pair),
    }
    hashes = np.zeros((len(names) + 1, len(place)), dtype=np.uint64)
    for row, name in enumerate(names):
        hashes[row] = values[name]()
    return _halved(hashes)


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
    passives = running_sums(_is_passive(tag), np.int32)
    is_passive = passives[np.minimum(end + VOICE_REACH, stop)] > passives[end]
    voice = (is_passive * base + head) * base + (before == _BE)
    following = (tag[end] * base + tag[end + 1]) * base + tag[end + 2]
    around = (before * base + head) * base + tag[end]
    of_head = (classes[end - 1] >> np.uint64(GROUP_SHIFT)) * base + head
    values = {
        "head": of_head,
        "voice": voice + np.uint64(1 << 42),
        "next": following + np.uint64(1 << 43),
        "kind": kind + np.uint64(1 << 47),
        "around": around + np.uint64(1 << 44),
    }
    # All are mixed at once: in a short text numpy's cost is by the call.
    hashes = mix(np.array([*values.values(), words, around]))
    named = dict(zip((*values, "words", "kind, around"), hashes, strict=True))
    named["head"] *= salt(121)
    np.multiply(words, salt(120), out=named["words"])
    mix(around + named["kind"], out=named["kind, around"])
    return dict(zip(named, _halved(hashes), strict=True))


def _is_passive(tag: Codes) -> Bools:
    """Whether each word is a participle after a form of *be*, perhaps with an adverb between."""
    is_be, is_adverb = tag == _BE, tag == _ADVERB
    is_passive: Bools = tag == _PARTICIPLE
    is_passive[2:] &= is_be[1:-1] | (is_adverb[1:-1] & is_be[:-2])
    return is_passive


def feature_ids(
    columns: Columns,
    templates: tuple[Template, ...],
    pairs: tuple[Ints, Ints, Ints],
) -> Iterator[Ints]:
    """Ids of the features of some pairs, shape (templates, pairs), a block of pairs at a time.

    `pairs` has the cue of each pair, the edge of the cue on that side and the boundary. The values
    are rows of matrices, and each template takes a row of each, so that all features are a few
    operations.
    """
    cue, _, place = pairs
    places, row = _distinct(place)
    (cue_names, of_cue), (names, of_boundary), (span_names, of_span) = _chosen(templates)
    cues = np.zeros((len(cue_names) + 1, len(columns.start)), dtype=np.uint32)
    for number, name in enumerate(cue_names):
        cues[number] = columns.cues[name]
    beside, spans = boundary_hashes(columns, places, names), _spans(columns, pairs, span_names)
    for begin in range(0, len(place), _PAIRS_AT_ONCE):
        block = slice(begin, begin + _PAIRS_AT_ONCE)
        hashes = cues.take(cue[block], axis=1)[of_cue]
        hashes += beside.take(row[block], axis=1)[of_boundary]
        hashes += spans[:, block][of_span]
        hashes >>= np.uint32(32 - BITS)
        yield hashes.astype(np.int64)


@cache
def _chosen(templates: tuple[Template, ...]) -> list[tuple[list[str], Ints]]:
    """The names that templates have for values of cues, of boundaries and of spans.

    With them, the row of each template among them; "none" is the row behind the last.
    """
    chosen = []
    for column in zip(*templates, strict=True):
        names = sorted({*column} - {"none"})
        chosen.append((names, np.array([[*names, "none"].index(name) for name in column])))
    return chosen


def _distinct(place: Ints) -> tuple[Ints, Ints]:
    """The places without repetition, in order, and the row of each place among them."""
    first = int(place.min())
    is_place = np.zeros(int(place.max()) + 1 - first, dtype=np.bool_)
    is_place[place - first] = True
    row = is_place.cumsum() - 1
    return is_place.nonzero()[0] + first, row.take(place - first)


def _spans(columns: Columns, pairs: tuple[Ints, Ints, Ints], names: Sequence[str]) -> Halves:
    """The hashes of the spans between cues and boundaries, a row for each name and one of zeros.

    `match` says whether the word after the boundary and the one after the cue are alike, and
    whether those before them are: what *or* joins is often alike.
    """
    cue, edge, place = pairs
    low, high = np.minimum(edge, place), np.maximum(edge, place)
    counts = columns.counts.take(high) - columns.counts.take(low)
    counted = ((counts >> _COUNT_SHIFTS) & np.uint64(255)).view(np.int64)
    opened, closed, quotes, semicolons, cues = counted[2:]

    def clauses() -> Ints:
        few_verbs, few_commas = np.minimum(counted[:2], 3)
        codes: Ints = 32 + 16 * (semicolons > 0) + 4 * few_verbs + few_commas
        return codes

    def nesting() -> Ints:
        depth = 1 + np.sign(opened - closed)
        codes: Ints = 64 + 6 * np.minimum(cues, 2) + 2 * depth + quotes % 2
        return codes

    def match() -> Ints:
        tag, ids = columns.tag, columns.ids
        start, end = columns.start.take(cue), columns.end.take(cue)
        codes: Ints = 104 + 4 * (tag.take(place) == tag.take(end)).astype(np.int64)
        codes += 2 * (ids.take(place) == ids.take(end))
        codes += tag.take(place - 1) == tag.take(start - 1)
        return codes

    def sequence() -> Halves:
        first, stop = columns.key_count.take(low), columns.key_count.take(high)
        sums = columns.key_sums.take(stop) - columns.key_sums.take(first)
        return _halved(mix(sums * columns.inverses.take(first)))

    values: dict[str, Callable[[], Halves]] = {
        "distance": lambda: SPAN_HASHES.take(DISTANCES.take(high - low)),
        "clauses": lambda: SPAN_HASHES.take(clauses()),
        "nesting": lambda: SPAN_HASHES.take(nesting()),
        "match": lambda: SPAN_HASHES.take(match()),
        "sequence": sequence,
    }
    hashes = np.zeros((len(names) + 1, len(place)), dtype=np.uint32)
    for row, name in enumerate(names):
        hashes[row] = values[name]()
    return hashes


#: Boundaries on each side of a cue that are candidates.
REACH = 100

# Cues whose candidates are scored at a time, so that their columns stay in the cache.
_CUES_AT_ONCE = 2048
# Bits that hold every distance up to REACH.
_DISTANCE_BITS = REACH.bit_length()


class EndWeights(NamedTuple):
    """One end of a scope: weights, shape (2**BITS,), and where to look.

    `is_candidate`, shape (PAIRS,), says it by the tags around a boundary.
    """

    table: Table
    is_candidate: Bools


class ScopeWeights(NamedTuple):
    """One definition of a scope: tables of tags, of beginnings and of stops.

    `has_kinds` says whether the definition tells kinds of cues apart; BioScope's does not. Two are
    equal only if they are the same object, which the compiled kernel keeps its tables by.
    """

    tags: Table
    begin: EndWeights
    stop: EndWeights
    has_kinds: bool = True

    def __eq__(self, other: object) -> bool:
        return self is other

    def __hash__(self) -> int:
        return id(self)


def find_scopes(cued: CueRows, tables: ScopeWeights) -> tuple[Ints, Ints]:
    """The first row and the stop of each cue's scope; the cue lies inside."""
    kind = cued.kind if tables.has_kinds else np.zeros_like(cued.kind)
    columns = columns_of(cued, kind, tables.tags)
    begin = cued.start - _best(columns, tables.begin, backwards=True)
    stop = cued.end + _best(columns, tables.stop, backwards=False)
    return begin, stop


def _best(columns: Columns, weights: EndWeights, *, backwards: bool) -> Ints:
    """The distance of the best boundary from each cue; of equal ones, the nearest."""
    result = np.zeros_like(columns.start)
    templates = BEGIN_TEMPLATES if backwards else STOP_TEMPLATES
    for first in range(0, len(result), _CUES_AT_ONCE):
        block = np.arange(first, min(first + _CUES_AT_ONCE, len(result)))
        pairs = candidates(columns, block, weights.is_candidate, backwards=backwards)
        # The sum of so few weights of 8 bits fits into 16 bits.
        blocks = [
            weights.table.take(ids).sum(axis=0, dtype=np.int16)
            for ids in feature_ids(columns, templates, pairs)
        ]
        sums = blocks[0] if len(blocks) == 1 else np.concatenate(blocks)
        # The distance stands in the lower bits, so that one maximum tells both.
        _, edge, place = pairs
        distance = np.abs(place - edge)
        scores = (sums.astype(np.int64) << _DISTANCE_BITS) + (REACH - distance)
        best = np.maximum.reduceat(scores, (distance == 0).nonzero()[0])
        result[block] = REACH - (best & ((1 << _DISTANCE_BITS) - 1))
    return result


def candidates(
    columns: Columns, cues: Ints, is_candidate: Bools, *, backwards: bool
) -> tuple[Ints, Ints, Ints]:
    """The candidates of some cues, from the nearest on: cue, its edge on that side, boundary."""
    edge = (columns.start if backwards else columns.end)[cues]
    is_place = is_candidate.take(columns.pair)
    is_foreign = ~is_place[edge]
    is_place[edge] = True
    places = is_place.nonzero()[0]
    nearest = places.searchsorted(edge)
    if backwards:
        farthest = places.searchsorted(np.maximum(edge - REACH, columns.first[cues]))
    else:
        last = np.minimum(edge + REACH, columns.stop[cues])
        farthest = places.searchsorted(last, side="right") - 1
    sizes = np.abs(farthest - nearest) + 1
    step = np.arange(sizes.sum()) - np.repeat(sizes.cumsum() - sizes, sizes)
    row = np.repeat(nearest, sizes) + (-step if backwards else step)
    cue, place = np.repeat(cues, sizes), places.take(row)
    edge = np.repeat(edge, sizes)
    if is_foreign.any():
        # The edge of another cue need not be a candidate.
        kept = is_candidate.take(columns.pair.take(place)) | (step == 0)
        cue, edge, place = cue[kept], edge[kept], place[kept]
    return cue, edge, place
