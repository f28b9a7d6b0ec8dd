"""Report → lines for a person: sentences with their scores, cues marked, reasons, and a summary.

On a terminal, a blank line stands between paragraphs, and sentences without any sign of a hedge are
fainter than the rest.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence

from hedging.kinds import HEDGE_KINDS
from hedging.report.painter import Painter
from hedging.report.reasons import reason_lines, weight_lines
from hedging.results import Document, Explanation, Sentence
from hedging.wording import counted, one_line
from hedging.yardstick import Register, compared, obstacle

# The number of most hedged sentences in a summary.
_LISTED_SENTENCES = 3
_INDENT = 8
_NO_SCORE = "0.00"
# The end of a line and the beginning of the next one.
_LINES_OF_ONE_PARAGRAPH = 2


def report_lines(
    report: Document,
    title: str,
    painter: Painter,
    *,
    chosen: Iterable[int] | None = None,
    explanations: Sequence[Explanation] = (),
    weights: bool = False,
    confidence: bool = False,
    register: Register | None = None,
) -> Iterator[str]:
    """The lines of a report: title, sentences, summary.

    `chosen` are the numbers of the sentences to show (default: all). `explanations` are in text
    order, and come below their sentences, in words or with `weights`. `confidence` shows, for a
    report with depth, the confidence of each sentence in place of its score, and the holders who
    are not the writer. The summary compares the report with a `register`, where that can be done.

    >>> import hedging, sys
    >>> print(*list(report_lines(hedging.detect("It may rain."), "a.txt", Painter(sys.stdout)))[:2])
    ── a.txt ● 0...  It [may|epistemic] rain.
    """
    starts = [explanation.candidate.start for explanation in explanations]
    ellipsis = painter.faint(f"{' ' * _INDENT}…")
    yield painter.faint(f"── {one_line(title)}")
    explanation_lines = weight_lines if weights else reason_lines
    last = -1
    for number in range(len(report.sentences)) if chosen is None else chosen:
        if number > last + 1:
            yield ellipsis
        elif painter.width is not None and number and _is_new_paragraph(report, number):
            yield ""
        last = number
        sentence = report.sentences[number]
        yield from _sentence_lines(sentence, painter, confidence=confidence)
        first, stop = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
        for explanation in explanations[first:stop]:
            yield from explanation_lines(explanation, painter, _INDENT)
    if last + 1 < len(report.sentences):
        yield ellipsis
    yield ""
    yield from _summary(report, painter, confidence=confidence, register=register)
    yield ""


def choose_sentences(report: Document, *, min_score: float | None, context: int) -> list[int]:
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


def _sentence_lines(sentence: Sentence, painter: Painter, *, confidence: bool) -> Iterator[str]:
    """A sentence behind its score or its confidence; faint where the score is 0.00."""
    mark = "●" if sentence.hedged else " "
    number = _percent(sentence.confidence) if confidence else f"{sentence.score:4.2f}"
    is_faint = number == _NO_SCORE and not sentence.hedged
    head = f"{mark} {number:>4}  "
    shown = painter.sentence(sentence, holders=confidence, faint=is_faint)
    yield from painter.lines(painter.faint(head) if is_faint else head, shown)


def _is_new_paragraph(report: Document, number: int) -> bool:
    """Whether a blank line stands between a sentence and the one before it."""
    before, sentence = report.sentences[number - 1], report.sentences[number]
    between = report.text[before.end : sentence.start]
    return len(f"{between}.".splitlines()) > _LINES_OF_ONE_PARAGRAPH


def _percent(confidence: float | None) -> str:
    """A confidence; a dash where nothing is claimed.

    >>> _percent(0.447), _percent(None)
    ('45%', '–')
    """
    return "–" if confidence is None else f"{confidence:.0%}"


def _summary(
    report: Document, painter: Painter, *, confidence: bool, register: Register | None
) -> Iterator[str]:
    if not report.sentences:
        yield "no sentence in the text"
        return
    hedged, total = report.hedged_sentences, len(report.sentences)
    share = f"{len(hedged)} of {counted(total, 'sentence')} hedged ({len(hedged) / total:.0%})"
    text_confidence = f", confidence {_percent(report.confidence)}" if confidence else ""
    yield from painter.lines("", f"{share}, document score {report.score:.2f}{text_confidence}")
    if register and not obstacle(report.scheme, report.hedge_kinds, total):
        yield from painter.lines("", compared(report.score, register, report.model))
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
    if confidence and report.depth != report.model:
        origin += f", beyond cues {report.depth}"
    yield from map(painter.faint, painter.lines("", one_line(origin)))
