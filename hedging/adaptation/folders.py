"""A folder → whether an adapted model may be written there."""

from __future__ import annotations

import os
from pathlib import Path

from hedging.errors import InputError, InputTypeError, ModelError
from hedging.model.files import read_config
from hedging.wording import shown_path


def holds_adapted_model(folder: str | os.PathLike[str]) -> bool:
    """Whether a folder holds an adapted model, which a new one may replace.

    False for a folder that is empty or does not exist. Raises InputError for one that holds
    something else, and for a file.

    >>> holds_adapted_model("a-new-folder")
    False
    """
    if not isinstance(folder, (str, os.PathLike)):
        raise InputTypeError(f"expected the name of a folder, got {type(folder).__name__}")
    path = Path(folder)
    if not os.path.lexists(path) or (path.is_dir() and not any(path.iterdir())):
        return False
    try:
        is_adapted = path.is_dir() and "adapted" in read_config(path)
    except ModelError:
        is_adapted = False
    if not is_adapted:
        raise InputError(f"{shown_path(path)} exists and is no adapted model: name another folder")
    return True
