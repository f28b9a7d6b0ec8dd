"""Rows → a Markdown table, and figures → its cells."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import Any


class Results:
    """The results in a folder of JSON files, read when a table asks for them.

    >>> Results(Path("nowhere")).has("accuracy.cross_validation")
    False
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _read(self) -> dict[str, Any]:
        return {
            path.stem: json.loads(path.read_text(encoding="utf-8"))
            for path in sorted(self.folder.glob("*.json"))
        }

    def __getitem__(self, name: str) -> Any:
        """The figures of NAME.json."""
        return self._read[name]

    def has(self, path: str) -> bool:
        """Whether there are figures at a dotted path, which begins with the name of the file."""
        value: Any = self._read
        for name in path.split("."):
            if not isinstance(value, dict) or name not in value:
                return False
            value = value[name]
        return True


def grid(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table.

    >>> print(grid(["tool", "F1"], [["ours", "0.9"]]), end="")
    | tool | F1 |
    |---|---|
    | ours | 0.9 |
    """
    lines = [f"| {' | '.join(cells)} |\n" for cells in (head, *rows)]
    lines.insert(1, f"|{'|'.join(['---'] * len(head))}|\n")
    return "".join(lines)


def thousands(value: float) -> str:
    """A pace with three digits.

    >>> thousands(123456), thousands(12.3)
    ('123,000', '12')
    """
    return f"{int(float(f'{value:.3g}')):,}" if value >= 100 else f"{value:.0f}"


def percent(share: float | None) -> str:
    """A share as a percentage, "–" for None.

    >>> percent(0.584), percent(None)
    ('58%', '–')
    """
    return "–" if share is None else f"{share:.0%}"
