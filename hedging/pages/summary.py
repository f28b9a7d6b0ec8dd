"""Report or pooled documents → the sentence that says how much they leave open, and what is usual.

Pages, plots and notebooks say it in the same words, so it stands here and nowhere else.
"""

from __future__ import annotations

from hedging.results import Document
from hedging.stats.pooling import Pool
from hedging.wording import counted
from hedging.yardstick import MIN_SENTENCES, Register, compared, compared_count, obstacle

#: What a filled dot on a line means, in the key of a figure.
HAS_INTERVAL = "share with its 95% interval"


def usual_words(register: Register) -> tuple[str, str]:
    """What the dark range of a register means in the key of a figure, and the pale range."""
    least, low, _, high, most = (f"{100 * score:.0f}" for score in register.scores)
    half = f"half of all {register.words}, {low} to {high}%"
    return half, f"eight in ten, {least} to {most}%"


def report_summary(report: Document) -> str:
    """How many sentences of a report leave something open, without a full stop."""
    total, hedged = len(report.sentences), len(report.hedged_sentences)
    if not total:
        return "There is no sentence in this text"
    return f"{hedged:,} of {counted(total, 'sentence')} {leave_open(hedged)}"


def pool_summary(pool: Pool, register: Register | None, model: str) -> str:
    """What share of the sentences leaves something open, after the number of the share.

    `model` is the model that the scores come from.
    """
    text = (
        f"of {counted(pool.sentences, 'sentence')} in {counted(pool.documents, 'document')} "
        f"{leave_open(pool.sentences)}"
    )
    return text if register is None else f"{text}; {compared(pool.score, register, model)}"


def leave_open(sentences: int) -> str:
    """The verb for so many sentences."""
    return f"{'leaves' if sentences == 1 else 'leave'} something open"


def beside(report: Document, register: Register | None) -> str:
    """What is usual in a register, and where a text lies, in words; or why nobody can say."""
    total = len(report.sentences)
    if register is None or not total or obstacle(report.scheme, report.hedge_kinds):
        return ""
    if total < MIN_SENTENCES:
        return f"Fewer than {MIN_SENTENCES} sentences are too few to say whether that is much."
    return compared_count(report.score, total, register, report.model)
