"""A text → its findings: the cues by line and column, and the share of hedged sentences.

Markup is blanked and not cut out, so that the offsets of cues are offsets into the file. Lines and
columns count from 1, and columns count code points.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Container, Iterable
from dataclasses import dataclass

from hedging.detector import Detector
from hedging.text.markdown import read_markdown

# A directive after the mark of a comment: `<!--` in Markdown, any of these elsewhere.
_DIRECTIVE = re.compile(r"(?:<!--|#|//|%|;|--)[ \t]*hedging:[ \t]*(ignore|off|on)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A cue in a file. `end_column` is the column after its last character."""

    line: int
    column: int
    end_line: int
    end_column: int
    kind: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class FileResult:
    """A file with its findings, the number of its sentences, and how many of them are hedged.

    A sentence counts as hedged only if it has a finding: silenced cues do not count. `text` is that
    of the file.
    """

    path: str
    findings: tuple[Finding, ...]
    hedged_sentences: int
    sentences: int
    text: str

    @property
    def share(self) -> float:
        """The share of hedged sentences; 0 for a file without sentences."""
        return self.hedged_sentences / max(self.sentences, 1)

    def passed(self, max_hedged: float | None) -> bool:
        """Whether the share is at most `max_hedged`; with None every file passes."""
        return max_hedged is None or self.share <= max_hedged


def check_text(
    path: str,
    text: str,
    detector: Detector,
    *,
    markdown: bool = False,
    skip_quotes: bool = False,
    touched: Container[int] | None = None,
) -> FileResult:
    """Find the cues of the kinds that count for the detector, except those that a comment silences.

    A comment that begins with "hedging: ignore" silences its line. "hedging: off" and "hedging: on"
    silence their lines and all lines between them. In Markdown these are comments of HTML;
    elsewhere comments begin with #, //, %, ; or -- too. `skip_quotes` leaves out the block quotes
    of Markdown. With `touched`, only the sentences that stand on one of these lines are there.
    Raises MissingExtraError for Markdown without the libraries of the extra `check`.

    >>> import hedging
    >>> text = "It may rain.\\nIt may snow.  # hedging: ignore"
    >>> check_text("a.txt", text, hedging.load()).findings[0].line
    1
    """
    lines = LineStarts(text)
    if markdown:
        prose, comments = read_markdown(text, skip_quotes=skip_quotes)
        directives = [_DIRECTIVE.match(text, start, stop) for start, stop in comments]
    else:
        prose, directives = text, list(_DIRECTIVE.finditer(text))
    silenced = _silenced_lines(lines, [match for match in directives if match])
    findings: list[Finding] = []
    sentences = hedged_sentences = 0
    for sentence in detector.detect(prose).sentences:
        first, last = (lines.locate(end)[0] for end in (sentence.start, sentence.end - 1))
        if touched is not None and not any(k in touched for k in range(first, last + 1)):
            continue
        sentences += 1
        count_before = len(findings)
        for cue in sentence.cues:
            line, column = lines.locate(cue.start)
            if cue.kind in detector.hedge_kinds and line not in silenced:
                end_line, end_column = lines.locate(cue.end)
                cue_text = text[cue.start : cue.end]
                findings.append(
                    Finding(line, column, end_line, end_column, cue.kind, cue_text, cue.score)
                )
        hedged_sentences += sentence.hedged and len(findings) > count_before
    return FileResult(path, tuple(findings), hedged_sentences, sentences, text)


class LineStarts:
    """Offsets into a text → lines and columns."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(match.end() for match in re.finditer(r"\n", text))]
        self.count = len(self._starts)

    def locate(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column - 1


def _silenced_lines(lines: LineStarts, directives: Iterable[re.Match[str]]) -> set[int]:
    """Numbers of the lines that directives silence; an "off" without an "on" goes to the end."""
    words_of: dict[int, set[str]] = {}
    for match in directives:
        words_of.setdefault(lines.locate(match.start())[0], set()).add(match[1].lower())
    silenced: set[int] = set()
    off_since: int | None = None
    for line in sorted(words_of):
        words = words_of[line]
        if "ignore" in words:
            silenced.add(line)
        if "off" in words and off_since is None:
            off_since = line
        if "on" in words and off_since is not None:
            silenced.update(range(off_since, line + 1))
            off_since = None
    if off_since is not None:
        silenced.update(range(off_since, lines.count + 1))
    return silenced
