"""A fine-tuned encoder that marks cues: the teacher of the light model, and what it could reach.

The encoder is all-MiniLM-L6-v2 (Wang et al. 2020; Reimers & Gurevych 2019; Apache-2.0) with 22
million parameters. It reads a sentence and gives each piece of a word one of nine classes (no cue,
or a kind), and says whether a cue begins there. The encoder knows no capitals, so "May" and "may"
would be one word: the case of each word is added to the states of a lower layer. The word vectors
and the lowest layer stay as they are.

It learns from our annotations and our own sentences, never from the test part. Then it marks
sentences that nobody read, none of them in a document of the test part.

    pip install torch transformers
    python -m benchmarks.cue_teacher train --corpora PATH --encoder FOLDER --weights FILE
    python -m benchmarks.cue_teacher measure --corpora PATH --encoder FOLDER --weights FILE
    python -m benchmarks.cue_teacher tag --corpora PATH --encoder FOLDER --weights FILE

`train` writes the weights every few minutes. `--start FILE` begins with weights that are there.
`measure` writes results/cue_teacher.json, and `tag` writes seeds/tagged.jsonl.
"""

from __future__ import annotations

import argparse
import dataclasses
import json
import random
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.material import SEEDS, add_corpora_option, load_shipped, unseen_sentences
from benchmarks.output import RESULTS, write_json
from benchmarks.readers import agreement, compare
from benchmarks.teacher import batches
from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.rows import read_rows
from hedging.detector import load
from hedging.evaluate.environment import environment
from hedging.kinds import HEDGE_KINDS, KINDS
from hedging.train.material import Material

# The lowest layers are not trained; the case is added to the next.
FROZEN = 1
PASSES, RATE, HEAD_RATE, WARM_UP = 3, 2e-4, 1e-3, 0.03
BATCH_PIECES, MAX_PIECES = 960, 160
# A sentence without cues in which the light model sees nothing either is read this often.
DULL_SHARE, DULL_SCORE = 0.15, 0.03
# A piece belongs to a cue from this probability on; `tag` also writes words from the lower one on.
CUT, FAINT = 0.5, 0.05
SAVE_SECONDS = 400.0
# Of a document, `tag` looks at so many characters and marks no more than so many sentences.
TAGGED_CHARACTERS, TAGGED_SENTENCES = 60_000, 25
CASES = 4

#: For each piece: the probability of each class, the probability that a cue begins; and its span.
Marks = tuple[np.ndarray, np.ndarray, list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class Pieces:
    """A sentence as the encoder reads it: ids, spans and the case of the word of each piece."""

    ids: list[int]
    spans: list[tuple[int, int]]
    case: list[int]


def case_of(text: str, start: int, end: int) -> int:
    """The case of the word around a piece: 0 for no word, 1 small, 2 Capital, 3 CAPITALS.

    >>> case_of("In May", 3, 5), case_of("it may", 3, 6), case_of("", 0, 0)
    (2, 1, 0)
    """
    if end <= start:
        return 0
    while start and text[start - 1].isalnum():
        start -= 1
    while end < len(text) and text[end].isalnum():
        end += 1
    word = text[start:end]
    return 3 if len(word) > 1 and word.isupper() else 2 if word[:1].isupper() else 1


class CueTeacher:
    """The encoder with its head."""

    def __init__(self, folder: Path, weights: Path | None = None) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        torch.manual_seed(0)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        encoder = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        width = encoder.config.hidden_size
        case = torch.nn.Embedding(CASES, width)
        torch.nn.init.zeros_(case.weight)
        head = torch.nn.Linear(width, len(KINDS) + 2)
        self.network = torch.nn.ModuleDict({"encoder": encoder, "case": case, "head": head})
        if weights is not None:
            self.network.load_state_dict(torch.load(weights, weights_only=True))
        encoder.embeddings.requires_grad_(False)
        for layer in encoder.encoder.layer[:FROZEN]:
            layer.requires_grad_(False)
        self._case_ids: Any = None
        encoder.encoder.layer[FROZEN].register_forward_pre_hook(self._add_case)

    def _add_case(self, layer: Any, arguments: tuple[Any, ...]) -> tuple[Any, ...]:
        states, *rest = arguments
        return (states + self.network["case"](self._case_ids), *rest)

    def read(self, texts: Sequence[str]) -> list[Pieces]:
        """The texts in pieces."""
        encoded = self.tokenizer(
            list(texts), truncation=True, max_length=MAX_PIECES, return_offsets_mapping=True
        )
        rows = zip(texts, encoded["input_ids"], encoded["offset_mapping"], strict=True)
        return [
            Pieces(ids, spans, [case_of(text, *span) for span in spans])
            for text, ids, spans in rows
        ]

    def logits(self, rows: Sequence[Pieces]) -> Any:
        """Log-odds of the classes and of a beginning, shape (rows, pieces, classes + 1)."""
        import torch

        ids = torch.tensor(padded([row.ids for row in rows], self.tokenizer.pad_token_id))
        mask = torch.tensor(padded([[1] * len(row.ids) for row in rows]))
        self._case_ids = torch.tensor(padded([row.case for row in rows]))
        states = self.network["encoder"](input_ids=ids, attention_mask=mask).last_hidden_state
        return self.network["head"](states)

    def fit(self, golds: Sequence[Gold], path: Path) -> None:
        """Fine-tune on the sentences, and write the weights."""
        import torch

        rows = self.read([gold.text for gold in golds])
        truths = [
            targets(gold.cues or (), row.spans) for gold, row in zip(golds, rows, strict=True)
        ]
        shuffle = np.random.default_rng(0)
        lengths = [len(row.ids) for row in rows]
        plan = [b for _ in range(PASSES) for b in batches(lengths, shuffle, BATCH_PIECES)]
        optimiser, schedule = self._optimiser(len(plan))
        loss_of = torch.nn.functional
        self.network.train()
        started = saved = time.time()
        for step, batch in enumerate(plan, 1):
            logits = self.logits([rows[i] for i in batch])
            classes, begins, known = (
                torch.tensor(padded([truths[i][k] for i in batch])) for k in range(3)
            )
            error = loss_of.cross_entropy(
                logits[..., :-1].transpose(1, 2), classes, reduction="none"
            )
            begin_error = loss_of.binary_cross_entropy_with_logits(
                logits[..., -1], begins.float(), reduction="none"
            )
            loss = ((error + 0.5 * begin_error * (classes > 0)) * known).sum() / known.sum()
            optimiser.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
            optimiser.step()
            schedule.step()
            if step % 100 == 0:
                seconds = time.time() - started
                print(
                    f"{step} of {len(plan)} steps, {seconds:.0f} s, {loss.item():.3f}", flush=True
                )
            if time.time() - saved > SAVE_SECONDS or step == len(plan):
                unfinished = path.with_suffix(".unfinished")
                torch.save(self.network.state_dict(), unfinished)
                unfinished.replace(path)
                saved = time.time()

    def _optimiser(self, steps: int) -> tuple[Any, Any]:
        """AdamW, with a higher rate for the head, and its schedule: up, then down to 0."""
        import torch

        new = [*self.network["case"].parameters(), *self.network["head"].parameters()]
        trained = [p for p in self.network["encoder"].parameters() if p.requires_grad]
        groups = [{"params": trained, "lr": RATE}, {"params": new, "lr": HEAD_RATE}]
        optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
        warm = max(1.0, WARM_UP * steps)
        schedule = torch.optim.lr_scheduler.LambdaLR(
            optimiser, lambda step: min((step + 1) / warm, (steps - step) / (steps - warm))
        )
        return optimiser, schedule

    def marks(self, texts: Sequence[str]) -> Iterator[tuple[int, Marks]]:
        """The marks of each text, with its number; short texts come first."""
        import torch

        self.network.eval()
        rows = self.read(texts)
        with torch.inference_mode():
            for batch in batches([len(row.ids) for row in rows], size=4 * BATCH_PIECES):
                logits = self.logits([rows[i] for i in batch])
                classes = torch.softmax(logits[..., :-1], -1).numpy()
                begins = torch.sigmoid(logits[..., -1]).numpy()
                for k, i in enumerate(batch):
                    length = len(rows[i].ids)
                    yield i, (classes[k, :length], begins[k, :length], rows[i].spans)


def padded(rows: Sequence[Sequence[int]], value: int = 0) -> list[list[int]]:
    """Rows of one length.

    >>> padded([[1], [2, 3]])
    [[1, 0], [2, 3]]
    """
    longest = max(map(len, rows))
    return [[*row, *[value] * (longest - len(row))] for row in rows]


def targets(
    cues: Sequence[GoldCue], spans: Sequence[tuple[int, int]]
) -> tuple[list[int], list[int], list[int]]:
    """For each piece: its class, whether a cue begins there, whether it is a piece of the text."""
    classes, begins = [0] * len(spans), [0] * len(spans)
    for cue in cues:
        inside = [k for k, (a, b) in enumerate(spans) if b > a and a < cue.end and b > cue.start]
        for k in inside:
            classes[k], begins[k] = 1 + KINDS.index(cue.kind or KINDS[0]), int(k == inside[0])
    return classes, begins, [int(end > start) for start, end in spans]


def cues_of(text: str, marks: Marks, faint: float = CUT) -> list[GoldCue]:
    """The cues that a teacher sees, with its probability, in order.

    A run of pieces that are a cue with a probability of 0.5 and more is one cue, divided where
    another begins. Words below that, down to `faint`, are cues of their own.
    """
    classes, begins, spans = marks
    runs: list[tuple[int, int, list[int]]] = []
    for k, (start, end) in enumerate(spans):
        probability = 1 - classes[k, 0]
        if end <= start or probability < faint:
            continue
        same_word = bool(runs) and runs[-1][1] == start and text[start - 1 : start + 1].isalnum()
        sure = probability > CUT and bool(runs) and runs[-1][2][-1] == k - 1 and begins[k] <= CUT
        if same_word or (sure and 1 - classes[k - 1, 0] > CUT):
            begin, _, members = runs.pop()
            runs.append((begin, end, [*members, k]))
        else:
            runs.append((start, end, [k]))
    found = []
    for start, end, members in runs:
        kind = KINDS[int(classes[members, 1:].sum(0).argmax())]
        probability = round(float(np.max(1 - classes[members, 0])), 2)
        found.append(GoldCue(start, end, kind, min(probability, 1.0)))
    return found


def training_sentences(material: Material) -> list[Gold]:
    """The annotated and the own sentences of the training part, fewer of those without a cue."""
    golds = [
        gold
        for gold in material.golds
        if gold.part == "train" and gold.scheme == "general" and gold.cues is not None
    ]
    scores = load().detect_batch([gold.text for gold in golds]).document_score
    chance = random.Random(2)
    return [
        gold
        for gold, score in zip(golds, scores, strict=True)
        if gold.cues or score > DULL_SCORE or chance.random() < DULL_SHARE
    ]


def measure(teacher: CueTeacher, material: Material, output: Path) -> None:
    """Sentence F1 and exact cue F1 of the teacher on the test part, by file and by group."""
    figures: dict[str, Any] = {}
    for name, golds in unseen_sentences(material).items():
        print(name)
        marked = list(golds)
        for i, marks in teacher.marks([gold.text for gold in golds]):
            cues = tuple(cues_of(golds[i].text, marks))
            hedged = any(cue.kind in HEDGE_KINDS for cue in cues)
            marked[i] = dataclasses.replace(golds[i], cues=cues, hedged=hedged)
        figures[name] = agreement(compare(golds, marked))
    write_json(output / "cue_teacher.json", {**environment(), "figures": figures})


def tag(teacher: CueTeacher, material: Material, folder: Path, sentences: int) -> None:
    """Mark sentences that nobody read and in which the light model is unsure of a candidate.

    They come in equal numbers from every file of the annotated passages, from documents drawn at
    random, none of them of the test part.
    """
    tested = {gold.document for gold in material.golds if gold.part == "test"}
    read = {gold.text for gold in material.golds if gold.part != "tagged"}
    path = SEEDS / "passages.jsonl"
    files = sorted({row.string("corpus") for row in read_rows(path, ("corpus",))})
    chance = random.Random(3)
    rows: list[dict[str, Any]] = []
    texts: list[str] = []
    for corpus in files:
        documents = [
            row for row in read_rows(folder / corpus, ("id", "text")) if row["id"] not in tested
        ]
        chance.shuffle(documents)
        left = sentences // len(files)
        for document in documents:
            text = document["text"]
            spans = [span for span in _unsure(text) if text[slice(*span)] not in read]
            spans = sorted(chance.sample(spans, min(len(spans), TAGGED_SENTENCES, left)))
            if not spans:
                continue
            left -= len(spans)
            texts += [text[start:end] for start, end in spans]
            rows.append(
                {
                    "document": document["id"],
                    "corpus": corpus,
                    "register": "tagged",
                    "part": "tagged",
                    "length": len(text),
                    "sentences": [[start, end, []] for start, end in spans],
                }
            )
    marked = [sentence for row in rows for sentence in row["sentences"]]
    for i, marks in teacher.marks(texts):
        start = marked[i][0]
        marked[i][2] = [
            [start + cue.start, start + cue.end, cue.kind, cue.probability]
            for cue in cues_of(texts[i], marks, FAINT)
        ]
    with (SEEDS / "tagged.jsonl").open("w", encoding="utf-8") as output:
        for row in rows:
            output.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
    print(f"wrote {SEEDS / 'tagged.jsonl'}, {len(texts):,} sentences")


def _unsure(text: str) -> list[tuple[int, int]]:
    """The sentences in which the light model has a candidate that it is not sure of."""
    report = load(threshold=0.0).detect(text[:TAGGED_CHARACTERS])
    starts = np.array([sentence.start for sentence in report.sentences])
    unsure = [cue.start for cue in report.cues if 0.03 < cue.score < 0.97]
    chosen = np.unique(np.searchsorted(starts, unsure, side="right") - 1)
    return [(report.sentences[i].start, report.sentences[i].end) for i in chosen.tolist()]


def main(argv: Sequence[str] | None = None) -> int:
    """Train, measure or tag; see the module's text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("step", choices=("train", "measure", "tag"))
    add_corpora_option(parser)
    parser.add_argument(
        "--encoder",
        type=Path,
        required=True,
        help="folder with model.safetensors, config.json and tokenizer.json",
    )
    parser.add_argument("--weights", type=Path, required=True, help="file of the teacher's weights")
    parser.add_argument("--start", type=Path, help="with train: weights to begin with")
    parser.add_argument("--sentences", type=int, default=110_000, help="with tag: how many")
    parser.add_argument("--output", type=Path, default=RESULTS, help="with measure: the folder")
    options = parser.parse_args(argv)
    if options.corpora is None:
        parser.error("the texts come from the corpora: --corpora PATH")
    if not options.encoder.is_dir():
        parser.error(f"--encoder must be the folder of the encoder, got {options.encoder}")
    weights = options.start if options.step == "train" else options.weights
    if weights is not None and not weights.is_file():
        parser.error(f"no weights at {weights}; make them with the step train")
    _, material = load_shipped(options.corpora)
    teacher = CueTeacher(options.encoder, weights)
    if options.step == "train":
        teacher.fit(training_sentences(material), options.weights)
    elif options.step == "measure":
        measure(teacher, material, options.output)
    else:
        tag(teacher, material, options.corpora, options.sentences)
    return 0


if __name__ == "__main__":
    sys.exit(main())
