"""The headers that Python writes for the compiled core, and the fingerprints of what they say."""

from __future__ import annotations

import re
from hashlib import sha256
from pathlib import Path
from typing import Final

#: The module that holds the fingerprints for those who only compare them.
FINGERPRINTS: Final = Path(__file__).with_name("fingerprints.py")


def fingerprint_of(text: str) -> int:
    """A number of 64 bits that stands for a text.

    >>> f"{fingerprint_of('may'):016X}"
    '0F86DE658C984DEE'
    """
    return int.from_bytes(sha256(text.encode()).digest()[:8], "little")


def write_header(path: Path, text: str, name: str, fingerprint: int) -> None:
    """Write a header, and its fingerprint under its name into `fingerprints.py`."""
    path.write_text(text, encoding="utf-8")
    module = FINGERPRINTS.read_text(encoding="utf-8")
    own = f"{name}: Final = 0x{fingerprint:016X}"
    FINGERPRINTS.write_text(re.sub(rf"(?m)^{name}: .*$", own, module), encoding="utf-8")
