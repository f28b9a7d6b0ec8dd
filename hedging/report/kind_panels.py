"""Tallies of groups → small panels, one for each kind of cue, all on one scale."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from hedging.display.markup import Html, escaped, joined, parts, render
from hedging.display.short_names import short_name
from hedging.kinds import KIND, KINDS
from hedging.report.figure_tables import Cell, Column, Row, figure_table
from hedging.report.labelling import breakable, group_name, label
from hedging.stats.tally import Tally

_PARTS = parts("figures.html")
# More groups have no room in a panel; the table has them all.
_MAX_GROUPS: Final = 12
# A name has two short lines beside its bar; the whole name is in the table of groups.
_MAX_NAME: Final = 30


def commonest(overall: Tally) -> str:
    """Which kinds of cues are the commonest, in words.

    >>> tally = Tally(cues_by_kind=[5, 0, 0, 9, 0, 0, 0, 0])
    >>> commonest(tally)
    'The commonest kinds: “depends on”, then “left open”'
    """
    named = [f"“{KIND[KINDS[k]].words}”" for k in _present(overall)][:2]
    if len(named) < 2:
        return f"The only kind: {named[0]}" if named else "There is no cue"
    return "The commonest kinds: {}, then {}".format(*named)


def kind_panels(groups: Mapping[str, Tally], overall: Tally) -> Html:
    """The cues of each kind per 100 sentences, by group; without groups in one panel by kind.

    `groups` come in the order of the page.
    """
    present = _present(overall)
    if len(groups) < 2:
        highest = max((_rate(overall, k) for k in present), default=0.0)
        bars = joined(_bar(_named(KINDS[k]), _rate(overall, k), highest) for k in present)
        drawing = render(_PARTS["one_panel"], {"bars": bars})
    else:
        largest = sorted(groups, key=lambda name: -groups[name].documents)[:_MAX_GROUPS]
        shown = {name: tally for name, tally in groups.items() if name in largest}
        highest = max(_rate(tally, k) for tally in shown.values() for k in present or [0])
        panels = (
            render(
                _PARTS["panel"],
                {
                    "plain": KIND[KINDS[k]].words,
                    "kind": KINDS[k],
                    "meaning": KIND[KINDS[k]].meaning,
                    "bars": joined(_bars(shown, k, highest)),
                },
            )
            for k in present
        )
        drawing = render(_PARTS["panels"], {"panels": joined(panels)})
    values = {"drawing": drawing, "numbers": _numbers(groups, overall, present)}
    return render(_PARTS["kinds"], values)


def _present(overall: Tally) -> list[int]:
    """The kinds that have cues, the commonest first."""
    present = [k for k in range(len(KINDS)) if overall.cues_by_kind[k]]
    return sorted(present, key=lambda k: -overall.cues_by_kind[k])


def _bars(groups: Mapping[str, Tally], kind: int, highest: float) -> Iterator[Html]:
    for name, tally in groups.items():
        yield _bar(breakable(short_name(group_name(name), _MAX_NAME)), _rate(tally, kind), highest)


def _bar(name: Html, rate: float, highest: float) -> Html:
    width = 100 * rate / highest if highest else 0.0
    return render(_PARTS["kind_bar"], {"name": name, "width": width, "rate": rate})


def _rate(tally: Tally, kind: int) -> float:
    """Cues of a kind per 100 sentences."""
    return 100 * tally.cues_by_kind[kind] / max(tally.sentences, 1)


def _named(kind: str) -> Html:
    return render(_PARTS["kind_name"], {"plain": KIND[kind].words, "kind": kind})


def _numbers(groups: Mapping[str, Tally], overall: Tally, present: list[int]) -> Html:
    """The numbers behind the panels: a row for all documents, and one for each group."""
    columns = [Column(KIND[KINDS[k]].words, KINDS[k]) for k in present]
    tallies = {"all documents": overall}
    if len(groups) > 1:
        tallies |= {group_name(name): tally for name, tally in groups.items()}
    rows = (
        Row(
            escaped(name) if tally is overall else label(name),
            [Cell(f"{_rate(tally, k):.1f}", (round(_rate(tally, k), 1),)) for k in present],
        )
        for name, tally in tallies.items()
    )
    return figure_table("group", columns, rows, "Cues of each kind per 100 sentences")
