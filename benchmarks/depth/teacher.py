"""Ratings of readers → an encoder that rates as they do → its answers to many more sentences.

The light network of `hedging.depth.confidence` needs more than some thousand ratings. So the
encoder of the deep model is fine-tuned on them, and rates sentences of the training part and our
frames; `seeds/confidence_teacher.npz` holds its answers, and not the texts.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from benchmarks.depth import taught
from benchmarks.depth.network import RUNNING
from benchmarks.encoder.answers import BRANCHES
from benchmarks.encoder.network import WIDTH, Network, from_base
from benchmarks.encoder.training import (
    Example,
    attention_mask,
    descend,
    example_of,
    general_sentences,
    optimiser_of,
    padded,
)
from benchmarks.material import SEEDS
from benchmarks.teacher import batches
from hedging.encoder.pieces import PieceReader
from hedging.model.scoring import Floats
from hedging.train.material import Material

TEACHER = SEEDS / "confidence_teacher.npz"
EPOCHS, RATE, HEAD_RATE, WARM_UP, PIECES = 5, 1.5e-4, 1e-3, 0.05, 480


def pool(material: Material) -> list[str]:
    """The texts that the teacher rates: our frames with statements, and sentences at random."""
    texts = sorted({gold.text for gold in general_sentences(material)})
    drawn = np.random.default_rng(0).permutation(len(texts))[:RUNNING]
    return [*framed(), *(texts[number] for number in drawn.tolist())]


def framed() -> list[str]:
    """Our frames with statements, with which the texts of `pool` begin."""
    return taught.framed(SEEDS / "frames.tsv")


class Rater(nn.Module):
    """An encoder with one output for a text."""

    def __init__(self, encoder: Network) -> None:
        super().__init__()
        self.encoder = encoder
        self.output = nn.Linear(2 * WIDTH, 1)

    def forward(self, examples: Sequence[Example]) -> torch.Tensor:
        """The log-odds of some texts."""
        ids = [example.ids for example in examples]
        mask = attention_mask(ids)
        case = padded([example.case for example in examples])
        states = self.encoder.upper("general", self.encoder.lower(padded(ids), case, mask), mask)
        length = torch.tensor([len(own) for own in ids])
        kept = (torch.arange(states.shape[1])[None] < length[:, None])[..., None]
        mean = (states * kept).sum(1) / length[:, None]
        greatest = states.masked_fill(~kept, -1e4).max(1).values
        answer: torch.Tensor = self.output(torch.cat((mean, greatest), 1)).float()
        return answer[:, 0]


def load_rater(encoder: Path, weights: Path) -> tuple[Rater, PieceReader]:
    """A rater with the fine-tuned encoder of the deep model."""
    network = from_base(encoder, BRANCHES)
    network.load_state_dict(torch.load(weights, weights_only=True))
    reader = PieceReader((encoder / "tokenizer.json").read_text(encoding="utf-8"))
    return Rater(network), reader


def fit_rater(rater: Rater, reader: PieceReader, texts: Sequence[str], ratings: Floats) -> None:
    """Fine-tune on texts and what readers gave them, 0 to 1."""
    torch.manual_seed(0)
    rater.output.reset_parameters()
    rater.encoder.freeze()
    examples = [example_of(reader, pieces) for pieces in reader.read(texts)]
    target = torch.tensor(ratings, dtype=torch.float32)
    shuffle = np.random.default_rng(0)
    lengths = [len(example.ids) for example in examples]
    plan = [batch for _ in range(EPOCHS) for batch in batches(lengths, shuffle, PIECES)]
    trained = [p for p in rater.encoder.parameters() if p.requires_grad]
    groups = [
        {"params": trained, "lr": RATE},
        {"params": list(rater.output.parameters()), "lr": HEAD_RATE},
    ]
    optimiser, schedule = optimiser_of(groups, len(plan), WARM_UP)
    rater.train()
    for batch in plan:
        with torch.autocast("cpu", torch.bfloat16):
            answer = rater([examples[row] for row in batch])
        loss = functional.binary_cross_entropy_with_logits(answer, target[batch])
        descend(loss, optimiser, schedule)
    rater.eval()


def rate(rater: Rater, reader: PieceReader, texts: Sequence[str]) -> Floats:
    """What a rater gives some texts, 0 to 1."""
    examples = [example_of(reader, pieces) for pieces in reader.read(texts)]
    answers = np.zeros(len(texts))
    with torch.inference_mode():
        for batch in batches([len(example.ids) for example in examples], size=8 * PIECES):
            with torch.autocast("cpu", torch.bfloat16):
                found = torch.sigmoid(rater([examples[row] for row in batch]))
            answers[batch] = found.numpy()
    return answers
