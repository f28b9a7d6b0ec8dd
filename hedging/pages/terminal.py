"""Report → lines for a person, as a stream can show them: sentences, cues, reasons, and a summary.

On a terminal, lines are wrapped to its width, a cue has the colour and the letter of its kind, a
blank line stands between paragraphs, and sentences without any sign of a hedge are fainter than the
rest. Elsewhere a sentence is one line, so that it can be searched, and a cue is in brackets with
its kind, as `hedging.text.notation` reads it. Prose has the plain words of a kind before its name.
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
from hedging.pages.words import declining, in_words, reader_words, report_summary
from hedging.results import Cue, Document, Explanation, Reason, Sentence
from hedging.text.notation import marked
from hedging.wording import one_line, plain
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
    """
    starts = [explanation.candidate.start for explanation in explanations]
    ellipsis = painter.faint(f"{' ' * _INDENT}…")
    yield painter.faint(f"── {one_line(title)}")
    said_of = _weighed if weights else _in_words
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
            candidate = explanation.candidate
            verdict = painter.kind(candidate.kind) if explanation.is_cue else "no cue"
            text = f"“{plain(candidate.text)}”{said_of(explanation, verdict)}"
            yield from painter.lines(f"{' ' * _INDENT}{candidate.score:4.2f}  ", text)
    if last + 1 < len(report.sentences):
        yield ellipsis
    yield ""
    yield from _summary(report, painter, confidence=confidence, register=register)
    yield ""


def choose_sentences(report: Document, *, min_score: float | None, context: int) -> list[int]:
    """The numbers of the sentences that score at least `min_score`, with their neighbours.

    Without a `min_score`, hedged sentences are chosen. `context` is the number of neighbours
    to choose on each side of them.
    """
    total = len(report.sentences)
    chosen: list[int] = []
    for number, sentence in enumerate(report.sentences):
        if sentence.hedged if min_score is None else sentence.score >= min_score:
            first = max(number - context, chosen[-1] + 1 if chosen else 0)
            chosen.extend(range(first, min(number + context + 1, total)))
    return chosen


def _sentence_lines(sentence: Sentence, painter: Painter, *, confidence: bool) -> Iterator[str]:
    mark = "●" if sentence.hedged else " "
    number = _percent(sentence.confidence) if confidence else f"{sentence.score:4.2f}"
    is_faint = number == _NO_SCORE and not sentence.hedged
    head = f"{mark} {number:>4}  "
    shown = painter.sentence(sentence, holders=confidence, faint=is_faint)
    yield from painter.lines(painter.faint(head) if is_faint else head, shown)


def _is_new_paragraph(report: Document, number: int) -> bool:
    before, sentence = report.sentences[number - 1], report.sentences[number]
    between = report.text[before.end : sentence.start]
    return len(f"{between}.".splitlines()) > _LINES_OF_ONE_PARAGRAPH


def _percent(confidence: float | None) -> str:
    return "–" if confidence is None else f"{confidence:.0%}"


def _summary(
    report: Document, painter: Painter, *, confidence: bool, register: Register | None
) -> Iterator[str]:
    if not report.sentences:
        yield report_summary(report)
        return
    hedged, total = report.hedged_sentences, len(report.sentences)
    share = f"{report_summary(report)} ({report.share:.0%})"
    text_confidence = f", confidence {_percent(report.confidence)}" if confidence else ""
    if confidence and report.spread is not None:
        low, high = report.spread
        text_confidence += f" (four of five readers: {100 * low:.0f} to {high:.0%})"
    if confidence and report.declined is not None:
        text_confidence += f", {declining(report.declined)}"
    if report.calibration is not None:
        text_confidence += f", chance of being right {_percent(report.chance)}"
    yield from painter.lines("", f"{share}{text_confidence}")
    if register and not obstacle(report.scheme, report.hedge_kinds, total):
        yield from painter.lines("", compared(report.share, register, report.model))
    if readers := reader_words(report):
        yield from painter.lines("", readers)
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


# So many reasons can be taken in at a glance.
_SHOWN_REASONS = 2


def _in_words(explanation: Explanation, verdict: str) -> str:
    """What a cue means and the strongest evidence for it, or the evidence against a cue."""
    supporting, opposing = explanation.for_and_against(_SHOWN_REASONS)
    reasons, side = (supporting, "for") if explanation.is_cue else (opposing, "against")
    evidence = f"; speaks {side} it: {', '.join(map(in_words, reasons))}" if reasons else ""
    return f": {verdict}{evidence}"


def _weighed(explanation: Explanation, verdict: str) -> str:
    """The strongest evidence for and against a cue, or against a candidate that is no cue."""
    supporting, opposing = explanation.for_and_against()
    sides = {"for": supporting if explanation.is_cue else [], "against": opposing}
    evidence = [f"{name}: {', '.join(map(_weighted, own))}" for name, own in sides.items() if own]
    return f" {verdict}{' — ' * bool(evidence)}{'; '.join(evidence)}"


def _weighted(reason: Reason) -> str:
    text = f"“{plain(reason.text)}”" if reason.text else "(nothing)"
    return f"{reason.place} {text} {reason.weight:+.2f}"


# Wider lines are hard to read, and narrower lines have no room for a word.
_MAX_WIDTH, _MIN_WIDTH = 100, 30
# In place of the name of a holder who is not the writer, where the sentence gives none.
_WITHOUT_NAME = "not the writer"
_STYLE = re.compile("(\x1b\\[[0-9;]*m)")
# A grey with a contrast of at least 4.5 to black and to white; "faint" (2) is what each terminal
# makes of it, and on some nothing.
FAINT = "38;5;243"
_PLAIN = "\x1b[0m"
# A character of these makes no column of its own: vowels and final consonants of a Hangul syllable,
# which stand behind its first consonant, and the skin tones of an emoji.
_JOINED_HANGUL = (range(0x1160, 0x1200), range(0xD7B0, 0xD800))
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_JOINER, _AS_EMOJI = "\u200d", "\ufe0f"
# A terminal shows it everywhere, not only at the end of a line.
_SOFT_HYPHEN = "\u00ad"


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
        if not self.colour:
            return marked(text, kind, holder)
        shown_holder = self.faint(f" ({holder})") if holder else ""
        return f"{_coloured(text, kind)}{shown_holder}"

    def kind(self, kind: str) -> str:
        """The plain words of a kind, which look like a cue of it, and its name in small print."""
        words = KIND[kind].words
        return f"{_coloured(words, kind) if self.colour else words}{self.faint(f' ({kind})')}"

    def faint(self, text: str) -> str:
        """Text that is less important than the rest."""
        return _styled(text, FAINT) if self.colour and text else text

    def sentence(self, sentence: Sentence, *, holders: bool = False, faint: bool = False) -> str:
        """A sentence with its cues marked, and with the holders who are not the writer.

        With `faint`, the words that are no cue are less important than the rest.
        """
        return "".join(
            (self.faint(plain(text)) if faint else plain(text))
            if cue is None
            else self.cue(plain(text), cue.kind, _holder(cue, sentence) if holders else "")
            for text, cue in sentence.segments()
        )

    def lines(self, head: str, text: str) -> Iterator[str]:
        """The head and the text; where it is wrapped, further lines are indented to the text.

        A style that goes on behind the end of a line ends there and begins again on the next one,
        so that a line looks the same alone.
        """
        indent = display_width(head)
        line, width, style = head, indent, ""
        for word, gap in self._words(text, indent):
            word_width = display_width(word)
            if self.width is not None and width > indent and width + word_width > self.width:
                yield f"{line.rstrip()}{_PLAIN if style else ''}"
                line, width = f"{' ' * indent}{style}", indent
            line += f"{word}{gap}"
            width += word_width + len(gap)
            for code in _STYLE.findall(word):
                style = "" if code == _PLAIN else code
        yield line.rstrip()

    def _words(self, text: str, indent: int) -> Iterator[tuple[str, str]]:
        """The words with the blank behind each.

        Chinese and Japanese have no blanks, so a word of wide characters that is longer than a
        line can break between any two of them.
        """
        for word in text.split():
            is_long = self.width is not None and display_width(word) > self.width - indent
            *pieces, last = _broken(word) if is_long else [word]
            yield from ((piece, "") for piece in pieces)
            yield last, " "


def display_width(text: str) -> int:
    """The number of terminal columns that a text takes, without its styles.

    East Asian wide characters and emoji take two columns, combining marks take none, and neither
    does what is joined to the character before it.
    """
    text = _STYLE.sub("", text)
    if text.isascii():
        return len(text)
    return sum(width for _, width in _clusters(text))


def _coloured(text: str, kind: str) -> str:
    """The text with the letter of a kind, in its colour; a kind that hedges is bold."""
    bold = "1;" if kind in HEDGE_KINDS else ""
    return _styled(f"{text}/{KIND[kind].letter}", f"{bold}38;5;{KIND[kind].ansi}")


def _styled(text: str, codes: str) -> str:
    return f"\x1b[{codes}m{text}{_PLAIN}"


def _clusters(text: str) -> Iterator[tuple[str, int]]:
    """The characters of a text with what is joined to them, each with its columns."""
    cluster, width = "", 0
    for character in text:
        own = _columns(character)
        if cluster and (
            not own or (width == 2 and (cluster[-1] == _JOINER or ord(character) in _SKIN_TONES))
        ):
            cluster += character
            # What would be a sign of one column is shown as an emoji.
            if character == _AS_EMOJI and width == 1:
                width = 2
            continue
        if cluster:
            yield cluster, width
        cluster, width = character, own
    if cluster:
        yield cluster, width


def _columns(character: str) -> int:
    if character == _SOFT_HYPHEN:
        return 1
    if unicodedata.category(character) in ("Mn", "Me", "Cf"):
        return 0
    if any(ord(character) in joined for joined in _JOINED_HANGUL):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _broken(word: str) -> Iterator[str]:
    """The pieces between which a word of wide characters can break; a style stays with its text."""
    piece = ""
    last_width = 0
    for part in _STYLE.split(word):
        if _STYLE.fullmatch(part):
            piece += part
            continue
        for cluster, width in _clusters(part):
            if last_width == width == 2:
                yield piece
                piece = ""
            piece += cluster
            last_width = width
    yield piece


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
