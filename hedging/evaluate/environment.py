"""This machine → its description, to keep with figures that depend on it."""

from __future__ import annotations

import os
import platform
from datetime import date
from importlib import metadata
from typing import Any


def environment() -> dict[str, Any]:
    """Machine, versions and date.

    >>> sorted(environment())
    ['date', 'machine', 'python', 'versions']
    """
    versions = {}
    for library in ("hedging", "numpy", "scikit-learn", "nltk"):
        try:
            versions[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            versions[library] = "not installed"
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "versions": versions,
        "date": date.today().isoformat(),
    }
