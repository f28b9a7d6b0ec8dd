"""Results → a log in SARIF 2.1.0 (OASIS, 2020): a rule for each kind, and a rule for the limit.

It is in ASCII for the same reason as the JSON format.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from hedging.check.findings import FileResult, Finding
from hedging.check.formats.messages import file_message, finding_message
from hedging.kinds import KIND

_SCHEMA: Final = "https://json.schemastore.org/sarif-2.1.0.json"
_LIMIT_RULE: Final = "max-hedged"
_LIMIT_MEANING: Final = "More of the sentences are hedged than is allowed"


def sarif_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """One line: the log, with a note for each finding and an error for each file that failed."""
    entries = []
    for result in results:
        artifact = {"uri": _uri(result.path)}
        for finding in result.findings:
            location = {"artifactLocation": artifact, "region": _region(finding)}
            entries.append(_entry(finding.kind, "note", finding_message(finding), location))
        if not result.passed(max_hedged):
            message = file_message(result, max_hedged)
            entries.append(_entry(_LIMIT_RULE, "error", message, {"artifactLocation": artifact}))
    rules = [
        {"id": rule, "shortDescription": {"text": _meaning(rule)}}
        for rule in sorted({entry["ruleId"] for entry in entries})
    ]
    run = {
        "tool": {"driver": {"name": "hedging", "rules": rules}},
        "columnKind": "unicodeCodePoints",
        "results": entries,
    }
    yield json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _entry(rule: str, level: str, message: str, location: dict[str, Any]) -> dict[str, Any]:
    return {
        "ruleId": rule,
        "level": level,
        "message": {"text": message},
        "locations": [{"physicalLocation": location}],
    }


def _region(finding: Finding) -> dict[str, int]:
    return {
        "startLine": finding.line,
        "startColumn": finding.column,
        "endLine": finding.end_line,
        "endColumn": finding.end_column,
    }


def _meaning(rule: str) -> str:
    return _LIMIT_MEANING if rule == _LIMIT_RULE else KIND[rule].meaning


def _uri(path: str) -> str:
    file = Path(path)
    return file.as_uri() if file.is_absolute() else quote(os.fsencode(file.as_posix()))
