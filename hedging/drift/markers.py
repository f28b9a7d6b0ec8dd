"""Claim → its markers: words that make its claim more or less sure, each with a strength.

All cues of the detector are markers. Beside them stand words that are no hedges by the guide, and
that a careful reader misses all the same when they go: who said it ("the ministry said"), and a
weaker relation in the place of a stronger one ("is linked to" for "causes").

Markers that blur the same thing belong to one family, and do not add up: "some analysts believe" is
about as sure as "analysts believe". Different families do: a condition makes a "may" less sure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from hedging.drift.claims import Claim
from hedging.results import Cue

#: What a marker can be beside the kinds of cues: who said it, how weak the evidence is, and what
#: limits the claim; a limit is one where it is gone.
ATTRIBUTION: Final = "attribution"
EVIDENCE: Final = "evidence"
LIMIT: Final = "limit"

#: What the markers of a kind blur: the truth, who vouches for it, on what it depends, a degree.
FAMILY: Final = {
    "epistemic": "truth",
    "investigation": "truth",
    EVIDENCE: "truth",
    "doxastic": "voice",
    "evidential": "voice",
    "weasel": "voice",
    ATTRIBUTION: "voice",
    "condition": "condition",
    "approximator": "degree",
    "booster": "booster",
    LIMIT: "width",
}

# How much certainty a marker takes away, from 0 to 1, if the words themselves say no more.
_BY_KIND: Final = {
    "epistemic": 0.4,
    "doxastic": 0.35,
    "investigation": 0.65,
    "condition": 0.3,
    "evidential": 0.4,
    "weasel": 0.2,
    "approximator": 0.15,
    "booster": 0.0,
}
_ATTRIBUTED = 0.15
# Epistemic cues have degrees. The first pattern that fits decides.
_BY_WORDS: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), strength)
    for pattern, strength in (
        (r"(almost|nearly|virtually) certain|(very|highly|most|quite) (likely|probabl)", 0.15),
        (r"\bunlikely|doubt|improbable|question", 0.6),
        (
            r"\bnot\b|n't|\bun(clear|known|certain|sure|decided)|\bcannot\b|\bno\b|nobody|whether",
            0.6,
        ),
        (r"\b(probabl|likel|presum|suggest|indicat|should|evident)", 0.3),
        (r"\bcan\b", 0.3),
        (r"\b(apparent|seem|appear)", 0.35),
        (r"\b(may|might|could|possib|perhaps|maybe|conceivabl|potential|chance|hint)", 0.5),
    )
)

_SAYING = (
    r"(?:said|says|(?<!to )say|saying|told|tells|according to"
    r"|argu(?:e|es|ed|ing)(?= that|[,.]|$)|(?:stat|not|add|insist|maintain|assert|report|warn"
    r"|declar|contend|writ|explain|acknowledg|observ)(?:e|es|ed|s|ing)?(?= that\b)"
    r"|(?:reported|reports|insisted|insists|warned|warns|argued|wrote)(?=[.,]|$| (?:on|in) )"
    r"|(?<=media )reported|wrote that|in the words of)"
)
_WORDS: Final = (
    (ATTRIBUTION, _ATTRIBUTED, _SAYING),
    (
        "doxastic",
        0.35,
        r"in (?:the|his|her|their|our|my|its) (?:own )?(?:view|opinion|eyes)(?: of)?",
    ),
    ("doxastic", 0.25, r"by (?:its|his|her|their|our) own (?:estimates?|account|reckoning)"),
    ("doxastic", 0.3, r"hop(?:e|es|ed|ing)(?= that| to| the|,)"),
    (
        "epistemic",
        0.35,
        r"as far as (?:i|we) (?:know|can (?:tell|see|say))"
        r"|to (?:the best of )?(?:my|our) knowledge|if memory serves|(?:have|has) yet to be"
        r"|open to (?:question|debate)|a matter of debate|under (?:review|discussion)",
    ),
    (
        EVIDENCE,
        0.3,
        r"associated with|associations? (?:between|with)|linked (?:to|with)|links? (?:between|to)"
        r"|correlat(?:e|es|ed|ion|ions)(?: with| between)?|tied to|in line with|consistent with"
        r"|compatible with|coincid(?:e|es|ed) with|points? (?:to|towards?)|pointed (?:to|towards?)"
        r"|contribut(?:e|es|ed|ing) to|play(?:s|ed)? a (?:role|part) in|signal(?:s|led)(?= that)",
    ),
    (
        EVIDENCE,
        0.4,
        r"(?:some|limited|little|weak|scant|mixed|preliminary|early|thin|anecdotal) (?:evidence"
        r"|signs?|indications?)|evidence(?=.{1,60}\b(?:weak|thin|limited|scant|mixed|sparse))",
    ),
    (EVIDENCE, 0.2, r"(?:is|are|was|were) (?:set|poised|slated|scheduled|due) to"),
    (EVIDENCE, 0.25, r"(?:plan|intend|aim)(?:s|ned|ed|ning|ing)? to"),
    (
        "approximator",
        0.15,
        r"in (?:most|some|many|certain|a few) (?:cases|people|patients|settings|setups|instances)"
        r"|(?:for|in) most (?:users|people|patients|of them)|as many as|up to(?= [\d,]+)",
    ),
)
_OUTSIDE: Final = re.compile(
    "|".join(rf"(?P<m{number}>\b(?:{words})(?!\w))" for number, (_, _, words) in enumerate(_WORDS)),
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Marker:
    """Words at code points `start` to `end` of the document that make a claim more or less sure.

    `kind` is a kind of cue, "attribution", "evidence" or "limit". `strength`, from 0 to 1, says how
    much certainty the words take away; a booster and a limit take none.
    """

    start: int
    end: int
    text: str
    kind: str
    strength: float

    @property
    def family(self) -> str:
        """The family of the marker's kind."""
        return FAMILY[self.kind]


def markers_of(claims: Iterable[Claim]) -> tuple[Marker, ...]:
    """All markers of the claims, in text order."""
    found = [marker for claim in claims for marker in _of_claim(claim)]
    return tuple(sorted(found, key=lambda marker: marker.start))


def segments_of(claims: Iterable[Claim]) -> Iterator[tuple[str, str]]:
    """The text of claims in segments, each with its kind if it is a marker, or else "".

    There is a space between claims, since they may be far apart in their text.
    """
    for number, claim in enumerate(claims):
        if number:
            yield " ", ""
        done = claim.start
        for marker in markers_of([claim]):
            yield claim.text[done - claim.start : marker.start - claim.start], ""
            # A cue can reach into the next clause.
            yield marker.text[: claim.end - marker.start], marker.kind
            done = min(marker.end, claim.end)
        yield claim.text[done - claim.start :], ""


def _of_claim(claim: Claim) -> Iterator[Marker]:
    starts = [cue.start for cue in claim.cues]
    for cue in claim.cues:
        yield Marker(cue.start, cue.end, cue.text, cue.kind, _strength(cue))
    for match in _OUTSIDE.finditer(claim.text):
        start, end = match.start() + claim.start, match.end() + claim.start
        # The last cue that begins before the words end: cues are in text order and disjoint.
        number = bisect_left(starts, end) - 1
        if number >= 0 and claim.cues[number].end > start:
            continue
        kind, strength, _ = _WORDS[int((match.lastgroup or "m0")[1:])]
        yield Marker(start, end, match[0], kind, strength)


def _strength(cue: Cue) -> float:
    if cue.kind == "epistemic":
        for pattern, strength in _BY_WORDS:
            if pattern.search(cue.text):
                return strength
    return _BY_KIND[cue.kind]
