"""Reporting verbs in sentences → who says something, whether or not there is a cue.

Two models answer. That of `attributions.py` gives each phrase beside a reporting verb a score, and
one to the answer that there is no source. A linear classifier asks whether the word attributes
something at all: "she knew that it rained" does, "she knew the town" does not. It looks at the
parts of speech around the word, at its likeliest phrase, and at the clause behind it:

    The  mayor  knew   that   the  ferry  could  fail  .
       phrase   part  opening     nominal  verb

Both together give each token the probability that it belongs to the source. The phrase is chosen
whose tokens have the most. Two long phrases that are nearly alike then count for the same tokens,
and a doubtful end costs no more than its own:

    The  mayor  of  Lund  said  it              the mayor          .5
     .8   .8    .3   .3                         the mayor of Lund  .3
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.phrases import (
    DESCRIBED,
    Context,
    best_of,
    context_of,
)
from hedging.depth.rows import CueRows, running_sums
from hedging.depth.scopes import TAGS, padded_columns, tag_features, tags_of
from hedging.depth.sources import (
    NONE_TEMPLATES,
    Choices,
    PhraseWeights,
    Scored,
    likeliest,
    phrase_columns,
    place_columns,
    score_phrases,
)
from hedging.text.characters import Codes
from hedging.text.hashing import Bools, Hashes, Ints
from hedging.text.templates import Columns, Templates, templates_of
from hedging.text.tokens import word_id, word_ids
from hedging.text.weights import Table, Weights
from hedging.train.regression import count_matrix, logistic_regression
from training.depth.complements import sure_of
from training.depth.source_examples import SourceExamples
from training.depth.sources import SourceMaterial, Used, reporting_places, words_of_saying

#: log2 of the size of the table.
REPORTING_BITS = 20

#: What a token must have of probability to be worth its place in a source. The best F is had where
#: a probability exceeds half of that F (Lipton et al. 2014), here .4 for true probabilities.
TOKEN_FROM = 0.3

#: The values that the features of a reporting verb join. A name with a number is the value of a row
#: beside it, `part` a part of speech. `clause` and `complement` tell whether a clause follows, and
#: `opening` is the word that opens it; `left` counts what stands before, `marks` quotation marks. A
#: name with `phrase` is a value of the likeliest phrase: its words, and how it stands to the word.
REPORTING_TEMPLATES = NONE_TEMPLATES + templates_of(
    "part 0; id 0 * part 0; clause * part 0; complement; complement * part 0; id 0 * complement; "
    "id 0 * clause; id 0 * opening; group 0 * complement; group 0 * clause * part 0; part +1; "
    "part +1 * part +2; part +1 * part +2 * part +3; part +1 * part +2 * part +3 * part +4; "
    "id 0 * part +1; id 0 * part +1 * part +2; group 0 * part +1 * part +2; part -1 * part 0; "
    "part -2 * part -1 * part 0; part -3 * part -2 * part -1 * part 0; id 0 * id -1; "
    "id -1 * part 0; id -2 * id -1; id +1 * part 0; id 0 * id +1; id +1 * clause; "
    "id 0 * part 0 * part -1; part -1 * part 0 * clause * opening; part -1 * complement; "
    "id -1 * clause; first * id 0; first * clause; last * id 0; last * clause; "
    "left * part 0 * clause; left * id 0; marks * clause; marks * id 0; marks * part 0 * part -1; "
    "initial +1 * initial +2 * part 0; initial -1 * initial -2 * part 0; "
    "initial -1 * part 0 * part +1; phrase last * words; phrase last * part 0; "
    "phrase last * id -1; phrase last * words * clause; phrase last * words * opening; "
    "phrase last * clause * opening; phrase last * phrase order * clause; "
    "phrase last tag * phrase order * clause * part 0; phrase first * phrase order * part 0; "
    "phrase group * words; phrase order * words; phrase order * words * clause; "
    "phrase distance * words; phrase distance * part 0; phrase order * phrase between * part 0; "
    "phrase order * phrase between * clause"
)
_SAYING = Templates(REPORTING_TEMPLATES, REPORTING_BITS)

_STEPS = (-3, -2, -1, 0, 1, 2, 3, 4)
_FINITE = tuple(TAGS.index(name) for name in ("finite", "aux", "be"))
_NOMINAL = tuple(TAGS.index(name) for name in ("noun", "pronoun"))
_OPENING = TAGS.index("sub")
_STOPS = (".", "?", "!", ";")
_C = 0.1
# In place of the source of a reporting verb of which it is not known whether it has one.
_UNKNOWN = -2


Floats = npt.NDArray[np.float64]


class ReportingWeights(NamedTuple):
    """The table of parts of speech, and the weights that tell which words attribute something."""

    parts: Table
    attributes: Weights


class Attributions(NamedTuple):
    """Reporting verbs with their sources, rows `begin:stop`, as columns in text order."""

    verb: Ints
    begin: Ints
    stop: Ints


def find_attributions(
    cued: CueRows,
    quoted: Bools,
    phrases: PhraseWeights,
    weights: ReportingWeights,
    threshold: float = TOKEN_FROM,
) -> Attributions:
    """Who says something in the sentences; `quoted` says which rows stand inside a quotation."""
    context = context_of(cued, quoted, phrases.tags)
    places = words_of_saying(context)
    columns = place_columns(context, places)
    scored = score_phrases(context, places, phrases)
    choices = likeliest(scored, columns, phrases)
    ids = reporting_ids(context, places, columns, choices, parts_of(cued, weights.parts))
    log_odds = (choices.margin + weights.attributes(ids)) / 2
    with np.errstate(over="ignore"):
        said = 1 / (1 + np.exp(-log_odds))
    begin, stop = _spans_of_tokens(context, places, scored, said, threshold)
    has_source = begin >= 0
    return Attributions(places.start[has_source], begin[has_source], stop[has_source])


def _spans_of_tokens(
    context: Context, places: CueRows, scored: Scored, said: Floats, threshold: float
) -> tuple[Ints, Ints]:
    """The phrase of each place whose tokens have the most probability above the threshold.

    `said` is the probability that a place has a source. A place without such a phrase has the rows
    -1.
    """
    place, begin, stop, score = scored
    size = len(said)
    highest = np.full(size, -np.inf)
    np.maximum.at(highest, place, score)
    share = np.exp(score - highest[place])
    share *= (said / np.maximum(np.bincount(place, share, size), 1))[place]
    # Each place has a row of tokens for its sentence: its own sums begin at `origin`.
    first = context.cued.first[places.sentence]
    lengths = context.cued.stop[places.sentence] - first + 1
    origin = (lengths.cumsum() - lengths - first)[place]
    changes = np.zeros(lengths.sum())
    np.add.at(changes, origin + begin, share)
    np.subtract.at(changes, origin + stop, share)
    sums = running_sums(changes.cumsum() - threshold, np.float64)
    gain = sums[origin + stop] - sums[origin + begin]
    chosen, owners = best_of(gain, place)
    worth = gain[chosen] > 0
    found = np.full((2, size), -1)
    found[:, owners[worth]] = begin[chosen[worth]], stop[chosen[worth]]
    return found[0], found[1]


def parts_of(cued: CueRows, table: Table) -> Codes:
    """The part of speech of each row in its sentence: an index into TAGS."""
    rows, ids, classes = padded_columns(cued)
    return tags_of(tag_features(ids, classes), table)[rows]


def reporting_ids(
    context: Context,
    places: CueRows,
    columns: Columns,
    choices: Choices,
    parts: Codes,
) -> Ints:
    """Feature ids of reporting verbs for the question whether they attribute something."""
    cued, row = context.cued, places.start
    first, stop = cued.first[places.sentence], cued.stop[places.sentence]
    described = np.array((*context.described, parts), dtype=np.uint64)
    values = context.beside(described, row, *_STEPS)
    beside = {
        f"{name} {step:+d}" if step else f"{name} 0": values[number, place]
        for number, name in enumerate((*DESCRIBED, "part"))
        for place, step in enumerate(_STEPS)
    }
    near, far, counted = np.minimum(row + 4, stop), np.maximum(row - 3, first), context.counted
    marks = counted("quotation marks", row, near, 2) * 3
    marks = (marks + counted("quotation marks", far, row, 2)) * 2 + context.quoted[row]
    left = counted("verbs", first, row, 2) * 3 + counted("commas", first, row, 2)
    left = left * 3 + counted("sayings", np.maximum(row - 4, first), row, 2)
    further = {
        "first": cued.ids[first],
        "last": cued.ids[stop - 1],
        "left": left,
        "marks": marks,
    }
    behind = _clause_columns(context, places, parts, beside)
    named = phrase_columns(context, places, choices)
    named = {f"phrase {name}": column for name, column in named.items()}
    return _SAYING.ids({**columns, **beside, **behind, **further, **named})


def _clause_columns(
    context: Context, places: CueRows, parts: Codes, beside: Mapping[str, Hashes]
) -> Columns:
    """What stands between a reporting verb and the next verb: it may be a clause."""
    cued, row = context.cued, places.start
    end = _next(np.isin(cued.ids, _ids_of_stops()), row, cued.stop[places.sentence])
    verb = _next(np.isin(parts, _FINITE), row, end)
    has_verb = verb < end
    counts = running_sums(np.isin(parts, _NOMINAL))
    nominals = np.minimum(counts[np.maximum(verb, row + 1)] - counts[row + 1], 2)
    commas = context.counted("commas", row, verb, 2)
    far = np.where(has_verb, np.minimum(verb - row, 6), 0)
    opening = np.zeros(len(row), dtype=np.uint64)
    for step in (2, 1):
        word, part = beside[f"id +{step}"], beside[f"part +{step}"]
        opens = (part == _OPENING) | (word == np.uint64(word_id("that")))
        opening = np.where(opens, word, opening)
    return {
        "clause": has_verb * 2 + (nominals > 0),
        "complement": ((far * 3 + nominals) * 3 + commas).astype(np.uint64) + opening,
        "opening": opening,
    }


@cache
def _ids_of_stops() -> Hashes:
    return word_ids(_STOPS)


def _next(flags: Bools, rows: Ints, stop: Ints) -> Ints:
    """The next row with a flag behind each of `rows`, `stop` if there is none before it."""
    flagged = np.append(flags.nonzero()[0], len(flags))
    return np.asarray(np.minimum(flagged[flagged.searchsorted(rows + 1)], stop))


def fit_reporting(
    material: SourceMaterial, used: Used, phrases: PhraseWeights, parts: Table
) -> ReportingWeights:
    """Fit the weights on the documents that `used` selects.

    `phrases` choose the likeliest phrase of each place, and `parts` tells parts of speech.
    """
    of_gum = set(material.attributed.document)

    def is_other(document: str) -> bool:
        return used(document) and document not in of_gum

    ids, truth = [], []
    for marked, is_chosen in (
        (material.attributed, used),
        (material.framed, used),
        (_labelled(material, used), is_other),
    ):
        context = context_of(marked.cued, marked.quoted_row, phrases.tags)
        places, source = reporting_places(marked, context)
        kept = np.array([is_chosen(marked.document[s]) for s in places.sentence])
        kept &= source[:, 0] != _UNKNOWN
        places = places.take(kept)
        columns = place_columns(context, places)
        choices = likeliest(score_phrases(context, places, phrases), columns, phrases)
        ids.append(reporting_ids(context, places, columns, choices, parts_of(marked.cued, parts)))
        truth.append(source[kept, 0] >= 0)
    matrix = count_matrix(np.concatenate(ids), 1 << REPORTING_BITS)
    weights, bias = logistic_regression(matrix, np.concatenate(truth), _C)
    return ReportingWeights(parts, Weights.quantized(weights, bias))


def _labelled(material: SourceMaterial, used: Used) -> SourceExamples:
    """The texts without attributions of GUM, with the sources that GUM's teach to see in them."""
    derived = material.derived
    of_gum = set(material.attributed.document)
    is_taught = np.array([name in of_gum and used(name) for name in derived.document])
    has, has_none = sure_of(
        material.complements, is_taught[derived.cued.sentence], material.is_attributed
    )
    unsure = np.where(has_none, -1, _UNKNOWN)
    return replace(derived, source=np.where(has[:, None], derived.source, unsure[:, None]))
