"""A pyproject.toml + a cue → the same file, in which the cue is ignored, or is an extra cue.

All else in the file stays as it is, comments too. Needs the library tomlkit: in a checkout, pip
install '.[lsp]'.
"""

from __future__ import annotations

from typing import Any

from hedging.errors import InputError, require


def ignoring(content: str, cue: str) -> str:
    """The content of the file with a cue that is ignored; a file without settings gets them.

    Raises InputError for a content that is not TOML or has something else in place of the settings.

    >>> content = '[tool.hedging]\\nignore-cues = ["can"]  # we can'
    >>> print(ignoring(content, "may"), end="")  # doctest: +SKIP
    [tool.hedging]
    ignore-cues = ["can", "may"]  # we can
    """
    document, settings = _settings(content)
    ignored = settings.setdefault("ignore-cues", [])
    if not isinstance(ignored, list):
        raise InputError(f"ignore-cues = {ignored!r} cannot be used, expected a list of strings")
    if cue not in ignored:
        ignored.append(cue)
    return _written(document)


def adding(content: str, cue: str, kind: str) -> str:
    """The content of the file with an extra cue of a kind.

    Raises InputError as `ignoring` does.

    >>> print(adding("", "tbd", "epistemic"), end="")  # doctest: +SKIP
    [tool.hedging]
    extra-cues = {tbd = "epistemic"}
    """
    tomlkit = require("tomlkit", "editing settings", "lsp")
    document, settings = _settings(content)
    cues = settings.setdefault("extra-cues", tomlkit.inline_table())
    if not isinstance(cues, dict):
        raise InputError(f"extra-cues = {cues!r} cannot be used, expected a table of cues")
    cues[cue] = kind
    return _written(document)


def _settings(content: str) -> tuple[Any, Any]:
    """The document, and the table [tool.hedging] in it."""
    tomlkit = require("tomlkit", "editing settings", "lsp")
    try:
        document = tomlkit.parse(content)
    except ValueError as error:
        raise InputError(f"the file is not TOML: {error}") from error
    table: Any = document
    for name, is_super in (("tool", True), ("hedging", False)):
        if name not in table:
            table[name] = tomlkit.table(is_super_table=is_super)
        table = table[name]
        if not isinstance(table, dict):
            raise InputError(f"{name} = {table!r} cannot be used, expected a table")
    return document, table


def _written(document: Any) -> str:
    tomlkit = require("tomlkit", "editing settings", "lsp")
    return str(tomlkit.dumps(document))
