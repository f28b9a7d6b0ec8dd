"""Figures → JSON files that differ only where the figures differ."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from training.weights import MEASURED, weights_of

#: The folder of the committed results.
RESULTS = Path(__file__).parent / "results"


def write_json(path: Path, figures: dict[str, Any]) -> None:
    """Write figures as they are, with digits for the weights that such a file measures."""
    if path.name in MEASURED:
        now = weights_of()
        figures = {
            **figures,
            "weights": {part: now[part] for part in MEASURED[path.name] if part in now},
        }
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(figures, indent=1, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def rounded(value: Any) -> Any:
    """The same figures with four digits; NaN becomes None.

    >>> rounded({"pace": [123456.7, float("nan")], "name": "x"})
    {'pace': [123500.0, None], 'name': 'x'}
    """
    if isinstance(value, float):
        return None if math.isnan(value) else float(f"{value:.4g}")
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [rounded(item) for item in value]
    return value


def cpu() -> str:
    """The name of the processor; "unknown" where the system does not say it."""
    info = Path("/proc/cpuinfo")
    if not info.exists():
        return "unknown"
    match = re.search(r"model name\s*: (.*)", info.read_text(encoding="utf-8"))
    return match[1] if match else "unknown"
