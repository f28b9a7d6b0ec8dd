"""Time grows with the length of a text, whatever the text is.

A motif is repeated to texts of some sizes, and every step of `tests/growth.py` is measured on them.
`HEDGING_GROWTH=1` measures the whole grid, on texts of 100 kB to 1 MB, and `HEDGING_GROWTH=10` on
texts of up to 10 MB.
"""

import csv
import json
import os
from functools import lru_cache, partial
from statistics import median

import pytest

from hedging.batch import COLUMNS
from hedging.detector import load_options
from hedging.jobs.reading import split_files
from hedging.jobs.records import Documents, Fields, Place, Row
from hedging.jobs.writers import encode_rows, table_of
from hedging.options import DetectorOptions
from tests.documents import read_documents
from tests.exponents import LARGE, alone, large
from tests.growth import MOST, MOTIFS, NOISE, SLOW, STEPS, TEXTS, growth, repeated

_GRID = os.environ.get("HEDGING_GROWTH", "")
# The whole grid takes many minutes.
full_grid = pytest.mark.skipif(not _GRID, reason="the whole grid: set HEDGING_GROWTH=1")
SIZES = (100_000, 300_000, 1_000_000)
if _GRID == "10":
    SIZES = (100_000, 1_000_000, 10_000_000)
SMALL = (3_000, 24_000)
# Each "if" and each "not sure" is a cue, and the end of its scope is sought as far as the sentence
# goes, but no farther than some hundred words: documents that are shorter cost less for each cue.
SIZES_OF = {"if not sure ": (24_000, 192_000)}


@lru_cache(maxsize=8)
def _given(name, motif, size):
    return STEPS[name].given(repeated(motif, size))


def _exponents(names, motif, sizes, most=MOST):
    """The exponent of each step."""
    # What takes a thousandth of a second beside other work has any slope.
    noise = 6 * NOISE if sizes is SIZES else NOISE
    exponents = {}
    for name in names:
        exponents[name] = growth(STEPS[name].run, partial(_given, name, motif), sizes, most, noise)
        _given.cache_clear()
    return exponents


def _report(what, exponents, most=MOST):
    """Print the median and the steepest growth, and fail if a growth is too steep."""
    steepest = max(exponents, key=exponents.get)
    print(
        f"{what}: {len(exponents)} exponents, median {median(exponents.values()):.2f}, "
        f"steepest {exponents[steepest]:.2f}: {steepest}"
    )
    assert {name: e for name, e in exponents.items() if e > most} == {}


def test_time_grows_with_the_text():
    """What most people call; the test below has all entries."""
    names, motif = ["detect", "page", "compare"], "It may rise; "
    _report(ascii(motif), _exponents(names, motif, SMALL, 1.3), 1.3)


@pytest.mark.slow
@pytest.mark.parametrize("motif", [*TEXTS.values(), "if not sure ", "x<!-- "], ids=ascii)
def test_time_of_quick_entries_grows_with_the_text(motif):
    sizes = SIZES_OF.get(motif, SMALL)
    _report(ascii(motif), _exponents(STEPS.keys() - SLOW, motif, sizes, 1.3), 1.3)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in LARGE if "adapt" not in name])
def test_large_inputs_take_little(name):
    figures = alone(partial(large, name))
    # A machine that does something else takes up to twice as long.
    assert figures["seconds"] <= 2 * LARGE[name].seconds
    assert (figures["megabytes"] or 0) <= LARGE[name].megabytes


@full_grid
@pytest.mark.parametrize("name", STEPS)
def test_time_of_every_entry_grows_with_the_text(name):
    exponents = {}
    for what, motif in TEXTS.items():
        exponents[what] = _exponents([name], motif, SIZES)[name]
        print(f"{name}, {what}: {exponents[what]:.2f}")
    _report(name, exponents)


@full_grid
@pytest.mark.parametrize("motif", MOTIFS, ids=ascii)
def test_time_grows_with_the_text_for_every_motif(motif):
    _report(ascii(motif), _exponents(STEPS.keys() - SLOW, motif, SIZES))


@full_grid
def test_time_grows_with_the_text_for_every_motif_of_extra_cues():
    motifs = ["ha ", "ha ha ", "a ha ", "It may rain. "]
    exponents = {motif: _exponents(["extra cues"], motif, SIZES) for motif in motifs}
    _report("extra cues", {motif: own["extra cues"] for motif, own in exponents.items()})


SHAPES = {
    "one record": lambda size: [repeated('It may "rain",\n', size)],
    "quotation marks": lambda size: [repeated('"', size)],
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
        return encode_rows(table_of(batch, documents, level), COLUMNS[level], (), form)

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
