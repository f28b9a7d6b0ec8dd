"""Templates and numbers of sources → source_templates.h, in which the compiled core has them as C.

    python -m hedging.kernel.source_templates

As in `templates.py`, but in a header of its own, which the core for browsers does not need. The
task of a place is always a cue here, so the steps of templates that begin with it are constants.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from math import prod
from pathlib import Path
from typing import Final

import numpy as np

from hedging.depth import attributions, context, phrases, sources
from hedging.kinds import HOLDERS, KINDS
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.hashing import mix

HEADER: Final = Path(__file__).with_name("source_templates.h")

# What is known of a row, and of its neighbours on either side, in the order of the core.
_DESCRIBED = (*context.DESCRIBED, "class")
_EDGE_NAMES = tuple(
    f"{name} {step:+d}" if step else name for step in range(-2, 3) for name in _DESCRIBED
)
_BESIDE_NAMES = tuple(
    side if name == "id" else f"{side} {name}"
    for side in ("L2", "L1", "R1", "R2")
    for name in _DESCRIBED
)
_FIXED = {"task": context.CUE}
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

#: Bytes of a row of weights of holders: one for each, and one for the writer.
HOLDER_WIDTH: Final = len(HOLDERS) + 1

Templates = Sequence[tuple[str, ...]]
# The templates of a set, the name of the bits of their features, the bytes of a row of weights.
_Set = tuple[Templates, str, int]
# For the values of each thing: those that stand first, and the sets of templates that join them.
_VALUES: Final[dict[str, tuple[tuple[str, ...], dict[str, _Set]]]] = {
    "EDGE": (
        _EDGE_NAMES,
        {
            "BEGIN": (attributions.BEGIN_TEMPLATES, "SOURCE_BITS", 1),
            "END": (attributions.END_TEMPLATES, "SOURCE_BITS", 1),
        },
    ),
    "PAIR": ((), {"PAIR": (attributions.PAIR_TEMPLATES, "SOURCE_BITS", 1)}),
    "PLACE": (
        _BESIDE_NAMES,
        {
            "NONE": (attributions.NONE_TEMPLATES, "SOURCE_BITS", 1),
            "HOLDER": (sources.PLACE_TEMPLATES, "HOLDER_BITS", HOLDER_WIDTH),
            "NEGATED": (sources.NEGATED_TEMPLATES, "NEGATED_BITS", 1),
        },
    ),
    "NAME": ((), {"NAME": (sources.NAME_TEMPLATES, "HOLDER_BITS", HOLDER_WIDTH)}),
}
_SIZES: Final = {
    "SOURCE_BITS": attributions.BITS,
    "HOLDER_BITS": sources.HOLDER_BITS,
    "NEGATED_BITS": sources.NEGATED_BITS,
    "HOLDERS": len(HOLDERS),
    "FAMILIES": phrases.FAMILIES,
    "BORDER": phrases.BORDER,
    "TAG_SAYING": phrases.SAYING,
    "TAG_UNKNOWN": phrases.UNKNOWN,
    "INITIALS": len(phrases.INNER),
    "INNER_SET": int(np.packbits(phrases.INNER, bitorder="little").view("<u2")[0]),
    "GROUP_SHIFT": GROUP_SHIFT,
    "LONGEST_PHRASE": phrases.LONGEST,
    "DENIAL_REACH": sources.DENIAL_REACH,
    "PRONOUN_REACH": sources.PRONOUN_REACH,
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


def fingerprint() -> int:
    """A number that stands for all that the header says."""
    digest = sha256("\n".join(_body()).encode())
    return int.from_bytes(digest.digest()[:8], "little")


def header() -> str:
    """The text of source_templates.h."""
    lines = [
        "/* Templates of sources, written by python -m hedging.kernel.source_templates. */",
        f"#define SOURCES_FINGERPRINT 0x{fingerprint():016X}u",
        f"#define LEAST_EDGES ({attributions.LEAST_EDGES!r})",
        "",
        *_body(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _body() -> Iterator[str]:
    yield "enum {"
    yield from (f"    {name} = {value}," for name, value in _SIZES.items())
    yield f"    WORD_TAG = {WORD_TAG},\n    WORD_LISTED = {WORD_LISTED},"
    yield f"    OPENING_SHIFT = {row_bit('OPENING')},"
    yield "};\n"
    yield "/* The bits of a row. */\nenum {"
    yield from (f"    ROW_{name} = 1 << {row_bit(name)}," for name in ROW_BITS[:-1])
    yield "};\n"
    yield "/* What is counted, and its bit. */\nenum {"
    yield from (f"    COUNT_{name}," for name in COUNTED)
    yield "    COUNTS,\n};"
    bits = ", ".join(f"ROW_{name}" for name in COUNTED)
    yield f"static const uint32_t COUNTED_BITS[COUNTS] = {{{bits}}};\n"
    for room, (names, sets) in _VALUES.items():
        yield from _room(room, names, sets)
    every = {name: own[1:] for _, sets in _VALUES.values() for name, own in sets.items()}
    yield "/* X(set, bits, width of a row of weights) for each set of templates. */"
    yield "#define EACH_SET(X) \\"
    yield " \\\n".join(f"    X({name}, {bits}, {wide})" for name, (bits, wide) in every.items())


def _room(room: str, first: Sequence[str], sets: dict[str, _Set]) -> Iterator[str]:
    """The numbers of values, the number of templates, and a macro for each set of templates."""
    joined = {name for templates, *_ in sets.values() for own in templates for name in own}
    names = [*first, *sorted(joined - set(first) - set(_FIXED))]
    yield "enum {"
    yield from (f"    {_constant(room, name)}," for name in names)
    yield f"    {room}_VALUES,"
    for name, (templates, *_) in sets.items():
        hashed = sum(not _is_small(room, template) for template in templates)
        yield f"    {name}_TEMPLATES = {hashed},"
    yield "};\n"
    if room == "PAIR":
        yield from _small_sums()
    for name, (templates, *_) in sets.items():
        yield f"#define HASH_{name}(MIX, V, PUT) \\"
        steps = [
            _hashed(room, template, seed)
            for seed, template in enumerate(templates, 1)
            if not _is_small(room, template)
        ]
        yield " \\\n".join(f"    PUT({k}, {hashed})" for k, hashed in enumerate(steps)) + "\n"


def small_pairs() -> dict[tuple[str, ...], tuple[int, ...]]:
    """The templates of pairs with small values alone, and the number of values of each name.

    The task counts for nothing here.

    >>> small_pairs()["kind", "distance"]
    (8, 112)
    """
    return {
        template: tuple(_SMALL[name] for name in template if name not in _FIXED)
        for template in attributions.PAIR_TEMPLATES
        if _is_small("PAIR", template)
    }


def _is_small(room: str, template: tuple[str, ...]) -> bool:
    return room == "PAIR" and set(template) <= {*_SMALL, *_FIXED}


def _small_sums() -> Iterator[str]:
    """The size of the table of small pairs, and the sum of its weights for some values."""
    terms, size = [], 0
    for template, shape in small_pairs().items():
        index = ""
        for name, count in zip((n for n in template if n not in _FIXED), shape, strict=True):
            value = f"V({_constant('PAIR', name)})"
            index = f"({index}) * {count} + {value}" if index else value
        terms.append(f"W[{size} + {index}]")
        size += prod(shape)
    yield f"enum {{ SMALL_PAIRS = {size} }};\n"
    yield "/* The sum of the weights W of the templates of small values. */"
    yield "#define SUM_SMALL_PAIRS(W, V) \\\n    (" + " \\\n     + ".join(terms) + ")\n"


def _hashed(room: str, template: tuple[str, ...], seed: int) -> str:
    """The hash of a template in C."""
    first, *others = template
    if first in _FIXED:
        step = mix(np.array([_FIXED[first] + seed], dtype=np.uint64))
        hashed = f"0x{int(step[0]):016X}u"
    else:
        hashed = f"MIX(V({_constant(room, first)}) + {seed})"
    for name in others:
        value = str(_FIXED[name]) if name in _FIXED else f"V({_constant(room, name)})"
        hashed = f"MIX({hashed} + {value})"
    return hashed


def _constant(room: str, name: str) -> str:
    """The name of a value in C."""
    named = name.replace("-", "before ").replace("+", "behind ")
    return re.sub(r"\W", "_", f"{room} {named}").upper()


if __name__ == "__main__":
    HEADER.write_text(header(), encoding="utf-8")
