"""A document's share of hedged sentences + a register → words that say whether that is much.

Nobody knows whether 42 % is much. So the package knows how hedged documents of some registers
usually are. The caller names the register to compare with; nothing here guesses what a text is.
The figures were measured with the light model, by `python -m benchmarks.yardstick`, which writes
them here.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple

from hedging.errors import InputError
from hedging.kinds import HEDGE_KINDS
from hedging.released import released_name

#: The role of the model, and the scheme, behind the figures.
MODEL: Final = "light"
SCHEME: Final = "general"
#: Shorter documents are not compared: of three sentences, none, one, two or all are hedged.
MIN_SENTENCES: Final = 10
#: The percentiles that are known of each register.
QUANTILES: Final = (10, 25, 50, 75, 90)
#: In place of a register, where none is named: nothing is compared, since nobody has said what the
#: text is; the page of a text lets its reader choose.
DEFAULT_REGISTER: Final = ""
#: In place of a register: there is no comparison, and none to choose.
NO_REGISTER: Final = "none"
# Of more sentences a share is easier to take in than a count.
_MOST_COUNTED: Final = 200


class Register(NamedTuple):
    """A register in words, how many of its documents were measured, and QUANTILES of their shares.

    >>> register_named("news").words
    'news reports'
    """

    name: str
    words: str
    documents: int
    shares: tuple[float, float, float, float, float]

    @property
    def usual(self) -> str:
        """The range of the middle half of the documents, such as "10 to 30%"."""
        _, low, _, high, _ = (f"{share:.0%}" for share in self.shares)
        return f"{low.removesuffix('%')} to {high}"

    def usual_count(self, total: int) -> str:
        """How many of so many sentences are hedged in the middle half of the documents.

        >>> tales = Register("tales", "tales", 99, (0.05, 0.1, 0.2, 0.3, 0.4))
        >>> tales.usual_count(52), tales.usual_count(4)
        ('5 to 16 of 52 sentences', '0 to 1 of 4 sentences')
        >>> tales._replace(shares=(0, 0.01, 0.02, 0.03, 0.04)).usual_count(10)
        '0 of 10 sentences'
        """
        low, high = (round(total * self.shares[k]) for k in (1, 3))
        numbers = f"{low:,}" if low == high else f"{low:,} to {high:,}"
        return f"{numbers} of {total:,} sentences"

    def place(self, share: float) -> str:
        """Where a share lies among the documents, such as "less than in three of four"."""
        least, low, _, high, most = self.shares
        if low <= share <= high:
            return "as usual"
        side, beyond = ("less", share < least) if share < low else ("more", share > most)
        return f"{side} than in {'nine of ten' if beyond else 'three of four'}"


# What each register holds, in words.
_WORDS: Final = {
    "news": "news reports",
    "reviews": "customer reviews",
    "blogs": "blog posts of public offices",
    "encyclopedia": "encyclopedia articles",
    "abstracts": "biomedical abstracts",
    "papers": "scientific papers",
    "clinical": "clinical notes and case reports",
    "health": "health information for patients",
    "filings": "annual reports of companies",
    "calls": "earnings calls",
    "economy": "reports and speeches of a central bank",
    "policy": "reports of public offices",
    "rulings": "court opinions",
    "speeches": "speeches in politics",
    "books": "chapters of older non-fiction",
    "qa": "answers on question-and-answer sites",
    "technical": "technical proposals",
    "llm": "answers of language models",
}
# How many documents of each register were measured, and QUANTILES of their shares.
_FIGURES: Final[dict[str, tuple[int, tuple[float, float, float, float, float]]]] = {
    # Written by python -m benchmarks.yardstick.
    "news": (507, (0.0, 0.077, 0.174, 0.279, 0.412)),
    "reviews": (79, (0.0, 0.0, 0.1, 0.2, 0.307)),
    "blogs": (1468, (0.022, 0.074, 0.133, 0.209, 0.278)),
    "encyclopedia": (1201, (0.0, 0.033, 0.1, 0.2, 0.296)),
    "abstracts": (562, (0.083, 0.118, 0.2, 0.3, 0.4)),
    "papers": (218, (0.15, 0.188, 0.237, 0.297, 0.38)),
    "clinical": (1556, (0.0, 0.0, 0.062, 0.1, 0.182)),
    "health": (1046, (0.111, 0.2, 0.3, 0.4, 0.5)),
    "filings": (389, (0.0, 0.092, 0.2, 0.345, 0.512)),
    "calls": (153, (0.124, 0.156, 0.191, 0.229, 0.264)),
    "economy": (753, (0.156, 0.208, 0.31, 0.42, 0.5)),
    "policy": (329, (0.115, 0.163, 0.208, 0.288, 0.378)),
    "rulings": (306, (0.107, 0.151, 0.2, 0.25, 0.301)),
    "speeches": (524, (0.039, 0.065, 0.098, 0.141, 0.189)),
    "books": (81, (0.185, 0.225, 0.323, 0.474, 0.548)),
    "qa": (2658, (0.087, 0.182, 0.3, 0.417, 0.545)),
    "technical": (482, (0.125, 0.209, 0.278, 0.359, 0.428)),
    "llm": (1902, (0.0, 0.0, 0.083, 0.217, 0.438)),
    # End of what it writes.
}
REGISTERS: Final = tuple(Register(name, words, *_FIGURES[name]) for name, words in _WORDS.items())

#: The names of the registers.
REGISTER_NAMES: Final = tuple(register.name for register in REGISTERS)


def register_named(name: str) -> Register:
    """The register of a name; InputError for an unknown name."""
    for register in REGISTERS:
        if register.name == name:
            return register
    raise InputError(
        f"unknown register {name!r}; expected one of {', '.join(REGISTER_NAMES)}, or "
        f"{NO_REGISTER} to compare with none"
    )


def chosen_register(name: str) -> Register | None:
    """The register of a name, None for "none" and for ""; InputError for an unknown name."""
    return None if name in (NO_REGISTER, DEFAULT_REGISTER) else register_named(name)


def obstacle(scheme: str, hedge_kinds: Iterable[str], sentences: int = MIN_SENTENCES) -> str:
    """Why a share cannot be compared with a register; "" if it can."""
    if scheme != SCHEME or tuple(hedge_kinds) != HEDGE_KINDS:
        return "other scheme or kinds"
    return f"fewer than {MIN_SENTENCES} sentences" if sentences < MIN_SENTENCES else ""


def comparable_register(name: str, scheme: str, hedge_kinds: Iterable[str]) -> Register | None:
    """The register of a name, if shares of these options can be compared with it.

    Raises InputError for an unknown name.

    >>> comparable_register("news", "general", HEDGE_KINDS).words
    'news reports'
    >>> comparable_register("news", "general", ["weasel"]) is None
    True
    """
    register = chosen_register(name)
    return None if obstacle(scheme, hedge_kinds) else register


def compared(share: float, register: Register, model: str = MODEL) -> str:
    """Where a share lies, in words; `model` is the model that it comes from.

    >>> tales = Register("tales", "tales", 99, (0.05, 0.1, 0.2, 0.3, 0.4))
    >>> compared(0.62, tales)
    'in tales it is usually 10 to 30%, here more than in nine of ten'
    """
    usual = f"in {register.words} it is usually {register.usual}{measured_with(model)}"
    return f"{usual}, here {register.place(share)}"


def compared_count(share: float, total: int, register: Register, model: str = MODEL) -> str:
    """Where the share of so many sentences lies, in words that count them where they are few.

    >>> tales = Register("tales", "tales", 99, (0.05, 0.1, 0.2, 0.3, 0.4))
    >>> compared_count(0.25, 52, tales)
    'In tales it is usually 10 to 30%, or 5 to 16 of 52 sentences; this is as usual.'
    >>> compared_count(0.62, 5200, tales)
    'In tales it is usually 10 to 30%; this is more than in nine of ten.'
    """
    count = "" if total > _MOST_COUNTED else f", or {register.usual_count(total)}"
    usual = f"In {register.words} it is usually {register.usual}{count}{measured_with(model)}"
    return f"{usual}; this is {register.place(share)}."


def measured_with(model: str) -> str:
    """A note for shares of another model than the light one, which measured the registers."""
    is_own = released_name(model) == released_name(MODEL)
    return "" if is_own else f" (measured with the {MODEL} model)"
