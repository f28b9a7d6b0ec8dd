"""Results → a line for each finding, as compilers write them, and a line for each file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from hedging.check.findings import FileResult
from hedging.check.formats.messages import file_message, finding_message
from hedging.wording import shown_path


def text_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """The lines of the findings of each file, and after them the counts of the file.

    >>> result = FileResult("a.md", (), hedged_sentences=0, sentences=4)
    >>> list(text_lines([result], max_hedged=None))
    ['a.md: 0 of 4 sentences hedged (0%)']
    """
    for result in results:
        path = _safe_path(result.path)
        for finding in result.findings:
            yield f"{path}:{finding.line}:{finding.column}: {finding_message(finding)}"
        yield f"{path}: {file_message(result, max_hedged)}"


def _safe_path(path: str) -> str:
    """The path as `shown_path` gives it, in a form that a log of GitHub Actions does not obey.

    Such a log obeys lines that begin with "::" and lines that hold "##[".
    """
    shown = shown_path(path).replace("##[", "#\ufffd[")
    return f"./{shown}" if shown.startswith("::") else shown
