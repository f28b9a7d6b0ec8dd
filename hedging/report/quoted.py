"""Quotes → blockquotes with their cues marked, each with a link to the page of its document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from urllib.parse import quote as percent_encoded

from hedging.display.markup import Html, escaped, joined, parts, render
from hedging.kinds import KIND
from hedging.report.labelling import label
from hedging.report.quotes import Quote

_PARTS = parts("figures.html")
# A browser finds a sentence by so many words at its beginning and at its end.
_WORDS_TO_FIND: Final = 5


def blockquotes(quotes: Sequence[Quote]) -> Html:
    """The sentences, each above the name of its document.

    >>> import hedging
    >>> from hedging.report.quotes import Quotes
    >>> quotes = Quotes()
    >>> quotes.add("a <b>", hedging.detect("It may rain."), "a.html")
    >>> blockquotes(quotes.most_hedged()).count('<a href="a.html#:~:text=It%20may%20rain.">a')
    1
    """
    return render(_PARTS["quotes"], {"quotes": joined(map(_blockquote, quotes))})


def _blockquote(quote: Quote) -> Html:
    sentence = quote.sentence
    text = joined(
        escaped(text)
        if cue is None
        else render(
            _PARTS["quoted_cue"],
            {"letter": KIND[cue.kind].letter, "kind": cue.kind, "text": text},
        )
        for text, cue in sentence.segments()
    )
    address = f"{quote.address}#{_fragment(sentence.text)}" if quote.address else ""
    values = {"text": text, "document": label(quote.document, address)}
    return render(_PARTS["quote"], values)


def _fragment(sentence: str) -> str:
    """The end of an address that lets a browser show a sentence of a page (text fragments, WICG).

    The page needs no anchor for that; a browser that does not know it shows the page's beginning.

    >>> _fragment("It may rain, or so.")
    ':~:text=It%20may%20rain%2C%20or%20so.'
    """
    words = sentence.split()
    ends = [words]
    if len(words) > 2 * _WORDS_TO_FIND:
        ends = [words[:_WORDS_TO_FIND], words[-_WORDS_TO_FIND:]]
    # A hyphen would mean that a text stands before or after.
    texts = (percent_encoded(" ".join(end), safe="", errors="replace") for end in ends)
    return ":~:text=" + ",".join(text.replace("-", "%2D") for text in texts)
