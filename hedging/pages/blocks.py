"""Text + its sentences → blocks: the headline, headings, list items and paragraphs of the text.

A page has to set a text as its writer meant it, but a report knows sentences alone. So the lines of
the text decide, and a sentence is never cut: where it goes on over a line end, both lines belong
together. What the lines leave open is read as a paragraph. No character is lost: the blocks and the
white space between them are the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Literal

from hedging.results import Sentence

Kind = Literal["heading", "item", "code", "paragraph"]

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
# The marks before a Markdown heading or a list item, with the white space after them.
_HEADING_MARK = re.compile(r"#{1,6}[ \t]+(?=\S)")
_ITEM_MARK = re.compile(r"[ \t]*(?:[-*+•·▪◦‣●■–]|\(?(?:\d{1,2}|[a-z])[.)])[ \t]+(?=\S)")
# The fence around code in Markdown.
_FENCE = re.compile(r" {0,3}(```+|~~~+)")
# Punctuation that a heading does not end with.
_NO_END_OF_HEADING = (".", ",", ";", ":", "…")
_CLOSERS = "\"'”’»)]*_ \t"
_MAX_HEADLINE, _MAX_HEADING = 140, 70
# A line as long as this is a paragraph of its own, or is full; shorter ones may be verse.
_LONG_LINE = 60


@dataclass(frozen=True, slots=True)
class Block:
    """A stretch of the text, from `start` to `end`, that a page sets as one thing.

    The first `mark` characters are a mark of Markdown or of a list. A `tight` block stands close to
    the block before it, and a `wrapped` one has line ends that are no more than the width of its
    writer's window.
    """

    start: int
    end: int
    kind: Kind
    mark: int = 0
    tight: bool = False
    wrapped: bool = False


def blocks_of(text: str, sentences: Sequence[Sentence]) -> list[Block]:
    """The blocks of a text, in order.

    >>> from hedging.results import Sentence
    >>> text = "Dam holds\\n\\n- It may rain.\\n- It snowed."
    >>> sentences = [Sentence(0, 9, "Dam holds", 0.0, False, ())]
    >>> [(block.kind, text[block.start : block.end]) for block in blocks_of(text, sentences)]
    [('paragraph', 'Dam holds'), ('item', '- It may rain.'), ('item', '- It snowed.')]
    """
    blocks: list[Block] = []
    for run, is_code in _runs(text, sentences):
        if is_code:
            blocks.append(Block(run[0][0], run[-1][1], "code"))
        else:
            blocks += _run_blocks(text, run)
    return [
        _as_heading(text, block, blocks[k - 1 : k], blocks[k + 1 : k + 2])
        for k, block in enumerate(blocks)
    ]


def headline_of(text: str, blocks: Sequence[Block]) -> Block | None:
    """The first block if it looks like a headline: a short line, without a stop, above others."""
    if len(blocks) < 2 or blocks[0].kind == "item":
        return None
    block = blocks[0]
    return block if block.kind == "heading" or _is_title(text, block, _MAX_HEADLINE) else None


# A line with the lines that its sentences go on to: start, end without the line end, and whether
# there is a line end inside.
_Line = tuple[int, int, bool]


def _runs(text: str, sentences: Sequence[Sentence]) -> Iterator[tuple[list[_Line], bool]]:
    """The lines between blank lines or between fences, and whether they are code in fences."""
    lines = list(_joined_lines(text, sentences))
    code = [0] * len(lines)
    for number, (first, stop) in enumerate(_fenced(text, lines), 1):
        code[first:stop] = [number] * (stop - first)
    # Two ranges of code may touch; a blank line in code is code.
    labels = [
        (number, not number and start == end)
        for number, (start, end, _) in zip(code, lines, strict=True)
    ]
    for (number, is_blank), run in groupby(zip(labels, lines, strict=True), key=itemgetter(0)):
        if not is_blank:
            yield [line for _, line in run], number > 0


def _joined_lines(text: str, sentences: Sequence[Sentence]) -> Iterator[_Line]:
    """The lines of a text; lines that a sentence joins are one."""
    starts = [sentence.start for sentence in sentences]
    start: int | None = None
    is_joined = False
    for match in _LINE.finditer(text):
        end = match.start() + len(match[0].rstrip("\r\n"))
        start = match.start() if start is None else start
        k = bisect_right(starts, end) - 1
        if k >= 0 and sentences[k].end > match.end():
            is_joined = True
            continue
        yield start, start + len(text[start:end].rstrip()), is_joined
        start, is_joined = None, False


def _fenced(text: str, lines: Sequence[_Line]) -> list[tuple[int, int]]:
    """The ranges of lines from a fence to the fence that closes it."""
    ranges: list[tuple[int, int]] = []
    opening = ""
    first = 0
    for number, (start, end, _) in enumerate(lines):
        fence = _FENCE.match(text, start, end)
        if opening and text[start:end].strip() == opening:
            ranges.append((first, number + 1))
            opening = ""
        elif not opening and fence:
            opening, first = fence[1], number
    return ranges


def _run_blocks(text: str, run: Sequence[_Line]) -> Iterator[Block]:
    """The blocks of lines without a blank line between them."""
    is_wrapped = any(joined for _, _, joined in run)
    groups: list[list[_Line]] = []
    for line in run:
        begins = _mark_of(text, line[0])[1] > 0
        after_heading = groups and _mark_of(text, groups[-1][0][0])[0] == "heading"
        if groups and is_wrapped and not begins and not after_heading:
            groups[-1].append(line)
        else:
            groups.append([line])
    last_length = 0
    for number, group in enumerate(groups):
        start, end = group[0][0], group[-1][1]
        kind, mark = _mark_of(text, start)
        is_tight = number > 0 and max(end - start, last_length) < _LONG_LINE
        yield Block(start, end, kind, mark, is_tight, is_wrapped and _is_full(text[start:end]))
        last_length = end - start


def _mark_of(text: str, start: int) -> tuple[Kind, int]:
    """The kind of a block that begins here, and the length of its mark."""
    if item := _ITEM_MARK.match(text, start):
        return "item", item.end() - start
    heading = _HEADING_MARK.match(text, start)
    return ("heading", heading.end() - start) if heading else ("paragraph", 0)


def _is_full(text: str) -> bool:
    """Whether all lines but the last were as long as a window: their ends mean nothing."""
    *lines, _ = text.splitlines()
    return bool(lines) and min(map(len, lines)) >= _LONG_LINE - 10


def _as_heading(text: str, block: Block, before: Sequence[Block], after: Sequence[Block]) -> Block:
    """The block as a heading, if it is a short line alone above a paragraph."""
    if block.kind != "paragraph" or not before or not after or after[0].kind != "paragraph":
        return block
    follows_text = text[before[0].start : before[0].end].rstrip(_CLOSERS).endswith((".", "?", "!"))
    length, below = block.end - block.start, after[0].end - after[0].start
    if not follows_text or below < max(_LONG_LINE, 2 * length):
        return block
    if not _is_title(text, block, _MAX_HEADING):
        return block
    return Block(block.start, block.end, "heading")


def _is_title(text: str, block: Block, longest: int) -> bool:
    """Whether a block is one short line that begins like a title and has no stop at its end."""
    line = text[block.start : block.end].strip()
    end = line.rstrip(_CLOSERS)
    return (
        len(line) <= longest
        and not block.wrapped
        and "\n" not in line
        and "\r" not in line
        and bool(end)
        and not end.endswith(_NO_END_OF_HEADING)
        and any(character.isalpha() for character in line)
        and not line[0].islower()
    )
