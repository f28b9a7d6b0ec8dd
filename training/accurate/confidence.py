"""Rated texts and roles of sentences → the network that reads how sure a text sounds.

It begins as a copy of the layers of `general` above those that are not trained, whose states are
computed once. It learns from our ratings of texts, of sentences of running text and of frames, from
our sentences with roles, from plain sentences, which are sure claims, from hedged ones, which are
claims, from findings of science whose certainty readers have judged, and from answers that decline
or do not. Whatever of the others is no refusal and no doubt of one's own declines nothing.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn
from torch.nn import functional

from hedging.corpora import jsonlines, standoff
from hedging.corpora.rows import read_rows
from hedging.depth.encoded import without_marks
from hedging.detector import load
from hedging.encoder.pieces import PieceReader
from hedging.kinds import DECLINED, ROLES
from hedging.model.files import NETWORK, TEXT_NETWORK, VOCABULARY, load_model, sha256_of
from hedging.model.scoring import Floats, logistic
from hedging.train.folds import fold_of
from training.accurate.export import export_text_network
from training.accurate.network import FROZEN, Network, TextNetwork
from training.accurate.shipped import from_shipped
from training.accurate.training import attention_mask, descend, example_of, optimiser_of, padded
from training.candidates import write_config
from training.depth.lessons import ANSWERS, FINDINGS, FRAMES, framed, rated_sentences, read_findings
from training.depth.ratings import read_ratings, read_roles
from training.depth.scale import scale_of_writers
from training.light.teacher import batches, in_halves
from training.material import MATERIAL_OF_CONFIDENCE, SEEDS, digests

PASSES, RATE, HEAD_RATE, WARM_UP = 3, 2e-4, 1e-3, 0.05
# The rate of the scale of the findings.
_SCALE_RATE = 0.01
# Pieces of a batch, and of a batch that is only read.
_BATCH, _READ = 1200, 4000
# How often a pass says how far it is.
_REPORTS = 5
# What plain and hedged sentences and findings count, beside a rating of 1, and how many are drawn.
_PLAIN, _PLAIN_WEIGHT, _SURE, _HEDGED, _FINDING_WEIGHT = 2_500, 0.2, 0.95, 1_500, 0.7
# The certainty of findings, 1 to 6, becomes a share that keeps so far from 0 and 1.
_FARTHEST = 0.02
# The weight of a frame, and the statements in each.
_FRAMED_WEIGHT, _STATEMENTS = 0.5, 2
_ROLE_WEIGHT = 0.3
# The weight of the reasons to decline, and in it that of texts that nobody marked for them, but
# which answer: readers found them so sure, or they have one of these roles, or are running text.
_DECLINED_WEIGHT, _ANSWERING_WEIGHT, _ANSWERING = 0.3, 0.1, 0.7
_ANSWERING_ROLES = ("claim", "courtesy", "source", "frame")
_RUNNING = ("running text", "findings", "examples")
# The sources of rated texts.
_REASONS = 1 + len(ROLES)  # the first output of the reasons to decline
_RATED = ("ratings", "several sentences", "running text")
#: One of so many groups of texts of the training part is drawn for choices.
DRAWN = 8


@dataclass(frozen=True, slots=True)
class Row:
    """A text with its confidence, which counts `weight`, and its role; None where it is unknown.

    `part` is "train", "validation" or "test"; `source` says where it is from. `declined` is the
    number of the reason why it declines, 0 where it answers, and -1 where nobody marked it.
    """

    text: str
    confidence: float
    weight: float
    role: str | None
    part: str
    source: str
    declined: int = -1


def rows_of(corpora: Path, *, validation: bool) -> list[Row]:
    """All texts; with `validation`, a draw of the training part is set aside for choices."""
    return [
        *_rated(validation),
        *_rated_sentences(corpora, validation),
        *_with_roles(),
        *_plain_and_hedged(),
        *_framed(),
        *_findings(corpora, validation),
        *_declining(validation),
    ]


def _rated(validation: bool) -> Iterator[Row]:
    ratings = read_ratings(SEEDS / "ratings.jsonl")
    offsets = load().detect_batch([row.text for row in ratings], depth="cues").sentence_offsets
    for row, count in zip(ratings, np.diff(offsets).tolist(), strict=True):
        part = _part(row.part, row.group, validation)
        source = "ratings" if count == 1 else "several sentences"
        yield Row(row.text, row.confidence, 1.0, None, part, source)


def _rated_sentences(corpora: Path, validation: bool) -> Iterator[Row]:
    for name in ("train", "test"):
        for row in rated_sentences(corpora, name):
            part = _part(name, row.group, validation)
            yield Row(without_marks(row.text), row.confidence, 1.0, None, part, "running text")


def _with_roles() -> Iterator[Row]:
    for row in read_roles(SEEDS / "claims.jsonl"):
        yield Row(without_marks(row.text), 0.0, 0.0, row.role, row.part, "roles")


def _plain_and_hedged() -> Iterator[Row]:
    golds = [gold for gold in jsonlines.read(SEEDS / "examples.jsonl") if gold.part == "train"]
    draw = np.random.default_rng(1)
    for is_plain, most, weight in ((True, _PLAIN, _PLAIN_WEIGHT), (False, _HEDGED, 0.0)):
        texts = [g.text for g in golds if g.cues is not None and (len(g.cues) == 0) == is_plain]
        for chosen in draw.permutation(len(texts))[:most].tolist():
            yield Row(texts[chosen], _SURE, weight, "claim", "train", "examples")


def _framed() -> Iterator[Row]:
    for text, sure in framed(_STATEMENTS).items():
        yield Row(text, sure, _FRAMED_WEIGHT, None, "train", "frames")


def _findings(corpora: Path, validation: bool) -> Iterator[Row]:
    for split, part in (("train", "train"), ("val", "test")):
        for text, certainty in read_findings(corpora, split):
            own = _part(part, text, validation)
            share = _FARTHEST + (1 - 2 * _FARTHEST) * (certainty - 1) / 5
            yield Row(text, share, _FINDING_WEIGHT, "claim", own, "findings")


def _declining(validation: bool) -> Iterator[Row]:
    for row in read_rows(SEEDS / ANSWERS, ("text", "declined", "part", "group")):
        code = 0 if row["declined"] is None else 1 + DECLINED.index(row["declined"])
        part = _part(row["part"], row["text"], validation)
        yield Row(without_marks(row["text"]), 0.0, 0.0, None, part, "declined", code)


def material_of(corpora: Path) -> dict[str, str]:
    """The digits of every file that the rows come from, by its name."""
    seeds = ("ratings.jsonl", "rated_sentences.jsonl", "claims.jsonl", "examples.jsonl", ANSWERS)
    texts = standoff.corpora(SEEDS / "rated_sentences.jsonl")
    return {
        **digests(SEEDS, (*seeds, *FRAMES, "statements.tsv")),
        **digests(corpora, (*texts, FINDINGS)),
    }


def _part(part: str, group: str, validation: bool) -> str:
    """The part of a text, some groups of the training part set aside with `validation`."""
    is_drawn = validation and part == "train" and fold_of(group, DRAWN, "confidence") == 0
    return "validation" if is_drawn else part


@dataclass(frozen=True, slots=True)
class Forked:
    """The states of some texts with which the network begins, an array for each text.

    `lengths` are the numbers of their pieces.
    """

    states: list[torch.Tensor]
    lengths: list[int]

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
                with in_halves():
                    read = network.forked(padded(ids), case, attention_mask(ids))
                for row, k in zip(read, batch, strict=True):
                    states[k] = row[: lengths[k]].to(torch.bfloat16).clone()
        return cls(states, lengths)

    def batch(self, chosen: Sequence[int]) -> tuple[torch.Tensor, torch.Tensor]:
        """The states of the chosen texts, with zeros behind their ends, and their mask."""
        rows = [self.states[k].float() for k in chosen]
        states = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True)
        lengths = torch.tensor([len(row) for row in rows])
        mask = torch.arange(states.shape[1])[None] < lengths[:, None]
        return states, mask[:, None, None, :]


def begun(network: Network) -> TextNetwork:
    """A network that begins as the layers of `general`."""
    own = TextNetwork()
    layers = [*network.shared[FROZEN:], *network.branches["general"]]
    for layer, other in zip(own.layers, layers, strict=True):
        layer.load_state_dict(other.state_dict())
    return own


class Loss:
    """How far the outputs of some texts are from their confidences, roles and reasons to decline.

    Those who judged findings had a scale of their own. On the scale of log-odds it is some times as
    wide as ours, and lies beside it; `scale` has both numbers, which are learned.
    """

    def __init__(self, rows: Sequence[Row]) -> None:
        self.scale = nn.Parameter(torch.tensor([1.0, 0.0]))
        self._confidence = torch.tensor([row.confidence for row in rows], dtype=torch.float32)
        self._weight = torch.tensor([row.weight for row in rows], dtype=torch.float32)
        self._is_finding = torch.tensor([row.source == "findings" for row in rows])
        roles = [-1 if row.role is None else ROLES.index(row.role) for row in rows]
        self._role = torch.tensor(roles)
        marked = torch.tensor([row.declined for row in rows])
        self._declined = torch.where(torch.tensor([_answers(row) for row in rows]), 0, marked)
        self._declined_weight = torch.where(marked >= 0, 1.0, _ANSWERING_WEIGHT)

    def of(self, outputs: torch.Tensor, batch: list[int]) -> torch.Tensor:
        """The loss of a batch."""
        own, role = outputs[:, 0], self._role[batch]
        judged = torch.where(self._is_finding[batch], self.scale[0] * own + self.scale[1], own)
        error = functional.binary_cross_entropy_with_logits(
            judged, self._confidence[batch], reduction="none"
        )
        loss = (error * self._weight[batch]).mean()
        known = role >= 0
        if known.any():
            wrong = functional.cross_entropy(outputs[known, 1:_REASONS], role[known])
            loss = loss + _ROLE_WEIGHT * wrong * known.float().mean()
        declined = self._declined[batch]
        known = declined >= 0
        if known.any():
            wrong = functional.cross_entropy(
                outputs[known, _REASONS:], declined[known], reduction="none"
            )
            weighed = (wrong * self._declined_weight[batch][known]).sum() / len(batch)
            loss = loss + _DECLINED_WEIGHT * weighed
        return loss


def _answers(row: Row) -> bool:
    """Whether a text that nobody marked for it declines nothing."""
    is_sure = row.weight > 0 and row.confidence >= _ANSWERING
    answers = is_sure or row.source in _RUNNING or row.role in _ANSWERING_ROLES
    return row.declined < 0 and answers


def train(network: TextNetwork, forked: Forked, rows: Sequence[Row], seed: int) -> None:
    """Teach the network with the rows of the training part; a pass reads rated texts twice."""
    torch.manual_seed(seed)
    network.head.reset_parameters()
    own = [k for k, row in enumerate(rows) if row.part == "train"]
    own += [k for k in own if rows[k].source in _RATED]
    lengths, shuffle = [forked.lengths[k] for k in own], np.random.default_rng(seed)
    plan = [[own[k] for k in b] for _ in range(PASSES) for b in batches(lengths, shuffle, _BATCH)]
    loss = Loss(rows)
    groups = [
        {"params": list(network.layers.parameters()), "lr": RATE},
        {"params": list(network.head.parameters()), "lr": HEAD_RATE},
        {"params": [loss.scale], "lr": _SCALE_RATE},
    ]
    optimiser, schedule = optimiser_of(groups, len(plan), WARM_UP)
    started = time.time()
    network.train()
    for step, batch in enumerate(plan, 1):
        with in_halves():
            outputs = network(*forked.batch(batch)).float()
        descend(loss.of(outputs, batch), optimiser, schedule)
        if step % max(1, len(plan) // (_REPORTS * PASSES)) == 0:
            print(f"{step} of {len(plan)} steps, {time.time() - started:.0f} s", flush=True)
    network.eval()


def answers_of(network: TextNetwork, forked: Forked) -> tuple[Floats, Floats, Floats]:
    """The confidence of each text, and the outputs for roles and reasons, as floats."""
    network.eval()
    outputs = np.zeros((len(forked.states), network.head.out_features))
    with torch.inference_mode():
        for batch in batches(forked.lengths, size=_READ):
            outputs[batch] = network(*forked.batch(batch)).numpy()
    return logistic(outputs[:, 0]), outputs[:, 1:_REASONS], outputs[:, _REASONS:]


def measured(
    confidence: Floats,
    role: npt.NDArray[Any],
    declined: npt.NDArray[Any],
    rows: Sequence[Row],
    part: str,
) -> dict[str, float]:
    """How near answers come to the readers, to the roles and to the reasons of a part."""
    figures: dict[str, float] = {}
    for source in (*_RATED, "findings"):
        own = [k for k, row in enumerate(rows) if row.part == part and row.source == source]
        truth = np.array([rows[k].confidence for k in own])
        figures[f"{source}: r"] = round(float(np.corrcoef(confidence[own], truth)[0, 1]), 4)
        # Those who judged findings had another scale.
        if source in _RATED:
            error = float(np.abs(confidence[own] - truth).mean())
            figures[f"{source}: mean absolute error"] = round(error, 4)
    own = [k for k, row in enumerate(rows) if row.part == part and row.source == "roles"]
    if own:
        right = [ROLES[role[k]] == rows[k].role for k in own]
        figures["roles right"] = round(float(np.mean(right)), 4)
    own = [k for k, row in enumerate(rows) if row.part == part and row.source == "declined"]
    if own:
        right = [int(declined[k]) == rows[k].declined for k in own]
        figures["reasons right"] = round(float(np.mean(right)), 4)
    return figures


def learn(corpora: Path, weights: Path, seed: int, accurate: Path, *, validation: bool) -> None:
    """Train a network above that of `accurate`, and write its weights with figures beside them."""
    rows = rows_of(corpora, validation=validation)
    part = "validation" if validation else "test"
    exported = from_shipped(accurate / NETWORK)
    reader = PieceReader((accurate / VOCABULARY).read_text(encoding="utf-8"))
    # The texts of other parts are read for the figures alone.
    chosen = [row for row in rows if row.part in ("train", part)]
    forked = Forked.of(exported, reader, [row.text for row in chosen])
    network = begun(exported)
    train(network, forked, chosen, seed)
    confidence, role, declined = answers_of(network, forked)
    figures = measured(confidence, role.argmax(axis=1), declined.argmax(axis=1), chosen, part)
    print(figures)
    torch.save(network.state_dict(), weights)
    weights.with_suffix(".json").write_text(json.dumps(figures), encoding="utf-8")


def write(corpora: Path, paths: Sequence[Path], folder: Path) -> dict[str, Any]:
    """Write the first of several networks into the folder of a candidate; the figures of them all.

    Networks learn what readers give; the written one answers on the scale of confidences, on which
    it is measured, too. The config of the folder gets the hash, the names of the outputs, and the
    digits of what the network learned from.
    """
    network = TextNetwork()
    network.load_state_dict(torch.load(paths[0], weights_only=True))
    scale = scale_of_writers()
    with torch.no_grad():
        network.head.weight[0] *= scale.slope
        network.head.bias[0] = scale.slope * network.head.bias[0] + scale.bias
    export_text_network(network, folder / TEXT_NETWORK)
    content = (folder / TEXT_NETWORK).read_bytes()
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    config["files"][TEXT_NETWORK] = sha256_of(content)
    config["confidence"] = {"roles": list(ROLES), "declined": list(DECLINED)}
    config[MATERIAL_OF_CONFIDENCE] = material_of(corpora)
    write_config(folder, config)
    encoder = load_model(folder).encoder
    assert encoder is not None
    assert encoder.confidence is not None
    rows = [row for row in rows_of(corpora, validation=False) if row.part == "test"]
    log_odds, role, declined = encoder.confidence.read([row.text for row in rows])
    sure = scale.of([row.confidence for row in rows]).tolist()
    rows = [
        replace(row, confidence=own) if row.source in _RATED else row
        for row, own in zip(rows, sure, strict=True)
    ]
    seeds = [json.loads(path.with_suffix(".json").read_text(encoding="utf-8")) for path in paths]
    return {
        "megabytes": round(len(content) / 1e6, 1),
        "scale": dict(zip(scale._fields, scale, strict=True)),
        "seeds": seeds,
        "whole numbers": measured(
            logistic(log_odds), role.argmax(axis=1), declined.argmax(axis=1), rows, "test"
        ),
    }
