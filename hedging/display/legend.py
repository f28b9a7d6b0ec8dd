"""Report → what the marks of a page mean: the kinds that occur, in plain words, with their counts.

Each kind shows the words of a reader, two examples, the field's term, and a bar; all bars begin at
one line. Kinds that do not make a sentence hedged stand apart, since they are marked and do not
count.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hedging.display.markup import Html, joined, parts, render
from hedging.kinds import KIND, KINDS

if TYPE_CHECKING:
    from hedging.results import Report

_PARTS = parts("legend.html")
_COUNTED = "These leave a sentence open"
_NOT_COUNTED = "Marked, but not counted"


def legend_of(report: Report) -> Html:
    """The legend; nothing for a text without a cue.

    >>> import hedging
    >>> "left open" in legend_of(hedging.detect("It may rain."))
    True
    """
    counts = report.kind_counts()
    if not any(counts.values()):
        return Html()
    counting = [kind for kind in KINDS if kind in report.hedge_kinds]
    others = [kind for kind in KINDS if kind not in report.hedge_kinds]
    missing = [KIND[kind].words for kind in counting if not counts[kind]]
    values = {
        "groups": joined(
            _group(name, kinds, counts)
            for name, kinds in ((_COUNTED, counting), (_NOT_COUNTED, others))
            if any(counts[kind] for kind in kinds)
        ),
        "missing": render(_PARTS["missing"], {"words": ", ".join(missing)}) if missing else "",
    }
    return render(_PARTS["legend"], values)


def _group(name: str, kinds: Sequence[str], counts: dict[str, int]) -> Html:
    return render(_PARTS["group"], {"name": name, "rows": joined(_rows(kinds, counts))})


def _rows(kinds: Sequence[str], counts: dict[str, int]) -> Iterator[Html]:
    """A row for each kind that occurs, the commonest first; its bar is a share of the highest."""
    highest = max(counts.values())
    for kind in sorted(kinds, key=lambda kind: -counts[kind]):
        if counts[kind]:
            values = {
                "letter": KIND[kind].letter,
                "words": KIND[kind].words,
                "examples": ", ".join(KIND[kind].examples),
                "kind": kind,
                "count": counts[kind],
                "percent": 100 * counts[kind] / highest,
            }
            yield render(_PARTS["row"], values)
