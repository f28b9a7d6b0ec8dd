"""Answers graded right or wrong → a Calibration: what a model's words are worth.

The curve is logistic in the log-odds of the confidence, with a slope that is never below 0. Two
hundred answers are too few for more: isotonic regression follows the accidents of a sample, and has
a greater calibration error on unseen answers, but where the chance jumps (`benchmarks.calibrating`
compares them).

Where the 90 % interval of the AUROC holds 0.5, the wording tells right from wrong no better than
chance can, and the curve is flat: each answer has the share that is right.
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
    MARGIN,
    STOPS,
    Calibration,
    Marker,
    read_calibration,
)
from hedging.detector import Detector, load_options
from hedging.errors import InputError, InputTypeError, checked_type
from hedging.evaluate.calibration_page import calibration_page
from hedging.evaluate.metrics import Metrics
from hedging.inputs import checked_texts
from hedging.jobs.files import write_atomic
from hedging.model.files import digits_of, folder_of
from hedging.model.scoring import log_odds, logistic
from hedging.options import DetectorOptions, Options, takes_options
from hedging.stats.columns import Floats
from hedging.text.hashing import Bools
from hedging.wording import counted, one_line, shown_path

if TYPE_CHECKING:
    from typing_extensions import Unpack

#: The page of a calibration in its folder.
PAGE_FILE: Final = "calibration.html"
#: The fewest answers from which a curve is learned.
LEAST_ANSWERS: Final = 20
_WORDS: Final = {
    **dict.fromkeys(("right", "correct", "true", "yes", "1"), True),
    **dict.fromkeys(("wrong", "incorrect", "false", "no", "0"), False),
    **dict.fromkeys(("", "not attempted"), None),
}
_DRAWS: Final = 500
_FOLDS: Final = 5
# The pull of the slope towards 0, in squares of log-odds per standard deviation of what is read,
# and the weight of an answer that is half right: both keep the curve of few answers finite.
_PULL: Final = 1.0
_HALF: Final = 0.5
# The longest step of Newton's method, and the number of its steps.
_LONGEST, _STEPS = 2.0, 25
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
    if isinstance(grade, (int, float)) and grade in (0, 1):
        return bool(grade)
    word = " ".join(grade.replace("_", " ").split()).casefold() if isinstance(grade, str) else "?"
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

    `ungraded` counts the answers without a grade, `claimless` those that claim nothing.
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
            elif report.confidence is None:
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


class _Curves(NamedTuple):
    """The slope and the intercept of one curve or of many."""

    slope: Floats
    intercept: Floats

    def chances(self, confidence: Floats) -> Floats:
        """The chances of answers that sound so sure, with a row for each curve."""
        evidence = log_odds(confidence, MARGIN)
        return logistic(self.intercept[:, None] + self.slope[:, None] * evidence)


class _Fit(NamedTuple):
    """The curve, the curves of answers drawn again, and the AUROC with its 90 % interval."""

    curve: _Curves
    drawn: _Curves
    auroc: float
    interval: tuple[float, float]


def fitted(confidence: Floats, right: Bools) -> _Fit:
    """The curve from confidences to chances, with curves of answers that are drawn again.

    Equal answers give the same curve in every run.
    """
    # Answers that sound alike to three decimals are counted together, so that 500 draws are quick.
    levels, of_level = np.unique(np.round(confidence, 3), return_inverse=True)
    size = len(levels)
    cells = np.bincount(of_level.ravel() + size * right, minlength=2 * size).astype(np.float64)
    random = np.random.default_rng(0)
    drawn = random.multinomial(len(right), cells / len(right), size=_DRAWS).astype(np.float64)
    counts = np.vstack((cells, drawn)).reshape(-1, 2, size)
    wrong, right_at = counts[:, 0], counts[:, 1]
    aurocs = _aurocs(wrong, right_at)
    low, high = np.quantile(aurocs[1:], (0.05, 0.95)).tolist()
    if low > 0.5:
        curves = _logistic_curves(log_odds(levels, MARGIN), wrong, right_at)
    else:
        curves = _flat_curves(wrong, right_at)
    first, rest = (_Curves(*(part[rows] for part in curves)) for rows in (slice(1), slice(1, None)))
    return _Fit(first, rest, float(aurocs[0]), (low, high))


def _aurocs(wrong: Floats, right: Floats) -> Floats:
    """The chance that a right answer sounds surer than a wrong one, a tie counting as half."""
    below = wrong.cumsum(axis=1) - wrong / 2
    pairs = wrong.sum(axis=1) * right.sum(axis=1)
    # A draw without a right or without a wrong answer says nothing.
    return np.where(pairs > 0, (right * below).sum(axis=1) / np.maximum(pairs, 1.0), 0.5)


def _flat_curves(wrong: Floats, right: Floats) -> _Curves:
    odds = (right.sum(axis=1) + _HALF) / (wrong.sum(axis=1) + _HALF)
    return _Curves(np.zeros(len(odds)), np.log(odds))


def _logistic_curves(evidence: Floats, wrong: Floats, right: Floats) -> _Curves:
    """Logistic regressions by Newton's method, a row of counts for each."""
    total = wrong + right
    center = float(np.average(evidence, weights=total[0]))
    # All that sounds surer than 99 % counts as 99 %, so that evidence can be alike.
    spread = math.sqrt(np.average((evidence - center) ** 2, weights=total[0])) or 1.0
    x = (evidence - center) / spread
    _, intercept = _flat_curves(wrong, right)
    slope = np.zeros(len(total))
    for _ in range(_STEPS):
        p = logistic(intercept[:, None] + slope[:, None] * x)
        middle = logistic(intercept)
        bend, misfit = total * p * (1 - p), right - total * p
        gradient = misfit.sum(axis=1) + _HALF - 2 * _HALF * middle, misfit @ x - _PULL * slope
        h00, h01 = bend.sum(axis=1) + 2 * _HALF * middle * (1 - middle), bend @ x
        h11 = bend @ x**2 + _PULL
        determinant = h00 * h11 - h01**2
        steps = (
            (h11 * gradient[0] - h01 * gradient[1]) / determinant,
            (h00 * gradient[1] - h01 * gradient[0]) / determinant,
        )
        intercept = intercept + np.clip(steps[0], -_LONGEST, _LONGEST)
        slope = slope + np.clip(steps[1], -_LONGEST, _LONGEST)
    flat = _flat_curves(wrong, right)
    falls = slope < 0
    slope = np.where(falls, 0.0, slope / spread)
    return _Curves(slope, np.where(falls, flat.intercept, intercept - slope * center))


def held_out_chances(confidence: Floats, right: Bools) -> Floats:
    """The chance of each answer by a curve that was fitted without its fold of five."""
    random = np.random.default_rng(0)
    fold = np.empty(len(right), dtype=np.int64)
    for grade in (False, True):
        rows = random.permutation(np.flatnonzero(right == grade))
        fold[rows] = np.arange(len(rows)) % _FOLDS
    chances = np.empty(len(right))
    for number in range(_FOLDS):
        out = fold == number
        if out.any():
            curve = fitted(confidence[~out], right[~out]).curve
            chances[out] = curve.chances(confidence[out])[0]
    return chances


def calibration_of(answers: GradedAnswers, detector: Detector) -> Calibration:
    """The calibration of graded answers that this detector has read.

    Raises InputError for fewer than 20 answers that claim something, or with one grade alone.
    """
    answers.check()
    confidence, right = np.array(answers.confidence), np.array(answers.right)
    fit = fitted(confidence, right)
    unseen = Metrics(scores=held_out_chances(confidence, right).tolist(), truths=answers.right)
    stops = np.array(STOPS)
    low, high = np.quantile(fit.drawn.chances(stops), (0.05, 0.95), axis=0)
    # The curve lies in its interval, also where the draws of few answers lie beside it.
    curve = fit.curve.chances(stops)[0]
    error = unseen.calibration_error()
    assert error is not None
    return Calibration(
        model=detector.model.name,
        digits=digits_of(folder_of(detector.options.model).resolve()),
        reading=detector.options.reading,
        answers=len(right),
        right=int(right.sum()),
        ungraded=answers.ungraded,
        claimless=answers.claimless,
        slope=float(fit.curve.slope[0]),
        intercept=float(fit.curve.intercept[0]),
        low=tuple(np.minimum(low, curve).tolist()),
        high=tuple(np.maximum(high, curve).tolist()),
        auroc=fit.auroc,
        auroc_interval=fit.interval,
        error=error,
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
