"""Sentences → the certainty that they state as a figure: "80 % sure", "one chance in ten".

Each word of a small list has a role, and a number its value. Few words are numbers, and fewer are
followed by what a pattern can begin with. Around these, one after the other, the roles are compared
with the patterns:

    step      …  -2      -1       0       1       2       3  …
    words        about   an       80      %       chance  of
    role         -       -        NUMBER  PERCENT CHANCE  -         a share of a hundred, a chance
    words        is      about    one     chance  in      ten
    role         -       -        NUMBER  CHANCE  IN      NUMBER    one of ten
    words        probability of   0       .       75
    role         CHANCE    SAYS   NUMBER  POINT   NUMBER            a fraction
    words        a           two     -           thirds    chance
    role         LINK        NUMBER  RANGE_DASH  FRACTION  CHANCE   the same in words

Of a range ("20 to 30 %") the middle counts. A share that is no certainty ("rose by 14 %", "a 95 %
confidence interval", "50 % more likely", "the risk of it rose by 20 %") is passed over.

A figure that is denied states two thirds of itself: "not 100 % sure" leaves two in three, and "not
even a 30 % chance" one in five. For 100 % this is what people gave: the means of thirteen answers
with "I'm not 100 % sure" are 50 to 71 of 100 (llm-linguistic-confidence, five readers each). For
other figures it is our own judgment. Most denials deny something else, and so only words of a short
list may stand between a denial and its figure: forms of "be" and "have", adverbs of degree, verbs
of saying and thinking with their pronouns. "Treated" is not listed, and the second figure here is
not denied:

    words     not     even  100     %        sure  when  not     treated  90      %        sure
    role      DENIAL  LINK  NUMBER  PERCENT  SURE  -     DENIAL  -        NUMBER  PERCENT  SURE
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.rows import Words, is_among, running_sums
from hedging.text.hashing import Bools, HashIndex, Ints
from hedging.text.tokens import last_ids

# The word "n't" is the end of "don't".
_DENIALS = (
    "not", "n't", "no", "never", "none", "nor", "without", "nobody", "neither", "nothing",
    "nowhere", "cannot", "hardly",
)  # fmt: skip
_DENYING = ("denied", "denies", "deny")

#: What denies a cue: the words that the weights of a released model have learned with.
CUE_DENIALS: Final = (*_DENIALS, *_DENYING, "rather")
#: What denies a figure.
FIGURE_DENIALS: Final = (*_DENIALS, "impossible", "unable", "rarely", "seldom")
#: What denies a figure, too, but only behind a pronoun: "I doubt that", not "no doubt that".
FIGURE_DOUBTS: Final = (*_DENYING, "doubt", "doubts", "doubted")


#: What a word beside a number can be; the compiled core has these names and numbers, too. From
#: DENIAL on they say whether the figure is denied: what denies it, and what may stand between.
WordRole = IntEnum(
    "WordRole",
    "NUMBER PERCENT CHANCE SURE IN TIMES OUT ODDS TO AGAINST RANGE_DASH INTERVAL AND COMPARED BY "
    "LEVEL POINT OVER BETWEEN FRACTION DECIMAL DENIAL DOUBT FAR_OFF FROM IS SAYS KNOWS WITH THAT "
    "PRONOUN LINK",
)
(
    NUMBER, PERCENT, CHANCE, SURE, IN, TIMES, OUT, ODDS, TO, AGAINST, RANGE_DASH, INTERVAL, AND,
    COMPARED, BY, LEVEL, POINT, OVER, BETWEEN, FRACTION, DECIMAL,
    DENIAL, DOUBT, FAR_OFF, FROM, IS, SAYS, KNOWS, WITH, THAT, PRONOUN, LINK,
) = WordRole  # fmt: skip

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety hundred"
_FRACTIONS = {"third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
_WORDS = {
    PERCENT: "% percent cent pct",
    CHANCE: "chance chances probability likelihood possibility certainty confidence conf",
    SURE: "sure certain confident convinced persuaded positive likely",
    IN: "in",
    TIMES: "times cases",
    OUT: "out",
    ODDS: "odds",
    TO: "to",
    AGAINST: "against",
    RANGE_DASH: "- : – ‑",
    LEVEL: "level",
    POINT: ".",
    OVER: "/",
    # What stands between the name of a scale and a number on it.
    BETWEEN: '= ( " “ ” score rating',
    AND: "and",
    COMPARED: "more less higher lower greater smaller",
    BY: "by",
    INTERVAL: "interval intervals limit limits bound bounds ci margin",
    DENIAL: " ".join(FIGURE_DENIALS),
    DOUBT: " ".join(FIGURE_DOUBTS),
    FAR_OFF: "far",
    FROM: "from",
    IS: "is are was were am",
    # A clause can follow these, or a pronoun: "say it is", "give it a".
    SAYS: "say saying says said claim claimed claims think thinking thinks thought believe "
    "believed believes feel felt feels mean meant means imply implies suggest suggests suppose "
    "guarantee guarantees promise promised give given gives gave put of",
    # What is not known is true: "he did not know there was a 90 % chance".
    KNOWS: "know known tell predict predicted determine determined establish established prove "
    "proved proven conclude concluded confirm confirmed state stated",
    WITH: "with for",
    THAT: "that",
    PRONOUN: "i you he she it we they there me him her us them this anyone anybody",
    LINK: "a an the i'm you're it's i've i'd i'll be been being have has had having can could "
    "would will shall should may might must do does did get become seem seems sound sounds able "
    "possible way at about all even quite really ever yet still always longer necessarily exactly "
    "entirely fully completely absolutely totally near nearly anywhere close between",
}

#: What is added to the value of a number in words, to know it from one in digits: only words join.
SPELLED: Final = 128
#: How many words on each side of a number are looked at.
REACH = 8

#: The share of a denied figure that is stated, as a fraction.
DENIED_SHARE: Final = (2, 3)


class FigureWords(NamedTuple):
    """Ids of words with their roles, and values of numbers, more by SPELLED for those in words."""

    words: HashIndex
    roles: npt.NDArray[np.uint8]
    values: npt.NDArray[np.int16]


@cache
def figure_words() -> FigureWords:
    """The words of English that stand in figures of certainty."""
    of_word = {str(value): (NUMBER, value) for value in range(101)}
    in_words = {word: value for value, word in enumerate(_NUMBERS.split())}
    in_words |= {word: 30 + 10 * step for step, word in enumerate(_TENS.split())}
    of_word |= {word: (NUMBER, SPELLED + value) for word, value in in_words.items()}
    of_word |= {f"0{digit}": (DECIMAL, digit) for digit in range(10)}
    for word, parts in _FRACTIONS.items():
        of_word |= dict.fromkeys((word, f"{word}s"), (FRACTION, parts))
    for role, words in _WORDS.items():
        of_word |= dict.fromkeys(words.split(), (role, 0))
    ids = last_ids(of_word)
    order = ids.argsort()
    roles, values = np.array(list(of_word.values()), dtype=np.int16)[order].T
    return FigureWords(HashIndex(ids[order]), roles.astype(np.uint8), values)


class Figures(NamedTuple):
    """The sentences that state their certainty as a figure, it in thousandths, and two rows.

    `row` is that of its first number, and `denial` that of the word that denies it, or `row` where
    none does. Where a sentence has several figures, the first counts that is not denied, or else
    the first.
    """

    sentence: Ints
    thousandths: Ints
    row: Ints
    denial: Ints


class _Window(NamedTuple):
    """The words around a number from REACH before it on: their roles, and the values of numbers."""

    roles: list[int]
    values: list[int]

    def role(self, step: int) -> int:
        return self.roles[REACH + step]

    def among(self, roles: tuple[int, ...], first: int, last: int) -> bool:
        """Whether one of the roles stands at one of the steps from the first to the last."""
        return any(role in roles for role in self.roles[REACH + first : REACH + last + 1])


def find_figures(words: Words) -> Figures:
    """The certainties that sentences state as figures."""
    listed = figure_words()
    is_known, row = listed.words.lookup(words.ids)
    roles = np.where(is_known, listed.roles.take(row, mode="clip"), 0)
    values = np.where(is_known, listed.values.take(row, mode="clip"), 0)
    is_left = _join_numbers(roles, values, words.stop)
    running, rows = running_sums(is_left), is_left.nonzero()[0]
    roles, values = roles[is_left], values[is_left] % SPELLED
    first, stop = running[words.first], running[words.stop]
    stated: dict[int, tuple[int, int, int]] = {}
    denied: dict[int, tuple[int, int, int]] = {}
    place = _calling(roles)
    sentences = stop.searchsorted(place, side="right")
    for at, sentence in zip(place.tolist(), sentences.tolist(), strict=True):
        low, high = max(at - REACH, first[sentence]), min(at + REACH + 1, stop[sentence])
        before, behind = [0] * (REACH - at + low), [0] * (REACH + 1 + at - high)
        window = _Window(*([*before, *own[low:high].tolist(), *behind] for own in (roles, values)))
        thousandths = _thousandths(window)
        if thousandths < 0:
            continue
        # "It does not work nine times out of ten" says how often it does not.
        denial = 0 if window.role(1) == TIMES else _denial(window)
        if denial:
            share, whole = DENIED_SHARE
            own = (thousandths * share // whole, rows[at], rows[at - denial])
            denied.setdefault(sentence, own)
        else:
            stated.setdefault(sentence, (thousandths, rows[at], rows[at]))
    found = denied | stated
    columns = np.array([(key, *found[key]) for key in sorted(found)], dtype=np.int64)
    return Figures(*columns.reshape(-1, 4).T)


def _join_numbers(roles: npt.NDArray[np.uint8], values: npt.NDArray[np.int16], stop: Ints) -> Bools:
    """Give the first word of "ninety-five", "ninety five" and "one hundred" the whole value.

    The answer says which words are left then. `stop` is where sentences end.
    """
    is_left = np.ones(len(roles), dtype=np.bool_)
    own = np.where(roles == NUMBER, values - SPELLED, -1)
    begins = (own == 1) | ((own >= 20) & (own <= 90) & (own % 10 == 0))
    place = begins.nonzero()[0]
    ends = stop[stop.searchsorted(place, side="right")]
    for at, end in zip(place.tolist(), ends.tolist(), strict=True):
        last = at + 2 if at + 2 < end and roles[at + 1] == RANGE_DASH else at + 1
        if last >= end or not is_left[at]:
            continue
        is_sum = own[at] > 1 and 1 <= own[last] <= 9
        if is_sum or (own[at] == 1 and own[at + 1] == 100):
            last = last if is_sum else at + 1
            values[at] = SPELLED + (own[at] + own[last] if is_sum else 100)
            is_left[at + 1 : last + 1] = False
    return is_left


def _calling(roles: npt.NDArray[np.uint8]) -> Ints:
    """The numbers that a pattern can begin at, by what comes next: most are years and counts."""
    place = (roles == NUMBER).nonzero()[0]
    behind = roles.take(place + np.arange(1, 4)[:, None], mode="clip")
    calls = (behind == PERCENT).any(axis=0)
    begins = CHANCE, IN, RANGE_DASH, TIMES, TO, AND, POINT, OVER, OUT, FRACTION
    calls |= is_among(behind[0], begins)
    calls |= is_among(roles.take(place - 1, mode="clip"), (POINT, RANGE_DASH, BETWEEN))
    return np.asarray(place[calls])


# What follows a number in "one chance in ten", "one in ten", "1-in-10", "nine times out of ten" and
# "nine times in ten", and the step to the other number.
_SHARES = (
    ([CHANCE, IN], 3), ([IN], 2), ([RANGE_DASH, IN, RANGE_DASH], 4), ([TIMES, OUT], 4),
    ([TIMES, IN], 3),
)  # fmt: skip


def _thousandths(window: _Window) -> int:
    """The certainty of a number in thousandths, or -1."""
    values, role, among = window.values[REACH:], window.role, window.among
    behind, number, upper = window.roles[REACH + 1 :], values[0], values[2]
    is_range = behind[0] in (RANGE_DASH, OVER, TO, AND) and role(2) == NUMBER and number < upper
    is_range = is_range and among((PERCENT,), 3, 4)
    is_percent = is_range or among((PERCENT,), 1, 3)
    is_interval = INTERVAL in window.roles or any(
        role(step) == LEVEL and role(step + 1) != RANGE_DASH for step in range(-REACH, REACH)
    )
    # "Per cent" is two words, "3.5 %" three numbers: the whole part stands first.
    is_certain = among((SURE, CHANCE), 2, 6 if is_range else 4)
    is_certain |= among((CHANCE, ODDS), -REACH, -1)
    # By how much one chance differs from another says of neither what it is.
    differs = among((BY,), -2, -1) or any(
        role(step) == PERCENT and role(step + 1) == COMPARED for step in range(1, 5)
    )
    if is_percent and is_certain and not is_interval and not differs:
        return 5 * (number + upper) if is_range else 10 * number
    for roles, step in _SHARES:
        is_share = behind[: len(roles)] == roles and role(step) == NUMBER and values[step] > number
        if is_share and (roles != [IN] or among((CHANCE,), 1, 5)):
            return 1000 * number // values[step]
    for step in (1, 2):
        is_share = role(step) == FRACTION and behind[: step - 1] in ([], [RANGE_DASH])
        if is_share and number <= values[step] and role(step + 1) == CHANCE:
            return 1000 * number // values[step]
    if behind[0] in (RANGE_DASH, OVER) and number == upper == 50:
        return 500
    is_odds = among((ODDS, AGAINST), -4, 4)
    if behind[:2] == [TO, NUMBER] and is_odds and not is_interval:
        share = 1000 * number // max(number + upper, 1)
        return 1000 - share if among((AGAINST,), 3, 4) else share
    return -1 if is_interval else _on_scale(window)


def _on_scale(window: _Window) -> int:
    """The same for a number on a scale whose name is beside it: "confidence: 0.85", "8/10 sure"."""
    values, role = window.values[REACH:], window.role
    behind, number, before, last = window.roles[REACH + 1 :], values[0], -1, 0
    thousandths = -1
    if role(-1) == POINT:
        before = -2
        thousandths = -1 if role(-2) == NUMBER else _decimal(number)
    elif behind[0] == POINT and behind[1] in (NUMBER, DECIMAL):
        last = 2
        is_one = number == 1 and values[2] == 0
        digits = 10 * values[2] if behind[1] == DECIMAL else _decimal(values[2])
        thousandths = digits if number == 0 else 1000 if is_one else -1
    elif behind[:2] == [OVER, NUMBER] and 0 < number <= values[2]:
        thousandths, last = 1000 * number // values[2], 2
    elif behind[:3] == [OUT, SAYS, NUMBER] and 0 < number <= values[3]:
        thousandths, last = 1000 * number // values[3], 3
    elif behind[0] in (0, POINT) and role(-1) == RANGE_DASH and number > 10:  # 0 is no role
        thousandths = 10 * number
    is_named = role(last + 1) in (SURE, CHANCE) or (
        role(before) in (IS, BETWEEN) and window.among((CHANCE,), -REACH, before)
    )
    while before > -REACH and role(before) in (IS, RANGE_DASH, BETWEEN, SAYS, LINK, LEVEL):
        before -= 1
    return thousandths if is_named or role(before) == CHANCE else -1


def _decimal(digits: int) -> int:
    """The thousandths that up to two digits behind a point are."""
    return digits * (100 if digits < 10 else 10) if digits < 100 else digits


def _denial(window: _Window) -> int:
    """How many words before a number the word stands that denies its figure, 0 if none does.

    The words are read from the number backwards, and the first that is no link ends the search.
    Some words link only beside others: a pronoun or "that" behind a verb that a clause can follow
    ("say it is", but not "if you do not you have"), a verb of knowing before "with" ("know with
    90 % certainty"), a chance before what it is. A denial inside what the chance is of says
    nothing of the figure ("the chance that you won't is 20 %").
    """
    role = window.role
    for step in range(1, REACH):
        before, word, behind = role(-step - 1), role(-step), role(1 - step)
        denies = (
            word == DENIAL
            or (word == DOUBT and before == PRONOUN)  # "I doubt", not "little doubt"
            or (word == FAR_OFF and behind == FROM and before != DENIAL)
        )
        has_is, has_with = (window.among((one,), 1 - step, -1) for one in (IS, WITH))
        if denies and not (has_is and window.among((CHANCE, ODDS), -REACH, -step - 1)):
            return step
        links = (
            word in (IS, SAYS, WITH, LINK, NUMBER, TO)
            or (word == KNOWS and has_with)
            or (word in (THAT, PRONOUN) and before in (IS, SAYS, KNOWS, WITH, DOUBT))
            or (word == PRONOUN and before == THAT)
            or (word in (CHANCE, ODDS) and behind == IS)
            or (word == FROM and before == FAR_OFF)
            or before == behind == NUMBER  # "99.9 %", "10 and 20 %"
        )
        if not links:
            return 0
    return 0
