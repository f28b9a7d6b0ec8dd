"""Shares + the yardstick → one axis for the figures of a page: marks at percents of its width.

A figure is made of HTML elements at percents of the width, so that it fits a phone and a desk and
its words keep their size. Each row of a figure is a track: behind it lie the bands of what is usual
in a register, and on it the documents, an interval, and a dot.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Final

from hedging.display.markup import Html, joined, parts, render
from hedging.stats.tally import Tally
from hedging.yardstick import Register

_PARTS = parts("figures.html")
# The share of the documents that an axis must show; those beyond stand at its end.
_SHOWN: Final = 0.98
# Into how many steps an axis of so many tenths is divided, so that its numbers are round.
_STEPS: Final = {1: 2, 2: 2, 3: 3, 4: 4, 5: 5, 6: 3, 7: 7, 8: 4, 9: 3, 10: 5}


@dataclass(frozen=True, slots=True)
class Axis:
    """Shares from 0 to `top`, with the usual ranges of a register behind them."""

    top: float
    register: Register | None = None

    @classmethod
    def over(cls, percents: list[int], tallies: Iterable[Tally], register: Register | None) -> Axis:
        """The axis for documents, counted by the hundredth of their scores, and for tallies.

        >>> Axis.over([5, 3] + [0] * 98, [], None)
        Axis(top=0.1, register=None)
        """
        wanted, seen, last = _SHOWN * sum(percents), 0, 0
        while seen < wanted:
            seen, last = seen + percents[last], last + 1
        ends = [last / 100, *map(_end, tallies), register.scores[-1] if register else 0.0]
        return cls(rounded_up(max(ends)), register)

    def place(self, share: float) -> float:
        """Where a share lies, in percent of the width."""
        return 100 * min(max(share / self.top, 0.0), 1.0)

    @property
    def ticks(self) -> list[float]:
        """The shares that are written on the axis, 0 and `top` among them."""
        steps = _STEPS[round(10 * self.top)]
        return [k * self.top / steps for k in range(steps + 1)]

    def scale(self) -> Html:
        """The numbers of the axis."""
        last = len(self.ticks) - 1
        ticks = (
            render(
                _PARTS["tick"],
                {
                    "left": self.place(share),
                    "percent": 100 * share,
                    "classes": {0: "start", last: "end"}.get(k, "middle"),
                },
            )
            for k, share in enumerate(self.ticks)
        )
        return render(_PARTS["scale"], {"ticks": joined(ticks)})

    def bands(self) -> Html:
        """Where the usual ranges lie, of eight in ten documents and of half of them, as a style.

        A row of a figure has a mark for each band, and finds its place here.
        """
        if self.register is None:
            return Html()
        least, low, _, high, most = map(self.place, self.register.scores)
        values = {"wide": least, "wide_end": 100 - most, "half": low, "half_end": 100 - high}
        return render(_PARTS["bands"], values)

    def track(self, marks: Iterable[Html]) -> Html:
        """The marks of a row before the bands."""
        bands = Html() if self.register is None else Html(_PARTS["band_marks"])
        return joined([bands, *marks])

    def dot(self, share: float, interval: tuple[float, float] | None = None) -> Html:
        """A dot on its interval; an open dot without an interval."""
        values = {"left": self.place(share), "classes": "dot" if interval else "dot open"}
        dot = render(_PARTS["dot"], values)
        if interval is None:
            return dot
        left, right = map(self.place, interval)
        values = {"classes": "ci", "left": left, "width": right - left}
        return joined([render(_PARTS["bar"], values), dot])

    def strip(self, percents: Mapping[int, int]) -> Html:
        """Documents, counted by hundredths, as a row of bars; the highest fills the height."""
        counts: dict[int, int] = {}
        end = round(100 * self.top) - 1
        for percent, count in percents.items():
            column = min(percent, end)
            counts[column] = counts.get(column, 0) + count
        highest = max(counts.values(), default=1)
        bars = (
            f"M{column + 0.5:g} 10v-{max(10 * count / highest, 1):.2g}"
            for column, count in sorted(counts.items())
        )
        return render(_PARTS["strip"], {"width": end + 1, "path": "".join(bars)})


def rounded_up(share: float) -> float:
    """The next tenth, from 0.1 to 1.

    >>> rounded_up(0.31), rounded_up(0.3), rounded_up(0)
    (0.4, 0.3, 0.1)
    """
    return min(1.0, max(0.1, ceil(10 * share - 1e-9) / 10))


def _end(tally: Tally) -> float:
    return tally.interval[1] if tally.interval else tally.score
