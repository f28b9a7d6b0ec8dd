"""Cues with their scopes → the tables behind `hedging.depth.scopes`.

Each end of a scope is a choice among the boundaries of its sentence, so the weights are those of a
conditional logit (McFadden 1974) with an L2 penalty, found by L-BFGS. Each definition of a scope
has weights of its own. A definition with few texts can start from the weights of another: then the
penalty pulls towards these.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from hedging.depth.rows import CueRows, gather
from hedging.depth.scopes import (
    BEGIN_TEMPLATES,
    BITS,
    PAIRS,
    STOP_TEMPLATES,
    Columns,
    EndWeights,
    ScopeWeights,
    candidates,
    columns_of,
    feature_ids,
)
from hedging.kinds import KINDS
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Ints
from hedging.text.joined import tokenize_joined
from hedging.text.weights import Table, Weights
from training.corpora import scopes

Floats = npt.NDArray[np.float64]

#: The definitions of a scope, the one of docs/kinds.md and BioScope's.
DEFINITIONS = ("general", "bioscope")

_PENALTY = 0.15
# Tags around a boundary where a smaller share of scopes begins, or stops, are not looked at.
_RARE_BEGIN, _RARE_STOP = 0.003, 0.008
_STEPS = 80


@dataclass(frozen=True, slots=True)
class ScopeExamples:
    """Cues with the rows `begin:stop` of their scopes and their definition (its index).

    `document`, `part` and `group` are those of each cue's sentence.
    """

    cued: CueRows
    begin: Ints
    stop: Ints
    definition: Ints
    document: tuple[str, ...]
    part: tuple[str, ...]
    group: tuple[str, ...]


Sentence = scopes.ScopedSentence | scopes.BioscopeSentence


def encode(sentences: Sequence[Sentence], word_classes: WordClasses) -> ScopeExamples:
    """Tokenise sentences with scopes."""
    tokens, origin = tokenize_joined([sentence.text for sentence in sentences])
    marked = []
    for number, (sentence, shift) in enumerate(zip(sentences, origin.tolist(), strict=True)):
        for kind, cue, scope in sorted(_cues(sentence), key=lambda fields: fields[1]):
            places = [place + shift for place in (*cue, *scope)]
            marked.append((number, KINDS.index(kind), *places))
    table = np.array(marked, dtype=np.int64).reshape(-1, 6)
    start, begin = tokens.end.searchsorted(table[:, [2, 4]], side="right").T
    end, stop = tokens.start.searchsorted(table[:, [3, 5]]).T
    numbers, kinds = table[:, 0], table[:, 1].astype(np.uint8)
    first = np.searchsorted(tokens.start, origin)
    bounds = (first, np.append(first[1:], len(tokens)))
    cues = (start, end, numbers, kinds)
    cued = gather(tokens, bounds, np.unique(numbers), cues, word_classes)
    chosen = [sentences[row] for row in numbers.tolist()]
    return ScopeExamples(
        cued=cued,
        begin=begin - start + cued.start,
        stop=stop - end + cued.end,
        definition=np.array(
            [isinstance(s, scopes.BioscopeSentence) for s in chosen], dtype=np.int64
        ),
        document=tuple(s.document for s in chosen),
        part=tuple("train" if isinstance(s, scopes.BioscopeSentence) else s.part for s in chosen),
        group=tuple(s.group for s in chosen),
    )


def _cues(sentence: Sentence) -> list[tuple[str, scopes.Span, scopes.Span]]:
    """Kind, span and scope of each cue; BioScope's cues count as epistemic."""
    if isinstance(sentence, scopes.BioscopeSentence):
        return [(KINDS[0], cue, scope) for cue, scope in sentence.pairs]
    return [(cue.kind, (cue.start, cue.end), cue.scope) for cue in sentence.cues]


class FittedEnd(NamedTuple):
    """One end of a scope before its weights are cut to 8 bits; `EndWeights` has the fields."""

    weights: Floats
    is_candidate: Bools


class Fitted(NamedTuple):
    """What was learned of a definition, from which another can start."""

    tags: Table
    begin: FittedEnd
    stop: FittedEnd
    has_kinds: bool

    def tables(self) -> ScopeWeights:
        """The tables for use."""
        begin, stop = (
            EndWeights(Weights.quantized(end.weights).table, end.is_candidate)
            for end in (self.begin, self.stop)
        )
        return ScopeWeights(self.tags, begin, stop, self.has_kinds)


def fit_scopes(
    examples: ScopeExamples,
    weights: Floats,
    tags: Table,
    *,
    start: Fitted | None = None,
    penalty: float = _PENALTY,
) -> Fitted:
    """What the cues teach that have a weight; all of these have one definition.

    With `start`, the penalty pulls every weight of a feature towards its value there instead of
    towards 0, and boundaries that were candidates there are candidates.
    """
    (definition,) = set(examples.definition[weights > 0].tolist())
    columns = columns_of(examples.cued, tags)
    begin, stop = (
        _fit_end(examples, columns, weights, penalty, end, backwards=back)
        for back, end in ((True, start and start.begin), (False, start and start.stop))
    )
    return Fitted(tags, begin, stop, has_kinds=DEFINITIONS[definition] == "general")


def _fit_end(
    examples: ScopeExamples,
    columns: Columns,
    weights: Floats,
    penalty: float,
    start: FittedEnd | None,
    *,
    backwards: bool,
) -> FittedEnd:
    """Weights of the beginnings or of the stops."""
    cued, cues = examples.cued, (weights > 0).nonzero()[0]
    gold = cued.start - examples.begin if backwards else examples.stop - cued.end
    cue, edge, place = candidates(columns, cues, np.ones(PAIRS, np.bool_), backwards=backwards)
    right = np.abs(place - edge) == gold[cue]
    is_candidate = _places(columns.pair[place], right, _RARE_BEGIN if backwards else _RARE_STOP)
    if start is not None:
        is_candidate = is_candidate | start.is_candidate
    kept = is_candidate[columns.pair[place]] | (place == edge)
    is_reached = np.bincount(cue, weights=right & kept, minlength=len(weights)) > 0
    kept &= is_reached[cue]
    cue, edge, place, right = cue[kept], edge[kept], place[kept], right[kept]
    templates = BEGIN_TEMPLATES if backwards else STOP_TEMPLATES
    ids = np.ascontiguousarray(feature_ids(columns, templates, (cue, edge, place)).T)
    at = np.zeros(1 << BITS) if start is None else start.weights
    return FittedEnd(fit_choices(ids, cue, right, at, penalty, weights), is_candidate)


def _places(pair: npt.NDArray[np.uint16], right: Bools, rare: float) -> Bools:
    """Which tags around a boundary make it a candidate: where a scope ends often enough."""
    tally = np.bincount(pair, minlength=PAIRS)
    hits = np.bincount(pair, weights=right, minlength=PAIRS)
    places: Bools = hits > rare * tally
    return places


def fit_choices(
    ids: Ints, group: Ints, right: Bools, start: Floats, penalty: float, weight: Floats
) -> Floats:
    """Weights of a conditional logit: each group of rows holds one that is right.

    `ids` are the features of each row, and `weight` has the weight of each group by its number. The
    rows of a group stand together. The loss is the weighted sum over groups of the negative log of
    the right row's probability, plus penalty / 2 times the squared distance of the weights from
    `start`.
    """
    is_used = np.zeros(len(start), dtype=np.bool_)
    is_used[ids.ravel()] = True
    place = is_used.cumsum() - 1
    row_starts = np.arange(len(ids) + 1) * ids.shape[1]
    values = np.ones(ids.size)
    shape = (len(ids), int(is_used.sum()))
    matrix = csr_matrix((values, place[ids.ravel()], row_starts), shape=shape)
    transposed = matrix.T.tocsr()
    _, first, number = np.unique(group, return_index=True, return_inverse=True)
    near, weight = start[is_used], weight[group[first]]

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix @ weights
        scores -= np.maximum.reduceat(scores, first)[number]
        odds = np.exp(scores)
        total = np.add.reduceat(odds, first)
        error = (odds / total[number] - right) * weight[number]
        apart = weights - near
        losses = np.log(total) - scores[right]
        return (
            float(weight @ losses + penalty / 2 * (apart @ apart)),
            transposed @ error + penalty * apart,
        )

    solution = minimize(
        loss,
        near,
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS, "ftol": 1e-5},
    )
    weights = start.copy()
    weights[is_used] = solution.x
    return weights
