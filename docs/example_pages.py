"""An article and answers of ours → the pages of hedging that the site and the README show."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import hedging

ROOT = Path(__file__).parent.parent
ARTICLES = ROOT / "docs" / "articles"
ANSWERS = ROOT / "examples" / "answers.jsonl"


def article_page(path: Path) -> str:
    """The page of an article, whose first line is the title."""
    text = path.read_text(encoding="utf-8")
    return report_page(hedging.load(), text, text.partition("\n")[0])


def report_page(detector: hedging.Detector, text: str, title: str) -> str:
    """The page of a text, with the evidence for each cue."""
    return detector.detect(text).to_html(title, detector.explain(text))


def answers_page() -> str:
    """The page that compares the answers of two writers."""
    return compared_answers().to_html("256 answers of two writers", register="none")


def compared_answers() -> hedging.Comparison:
    """Answers that were meant to sound sure and answers that were not, by each of two writers."""
    rows = read_answers()
    return hedging.compare_groups(
        hedging.detect_batch([row["answer"] for row in rows]),
        [f"{row['label']}, writer {row['writer'].upper()}" for row in rows],
        names=[row["question"] for row in rows],
    )


def read_answers() -> list[dict[str, Any]]:
    """Questions with an answer, its writer, and whether it was meant to sound sure."""
    return [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
