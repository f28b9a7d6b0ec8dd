"""Quotes → blockquotes with their cues marked, each with a link to the page of its document."""

from __future__ import annotations

from collections.abc import Sequence

from hedging.display.markup import Html, escaped, joined, parts, render
from hedging.kinds import KIND
from hedging.report.labelling import label
from hedging.report.quotes import Quote

_PARTS = parts("figures.html")


def blockquotes(quotes: Sequence[Quote]) -> Html:
    """The sentences, each above the name of its document.

    >>> import hedging
    >>> from hedging.report.quotes import Quotes
    >>> quotes = Quotes()
    >>> quotes.add("a <b>", hedging.detect("It may rain."), "a.html")
    >>> blockquotes(quotes.most_hedged()).count('<a href="a.html#s0">a &lt;b&gt;</a>')
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
    address = f"{quote.address}#s{quote.number}" if quote.address else ""
    values = {"text": text, "document": label(quote.document, address)}
    return render(_PARTS["quote"], values)
