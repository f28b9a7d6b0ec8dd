"""The released models on texts whose confidence readers have judged, and their pace.

    python -m benchmarks.confidence --corpora PATH      writes results/confidence.json

Needs `onnxruntime`, `tokenizers` and the accurate model. Confidence and roles are compared with
readers and with a survey, and our answers at five levels with their levels.
"""

from __future__ import annotations

import csv
import sys
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import spearmanr

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.material import ROOT
from benchmarks.output import write_json
from hedging.corpora.rows import JsonRow, read_rows
from hedging.depth.confidence import UNIT
from hedging.depth.files import load_depth
from hedging.detector import Detector, load
from hedging.evaluate.environment import environment
from hedging.kinds import ROLES
from hedging.model.scoring import Floats, logistic
from hedging.options import DEPTHS
from hedging.readers import spread
from training.depth.lessons import rated_sentences, read_findings
from training.depth.ratings import phrase_id, read_ratings, read_roles
from training.depth.scale import scale_of_writers
from training.material import SEEDS

ANSWERS = ROOT / "tests" / "cases" / "answers.jsonl"
_SURE = ROOT / "tests" / "cases" / "sure.jsonl"
# How near the mean of two readers a confidence has to be: by the set of `sure.jsonl`.
_NEAR = {"stated": 0.1, "short": 0.15, "forms": 0.15, "free": 0.1}
_RATED = "llm-linguistic-confidence/linguistic_confidence_benchmark.csv"
_WORDS = "perception-probability-words/wadefagen/survey-results.csv"
# The survey that the width of the spread is from, and another of the same phrases.
_SURVEYS = {
    "fitted": "perception-probability-words/zonination/probly.csv",
    "unseen": _WORDS,
}
# How often paces are measured; an encoder needs no more than some articles.
_REPEATS, _ENCODED_REPEATS, _ARTICLES = 5, 2, 40
_PLAIN = "The mill stands by the river."
#: What a text that claims nothing counts as.
NOTHING = 0.5


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; see the module's text."""
    options = parse_with_corpora(parser_of(__doc__, corpora=True), argv)
    write_json(options.output / "confidence.json", measured(options.corpora))
    return 0


def measured(corpora: Path) -> dict[str, Any]:
    """All figures as plain data, which are also printed.

    Those of the models with an encoder stand under their names.
    """
    detector = load()
    figures: dict[str, Any] = {
        **environment(),
        **beside_readers(detector, corpora),
        "words": words(corpora / _WORDS),
        "spread_of_words": {
            name: spread_of_words(corpora / path) for name, path in _SURVEYS.items()
        },
        "pace": paces(detector, [str(row["text"]) for row in _articles(corpora)], _REPEATS),
    }
    for name in ("accurate", "auto"):
        encoded = load(name)
        figures[name] = {
            **beside_readers(encoded, corpora),
            "pace": {
                title: paces(encoded, texts, _ENCODED_REPEATS)
                for title, texts in _short_and_long(corpora).items()
            },
        }
    return figures


def beside_readers(detector: Detector, corpora: Path) -> dict[str, Any]:
    """The figures of a model on texts whose confidence or role readers have judged."""
    ratings = [row for row in read_ratings(SEEDS / "ratings.jsonl") if row.part == "test"]
    with (corpora / _RATED).open(encoding="utf-8", newline="") as file:
        rated = list(csv.DictReader(file))
    scale, sentences = scale_of_writers(), rated_sentences(corpora, "test")
    findings = read_findings(corpora, "val")
    figures = {
        "ratings": _beside(
            confidences([row.text for row in ratings], detector),
            scale.of([row.confidence for row in ratings]),
        ),
        "sentences": _beside(
            confidences([row.text for row in sentences], detector),
            scale.of([row.confidence for row in sentences]),
        ),
        "model_answers": _beside(
            confidences([row["uncertainty_expression"] for row in rated], detector),
            np.array([float(row["annotation_mean"]) for row in rated]) / 100,
        ),
        "spread": spread_of_answers(detector, rated),
        "findings": {
            "texts": len(findings),
            "r": _r(
                confidences([text for text, _ in findings], detector),
                np.array([certainty for _, certainty in findings]),
            ),
        },
        "roles": roles(detector),
        "near_readers": near_readers(detector),
        "answers": levels(detector),
    }
    for name, own in figures.items():
        print(detector.model.name, name, own, flush=True)
    return figures


def roles(detector: Detector) -> dict[str, Any]:
    """The share of the sentences of the test part whose role is right, each before a plain one."""
    rows = [row for row in read_roles(SEEDS / "claims.jsonl") if row.part == "test"]
    texts = [f"{row.text} {_PLAIN}" for row in rows]
    spans = [
        [(0, len(row.text)), (len(row.text) + 1, len(text))]
        for row, text in zip(rows, texts, strict=True)
    ]
    batch = detector.detect_batch(texts, sentences=spans, depth="all")
    assert batch.depth is not None
    own = [ROLES[number] for number in batch.depth.sentence_role[::2].tolist()]
    right = [name == row.role for name, row in zip(own, rows, strict=True)]
    return {"sentences": len(rows), "right": round(float(np.mean(right)), 3)}


def confidences(texts: Sequence[str], detector: Detector, *, nothing: float = NOTHING) -> Floats:
    """The confidence of each text; that of `nothing` where nothing is claimed."""
    depth = detector.detect_batch(texts, depth="all").depth
    assert depth is not None
    return np.where(np.isnan(depth.document_confidence), nothing, depth.document_confidence)


def levels(detector: Detector) -> dict[str, Any]:
    """Our answers at five levels: the rank correlation, and what courtesy and padding change."""
    rows = list(read_rows(ANSWERS, ("level", "text")))
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


def near_readers(detector: Detector) -> dict[str, Any]:
    """How many confidences of blind texts are near the mean of two readers, by set and kind.

    An answer that claims nothing counts as one of no confidence. "reader" is how many ratings of
    one reader are as near to those of the other.
    """
    rows = list(read_rows(_SURE, ("set", "kind", "text", "ratings")))
    own = confidences([row["text"] for row in rows], detector, nothing=0.0)
    ratings = np.array([row["ratings"] for row in rows]) / 100
    bound = np.array([_NEAR[row["set"]] for row in rows]) + 1e-9
    near = np.abs(own - ratings.mean(axis=1)) <= bound
    agree = np.abs(ratings[:, 0] - ratings[:, 1]) <= bound
    result: dict[str, Any] = {}
    for name in _NEAR:
        chosen = np.array([row["set"] == name for row in rows])
        result[name] = {"texts": int(chosen.sum()), "near": int(near[chosen].sum())}
        result[name]["reader"] = int(agree[chosen].sum())
        kinds = dict.fromkeys(row["kind"] for row in rows if row["set"] == name)
        for kind in kinds:
            of_kind = chosen & np.array([row["kind"] == kind for row in rows])
            result[name][kind] = [int(near[of_kind].sum()), int(of_kind.sum())]
    return result


def paces(detector: Detector, texts: Sequence[str], repeats: int) -> dict[str, float]:
    """Sentences a second with cues alone and with everything, on one core."""
    sentences = len(detector.detect_batch(texts, depth="cues").sentence_score)
    fastest = dict.fromkeys(DEPTHS, float("inf"))
    # In turn, so that other work on the machine slows both alike.
    for _ in range(repeats):
        for depth in DEPTHS:
            begin = time.perf_counter()
            detector.detect_batch(texts, depth=depth)
            fastest[depth] = min(fastest[depth], time.perf_counter() - begin)
    return {depth: round(sentences / seconds) for depth, seconds in fastest.items()}


def _short_and_long(corpora: Path) -> dict[str, list[str]]:
    """Texts for the pace of an encoder: a few articles of news, and our answers."""
    return {
        "articles": [str(row["text"]) for row in islice(_articles(corpora), _ARTICLES)],
        "answers": [row["text"] for row in read_rows(ANSWERS, ("text",))],
    }


def _articles(corpora: Path) -> Iterator[JsonRow]:
    for path in sorted((corpora / "wikinews").glob("*.jsonl")):
        yield from read_rows(path, ("text",))


def words(path: Path) -> dict[str, Any]:
    """Strengths of the phrases that are listed as cues, beside the medians of a survey."""
    table = load_depth().confidence.strengths
    own, readers = [], []
    for phrase, values in _survey(path):
        is_known, row = table.phrases.lookup(np.array([phrase_id(phrase)], dtype=np.uint64))
        if is_known[0]:
            own.append(float(logistic(table.phrase_log_odds[row[:1]] / UNIT)[0]))
            readers.append(float(np.median(values)))
    return _beside(np.array(own), np.array(readers))


def spread_of_words(path: Path) -> dict[str, Any]:
    """How many answers of a survey lie in the spread around the mean of their phrase."""
    found = [(np.full(len(values), values.mean()), values) for _, values in _survey(path)]
    return _within(*map(np.concatenate, zip(*found, strict=True)))


def spread_of_answers(detector: Detector, rated: Sequence[dict[str, str]]) -> dict[str, Any]:
    """How many ratings of single readers lie in the spread around the confidence of an answer."""
    own = confidences([row["uncertainty_expression"] for row in rated], detector)
    columns = [name for name in rated[0] if name.startswith("annotater_confidence_score")]
    pairs = [
        (sure, float(row[name]) / 100)
        for sure, row in zip(own.tolist(), rated, strict=True)
        for name in columns
        if row[name]
    ]
    return _within(*np.array(pairs).T)


def _within(own: Floats, ratings: Floats) -> dict[str, Any]:
    low, high = spread(own)
    # The ends are numbers that readers may have said.
    below, above = ratings < low - 1e-9, ratings > high + 1e-9
    shares = {"within": ~(below | above), "below": below, "above": above}
    return {
        "ratings": len(ratings),
        **{name: round(float(share.mean()), 3) for name, share in shares.items()},
    }


def _survey(path: Path) -> Iterator[tuple[str, Floats]]:
    """The phrases of a survey, and the answers to each, 0 to 1."""
    with path.open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    for column in answers[0]:
        values = [float(answer[column]) for answer in answers if _is_number(answer[column])]
        if values:
            yield column.strip('"'), np.array(values) / 100


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _beside(own: Floats, readers: Floats) -> dict[str, Any]:
    error = float(np.abs(own - readers).mean())
    return {"texts": len(own), "r": _r(own, readers), "mean_absolute_error": round(error, 4)}


def _r(own: Floats, readers: Floats) -> float:
    return round(float(np.corrcoef(own, readers)[0, 1]), 3)


if __name__ == "__main__":
    sys.exit(main())
