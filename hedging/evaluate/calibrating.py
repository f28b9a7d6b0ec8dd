"""Answers graded right or wrong → a Calibration: what a model's words are worth.

Answers that sound alike are grouped, some thirty or more together; the share right of a group is a
point, and neighbours that would fall are pooled (isotonic regression). Without groups, isotonic
regression follows the accidents of 200 answers. A logistic curve has a somewhat smaller error where
the chance rises evenly, and a far greater one where it jumps, as between a hedge and no hedge
(`benchmarks.calibrating` compares them).

Where the 90 % interval of the AUROC holds 0.5, the wording tells right from wrong no better than
chance can, and there is one point: each answer has the share that is right.
"""

from __future__ import annotations

import json
import math
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from hedging.batch import Batch
from hedging.calibration import (
    CALIBRATION_FILE,
    Calibration,
    Marker,
    Point,
    read_calibration,
)
from hedging.detector import Detector, load_options
from hedging.errors import InputError, InputTypeError, checked_type
from hedging.evaluate.calibration_page import calibration_page
from hedging.evaluate.metrics import Metrics
from hedging.inputs import checked_texts
from hedging.jobs.files import write_atomic
from hedging.kinds import declines
from hedging.model.files import digits_of_answers, folder_of
from hedging.options import DetectorOptions, Options, takes_options
from hedging.stats.columns import Floats
from hedging.text.hashing import Bools, Ints
from hedging.wording import counted, one_line, shown_path

if TYPE_CHECKING:
    from typing_extensions import Unpack

#: The page of a calibration in its folder.
PAGE_FILE: Final = "calibration.html"
#: The fewest answers from which chances are learned.
LEAST_ANSWERS: Final = 20
_WORDS: Final = {
    **dict.fromkeys(("right", "correct", "true", "yes", "1", "1.0"), True),
    **dict.fromkeys(("wrong", "incorrect", "false", "no", "0", "0.0"), False),
    **dict.fromkeys(("", "not attempted", "na", "n/a", "nan", "none", "<na>"), None),
}
_BLANKS: Final = str.maketrans("_-", "  ")
_DRAWS: Final = 500
_FOLDS: Final = 5
# A point stands for so many answers at least, or for one of so many equal parts.
_OF_POINT: Final = 30
_MOST_POINTS: Final = 40
# Each point has so many answers more, with the share of all, so that none is at 0 or at 1.
_MORE: Final = 1.0
# A row of the table of cues has so many answers at least, and the table so many rows at most.
_LEAST_OF_CUE: Final = 5
_MOST_CUES: Final = 30


def read_grade(grade: object) -> bool | None:
    """Whether a grade says right; None for an answer that was not graded.

    Raises InputError for any other value.

    >>> read_grade("Correct"), read_grade(0), read_grade("not attempted")
    (True, False, None)
    """
    if grade is None or (isinstance(grade, float) and math.isnan(grade)):
        return None
    if isinstance(grade, np.generic):
        return read_grade(grade.item())
    if isinstance(grade, (int, float)) and grade in (0, 1):
        return bool(grade)
    # The missing value of pandas is of a type of its own.
    text = grade if isinstance(grade, str) else str(grade) if str(grade) == "<NA>" else "?"
    word = " ".join(text.translate(_BLANKS).split()).casefold()
    if word not in _WORDS:
        known = ", ".join(filter(None, _WORDS))
        raise InputError(
            f"grade {one_line(repr(grade))[:60]} is neither right nor wrong: expected one of "
            f"{known}, or nothing for an answer that was not graded"
        )
    return _WORDS[word]


@dataclass(slots=True)
class GradedAnswers:
    """Graded answers that claim something: how sure they sound, if they are right, and their cues.

    `ungraded` counts the answers without a grade, `claimless` those that claim nothing or decline.
    """

    confidence: list[float] = field(default_factory=list)
    right: list[bool] = field(default_factory=list)
    cues: list[frozenset[str]] = field(default_factory=list)
    ungraded: int = 0
    claimless: int = 0

    def add(self, batch: Batch, grades: Iterable[bool | None]) -> None:
        """Take in answers as they were read, with their grades."""
        for report, right in zip(batch, grades, strict=True):
            if right is None:
                self.ungraded += 1
            elif report.confidence is None or declines(report.declined):
                self.claimless += 1
            else:
                self.confidence.append(report.confidence)
                self.right.append(right)
                self.cues.append(
                    frozenset(" ".join(cue.text.lower().split()) for cue in report.cues)
                )

    def check(self) -> None:
        """Raise InputError for answers from which nothing can be learned."""
        size, right = len(self.right), sum(self.right)
        if size < LEAST_ANSWERS:
            raise InputError(
                f"{counted(size, 'graded answer')} that {'claims' if size == 1 else 'claim'} "
                f"something, expected {LEAST_ANSWERS} or more ({self.ungraded:,} without a grade, "
                f"{self.claimless:,} that claim nothing): grade more answers"
            )
        if right in (0, size):
            raise InputError(
                f"all {size:,} graded answers are {'right' if right else 'wrong'}: a calibration "
                "needs right and wrong ones"
            )

    def markers(self) -> tuple[Marker, ...]:
        """What is right where a cue stands, and where none stands, the most frequent first."""
        answers: Counter[str] = Counter()
        right: Counter[str] = Counter()
        for cues, is_right in zip(self.cues, self.right, strict=True):
            for cue in cues or {""}:
                answers[cue] += 1
                right[cue] += is_right
        rows = [Marker(cue, n, right[cue]) for cue, n in answers.items() if n >= _LEAST_OF_CUE]
        return tuple(sorted(rows, key=lambda row: (-row.answers, row.cue))[:_MOST_CUES])


class Fit(NamedTuple):
    """The chances at some confidences, with their 90 % intervals, and the AUROC with its own."""

    confidence: Floats
    chance: Floats
    low: Floats
    high: Floats
    auroc: float
    auroc_interval: tuple[float, float]

    def chances(self, confidence: Floats) -> Floats:
        """The chances of answers that sound so sure."""
        return np.interp(confidence, self.confidence, self.chance)


def fitted(confidence: Floats, right: Bools) -> Fit:
    """The chances of answers, with intervals by drawing the answers again.

    Equal answers give equal chances in every run.
    """
    # Answers that sound alike to three decimals are counted together.
    levels, of_level = np.unique(np.round(confidence, 3), return_inverse=True)
    size = len(levels)
    cells = np.bincount(of_level.ravel() + size * right, minlength=2 * size).astype(np.float64)
    random = np.random.default_rng(0)
    drawn = random.multinomial(len(right), cells / len(right), size=_DRAWS).astype(np.float64)
    # The first row is that of the answers themselves.
    wrong, right_at = np.vstack((cells, drawn)).reshape(-1, 2, size).transpose(1, 0, 2)
    aurocs = _aurocs(wrong, right_at)
    low, high = np.quantile(aurocs[1:], (0.05, 0.95)).tolist()
    count = wrong[0] + right_at[0]
    first = _first_of_groups(count) if low > 0.5 else np.zeros(1, dtype=np.int64)
    group = [np.add.reduceat(table, first, axis=-1) for table in (levels * count, count)]
    chances = _never_falling(
        *(np.add.reduceat(table, first, axis=1) for table in (right_at, wrong + right_at))
    )
    chance = chances[0]
    # Where all answers of a point are right, or all wrong, so they are in every draw.
    lows, highs = _wilson(chance, *(np.add.reduceat(own[0], first) for own in (right_at, wrong)))
    drawn_lows, drawn_highs = np.quantile(chances[1:], (0.05, 0.95), axis=0)
    ends = (
        np.minimum.reduce((drawn_lows, lows, chance)),
        np.maximum.reduce((drawn_highs, highs, chance)),
    )
    return Fit(group[0] / group[1], chance, *ends, float(aurocs[0]), (low, high))


def _wilson(chance: Floats, right: Floats, wrong: Floats) -> tuple[Floats, Floats]:
    """The 90 % intervals of the shares right of points; those of equal chance are one."""
    _, of_run = np.unique(chance, return_inverse=True)
    hits, misses = (np.bincount(of_run, own) for own in (right, wrong))
    rows = zip((hits + misses).astype(int).tolist(), hits.astype(int).tolist(), strict=True)
    low, high = np.array([Marker("", *row).interval for row in rows]).T
    return low[of_run], high[of_run]


def _first_of_groups(count: Floats) -> Ints:
    """The first level of each group of levels; a level with many answers is a group of its own.

    >>> _first_of_groups(np.array([12.0, 9.0, 13.0, 60.0, 20.0])).tolist()
    [0, 3, 4]
    """
    middle = count.cumsum() - count / 2
    group = middle // max(_OF_POINT, count.sum() / _MOST_POINTS)
    return np.unique(group, return_index=True)[1]


def _never_falling(right: Floats, total: Floats) -> Floats:
    """Isotonic regression of the share right over groups, a row for each draw.

    The value of a group is the greatest, over all groups that begin a run up to it, of the least
    mean of such a run on its way beyond it (Robertson, Wright and Dykstra 1988, 1.4).
    """
    share = right.sum(axis=1, keepdims=True) / total.sum(axis=1, keepdims=True)
    sums = [
        np.pad(table, ((0, 0), (1, 0))).cumsum(axis=1)
        for table in (right + _MORE * share, total + _MORE)
    ]
    # A row for where a run begins, a column for where it ends.
    right_of, total_of = (table[:, None, 1:] - table[:, :-1, None] for table in sums)
    size = right.shape[1]
    backward = np.tril(np.ones((size, size), dtype=np.bool_), -1)
    mean = np.where(backward, np.inf, right_of / np.where(backward, 1.0, total_of))
    least = np.minimum.accumulate(mean[:, :, ::-1], axis=2)[:, :, ::-1]
    highest = np.where(backward, -np.inf, least).max(axis=1)
    return np.asarray(highest)


def _aurocs(wrong: Floats, right: Floats) -> Floats:
    """The chance that a right answer sounds surer than a wrong one, a tie counting as half."""
    below = wrong.cumsum(axis=1) - wrong / 2
    pairs = wrong.sum(axis=1) * right.sum(axis=1)
    # A draw without a right or without a wrong answer says nothing.
    return np.where(pairs > 0, (right * below).sum(axis=1) / np.maximum(pairs, 1.0), 0.5)


def held_out_chances(confidence: Floats, right: Bools) -> Floats:
    """The chance of each answer by points that were made without its fold of five."""
    random = np.random.default_rng(0)
    fold = np.empty(len(right), dtype=np.int64)
    for grade in (False, True):
        rows = random.permutation(np.flatnonzero(right == grade))
        fold[rows] = np.arange(len(rows)) % _FOLDS
    chances = np.empty(len(right))
    for number in range(_FOLDS):
        out = fold == number
        if out.any():
            chances[out] = fitted(confidence[~out], right[~out]).chances(confidence[out])
    return chances


def calibration_of(answers: GradedAnswers, detector: Detector) -> Calibration:
    """The calibration of graded answers that this detector has read.

    Raises InputError for fewer than 20 answers that claim something, or with one grade alone.
    """
    answers.check()
    confidence, right = np.array(answers.confidence), np.array(answers.right)
    fit = fitted(confidence, right)
    unseen = Metrics(scores=held_out_chances(confidence, right).tolist(), truths=answers.right)
    error, by_chance = unseen.calibration_error(), unseen.chance_error()
    assert error is not None
    assert by_chance is not None
    return Calibration(
        model=detector.model.name,
        digits=digits_of_answers(folder_of(detector.options.model).resolve()),
        reading=detector.options.reading,
        answers=len(right),
        right=int(right.sum()),
        ungraded=answers.ungraded,
        claimless=answers.claimless,
        points=tuple(Point(*row) for row in zip(*(own.tolist() for own in fit[:4]), strict=True)),
        auroc=fit.auroc,
        auroc_interval=fit.auroc_interval,
        error=error,
        error_by_chance=by_chance,
        reliability=tuple(unseen.reliability()),
        cues=answers.markers(),
    )


def reading_detector(options: DetectorOptions) -> Detector:
    """The detector that reads graded answers under these options.

    Raises InputError for a depth that leaves out how sure a text sounds.
    """
    if options.depth == "cues":
        raise InputError("depth 'cues' leaves out how sure a text sounds, expected 'all'")
    return load_options(replace(options, calibration=None))


@takes_options
def calibrate(
    texts: Iterable[str],
    grades: Iterable[object],
    folder: str | os.PathLike[str] | None = None,
    *,
    overwrite: bool = False,
    **options: Unpack[Options],
) -> Calibration:
    """Learn what a model's words are worth, and write it to `folder`, if that is given.

    `grades` says for each text whether it is right: True or False, or a word such as "right",
    "incorrect", "yes" or "0"; None, "" and "not attempted" leave the text out. `overwrite` replaces
    a calibration in `folder`. The other parameters are those of `hedging.load`, which takes the
    result as `calibration`.

    Raises InputError for a grade that is neither, for fewer than 20 graded texts that claim
    something, and where all are right or all wrong.

    >>> import hedging
    >>> texts = ["It is Lima.", "I think it is Lima.", "It may be Lima."] * 30
    >>> grades = ["right", "wrong", "wrong"] * 20 + ["right", "right", "wrong"] * 10
    >>> calibration = calibrate(texts, grades)
    >>> detector = hedging.load(calibration=calibration)
    >>> sure, unsure = detector.detect("It is Oslo."), detector.detect("It may be Oslo.")
    >>> sure.chance > 0.8 > 0.2 > unsure.chance
    True
    """
    chosen = DetectorOptions(**options)  # type: ignore[arg-type]  # None is no cue
    if folder is not None:
        check_folder(folder, overwrite=overwrite)
    detector = reading_detector(chosen)
    documents = list(checked_texts(texts))
    if isinstance(grades, (str, bytes)):
        raise InputTypeError(f"expected the grade of each text, got a {type(grades).__name__}")
    given = list(grades)
    if len(given) != len(documents):
        raise InputError(f"got {len(given)} grades, but {len(documents)} texts")
    known = []
    for number, grade in enumerate(given):
        try:
            known.append(read_grade(grade))
        except InputError as error:
            raise InputError(f"text {number}: {error}") from error
    answers = GradedAnswers()
    answers.add(detector.detect_batch(documents), known)
    calibration = calibration_of(answers, detector)
    if folder is not None:
        write_calibration(calibration, folder)
    return calibration


def check_folder(folder: str | os.PathLike[str], *, overwrite: bool) -> None:
    """Raise InputError for a folder that holds something.

    With `overwrite`, a calibration may be there, which a new one replaces.
    """
    path = Path(checked_type(folder, (str, os.PathLike), "the name of a folder"))
    if not os.path.lexists(path) or (path.is_dir() and not any(path.iterdir())):
        return
    try:
        read_calibration(path)
    except InputError as error:
        raise InputError(
            f"{shown_path(path)} exists and holds no calibration: name another folder"
        ) from error
    if not overwrite:
        raise InputError(
            f"{shown_path(path)} holds a calibration: name another folder, or let it be "
            "overwritten (--overwrite)"
        )


def write_calibration(calibration: Calibration, folder: str | os.PathLike[str]) -> None:
    """Write a calibration and its page into a folder, which is made if need be."""
    path = Path(folder)
    path.mkdir(parents=True, exist_ok=True)
    write_atomic(path / PAGE_FILE, calibration_page(calibration).encode("utf-8", "replace"))
    content = json.dumps(calibration.to_dict(), indent=1) + "\n"
    write_atomic(path / CALIBRATION_FILE, content.encode("ascii"))
