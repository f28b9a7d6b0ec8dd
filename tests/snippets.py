"""Pages in Markdown → their snippets, which are run as they stand.

A fenced block is a snippet by its language. `python` holds doctests that build on one another.
`console` holds commands behind `$` with what they print; "..." stands for anything. `sh` holds
commands that are not run: installations, whose extras must exist, and calls of `hedging`, which its
parser has to take. A block with a title is a file of that name, and lies where the commands run.
A comment `<!-- needs: pyarrow -->` in front of a block names what it needs.
"""

import doctest
import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(
    r'(?:<!-- needs: ([\w ,]+) -->\n)?^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$',
    re.DOTALL | re.MULTILINE,
)
FLAGS = doctest.ELLIPSIS


# What may be missing where the tests run; anything else that is imported has to be there.
OPTIONAL = {
    "duckdb",
    "markdown_it",
    "matplotlib",
    "mdit_py_plugins",
    "onnxruntime",
    "pandas",
    "polars",
    "pyarrow",
    "sklearn",
    "spacy",
    "tokenizers",
}


class Snippet(NamedTuple):
    """A block with where it begins; `needs` are libraries."""

    language: str
    title: str
    content: str
    line: int
    needs: tuple[str, ...]

    def missing(self):
        """The first library that is needed and is not there, or ""."""
        imported = re.findall(r"^>>> (?:import|from) (\w+)", self.content, re.MULTILINE)
        return next(
            (
                name
                for name in (*self.needs, *imported)
                if name in OPTIONAL and find_spec(name) is None
            ),
            "",
        )


def snippets(page):
    text = page.read_text(encoding="utf-8")
    for found in BLOCK.finditer(text):
        needs = tuple(re.findall(r"\w+", found[1] or ""))
        yield Snippet(
            found[2], found[3] or "", found[4], text[: found.start(2)].count("\n") + 1, needs
        )


def commands(content):
    """Commands of a console block, each with what it prints."""
    for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
        command, _, expected = part.partition("\n")
        while command.endswith("\\"):
            more, _, expected = expected.partition("\n")
            command = f"{command[:-1]}{more}"
        yield command, expected


def run(command, folder):
    """What a command prints in a folder, on a screen of 100 columns; one that fails says so."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = os.environ | {"PATH": path, "COLUMNS": "100", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(
        ["bash", "-c", command],
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=environment,
    )
    return done.stdout if done.returncode == 0 else f"{done.stdout}[failed: {done.returncode}]"


def same(expected, got):
    """Whether a command printed what was expected, blank lines at the end aside."""
    return doctest.OutputChecker().check_output(
        f"{expected.rstrip()}\n", f"{got.rstrip()}\n", FLAGS
    )


def python(content, names, where):
    """Failures of a block of doctests; `names` are shared by the blocks of a page."""
    test = doctest.DocTestParser().get_doctest(content, names, where, where, 0)
    said = []
    runner = doctest.DocTestRunner(optionflags=FLAGS)
    runner.run(test, out=said.append, clear_globs=False)
    names.update(test.globs)
    return "".join(said)


def calls(content):
    """The calls of `hedging` in a block that is not run, and the extras that it installs."""
    found, extras = [], set()
    for line in content.replace("\\\n", " ").splitlines():
        extras.update(re.findall(r"\w+", " ".join(re.findall(r"(?:hedging|\.)\[([\w,]+)\]", line))))
        for part in re.split(r"[|;]|&&", line.partition("#")[0]):
            words = shlex.split(part.partition(">")[0])
            if words and Path(words[0]).name == "hedging":
                found.append(words[1:])
    return found, extras
