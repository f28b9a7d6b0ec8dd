"""Rated sentences → the network of `hedging.depth.confidence`, and the words that call for it.

The network is fitted with torch on the ratings of readers and on the answers of a model
(`lessons.py`) to many more sentences. Runs of words are left out at random while it learns, so that
no single phrase decides.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt
import torch
from scipy.sparse import csr_matrix
from torch import nn

from hedging.depth.confidence import (
    ALWAYS,
    BITS,
    DIMENSIONS,
    INPUTS,
    PULLS,
    RUN_BITS,
    UNIT,
    ConfidenceModel,
    run_ids,
)
from hedging.depth.figures import CHANCE, ODDS, SURE, figure_words
from hedging.depth.rows import Words
from hedging.kinds import KINDS
from hedging.model.scoring import Floats
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, HashIndex, Ints, top_bits
from hedging.text.tokens import tokenize
from hedging.text.weights import Weights
from hedging.train.regression import logistic_regression
from training.depth.ratings import Rating

HIDDEN, EPOCHS, BATCH, RATE, DROPOUT, LEFT_OUT = 32, 10, 192, 8e-3, 0.3, 0.4
# Words by which the lengths of the texts of a batch may differ.
_LENGTH_NOISE = 6
# A sentence without a cue of which readers are less sure than this should be read, and how much
# such a sentence of our own counts beside one of running text.
_UNSURE, _RATED_WEIGHT = 0.8, 8
_SIGNAL_C = 1.0
# A word is in the vocabulary if so many groups of rated texts have it.
_GROUPS = 8
# The place of a statement in a frame.
_PLACE: Final = re.compile(r"\{\w\}")
# The network learns with some runs dropped, and is used with all of them, whose maximum is greater.
# So the numbers of runs are scaled down for use.
_RUN_SCALE = 0.75
# The error from which the loss grows like the error, and no longer like its square.
_SMALL = 0.1
# Steps of a weight of the network to a unit.
_STEPS = 1 << 14


@dataclass(frozen=True, slots=True)
class Rated:
    """Texts as the network reads them, with the answers it should give and their weights.

    `runs` are the ids of the runs of each text, shape (runs, words). `others` are the inputs that
    do not come from runs, shape (texts, inputs).
    """

    runs: Sequence[Ints]
    others: npt.NDArray[np.float64]
    target: Floats
    weight: Floats


class Network(nn.Module):
    """The network in torch."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = nn.Embedding(2 << RUN_BITS, DIMENSIONS, sparse=True)
        # A run that no text has must say nothing.
        nn.init.normal_(self.runs.weight, std=0.001)
        self.hidden = nn.Linear(INPUTS, HIDDEN)
        self.output = nn.Linear(HIDDEN, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(
        self, runs: torch.Tensor, beyond: torch.Tensor, others: torch.Tensor
    ) -> torch.Tensor:
        """The log-odds of some texts; `runs` has the shape (texts, words, runs).

        `beyond` says of each place whether it is beyond the end of its text.
        """
        numbers = self.runs(runs)
        if self.training:
            numbers = numbers * (torch.rand(numbers.shape[:3]) > LEFT_OUT).float()[..., None]
        of_word = numbers.sum(2)
        greatest = of_word.masked_fill(beyond[..., None], -1e9).amax(1)
        least = of_word.masked_fill(beyond[..., None], 1e9).amin(1)
        inputs = torch.cat((greatest, least, others), 1)
        answer: torch.Tensor = self.output(self.dropout(torch.relu(self.hidden(inputs))))
        return answer[:, 0]


def rated_texts(
    words: Words,
    classes: WordClasses,
    inputs: Floats,
    begins: Ints,
    model: ConfidenceModel,
    targets: tuple[Floats, Floats],
) -> Rated:
    """Texts as the network reads them, with targets and weights.

    `begins` has the first sentence of each text, and `inputs` what the network reads of each.
    """
    runs = run_ids(words, classes, model.vocabulary)
    edges = [*words.first[begins].tolist(), len(words.ids)]
    units = np.array([UNIT] * len(PULLS) + [1] * len(KINDS))
    others = inputs[:, 2 * DIMENSIONS :] / units
    return Rated([runs[:, a:b] for a, b in pairwise(edges)], others, *targets)


def vocabulary_of(ratings: Sequence[Rating], frames: Sequence[str]) -> HashIndex:
    """The words of rated texts that are no matter of their topics: many groups have them.

    So are the words of frames.
    """
    groups: dict[int, set[str]] = {}
    for rating in ratings:
        for word in tokenize(rating.text).ids.tolist():
            groups.setdefault(word, set()).add(rating.group)
    known = {word for word, own in groups.items() if len(own) >= _GROUPS}
    known.update(tokenize(_PLACE.sub("", "\n".join(frames))).ids.tolist())
    return HashIndex(np.array(sorted(known), dtype=np.uint64))


def untrained(model: ConfidenceModel) -> ConfidenceModel:
    """A model whose network has the weights 0."""
    return model._replace(
        runs=np.zeros((2 << RUN_BITS, DIMENSIONS), dtype=np.int8),
        hidden=np.zeros((INPUTS + 1, HIDDEN), dtype=np.int32),
        output=np.zeros(HIDDEN + 1, dtype=np.int32),
    )


def fit_network(rated: Rated, model: ConfidenceModel, seed: int = 0) -> ConfidenceModel:
    """Fit the network, and store its runs as whole numbers."""
    torch.manual_seed(seed)
    network = Network()
    dense = [*network.hidden.parameters(), *network.output.parameters()]
    optimisers = [
        torch.optim.SparseAdam([network.runs.weight], lr=RATE),
        torch.optim.Adam(dense, lr=RATE),
    ]
    target, weight, others = (
        torch.tensor(values, dtype=torch.float32)
        for values in (rated.target, rated.weight, rated.others)
    )
    plan = _plan(rated, np.random.default_rng(seed))
    for step, rows in enumerate(plan):
        for optimiser in optimisers:
            optimiser.param_groups[0]["lr"] = RATE * (1 - step / len(plan))
            optimiser.zero_grad()
        answer = network(*_laid_out([rated.runs[row] for row in rows]), others[rows])
        difference = torch.sigmoid(answer) - target[rows]
        error = 2 * torch.sqrt(difference**2 + _SMALL**2)
        (error * weight[rows]).mean().backward()
        for optimiser in optimisers:
            optimiser.step()
    return _stored(network, model)


def _plan(rated: Rated, shuffle: np.random.Generator) -> list[Ints]:
    """Batches of texts of about the same length, for all epochs."""
    used = np.flatnonzero(rated.weight > 0)
    length = np.array([rated.runs[row].shape[1] for row in used.tolist()])
    plan: list[Ints] = []
    for _ in range(EPOCHS):
        order = (length + _LENGTH_NOISE * shuffle.random(len(used))).argsort()
        batches = np.array_split(used[order], max(1, len(used) // BATCH))
        plan += [batches[number] for number in shuffle.permutation(len(batches)).tolist()]
    return plan


def _laid_out(runs: Sequence[Ints]) -> tuple[torch.Tensor, torch.Tensor]:
    """Runs of some texts, shape (texts, words, runs), and which places are beyond their ends."""
    length = np.array([own.shape[1] for own in runs])
    result = np.zeros((len(runs), int(length.max()), len(runs[0])), dtype=np.int64)
    for row, own in zip(result, runs, strict=True):
        row[: own.shape[1]] = own.T
    beyond = np.arange(result.shape[1]) >= length[:, None]
    return torch.from_numpy(result), torch.from_numpy(beyond)


def _stored(network: Network, model: ConfidenceModel) -> ConfidenceModel:
    """The network in whole numbers; inputs are scaled to those that the library computes."""
    state = {name: value.double().numpy() for name, value in network.state_dict().items()}
    runs = Weights.quantized(state["runs.weight"])
    # A column in units u of the library is worth u times its weight.
    pulls = [1 / UNIT] * len(PULLS)
    units = np.array([_RUN_SCALE * runs.scale] * (2 * DIMENSIONS) + pulls + [1.0] * len(KINDS))
    hidden = np.vstack((state["hidden.weight"].T * units[:, None], state["hidden.bias"]))
    output = np.append(state["output.weight"][0], state["output.bias"] * _STEPS)
    return model._replace(
        runs=runs.table,
        scale=1 / (_STEPS * _STEPS),
        hidden=np.round(hidden * _STEPS).astype(np.int32),
        output=np.round(output * _STEPS).astype(np.int32),
    )


def fit_signals(
    words: Words, has_cue: Bools, confidence: Floats, plain: Bools
) -> tuple[Weights, Floats]:
    """Weights of words that say which sentences without a cue leave readers unsure; plain sums.

    `plain` are sentences of running text in which careful readers have marked no cue: whatever a
    model thinks of them, they are plain. A confidence that is not known is NaN. Words of
    figures that state a certainty call for a look by themselves.
    """
    ids = top_bits(words.ids, BITS)
    owner = np.repeat(np.arange(len(words.first)), words.stop - words.first)
    size = (len(words.first), 1 << BITS)
    counts = csr_matrix((np.ones(len(ids)), (owner, ids)), shape=size)
    rated = (~has_cue & ~plain & ~np.isnan(confidence)).nonzero()[0]
    rows = np.concatenate((np.repeat(rated, _RATED_WEIGHT), (plain & ~has_cue).nonzero()[0]))
    unsure = np.where(plain, 1.0, confidence)[rows] < _UNSURE
    weights, _ = logistic_regression(counts[rows], unsure, _SIGNAL_C)
    fitted = Weights.quantized(weights)
    fitted.table[fitted.table == ALWAYS] -= 1
    sums = np.bincount(owner, weights=fitted.table[ids], minlength=len(words.first))
    figures = figure_words()
    stating = np.isin(figures.roles, (CHANCE, SURE, ODDS))
    fitted.table[top_bits(figures.words.known[stating], BITS)] = ALWAYS
    return fitted, np.asarray(fitted.scale * sums[plain & ~has_cue], dtype=np.float64)
