"""How sure a text sounds, how hedged its sentences are → how far readers of it differ.

`reader_count` is about the number of hedged sentences, `spread` about a confidence.

Readers give the same words different numbers: 46 who were asked how likely something "probable" is
said 60 of 100 or less in one case of ten, and 85 or more in another. On the scale of log-odds their
spread is about the same for all 17 phrases of that survey, so that one width serves:

    ln(low / (1 - low))    =  ln(c / (1 - c)) - APART
    ln(high / (1 - high))  =  ln(c / (1 - c)) + APART
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple, TypeVar, overload

import numpy as np
import numpy.typing as npt

from hedging.errors import InputError
from hedging.released import released_name, role_of

#: Half the width of the band in log-odds: four of five answers of that survey lie within it
#: (zonination, Perceptions of probability, 2015; `python -m benchmarks.confidence`).
APART: Final = 1.0
#: The standard deviation of what readers and texts have of their own, in sentences per sentence: on
#: 300 sentences of each of ten registers, two readers counted so much more or less than the scores
#: of the sentences explain (`python -m benchmarks.counting`).
OWN: Final = 0.011
# Nine in ten of a normal distribution lie so many standard deviations around its mean.
_NINE_IN_TEN: Final = 1.645
#: How far the share of any number of sentences may be off what nine in ten careful readers count,
#: in points: their own part does not shrink with more sentences.
READER_POINTS: Final = 100 * _NINE_IN_TEN * OWN

_Floats = TypeVar("_Floats", bound=npt.NDArray[np.float64])


@overload
def spread(confidence: float) -> tuple[float, float]: ...
@overload
def spread(confidence: _Floats) -> tuple[_Floats, _Floats]: ...
def spread(confidence: float | _Floats) -> tuple[float, float] | tuple[_Floats, _Floats]:
    """The band in which four of five readers would answer: one in ten below it, one in ten above.

    `confidence` is one number from 0 to 1 or an array of them, and so is each end of the band. NaN,
    a text that claims nothing, stays NaN. Raises InputError for other numbers.

    >>> [round(end, 2) for end in spread(0.7)]
    [0.46, 0.86]
    >>> low, high = spread(np.array([0.2, 0.95]))
    >>> low.round(2).tolist(), high.round(2).tolist()
    ([0.08, 0.87], [0.4, 0.98])
    """
    try:
        given = np.asarray(confidence, dtype=np.float64)
    except (TypeError, ValueError):
        raise InputError(f"a confidence is a number from 0 to 1, not {confidence!r}") from None
    wrong = given[(given < 0) | (given > 1)]
    if wrong.size:
        raise InputError(f"a confidence is a number from 0 to 1, not {wrong.flat[0]:g}")
    # c·e^a / (c·e^a + 1 - c), without a logarithm of 0.
    low, high = (
        given * factor / (given * factor + 1 - given) for factor in np.exp([-APART, APART])
    )
    return (low, high) if given.ndim else (float(low), float(high))


class Agreement(NamedTuple):
    """How well a model agrees with readers.

    `recall` is the share of the sentences that careful readers call hedged which it counts, and
    `precision` the share of what it counts that is right. `correlation` and `error` compare its
    confidence with how sure people said that a text sounds.
    """

    recall: float
    precision: float
    correlation: float
    error: float


#: How many sentences of running text were read, how well two readers agree (F1; `python -m
#: benchmarks.readers`), how many texts people rated, and how well the model of each role does
#: (`python -m benchmarks.counting` and `python -m benchmarks.confidence`).
READ: Final = 3000
RATED: Final = 1872
READERS: Final = 0.97
_MODELS: Final[Mapping[str, Agreement]] = {
    "light": Agreement(0.89, 0.89, 0.83, 0.1),
    "accurate": Agreement(0.9, 0.92, 0.92, 0.07),
    "auto": Agreement(0.9, 0.92, 0.915, 0.07),
}


def agreement(model: str) -> Agreement | None:
    """How well a released model agrees with careful readers; None for any other model.

    >>> agreement("light")
    Agreement(recall=0.89, precision=0.89, correlation=0.83, error=0.1)
    >>> agreement("mine") is None
    True
    """
    role = role_of(released_name(model))
    return None if role is None else _MODELS[role]


def reader_count(scores: Sequence[float], own: float = OWN) -> tuple[int, int]:
    """Between which numbers nine in ten careful readers count hedged sentences, from their scores.

    A score p is the probability that a sentence is hedged. So the number that a reader counts has
    the mean sum of p and the variance sum of p (1 - p); `own` is what readers and texts have of
    their own. The ends are whole numbers from 0 to the number of sentences.

    >>> reader_count([0.97, 0.02, 0.01]), reader_count([0.97, 0.55, 0.4]), reader_count([])
    ((1, 1), (1, 3), (0, 0))
    """
    expected, total = sum(scores), len(scores)
    variance = sum(score * (1 - score) for score in scores) + (own * total) ** 2
    reach = _NINE_IN_TEN * math.sqrt(variance)
    return max(round(expected - reach), 0), min(round(expected + reach), total)
