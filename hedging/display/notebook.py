"""Report or Batch → the HTML that a notebook shows: a summary, and the beginning of the content.

Notebooks drop style sheets, so every mark carries its style, which can be read on a light and on a
dark ground.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from hedging.display.markup import Html, escaped, joined, parts, render
from hedging.kinds import KIND
from hedging.wording import counted

if TYPE_CHECKING:
    from hedging.batch import Batch
    from hedging.results import Cue, Report, Sentence

_PARTS = parts("notebook.html")
# How many sentences of a report, documents of a batch, and characters of a document are shown.
_MAX_SENTENCES = 200
_MAX_DOCUMENTS = 10
_MAX_CHARACTERS = 80
# The columns of a batch that are shown beside the score.
_COUNTS = ("hedged_sentences", "sentences", "cues")


def report_html(report: Report) -> str:
    """A summary and the text with its cues marked; a long text is cut."""
    total = len(report.sentences)
    values = {
        "share": len(report.hedged_sentences) / max(total, 1),
        "sentences": counted(total, "sentence"),
        "score": report.score,
        "confidence": "" if report.confidence is None else f", confidence {report.confidence:.2f}",
        "density": report.density(),
        "content": joined(_content(report)),
    }
    return str(render(_PARTS["report"], values))


def _content(report: Report) -> Iterator[Html]:
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
        escaped(text) if cue is None else marked(cue) for text, cue in sentence.segments()
    )
    return render(_PARTS["sentence"], {"score": sentence.score, "content": content})


def marked(cue: Cue) -> Html:
    """A cue in HTML: underlined in the style of its kind, with its letter.

    >>> from hedging.results import Cue
    >>> "<sup>E</sup>" in marked(Cue(3, 6, "may", "epistemic", 0.98))
    True
    """
    kind = KIND[cue.kind]
    values = {
        "line": kind.line,
        "letter": kind.letter,
        "kind": cue.kind,
        "score": cue.score,
        "strength": "" if cue.strength is None else f", strength {cue.strength:.2f}",
        "text": cue.text,
    }
    return render(_PARTS["cue"], values)


def batch_html(batch: Batch) -> str:
    """A summary and a table of the first documents."""
    names = ("", "score", *(name.replace("_", " ") for name in _COUNTS), "text")
    sentences = len(batch.sentence_score)
    left_out = len(batch) - _MAX_DOCUMENTS
    values = {
        "documents": counted(len(batch), "document"),
        "share": int(batch.sentence_hedged.sum()) / max(sentences, 1),
        "sentences": counted(sentences, "sentence"),
        "head": joined(render(_PARTS["head_cell"], {"name": name}) for name in names),
        "rows": joined(_rows(batch[:_MAX_DOCUMENTS])),
        "more": render(_PARTS["more"], {"count": left_out}) if left_out > 0 else "",
    }
    return str(render(_PARTS["batch"], values))


def _rows(batch: Batch) -> Iterator[Html]:
    columns = batch.columns("document")
    for number, text in enumerate(batch.texts):
        counts = (
            render(_PARTS["count_cell"], {"count": int(columns[name][number])}) for name in _COUNTS
        )
        values = {
            "number": number,
            "score": float(columns["score"][number]),
            "counts": joined(counts),
            "text": _beginning(text),
        }
        yield render(_PARTS["row"], values)


def _beginning(text: str) -> str:
    start = " ".join(text[: 2 * _MAX_CHARACTERS].split())
    return start if len(start) <= _MAX_CHARACTERS else f"{start[:_MAX_CHARACTERS]}…"
