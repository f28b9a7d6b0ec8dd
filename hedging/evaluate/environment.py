"""This machine and this library → their description, to keep with figures that depend on them."""

from __future__ import annotations

import os
import platform
from datetime import date
from importlib import metadata
from typing import Any

from hedging.extension import kernel_name


def environment() -> dict[str, Any]:
    """Machine, versions, date, and which kernel gives the answers."""
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
        "kernel": kernel_name(),
        "date": date.today().isoformat(),
    }
