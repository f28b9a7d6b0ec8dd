"""Report → lines for a person: sentences with their scores, cues marked, reasons, and a summary.

On a terminal, lines are wrapped to its width, and a cue has the colour and the letter of its kind.
Elsewhere a sentence is one line, so that it can be searched, and a cue is in brackets with its
kind.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from hedging.kinds import HEDGE_KINDS, KIND
from hedging.results import Cue, Explanation, Reason, Report, Sentence
from hedging.text.notation import marked
from hedging.wording import counted, one_line, plain

# The number of most hedged sentences in a summary.
_LISTED_SENTENCES = 3
# Wider lines are hard to read, and narrower lines have no room for a word.
_MAX_WIDTH, _MIN_WIDTH = 100, 30
_INDENT = 8
# In place of the name of a holder who is not the writer, where the sentence gives none.
_WITHOUT_NAME = "not the writer"
_STYLE = re.compile("\x1b\\[[0-9;]*m")


class Painter:
    """How cues and lines look on a stream.

    `colour` is True on a terminal that has colours, where NO_COLOR is not set (no-color.org).
    `width` is the number of columns to wrap to, None where the stream is no terminal.
    """

    def __init__(self, stream: TextIO) -> None:
        terminal = stream.isatty()
        dumb = os.environ.get("TERM") == "dumb"
        self.colour = terminal and not dumb and not os.environ.get("NO_COLOR")
        columns = shutil.get_terminal_size().columns if terminal else 0
        self.width = max(_MIN_WIDTH, min(_MAX_WIDTH, columns)) if terminal else None

    def cue(self, text: str, kind: str, holder: str = "") -> str:
        """The text of a cue, with its kind and, where one is given, its holder."""
        style = KIND[kind]
        if not self.colour:
            return marked(text, kind, holder)
        shown_holder = self.faint(f" ({holder})") if holder else ""
        return f"\x1b[{style.ansi}m{text}/{style.letter}\x1b[0m{shown_holder}"

    def kind(self, kind: str) -> str:
        """The name of a kind."""
        style = KIND[kind]
        return f"\x1b[{style.ansi}m{kind} {style.letter}\x1b[0m" if self.colour else kind

    def faint(self, text: str) -> str:
        """Text that is less important than the rest."""
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text

    def sentence(self, sentence: Sentence, *, holders: bool = False) -> str:
        """A sentence with its cues marked, and with the holders who are not the writer."""
        return "".join(
            plain(text)
            if cue is None
            else self.cue(plain(text), cue.kind, _holder(cue, sentence) if holders else "")
            for text, cue in sentence.segments()
        )

    def lines(self, head: str, text: str) -> Iterator[str]:
        """The head and the text; where it is wrapped, further lines are indented to the text."""
        indent = display_width(head)
        line, width = head, indent
        for word in text.split():
            word_width = display_width(word)
            if self.width is not None and width > indent and width + word_width > self.width:
                yield line.rstrip()
                line, width = " " * indent, indent
            line += f"{word} "
            width += word_width + 1
        yield line.rstrip()


def display_width(text: str) -> int:
    """The number of terminal columns that a text takes, without its styles.

    East Asian wide characters and most emoji take two columns, combining marks take none.

    >>> [display_width(text) for text in ("may", "かも", "\\x1b[1mmay\\x1b[0m")]
    [3, 4, 3]
    """
    text = _STYLE.sub("", text)
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def report_lines(
    report: Report,
    title: str,
    painter: Painter,
    *,
    chosen: Iterable[int] | None = None,
    explanations: Sequence[Explanation] = (),
    confidence: bool = False,
) -> Iterator[str]:
    """The lines of a report: title, sentences, summary.

    `chosen` are the numbers of the sentences to show (default: all). `explanations` are in text
    order, and come below their sentences. `confidence` shows, for a report with depth, the
    confidence of each sentence in place of its score, and the holders who are not the writer.

    >>> import hedging, sys
    >>> print(*list(report_lines(hedging.detect("It may rain."), "a.txt", Painter(sys.stdout)))[:2])
    ── a.txt ● 0.81  It [may|epistemic] rain.
    """
    starts = [explanation.candidate.start for explanation in explanations]
    ellipsis = painter.faint(f"{' ' * _INDENT}…")
    yield painter.faint(f"── {one_line(title)}")
    last = -1
    for number in range(len(report.sentences)) if chosen is None else chosen:
        if number > last + 1:
            yield ellipsis
        last = number
        sentence = report.sentences[number]
        mark = "●" if sentence.hedged else " "
        number_shown = _percent(sentence.confidence) if confidence else f"{sentence.score:4.2f}"
        shown = painter.sentence(sentence, holders=confidence)
        yield from painter.lines(f"{mark} {number_shown:>4}  ", shown)
        first, stop = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        for explanation in explanations[first:stop]:
            yield from _explanation_lines(explanation, painter)
    if last + 1 < len(report.sentences):
        yield ellipsis
    yield ""
    yield from _summary(report, painter, confidence=confidence)
    yield ""


def choose_sentences(report: Report, *, min_score: float | None, context: int) -> list[int]:
    """The numbers of the sentences that score at least `min_score`, with their neighbours.

    Without a `min_score`, hedged sentences are chosen. `context` is the number of neighbours
    to choose on each side of them.

    >>> import hedging
    >>> report = hedging.detect("It rained. They may come. It snowed. All left.")
    >>> choose_sentences(report, min_score=0.5, context=1)
    [0, 1, 2]
    """
    total = len(report.sentences)
    chosen: list[int] = []
    for number, sentence in enumerate(report.sentences):
        if sentence.hedged if min_score is None else sentence.score >= min_score:
            first = max(number - context, chosen[-1] + 1 if chosen else 0)
            chosen.extend(range(first, min(number + context + 1, total)))
    return chosen


def _percent(confidence: float | None) -> str:
    """A confidence; a dash where nothing is claimed.

    >>> _percent(0.447), _percent(None)
    ('45%', '–')
    """
    return "–" if confidence is None else f"{confidence:.0%}"


def _holder(cue: Cue, sentence: Sentence) -> str:
    """Who holds what the cue says; nothing for the writer, and where the cue itself names them."""
    if cue.holder in (None, "writer"):
        return ""
    if cue.source is None:
        return _WITHOUT_NAME
    start, end = cue.source
    if cue.start <= start and end <= cue.end:
        return ""
    return one_line(sentence.text[start - sentence.start : end - sentence.start])


def _explanation_lines(explanation: Explanation, painter: Painter) -> Iterator[str]:
    """The strongest evidence for and against a cue, or against a candidate that is no cue."""
    candidate = explanation.candidate
    label = painter.kind(candidate.kind) if explanation.is_cue else "no cue"
    supporting, opposing = explanation.for_and_against()
    sides = (("for", supporting if explanation.is_cue else []), ("against", opposing))
    evidence = [f"{name}: {', '.join(map(_reason, side))}" for name, side in sides if side]
    reasons = f" — {'; '.join(evidence)}" if evidence else ""
    head = f"{' ' * _INDENT}{candidate.score:4.2f}  "
    yield from painter.lines(head, f"“{plain(candidate.text)}” {label}{reasons}")


def _reason(reason: Reason) -> str:
    text = f"“{plain(reason.text)}”" if reason.text else "(nothing)"
    return f"{reason.place} {text} {reason.weight:+.2f}"


def _summary(report: Report, painter: Painter, *, confidence: bool) -> Iterator[str]:
    if not report.sentences:
        yield "no sentence in the text"
        return
    hedged, total = report.hedged_sentences, len(report.sentences)
    share = f"{len(hedged)} of {counted(total, 'sentence')} hedged ({len(hedged) / total:.0%})"
    text_confidence = f", confidence {_percent(report.confidence)}" if confidence else ""
    yield from painter.lines("", f"{share}, document score {report.score:.2f}{text_confidence}")
    counts = [
        f"{number} {painter.kind(kind)}" for kind, number in report.kind_counts().items() if number
    ]
    density = f"{report.density():.1f} hedging cues per 100 words"
    yield from painter.lines("cues: ", f"{', '.join(counts) or 'none'}; {density}")
    if hedged:
        yield "most hedged:"
        by_score = sorted(hedged, key=lambda sentence: (-sentence.score, sentence.start))
        for sentence in by_score[:_LISTED_SENTENCES]:
            yield from painter.lines(f"  {sentence.score:4.2f}  ", painter.sentence(sentence))
    origin = f"model {report.model}, scheme {report.scheme}, threshold {report.threshold:.2f}"
    if report.hedge_kinds != HEDGE_KINDS:
        origin += f", hedge kinds {', '.join(report.hedge_kinds)}"
    if confidence:
        origin += f", depth model {report.depth}"
    yield from map(painter.faint, painter.lines("", one_line(origin)))
