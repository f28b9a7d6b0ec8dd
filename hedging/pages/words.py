"""Reports, pooled documents, reasons → the words that pages, plots, notebooks and terminal share.

What is said in two places stands here and nowhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from hedging.kinds import KIND, declines
from hedging.readers import RATED, READ, READERS, agreement
from hedging.results import Cue, Document, Place, Reason, Sentence
from hedging.stats.pooling import Pool
from hedging.wording import counted, leave_open, one_line, plain
from hedging.yardstick import MIN_SENTENCES, Register, compared, compared_count, obstacle

#: What a filled dot on a line means in the key of a figure, and an open dot.
HAS_INTERVAL = "share with its 95% interval"
NO_INTERVAL = "share of too few documents for an interval"


def usual_words(register: Register) -> tuple[str, str]:
    """What the dark range of a register means in the key of a figure, and the pale range."""
    least, low, _, high, most = (f"{100 * score:.0f}" for score in register.shares)
    half = f"half of all {register.words}, {low} to {high}%"
    return half, f"eight in ten, {least} to {most}%"


#: What a sentence leaves open that leaves something open.
OPEN = "whether it is so, or who says so"


def report_summary(report: Document) -> str:
    """How many sentences of a report leave something open, without a full stop."""
    total, hedged = len(report.sentences), len(report.hedged_sentences)
    if not total:
        return "There is no sentence in this text"
    return f"{hedged:,} of {counted(total, 'sentence')} {leave_open(hedged)}"


def reader_words(report: Document) -> str:
    """A sentence with how many hedged ones careful readers would count.

    "" if nobody knows, and for a text so short that the numbers say nothing.

    >>> import hedging
    >>> reader_words(hedging.detect("It may rain. " + "It rained. " * 9))
    'A careful reader would count 0 to 1, nine times in ten.'
    """
    if report.reader_count is None or len(report.sentences) < MIN_SENTENCES:
        return ""
    low, high = report.reader_count
    count = f"{low:,}" if low == high else f"{low:,} to {high:,}"
    return f"A careful reader would count {count}, nine times in ten."


def agreement_words(model: str) -> str:
    """How well a model agrees with careful readers, as a sentence; "" if nobody knows.

    >>> agreement_words("mine")
    ''
    """
    known = agreement(model)
    if known is None:
        return ""
    return (
        f"In {READ:,} sentences of running text that it had not learned from, the model counted "
        f"{known.recall:.0%} of those that careful readers call hedged, and {known.precision:.0%} "
        f"of what it counted was right; between two careful readers it is {READERS:.0%}."
    )


def rating_words(model: str) -> str:
    """How well a model's confidence agrees with people, as a sentence; "" if nobody knows.

    >>> rating_words("mine")
    ''
    """
    known = agreement(model)
    if known is None:
        return ""
    return (
        f"Beside how sure people said that {RATED:,} texts sound, its confidence has a correlation "
        f"of {known.correlation:.2f} and a mean error of {known.error:.2f}."
    )


def pool_summary(pool: Pool, register: Register | None = None, model: str = "") -> str:
    """What share of the sentences leaves something open, after the number of the share.

    A `register` is compared with, and `model` is the model that the share comes from.
    """
    text = (
        f"of {counted(pool.sentences, 'sentence')} in {counted(pool.documents, 'document')} "
        f"{leave_open(pool.sentences)}"
    )
    return text if register is None else f"{text}; {compared(pool.share, register, model)}"


def declining(reason: str) -> str:
    """That a text declines to answer, with one of `hedging.DECLINED`.

    >>> declining("no source"), declining("partly")
    ('declines to answer: no source', 'answers partly')
    """
    return f"declines to answer: {reason}" if declines(reason) else "answers partly"


def beside(report: Document, register: Register | None) -> str:
    """What is usual in a register, and where a text lies, in words; or why nobody can say."""
    total = len(report.sentences)
    if register is None or not total or obstacle(report.scheme, report.hedge_kinds):
        return ""
    if total < MIN_SENTENCES:
        return f"Fewer than {MIN_SENTENCES} sentences are too few to say whether that is much."
    return compared_count(report.share, total, register, report.model)


# The kinds whose cues say how likely something is.
_DEGREES: Final = ("epistemic", "doxastic", "evidential", "booster")
_DISAGREEMENT: Final = re.compile(
    r"disagree|disput|debat|contest|controvers|divided", re.IGNORECASE
)


def leaves_a_degree(cue: Cue, sentence: Sentence) -> bool:
    """Whether it has a sense how sure the cue leaves a reader.

    It has none in a question, where people disagree, and for a kind that says on what something
    depends, who says it, or how exact it is.
    """
    is_question = sentence.role == "question" or sentence.text.rstrip("\"'”’) ").endswith("?")
    return cue.kind in _DEGREES and not is_question and not _DISAGREEMENT.search(cue.text)


#: What a cue does, by its kind: `{who}` holds it, and `{by}` names a holder who is not the writer.
#: card.js says the same from it.
DOES: Final[Mapping[str, str]] = {
    "epistemic": "Left open by {who}",
    "doxastic": "A belief or a claim of {who}",
    "investigation": "Still to be found out{by}",
    "condition": "True on a condition only{by}",
    "evidential": "Passed on from {who}",
    "weasel": "Said, and no source is named",
    "approximator": "Not meant exactly{by}",
    "booster": "Asserted by {who}",
}
_MOST_WORDS: Final = 14


def card_words(cue: Cue, text: str) -> str:
    """What a cue does, who does it and about what, in a sentence; `text` is that of the document.

    >>> import hedging
    >>> text = "The ministry fears that it may rain."
    >>> for cue in hedging.detect(text).cues:
    ...     print(card_words(cue, text))
    A belief or a claim of “The ministry”: “fears that it may rain”.
    Left open by “The ministry”: “may rain”.
    """
    if cue.scope is None:
        return f"{KIND[cue.kind].meaning}."
    who = _holder(cue, text)
    by = "" if who == _WRITER else f", according to {who}"
    does = DOES[cue.kind]
    if cue.kind == "evidential" and cue.holder == "writer":
        does = "Passed on by {who}"
    quoted = ", inside quotation marks" if cue.quoted and cue.holder != "writer" else ""
    denied = ", and denied" if cue.negated else ""
    words = one_line(text[slice(*cue.scope)]).split()
    about = " ".join(words[:_MOST_WORDS]) + "…" * (len(words) > _MOST_WORDS)
    return f"{does.format(who=who, by=by)}{quoted}{denied}: “{about}”."


_WRITER: Final = "the writer"


def _holder(cue: Cue, text: str) -> str:
    if cue.holder == "writer":
        # What stands in quotation marks is said by another than the writer.
        return "somebody who is quoted" if cue.quoted else _WRITER
    name = f"“{one_line(text[slice(*cue.source)])}”" if cue.source else ""
    if cue.holder == "named":
        return name or "somebody with a name"
    return f"{name}, a source without a name".removeprefix(", ")


_NUMBERS = {"2nd ": "two words ", "3rd ": "three words ", "4th ": "four words "}
_STEPS = {"": "", **_NUMBERS, "5th ": "five words "}
# Where a reason looks, for a person: behind the words that stand there, or where nothing does.
_WORDS: Mapping[str, str] = {
    "cue": "the words themselves",
    "before and after": "around it",
    "two before": "just before it",
    "two after": "just after it",
    "first word": "at the start of the sentence",
    "sentence end": "at the end of the sentence",
    "candidate before": "as a possible cue before it",
    "candidate after": "as a possible cue after it",
    "extra cue": "it is one of the extra cues",
    "whole sentence": "the sentence as a whole",
    **{
        f"{step}{side}": f"{words}{side} it"
        for step, words in _STEPS.items()
        for side in ("before", "after")
    },
}
_ALONE = ("cue", "extra cue", "whole sentence")
_NOTHING = {
    "candidate before": "no other possible cue before it",
    "candidate after": "no other possible cue after it",
}


def in_words(reason: Reason) -> str:
    """Where a reason looks and what stands there.

    >>> from hedging.results import Reason
    >>> in_words(Reason("2nd after", "in", 12, 14, 0.4)), in_words(Reason("before", "", 3, 3, 0.2))
    ('“in” two words after it', 'nothing before it')
    """
    text, place = place_in_words(reason.place, reason.text)
    return f"“{text}” {place}" if text else place


def place_in_words(place: Place, text: str) -> tuple[str, str]:
    """What stands at the place of a reason, and the words that follow it; "" for nothing."""
    words = _WORDS[place]
    if place in _ALONE:
        return "", words
    if text:
        return plain(text), words
    return "", _NOTHING.get(place, f"nothing {words}")
