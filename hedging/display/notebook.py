"""Report or Batch → the HTML that a notebook shows: a summary, and the beginning of what there is.

Notebooks drop style sheets, so every mark carries its style and is legible on a light and on a dark
ground.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from hedging.kinds import KIND
from hedging.wording import counted

if TYPE_CHECKING:
    from hedging.batch import Batch
    from hedging.results import Report, Sentence

# How many sentences of a report, documents of a batch, and characters of a document are shown.
_SENTENCES = 200
_DOCUMENTS = 10
_CHARACTERS = 80


def report_html(report: Report) -> str:
    """A summary and the text with its cues marked; the beginning of a long text."""
    parts: list[str] = []
    shown = 0
    for text, sentence in report.segments():
        if sentence is None:
            parts.append(escape(text))
        elif shown < _SENTENCES:
            parts.append(_sentence(sentence))
            shown += 1
        else:
            parts.append(f"… {len(report.sentences) - shown:,} more")
            break
    share = len(report.hedged_sentences) / max(len(report.sentences), 1)
    return (
        f"<div><b>{share:.0%}</b> of {counted(len(report.sentences), 'sentence')} hedged, "
        f"document score {report.score:.2f}, "
        f"{report.density():.1f} hedging cues per 100 words</div>"
        f'<div style="white-space:pre-wrap;max-width:50em;line-height:1.7">{"".join(parts)}</div>'
    )


def _sentence(sentence: Sentence) -> str:
    inside = "".join(
        escape(text) if cue is None else marked(text, cue.kind, cue.score)
        for text, cue in sentence.segments()
    )
    return f'<span title="hedged: {sentence.score:.2f}">{inside}</span>'


def marked(text: str, kind: str, score: float) -> str:
    """A cue in HTML: underlined in the style of its kind, with its letter.

    >>> "<sup>E</sup>" in marked("may", "epistemic", 0.98)
    True
    """
    look = KIND[kind]
    style = (
        f"background:none;color:inherit;text-decoration:underline {look.line} currentColor .12em;"
        "text-underline-offset:.2em"
    )
    title = f"{kind}, probability {score:.2f}"
    return f'<mark style="{style}" title="{title}">{escape(text)}</mark><sup>{look.letter}</sup>'


def batch_html(batch: Batch) -> str:
    """A summary and a table of the first documents."""
    columns = batch[:_DOCUMENTS].columns("document")
    names = ("score", "hedged_sentences", "sentences", "cues")
    rows = []
    for number, text in enumerate(batch.texts[:_DOCUMENTS]):
        cells = "".join(f"<td>{columns[name][number]:,}</td>" for name in names[1:])
        rows.append(
            f"<tr><th>{number}</th><td>{columns['score'][number]:.2f}</td>{cells}"
            f'<td style="text-align:left">{escape(_beginning(text))}</td></tr>'
        )
    head = "".join(f"<th>{name.replace('_', ' ')}</th>" for name in ("", *names, "text"))
    sentences = len(batch.sentence_score)
    share = int(batch.sentence_hedged.sum()) / max(sentences, 1)
    left_out = len(batch) - _DOCUMENTS
    more = f"<div>… and {left_out:,} more</div>" if left_out > 0 else ""
    return (
        f"<div>{counted(len(batch), 'document')}, "
        f"<b>{share:.0%}</b> of {counted(sentences, 'sentence')} hedged</div>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"
    )


def _beginning(text: str) -> str:
    start = " ".join(text[: 2 * _CHARACTERS].split())
    return start if len(start) <= _CHARACTERS else f"{start[:_CHARACTERS]}…"
