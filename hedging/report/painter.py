"""Words, cues and styles → lines as a stream can show them.

On a terminal, lines are wrapped to its width, and a cue has the colour and the letter of its kind.
Elsewhere a sentence is one line, so that it can be searched, and a cue is in brackets with its
kind.
"""

from __future__ import annotations

import os
import re
import shutil
import unicodedata
from collections.abc import Iterator
from typing import TextIO

from hedging.kinds import KIND
from hedging.results import Cue, Sentence
from hedging.text.notation import marked
from hedging.wording import one_line, plain

# Wider lines are hard to read, and narrower lines have no room for a word.
_MAX_WIDTH, _MIN_WIDTH = 100, 30
# In place of the name of a holder who is not the writer, where the sentence gives none.
_WITHOUT_NAME = "not the writer"
_STYLE = re.compile("\x1b\\[[0-9;]*m")
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
        style = KIND[kind]
        if not self.colour:
            return marked(text, kind, holder)
        shown_holder = self.faint(f" ({holder})") if holder else ""
        return f"{_styled(f'{text}/{style.letter}', style.ansi)}{shown_holder}"

    def kind(self, kind: str) -> str:
        """The name of a kind."""
        style = KIND[kind]
        return _styled(f"{kind} {style.letter}", style.ansi) if self.colour else kind

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
            room = None if self.width is None else self.width - indent
            if room is None or word.isascii() or display_width(word) <= room:
                yield word, " "
                continue
            *pieces, last = _broken(word)
            yield from ((piece, "") for piece in pieces)
            yield last, " "


def display_width(text: str) -> int:
    """The number of terminal columns that a text takes, without its styles.

    East Asian wide characters and emoji take two columns, combining marks take none, and neither
    does what is joined to the character before it.

    >>> [display_width(text) for text in ("may", "かも", "\\x1b[1mmay\\x1b[0m", "👍🏽")]
    [3, 4, 3, 2]
    """
    text = _STYLE.sub("", text)
    if text.isascii():
        return len(text)
    return sum(width for _, width in _clusters(text))


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
    for part in re.split(f"({_STYLE.pattern})", word):
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
