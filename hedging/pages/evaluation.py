"""Metrics → the reliability diagram: how often sentences of a score are hedged, drawn as SVG.

A calibrated model lies on the diagonal: of the sentences with score 0.7, 70 % are hedged. The
diagram is drawn by hand, so that a page needs neither a plotting library nor a script.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import sqrt

from hedging.pages.markup import Html, escaped, joined, parts, render, table
from hedging.wording import counted

_PARTS = parts("evaluation.html")
# Size of the diagram, the square in it, and the radius of a point that stands for all sentences.
_WIDTH, _HEIGHT, _LEFT, _TOP, _SIDE, _RADIUS = 340, 340, 40, 8, 290, 24

# Mean score, share of hedged sentences, and number of sentences of a bin.
Bin = tuple[float, float, int]


def reliability_diagram(bins: Sequence[Bin]) -> Html:
    """The diagram with a table of its numbers; a point is as large as its bin.

    >>> reliability_diagram([(0.1, 0.0, 1), (0.9, 1.0, 1)]).count("<circle")
    2
    """
    values = {
        "width": _WIDTH,
        "height": _HEIGHT,
        "label": "Share of hedged sentences by score: the table has the numbers",
        "shapes": joined(_shapes(bins)),
        "table": table(
            ("mean score", "share hedged", "sentences"),
            (
                (escaped(f"{score:.3f}"), [f"{share:.3f}", f"{size:,}"])
                for score, share, size in bins
            ),
            "Share of hedged sentences by score",
        ),
    }
    return render(_PARTS["diagram"], values)


def _shapes(bins: Sequence[Bin]) -> Iterator[Html]:
    bottom, right = _TOP + _SIDE, _LEFT + _SIDE
    yield render(_PARTS["diagonal"], {"left": _LEFT, "bottom": bottom, "right": right, "top": _TOP})
    places = [(_LEFT + _SIDE * score, bottom - _SIDE * share) for score, share, _ in bins]
    yield render(_PARTS["line"], {"points": " ".join(f"{x:.1f},{y:.1f}" for x, y in places)})
    everything = sum(size for _, _, size in bins)
    for (x, y), (score, share, size) in zip(places, bins, strict=True):
        title = f"score {score:.2f}: {share:.0%} of {counted(size, 'sentence')} hedged"
        radius = max(3.0, _RADIUS * sqrt(size / everything))
        yield render(_PARTS["point"], {"x": x, "y": y, "radius": radius, "title": title})
    for edge in (0.0, 0.5, 1.0):
        text = f"{edge:.1f}"
        y = bottom - _SIDE * edge + 4
        yield render(_PARTS["label"], {"x": _LEFT - 6, "y": y, "anchor": "end", "text": text})
        x = _LEFT + _SIDE * edge
        yield render(_PARTS["label"], {"x": x, "y": bottom + 16, "anchor": "middle", "text": text})
    middle = _LEFT + _SIDE / 2
    name = "score (across), share hedged (up)"
    yield render(_PARTS["label"], {"x": middle, "y": bottom + 34, "anchor": "middle", "text": name})
