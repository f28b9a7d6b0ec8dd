"""Report → what the marks of a page mean: the kinds that occur, in plain words, with their counts.

Each kind shows the words of a reader, two examples, the field's term, and a bar; all bars begin at
one line. Kinds that do not make a sentence hedged stand apart, since they are marked and do not
count.
"""

from __future__ import annotations

from collections.abc import Iterator

from hedging.display.markup import Html, joined, parts, render
from hedging.kinds import KIND
from hedging.results import Document

_PARTS = parts("legend.html")
_COUNTED = "These leave a sentence open"
_NOT_COUNTED = "Marked, but not counted"


def legend_of(report: Document) -> Html:
    """The legend; nothing for a text without a cue.

    >>> import hedging
    >>> "left open" in legend_of(hedging.detect("It may rain."))
    True
    """
    counts = report.kind_counts()
    if not any(counts.values()):
        return Html()
    missing = [KIND[kind].words for kind in report.hedge_kinds if not counts[kind]]
    highest = max(counts.values())
    values = {
        "groups": joined(
            render(_PARTS["group"], {"name": name, "rows": joined(_rows(own, highest))})
            for name, own in kind_groups(report)
        ),
        "missing": render(_PARTS["missing"], {"words": ", ".join(missing)}) if missing else "",
    }
    return render(_PARTS["legend"], values)


def kind_groups(report: Document) -> Iterator[tuple[str, dict[str, int]]]:
    """The kinds that occur with their counts, the commonest first: those that count, the others.

    >>> import hedging
    >>> for name, counts in kind_groups(hedging.detect("It may rain. About 40 left.")):
    ...     print(name, counts)
    These leave a sentence open {'epistemic': 1}
    Marked, but not counted {'approximator': 1}
    """
    counts = sorted(report.kind_counts().items(), key=lambda row: -row[1])
    for name, counted in ((_COUNTED, True), (_NOT_COUNTED, False)):
        own = {
            kind: count
            for kind, count in counts
            if count and (kind in report.hedge_kinds) == counted
        }
        if own:
            yield name, own


def _rows(counts: dict[str, int], highest: int) -> Iterator[Html]:
    """A row for each kind; its bar is a share of the highest."""
    for kind, count in counts.items():
        values = {
            "letter": KIND[kind].letter,
            "words": KIND[kind].words,
            "examples": ", ".join(KIND[kind].examples),
            "kind": kind,
            "count": count,
            "percent": 100 * count / highest,
        }
        yield render(_PARTS["row"], values)
