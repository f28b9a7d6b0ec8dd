"""Confidence of sentences and answers against readers → benchmarks/results/confidence.json.

The model is fitted on the seeds and on the training part of Pei and Jurgens. The ratings of model
answers and the second survey of words are for evaluation only.
"""

from __future__ import annotations

import csv
import json
import sys
from pathlib import Path

import numpy as np

import hedging
from hedging.depth.confidence import ConfidenceModel, cue_log_odds, sentence_confidence
from hedging.detector import Detector
from hedging.model.scoring import Floats
from hedging.train import confidence as train

SEEDS = Path(__file__).parents[1] / "seeds"
RESULTS = Path(__file__).parent / "results" / "confidence.json"
_FILE = "pei-jurgens-certainty/sentence-level-certainty.jsonl"
_STARTS = {
    "The",
    "A",
    "An",
    "His",
    "Her",
    "Their",
    "Our",
    "My",
    "It",
    "He",
    "She",
    "They",
    "Its",
    "Two",
    "Three",
    "This",
}


def main(corpora: Path) -> None:
    """Fit, evaluate and write the figures."""
    detector = hedging.load()
    findings = [json.loads(line) for line in (corpora / _FILE).read_text("utf-8").splitlines()]
    model = fitted(detector, [row for row in findings if row["split"] == "train"])
    held_out = [row for row in findings if row["split"] == "val"]
    certainty = np.array([row["sentence-level-certainty"] for row in held_out])
    path = corpora / "llm-linguistic-confidence" / "linguistic_confidence_benchmark.csv"
    with path.open(encoding="utf-8", newline="") as file:
        answers = list(csv.DictReader(file))
    ratings = np.array([float(row["annotation_mean"]) for row in answers])
    ratings = ratings / (100 if ratings.max() > 1 else 1)
    own = mean_confidence([row["uncertainty_expression"] for row in answers], model, detector)
    texts = [row["finding"] for row in held_out]
    figures = {
        "findings": {"r": _r(mean_confidence(texts, model, detector), certainty)},
        "answers": {"r": _r(own, ratings), "mae": round(float(np.abs(own - ratings).mean()), 3)},
    }
    RESULTS.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(figures))


def fitted(detector: Detector, findings: list[dict[str, float | str]]) -> ConfidenceModel:
    """The model of the seeds and of findings, whose certainty goes from 1 to 6."""
    lines = (SEEDS / "examples.jsonl").read_text("utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    plain = [row["text"] for row in rows if row["part"] == "train" and row["cues"] == []]
    short = [text for text in plain if 4 <= len(text.split()) <= 13 and text.endswith(".")]
    short = [text for text in short if text.split()[0] in _STARTS]
    chosen = np.random.default_rng(1).choice(len(plain), 4000, replace=False)
    # Plain findings have the certainty 5, those with a "may" about 3.
    certainty = np.array([float(row["sentence-level-certainty"]) for row in findings])
    rated = train.joined(
        train.read_ratings(SEEDS / "ratings.jsonl")[0],
        train.read_frames(SEEDS / "frames.tsv", SEEDS / "statements.tsv", short, each=5),
        train.Rated(
            [str(row["finding"]) for row in findings],
            np.clip(0.19 * certainty - 0.02, 0.02, 0.99),
            np.full(len(findings), 0.1),
        ),
    )
    rated = train.with_plain(rated, [plain[i] for i in chosen.tolist()], weight=0.03)
    table = train.read_strengths(SEEDS / "cues.tsv", SEEDS / "modifiers.tsv")
    return train.fit_words(train.untrained(table), rated, detector, c=1.0)


def mean_confidence(texts: list[str], model: ConfidenceModel, detector: Detector) -> Floats:
    """The mean confidence of the sentences of each text."""
    cued, text = train.gather_texts(texts, detector)
    log_odds = cue_log_odds(cued, model.strengths)
    confidence = sentence_confidence(cued, log_odds, train.simply_denied(cued), None, model)
    return np.bincount(text, weights=confidence) / np.bincount(text)


def _r(own: Floats, readers: Floats) -> float:
    return round(float(np.corrcoef(own, readers)[0, 1]), 3)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
