"""Headings, notes and numbers → the sections and tables of a page, which every page shares."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from hedging.display.markup import Html, joined, parts, render

_PARTS = parts("sections.html")


def section(name: str, content: Html, note: str = "") -> Html:
    """A part of a page below a heading, with a note at its end.

    >>> section("A & B", Html("<hr>"), "So <few>.")
    '<section><h2>A &amp; B</h2><hr><p>So &lt;few&gt;.</p></section>'
    """
    notes = [paragraph(note)] if note else []
    values = {"name": name, "content": joined([content, *notes])}
    return render(_PARTS["section"], values)


def paragraph(text: str) -> Html:
    """A paragraph of plain text.

    >>> paragraph("So <few>.")
    '<p>So &lt;few&gt;.</p>'
    """
    return render(_PARTS["note"], {"text": text})


def table(names: Sequence[str], rows: Iterable[tuple[Html, Sequence[str]]], label: str) -> Html:
    """A table with a column of text and columns of numbers; it scrolls where it is too wide.

    >>> table(["set", "F1"], [(Html("all"), ["0.9"])], "Figures").count("<td")
    1
    """
    head = [render(_PARTS["text_head"], {"name": names[0]})]
    head += [render(_PARTS["number_head"], {"name": name}) for name in names[1:]]
    lines = (
        render(
            _PARTS["row"],
            {
                "name": name,
                "cells": joined(render(_PARTS["cell"], {"text": text}) for text in cells),
            },
        )
        for name, cells in rows
    )
    values = {"label": label, "head": joined(head), "rows": joined(lines)}
    return render(_PARTS["table"], values)
