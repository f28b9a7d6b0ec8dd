"""Texts of ours → the pages of hedging that the site and the README show."""

from __future__ import annotations

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import hedging
from hedging.corpora.labelled import read_labelled
from hedging.evaluate.metrics import Metrics, count, find_mistakes, score_golds
from hedging.evaluate.page import evaluation_page

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
ARTICLES = DOCS / "articles"
ANSWERS = ROOT / "examples" / "answers.jsonl"


_TITLED = re.compile(r'^```text title="([^"]+)"\n(.*?)^```$', re.DOTALL | re.MULTILINE)


def example_pages() -> dict[str, str]:
    """The pages that a reader can play with, by their names."""
    articles = {path.stem: article_page(path) for path in ARTICLES.glob("*.txt")}
    return articles | {
        "answers": answers_page(),
        "versions": versions_page(),
        "evaluation": labels_page(),
    }


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


def versions_page() -> str:
    """The page of the two versions of a text that the gallery shows."""
    files = files_on("gallery")
    drift = hedging.compare(files["draft.txt"], files["printed.txt"])
    return drift.to_html("draft.txt → printed.txt")


def labels_page() -> str:
    """The page of an evaluation on the labelled sentences that the page about it shows."""
    name = "columns.jsonl"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_text(files_on("how-to/evaluate")[name], encoding="utf-8")
        golds = list(read_labelled(path, "author"))
    detector = hedging.load()
    reports = score_golds(golds, detector)
    metrics: dict[str, Metrics] = {}
    count(golds, reports, metrics)
    return evaluation_page(metrics, find_mistakes(golds, reports), title=f"Evaluation on {name}")


def files_on(page: str) -> dict[str, str]:
    """The files that a page of the documentation shows."""
    return dict(_TITLED.findall((DOCS / f"{page}.md").read_text(encoding="utf-8")))


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
