"""Two tallies → their difference with its interval, where the documents themselves are gone.

The interval comes from those of the two scores by square and add (Newcombe 1998, Statistics in
Medicine 17, method 10): it needs no more than the ends that a page shows.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import hypot

from hedging.report.difference import Difference
from hedging.report.tally import Tally


def pooled_difference(groups: Mapping[str, Tally]) -> Difference | None:
    """The difference of the scores of two groups, the larger group first; None for other numbers.

    Documents without a group do not count.

    >>> from hedging.report.tally import Entry
    >>> tallies = {"a": Tally(), "b": Tally()}
    >>> for k in range(20):
    ...     for name, share in (("a", 0.1), ("b", 0.6)):
    ...         tallies[name].add(Entry("a", share + k % 2 / 10, 10, 0, (0,) * 8))
    >>> print(pooled_difference(tallies))
    the score of a is 50.0 points below that of b, 95 % interval 41.2 to 58.8, 20 and 20 documents
    """
    named = [(name, tally) for name, tally in groups.items() if name]
    if len(named) != 2:
        return None
    (first, a), (second, b) = sorted(named, key=lambda row: (-row[1].documents, row[0]))
    estimate = a.score - b.score
    low = high = None
    if a.interval is not None and b.interval is not None:
        low = estimate - hypot(a.score - a.interval[0], b.interval[1] - b.score)
        high = estimate + hypot(a.interval[1] - a.score, b.score - b.interval[0])
    documents = (a.documents, b.documents)
    return Difference("score", first, second, estimate, low, high, a.score, b.score, documents)
