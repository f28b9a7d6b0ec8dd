"""Report → the barcode of a page: a tick for each sentence, in the order of the text.

A tick is as high as the sentence's score. It has the colour of the sentence's surest cue if the
sentence is hedged, and is grey if it is not. A tick takes thirty characters and a grey one eight,
so that a text of thousands of sentences stays light.
"""

from __future__ import annotations

from collections.abc import Iterator

from hedging.display.markup import Html, joined, parts, render
from hedging.kinds import KIND
from hedging.results import Document, Sentence
from hedging.wording import counted

_PARTS = parts("strip.html")
# A tick is at most this wide, of the room that its sentence has, and no more than this share of the
# barcode, so that few sentences are still lines. Of thousands of sentences, many share a pixel,
# which is then as dark as the share of them that is hedged; a wider tick would hide the others.
_WIDTH, _MOST = 0.72, 1 / 90
# The least height of a grey tick, so that each sentence can be seen; the barcode is 100 high.
_FOOT = 5


def strip_of(report: Document) -> Html:
    """The barcode with its label and its buttons; nothing for a text without a sentence.

    >>> import hedging
    >>> str(strip_of(hedging.detect("It may rain. They left."))).count('d="M')
    2
    """
    total = len(report.sentences)
    if not total:
        return Html()
    hedged = len(report.hedged_sentences)
    values = {
        "label": f"{counted(total, 'sentence')} in the order of the text; {hedged} hedged",
        "sentences": total,
        "width": min(_WIDTH, total * _MOST),
        "grey": "".join(_grey_ticks(report)),
        "ticks": joined(_ticks(report)),
    }
    return render(_PARTS["strip"], values)


def _grey_ticks(report: Document) -> Iterator[str]:
    for number, sentence in enumerate(report.sentences):
        if not sentence.hedged:
            yield f"M{number} 100v-{max(_FOOT, 100 * sentence.score):.0f}"


def _ticks(report: Document) -> Iterator[Html]:
    for number, sentence in enumerate(report.sentences):
        if sentence.hedged:
            kind = surest_kind(sentence, report.hedge_kinds)
            values = {
                "letter": KIND[kind].letter if kind else "n",
                "number": number,
                "height": max(_FOOT, 100 * sentence.score),
            }
            yield render(_PARTS["tick"], values)


def surest_kind(sentence: Sentence, hedge_kinds: tuple[str, ...]) -> str:
    """The kind of the surest cue that makes a sentence hedged; "" without one.

    >>> import hedging
    >>> report = hedging.detect("Some say so. They left.")
    >>> [surest_kind(sentence, report.hedge_kinds) for sentence in report.sentences]
    ['weasel', '']
    """
    cues = [cue for cue in sentence.cues if cue.kind in hedge_kinds]
    return max(cues, key=lambda cue: cue.score).kind if cues else ""
