"""Cues in their sentences → whose doubt each is, who is named for it, is it quoted, is it denied.

A linear classifier tells first which cues are surely the writer's own. For each other cue, each
phrase of its sentence is a candidate beside the candidate that there is no source, and the
candidate with the highest score wins. The score of a phrase is a sum over three groups of features:
how it begins, how it ends, and how it stands to the cue:

    Two officials of the port  said  ,  it  may  close  .
    begin                  end                             does a phrase begin and end here?
    ─────────────────────────             place            before it, three words and "said" between

The features of the beginnings and of the ends do not depend on the cue, and are computed once. A
linear classifier of three classes then decides on the holder by the words around the cue and by the
form of the likeliest phrase: "the port" and "she" name somebody, "officials" and "a study" do not.
A cue whose holder is the writer has no source.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.figures import CUE_DENIALS
from hedging.depth.phrases import (
    DESCRIBED,
    Context,
    Pairs,
    PhraseEdges,
    Phrases,
    WordTags,
    best_of,
    context_of,
    counted,
    distances,
    hashes_of,
    is_part,
    pairs_of,
    rows_in,
    sayings_beside,
    task_of,
)
from hedging.depth.rows import CueRows, running_sums
from hedging.text.characters import UPPER
from hedging.text.hashing import Bools, Hashes, Ints, ShortIndex
from hedging.text.templates import Templates
from hedging.text.tokens import last_ids
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
    """Where phrases begin and end, and the weights of the four groups of features."""

    tags: WordTags
    edges: PhraseEdges
    begin: Weights
    end: Weights
    pair: Weights
    none: Weights


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


def pair_ids(context: Context, places: CueRows, pairs: Pairs) -> Ints:
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
    # Values that depend only on the phrase are computed once for each phrase.
    of_phrase = {
        "next": context.beside(cued.ids, phrases.stop - 1, 1)[0],
        "before": context.beside(cued.ids, phrases.begin, -1)[0],
        "sayings": hashes_of(sayings_beside(context, phrases.begin, phrases.stop - 1)),
    }
    columns = {name: values[pairs.phrase] for name, values in of_phrase.items()} | {
        "task": task_of(places)[pairs.place],
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


def place_columns(context: Context, places: CueRows) -> dict[str, Hashes]:
    """The values of places, by name."""
    cued, start, end, last = context.cued, places.start, places.end, places.end - 1
    first, stop = cued.first[places.sentence], cued.stop[places.sentence]
    sayings = 3 * counted(context.sayings, first, start, 2)
    columns = {
        "task": task_of(places),
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
    context: Context, places: CueRows, columns: Mapping[str, Hashes], weights: PhraseWeights
) -> Choices:
    """The likeliest phrase of each place."""
    return likeliest(score_phrases(context, places, weights), columns, weights)


def score_phrases(context: Context, places: CueRows, weights: PhraseWeights) -> Scored:
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
    """The best phrase for each place; `columns` are the columns of the places."""
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
    first_rows, last_rows = rows_in(begin, size), rows_in(last, size)
    of_begin[first_rows] = weights.begin(begin_ids(context, first_rows))
    of_end[last_rows] = weights.end(end_ids(context, last_rows))
    return of_begin[begin] + of_end[last]


#: log2 of the size of each half of the table of holders, and of the table of denial.
HOLDER_BITS, NEGATED_BITS = 17, 14

#: The values that the features of the holder join: those of the place of the cue.
PLACE_TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("task",),
    ("words",),
    ("kind",),
    ("words", "L1"),
    ("words", "R1"),
    ("kind", "L1"),
    ("kind", "R1"),
    ("place tag", "L1 tag"),
    ("place tag", "R1 tag"),
    ("words", "L1 tag"),
    ("words", "R1 tag"),
    ("words", "L2", "L1"),
    ("words", "R1", "R2"),
    ("L1 tag", "place tag", "R1 tag"),
    ("words", "L1 group"),
    ("words", "R1 group"),
    ("kind", "L1 initial", "L1 tag"),
    ("words", "L1 initial"),
    ("kind", "L1 initial", "L2 initial"),
    ("kind", "R1 initial"),
    ("quoted", "quotation marks", "kind"),
    ("first person", "kind"),
    ("first person before", "kind"),
    ("words", "first person before"),
    ("all sayings", "kind"),
    ("all sayings", "quoted", "kind"),
    ("words", "all sayings"),
    ("pronoun", "kind"),
    ("pronoun", "pronoun distance", "kind"),
    ("pronoun", "words"),
    ("saying before", "kind"),
    ("saying before", "pronoun"),
    ("saying behind", "kind"),
    ("opening", "kind"),
    ("words", "position"),
    ("kind", "L2 group", "L1 group"),
    ("kind", "L1 group", "R1 group"),
    ("words", "L2 group"),
    ("kind", "R1 group"),
)
#: The values of the likeliest phrase: `margin` says how likely it is the source of the cue, `form`
#: how it names somebody.
NAME_TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("margin",),
    ("margin", "kind"),
    ("level", "last"),
    ("level", "last tag", "kind"),
    ("level", "group"),
    ("level", "class"),
    ("distance", "level"),
    ("words", "distance"),
    ("words", "level"),
    ("last", "kind", "order"),
    ("first", "kind", "order"),
    ("group", "kind", "order"),
    ("between", "order", "kind", "level"),
    ("first", "last"),
    ("group", "order", "words"),
    ("form", "level"),
    ("form", "kind"),
    ("form", "last tag"),
    ("form", "order", "level"),
    ("form", "group"),
    ("form", "distance"),
    ("form", "kind", "order", "level"),
    ("sayings", "order", "level"),
    ("sayings", "form"),
    ("form", "words"),
)
#: The values that the features of a denied cue join.
NEGATED_TEMPLATES: tuple[tuple[str, ...], ...] = (
    ("task",),
    ("words",),
    ("kind",),
    ("L1",),
    ("L2",),
    ("L1", "L2"),
    ("words", "L1"),
    ("words", "L2"),
    ("words", "denial"),
    ("denial", "kind"),
    ("place tag", "denial"),
    ("L1 tag", "denial"),
    ("words", "R1"),
    ("denial", "L1"),
)
_PLACE = Templates(PLACE_TEMPLATES, HOLDER_BITS)
_NAME = Templates(NAME_TEMPLATES, HOLDER_BITS)
_NEGATED = Templates(NEGATED_TEMPLATES, NEGATED_BITS)

_DEFINITE = ("the", "this", "that", "these", "those")
_INDEFINITE = (
    "a", "an", "some", "many", "most", "several", "few", "others", "another", "other", "any", "no",
    "one",
)  # fmt: skip
_THIRD_PERSON = ("he", "she", "it", "they", "you", "his", "her", "their", "its", "who", "your")
_FIRST_PERSON = ("i", "we", "my", "our", "us")
#: The parts of speech of words that stand for a holder, and of words in the plural.
PRONOUNS, PLURALS = ("PRP",), ("NNS", "NNPS")

#: A cue is told its last denial within so many rows, and its last pronoun.
DENIAL_REACH, PRONOUN_REACH = 6, 9


class SourceWeights(NamedTuple):
    """The weights of the phrases, of the holder (a column for each of HOLDERS) and of denial.

    `writer` scores a cue as the writer's own; from the score `sure` on no phrase is sought.
    The likeliest phrase is the source of a cue of a named or unnamed holder if its margin is above
    the item of `thresholds` for the holder.
    """

    phrases: PhraseWeights
    writer: Weights
    holder: Weights
    negated: Weights
    sure: float
    thresholds: tuple[float, float, float]


class Sources(NamedTuple):
    """Columns for the cues: the index of the holder, the rows of the source, -1 for none.

    `quoted` says that the cue stands inside a quotation, `negated` that the cue is denied.
    """

    holder: npt.NDArray[np.uint8]
    first: Ints
    stop: Ints
    quoted: Bools
    negated: Bools


def find_sources(cued: CueRows, quoted_rows: Bools, weights: SourceWeights) -> Sources:
    """The sources of all cues; `quoted_rows` says which rows stand inside a quotation."""
    context = context_of(cued, quoted_rows, weights.phrases.tags)
    places = cued
    columns = place_columns(context, places)
    negated = weights.negated(negated_ids(context, places, columns)) > 0
    around = place_ids(context, places, columns)
    # Most cues are surely the writer's own, and need no phrase.
    asked = (weights.writer(around) < weights.sure).nonzero()[0]
    holder = np.zeros(len(places.start), dtype=np.uint8)
    first = np.full(len(holder), -1)
    stop = first.copy()
    if len(asked):
        has_asked = np.zeros(len(cued.first), dtype=np.bool_)
        has_asked[places.sentence[asked]] = True
        context = context.with_phrases(weights.phrases.edges, has_asked)
        places, columns = places.take(asked), {k: v[asked] for k, v in columns.items()}
        choices = choose_phrases(context, places, columns, weights.phrases)
        ids = holder_ids(around[asked], name_ids(context, places, choices, columns))
        named_by = weights.holder(ids).argmax(axis=1)
        holder[asked] = named_by
        has_source = (named_by > 0) & (choices.begin >= 0)
        has_source &= choices.margin > np.array(weights.thresholds)[named_by]
        first[asked] = np.where(has_source, choices.begin, -1)
        stop[asked] = np.where(has_source, choices.stop, -1)
    return Sources(holder, first, stop, quoted_rows[cued.start], negated)


def place_ids(context: Context, places: CueRows, columns: Mapping[str, Hashes]) -> Ints:
    """Feature ids of the places for the choice of a holder."""
    return _PLACE.ids({**columns, **_around(context, places)})


def name_ids(
    context: Context, places: CueRows, choices: Choices, columns: Mapping[str, Hashes]
) -> Ints:
    """Feature ids of the likeliest phrases for the choice of a holder."""
    return _NAME.ids({**columns, **phrase_columns(context, places, choices)})


def holder_ids(of_places: Ints, of_names: Ints) -> Ints:
    """The ids of places and of phrases side by side; phrases use the table's second half."""
    return np.concatenate((of_places.T, of_names.T + (1 << HOLDER_BITS))).T


def negated_ids(context: Context, places: CueRows, columns: Mapping[str, Hashes]) -> Ints:
    """Feature ids for the question whether a cue is denied."""
    first = context.cued.first[places.sentence]
    steps = np.arange(1, DENIAL_REACH + 1)
    near = places.start[:, None] - steps
    near_ids = context.cued.ids.take(near, mode="clip")
    denies = denials().lookup(near_ids)[0] & (near >= first[:, None])
    nearest = denies.argmax(axis=1)
    every = np.arange(len(nearest))
    is_near = denies[every, nearest]
    ids = np.where(is_near, near_ids[every, nearest], np.uint64(0))
    distance = hashes_of(np.where(is_near, steps[nearest], 0))
    return _NEGATED.ids({**columns, "denial": ids + distance})


@cache
def denials() -> ShortIndex:
    """The words that deny a cue behind them."""
    return ShortIndex(np.sort(last_ids(CUE_DENIALS)))


@cache
def openings() -> tuple[ShortIndex, Ints]:
    """The words that open phrases, and the number of the group of each."""
    groups = (_DEFINITE, _INDEFINITE, _THIRD_PERSON, _FIRST_PERSON)
    ids = np.concatenate([last_ids(words) for words in groups])
    order = ids.argsort()
    numbers = np.repeat(np.arange(1, len(groups) + 1), [len(words) for words in groups])
    return ShortIndex(ids[order]), numbers[order]


def _last_before(flags: Bools, rows: Ints) -> Ints:
    """The last row with a flag before each of `rows`, -1 for none."""
    flagged = flags.nonzero()[0]
    last = flagged.searchsorted(rows) - 1
    return np.where(last >= 0, flagged.take(last, mode="clip"), -1) if len(flagged) else last


def _next_from(flags: Bools, rows: Ints) -> Ints:
    """The first row with a flag from each of `rows` on, the number of rows for none."""
    flagged = np.concatenate((flags.nonzero()[0], (len(flags),)))
    return np.asarray(flagged[flagged.searchsorted(rows)])


def _around(context: Context, places: CueRows) -> dict[str, Hashes]:
    """The values of a place that lie farther away: pronouns, words of saying, the opening."""
    cued, start, end = context.cued, places.start, places.end
    first, stop = cued.first[places.sentence], cued.stop[places.sentence]
    pronoun = _last_before(is_part(context.tags, *PRONOUNS), start)
    saying, later = _last_before(context.saying, start), _next_from(context.saying, end)
    nothing = np.uint64(0)
    reach = np.where(pronoun >= first, start - 1 - pronoun, PRONOUN_REACH)
    return {
        "first person before": hashes_of(counted(context.first_persons, first, start, 1)),
        "pronoun": np.where(pronoun >= first, cued.ids[pronoun], nothing),
        "pronoun distance": hashes_of(np.minimum(reach, PRONOUN_REACH)),
        "saying before": np.where(saying >= first, cued.ids[saying], nothing),
        "saying behind": np.where(later < stop, cued.ids.take(later, mode="clip"), nothing),
        "opening": cued.ids[first],
        "position": hashes_of(np.minimum(start - first, 3)),
    }


def phrase_columns(context: Context, places: CueRows, choices: Choices) -> dict[str, Hashes]:
    """The values of the likeliest phrase of each place, all 0 where there is no phrase."""
    cued = context.cued
    has_phrase = choices.begin >= 0
    begin = np.where(has_phrase, choices.begin, places.start)
    stop = np.where(has_phrase, choices.stop, places.start + 1)
    last = stop - 1
    order, distance, low, high = distances(begin, stop, places.start, places.end)
    between = 3 * counted(context.commas, low, high, 1) + counted(context.verbs, low, high, 2)
    margin = np.minimum(np.maximum(np.floor(choices.margin * 2) + 8, 0), 20).astype(np.uint64)
    values = {
        "order": hashes_of(order),
        "distance": hashes_of(distance),
        "between": hashes_of(between),
        "first": cued.ids[begin],
        "last": cued.ids[last],
        "group": context.groups[last],
        "class": cued.classes[last],
        "last tag": context.tags[last],
        "sayings": hashes_of(sayings_beside(context, begin, last)),
        "form": _form(context, begin, stop),
    }
    shown = {name: column * has_phrase for name, column in values.items()}
    return shown | {"margin": margin, "level": margin >> np.uint64(1)}


def _form(context: Context, begin: Ints, stop: Ints) -> Hashes:
    """How phrases name somebody: by a name, an article, a pronoun, in the singular or plural."""
    cued, tags = context.cued, context.tags
    is_capital = (cued.initial == UPPER) & (context.row_first != np.arange(len(tags)))
    proper = counted(running_sums(is_capital), begin, stop, 1)
    opening_words, kinds = openings()
    is_known, row = opening_words.lookup(cued.ids[begin])
    article = np.zeros(len(begin), dtype=np.int64)
    article[is_known] = kinds[row[is_known]]
    plural = is_part(tags[stop - 1], *PLURALS)
    single = stop - begin == 1
    return hashes_of(((proper * 8 + article) * 2 + plural) * 2 + single) + np.uint64(1)
