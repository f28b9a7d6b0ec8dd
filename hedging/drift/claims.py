"""A report → its claims: its sentences, cut where clauses are joined that each say something.

"The fee is due in May, and pets are banned" makes two claims. A clause is a claim of its own if it
has a verb and two content words; one without them stays with its neighbour.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from hedging.drift.alignment import stems_of
from hedging.results import Cue, Document, Sentence

# Without an end, a run of blanks would take time that grows with its square.
_BLANKS = r"\s{1,3}"
_JOINS = "and|but|while|although|though|whereas"
_OPENERS = "the|an?|it|they|he|she|we|i|its|his|their|this|that|there|no|most|some"
_CLAUSE_BREAK: Final = re.compile(
    rf"(?<=[;:]){_BLANKS}|{_BLANKS}[–—-]{{1,2}}{_BLANKS}"
    rf"|,{_BLANKS}(?=(?:{_JOINS}|which|who|so|yet|or)\s)"
    rf"|{_BLANKS}(?=(?:{_JOINS}){_BLANKS}(?:{_OPENERS})\s)",
    re.IGNORECASE,
)
# Words that are, or look like, a verb with its subject's number or tense.
_FINITE: Final = re.compile(
    r"\b(?:am|are|been?|do|have|had|did|will|would|can|could|may|might|must|should|shall"
    r"|\w+ed|\w{3,}s|is|as|has)\b|n['’]t\b|['’](?:s|re|ll)\b",
    re.IGNORECASE,
)
_CONTENT_WORDS = 2


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence or a clause of one, at code points `start` to `end` (exclusive) of its text.

    `cues` are those inside, and `confidence` is that of the whole sentence.
    """

    start: int
    end: int
    text: str
    cues: tuple[Cue, ...]
    confidence: float | None


def claims_of(report: Document) -> list[Claim]:
    """The claims of a report, in text order.

    >>> import hedging
    >>> [claim.text for claim in claims_of(hedging.detect("The fee is due, and pets are banned."))]
    ['The fee is due,', 'and pets are banned.']
    """
    return [claim for sentence in report.sentences for claim in _claims_of(sentence)]


def are_verbatim(before: Sequence[Claim], after: Sequence[Claim]) -> bool:
    """Whether both texts have the claims in the same words."""
    return [claim.text for claim in before] == [claim.text for claim in after]


def _claims_of(sentence: Sentence) -> Iterator[Claim]:
    starts = [cue.start - sentence.start for cue in sentence.cues]
    for start, end in _clauses(sentence.text):
        text = sentence.text[start:end].rstrip()
        begin = sentence.start + start
        # A cue of several words can reach over a break: it stands where it begins.
        cues = sentence.cues[bisect_left(starts, start) : bisect_left(starts, end)]
        yield Claim(begin, begin + len(text), text, cues, sentence.confidence)


def _clauses(text: str) -> Iterator[tuple[int, int]]:
    """The spans of the clauses; one that says nothing belongs to the one before, or after."""
    begin, does_say = 0, False
    start = 0
    breaks = [match.end() for match in _CLAUSE_BREAK.finditer(text)]
    for end in [*breaks, len(text)] if breaks else []:
        piece_says = _says_something(text[start:end])
        if does_say and piece_says:
            yield begin, start
            begin = start
        does_say = does_say or piece_says
        start = end
    yield begin, len(text)


def _says_something(clause: str) -> bool:
    return len(stems_of(clause)) >= _CONTENT_WORDS and bool(_FINITE.search(clause))
