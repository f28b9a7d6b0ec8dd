"""The options of detection: one object that every surface takes its options from.

`hedging.load`, the commands, the integrations, batch jobs and `[tool.hedging]` of a pyproject.toml
have the fields of DetectorOptions, under the same names. This module imports no numpy, so that the
command line can describe its options at once.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from numbers import Real
from typing import Any, Final

from hedging.errors import InputError, InputTypeError, checked_names
from hedging.kinds import KINDS, known_kinds

#: The model that is used when none is named.
DEFAULT_MODEL: Final = "light"
#: The depths of an answer: the cues alone, or all that is known of them.
DEPTHS: Final = ("cues", "all")
DEFAULT_DEPTH: Final = "all"
#: The scheme that is used when none is named.
DEFAULT_SCHEME: Final = "general"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorOptions:
    """The options of a detector, checked; equal options give equal answers.

    `model` is the role of a released model (`light`, `accurate`, `auto`), the name of one, or the
    folder of the caller's own. `scheme` says whose
    definition of a hedge decides. `hedge_kinds` are the kinds that make a sentence hedged (None:
    the scheme's own). `extra_cues` maps words to a kind: they are cues wherever they stand.
    `ignore_cues` are cues of the model, and `ignore_kinds` kinds, that are left out. `threshold` is
    the probability from which on a sentence counts as hedged (None: the scheme's own). `markdown`
    True reads texts as Markdown, whose code, addresses and other markup are no prose; False reads
    them as they are, but for marks of strong emphasis (`**`); None decides by a file's name, where
    a text has one, and is else False. `band` is for a model with an encoder: two probabilities; the
    encoder reads the sentences that have a score or a candidate between them (None: the model's
    own). `depth` "all" also says what each cue makes uncertain, how much, and whose doubt it is;
    "cues" leaves that out and is faster. `pure` True leaves the compiled kernel out; the answers
    are the same.

    Raises InputError for a wrong value, InputTypeError for a wrong type.

    >>> DetectorOptions(hedge_kinds=["weasel", "epistemic"]).hedge_kinds
    ('epistemic', 'weasel')
    """

    model: str | os.PathLike[str] = DEFAULT_MODEL
    scheme: str = DEFAULT_SCHEME
    hedge_kinds: Sequence[str] | None = None
    extra_cues: Mapping[str, str] = CueKinds({})
    ignore_cues: Sequence[str] = ()
    ignore_kinds: Sequence[str] = ()
    threshold: float | None = None
    markdown: bool | None = None
    band: tuple[float, float] | None = None
    depth: str = DEFAULT_DEPTH
    pure: bool = False

    def __post_init__(self) -> None:
        def store(name: str, value: object) -> None:
            object.__setattr__(self, name, value)

        if not isinstance(self.model, (str, os.PathLike)):
            raise InputTypeError(
                f"expected a model's name or folder, got {type(self.model).__name__}"
            )
        if not isinstance(self.scheme, str):
            raise InputTypeError(f"expected the name of a scheme, got {type(self.scheme).__name__}")
        if self.hedge_kinds is not None:
            store("hedge_kinds", known_kinds(self.hedge_kinds))
        store("extra_cues", _checked_extra_cues(self.extra_cues))
        store("ignore_cues", checked_names(self.ignore_cues, "ignore_cues"))
        ignored = checked_names(self.ignore_kinds, "ignore_kinds")
        store("ignore_kinds", known_kinds(ignored, "ignore_kinds") if ignored else ())
        store("threshold", _checked_threshold(self.threshold))
        if self.markdown is not None and not isinstance(self.markdown, bool):
            raise InputTypeError(
                f"expected True, False or None for markdown, got {self.markdown!r}"
            )
        store("band", _checked_band(self.band))
        checked_depth(self.depth)
        if not isinstance(self.pure, bool):
            raise InputTypeError(f"expected True or False for pure, got {self.pure!r}")

    def to_dict(self) -> dict[str, Any]:
        """The options as plain data for JSON."""
        row: dict[str, Any] = {option.name: getattr(self, option.name) for option in fields(self)}
        row["model"] = os.fspath(self.model)
        row["extra_cues"] = dict(self.extra_cues)
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in row.items()
        }


#: The names of the options, in the order in which they are documented.
OPTION_NAMES: Final = tuple(option.name for option in fields(DetectorOptions))


def checked_depth(depth: object) -> str:
    """A depth that is one of DEPTHS.

    Raises InputTypeError for another type, InputError for another value.
    """
    if not isinstance(depth, str):
        raise InputTypeError(f"expected a str as depth, got {type(depth).__name__}")
    if depth not in DEPTHS:
        raise InputError(f"unknown depth {depth!r}; expected {' or '.join(map(repr, DEPTHS))}")
    return depth


def _checked_extra_cues(extra_cues: Mapping[str, str] | None) -> CueKinds:
    if extra_cues is None:
        return CueKinds({})
    if not isinstance(extra_cues, Mapping):
        raise InputTypeError(
            "expected extra cues with their kinds, such as {'murky': 'epistemic'}, "
            f"got {type(extra_cues).__name__}"
        )
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


def _checked_band(band: object) -> tuple[float, float] | None:
    if band is None:
        return None
    if isinstance(band, str) or not isinstance(band, Sequence) or len(band) != 2:
        raise InputTypeError(
            f"expected two probabilities as band, such as (0.1, 0.9), got {band!r}"
        )
    for edge in band:
        if isinstance(edge, bool) or not isinstance(edge, Real):
            raise InputTypeError(f"expected two numbers as band, such as (0.1, 0.9), got {band!r}")
    low, high = band
    if not 0 <= low <= high <= 1:
        raise InputError(f"expected a band from 0 to 1, the lower edge first, got {band!r}")
    return float(low), float(high)


def _checked_threshold(threshold: float | None) -> float | None:
    if threshold is None:
        return None
    if isinstance(threshold, bool) or not isinstance(threshold, Real):
        raise InputTypeError(f"expected a number as threshold, got {type(threshold).__name__}")
    if not 0 <= threshold <= 1:
        raise InputError(f"expected a threshold from 0 to 1, got {threshold!r}")
    return float(threshold)
