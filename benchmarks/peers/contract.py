"""What every runner shares: sentences in, flags and seconds out.

A runner is started with two paths. The first holds a JSON object: `sentences` to flag, `timed` sentences to be timed on, and
`training` sentences for those that learn, each with its text, its cues as (start, end) and its document. To the second it
writes the version of what it runs, a flag a sentence (or null, where flags would mean nothing), the seconds that loading took,
and the seconds that the timed sentences took, the best of several times.
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
    """Run a tool: `load` makes it ready, given the task, and returns the function that flags sentences."""
    task = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    start = time.perf_counter()
    flag = load(task)
    load_seconds = time.perf_counter() - start
    flags = flag(task["sentences"]) if task["sentences"] else []
    times: list[float] = []
    while not times or (len(times) < 5 and sum(times) < 5):
        start = time.perf_counter()
        flag(task["timed"])
        times.append(time.perf_counter() - start)
    found = {
        "version": version(distribution),
        "flags": None if flags is None else [bool(one) for one in flags],
        "load_seconds": load_seconds,
        "seconds": min(times),
    }
    Path(sys.argv[2]).write_text(json.dumps(found), encoding="utf-8")
