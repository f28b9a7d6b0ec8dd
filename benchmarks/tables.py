"""results/*.json → the tables in the README, the model card and benchmarks/README.md, and the plot of the peers.

A table stands between the lines `<!-- table: NAME -->` and `<!-- end -->`. `tables.py` writes them all anew; `tables.py --check`
says which differ from the results, and a test does the same, so that no figure is copied by hand.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from hedging.batch import COLUMNS, SCHEMA

ROOT = Path(__file__).resolve().parents[1]
RESULTS = Path(__file__).parent / "results"
PAGES = (
    "README.md",
    "models/en-3/README.md",
    "benchmarks/README.md",
    "docs/tutorials/auditor.md",
    "docs/when-not.md",
)
_BLOCK = re.compile(r"(<!-- table: ([\w-]+) -->\n).*?(<!-- end -->)", re.DOTALL)

#: Rows of the accuracy table: where the figures stand, the set, and what it is called.
ACCURACY = (
    ("cross_validation", "general", "`general`, own sentences and annotated real text"),
    ("cross_validation", "general/news", "– of these, news, own"),
    ("cross_validation", "general/wikinews", "– of these, news, Wikinews"),
    ("cross_validation", "general/ewt-reviews", "– of these, reviews, EWT"),
    ("cross_validation", "general/ewt-answers", "– of these, answers, EWT"),
    ("cross_validation", "general/abstracts", "– of these, abstracts"),
    ("cross_validation", "general/wiki", "– of these, Wikipedia"),
    ("cross_validation", "general/clinical", "– of these, clinical reports"),
    ("cross_validation", "szeged", "`szeged`, Wikipedia and biology"),
    ("cross_validation", "bioscope/abstracts", "`bioscope`, abstracts"),
    ("leave_one_out", "bioscope/full_papers", "`bioscope`, articles, each left out in turn"),
    ("cross_validation", "bioscope/clinical_merged", "`bioscope`, clinical reports"),
    ("cross_validation", "conll2010-wikipedia", "`conll2010-wikipedia`"),
)


@cache
def result(name: str) -> Any:
    return json.loads((RESULTS / f"{name}.json").read_text(encoding="utf-8"))


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "".join(
        f"|{'|'.join(cells)}|\n" if cells[0] == "---" else f"| {' | '.join(cells)} |\n"
        for cells in lines
    )


def accuracy() -> str:
    rows = []
    for part, name, title in ACCURACY:
        figures = result("accuracy")[part]
        one = figures.get("figures", figures)[name]
        low, high = one["intervals_95"]["sentences"]
        rows.append(
            [
                title,
                f"{one['sentences']['of']:,}",
                f"{one['sentences']['f1']:.3f} ({low:.3f}–{high:.3f})",
                f"{one['cues_exact']['f1']:.3f}",
                f"{one['token_macro_f1']:.3f}" if "token_macro_f1" in one else "–",
                f"{one['calibration_error']:.3f}",
            ]
        )
    columns = (
        "sentence F1 (95 % interval)",
        "exact cue F1",
        "kinds, token macro F1",
        "calibration error",
    )
    return grid(["scheme and text", "sentences", *columns], rows)


def left_out() -> str:
    rows = []
    within = result("accuracy")["cross_validation"]["figures"]
    for name, one in result("accuracy")["left_out"].items():
        domain, where = name.removeprefix("without ").split(": ")
        scheme, group = where.split("/")
        figures = (
            one["sentences"]["f1"],
            within[where]["sentences"]["f1"],
            one["calibration_error"],
        )
        rows.append([domain, f"`{scheme}`, {group}", *(f"{figure:.3f}" for figure in figures)])
    columns = [
        "domain",
        "scheme and text",
        "sentence F1, left out",
        "in cross-validation",
        "calibration error, left out",
    ]
    return grid(columns, rows)


def as_shipped() -> str:
    parts = result("accuracy")["test_part"]
    rows = []
    for part, title in (("seeds", "own sentences"), ("annotations", "real text")):
        one = parts[part]["general"]
        figures = (one["sentences"]["f1"], one["cues_exact"]["f1"], one["calibration_error"])
        rows.append(
            [title, f"{one['sentences']['of']:,}", *(f"{figure:.3f}" for figure in figures)]
        )
    counts = result("accuracy")["contrast"]["all"]
    table = grid(
        ["test part", "sentences", "sentence F1", "exact cue F1", "calibration error"], rows
    )
    return (
        table + f"\nContrast pairs: {counts['rows_right']} of {counts['rows']} sentences right.\n"
    )


def splitters() -> str:
    rows = []
    for name, one in result("splitters")["splitters"].items():
        if one["status"] == "ok":
            ends = [f"{one['sentence_ends'][part]['f1']:.3f}" for part in ("edited", "news", "web")]
            rows.append(
                [
                    f"{name} {one['version']}",
                    *ends,
                    f"{one['golden']['passed']} of {one['golden']['of']}",
                ]
            )
    return grid(
        ["F1 over sentence ends", "GUM, edited genres", "GUM news", "EWT web", "our golden rows"],
        rows,
    )


def throughput() -> str:
    found = result("throughput")
    batch, article, two = found["batch"], found["article"], found["processes"]
    rows = [
        [
            f"{batch['documents']} articles of 3,000 characters in a batch, one core",
            f"{thousands(batch['sentences_per_second'])} sentences a second, {batch['megabytes_per_second']:.0f} MB/s",
        ],
        *(
            [
                f"– against bare boundaries and one pass of {name} over the same text",
                f"{share:.0%} of their speed",
            ]
            for name, share in batch["share_of_bare_speed"].items()
        ),
        ["two processes against one", f"{two['ratio']:.2f} times"],
        [
            "one such article, warm",
            f"{article['p50_ms']:.2f} ms median, {article['p95_ms']:.2f} ms p95, {article['p99_ms']:.2f} ms p99",
        ],
        *([name, f"{ms:.0f} ms"] for name, ms in found["startup_ms"].items()),
        [
            "one document of 10 MB",
            f"{found['text_length'][-1]['ms'] / 1000:.2f} s, {found['text_length'][-1]['times_a_tenth']:.1f} times one of 1 MB",
        ],
        [
            f"memory, {found['pipe']['megabytes'] / 1000:.0f} GB of articles from a pipe",
            f"{found['pipe']['peak_megabytes']:.0f} MB at the most",
        ],
        ["wheel, model and all", f"{found['wheel_megabytes']:.1f} MB"],
    ]
    machine = f"{found['machine']}, {found['cpu']}; Python {found['python']}, numpy {found['versions']['numpy']}; {found['date']}"
    return grid(["measure", machine], rows)


def thousands(value: float) -> str:
    """Three digits of a pace."""
    return f"{int(float(f'{value:.3g}')):,}" if value >= 100 else f"{value:.0f}"


def stages() -> str:
    found = result("throughput")["stages"]
    rows = [
        [stage, f"{share:.0%}", f"{found['one article'][stage]:.0%}"]
        for stage, share in found["batch"].items()
    ]
    return grid(["stage", "of a batch", "of one article"], rows)


def growth() -> str:
    found = result("throughput")
    lengths = [
        [f"{one['characters']:,} characters", f"{one['ms']:.2f}", ratio(one["times_a_tenth"])]
        for one in found["text_length"]
    ]
    hard = [
        [name, f"{one['ms']:.0f}", ratio(one["times_a_tenth"])]
        for name, one in found["adversarial"].items()
    ]
    return (
        grid(["one document", "ms", "times a tenth of it"], lengths)
        + "\n"
        + grid(["1,000,000 characters of", "ms", "times a tenth of it"], hard)
    )


def ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.1f}"


def batch_size() -> str:
    rows = [
        [f"{one['articles']:,}", thousands(one["sentences_per_second"])]
        for one in result("throughput")["batch_size"]
    ]
    return grid(["articles in a batch", "sentences a second"], rows)


def batch() -> str:
    found = result("batch")
    job, cores = found["batch"], found["cores"]
    memory = f"{job['peak_megabytes']:.0f} MB"
    rows = [
        [
            f"`hedging batch`, {job['documents']:,} documents, {cores} processes",
            *pace_of(job),
            memory,
        ],
        ["Arrow record batches, one process", *pace_of(found["arrow"]), ""],
        [f"Spark, `local[{cores}]`, Parquet to Parquet", *pace_of(found["spark"]), ""],
    ]
    return grid(
        [
            "way",
            "documents a second",
            "share of bare `detect_batch` on the same cores",
            "memory of all processes",
        ],
        rows,
    )


def pace_of(row: dict[str, float]) -> list[str]:
    return [thousands(row["documents_per_second"]), f"{row['share_of_detect_batch']:.0%}"]


#: What somebody may want to score: documents, and characters in each. Round figures, to be replaced by yours.
AMOUNTS = {
    "a million news articles": (1_000_000, 3000),
    "PubMed's abstracts": (27_000_000, 1500),
    "a month of Common Crawl's news": (15_000_000, 3000),
}


def sizing() -> str:
    found = result("batch")
    characters = found["batch"]["documents_per_second"] * found["characters"] / found["cores"]
    rows = []
    for name, (count, size) in AMOUNTS.items():
        hours = count * size / characters / 3600
        rows.append(
            [name, f"{count:,}", f"{size:,}", f"{hours:.2f}", f"{60 * hours / 32:.1f} minutes"]
        )
    return grid(
        [
            "what",
            "documents (assumed)",
            "characters each (assumed)",
            "core-hours",
            "on 32 such cores",
        ],
        rows,
    )


def schema() -> str:
    rows = []
    for level, own in COLUMNS.items():
        rows.append([f"`{level}`", ", ".join(f"`{name}` {kind}" for name, kind in own.items())])
    return grid(
        ["level", f"columns of a row (schema {SCHEMA}), and behind them what is kept of the input"],
        rows,
    )


def kernel() -> str:
    found = result("kernel")["stages"]
    rows = [
        [stage, f"{one['numpy_ms']:.2f}", f"{one['compiled_ms']:.2f}"]
        for stage, one in found.items()
    ]
    return grid(
        [f"{result('kernel')['characters']:,} characters of news", "numpy, ms", "compiled, ms"],
        rows,
    )


def peers() -> str:
    found = result("peers")
    rows = []
    for name, one in found["peers"].items():
        title = f"{name} {one.get('version', '')}".strip() + (
            f" ({one['note']})" if "note" in one else ""
        )
        if "miss" in one:
            rows.append([title, "miss", "miss", "miss", one["miss"].replace("|", "/")])
            continue
        figures = [
            f"{one[part][figure]:.3f}" if part in one else "–"
            for part, figure in (("real", "f1"), ("own", "f1"), ("contrast", "right"))
        ]
        rows.append([title, *figures, thousands(one["sentences_per_second"])])
    return grid(
        [
            "tool",
            "sentence F1, real text",
            "own sentences",
            "contrast pairs right",
            "sentences a second",
        ],
        rows,
    )


def answers() -> str:
    def span(ends: list[float]) -> str:
        return f"{ends[0]:.3f} to {ends[1]:.3f}"

    rows = [
        [
            name,
            f"{one['accuracy']:.3f} ({span(one['interval'])})",
            span(one["lead"]) if any(one["lead"]) else "",
            *(f"{one[f'on writer {writer}']:.3f}" for writer in "ab"),
        ]
        for name, one in result("answers")["pipelines"].items()
    ]
    ours = "on unseen questions (95 % interval over questions)"
    return grid(
        [
            "features",
            ours,
            "lead on the bag of words (95 %)",
            "on writer a, from b",
            "on writer b, from a",
        ],
        rows,
    )


def mistakes() -> str:
    parts = result("accuracy")["test_part"]
    rows = []
    for part, title in (("seeds", "own sentences"), ("annotations", "real text")):
        one = parts[part]["general"]["sentences"]
        found = one["true"] * one["recall"]
        called = found / one["precision"]
        shares = (
            1 - one["precision"],
            1 - one["recall"],
            (called - found + one["true"] - found) / one["of"],
        )
        rows.append([title, f"{one['of']:,}", *(f"{100 * share:.0f} %" for share in shares)])
    return grid(
        [
            "test part",
            "sentences",
            "called hedged, and are not",
            "hedged, and missed",
            "wrong of all",
        ],
        rows,
    )


TABLES: dict[str, Callable[[], str]] = {
    "accuracy": accuracy,
    "left-out": left_out,
    "as-shipped": as_shipped,
    "splitters": splitters,
    "throughput": throughput,
    "stages": stages,
    "growth": growth,
    "batch-size": batch_size,
    "kernel": kernel,
    "batch": batch,
    "sizing": sizing,
    "schema": schema,
    "peers": peers,
    "answers": answers,
    "mistakes": mistakes,
}


def pages() -> Iterator[tuple[Path, str, str]]:
    """Each page with its text as it is and as it should be."""
    for name in PAGES:
        path = ROOT / name
        text = path.read_text(encoding="utf-8")
        yield path, text, _BLOCK.sub(lambda match: match[1] + TABLES[match[2]]() + match[3], text)


def plot(path: Path) -> None:
    """Speed of the peers against their accuracy on real text; what has no flags is a line at its speed."""
    try:
        from matplotlib.figure import Figure
    except ImportError:
        print("no plot: pip install 'hedging[bench]' for matplotlib")
        return
    sheet = Figure(figsize=(8, 5), layout="constrained")
    axis = sheet.subplots()
    for name, row in result("peers")["peers"].items():
        # Those that differ in their training only would lie upon each other.
        if "sentences_per_second" not in row or name.endswith("all schemes"):
            continue
        speed = row["sentences_per_second"]
        if "real" not in row:
            axis.axvline(speed, color="#bbbbbb", linewidth=1, linestyle="--")
            axis.text(
                speed,
                0.02,
                f" {name}",
                rotation=90,
                fontsize=7,
                color="#777777",
                va="bottom",
                ha="right",
            )
            continue
        ours = name == "hedging"
        axis.scatter(
            [speed],
            [row["real"]["f1"]],
            s=60 if ours else 25,
            color="#c0392b" if ours else "#20639b",
        )
        axis.annotate(
            name,
            (speed, row["real"]["f1"]),
            xytext=(5, 4),
            textcoords="offset points",
            fontsize=9 if ours else 7,
        )
    axis.set(xscale="log", xlim=(5, 1e7), ylim=(0, 1))
    axis.set(
        xlabel="sentences a second, one core", ylabel="sentence F1 on real text that none has seen"
    )
    sheet.savefig(path, dpi=110)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--check",
        action="store_true",
        help="write nothing; exit code 1 where a page differs from the results",
    )
    options = parser.parse_args()
    changed = [(path, new) for path, old, new in pages() if old != new]
    for path, new in changed:
        print(
            f"{path.relative_to(ROOT)} {'differs from the results' if options.check else 'written'}"
        )
        if not options.check:
            path.write_text(new, encoding="utf-8")
    if not options.check:
        plot(RESULTS / "peers.png")
    return int(bool(changed) and options.check)


if __name__ == "__main__":
    sys.exit(main())
