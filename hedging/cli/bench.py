"""`hedging bench`: texts of the caller → how fast they are scored on this machine."""

from __future__ import annotations

from typing import Annotated

from hedging.cli.command import command
from hedging.cli.options import Count, TextPaths
from hedging.cli.streams import InputTexts
from hedging.jobs.files import options_for
from hedging.options import DetectorOptions


@command(
    "measure how fast your own texts are scored",
    {
        "hedging bench article.txt other.txt": "take each file as a document",
        "hedging bench --lines tweets.txt": "take each line as a document",
        "hedging bench --json article.txt": "print the figures for a program",
    },
)
def run_bench(
    paths: TextPaths,
    *,
    by_line: Annotated[bool, "--lines", "take each line as a document"] = False,
    as_json: Annotated[bool, "--json", "print one JSON object, with times in seconds"] = False,
    repeats: Annotated[Count, "how often to take each measure"] = 5,
    options: DetectorOptions,
) -> int:
    """Scores your texts as one batch and one by one, and prints sentences and megabytes a second,
    latencies, start-up times and memory.
    """
    import json

    from hedging.detector import load_options
    from hedging.evaluate.environment import environment
    from hedging.evaluate.speed import measure_speed, speed_lines

    documents: dict[str, str] = {}
    texts = InputTexts(paths)
    for path, text in texts:
        lines = enumerate(text.split("\n"), 1)
        documents |= (
            {f"{path}:{number}": line for number, line in lines if line.strip()}
            if by_line
            else {path: text}
        )
    # All texts are read as Markdown, or all as plain text, by the name of the first file.
    detector = load_options(options_for(options, paths[0]))
    figures = measure_speed(detector, documents, repeats=repeats)
    print(json.dumps(environment() | figures) if as_json else "\n".join(speed_lines(figures)))
    return 1 if texts.unreadable else 0
