"""Time grows with the length of a text, whatever the text is.

A motif is repeated to texts of 10 kB to 1 MB, and the exponent of the growth is the slope of the
time over the length, both as logarithms: 1 is linear, 2 is quadratic. The slope is that of the line
with the least squares through all sizes: where the arrays of a text leave the processor's cache, a
character takes up to half as long again, but only once.

A time is the least of some, and it is processor time, so that other processes count little. The
collector of cycles is off: its share depends on all that the process holds. A page and the lines of
the terminal are made of a text that is scored already, so that scoring does not hide their time.
"""

import csv
import gc
import io
import json
import math
import os
import time
from functools import lru_cache, partial

import numpy as np
import pytest

import hedging
from hedging.check.findings import check_text
from hedging.check.formats import FORMATS
from hedging.detector import load_options
from hedging.jobs.reading import split_files
from hedging.jobs.records import Documents, Fields, Place, Row
from hedging.jobs.writers import encode_rows, table_of
from hedging.options import DetectorOptions
from hedging.pages.terminal import Painter, report_lines
from tests.documents import read_documents
from tests.fuzz.material import HAS_MARKDOWN

# The whole grid takes some minutes.
full_grid = pytest.mark.skipif(
    os.environ.get("HEDGING_GROWTH") != "1", reason="the whole grid: set HEDGING_GROWTH=1"
)
MOST = 1.15
# Seconds: what is below says nothing, and what is short is measured more often.
NOISE = 0.0005
SHORT = 0.01
SIZES = (10_000, 30_000, 100_000, 300_000, 1_000_000)

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


class _Terminal(io.StringIO):
    def isatty(self):
        return True


def _check(text, *, markdown):
    result = check_text("a.md", text, hedging.load(), markdown=markdown)
    for lines in FORMATS.values():
        list(lines([result], 0.1))


def _repeated(motif, size):
    return (motif * (size // len(motif) + 1))[:size]


@pytest.fixture(autouse=True)
def _without_collector():
    gc.collect()
    gc.disable()
    yield
    gc.enable()


def _measured(step, argument, repeat):
    """Processor time of a step, the best of some, and its result; a short time takes more."""
    times = []
    while len(times) < repeat or (len(times) < 5 and sum(times) < 5 * SHORT):
        begin = time.process_time()
        result = step(argument)
        times.append(time.process_time() - begin)
    return min(times), result


def growth(step, arguments, sizes, results=None):
    """The exponent: the slope of a line through all sizes above the noise; 0 if they are too few.

    `arguments` makes the argument of a size. `results` is filled with the result of each size.
    """
    best = dict.fromkeys(sizes, math.inf)
    exponent = math.inf
    for repeat in (1, 2, 4):  # again, if something else took the time
        for size in sizes:
            seconds, result = _measured(step, arguments(size), repeat)
            best[size] = min(best[size], seconds)
            if results is not None:
                results[size] = result
        known = {size: seconds for size, seconds in best.items() if seconds > NOISE}
        if len(known) < 2:
            return 0.0
        exponent, _ = np.polyfit(np.log(list(known)), np.log(list(known.values())), 1)
        if exponent <= MOST:
            break
    return exponent


def _page(scored):
    report, explanations = scored
    return report.to_html("", explanations)


def _terminal(scored):
    report, explanations = scored
    return list(report_lines(report, "", Painter(_Terminal()), explanations=explanations))


def _exponents(motif, sizes):
    """The exponent of each step."""
    texts = partial(_repeated, motif)
    reports, explanations = {}, {}
    exponents = {
        "detect": growth(hedging.detect, texts, sizes, reports),
        "explain": growth(hedging.load().explain, texts, sizes, explanations),
        "check": growth(partial(_check, markdown=False), texts, sizes),
    }
    if HAS_MARKDOWN:
        exponents["check Markdown"] = growth(partial(_check, markdown=True), texts, sizes)

    def scored(size):
        return reports[size], explanations[size]

    exponents["page"] = growth(_page, scored, sizes)
    exponents["terminal"] = growth(_terminal, scored, sizes)
    return exponents


def _of_extra_cues(motif, sizes):
    detector = hedging.load(extra_cues={"ha ha": "booster", "a": "weasel"})
    return growth(detector.detect, partial(_repeated, motif), sizes)


def _report(what, exponents, most=MOST):
    """Print the steepest growth, and fail if a growth is too steep."""
    steepest = max(exponents, key=exponents.get)
    print(what, f"{len(exponents)} exponents, steepest {exponents[steepest]:.2f}:", steepest)
    assert {name: e for name, e in exponents.items() if e > most} == {}


@pytest.mark.parametrize("motif", ["It may rain. ", "if not sure ", "x<!-- "])
def test_time_grows_with_the_text(motif):
    _report(motif, _exponents(motif, (3_000, 24_000)), 1.3)


def test_time_grows_with_the_text_for_extra_cues():
    assert _of_extra_cues("ha ha ", (3_000, 24_000)) <= 1.3


@full_grid
@pytest.mark.parametrize("motif", MOTIFS, ids=ascii)
def test_time_grows_with_the_text_for_every_motif(motif):
    _report(ascii(motif), _exponents(motif, SIZES))


@full_grid
def test_time_grows_with_the_text_for_every_motif_of_extra_cues():
    motifs = ["ha ", "ha ha ", "a ha ", "It may rain. "]
    _report("extra cues", {motif: _of_extra_cues(motif, SIZES) for motif in motifs})


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


@full_grid
@pytest.mark.parametrize("form", READERS)
def test_reading_grows_with_the_file(form, tmp_path):
    exponents = {}
    for shape, texts in SHAPES.items():
        paths = {size: tmp_path / f"{shape} {size}.{form}" for size in SIZES}
        for size, path in paths.items():
            READERS[form](path, texts(size))
        for chunk in (1 << 22, 1 << 12):
            exponents[shape, chunk] = growth(_read(form, chunk), paths.get, SIZES)
    _report(f"reading {form}", exponents)


@lru_cache(maxsize=len(SIZES))
def _documents(shape, size):
    texts = SHAPES[shape](size)
    batch = load_options(DetectorOptions()).detect_batch(texts)
    documents = Documents.empty(0)
    for k, text in enumerate(texts):
        documents.add(Row(Place(k, "a.jsonl", k + 1), {"text": text}), Fields())
    return batch, documents


def _write(form, level):
    def step(scored):
        batch, documents = scored
        return encode_rows(table_of(batch, documents, level), level, (), form)

    return step


@full_grid
@pytest.mark.parametrize("form", [".jsonl", ".csv", ".parquet"])
def test_writing_grows_with_the_rows(form):
    if form == ".parquet":
        pytest.importorskip("pyarrow")
    exponents = {
        (shape, level): growth(_write(form, level), partial(_documents, shape), SIZES)
        for shape in SHAPES
        for level in ("document", "sentence", "cue")
    }
    _report(f"writing {form}", exponents)
