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

from typing import Annotated, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.figures import CUE_DENIALS
from hedging.depth.phrases import (
    DESCRIBED,
    NO_KIND,
    Context,
    PhraseEdges,
    WordTags,
    best_of,
    context_of,
    find_phrases,
    is_part,
    pairs_of,
    says,
)
from hedging.depth.rows import CueRows, running_sums
from hedging.kinds import HOLDERS
from hedging.model.arrays import table_format
from hedging.text.characters import UPPER
from hedging.text.hashing import Bools, Hashes, Ints, ShortIndex, distinct
from hedging.text.templates import Columns, Templates, templates_of
from hedging.text.tokens import last_ids
from hedging.text.weights import Weights

#: log2 of the size of each of the four tables.
BITS = 19

#: Phrases with a lower score of their beginning and end are left out: on held-out documents that
#: leaves a quarter of the phrases, and the likeliest is right as often but for 1 % of the sources.
LEAST_EDGES = -2.0

#: The values that the features of a phrase's first row join. A name with a number is the value of a
#: row before or behind: `id -1` is the word before.
BEGIN_TEMPLATES = templates_of(
    "tag; tag * tag -1; id -1; id; tag * tag -1 * tag -2; group -1; initial * initial -1; "
    "tag * tag +1; class; id -1 * id -2"
)
#: The same for its last row.
END_TEMPLATES = templates_of(
    "tag * tag +1; id +1; id; tag * tag +1 * tag +2; group +1; class; id +1 * id +2; "
    "initial * initial +1; group * group +1; tag -1 * tag"
)
#: The values of a phrase and a place: `order` says on which side the phrase stands, `distance` how
#: far, `between` what lies between, `sayings` where words of saying stand beside the phrase; `task`
#: and `kind` say what the place is.
PAIR_TEMPLATES = templates_of(
    "task * distance * between; kind * distance; kind * sayings * between; "
    "task * sayings * order * between; last * kind; group * kind * order; quotes * kind * order; "
    "task * first tag * last tag * order; length * task * order; next * order * task; "
    "before * order * task; place tag * distance"
)
#: The values of a place for the candidate that there is no source.
NONE_TEMPLATES = templates_of(
    "task; words * task; kind; kind * all sayings; words * all sayings; words * L1; words * R1; "
    "kind * L1; kind * R1; quoted * task * all sayings; place tag * L1 tag; place tag * R1 tag; "
    "words * L1 tag; words * R1 tag; words * L2 * L1; words * R1 * R2; place tag * L1; "
    "place tag * R1; words * first person; L1 tag * place tag * R1 tag; words * R1 tag * R2 tag; "
    "words * L1 group; words * R1 group; task * quoted * quotation marks; words * L2 tag * L1 tag; "
    "R1 * R2 * task; L1 * L2 * task; complement * task; complement * words; "
    "complement * place tag * quotation marks; complement * R1 * task; complement * L1 tag * task"
)
#: log2 of the size of each half of the table of holders, and of the table of denial.
HOLDER_BITS, NEGATED_BITS = 17, 14

#: The values that the features of the holder join: those of the place of the cue.
PLACE_TEMPLATES = templates_of(
    "task; words; kind; words * L1; words * R1; kind * L1; kind * R1; place tag * L1 tag; "
    "place tag * R1 tag; words * L1 tag; words * R1 tag; words * L2 * L1; words * R1 * R2; "
    "L1 tag * place tag * R1 tag; words * L1 group; words * R1 group; kind * L1 initial * L1 tag; "
    "words * L1 initial; kind * L1 initial * L2 initial; kind * R1 initial; "
    "quoted * quotation marks * kind; first person * kind; first person before * kind; "
    "words * first person before; all sayings * kind; all sayings * quoted * kind; "
    "words * all sayings; pronoun * kind; pronoun * pronoun distance * kind; pronoun * words; "
    "saying before * kind; saying before * pronoun; saying behind * kind; opening * kind; "
    "words * position; kind * L2 group * L1 group; kind * L1 group * R1 group; words * L2 group; "
    "kind * R1 group"
)
#: The values of the likeliest phrase: `margin` says how likely it is the source of the cue, `form`
#: how it names somebody.
NAME_TEMPLATES = templates_of(
    "margin; margin * kind; level * last; level * last tag * kind; level * group; level * class; "
    "distance * level; words * distance; words * level; last * kind * order; first * kind * order; "
    "group * kind * order; between * order * kind * level; first * last; group * order * words; "
    "form * level; form * kind; form * last tag; form * order * level; form * group; "
    "form * distance; form * kind * order * level; sayings * order * level; sayings * form; "
    "form * words"
)
#: The values that the features of a denied cue join.
NEGATED_TEMPLATES = templates_of(
    "task; words; kind; L1; L2; L1 * L2; words * L1; words * L2; words * denial; denial * kind; "
    "place tag * denial; L1 tag * denial; words * R1; denial * L1"
)
BEGIN, END, PAIR, NONE = (
    Templates(templates, BITS)
    for templates in (BEGIN_TEMPLATES, END_TEMPLATES, PAIR_TEMPLATES, NONE_TEMPLATES)
)
PLACE, NAME = (Templates(own, HOLDER_BITS) for own in (PLACE_TEMPLATES, NAME_TEMPLATES))
NEGATED = Templates(NEGATED_TEMPLATES, NEGATED_BITS)

#: The words that open phrases, in groups.
_OPENINGS = (
    "the this that these those",
    "a an some many most several few others another other any no one",
    "he she it they you his her their its who your",
    "i we my our us",
)
_GROUP_OF_OPENING = {
    word: number for number, words in enumerate(_OPENINGS, 1) for word in words.split()
}
_IDS = last_ids(_GROUP_OF_OPENING)
#: The words that open phrases, and the number of the group of each.
OPENINGS = ShortIndex(np.sort(_IDS))
OPENING_GROUPS = np.array(list(_GROUP_OF_OPENING.values()))[_IDS.argsort()]
#: The words that deny a cue behind them.
DENIALS = ShortIndex(np.sort(last_ids(CUE_DENIALS)))
#: The parts of speech of words that stand for a holder, and of words in the plural.
PRONOUNS, PLURALS = ("PRP",), ("NNS", "NNPS")

#: A cue is told its last denial within so many rows, and its last pronoun.
DENIAL_REACH, PRONOUN_REACH = 6, 9


class PhraseWeights(NamedTuple):
    """Where phrases begin and end, and the weights of the four groups of features."""

    tags: WordTags
    edges: PhraseEdges
    begin: Annotated[Weights, table_format(1 << BITS)]
    end: Annotated[Weights, table_format(1 << BITS)]
    pair: Annotated[Weights, table_format(1 << BITS)]
    none: Annotated[Weights, table_format(1 << BITS)]


class SourceWeights(NamedTuple):
    """The weights of the phrases, of the holder (a column for each of HOLDERS) and of denial.

    `writer` scores a cue as the writer's own; from the score `sure` on no phrase is sought.
    The likeliest phrase is the source of a cue of a named or unnamed holder if its margin is above
    the item of `thresholds` for the holder.
    """

    phrases: PhraseWeights
    writer: Annotated[Weights, table_format(1 << HOLDER_BITS)]
    holder: Annotated[Weights, table_format(2 << HOLDER_BITS, len(HOLDERS))]
    negated: Annotated[Weights, table_format(1 << NEGATED_BITS)]
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
    columns = place_columns(context, cued)
    negated = weights.negated(NEGATED.ids(columns)) > 0
    # Most cues are surely the writer's own, and need no phrase.
    asked = (weights.writer(PLACE.ids(columns)) < weights.sure).nonzero()[0]
    holder = np.zeros(len(cued.start), dtype=np.uint8)
    first, stop = np.full((2, len(holder)), -1)
    if len(asked):
        places, columns = cued.take(asked), {k: v[asked] for k, v in columns.items()}
        scored = score_phrases(context, places, weights.phrases)
        choices = likeliest(scored, columns, weights.phrases)
        named_by = weights.holder(holder_ids(context, places, columns, choices)).argmax(axis=1)
        holder[asked] = named_by
        has_source = (named_by > 0) & (choices.begin >= 0)
        has_source &= choices.margin > np.array(weights.thresholds)[named_by]
        first[asked] = np.where(has_source, choices.begin, -1)
        stop[asked] = np.where(has_source, choices.stop, -1)
    return Sources(holder, first, stop, quoted_rows[cued.start], negated)


class Choices(NamedTuple):
    """The likeliest phrase of each place, rows `begin:stop`, -1 where its sentence has none.

    `margin` is its score less that of the candidate that there is no source.
    """

    begin: Ints
    stop: Ints
    margin: npt.NDArray[np.float64]


class Scored(NamedTuple):
    """The phrases `begin:stop` that may be the source of each place, with their scores."""

    place: Ints
    begin: Ints
    stop: Ints
    score: npt.NDArray[np.float64]


def score_phrases(context: Context, places: CueRows, weights: PhraseWeights) -> Scored:
    """The score of each phrase of the sentence of each place."""
    phrases = find_phrases(context, weights.edges, places.sentence)
    score = np.zeros(len(phrases.begin))
    for templates, line, edge, side in (
        (BEGIN, weights.begin, phrases.begin, -1),
        (END, weights.end, phrases.stop - 1, 1),
    ):
        rows = distinct(edge)
        of_row = line(templates.ids(edge_columns(context, rows, side)))
        score += of_row[rows.searchsorted(edge)]
    # A phrase that begins or ends as no source does has no chance; most are like that.
    likely = (score > LEAST_EDGES).nonzero()[0]
    begin, stop, score = phrases.begin[likely], phrases.stop[likely], score[likely]
    place, phrase = pairs_of(likely.searchsorted(phrases.first), places)
    begin, stop = begin[phrase], stop[phrase]
    pairs = pair_columns(context, places.take(place), begin, stop)
    return Scored(place, begin, stop, weights.pair(PAIR.ids(pairs)) + score[phrase])


def likeliest(scored: Scored, columns: Columns, weights: PhraseWeights) -> Choices:
    """The best phrase for each place; `columns` are the columns of the places."""
    size = len(columns["words"])
    chosen, owners = best_of(scored.score, scored.place)
    begin, stop = np.full((2, size), -1)
    margin = np.full(size, -np.inf)
    begin[owners], stop[owners] = scored.begin[chosen], scored.stop[chosen]
    margin[owners] = scored.score[chosen] - weights.none(NONE.ids(columns))[owners]
    return Choices(begin, stop, margin)


def holder_ids(context: Context, places: CueRows, columns: Columns, choices: Choices) -> Ints:
    """Feature ids of places and their likeliest phrases for the choice of a holder.

    Those of the phrases lie in the second half of the table.
    """
    names = NAME.ids({**columns, **phrase_columns(context, places, choices)})
    return np.concatenate((PLACE.ids(columns).T, names.T + (1 << HOLDER_BITS))).T


def edge_columns(context: Context, rows: Ints, side: int) -> Columns:
    """The values of rows, of their neighbours, and of the second neighbour on one side."""
    steps = (0, side, -side, 2 * side)
    beside = context.beside(context.described, rows, *steps)
    return {"class": context.cued.classes[rows]} | {
        f"{name} {step:+d}" if step else name: values
        for name, of_steps in zip(DESCRIBED, beside, strict=True)
        for step, values in zip(steps, of_steps, strict=True)
    }


def place_columns(context: Context, places: CueRows) -> dict[str, npt.NDArray[Any]]:
    """The values of places, by name."""
    cued, counted, ids = context.cued, context.counted, context.cued.ids
    start, end, last = places.start, places.end, places.end - 1
    first, stop = cued.first[places.sentence], cued.stop[places.sentence]
    complement = counted("verbs", end, stop, 2) * 3
    complement = (complement + counted("thats", end, np.minimum(end + 8, stop), 1)) * 3
    complement += counted("quotation marks", end, np.minimum(end + 4, stop), 1)
    pronoun = _last_before(is_part(context.tags, *PRONOUNS), start)
    saying = _last_before(context.saying, start)
    later = _next_from(context.saying, end)
    reach = np.where(pronoun >= first, start - 1 - pronoun, PRONOUN_REACH)
    columns = {
        "task": places.kind == NO_KIND,
        "words": places.words,
        "kind": places.kind,
        "quoted": context.quoted[start],
        "place tag": context.tags[last],
        "all sayings": 3 * counted("sayings", first, start, 2) + counted("sayings", end, stop, 2),
        "first person": counted("first person", first, stop, 1),
        "quotation marks": counted("quotation marks", first, stop, 1),
        "complement": complement * 2 + (stop - end <= 2),
        "first person before": counted("first person", first, start, 1),
        "pronoun": ids[pronoun] * (pronoun >= first),
        "pronoun distance": np.minimum(reach, PRONOUN_REACH),
        "saying before": ids[saying] * (saying >= first),
        "saying behind": ids.take(later, mode="clip") * (later < stop),
        "opening": ids[first],
        "position": np.minimum(start - first, 3),
        "denial": _denial(ids, start, first),
    }
    for side, rows, sign in (("L", start, -1), ("R", last, 1)):
        beside = context.beside(context.described, rows, sign, 2 * sign)
        for name, of_steps in zip(DESCRIBED, beside, strict=True):
            for step, values in enumerate(of_steps, 1):
                columns[f"{side}{step}" if name == "id" else f"{side}{step} {name}"] = values
    return columns


def _last_before(flags: Bools, rows: Ints) -> Ints:
    """The last row with a flag before each of `rows`, -1 for none."""
    flagged = np.append(flags.nonzero()[0], -1)
    return np.asarray(flagged[flagged[:-1].searchsorted(rows) - 1])


def _next_from(flags: Bools, rows: Ints) -> Ints:
    """The first row with a flag from each of `rows` on, the number of rows for none."""
    flagged = np.append(flags.nonzero()[0], len(flags))
    return np.asarray(flagged[flagged.searchsorted(rows)])


def _denial(ids: Hashes, start: Ints, first: Ints) -> Hashes:
    """The last word that denies a cue before each place, plus the distance to it; 0 for none."""
    steps = np.arange(1, DENIAL_REACH + 1)
    near = start[:, None] - steps
    near_ids = ids.take(near, mode="clip")
    denies = DENIALS.lookup(near_ids)[0] & (near >= first[:, None])
    nearest = denies.argmax(axis=1)
    every = np.arange(len(nearest))
    words: Hashes = near_ids[every, nearest] + steps[nearest].astype(np.uint64)
    return np.asarray(words * denies[every, nearest])


def pair_columns(context: Context, places: CueRows, begin: Ints, stop: Ints) -> Columns:
    """The values of phrases, each beside a place."""
    shared, low, high = _beside_place(context, places, begin, stop)
    counted, last = context.counted, stop - 1
    between = (counted("commas", low, high, 2) * 3 + counted("sayings", low, high, 2)) * 3
    quotes = 8 * context.quoted[places.start] + 4 * context.quoted[begin]
    return shared | {
        "task": places.kind == NO_KIND,
        "kind": places.kind,
        "between": between + counted("verbs", low, high, 2),
        "quotes": quotes + counted("quotation marks", low, high, 3),
        "length": stop - begin,
        "first tag": context.tags[begin],
        "place tag": context.tags[places.end - 1],
        "next": context.beside(context.cued.ids, last, 1)[0],
        "before": context.beside(context.cued.ids, begin, -1)[0],
    }


def phrase_columns(context: Context, places: CueRows, choices: Choices) -> Columns:
    """The values of the likeliest phrase of each place, all 0 where there is no phrase."""
    has_phrase = choices.begin >= 0
    begin = np.where(has_phrase, choices.begin, places.start)
    stop = np.where(has_phrase, choices.stop, places.start + 1)
    shared, low, high = _beside_place(context, places, begin, stop)
    between = 3 * context.counted("commas", low, high, 1) + context.counted("verbs", low, high, 2)
    values = shared | {
        "between": between,
        "first": context.cued.ids[begin],
        "class": context.cued.classes[stop - 1],
        "form": _form(context, begin, stop),
    }
    margin = np.clip(np.floor(choices.margin * 2) + 8, 0, 20).astype(np.int64)
    of_phrase = {name: column * has_phrase for name, column in values.items()}
    return of_phrase | {"margin": margin, "level": margin >> 1}


def _beside_place(
    context: Context, places: CueRows, begin: Ints, stop: Ints
) -> tuple[dict[str, npt.NDArray[Any]], Ints, Ints]:
    """How the phrases `begin:stop` stand to places, how they end, and the rows between.

    The order is 1 before the place, 2 behind it, 3 and more if they overlap. The distance is 16
    times the order plus a step of the number of rows between. Words of saying count right behind
    the phrase, right before it, and second behind it.
    """
    start, end, last = places.start, places.end, stop - 1
    before, behind = stop <= start, begin >= end
    low = np.where(before, stop, np.where(behind, end, begin))
    high = np.where(before, start, begin)
    gap = np.minimum(high - low, 15)
    gap = np.where(gap > 8, 8 + (gap - 8) // 3, gap)
    overlap = 3 + (begin == start) + 2 * (stop == end)
    order = np.where(before, 1, np.where(behind, 2, overlap))
    next_, second = says(context.beside(context.tags, last, 1, 2))
    (previous,) = says(context.beside(context.tags, begin, -1))
    columns = {
        "order": order,
        "distance": 16 * order + gap,
        "sayings": next_ + 2 * previous + 4 * second,
        "last": context.cued.ids[last],
        "group": context.groups[last],
        "last tag": context.tags[last],
    }
    return columns, low, high


def _form(context: Context, begin: Ints, stop: Ints) -> Ints:
    """How phrases name somebody: by a name, an article, a pronoun, in the singular or plural."""
    cued, tags = context.cued, context.tags
    capitals = running_sums((cued.initial == UPPER) & (context.row_first != np.arange(len(tags))))
    proper = capitals[stop] > capitals[begin]
    is_known, row = OPENINGS.lookup(cued.ids[begin])
    article = OPENING_GROUPS.take(row, mode="clip") * is_known
    plural = is_part(tags[stop - 1], *PLURALS)
    single = stop - begin == 1
    return np.asarray(((proper * 8 + article) * 2 + plural) * 2 + single + 1)
