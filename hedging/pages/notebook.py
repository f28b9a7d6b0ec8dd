"""Report or Batch → the HTML that a notebook shows, in the words and with the marks of the page.

Notebooks drop style sheets and hide whether they are light or dark, so every mark carries its
style: text has the colour of the notebook, and lines and shades have colours that can be seen on a
light and on a dark ground. There is no id and no class, so no cell disturbs another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy.typing as npt

from hedging.pages.article import kind_groups
from hedging.pages.figures import interval_text
from hedging.pages.markup import Html, escaped, joined, look_of, renderer
from hedging.pages.words import (
    OPEN,
    declining,
    leaves_a_degree,
    pool_summary,
    reader_words,
    report_summary,
)
from hedging.results import Cue, Document, Sentence
from hedging.stats.pooling import Pool

_render = renderer("notebook.html")
# How many sentences of a report, documents of a batch, and characters of a document are shown.
_MAX_SENTENCES = 200
_MAX_DOCUMENTS = 10
_MAX_CHARACTERS = 80


def report_html(report: Document) -> str:
    """The share with its meaning, the kinds that occur, and the text; a long text is cut."""
    total, summary = len(report.sentences), report_summary(report)
    if not total:
        return joined([_render("no_sentence", summary=summary), escaped(report.text)])
    return _render(
        "report",
        share=report.share,
        summary=summary,
        open=OPEN,
        readers=reader_words(report),
        confidence="" if report.confidence is None else f"Confidence {report.confidence:.2f}, ",
        declined="" if report.declined is None else f"{declining(report.declined)}, ",
        density=report.density(),
        legend=_legend(report),
        content=joined(_content(report)),
    )


def _legend(report: Document) -> Html:
    groups = []
    for name, counts in kind_groups(report):
        items = (_render("legend_item", **look_of(kind), count=counts[kind]) for kind in counts)
        groups.append(_render("legend_group", name=name, items=joined(items)))
    if report.hedged_sentences:
        groups.append(_render("legend_shade"))
    return _render("legend", groups=joined(groups)) if groups else Html()


def _content(report: Document) -> Iterator[Html]:
    shown = 0
    for text, sentence in report.segments():
        if sentence is None:
            yield escaped(text)
        elif shown < _MAX_SENTENCES:
            yield _sentence(sentence)
            shown += 1
        else:
            yield escaped(f"… {len(report.sentences) - shown:,} more")
            return


def _sentence(sentence: Sentence) -> Html:
    content = joined(
        escaped(text) if cue is None else marked(cue, sentence) for text, cue in sentence.segments()
    )
    part = "sentence" if sentence.hedged else "other_sentence"
    return _render(part, score=sentence.score, content=content)


def marked(cue: Cue, sentence: Sentence) -> Html:
    """A cue in HTML: underlined in the colour and the style of its kind; a booster is bold too."""
    sure = ""
    if cue.strength is not None and leaves_a_degree(cue, sentence):
        sure = f"; it leaves a reader about {cue.strength:.0%} sure"
    return _render(
        "cue",
        **look_of(cue.kind),
        face="font-weight:700;" if cue.kind == "booster" else "",
        score=cue.score,
        strength=sure,
        text=cue.text,
    )


def documents_html(texts: Sequence[str], columns: Mapping[str, npt.NDArray[Any]]) -> str:
    """The pooled share, and a table of the first documents.

    `columns` are the document columns of a batch.
    """
    pool = Pool.of(columns["hedged_sentences"], columns["sentences"])
    left_out = len(texts) - _MAX_DOCUMENTS
    if not pool.documents:
        return _render("no_documents")
    interval = interval_text(pool)
    return _render(
        "batch",
        share=pool.share,
        summary=pool_summary(pool),
        interval=_render("interval", interval=interval) if interval else "",
        declined_head=_render("declined_head") if _says_who_declines(columns) else "",
        rows=joined(_rows(texts[:_MAX_DOCUMENTS], columns)),
        more=_render("more", count=left_out) if left_out > 0 else "",
    )


def _says_who_declines(columns: Mapping[str, npt.NDArray[Any]]) -> bool:
    """Whether a document declines to answer, or answers beside a doubt."""
    return any(columns["declined"][:_MAX_DOCUMENTS])


def _rows(texts: Sequence[str], columns: Mapping[str, npt.NDArray[Any]]) -> Iterator[Html]:
    has_reasons = _says_who_declines(columns)
    for number, text in enumerate(texts):
        reason = columns["declined"][number]
        hedged, sentences = (
            int(columns[name][number]) for name in ("hedged_sentences", "sentences")
        )
        yield _render(
            "row",
            number=number,
            share=f"{hedged / sentences:.0%}" if sentences else "–",
            hedged=hedged,
            sentences=sentences,
            cues=int(columns["cues"][number]),
            declined=_render("declined", reason=declining(reason) if reason else "")
            if has_reasons
            else "",
            text=_beginning(text),
        )


def _beginning(text: str) -> str:
    start = " ".join(text[: 2 * _MAX_CHARACTERS].split())
    return start if len(start) <= _MAX_CHARACTERS else f"{start[:_MAX_CHARACTERS]}…"
