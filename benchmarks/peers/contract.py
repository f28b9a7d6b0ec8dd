"""The contract of all runners: sentences in, flags and seconds out.

A runner gets two paths. It reads a JSON object from the first: `sentences` to flag, `timed`
sentences to take the time on, and `training` sentences for tools that learn, each with its text,
its cues as (start, end) and its document. It writes to the second: the version of its tool, a flag
for each sentence (or null if flags would mean nothing), the seconds of loading, and the seconds of
the timed sentences, the best of several runs.
"""

import json
import sys
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from typing import Any

Flagger = Callable[[list[str]], list[bool] | None]


def run(distribution: str, load: Callable[[dict[str, Any]], Flagger]) -> None:
    """Run a tool: `load` takes the task and returns the function that flags sentences."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    start = time.perf_counter()
    flag_all = load(task)
    load_seconds = time.perf_counter() - start
    flags = flag_all(task["sentences"]) if task["sentences"] else []
    times: list[float] = []
    while not times or (len(times) < 5 and sum(times) < 5):
        start = time.perf_counter()
        flag_all(task["timed"])
        times.append(time.perf_counter() - start)
    answer = {
        "version": version(distribution),
        "flags": None if flags is None else [bool(flag) for flag in flags],
        "load_seconds": load_seconds,
        "seconds": min(times),
    }
    Path(sys.argv[2]).write_text(json.dumps(answer), encoding="utf-8")
