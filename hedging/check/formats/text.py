"""Results → a line for each finding, as compilers write them, and a line for each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hedging.check.findings import FileResult
from hedging.check.formats.messages import file_message, finding_message
from hedging.wording import one_line


def text_lines(results: Sequence[FileResult], max_share: float | None) -> Iterator[str]:
    """A line for each finding, and behind them the counts of their file.

    >>> result = FileResult("a.md", (), hedged_sentences=0, sentences=4)
    >>> list(text_lines([result], max_share=None))
    ['a.md: 0 of 4 sentences hedged (0%)']
    """
    for result in results:
        path = _shown_path(result.path)
        for finding in result.findings:
            yield f"{path}:{finding.line}:{finding.column}: {finding_message(finding)}"
        yield f"{path}: {file_message(result, max_share)}"


def _shown_path(path: str) -> str:
    """The path on one line, which a log of GitHub Actions does not take for a command.

    Such a log obeys lines that begin with "::" and lines that hold "##[".
    """
    shown = one_line(path).replace("##[", "#\ufffd[")
    return f"./{shown}" if shown.startswith("::") else shown
