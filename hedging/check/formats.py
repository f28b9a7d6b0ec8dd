"""The results of files → lines of output: text, JSON, commands of GitHub Actions, or a SARIF log.

JSON and SARIF are in ASCII, so that no text can send codes to a terminal, and programs still get
every character. Numbers have all their digits there.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import quote

from hedging.kinds import KIND
from hedging.wording import counted, leave_open, one_line, plain, shown_path

if TYPE_CHECKING:  # it would load the detector for the names of the formats
    from hedging.check.findings import FileResult, Finding

# White space that ends a line for some readers of a log, or moves the cursor of a terminal.
_OTHER_LINE_ENDS = re.compile("[\t\x0b\x0c\u2028\u2029]")
_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LIMIT_RULE: Final = "max-hedged"


def finding_message(finding: Finding) -> str:
    """A finding in words, on one line."""
    words = KIND[finding.kind].words
    return f'"{one_line(finding.text)}": {words} ({finding.kind}, {finding.score:.2f})'


def file_message(result: FileResult, max_hedged: float | None = None) -> str:
    """How many sentences of a file leave something open, on one line."""
    hedged = result.hedged_sentences
    count = f"{hedged} of {counted(result.sentences, 'sentence')} {leave_open(hedged)}"
    if max_hedged is None or result.passed(max_hedged):
        return f"{count} ({result.share:.0%})"
    # More digits than above, so that 20.4% does not look equal to a limit of 20%.
    return f"{count} ({100 * result.share:.3g}%), more than {100 * max_hedged:.4g}%"


def _text_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """A line for each finding, as compilers write them, and a line for each file."""
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


def _github_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """A notice for each finding, and an error for each file beyond the limit."""
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


def _json_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """One line: an object with the limit and, for each file, its counts and its findings."""
    import json  # for this format alone: the command line needs the names of all

    files = [
        {
            "path": result.path,
            "sentences": result.sentences,
            "hedged_sentences": result.hedged_sentences,
            "passed": result.passed(max_hedged),
            "findings": [asdict(finding) for finding in result.findings],
        }
        for result in results
    ]
    yield json.dumps({"max_hedged": max_hedged, "files": files})


def _sarif_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """One line: a log with rules for the kinds and for the limit."""
    entries = []
    for result in results:
        for finding in result.findings:
            place = (finding.line, finding.column, finding.end_line, finding.end_column)
            message = finding_message(finding)
            entries.append(sarif_entry(finding.kind, "note", message, result.path, place))
        if not result.passed(max_hedged):
            message = file_message(result, max_hedged)
            entries.append(sarif_entry(_LIMIT_RULE, "error", message, result.path))
    meanings = {kind: each.meaning for kind, each in KIND.items()}
    meanings[_LIMIT_RULE] = "More of the sentences are hedged than is allowed"
    yield sarif_log(entries, meanings)


def sarif_log(entries: Sequence[dict[str, Any]], meanings: Mapping[str, str]) -> str:
    """One line: a log in SARIF 2.1.0 (OASIS, 2020); `meanings` says what each rule is about."""
    import json

    rules = [
        {"id": rule, "shortDescription": {"text": meanings[rule]}}
        for rule in sorted({entry["ruleId"] for entry in entries})
    ]
    run = {
        "tool": {"driver": {"name": "hedging", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": entries,
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def sarif_entry(
    rule: str, level: str, message: str, path: str, place: tuple[int, int, int, int] | None = None
) -> dict[str, Any]:
    """What a log says of a file, or of the place in it: line and column of its start and end."""
    location: dict[str, Any] = {"artifactLocation": {"uri": _uri(path)}}
    if place is not None:
        names = ("startLine", "startColumn", "endLine", "endColumn")
        location["region"] = dict(zip(names, place, strict=True))
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
    }


def _uri(path: str) -> str:
    file = Path(path)
    return file.as_uri() if file.is_absolute() else quote(os.fsencode(file.as_posix()))


def _rdjsonl_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """An object for each finding, and for each file beyond the limit, as reviewdog reads them.

    Its columns count the bytes of UTF-8 from 1 (reviewdog/proto/rdf/reviewdog.proto).
    """
    import json

    def diagnostic(path: str, rule: str, severity: str, message: str, **place: Any) -> str:
        return json.dumps(
            {
                "message": message,
                "location": {"path": path, **place},
                "severity": severity,
                "source": {"name": "hedging"},
                "code": {"value": rule},
            }
        )

    for result in results:
        lines = result.text.split("\n")

        def position(line: int, column: int, lines: Sequence[str] = lines) -> dict[str, int]:
            before = lines[line - 1][: column - 1].encode("utf-8", "replace")
            return {"line": line, "column": len(before) + 1}

        for finding in result.findings:
            start = position(finding.line, finding.column)
            end = position(finding.end_line, finding.end_column)
            message = finding_message(finding)
            span = {"start": start, "end": end}
            yield diagnostic(result.path, finding.kind, "INFO", message, range=span)
        if not result.passed(max_hedged):
            message = file_message(result, max_hedged)
            yield diagnostic(result.path, _LIMIT_RULE, "ERROR", message)


Format = Callable[[Sequence["FileResult"], "float | None"], Iterator[str]]

#: Each format by its name: a function of the results and of the largest share of hedged sentences.
FORMATS: Final[dict[str, Format]] = {
    "text": _text_lines,
    "json": _json_lines,
    "github": _github_lines,
    "sarif": _sarif_lines,
    "rdjsonl": _rdjsonl_lines,
}
