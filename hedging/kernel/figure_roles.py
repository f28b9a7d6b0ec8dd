"""Roles of the words around a figure → figure_roles.h, in which the compiled core has them as C.

    python -m hedging.kernel.figure_roles

The tables of depth give each word its role as a number. A core that was compiled with other numbers
would read other figures without a word, and so it refuses the tables by the fingerprint.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from hedging.depth.figures import DENIED, DENIES, WordRole
from hedging.kernel.headers import fingerprint_of, write_header

HEADER: Final = Path(__file__).with_name("figure_roles.h")


def fingerprint() -> int:
    """A number that stands for all that the header says."""
    return fingerprint_of(_body())


def header() -> str:
    """The text of figure_roles.h."""
    return (
        "/* Roles of words around figures, by python -m hedging.kernel.figure_roles. */\n"
        f"#define FIGURES_FINGERPRINT 0x{fingerprint():016X}u\n\n"
        f"{_body()}"
    )


def _body() -> str:
    roles = "".join(f"    {role.name} = {role.value},\n" for role in WordRole)
    return (
        f"enum {{\n    NO_ROLE,\n{roles}}};\n\n"
        "/* What a word has to do with a denied figure: it is a part of it, or it denies it. */\n"
        f"enum {{ DENIED = {DENIED}, DENIES = {DENIES} }};\n"
    )


if __name__ == "__main__":
    write_header(HEADER, header(), "FIGURES", fingerprint())
