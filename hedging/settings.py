"""`[tool.hedging]` of a pyproject.toml → Settings: the defaults of a project for every command.

    [tool.hedging]
    model = "./models/mine"               # or "accurate"; a path has a slash
    threshold = 0.5
    max-hedged = "20%"                    # hedging check only
    skip-quotes = true                    # hedging check only

The other keys are the names of `hedging.options.DetectorOptions`, with dashes, so that a project
and a call can say the same. A path is relative to the file.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from hedging.errors import HedgingError, InputError, require
from hedging.options import DEPTHS, SPELLINGS, DetectorOptions

_FILE = "pyproject.toml"
_Type = type[Any] | tuple[type[Any], ...]
# The type of each form of an option, and the words for it in an error.
_FORMS: Final[dict[str, tuple[_Type, str]]] = {
    "name": (str, "the name of a scheme"),
    "folder": (str, ""),
    "names": (list, "a list of strings, such as "),
    "cues": (dict, "a table of cues with their kinds, such as "),
    "number": ((int, float), "a number from 0 to 1"),
    "switch": (bool, "true or false"),
    "depth": (str, " or ".join(map(repr, DEPTHS))),
}
_KEYS: Final = {
    name.replace("_", "-"): (_FORMS[spelling.form][0], _FORMS[spelling.form][1] + spelling.example)
    for name, spelling in SPELLINGS.items()
} | {"max-hedged": (str, 'a share such as "20%"'), "skip-quotes": _FORMS["switch"]}
# A file without a match has no [tool.hedging] and need not be parsed, which takes a library on
# Python 3.10. Matches are `[tool.hedging`, `tool.hedging`, `[tool]` and `tool =`.
_MENTION = re.compile(
    r"""^[ \t]*(?:\[[ \t]*)?["']?tool["']?[ \t]*(?:\.[ \t]*["']?hedging\b|\]|=)""", re.MULTILINE
)


@dataclass(frozen=True, slots=True)
class Settings:
    """A project's choices, with the library's defaults for the rest.

    `options` hold for every command, `max_hedged` (the largest share of hedged sentences, from 0
    to 1) and `skip_quotes` for `hedging check`. `file` is the pyproject.toml that was read; None
    without choices.
    """

    options: DetectorOptions = field(default_factory=DetectorOptions)
    max_hedged: float | None = None
    skip_quotes: bool = False
    file: Path | None = field(default=None, compare=False)


def read_settings(folder: Path) -> Settings:
    """The settings in the nearest pyproject.toml, in `folder` or above.

    Raises InputError, which names the file, for a wrong key or value, and MissingExtraError on
    Python 3.10 without tomli.
    """
    path = settings_file(folder)
    if path is None:
        return Settings()
    if path.is_file():
        return _read(path)
    raise InputError(f"{path} is not a file, expected a pyproject.toml with the settings")


def settings_file(folder: Path) -> Path | None:
    """The nearest pyproject.toml, in `folder` or above; None where there is none."""
    for parent in (folder, *folder.parents):
        # A folder that this process may not read is not its project.
        if os.path.exists(parent / _FILE):  # noqa: PTH110  # Path.exists raises an error there
            return parent / _FILE
    return None


def parse_share(text: str) -> float:
    """A share that is written as a percentage or as a number up to 1.

    Raises InputError for anything else.
    """
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise InputError(f"expected a share such as 20% or 0.2, got {text!r}")
    return share


def _read(path: Path) -> Settings:
    try:
        content = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{path} cannot be read: {error}") from error
    if not _MENTION.search(content):
        return Settings()
    tool = _parse(content, path).get("tool", {})
    table = tool.get("hedging", {}) if isinstance(tool, dict) else tool
    if not isinstance(table, dict):
        raise InputError(f"{path}: expected a table [tool.hedging], got {table!r}")
    _check_keys(table, path)
    for key, value in table.items():
        _check_value(key, value, path)
    try:
        return Settings(
            options=_options(table, path.parent),
            max_hedged=parse_share(table["max-hedged"]) if "max-hedged" in table else None,
            skip_quotes=table.get("skip-quotes", False),
            file=path,
        )
    except HedgingError as error:
        raise InputError(f"{path}: {error}") from error


def _parse(content: str, path: Path) -> dict[str, Any]:
    module = "tomllib" if sys.version_info >= (3, 11) else "tomli"
    toml = require(module, f"reading {path} on Python 3.10", "check")
    try:
        table: dict[str, Any] = toml.loads(content)
    except ValueError as error:  # also that of a number of thousands of digits
        raise InputError(f"{path} is not TOML: {error}") from error
    except RecursionError as error:
        raise InputError(f"{path} is nested too deeply to be read") from error
    return table


def _check_keys(table: dict[str, Any], path: Path) -> None:
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise InputError(
            f"{path}: unknown keys {', '.join(unknown)}; known keys are {', '.join(_KEYS)}"
        )


def _check_value(key: str, value: Any, path: Path) -> None:
    expected_type, expected = _KEYS[key]
    # In Python true and false are numbers too.
    fits = isinstance(value, expected_type) and isinstance(value, bool) == (expected_type is bool)
    if isinstance(value, list):
        fits = fits and all(isinstance(item, str) for item in value)
    if not fits:
        raise InputError(f"{path}: {key} = {value!r} cannot be used, expected {expected}")


def _options(table: dict[str, Any], folder: Path) -> DetectorOptions:
    chosen = {name: table[key] for name in SPELLINGS if (key := name.replace("_", "-")) in table}
    model = chosen.get("model", "")
    if any(separator in model for separator in (os.sep, os.altsep, "/") if separator):
        # A path is relative to the project, not to the current folder.
        chosen["model"] = os.fspath(folder / model)
    if "calibration" in chosen:
        chosen["calibration"] = os.fspath(folder / chosen["calibration"])
    return DetectorOptions(**chosen)
