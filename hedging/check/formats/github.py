"""Results → workflow commands of GitHub Actions, which annotate the files of a pull request."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hedging.check.findings import FileResult
from hedging.check.formats.messages import file_message, finding_message
from hedging.wording import plain

# White space that ends a line for some readers of a log, or moves the cursor of a terminal.
_OTHER_LINE_ENDS = re.compile("[\t\x0b\x0c\u2028\u2029]")


def github_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """A notice for each finding, and an error for each file beyond the limit.

    >>> result = FileResult("a.md", (), hedged_sentences=1, sentences=4)
    >>> list(github_lines([result], max_hedged=0.2))
    ['::error file=a.md,title=hedging::1 of 4 sentences hedged (25%25), more than 20%25']
    """
    for result in results:
        path = _escaped(result.path).replace(":", "%3A").replace(",", "%2C")
        for finding in result.findings:
            properties = (
                f"file={path},line={finding.line},col={finding.column},endLine={finding.end_line}"
            )
            message = _escaped(finding_message(finding))
            yield f"::notice {properties},title=hedging::{message}"
        if not result.passed(max_hedged):
            message = _escaped(file_message(result, max_hedged))
            yield f"::error file={path},title=hedging::{message}"


def _escaped(text: str) -> str:
    """The text as a command takes it. GitHub knows escapes for these three characters alone."""
    shown = _OTHER_LINE_ENDS.sub("\ufffd", plain(text))
    return shown.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
