"""Weights of a candidate's features → reasons, one for each place in the sentence they look at.

A candidate has dozens of features, and many look at one place: the word itself, its ending, its
class, each together with the cue and with the kinds the cue can have. For a person they are one
thing, "what stands after the cue", so their weights are added up. The sums are exact: with the bias
they make the log-odds of the cue's score.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

import numpy as np

from hedging.batch import records
from hedging.engine.pipeline import ENCODED, Criteria, Layout, Steps, to_batch
from hedging.model import scoring
from hedging.model.custom_cues import PROBABILITY
from hedging.model.features import PLACES, cue_contexts, cue_features
from hedging.model.lexicon import Candidates
from hedging.model.sums import blocks
from hedging.results import Cue, Explanation, Reason
from hedging.text.hashing import Bools, Ints

# A margin so small that the log-odds of a cue give its score back.
_EXACT = 1e-12
_EXTRA_CUE_LOG_ODDS = float(scoring.log_odds(np.array([PROBABILITY]))[0])

# PLACES has the places of every feature column, such as ("L1", "R1"); columns with the same places
# are one group, and so one reason.
_GROUPS = sorted(set(PLACES))
_GROUP_OF = np.array([_GROUPS.index(places) for places in PLACES])
_ORDINALS = ("", "2nd ", "3rd ", "4th ", "5th ")
_SENTENCE_PLACES = ("first word", "sentence end", "candidate before", "candidate after")
_NAMES: dict[tuple[str, ...], str] = {
    (): "cue",
    ("L1", "R1"): "before and after",
    ("L1", "L2"): "two before",
    ("R1", "R2"): "two after",
    **{(name,): name for name in _SENTENCE_PLACES},
    **{(f"L{step}",): f"{ordinal}before" for step, ordinal in enumerate(_ORDINALS, 1)},
    **{(f"R{step}",): f"{ordinal}after" for step, ordinal in enumerate(_ORDINALS, 1)},
}


def explain_cues(
    text: str, steps: Steps, criteria: Criteria, shown_cues: Sequence[Cue], limit: int | None
) -> tuple[Explanation, ...]:
    """Explanations of all cues of one document, shown or not, in text order.

    `shown_cues` are the cues of the document's report. With a `limit`, each has so many reasons for
    the cue and so many against it.
    """
    layout, cues, is_shown = steps.layout, steps.cues, steps.scores.shown
    every = steps.scores._replace(shown=np.ones_like(is_shown))
    (report,) = to_batch([text], steps._replace(scores=every), criteria)
    of_report = iter(shown_cues)
    cue_weights = criteria.scheme.cue_weights
    of_model = cues.candidate[cues.candidate >= 0]
    reasons = _reasons(text, steps, of_model, criteria, limit)
    columns = (
        cues.candidate,
        is_shown,
        layout.start[cues.sentence],
        layout.end[cues.sentence],
        scoring.log_odds(cues.probability, _EXACT),
    )
    explanations = []
    for found, candidate, shown, first, stop, log_odds in zip(
        report.cues, *(column.tolist() for column in columns), strict=True
    ):
        cue = next(of_report) if shown else found
        if candidate >= 0:
            explanation = Explanation(cue, shown, cue_weights.bias, next(reasons))
        elif candidate == ENCODED:
            # An encoder reads the sentence as a whole, and cannot say which word decides.
            reason = Reason("whole sentence", text[first:stop], first, stop, log_odds)
            explanation = Explanation(cue, shown, 0.0, (reason,))
        else:
            reason = Reason("extra cue", cue.text, cue.start, cue.end, _EXTRA_CUE_LOG_ODDS)
            explanation = Explanation(cue, shown, 0.0, (reason,))
        explanations.append(explanation)
    return tuple(explanations)


def _reasons(
    text: str, steps: Steps, chosen: Ints, criteria: Criteria, limit: int | None
) -> Iterator[tuple[Reason, ...]]:
    """The reasons of each chosen candidate, the weightiest first."""
    model, weights, candidates = criteria.model, criteria.scheme.cue_weights, steps.candidates
    if candidates is None:
        return
    layout = steps.layout
    read = layout.tokens, candidates, model.lexicon, model.word_classes
    for block in blocks(len(chosen)):
        rows = chosen[block]
        ids = cue_features(cue_contexts(*read, (layout.first, layout.stop), rows))
        totals = np.zeros((len(_GROUPS), len(rows)))
        np.add.at(totals, _GROUP_OF, weights.scale * weights.table[ids].T.astype(np.float64))
        # Equal weights stay in the order of the groups.
        order = (-abs(totals)).argsort(axis=0, kind="stable").T
        weight = np.take_along_axis(totals.T, order, 1)
        kept = weight != 0
        if limit is not None:
            is_for = weight > 0
            nth = np.where(is_for, is_for.cumsum(axis=1), (weight < 0).cumsum(axis=1))
            kept &= nth <= limit
        row, group = kept.nonzero()[0], order[kept]
        spans = [_spans(places or ("cue",), layout, candidates, rows) for places in _GROUPS]
        start, end = np.array(spans)[group, :, row].T.tolist()
        own = {
            "place": [_NAMES[_GROUPS[number]] for number in group.tolist()],
            "text": [text[a:b] for a, b in zip(start, end, strict=True)],
            "start": start,
            "end": end,
            "weight": weight[kept].tolist(),
        }
        reasons = records(Reason, own)
        stops = kept.sum(axis=1).cumsum().tolist()
        yield from (reasons[a:b] for a, b in pairwise([0, *stops]))


def _spans(
    places: tuple[str, ...], layout: Layout, candidates: Candidates, chosen: Ints
) -> tuple[Ints, Ints]:
    """Starts and ends, in code points, of what `places` cover for each chosen candidate."""
    tokens = layout.tokens
    first = np.full(len(chosen), len(tokens))
    stop = np.full(len(chosen), -1)
    for place in places:
        own_first, own_stop, exists = _tokens_at(place, layout, candidates, chosen)
        first = np.where(exists, np.minimum(first, own_first), first)
        stop = np.where(exists, np.maximum(stop, own_stop), stop)
    # Where the sentence has nothing, an empty span stands at the candidate's own edge.
    is_left = places[0][0] == "L" or places[0] == "candidate before"
    if is_left:
        edge = tokens.start[candidates.start[chosen]]
    else:
        edge = tokens.end[candidates.end[chosen] - 1]
    exists = stop >= 0
    starts = np.where(exists, tokens.start[np.where(exists, first, 0)], edge)
    ends = np.where(exists, tokens.end[np.where(exists, stop - 1, 0)], edge)
    return starts, ends


def _tokens_at(
    place: str, layout: Layout, candidates: Candidates, chosen: Ints
) -> tuple[Ints, Ints, Bools]:
    """The tokens `first:stop` of a place, and whether the candidate's sentence has that place."""
    start, end = candidates.start[chosen], candidates.end[chosen]
    sentence = candidates.sentence[chosen]
    first, stop = layout.first[sentence], layout.stop[sentence]
    always = np.ones(len(chosen), dtype=np.bool_)
    if place == "cue":
        return start, end, always
    if place == "first word":
        return first, first + 1, always
    if place == "sentence end":
        return stop - 1, stop, always
    if place.startswith("candidate"):
        is_before = place == "candidate before"
        nearest, exists = (candidates.before if is_before else candidates.after)(chosen)
        return candidates.start[nearest], candidates.end[nearest], exists
    step = int(place[1:])
    at = start - step if place[0] == "L" else end + step - 1
    return at, at + 1, (at >= first) & (at < stop)
