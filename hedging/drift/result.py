"""How sure the claims of two texts are: records for people, as `hedging.results` has them."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from hedging.batch import Report
from hedging.drift.claims import Claim
from hedging.drift.markers import Marker, segments_of
from hedging.kinds import Changed
from hedging.pages.markup import Html, html_page, joined, marked, renderer
from hedging.wording import counted, one_line

_render = renderer("drift.html")
#: What became of a claim, as the beginning of a sentence.
SAYS: Final[dict[str, str]] = {
    "same": "This is said as surely as before",
    "surer": "This is stated with more certainty",
    "less sure": "This is stated with less certainty",
    "source lost": "Somebody was said to say this, and now it is told as a fact",
    "source changed": "Somebody else says this now",
    "wider": "This claims more cases than before",
    "dropped": "This is gone, or a part of it",
    "new": "Only the second text says this",
}
#: What became of a text, as `Drift.change` says it.
Change = Literal["same"] | Changed
#: What became of a claim: that, or it is new.
ClaimChange = Literal["new"] | Change


@dataclass(frozen=True, slots=True)
class ClaimPair:
    """A claim before and after: the clauses that make it, and what makes it more or less sure.

    `before` is empty for a new claim, `after` for a dropped claim. `confidence_change` is how much
    surer the words make it, from -1 to 1; 0 for "same", and None where no number has a sense.
    `lost` and `added` are markers of one side; `kept`, `weakened` and `strengthened` are markers of
    both sides, with words of equal strength, and with words that make it less sure or surer.
    """

    before: tuple[Claim, ...]
    after: tuple[Claim, ...]
    change: ClaimChange
    confidence_change: float | None
    lost: tuple[Marker, ...] = ()
    added: tuple[Marker, ...] = ()
    kept: tuple[tuple[Marker, Marker], ...] = ()
    weakened: tuple[tuple[Marker, Marker], ...] = ()
    strengthened: tuple[tuple[Marker, Marker], ...] = ()

    def reasons(self) -> str:
        """The changed markers on one line; "" if there are none.

        >>> import hedging
        >>> hedging.compare("It may rain.", "It will probably rain.").pairs[0].reasons()
        'may → probably'
        """
        pairs = [f"{old.text} → {new.text}" for old, new in (*self.weakened, *self.strengthened)]
        lost = [f"−{marker.text}" for marker in self.lost]
        added = [f"+{marker.text}" for marker in self.added]
        return one_line(", ".join([*pairs, *lost, *added]))

    def sentence(self) -> str:
        """What became of the claim, in one plain sentence with the words that made it.

        >>> import hedging
        >>> hedging.compare("It may rain.", "It will rain.").pairs[0].sentence()
        'This is stated with more certainty: “may” is gone.'
        """
        if self.change == "same":
            return f"{SAYS['same']}."
        pairs = (*self.weakened, *self.strengthened)
        words = [f"“{old.text}” became “{new.text}”" for old, new in pairs]
        words += [f"“{marker.text}” is gone" for marker in self.lost]
        words += [f"“{marker.text}” is new" for marker in self.added]
        return one_line(f"{SAYS[self.change]}{': ' if words else ''}{', '.join(words)}.")

    @property
    def shown(self) -> tuple[Claim, ...]:
        """The claims after, or those before where one, or a part of it, is gone."""
        return self.before if self.change == "dropped" else self.after

    def to_dict(self) -> dict[str, Any]:
        """The pair as plain data for JSON, with all digits."""
        singles = {name: [*map(asdict, getattr(self, name))] for name in ("lost", "added")}
        paired = {
            name: [[*map(asdict, pair)] for pair in getattr(self, name)]
            for name in ("kept", "weakened", "strengthened")
        }
        return {
            "before": [_span(claim) for claim in self.before],
            "after": [_span(claim) for claim in self.after],
            "change": self.change,
            "confidence_change": self.confidence_change,
            "sentence": self.sentence(),
            **singles,
            **paired,
        }


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
    surer (+0.26)
      surer (+0.26): The tests show that it works.  [−suggest]
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
        """The change, and a line for each claim that is not the same."""
        return "\n".join([f"{self.change}{_number(self.confidence_change)}", *self.lines()])

    def lines(self) -> list[str]:
        """A line for each claim that is not the same: what became of it, its text, and why."""
        lines = []
        for pair in self.pairs:
            if pair.change == "same":
                continue
            text = one_line(" ".join(claim.text for claim in pair.shown))
            reasons = f"  [{pair.reasons()}]" if pair.reasons() else ""
            lines.append(f"  {pair.change}{_number(pair.confidence_change)}: {text}{reasons}")
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
        """One self-contained HTML page: the claims side by side, with what changed in them.

        >>> import hedging
        >>> page = hedging.compare("It may rain.", "It will rain.").to_html(title="Weather")
        >>> "<title>Weather</title>" in page
        True
        """
        title = title or f"The second text is {self.change}"
        changes = [pair.change for pair in self.pairs]
        body = _render(
            "page",
            title=title,
            change=self.change,
            number=f"{self.confidence_change:+.2f}" if self.confidence_change else "none",
            changed=counted(len(self.changed), "claim"),
            dropped=counted(changes.count("dropped"), "claim"),
            rows=joined(map(_row, self.pairs)),
            model=self.after.model,
            scheme=self.after.scheme,
        )
        return html_page(title, body, "sections.css")


def _row(pair: ClaimPair) -> Html:
    is_same = pair.change == "same"
    has_number = pair.confidence_change is not None and not is_same
    return _render(
        "row",
        before=marked(segments_of(pair.before)),
        after=marked(segments_of(pair.after)),
        change=pair.change,
        number=f"{pair.confidence_change:+.2f}" if has_number else "",
        reasons=pair.reasons(),
        classes="same" if is_same else "changed",
    )


def _span(claim: Claim) -> dict[str, Any]:
    return {"start": claim.start, "end": claim.end, "text": claim.text}


def _number(change: float | None) -> str:
    return f" ({change:+.2f})" if change else ""
