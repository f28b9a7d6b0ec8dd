"""Paths of texts → names for their pages: different names that every file system takes."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hedging.jobs.files import FILE_FORMATS, without_compression

# Names that no page can have: the index, and devices on Windows.
_RESERVED: Final = {
    *("index", "con", "prn", "aux", "nul"),
    *(f"{device}{number}" for device in ("com", "lpt") for number in range(1, 10)),
}
_TEXT_ENDINGS: Final = tuple(ending for ending, kind in FILE_FORMATS.items() if kind == "text")
# Bytes of UTF-8 that a name may have; file systems take 255, with an ending and a number.
_MAX_BYTES = 200


def page_names(paths: Sequence[str]) -> list[str]:
    """A name for the page of each text: the name of its file, with a number if it is taken.

    Letters and digits of any language stay; other characters become hyphens. Names that differ in
    upper and lower case only are alike, since some file systems do not tell them apart.

    >>> page_names(["world/Day one.txt", "sport/day one.txt", "index.md", "-"])
    ['Day-one.html', 'day-one-2.html', 'index-2.html', 'standard-input.html']
    """
    taken = set(_RESERVED)
    # The highest number of each name so far, so that many files of the same name take no time.
    numbers: dict[str, int] = {}
    names = []
    for path in paths:
        stem = "standard-input" if path == "-" else _safe_stem(Path(path).name)
        name, number = stem, numbers.get(_case_key(stem), 1)
        while _case_key(name) in taken:
            number += 1
            name = f"{stem}-{number}"
        numbers[_case_key(stem)] = number
        taken.add(_case_key(name))
        names.append(f"{name}.html")
    return names


def _safe_stem(name: str) -> str:
    """The name of a file without its ending, of letters, digits, hyphens, dots and underscores.

    >>> _safe_stem("a b/../<c>.mdx.gz"), _safe_stem("..."), _safe_stem(".profile")
    ('a-b-..-c', 'text', 'profile')
    """
    stem = without_compression(name)
    ending = next((ending for ending in _TEXT_ENDINGS if stem.lower().endswith(ending)), "")
    stem = unicodedata.normalize("NFC", stem[: len(stem) - len(ending)])
    characters = (c if _is_safe(c) else "-" for c in stem)
    safe = re.sub("-+", "-", "".join(characters)).strip("-._")
    cut = safe.encode("utf-8")[:_MAX_BYTES].decode("utf-8", "ignore")
    return cut.strip("-._") or "text"


def _is_safe(character: str) -> bool:
    # Marks are the vowels of many scripts.
    return character.isalnum() or character in "-._" or unicodedata.category(character)[0] == "M"


def _case_key(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
