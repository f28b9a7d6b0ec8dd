"""Pages in Markdown → their snippets, and what these print now beside what the page says.

A fenced block is a snippet by its language. `python` holds doctests that build on one another.
`console` holds commands behind `$` with what they print; "..." stands for anything. `sh` holds
commands that are not run: installations, whose extras must exist, and calls of `hedging`, which its
parser has to take. A block with a title is a file of that name, and lies where the commands run.
A comment `<!-- needs: pyarrow -->` in front of a block names what it needs.

`tests/project/test_docs.py` compares, and `docs/outputs.py` writes: both by `run_page`.
"""

from __future__ import annotations

import contextlib
import doctest
import os
import re
import shlex
import subprocess
import sys
import traceback
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Final, NamedTuple

ROOT: Final = Path(__file__).parent.parent
PAGES: Final = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
#: Languages that are not run here; programs in JavaScript are run by tests/javascript.
NOT_RUN: Final = ("sh", "json", "toml", "yaml", "javascript", "js", "lua", "elisp", "markdown")
FLAGS: Final = doctest.ELLIPSIS
#: Pages about the inside, whose readers have everything that tests need.
FOR_DEVELOPERS: Final = ("internals.md", "reliability.md")
_BLOCK: Final = re.compile(
    r'(?:<!-- needs: ([\w ,]+) -->\n)?^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$',
    re.DOTALL | re.MULTILINE,
)
# Who commits where a page uses git, whatever the settings of the machine.
_AUTHOR: Final = {
    f"GIT_{role}_{fact}": value
    for role in ("AUTHOR", "COMMITTER")
    for fact, value in (("NAME", "Ines"), ("EMAIL", "ines@example.org"))
} | {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
_FAILED: Final = "[failed: "
_TRACEBACK: Final = "Traceback (most recent call last):\n"

# What may be missing where the snippets run; anything else that is imported has to be there.
OPTIONAL: Final = {
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
    """A block with where it begins: its line, and the offset of its content; `needs` are libraries.

    >>> Snippet("python", "", ">>> import json\\n", 7, 120, ()).missing()
    ''
    """

    language: str
    title: str
    content: str
    line: int
    start: int
    needs: tuple[str, ...]

    def missing(self) -> str:
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


class Output(NamedTuple):
    """What a command or an example printed, beside what its page says from offset `start` on.

    `fails` where a command or an example failed otherwise than the page says: then `got` is no text
    for a page.
    """

    where: str
    line: int
    source: str
    language: str
    expected: str
    got: str
    start: int
    same: bool
    fails: bool

    def __str__(self) -> str:
        return f"{self.where}\n{self.source}\nexpected:\n{self.expected}got:\n{self.got}"


class Ran(NamedTuple):
    """The outputs of a page, how many snippets ran, and which were left out and why."""

    outputs: tuple[Output, ...]
    snippets: int
    left_out: tuple[str, ...]


def snippets(page: Path) -> Iterator[Snippet]:
    """The blocks of a page that have a language."""
    text = page.read_text(encoding="utf-8")
    for block in _BLOCK.finditer(text):
        needs = tuple(re.findall(r"\w+", block[1] or ""))
        line = text[: block.start(2)].count("\n") + 1
        yield Snippet(block[2], block[3] or "", block[4], line, block.start(4), needs)


def run_page(page: Path, folder: Path) -> Ran:
    """Run the snippets of a page, in an empty folder or, for those of the README, in the checkout.

    Raises ValueError for a language that nobody knows how to check.
    """
    # The README's commands are for a checkout, those of the documentation for any folder.
    folder = ROOT if page.name == "README.md" else folder
    names: dict[str, Any] = {}
    outputs: list[Output] = []
    left_out: list[str] = []
    ran = 0
    with inside(folder):
        for snippet in snippets(page):
            where = f"{page.name}:{snippet.line}"
            if snippet.title:
                if folder == ROOT:
                    raise ValueError(f"{where} would write {snippet.title} into the checkout")
                (folder / snippet.title).parent.mkdir(parents=True, exist_ok=True)
                (folder / snippet.title).write_text(snippet.content, encoding="utf-8")
                continue
            # What needs a library that is not there is left out, and so is what builds on it.
            missing = snippet.missing()
            if missing or (left_out and snippet.language == "python"):
                left_out.append(f"{where} needs {missing or 'what stands before it'}")
                continue
            ran += 1
            if snippet.language == "python":
                outputs.extend(_python(snippet, names, page.name))
            elif snippet.language == "console":
                outputs.extend(_console(snippet, folder, page.name))
            elif snippet.language not in NOT_RUN:
                raise ValueError(f"{where} has the unknown language {snippet.language}")
    return Ran(tuple(outputs), ran, tuple(left_out))


@contextlib.contextmanager
def inside(folder: Path) -> Iterator[None]:
    """Have a folder as the working folder for a while."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


# ---- commands ----


def commands(content: str) -> Iterator[tuple[str, str, int]]:
    r"""Commands of a console block, each with what it prints, and where that begins.

    >>> list(commands("$ echo a \\\n    b\na b\n$ true\n"))
    [('echo a     b', 'a b\n', 17), ('true', '', 28)]
    """
    for part in re.finditer(r"^\$ (.*?)(?=^\$ |\Z)", content, re.DOTALL | re.MULTILINE):
        command, _, expected = part[1].partition("\n")
        while command.endswith("\\"):
            more, _, expected = expected.partition("\n")
            command = f"{command[:-1]}{more}"
        yield command, expected, part.end() - len(expected)


def run(command: str, folder: Path) -> str:
    """What a command prints in a folder, on a screen of 100 columns; one that fails says so."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
    environment = (
        os.environ | {"PATH": path, "COLUMNS": "100", "PYTHONWARNINGS": "ignore"} | _AUTHOR
    )
    done = subprocess.run(
        ["bash", "-c", command],
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        cwd=folder,
        env=environment,
    )
    return done.stdout if done.returncode == 0 else f"{done.stdout}{_FAILED}{done.returncode}]"


def same(expected: str, got: str) -> bool:
    r"""Whether a command printed what was expected, blank lines at the end aside.

    >>> same("score 0.4...\n", "score 0.47\n\n"), same("score 0.4...", "score 0.51")
    (True, False)
    """
    return doctest.OutputChecker().check_output(
        f"{expected.rstrip()}\n", f"{got.rstrip()}\n", FLAGS
    )


def _console(snippet: Snippet, folder: Path, page: str) -> Iterator[Output]:
    for command, expected, start in commands(snippet.content):
        got = run(command, folder)
        line = snippet.line + 1 + snippet.content[:start].count("\n")
        right = same(expected, got)
        failure = re.search(rf"{re.escape(_FAILED)}\d+\]\Z", got)
        fails = bool(not right and failure and failure[0] not in expected)
        where = f"{page}:{line}"
        yield Output(
            where,
            line,
            f"$ {command}",
            "console",
            expected,
            got,
            snippet.start + start,
            right,
            fails,
        )


# ---- examples in Python ----


class _Listener(doctest.DocTestRunner):
    """Runs examples and keeps what each printed, in place of a report of failures."""

    def __init__(self) -> None:
        super().__init__(verbose=False, optionflags=FLAGS)
        self.heard: list[tuple[doctest.Example, str, bool, bool]] = []

    def report_start(self, out: Any, test: doctest.DocTest, example: doctest.Example) -> None:
        pass

    def report_success(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        self.heard.append((example, got, True, False))

    def report_failure(
        self, out: Any, test: doctest.DocTest, example: doctest.Example, got: str
    ) -> None:
        # An example that raises no more, or another error: the example itself is wrong, unless the
        # error has only other words.
        fails = example.exc_msg is not None and (
            _TRACEBACK not in got or _error(got) != _error(example.want)
        )
        self.heard.append((example, _without_frames(got), False, fails))

    def report_unexpected_exception(
        self,
        out: Any,
        test: doctest.DocTest,
        example: doctest.Example,
        exc_info: tuple[type[BaseException], BaseException, TracebackType],
    ) -> None:
        said = "".join(traceback.format_exception(*exc_info))
        self.heard.append((example, said, False, True))


def _without_frames(got: str) -> str:
    before, header, after = got.partition(_TRACEBACK)
    return before + header + "    ...\n" + _message(after) if header else got


def _message(after: str) -> str:
    """What stands below the frames of a traceback."""
    return re.sub(r"\A(?:[ ].*\n)*", "", after)


def _error(text: str) -> str:
    """The name of the error of a traceback."""
    return _message(text.partition(_TRACEBACK)[2]).partition(":")[0].strip()


def _python(snippet: Snippet, names: dict[str, Any], page: str) -> Iterator[Output]:
    """Run a block of doctests; `names` are shared by the blocks of a page."""
    where = f"{page}:{snippet.line}"
    test = doctest.DocTestParser().get_doctest(snippet.content, names, where, where, 0)
    listener = _Listener()
    # In the thread of a test, Playwright may have left a loop running, beside which none can begin.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(listener.run, test, out=lambda _: None, clear_globs=False).result()
    names.update(test.globs)
    lines = snippet.content.splitlines(keepends=True)
    for example, got, right, fails in listener.heard:
        first = example.lineno + example.source.count("\n")
        start = sum(map(len, lines[:first]))
        line = snippet.line + 1 + first
        yield Output(
            f"{page}:{line}",
            line,
            ">>> " + example.source.rstrip(),
            "python",
            example.want,
            got,
            snippet.start + start,
            right,
            fails,
        )


# ---- what is not run ----


def calls(content: str) -> tuple[list[list[str]], set[str]]:
    """The calls of `hedging` in a block that is not run, and the extras that it installs.

    >>> calls("pip install 'hedging[spacy]'; hedging score a.txt > b.txt")
    ([['score', 'a.txt']], {'spacy'})
    """
    called: list[list[str]] = []
    extras: set[str] = set()
    for line in content.replace("\\\n", " ").splitlines():
        extras.update(re.findall(r"\w+", " ".join(re.findall(r"(?:hedging|\.)\[([\w,]+)\]", line))))
        for part in re.split(r"[|;]|&&", line.partition("#")[0]):
            words = shlex.split(part.partition(">")[0])
            if words and Path(words[0]).name == "hedging":
                called.append(words[1:])
    return called, extras


def installs(page: Path) -> list[list[str]]:
    """The words behind each `pip install` of a page, in its blocks and within its prose."""
    blocks = [one.content for one in snippets(page) if one.language == "sh"]
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    quoted = re.findall(r"`(pip install [^`]+)`", prose)
    lines = re.findall(r"pip install ([^#&\n]+)", "\n".join(blocks + quoted))
    return [shlex.split(line) for line in lines]
