"""A claim before and after: what became of it, as a record and in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final, Literal

from hedging.drift.claims import Claim, are_verbatim
from hedging.drift.markers import Marker
from hedging.kinds import Changed
from hedging.wording import counted, one_line, spelled

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
# What a claim that both texts make is now, after "it is".
_IS_NOW: Final[dict[Changed, str]] = {
    "surer": "surer",
    "less sure": "less sure",
    "source lost": "without a source",
    "source changed": "from another source",
    "wider": "wider, since a limit is gone",
    "dropped": "dropped in part",
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

    def outcome(self) -> str:
        """What became of the claim, in a few words, with the change of its confidence in points.

        >>> import hedging
        >>> hedging.compare("It may rain.", "It will rain.").pairs[0].outcome()
        'surer by 44 points'
        """
        if self.change == "dropped" and self.after:
            return "dropped in part"
        if not self.confidence_change:
            return self.change
        points = counted(round(100 * abs(self.confidence_change)), "point")
        if self.change in ("surer", "less sure"):
            return f"{self.change} by {points}"
        sign = "surer" if self.confidence_change > 0 else "less sure"
        return f"{self.change}, {sign} by {points}"

    def reasons(self) -> str:
        """The changed markers on one line; "" if there are none.

        >>> import hedging
        >>> hedging.compare("It may rain.", "It will probably rain.").pairs[0].reasons()
        'may → probably'
        >>> hedging.compare("It may rain.", "It will rain.").pairs[0].reasons()
        'lost: may'
        """
        pairs = [f"{old.text} → {new.text}" for old, new in (*self.weakened, *self.strengthened)]
        parts = [", ".join(pairs)]
        for name in ("lost", "added"):
            words = ", ".join(marker.text for marker in getattr(self, name))
            parts.append(f"{name}: {words}" if words else "")
        return one_line("; ".join(filter(None, parts)))

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


def summary(pairs: Sequence[ClaimPair]) -> str:
    """What became of the claims of a text, in a sentence or two.

    >>> import hedging
    >>> summary(hedging.compare("It may rain. Geese sleep.", "It will rain.").pairs)
    'One claim changed: it is surer. One claim is dropped.'
    """
    if not pairs:
        return "There is no claim to compare."
    if all(are_verbatim(pair.before, pair.after) for pair in pairs):
        return "Nothing changed."
    of_both = Counter(pair.change for pair in pairs if pair.before and pair.after)
    of_one = Counter(pair.change for pair in pairs if not (pair.before and pair.after))
    sentences = []
    if changes := [(of_both[name], words) for name, words in _IS_NOW.items() if of_both[name]]:
        number = sum(count for count, _ in changes)
        are = {1: "it is", 2: "both are"}.get(number, "all are")
        kinds = [
            f"{are if count == number else spelled(count)} {words}" for count, words in changes
        ]
        sentences.append(f"{spelled(number, 'claim')} changed: {', '.join(kinds)}.")
    if of_one:
        kinds = [
            f"{spelled(of_one[name], 'claim')} {'is' if of_one[name] == 1 else 'are'} {name}"
            for name in ("dropped", "new")
            if of_one[name]
        ]
        sentences.append(f"{', '.join(kinds)}.")
    return " ".join(map(str.capitalize, sentences)) or "Every claim is as sure as before."


def _span(claim: Claim) -> dict[str, Any]:
    return {"start": claim.start, "end": claim.end, "text": claim.text}
