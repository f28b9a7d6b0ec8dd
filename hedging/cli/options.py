"""Arguments that commands share: how they are read, and those that become DetectorOptions.

`detector_options` takes what is not given from `[tool.hedging]` of a pyproject.toml.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Annotated, Any, Final, NamedTuple

from hedging.errors import HedgingError, InputError
from hedging.options import DEPTHS, SPELLINGS, DetectorOptions
from hedging.yardstick import (
    MIN_SENTENCES,
    NO_REGISTER,
    REGISTER_NAMES,
    REGISTERS,
)

if TYPE_CHECKING:
    from hedging.settings import Settings

_MAX_DIGITS = 18
#: The functions, by shell, that complete the names of files and of models: those of shtab.FILE, and
#: those of `hedging.cli.completion`.
COMPLETIONS: Final[Mapping[str, Mapping[str, str]]] = {
    "file": {"bash": "_shtab_compgen_files", "zsh": "_files"},
    "model": {"bash": "_hedging_models", "zsh": "_hedging_models"},
}


class Argument(NamedTuple):
    """The part of a command-line argument that its parameter cannot declare.

    `flags` are the names of an option where they differ from the parameter's, as in "-o --output".
    `read` makes the value of what is given. `completed` is a key of COMPLETIONS.
    The type of a value, such as Column, can have an Argument too.
    """

    help: str = ""
    flags: str = ""
    metavar: str | None = None
    read: Callable[[str], Any] | None = None
    choices: Sequence[str] | None = None
    completed: str = ""


def completes(argument: argparse.Action, names: str) -> None:
    """Let the shell complete an argument; `names` is a key of COMPLETIONS."""
    argument.complete = COMPLETIONS[names]  # type: ignore[attr-defined]  # shtab looks for it there


def whole_number(least: int) -> Callable[[str], int]:
    """A type for arguments: whole numbers from `least` on."""

    def number(text: str) -> int:
        # Python refuses to read a number of thousands of digits.
        value = int(text) if text.isdecimal() and len(text) <= _MAX_DIGITS else -1
        if value < least:
            raise argparse.ArgumentTypeError(
                f"expected a whole number from {least} on, got {text!r}"
            )
        return value

    return number


def probability(text: str) -> float:
    """A type for arguments: numbers from 0 to 1."""
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, got {text!r}")
    return value


def share(text: str) -> float:
    """A type for arguments: shares such as 20% or 0.2."""
    from hedging.settings import parse_share

    try:
        return parse_share(text)
    except InputError as error:
        raise argparse.ArgumentTypeError(str(error)) from error


def names(text: str) -> tuple[str, ...]:
    """A type for arguments: names between commas."""
    return tuple(name for part in text.split(",") if (name := part.strip()))


def column(text: str) -> str:
    """A type for arguments: the name of a field or a column, which is not empty."""
    if not text:
        raise argparse.ArgumentTypeError("expected the name of a column, got ''")
    return text


def extra_cue(text: str) -> tuple[str, str]:
    """A type for arguments: words and their kind.

    >>> extra_cue("as good as=approximator")
    ('as good as', 'approximator')
    """
    words, equals, kind = (part.strip() for part in text.rpartition("="))
    if not (words and equals and kind):
        raise argparse.ArgumentTypeError(
            f"expected words and their kind, such as murky=epistemic, got {text!r}"
        )
    return words, kind


#: Values by how they are read, and by the name that the help gives them.
Column = Annotated[str, Argument(metavar="COLUMN", read=column)]
Field = Annotated[str, Argument(metavar="FIELD", read=column)]
File = Annotated[str, Argument(metavar="FILE", completed="file")]
#: A model by its role, its name or its folder.
ModelName = Annotated[str, Argument(metavar="MODEL", completed="model")]
Count = Annotated[int, Argument(metavar="N", read=whole_number(1))]
Probability = Annotated[float, Argument(metavar="P", read=probability)]

#: Texts that a command reads.
TextPaths = Annotated[
    Sequence[File], Argument("text files in UTF-8; - for standard input", metavar="PATH")
]
#: Documents that a command reads, in the formats of `hedging batch`.
InputPaths = Annotated[
    Sequence[File], Argument("files and folders; - for standard input", metavar="IN")
]
#: The register that texts are compared with; None where it is not given.
RegisterName = Annotated[
    str | None,
    Argument(
        "say how hedged texts of this register usually are; a text of at least "
        f"{MIN_SENTENCES} sentences, scored with the default scheme and kinds, is compared with "
        f"them: {', '.join(f'{each.name} ({each.words})' for each in REGISTERS)}; by default a "
        f"reader of the page of a text may choose, and with {NO_REGISTER} nobody may",
        metavar="NAME",
        choices=(*REGISTER_NAMES, NO_REGISTER),
    ),
]


# How argparse reads each form of an option.
_FORMS: Mapping[str, dict[str, Any]] = {
    "folder": {},
    "name": {},
    "names": {"type": names},
    "cues": {"type": extra_cue, "action": "append"},
    "number": {"type": probability},
    "switch": {"action": argparse.BooleanOptionalAction},
    "depth": {"choices": DEPTHS},
}


#: The options of a detector for a command that says the chance of answers. Any other command has no
#: use for a calibration, and takes none from the settings either.
CalibratedOptions = Annotated[DetectorOptions, "calibration"]


def add_detector_options(parser: argparse.ArgumentParser, *, calibrated: bool) -> None:
    """Add the options of DetectorOptions; an option that is not given is None."""
    group = parser.add_argument_group(
        "options of the detector",
        "Each replaces the setting in [tool.hedging] of the nearest pyproject.toml (here or "
        "above); cues and kinds to ignore and extra cues are added to the file's.",
    )
    for name, spelling in SPELLINGS.items():
        if name == "calibration" and not calibrated:
            continue
        argument = group.add_argument(
            _flag(name), dest=name, help=spelling.help, **_FORMS[spelling.form]
        )
        if spelling.metavar is not None:
            argument.metavar = spelling.metavar
        if spelling.form == "folder":
            completes(argument, "model" if name == "model" else "file")


def _flag(name: str) -> str:
    return SPELLINGS[name].flag or f"--{name.replace('_', '-')}"


def given_detector_options(arguments: argparse.Namespace) -> tuple[str, ...]:
    """The options of the detector that the command line gives, as they are written there."""
    return tuple(_flag(name) for name in SPELLINGS if getattr(arguments, name, None) is not None)


def project_settings() -> Settings:
    """The settings of the project that the current folder belongs to."""
    from pathlib import Path

    from hedging.settings import Settings, read_settings

    try:
        folder = Path.cwd()
    except FileNotFoundError:
        # Somebody removed the current folder: it belongs to no project.
        return Settings()
    return read_settings(folder)


def detector_options(
    arguments: argparse.Namespace, settings: Settings | None = None
) -> DetectorOptions:
    """The options of the command line; the settings fill in the options that it leaves out.

    By default the settings are those of the project. Raises InputError for a wrong value.
    """
    defaults = (project_settings() if settings is None else settings).options
    chosen: dict[str, Any] = {}
    for name, spelling in SPELLINGS.items():
        if not hasattr(arguments, name):
            continue
        value, default = getattr(arguments, name), getattr(defaults, name)
        if value is None:
            chosen[name] = default
        elif spelling.extends and spelling.form == "cues":
            chosen[name] = {**default, **dict(value)}
        elif spelling.extends:
            chosen[name] = (*default, *value)
        else:
            chosen[name] = value
    if chosen.get("depth") == "cues" and getattr(arguments, "calibration", None) is None:
        # A run without confidences has no use for the calibration of the settings.
        chosen.pop("calibration", None)
    return DetectorOptions(**chosen)


def error_message(error: HedgingError, arguments: argparse.Namespace) -> str:
    """The message of a command's error, after the pyproject.toml if a setting there causes it.

    A setting is the cause if no detector can be loaded, and one can be without the settings.
    """
    from hedging.settings import Settings

    message = str(error)
    if not hasattr(arguments, "threshold"):  # the command has no options of the detector
        return message
    try:
        settings = project_settings()
    except HedgingError:  # it names the file already
        return message
    given, plain = (_loading_error(arguments, each) for each in (settings, Settings()))
    return f"{settings.file}: {message}" if given == message != plain else message


def _loading_error(arguments: argparse.Namespace, settings: Settings) -> str:
    """The message of the error when the detector is loaded; "" if there is no error."""
    from hedging.detector import load_options

    try:
        load_options(detector_options(arguments, settings))
    except HedgingError as error:
        return str(error)
    return ""
