"""Our sentence splitter and others: F1 over sentence ends, our golden rows, pace.

    python -m benchmarks.splitters --corpora PATH

Ours is trained on four fifths of the documents of the same corpora and scored on the rest; the
rivals come as they are. So the figures say how well each works on such text, not which method is
better. The rivals get paragraphs, ours has to find them. Only the ends of sentences are compared,
because the next sentence begins after an end. A rival that is not installed is a row without
figures.
"""

from __future__ import annotations

import json
import platform
import re
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from importlib import import_module, metadata
from itertools import zip_longest
from typing import Any

import hedging
from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.material import ROOT, with_sets
from benchmarks.output import write_json
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Counts, count_boundaries
from hedging.train.boundaries import fit_splitter
from hedging.train.cross_validation import measure_boundaries, split
from hedging.train.folds import fold_of
from hedging.train.material import Material
from hedging.train.recipe import Recipe
from training.material import load_shipped

Span = tuple[int, int]
#: A function from a text to its sentences, as spans or as strings, in text order.
Cut = Callable[[str], Iterable[Span | str]]

#: The sets of texts, with the titles of their columns.
SETS = {"edited": "GUM edited", "news": "GUM news", "web": "EWT web"}
GOLDEN_ROWS = ROOT / "tests" / "cases" / "sentences.json"
FOLDS = 5
_BLANK_LINES = re.compile(r"(?:\r?\n[^\S\n]*){2,}")


# Each library is imported when its turn comes, so that a missing one stops no other.
def _ours() -> Cut:
    splitter = hedging.load().model.splitter
    return lambda text: split(splitter, text)


def _blingfire() -> Cut:
    sentences_and_offsets = import_module("blingfire").text_to_sentences_and_offsets
    return lambda text: sentences_and_offsets(text)[1]


def _sentencex() -> Cut:
    segment = import_module("sentencex").segment
    return lambda text: segment("en", text)


def _nupunkt() -> Cut:
    cut: Cut = import_module("nupunkt").sent_tokenize
    return cut


def _punkt() -> Cut:
    cut: Cut = import_module("nltk.tokenize.punkt").PunktTokenizer("english").tokenize
    return cut


def _pysbd() -> Cut:
    cut: Cut = import_module("pysbd").Segmenter(language="en", clean=False).segment
    return cut


#: The distributions, with the functions that make their splitters ready.
SPLITTERS: dict[str, Callable[[], Cut]] = {
    "hedging": _ours,
    "blingfire": _blingfire,
    "sentencex": _sentencex,
    "nupunkt": _nupunkt,
    "nltk": _punkt,
    "pysbd": _pysbd,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    options = parse_with_corpora(parser_of(__doc__, corpora=True), argv)
    recipe, material = load_shipped(options.corpora)
    rows = json.loads(GOLDEN_ROWS.read_text(encoding="utf-8"))
    results = {name: measure_splitter(name, material, recipe, rows) for name in SPLITTERS}
    for row in results.values():
        if "golden" in row:
            pace = row["characters_per_second"] / results["hedging"]["characters_per_second"]
            row["speed"] = round(pace, 3)
    processor = platform.processor() or platform.machine()
    machine = {"processor": processor, "platform": platform.platform()}
    write_json(
        options.output / "splitters.json", {**environment(), **machine, "splitters": results}
    )
    print("\n".join(lines(results)))
    return 0


def measure_splitter(
    name: str, material: Material, recipe: Recipe, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """All figures of a splitter, or the reason of its failure."""
    version = None
    try:
        version = metadata.version(name)
        cut = SPLITTERS[name]()
        rate = characters_per_second(cut, material)
    except Exception as error:
        # NLTK raises a LookupError where its data are missing. Messages may name folders of the
        # machine, so they are not kept.
        missing = isinstance(error, LookupError)
        status = "data missing" if missing else f"crashed: {type(error).__name__}"
        return {"version": version, "status": status if version else "not installed"}
    crashes: list[Exception] = []
    if name == "hedging":
        ends = cross_validate_boundaries(material, recipe)
    else:
        ends = sentence_ends(cut, material, crashes)
    failed = golden_failures(cut, rows, crashes, by_paragraph=name != "hedging")
    return {
        "version": version,
        "status": f"{len(crashes)} crashes" if crashes else "ok",
        "sentence_ends": {key: ends[key].to_dict() for key in SETS},
        "golden": {"passed": len(rows) - len(failed), "of": len(rows), "failed": failed},
        "characters_per_second": round(rate),
    }


def located(text: str, sentences: Iterable[Span | str]) -> Iterator[Span]:
    """Spans of sentences without the white space around them, in code points.

    Raises ValueError for a string that is not in the text.

    >>> list(located("One. Two.", ["One. ", "Two."]))
    [(0, 4), (5, 9)]
    """
    position = 0
    for sentence in sentences:
        if isinstance(sentence, str):
            start, inner = position, sentence.strip()
        else:
            start, inner = sentence[0], text[slice(*sentence)].strip()
        start = text.index(inner, start)
        position = start + len(inner)
        if inner:
            yield start, position


def spans_of(cut: Cut, text: str, crashes: list[Exception], *, by_paragraph: bool) -> list[Span]:
    """Sentence spans of a text, which is cut in one call or paragraph by paragraph.

    Where the splitter crashes there are no spans, so that it misses the sentences.
    """
    edges = [0, len(text)]
    if by_paragraph:
        edges[1:1] = [edge for match in _BLANK_LINES.finditer(text) for edge in match.span()]
    spans: list[Span] = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        paragraph = text[a:b]
        if not paragraph.strip():
            continue
        try:
            spans += [(a + start, a + end) for start, end in located(paragraph, cut(paragraph))]
        except Exception as error:
            crashes.append(error)
    return spans


def cross_validate_boundaries(material: Material, recipe: Recipe) -> dict[str, Counts]:
    """Tallies of our splitter by set; that of each fold was trained without it."""
    ends = defaultdict[str, Counts](Counts)
    for fold in range(FOLDS):
        others = [p for p in material.passages if fold_of(p.document, FOLDS) != fold]
        splitter = fit_splitter(others, material, recipe.boundary_c)
        for group, counts in measure_boundaries(splitter, material, fold, FOLDS).items():
            ends[group] += counts
    return with_sets(ends)


def sentence_ends(cut: Cut, material: Material, crashes: list[Exception]) -> dict[str, Counts]:
    """Tallies of a splitter that needs no training, by set."""
    ends = defaultdict[str, Counts](Counts)
    for passage in material.passages:
        spans = spans_of(cut, passage.text, crashes, by_paragraph=True)
        ends[passage.group] += count_boundaries(spans, passage.sentences)
    return with_sets(ends)


def golden_failures(
    cut: Cut, rows: list[dict[str, Any]], crashes: list[Exception], *, by_paragraph: bool
) -> list[str]:
    """Names of the golden rows whose sentence ends differ; a crash is a failure too."""
    failed = []
    for row in rows:
        pairs = zip_longest(row["sentences"], row["joints"], fillvalue="")
        joined = "".join(sentence + joint for sentence, joint in pairs)
        text = row.get("text", row.get("before", "") + joined)
        spans = spans_of(cut, text, crashes, by_paragraph=by_paragraph)
        if [end for _, end in spans] != [end for _, end in located(text, row["sentences"])]:
            failed.append(row["name"])
    return failed


def characters_per_second(cut: Cut, material: Material) -> float:
    """The pace of a bare call of the splitter on texts of GUM that it sees for the first time."""
    gum = [p.text for p in material.passages if p.document.startswith("GUM_")]
    ewt = [p.text for p in material.passages if not p.document.startswith("GUM_")]
    # nupunkt remembers its decisions: a second round over a text would time its memory. So other
    # texts, those of EWT, warm it up.
    for text in ewt:
        list(cut(text))
    # Processor time over all threads is the time of a single thread, and a busy machine hardly
    # changes it.
    start = time.process_time()
    for text in gum:
        list(cut(text))
    return sum(map(len, gum)) / (time.process_time() - start)


def lines(results: dict[str, dict[str, Any]]) -> Iterator[str]:
    """The results as lines for people."""
    titles = "".join(f"{title:>12}" for title in SETS.values())
    yield f"{'splitter':<12}{'version':>9}{titles}{'golden':>9}{'speed':>8}   status"
    for name, row in results.items():
        cells = f"{'miss':>12}" * len(SETS) + f"{'miss':>9}{'–':>8}"
        if "golden" in row:
            golden = row["golden"]
            cells = "".join(f"{row['sentence_ends'][key]['f1']:>12.4f}" for key in SETS)
            cells += f"{golden['passed']:>6}/{golden['of']}{row['speed']:>8.2f}"
        yield f"{name:<12}{row['version'] or '–':>9}{cells}   {row['status']}"
    yield ""
    yield "F1 over sentence ends; hedging by 5-fold cross-validation over documents; its speed is 1"


if __name__ == "__main__":
    sys.exit(main())
