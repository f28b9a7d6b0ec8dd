"""Stands in for functions of other rooms until those are merged; then this file goes.

`find_files`, `read_blocks` and `write_atomic` will come from `hedging.jobs.files`, `decode_text`
from `hedging.text.decoding`, and `options_for` will be the line that its docstring shows.
"""

from __future__ import annotations

from pathlib import Path

from hedging.errors import InputError
from hedging.jobs.inputs import _blocks as read_blocks
from hedging.jobs.inputs import files as find_files
from hedging.options import DetectorOptions

__all__ = ["decode_text", "find_files", "options_for", "read_blocks", "write_atomic"]


def write_atomic(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    new = path.with_name(f".{path.name}.new")
    try:
        new.write_bytes(content)
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)


def decode_text(content: bytes, name: str) -> str:
    """The text of UTF-8 bytes; anything else is an InputError."""
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8: convert it") from error


def options_for(path: str, options: DetectorOptions) -> DetectorOptions:
    """The options for the text of a file: a `.md` file is Markdown, if the caller does not say.

    if options.markdown is None: return replace(options, markdown=is_markdown(path))
    """
    return options
