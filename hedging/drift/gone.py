"""A claim before and after → the words of a source, or of a limit, that are gone."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from hedging.drift.alignment import stems_of
from hedging.drift.claims import Claim
from hedging.drift.features import SAYING, SHARES, words_of
from hedging.drift.markers import ATTRIBUTION, LIMIT, Marker

# A preposition with up to four words after it.
_PHRASE: Final = re.compile(
    r"\b(?:in|among|at|for|from|during|within|under|over|between|across|inside|near|after|before)"
    r"(?: [\w'’%-]+){1,4}",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"\w+")


def voices_gone(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[Marker, ...]:
    """The words of saying that only the claim before has."""
    gone = SAYING - words_of(" ".join(claim.text for claim in after))
    return tuple(
        marker for marker in _found(before, _WORD, ATTRIBUTION) if marker.text.casefold() in gone
    )


def limits_gone(before: Sequence[Claim], after: Sequence[Claim]) -> tuple[Marker, ...]:
    """The limits of the claim before that share no content word with the claim after.

    A limit is a phrase of place, time, group or condition, or a word for a share, such as "some".

    >>> import hedging
    >>> from hedging.drift.claims import claims_of
    >>> texts = "Some mice slept longer in this study.", "Mice sleep longer."
    >>> before, after = (claims_of(hedging.detect(text)) for text in texts)
    >>> [marker.text for marker in limits_gone(before, after)]
    ['Some', 'in this study']
    """
    text = " ".join(claim.text for claim in after)
    stems, words = stems_of(text), words_of(text)
    gone = [
        marker for marker in _found(before, SHARES, LIMIT) if marker.text.casefold() not in words
    ]
    gone += [
        marker
        for marker in _found(before, _PHRASE, LIMIT)
        if stems.isdisjoint(own := stems_of(marker.text)) and own
    ]
    gone.sort(key=lambda marker: marker.start)
    # A share inside a phrase is told with the phrase.
    ends = [0, *(marker.end for marker in gone)]
    return tuple(
        marker for place, marker in enumerate(gone) if marker.start >= max(ends[: place + 1])
    )


def _found(claims: Sequence[Claim], pattern: re.Pattern[str], kind: str) -> Iterator[Marker]:
    for claim in claims:
        for match in pattern.finditer(claim.text):
            yield Marker(
                match.start() + claim.start, match.end() + claim.start, match[0], kind, 0.0
            )
