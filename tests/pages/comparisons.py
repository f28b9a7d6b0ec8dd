"""Comparisons of the answers of our example, in every state that their page can be in."""

import json
import re
from functools import cache
from pathlib import Path

import hedging
from hedging.comparison import Comparison
from hedging.pages.comparison import comparison_page
from hedging.stats.groups import differences
from hedging.stats.quotes import Quotes
from hedging.stats.tally import Entry

ANSWERS = Path(__file__).parents[2] / "examples" / "answers.jsonl"
LONG = "The Proceedings of the Society for the Observation of Harbours, Bridges and Dams"
#: The part of the page that shows its groups.
GROUPS = ".part:has(.kicker:text-is('Groups'))"


@cache
def answers():
    """The answers of our example with their reports."""
    rows = [json.loads(line) for line in ANSWERS.read_text(encoding="utf-8").splitlines()]
    batch = hedging.detect_batch([row["answer"] for row in rows])
    return list(zip(rows, batch, strict=True))


def a_comparison(groups=2, dates=False, documents=120, address="page.html"):
    """Answers in so many groups, some with a long name, and their sentences."""
    names = ["", "Orrin", LONG, *(f"group_number_{k}_of_the_river" for k in range(3, 60))][:groups]
    quotes, entries = Quotes(), []
    for k, (row, report) in enumerate(answers()[:documents]):
        name = f"{row['topic']}/{row['writer']}/answer number {k}.txt"
        date = f"20{10 + k % 9}-{1 + k % 3:02d}" if dates else ""
        entries.append(Entry.of(name, report, names[k % groups], date, address))
        quotes.add(name, report, address)
    return Comparison(entries, quotes)


def columns_of(documents):
    chosen = answers()[:documents]
    return {
        "writer": [row["writer"] for row, _ in chosen],
        "score": [report.score for _, report in chosen],
        "sentences": [len(report.sentences) for _, report in chosen],
        "hedged_sentences": [len(report.hedged_sentences) for _, report in chosen],
        "confidence": [report.confidence for _, report in chosen],
    }


@cache
def state(name):
    """The page of a state that the page has to look right in."""
    made = {
        "two groups": lambda: a_comparison(2),
        "many groups": lambda: a_comparison(14),
        "more groups": lambda: a_comparison(40),
        "dates": lambda: a_comparison(3, dates=True),
        "no group": lambda: a_comparison(1),
        "one document": lambda: a_comparison(1, documents=1),
        "nothing": lambda: Comparison([]),
    }[name]()
    compared = differences(columns_of(80), "writer") if name == "dates" else ()
    return comparison_page(made, differences=compared, register="qa")


def saved(opened, part, text):
    """The name and the bytes of what a button saves."""
    opened.eval_on_selector_all(f"{part} .save", "folds => folds.forEach(f => { f.open = true })")
    with opened.expect_download() as waiting:
        opened.locator(part).get_by_role("button", name=re.compile(f"^Save as {text}:")).press(
            "Enter"
        )
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()
