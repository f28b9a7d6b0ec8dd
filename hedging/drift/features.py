"""What a claim says before and after → named numbers, which `judging` weighs.

    -word, +word      a word that only the claim before has, or only the one after
    -kind, +kind      the same of kinds of markers; =kind for one that both have
    says 10           a word of saying before and none after; likewise quotes, relation, cause
    past → present    every past tense is gone, and a present stands there
    fewer limits      how many limits ("in mice", "some", "12 patients") went; likewise numbers
    sureness          how much surer the markers, and the confidence of the sentences, make it
    shared            how much of the content words of a side the other has

What has no partner has features of its own: how long it is, and how much shorter the text became.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from hedging.drift.alignment import Words
from hedging.drift.claims import Claim
from hedging.drift.markers import Marker

#: The value of each feature that is not 0.
Features = Mapping[str, float]

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
# Words with which somebody is said to say, think or find something.
_SAYING: Final = """
    according account accounts accuse accused accuses accusing acknowledged acknowledges add added
    adds admits admitted allege alleged allegedly alleges announced announces argue argued argues
    arguing assert asserted asserts assured assures believe believed believes believing blame blamed
    blames boasted boasts call called calls cited cites citing claim claimed claiming claims
    complained complains conceded concedes conclude concluded concludes confirmed confirms consider
    considered considers contend contended contends declared declares denied denies describe
    described describes describing estimate estimated estimates expect expected expects explained
    explains eyes find finds found hear heard held hold holds insist insisted insists judge judged
    judges maintain maintained maintains note noted notes observed observes opinion per predict
    predicted predicts promised promises put puts quoted recalled recalls reckon reckoned reckons
    regard regarded regards remarked remarks report reported reportedly reports rumor rumors rumour
    rumours said say saying says source sources spokesman spokesperson spokeswoman state stated
    statement states suggest suggested suggests suspect suspected suspects swears swore tell telling
    tells testified testifies testimony think thinks thought told view warn warned warns words
    write writes wrote"""
#: The same, to look them up.
SAYING: Final = frozenset(_SAYING.split())
# What a side has or has not.
_HAD: Final = {
    "quotes": re.compile(r"[“”\"]"),
    "relation": re.compile(
        r"\b(?:associat\w+|link(?:s|ed)?|correlat\w+|tied|relationship|tend(?:s|ed)?|connect\w*"
        r"|accompan\w+|coincid\w+|(?:more|less) likely|(?:lower|higher) rates?)\b",
        re.IGNORECASE,
    ),
    "cause": re.compile(
        r"\b(?:caus\w+|cut(?:s|ting)?|prevent\w*|protect\w*|boost\w*|improv\w+|reduc\w+|rais\w+"
        r"|makes?|help\w*|leads? to|due to|because|lower(?:s|ed|ing)|increas\w+|drives?|curbs?"
        r"|keeps?|stops?|fights?|beats?|shorten\w*|works?|eases?|heals?|saves?|slows?|speeds?"
        r"|triggers?|shields?|cures?)\b",
        re.IGNORECASE,
    ),
}
_PAST: Final = re.compile(
    r"\b(?:was|were|had|did|\w{2,}ed|fell|rose|grew|took|gave|made|found|saw|slept|came|went|got"
    r"|felt|kept|left|lost|ran|spent|ate|drank|held|brought|led)\b",
    re.IGNORECASE,
)
_PRESENT: Final = re.compile(r"\b(?:is|are|has|have|does|do|\w{3,}s)\b", re.IGNORECASE)
#: Words for a part of all cases.
SHARES: Final = re.compile(
    r"\b(?:some|many|most|several|few|certain|often|sometimes|usually|typically|generally|mostly"
    r"|largely|partly|mainly|half|majority|minority|part|one|occasionally|about|roughly|tend\w*"
    r"|average|primarily|only)\b",
    re.IGNORECASE,
)
# What is counted on both sides.
_COUNTED: Final = {
    "limits": re.compile(
        r"\b(?:in|among|at|for|from|during|within|with|under|over|between|across|inside|near|who"
        r"|whose|when|where|if|after|before|by)\b",
        re.IGNORECASE,
    ),
    "numbers": re.compile(
        r"\b\d[\d.,]*\b|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen"
        r"|twenty|thirty|forty|fifty|hundred)\b",
        re.IGNORECASE,
    ),
    "shares": SHARES,
    "all": re.compile(
        r"\b(?:all|every|everyone|everybody|always|never|none|any|each|whole|entire|people"
        r"|everywhere|universal\w*|across)\b",
        re.IGNORECASE,
    ),
}
_PATTERNS: Final = {**_HAD, "past": _PAST, "present": _PRESENT, **_COUNTED}
# The words that the patterns of two words begin or end with.
_OF_PHRASES: Final = frozenset({"due", "lead", "leads", "likely", "rate", "rates"})
_PLAIN_LOGIT = 2.5
_MOST = 1.5
#: Smaller changes of sureness are no changes: "may" and "might" are the same.
TOLERANCE: Final = 0.05


def together(claims: Sequence[Claim], words: Mapping[str, Words]) -> Words:
    """The words of several claims."""
    own = [words[claim.text] for claim in claims]
    if len(own) == 1:
        return own[0]
    return Words(
        frozenset().union(*(each.stems for each in own)),
        frozenset().union(*(each.classes for each in own)),
    )


@dataclass(frozen=True, slots=True)
class Side:
    """The claims of one side of a pair: their text, words, content stems, classes, and markers.

    `counts` says how often each pattern of this module is there, where it is. `sureness` is how
    sure the markers leave it, from 0 to 1; `confidence` is the least of the sentences, or None.
    """

    text: str
    words: Set[str]
    stems: Set[str]
    classes: Set[str]
    counts: Mapping[str, int]
    markers: Sequence[Marker]
    sureness: float
    confidence: float | None

    @classmethod
    def of(
        cls,
        claims: Sequence[Claim],
        markers: Sequence[Marker],
        sureness: float,
        words: Mapping[str, Words],
    ) -> Side:
        text = " ".join(claim.text for claim in claims)
        rated = [claim.confidence for claim in claims if claim.confidence is not None]
        own = words_of(text)
        return cls(
            text,
            own,
            *together(claims, words),
            _counts(text, own),
            markers,
            sureness,
            min(rated, default=None),
        )


def _counts(text: str, words: Iterable[str]) -> dict[str, int]:
    """How often each pattern is in a text with these words, where it is."""
    there = frozenset().union(*map(_patterns_of, words))
    if '"' in text or "“" in text or "”" in text:
        there |= {"quotes"}
    if not there:
        return {}
    return {name: len(_PATTERNS[name].findall(text)) for name in there}


@lru_cache(maxsize=1 << 16)
def _patterns_of(word: str) -> frozenset[str]:
    """The patterns that can match where this word stands: few words have any."""
    if word in _OF_PHRASES:
        return frozenset(_PATTERNS)
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(word))


def words_of(text: str) -> frozenset[str]:
    """The words of a text, in small letters."""
    return frozenset(_WORD.findall(text.replace("’", "'").casefold()))


def pair_features(before: Side, after: Side) -> Features:
    """The features of a claim that both texts make."""
    sides = (before, after)
    found = {"always": 1.0}
    for sign, words in (("-", before.words - after.words), ("+", after.words - before.words)):
        found |= dict.fromkeys([f"{sign}{word}" for word in words], 1.0)
    if before.markers or after.markers:
        old, new = ({marker.kind for marker in side.markers} for side in sides)
        for sign, kinds in (("-", old - new), ("+", new - old), ("=", old & new)):
            found |= dict.fromkeys([f"{sign}kind {kind}" for kind in kinds], 1.0)
    gain = after.sureness - before.sureness
    logits = _logit(before.confidence), _logit(after.confidence)
    rise = _clipped((logits[1] - logits[0]) / 2, _MOST)
    found |= {
        "sureness of markers": 4 * gain,
        "surer markers": 4 * max(gain, 0.0),
        "confidence before": logits[0] / 3,
        "confidence after": logits[1] / 3,
        "sureness of sentences": rise,
        "surer sentences": max(rise, 0.0),
    }
    found[f"says {_both([not side.words.isdisjoint(SAYING) for side in sides])}"] = 1.0
    if before.counts or after.counts:
        found |= _pattern_features(before.counts, after.counts)
    else:
        found |= _WITHOUT_PATTERNS
    both = len(before.stems & after.stems)
    shared = both / max(len(before.stems), 1), both / max(len(after.stems), 1)
    alike = len(before.classes & after.classes)
    # Where nearly all words are kept, what the markers say is all that there is.
    little = shared[0] * shared[1]
    change = "surer" if gain > TOLERANCE else "less sure" if gain < -TOLERANCE else "as sure"
    found |= {
        "shared before": shared[0],
        "shared after": shared[1],
        f"{change}, little edited": little,
        "alike before": alike / max(len(before.classes), 1),
        "alike after": alike / max(len(after.classes), 1),
        "length": _clipped(math.log((len(after.text) + 20) / (len(before.text) + 20)), _MOST),
    }
    return {name: value for name, value in found.items() if value}


def _pattern_features(old: Mapping[str, int], new: Mapping[str, int]) -> dict[str, float]:
    """The features of the patterns, from how often each is there before and after."""
    counts = {name: [side.get(name, 0) for side in (old, new)] for name in _PATTERNS}
    has = {name: [count > 0 for count in counts[name]] for name in _HAD}
    found = {f"{name} {_both(there)}": 1.0 for name, there in has.items()}
    found["relation → cause"] = float(has["relation"] == [True, False] and has["cause"][1])
    past, present = counts["past"], counts["present"]
    is_over = past[0] > 0 and past[1] == 0
    found["no past"] = float(is_over)
    found["past → present"] = float(is_over and present[1] > 0)
    found["past"] = _share(past[1], present[1]) - _share(past[0], present[0])
    for name in _COUNTED:
        old_count, new_count = counts[name]
        if old_count or new_count:
            found[f"more {name}"] = _clipped((new_count - old_count) / 2, 1.0)
            found[f"no {name}"] = float(new_count == 0)
            found[f"new {name}"] = float(old_count == 0)
    return found


@dataclass(frozen=True, slots=True)
class Left:
    """What the texts before and after leave over once their claims are aligned.

    `claims` and `characters` are counts of both texts, `words` and `classes` the stems and classes
    of the later, `new` the stems of its claims that have no partner, and `unexplained` those that
    only the later text has.
    """

    claims: tuple[int, int]
    characters: tuple[int, int]
    words: Set[str]
    classes: Set[str]
    new: Set[str]
    unexplained: Set[str]

    @classmethod
    def of(
        cls,
        before: Sequence[Claim],
        after: Sequence[Claim],
        new: Sequence[Claim],
        words: Mapping[str, Words],
    ) -> Left:
        sides = (before, after)
        characters = [sum(len(claim.text) for claim in side) for side in sides]
        old, later, alone = (together(side, words) for side in (before, after, new))
        counts = (len(before), len(after))
        return cls(
            counts,
            (characters[0], characters[1]),
            later.stems,
            later.classes,
            alone.stems,
            later.stems - old.stems,
        )


def dropped_features(claim: Side, left: Left) -> Features:
    """The features of a claim without a partner in the later text."""
    before, after = left.claims
    size = max(len(claim.stems), 1)
    return {
        "always": 1.0,
        "words": min(len(claim.stems), 12) / 12,
        "found elsewhere": len(claim.stems & left.words) / size,
        "alike elsewhere": len(claim.classes & left.classes) / max(len(claim.classes), 1),
        "says": float(bool(claim.words & SAYING)),
        "marked": float(bool(claim.markers)),
        "claims before": math.log(max(before, 1)),
        "claims after": math.log(max(after, 1)),
        "length": math.log((left.characters[1] + 20) / (left.characters[0] + 20)),
        # Words that stand in its place, if it was reworded.
        "is there anything new": float(bool(left.new)),
        "new": min(len(left.new) / size, 2.0),
        "unexplained": min(len(left.unexplained) / size, 2.0),
        "unexplained share": len(left.unexplained) / max(len(left.words), 1),
    }


def _logit(confidence: float | None) -> float:
    if confidence is None:
        return _PLAIN_LOGIT
    sure = min(max(confidence, 0.02), 0.98)
    return math.log(sure / (1 - sure))


def _clipped(value: float, most: float) -> float:
    return min(max(value, -most), most)


def _share(part: int, rest: int) -> float:
    return part / max(part + rest, 1)


def _both(there: Sequence[bool]) -> str:
    return f"{there[0]:d}{there[1]:d}"


# Short claims mostly have none.
_WITHOUT_PATTERNS: Final = _pattern_features({}, {})
