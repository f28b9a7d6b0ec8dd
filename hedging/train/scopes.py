"""Cues with their scopes → the tables behind `hedging.depth.scopes`.

Each end of a scope is a choice among the boundaries of its sentence, so the weights are those of a
conditional logit (McFadden 1974) with an L2 penalty, found by L-BFGS. Each definition of a scope
has weights of its own, and learns from its own texts alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from hedging.corpora import bioscope, scopes
from hedging.depth.cued import CuedSentences, gather
from hedging.depth.scope_features import (
    BEGIN_TEMPLATES,
    BITS,
    PAIRS,
    STOP_TEMPLATES,
    Columns,
    columns_of,
    feature_ids,
)
from hedging.depth.scopes import EndWeights, ScopeWeights, candidates
from hedging.kinds import KINDS
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Ints
from hedging.text.joined import tokenize_joined
from hedging.text.weights import Table, Weights

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

    cued: CuedSentences
    begin: Ints
    stop: Ints
    definition: Ints
    document: tuple[str, ...]
    part: tuple[str, ...]
    group: tuple[str, ...]


Sentence = scopes.ScopedSentence | bioscope.Scopes


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
        definition=np.array([isinstance(s, bioscope.Scopes) for s in chosen], dtype=np.int64),
        document=tuple(s.document for s in chosen),
        part=tuple("train" if isinstance(s, bioscope.Scopes) else s.part for s in chosen),
        group=tuple(s.group for s in chosen),
    )


def _cues(sentence: Sentence) -> list[tuple[str, scopes.Span, scopes.Span]]:
    """Kind, span and scope of each cue; BioScope's cues count as epistemic."""
    if isinstance(sentence, bioscope.Scopes):
        return [(KINDS[0], cue, scope) for cue, scope in sentence.pairs]
    return [(cue.kind, (cue.start, cue.end), cue.scope) for cue in sentence.cues]


def fit_scopes(
    examples: ScopeExamples, use: Bools, tags: Table, *, penalty: float = _PENALTY
) -> ScopeWeights:
    """The tables of the definition that all cues in `use` have."""
    (definition,) = set(examples.definition[use].tolist())
    columns = columns_of(examples.cued, examples.cued.kind, tags)
    begin, stop = (
        _fit_end(examples, columns, use, penalty, backwards=back) for back in (True, False)
    )
    return ScopeWeights(tags, begin, stop, has_kinds=DEFINITIONS[definition] == "general")


def _fit_end(
    examples: ScopeExamples, columns: Columns, use: Bools, penalty: float, *, backwards: bool
) -> EndWeights:
    """Weights of the beginnings or of the stops."""
    cued, cues = examples.cued, use.nonzero()[0]
    gold = cued.start - examples.begin if backwards else examples.stop - cued.end
    cue, edge, place = candidates(columns, cues, np.ones(PAIRS, np.bool_), backwards=backwards)
    right = np.abs(place - edge) == gold[cue]
    is_candidate = _places(columns.pair[place], right, _RARE_BEGIN if backwards else _RARE_STOP)
    kept = is_candidate[columns.pair[place]] | (place == edge)
    is_reached = np.bincount(cue, weights=right & kept, minlength=len(use)) > 0
    kept &= is_reached[cue]
    cue, edge, place, right = cue[kept], edge[kept], place[kept], right[kept]
    templates = BEGIN_TEMPLATES if backwards else STOP_TEMPLATES
    blocks = list(feature_ids(columns, templates, (cue, edge, place)))
    ids = np.ascontiguousarray(np.concatenate(blocks, axis=1).T)
    weights = fit_choices(ids, cue, right, 1 << BITS, penalty)
    return EndWeights(Weights.quantized(weights).table, is_candidate)


def _places(pair: npt.NDArray[np.uint16], right: Bools, rare: float) -> Bools:
    """Which tags around a boundary make it a candidate: where a scope ends often enough."""
    tally = np.bincount(pair, minlength=PAIRS)
    hits = np.bincount(pair, weights=right, minlength=PAIRS)
    places: Bools = hits > rare * tally
    return places


def fit_choices(ids: Ints, group: Ints, right: Bools, size: int, penalty: float) -> Floats:
    """Weights of a conditional logit: each group of rows holds one that is right.

    `ids` are the features of each row. The loss is the sum over groups of the negative log of the
    right row's probability, plus penalty / 2 times the sum of squared weights.
    """
    used, place = np.unique(ids, return_inverse=True)
    row_starts = np.arange(len(ids) + 1) * ids.shape[1]
    values = np.ones(ids.size)
    matrix = csr_matrix((values, place.ravel(), row_starts), shape=(len(ids), len(used)))
    transposed = matrix.T.tocsr()
    _, first, number = np.unique(group, return_index=True, return_inverse=True)

    def loss(weights: Floats) -> tuple[float, Floats]:
        scores = matrix @ weights
        scores -= np.maximum.reduceat(scores, first)[number]
        odds = np.exp(scores)
        total = np.add.reduceat(odds, first)
        error = odds / total[number] - right
        value = np.log(total).sum() - scores[right].sum() + penalty / 2 * (weights @ weights)
        return float(value), transposed @ error + penalty * weights

    solution = minimize(
        loss,
        np.zeros(len(used)),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": _STEPS, "ftol": 1e-5},
    )
    weights = np.zeros(size)
    weights[used] = solution.x
    return weights
