"""Columns of scores → plots with matplotlib, which is looked for when one is asked for.

pip install 'hedging[plot]'
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.errors import MissingExtraError
from hedging.marks import MARKS

_HEDGED, _OTHER = "#b5762a", "#c9c9c4"
# Where the rows of cues lie below the bars, and how far apart, on an axis on which the bars reach 1.
_BELOW, _APART = -0.08, 0.06
# Width and height of new axes, in inches.
_WIDE, _EVEN = (9.0, 3.6), (6.0, 3.6)


def along(
    spans: npt.NDArray[np.int64],
    scores: npt.NDArray[np.float64],
    hedged: npt.NDArray[np.bool_],
    cues: Mapping[str, Sequence[int]],
    ax: Any = None,
) -> Any:
    """Bars of sentences, `spans` being their starts and ends, and the places of the cues of each kind below; returns the axes."""
    ax = _axes(ax, _WIDE)
    from matplotlib.collections import PolyCollection

    for wanted, colour, label in ((True, _HEDGED, "hedged"), (False, _OTHER, "not hedged")):
        of = hedged == wanted
        corners = np.zeros((of.sum(), 4, 2))
        corners[:, [0, 1], 0], corners[:, [2, 3], 0] = spans[of, :1], spans[of, 1:]
        corners[:, [1, 2], 1] = scores[of, None]
        ax.add_collection(PolyCollection(list(corners), facecolor=colour, label=label))
    present = [kind for kind in cues if cues[kind]]
    for row, kind in enumerate(present):
        mark = MARKS[kind]
        height = np.full(len(cues[kind]), _BELOW - _APART * row)
        ax.scatter(cues[kind], height, marker=f"${mark.letter}$", color=mark.light, s=36, label=kind, clip_on=False)
    ax.set(xlabel="place in the text, in characters", ylabel="probability of being hedged")
    ax.set_xlim(0, max(1, int(spans.max(initial=0))))
    ax.set_ylim(_BELOW - _APART * len(present), 1)
    ax.set_yticks(np.arange(0, 1.01, 0.25))
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    return ax


def distribution(scores: npt.NDArray[np.float64], ax: Any = None) -> Any:
    """A histogram of document scores with their mean; returns the axes."""
    ax = _axes(ax, _EVEN)
    ax.hist(scores, bins=np.linspace(0, 1, 21), color=_HEDGED)
    if len(scores):
        ax.axvline(scores.mean(), color="black", linestyle="--", label=f"mean {scores.mean():.2f}")
        ax.legend(frameon=False)
    ax.set(xlabel="document score: expected share of hedged sentences", ylabel="documents", xlim=(0, 1))
    return ax


def _axes(ax: Any, size: tuple[float, float]) -> Any:
    if ax is not None:
        return ax
    try:
        from matplotlib import pyplot
    except ImportError as error:
        raise MissingExtraError("matplotlib", "a plot", "plot") from error
    return pyplot.subplots(figsize=size, layout="constrained")[1]
