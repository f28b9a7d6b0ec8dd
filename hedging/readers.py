"""How sure a text sounds → how far readers of it differ.

Readers give the same words different numbers: 46 who were asked how likely something "probable" is
said 60 of 100 or less in one case of ten, and 85 or more in another. On the scale of log-odds their
spread is about the same for all 17 phrases of that survey, so that one width serves:

    ln(low / (1 - low))    =  ln(c / (1 - c)) - APART
    ln(high / (1 - high))  =  ln(c / (1 - c)) + APART
"""

from __future__ import annotations

from typing import Final, TypeVar, overload

import numpy as np
import numpy.typing as npt

from hedging.errors import InputError

#: Half the width of the band in log-odds: four of five answers of that survey lie within it
#: (zonination, Perceptions of probability, 2015; `python -m benchmarks.confidence`).
APART: Final = 1.0

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
