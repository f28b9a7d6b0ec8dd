"""`[tool.hedging]` of a pyproject.toml → Settings: the defaults of a project for every command.

    [tool.hedging]
    model = "./models/mine"               # or "accurate"; a path has a slash
    scheme = "general"
    hedge-kinds = ["epistemic", "weasel"]
    extra-cues = { murky = "epistemic" }
    ignore-cues = ["may", "some ..."]
    ignore-kinds = ["booster"]
    threshold = 0.5
    markdown = true
    band = [0.1, 0.9]                     # for a model with an encoder
    depth = "cues"                        # or "all", which is the default
    pure = true                           # without the compiled kernel
    max-hedged = "20%"                    # hedging check only
    skip-quotes = true                    # hedging check only

A path is relative to the file. The keys are the options of the command line, so that a project and
a call can say the same.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from hedging.errors import HedgingError, InputError, require
from hedging.options import (
    DEFAULT_DEPTH,
    DEFAULT_MODEL,
    DEFAULT_SCHEME,
    DEPTHS,
    DetectorOptions,
)

_FILE = "pyproject.toml"
_NAMES = "a list of strings"
_Type = type[Any] | tuple[type[Any], ...]


class _Key(NamedTuple):
    """The type of a key, the words for it in an error, and the type of the items of a list."""

    type: _Type
    expected: str
    items: _Type = str


_KEYS: Final[dict[str, _Key]] = {
    "model": _Key(str, "a model's name or folder"),
    "scheme": _Key(str, "the name of a scheme"),
    "hedge-kinds": _Key(list, f'{_NAMES}, such as ["epistemic", "weasel"]'),
    "extra-cues": _Key(dict, 'a table of cues with their kinds, such as { murky = "epistemic" }'),
    "ignore-cues": _Key(list, f'{_NAMES}, such as ["may"]'),
    "ignore-kinds": _Key(list, f'{_NAMES}, such as ["booster"]'),
    "threshold": _Key((int, float), "a number from 0 to 1"),
    "markdown": _Key(bool, "true or false"),
    "band": _Key(list, "two numbers from 0 to 1, the lower first", (int, float)),
    "depth": _Key(str, " or ".join(map(repr, DEPTHS))),
    "pure": _Key(bool, "true or false"),
    "max-hedged": _Key(str, 'a share such as "20%"'),
    "skip-quotes": _Key(bool, "true or false"),
}
_RENAMED: Final = {
    "kinds": "hedge-kinds",
    "ignore": 'ignore-cues, or for "kind:..." ignore-kinds',
}
# A file without a match has no [tool.hedging] and need not be parsed, which takes a library on
# Python 3.10. Matches are `[tool.hedging`, `tool.hedging`, `[tool]` and `tool =`.
_MENTION = re.compile(
    r"""^[ \t]*\[?[ \t]*["']?tool["']?[ \t]*(?:\.[ \t]*["']?hedging\b|\]|=)""", re.MULTILINE
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

    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as name:
    ...     file = Path(name, "pyproject.toml")
    ...     _ = file.write_text('[tool.hedging]\\nmax-hedged = "20%"\\n', encoding="utf-8")
    ...     read_settings(Path(name)).max_hedged
    0.2
    """
    for path in _candidates(folder):
        if path.is_file():
            return _read(path)
        raise InputError(f"{path} is not a file, expected a pyproject.toml with the settings")
    return Settings()


def parse_share(text: str) -> float:
    """A share that is written as a percentage or as a number up to 1.

    Raises InputError for anything else.

    >>> parse_share("20%"), parse_share("0.2")
    (0.2, 0.2)
    """
    try:
        share = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        share = -1.0
    if not 0 <= share <= 1:
        raise InputError(f"expected a share such as 20% or 0.2, got {text!r}")
    return share


def _candidates(folder: Path) -> Iterator[Path]:
    """Every pyproject.toml in or above a folder, the nearest first."""
    for parent in (folder, *folder.parents):
        # A folder that this process may not read is not its project.
        if os.path.exists(parent / _FILE):  # noqa: PTH110  # Path.exists raises an error there
            yield parent / _FILE


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
    except toml.TOMLDecodeError as error:
        raise InputError(f"{path} is not TOML: {error}") from error
    except RecursionError as error:
        raise InputError(f"{path} is nested too deeply to be read") from error
    return table


def _check_keys(table: dict[str, Any], path: Path) -> None:
    for key, successor in _RENAMED.items():
        if key in table:
            raise InputError(f"{path}: {key} has a new name: write {successor}")
    unknown = sorted(set(table) - set(_KEYS))
    if unknown:
        raise InputError(
            f"{path}: unknown keys {', '.join(unknown)}; known keys are {', '.join(_KEYS)}"
        )


def _check_value(key: str, value: Any, path: Path) -> None:
    expected_type, expected, items = _KEYS[key]
    # In Python true and false are numbers too.
    fits = isinstance(value, expected_type) and isinstance(value, bool) == (expected_type is bool)
    if isinstance(value, list):
        fits = fits and all(isinstance(item, items) for item in value)
    if not fits:
        raise InputError(f"{path}: {key} = {value!r} cannot be used, expected {expected}")


def _options(table: dict[str, Any], folder: Path) -> DetectorOptions:
    model = table.get("model", DEFAULT_MODEL)
    is_path = any(separator in model for separator in (os.sep, os.altsep, "/") if separator)
    return DetectorOptions(
        # A path is relative to the project, not to the current folder.
        model=os.fspath(folder / model) if is_path else model,
        scheme=table.get("scheme", DEFAULT_SCHEME),
        hedge_kinds=table.get("hedge-kinds"),
        extra_cues=table.get("extra-cues", {}),
        ignore_cues=table.get("ignore-cues", ()),
        ignore_kinds=table.get("ignore-kinds", ()),
        threshold=table.get("threshold"),
        markdown=table.get("markdown"),
        band=table.get("band"),
        depth=table.get("depth", DEFAULT_DEPTH),
        pure=table.get("pure", False),
    )
