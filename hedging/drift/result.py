"""How sure the claims of two texts are: a record for people, as `hedging.results` has them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from hedging.batch import Report
from hedging.drift.page import cell_of, page_of
from hedging.drift.pair import Change, ClaimPair, summary
from hedging.wording import one_line


@dataclass(frozen=True, slots=True, repr=False)
class Drift:
    """What became surer or less sure from one text to another; made by `hedging.compare`.

    `before` and `after` are the reports of the texts, `pairs` the claims in the order of `before`,
    then the new claims. `change` is the plainest change of a claim, and `confidence_change` its
    number, above 0 where it became surer, 0 where there is none. `change` is "same" if nothing
    changed; new claims do not count, and a claim that is gone counts as far as it says much.

    >>> import hedging
    >>> drift = hedging.compare("The tests suggest that it works.", "The tests show that it works.")
    >>> drift.change, [marker.text for marker in drift.pairs[0].lost]
    ('surer', ['suggest'])
    >>> print(drift)
    One claim changed: it is surer.
      surer by 26 points: The tests show that it works.  [lost: suggest]
    """

    before: Report
    after: Report
    pairs: tuple[ClaimPair, ...]
    change: Change
    confidence_change: float

    @property
    def changed(self) -> tuple[ClaimPair, ...]:
        """The claims that both texts make and that are not the same, the largest number first."""
        changed = [pair for pair in self.pairs if pair.change not in ("same", "dropped", "new")]
        return tuple(sorted(changed, key=lambda pair: -abs(pair.confidence_change or 0.0)))

    def __repr__(self) -> str:
        return (
            f"Drift({self.change!r}, confidence_change={self.confidence_change:+.2f}, "
            f"{len(self.pairs)} claims)"
        )

    def __str__(self) -> str:
        """What happened in a sentence, and a line for each claim that is not the same."""
        return "\n".join([self.sentence(), *self.lines()])

    def sentence(self) -> str:
        """What became of the claims, in a sentence or two.

        >>> import hedging
        >>> hedging.compare("It may rain. He left.", "It will rain. He may have left.").sentence()
        'Two claims changed: one surer, one less sure.'
        """
        return summary(self.pairs)

    def lines(self) -> list[str]:
        """A line for each claim that is not the same: what became of it, its text, and why."""
        lines = []
        for pair in self.pairs:
            if pair.change == "same":
                continue
            text = one_line(" ".join(claim.text for claim in pair.shown))
            reasons = f"  [{pair.reasons()}]" if pair.reasons() else ""
            lines.append(f"  {pair.outcome()}: {text}{reasons}")
        return lines

    def to_dict(self) -> dict[str, Any]:
        """The comparison as plain data for JSON, with all digits.

        >>> import hedging
        >>> sorted(hedging.compare("It may rain.", "It will rain.").to_dict())
        ['after', 'before', 'change', 'confidence_change', 'pairs']
        """
        return {
            "change": self.change,
            "confidence_change": self.confidence_change,
            "pairs": [pair.to_dict() for pair in self.pairs],
            "before": self.before.to_dict(),
            "after": self.after.to_dict(),
        }

    def to_html(self, title: str = "") -> str:
        """One self-contained HTML page: what happened, and the claims side by side.

        Words that are gone are struck, new ones stand out, and claims that are as sure as before
        are folded.

        >>> import hedging
        >>> page = hedging.compare("It may rain.", "It will rain.").to_html(title="Weather")
        >>> "<title>Weather</title>" in page
        True
        """
        return page_of(self.pairs, title, f"model {self.after.model}, scheme {self.after.scheme}")

    def _repr_html_(self) -> str:
        return cell_of(self.pairs)
