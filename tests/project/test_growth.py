"""Time grows with the length of a text, whatever the text is.

A motif is repeated to texts of 10 kB to 1 MB, and the exponent of the growth is the slope of the
time over the length, both as logarithms: 1 is linear, 2 is quadratic. Processor time is measured,
so that other processes count little. The line goes through all sizes: where the arrays of a text
leave the processor's cache, a character takes up to half as long again, but only once.
"""

import csv
import gc
import io
import json
import math
import os
import time
from functools import cache

import numpy as np
import pytest

import hedging
from hedging.check.findings import check_text
from hedging.check.formats import FORMATS
from hedging.detector import load_options
from hedging.jobs.reading import read_documents, split_files
from hedging.jobs.records import Document, Fields, Place
from hedging.jobs.writers import encode_rows, table_of
from hedging.options import DetectorOptions
from hedging.report.terminal import Painter, report_lines

# The whole grid takes a quarter of an hour, and a machine to itself.
full_grid = pytest.mark.skipif(
    os.environ.get("HEDGING_GROWTH") != "1", reason="the whole grid: set HEDGING_GROWTH=1"
)
MOST = 1.15
# Seconds: what is below says nothing, and what is short is measured more often.
NOISE = 0.0005
SHORT = 0.01
SIZES = (10_000, 100_000, 1_000_000)

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
_OF_EXTRA_CUES = ["ha ", "ha ha ", "a ha ", "It may rain. "]
# What the reduced grid has. The full grid goes to the largest size with these; with the others it
# stops above _SLOW seconds.
_SLOW = 0.1
_FEW = ["It may rain. ", "if not sure ", "x<!-- "]


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def _check(text, *, markdown):
    result = check_text("a.md", text, hedging.load(), markdown=markdown)
    for lines in FORMATS.values():
        list(lines([result], 0.1))


def _check_markdown(text):
    pytest.importorskip("markdown_it")
    pytest.importorskip("mdit_py_plugins")
    _check(text, markdown=True)


def _scored(text):
    return hedging.detect(text), hedging.load().explain(text)


# Each step with what is made of the text before the time is taken.
STEPS = {
    "detect": (str, hedging.detect),
    "extra cues": (str, hedging.load(extra_cues={"ha ha": "booster", "a": "weasel"}).detect),
    "explain": (str, hedging.load().explain),
    "check": (str, lambda text: _check(text, markdown=False)),
    "check Markdown": (str, _check_markdown),
    "page": (_scored, lambda scored: scored[0].to_html("", scored[1])),
    "terminal": (
        _scored,
        lambda scored: list(
            report_lines(scored[0], "", Painter(_Terminal()), explanations=scored[1])
        ),
    ),
}


def _seconds(step, argument, repeat):
    """Processor time of a step, the best of some; a short time is the best of more.

    The collector of cycles is off: its share depends on all that the process holds.
    """
    times = []
    gc.collect()
    gc.disable()
    try:
        while len(times) < repeat or (len(times) < 5 and sum(times) < 5 * SHORT):
            begin = time.process_time()
            step(argument)
            times.append(time.process_time() - begin)
    finally:
        gc.enable()
    return min(times)


def growth(step, arguments, sizes, slow=math.inf):
    """The exponent: the slope of a line through all sizes above the noise; 0 if they are too few.

    `arguments` makes the argument of a size. After a time above `slow` a tenfold growth will do.
    """
    exponent = math.inf
    for repeat in (1, 2, 4):  # again, if something else took the time
        known = {}
        for size in sizes:
            seconds = _seconds(step, arguments(size), repeat)
            if seconds > NOISE:
                known[size] = seconds
            if seconds > slow and size >= 10 * min(known):
                break
        if len(known) < 2:
            return 0.0
        slope, _ = np.polyfit(np.log(list(known)), np.log(list(known.values())), 1)
        exponent = min(exponent, slope)
        if exponent <= MOST:
            break
    return exponent


def _repeated(motif, size):
    return (motif * (size // len(motif) + 1))[:size]


def _of_texts(name, motif, sizes):
    prepare, step = STEPS[name]
    # A text has to be scored before its page is made, which takes longer than the page itself.
    is_scored = prepare is _scored
    to_the_end = motif in (_FEW[:1] if is_scored else _FEW)
    slow = math.inf if to_the_end else _SLOW / 10 if is_scored else _SLOW
    return growth(step, lambda size: prepare(_repeated(motif, size)), sizes, slow)


@pytest.mark.parametrize("name", STEPS)
def test_time_grows_with_the_text(name):
    sizes = (3_000, 24_000)
    # Pages and the terminal are no place for Markdown, and their texts have to be scored first.
    motifs = _FEW[:2] if name in ("page", "terminal") else _FEW
    too_steep = {motif: _of_texts(name, motif, sizes) for motif in motifs}
    assert {motif: e for motif, e in too_steep.items() if e > 1.3} == {}


@full_grid
@pytest.mark.parametrize("name", STEPS)
def test_time_grows_with_the_text_for_every_motif(name):
    motifs = _OF_EXTRA_CUES if name == "extra cues" else MOTIFS
    exponents = {motif: _of_texts(name, motif, SIZES) for motif in motifs}
    print(name, f"steepest {max(exponents.values()):.2f}", max(exponents, key=exponents.get))
    assert {motif: e for motif, e in exponents.items() if e > MOST} == {}


SHAPES = {
    "one record": lambda size: [_repeated('It may "rain",\n', size)],
    "quotation marks": lambda size: [_repeated('"', size)],
    "small records": lambda size: ["It may rain."] * (size // 12),
    "empty records": lambda size: [""] * (size // 10),
}


def _jsonl(path, texts):
    path.write_text("".join(json.dumps({"text": t}) + "\n" for t in texts), encoding="utf-8")


def _csv(path, texts):
    with path.open("w", encoding="utf-8", newline="") as stream:
        delimiter = "\t" if path.suffix == ".tsv" else ","
        csv.writer(stream, delimiter=delimiter).writerows([("text", "n"), *((t, 1) for t in texts)])


def _lines(path, texts):
    path.write_text("\n".join(text.replace("\n", " ") for text in texts), encoding="utf-8")


def _parquet(path, texts):
    arrow = pytest.importorskip("pyarrow")
    parquet = pytest.importorskip("pyarrow.parquet")
    parquet.write_table(arrow.table({"text": texts}), path)


READERS = {"jsonl": _jsonl, "csv": _csv, "tsv": _csv, "lines": _lines, "parquet": _parquet}


def _read(form, size):
    def step(path):
        chunks = split_files([(str(path), form)], ("text",), size=size)
        return [record for chunk in chunks for record in read_documents(chunk, Fields())]

    return step


def _growth_of_reading(form, shape, sizes, folder):
    def path(size):
        return folder / f"{form} {shape} {size}.{form}"

    for size in sizes:
        READERS[form](path(size), SHAPES[shape](size))
    return max(growth(_read(form, chunk), path, sizes) for chunk in (1 << 22, 1 << 12))


@full_grid
@pytest.mark.parametrize("form", READERS)
def test_reading_grows_with_the_file(form, tmp_path):
    exponents = {shape: _growth_of_reading(form, shape, SIZES, tmp_path) for shape in SHAPES}
    print(form, f"steepest {max(exponents.values()):.2f}", max(exponents, key=exponents.get))
    assert {shape: e for shape, e in exponents.items() if e > MOST} == {}


@cache
def _scored(shape, size):
    texts = SHAPES[shape](size)
    batch = load_options(DetectorOptions()).detect_batch(texts)
    documents = [
        Document(Place(k, "a.jsonl", k + 1), f"a:{k}", text, ()) for k, text in enumerate(texts)
    ]
    return batch, documents


def _write(form, level):
    def step(scored):
        batch, documents = scored
        return encode_rows(table_of(batch, documents, level), level, (), form)

    return step


def _growth_of_writing(form, shape, level, sizes):
    return growth(_write(form, level), lambda size: _scored(shape, size), sizes)


@full_grid
@pytest.mark.parametrize("form", [".jsonl", ".csv", ".parquet"])
def test_writing_grows_with_the_rows(form):
    if form == ".parquet":
        pytest.importorskip("pyarrow")
    exponents = {
        (level, shape): _growth_of_writing(form, shape, level, SIZES)
        for level in ("document", "sentence", "cue")
        for shape in SHAPES
    }
    print(form, f"steepest {max(exponents.values()):.2f}", max(exponents, key=exponents.get))
    assert {what: e for what, e in exponents.items() if e > MOST} == {}
