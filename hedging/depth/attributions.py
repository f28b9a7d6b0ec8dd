"""Places in sentences → the noun phrase that names the source of each, by a linear model.

A place is a cue ("may", "fear") or a word of saying ("said"). Each phrase of its sentence is a
candidate beside the candidate that there is no source, and the candidate with the highest score
wins. The score of a phrase is a sum over three groups of features: how it begins, how it ends, and
how it stands to the place:

    Two officials of the port  said  ,  it  may  close  .
    begin                  end                             does a phrase begin and end here?
    ─────────────────────────             place            before it, three words and "said" between

The features of the beginnings and of the ends do not depend on the place, and are computed once.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.context import DESCRIBED, Context, Places, counted, hashes_of
from hedging.depth.phrases import SAYING, UNKNOWN, PhraseEdges, Phrases, WordTags
from hedging.text.hashing import Hashes, Ints
from hedging.text.templates import Templates
from hedging.text.weights import Weights

#: log2 of the size of each of the four tables.
BITS = 19

#: Phrases with a lower score of their beginning and end are left out: on held-out documents that
#: leaves a quarter of the phrases, and the likeliest is right as often but for 1 % of the sources.
LEAST_EDGES = -2.0

#: The values that the features of a phrase's first row join. A name with a number is the value of a
#: row before or behind: `id -1` is the word before.
BEGIN_TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("tag",),
    ("tag", "tag -1"),
    ("id -1",),
    ("id",),
    ("tag", "tag -1", "tag -2"),
    ("group -1",),
    ("initial", "initial -1"),
    ("tag", "tag +1"),
    ("class",),
    ("id -1", "id -2"),
)
#: The same for its last row.
END_TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("tag", "tag +1"),
    ("id +1",),
    ("id",),
    ("tag", "tag +1", "tag +2"),
    ("group +1",),
    ("class",),
    ("id +1", "id +2"),
    ("initial", "initial +1"),
    ("group", "group +1"),
    ("tag -1", "tag"),
)
#: The values of a phrase and a place: `order` says on which side the phrase stands, `distance` how
#: far, `between` what lies between, `sayings` where words of saying stand beside the phrase; `task`
#: and `kind` say what the place is.
PAIR_TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("task", "distance", "between"),
    ("kind", "distance"),
    ("kind", "sayings", "between"),
    ("task", "sayings", "order", "between"),
    ("last", "kind"),
    ("group", "kind", "order"),
    ("quotes", "kind", "order"),
    ("task", "first tag", "last tag", "order"),
    ("length", "task", "order"),
    ("next", "order", "task"),
    ("before", "order", "task"),
    ("place tag", "distance"),
)
#: The values of a place for the candidate that there is no source.
NONE_TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("task",),
    ("words", "task"),
    ("kind",),
    ("kind", "all sayings"),
    ("words", "all sayings"),
    ("words", "L1"),
    ("words", "R1"),
    ("kind", "L1"),
    ("kind", "R1"),
    ("quoted", "task", "all sayings"),
    ("place tag", "L1 tag"),
    ("place tag", "R1 tag"),
    ("words", "L1 tag"),
    ("words", "R1 tag"),
    ("words", "L2", "L1"),
    ("words", "R1", "R2"),
    ("place tag", "L1"),
    ("place tag", "R1"),
    ("words", "first person"),
    ("L1 tag", "place tag", "R1 tag"),
    ("words", "R1 tag", "R2 tag"),
    ("words", "L1 group"),
    ("words", "R1 group"),
    ("task", "quoted", "quotation marks"),
    ("words", "L2 tag", "L1 tag"),
    ("R1", "R2", "task"),
    ("L1", "L2", "task"),
    ("complement", "task"),
    ("complement", "words"),
    ("complement", "place tag", "quotation marks"),
    ("complement", "R1", "task"),
    ("complement", "L1 tag", "task"),
)
_BEGIN, _END, _PAIR, _NONE = (
    Templates(templates, BITS)
    for templates in (BEGIN_TEMPLATES, END_TEMPLATES, PAIR_TEMPLATES, NONE_TEMPLATES)
)


class PhraseWeights(NamedTuple):
    """What tells the phrases, and the weights of the four groups of features, on one scale."""

    tags: WordTags
    edges: PhraseEdges
    begin: Weights
    end: Weights
    pair: Weights
    none: Weights


class Pairs(NamedTuple):
    """Each place with each phrase of its sentence; those of a place stand together."""

    place: Ints
    phrase: Ints


def pairs_of(context: Context, places: Places) -> Pairs:
    """The pairs, in the order of the places and then of the phrases."""
    first = context.phrases.first
    counts = first[places.sentence + 1] - first[places.sentence]
    place = np.repeat(np.arange(len(counts)), counts)
    offset = first[places.sentence] - (counts.cumsum() - counts)
    return Pairs(place, np.arange(len(place)) + np.repeat(offset, counts))


def begin_ids(context: Context, rows: Ints) -> Ints:
    """Feature ids of rows as beginnings."""
    return _BEGIN.ids(_edge_columns(context, rows, -1))


def end_ids(context: Context, rows: Ints) -> Ints:
    """Feature ids of rows as ends."""
    return _END.ids(_edge_columns(context, rows, 1))


def _edge_columns(context: Context, rows: Ints, side: int) -> Mapping[str, Hashes]:
    """The values of rows, of their neighbours, and of the second neighbour on one side."""
    steps = (0, side, -side, 2 * side)
    beside = context.beside(context.described, rows, *steps)
    columns = {"class": context.cued.classes[rows]}
    for name, of_steps in zip(DESCRIBED, beside, strict=True):
        for step, values in zip(steps, of_steps, strict=True):
            columns[f"{name} {step:+d}" if step else name] = values
    return columns


def distances(begin: Ints, stop: Ints, start: Ints, end: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """How the phrases `begin:stop` stand to the places `start:end`.

    The order is 1 before the place, 2 behind it, 3 and more if they overlap. The distance is 16
    times the order plus a step of the number of rows between. Then come the rows between.
    """
    before, behind = stop <= start, begin >= end
    low = np.where(before, stop, np.where(behind, end, begin))
    high = np.where(before, start, begin)
    gap = np.minimum(high - low, 15)
    gap = np.where(gap > 8, 8 + (gap - 8) // 3, gap)
    overlap = 3 + (begin == start) + 2 * (stop == end)
    order = np.where(before, 1, np.where(behind, 2, overlap))
    return order, 16 * order + gap, low, high


def sayings_beside(context: Context, first: Ints, last: Ints) -> Ints:
    """Whether words of saying stand behind `last`, before `first`, or second behind `last`."""
    behind, second = context.beside(context.tags, last, 1, 2)
    (before,) = context.beside(context.tags, first, -1)
    tags = np.array((behind, before, second))
    says = (tags & np.uint64(SAYING | UNKNOWN)) == SAYING
    return np.asarray(says[0] + 2 * says[1] + 4 * says[2])


def pair_ids(context: Context, places: Places, pairs: Pairs) -> Ints:
    """Feature ids of pairs."""
    cued, phrases = context.cued, context.phrases
    begin, stop = phrases.begin[pairs.phrase], phrases.stop[pairs.phrase]
    start, end = places.start[pairs.place], places.end[pairs.place]
    last = stop - 1
    order, distance, low, high = distances(begin, stop, start, end)
    between = counted(context.commas, low, high, 2) * 3 + counted(context.sayings, low, high, 2)
    between = between * 3 + counted(context.verbs, low, high, 2)
    quotes = 8 * context.quoted[start] + 4 * context.quoted[begin]
    quotes = quotes + counted(context.quotation_marks, low, high, 3)
    # What depends on the phrase alone is computed once for each phrase.
    of_phrase = {
        "next": context.beside(cued.ids, phrases.stop - 1, 1)[0],
        "before": context.beside(cued.ids, phrases.begin, -1)[0],
        "sayings": hashes_of(sayings_beside(context, phrases.begin, phrases.stop - 1)),
    }
    columns = {name: values[pairs.phrase] for name, values in of_phrase.items()} | {
        "task": np.full(len(begin), places.task, dtype=np.uint64),
        "kind": hashes_of(places.kind)[pairs.place],
        "order": hashes_of(order),
        "distance": hashes_of(distance),
        "between": hashes_of(between),
        "quotes": hashes_of(quotes),
        "length": hashes_of(stop - begin),
        "last": cued.ids[last],
        "group": context.groups[last],
        "first tag": context.tags[begin],
        "last tag": context.tags[last],
        "place tag": context.tags[end - 1],
    }
    return _PAIR.ids(columns)


def place_columns(context: Context, places: Places) -> dict[str, Hashes]:
    """The values of places, by name."""
    cued, start, end, last = context.cued, places.start, places.end, places.end - 1
    first, stop = cued.first[places.sentence], cued.stop[places.sentence]
    sayings = 3 * counted(context.sayings, first, start, 2)
    columns = {
        "task": np.full(len(start), places.task, dtype=np.uint64),
        "words": places.words,
        "kind": hashes_of(places.kind),
        "quoted": hashes_of(context.quoted[start]),
        "place tag": context.tags[last],
        "all sayings": hashes_of(sayings + counted(context.sayings, end, stop, 2)),
        "first person": hashes_of(counted(context.first_persons, first, stop, 1)),
        "quotation marks": hashes_of(counted(context.quotation_marks, first, stop, 1)),
    }
    stays = np.minimum(end + 8, stop)
    complement = counted(context.verbs, end, stop, 2) * 3 + counted(context.thats, end, stays, 1)
    complement = complement * 3 + counted(
        context.quotation_marks, end, np.minimum(end + 4, stop), 1
    )
    columns["complement"] = hashes_of(complement * 2 + (stop - end <= 2))
    for side, rows, sign in (("L", start, -1), ("R", last, 1)):
        beside = context.beside(context.described, rows, sign, 2 * sign)
        for name, of_steps in zip(DESCRIBED, beside, strict=True):
            for step, values in enumerate(of_steps, 1):
                columns[f"{side}{step}" if name == "id" else f"{side}{step} {name}"] = values
    return columns


def none_ids(columns: Mapping[str, Hashes]) -> Ints:
    """Feature ids of places for the candidate that there is no source."""
    return _NONE.ids(columns)


class Choices(NamedTuple):
    """The likeliest phrase of each place, rows `begin:stop`, -1 where its sentence has none.

    `margin` is its score less that of the candidate that there is no source.
    """

    begin: Ints
    stop: Ints
    margin: npt.NDArray[np.float64]


class Scored(NamedTuple):
    """Phrases with the places that they may be the source of, and the score of each such pair."""

    phrases: Phrases
    pairs: Pairs
    score: npt.NDArray[np.float64]


def choose_phrases(
    context: Context, places: Places, columns: Mapping[str, Hashes], weights: PhraseWeights
) -> Choices:
    """The likeliest phrase of each place."""
    return likeliest(score_phrases(context, places, weights), columns, weights)


def score_phrases(context: Context, places: Places, weights: PhraseWeights) -> Scored:
    """The score of each phrase of the sentence of each place."""
    phrases = context.phrases
    edges = edge_scores(context, weights)
    # A phrase that begins or ends as no source does has no chance; most are like that.
    likely = (edges > LEAST_EDGES).nonzero()[0]
    phrases = Phrases(
        phrases.begin[likely], phrases.stop[likely], likely.searchsorted(phrases.first)
    )
    context = context._replace(phrases=phrases)
    pairs = pairs_of(context, places)
    score = weights.pair(pair_ids(context, places, pairs)) + edges[likely][pairs.phrase]
    return Scored(phrases, pairs, score)


def likeliest(scored: Scored, columns: Mapping[str, Hashes], weights: PhraseWeights) -> Choices:
    """The phrase with the highest score of each place; `columns` are those of the places."""
    phrases, pairs, score = scored
    size = len(columns["words"])
    chosen, has_phrase = best_of(score, pairs.place, size)
    begin = np.full(size, -1)
    stop, margin = begin.copy(), np.full(size, -np.inf)
    begin[has_phrase] = phrases.begin[pairs.phrase[chosen]]
    stop[has_phrase] = phrases.stop[pairs.phrase[chosen]]
    margin[has_phrase] = score[chosen] - weights.none(none_ids(columns))[has_phrase]
    return Choices(begin, stop, margin)


def edge_scores(context: Context, weights: PhraseWeights) -> npt.NDArray[np.float64]:
    """The score of the beginning and the end of each phrase."""
    begin, last = context.phrases.begin, context.phrases.stop - 1
    size = len(context.tags)
    of_begin, of_end = np.zeros(size), np.zeros(size)
    first_rows, last_rows = _rows_of(begin, size), _rows_of(last, size)
    of_begin[first_rows] = weights.begin(begin_ids(context, first_rows))
    of_end[last_rows] = weights.end(end_ids(context, last_rows))
    return of_begin[begin] + of_end[last]


def _rows_of(rows: Ints, size: int) -> Ints:
    """The different rows, in order."""
    flags = np.zeros(size, dtype=np.bool_)
    flags[rows] = True
    return flags.nonzero()[0]


def best_of(score: npt.NDArray[np.float64], owner: Ints, size: int) -> tuple[Ints, Ints]:
    """The first of the highest scores of each owner, and the owners that have a score.

    `owner` is in order, and below `size`.

    >>> chosen, owners = best_of(np.array([1.0, 3.0, 3.0, 2.0]), np.array([0, 0, 0, 2]), 3)
    >>> chosen.tolist(), owners.tolist()
    ([1, 3], [0, 2])
    """
    owners = _rows_of(owner, size)
    first = owner.searchsorted(owners)
    highest = np.full(size, -np.inf)
    if len(owners):
        highest[owners] = np.maximum.reduceat(score, first)
    tops = (score == highest[owner]).nonzero()[0]
    return tops[owner[tops].searchsorted(owners)], owners
