"""What the compiled core knows of rows and of small values of pairs, by numbers of its own.

The header of the core and the tables that a process hands to it are made from the same lists.
"""

from __future__ import annotations

from typing import Final

from hedging.depth import context, phrases
from hedging.depth.attributions import PAIR_TEMPLATES
from hedging.kinds import KINDS

#: Values that are always the same here: the task of a place is a cue.
FIXED: Final = {"task": context.CUE}
# Values of pairs that are small numbers, below these. Templates of such values alone have few
# features, so the core finds their weights in a small table by the values themselves.
_SMALL = {
    "kind": len(KINDS),
    "order": 7,
    "distance": 16 * 7,
    "between": 3 * 3 * 3,
    "quotes": 16,
    "sayings": 8,
    "length": phrases.LONGEST + 1,
}

#: The bits that tell what is known of a word: its tag, and whether the table of tags lists it.
WORD_TAG, WORD_LISTED = phrases.UNKNOWN - 1, phrases.UNKNOWN
#: The bits that tell what is known of a row. Those up to BARRIER tell of its tag, after its family;
#: those up to DENIAL of its word. OPENING is the place of the number of a group of openings.
ROW_BITS: Final = (
    "SAYING", "PRONOUN", "PLURAL", "BARRIER", "COMMA", "HYPHEN", "THAT", "FIRST_PERSON", "DENIAL",
    "VERB", "QUOTED", "QUOTATION_MARK", "CAPITAL", "OPENING",
)  # fmt: skip
#: The rows of these bits are counted.
COUNTED: Final = (
    "SAYING", "VERB", "COMMA", "QUOTATION_MARK", "THAT", "FIRST_PERSON", "CAPITAL", "PRONOUN",
)  # fmt: skip
_FIRST_BIT = 14


def row_bit(name: str) -> int:
    """The place of one of ROW_BITS.

    >>> row_bit("SAYING")
    14
    """
    return _FIRST_BIT + ROW_BITS.index(name)


def small_pairs() -> dict[tuple[str, ...], tuple[int, ...]]:
    """The templates of pairs with small values alone, and the number of values of each name.

    The task counts for nothing here.

    >>> small_pairs()["kind", "distance"]
    (8, 112)
    """
    return {
        template: tuple(_SMALL[name] for name in template if name not in FIXED)
        for template in PAIR_TEMPLATES
        if is_small("PAIR", template)
    }


def is_small(room: str, template: tuple[str, ...]) -> bool:
    """Whether a template of a room joins nothing but small values of pairs."""
    return room == "PAIR" and set(template) <= {*_SMALL, *FIXED}
