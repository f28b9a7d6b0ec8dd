"""Report or Batch → plots with matplotlib, which is imported when a plot is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from hedging.errors import require
from hedging.kinds import KIND, KINDS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from hedging.batch import Batch
    from hedging.results import Report

_HEDGED, _NOT_HEDGED = "#b5762a", "#c9c9c4"
# The bars go from 0 to 1. The first row of cues is this far below 0, and each further row this far
# below the row before it.
_FIRST_ROW, _ROW_HEIGHT = -0.08, 0.06
# Width and height of new axes, in inches.
_REPORT_SIZE, _BATCH_SIZE = (9.0, 3.6), (6.0, 3.6)


def plot_report(report: Report, ax: Axes | None = None) -> Axes:
    """A bar for each sentence, as high as its score, and the cues below, a row for each kind."""
    ax = _axes(ax, _REPORT_SIZE)
    _draw_sentences(report, ax)
    rows = _draw_cues(report, ax)
    ax.set(xlabel="place in the text, in characters", ylabel="probability of being hedged")
    ax.set_xlim(0, max([1, *(sentence.end for sentence in report.sentences)]))
    ax.set_ylim(_FIRST_ROW - _ROW_HEIGHT * rows, 1)
    ax.set_yticks(np.arange(0, 1.01, 0.25))
    ax.legend(loc="upper left", bbox_to_anchor=(1, 1), frameon=False)
    return ax


def _draw_sentences(report: Report, ax: Axes) -> None:
    collections = require("matplotlib.collections", "a plot", "plot")
    for hedged, colour in ((True, _HEDGED), (False, _NOT_HEDGED)):
        corners = [
            [(s.start, 0.0), (s.start, s.score), (s.end, s.score), (s.end, 0.0)]
            for s in report.sentences
            if s.hedged == hedged
        ]
        label = "hedged" if hedged else "not hedged"
        # An array of shape (bars, 4, 2), since matplotlib takes an empty list for no polygons.
        polygons = np.array(corners).reshape(-1, 4, 2)
        ax.add_collection(collections.PolyCollection(polygons, facecolor=colour, label=label))


def _draw_cues(report: Report, ax: Axes) -> int:
    """Draw the letters of the cues, and return the number of kinds that have a row."""
    starts = {kind: [cue.start for cue in report.cues if cue.kind == kind] for kind in KINDS}
    present = [kind for kind in KINDS if starts[kind]]
    for row, name in enumerate(present):
        kind = KIND[name]
        ax.scatter(
            starts[name],
            np.full(len(starts[name]), _FIRST_ROW - _ROW_HEIGHT * row),
            marker=f"${kind.letter}$",
            color=kind.light,
            s=36,
            label=name,
            clip_on=False,
        )
    return len(present)


def plot_batch(batch: Batch, ax: Axes | None = None) -> Axes:
    """A histogram of the documents' scores, with the pooled score of all sentences.

    The pooled score is the expected share of hedged sentences among all sentences. It is the number
    that `Comparison.overall.score` gives and that the page of a comparison shows.
    """
    ax = _axes(ax, _BATCH_SIZE)
    ax.hist(batch.document_score, bins=np.linspace(0, 1, 21).tolist(), color=_HEDGED)
    if len(batch.sentence_score):
        pooled = float(batch.sentence_score.mean())
        label = f"all sentences: {pooled:.2f}"
        ax.axvline(pooled, color="black", linestyle="--", label=label)
        ax.legend(frameon=False)
    xlabel = "document score: expected share of hedged sentences"
    ax.set(xlabel=xlabel, ylabel="documents", xlim=(0, 1))
    return ax


def _axes(ax: Axes | None, size: tuple[float, float]) -> Axes:
    if ax is not None:
        return ax
    pyplot = require("matplotlib.pyplot", "a plot", "plot")
    axes: Axes = pyplot.subplots(figsize=size, layout="constrained")[1]
    return axes
