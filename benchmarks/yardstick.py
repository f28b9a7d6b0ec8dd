"""Real text of many registers → how hedged the documents of each one usually are.

    python -m benchmarks.yardstick --corpora PATH

counts the hedged sentences of whole documents with the light model: yardstick.json. The running
text lies beside the folder of the corpora, or where `--unlabelled` says. Only documents of at least
ten sentences count: of three sentences, none, a third, two thirds or all are hedged, and no range
comes of that. Shorter documents are left out, not joined, since a joined document would be one that
nobody wrote. All documents of a register count the same, so that its largest source weighs most.

The package ships the figures in `hedging/yardstick.py`. The command writes them there too, unless
`--output` names another folder for the result; a test holds the two together. The result has a
fingerprint of the weights, so that `is_stale` finds out whether a release has other ones. Files
that belong to no register plainly are in none: press briefings, which are half questions, entries
of a fact book, letters.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.grid import Results, grid
from benchmarks.material import ROOT
from benchmarks.output import RESULTS, write_json
from hedging.corpora import boundaries
from hedging.corpora.markup import read_bioscope
from hedging.corpora.rows import read_rows
from hedging.detector import Detector, load
from hedging.evaluate.environment import environment
from hedging.yardstick import MIN_SENTENCES, MODEL, QUANTILES, REGISTERS
from training.weights import weights_of

_STACK_EXCHANGE = ("skeptics", "coffee", "beer", "ai")
_META = ("music", "history", "datascience", "3dprinting", "mathoverflow")
_BOOKS = ("darwin-origin", "emerson-essays", "keynes-peace", "mill-liberty", "russell-problems")
_BLOCK = 400
_MODULE = ROOT / "hedging" / "yardstick.py"
_WRITTEN = re.compile(
    r"(    # Written by python -m benchmarks\.yardstick\.\n).*?(    # End of what it writes\.\n)",
    re.DOTALL,
)

#: The files of each register: of the running text by folder and name, of the corpora by "corpora/",
#: with the genre behind a colon where a file has several.
SOURCES: Mapping[str, tuple[str, ...]] = {
    "news": ("corpora/wikinews/articles", "news/wikinews-salience", "news/masc-news"),
    "reviews": ("corpora/ud-english/ewt:reviews",),
    "blogs": ("news/18f-blog", "news/digital-gov-news"),
    "encyclopedia": tuple(
        f"encyclopedia/enwiki-{name}" for name in ("general", "events", "2012", "extract", "pages")
    ),
    "abstracts": ("corpora/bioscope/abstracts",),
    "papers": ("science/plos-starter", "science/craft-pmc", "science/elife-samples"),
    "clinical": ("clinical/e3c-cases", "clinical/aci-bench", "clinical/mts-dialog"),
    "health": ("qa/medquad",),
    "filings": ("filings/sec-10k", "filings/tatqa"),
    "calls": ("filings/earnings21", "filings/earnings22"),
    "economy": ("filings/beige-book", "filings/fed-speeches", "filings/fomc-minutes"),
    "policy": ("policy/state-human-rights", "policy/crs-reports", "policy/mueller-report"),
    "rulings": ("policy/us-appeals-opinions",),
    "speeches": (
        "news/whitehouse-speeches",
        "policy/un-general-debate",
        "policy/state-union",
    ),
    "books": (*(f"books/{name}" for name in _BOOKS), "books/veblen-leisure"),
    "qa": (
        *(f"qa/{name}-se" for name in _STACK_EXCHANGE),
        *(f"qa/meta-{name}-se" for name in _META),
        "corpora/ud-english/ewt:answers",
    ),
    "technical": ("technical/python-peps", "technical/rust-rfcs"),
    "llm": ("llm/wildbench",),
}


def texts_of(source: str, corpora: Path, unlabelled: Path) -> Iterator[str]:
    """The documents of a file, in order."""
    name, _, genre = source.removeprefix("corpora/").partition(":")
    if name.startswith("bioscope"):
        golds = read_bioscope(corpora / f"{name}.xml")
        for _, sentences in groupby(golds, key=lambda gold: gold.document):
            yield " ".join(gold.text for gold in sentences)
    elif genre:
        passages = boundaries.read(corpora / f"{name}.jsonl")
        yield from (passage.text for passage in passages if passage.group == genre)
    else:
        folder = corpora if source.startswith("corpora/") else unlabelled
        yield from (row.string("text") for row in read_rows(folder / f"{name}.jsonl", ("text",)))


def counts_of(texts: Sequence[str], detector: Detector) -> tuple[np.ndarray, np.ndarray]:
    """The number of hedged sentences of each document, and of all its sentences."""
    hedged, sentences = [], []
    for first in range(0, len(texts), _BLOCK):
        columns = detector.detect_batch(texts[first : first + _BLOCK]).columns("document")
        hedged.append(columns["hedged_sentences"])
        sentences.append(columns["sentences"])
    return np.concatenate(hedged), np.concatenate(sentences)


def measure(sources: Mapping[str, Sequence[str]], detector: Detector) -> dict[str, Any]:
    """The figures of a register; `sources` maps the names of its files to their documents."""
    measured = {name: counts_of(texts, detector) for name, texts in sources.items()}
    hedged = np.concatenate([hedged for hedged, _ in measured.values()])
    sentences = np.concatenate([sentences for _, sentences in measured.values()])
    counted = sentences >= MIN_SENTENCES
    shares = hedged[counted] / sentences[counted]
    return {
        "documents": len(sentences),
        "sentences": int(sentences.sum()),
        "long_enough": int(counted.sum()),
        "percentiles": {
            str(quantile): round(float(value), 3)
            for quantile, value in zip(QUANTILES, np.percentile(shares, QUANTILES), strict=True)
        },
        "sources": {
            name: int((numbers >= MIN_SENTENCES).sum()) for name, (_, numbers) in measured.items()
        },
    }


def line_of(name: str, figures: Mapping[str, Any]) -> str:
    """The line of a register in the package.

    >>> line_of("tales", {"long_enough": 99, "percentiles": {"10": 0.05, "25": 0.1}})
    '    "tales": (99, (0.05, 0.1)),'
    """
    values = ", ".join(str(value) for value in figures["percentiles"].values())
    return f'    "{name}": ({figures["long_enough"]}, ({values})),'


def with_figures(source: str, registers: Mapping[str, Mapping[str, Any]]) -> str:
    """The source of `hedging/yardstick.py` with these figures; ValueError if it has no place."""
    lines = "".join(f"{line_of(name, figures)}\n" for name, figures in registers.items())
    written, places = _WRITTEN.subn(lambda match: match[1] + lines + match[2], source)
    if places != 1:
        raise ValueError(f"expected one place for figures in {_MODULE}, found {places}")
    return written


def is_stale(results: Path = RESULTS) -> bool:
    """Whether the figures in a folder of results are of other weights than the light model has."""
    try:
        result = json.loads((results / "yardstick.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return True
    own = result.get("weights", {}).get(MODEL)
    return (result["model"], own) != (MODEL, weights_of()[MODEL])


def table(results: Results) -> str:
    """The registers, the least hedged first."""
    rows = [
        [
            f"`{register.name}`",
            register.words,
            f"{figures['documents']:,}",
            f"{figures['sentences']:,}",
            f"{figures['long_enough']:,}",
            *(f"{value:.0%}".removesuffix("%") for value in figures["percentiles"].values()),
        ]
        for register in REGISTERS
        for figures in [results["yardstick"]["registers"][register.name]]
    ]
    head = ["register", "what it holds", "documents", "sentences", "of ten and more sentences"]
    names = [f"{quantile} %" if quantile != 50 else "median" for quantile in QUANTILES]
    return grid([*head, *names], sorted(rows, key=lambda row: int(row[-3])))


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and write; see the module's text."""
    parser = parser_of(__doc__, corpora=True)
    parser.add_argument(
        "--unlabelled", type=Path, help="folder of the running text (default: beside the corpora)"
    )
    options = parse_with_corpora(parser, argv)
    unlabelled = options.unlabelled or options.corpora.parent / "unlabelled"
    detector = load(MODEL, depth="cues")
    registers = {}
    for name, sources in SOURCES.items():
        texts = {source: list(texts_of(source, options.corpora, unlabelled)) for source in sources}
        registers[name] = measure(texts, detector)
        print(line_of(name, registers[name]), flush=True)
    figures = {
        "model": MODEL,
        "min_sentences": MIN_SENTENCES,
        "registers": registers,
    }
    write_json(options.output / "yardstick.json", {**environment(), **figures})
    if options.output.resolve() == RESULTS.resolve():
        source = _MODULE.read_text(encoding="utf-8")
        _MODULE.write_text(with_figures(source, registers), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
