"""The way of a text through a model with an encoder.

    lay_out → the light model's candidates → its answers, where it is sure
                                           → the encoder's marks, agreed with them → answers

The encoder reads whole sentences and needs milliseconds for each; the light model needs
microseconds. Under a band, the light model answers every sentence, and the encoder answers again
where the score of the sentence, or the probability of a candidate in it, lies inside the band.
Without a band the encoder answers all sentences. Both ways have the same layout, so that sentences,
extra cues and ignored cues mean the same.

The two models err on different sentences. So where the encoder answers, the log-odds of a cue are
the mean of both, in which the light model has the `light_share` of the scheme.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hedging.engine import pipeline
from hedging.engine.pipeline import ENCODED, Criteria, Cues, Layout, SentenceScores, Steps
from hedging.model import scoring
from hedging.model.scoring import Floats
from hedging.text.hashing import Bools, Ints
from hedging.text.joined import cut_out

if TYPE_CHECKING:
    from hedging.encoder.encoder import EncodedScheme, Encoder
    from hedging.encoder.marks import Marks

# How likely a mark is a cue to the light model that has no candidate there.
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
    if scheme.light_share:
        marks = agreed(marks, light, scheme.light_share)
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


def agreed(marks: Marks, light: Cues, share: float) -> Marks:
    """The marks with log-odds that are the mean of both models'; the light one has the `share`.

    A mark that overlaps a candidate takes its ends, which the light model knows better, and keeps
    its own kinds; of several such marks the likeliest stays. A mark that overlaps none has
    _UNHEARD as the light model's probability.
    """
    # Both are in order and free of overlaps: the first candidate that ends after a mark begins.
    partner = light.end.searchsorted(marks.start, side="right")
    found = partner < len(light.start)
    found[found] = light.start[partner[found]] < marks.end[found]
    likeliest = np.lexsort((-marks.probability, np.where(found, partner, -1)))
    again = np.zeros(len(found), dtype=np.bool_)
    again[likeliest[1:]] = partner[likeliest[1:]] == partner[likeliest[:-1]]
    kept = ~(again & found)
    marks, partner, found = marks.take(kept), partner[kept], found[kept]
    own = partner[found]
    start, end = marks.start.copy(), marks.end.copy()
    start[found], end[found] = light.start[own], light.end[own]
    heard = np.full(len(found), _UNHEARD)
    heard[found] = light.probability[own]
    both = share * scoring.log_odds(heard) + (1 - share) * scoring.log_odds(marks.probability)
    return replace(marks, start=start, end=end, probability=scoring.logistic(both))


def _cues(marks: Marks, rows: Ints, layout: Layout, criteria: Criteria) -> Cues:
    # From left to right, as for candidates, so that company changes no last bit.
    hedge_share = marks.kinds[:, criteria.is_hedge > 0].cumsum(axis=1)[:, -1]
    cues = Cues(
        start=marks.start,
        end=marks.end,
        sentence=rows[marks.sentence],
        probability=marks.probability,
        kind=marks.kinds.argmax(axis=1).astype(np.uint8),
        hedge_probability=marks.probability * hedge_share,
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
