"""What is done with a text, as steps, and the exponent of the time that a step takes.

The exponent is the slope of the time over the length, both as logarithms: 1 is linear, 2 is
quadratic. It is that of the line with the least squares through all sizes: where the arrays of a
text leave the processor's cache, a character takes up to half as long again, but only once.

A time is the least of some, and it is processor time, so that other processes count little. The
collector of cycles is off: its share depends on all that the process holds. What a step is given is
made before, so that scoring does not hide the time of a page.
"""

import gc
import io
import json
import math
import random
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

import hedging
from hedging.check.findings import check_text
from hedging.check.formats import FORMATS
from hedging.comparison import Comparison
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.agreement import agreement_lines, compare_labels
from hedging.evaluate.drawing import draw, label_lines, scored_sentences
from hedging.evaluate.metrics import count, find_mistakes, score_golds
from hedging.evaluate.page import evaluation_page
from hedging.evaluate.tables import metrics_table
from hedging.options import DEFAULT_SCHEME
from hedging.pages.terminal import Painter, report_lines
from hedging.stats.quotes import Quotes
from hedging.stats.tally import Entry
from tests.fuzz.material import HAS_MARKDOWN

MOST = 1.15
# Seconds: what is below says nothing, and what is short in all is measured more often.
NOISE = 0.0005
SHORT = 0.2
# Documents that a text is divided into.
_DOCUMENTS = 40


class Step(NamedTuple):
    """What is done (`run`) with what is made of a text before (`given`)."""

    run: Callable[[Any], object]
    given: Callable[[str], Any] = str


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def _scored(text):
    return hedging.detect(text), hedging.load().explain(text)


def _divided(text):
    size = max(len(text) // _DOCUMENTS, 1)
    return [text[begin : begin + size] for begin in range(0, len(text), size)]


def _batch(text):
    return hedging.detect_batch(_divided(text))


def _golds(text):
    """Labelled sentences of documents: as the model labels them, and some that are plain."""
    golds = [
        Gold(
            f"document {number}",
            f"{sentence.text} {place}",
            tuple(
                GoldCue(cue.start - sentence.start, cue.end - sentence.start, cue.kind)
                for cue in sentence.cues
            ),
            sentence.hedged,
            DEFAULT_SCHEME,
        )
        for number, report in enumerate(_batch(text))
        for place, sentence in enumerate(report.sentences)
    ]
    for number in range(_DOCUMENTS):
        may = (GoldCue(3, 6, "epistemic"),)
        golds.append(Gold(f"document {number}", "It may rain", may, True, DEFAULT_SCHEME))
        golds.append(Gold(f"document {number}", "It rained", (), False, DEFAULT_SCHEME))
    return golds


def _check(markdown):
    def run(text):
        result = check_text("a.md", text, hedging.load(), markdown=markdown)
        for lines in FORMATS.values():
            list(lines([result], 0.1))

    return run


def _page(scored):
    report, explanations = scored
    return report.to_html("", explanations)


def _terminal(scored):
    report, explanations = scored
    return list(report_lines(report, "", Painter(_Terminal()), explanations=explanations))


def _index(batch):
    quotes = Quotes()
    entries = []
    for number, report in enumerate(batch):
        entries.append(Entry.of(f"{number}.txt", report, address=f"{number}.html"))
        quotes.add(f"{number}.txt", report, f"{number}.html")
    return Comparison(entries, quotes).to_html("")


def _changed(text):
    return text, text.replace("may", "will").replace("x", "y")[:-1]


def _label(text):
    return list(label_lines(draw(scored_sentences("a", text, hedging.load()), 100), "nobody"))


def _agree(golds):
    others = [
        Gold(g.document, g.text, (g.cues or ())[1:], len(g.cues or ()) > 1, g.scheme) for g in golds
    ]
    agreement = compare_labels(golds, others)
    return agreement.to_dict(), list(agreement_lines(agreement, "a", "b"))


def _evaluate(golds):
    metrics = {}
    reports = score_golds(golds, hedging.load())
    count(golds, reports, metrics)
    page = evaluation_page(metrics, find_mistakes(golds, reports), title="a", source="b")
    return page, metrics_table(metrics)


@lru_cache(maxsize=1)
def _extra_detector():
    return hedging.load(extra_cues={"ha ha": "booster", "a": "weasel"})


#: The public entries, by name.
STEPS = {
    "detect": Step(hedging.detect),
    "detect_batch": Step(hedging.detect_batch, _divided),
    "extra cues": Step(lambda text: _extra_detector().detect(text)),
    "explain": Step(lambda text: hedging.load().explain(text)),
    "check": Step(_check(False)),
    "page": Step(_page, _scored),
    "index": Step(_index, _batch),
    "terminal": Step(_terminal, _scored),
    "JSON": Step(lambda report: json.dumps(report.to_dict()), hedging.detect),
    "notebook": Step(lambda report: report._repr_html_(), hedging.detect),
    "notebook of a batch": Step(lambda batch: batch._repr_html_(), _batch),
    "compare": Step(lambda texts: hedging.compare(*texts), _changed),
    "compare's page": Step(
        lambda drift: (drift.to_html(), drift.to_dict(), str(drift)),
        lambda text: hedging.compare(*_changed(text)),
    ),
    "label": Step(_label),
    "agree": Step(_agree, _golds),
    "evaluate": Step(_evaluate, _golds),
    "adapt": Step(hedging.adapt, _golds),
}
if HAS_MARKDOWN:
    STEPS["check Markdown"] = Step(_check(True))

#: Steps that take seconds on the smallest text.
SLOW = {"adapt", "evaluate"}

# At what every entry is measured.
TEXTS = {
    "prose": "It may rain. ",
    "one long sentence": "we walk to the old mill and ",
    "many cues": "It may rise; ",
    "many sentences": "A b. ",
    "deep markup": "> - **a [b](c) ",
}

MOTIFS = [
    # Prose, and chains of candidates that overlap.
    "It may rain. ", "may ", "some ", "if not sure ", "as long ", "as many ", "fifty - ",
    "sort of a ", "limited evidence is ", "it is widely regarded as i understand ",
    "no evidence that may ", "some of the experts who ",
    # Sentences without an end, or with nothing but ends.
    "abc.def,", "A. ", "Mr. ", "1. ", "...", '"', "' a", "(a) ", "[1] ", "\n", "\r\n", " ", "a\n",
    # Characters beyond ASCII.
    "é", "🙂", "e\u0301", "\u202e", "\x00", "\ufeff",
    # Markdown, closed and left open.
    "x<!-- ", "<!-- lines\n", "<!-- a --> ", "-->", "`` ` ", "```\n", "~~~\n", "> ", "> - ",
    "- a\n", "    - a\n", "* ", "[a](b) ", "[a](", "[x]: y\n", "[^1]: a\n", '<b a="c"> ', "<a ",
    "<div>\n", "<pre>\n\n", "<script>", "$$", "$a$ ", "| a | b |\n", "a | b\n---\n", "===\n",
    "**a", "\\", "&amp; ", "http://a.b ", "# a\n",
    # Comments that silence.
    "hedging: off # ", "# hedging: ignore\n", "<!-- hedging: off -->\n",
]  # fmt: skip


def _rows_of(words, rows):
    """Two texts of rows of words; each word stands few times in either."""
    source = random.Random(0)
    known = ["".join(source.choices("bcdfghklmnprstvwxz", k=4)) for _ in range(rows)]
    return [
        "".join(f"{' '.join(source.choices(known, k=words)).capitalize()}. " for _ in range(rows))
        for _ in range(2)
    ]


#: Pairs of texts of so many rows, hard to compare, by what is in them.
PAIRS = {
    "claims": lambda rows: (
        "".join(f"Wall {n} may fall, and house {n % 97} stands. " for n in range(rows)),
        "".join(f"Wall {n} will fall, and house {n % 97} stands. " for n in range(rows)),
    ),
    "numbers": lambda rows: [
        "".join(f"It may rain {n}. " for n in range(first, rows)) for first in (0, 7)
    ],
    "clauses": lambda rows: [
        "".join(f"Word{n}, and it{n}; may{n} rest. " for n in range(first, rows))
        for first in (0, 7)
    ],
    "one sentence": lambda rows: ["It may rise; " * rows, "It may perhaps rise; " * rows],
    "short rows": lambda rows: _rows_of(3, rows),
    "rare words": lambda rows: _rows_of(8, rows),
}


def repeated(motif, size):
    """A motif again and again, up to a size."""
    return (motif * (size // len(motif) + 1))[:size]


def seconds(run, argument, repeat=1):
    """Processor time of a step, the best of some; a short time takes more."""
    times = []
    gc.collect()
    gc.disable()
    try:
        while len(times) < repeat or (len(times) < 5 and sum(times) < SHORT):
            begin = time.process_time()
            run(argument)
            times.append(time.process_time() - begin)
    finally:
        gc.enable()
    return min(times)


def growth(run, arguments, sizes, most=MOST, noise=NOISE):
    """The exponent: the slope of a line through all sizes above the noise; 0 if they are too few.

    `arguments` makes the argument of a size.
    """
    best = dict.fromkeys(sizes, math.inf)
    exponent = math.inf
    for repeat in (1, 2, 4, 8):  # again, if something else took the time
        for size in sizes:
            best[size] = min(best[size], seconds(run, arguments(size), repeat))
        known = {size: least for size, least in best.items() if least > noise}
        if len(known) < 2:
            return 0.0
        exponent, _ = np.polyfit(np.log(list(known)), np.log(list(known.values())), 1)
        if exponent <= most:
            break
    return float(exponent)
