"""What can go wrong, as one tree.

HedgingError
├── InputError         a text, a file or an option that cannot be used; also a ValueError
├── ModelError         a model folder that is missing, damaged, or of an unknown format
├── CorpusError        labelled text that does not have the form its reader expects
└── MissingExtraError  a library that only one purpose needs is not installed; also an ImportError
"""

from __future__ import annotations


class HedgingError(Exception):
    """Root of every error that this library raises on purpose."""


class InputError(HedgingError, ValueError):
    """A text, a file or an option that cannot be used."""


class ModelError(HedgingError):
    """A model folder that is missing, damaged, or of an unknown format."""


class CorpusError(HedgingError):
    """Labelled text that does not have the form its reader expects."""


class MissingExtraError(HedgingError, ImportError):
    """A library that only one purpose needs is not installed."""

    def __init__(self, library: str, purpose: str, extra: str) -> None:
        super().__init__(f"{purpose} needs {library}: pip install 'hedging[{extra}]'", name=library)
