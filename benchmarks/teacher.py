"""Wikipedia sentences → soft labels by fine-tuned encoders: makes `seeds/wikipedia_teacher.npz`, which training reads.

The encoder is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0). It is fine-tuned on the sentence labels
and weasel cues of the CoNLL-2010 Wikipedia set and on the cues of Szeged's Wikipedia part, together; then it labels the
variants of the sentences that `hedging/train/distillation.py` makes. There is one teacher for each part of a five-fold
cross-validation, trained without it, and one that saw everything.

    pip install torch transformers
    python benchmarks/teacher.py train --corpora PATH --encoder FOLDER --part 0 --out FOLDER    (0 to 4, and 5 for everything)
    python benchmarks/teacher.py join --corpora PATH --out FOLDER
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.szeged import KINDS
from hedging.model.files import MODELS
from hedging.options import DEFAULT_MODEL as DEFAULT
from hedging.train import distillation
from hedging.train.training import Recipe, fold_of, gather, taught

SEEDS = Path(__file__).parent.parent / "seeds"
FOLDS = 5
EPOCHS, RATE, WARM_UP, PIECES, LONGEST = 3, 6e-5, 0.1, 640, 128
SETS = ("conll2010-wikipedia", "szeged")
HEADS = [*sorted(KINDS), "weasel"]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with what either corpus says of it; None where it says nothing."""

    text: str
    hedged: bool | None
    weasels: tuple[GoldCue, ...] | None
    cues: tuple[GoldCue, ...] | None


def examples(golds: Sequence[Gold]) -> list[Example]:
    """Sentences of the two Wikipedia sets, those that stand in both as one."""
    pages = {gold.document for gold in golds if gold.scheme == "conll2010-wikipedia"}
    sentences: dict[str, list[Gold | None]] = {}
    for gold in golds:
        if gold.document in pages and gold.scheme in SETS:
            sentences.setdefault(gold.text, [None, None])[SETS.index(gold.scheme)] = gold
    return [
        Example(
            text,
            wiki.hedged if wiki else None,
            wiki.cues if wiki else None,
            szeged.cues if szeged else None,
        )
        for text, (wiki, szeged) in sentences.items()
    ]


class Teacher:
    """The encoder with a head for the sentence and one for each kind of cue token."""

    def __init__(self, folder: Path) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.encoder = AutoModel.from_pretrained(folder)
        width = self.encoder.config.hidden_size
        self.sentence, self.tokens = (
            torch.nn.Linear(2 * width, 1),
            torch.nn.Linear(width, len(HEADS)),
        )

    def parameters(self) -> list[Any]:
        return [p for part in (self.encoder, self.sentence, self.tokens) for p in part.parameters()]

    def logits(self, ids: Sequence[Sequence[int]]) -> tuple[Any, Any]:
        """Log-odds of the sentences, shape (n,), and of their pieces, shape (n, pieces, heads)."""
        import torch

        longest = max(map(len, ids))
        padded = torch.tensor([[*one, *[0] * (longest - len(one))] for one in ids])
        mask = torch.tensor([[1] * len(one) + [0] * (longest - len(one)) for one in ids])
        with torch.autocast("cpu", dtype=torch.bfloat16):
            states = self.encoder(input_ids=padded, attention_mask=mask).last_hidden_state
        states = states.float()
        shown = mask[:, :, None].float()
        mean = (states * shown).sum(1) / shown.sum(1)
        top = (states - 1e4 * (1 - shown)).max(1).values
        return self.sentence(torch.cat((mean, top), 1))[:, 0], self.tokens(states)

    def fit(self, rows: Sequence[Example], seed: int = 0) -> None:
        import torch

        torch.manual_seed(seed)
        encoded = self.tokenizer(
            [row.text for row in rows],
            truncation=True,
            max_length=LONGEST,
            return_offsets_mapping=True,
        )
        ids, offsets = encoded["input_ids"], encoded["offset_mapping"]
        groups = [{"params": self.encoder.parameters(), "lr": RATE}]
        groups.append(
            {"params": [*self.sentence.parameters(), *self.tokens.parameters()], "lr": 10 * RATE}
        )
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        lengths = [len(one) for one in ids]
        planned = [
            batch
            for epoch in range(EPOCHS)
            for batch in batches(lengths, np.random.default_rng(seed * 100 + epoch))
        ]
        total, warm = len(planned), WARM_UP * len(planned)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(step / warm, (total - step) / (total - warm))
        )
        loss_of = torch.nn.functional.binary_cross_entropy_with_logits
        self.encoder.train()
        started = time.time()
        for step, batch in enumerate(planned, 1):
            sentence, tokens = self.logits([ids[i] for i in batch])
            target = torch.zeros(tokens.shape)
            known = torch.zeros(tokens.shape)
            for k, i in enumerate(batch):
                inside = torch.tensor(
                    [b > a for a, b in offsets[i]] + [False] * (tokens.shape[1] - len(ids[i]))
                )
                for cues, heads in (
                    (rows[i].cues, range(len(HEADS) - 1)),
                    (rows[i].weasels, range(len(HEADS) - 1, len(HEADS))),
                ):
                    if cues is None:
                        continue
                    known[k, :, heads.start : heads.stop] = inside[:, None].float()
                    for cue in cues:
                        head = HEADS.index(cue.kind or "weasel")
                        for j, (a, b) in enumerate(offsets[i]):
                            if a < cue.end and b > cue.start:
                                target[k, j, head] = 1
            labelled = [k for k, i in enumerate(batch) if rows[i].hedged is not None]
            truth = torch.tensor([float(bool(rows[batch[k]].hedged)) for k in labelled])
            loss = (loss_of(tokens, target, reduction="none") * known).sum() / len(batch)
            if labelled:
                loss = loss + loss_of(sentence[labelled], truth)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if step % 200 == 0:
                print(
                    f"{step} of {total} steps, {time.time() - started:.0f} s, loss {loss.item():.3f}",
                    flush=True,
                )

    def label(self, texts: Sequence[str]) -> tuple[np.ndarray, list[np.ndarray], list[Any]]:
        """Probabilities of the sentences, and of their pieces with the pieces' offsets."""
        import torch

        self.encoder.eval()
        encoded = self.tokenizer(
            list(texts), truncation=True, max_length=LONGEST, return_offsets_mapping=True
        )
        ids = encoded["input_ids"]
        found = np.zeros(len(texts))
        pieces: list[np.ndarray] = [np.zeros(0)] * len(texts)
        with torch.inference_mode():
            for batch in batches([len(one) for one in ids], size=4 * PIECES):
                sentence, tokens = self.logits([ids[i] for i in batch])
                found[batch] = torch.sigmoid(sentence).numpy()
                for k, i in enumerate(batch):
                    pieces[i] = torch.sigmoid(tokens[k, : len(ids[i])]).numpy()
        return found, pieces, encoded["offset_mapping"]


def batches(
    lengths: Sequence[int], shuffle: np.random.Generator | None = None, size: int = PIECES
) -> Iterator[list[int]]:
    """Sentences of like length together, about `size` pieces a batch."""
    noise = shuffle.random(len(lengths)) * 6 if shuffle else np.zeros(len(lengths))
    made: list[list[int]] = []
    for i in np.argsort(np.array(lengths) + noise, kind="stable").tolist():
        if not made or (len(made[-1]) + 1) * lengths[i] > size:
            made.append([])
        made[-1].append(i)
    if shuffle:
        shuffle.shuffle(made)
    yield from made


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=("train", "join"))
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--recipe", type=Path, default=MODELS / DEFAULT / "recipe.json")
    parser.add_argument(
        "--encoder", type=Path, help="folder with model.safetensors, config.json and tokenizer.json"
    )
    parser.add_argument(
        "--part",
        type=int,
        default=FOLDS,
        help="part of the documents that the teacher does not see",
    )
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args()
    if options.step == "train" and (options.encoder is None or not options.encoder.is_dir()):
        parser.error(f"train needs --encoder with the folder of the encoder, got {options.encoder}")
    if not 0 <= options.part <= FOLDS:
        parser.error(f"expected --part from 0 to {FOLDS}, got {options.part}")
    lacking = [
        str(part) for part in range(FOLDS + 1) if not (options.out / f"part{part}.npy").is_file()
    ]
    if options.step == "join" and lacking:
        parser.error(
            f"join needs the labels of every part in {options.out}; train --part {', '.join(lacking)} first"
        )
    recipe = dataclasses.replace(Recipe.read(options.recipe), teacher="")
    material = gather(recipe, options.corpora, SEEDS)
    golds = [gold for gold in material.golds if gold.part == "train"]
    if options.step == "train":
        train(golds, options, taught(golds, material.word_classes))
    else:
        join(golds, options, taught(golds, material.word_classes))
    return 0


def train(
    golds: Sequence[Gold], options: argparse.Namespace, made: Sequence[Sequence[str]]
) -> None:
    held = [fold_of(gold.document, FOLDS) == options.part for gold in golds]
    teacher = Teacher(options.encoder)
    teacher.fit(examples([gold for gold, out in zip(golds, held, strict=True) if not out]))
    print(
        json.dumps(
            figures(teacher, examples([gold for gold, out in zip(golds, held, strict=True) if out]))
        ),
        flush=True,
    )
    labels, _, _ = teacher.label([text for row in made for text in row])
    np.save(options.out / f"part{options.part}.npy", labels.reshape(len(made), -1))


def figures(teacher: Teacher, rows: Sequence[Example]) -> dict[str, float]:
    """Sentence F1 at a half, and token F1 of Szeged's kinds, of sentences that the teacher did not see."""
    if not rows:
        return {}
    score, pieces, offsets = teacher.label([row.text for row in rows])
    counts = np.zeros((len(HEADS), 3))
    for row, found, spans in zip(rows, pieces, offsets, strict=True):
        for head, kind in enumerate(HEADS):
            cues = row.weasels if kind == "weasel" else row.cues
            if cues is None:
                continue
            for (a, b), one in zip(spans, found[:, head], strict=True):
                marked = any(
                    a < cue.end and b > cue.start and (cue.kind or "weasel") == kind for cue in cues
                )
                if b > a:
                    counts[head] += (one > 0.5 and marked, one > 0.5, marked)
    labelled = [i for i, row in enumerate(rows) if row.hedged is not None]
    truth = np.array([bool(rows[i].hedged) for i in labelled])
    said = score[labelled] > 0.5
    result = {"sentence": 2 * (said & truth).sum() / (said.sum() + truth.sum())}
    result |= {
        kind: 2 * hit / max(a + b, 1)
        for kind, (hit, a, b) in zip(HEADS, counts.tolist(), strict=True)
    }
    return {name: round(float(value), 4) for name, value in result.items()}


def join(golds: Sequence[Gold], options: argparse.Namespace, made: Sequence[Sequence[str]]) -> None:
    pages = sorted({gold.document for gold in golds if gold.scheme == "conll2010-wikipedia"})
    parts = [np.load(options.out / f"part{part}.npy") for part in range(FOLDS + 1)]
    seen = tuple(
        frozenset(page for page in pages if fold_of(page, FOLDS) != part)
        for part in range(FOLDS + 1)
    )
    teaching = distillation.Teaching(
        np.stack(parts).astype(np.float32), seen, distillation.fingerprint(made)
    )
    path = SEEDS / "wikipedia_teacher.npz"
    distillation.write(path, teaching)
    print(f"wrote {path}: {teaching.probability.shape}, {path.stat().st_size} bytes")


if __name__ == "__main__":
    sys.exit(main())
