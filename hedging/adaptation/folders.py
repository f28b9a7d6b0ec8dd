"""A folder → an error, unless an adapted model may be written there."""

from __future__ import annotations

import os
from pathlib import Path

from hedging.errors import InputError, InputTypeError, ModelError
from hedging.model.files import read_config
from hedging.wording import shown_path


def check_folder(folder: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Raise InputError for a folder that holds something.

    With `overwrite`, an adapted model may be there, which a new one replaces.

    >>> check_folder("a-new-folder", overwrite=False)
    """
    if not isinstance(folder, (str, os.PathLike)):
        raise InputTypeError(f"expected the name of a folder, got {type(folder).__name__}")
    path = Path(folder)
    if not os.path.lexists(path) or (path.is_dir() and not any(path.iterdir())):
        return
    try:
        is_adapted = path.is_dir() and "adapted" in read_config(path)
    except ModelError:
        is_adapted = False
    if not is_adapted:
        raise InputError(f"{shown_path(path)} exists and is no adapted model: name another folder")
    if not overwrite:
        raise InputError(
            f"{shown_path(path)} holds a model: name another folder, or let it be overwritten "
            "(--overwrite)"
        )
