"""Drawn sentences → the lines of a file in which people label them.

The file explains itself, since it may reach somebody who has not seen the documentation.
"""

from __future__ import annotations

from collections.abc import Iterator

from hedging.corpora.marked import line_of
from hedging.evaluate.drawing import Draw
from hedging.kinds import HEDGE_KINDS, KIND, KINDS
from hedging.wording import one_line

_HOW = (
    "A mark holds the words of a cue and its kind: It [may|epistemic] rain.",
    "Delete a wrong mark: remove its brackets and its kind, and leave the words.",
    "Add a missing mark: put [ before the words, and | with the kind and ] behind them.",
    "Move the brackets where the words are wrong. Mark the shortest run of words that makes the "
    'doubt: "does not necessarily", without the verb behind it.',
    "Marks do not overlap, and begin and end at words. A sentence without a mark has no cue.",
)
_REST = (
    "Change no other word, and leave the lines that name documents. Delete the line of a sentence "
    "that you cannot judge.",
    "Then measure the model on this file with hedging evaluate, or compare two readers with "
    "hedging agree.",
)


def label_lines(drawn: Draw, marked_by: str) -> Iterator[str]:
    """The lines of the file: what to do, then the sentences under the names of their documents.

    `marked_by` says which model made the marks, or that there are none.
    """
    number = f"{len(drawn.golds):,} of {drawn.total:,}"
    yield f"# Sentences to label: {number}, {marked_by}. Lines that begin with # are comments."
    for line in (*_HOW, *_kind_lines(), *_REST):
        yield f"# {line}"
    document = None
    for gold in drawn.golds:
        if gold.document != document:
            document = gold.document
            yield ""
            yield f"# document: {one_line(document) or '-'}"
        yield line_of(gold)


def _kind_lines() -> Iterator[str]:
    for head, kinds in (
        ("Kinds that make a sentence hedged", HEDGE_KINDS),
        ("Other kinds", tuple(kind for kind in KINDS if kind not in HEDGE_KINDS)),
    ):
        meanings = (
            f"{kind} ({KIND[kind].meaning[0].lower()}{KIND[kind].meaning[1:]})" for kind in kinds
        )
        yield f"{head}: {', '.join(meanings)}."
