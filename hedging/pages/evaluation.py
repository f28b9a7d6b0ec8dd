"""Numbers of an evaluation → one self-contained page: figures, calibration, errors.

A calibrated model lies on the diagonal of the reliability diagram: of the sentences with score 0.7,
70 % are hedged. The diagram is drawn by hand, so that a page needs neither a plotting library nor a
script. The sentences of an error list are anybody's text, so all of it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from typing import NamedTuple

from hedging.pages.markup import (
    Html,
    Segment,
    escaped,
    html_page,
    joined,
    marked,
    parts,
    render,
    section,
    table,
)
from hedging.wording import counted

_PARTS = parts("evaluation.html")
# Size of the diagram, the square in it, and the radius of a point that stands for all sentences.
_WIDTH, _HEIGHT, _LEFT, _TOP, _SIDE, _RADIUS = 340, 340, 40, 8, 290, 24
# A page with more errors of a sort is slow to open, and nobody reads so many.
_MAX_ERRORS = 200
_FIGURES = (
    "set",
    "sentences",
    "hedged",
    "precision",
    "recall",
    "F1",
    "exact cue F1",
    "calibration error",
)
_COMPARED = ("set", "A", "B", "B − A", "95 % interval")
_INTERVALS = (
    "In brackets: 95 % intervals, by bootstrap over documents. Calibration error: in parentheses "
    "what chance alone makes of it, in 95 of 100 cases, if the scores are right."
)
_CALIBRATION = "The nearer to the broken line, the better calibrated; large points hold most."

#: The name of a set of sentences, and its numbers as text.
Row = tuple[str, Sequence[str]]
#: Mean score, share of hedged sentences, and number of sentences of a bin.
Bin = tuple[float, float, int]


class WrongSentence(NamedTuple):
    """A sentence with a wrong verdict, as people marked it and as the model did.

    `label` is what people said of a sentence in which they marked no cues, "" where they did.
    """

    score: float
    by_people: Sequence[Segment]
    label: str
    by_model: Sequence[Segment]
    document: str


def draw_evaluation(
    *,
    title: str,
    source: str,
    headline: Sequence[tuple[str, str, str]],
    figures: Sequence[Row],
    cautions: Sequence[str],
    notes: Sequence[str],
    compared: Sequence[Row],
    reliability: Mapping[str, Sequence[Bin]],
    false_alarms: Sequence[WrongSentence],
    misses: Sequence[WrongSentence],
) -> str:
    """The page of an evaluation.

    `headline` holds a name, a value and what stands behind it, and `reliability` the bins of each
    scheme. `compared` are the numbers of two detectors, which the `notes` describe, and the errors
    come with the most confident first. `hedging.evaluate.page` makes all of it.
    """
    numbers = table(_FIGURES, _escaped_rows(figures), "Figures with their 95 % intervals")
    pieces = [section("Figures", numbers, _INTERVALS)]
    if cautions:
        pieces.append(section("Before you trust them", _list(cautions)))
    if compared:
        numbers = table(_COMPARED, _escaped_rows(compared), "Differences")
        pieces.append(section("Comparison", joined([_list(notes), numbers])))
    pieces += [
        section(f"Calibration: {name}", reliability_diagram(bins), _CALIBRATION)
        for name, bins in reliability.items()
    ]
    alarms = _errors("False alarms: called hedged, and are not", "False alarms", false_alarms)
    values = {
        "title": title,
        "figures": joined(
            render(_PARTS["figure"], {"name": name, "value": value, "interval": interval})
            for name, value, interval in headline
        ),
        "sections": joined(pieces),
        "errors": joined([alarms, _errors("Misses: hedged, and not found", "Misses", misses)]),
        "source": source,
    }
    return html_page(title, render(_PARTS["page"], values), "sections.css")


def _escaped_rows(rows: Iterable[Row]) -> Iterator[tuple[Html, Sequence[str]]]:
    return ((escaped(name), cells) for name, cells in rows)


def _list(lines: Iterable[str]) -> Html:
    items = joined(render(_PARTS["item"], {"text": line}) for line in lines)
    return render(_PARTS["notes"], {"items": items})


def _errors(name: str, label: str, sentences: Sequence[WrongSentence]) -> Html:
    if not sentences:
        return section(name, _list(["– (no such sentence)"]))
    rows = joined(map(_error, sentences[:_MAX_ERRORS]))
    note = counted(len(sentences), "sentence")
    if len(sentences) > _MAX_ERRORS:
        note += f", the {_MAX_ERRORS} most confident are shown"
    return section(name, render(_PARTS["errors"], {"label": label, "rows": rows}), f"{note}.")


def _error(sentence: WrongSentence) -> Html:
    label = render(_PARTS["only_label"], {"label": sentence.label}) if sentence.label else Html()
    values = {
        "score": sentence.score,
        "gold": joined([marked(sentence.by_people), label]),
        "model": marked(sentence.by_model),
        "document": sentence.document,
    }
    return render(_PARTS["error"], values)


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
