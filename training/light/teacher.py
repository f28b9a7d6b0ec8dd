"""Wikipedia sentences → soft labels by fine-tuned encoders: makes `seeds/wikipedia_teacher.npz`.

Training reads that file. The encoder is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych
2019; Apache-2.0). It is fine-tuned on the sentence labels and weasel cues of the CoNLL-2010
Wikipedia set and on the cues of Szeged's Wikipedia part, together; then it labels the variants of
the sentences that `hedging/train/distillation.py` makes. There is a teacher for each fold of a
five-fold cross-validation, trained without that fold, and a teacher that saw everything (fold 5).

    python -m training.light.teacher train --corpora PATH --encoder FOLDER --fold 0 --out FOLDER
    python -m training.light.teacher join --corpora PATH --out FOLDER [--output FILE]
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.markup import SZEGED_KINDS
from hedging.errors import InputError
from hedging.train.distillation import STEPS, TeacherLabels, distilled_variants, fingerprint
from hedging.train.folds import fold_of
from hedging.train.material import load_material
from training.commands import add_model_option, add_step, announce, parser_of, run_step
from training.material import SEEDS, recipe_of

OUTPUT = SEEDS / "wikipedia_teacher.npz"
WIKIPEDIA = "conll2010-wikipedia"
FOLDS = 5
EPOCHS, RATE, WARM_UP = 3, 6e-5, 0.1
# Pieces of words in a batch, and in a text.
BATCH_PIECES, MAX_PIECES = 640, 128
SETS = (WIKIPEDIA, "szeged")
HEADS = [*sorted(SZEGED_KINDS), "weasel"]


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence with the labels of both corpora; None where a corpus lacks the sentence."""

    text: str
    hedged: bool | None
    weasels: tuple[GoldCue, ...] | None
    cues: tuple[GoldCue, ...] | None

    def labels(self) -> Iterator[tuple[tuple[GoldCue, ...], range]]:
        """The labelled cues of each corpus, and the heads that they teach."""
        last = len(HEADS) - 1
        for cues, heads in ((self.cues, range(last)), (self.weasels, range(last, last + 1))):
            if cues is not None:
                yield cues, heads


def examples(golds: Sequence[Gold]) -> list[Example]:
    """The sentences of the two Wikipedia sets; a sentence of both sets becomes one example."""
    pages = {gold.document for gold in golds if gold.scheme == WIKIPEDIA}
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
    """The encoder with a head for the sentence and a head for each kind of cue token."""

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
        padded = torch.tensor([[*row, *[0] * (longest - len(row))] for row in ids])
        mask = torch.tensor([[1] * len(row) + [0] * (longest - len(row)) for row in ids])
        with in_halves():
            states = self.encoder(input_ids=padded, attention_mask=mask).last_hidden_state
        states = states.float()
        is_piece = mask[:, :, None].float()
        mean = (states * is_piece).sum(1) / is_piece.sum(1)
        top = (states - 1e4 * (1 - is_piece)).max(1).values
        return self.sentence(torch.cat((mean, top), 1))[:, 0], self.tokens(states)

    def encode(self, texts: Sequence[str]) -> tuple[list[list[int]], list[list[tuple[int, int]]]]:
        """The ids of the pieces of each text, and their code points."""
        encoded = self.tokenizer(
            list(texts), truncation=True, max_length=MAX_PIECES, return_offsets_mapping=True
        )
        return encoded["input_ids"], encoded["offset_mapping"]

    def fit(self, rows: Sequence[Example], seed: int = 0) -> None:
        """Fine-tune the encoder and the heads on the examples."""
        import torch

        torch.manual_seed(seed)
        ids, offsets = self.encode([row.text for row in rows])
        lengths = [len(pieces) for pieces in ids]
        planned = [
            batch
            for epoch in range(EPOCHS)
            for batch in batches(lengths, np.random.default_rng(seed * 100 + epoch))
        ]
        optimiser, schedule = self.optimiser(len(planned))
        loss_of = torch.nn.functional.binary_cross_entropy_with_logits
        self.encoder.train()
        started = time.time()
        for step, batch in enumerate(planned, 1):
            sentence, tokens = self.logits([ids[i] for i in batch])
            target, known = targets([rows[i] for i in batch], [offsets[i] for i in batch], tokens)
            loss = (loss_of(tokens, target, reduction="none") * known).sum() / len(batch)
            labelled = [k for k, i in enumerate(batch) if rows[i].hedged is not None]
            if labelled:
                truth = torch.tensor([float(bool(rows[batch[k]].hedged)) for k in labelled])
                loss = loss + loss_of(sentence[labelled], truth)
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if step % 200 == 0:
                seconds = time.time() - started
                print(
                    f"{step} of {len(planned)} steps, {seconds:.0f} s, loss {loss.item():.3f}",
                    flush=True,
                )

    def optimiser(self, steps: int) -> tuple[Any, Any]:
        """AdamW, with ten times the rate for the heads, and its schedule: up, then down to 0."""
        import torch

        heads = [*self.sentence.parameters(), *self.tokens.parameters()]
        groups = [
            {"params": self.encoder.parameters(), "lr": RATE},
            {"params": heads, "lr": 10 * RATE},
        ]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        warm = WARM_UP * steps
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min(step / warm, (steps - step) / (steps - warm))
        )
        return optimiser, schedule

    def label(self, texts: Sequence[str]) -> tuple[np.ndarray, list[np.ndarray], list[Any]]:
        """Probabilities of the sentences, of their pieces, and the code points of the pieces."""
        import torch

        self.encoder.eval()
        ids, offsets = self.encode(texts)
        probability = np.zeros(len(texts))
        pieces: list[np.ndarray] = [np.zeros(0)] * len(texts)
        with torch.inference_mode():
            for batch in batches([len(row) for row in ids], size=4 * BATCH_PIECES):
                sentence, tokens = self.logits([ids[i] for i in batch])
                probability[batch] = torch.sigmoid(sentence).numpy()
                for k, i in enumerate(batch):
                    pieces[i] = torch.sigmoid(tokens[k, : len(ids[i])]).numpy()
        return probability, pieces, offsets


def targets(
    rows: Sequence[Example], offsets: Sequence[Sequence[tuple[int, int]]], tokens: Any
) -> tuple[Any, Any]:
    """For each piece and head of a batch: whether it is a cue, and whether that is known."""
    import torch

    target, known = torch.zeros(tokens.shape), torch.zeros(tokens.shape)
    for k, (row, spans) in enumerate(zip(rows, offsets, strict=True)):
        padding = [False] * (tokens.shape[1] - len(spans))
        inside = torch.tensor([end > start for start, end in spans] + padding)
        for cues, heads in row.labels():
            known[k, :, heads.start : heads.stop] = inside[:, None].float()
            for cue in cues:
                head = HEADS.index(cue.kind or "weasel")
                for j, (start, end) in enumerate(spans):
                    if start < cue.end and end > cue.start:
                        target[k, j, head] = 1
    return target, known


def in_halves() -> AbstractContextManager[Any]:
    """Multiply floats of half the width in a block, where the processor is made for it."""
    import torch

    is_quick = torch.backends.cpu.get_cpu_capability() in ("AVX512", "AMX")
    halves: AbstractContextManager[Any] = torch.autocast("cpu", torch.bfloat16, enabled=is_quick)
    return halves


def batches(
    lengths: Sequence[int], shuffle: np.random.Generator | None = None, size: int = BATCH_PIECES
) -> Iterator[list[int]]:
    """Sentences of similar length together, about `size` pieces in a batch."""
    noise = shuffle.random(len(lengths)) * 6 if shuffle else np.zeros(len(lengths))
    filled: list[list[int]] = []
    for i in np.argsort(np.array(lengths) + noise, kind="stable").tolist():
        if not filled or (len(filled[-1]) + 1) * lengths[i] > size:
            filled.append([])
        filled[-1].append(i)
    if shuffle:
        shuffle.shuffle(filled)
    yield from filled


def main(argv: Sequence[str] | None = None) -> int:
    """Do one step; see the module's text."""
    parser, steps = parser_of("training.light.teacher", __doc__)
    own = add_step(steps, "train", run_train, "fine-tune the teacher of one fold")
    _add_options(own)
    own.add_argument(
        "--encoder",
        type=Path,
        required=True,
        help="folder with model.safetensors, config.json and tokenizer.json",
    )
    own.add_argument(
        "--fold",
        type=int,
        choices=range(FOLDS + 1),
        default=FOLDS,
        help="fold of the documents that the teacher does not see (0 to 4; 5: it sees all)",
    )
    own = add_step(steps, "join", run_join, "put the labels of all folds into one file")
    _add_options(own)
    own.add_argument(
        "--output",
        type=Path,
        default=OUTPUT,
        help=f"the file to write (default: seeds/{OUTPUT.name})",
    )
    return run_step(parser, argv)


def _add_options(parser: argparse.ArgumentParser) -> None:
    add_model_option(parser, "light", "the model whose recipe names the material")
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FOLDER", help="folder of the labels by fold"
    )


def run_train(options: argparse.Namespace) -> None:
    """Fine-tune the teacher of one fold, and write its labels."""
    options.out.mkdir(parents=True, exist_ok=True)
    train(*_material(options), options)


def run_join(options: argparse.Namespace) -> None:
    """Put the labels of all folds into one file."""
    folds = range(FOLDS + 1)
    missing = [str(fold) for fold in folds if not (options.out / f"fold{fold}.npy").is_file()]
    if missing:
        raise InputError(
            f"join needs the labels of every fold in {options.out}; "
            f"train --fold {', '.join(missing)} first"
        )
    announce(options.output)
    join(*_material(options), options)


def _material(options: argparse.Namespace) -> tuple[list[Gold], list[list[str]]]:
    """The sentences of the training part, and the variants of the Wikipedia sentences."""
    recipe = dataclasses.replace(recipe_of(options.light), teacher="")
    material = load_material(recipe, options.corpora, SEEDS)
    golds = [gold for gold in material.golds if gold.part == "train"]
    return golds, distilled_variants(golds, material.word_classes, recipe.schemes)


def train(
    golds: Sequence[Gold], variants: Sequence[Sequence[str]], options: argparse.Namespace
) -> None:
    """Fine-tune the teacher of one fold, print how good it is, and write its labels."""
    training = [gold for gold in golds if fold_of(gold.document, FOLDS) != options.fold]
    testing = [gold for gold in golds if fold_of(gold.document, FOLDS) == options.fold]
    teacher = Teacher(options.encoder)
    teacher.fit(examples(training))
    print(json.dumps(metrics(teacher, examples(testing))), flush=True)
    labels, _, _ = teacher.label([text for row in variants for text in row])
    np.save(options.out / f"fold{options.fold}.npy", labels.reshape(len(variants), -1))


def metrics(teacher: Teacher, rows: Sequence[Example]) -> dict[str, float]:
    """F1 of sentences, and of tokens by kind, at a threshold of 0.5."""
    if not rows:
        return {}
    score, pieces, offsets = teacher.label([row.text for row in rows])
    # Hits, predicted and true pieces of each head.
    counts = np.zeros((len(HEADS), 3))
    for row, probability, spans in zip(rows, pieces, offsets, strict=True):
        for head, kind in enumerate(HEADS):
            cues = row.weasels if kind == "weasel" else row.cues
            if cues is None:
                continue
            for (start, end), value in zip(spans, probability[:, head], strict=True):
                marked = any(
                    start < cue.end and end > cue.start and (cue.kind or "weasel") == kind
                    for cue in cues
                )
                if end > start:
                    counts[head] += (value > 0.5 and marked, value > 0.5, marked)
    labelled = [i for i, row in enumerate(rows) if row.hedged is not None]
    truth = np.array([bool(rows[i].hedged) for i in labelled])
    predicted = score[labelled] > 0.5
    result = {"sentence": 2 * (predicted & truth).sum() / (predicted.sum() + truth.sum())}
    result |= {
        kind: 2 * hits / max(predictions + true, 1)
        for kind, (hits, predictions, true) in zip(HEADS, counts.tolist(), strict=True)
    }
    return {name: round(float(value), 4) for name, value in result.items()}


def join(
    golds: Sequence[Gold], variants: Sequence[Sequence[str]], options: argparse.Namespace
) -> None:
    """Put the labels of all teachers into one file."""
    pages = sorted({gold.document for gold in golds if gold.scheme == WIKIPEDIA})
    by_fold = [np.load(options.out / f"fold{fold}.npy") for fold in range(FOLDS + 1)]
    trained_documents = tuple(
        frozenset(page for page in pages if fold_of(page, FOLDS) != fold)
        for fold in range(FOLDS + 1)
    )
    probability = np.stack(by_fold).astype(np.float32)
    labels = TeacherLabels(probability, trained_documents, fingerprint(variants))
    write_labels(options.output, labels)
    print(f"{labels.probability.shape}, {options.output.stat().st_size} bytes")


def write_labels(path: Path, labels: TeacherLabels) -> None:
    """Write the file that `hedging.train.distillation.read_teacher` reads: steps of 1/255."""
    names = sorted(set().union(*labels.documents))
    is_trained_on = np.array(
        [[name in documents for name in names] for documents in labels.documents]
    )
    np.savez_compressed(
        path,
        levels=np.round(labels.probability * STEPS).astype(np.uint8),
        documents=np.array(names),
        seen=is_trained_on,
        fingerprint=np.array(labels.fingerprint),
    )


if __name__ == "__main__":
    sys.exit(main())
