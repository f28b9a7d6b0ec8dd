"""The role of a model → its name in the release that this version of hedging brings.

`models/released.json` has a number for the release and a name for each role, so that callers, code
and documents speak of roles, and only the release knows numbers. A name pins the weights. Answers
are those of the weights and of this version of the library.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Final, NamedTuple

from hedging.errors import ModelError

_PACKAGE: Final = Path(__file__).parent
#: Where the models lie that come with the library: in the package, or beside it in a checkout.
MODELS: Final = next(
    (p for p in (_PACKAGE / "models", _PACKAGE.parent / "models") if p.is_dir()),
    _PACKAGE / "models",
)
#: What the models of a release are for: `light` answers in microseconds, `accurate` reads with a
#: transformer, and `auto` asks the accurate model where the light one is unsure.
MODEL_ROLES: Final = ("light", "accurate", "auto")

_FILE = "released.json"
_NAME = re.compile(r"en(?:-[a-z]+)+-[0-9]+")


class Release(NamedTuple):
    """The number of a release, and the name of the model of each role."""

    number: int
    names: Mapping[str, str]


def read_release(folder: Path) -> Release:
    """The release in a folder of models; ModelError if its file is missing or damaged."""
    # Imported here: `hedging --help` waits for no reader of JSON.
    import json

    path = folder / _FILE
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        names = {role: content[role] for role in MODEL_ROLES}
        number = content["release"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise ModelError(
            f"cannot read {path}: {error!r}; it names the released models: install hedging again"
        ) from error
    if type(number) is not int or not all(isinstance(name, str) for name in names.values()):
        raise ModelError(
            f"{path} has {content!r}, expected a number as `release` and a name for each of "
            f"{', '.join(MODEL_ROLES)}: install hedging again"
        )
    return Release(number, names)


@cache
def released() -> Release:
    """The release that comes with this version of hedging."""
    return read_release(MODELS)


def released_name(model: str | os.PathLike[str]) -> str:
    """The name behind a role; any other name is its own, and so is a path.

    >>> released_name("light") == released().names["light"], released_name(Path("light"))
    (True, 'light')
    """
    if isinstance(model, str) and model in MODEL_ROLES:
        return released().names[model]
    return os.fspath(model)


def role_of(name: str) -> str | None:
    """The role that a model has in the release; None for any other model.

    >>> role_of(released().names["auto"]), role_of("mine")
    ('auto', None)
    """
    return {own: role for role, own in released().names.items()}.get(name)


def is_released(name: str) -> bool:
    """Whether a name is one that a release gives: a family, and a number.

    >>> is_released("en-small-3"), is_released("light"), is_released("en-next")
    (True, False, False)
    """
    return _NAME.fullmatch(name) is not None


def package_of(name: str) -> str:
    """The package that holds a released model which is not in the wheel of the library.

    >>> package_of("en-small-3")
    'hedging-en-small'
    """
    return f"hedging-{name.rpartition('-')[0]}"


def advice(name: str) -> str:
    """What to do where a model is missing."""
    if role_of(name) == "accurate":
        return (
            f"the accurate model is a package of its own, {package_of(name)}: pip install "
            f"'hedging[accurate]', or in a checkout of hedging pip install . ./models/{name}"
        )
    shipped = sorted(path.parent.name for path in MODELS.glob("*/config.json"))
    known = [f"{role} ({own})" if (role := role_of(own)) else own for own in shipped]
    return f"models that are installed: {', '.join(known) or 'none'}"
