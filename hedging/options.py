"""The options of detection, each declared once, as a field of DetectorOptions.

`hedging.load`, the commands, the integrations, batch jobs and `[tool.hedging]` of a pyproject.toml
take these options under the same names. A field says how its value is checked, and its Spelling
how it is written on the command line and in TOML. This module imports no numpy, so that the
command line can describe its options at once.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from numbers import Real
from typing import Any, Final, Literal, NamedTuple, TypedDict, TypeVar, get_type_hints

from hedging.calibration import Calibration, checked_calibration
from hedging.errors import InputError, InputTypeError, checked_names, checked_type
from hedging.kinds import KIND, KINDS, known_kinds
from hedging.released import MODEL_ROLES

#: The model that is used when none is named.
DEFAULT_MODEL: Final = "light"
#: The depths of an answer: the cues alone, or all that is known of them.
DEPTHS: Final = ("cues", "all")
DEFAULT_DEPTH: Final = "all"
#: The scheme that is used when none is named.
DEFAULT_SCHEME: Final = "general"

_Function = TypeVar("_Function", bound=Callable[..., Any])


class CueKinds(Mapping[str, str]):
    """Cues with their kinds: a mapping that cannot change and so has a hash, and can be pickled.

    >>> CueKinds({"murky": "epistemic"}) == {"murky": "epistemic"}
    True
    """

    __slots__ = ("_kinds",)

    def __init__(self, kinds: Mapping[str, str]) -> None:
        self._kinds = dict(kinds)

    def __getitem__(self, cue: str) -> str:
        return self._kinds[cue]

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)

    def __hash__(self) -> int:
        return hash(frozenset(self._kinds.items()))

    def __repr__(self) -> str:
        return repr(self._kinds)


def _checked_ignore_kinds(kinds: Any) -> tuple[str, ...]:
    ignored = checked_names(kinds, "ignore_kinds")
    return known_kinds(ignored, "ignore_kinds") if ignored else ()


def _checked_markdown(markdown: object) -> bool | None:
    if markdown is not None and not isinstance(markdown, bool):
        raise InputTypeError(f"expected True, False or None for markdown, got {markdown!r}")
    return markdown


def checked_depth(depth: str) -> str:
    """A depth that is one of DEPTHS.

    Raises InputTypeError for another type, InputError for another value.
    """
    if checked_type(depth, str, "a str as depth") not in DEPTHS:
        raise InputError(f"unknown depth {depth!r}; expected {' or '.join(map(repr, DEPTHS))}")
    return depth


def _checked_extra_cues(extra_cues: Mapping[str, str] | None) -> CueKinds:
    if extra_cues is None:
        return CueKinds({})
    expected = "extra cues with their kinds, such as {'murky': 'epistemic'}"
    checked_type(extra_cues, Mapping, expected)
    for cue, kind in extra_cues.items():
        for part in (cue, kind):
            if not isinstance(part, str):
                raise InputTypeError(
                    f"extra cue {cue!r} of kind {kind!r}: expected two strings, "
                    f"got {type(part).__name__}"
                )
        if kind not in KINDS:
            raise InputError(
                f"extra cue {cue!r} has the unknown kind {kind!r}; "
                f"known kinds are {', '.join(KINDS)}"
            )
    return CueKinds(extra_cues)


def _checked_threshold(threshold: float | None) -> float | None:
    if threshold is None:
        return None
    checked_type(threshold, Real, "a number as threshold", but=bool)
    if not 0 <= threshold <= 1:
        raise InputError(f"expected a threshold from 0 to 1, got {threshold!r}")
    return float(threshold)


class Spelling(NamedTuple):
    """How an option is written on the command line and in `[tool.hedging]`.

    `form` is the form of its value there, `metavar` stands for the value in a help text, and
    `example` shows it in an error about a pyproject.toml. What an option `extends` is the value of
    the settings; any other option replaces it.
    """

    form: Literal["folder", "name", "names", "cues", "number", "switch", "depth"]
    help: str
    metavar: str | None = None
    example: str = ""
    flag: str | None = None
    extends: bool = False


def _option(default: Any, check: Callable[[Any], Any], spelling: Spelling) -> Any:
    return field(default=default, metadata={"check": check, "spelling": spelling})


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorOptions:
    """The options of a detector, checked; equal options give equal answers.

    `hedging.load` says what each of them means.

    Raises InputError for a wrong value and for a calibration with the depth "cues", InputTypeError
    for a wrong type.

    >>> DetectorOptions(hedge_kinds=["weasel", "epistemic"]).hedge_kinds
    ('epistemic', 'weasel')
    """

    model: str | os.PathLike[str] = _option(  # noqa: RUF009  # it only calls field
        DEFAULT_MODEL,
        lambda model: checked_type(model, (str, os.PathLike), "a model's name or folder"),
        Spelling(
            "folder",
            f"{', '.join(MODEL_ROLES)}, or the name or folder of a model "
            f"(default: {DEFAULT_MODEL})",
            example="a model's name or folder",
        ),
    )
    scheme: str = _option(
        DEFAULT_SCHEME,
        lambda scheme: checked_type(scheme, str, "the name of a scheme"),
        Spelling(
            "name",
            f"the definition of a hedged sentence, by its name (default: {DEFAULT_SCHEME})",
        ),
    )
    hedge_kinds: Sequence[str] | None = _option(
        None,
        lambda kinds: None if kinds is None else known_kinds(kinds),
        Spelling(
            "names",
            "kinds of cues that make a sentence hedged, separated by commas: "
            + ", ".join(f"{name} ({kind.words})" for name, kind in KIND.items()),
            metavar="KINDS",
            example='["epistemic", "weasel"]',
        ),
    )
    extra_cues: Mapping[str, str] = _option(
        None,
        _checked_extra_cues,
        Spelling(
            "cues",
            "words that are always a cue, with their kind; can be given several times",
            metavar="WORDS=KIND",
            example='{ murky = "epistemic" }',
            flag="--extra-cue",
            extends=True,
        ),
    )
    ignore_cues: Sequence[str] = _option(
        (),
        lambda cues: checked_names(cues, "ignore_cues"),
        Spelling(
            "names",
            "cues to leave out, separated by commas; 'some ...' is any cue that begins with some",
            metavar="CUES",
            example='["may"]',
            extends=True,
        ),
    )
    ignore_kinds: Sequence[str] = _option(
        (),
        _checked_ignore_kinds,
        Spelling(
            "names",
            "kinds of cues to leave out, separated by commas",
            metavar="KINDS",
            example='["booster"]',
            extends=True,
        ),
    )
    threshold: float | None = _option(
        None,
        _checked_threshold,
        Spelling(
            "number",
            "lowest score of a hedged sentence (0 to 1; default: the scheme's)",
            metavar="P",
        ),
    )
    markdown: bool | None = _option(
        None,
        _checked_markdown,
        Spelling(
            "switch",
            "read texts as Markdown, and skip code, addresses and other markup "
            "(default: files named .md, .markdown or .mdx)",
        ),
    )
    depth: str = _option(
        DEFAULT_DEPTH,
        checked_depth,
        Spelling(
            "depth",
            "say only which words are cues, which is faster, or also what they make uncertain, "
            f"how much, and whose doubt it is (default: {DEFAULT_DEPTH})",
        ),
    )
    calibration: Calibration | None = _option(  # noqa: RUF009  # it only calls field
        None,
        checked_calibration,
        Spelling(
            "folder",
            "say also how often an answer that sounds so sure is right, by the folder that "
            "hedging calibrate wrote",
            metavar="FOLDER",
            example="a folder that hedging calibrate wrote",
        ),
    )

    def __post_init__(self) -> None:
        for option in fields(self):
            value = option.metadata["check"](getattr(self, option.name))
            object.__setattr__(self, option.name, value)
        if self.calibration is not None and self.depth == "cues":
            raise InputError(
                "depth 'cues' leaves out how sure a text sounds, which a calibration reads: "
                "expected 'all', or no calibration"
            )

    def to_dict(self) -> dict[str, Any]:
        """The options as plain data for JSON."""
        row: dict[str, Any] = {name: getattr(self, name) for name in OPTION_NAMES}
        row["model"] = os.fspath(self.model)
        row["extra_cues"] = dict(self.extra_cues)
        if self.calibration is not None:
            row["calibration"] = self.calibration.name
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in row.items()
        }

    @property
    def reading(self) -> str:
        """The options that decide how sure a text sounds, as JSON without those by default."""
        import json

        chosen = {name: value for name, value in self.to_dict().items() if name not in _NOT_READING}
        default = DetectorOptions().to_dict()
        return json.dumps({name: v for name, v in chosen.items() if v != default[name]})


# The model has digits of its own, and these leave the confidence of a text as it is.
_NOT_READING: Final = ("model", "hedge_kinds", "threshold", "markdown", "depth", "calibration")


class Options(TypedDict, total=False):
    """The fields of DetectorOptions, for functions that take them as `**options`."""

    model: str | os.PathLike[str]
    scheme: str
    hedge_kinds: Sequence[str] | None
    extra_cues: Mapping[str, str] | None
    ignore_cues: Sequence[str]
    ignore_kinds: Sequence[str]
    threshold: float | None
    markdown: bool | None
    depth: str
    calibration: Calibration | str | os.PathLike[str] | None


#: How each option is written outside Python, in the order in which options are documented.
SPELLINGS: Final[Mapping[str, Spelling]] = {
    option.name: option.metadata["spelling"] for option in fields(DetectorOptions)
}
#: The default of each option.
DEFAULTS: Final[Mapping[str, Any]] = {
    option.name: option.default for option in fields(DetectorOptions)
}
OPTION_NAMES: Final = tuple(SPELLINGS)


def takes_options(function: _Function) -> _Function:
    """Show each option, and not `**options`, in the signature of a function.

    Help texts, notebooks, scikit-learn and spaCy read signatures.

    >>> @takes_options
    ... def sentences(text: str, **options): ...
    >>> list(inspect.signature(sentences).parameters)[:3]
    ['text', 'model', 'scheme']
    """
    signature, types = inspect.signature(function), get_type_hints(Options)
    others = [each for each in signature.parameters.values() if each.kind != each.VAR_KEYWORD]
    options = [
        inspect.Parameter(
            name, inspect.Parameter.KEYWORD_ONLY, default=DEFAULTS[name], annotation=types[name]
        )
        for name in OPTION_NAMES
    ]
    function.__signature__ = signature.replace(  # type: ignore[attr-defined]
        parameters=[*others, *options]
    )
    return function
