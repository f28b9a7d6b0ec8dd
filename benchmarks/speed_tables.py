"""throughput.json, batch.json, kernel.json and javascript.json → tables."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from benchmarks.grid import Results, grid, percent, thousands

#: Piles of text that somebody may want to score: documents, and characters in each. The figures are
#: round; readers put in theirs.
PILES = {
    "a million news articles": (1_000_000, 3000),
    "PubMed's abstracts": (27_000_000, 1500),
    "a month of Common Crawl's news": (15_000_000, 3000),
}


def throughput(results: Results) -> str:
    """Paces, latencies, start-up times, memory and size."""
    row = results["throughput"]
    batch, article = row["batch"], row["article"]
    pace = f"{thousands(batch['sentences_per_second'])} sentences a second"
    percentiles = (f"{article[f'p{p}_ms']:.2f} ms {name}" for p, name in _PERCENTILES)
    rows = [
        [
            f"{batch['documents']} articles of 3,000 characters in a batch, one core",
            f"{pace}, {batch['megabytes_per_second']:.0f} MB/s",
        ]
    ]
    for name, share in batch["share_of_bare_speed"].items():
        bare = f"– against bare boundaries and one pass of {name} over the same text"
        rows.append([bare, f"{share:.0%} of their speed"])
    rows += [
        ["two processes against one", f"{row['processes']['ratio']:.2f} times"],
        ["one such article, warm", ", ".join(percentiles)],
        *([name, f"{ms:.0f} ms"] for name, ms in row["startup_ms"].items()),
        *_long_rows(row),
    ]
    machine = f"{row['machine']}, {row['cpu']}"
    versions = f"Python {row['python']}, numpy {row['versions']['numpy']}"
    return grid(["measure", f"{machine}; {versions}; {row['date']}"], rows)


_PERCENTILES = ((50, "median"), (95, "p95"), (99, "p99"))


def _long_rows(row: dict[str, Any]) -> list[list[str]]:
    """The rows that a quick run leaves out."""
    rows = []
    longest = row["text_length"][-1]
    if longest["characters"] == 10_000_000:
        ratio = f"{longest['times_a_tenth']:.1f} times one of 1 MB"
        rows.append(["one document of 10 MB", f"{longest['ms'] / 1000:.2f} s, {ratio}"])
    if "pipe" in row:
        size = f"{row['pipe']['megabytes'] / 1000:.0f} GB"
        peak = f"{row['pipe']['peak_megabytes']:.0f} MB at the most"
        rows.append([f"memory, {size} of articles from a pipe", peak])
    if row.get("wheel_megabytes"):
        rows.append(["wheel, model and all", f"{row['wheel_megabytes']:.1f} MB"])
    return rows


def stages(results: Results) -> str:
    """The share of each stage in the time."""
    shares = results["throughput"]["stages"]
    rows = [
        [stage, f"{share:.0%}", f"{shares['one article'][stage]:.0%}"]
        for stage, share in shares["batch"].items()
    ]
    return grid(["stage", "of a batch", "of one article"], rows)


def growth(results: Results) -> str:
    """Time by the length of a text, and of hard texts."""
    row = results["throughput"]
    lengths = [
        [f"{length['characters']:,} characters", f"{length['ms']:.2f}", _ratio(length)]
        for length in row["text_length"]
    ]
    hard = [[name, f"{text['ms']:.0f}", _ratio(text)] for name, text in row["adversarial"].items()]
    size = f"{1_000_000 if row['text_length'][-1]['characters'] > 1_000_000 else 30_000:,}"
    first = grid(["one document", "ms", "times a tenth of it"], lengths)
    second = grid([f"{size} characters of", "ms", "times a tenth of it"], hard)
    return f"{first}\n{second}"


def _ratio(row: dict[str, float | None]) -> str:
    ratio = row["times_a_tenth"]
    return "" if ratio is None else f"{ratio:.1f}"


def exponents(results: Results) -> str:
    """How the time of every entry grows, and what the largest inputs take."""
    row = results["exponents"]
    parts = row["texts"], row["motifs"]
    names = sorted({name for part in parts for name in part})
    entries = [
        [name, *(cell for part in parts for cell in _growth(part.get(name)))] for name in names
    ]
    head = ["entry", "texts up to", "median", "steepest", "motifs up to", "median", "steepest"]
    inputs = [
        [name, f"{figures['seconds']:.1f}", f"{figures['megabytes']:.0f}"]
        for name, figures in row["large"].items()
    ]
    first = grid(head, entries)
    return f"{first}\n{grid(['input', 'seconds of processor time', 'MB'], inputs)}"


def _growth(figures: dict[str, Any] | None) -> Iterator[str]:
    """The cells of an entry; one that takes no time has no exponent."""
    yield "–" if figures is None else f"{figures['largest'] / 1e6:.0f} MB"
    for name in ("median", "steepest"):
        # A sum with 0 has no sign when it is 0.
        yield f"{round(figures[name], 2) + 0:.2f}" if figures and name in figures else "–"


def batch_size(results: Results) -> str:
    """Pace by the size of a batch."""
    rows = [
        [f"{row['articles']:,}", thousands(row["sentences_per_second"])]
        for row in results["throughput"]["batch_size"]
    ]
    return grid(["articles in a batch", "sentences a second"], rows)


def kernel(results: Results) -> str:
    """Pure Python and the compiled kernel."""
    row = results["kernel"]
    rows = [
        [name, f"{ms['pure_ms']:.2f}", f"{ms['compiled_ms']:.2f}", f"{ms['ratio']:.1f}"]
        for name, ms in row["ways"].items()
    ]
    head = [f"{row['characters']:,} characters of news", "pure Python, ms", "compiled, ms", "ratio"]
    return grid(head, rows)


def kernel_latency(results: Results) -> str:
    """Single texts by both ways."""
    rows = [
        [name, *(f"{us[way][share]:,.0f}" for way in ("pure", "compiled") for share in us[way])]
        for name, us in results["kernel"]["latency"].items()
    ]
    ways = ("pure Python, µs, median", "99 %", "compiled, µs, median", "99 %")
    return grid(["one text, cues only", *ways], rows)


def roofline(results: Results) -> str:
    """What the work cannot fall below, beside the kernel's way."""
    row = results["kernel"]["roofline"]
    parts = [[name, f"{ms:.2f}"] for name, ms in row["parts_ms"].items()]
    rows = [
        *parts,
        ["all three", f"{row['floor_ms']:.2f}"],
        [f"the kernel's way, of which that is {row['share']:.0%}", f"{row['whole_ms']:.2f}"],
    ]
    return grid(["on the same articles", "ms"], rows)


def javascript(results: Results) -> str:
    """The pace of Node beside both ways of Python."""
    ways = {
        "node": "Node, with an object for each cue",
        "compiled_objects": "Python with the compiled kernel, with an object for each cue",
        "compiled": "the same, columns alone",
        "pure_objects": "pure Python, with an object for each cue",
        "pure": "the same, columns alone",
    }
    paces = results["javascript"]["sentences_per_second"]
    rows = [[way, thousands(paces[name])] for name, way in ways.items() if name in paces]
    return grid(["way", "sentences a second"], rows)


def batch(results: Results) -> str:
    """Many documents by the command, Arrow and Spark."""
    row = results["batch"]
    job, cores = row["batch"], row["cores"]
    memory = "" if job["peak_megabytes"] is None else f"{job['peak_megabytes']:.0f} MB"
    ways = {
        f"`hedging batch`, {job['documents']:,} documents, {cores} processes": (job, memory),
        "the same with `--depth cues`": (row.get("batch_cues"), ""),
        "Arrow record batches, one process": (row.get("arrow"), ""),
        f"Spark, `local[{cores}]`, Parquet to Parquet": (row.get("spark"), ""),
    }
    rows = []
    for way, (measured, peak) in ways.items():
        if measured:
            pace = thousands(measured["documents_per_second"])
            rows.append([way, pace, percent(measured["share_of_detect_batch"]), peak])
    head = [
        "way",
        "documents a second",
        "share of bare `detect_batch` on the same cores",
        "memory of all processes",
    ]
    return grid(head, rows)


def sizing(results: Results) -> str:
    """Core-hours for piles of text, from the pace of the command."""
    row = results["batch"]
    characters = row["batch"]["documents_per_second"] * row["characters"] / row["cores"]
    rows = []
    for name, (count, size) in PILES.items():
        hours = count * size / characters / 3600
        minutes = f"{60 * hours / 32:.1f} minutes"
        rows.append([name, f"{count:,}", f"{size:,}", f"{hours:.2f}", minutes])
    head = [
        "what",
        "documents (assumed)",
        "characters each (assumed)",
        "core-hours",
        "on 32 such cores",
    ]
    return grid(head, rows)
