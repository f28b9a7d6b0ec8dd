"""Markdown → the same text with a space for each character of its markup, so that offsets stay.

markdown-it finds the blocks and tells the lines of each. It tells no columns, so one scanner finds
the markup inside a paragraph, from left to right, with regular expressions. A search for an end
(of a code span, a comment, an element) looks into a list that is made once: a search of its own
for each beginning would take time that grows with the square of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import pairwise
from typing import Any, Final, NamedTuple

from hedging.errors import require

_SUFFIXES: Final = (".md", ".markdown", ".mdx")
_LINE_END = re.compile(r"\r\n?|\n")
_NOT_LINE_END = re.compile(r"[^\r\n]")

# The plugin for front matter is not used: it allows any text after the opening dashes, so a page
# that begins with "--- It may rain. ---" would lose its prose up to the next rule.
_FRONT_MATTER = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
# Block tokens whose lines hold no prose.
_NO_PROSE: Final = ("fence", "code_block", "definition")
# Nested lists count two levels each. Deeper text is read as prose, line by line; the limit keeps
# hostile texts from reaching Python's limit of recursion.
_MAX_NESTING: Final = 100

_ATTRIBUTE = r"""\s+[a-zA-Z_:@][\w:.@-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_TITLE = r"""(?:"[^"]*"|'[^']*')"""
_MARKUP = re.compile(
    rf"""
    (?=[\\`<\]\[hHwW*_])                                        # nothing else begins markup
    (?: (?P<escape> \\[!-/:-@\[-`{{-~] )                        # \`
      | (?<![\w*]) \*{{1,3}} (?=[^\s*])                         # *emphasis
      | (?<=[^\s*]) \*{{1,3}} (?![\w*])                         # emphasis*
      | (?<![\w]) _{{1,3}} (?=[^\s_])                           # _emphasis
      | (?<=[^\s_]) _{{1,3}} (?![\w])                           # emphasis_
      | (?P<code> `+ )                                          # `code`
      | (?P<comment> <!-- )                                     # <!-- comment -->
      | < (?P<element> (?i:script|style|pre|code) ) (?![\w-]) [^<>]* >
      | < [a-zA-Z][a-zA-Z0-9+.-]{{1,31}} : [^\s<>]* >           # <https://example.org>
      | < [\w.+-]+ @ [\w.-]+ >                                  # <name@example.org>
      | </? [a-zA-Z][\w-]* (?:{_ATTRIBUTE})* \s* /?>            # <a href="...">, </a>
      | \] (?P<address> \(                                      # [link](address "title")
            (?: \s*<[^<>\n]*> | (?: [^()\s] | \([^()\s]*\) )* )
            (?: \s+ {_TITLE} )? \s* \) )
      | \[\^[^\]\[\s]+\]:?                                      # [^footnote], [^footnote]:
      | (?i: https?://[^\s<]+ | \bwww\.[^\s<]+ )                # https://example.org
    )
    """,
    re.VERBOSE,
)
_END = re.compile(r"-->|</(script|style|pre|code)\s*>|`+", re.IGNORECASE)
# A sum of money is no formula: a digit follows its second mark, or white space stands before that
# mark. No formula holds a mark, so that each mark is looked at once.
_FORMULA = re.compile(
    r"(?<![\w$\\])\$\$(?:(?!\n[ \t\r>]*\n)[^$])+\$\$(?![\w$])"
    r"|(?<![\w$\\])\$(?![\s$])[^$\n]*(?<![\s\\])\$(?![\w$])"
)

Span = tuple[int, int]


class _Piece(NamedTuple):
    """A stretch of text that markup does not leave: a paragraph, a row, or a block of HTML."""

    start: int
    stop: int
    is_html: bool = False


class MarkdownText(NamedTuple):
    """A Markdown text that was read: the text without markup, and the spans of its comments."""

    prose: str
    comments: tuple[Span, ...]


class _Blocks(NamedTuple):
    """What markdown-it finds: blocks without prose, block quotes, and the pieces of prose."""

    no_prose: list[Span]
    quotes: list[Span]
    prose: list[_Piece]


def is_markdown(path: str) -> bool:
    """Whether the name of a file says that it holds Markdown."""
    return path.lower().endswith(_SUFFIXES)


def require_reader() -> None:
    """Raise MissingExtraError now if the libraries that read Markdown are not installed."""
    _parser()


def blank_markup(text: str, *, skip_quotes: bool = False) -> str:
    """The text with spaces in place of code, HTML, comments, formulas, addresses, front matter and
    marks of emphasis.

    The result is as long as the text, and line ends stay. `skip_quotes` blanks block quotes too.
    Raises MissingExtraError where markdown-it-py or mdit-py-plugins is not installed.

    >>> blank_markup("Use `may()`, *see* [this](a.html).")  # doctest: +SKIP
    'Use        ,  see  [this]        .'
    """
    return read_markdown(text, skip_quotes=skip_quotes).prose


def read_markdown(text: str, *, skip_quotes: bool = False) -> MarkdownText:
    """The text without markup, as `blank_markup` gives it, and the spans of its HTML comments.

    A comment in code is no comment. Raises MissingExtraError as `blank_markup` does.
    """
    blocks = _find_blocks(text)
    markup = list(_find_markup(text, blocks.prose))
    prose = _blank(text, [*blocks.no_prose, *markup])
    # Formulas come last: they may run over the blocks of Markdown, and code is no part of them.
    formulas = [match.span() for match in _FORMULA.finditer(prose)]
    prose = _blank(prose, [*formulas, *(blocks.quotes if skip_quotes else ())])
    return MarkdownText(prose, tuple(span for span in markup if text.startswith("<!--", span[0])))


def _find_blocks(text: str) -> _Blocks:
    front_matter = _FRONT_MATTER.match(text)
    no_prose = [front_matter.span()] if front_matter else []
    source = _blank(text, no_prose)
    if source.startswith("\ufeff"):
        # A byte order mark would hide the mark of a block after it.
        source = " " + source[1:]
    # Where each line begins, and where the last one stops.
    starts = [0, *(match.end() for match in _LINE_END.finditer(text)), len(text)]
    quotes: list[Span] = []
    prose: list[_Piece] = []
    next_line = 0
    for token in _parser().parse(source, {}):
        if token.map is None:
            continue
        first, stop = token.map[0], min(token.map[1], len(starts) - 1)
        span = starts[first], starts[stop]
        if token.type == "blockquote_open":
            quotes.append(span)
        elif token.type in ("inline", "html_block", *_NO_PROSE):
            prose += _loose_lines(source, starts[next_line : first + 1])
            next_line = stop
            if token.type in _NO_PROSE:
                no_prose.append(span)
            elif token.type == "html_block":
                prose.append(_Piece(*span, is_html=True))
            else:
                lines = starts[first : stop + 1]
                delimiter = _delimiter_row(source, lines)
                prose += _rows(lines, delimiter)
                if delimiter:
                    no_prose.append((lines[delimiter], lines[delimiter + 1]))
    prose += _loose_lines(source, starts[next_line:])
    return _Blocks(no_prose, quotes, prose)


def _loose_lines(text: str, starts: Sequence[int]) -> Iterator[_Piece]:
    """Lines that belong to no block with prose: rules, labels, and what is nested too deep."""
    for start, stop in pairwise(starts):
        if text[start:stop].strip():
            yield _Piece(start, stop)


def _delimiter_row(text: str, starts: Sequence[int]) -> int:
    """The number of the line of a paragraph below the head of its table (|---|---|); 0 for none."""
    for number in range(1, len(starts) - 1):
        row = text[starts[number] : starts[number + 1]]
        if "|" in row and "-" in row and not row.strip("|:- \t>\r\n"):
            return number
    return 0


def _rows(starts: Sequence[int], delimiter: int) -> Iterator[_Piece]:
    """A paragraph in one piece; from the head of a table on, each row is a piece."""
    head = delimiter - 1 if delimiter else len(starts) - 1
    if head:
        yield _Piece(starts[0], starts[head])
    for start, stop in pairwise(starts[head:]):
        yield _Piece(start, stop)


def _find_markup(text: str, prose: Sequence[_Piece]) -> Iterator[Span]:
    ends = _Ends(text)
    position = 0
    for piece in prose:
        position = max(position, piece.start)
        while position < piece.stop and (match := _MARKUP.search(text, position, piece.stop)):
            stop = _markup_stop(match, piece, ends)
            if stop is not None:
                yield match.start("address" if match["address"] else 0), stop
            position = stop or match.end()


def _markup_stop(match: re.Match[str], piece: _Piece, ends: _Ends) -> int | None:
    """The stop of the markup that a match begins; None if it is text."""
    if match["escape"]:
        return None
    if match["code"]:
        return ends.stop_after(match["code"], match.end(), piece.stop)
    element = (match["element"] or "").lower()
    if element == "code":
        return ends.stop_after("code", match.end(), piece.stop) or match.end()
    # In a block of HTML, these go on over blank lines, as in a browser.
    limit = ends.length if piece.is_html else piece.stop
    if match["comment"]:
        # The end may share its dashes with the beginning: "<!-->" is a comment.
        stop = ends.stop_after("-->", match.start() + 2, limit)
        return stop or (piece.stop if piece.is_html else None)
    if element:
        stop = ends.stop_after(element, match.end(), limit)
        return stop or (piece.stop if piece.is_html else match.end())
    return match.end()


class _Ends:
    def __init__(self, text: str) -> None:
        self.length = len(text)
        self._spans: dict[str, list[Span]] = {}
        for match in _END.finditer(text):
            self._spans.setdefault((match[1] or match[0]).lower(), []).append(match.span())

    def stop_after(self, key: str, start: int, limit: int) -> int | None:
        """Where the first end stops that begins at `start` or later, if it is within a limit."""
        spans = self._spans.get(key, [])
        k = bisect_left(spans, (start, 0))
        return spans[k][1] if k < len(spans) and spans[k][1] <= limit else None


def _blank(text: str, spans: Sequence[Span]) -> str:
    """The text with spaces in the spans, which may overlap; line ends stay."""
    pieces, position = [], 0
    for start, stop in sorted(spans):
        if stop > position:
            pieces.append(text[position:start])
            pieces.append(_NOT_LINE_END.sub(" ", text[max(start, position) : stop]))
            position = stop
    return "".join([*pieces, text[position:]])


@cache
def _parser() -> Any:
    """A parser of blocks alone; it is built at its first use, for the import takes 50 ms."""
    purpose = "reading Markdown (--no-markdown or markdown=False reads it as plain text)"
    library = "markdown-it-py mdit-py-plugins"
    markdown_it = require("markdown_it", purpose, "check", library)
    footnote = require("mdit_py_plugins.footnote", purpose, "check", library)
    parser = markdown_it.MarkdownIt(
        "commonmark", {"maxNesting": _MAX_NESTING, "inline_definitions": True}
    )
    parser.use(footnote.footnote_plugin)
    parser.core.ruler.enableOnly(["normalize", "block"])
    # No address is used, so none is refused or rewritten.
    parser.validateLink = lambda url: True
    parser.normalizeLink = lambda url: url
    return parser
