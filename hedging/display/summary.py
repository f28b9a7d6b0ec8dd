"""Report or pooled documents → the sentence that says how much they leave open.

Pages, plots and notebooks say it in the same words, so it stands here and nowhere else.
"""

from __future__ import annotations

from hedging.results import Document
from hedging.stats.pooling import Pool
from hedging.wording import counted
from hedging.yardstick import Register, compared


def report_summary(report: Document) -> str:
    """How many sentences of a report leave something open, without a full stop.

    >>> import hedging
    >>> report_summary(hedging.detect("It may rain. They left."))
    '1 of 2 sentences leaves something open'
    >>> report_summary(hedging.detect(""))
    'There is no sentence in this text'
    """
    total, hedged = len(report.sentences), len(report.hedged_sentences)
    if not total:
        return "There is no sentence in this text"
    return f"{hedged:,} of {counted(total, 'sentence')} {leave_open(hedged)}"


def pool_summary(pool: Pool, register: Register | None, model: str) -> str:
    """What share of the sentences leaves something open, after the number of the share.

    `model` is the model that the scores come from.

    >>> from hedging.stats.pooling import Pool
    >>> pool_summary(Pool(documents=1, sentences=12), None, "light")
    'of 12 sentences in 1 document leave something open'
    """
    text = (
        f"of {counted(pool.sentences, 'sentence')} in {counted(pool.documents, 'document')} "
        f"{leave_open(pool.sentences)}"
    )
    return text if register is None else f"{text}; {compared(pool.score, register, model)}"


def leave_open(sentences: int) -> str:
    """The verb for so many sentences.

    >>> leave_open(1), leave_open(2)
    ('leaves something open', 'leave something open')
    """
    return f"{'leaves' if sentences == 1 else 'leave'} something open"
