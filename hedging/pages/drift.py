"""Claims of two texts → one self-contained page: both side by side, with what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from hedging.pages.markup import Html, Segment, html_page, joined, marked, parts, render
from hedging.wording import counted

_PARTS = parts("drift.html")


class ClaimRow(NamedTuple):
    """A claim as the page shows it: its words in both texts, what became of it, and why."""

    before: Sequence[Segment]
    after: Sequence[Segment]
    change: str
    confidence_change: float | None
    reasons: str


def drift_page(
    claims: Sequence[ClaimRow],
    title: str = "",
    *,
    change: str,
    confidence_change: float,
    model: str,
    scheme: str,
) -> str:
    """The page of a comparison of two texts; `title` is by default the change.

    >>> words = [("It ", ""), ("may", "epistemic"), (" <b> rain.", "")]
    >>> row = ClaimRow(words, [], "dropped", None, "")
    >>> page = drift_page(
    ...     [row], "A & B", change="dropped", confidence_change=0.0, model="light", scheme="general"
    ... )
    >>> "<title>A &amp; B</title>" in page, "&lt;b&gt;" in page
    (True, True)
    """
    title = title or f"The second text is {change}"
    changes = [claim.change for claim in claims]
    values = {
        "title": title,
        "change": change,
        "number": f"{confidence_change:+.2f}",
        "changed": counted(changes.count("surer") + changes.count("less sure"), "claim"),
        "dropped": counted(changes.count("dropped"), "claim"),
        "rows": joined(map(_row, claims)),
        "model": model,
        "scheme": scheme,
    }
    return html_page(title, render(_PARTS["page"], values), "sections.css")


def _row(claim: ClaimRow) -> Html:
    is_same = claim.change == "same"
    has_number = claim.confidence_change is not None and not is_same
    values = {
        "before": marked(claim.before),
        "after": marked(claim.after),
        "change": claim.change,
        "number": f"{claim.confidence_change:+.2f}" if has_number else "",
        "reasons": claim.reasons,
        "classes": "same" if is_same else "changed",
    }
    return render(_PARTS["row"], values)
