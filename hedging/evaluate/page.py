"""Metrics and mistakes → one self-contained page: figures with intervals, calibration, errors.

The sentences of an error list are anybody's text, so all of it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.cautions import cautions
from hedging.evaluate.differences import NAMES
from hedging.evaluate.metrics import Metrics, intervals
from hedging.evaluate.mistakes import Mistake
from hedging.evaluate.tables import difference_lines, difference_rows, figure, interval_text
from hedging.pages.evaluation import reliability_diagram
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
from hedging.results import Cue
from hedging.stats.difference import Difference
from hedging.wording import counted

_PARTS = parts("evaluation.html")
# A page with more errors of a sort is slow to open, and nobody reads so many.
_MAX_ERRORS = 200
_INTERVALS = (
    "In brackets: 95 % intervals, by bootstrap over documents. Calibration error: in parentheses "
    "what chance alone makes of it, in 95 of 100 cases, if the scores are right."
)


def evaluation_page(
    metrics: Mapping[str, Metrics],
    mistakes: Sequence[Mistake] = (),
    *,
    title: str = "",
    source: str = "",
    differences: Mapping[str, Mapping[str, Difference]] | None = None,
    against: str = "",
) -> str:
    """The page of an evaluation.

    `source` says what was measured: the model and its options. `differences` are those to another
    detector, which `against` describes.

    >>> import hedging
    >>> from hedging.evaluate.metrics import count, score_golds
    >>> from hedging.evaluate.mistakes import find_mistakes
    >>> golds = [Gold("a", "It may <i> rain.", (), False, "general")]
    >>> reports, metrics = score_golds(golds, hedging.load()), {}
    >>> count(golds, reports, metrics)
    >>> page = evaluation_page(metrics, find_mistakes(golds, reports))
    >>> "&lt;i&gt; rain." in page, "<i> rain" in page
    (True, False)
    """
    title = title or "Evaluation"
    schemes = {name: own for name, own in sorted(metrics.items()) if "/" not in name}
    pieces = [section("Figures", _figures_table(metrics), _INTERVALS)]
    if lines := cautions(metrics):
        pieces.append(section("Before you trust them", _list(lines)))
    if differences:
        pieces.append(_comparison(differences, source, against))
    for name, measured in schemes.items():
        if measured.truths:
            note = "The nearer to the broken line, the better calibrated; large points hold most."
            pieces.append(
                section(f"Calibration: {name}", reliability_diagram(measured.reliability()), note)
            )
    values = {
        "title": title,
        "figures": joined(_headline(schemes)),
        "sections": joined(pieces),
        "errors": joined(_errors(mistakes)),
        "source": source,
    }
    return html_page(title, render(_PARTS["page"], values), "sections.css")


def _headline(schemes: Mapping[str, Metrics]) -> Iterator[Html]:
    """The size and the F1 of each scheme."""
    for name, measured in schemes.items():
        sentences = counted(len(measured.truths), "sentence")
        documents = counted(len(measured.documents), "document")
        yield render(_PARTS["figure"], {"name": name, "value": sentences, "interval": documents})
        found = intervals(measured)
        for key, counts in (("sentences", measured.sentences), ("cues_exact", measured.cues)):
            interval = interval_text(found[key]["f1"])
            values = {"name": NAMES[key], "value": figure(counts.f1), "interval": interval}
            yield render(_PARTS["figure"], values)


def _figures_table(metrics: Mapping[str, Metrics]) -> Html:
    names = ("set", "sentences", "hedged", "precision", "recall", "F1", "exact cue F1")
    rows = ((escaped(name), _cells(measured)) for name, measured in sorted(metrics.items()))
    return table((*names, "calibration error"), rows, "Figures with their 95 % intervals")


def _cells(measured: Metrics) -> list[str]:
    found, counts = intervals(measured), measured.sentences
    chance = measured.chance_error()
    error = figure(measured.calibration_error())
    return [
        f"{len(measured.truths):,}",
        f"{counts.true:,}",
        *(
            f"{figure(value)} {interval_text(interval)}"
            for value, interval in (
                (counts.precision, found["sentences"]["precision"]),
                (counts.recall, found["sentences"]["recall"]),
                (counts.f1, found["sentences"]["f1"]),
                (measured.cues.f1, found["cues_exact"]["f1"]),
            )
        ),
        error if chance is None else f"{error} (≤ {chance:.3f})",
    ]


def _comparison(
    differences: Mapping[str, Mapping[str, Difference]], source: str, against: str
) -> Html:
    """What was compared, what comes out in words, and the numbers of every set."""
    rows = (
        (escaped(f"{name}, {compared}"), cells)
        for name, compared, cells in difference_rows(differences)
    )
    lines = [f"A: {source}", f"B: {against}", *difference_lines(differences)]
    numbers = table(("set", "A", "B", "B − A", "95 % interval"), rows, "Differences")
    return section("Comparison", joined([_list(lines), numbers]))


def _list(lines: Iterable[str]) -> Html:
    items = joined(render(_PARTS["item"], {"text": line}) for line in lines)
    return render(_PARTS["notes"], {"items": items})


def _errors(mistakes: Sequence[Mistake]) -> Iterator[Html]:
    """The false alarms, then the misses, the most confident first."""
    for name, label, is_false_alarm in (
        ("False alarms: called hedged, and are not", "False alarms", True),
        ("Misses: hedged, and not found", "Misses", False),
    ):
        own = [mistake for mistake in mistakes if mistake.is_false_alarm == is_false_alarm]
        if not own:
            yield section(name, _list(["– (no such sentence)"]))
            continue
        rows = joined(map(_error, own[:_MAX_ERRORS]))
        note = counted(len(own), "sentence")
        if len(own) > _MAX_ERRORS:
            note += f", the {_MAX_ERRORS} most confident are shown"
        yield section(name, render(_PARTS["errors"], {"label": label, "rows": rows}), f"{note}.")


def _error(mistake: Mistake) -> Html:
    gold = mistake.gold
    values = {
        "score": mistake.score,
        "gold": _gold_text(gold),
        "model": _marked(gold.text, mistake.cues),
        "document": gold.document,
    }
    return render(_PARTS["error"], values)


def _gold_text(gold: Gold) -> Html:
    if gold.cues is not None:
        return _marked(gold.text, gold.cues)
    label = "hedged" if gold.hedged else "not hedged"
    only = render(_PARTS["only_label"], {"label": f" ({label}; no cues marked)"})
    return joined([escaped(gold.text), only])


def _marked(text: str, cues: Sequence[GoldCue | Cue]) -> Html:
    """The text with its cues marked; of two cues that overlap, the second is marked from there."""
    segments: list[Segment] = []
    done = 0
    for cue in sorted(cues, key=lambda cue: (cue.start, cue.end)):
        start = max(cue.start, done)
        if start < cue.end:
            segments += [(text[done:start], ""), (text[start : cue.end], cue.kind or "cue")]
            done = cue.end
    return marked([*segments, (text[done:], "")])
