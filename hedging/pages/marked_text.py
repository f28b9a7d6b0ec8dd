"""Report → the text of a page: headings, lists and paragraphs, with sentences and cues marked.

No character of the text is lost, so the text content of the headline and of the article, one after
the other, is the text; marks of Markdown and of lists are there too, and the style sets them back.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hedging.kinds import KIND
from hedging.pages.blocks import Block, blocks_of, headline_of
from hedging.pages.markup import Html, escaped, joined, renderer
from hedging.pages.words import leaves_a_degree, place_in_words
from hedging.results import Cue, Document, Explanation, Place, Sentence

_render = renderer("marked_text.html")
# A weight of so many tenths is 0 when it is rounded.
_LEAST = 0.5


class Article(NamedTuple):
    """The text of a page: its headline as text and as HTML, both empty without one, and the rest.

    The HTML of the headline and the body are the whole text. `places` are the words for where
    reasons look, which the cues name by number, and `sections` the headings, each with the number
    of the next sentence.
    """

    title: str
    headline: Html
    body: Html
    places: list[str]
    sections: list[tuple[int, str]]


def article_of(
    report: Document, explanations: Iterable[Explanation] = (), title: str = ""
) -> Article:
    """The text of a report as HTML.

    With a `title` of its own, a page shows a headline of the text in its body, unless both are the
    same words.
    """
    own = {explanation.candidate.start: explanation for explanation in explanations}
    writer = _Writer(report, own)
    blocks = blocks_of(report.text, report.sentences)
    headline = headline_of(report.text, blocks)
    sections = list(_sections(report, blocks[1:] if headline else blocks))
    if headline is not None:
        words = " ".join(report.text[headline.start + headline.mark : headline.end].split())
        if title in ("", words):
            head = joined([writer.gap(headline.start), writer.content(headline)])
            return Article(
                words, head, joined(writer.body(blocks[1:])), list(writer.places), sections
            )
        blocks[0] = Block(headline.start, headline.end, "heading", headline.mark)
    return Article("", Html(), joined(writer.body(blocks)), list(writer.places), sections)


def _sections(report: Document, blocks: Iterable[Block]) -> Iterator[tuple[int, str]]:
    starts = [sentence.start for sentence in report.sentences]
    for block in blocks:
        if block.kind == "heading":
            text = report.text[block.start + block.mark : block.end]
            yield bisect_left(starts, block.start), text


class _Writer:
    """Writes the text of a report, each character once, from the beginning to the end."""

    def __init__(self, report: Document, explanations: Mapping[int, Explanation]) -> None:
        self._text = report.text
        self._sentences = report.sentences
        self._explanations = explanations
        self.places: dict[str, int] = {}  # the words for places, in the order of their numbers
        self._shown: dict[tuple[Place, str], str] = {}
        self._next = 0  # number of the next sentence
        self._done = 0  # the text before is written

    def gap(self, end: int) -> Html:
        """The white space up to the next block."""
        start, self._done = self._done, max(self._done, end)
        return escaped(self._text[start:end])

    def body(self, blocks: Sequence[Block]) -> Iterator[Html]:
        """Blocks with the white space between and after them; items are in lists."""
        in_list = False
        for block in blocks:
            is_item = block.kind == "item"
            if in_list and not is_item:
                yield Html("</ul>")
            yield self.gap(block.start)
            if is_item and not in_list:
                yield Html("<ul>")
            in_list = is_item
            classes = " ".join(name for name in ("tight", "wrapped") if getattr(block, name))
            yield _render(
                block.kind,
                classes=_render("class", classes=classes) if classes else "",
                content=self.content(block),
            )
        if in_list:
            yield Html("</ul>")
        yield self.gap(len(self._text))

    def content(self, block: Block) -> Html:
        """The sentences of a block and what is between them; the mark of the block is set back."""
        pieces: list[Html] = []
        while self._next < len(self._sentences):
            sentence = self._sentences[self._next]
            if sentence.start >= block.end:
                break
            pieces.append(self._marked(self._done, sentence.start, block))
            pieces.append(self._sentence(sentence, block))
            self._next += 1
            self._done = sentence.end
        pieces.append(self._marked(self._done, block.end, block))
        self._done = max(self._done, block.end)
        return joined(pieces)

    def _marked(self, start: int, end: int, block: Block) -> Html:
        """Text without a cue, in which the mark of its block is an element."""
        stop = block.start + block.mark
        if not (block.mark and start <= block.start and stop <= end):
            return escaped(self._text[start:end])
        mark = _render("block_mark", text=self._text[block.start : stop])
        before, after = self._text[start : block.start], self._text[stop:end]
        return joined([escaped(before), mark, escaped(after)])

    def _sentence(self, sentence: Sentence, block: Block) -> Html:
        pieces = []
        start = sentence.start
        # Once for the sentence: it may have as many cues as words.
        places = script_offsets(sentence.text) if sentence.cues else ()
        for text, cue in sentence.segments():
            end = start + len(text)
            pieces.append(
                self._marked(start, end, block) if cue is None else self._cue(cue, sentence, places)
            )
            start = end
        return _render(
            "sentence",
            classes=Html('"s h"' if sentence.hedged else "s"),
            # As people count: the first sentence is 1.
            number=self._next + 1,
            content=joined(pieces),
        )

    def _cue(self, cue: Cue, sentence: Sentence, places: Sequence[int]) -> Html:
        """A cue, as short as it can be, since an article has hundreds."""
        explanation = self._explanations.get(cue.start)
        return _render(
            "cue",
            letter=KIND[cue.kind].letter,
            score=f"{cue.score:.3f}".lstrip("0"),
            depth=_depth(cue, sentence, places),
            reasons=self._reasons(explanation) if explanation else "",
            text=cue.text,
        )

    def _reasons(self, explanation: Explanation) -> Html:
        """The strongest reasons for and against, a line each; a weight of 0.0 is left out.

        A line has tenths of the weight, the number of the place, and the text there.
        """
        supporting, opposing = explanation.for_and_against()
        lines = [
            f"{10 * reason.weight:.0f} {self._place(reason.place, reason.text)}"
            for reason in (*supporting, *opposing)
            if abs(10 * reason.weight) > _LEAST
        ]
        return _render("reasons", lines="\n".join(lines)) if lines else Html()

    def _place(self, place: Place, text: str) -> str:
        """The number of a place and what stands there; the same words come again and again."""
        shown = self._shown.get((place, text))
        if shown is None:
            text_there, words = place_in_words(place, text)
            number = self.places.setdefault(words, len(self.places))
            shown = self._shown[place, text] = f"{number} {' '.join(text_there.split())}"
        return shown


def _depth(cue: Cue, sentence: Sentence, places: Sequence[int]) -> Html:
    """The depth of a cue as the script reads it: spans are offsets in the sentence.

    `places` are those offsets by code points of the sentence (`script_offsets`).
    """
    if cue.scope is None or cue.strength is None:
        return Html()
    ends = [str(places[end - sentence.start]) for end in (*cue.scope, *(cue.source or ()))]
    sure = f"{100 * cue.strength:.0f}" if leaves_a_degree(cue, sentence) else "-"
    ends.insert(2, f"{sure} {cue.holder} {cue.quoted:d} {cue.negated:d}")
    numbers = " ".join(ends)
    return _render("cue_depth", numbers=numbers)


def script_offsets(text: str) -> Sequence[int]:
    """How long a text is before each of its code points, and in all, as a page's script counts it.

    A script counts UTF-16 units. A browser drops NUL and makes a line feed of other line ends.
    """
    if text.isascii() and "\r" not in text and "\0" not in text:
        return range(len(text) + 1)
    offsets, before = [0], ""
    for character in text:
        is_dropped = character == "\0" or (character == "\n" and before == "\r")
        offsets.append(offsets[-1] + (0 if is_dropped else 1 + (character > "\uffff")))
        before = character
    return offsets
