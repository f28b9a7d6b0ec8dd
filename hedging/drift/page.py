"""Claims before and after → a page, or the cell of a notebook, that shows what became of them.

Both are made of the same parts. Those of a page have classes; those of a cell carry their styles,
since notebooks drop style sheets, and have no id and no class, so that no cell disturbs another.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, groupby
from typing import Final

from hedging.drift.markers import ATTRIBUTION, EVIDENCE, segments_of
from hedging.drift.pair import ClaimPair, summary
from hedging.drift.rewording import Span, gone_and_new
from hedging.kinds import KIND
from hedging.pages.markup import Html, Segment, escaped, html_page, joined, look_of, renderer
from hedging.wording import spelled

# How many claims a cell shows, and how many characters of each side of a claim.
_MAX_CLAIMS, _MAX_CHARACTERS = 20, 600
# The look of words that are no cues, and what they say.
_NO_CUE: Final = {"letter": "", "line": "solid", "middle": "currentColor", "weight": ".07em"}
_WORDS: Final = {ATTRIBUTION: "who says it", EVIDENCE: "how weak the evidence is"}

# A part of a text with its kind, "" for none, and whether it is gone or new.
_Piece = tuple[str, str, bool]


def page_of(pairs: Sequence[ClaimPair], title: str, source: str) -> str:
    """A page of all claims; `source` says what scored them."""
    writer, said = _Writer(renderer("drift.html")), summary(pairs)
    body = writer.render(
        "page",
        title=writer.render("title", title=title) if title else "",
        summary=said,
        claims=writer.claims(pairs),
        source=source,
    )
    return html_page(title or said, body, "sections.css", "drift.css")


def cell_of(pairs: Sequence[ClaimPair]) -> str:
    """The same in a notebook: the first claims, and the beginning of a long one."""
    writer = _Writer(renderer("drift_cell.html"), _MAX_CLAIMS, _MAX_CHARACTERS)
    return writer.render("cell", summary=summary(pairs), claims=writer.claims(pairs))


class _Writer:
    """Fills the parts of a file, with at most so many claims, and so many characters of a side."""

    def __init__(
        self, render: Callable[..., Html], claims: int = sys.maxsize, characters: int = sys.maxsize
    ) -> None:
        self.render = render
        self._most = claims
        self._characters = characters

    def claims(self, pairs: Sequence[ClaimPair]) -> Html:
        """The claims that changed, and, folded below them, those that are as sure as before."""
        changed = [pair for pair in pairs if pair.change != "same"]
        same = [pair for pair in pairs if pair.change == "same"]
        parts = []
        if changed:
            parts.append(self.render("changed", rows=joined(self._rows(changed))))
        if same:
            are = "is" if len(same) == 1 else "are"
            said = (
                f"{spelled(len(same), 'claim').capitalize()} {are} as sure as before; whether the "
                "facts are the same is not looked at"
            )
            parts.append(self.render("same", summary=said, rows=joined(self._rows(same))))
        return joined(parts)

    def _rows(self, pairs: Sequence[ClaimPair]) -> Iterator[Html]:
        for pair in pairs[: self._most]:
            before, after = ([*segments_of(side)] for side in (pair.before, pair.after))
            gone, new = gone_and_new(*("".join(text for text, _ in own) for own in (before, after)))
            # A claim that only one text makes is not struck: the other side says so.
            alone = not (before and after)
            yield self.render(
                "row",
                outcome="" if pair.change == "same" else pair.outcome(),
                reasons=_shortened(pair.reasons(), self._characters),
                before=self._side(before, "gone", [] if alone else gone),
                after=self._side(after, "new", [] if alone else new),
            )
        if len(pairs) > self._most:
            yield self.render("more", count=len(pairs) - self._most)

    def _side(self, segments: Sequence[Segment], part: str, spans: Iterable[Span]) -> Html:
        """The beginning of a side, in which `spans` are in the part of this name."""
        if not segments:
            return self.render("nowhere")
        pieces = _beginning(_cut(segments, spans), self._characters)
        return joined(
            self.render(part, content=content) if is_inside else content
            for is_inside, own in groupby(pieces, lambda piece: piece[2])
            for content in [joined(self._piece(text, kind) for text, kind, _ in own)]
        )

    def _piece(self, text: str, kind: str) -> Html:
        if not kind:
            return escaped(text)
        look = look_of(kind) if kind in KIND else {**_NO_CUE, "words": _WORDS[kind]}
        return self.render("mark", **look, text=text)


def _cut(segments: Iterable[Segment], spans: Iterable[Span]) -> Iterator[_Piece]:
    """Segments that are cut where a span begins or ends."""
    cuts = chain(*spans, [sys.maxsize])
    cut, is_inside, start = next(cuts), False, 0
    for text, kind in segments:
        end = start + len(text)
        while cut < end:
            if cut > start:
                yield text[start - end : cut - end], kind, is_inside
            start, is_inside, cut = cut, not is_inside, next(cuts)
        if start < end:
            yield text[start - end :], kind, is_inside
        start = end


def _beginning(pieces: Iterable[_Piece], most: int) -> Iterator[_Piece]:
    """The pieces of so many characters."""
    for text, kind, is_inside in pieces:
        yield _shortened(text, most), kind, is_inside
        most -= len(text)
        if most < 0:
            return


def _shortened(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[:most]}…"
