"""Corpora + golden rows + installed rivals → one table and one JSON file about sentence splitters.

Ours is trained on four fifths of the documents of these very corpora and scored on the rest, the rivals come as they are: the
figures say how well one does on such text, not which method is better. The rivals are given paragraphs, ours has to find them.
Only where a sentence ends is compared, since where the next one begins follows from that.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import time
from collections.abc import Callable, Iterable, Iterator
from importlib import import_module, metadata
from itertools import zip_longest
from pathlib import Path
from typing import Any

import hedging
from hedging.evaluate.cross_validation import EDITED, cross_validate_boundaries, split
from hedging.evaluate.metrics import Tally, about, boundary_tally
from hedging.model.files import MODELS
from hedging.options import DEFAULT_MODEL as DEFAULT
from hedging.train.training import Material, Recipe, gather

Span = tuple[int, int]
#: A text → its sentences, as spans or as strings in text order.
Cut = Callable[[str], Iterable[Span | str]]

ROOT = Path(__file__).resolve().parents[1]
SETS = {"edited": "GUM edited", "news": "GUM news", "web": "EWT web"}
_BLANK = re.compile(r"(?:\r?\n[^\S\n]*){2,}")


# Each is imported only when it is its turn, so that one that is missing or broken stops no other.
def _blingfire() -> Cut:
    both = import_module("blingfire").text_to_sentences_and_offsets
    return lambda text: both(text)[1]


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


def _ours() -> Cut:
    splitter = hedging.load().model.splitter
    return lambda text: split(splitter, text)


#: Distribution → what makes its splitter ready.
SPLITTERS: dict[str, Callable[[], Cut]] = {
    "hedging": _ours,
    "blingfire": _blingfire,
    "sentencex": _sentencex,
    "nupunkt": _nupunkt,
    "nltk": _punkt,
    "pysbd": _pysbd,
}


def located(text: str, pieces: Iterable[Span | str]) -> Iterator[Span]:
    """Sentences → spans without the white space around them; a string that is not in the text is a ValueError."""
    place = 0
    for piece in pieces:
        start, inner = (
            (place, piece.strip())
            if isinstance(piece, str)
            else (piece[0], text[slice(*piece)].strip())
        )
        start = text.index(inner, start)
        place = start + len(inner)
        if inner:
            yield start, place


def spans_of(cut: Cut, text: str, whole: bool, crashes: list[Exception]) -> list[Span]:
    """Text → spans, cut in one call or by paragraphs; where the splitter crashes there are none, and its sentences are missed."""
    edges = [
        0,
        *(edge for match in _BLANK.finditer(text) for edge in match.span() if not whole),
        len(text),
    ]
    spans: list[Span] = []
    for a, b in zip(edges[::2], edges[1::2], strict=True):
        try:
            # No rival is asked about white space alone.
            spans += [
                (a + start, a + end)
                for start, end in located(text[a:b], cut(text[a:b]) if text[a:b].strip() else ())
            ]
        except Exception as error:
            crashes.append(error)
    return spans


def sentence_ends(cut: Cut, material: Material, crashes: list[Exception]) -> dict[str, Tally]:
    """Gold passages → tallies of a splitter that needs no training, by the names of `cross_validate_boundaries`."""
    tallies = {name: Tally() for name in SETS}
    for passage in material.passages:
        spans = spans_of(cut, passage.text, False, crashes)
        names = {passage.genre, "edited" if passage.genre in EDITED else ""}
        for name in SETS.keys() & (names if passage.document.startswith("GUM_") else {"web"}):
            boundary_tally(spans, passage.sentences, tallies[name])
    return tallies


def golden_failures(
    cut: Cut, whole: bool, rows: list[dict[str, Any]], crashes: list[Exception]
) -> list[str]:
    """Golden rows, built as the tests build them → names of those with other sentence ends; a crash is a failure too."""
    failed = []
    for row in rows:
        joined = "".join(
            s + j for s, j in zip_longest(row["sentences"], row["joints"], fillvalue="")
        )
        text = row.get("text", row.get("before", "") + joined)
        found, true = spans_of(cut, text, whole, crashes), located(text, row["sentences"])
        if [end for _, end in found] != [end for _, end in true]:
            failed.append(row["name"])
    return failed


def speed(cut: Cut, material: Material) -> float:
    """Whole texts of GUM → characters a second of the splitter's own call, on its first sight of them."""
    texts: dict[bool, list[str]] = {True: [], False: []}
    for passage in material.passages:
        texts[passage.document.startswith("GUM_")].append(passage.text)
    # nupunkt remembers what it decided: a second round over the same text would time its memory, so EWT warms up instead.
    for text in texts[False]:
        list(cut(text))
    # Processor time over all threads is what a single thread would need, and a busy machine hardly touches it.
    start = time.process_time()
    for text in texts[True]:
        list(cut(text))
    return sum(map(len, texts[True])) / (time.process_time() - start)


def measure(
    name: str, material: Material, recipe: Recipe, rows: list[dict[str, Any]]
) -> dict[str, Any]:
    """All figures of one splitter, or why there are none."""
    version = None
    try:
        version = metadata.version(name)
        cut = SPLITTERS[name]()
        rate = speed(cut, material)
    except Exception as error:
        # NLTK raises a LookupError where its data are missing. Messages may name folders of the machine.
        status = (
            "data missing" if isinstance(error, LookupError) else f"crashed: {type(error).__name__}"
        )
        return {"version": version, "status": status if version else "not installed"}
    ours, crashes = name == "hedging", list[Exception]()
    tallies = (
        cross_validate_boundaries(material, recipe)
        if ours
        else sentence_ends(cut, material, crashes)
    )
    failed = golden_failures(cut, ours, rows, crashes)
    return {
        "version": version,
        "status": f"{len(crashes)} crashes" if crashes else "ok",
        "sentence_ends": {key: tallies[key].row() for key in SETS},
        "golden": {"passed": len(rows) - len(failed), "of": len(rows), "failed": failed},
        "characters_per_second": round(rate),
    }


def table(results: dict[str, dict[str, Any]]) -> str:
    """Results → text; a splitter without figures misses everything."""
    titles = "".join(f"{title:>12}" for title in SETS.values())
    lines = [f"{'splitter':<12}{'version':>9}{titles}{'golden':>9}{'speed':>8}   status"]
    for name, one in results.items():
        cells = f"{'miss':>12}" * len(SETS) + f"{'miss':>9}{'–':>8}"
        if "golden" in one:
            cells = "".join(f"{one['sentence_ends'][key]['f1']:>12.4f}" for key in SETS)
            cells += f"{one['golden']['passed']:>6}/{one['golden']['of']}{one['speed']:>8.2f}"
        lines.append(f"{name:<12}{one['version'] or '–':>9}{cells}   {one['status']}")
    return "\n".join(
        [
            *lines,
            "",
            "F1 over sentence ends; hedging by 5-fold cross-validation over documents; speed: hedging = 1",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        description="Compares sentence splitters; install the rivals to see them."
    )
    parser.add_argument(
        "--corpora", type=Path, required=True, help="folder of the corpora that the recipe names"
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=Path("benchmarks/results/splitters.json"),
        help="JSON file to write",
    )
    options = parser.parse_args()
    recipe = Recipe.read(MODELS / DEFAULT / "recipe.json")
    material = gather(recipe, options.corpora, ROOT / "seeds")
    rows = json.loads((ROOT / "tests" / "cases" / "sentences.json").read_text(encoding="utf-8"))
    results = {name: measure(name, material, recipe, rows) for name in SPLITTERS}
    for one in results.values():
        if "golden" in one:
            one["speed"] = round(
                one["characters_per_second"] / results["hedging"]["characters_per_second"], 3
            )
    machine = {
        "processor": platform.processor() or platform.machine(),
        "platform": platform.platform(),
    }
    data = {**about(), **machine, "splitters": results}
    options.output.parent.mkdir(parents=True, exist_ok=True)
    options.output.write_text(
        json.dumps(data, indent=1, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    print(table(results))


if __name__ == "__main__":
    main()
