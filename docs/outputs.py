"""The snippets of all pages, run now → their outputs, written into the pages where they differ.

    python -m docs.outputs [PAGE …]           writes them
    python -m docs.outputs --check [PAGE …]   names the pages that differ, and writes nothing

After a release of models with new weights nobody copies figures by hand. What stands for "..." in a
page stays so. The sentences around an output are for a person, so that each page that was written
is named with its lines. A snippet that fails is written nowhere, and the command ends with 1.
`docs/snippets.py` runs the snippets, for `tests/project/test_docs.py` too.
"""

from __future__ import annotations

import argparse
import doctest
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from pathlib import Path
from typing import Final

from docs.snippets import FLAGS, PAGES, ROOT, Output, run_page, same

_ANY: Final = "..."
# What a step of an alignment costs. Two parts beside one another cost at most 1, so that a part is
# left out only where the output has no counterpart of it.
_LEAVE_OUT, _PUT_IN = 1.0, 0.6


def renewed(output: Output) -> str:
    r"""What a page has to say of an output; what "..." stands for stays so.

    >>> was = "Report(score=0.48, model='en-light-...')\n...\n3 cues\n"
    >>> now = "Report(score=0.51, model='en-light-9')\na\nb\n4 cues\n"
    >>> example = Output("a.md:3", 3, ">>> report", "python", was, now, 40, False, False)
    >>> print(renewed(example), end="")
    Report(score=0.51, model='en-light-...')
    ...
    4 cues
    """
    got = output.got.rstrip() if output.language == "console" else _want(output.got)
    expected = output.expected.rstrip()
    end = output.expected[len(expected) :] or "\n"
    text = _with_ellipses(expected, got)
    # A first line "..." would belong to the source of an example.
    starts_badly = output.language == "python" and text.startswith(_ANY)
    if starts_badly or not _matches(output.language, text, output.got):
        text = got
    return text + end if text else end.removeprefix("\n")


def _want(got: str) -> str:
    """What an example printed, as doctest reads it: a blank line would end it."""
    return re.sub(r"^[^\S\n]*$", "<BLANKLINE>", got.removesuffix("\n"), flags=re.M) if got else ""


def _matches(language: str, text: str, got: str) -> bool:
    if language == "console":
        return same(text, got)
    return doctest.OutputChecker().check_output(f"{text}\n" if text else "", got, FLAGS)


def _with_ellipses(expected: str, got: str) -> str:
    """The new text with the "..." of the old one, in whole lines and within lines."""
    if _ANY not in expected:
        return got
    lines = []
    for old, new in _aligned(expected.split("\n"), got.split("\n"), _difference):
        if old and old[0].strip() == _ANY:
            lines += old if new else []
        elif not old or _ANY not in old[0]:
            lines += new
        elif new:
            lines.append(_line_with_ellipses(old[0], new[0]))
    return "\n".join(lines)


def _line_with_ellipses(expected: str, got: str) -> str:
    """A new line with the "..." of the old one.

    >>> _line_with_ellipses("a1,0.499...,2,may", "a1,0.5131,3,may")
    'a1,0.513...,3,may'
    """
    if same(expected, got):
        return expected
    characters = re.findall(rf"{re.escape(_ANY)}|.", expected)
    pairs = _aligned(characters, list(got), lambda old, new: float(old != new))
    return "".join(_ANY if old == [_ANY] else "".join(new) for old, new in pairs)


def _difference(old: str, new: str) -> float:
    if same(old, new):
        return 0.0
    return 1.0 - SequenceMatcher(None, old, new, autojunk=False).ratio()


def _aligned(
    old: Sequence[str], new: Sequence[str], difference: Callable[[str, str], float]
) -> Iterator[tuple[list[str], list[str]]]:
    """The parts of two texts beside one another at the least cost; "..." takes any parts, or none.

    In each pair a side has one part or none, but beside "..." stand all parts that it takes.

    >>> unlike = lambda old, new: float(old != new)
    >>> list(_aligned(["a", "...", "c"], ["a", "x", "y", "d"], unlike))
    [(['a'], ['a']), (['...'], ['x', 'y']), (['c'], ['d'])]
    """
    # cost[i][j] is that of the first i parts of the old text beside the first j of the new one.
    cost = [[_PUT_IN * j for j in range(len(new) + 1)]]
    for i, part in enumerate(old):
        free = part.strip() == _ANY
        row = [cost[i][0] + (0.0 if free else _LEAVE_OUT)]
        for j, other in enumerate(new):
            if free:
                row.append(min(cost[i][j + 1], row[j]))
            else:
                beside = cost[i][j] + difference(part, other)
                row.append(min(beside, cost[i][j + 1] + _LEAVE_OUT, row[j] + _PUT_IN))
        cost.append(row)

    pairs: list[tuple[list[str], list[str]]] = []
    i, j = len(old), len(new)
    while i or j:
        if i and old[i - 1].strip() == _ANY:
            taken = j
            while taken and cost[i][taken] == cost[i][taken - 1] < cost[i - 1][taken]:
                taken -= 1
            pairs.append(([old[i - 1]], list(new[taken:j])))
            i, j = i - 1, taken
        elif i and j and cost[i][j] == cost[i - 1][j - 1] + difference(old[i - 1], new[j - 1]):
            i, j = i - 1, j - 1
            pairs.append(([old[i]], [new[j]]))
        elif i and cost[i][j] == cost[i - 1][j] + _LEAVE_OUT:
            i -= 1
            pairs.append(([old[i]], []))
        else:
            j -= 1
            pairs.append(([], [new[j]]))
    return reversed(pairs)


def write_outputs(page: Path, outputs: Sequence[Output]) -> None:
    """Write outputs into their page."""
    text = page.read_text(encoding="utf-8")
    # From the end, so that the offsets before stay right.
    for output in sorted(outputs, key=lambda output: output.start, reverse=True):
        end = output.start + len(output.expected)
        text = text[: output.start] + renewed(output) + text[end:]
    page.write_text(text, encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """Write or check the outputs; see the module's text."""
    parser = argparse.ArgumentParser(
        prog="python -m docs.outputs",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("pages", type=Path, nargs="*", metavar="PAGE", help="these pages alone")
    parser.add_argument("--check", action="store_true", help="only say which pages differ")
    options = parser.parse_args(argv)
    differ, failures = 0, 0
    for page in [path.resolve() for path in options.pages] or PAGES:
        name = page.relative_to(ROOT) if page.is_relative_to(ROOT) else page
        with tempfile.TemporaryDirectory() as folder:
            ran = run_page(page, Path(folder))
        for reason in ran.left_out:
            print(f"{name}: left out: {reason}")
        for output in ran.outputs:
            if output.fails:
                print(f"{name}: fails, and is for a person: {output}")
                failures += 1
        others = [each for each in ran.outputs if not each.same and not each.fails]
        if not others:
            continue
        differ += 1
        lines = ", ".join(str(each.line) for each in others)
        if options.check:
            print(f"{name} differs in the output of line {lines}")
        else:
            write_outputs(page, others)
            print(f"{name} is written: read the sentences around line {lines}")
    if options.check:
        print(
            f"{differ} pages differ: python -m docs.outputs writes them" if differ else "all same"
        )
    return int(failures > 0 or (options.check and differ > 0))


if __name__ == "__main__":
    sys.exit(main())
