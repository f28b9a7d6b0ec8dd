"""Report or Batch → the HTML that a notebook shows: a summary, and the beginning of the content.

Notebooks drop style sheets and hide whether they are light or dark, so every mark carries its
style: text has the colour of the notebook, and lines, letters and shades have colours that can be
seen on a light and on a dark ground. There is no id and no class, so no cell disturbs another.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from hedging.display.markup import Html, escaped, joined, parts, render
from hedging.kinds import KIND
from hedging.pooling import Pool
from hedging.wording import counted

if TYPE_CHECKING:
    from hedging.batch import Batch
    from hedging.results import Cue, Report, Sentence

_PARTS = parts("notebook.html")
# How many sentences of a report, documents of a batch, and characters of a document are shown.
_MAX_SENTENCES = 200
_MAX_DOCUMENTS = 10
_MAX_CHARACTERS = 80
# The opacity of the shade of a sentence that is surely hedged; the legend shows it.
_STRONGEST = 0.18
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
        "legend": _legend(report),
        "content": joined(_content(report)),
    }
    return str(render(_PARTS["report"], values))


def _legend(report: Report) -> Html:
    """The kinds that occur, each as its cues look, with what it means; empty without a sentence."""
    items = [
        render(
            _PARTS["legend_item"],
            {**_look(kind), "meaning": KIND[kind].meaning.lower(), "count": count},
        )
        for kind, count in report.kind_counts().items()
        if count
    ]
    items += [render(_PARTS["shade_item"], {"shade": _STRONGEST})] if report.sentences else []
    return render(_PARTS["legend"], {"items": joined(items)}) if items else Html()


def _look(kind: str) -> dict[str, object]:
    look = KIND[kind]
    return {
        "kind": kind,
        "line": look.line,
        "weight": look.weight,
        "colour": look.middle,
        "letter": look.letter,
    }


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
    shade = _STRONGEST * sentence.score
    values = {"score": sentence.score, "shade": shade, "content": content}
    return render(_PARTS["sentence"], values)


def marked(cue: Cue) -> Html:
    """A cue in HTML: underlined in the colour and the style of its kind, with its letter.

    >>> from hedging.results import Cue
    >>> "underline solid #b3801f" in marked(Cue(3, 6, "may", "epistemic", 0.98))
    True
    """
    values = {
        **_look(cue.kind),
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
    pool = Pool.of(batch.document_score, np.diff(batch.sentence_offsets))
    interval = (
        "" if pool.interval is None else " (95 % interval {:.2f}–{:.2f})".format(*pool.interval)
    )
    values = {
        "documents": counted(len(batch), "document"),
        "share": int(batch.sentence_hedged.sum()) / max(sentences, 1),
        "sentences": counted(sentences, "sentence"),
        "score": pool.score,
        "interval": interval,
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
