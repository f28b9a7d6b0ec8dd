"""The way beyond cues: steps of a round → scopes, strengths and holders, and how sure it sounds.

    cues ─ gather ─┬─ find_scopes ──┐
                   ├─ find_sources ─┼─ sentence_log_odds ─ answer_confidence
    tokens ────────┴─ roles_of ─────┘

Only sentences with a cue, or with words that call for it, are gathered; every other sentence is a
plain statement. The models of this way are the same whatever model has found the cues.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.depth.claims import (
    CLAIM,
    FRAME,
    SOURCE,
    UNKNOWN,
    answer_confidence,
    are_headings,
    roles_of,
)
from hedging.depth.columns import NO_SPAN, DepthColumns
from hedging.depth.confidence import UNIT, cue_log_odds, denied, sentence_log_odds, signalled
from hedging.depth.cued import CuedSentences, gather
from hedging.depth.files import load_depth
from hedging.depth.model import DepthModel
from hedging.depth.quotation import inside_quotation
from hedging.depth.scopes import find_scopes
from hedging.depth.sources import Sources, find_sources
from hedging.model.scoring import logistic
from hedging.model.word_classes import WordClasses
from hedging.pipeline import Criteria, Cues, Layout, Steps
from hedging.text.hashing import Bools, Ints
from hedging.text.lines import documents_of

# The scheme whose scopes are those of BioScope.
_BIOSCOPE = "bioscope"


def read_depth(steps: Steps, batch: Batch, criteria: Criteria) -> DepthColumns:
    """The depth of a scored round."""
    model, layout = load_depth(), steps.layout
    cues = steps.cues.take(steps.scores.shown)
    has_cue = np.zeros(len(layout.start), dtype=np.bool_)
    has_cue[cues.sentence] = True
    own = _gathered(layout, has_cue, cues, criteria.model.word_classes)
    scopes, sources = _of_cues(own, layout, criteria, model)
    bounds = (layout.first, layout.stop)
    read = has_cue | signalled(layout.tokens, bounds, model.confidence.signals)
    cued = _gathered(layout, read & (layout.stop > layout.first), cues, None)
    log_odds = denied(cue_log_odds(cued, model.confidence.strengths), sources.negated)
    of_sentence = np.full(len(layout.start), model.confidence.plain)
    found = sentence_log_odds(cued, log_odds, scopes, model.confidence)
    of_sentence[cued.number] = np.round(found * UNIT).astype(np.int64)
    role = roles_of(layout.tokens, bounds, model.claims)
    # A reference or an announcement does not hedge.
    role[has_cue & ((role == SOURCE) | (role == FRAME))] = CLAIM
    document = documents_of(layout.start, layout.document_start)
    role[(role == CLAIM) & are_headings(layout.tokens, bounds, read, document)] = FRAME
    states = (role == CLAIM) | (role == UNKNOWN)
    places = _Places(layout, cues, document)
    return DepthColumns(
        model=model.name,
        document_confidence=answer_confidence(of_sentence, role, has_cue, document, len(batch)),
        sentence_confidence=np.where(states, logistic(of_sentence / UNIT), np.nan),
        sentence_role=role,
        cue_scope_start=places.starts(scopes[0]),
        cue_scope_end=places.ends(scopes[1]),
        cue_strength=logistic(log_odds / UNIT),
        cue_holder=sources.holder,
        cue_source_start=places.starts(sources.first),
        cue_source_end=places.ends(sources.stop),
        cue_quoted=sources.quoted,
        cue_negated=sources.negated,
    )


def _gathered(
    layout: Layout, chosen: Bools, cues: Cues, classes: WordClasses | None
) -> CuedSentences:
    """The chosen sentences with their cues."""
    columns = (cues.start, cues.end, cues.sentence, cues.kind)
    bounds = (layout.first, layout.stop)
    return gather(layout.tokens, bounds, chosen.nonzero()[0], columns, classes)


def _of_cues(
    cued: CuedSentences, layout: Layout, criteria: Criteria, model: DepthModel
) -> tuple[tuple[Ints, Ints], Sources]:
    """The scope and the source of each cue, as tokens of the round; NO_SPAN where there is none."""
    if len(cued.start) == 0:
        none, never = np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.bool_)
        return (none, none), Sources(none.astype(np.uint8), none, none, never, never)
    tables = model.bioscope_scopes if criteria.scheme.name == _BIOSCOPE else model.scopes
    begin, stop = find_scopes(cued, tables)
    quoted = inside_quotation(layout.tokens, layout.document_start)[cued.token]
    sources = find_sources(cued, quoted, model.sources)
    has_source = sources.first >= 0
    first = np.where(has_source, cued.token[np.maximum(sources.first, 0)], NO_SPAN)
    last = np.where(has_source, cued.token[np.maximum(sources.stop - 1, 0)] + 1, NO_SPAN)
    scopes = cued.token[begin], cued.token[stop - 1] + 1
    return scopes, Sources(sources.holder, first, last, sources.quoted, sources.negated)


class _Places:
    """Tokens of the round → code points of the document of each cue."""

    def __init__(self, layout: Layout, cues: Cues, document: Ints) -> None:
        self._tokens = layout.tokens
        self._origin = layout.document_start[document[cues.sentence]]

    def starts(self, first: Ints) -> npt.NDArray[np.int64]:
        """Where runs of tokens begin."""
        places = self._tokens.start[np.maximum(first, 0)] - self._origin
        return np.where(first < 0, NO_SPAN, places)

    def ends(self, stop: Ints) -> npt.NDArray[np.int64]:
        """Where runs of tokens end."""
        places = self._tokens.end[np.maximum(stop - 1, 0)] - self._origin
        return np.where(stop < 0, NO_SPAN, places)
