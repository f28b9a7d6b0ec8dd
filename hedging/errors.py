"""Every error that the library raises on purpose, as one tree.

HedgingError
├── InputError         a text, a file or an option with a wrong value; also a ValueError
├── InputTypeError     an argument of a wrong type; also a TypeError
├── ModelError         a model folder that is missing, damaged, or of an unknown format
├── CorpusError        labelled text that does not have the form its reader expects
├── RecipeError        several problems of a recipe to train by; an InputError and a CorpusError
└── MissingExtraError  an optional library is not installed; also an ImportError
"""

from __future__ import annotations

from collections.abc import Iterable
from importlib import import_module
from typing import Any, TypeVar

_Value = TypeVar("_Value")
_Types = type[Any] | tuple[type[Any], ...]


class HedgingError(Exception):
    """Root of every error that this library raises on purpose."""


class InputError(HedgingError, ValueError):
    """A text, a file or an option has a value that cannot be used."""


class InputTypeError(HedgingError, TypeError):
    """An argument has a type that cannot be used."""


class ModelError(HedgingError):
    """A model folder is missing, damaged, or of an unknown format."""


class CorpusError(HedgingError):
    """Labelled text does not have the form that its reader expects."""


class RecipeError(InputError, CorpusError):
    """A recipe has several problems, which `problems` names one by one."""

    @property
    def problems(self) -> tuple[str, ...]:
        """The problems, each with what to do."""
        return self.args

    def __str__(self) -> str:
        rows = (f"({number}) {problem}" for number, problem in enumerate(self.problems, 1))
        return f"{len(self.problems)} problems: {' '.join(rows)}"


class MissingExtraError(HedgingError, ImportError):
    """An optional library is not installed."""

    def __init__(self, library: str, purpose: str, extra: str) -> None:
        super().__init__(
            f"{purpose} needs {library}: pip install {library}, "
            f"or in a checkout of hedging pip install '.[{extra}]'",
            name=library,
        )
        self._arguments = (library, purpose, extra)

    def __reduce__(self) -> tuple[type[MissingExtraError], tuple[str, str, str]]:
        # ImportError would be rebuilt from the message alone, which this constructor refuses.
        return type(self), self._arguments


def require(module: str, purpose: str, extra: str, library: str | None = None) -> Any:
    """Import an optional module.

    Raises MissingExtraError, which names the library (by default the first part of `module`), the
    purpose, and the extra to install.
    """
    try:
        return import_module(module)
    except ImportError as error:
        name = library or module.partition(".")[0]
        raise MissingExtraError(name, purpose, extra) from error


def checked_type(
    value: _Value, wanted: _Types, expected: str, remedy: str = "", *, but: _Types = ()
) -> _Value:
    """The value; InputTypeError, which says what was expected and what to do, for another type.

    Some types are wrong `but` of a wanted type, as a str is iterable.
    """
    if not isinstance(value, wanted) or isinstance(value, but):
        found = f"expected {expected}, got {type(value).__name__}"
        raise InputTypeError(f"{found}: {remedy}" if remedy else found)
    return value


def checked_names(names: Iterable[str], option: str) -> tuple[str, ...]:
    """The given names as a tuple.

    `option` is what an error calls them. Raises InputTypeError for a str in place of several, and
    for anything else that is no iterable of strings.

    >>> checked_names(iter(["may", "can"]), "ignore_cues")
    ('may', 'can')
    """
    if isinstance(names, str):
        raise InputTypeError(
            f"expected several names for {option}, got the str {names!r}: "
            f"write {option}=[{names!r}]"
        )
    try:
        checked = tuple(names)
    except TypeError as error:
        raise InputTypeError(
            f"expected an iterable of names for {option}, got {type(names).__name__}"
        ) from error
    for name in checked:
        if not isinstance(name, str):
            raise InputTypeError(f"{option} holds {name!r}, expected strings")
    return checked
