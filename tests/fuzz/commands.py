"""Command lines with files of anybody → exit codes, and streams that hold no command."""

from __future__ import annotations

import io
import json
import os
import random
import re
import sys
from pathlib import Path
from unittest import mock

from docs.snippets import inside
from hedging.cli.main import main
from tests.fuzz.markdown import CONTROL, path, soup, strict_json
from tests.fuzz.material import SHARES, damaged, text
from tests.fuzz.runner import require

_COMMANDS = [
    ["score"], ["score", "--json"], ["score", "--explain"], ["score", "--confidence"], ["check"],
    ["check", "--format", "github"], ["check", "--format", "json"],
    ["check", "--format", "sarif", "--max-hedged", "20%"],
    ["batch", "-o", "out.csv", "--workers", "1"], ["batch", "-o", "-", "--workers", "1"],
    ["batch", "-o", "out.jsonl", "--level", "cue", "--overwrite", "--workers", "1"],
    ["report", "-o", "pages"], ["report", "-o", "-"], ["check", "--format", "text"],
    ["compare"], ["compare", "--json", "--max-drift", "0.1"], ["compare", "--html", "drift.html"],
    ["label", "-o", "labels.txt", "-n", "5"], ["label", "-o", "-", "--random"], ["agree"],
    ["agree", "--json"], ["evaluate"],
]  # fmt: skip
_ENDINGS = [
    ".txt",
    ".md",
    ".jsonl",
    ".csv",
    ".tsv",
    ".txt.gz",
    ".jsonl.zst",
    "",
    ".parquet",
    ".html",
]


def fuzz_commands(source: random.Random, folder: Path) -> None:
    """A command ends with a code of its own, and what it prints commands nothing."""
    names = [_write_file(source, folder) for _ in range(source.randint(1, 3))]
    arguments = [*source.choice(_COMMANDS)]
    for flag in ("--threshold", "--max-hedged"):
        if arguments[0] == "check" and source.random() < 0.2:
            arguments.append(f"{flag}={source.choice(SHARES)}")
    given = source.choice([names, names, [*names, path(source)], ["."]])
    code, printed, errors = _run([*arguments, "--", *given], folder)
    facts = (arguments, given, printed[-600:], errors)
    require(code in (0, 1, 2), "the exit code is one of the command's", code, *facts)
    for line in errors.splitlines():
        require(not CONTROL.search(line), "no control character reaches standard error", *facts)
        require(not line.lstrip().startswith("::"), "no line of an error is a command", *facts)
    require("Traceback" not in errors, "no traceback", *facts)
    is_page = arguments[0] == "report"
    for line in printed.split("\n") if not is_page else ():
        # The separators of lines and paragraphs are characters of a text, and move no cursor.
        bare = re.sub("[\u2028\u2029]", "", line)
        require(not CONTROL.search(bare), "no control character reaches the output", *facts)
    if "--json" in arguments or "json" in arguments or "sarif" in arguments:
        for line in printed.splitlines():
            strict_json(line)


def _write_file(source: random.Random, folder: Path) -> str:
    name = (path(source).replace("/", "-")[:60] or "a") + source.choice(_ENDINGS)
    name = os.fsdecode(name.encode("utf-8", "surrogateescape" if "\udcff" in name else "replace"))[
        :80
    ]
    own = soup(source) if source.random() < 0.3 else text(source)
    content = own.encode("utf-8", "replace")
    if source.random() < 0.3:
        content = "".join(
            json.dumps({"text": text(source, 20), "id": path(source)}) + "\n" for _ in range(3)
        ).encode("utf-8")
    if source.random() < 0.3:
        content = damaged(source, content)
    try:
        (folder / name).write_bytes(content)
    except (OSError, ValueError, UnicodeError):
        name = "plain.txt"
        (folder / name).write_bytes(content)
    return name


class _Stream(io.TextIOWrapper):
    """A standard stream as bytes."""

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", errors="backslashreplace", newline="\n")

    def content(self) -> str:
        self.flush()
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode("utf-8", "replace")


def _run(arguments: list[str], folder: Path) -> tuple[int, str, str]:
    """Run a command in a folder, in this process; its code and what it printed."""
    output, errors = _Stream(), _Stream()
    with (
        inside(folder),
        mock.patch.object(sys, "stdout", output),
        mock.patch.object(sys, "stderr", errors),
    ):
        try:
            code = main(arguments)
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 99
    return code, output.content(), errors.content()
