"""Results → one JSON object.

It is in ASCII, so that no text can send codes to a terminal, and programs still get every
character. Numbers have all their digits.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from hedging.check.findings import FileResult


def json_lines(results: Sequence[FileResult], max_hedged: float | None) -> Iterator[str]:
    """One line: an object with the limit and, for each file, its counts and its findings."""
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
