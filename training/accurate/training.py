"""Annotated sentences → an encoder that marks cues.

Each piece gets one of nine classes (no cue, or a kind), and a yes or no: does a cue begin here? The
encoder learns from the annotations and from our own sentences, without the texts whose terms are
unclear (`without` in the recipe) and without any sentence of the corpora that have schemes of their
own, so that these can be cross-validated. A twentieth of the documents is held out: the curves and
thresholds are fitted there.
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from hedging.corpora.gold import Gold, GoldCue
from hedging.detector import Detector
from hedging.encoder.network import WINDOW
from hedging.encoder.pieces import PieceReader, Pieces
from hedging.kinds import KINDS
from hedging.train.folds import fold_of
from hedging.train.material import Material
from training.accurate.network import Network
from training.light.teacher import batches, in_halves

PASSES, RATE, HEAD_RATE, WARM_UP = 2, 2e-4, 1e-3, 0.03
BATCH_PIECES = 960
# A sentence without cues in which the light model sees nothing either is read this often.
DULL_SHARE, DULL_SCORE = 0.15, 0.03
SAVE_SECONDS = 300.0
#: One of so many documents is held out.
HELD_OUT = 20

Array = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with its surroundings, as ids and cases, and for each piece what is true of it.

    `known` is 0 for what stands before and after the sentence.
    """

    ids: Array
    case: Array
    classes: Array
    begins: Array
    known: Array


def is_held_out(gold: Gold) -> bool:
    """Whether the document is one of those that the encoder does not learn from."""
    return fold_of(gold.document, HELD_OUT, "encoder") == 0


def general_sentences(material: Material) -> list[Gold]:
    """The sentences of the training part with cues of the scheme general, without the corpora."""
    of_corpora = [gold for gold in material.golds if gold.scheme != "general"]
    documents = {gold.document for gold in of_corpora}
    texts = {gold.text for gold in of_corpora}
    return [
        gold
        for gold in material.golds
        if gold.part == "train"
        and gold.scheme == "general"
        and gold.cues is not None
        and gold.document not in documents
        and gold.text not in texts
    ]


def telling(golds: Sequence[Gold], seed: int, light: Detector) -> list[Gold]:
    """The sentences with a cue or a candidate, and a few of the others."""
    scores = light.detect_batch([gold.text for gold in golds]).document_score
    chance = random.Random(seed)
    return [
        gold
        for gold, score in zip(golds, scores, strict=True)
        if gold.cues or score > DULL_SCORE or chance.random() < DULL_SHARE
    ]


def example_of(
    reader: PieceReader,
    pieces: Pieces,
    cues: Sequence[GoldCue] = (),
    kinds: Sequence[int] = tuple(range(len(KINDS))),
) -> Example:
    """A sentence and its truth: the class of a cue of the kind `kinds[k]` is k + 1.

    A cue without a kind has the first. What is longer than a window is cut off.
    """
    classes, begins = np.zeros_like(pieces.ids), np.zeros_like(pieces.ids)
    for cue in cues:
        inside = np.flatnonzero((pieces.start < cue.end) & (pieces.end > cue.start))
        classes[inside] = 1 + (kinds.index(KINDS.index(cue.kind)) if cue.kind else 0)
        begins[inside[:1]] = 1

    def framed(column: Array, first: int = 0, last: int = 0) -> Array:
        return np.concatenate(([first], column[:WINDOW], [last]))

    return Example(
        framed(pieces.ids, reader.first, reader.last),
        framed(pieces.case),
        framed(classes),
        framed(begins),
        framed(np.ones_like(classes)),
    )


def padded(columns: Sequence[Array]) -> torch.Tensor:
    """Columns of different lengths as rows of one matrix, with 0 after their ends.

    >>> padded([np.array([1]), np.array([2, 3])]).tolist()
    [[1, 0], [2, 3]]
    """
    matrix = np.zeros((len(columns), max(map(len, columns))), dtype=np.int64)
    for row, column in zip(matrix, columns, strict=True):
        row[: len(column)] = column
    return torch.from_numpy(matrix)


def attention_mask(columns: Sequence[Array]) -> torch.Tensor | None:
    """Which pieces are there, shape (rows, 1, 1, pieces); None where all are."""
    lengths = torch.tensor([len(column) for column in columns])
    longest = int(lengths.max())
    if bool((lengths == longest).all()):
        return None
    return (torch.arange(longest)[None] < lengths[:, None])[:, None, None, :]


def loss_of(logits: torch.Tensor, examples: Sequence[Example]) -> torch.Tensor:
    """The mean over the pieces: cross-entropy of the class, and in cues of their beginnings."""
    classes, begins, known = (
        padded([getattr(row, name) for row in examples]) for name in ("classes", "begins", "known")
    )
    error = functional.cross_entropy(logits[..., :-1].transpose(1, 2), classes, reduction="none")
    begin_error = functional.binary_cross_entropy_with_logits(
        logits[..., -1], begins.float(), reduction="none"
    )
    return ((error + 0.5 * begin_error * (classes > 0)) * known).sum() / known.sum()


def train(
    network: Network, reader: PieceReader, golds: Sequence[Gold], seed: int, path: Path
) -> None:
    """Fine-tune the network on the sentences, and write its weights every few minutes."""
    torch.manual_seed(seed)
    network.heads["general"].reset_parameters()
    network.freeze()
    pieces = reader.read([gold.text for gold in golds])
    examples = [
        example_of(reader, own, gold.cues or ()) for gold, own in zip(golds, pieces, strict=True)
    ]
    shuffle = np.random.default_rng(seed)
    lengths = [len(row.ids) for row in examples]
    plan = [b for _ in range(PASSES) for b in batches(lengths, shuffle, BATCH_PIECES)]
    optimiser, schedule = optimiser_of(groups_of(network), len(plan), WARM_UP)
    network.train()
    started = saved = time.time()
    for step, batch in enumerate(plan, 1):
        chosen = [examples[i] for i in batch]
        ids = [row.ids for row in chosen]
        with in_halves():
            logits = network(
                padded(ids), padded([row.case for row in chosen]), attention_mask(ids)
            ).float()
        loss = loss_of(logits, chosen)
        descend(loss, optimiser, schedule)
        if step % 100 == 0:
            seconds = time.time() - started
            print(f"{step} of {len(plan)} steps, {seconds:.0f} s, {loss.item():.3f}", flush=True)
        if time.time() - saved > SAVE_SECONDS or step == len(plan):
            unfinished = path.with_suffix(".unfinished")
            torch.save(network.state_dict(), unfinished)
            unfinished.replace(path)
            saved = time.time()


def groups_of(network: Network) -> list[dict[str, Any]]:
    """What is trained, with a higher rate for what is new."""
    new = [*network.case.parameters(), *network.heads["general"].parameters()]
    trained = [
        p
        for part in (*network.shared, network.branches["general"])
        for p in part.parameters()
        if p.requires_grad
    ]
    return [{"params": trained, "lr": RATE}, {"params": new, "lr": HEAD_RATE}]


def optimiser_of(
    groups: list[dict[str, Any]], steps: int, warm_up: float
) -> tuple[torch.optim.Optimizer, torch.optim.lr_scheduler.LRScheduler]:
    """AdamW and its schedule: up for a share of the steps, then down to 0."""
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    warm = max(1.0, warm_up * steps)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min((step + 1) / warm, (steps - step) / (steps - warm))
    )
    return optimiser, schedule


def descend(
    loss: torch.Tensor,
    optimiser: torch.optim.Optimizer,
    schedule: torch.optim.lr_scheduler.LRScheduler,
) -> None:
    """One step of the optimiser, with gradients of a bounded length."""
    optimiser.zero_grad()
    loss.backward()
    parameters = [p for group in optimiser.param_groups for p in group["params"]]
    torch.nn.utils.clip_grad_norm_(parameters, 1.0)
    optimiser.step()
    schedule.step()
