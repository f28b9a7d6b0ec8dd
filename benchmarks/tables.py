"""Results → the tables and figures of all pages, and the plot of the peers.

    python -m benchmarks.tables            writes them anew
    python -m benchmarks.tables --check    says which pages differ; a test does the same

A table is between the lines `<!-- table: NAME -->` and `<!-- end -->` of any Markdown page of the
project, so that nobody copies a figure by hand. A figure in a sentence is between
`<!-- figure: PATH {FORMAT} -->` and `<!-- end -->`: the path is that of a result
("accuracy.test_part"), or of a constant of the library ("hedging.jobs.records.MAX_RECORD"). A test
finds the figures that are neither.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

from benchmarks import (
    accuracy_tables,
    adapting,
    calibrating,
    counting,
    declined,
    depth_tables,
    done,
    drift,
    encoder_tables,
    intervals,
    peer_tables,
    provenance,
    speed_tables,
    summary,
    yardstick,
)
from benchmarks.command import parser_of
from benchmarks.corpora import expected
from benchmarks.grid import Results, grid
from benchmarks.material import ROOT
from benchmarks.output import RESULTS
from hedging.batch import COLUMNS, SCHEMA
from hedging.released import MODELS, released
from training.inputs import Input, recorded
from training.inputs import inputs as inputs_of

#: The pages that may have tables.
PAGES = ("README.md", *(f"{f}/**/*.md" for f in ("benchmarks", "models", "training", "docs")))
# The files of a model that loading reads.
_READ, _TEXTS = (".npz", ".onnx"), ("config.json", "tokenizer.json")
_BLOCK = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)
_FIGURE = re.compile(r"(<!-- figure: ([^{}]+) (\{[^{}]*\}.*?) -->).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Table:
    """A table: the function that makes it, and the results that it needs (`Results.has`)."""

    make: Callable[[Results], str | None]
    needs: tuple[str, ...] = ()


def schema(_: Results) -> str:
    """The columns of each level of a batch."""
    rows = []
    for level, columns in COLUMNS.items():
        names = ", ".join(f"`{name}` {kind}" for name, kind in columns.items())
        rows.append([f"`{level}`", names])
    head = f"columns of a row (schema {SCHEMA}), then the fields that are kept"
    return grid(["level", head], rows)


def corpora(_: Results) -> str:
    """The files of the corpora with the first digits of their sha256."""
    rows = [[f"`{name}`", f"`{digits}`"] for name, digits in expected().items()]
    return grid(["file", "sha256 begins with"], rows)


def inputs(_: Results) -> str | None:
    """The files that each part of the release learned from; None if a model is not here."""
    try:
        by_part = recorded()
    except FileNotFoundError:
        return None
    rows = [
        [f"`{each.name}`", "; ".join(each.parts), f"`{each.recorded}`", _state(each)]
        for each in inputs_of(by_part)
    ]
    silent = [part for part, material in by_part.items() if not material]
    note = f"\nWithout a record: {'; '.join(silent)}.\n" if silent else ""
    head = ["file", "what learned from it", "recorded sha256 begins with", "in this checkout"]
    return grid(head, rows) + note


def _state(each: Input) -> str:
    """What became of a file: a file of the corpora is not in a checkout."""
    if not each.is_seed:
        return ""
    if each.now is None:
        return "**missing**"
    return "the same" if each.now == each.recorded else f"**has moved on**: `{each.now}`"


def release(_: Results) -> str | None:
    """The models of the release: role, pinned name, size, and the cards of their parts.

    Cards are linked from the folder of the models. None if a model is not here, as in a source
    distribution, which leaves the accurate one out.
    """
    rows = []
    for role, name in released().names.items():
        folder = MODELS / name
        if not folder.exists():
            return None
        read = [path for path in folder.rglob("*") if path.suffix in _READ or path.name in _TEXTS]
        cards = sorted(folder.rglob("README.md"), key=lambda card: len(card.parts))
        links = [f"[{each.parent.name}]({each.relative_to(MODELS).as_posix()})" for each in cards]
        is_apart = (folder / "pyproject.toml").exists()
        rows.append(
            [
                f"`{role}`",
                f"`{name}`",
                _size(sum(path.stat().st_size for path in read)),
                "a wheel of its own" if is_apart else "the wheel of the library",
                ", ".join(links),
            ]
        )
    return grid(["role", "pinned name", "size on disk", "comes in", "cards"], rows)


def _size(count: int) -> str:
    """A number of bytes to read.

    >>> _size(33_756_000), _size(314)
    ('33.8 MB', '0.3 kB')
    """
    return f"{count / 1e6:.1f} MB" if count >= 1e5 else f"{count / 1e3:.1f} kB"


_LEAVING_OUT = ("accuracy.cross_validation", "accuracy.left_out")
_SHIPPED = ("accuracy.test_part", "accuracy.contrast")
TABLES = {
    "accuracy": Table(accuracy_tables.accuracy, _LEAVING_OUT),
    "as-shipped": Table(accuracy_tables.as_shipped, _SHIPPED),
    "registers": Table(
        accuracy_tables.registers, ("accuracy.test_part.passages", "accuracy.causes", "readers")
    ),
    "left-out": Table(accuracy_tables.left_out, _LEAVING_OUT),
    "mistakes": Table(accuracy_tables.mistakes, _SHIPPED),
    "splitters": Table(accuracy_tables.splitters, ("splitters",)),
    "throughput": Table(speed_tables.throughput, ("throughput",)),
    "stages": Table(speed_tables.stages, ("throughput",)),
    "batch-size": Table(speed_tables.batch_size, ("throughput",)),
    "growth": Table(speed_tables.growth, ("throughput",)),
    "exponents": Table(
        speed_tables.exponents, ("exponents.texts", "exponents.motifs", "exponents.large")
    ),
    "kernel": Table(speed_tables.kernel, ("kernel",)),
    "kernel-latency": Table(speed_tables.kernel_latency, ("kernel",)),
    "roofline": Table(speed_tables.roofline, ("kernel",)),
    "javascript": Table(speed_tables.javascript, ("javascript",)),
    "batch": Table(speed_tables.batch, ("batch",)),
    "sizing": Table(speed_tables.sizing, ("batch",)),
    "peers": Table(peer_tables.peers, ("peers",)),
    "answers": Table(peer_tables.answers, ("answers",)),
    "adapting": Table(adapting.table, ("adapting",)),
    "calibrating-worlds": Table(calibrating.worlds_table, ("calibrating",)),
    "declined": Table(declined.declined_table, ("declined.models",)),
    "calibrating-answers": Table(calibrating.answers_table, ("calibrating.graded",)),
    "intervals": Table(intervals.table, ("intervals",)),
    "how-good": Table(
        summary.how_good,
        (*_SHIPPED, "accuracy.test_part.passages", "accuracy.trained_by", "readers"),
    ),
    "how-fast": Table(summary.how_fast, ("throughput", "confidence.pace", "kernel")),
    "home": Table(
        summary.home,
        ("accuracy.test_part.passages", "readers", "throughput", "confidence.pace"),
    ),
    "encoder": Table(encoder_tables.how_right, ("encoder.models",)),
    "encoder-registers": Table(encoder_tables.registers, ("encoder.models",)),
    "encoder-pace": Table(encoder_tables.paces, ("encoder.start",)),
    "encoder-curve": Table(encoder_tables.curve, ("encoder.curve",)),
    "encoder-schemes": Table(
        encoder_tables.schemes, ("encoder_schemes", "accuracy.cross_validation")
    ),
    "encoder-seeds": Table(depth_tables.seeds, ("encoder_seeds",)),
    "drift": Table(drift.table, ("drift",)),
    "done": Table(done.table, ("done",)),
    "scope-readers": Table(depth_tables.scope_readers, ("readers.scopes",)),
    "depth-scopes": Table(depth_tables.scopes, ("scopes",)),
    "depth-holders": Table(depth_tables.holders, ("attribution",)),
    "depth-confidence": Table(depth_tables.confidence, ("confidence.accurate",)),
    "depth-spread": Table(depth_tables.spread, ("confidence.accurate",)),
    "depth-near-readers": Table(depth_tables.near_readers, ("confidence.accurate",)),
    "depth-answers": Table(depth_tables.answers, ("confidence.accurate",)),
    "depth-pace": Table(depth_tables.pace, ("confidence.pace",)),
    "counting": Table(counting.table, ("counting",)),
    "yardstick": Table(yardstick.table, ("yardstick",)),
    "encoder-depth-pace": Table(depth_tables.encoded_pace, ("confidence.accurate",)),
    "confidence-seeds": Table(depth_tables.confidence_seeds, ("encoder_confidence",)),
    "schema": Table(schema),
    "corpora": Table(corpora),
    "inputs": Table(inputs),
    "release": Table(release),
    "sources": Table(provenance.sources),
    "terms": Table(provenance.terms, ("provenance",)),
}


def make_table(name: str, results: Results) -> str | None:
    """A table as Markdown; None if something is not there that it needs.

    Below it stands which release it measures, if results say that it is not the last.
    """
    table = TABLES[name]
    if not all(map(results.has, table.needs)):
        return None
    made = table.make(results)
    files = {need.partition(".")[0] for need in table.needs}
    before = sorted(
        {results[file]["of_release"] for file in files if results.has(f"{file}.of_release")}
    )
    if made is None or not before:
        return made
    return f"{made}\nMeasured with the weights of release {' and '.join(map(str, before))}.\n"


def make_figure(path: str, form: str, results: Results) -> str:
    """A figure in a sentence.

    >>> make_figure("hedging.jobs.records.MAX_RECORD", "{:,}", Results(RESULTS))
    '64,000,000'
    """
    if path.startswith("hedging."):
        module, _, name = path.rpartition(".")
        return form.format(getattr(import_module(module), name))
    value: Any = results
    for name in path.split("."):
        value = value[name]
    return form.format(value)


def with_tables(text: str, results: Results) -> str:
    """The text of a page with new tables and figures; a table that lacks what it needs stays.

    Raises KeyError for a name that is not in TABLES, and for a path that leads to no result.
    """

    def replaced(match: re.Match[str]) -> str:
        table = make_table(match[2], results)
        return match[0] if table is None else match[1] + table + match[3]

    return _FIGURE.sub(
        lambda match: match[1] + make_figure(match[2], match[3], results) + match[4],
        _BLOCK.sub(replaced, text),
    )


def pages(results: Results, root: Path = ROOT) -> Iterator[tuple[Path, str, str]]:
    """Each page that may have tables, with its text as it is and as it should be."""
    for pattern in PAGES:
        for path in sorted(root.glob(pattern)):
            text = path.read_text(encoding="utf-8")
            yield path, text, with_tables(text, results)


def write_pages(results: Results) -> None:
    """Write the tables of all pages anew, and the plot of the peers."""
    for path, old, new in pages(results):
        if old != new:
            path.write_text(new, encoding="utf-8")
            print(f"{path.relative_to(ROOT)} written")
    if results.has("peers"):
        peer_tables.plot_peers(results, RESULTS / "peers.png")


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check the pages; see the module's text."""
    parser = parser_of(__doc__, output=False)
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit code 1 if a page differs from the results",
    )
    options = parser.parse_args(argv)
    results = Results(RESULTS)
    if not options.check:
        write_pages(results)
        return 0
    differing = [path for path, old, new in pages(results) if old != new]
    for path in differing:
        print(f"{path.relative_to(ROOT)} differs from the results")
    return int(bool(differing))


if __name__ == "__main__":
    sys.exit(main())
