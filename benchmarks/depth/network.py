"""Rated sentences → the network of `hedging.depth.confidence`, and the words that call for it.

The network is fitted with torch on the ratings of readers and on the answers of a teacher
(`teacher.py`) to many more sentences. Runs of words are left out at random while it learns, so that
no single phrase decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from scipy.sparse import csr_matrix
from torch import nn
from torch.nn import functional

from hedging.depth.confidence import (
    ALWAYS,
    BITS,
    DIMENSIONS,
    INPUTS,
    UNIT,
    ConfidenceModel,
    inputs_of,
    pulls,
)
from hedging.depth.cued import CuedSentences
from hedging.depth.figures import CHANCE, ODDS, SURE, Figures
from hedging.depth.wording import pooled_runs, run_ids
from hedging.kinds import KINDS
from hedging.model.scoring import Floats
from hedging.text.hashing import Bools, HashIndex, Ints, top_bits
from hedging.text.tokens import tokenize
from hedging.text.weights import Weights
from hedging.train.confidence import Rating
from hedging.train.regression import logistic_regression

HIDDEN, EPOCHS, BATCH, RATE, DROPOUT, LEFT_OUT = 32, 10, 64, 3e-3, 0.3, 0.4
#: The last texts of the teacher's pool are running text.
RUNNING = 36_000
# A sentence without a cue of which readers are less sure than this should be read, and how much
# such a sentence of our own counts beside one of running text.
_UNSURE, _RATED_WEIGHT = 0.8, 8
_SIGNAL_C = 1.0
# A word is in the vocabulary if so many groups of rated texts have it.
_GROUPS = 8
# Steps of a weight of the network to a unit.
_STEPS = 1 << 14


@dataclass(frozen=True, slots=True)
class Rated:
    """Sentences as the network reads them, with the answers it should give and their weights.

    `pulled` are the inputs that do not come from runs of words, shape (sentences, inputs).
    """

    runs: Sequence[Ints]
    pulled: npt.NDArray[np.float64]
    target: Floats
    weight: Floats


class Network(nn.Module):
    """The network in torch."""

    def __init__(self) -> None:
        super().__init__()
        self.runs = nn.Embedding(1 << BITS, DIMENSIONS)
        nn.init.normal_(self.runs.weight, std=0.05)
        self.hidden = nn.Linear(INPUTS, HIDDEN)
        self.output = nn.Linear(HIDDEN, 1)
        self.dropout = nn.Dropout(DROPOUT)

    def forward(
        self, runs: torch.Tensor, owner: torch.Tensor, pulled: torch.Tensor
    ) -> torch.Tensor:
        """The log-odds of some sentences; `owner` has the sentence of each column of `runs`."""
        numbers = self.runs(runs)
        if self.training:
            kept = (torch.rand(numbers.shape[:2]) > LEFT_OUT).float()
            numbers = numbers * kept[..., None]
        of_row = numbers.sum(0)
        size = (len(pulled), DIMENSIONS)
        greatest = torch.full(size, -1e9).index_reduce(0, owner, of_row, "amax")
        least = torch.full(size, 1e9).index_reduce(0, owner, of_row, "amin")
        inputs = torch.cat((greatest, least, pulled), 1)
        answer: torch.Tensor = self.output(self.dropout(torch.relu(self.hidden(inputs))))
        return answer[:, 0]


def rated_sentences(
    cued: CuedSentences,
    log_odds: Ints,
    scopes: tuple[Ints, Ints] | None,
    model: ConfidenceModel,
    targets: tuple[Floats, Floats],
) -> Rated:
    """The gathered sentences as the network reads them, with targets and weights."""
    runs = run_ids(cued, model.vocabulary)
    pulled_by = pulls(cued, log_odds, scopes, model.plain)
    inputs = inputs_of(cued, pulled_by, pooled_runs(cued, model))
    pulled = inputs[:, 2 * DIMENSIONS :] / np.array([UNIT] * 3 + [1] * len(KINDS))
    spans = zip(cued.first.tolist(), cued.stop.tolist(), strict=True)
    return Rated([runs[:, a:b] for a, b in spans], pulled, *targets)


def vocabulary_of(ratings: Sequence[Rating]) -> HashIndex:
    """The words of rated texts that are no matter of their topics: many groups have them."""
    groups: dict[int, set[str]] = {}
    for rating in ratings:
        for word in tokenize(rating.text).ids.tolist():
            groups.setdefault(word, set()).add(rating.group)
    known = sorted(word for word, own in groups.items() if len(own) >= _GROUPS)
    return HashIndex(np.array(known, dtype=np.uint64))


def untrained(model: ConfidenceModel) -> ConfidenceModel:
    """A model whose network knows nothing yet."""
    return model._replace(
        runs=np.zeros((1 << BITS, DIMENSIONS), dtype=np.int8),
        hidden=np.zeros((INPUTS + 1, HIDDEN), dtype=np.int32),
        output=np.zeros(HIDDEN + 1, dtype=np.int32),
    )


def with_signals(model: ConfidenceModel, signals: Weights) -> ConfidenceModel:
    """The model with words that call for the network."""
    return model._replace(signals=signals)


def fit_network(rated: Rated, model: ConfidenceModel, seed: int = 0) -> ConfidenceModel:
    """Fit the network, and store its runs as whole numbers."""
    torch.manual_seed(seed)
    network = Network()
    optimiser = torch.optim.Adam(network.parameters(), lr=RATE)
    used = np.flatnonzero(rated.weight > 0)
    size = len(used)
    steps = EPOCHS * (size // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: max(0, 1 - step / steps))
    shuffle = np.random.default_rng(seed)
    target, weight, pulled = (
        torch.tensor(values, dtype=torch.float32)
        for values in (rated.target, rated.weight, rated.pulled)
    )
    for _ in range(EPOCHS):
        for rows in np.array_split(shuffle.permutation(used), size // BATCH):
            runs, owner = _joined([rated.runs[row] for row in rows])
            answer = network(runs, owner, pulled[rows])
            error = functional.binary_cross_entropy_with_logits(
                answer, target[rows], reduction="none"
            )
            optimiser.zero_grad()
            (error * weight[rows]).mean().backward()
            optimiser.step()
            schedule.step()
    return _stored(network, model)


def _joined(runs: Sequence[Ints]) -> tuple[torch.Tensor, torch.Tensor]:
    owner = np.repeat(np.arange(len(runs)), [own.shape[1] for own in runs])
    return torch.from_numpy(np.concatenate(runs, axis=1)), torch.from_numpy(owner)


def _stored(network: Network, model: ConfidenceModel) -> ConfidenceModel:
    """The network in whole numbers; inputs are scaled to those that the library computes."""
    state = {name: value.double().numpy() for name, value in network.state_dict().items()}
    runs = Weights.quantized(state["runs.weight"])
    # A column in units u of the library is worth u times its weight.
    units = np.array([runs.scale] * (2 * DIMENSIONS) + [1 / UNIT] * 3 + [1.0] * len(KINDS))
    hidden = np.vstack((state["hidden.weight"].T * units[:, None], state["hidden.bias"]))
    output = np.append(state["output.weight"][0], state["output.bias"] * _STEPS)
    return model._replace(
        runs=runs.table,
        scale=1 / (_STEPS * _STEPS),
        hidden=np.round(hidden * _STEPS).astype(np.int32),
        output=np.round(output * _STEPS).astype(np.int32),
    )


def fit_signals(
    cued: CuedSentences, confidence: Floats, plain: Bools, share: float, figures: Figures
) -> Weights:
    """Weights of words: which sentences without a cue readers are unsure of.

    `plain` are sentences of running text in which careful readers have marked no cue: whatever a
    teacher thinks of them, they are plain, and `share` of them is read. A confidence that is not
    known is NaN. Words of `figures` that state a certainty call for a look by themselves.
    """
    has_cue = np.bincount(cued.sentence, minlength=len(cued.first)) > 0
    ids = top_bits(cued.ids, BITS)
    owner = np.repeat(np.arange(len(cued.first)), cued.stop - cued.first)
    size = (len(cued.first), 1 << BITS)
    counts = csr_matrix((np.ones(len(ids)), (owner, ids)), shape=size)
    rated = (~has_cue & ~plain & ~np.isnan(confidence)).nonzero()[0]
    rows = np.concatenate((np.repeat(rated, _RATED_WEIGHT), (plain & ~has_cue).nonzero()[0]))
    unsure = np.where(plain, 1.0, confidence)[rows] < _UNSURE
    weights, _ = logistic_regression(counts[rows], unsure, _SIGNAL_C)
    fitted = Weights.quantized(weights)
    fitted.table[fitted.table == ALWAYS] -= 1
    sums = np.bincount(owner, weights=fitted.table[ids], minlength=len(cued.first)) * fitted.scale
    bias = -float(np.quantile(sums[plain & ~has_cue], 1 - share))
    stating = np.isin(figures.roles, (CHANCE, SURE, ODDS))
    fitted.table[top_bits(figures.words.known[stating], BITS)] = ALWAYS
    return fitted._replace(bias=bias)
