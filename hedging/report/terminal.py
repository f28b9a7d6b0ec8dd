"""Report → lines for a person: sentences with their scores, cues marked, reasons, and a summary.

On a terminal, lines are wrapped to its width and a cue has the colour and the letter of its kind; elsewhere a sentence is one
line, so that it can be searched, and a cue stands in brackets with its kind.
"""

from __future__ import annotations

import os
import re
import shutil
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO

from hedging.kinds import KIND
from hedging.results import Explanation, Reason, Report, Sentence
from hedging.wording import plain

_MOST_HEDGED = 3
# Wider lines are hard to read, narrower ones leave no room for a word.
_WIDEST, _NARROWEST = 100, 30
_INDENT = 8
_STYLE = re.compile("\x1b\\[[0-9;]*m")


class Painter:
    """How marks and lines look on a stream: in colour on a terminal that has some, where NO_COLOR is not set (no-color.org)."""

    def __init__(self, stream: TextIO) -> None:
        terminal = stream.isatty()
        self.colour = (
            terminal and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"
        )
        self.width = (
            max(_NARROWEST, min(_WIDEST, shutil.get_terminal_size().columns)) if terminal else None
        )

    def cue(self, text: str, kind: str) -> str:
        mark = KIND[kind]
        return (
            f"\x1b[{mark.ansi}m{text}/{mark.letter}\x1b[0m" if self.colour else f"[{text}|{kind}]"
        )

    def kind(self, kind: str) -> str:
        mark = KIND[kind]
        return f"\x1b[{mark.ansi}m{kind} {mark.letter}\x1b[0m" if self.colour else kind

    def faint(self, text: str) -> str:
        return f"\x1b[2m{text}\x1b[0m" if self.colour else text

    def sentence(self, sentence: Sentence) -> str:
        return "".join(
            plain(piece) if cue is None else self.cue(plain(piece), cue.kind)
            for piece, cue in sentence.segments()
        )

    def lines(self, head: str, text: str) -> Iterator[str]:
        """The text behind its head, and where it is wrapped, below its own beginning."""
        indent = len(_STYLE.sub("", head))
        line, size = head, indent
        for word in text.split():
            length = len(_STYLE.sub("", word))
            if self.width is not None and size > indent and size + length > self.width:
                yield line.rstrip()
                line, size = " " * indent, indent
            line += f"{word} "
            size += length + 1
        yield line.rstrip()


def page(
    report: Report,
    title: str,
    painter: Painter,
    *,
    chosen: Iterable[int] | None = None,
    explanations: Sequence[Explanation] = (),
) -> Iterator[str]:
    """Lines of a report; `chosen` are the numbers of the sentences to show (default: all)."""
    places = [one.candidate.start for one in explanations]
    yield painter.faint(f"── {' '.join(plain(title).splitlines())}")
    last = -1
    for number in range(len(report.sentences)) if chosen is None else chosen:
        if number > last + 1:
            yield painter.faint("        …")
        last = number
        sentence = report.sentences[number]
        mark = "●" if sentence.hedged else " "
        yield from painter.lines(f"{mark} {sentence.score:4.2f}  ", painter.sentence(sentence))
        for one in explanations[
            bisect_left(places, sentence.start) : bisect_left(places, sentence.end)
        ]:
            yield from _why(one, painter)
    if last + 1 < len(report.sentences):
        yield painter.faint("        …")
    yield ""
    yield from _summary(report, painter)
    yield ""


def chosen(report: Report, *, least: float | None, context: int) -> list[int]:
    """Numbers of the sentences that score at least so much (None: that are hedged), with so many before and after each.

    >>> import hedging
    >>> chosen(hedging.detect("It rained. They may come. It snowed. All left."), least=0.5, context=1)
    [0, 1, 2]
    """
    total = len(report.sentences)
    found: list[int] = []
    for number, sentence in enumerate(report.sentences):
        if sentence.hedged if least is None else sentence.score >= least:
            begin = max(number - context, found[-1] + 1 if found else 0)
            found.extend(range(begin, min(number + context + 1, total)))
    return found


def _why(explanation: Explanation, painter: Painter) -> Iterator[str]:
    """Of a cue what speaks for and against it, of what is none what speaks against it."""
    cue = explanation.candidate
    said = painter.kind(cue.kind) if explanation.is_cue else "no cue"
    pro, contra = explanation.for_and_against()
    sides = (("for", pro if explanation.is_cue else []), ("against", contra))
    parts = [f"{name}: {', '.join(map(_reason, side))}" for name, side in sides if side]
    reasons = f" — {'; '.join(parts)}" if parts else ""
    yield from painter.lines(
        f"{' ' * _INDENT}{cue.score:4.2f}  ", f"“{plain(cue.text)}” {said}{reasons}"
    )


def _reason(reason: Reason) -> str:
    return f"{reason.place} {f'“{plain(reason.text)}”' if reason.text else '(nothing)'} {reason.weight:+.2f}"


def _summary(report: Report, painter: Painter) -> Iterator[str]:
    if not report.sentences:
        yield "no sentence: the text is empty"
        return
    hedged, total = report.hedged_sentences, len(report.sentences)
    share = f"{len(hedged)} of {total} sentences hedged ({len(hedged) / total:.0%})"
    yield from painter.lines("", f"{share}, document score {report.score:.2f}")
    found = (
        ", ".join(
            f"{number} {painter.kind(kind)}"
            for kind, number in report.kind_counts().items()
            if number
        )
        or "none"
    )
    yield from painter.lines("cues: ", f"{found}; {report.density():.1f} that count per 100 words")
    if hedged:
        yield "most hedged:"
        for sentence in sorted(hedged, key=lambda one: (-one.score, one.start))[:_MOST_HEDGED]:
            yield from painter.lines(f"  {sentence.score:4.2f}  ", painter.sentence(sentence))
    yield from map(
        painter.faint, painter.lines("", f"model {report.model}, scheme {report.scheme}")
    )
