"""Cues in their sentences → whose doubt each is, who is named for it, is it quoted, is it denied.

A linear classifier tells first which cues are surely the writer's own. The likeliest phrase of each
other cue comes from `attributions.py`. A linear classifier of three classes then decides on the
holder by the words around the cue and by the form of that phrase: "the port" and "she" name
somebody, "officials" and "a study" do not. A cue whose holder is the writer has no source.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.attributions import (
    Choices,
    PhraseWeights,
    choose_phrases,
    distances,
    place_columns,
    sayings_beside,
)
from hedging.depth.context import Context, Places, context_of, counted, hashes_of
from hedging.depth.cued import CuedSentences, running_sums
from hedging.depth.denial import CUE_DENIALS
from hedging.depth.phrases import is_part
from hedging.text.characters import UPPER
from hedging.text.hashing import Bools, Hashes, Ints, ShortIndex
from hedging.text.templates import Templates
from hedging.text.tokens import last_ids
from hedging.text.weights import Weights

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


def find_sources(cued: CuedSentences, quoted_rows: Bools, weights: SourceWeights) -> Sources:
    """The sources of all cues; `quoted_rows` says which rows stand inside a quotation."""
    context = context_of(cued, quoted_rows, weights.phrases.tags)
    places = Places.of_cues(cued)
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


def place_ids(context: Context, places: Places, columns: Mapping[str, Hashes]) -> Ints:
    """Feature ids of the places for the choice of a holder."""
    return _PLACE.ids({**columns, **_around(context, places)})


def name_ids(
    context: Context, places: Places, choices: Choices, columns: Mapping[str, Hashes]
) -> Ints:
    """Feature ids of the likeliest phrases for the choice of a holder."""
    return _NAME.ids({**columns, **phrase_columns(context, places, choices)})


def holder_ids(of_places: Ints, of_names: Ints) -> Ints:
    """Both feature ids side by side; those of the phrases lie in the second half of the table."""
    return np.concatenate((of_places.T, of_names.T + (1 << HOLDER_BITS))).T


def negated_ids(context: Context, places: Places, columns: Mapping[str, Hashes]) -> Ints:
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


def _around(context: Context, places: Places) -> dict[str, Hashes]:
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


def phrase_columns(context: Context, places: Places, choices: Choices) -> dict[str, Hashes]:
    """The values of the likeliest phrase of each place; those of a place without one are alike."""
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
