"""Report + registers → a figure that says whether its score is much.

A line from 0 to 100 % (or to 60 %) has the range of the middle half and of eight in ten documents
of a register, and a dot for this text. The figure of every register is there, and one is shown, so
that a reader can choose another without a request and without a second way to draw.
"""

from __future__ import annotations

from collections.abc import Iterator

from hedging.display.markup import Html, joined, parts, render
from hedging.results import Document
from hedging.yardstick import MIN_SENTENCES, REGISTERS, Register, compared_count, obstacle

_PARTS = parts("yardstick.html")
# The usual end of the line, and the score from which on the line ends at 100 %.
_END, _LONGEST = 0.6, 0.56
# Past this share of the width a label ends at its point, before the other it begins there.
_LATE = 0.6


def beside(report: Document, register: Register | None) -> str:
    """What is usual in a register, and where a text lies, in words; or why nobody can say.

    >>> import hedging
    >>> from hedging.yardstick import register_named
    >>> beside(hedging.detect("It may rain."), register_named("news"))
    'Fewer than 10 sentences are too few to say whether that is much.'
    """
    total = len(report.sentences)
    if register is None or not total or obstacle(report.scheme, report.hedge_kinds):
        return ""
    if total < MIN_SENTENCES:
        return f"Fewer than {MIN_SENTENCES} sentences are too few to say whether that is much."
    return compared_count(report.score, total, register, report.model)


def yardstick_of(report: Document, register: Register | None) -> Html:
    """The figure with the choice of a register; nothing where a text cannot be compared."""
    total = len(report.sentences)
    if register is None or obstacle(report.scheme, report.hedge_kinds, total):
        return Html()
    end = axis_end(report.score)
    at = report.score / end
    values = {
        "options": joined(_options(report, register)),
        "bands": joined(_bands(register, end)),
        "end": end,
        "at": 100 * at,
        "anchor": _anchor(at),
        "score": report.score,
        "label": f"This text: {report.score:.0%}. {beside(report, register)}",
    }
    return render(_PARTS["yardstick"], values)


def axis_end(score: float) -> float:
    """The share at which the axis ends that shows a score.

    >>> axis_end(0.2), axis_end(0.8)
    (0.6, 1.0)
    """
    return _END if score < _LONGEST else 1.0


def _options(report: Document, chosen: Register) -> Iterator[Html]:
    """The registers to choose from, each with what it says of this text."""
    for register in REGISTERS:
        values = {
            "name": register.name,
            "words": register.words,
            "says": beside(report, register),
            "scores": " ".join(map(str, register.scores)),
            "selected": Html(" selected") if register is chosen else "",
        }
        yield render(_PARTS["option"], values)


def _bands(chosen: Register, end: float) -> Iterator[Html]:
    """The ranges of every register; those that are not chosen are hidden."""
    for register in REGISTERS:
        least, low, middle, high, most = (100 * score / end for score in register.scores)
        values = {
            "name": register.name,
            "state": "" if register is chosen else Html(' class="hidden"'),
            "least": least,
            "most": min(most, 100) - least,
            "low": low,
            "high": high - low,
            "middle": middle,
            "usual": register.usual,
            "anchor": _anchor(low / 100),
            "label_at": high if low > 100 * _LATE else low,
        }
        yield render(_PARTS["bands"], values)


def _anchor(share: float) -> str:
    """Where a label stands to its point: it keeps inside the figure."""
    return "end" if share > _LATE else "start"
