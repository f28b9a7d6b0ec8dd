"""Rated texts and roles of sentences → the branch that reads how sure a text sounds.

The branch begins as a copy of the last layers of `general`; all below it stays as released, so that
the states of the fork are computed once. It learns from our ratings, from our sentences with roles,
from plain sentences, which are sure claims, from hedged ones, which are claims, from findings of
science whose certainty readers have judged, and from our frames, which the teacher of the light
network has rated.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from benchmarks.depth.figures import FINDINGS
from benchmarks.depth.teacher import TEACHER, framed
from benchmarks.encoder.bands import DEEP
from benchmarks.encoder.export import CONFIDENCE, graft
from benchmarks.encoder.network import OWN, ConfidenceBranch, Network
from benchmarks.encoder.shipped import branch_from_shipped, from_shipped
from benchmarks.encoder.training import attention_mask, descend, example_of, optimiser_of, padded
from benchmarks.material import SEEDS
from benchmarks.teacher import batches
from hedging.corpora import jsonlines
from hedging.corpora.rows import read_lines
from hedging.depth.marks import without_marks
from hedging.detector import load
from hedging.encoder.confidence import ConfidenceReader
from hedging.encoder.network import Network as Runtime
from hedging.encoder.pieces import PieceReader
from hedging.kinds import ROLES
from hedging.model.files import MODELS, NETWORK, VOCABULARY, sha256_of
from hedging.model.scoring import Floats, logistic
from hedging.train.confidence import read_ratings, read_roles
from hedging.train.folds import fold_of

PASSES, RATE, HEAD_RATE, WARM_UP = 5, 3e-4, 1e-3, 0.05
# The same for a branch that is there and learns on.
_FURTHER_PASSES, _FURTHER_RATE, _FURTHER_HEAD_RATE = 2, 1e-4, 5e-4
# Pieces of a batch, and of a batch that is only read.
_BATCH, _READ = 600, 4000
# What plain and hedged sentences and findings count, beside a rating of 1, and how many are drawn.
_PLAIN, _PLAIN_WEIGHT, _SURE, _HEDGED, _FINDING_WEIGHT = 2_500, 0.2, 0.95, 1_500, 0.3
# A text of several sentences has one rating, and is read whole only where it is an answer.
_SEVERAL_WEIGHT = 0.3
# What the teacher gives our frames.
_TAUGHT_WEIGHT = 0.5
_ROLE_WEIGHT = 0.3
#: One of so many groups of ratings of the training part is drawn for choices.
DRAWN = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A text with its confidence, which counts `weight`, and its role; None where it is unknown.

    `part` is "train", "validation" or "test"; `source` says where it is from.
    """

    text: str
    confidence: float
    weight: float
    role: str | None
    part: str
    source: str


def rows_of(corpora: Path, *, validation: bool) -> list[Row]:
    """All texts; with `validation`, a draw of the ratings of the training part is set aside."""
    ratings = read_ratings(SEEDS / "ratings.jsonl")
    offsets = load().detect_batch([row.text for row in ratings], depth="cues").sentence_offsets
    rows = []
    for row, count in zip(ratings, np.diff(offsets).tolist(), strict=True):
        drawn = row.part == "train" and fold_of(row.group, DRAWN, "confidence") == 0
        part = "validation" if validation and drawn else row.part
        weight, source = (1.0, "ratings") if count == 1 else (_SEVERAL_WEIGHT, "several sentences")
        rows.append(Row(row.text, row.confidence, weight, None, part, source))
    for own in read_roles(SEEDS / "claims.jsonl"):
        text = without_marks(own.text)
        rows.append(Row(text, 0.0, 0.0, own.role, own.part, "roles"))
    golds = [gold for gold in jsonlines.read(SEEDS / "examples.jsonl") if gold.part == "train"]
    draw = np.random.default_rng(1)
    for is_plain, most, weight in ((True, _PLAIN, _PLAIN_WEIGHT), (False, _HEDGED, 0.0)):
        texts = [g.text for g in golds if g.cues is not None and (len(g.cues) == 0) == is_plain]
        chosen = [texts[k] for k in draw.permutation(len(texts))[:most].tolist()]
        rows += [Row(text, _SURE, weight, "claim", "train", "examples") for text in chosen]
    for line in read_lines(corpora / FINDINGS):
        found = json.loads(line)
        if found["split"] == "train":
            # Certainty goes from 1 to 6; plain findings have 5, those with a "may" about 3.
            sure = float(np.clip(0.19 * found["sentence-level-certainty"] - 0.02, 0.02, 0.99))
            text = found["finding"]
            rows.append(Row(text, sure, _FINDING_WEIGHT, "claim", "train", "findings"))
    with np.load(TEACHER, allow_pickle=False) as stored:
        taught = (stored["answers"] / 1000).tolist()
    # The texts that the teacher rated begin with our frames.
    rows += [
        Row(text, sure, _TAUGHT_WEIGHT, None, "train", "teacher")
        for text, sure in zip(framed(), taught, strict=False)
    ]
    return rows


@dataclass(frozen=True, slots=True)
class Forked:
    """The states of some texts at the fork, one array for each text."""

    states: list[torch.Tensor]

    @classmethod
    def of(cls, network: Network, reader: PieceReader, texts: Sequence[str]) -> Forked:
        """Read the texts; the first window of each counts."""
        examples = [example_of(reader, pieces) for pieces in reader.read(texts)]
        lengths = [len(row.ids) for row in examples]
        states = [torch.empty(0)] * len(texts)
        with torch.inference_mode():
            for batch in batches(lengths, size=_READ):
                ids = [examples[k].ids for k in batch]
                case = padded([examples[k].case for k in batch])
                read = network.forked(padded(ids), case, attention_mask(ids))
                for row, k in zip(read, batch, strict=True):
                    states[k] = row[: lengths[k]].to(torch.bfloat16).clone()
        return cls(states)

    @property
    def lengths(self) -> list[int]:
        """The number of pieces of each text."""
        return [len(own) for own in self.states]

    def batch(self, chosen: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """The states of the chosen texts, with zeros behind their ends, and their mask."""
        rows = [self.states[k].float() for k in chosen]
        states = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(row) for row in rows])
        mask = torch.arange(states.shape[1])[None] < lengths[:, None]
        return states, mask[:, None, None, :]


def begun(network: Network) -> ConfidenceBranch:
    """A branch that begins as the last layers of `general`."""
    branch = ConfidenceBranch()
    for own, layer in zip(branch.layers, list(network.branches["general"])[-OWN:], strict=True):
        own.load_state_dict(layer.state_dict())
    return branch


def train(
    branch: ConfidenceBranch, forked: Forked, rows: Sequence[Row], seed: int, *, further: bool
) -> None:
    """Teach the branch with the rows of the training part; with `further`, one that has learned."""
    torch.manual_seed(seed)
    passes, rate, head_rate = PASSES, RATE, HEAD_RATE
    if further:
        passes, rate, head_rate = _FURTHER_PASSES, _FURTHER_RATE, _FURTHER_HEAD_RATE
    else:
        branch.head.reset_parameters()
    confidence = torch.tensor([row.confidence for row in rows], dtype=torch.float32)
    weight = torch.tensor([row.weight for row in rows], dtype=torch.float32)
    role = torch.tensor([-1 if row.role is None else ROLES.index(row.role) for row in rows])
    own = [k for k, row in enumerate(rows) if row.part == "train"]
    lengths, shuffle = [forked.lengths[k] for k in own], np.random.default_rng(seed)
    plan = [[own[k] for k in b] for _ in range(passes) for b in batches(lengths, shuffle, _BATCH)]
    groups = [
        {"params": list(branch.layers.parameters()), "lr": rate},
        {"params": list(branch.head.parameters()), "lr": head_rate},
    ]
    optimiser, schedule = optimiser_of(groups, len(plan), WARM_UP)
    started = time.time()
    branch.train()
    for step, batch in enumerate(plan, 1):
        with torch.autocast("cpu", torch.bfloat16):
            outputs = branch(*forked.batch(batch)).float()
        error = functional.binary_cross_entropy_with_logits(
            outputs[:, 0], confidence[batch], reduction="none"
        )
        loss = (error * weight[batch]).mean()
        known = role[batch] >= 0
        if known.any():
            wrong = functional.cross_entropy(outputs[known, 1:], role[batch][known])
            loss = loss + _ROLE_WEIGHT * wrong * known.float().mean()
        descend(loss, optimiser, schedule)
        if step % max(1, len(plan) // passes) == 0:
            print(f"{step} of {len(plan)} steps, {time.time() - started:.0f} s", flush=True)
    branch.eval()


def answers_of(branch: ConfidenceBranch, forked: Forked) -> tuple[Floats, Floats]:
    """The confidence of each text, and the outputs for its roles, as floats."""
    branch.eval()
    outputs = np.zeros((len(forked.states), 1 + len(ROLES)))
    with torch.inference_mode():
        for batch in batches(forked.lengths, size=_READ):
            outputs[batch] = branch(*forked.batch(batch)).numpy()
    return logistic(outputs[:, 0]), outputs[:, 1:]


def measured(
    confidence: Floats, role: npt.NDArray[Any], rows: Sequence[Row], part: str
) -> dict[str, float]:
    """How near answers come to the readers and to the roles of a part."""
    figures: dict[str, float] = {}
    for source in ("ratings", "several sentences"):
        own = [k for k, row in enumerate(rows) if row.part == part and row.source == source]
        truth = np.array([rows[k].confidence for k in own])
        figures[f"{source}: r"] = round(float(np.corrcoef(confidence[own], truth)[0, 1]), 4)
        error = float(np.abs(confidence[own] - truth).mean())
        figures[f"{source}: mean absolute error"] = round(error, 4)
    own = [k for k, row in enumerate(rows) if row.part == part and row.role is not None]
    if own:
        right = [ROLES[role[k]] == rows[k].role for k in own]
        figures["roles right"] = round(float(np.mean(right)), 4)
    return figures


def learn(corpora: Path, weights: Path, seed: int, *, validation: bool, further: bool) -> None:
    """Train a branch on the released network, and write its weights and its figures beside them.

    With `further`, the released branch learns on.
    """
    rows = rows_of(corpora, validation=validation)
    part = "validation" if validation else "test"
    folder = MODELS / DEEP
    network = from_shipped(folder / NETWORK)
    reader = PieceReader((folder / VOCABULARY).read_text(encoding="utf-8"))
    # The texts of other parts are read for the figures alone.
    chosen = [row for row in rows if row.part in ("train", part)]
    forked = Forked.of(network, reader, [row.text for row in chosen])
    branch = branch_from_shipped(folder / NETWORK) if further else begun(network)
    train(branch, forked, chosen, seed, further=further)
    confidence, outputs = answers_of(branch, forked)
    figures = measured(confidence, outputs.argmax(axis=1), chosen, part)
    print(figures)
    torch.save(branch.state_dict(), weights)
    weights.with_suffix(".json").write_text(json.dumps(figures), encoding="utf-8")


def write(corpora: Path, paths: Sequence[Path]) -> dict[str, Any]:
    """Graft the first of several branches onto the released network; the figures of all of them.

    The config of the folder gets the new hash and the names of the outputs.
    """
    folder = MODELS / DEEP
    branch = ConfidenceBranch()
    branch.load_state_dict(torch.load(paths[0], weights_only=True))
    graft(branch, folder / NETWORK, folder / NETWORK)
    content = (folder / NETWORK).read_bytes()
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["files"][NETWORK] = sha256_of(content)
    config["confidence"] = {"branch": CONFIDENCE, "roles": list(ROLES)}
    written = json.dumps(config, indent=2, ensure_ascii=False) + "\n"
    (folder / "config.json").write_text(written, encoding="utf-8")
    reader = PieceReader((folder / VOCABULARY).read_text(encoding="utf-8"))
    own = ConfidenceReader(reader, Runtime(content), CONFIDENCE, tuple(range(len(ROLES))))
    rows = [row for row in rows_of(corpora, validation=False) if row.part == "test"]
    log_odds, role = own.read([row.text for row in rows])
    seeds = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in paths]
    return {
        "megabytes": round(len(content) / 1e6, 1),
        "seeds": seeds,
        "whole numbers": measured(logistic(log_odds), role, rows, "test"),
    }
