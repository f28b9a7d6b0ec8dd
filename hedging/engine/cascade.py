"""The way of a text through a model with an encoder.

    lay_out → the light model's candidates → its answers, where it is sure
                                           → the encoder's marks, agreed with them → answers

The encoder reads whole sentences and needs milliseconds for each; the light model needs
microseconds. Under a band, the light model answers every sentence, and the encoder answers again
where the score of the sentence, or the probability of a candidate in it, lies inside the band.
Without a band the encoder answers all sentences. Both ways have the same layout, so that sentences,
extra cues and ignored cues mean the same.

The two models err on different sentences. So where the encoder answers, the log-odds of a cue are
a sum of those of both, with the `cue_weights` of the scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hedging.engine import pipeline
from hedging.engine.pipeline import ENCODED, Criteria, Cues, Layout, SentenceScores, Steps
from hedging.kinds import KINDS
from hedging.model import scoring
from hedging.model.scoring import Floats
from hedging.text.hashing import Bools, Ints
from hedging.text.joined import cut_out

if TYPE_CHECKING:
    from hedging.encoder.encoder import EncodedScheme, Encoder
    from hedging.encoder.marks import Marks

# How likely a cue is to the model that has not noticed it.
_UNHEARD = 0.02


def run_steps(
    texts: Sequence[str], spans: Sequence[npt.NDArray[np.int64]] | None, criteria: Criteria
) -> Steps:
    """Send a round of documents down the line; `spans` replace the splitter's sentences."""
    encoder, scheme = criteria.model.encoder, criteria.scheme.encoded
    if encoder is None or scheme is None:
        return pipeline.run_steps(texts, spans, criteria)
    layout = pipeline.lay_out(texts, spans, criteria.model.splitter)
    candidates, light = pipeline.score_candidates(layout, criteria)
    if criteria.band is None:
        rows = np.arange(len(layout.start))
        return read_sentences(layout, rows, light, criteria, encoder, scheme)
    answered = pipeline.judged_steps(layout, candidates, light, criteria)
    unsure = unsure_sentences(answered, criteria.band)
    read = read_sentences(layout, unsure.nonzero()[0], light, criteria, encoder, scheme)
    return _joined(answered, read, unsure)


def unsure_sentences(light: Steps, band: tuple[float, float]) -> Bools:
    """The sentences with a score, or a candidate of a probability, inside the band."""
    low, high = band

    def is_inside(probability: Floats) -> Bools:
        return np.asarray((probability > low) & (probability < high))

    unsure = is_inside(light.scores.score)
    unsure[light.cues.sentence[is_inside(light.cues.probability)]] = True
    return unsure


def read_sentences(
    layout: Layout,
    rows: Ints,
    light: Cues,
    criteria: Criteria,
    encoder: Encoder,
    scheme: EncodedScheme,
) -> Steps:
    """The encoder's cues and scores of the sentences with the indices `rows`; others score 0.

    `light` has the light model's candidates, of which none overlap.
    """
    start = layout.start[rows]
    sentences = cut_out(layout.texts, layout.document_start, start, layout.end[rows])
    bounds = start, layout.first[rows], layout.stop[rows]
    marks, whole = encoder.read(sentences, bounds, layout.tokens.start, scheme.columns)
    if scheme.cue_weights:
        marks = agreed(marks, light, rows, scheme.cue_weights)
    cues = _cues(marks, rows, layout, criteria)
    cues = pipeline.resolve_cues(cues, layout, criteria, rows)
    beside = np.zeros(len(layout.start))
    beside[rows] = scheme.sentence_slope * whole
    encoded = np.zeros(len(layout.start), dtype=np.bool_)
    encoded[rows] = True
    curve = scheme.slope, scheme.intercept
    score = scoring.sentence_scores(
        cues.hedge_probability, cues.sentence, len(layout.start), curve, beside
    )
    score[~encoded] = 0
    hedged = encoded & (score >= criteria.threshold)
    shown = pipeline.shown_cues(cues, hedged, scheme.cue_threshold)
    return Steps(layout, None, cues, SentenceScores(score, hedged, shown), encoded)


def agreed(marks: Marks, light: Cues, rows: Ints, weights: Sequence[float]) -> Marks:
    """The marks of the sentences `rows`, with the log-odds that both models give them together.

    `weights` are those of the light model and of the encoder, and what is added. A mark that
    overlaps a candidate of the light model takes its ends, which that model knows better, and keeps
    its own kinds; of several such marks the likeliest stays. What only one model has noticed is
    _UNHEARD to the other.
    """
    partner, found = _partners(marks, light)
    likeliest = np.lexsort((-marks.probability, np.where(found, partner, -1)))
    again = np.zeros(len(found), dtype=np.bool_)
    again[likeliest[1:]] = partner[likeliest[1:]] == partner[likeliest[:-1]]
    kept = ~(again & found)
    alone = _unmarked(light, marks, rows)
    marks, partner, found = marks.take(kept), partner[kept], found[kept]
    start, end = marks.start.copy(), marks.end.copy()
    start[found], end[found] = light.start[partner[found]], light.end[partner[found]]
    heard = np.full(len(found), _UNHEARD)
    heard[found] = light.probability[partner[found]]
    unheard = np.full(len(alone.start), _UNHEARD)
    of_light = scoring.log_odds(np.concatenate((heard, alone.probability)))
    of_encoder = scoring.log_odds(np.concatenate((marks.probability, unheard)))
    weight, encoder_weight, added = weights
    both = scoring.logistic(weight * of_light + encoder_weight * of_encoder + added)
    every = marks.joined((replace(marks, start=start, end=end), alone))
    return replace(every, probability=both).take(every.start.argsort(kind="stable"))


def _unmarked(light: Cues, marks: Marks, rows: Ints) -> Marks:
    """The candidates of the sentences `rows` that the light model alone has noticed."""
    own = np.minimum(rows.searchsorted(light.sentence), max(len(rows) - 1, 0))
    chosen = light.probability > _UNHEARD
    chosen &= rows[own] == light.sentence if len(rows) else False
    chosen &= ~_partners(light, marks)[1]
    return replace(
        marks,
        start=light.start[chosen],
        end=light.end[chosen],
        sentence=own[chosen],
        probability=light.probability[chosen],
        kinds=np.eye(len(KINDS))[light.kind[chosen]],
    )


def _partners(spans: Marks | Cues, others: Marks | Cues) -> tuple[Ints, Bools]:
    """The first of the others that ends after each span begins, and whether the two overlap.

    Both are in order and free of overlaps.
    """
    partner = others.end.searchsorted(spans.start, side="right")
    found = partner < len(others.start)
    found[found] = others.start[partner[found]] < spans.end[found]
    return partner, found


def _cues(marks: Marks, rows: Ints, layout: Layout, criteria: Criteria) -> Cues:
    kind = marks.kinds.argmax(axis=1)
    cues = Cues(
        start=marks.start,
        end=marks.end,
        sentence=rows[marks.sentence],
        probability=marks.probability,
        kind=kind.astype(np.uint8),
        hedge_probability=marks.probability * criteria.is_hedge[kind],
        candidate=np.full(len(marks.start), ENCODED),
    )
    if criteria.custom is None:
        return cues
    spans = cues.start, cues.end
    return cues.take(~criteria.custom.ignores(layout.tokens, layout.token_sentence, spans))


def _joined(light: Steps, read: Steps, unsure: Bools) -> Steps:
    sure_cues = ~unsure[light.cues.sentence]
    cues, order = pipeline.joined_cues(light.cues.take(sure_cues), read.cues)
    shown = np.concatenate((light.scores.shown[sure_cues], read.scores.shown))[order]
    scores = SentenceScores(
        score=np.where(unsure, read.scores.score, light.scores.score),
        hedged=np.where(unsure, read.scores.hedged, light.scores.hedged),
        shown=shown,
    )
    return light._replace(cues=cues, scores=scores, encoded=unsure)
