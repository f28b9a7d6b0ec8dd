"""Ratings, findings and answers of a model → the texts that teach the network of confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from hedging.corpora import jsonlines
from hedging.corpora.rows import read_rows, read_table
from hedging.kinds import declines
from hedging.model.scoring import Floats
from training.depth.ratings import Rating, read_frames, read_rated_sentences, read_ratings
from training.depth.scale import scale_of_writers
from training.depth.taught import ended, read_taught
from training.material import SEEDS

#: Findings of science with the certainty that readers gave them.
FINDINGS: Final = "pei-jurgens-certainty/sentence-level-certainty.jsonl"
#: The file of answers, each with one of DECLINED or none.
ANSWERS: Final = "declined.jsonl"
#: The files of ways to say how sure one is.
FRAMES: Final = ("frames.tsv", "idioms.tsv")
#: Texts of this weight or more say how sure single sentences sound; a rating has 1.
TELLING: Final = 0.3
# The weights of frames, of findings, and of what a model with an encoder has rated: recombined
# texts, hedged sentences, running text.
_FRAMED, _FINDINGS, _RECOMBINED, _HEDGED, _RUNNING = 0.6, 0.3, 0.15, 0.15, 0.3
# The weights of texts with a plain sentence beside them, of frames with one, and of plain sentences
# alone, which leave readers so sure.
_BESIDE, _FRAMED_BESIDE, _ALONE, _SURE = 0.5, 0.1, 0.1, 0.95
# The weight of answers that decline, which leave readers so unsure.
_DECLINING, _UNSURE = 0.4, 0.05
# The words of a plain sentence, and how often it comes first.
_PLAIN_WORDS, _BEFORE = range(4, 21), 0.3
# Statements in each frame, and the words of a sentence that a frame stands around.
_EACH, _SHORT = 6, range(4, 14)


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts, how sure each should sound, on the scale of writers, and how much it counts.

    The last `running` texts are running text. `rated` are the rated texts of our own, and `frames`
    the ways to say how sure one is that the seeds list.
    """

    texts: list[str]
    target: Floats
    weight: Floats
    running: int
    rated: list[Rating]
    frames: list[str]


def read_lessons(corpora: Path, taught_file: Path) -> Lessons:
    """All texts that teach; CorpusError where a model has rated other texts than now."""
    rows = [row for row in read_ratings(SEEDS / "ratings.jsonl") if row.part == "train"]
    sentences = rated_sentences(corpora, "train")
    findings = read_findings(corpora, "train")
    of_frames = framed(_EACH)
    scale = scale_of_writers()
    sure = scale.of([row.confidence for row in rows])
    sure_frames = scale.of(list(of_frames.values()))
    beside, alone = _beside_plain([*(row.text for row in rows), *of_frames])
    taught = read_taught(corpora, taught_file)
    edges = np.cumsum([len(taught.recombined), len(taught.hedged)])
    of_recombined, of_hedged, of_running = np.split(taught.answers, edges)
    declining = _declining()
    parts: list[tuple[list[str], Sequence[float] | Floats, float]] = [
        ([row.text for row in rows], sure, 1.0),
        ([row.text for row in sentences], scale.of([row.confidence for row in sentences]), 1.0),
        ([text for text, _ in findings], _sureness([own for _, own in findings]), _FINDINGS),
        (beside[: len(rows)], sure, _BESIDE),
        (list(of_frames), sure_frames, _FRAMED),
        (beside[len(rows) :], sure_frames, _FRAMED_BESIDE),
        (alone, np.full(len(alone), _SURE), _ALONE),
        (declining, np.full(len(declining), _UNSURE), _DECLINING),
        (taught.recombined, of_recombined, _RECOMBINED),
        (taught.hedged, of_hedged, _HEDGED),
        (taught.running, of_running, _RUNNING),
    ]
    target = np.concatenate([values for _, values, _ in parts])
    weight = np.concatenate([np.full(len(part), own) for part, _, own in parts])
    claims = ~np.isnan(target)
    texts = [text for part, _, _ in parts for text in part]
    return Lessons(
        [text for text, own in zip(texts, claims.tolist(), strict=True) if own],
        target[claims],
        weight[claims],
        int((~np.isnan(of_running)).sum()),
        rows,
        [frame for name in FRAMES for frame in _frames(SEEDS / name)],
    )


def _declining() -> list[str]:
    """The answers of the seeds that answer nothing."""
    rows = read_rows(SEEDS / ANSWERS, ("text", "declined", "part"))
    return [row["text"] for row in rows if row["part"] == "train" and declines(row["declined"])]


def rated_sentences(corpora: Path, part: str) -> list[Rating]:
    """The rated sentences of running text of one part, "train" or "test"."""
    rows = read_rated_sentences(SEEDS / "rated_sentences.jsonl", corpora)
    return [row for row in rows if row.part == part]


def read_findings(corpora: Path, split: str) -> list[tuple[str, float]]:
    """A split of Pei and Jurgens (2021), "train" or "val": findings and their certainty, 1 to 6."""
    rows = read_rows(corpora / FINDINGS, ("finding", "sentence-level-certainty", "split"))
    return [
        (row["finding"], float(row["sentence-level-certainty"]))
        for row in rows
        if row["split"] == split
    ]


def framed(each: int) -> dict[str, float]:
    """Our frames, each around so many statements, and how sure readers found them, 0 to 1."""
    own = [gold for gold in jsonlines.read(SEEDS / "examples.jsonl") if gold.part == "train"]
    plain = [gold.text for gold in own if gold.cues == ()]
    short = [text for text in plain if len(text.split()) in _SHORT and text.endswith(".")]
    texts: dict[str, float] = {}
    for name in FRAMES:
        texts |= read_frames(SEEDS / name, SEEDS / "statements.tsv", short, each)
    return texts


def _frames(path: Path) -> list[str]:
    return [fields[0] for _, fields in read_table(path)]


def _sureness(certainty: Sequence[float]) -> Floats:
    """The certainty of findings, 1 to 6, on our scale: plain ones have 5, those with "may" 3."""
    return np.clip(0.19 * np.array(certainty) - 0.02, 0.02, 0.99)


def _beside_plain(texts: Sequence[str]) -> tuple[list[str], list[str]]:
    """Texts with a plain sentence of ours before or behind them, and plain ones alone or in pairs.

    What stands beside a claim hardly changes how sure it sounds.
    """
    draw = np.random.default_rng(3)
    own = [gold for gold in jsonlines.read(SEEDS / "examples.jsonl") if gold.part == "train"]
    plain = [gold.text for gold in own if gold.cues == () and gold.text.endswith(".")]
    plain = [text for text in plain if len(text.split()) in _PLAIN_WORDS]
    plain = [plain[number] for number in draw.permutation(len(plain)).tolist()]
    half = len(plain) // 2
    behind = [plain[number] for number in draw.integers(half, size=len(texts)).tolist()]
    before = (draw.random(len(texts)) < _BEFORE).tolist()
    joined = [
        f"{other} {text}" if first else f"{ended(text)} {other}"
        for text, other, first in zip(texts, behind, before, strict=True)
    ]
    pairs = [f"{one} {two}" for one, two in zip(plain[half::4], plain[half + 1 :: 4], strict=False)]
    return joined, [*pairs, *plain[half + 2 :: 4]]
