"""Report or Batch → the HTML that a notebook shows, in the words and with the marks of the page.

Notebooks drop style sheets and hide whether they are light or dark, so every mark carries its
style: text has the colour of the notebook, and lines and shades have colours that can be seen on a
light and on a dark ground. There is no id and no class, so no cell disturbs another.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy.typing as npt

from hedging.kinds import KIND
from hedging.pages.article import kind_groups
from hedging.pages.markup import Html, escaped, joined, parts, render
from hedging.pages.summary import beside, pool_summary, report_summary
from hedging.results import Cue, Document, Sentence
from hedging.stats.pooling import Pool
from hedging.yardstick import DEFAULT_REGISTER, Register, register_named

_PARTS = parts("notebook.html")
# How many sentences of a report, documents of a batch, and characters of a document are shown.
_MAX_SENTENCES = 200
_MAX_DOCUMENTS = 10
_MAX_CHARACTERS = 80
# The columns of a batch, as on the page of many documents, and the sides of their heads.
_HEADS = (
    ("", "right"),
    ("share", "right"),
    ("hedged", "right"),
    ("cues", "right"),
    ("text", "left"),
)


def report_html(report: Document) -> str:
    """The score with its meaning, the kinds that occur, and the text; a long text is cut."""
    total, summary = len(report.sentences), report_summary(report)
    if not total:
        return str(render(_PARTS["no_sentence"], {"summary": summary}) + escaped(report.text))
    register = register_named(DEFAULT_REGISTER)
    values = {
        "share": len(report.hedged_sentences) / total,
        "summary": summary,
        "beside": beside(report, register),
        "score": report.score,
        "confidence": "" if report.confidence is None else f", confidence {report.confidence:.2f}",
        "density": report.density(),
        "legend": _legend(report),
        "content": joined(_content(report)),
    }
    return str(render(_PARTS["report"], values))


def _legend(report: Document) -> Html:
    """The kinds that occur, each as its cues look, in plain words with examples."""
    groups = [
        render(_PARTS["legend_group"], {"name": name, "items": joined(_legend_items(counts))})
        for name, counts in kind_groups(report)
    ]
    if report.hedged_sentences:
        groups.append(render(_PARTS["legend_shade"], {}))
    return render(_PARTS["legend"], {"groups": joined(groups)}) if groups else Html()


def _legend_items(counts: dict[str, int]) -> Iterator[Html]:
    for kind, count in counts.items():
        examples = ", ".join(KIND[kind].examples)
        values = {**_look(kind), "examples": examples, "count": count}
        yield render(_PARTS["legend_item"], values)


def _look(kind: str) -> dict[str, object]:
    look = KIND[kind]
    return {
        "kind": kind,
        "words": look.words,
        "line": look.line,
        "weight": look.weight,
        "colour": look.middle,
    }


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
        escaped(text) if cue is None else marked(cue) for text, cue in sentence.segments()
    )
    part = "sentence" if sentence.hedged else "other_sentence"
    return render(_PARTS[part], {"score": sentence.score, "content": content})


def marked(cue: Cue) -> Html:
    """A cue in HTML: underlined in the colour and the style of its kind; a booster is bold too.

    >>> from hedging.results import Cue
    >>> "underline solid #b3801f" in marked(Cue(3, 6, "may", "epistemic", 0.98))
    True
    """
    sure = "" if cue.strength is None else f"; it leaves a reader about {cue.strength:.0%} sure"
    values = {
        **_look(cue.kind),
        "face": "font-weight:700;" if cue.kind == "booster" else "",
        "score": cue.score,
        "strength": sure,
        "text": cue.text,
    }
    return render(_PARTS["cue"], values)


def documents_html(
    texts: Sequence[str],
    columns: Mapping[str, npt.NDArray[Any]],
    *,
    register: Register | None,
    model: str,
) -> str:
    """The pooled score with its meaning, and a table of the first documents.

    `columns` are the document columns of a batch, and `model` is the name of its model.
    """
    pool = Pool.of(columns["score"], columns["sentences"])
    left_out = len(texts) - _MAX_DOCUMENTS
    if not pool.documents:
        return str(render(_PARTS["no_documents"], {}))
    values = {
        "share": pool.score,
        "summary": pool_summary(pool, register, model),
        "interval": _interval(pool),
        "head": joined(
            render(_PARTS["head_cell"], {"name": name, "side": side}) for name, side in _HEADS
        ),
        "rows": joined(_rows(texts[:_MAX_DOCUMENTS], columns)),
        "more": render(_PARTS["more"], {"count": left_out}) if left_out > 0 else "",
    }
    return str(render(_PARTS["batch"], values))


def _interval(pool: Pool) -> Html:
    if pool.interval is None:
        return Html()
    low, high = (100 * end for end in pool.interval)
    return render(_PARTS["interval"], {"low": low, "high": high})


def _rows(texts: Sequence[str], columns: Mapping[str, npt.NDArray[Any]]) -> Iterator[Html]:
    for number, text in enumerate(texts):
        values = {
            "number": number,
            "share": f"{float(columns['score'][number]):.0%}",
            "hedged": int(columns["hedged_sentences"][number]),
            "sentences": int(columns["sentences"][number]),
            "cues": int(columns["cues"][number]),
            "text": _beginning(text),
        }
        yield render(_PARTS["row"], values)


def _beginning(text: str) -> str:
    start = " ".join(text[: 2 * _MAX_CHARACTERS].split())
    return start if len(start) <= _MAX_CHARACTERS else f"{start[:_MAX_CHARACTERS]}…"
