"""The shipped models on texts whose confidence readers have judged."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from benchmarks.material import ROOT, SEEDS
from hedging.corpora.rows import JsonRow, read_lines, read_rows
from hedging.depth.confidence import UNIT
from hedging.depth.cued import phrase_id
from hedging.depth.files import load_depth
from hedging.detector import Detector, load
from hedging.evaluate.environment import environment
from hedging.model.scoring import Floats, logistic
from hedging.options import DEPTHS
from hedging.train.confidence import read_ratings

ANSWERS = ROOT / "tests" / "cases" / "answers.jsonl"
#: Findings of science with the certainty that readers gave them.
FINDINGS = "pei-jurgens-certainty/sentence-level-certainty.jsonl"
_RATED = "llm-linguistic-confidence/linguistic_confidence_benchmark.csv"
_WORDS = "perception-probability-words/wadefagen"
_REPEATS = 5
#: What a text that claims nothing counts as.
NOTHING = 0.5


def measured(corpora: Path) -> dict[str, Any]:
    """All figures as plain data, which are also printed."""
    detector = load()
    ratings = [row for row in read_ratings(SEEDS / "ratings.jsonl") if row.part == "test"]
    with (corpora / _RATED).open(encoding="utf-8", newline="") as file:
        rated = list(csv.DictReader(file))
    findings = [json.loads(line) for line in read_lines(corpora / FINDINGS)]
    held_out = [row for row in findings if row["split"] == "val"]
    figures: dict[str, Any] = {
        **environment(),
        "ratings": _beside(
            confidences([row.text for row in ratings], detector),
            np.array([row.confidence for row in ratings]),
        ),
        "model_answers": _beside(
            confidences([row["uncertainty_expression"] for row in rated], detector),
            np.array([float(row["annotation_mean"]) for row in rated]) / 100,
        ),
        "findings": {
            "texts": len(held_out),
            "r": _r(
                confidences([row["finding"] for row in held_out], detector),
                np.array([row["sentence-level-certainty"] for row in held_out]),
            ),
        },
        "answers": levels(detector),
        "words": words(corpora / _WORDS),
        "pace": paces(corpora),
    }
    for name, own in figures.items():
        if isinstance(own, dict) and name != "versions":
            print(name, own)
    return figures


def confidences(texts: Sequence[str], detector: Detector) -> Floats:
    """The confidence of each text; NOTHING where nothing is claimed."""
    depth = detector.detect_batch(texts, depth="all").depth
    assert depth is not None
    return np.where(np.isnan(depth.document_confidence), NOTHING, depth.document_confidence)


def levels(detector: Detector) -> dict[str, Any]:
    """Our answers at five levels: the rank correlation, and what courtesy and padding change."""
    rows = [json.loads(line) for line in read_lines(ANSWERS)]
    level = np.array([row["level"] for row in rows])
    own = {
        form: confidences([row[form] for row in rows], detector)
        for form in ("text", "courtesy", "padding", "markdown")
    }
    result: dict[str, Any] = {"answers": len(rows)}
    for form, values in own.items():
        change = np.abs(values - own["text"])
        result[form] = {
            "spearman": round(float(spearmanr(values, level)[0]), 3),
            "mean_change": round(float(change.mean()), 4),
            "changed_by_more_than_0.02": int((change > 0.02).sum()),
        }
    return result


def paces(corpora: Path) -> dict[str, float]:
    """Sentences of news articles a second with cues alone and with everything, on one core."""
    texts = [str(row["text"]) for row in _articles(corpora)]
    detector = load()
    sentences = len(detector.detect_batch(texts, depth="cues").sentence_score)
    fastest = dict.fromkeys(DEPTHS, float("inf"))
    # In turn, so that other work on the machine slows both alike.
    for _ in range(_REPEATS):
        for depth in DEPTHS:
            begin = time.perf_counter()
            detector.detect_batch(texts, depth=depth)
            fastest[depth] = min(fastest[depth], time.perf_counter() - begin)
    return {depth: round(sentences / seconds) for depth, seconds in fastest.items()}


def _articles(corpora: Path) -> Iterator[JsonRow]:
    for path in sorted((corpora / "wikinews").glob("*.jsonl")):
        yield from read_rows(path, ("text",))


def words(folder: Path) -> dict[str, Any]:
    """Strengths of the phrases that are listed as cues, beside the medians of a survey."""
    (path,) = sorted(folder.glob("*.csv"))
    with path.open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    table = load_depth().confidence.strengths
    own, readers = [], []
    for column in answers[0]:
        key = np.array([phrase_id(column.strip('"'))], dtype=np.uint64)
        is_known, row = table.phrases.lookup(key)
        values = [float(answer[column]) for answer in answers if _is_number(answer[column])]
        if is_known[0] and values:
            own.append(float(logistic(table.phrase_log_odds[row[:1]] / UNIT)[0]))
            readers.append(float(np.median(values)) / 100)
    return _beside(np.array(own), np.array(readers))


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _beside(own: Floats, readers: Floats) -> dict[str, Any]:
    error = float(np.abs(own - readers).mean())
    return {"texts": len(own), "r": _r(own, readers), "mean_absolute_error": round(error, 4)}


def _r(own: Floats, readers: Floats) -> float:
    return round(float(np.corrcoef(own, readers)[0, 1]), 3)
