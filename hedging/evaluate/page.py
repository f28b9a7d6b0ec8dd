"""Metrics and mistakes → one self-contained page: figures, calibration, errors.

A calibrated model lies on the diagonal of the reliability diagram: of the sentences with score 0.7,
70 % are hedged. The diagram is drawn by hand, so that a page needs neither a plotting library nor a
script. The sentences of an error list are anybody's text, so all of it is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt

from hedging.corpora.gold import GoldCue
from hedging.evaluate.cautions import cautions
from hedging.evaluate.differences import NAMES
from hedging.evaluate.metrics import Metrics, Mistake, intervals
from hedging.evaluate.tables import difference_lines, difference_rows, figure, interval_text
from hedging.pages.markup import (
    Html,
    Segment,
    html_page,
    joined,
    marked,
    paragraph,
    renderer,
)
from hedging.results import Cue
from hedging.stats.difference import Difference
from hedging.wording import counted

_render = renderer("evaluation.html")
# The square of the diagram in its template, and the radius of a point for all sentences.
_LEFT, _BOTTOM, _SIDE, _RADIUS = 40, 298, 290, 24
# A page with more errors of a sort is slow to open, and nobody reads so many.
_MAX_ERRORS = 200
_FIGURES = [
    "set",
    "sentences",
    "hedged",
    "precision",
    "recall",
    "F1",
    "exact cue F1",
    "calibration error",
]
_COMPARED = ("set", "A", "B", "B − A", "95 % interval")
_INTERVALS = (
    "In brackets: 95 % intervals, by bootstrap over documents. Calibration error: in parentheses "
    "what chance alone makes of it, in 95 of 100 cases, if the scores are right."
)
_CALIBRATION = "The nearer to the broken line, the better calibrated; large points hold most."


def evaluation_page(
    metrics: Mapping[str, Metrics],
    mistakes: Sequence[Mistake] = (),
    *,
    title: str = "Evaluation",
    source: str = "",
    made: Sequence[str] = (),
    warnings: Sequence[str] = (),
    differences: Mapping[str, Mapping[str, Difference]] | None = None,
    against: str = "",
) -> str:
    """The page of an evaluation.

    `source` says what was measured: the model and its options; `made` says how, in full sentences,
    and `warnings` what to know before the figures are trusted, beside `cautions(metrics)`.
    `differences` are those to another detector, which `against` describes.
    """
    schemes = {name: own for name, own in sorted(metrics.items()) if "/" not in name}
    rows = [(name, _cells(measured)) for name, measured in sorted(metrics.items())]
    table = page_table(_FIGURES, rows, "Figures with their 95 % intervals")
    sections = [page_section("Figures", table, _INTERVALS)]
    if known := (*warnings, *cautions(metrics)):
        sections.append(page_section("Before you trust them", bullets(known)))
    if differences:
        notes = [f"A: {source}", f"B: {against}", *difference_lines(differences)]
        rows = [(f"{name}, {what}", cells) for name, what, cells in difference_rows(differences)]
        table = page_table(_COMPARED, rows, "Differences")
        sections.append(page_section("Comparison", joined([bullets(notes), table])))
    sections += [
        page_section(
            f"Calibration: {name}", reliability_diagram(measured.reliability()), _CALIBRATION
        )
        for name, measured in schemes.items()
        if measured.truths
    ]
    alarms = [mistake for mistake in mistakes if mistake.is_false_alarm]
    misses = [mistake for mistake in mistakes if not mistake.is_false_alarm]
    errors = [
        _errors("False alarms: called hedged, and are not", alarms),
        _errors("Misses: hedged, and not found", misses),
    ]
    body = _render(
        "page",
        title=title,
        figures=joined(_headline(schemes)),
        sections=joined(sections),
        errors=joined(errors),
        made=_render("made", lines=bullets(made)) if made else "",
        source=source,
    )
    return html_page(title, body, "sections.css")


def _headline(schemes: Mapping[str, Metrics]) -> Iterator[Html]:
    """The size and the F1 of each scheme: a name, a value, and what stands behind it."""
    for name, measured in schemes.items():
        sentences = counted(len(measured.truths), "sentence")
        documents = counted(len(measured.documents), "document")
        yield _render("figure", name=name, value=sentences, interval=documents)
        ends = intervals(measured)
        for key, counts in (("sentences", measured.sentences), ("cues_exact", measured.cues)):
            interval = interval_text(ends[key]["f1"]) if ends[key]["f1"] else ""
            yield _render("figure", name=NAMES[key], value=figure(counts.f1), interval=interval)


def _cells(measured: Metrics) -> list[str]:
    ends, counts = intervals(measured), measured.sentences
    chance = measured.chance_error()
    error = figure(measured.calibration_error())
    of_sentences = (
        f"{figure(getattr(counts, name))} {interval_text(interval)}"
        for name, interval in ends["sentences"].items()
    )
    return [
        f"{len(measured.truths):,}",
        f"{counts.true:,}",
        *of_sentences,
        f"{figure(measured.cues.f1)} {interval_text(ends['cues_exact']['f1'])}",
        error if chance is None else f"{error} (≤ {chance:.3f})",
    ]


def page_section(name: str, content: Html, note: str = "") -> Html:
    """A section with a heading, and a note below its content."""
    note = paragraph(note) if note else Html()
    return _render("section", name=name, content=content, note=note)


def page_table(names: Sequence[str], rows: Iterable[tuple[str, Sequence[str]]], label: str) -> Html:
    """A table with a column of text and columns of numbers; it scrolls where it is too wide."""
    head = [_render("text_head", name=names[0])]
    head += [_render("number_head", name=name) for name in names[1:]]
    lines = (
        _render("row", name=name, cells=joined(_render("cell", text=text) for text in cells))
        for name, cells in rows
    )
    return _render("table", label=label, head=joined(head), rows=joined(lines))


def bullets(lines: Iterable[str]) -> Html:
    """A list of plain lines."""
    return _render("notes", items=joined(_render("item", text=line) for line in lines))


def _errors(name: str, mistakes: Sequence[Mistake]) -> Html:
    if not mistakes:
        return page_section(name, bullets(["– (no such sentence)"]))
    rows = joined(map(_error, mistakes[:_MAX_ERRORS]))
    note = counted(len(mistakes), "sentence")
    if len(mistakes) > _MAX_ERRORS:
        note += f", the {_MAX_ERRORS} most confident are shown"
    label, _, _ = name.partition(":")
    return page_section(name, _render("errors", label=label, rows=rows), f"{note}.")


def _error(mistake: Mistake) -> Html:
    gold = mistake.gold
    by_people = [marked(_segments(gold.text, gold.cues or ()))]
    if gold.cues is None:
        said = "hedged" if gold.hedged else "not hedged"
        by_people.append(_render("only_label", label=f" ({said}; no cues marked)"))
    return _render(
        "error",
        score=mistake.score,
        gold=joined(by_people),
        model=marked(_segments(gold.text, mistake.cues)),
        document=gold.document,
    )


def _segments(text: str, cues: Sequence[GoldCue | Cue]) -> Iterator[Segment]:
    """The text in cues and what is between; of two cues that overlap, the second is cut."""
    done = 0
    for cue in sorted(cues, key=lambda cue: (cue.start, cue.end)):
        start = max(cue.start, done)
        if start < cue.end:
            yield text[done:start], ""
            yield text[start : cue.end], cue.kind or "cue"
            done = cue.end
    yield text[done:], ""


def reliability_diagram(
    bins: Sequence[tuple[float, float, int]], score: str = "score", thing: str = "hedged sentence"
) -> Html:
    """The diagram of `Metrics.reliability`, with a table of its numbers.

    `score` is the name of what is told beforehand, and `thing` names what is so in the end.
    """
    is_so, noun = thing.split()
    label = f"Share of {thing}s by {score}"
    rows = [(f"{mean:.3f}", [f"{share:.3f}", f"{size:,}"]) for mean, share, size in bins]
    places = [(_LEFT + _SIDE * mean, _BOTTOM - _SIDE * share) for mean, share, _ in bins]
    everything = sum(size for _, _, size in bins)
    points = []
    for (x, y), (mean, share, size) in zip(places, bins, strict=True):
        title = f"{score} {mean:.2f}: {share:.0%} of {counted(size, noun)} {is_so}"
        radius = max(3.0, _RADIUS * sqrt(size / everything))
        points.append(_render("point", x=x, y=y, radius=radius, title=title))
    return _render(
        "diagram",
        label=f"{label}: the table has the numbers",
        line=" ".join(f"{x:.1f},{y:.1f}" for x, y in places),
        points=joined(points),
        axes=f"{score} (across), share {is_so} (up)",
        table=page_table((f"mean {score}", f"share {is_so}", f"{noun}s"), rows, label),
    )
