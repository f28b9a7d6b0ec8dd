"""Running text that nobody has read → how often what a model says of a sentence contradicts itself.

    python -m benchmarks.contradictions --corpora PATH [--quick]    writes contradictions.json

Four answers about a sentence say how sure it is: its cues, whether it is hedged, its role and its
confidence. `CONTRADICTIONS` lists what contradicts what. The sentences are of ten registers, and
no file of labels is about them; they need no label. `llm` holds answers of language models.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.output import write_json
from hedging.batch import Batch
from hedging.corpora.rows import read_rows
from hedging.detector import load
from hedging.evaluate.environment import environment
from hedging.kinds import KINDS
from hedging.released import MODEL_ROLES, released_name
from training.material import SEEDS
from training.running_text import beginnings

#: The files of labels that name documents.
LABELS = tuple(
    f"{name}.jsonl" for name in ("annotations", "passages", "picked", "scopes", "rated_sentences")
)
#: Sentences of each register; a quick run takes a tenth.
SENTENCES = 600
#: Characters from the beginning of a document that are read, so that many documents are.
BEGINNING = 6_000
#: A cue counts as sure from here on, and a claim as unsure below this confidence.
SURE_CUE: Final = 0.6
UNSURE: Final = 0.5

Bools = npt.NDArray[np.bool_]
Columns = Mapping[str, npt.NDArray[Any]]


def _greatest_hedge(batch: Batch) -> npt.NDArray[np.float64]:
    """The score of the surest shown cue of a kind that makes a sentence hedged, 0 without one."""
    counts = np.isin(batch.cue_kind, [KINDS.index(kind) for kind in batch.hedge_kinds])
    greatest = np.zeros(len(batch.sentence_start))
    owner = np.repeat(np.arange(len(greatest)), np.diff(batch.cue_offsets))
    np.maximum.at(greatest, owner[counts], batch.cue_score[counts])
    return greatest


#: What contradicts what, as a test of the columns of sentences; `cue` is the score of the surest
#: cue that counts.
CONTRADICTIONS: Final[dict[str, Callable[[Columns], Bools]]] = {
    "a courtesy or a frame that is hedged": lambda of: (
        np.isin(of["role"], ("courtesy", "frame")) & of["hedged"]
    ),
    "not knowing that is not hedged": lambda of: (of["role"] == "unknown") & ~of["hedged"],
    "an unsure claim without a cue": lambda of: (
        (of["role"] == "claim") & (of["cue"] == 0) & (of["confidence"] < UNSURE)
    ),
    "a sure cue in a sentence that is not hedged": lambda of: (
        (of["cue"] > SURE_CUE) & ~of["hedged"]
    ),
}


def contradictions(batch: Batch) -> dict[str, Bools]:
    """Which sentences of a batch have each contradiction."""
    rows = batch.columns("sentence")
    confidence = [np.nan if value is None else value for value in rows["confidence"]]
    columns = {
        "role": np.array(rows["role"]),
        "hedged": np.array(rows["hedged"], dtype=np.bool_),
        "confidence": np.array(confidence, dtype=np.float64),
        "cue": _greatest_hedge(batch),
    }
    return {name: test(columns) for name, test in CONTRADICTIONS.items()}


def labelled_spans() -> dict[str, list[tuple[int, int]]]:
    """Where the labels of a document stand, by its name."""
    spans: dict[str, list[tuple[int, int]]] = {}
    for name in LABELS:
        for row in read_rows(SEEDS / name, ("document", "sentences")):
            own = spans.setdefault(row.document, [])
            own += [(sentence[0], sentence[1]) for sentence in row["sentences"]]
    return spans


def unread(batch: Batch, names: Sequence[str], spans: Mapping[str, list[tuple[int, int]]]) -> Bools:
    """Which sentences of a batch no label overlaps; `names` are those of its documents."""
    rows = batch.columns("sentence")
    owners = np.array(rows["document"]).tolist()
    places = zip(owners, batch.sentence_start.tolist(), batch.sentence_end.tolist(), strict=True)
    return np.array(
        [
            not any(first < end and start < stop for first, stop in spans.get(names[owner], ()))
            for owner, start, end in places
        ],
        dtype=np.bool_,
    )


def chosen_texts(
    folder: Path, sentences: int, spans: Mapping[str, list[tuple[int, int]]]
) -> tuple[list[str], list[str]]:
    """Names and texts of a register, with about so many sentences that no label is about."""
    light = load(depth="cues")
    names: list[str] = []
    texts: list[str] = []
    count = 0
    for name, text in beginnings(sorted(folder.glob("*.jsonl")), BEGINNING):
        batch = light.detect_batch([text])
        count += int(unread(batch, [name], spans).sum())
        names.append(name)
        texts.append(text)
        if count >= sentences:
            break
    return names, texts


def measure(batch: Batch, counted: Bools) -> dict[str, Any]:
    """How many of the counted sentences there are, and how many have each contradiction."""
    found = {name: rows & counted for name, rows in contradictions(batch).items()}
    counts = {name: int(rows.sum()) for name, rows in found.items()}
    any_of_them = int(np.any(list(found.values()), axis=0).sum())
    return {"sentences": int(counted.sum()), "contradicting": any_of_them, **counts}


def main(argv: Sequence[str] | None = None) -> int:
    """Count the contradictions; see the module's text."""
    parser = parser_of(__doc__, corpora=True, quick="a tenth of the sentences")
    parser.add_argument("--models", nargs="+", default=MODEL_ROLES, metavar="MODEL")
    options = parse_with_corpora(parser, argv)
    spans = labelled_spans()
    sentences = SENTENCES // 10 if options.quick else SENTENCES
    folders = sorted(
        path for path in (options.corpora.parent / "unlabelled").iterdir() if path.is_dir()
    )
    chosen = {folder.name: chosen_texts(folder, sentences, spans) for folder in folders}
    figures: dict[str, Any] = {}
    for model in options.models:
        detector = load(model)
        rows = {}
        for register, (names, texts) in chosen.items():
            batch = detector.detect_batch(texts)
            rows[register] = measure(batch, unread(batch, names, spans))
        total = {
            name: sum(row[name] for row in rows.values()) for name in next(iter(rows.values()))
        }
        figures[model] = {"model": released_name(model), "all": total, **rows}
        print(f"{model}: {total['contradicting'] / total['sentences'] * 10_000:.0f} of 10,000")
        for name in CONTRADICTIONS:
            print(f"    {name:<48}{total[name]:>6}")
    write_json(options.output / "contradictions.json", {**environment(), "figures": figures})
    return 0


if __name__ == "__main__":
    sys.exit(main())
