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

A figure that is denied states nothing: "not 100 % sure" says no more than "not sure". Its words are
marked, so that whoever judges the sentence by its words can leave them out. Most denials deny
something else, and so only words of a short list may stand between a denial and its figure: forms
of "be" and "have", adverbs of degree, verbs of saying and thinking with their pronouns. "Treated"
is not listed, and the second figure here is stated:

    words     not     even  100     %        sure  when  not     treated  90      %        sure
    role      DENIAL  LINK  NUMBER  PERCENT  SURE  -     DENIAL  -        NUMBER  PERCENT  SURE
    marked    DENIES  -     DENIED  DENIED   -     -     -       -        -       -        -
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache
from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.rows import Words, is_among
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
    "DENIAL DOUBT FAR_OFF FROM IS SAYS KNOWS WITH THAT PRONOUN LINK",
)
(
    NUMBER, PERCENT, CHANCE, SURE, IN, TIMES, OUT, ODDS, TO, AGAINST, RANGE_DASH, INTERVAL, AND,
    COMPARED, BY, DENIAL, DOUBT, FAR_OFF, FROM, IS, SAYS, KNOWS, WITH, THAT, PRONOUN, LINK,
) = WordRole  # fmt: skip

_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen twenty"
)
_TENS = "thirty forty fifty sixty seventy eighty ninety hundred"
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

#: How many words on each side of a number are looked at.
REACH = 8

#: What a word has to do with a denied figure: it is a part of it, or it denies it.
DENIED, DENIES = 1, 2
# No pattern goes on behind so many words.
_LONGEST = 4


class FigureWords(NamedTuple):
    """Ids of words, each with its role and, if it is a number, its value."""

    words: HashIndex
    roles: npt.NDArray[np.uint8]
    values: npt.NDArray[np.int16]


@cache
def figure_words() -> FigureWords:
    """The words of English that stand in figures of certainty.

    >>> is_known, row = figure_words().words.lookup(last_ids(["seventy"]))
    >>> int(figure_words().values[row[0]])
    70
    """
    of_word = {str(value): (NUMBER, value) for value in range(101)}
    of_word |= {word: (NUMBER, value) for value, word in enumerate(_NUMBERS.split())}
    of_word |= {word: (NUMBER, 30 + 10 * step) for step, word in enumerate(_TENS.split())}
    for role, words in _WORDS.items():
        of_word |= dict.fromkeys(words.split(), (role, 0))
    ids = last_ids(of_word)
    order = ids.argsort()
    roles, values = np.array(list(of_word.values()), dtype=np.int16)[order].T
    return FigureWords(HashIndex(ids[order]), roles.astype(np.uint8), values)


class Figures(NamedTuple):
    """The sentences that state their certainty as a figure, and it in thousandths.

    Where a sentence states several, the first counts. `denying` are the sentences that state none,
    and deny one. `denied` says of every word whether it is a part of a figure that is DENIED, or
    DENIES one, or neither.
    """

    sentence: Ints
    thousandths: Ints
    denying: Ints
    denied: npt.NDArray[np.uint8]


class _Window(NamedTuple):
    """The words around some numbers, a row for each step from them: their roles and values."""

    near: npt.NDArray[np.uint8]
    value: Ints

    def role(self, step: int) -> npt.NDArray[np.uint8]:
        row: npt.NDArray[np.uint8] = self.near[REACH + step]
        return row

    def among(self, roles: tuple[int, ...], steps: range) -> Bools:
        """Whether one of the roles stands at one of the steps."""
        words = self.near[REACH + steps.start : REACH + steps.stop]
        return np.asarray(is_among(words, roles).any(axis=0))


def find_figures(words: Words) -> Figures:
    """The certainties that sentences state as figures, and the figures that they deny."""
    listed = figure_words()
    is_known, row = listed.words.lookup(words.ids)
    roles = np.where(is_known, listed.roles.take(row, mode="clip"), 0)
    denied = np.zeros(len(roles), dtype=np.uint8)
    place = _calling(roles)
    sentence = words.stop.searchsorted(place, side="right")
    if len(place) == 0:
        return Figures(sentence, place, sentence, denied)
    at = place + np.arange(-REACH, REACH + 1)[:, None]
    inside = (at >= words.first[sentence]) & (at < words.stop[sentence])
    safe = np.where(inside, at, 0)
    near = np.where(inside, roles[safe], 0)
    value = np.where(near == NUMBER, listed.values.take(row[safe], mode="clip"), 0)
    window = _Window(near, value.astype(np.int64))
    thousandths, last = _thousandths(window)
    # "It does not work nine times out of ten" says how often it does not.
    may_be_denied = (thousandths >= 0) & (window.role(1) != TIMES)
    denial = np.where(may_be_denied, _denials(window), 0)
    # What is a chance stays: "not a 90 % chance" is read as "not a chance".
    for step in range(_LONGEST + 1):
        at = place[(denial > 0) & (last >= step)] + step
        denied[at[roles[at] != CHANCE]] = DENIED
    denied[(place - denial)[denial > 0]] = DENIES
    says = (thousandths >= 0) & (denial == 0)
    stating, first = np.unique(sentence[says], return_index=True)
    denying = np.setdiff1d(sentence[denial > 0], stating)
    return Figures(stating, thousandths[says][first], denying, denied)


def _calling(roles: npt.NDArray[np.uint8]) -> Ints:
    """The numbers that a pattern can begin at, by what comes next: most are years and counts."""
    place = (roles == NUMBER).nonzero()[0]
    behind = roles.take(place + np.arange(1, 4)[:, None], mode="clip")
    calls = (behind == PERCENT).any(axis=0)
    calls |= is_among(behind[0], (CHANCE, IN, RANGE_DASH, TIMES, TO, AND))
    return np.asarray(place[calls])


def _thousandths(window: _Window) -> tuple[Ints, Ints]:
    """The certainty of each number in thousandths, or -1, and the last word of its pattern.

    The last word is the step from the number to the last number or sign of a share.
    """
    near, value, role, among = window.near, window.value, window.role, window.among
    own = value[REACH]
    answer, last = np.full(len(own), -1), (near[REACH + 1 : REACH + 5] == PERCENT).argmax(0) + 1
    no_interval = (near != INTERVAL).all(axis=0)
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

    def share(rows: Bools, step: int) -> None:
        other = value[REACH + step]
        usable = rows & (role(step) == NUMBER) & (other > own) & (answer < 0)
        answer[usable] = 1000 * own[usable] // other[usable]
        last[usable] = step

    chance = among((CHANCE,), range(1, 6))
    share((role(1) == CHANCE) & (role(2) == IN), 3)
    share((role(1) == IN) & chance, 2)
    share((role(1) == RANGE_DASH) & (role(2) == IN) & (role(3) == RANGE_DASH), 4)
    share((role(1) == TIMES) & (role(2) == OUT), 4)
    share((role(1) == TIMES) & (role(2) == IN), 3)
    even = (role(1) == RANGE_DASH) & (role(2) == NUMBER) & (own == 50) & (upper == 50)
    even &= answer < 0
    answer[even] = 500
    odds = (role(1) == TO) & (role(2) == NUMBER) & (answer < 0)
    odds &= among((ODDS, AGAINST), range(-4, 5)) & no_interval
    against = odds & among((AGAINST,), range(3, 5))
    total = np.maximum(own + upper, 1)
    answer[odds] = (1000 * own // total)[odds]
    answer[against] = 1000 - answer[against]
    last[even | odds] = 2
    return answer, last


def _denials(window: _Window) -> Ints:
    """How many words before each number the word stands that denies its figure, 0 if none does.

    The words are read from the number backwards, and the first that is no link ends the search.
    Some words link only beside others: a pronoun or "that" behind a verb that a clause can follow
    ("say it is", but not "if you do not you have"), a verb of knowing before "with" ("know with
    90 % certainty"), a chance before what it is. A denial inside what the chance is of says
    nothing of the figure ("the chance that you won't is 20 %").
    """
    role = window.role
    is_open = np.ones(window.near.shape[1], dtype=np.bool_)
    has_is, has_with = ~is_open, ~is_open
    answer = np.zeros(len(is_open), dtype=np.int64)
    for step in range(1, REACH):
        before, own, next_ = role(-step - 1), role(-step), role(1 - step)
        denies = own == DENIAL
        denies |= (own == DOUBT) & (before == PRONOUN)  # "I doubt", not "little doubt"
        denies |= (own == FAR_OFF) & (next_ == FROM) & (before != DENIAL)
        denies &= is_open & ~(has_is & window.among((CHANCE, ODDS), range(-REACH, -step)))
        answer[denies] = step
        has_is |= own == IS
        has_with |= own == WITH
        links = is_among(own, (IS, SAYS, WITH, LINK, NUMBER, TO)) | ((own == KNOWS) & has_with)
        links |= is_among(own, (THAT, PRONOUN)) & is_among(before, (IS, SAYS, KNOWS, WITH, DOUBT))
        links |= (own == PRONOUN) & (before == THAT)
        links |= is_among(own, (CHANCE, ODDS)) & (next_ == IS)
        links |= (own == FROM) & (before == FAR_OFF)
        links |= (before == NUMBER) & (next_ == NUMBER)  # "99.9 %", "10 and 20 %"
        is_open &= links & ~denies
    return answer
