"""Sentences → the certainty that they state as a figure: "80 % sure", "one chance in ten".

Each word of a small list has a role, and a number its value. Where a number stands, the roles of
the words around it are laid into a window, and each pattern is a comparison of its columns:

    column    …  -2      -1       0       1       2       3  …
    words        about   an       80      %       chance  of
    role         -       -        NUMBER  PERCENT CHANCE  -         a share of a hundred, a chance
    words        is      about    one     chance  in      ten
    role         -       -        NUMBER  CHANCE  IN      NUMBER    one of ten

Of a range ("20 to 30 %") the middle counts. A share that is no certainty ("rose by 14 %", "a 95 %
confidence interval", "50 % more likely", "the risk of it rose by 20 %") is passed over.
"""

from __future__ import annotations

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.spoken import WordColumns
from hedging.text.hashing import Bools, HashIndex, Ints
from hedging.text.tokens import tokenize


class WordRole(IntEnum):
    """What a word beside a number can be; the compiled core has these names and numbers, too."""

    NUMBER = 1
    PERCENT = 2
    CHANCE = 3
    SURE = 4
    IN = 5
    TIMES = 6
    OUT = 7
    ODDS = 8
    TO = 9
    AGAINST = 10
    RANGE_DASH = 11
    INTERVAL = 12
    AND = 13
    COMPARED = 14
    BY = 15


(
    NUMBER, PERCENT, CHANCE, SURE, IN, TIMES, OUT, ODDS, TO, AGAINST, RANGE_DASH, INTERVAL, AND,
    COMPARED, BY,
) = WordRole  # fmt: skip

_NUMBERS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
]
_TENS = ["thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety", "hundred"]
_WORDS = {
    PERCENT: "% percent cent pct",
    CHANCE: "chance chances probability likelihood possibility certainty confidence",
    SURE: "sure certain confident convinced positive likely",
    IN: "in",
    TIMES: "times cases",
    OUT: "out",
    ODDS: "odds",
    TO: "to",
    AGAINST: "against",
    RANGE_DASH: "- / : – ‑",
    AND: "and",
    COMPARED: "more less higher lower greater smaller",
    BY: "by",
    INTERVAL: "interval intervals limit limits level bound bounds ci margin",
}

#: How many words on each side of a number are looked at.
REACH = 8


class Figures(NamedTuple):
    """Ids of words, each with its role and, if it is a number, its value."""

    words: HashIndex
    roles: npt.NDArray[np.uint8]
    values: npt.NDArray[np.int16]

    @classmethod
    def listed(cls) -> Figures:
        """The words of English.

        >>> figures = Figures.listed()
        >>> is_known, row = figures.words.lookup(tokenize("seventy").ids)
        >>> int(figures.values[row[0]])
        70
        """
        of_word = {str(value): (NUMBER, value) for value in range(101)}
        of_word |= {word: (NUMBER, value) for value, word in enumerate(_NUMBERS)}
        of_word |= {word: (NUMBER, 30 + 10 * step) for step, word in enumerate(_TENS)}
        for role, words in _WORDS.items():
            of_word |= dict.fromkeys(words.split(), (role, 0))
        ids = tokenize(" ".join(of_word)).ids
        order = ids.argsort()
        roles, values = np.array(list(of_word.values())).T
        return cls(
            HashIndex(ids[order]), roles[order].astype(np.uint8), values[order].astype(np.int16)
        )


def stated(words: WordColumns, figures: Figures) -> tuple[Ints, Ints]:
    """The sentences that state their certainty as a figure, and it in thousandths.

    Where a sentence states several, the first counts.
    """
    is_known, row = figures.words.lookup(words.ids)
    roles = np.where(is_known, figures.roles.take(row, mode="clip"), 0)
    place = _calling(roles)
    sentence = words.stop.searchsorted(place, side="right")
    if len(place) == 0:
        return sentence, place
    at = place + np.arange(-REACH, REACH + 1)[:, None]
    inside = (at >= words.first[sentence]) & (at < words.stop[sentence])
    safe = np.where(inside, at, 0)
    near = np.where(inside, roles[safe], 0)
    value = np.where(near == NUMBER, figures.values.take(row[safe], mode="clip"), 0)
    thousandths = _thousandths(near, value.astype(np.int64))
    says = thousandths >= 0
    sentence, first = np.unique(sentence[says], return_index=True)
    return sentence, thousandths[says][first]


def _calling(roles: npt.NDArray[np.uint8]) -> Ints:
    """The numbers that a pattern can begin at, by what comes next: most are years and counts."""
    place = (roles == NUMBER).nonzero()[0]
    behind = roles.take(place + np.arange(1, 4)[:, None], mode="clip")
    calls = (behind == PERCENT).any(axis=0)
    for role in (CHANCE, IN, RANGE_DASH, TIMES, TO, AND):
        calls |= behind[0] == role
    return np.asarray(place[calls])


def _thousandths(near: npt.NDArray[np.uint8], value: Ints) -> Ints:
    """The certainty of each number in thousandths, or -1; a row for each step from the number."""
    role = {step: near[REACH + step] for step in range(-REACH, REACH + 1)}
    own = value[REACH]
    answer = np.full(len(own), -1)
    no_interval = (near != INTERVAL).all(axis=0)

    def among(roles: tuple[int, ...], steps: range) -> Bools:
        words = near[REACH + steps.start : REACH + steps.stop]
        found = words == roles[0]
        for other in roles[1:]:
            found |= words == other
        return np.asarray(found.any(axis=0))

    upper = value[REACH + 2]
    ranges = among((RANGE_DASH, TO, AND), range(1, 2)) & (upper > own) & (upper <= 100)
    ranges &= among((PERCENT,), range(3, 5))
    # By how much one chance differs from another says of neither what it is.
    differs = (
        (near[REACH + 1 : REACH + 5] == PERCENT) & (near[REACH + 2 : REACH + 6] == COMPARED)
    ).any(0)
    differs |= among((BY,), range(-2, 0))
    percent = (among((PERCENT,), range(1, 4)) | ranges) & no_interval & (own <= 100) & ~differs
    # "Per cent" is two words, "3.5 %" three numbers: the whole part stands first.
    certain = among((SURE, CHANCE), range(2, 5)) | among((CHANCE,), range(-REACH, 0))
    certain |= ranges & among((SURE, CHANCE), range(5, 7))
    middle = np.where(ranges, 5 * (own + upper), 10 * own)
    answer[percent & certain] = middle[percent & certain]

    def share(rows: Bools, other: Ints) -> None:
        usable = rows & (other > own) & (answer < 0)
        answer[usable] = 1000 * own[usable] // other[usable]

    chance = among((CHANCE,), range(1, 6))
    share((role[1] == CHANCE) & (role[2] == IN) & (role[3] == NUMBER), value[REACH + 3])
    share((role[1] == IN) & (role[2] == NUMBER) & chance, value[REACH + 2])
    share(
        (role[1] == RANGE_DASH) & (role[2] == IN) & (role[3] == RANGE_DASH) & (role[4] == NUMBER),
        value[REACH + 4],
    )
    share((role[1] == TIMES) & (role[2] == OUT) & (role[4] == NUMBER), value[REACH + 4])
    share((role[1] == TIMES) & (role[2] == IN) & (role[3] == NUMBER), value[REACH + 3])
    even = (role[1] == RANGE_DASH) & (role[2] == NUMBER) & (own == 50) & (value[REACH + 2] == 50)
    answer[even & (answer < 0)] = 500
    odds = (role[1] == TO) & (role[2] == NUMBER) & (answer < 0)
    odds &= among((ODDS, AGAINST), range(-4, 5)) & no_interval
    against = odds & among((AGAINST,), range(3, 5))
    total = np.maximum(own + value[REACH + 2], 1)
    answer[odds] = (1000 * own // total)[odds]
    answer[against] = 1000 - answer[against]
    return answer
