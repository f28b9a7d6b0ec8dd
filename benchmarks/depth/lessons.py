"""Ratings, findings and answers of teachers → the texts that teach the network of confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.depth.figures import read_findings
from benchmarks.depth.network import RUNNING
from benchmarks.depth.taught import IDIOMS, ended, fingerprint_of, read_taught
from benchmarks.depth.teacher import TEACHER, pool
from benchmarks.material import SEEDS, load_shipped
from hedging.corpora import jsonlines
from hedging.corpora.rows import read_lines
from hedging.errors import CorpusError
from hedging.model.scoring import Floats
from hedging.train.confidence import Rating, read_ratings

#: The weight of a teacher's answer beside that of a rating.
TAUGHT_WEIGHT = 0.3
# The weights of what a model with an encoder has rated: its idioms, recombined and hedged texts.
_IDIOMS, _RECOMBINED, _HEDGED = 0.6, 0.15, 0.15
# The weights of texts with a plain sentence beside them, of those that a teacher has rated, and of
# plain sentences alone, which leave readers so sure.
_BESIDE, _TAUGHT_BESIDE, _ALONE, _SURE = 0.5, 0.1, 0.1, 0.95
# The words of a plain sentence, and how often it comes first.
_PLAIN_WORDS, _BEFORE = range(4, 21), 0.3


@dataclass(frozen=True, slots=True)
class Lessons:
    """Texts, how sure each should sound, 0 to 1, and how much it counts.

    The last `running` texts are running text. `rated` are the rated texts, and `frames` the ways to
    say how sure one is that the seeds list.
    """

    texts: list[str]
    target: Floats
    weight: Floats
    running: int
    rated: list[Rating]
    frames: list[str]


def read_lessons(corpora: Path) -> Lessons:
    """All texts that teach; CorpusError where a teacher has rated other texts."""
    rows = [row for row in read_ratings(SEEDS / "ratings.jsonl") if row.part == "train"]
    sure = [row.confidence for row in rows]
    findings = read_findings(corpora, "train")
    taught = pool(load_shipped(corpora)[1])
    answers = _answers(taught)
    of_frames = taught[:-RUNNING]
    beside, alone = _beside_plain([*(row.text for row in rows), *of_frames])
    rated = read_taught(corpora)
    edges = np.cumsum([len(rated.idioms), len(rated.recombined)])
    of_idioms, of_recombined, of_hedged = np.split(rated.answers, edges)
    parts: list[tuple[list[str], Sequence[float] | Floats, float]] = [
        ([row.text for row in rows], sure, 1.0),
        ([text for text, _ in findings], [sure for _, sure in findings], TAUGHT_WEIGHT),
        (beside[: len(rows)], sure, _BESIDE),
        (beside[len(rows) :], answers[: len(of_frames)], _TAUGHT_BESIDE),
        (alone, np.full(len(alone), _SURE), _ALONE),
        (rated.idioms, of_idioms, _IDIOMS),
        (rated.recombined, of_recombined, _RECOMBINED),
        (rated.hedged, of_hedged, _HEDGED),
        (taught, answers, TAUGHT_WEIGHT),
    ]
    target = np.concatenate([values for _, values, _ in parts])
    weight = np.concatenate([np.full(len(part), own) for part, _, own in parts])
    claims = ~np.isnan(target)
    texts = [text for part, _, _ in parts for text in part]
    return Lessons(
        [text for text, own in zip(texts, claims.tolist(), strict=True) if own],
        target[claims],
        weight[claims],
        RUNNING,
        rows,
        [frame for name in ("frames.tsv", IDIOMS.name) for frame in _frames(SEEDS / name)],
    )


def _frames(path: Path) -> list[str]:
    return [line.rstrip("\n") for line in list(read_lines(path))[1:]]


def _answers(taught: Sequence[str]) -> Floats:
    """The answers of the teacher of `benchmarks.depth.teacher` to its pool."""
    with np.load(TEACHER, allow_pickle=False) as stored:
        answers, fingerprint = stored["answers"] / 1000, str(stored["fingerprint"])
    if fingerprint_of(taught) != fingerprint:
        raise CorpusError(f"{TEACHER} rates other texts: run the step teacher again")
    return np.asarray(answers)


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
