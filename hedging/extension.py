"""The compiled module, where it was built.

It answers for texts (`hedging.kernel`) and unpacks the weights of a model. It is optional: pure
Python gives the same answers to the bit.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Callable
from functools import cache
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Final, Literal, TypeVar

_Opened = TypeVar("_Opened")

#: The number of the interface between Python and the compiled module, which the module repeats as
#: `ABI`. A module with another number was built from other sources, and is not used.
ABI: Final = 8
_PACKAGE: Final = Path(__file__).parent
# The compiled module in the folder of a package.
_MODULES: Final = "kernel/_core.*"
_LEAVE: Final = "leave this folder, or pip install -e . in it"


def kernel_name() -> Literal["compiled", "pure"]:
    """Which of the two gives the answers, in a word for files."""
    return "pure" if extension() is None else "compiled"


def compiled_elsewhere() -> Path | None:
    """An installed package with the compiled kernel that the running one, without it, hides.

    Python looks first into the folder in which it was started: in a checkout it finds the sources
    there, and not the package that was installed.
    """
    if any(_PACKAGE.glob(_MODULES)):
        return None
    for entry in sys.path:
        package = Path(entry, "hedging")
        if package != _PACKAGE and any(package.glob(_MODULES)):
            return package
    return None


def cannot_be_compiled() -> str:
    """Why the running Python can load no kernel; "" if it can.

    The kernel is built for the limited API, so that one wheel serves every CPython. It reads tables
    as they lie in memory.
    """
    if sys.implementation.name != "cpython":
        return f"{sys.implementation.name} has no limited API, for which the kernel is built"
    if sys.byteorder != "little":
        return (
            "the kernel reads tables of numbers that begin with their lowest byte, not the highest"
        )
    if "free-threading" in sys.version:
        return (
            "a free-threaded Python has no limited API, for which the kernel is built; a Python "
            "with its lock runs the kernel, and detect_batch(threads=) shares its work there too"
        )
    return ""


def kernel_note() -> str:
    """Which kernel gives the answers, as `--version` shows it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the note says what the warning says
        name = kernel_name()
    if name == "pure" and (reason := cannot_be_compiled()):
        return f"{shown_kernel(name)}: {reason}"
    other = compiled_elsewhere() if name == "pure" else None
    if other is None:
        return shown_kernel(name)
    return f"{shown_kernel(name)} from {_PACKAGE}; {other} has the compiled kernel: {_LEAVE}"


def shown_kernel(name: str) -> str:
    """The name of a kernel as people read it."""
    return "compiled kernel" if name == "compiled" else "pure Python"


def open_or_warn(what: str, open_tables: Callable[[], _Opened]) -> _Opened | None:
    """The tables as the core opens them; None, with a warning, if it refuses them.

    `what` names the tables.
    """
    try:
        return open_tables()
    except ValueError as error:
        warnings.warn(
            f"the compiled kernel does not take {what}: {error}; install hedging again "
            "(until then pure Python gives the same answers)",
            RuntimeWarning,
            stacklevel=3,
        )
        return None


@cache
def extension() -> ModuleType | None:
    """The compiled module; None, with a warning, where it was built from other sources."""
    if cannot_be_compiled():
        return None
    try:
        module = import_module("hedging.kernel._core")
    except ImportError:
        if (other := compiled_elsewhere()) is not None:
            warnings.warn(
                f"hedging runs from {_PACKAGE}, which has no compiled kernel, and not from "
                f"{other}, which has one: {_LEAVE} (until then pure Python gives the same answers, "
                "only slower)",
                RuntimeWarning,
                stacklevel=2,
            )
        return None
    found = getattr(module, "ABI", None)
    if found == ABI:
        return module
    warnings.warn(
        f"the compiled kernel has the interface {found}, expected {ABI}: install hedging again, in "
        "a checkout with pip install -e . (until then pure Python gives the same answers)",
        RuntimeWarning,
        stacklevel=2,
    )
    return None
