"""Names of files → formats, files → bytes, bytes → files: all that a job does with a file.

Nothing goes unsaid: a fault in the midst of a file comes with the bytes before it.
"""

from __future__ import annotations

import gzip
import os
import stat
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import IO, Any, Final, cast

from hedging.errors import InputError, require
from hedging.options import DetectorOptions
from hedging.text.decoding import decode_text
from hedging.text.markdown import is_markdown
from hedging.wording import shown_path

#: The format of a file by the ending of its name, without the ending of a compression.
FILE_FORMATS: Final = {
    ".txt": "text",
    ".text": "text",
    ".md": "text",
    ".markdown": "text",
    ".mdx": "text",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".csv": "csv",
    ".tsv": "tsv",
    ".parquet": "parquet",
}
#: The formats whose records have fields.
WITH_FIELDS: Final = ("jsonl", "csv", "tsv", "parquet")
COMPRESSIONS: Final = (".gz", ".zst")
#: The formats that standard input can have.
STREAMS: Final = ("jsonl", "csv", "tsv", "lines", "text")
#: The format of a folder that cannot be listed.
UNLISTED: Final = "unlisted"

# Bytes that are read at a time.
_BLOCK: Final = 1 << 20

#: Prefix of a file that is still being written.
SCRATCH: Final = ".hedging-"


def without_compression(path: str) -> str:
    """The path without the ending of a compression."""
    ending = Path(path).suffix
    return path.removesuffix(ending) if ending.lower() in COMPRESSIONS else path


def input_format(path: str) -> str:
    """The format of a file by its name; "" if the name does not say."""
    return FILE_FORMATS.get(Path(without_compression(path)).suffix.lower(), "")


def options_for(options: DetectorOptions, path: str) -> DetectorOptions:
    """The options for a file's text: its name says whether it is Markdown if `options` do not.

    >>> options_for(DetectorOptions(), "news.md.gz").markdown
    True
    """
    if options.markdown is not None:
        return options
    return _with_markdown(options, is_markdown(without_compression(path)))


@lru_cache(maxsize=16)
def _with_markdown(options: DetectorOptions, markdown: bool) -> DetectorOptions:
    return replace(options, markdown=markdown)


def shown_output(output: str) -> str:
    """The name of an output as a message shows it; `-` is standard output."""
    return "standard output" if output == "-" else shown_path(output)


def check_output(output: str) -> None:
    """Raise InputError, before any work, if no file of this name can be written; `-` always can."""
    if not output:
        raise InputError("the output has an empty name: name a file, or - for standard output")
    path = Path(output)
    if output == "-":
        return
    if path.exists() and not path.is_file():
        thing = "a folder" if path.is_dir() else "no file"
        raise InputError(f"{shown_path(output)} is {thing}: give the name of a file")
    if not path.parent.is_dir():
        raise InputError(
            f"cannot write {shown_path(output)}: its folder does not exist; make it first"
        )
    if not os.access(path.parent, os.W_OK):
        raise InputError(
            f"cannot write {shown_path(output)}: nothing can be written into its folder; see its "
            "permissions, or name another"
        )


def file_state(path: str) -> tuple[int, int] | None:
    """Size and time of the last change of a file; None for standard input or if not known."""
    if path == "-":
        return None
    try:
        state = Path(path).stat()
    except OSError:
        return None
    return state.st_size, state.st_mtime_ns


def opened(path: str) -> IO[bytes]:
    """A file, decompressed by the ending of its name, or standard input."""
    if path == "-":
        return sys.stdin.buffer
    ending = Path(path).suffix.lower()
    if ending == ".gz":
        return cast(IO[bytes], gzip.open(path, "rb"))
    if ending == ".zst":
        return cast(IO[bytes], require_zstd().open(path, "rb"))
    return Path(path).open("rb")


def require_zstd() -> Any:
    """The module for .zst files: in the standard library from Python 3.14 on."""
    if sys.version_info >= (3, 14):
        return require("compression.zstd", "reading .zst", "batch")
    return require("backports.zstd", "reading .zst", "batch", "backports.zstd")


def _read_errors() -> tuple[type[BaseException], ...]:
    """The errors that a damaged file raises; a module that is not loaded has raised none."""
    modules = (sys.modules.get(name) for name in ("compression.zstd", "backports.zstd"))
    zstd_errors = (module.ZstdError for module in modules if module is not None)
    return (OSError, EOFError, zlib.error, *zstd_errors)


def read_text(path: str) -> str:
    """The text of a file, or of standard input for `-`, with its line ends as they are.

    Offsets into the text hold for the file, or for its decompressed content. Raises InputError for
    a path that cannot be read or is no file, and for content that is no text or not UTF-8.
    """
    name = shown_path(path)
    try:
        if path != "-":
            _check_text_file(path)
    except OSError as error:
        raise InputError(f"{name}: {read_error(error)}") from error
    blocks = []
    for block, reason in read_blocks(path, _BLOCK):
        if reason:
            raise InputError(f"{name}: {reason}")
        blocks.append(block)
    return decode_text(b"".join(blocks), name)


def _check_text_file(path: str) -> None:
    if "\0" in path:
        raise InputError(f"{path!r} has a null character: no file can have this name")
    mode = Path(path).stat().st_mode
    if stat.S_ISDIR(mode):
        name = shown_path(path)
        raise InputError(
            f"{name} is a folder, expected a text file: name the files in it, such as {name}/*.txt"
        )
    # A file and a pipe come to an end; a device such as /dev/zero does not.
    if not (stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise InputError(
            f"{shown_path(path)} is a device, expected a text file: name - for standard input"
        )


def read_error(error: BaseException) -> str:
    """Why a file cannot be read, in words."""
    if isinstance(error, EOFError):
        return "the compressed data is damaged or cut short"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return f"the compressed data is damaged or cut short: {error}"


def read_blocks(path: str, size: int) -> Iterator[tuple[bytes, str]]:
    """A file's bytes in blocks of `size`, the last one shorter, each with "".

    If the file cannot be read to its end, the last block has the reason in place of "".
    """
    parts: list[bytes] = []
    total = 0
    reason = ""
    try:
        # Standard input stays open.
        with nullcontext(opened(path)) if path == "-" else opened(path) as stream:
            # read1 gives the bytes before a fault, which read would drop.
            read = stream.read1 if hasattr(stream, "read1") else stream.read
            while data := read(size):
                parts.append(data)
                total += len(data)
                if total >= size:
                    joined = b"".join(parts)
                    yield joined[:size], ""
                    parts = [joined[size:]] if total > size else []
                    total -= size
    except _read_errors() as error:
        reason = read_error(error)
    if total or reason:
        yield b"".join(parts), reason


@contextmanager
def atomic_stream(
    path: Path, folder: Path | None = None, *, flush: bool = True
) -> Iterator[IO[bytes]]:
    """A stream whose bytes become the file in one step, if no error leaves the block.

    Until then they are in a scratch file of `folder`, by default that of the file, which has to be
    on the same file system. The scratch file is new, so that nobody's link is followed. Without
    `flush`, nothing waits for the disk: a power cut can leave a file with wrong bytes, or no file.
    """
    scratch = (folder or path.parent) / f"{SCRATCH}{os.urandom(8).hex()}"
    try:
        with scratch.open("xb") as stream:
            yield stream
            if flush:
                stream.flush()
                os.fsync(stream.fileno())
        scratch.replace(path)
    except BaseException:
        scratch.unlink(missing_ok=True)
        raise
    if flush:
        flush_folder(path.parent)


def flush_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk, where the system knows how."""
    if os.name != "posix":
        return
    # Some file systems of networks refuse it.
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def write_atomic(path: str | os.PathLike[str], content: bytes) -> None:
    """Write a file so that it is either complete on the disk or as it was before."""
    with atomic_stream(Path(path)) as stream:
        stream.write(content)
