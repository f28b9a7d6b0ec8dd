"""The kinds of cues: name, words, meaning and look of each, in one table.

Three hues and a grey say what the kinds have in common: what is left open, what others say, what
is asserted, what is blurred. Within a hue, the line below the words tells the kinds apart, so that
nobody has to learn eight colours, and nothing is said by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, Literal, NamedTuple, get_args

from hedging.errors import InputError, checked_names


class Kind(NamedTuple):
    """One kind of cue.

    `name` is the field's word, `words` are those of a reader who does not know it, and `examples`
    two cues. `hue` says what all kinds of its colour have in common. `light` and `dark` are its
    text colours on a light and on a dark ground, and `ansi` is the number of its colour in a
    terminal of 256. `line` and `weight` are the CSS style and thickness of its underline.
    """

    name: str
    letter: str
    words: str
    examples: tuple[str, str]
    meaning: str
    hue: str
    light: str
    dark: str
    ansi: int
    line: str
    weight: str

    @property
    def middle(self) -> str:
        """The colour between `light` and `dark`, for a mark on a ground that nobody knows.

        It has a contrast of at least 3 to white and to the dark grounds of notebooks.

        >>> KIND["approximator"].middle
        '#808080'
        """
        channels = (
            (int(self.light[k : k + 2], 16), int(self.dark[k : k + 2], 16)) for k in (1, 3, 5)
        )
        mixed = (round(0.6 * light + 0.4 * dark) for light, dark in channels)
        return "#{:02x}{:02x}{:02x}".format(*mixed)


# What a hue says, and its colours on a light and on a dark ground, each with a contrast of at least
# 4.5 to it, and in a terminal, whose ground nobody knows: with one of at least 3 to black and to
# white. Its numbers begin at 16, since themes change those below.
_OPEN: Final = ("left open", "#8a5a00", "#f0b84d", 136)
_VOICE: Final = ("what others say or believe", "#2b50a8", "#8fb1ff", 68)
_SURE: Final = ("asserted", "#00696b", "#52c7c9", 30)
_BLURRED: Final = ("blurred", "#5c5c5c", "#b5b5b5", 244)
_HEAVY: Final = ".15em"
_FINE: Final = ".07em"

# fmt: off
_KINDS: Final = (
    Kind("epistemic", "E", "possible or unclear", ("may", "likely"),
         "The truth is left open", *_OPEN, "solid", _HEAVY),
    Kind("doxastic", "D", "believed or alleged", ("fears", "alleged"),
         "Somebody's belief, expectation or allegation", *_VOICE, "double", _FINE),
    Kind("investigation", "I", "being looked into", ("examines", "whether"),
         "The truth is being looked for", *_OPEN, "dashed", _HEAVY),
    Kind("condition", "C", "depends on", ("if", "unless"),
         "It depends on something else", *_OPEN, "dotted", _HEAVY),
    Kind("evidential", "V", "passed on", ("reportedly", "it is said"),
         "It is passed on at a distance", *_VOICE, "wavy", _FINE),
    Kind("weasel", "W", "source not named", ("some say", "critics"),
         "The source is left out", *_VOICE, "solid", _FINE),
    Kind("approximator", "A", "blurred", ("about", "roughly"),
         "A value or a degree is blurred", *_BLURRED, "dotted", _FINE),
    Kind("booster", "B", "asserted", ("clearly", "certainly"),
         "Certainty is asserted", *_SURE, "double", _HEAVY),
)
# fmt: on

#: The names of the kinds, in the order in which a Batch numbers them.
KINDS: Final = tuple(kind.name for kind in _KINDS)
#: The kinds that make a sentence hedged, unless the caller chooses others.
HEDGE_KINDS: Final = KINDS[:6]
#: Whose doubt a cue is: the writer's, that of somebody who is named, or of a source without a name.
HOLDERS: Final = ("writer", "named", "unnamed")
#: What a sentence does: it states something, is polite, asks, declines to answer, says that one
#: does not know, names a source, or announces what follows. A claim can be more or less sure.
ROLES: Final = ("claim", "courtesy", "question", "refusal", "unknown", "source", "frame")
#: Stands last in DECLINED, for a text that answers beside its doubt.
PARTLY: Final = "partly"
#: Why a short text does not answer what it was asked: its writer does not know, has found no source
#: or evidence, cannot look it up or reach it, will not say, or asks back. "partly" answers beside
#: such a doubt.
DECLINED: Final = (
    "does not know", "no source", "no access", "refuses", "asks back", PARTLY,
)  # fmt: skip
#: What can become of a claim from one text to another, beside "same". A claim that both texts make
#: is "dropped" where a part of it is.
Changed = Literal["surer", "less sure", "source lost", "source changed", "wider", "dropped"]
CHANGED: Final[tuple[Changed, ...]] = get_args(Changed)
#: Each kind by its name.
KIND: Final = {kind.name: kind for kind in _KINDS}


def declines(reason: str | None) -> bool:
    """Whether a text with this one of DECLINED, or None, does not answer at all.

    Raises InputError for another reason.

    >>> declines("no source"), declines("partly"), declines(None)
    (True, False, False)
    """
    if reason is not None and reason not in DECLINED:
        known = ", ".join(map(repr, DECLINED))
        raise InputError(f"expected a reason to decline ({known}) or none, got {reason!r}")
    return reason not in (None, PARTLY)


def known_kinds(kinds: Iterable[str], option: str = "hedge_kinds") -> tuple[str, ...]:
    """The given kinds in the order of KINDS.

    Raises InputError for an unknown kind and for no kind at all, InputTypeError as
    `checked_names` does.

    >>> known_kinds(["weasel", "epistemic"])
    ('epistemic', 'weasel')
    """
    chosen = checked_names(kinds, option)
    unknown = [kind for kind in chosen if kind not in KINDS]
    if unknown or not chosen:
        named = ", ".join(map(repr, unknown)) or "(none given)"
        raise InputError(f"unknown kinds {named}; known kinds are {', '.join(KINDS)}")
    return tuple(kind for kind in KINDS if kind in chosen)
