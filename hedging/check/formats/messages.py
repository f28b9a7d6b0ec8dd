"""A finding or a file → one line of plain text about it, which three of the formats share."""

from __future__ import annotations

from hedging.check.findings import FileResult, Finding
from hedging.wording import one_line


def finding_message(finding: Finding) -> str:
    """The kind, the text and the score of a cue.

    >>> finding_message(Finding(1, 4, 1, 7, "epistemic", "may", 0.987))
    'epistemic "may" (0.99)'
    """
    return f'{finding.kind} "{one_line(finding.text)}" ({finding.score:.2f})'


def file_message(result: FileResult, max_hedged: float | None) -> str:
    """How many sentences of a file are hedged, and the limit where they are too many.

    >>> file_message(FileResult("a.md", (), hedged_sentences=1, sentences=4), max_hedged=0.2)
    '1 of 4 sentences hedged (25%), more than 20%'
    """
    count = f"{result.hedged_sentences} of {result.sentences} sentences hedged"
    if max_hedged is None or result.passed(max_hedged):
        return f"{count} ({result.share:.0%})"
    # More digits than above, so that 20.4% does not look equal to a limit of 20%.
    return f"{count} ({100 * result.share:.3g}%), more than {100 * max_hedged:.4g}%"
