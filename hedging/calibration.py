"""How sure an answer sounds → the chance that it is right, by points that graded answers taught.

`hedging.calibrate` makes a Calibration (`hedging.evaluate.calibrating`). Its file is JSON, so that
reading it runs no code, and using it needs no library. Between two points the chance is a line,
and it never falls: what sounds surer never has a lower chance.
"""

from __future__ import annotations

import os
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, fields
from itertools import pairwise
from math import isnan, sqrt
from pathlib import Path
from typing import Any, Final, NamedTuple

from hedging.errors import InputError, checked_type
from hedging.wording import counted, one_line, shown_path

#: The file of a calibration in its folder.
CALIBRATION_FILE: Final = "calibration.json"
_FORMAT: Final = 1
#: Fewer answers, or fewer of a grade, carry rough chances at best.
FEW_ANSWERS: Final = 100
FEW_OF_A_GRADE: Final = 20
# The normal quantile of 90 % intervals.
_Z90: Final = 1.6449


class Point(NamedTuple):
    """The chance of an answer that sounds so sure, with its 90 % interval."""

    confidence: float
    chance: float
    low: float
    high: float


class Marker(NamedTuple):
    """The answers in which a cue stands, in lower case, and how many are right; "" is no cue."""

    cue: str
    answers: int
    right: int

    @property
    def share(self) -> float:
        """The share that is right."""
        return self.right / self.answers

    @property
    def interval(self) -> tuple[float, float]:
        """The 90 % interval of the share (Wilson 1927).

        >>> [round(end, 2) for end in Marker("i believe", 20, 5).interval]
        [0.13, 0.43]
        """
        n, z2 = self.answers, _Z90**2
        middle = (self.right + z2 / 2) / (n + z2)
        half = _Z90 * sqrt(self.share * (1 - self.share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
        return max(0.0, middle - half), min(1.0, middle + half)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What a model's words are worth, learned from `answers`, of which `right` are right.

    `model` and `digits` name the model of hedging that read the answers, and `reading` its options
    as JSON. Between its `points` the chance is a line, and beyond them it stays. `auroc` is the
    chance that a right answer sounds surer than a wrong one, with a 90 % interval. `error` is the
    calibration error of answers that the points have not seen, and `error_by_chance` what it stays
    below in 95 of 100 cases if all chances are true. `reliability` has their mean chance, their
    share right and their number by tenths of the chance. `ungraded` answers have no grade,
    and `claimless` ones claim nothing or decline to answer: both are left out. `cues` says what was
    right where a cue stands.
    """

    model: str
    digits: str
    reading: str
    answers: int
    right: int
    ungraded: int
    claimless: int
    points: tuple[Point, ...]
    auroc: float
    auroc_interval: tuple[float, float]
    error: float
    error_by_chance: float
    reliability: tuple[tuple[float, float, int], ...]
    cues: tuple[Marker, ...]
    #: The model, and digits of all that the calibration holds.
    name: str = field(init=False, compare=False)

    def __post_init__(self) -> None:
        import json  # `hedging --help` waits for neither
        from hashlib import sha256

        content = {each.name: getattr(self, each.name) for each in _GIVEN}
        digits = sha256(json.dumps(content).encode("ascii")).hexdigest()[:8]
        object.__setattr__(self, "name", f"{self.model}+{digits}")

    @property
    def is_flat(self) -> bool:
        """Whether every answer has the same chance, since its wording says nothing."""
        return self.points[0].chance == self.points[-1].chance

    def chance(self, confidence: float | None) -> float | None:
        """The chance that an answer which sounds so sure is right; None where it claims nothing."""
        # A column of numbers has NaN in the place of None.
        return None if confidence is None or isnan(confidence) else self.point(confidence).chance

    def interval(self, confidence: float) -> tuple[float, float]:
        """The 90 % interval of the chance of an answer that sounds so sure."""
        point = self.point(confidence)
        return point.low, point.high

    def point(self, confidence: float) -> Point:
        """The chance of an answer that sounds so sure, on the line between its neighbours."""
        after = bisect_right(self.points, confidence, key=lambda point: point.confidence)
        if after in (0, len(self.points)):
            return self.points[max(after - 1, 0)]._replace(confidence=confidence)
        begin, end = self.points[after - 1 : after + 1]
        part = (confidence - begin.confidence) / (end.confidence - begin.confidence)
        # In this form the chance never leaves the two ends, and never falls, to the last bit.
        pairs = zip(begin, end, strict=True)
        return Point(*(one if one == other else one + part * (other - one) for one, other in pairs))

    @property
    def cautions(self) -> tuple[str, ...]:
        """What to know before the chances are trusted."""
        wrong, lines = self.answers - self.right, []
        low, high = self.auroc_interval
        if high < 0.5:
            lines.append(
                "the surer these answers sound, the less often they are right: chances that "
                "never fall cannot say so, and every answer has the same chance"
            )
        elif low <= 0.5:
            lines.append(
                "how sure these answers sound says nothing about whether they are right: every "
                "answer has the same chance"
            )
        if self.answers < FEW_ANSWERS:
            lines.append(
                f"warning: {counted(self.answers, 'answer')} carry rough chances at best: grade "
                f"{FEW_ANSWERS} or more"
            )
        for grade, number in (("right", self.right), ("wrong", wrong)):
            if number < FEW_OF_A_GRADE:
                lines.append(
                    f"warning: only {counted(number, 'answer')} {'is' if number == 1 else 'are'} "
                    f"{grade}: grade answers until {FEW_OF_A_GRADE} or more are"
                )
        return tuple(lines)

    @property
    def left_out(self) -> str:
        """How many answers taught nothing, and why."""
        return f"left out: {self.ungraded:,} without a grade, {self.claimless:,} that claim nothing"

    def tenths(self) -> tuple[Point, ...]:
        """The chances at the tenths of the confidence, from the first point to the last."""
        first, last = self.points[0], self.points[-1]
        between = (number / 10 for number in range(11))
        inside = (tenth for tenth in between if first.confidence < tenth < last.confidence)
        return tuple(dict.fromkeys((first, *map(self.point, inside), last)))

    def summary(self) -> list[str]:
        """In a line each: from how many answers, how well they sound right, how wrong it may be."""
        low, high = self.auroc_interval
        return [
            f"{counted(self.answers, 'answer')}, {self.right / self.answers:.0%} right; "
            f"{self.left_out}",
            f"a right answer sounds surer than a wrong one in {self.auroc:.0%} of pairs "
            f"({low:.0%} to {high:.0%}; 50% is chance)",
            *self.cautions,
            f"calibration error on answers that it has not seen: {self.error:.3f} (true chances "
            f"have up to {self.error_by_chance:.3f})",
        ]

    def __str__(self) -> str:
        lines = self.summary()
        chosen = () if self.is_flat else (0, len(self.points) // 2, len(self.points) - 1)
        lines += [
            f"sounds {point.confidence:.0%} sure: right in {point.chance:.0%} ({point.low:.0%} to "
            f"{point.high:.0%})"
            for point in (self.points[k] for k in dict.fromkeys(chosen))
        ]
        lines += [
            f"{where}: {counted(marker.answers, 'answer')}, {marker.share:.0%} right"
            for marker in self.cues[:5]
            for where in [f"says '{one_line(marker.cue)}'" if marker.cue else "says no cue"]
        ]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """The calibration in a notebook: its summary, and the chances as a table."""
        # Numbers and words of our own, in which nothing needs to be escaped.
        heads = "".join(f"<th>{head}</th>" for head in ("sounds sure", "right", "90 % interval"))
        rows = "".join(
            f"<tr><th>{point.confidence:.0%}</th><td>{point.chance:.0%}</td>"
            f"<td>{point.low:.0%} to {point.high:.0%}</td></tr>"
            for point in self.tenths()
        )
        lines = "".join(f"<div>{line}</div>" for line in self.summary())
        return f"{lines}<table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>"

    def to_dict(self) -> dict[str, Any]:
        """The calibration as plain data for JSON, as its file has it."""
        return {"format": _FORMAT, **asdict(self)}

    def check_model(self, name: str, digits: str | None = None, reading: str | None = None) -> None:
        """Raise InputError if another model reads than the one that read the graded answers."""
        for read, own, what in (
            (name, self.model, "the model"),
            (digits, self.digits, f"a model {name} with the digits"),
            (reading, self.reading, "the options"),
        ):
            if read is not None and read != own:
                raise InputError(
                    f"the calibration {self.name} was made with {what} {own}, and not with {read}: "
                    "run hedging calibrate with the model and the options that you use"
                )


_GIVEN: Final = tuple(each for each in fields(Calibration) if each.init)


def checked_calibration(calibration: object) -> Calibration | None:
    """The calibration itself, or that in the given folder; None without one."""
    if calibration is None or isinstance(calibration, Calibration):
        return calibration
    expected = "a Calibration, or the folder of one"
    return read_calibration(checked_type(calibration, (str, os.PathLike), expected))  # type: ignore[arg-type]


def read_calibration(folder: str | os.PathLike[str]) -> Calibration:
    """The calibration in a folder that `hedging calibrate` wrote.

    Raises InputError, which names the file, for one that is missing or damaged.
    """
    import json

    path = Path(folder, CALIBRATION_FILE)
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        reason = error.strerror or error
    except (ValueError, RecursionError) as error:
        reason = f"it is not JSON: {one_line(str(error))}"
    else:
        if isinstance(content, dict) and content.get("format") == _FORMAT:
            try:
                return _unpacked(content)
            except ValueError as error:
                reason = str(error)
        else:
            found = content.get("format") if isinstance(content, dict) else type(content).__name__
            reason = f"it has the format {found!r}, expected {_FORMAT}"
    raise InputError(
        f"cannot read the calibration {shown_path(path)}: {reason}; hedging calibrate makes one"
    )


def _is_count(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_share(value: object) -> bool:
    return type(value) in (int, float) and 0 <= value <= 1  # type: ignore[operator]


def _are_shares(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(map(_is_share, value))


def _is_rows(*checks: Callable[[object], bool]) -> Callable[[object], bool]:
    return lambda value: (
        isinstance(value, list)
        and all(
            isinstance(row, list)
            and len(row) == len(checks)
            and all(check(cell) for check, cell in zip(checks, row, strict=True))
            for row in value
        )
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


# How each field is checked, and the words for it in an error.
_CHECKS: Final[dict[str, tuple[Callable[[object], bool], str]]] = {
    **dict.fromkeys(("model", "digits", "reading"), (_is_text, "a string")),
    **dict.fromkeys(("right", "ungraded", "claimless"), (_is_count, "a whole number")),
    "answers": (lambda value: _is_count(value) and value != 0, "a whole number above 0"),
    "points": (_is_rows(*[_is_share] * 4), "rows of four numbers from 0 to 1"),
    **dict.fromkeys(("auroc", "error", "error_by_chance"), (_is_share, "a number from 0 to 1")),
    "auroc_interval": (_are_shares, "two numbers from 0 to 1"),
    "reliability": (_is_rows(_is_share, _is_share, _is_count), "rows of two shares and a number"),
    "cues": (_is_rows(_is_text, _is_count, _is_count), "rows of a cue and two numbers"),
}


def _unpacked(content: dict[str, Any]) -> Calibration:
    """The calibration of a file's content; ValueError for content that does not fit."""
    for name, (fits, expected) in _CHECKS.items():
        if name not in content:
            raise ValueError(f"it has no {name}")
        if not fits(content[name]):
            found = one_line(repr(content[name]))[:60]
            raise ValueError(f"its {name} is {found}, expected {expected}")
    own = {each.name: content[each.name] for each in _GIVEN}
    own["points"] = tuple(Point(*row) for row in own["points"])
    own["reliability"] = tuple(map(tuple, own["reliability"]))
    own["cues"] = tuple(Marker(*row) for row in own["cues"])
    counts = [(own["right"], own["answers"]), *((row.right, row.answers) for row in own["cues"])]
    if any(right > answers or not answers for right, answers in counts):
        raise ValueError("it has more right answers than answers")
    if not own["points"] or any(
        before.confidence >= after.confidence or before.chance > after.chance
        for before, after in pairwise(own["points"])
    ):
        raise ValueError("its points are none, or do not rise")
    listed = {name: tuple(value) for name, value in own.items() if isinstance(value, list)}
    return Calibration(**own | listed)
