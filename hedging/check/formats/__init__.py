"""The results of files go in; lines of output come out. Other rooms use `FORMATS` alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from hedging.check.findings import FileResult
from hedging.check.formats.github import github_lines
from hedging.check.formats.json import json_lines
from hedging.check.formats.sarif import sarif_lines
from hedging.check.formats.text import text_lines

Format = Callable[[Sequence[FileResult], float | None], Iterator[str]]

#: Each format by its name: a function of the results and of the largest share of hedged sentences.
FORMATS: Final[dict[str, Format]] = {
    "text": text_lines,
    "json": json_lines,
    "github": github_lines,
    "sarif": sarif_lines,
}
