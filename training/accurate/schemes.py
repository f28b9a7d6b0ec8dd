"""The corpora that have schemes of their own → the layers and heads of the branch `corpora`.

The lower layers have learned from no sentence of these corpora and stay as they are, so that their
states are computed once, and the upper layers are trained for each fold of a cross-validation.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional

from hedging.corpora.gold import Gold
from hedging.encoder.encoder import EncodedScheme, Encoder
from hedging.encoder.pieces import PieceReader
from hedging.evaluate.metrics import Metrics, measure
from hedging.train.folds import fold_of
from training.accurate.answers import COLUMNS, KnownOutputs, calibrated, detector_of
from training.accurate.network import Network
from training.accurate.training import (
    BATCH_PIECES,
    Example,
    attention_mask,
    descend,
    example_of,
    optimiser_of,
    padded,
)
from training.light.teacher import batches, in_halves
from training.shares import SHARES, threshold_of_share, unlabelled_sentences

BRANCH = "corpora"
SCHEMES = tuple(name for name, columns in COLUMNS.items() if columns.branch == BRANCH)
FOLDS = 5
PASSES, RATE, HEAD_RATE, WARM_UP = 2, 2e-4, 1e-3, 0.05
# How much the label of a sentence counts beside those of its pieces.
SENTENCE_WEIGHT = 0.3
#: In each fold, one of so many documents of the others is kept for the curves.
KEPT = 8


@dataclass(frozen=True, slots=True)
class Sample:
    """A labelled sentence of a corpus, and its states after the lower layers."""

    gold: Gold
    example: Example
    states: torch.Tensor


def samples(network: Network, reader: PieceReader, golds: Sequence[Gold]) -> list[Sample]:
    """The sentences of the corpora with the states of the lower layers."""
    network.eval()
    chosen = [gold for gold in golds if gold.scheme in SCHEMES and gold.part == "train"]
    pieces = dict(
        zip(
            texts := sorted({gold.text for gold in chosen}),
            reader.read(texts),
            strict=True,
        )
    )
    bare = {text: example_of(reader, own) for text, own in pieces.items()}
    states: dict[str, torch.Tensor] = {}
    with torch.inference_mode():
        for batch in batches([len(bare[text].ids) for text in texts], size=4 * BATCH_PIECES):
            rows = [bare[texts[i]] for i in batch]
            ids = [row.ids for row in rows]
            with in_halves():
                lower = network.lower(
                    padded(ids), padded([row.case for row in rows]), attention_mask(ids)
                )
            for row, i in enumerate(batch):
                states[texts[i]] = lower[row, : len(ids[row])].to(torch.bfloat16).clone()
    return [
        Sample(
            gold,
            example_of(reader, pieces[gold.text], gold.cues or (), COLUMNS[gold.scheme].kinds),
            states[gold.text],
        )
        for gold in chosen
    ]


def fit(network: Network, rows: Sequence[Sample], seed: int) -> None:
    """Train the branch of the corpora, from the layers of the branch `general`."""
    torch.manual_seed(seed)
    network.branches[BRANCH].load_state_dict(network.branches["general"].state_dict())
    network.heads[BRANCH].reset_parameters()
    layers, head = network.branches[BRANCH], network.heads[BRANCH]
    shuffle = np.random.default_rng(seed)
    lengths = [len(row.states) for row in rows]
    plan = [b for _ in range(PASSES) for b in batches(lengths, shuffle, BATCH_PIECES)]
    groups = [
        {"params": list(layers.parameters()), "lr": RATE},
        {"params": list(head.parameters()), "lr": HEAD_RATE},
    ]
    optimiser, schedule = optimiser_of(groups, len(plan), WARM_UP)
    layers.train()
    for batch in plan:
        chosen = [rows[i] for i in batch]
        with in_halves():
            states = torch.nn.utils.rnn.pad_sequence(
                [row.states for row in chosen], batch_first=True
            ).float()
            mask = attention_mask([row.example.ids for row in chosen])
            logits = head(network.upper(BRANCH, states, mask)).float()
        loss = _loss(logits, chosen)
        descend(loss, optimiser, schedule)
    layers.eval()


def _loss(logits: torch.Tensor, rows: Sequence[Sample]) -> torch.Tensor:
    """The loss of each scheme's columns on its sentences, by the number of its pieces."""
    known = padded([row.example.known for row in rows])
    total = torch.zeros(())
    for scheme in SCHEMES:
        columns = COLUMNS[scheme]
        here = torch.tensor([row.gold.scheme == scheme for row in rows])
        marked = here & torch.tensor([row.gold.cues is not None for row in rows])
        if bool(marked.any()):
            classes, begins = (
                padded([getattr(row.example, name) for row in rows])[marked]
                for name in ("classes", "begins")
            )
            own = logits[marked]
            error = functional.cross_entropy(
                own[..., columns.classes].transpose(1, 2), classes, reduction="none"
            )
            begin_error = functional.binary_cross_entropy_with_logits(
                own[..., columns.begins], begins.float(), reduction="none"
            )
            total = total + ((error + 0.5 * begin_error * (classes > 0)) * known[marked]).sum()
        if columns.sentence is not None and bool(here.any()):
            pieces = known[here].sum(1)
            whole = (logits[here][..., columns.sentence] * known[here]).sum(1) / pieces.clamp(min=1)
            hedged = torch.tensor([float(bool(row.gold.hedged)) for row in rows])[here]
            error = functional.binary_cross_entropy_with_logits(whole, hedged, reduction="none")
            total = total + SENTENCE_WEIGHT * (error * pieces).sum()
    return total / known.sum()


def fold_metrics(
    network: Network, reader: PieceReader, rows: Sequence[Sample], fold: int
) -> dict[str, Metrics]:
    """The metrics of one fold by layers that were trained on the others."""
    outside = [row for row in rows if fold_of(row.gold.document, FOLDS) != fold]
    curves = fit_with_curves(network, reader, outside, seed=fold)
    tested = [row.gold for row in rows if fold_of(row.gold.document, FOLDS) == fold]
    known = KnownOutputs()
    known.answer(network, reader, [gold.text for gold in tested], BRANCH)
    metrics: dict[str, Metrics] = {}
    for scheme, own in curves.items():
        detector = detector_of(Encoder(reader, known), own, scheme)
        measure([gold for gold in tested if gold.scheme == scheme], detector, metrics)
        row = metrics[scheme].to_dict()
        print(
            f"fold {fold}, {scheme}: sentences {row['sentences']['f1']}, cues "
            f"{row['cues_exact']['f1']}, kinds {row.get('token_macro_f1')}",
            flush=True,
        )
    return metrics


def fit_with_curves(
    network: Network, reader: PieceReader, rows: Sequence[Sample], seed: int
) -> dict[str, EncodedScheme]:
    """Train the branch on most of the documents, and fit curves and thresholds on the others."""
    kept = [fold_of(row.gold.document, KEPT, "encoder") == 0 for row in rows]
    fit(network, [row for row, is_kept in zip(rows, kept, strict=True) if not is_kept], seed)
    golds = [row.gold for row, is_kept in zip(rows, kept, strict=True) if is_kept]
    known = KnownOutputs()
    known.answer(network, reader, [gold.text for gold in golds], BRANCH)
    encoder = Encoder(reader, known)
    return {
        scheme: calibrated(encoder, scheme, [gold for gold in golds if gold.scheme == scheme])
        for scheme in SCHEMES
    }


def with_shares(
    network: Network, reader: PieceReader, fitted: dict[str, EncodedScheme], corpora: Path
) -> dict[str, EncodedScheme]:
    """The schemes, in which some thresholds follow from published shares of sentences."""
    result = dict(fitted)
    for scheme in SHARES.keys() & fitted.keys():
        texts, known = unlabelled_sentences(corpora, scheme), KnownOutputs()
        known.answer(network, reader, texts, BRANCH)
        detector = detector_of(Encoder(reader, known), fitted[scheme], scheme)
        threshold = threshold_of_share(detector, scheme, texts)
        result[scheme] = dataclasses.replace(fitted[scheme], threshold=threshold)
    return result
