"""Drift → one self-contained page: the claims of both texts side by side, with what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hedging.display.markup import Html, escaped, joined, parts, render
from hedging.display.page import html_page
from hedging.drift.markers import Marker, markers_of
from hedging.kinds import KIND
from hedging.wording import counted

if TYPE_CHECKING:
    from hedging.drift.result import ClaimPair, Drift
    from hedging.results import Sentence

_PARTS = parts("drift.html")


def drift_page(drift: Drift, title: str = "") -> str:
    """The page of a comparison; `title` is by default the change.

    >>> import hedging
    >>> page = drift_page(hedging.compare("It may <b> rain.", "It will rain."), "A & B")
    >>> "<title>A &amp; B</title>" in page, "&lt;b&gt;" in page
    (True, True)
    """
    title = title or f"The second text is {drift.change}"
    values = {
        "title": title,
        "change": drift.change,
        "number": f"{drift.confidence_change:+.2f}",
        "changed": counted(len(drift.changed), "claim"),
        "dropped": counted(sum(pair.change == "dropped" for pair in drift.pairs), "claim"),
        "rows": joined(_row(pair) for pair in drift.pairs),
        "model": drift.after.model,
        "scheme": drift.after.scheme,
    }
    return html_page(title, render(_PARTS["page"], values), "sections.css")


def _row(pair: ClaimPair) -> Html:
    number = "" if pair.confidence_change is None else f"{pair.confidence_change:+.2f}"
    values = {
        "before": joined(_sentences(pair.before)),
        "after": joined(_sentences(pair.after)),
        "change": pair.change,
        "number": number if pair.change != "same" else "",
        "reasons": pair.reasons(),
        "classes": "same" if pair.change == "same" else "changed",
    }
    return render(_PARTS["row"], values)


def _sentences(sentences: Sequence[Sentence]) -> Iterator[Html]:
    """The sentences with their markers marked, a space between them."""
    for number, sentence in enumerate(sentences):
        yield escaped(" " if number else "")
        yield joined(_segments(sentence))


def _segments(sentence: Sentence) -> Iterator[Html]:
    done = sentence.start
    for marker in markers_of([sentence]):
        yield escaped(sentence.text[done - sentence.start : marker.start - sentence.start])
        yield _marked(marker)
        done = marker.end
    yield escaped(sentence.text[done - sentence.start :])


def _marked(marker: Marker) -> Html:
    letter = KIND[marker.kind].letter if marker.kind in KIND else ""
    values = {"letter": letter, "kind": marker.kind, "text": marker.text}
    return render(_PARTS["marker"], values)
