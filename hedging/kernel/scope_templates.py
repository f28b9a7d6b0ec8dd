"""Templates and tables of scopes → scope_templates.h, in which the compiled core has them as C.

    python -m hedging.kernel.scope_templates

The header is apart from templates.h because the core in the browser has no scopes. Values of cues,
boundaries and spans are the sums that `hedging.depth.scope_features` forms; scopes.c forms them
again, and everything that is a list there comes from here. The number in the file of weights is a
fingerprint of the header, so that a core that was compiled from other lists refuses the weights.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import numpy as np

from hedging.depth import scope_features, scopes, tags
from hedging.depth.scope_features import BEGIN_TEMPLATES, COUNTED, STOP_TEMPLATES, Template
from hedging.kernel.headers import fingerprint_of, write_header
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text.hashing import GOLDEN

HEADER: Final = Path(__file__).with_name("scope_templates.h")

_SIZES = {
    "SCOPE_BITS": scope_features.BITS,
    "SCOPE_REACH": scopes.REACH,
    "SCOPE_PAIRS": scope_features.PAIRS,
    "BEGIN_FEATURES": len(BEGIN_TEMPLATES),
    "STOP_FEATURES": len(STOP_TEMPLATES),
    "SCOPE_FEATURES": max(len(BEGIN_TEMPLATES), len(STOP_TEMPLATES)),
    "VOICE_REACH": scope_features.VOICE_REACH,
    "GROUP_SHIFT": GROUP_SHIFT,
    "TAG_BITS": tags.TAG_BITS,
    "TAG_COUNT": len(tags.TAGS),
    "TAG_FEATURES": len(tags.FEATURES),
    "PADDING": tags.PADDING,
    **{
        f"{name.upper()}_TAG": scope_features.TAG_NAMES.index(name)
        for name in ("be", "adverb", "participle", "padding")
    },
    "NO_MARK": scope_features.NO_MARK,
}
# What is counted, as C may name it.
_NAMES = {",": "commas", "(": "opened", ")": "closed", '"': "quotes", ";": "semicolons"}
# The sides of a template, in its order.
_SIDES = ("cue", "beside", "span")
_WIDTH = 100


def fingerprint() -> int:
    """A number that stands for all that the header says."""
    return fingerprint_of("\n".join(_body()))


def header() -> str:
    """The text of scope_templates.h."""
    lines = [
        "/* Lists of the features of scopes, by python -m hedging.kernel.scope_templates. */",
        f"#define SCOPES_FINGERPRINT 0x{fingerprint():016X}u",
        "",
        *_body(),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _body() -> Iterator[str]:
    yield "enum {"
    yield from (f"    {name} = {value}," for name, value in _SIZES.items())
    yield "};\n"
    yield "/* The byte of each counted thing in the sums of counts. */\nenum {"
    yield from (f"    COUNT_{_NAMES.get(name, name).upper()}," for name in COUNTED)
    yield "};\n"
    yield from _tables()
    yield from _tag_features()
    for number, side in enumerate(_SIDES):
        names = {template[number] for template in (*BEGIN_TEMPLATES, *STOP_TEMPLATES)}
        yield "enum {"
        yield from (f"    {_constant(side, name)}," for name in sorted(names - {"none"}))
        yield f"    {_constant(side, 'values')},\n}};\n"
    yield "/* The features of a boundary for a cue: the sums of one value of each."
    yield "   Their weights are asked for. */"
    yield from _features("begin", BEGIN_TEMPLATES)
    yield from _features("stop", STOP_TEMPLATES)


def _tables() -> Iterator[str]:
    """What a row adds by its tag, the marks, and the hashes of spans."""
    size = len(scope_features.TAG_NAMES)
    keys = np.where(scope_features.IS_KEY, scope_features.TAG_HASHES[:size], np.uint64(0))
    factors = np.where(scope_features.IS_KEY, np.uint64(GOLDEN), np.uint64(1))
    yield "/* By the tag of a row: the hash of a key word and its factor, and what is counted. */"
    yield "static const struct {\n    uint64_t key, factor, counted;\n} OF_TAG[] = {"
    for row in zip(keys, factors, scope_features.COUNTS, strict=True):
        yield f"    {{{', '.join(_hexadecimal(row))}}},"
    yield "};\n"
    yield "/* The tags of marks: by the class of a first character, then some by their ids. */"
    yield from _array("uint8_t", "MARK_OF_INITIAL", map(str, scope_features.MARK_OF_INITIAL))
    marks = sorted(scope_features.MARK_OF_ID.items())
    yield f"#define MARK_BY_ID(PUT) \\\n    {' '.join(f'PUT(0x{i:X}u, {m})' for i, m in marks)}\n"
    yield "/* The hashes of what spans are, by a code, and the codes of their lengths. */"
    yield from _array("uint32_t", "SPAN_HASHES", _hexadecimal(scope_features.SPAN_HASHES))
    reached = scope_features.DISTANCES[: scopes.REACH + 1]
    yield from _array("uint8_t", "CODE_OF_LENGTH", map(str, reached))


def _tag_features() -> Iterator[str]:
    """The features of a token; the pointers lead to the token's own row."""
    yield "static inline void tag_features("
    yield "    const uint64_t *id, const uint64_t *class, const uint64_t *group,"
    yield "    uint32_t *features) {"
    for number, terms in enumerate(tags.FEATURES):
        products = [
            f"{name}[{place}] * 0x{int(tags.multiplier(number, place)):X}u" for name, place in terms
        ]
        yield f"    features[{number}] = (uint32_t)(({' + '.join(products)}) >> (64 - TAG_BITS));"
    yield "}\n"


def _features(end: str, templates: Sequence[Template]) -> Iterator[str]:
    yield f"static inline void {end}_features("
    yield "    const uint32_t *cue, const uint32_t *beside, const uint32_t *span,"
    yield "    const int8_t *weights, uint32_t *features) {"
    for number, template in enumerate(templates):
        values = [
            f"{side}[{_constant(side, name)}]"
            for side, name in zip(_SIDES, template, strict=True)
            if name != "none"
        ]
        yield f"    features[{number}] = ({' + '.join(values)}) >> (32 - SCOPE_BITS);"
        yield f"    PREFETCH(weights + features[{number}]);"
    yield "}\n"
    yield "/* The sum of their weights. */"
    yield f"static inline int {end}_sum(const int8_t *weights, const uint32_t *features) {{"
    sums = [f"weights[features[{number}]]" for number in range(len(templates))]
    lines = (" + ".join(sums[row : row + 3]) for row in range(0, len(sums), 3))
    yield "    return " + "\n        + ".join(lines) + ";"
    yield "}\n"


def _hexadecimal(numbers: Iterable[np.integer]) -> list[str]:
    return [f"0x{int(number):X}u" for number in numbers]


def _array(kind: str, name: str, numbers: Iterable[str]) -> Iterator[str]:
    """An array in lines of so many columns."""
    yield f"static const {kind} {name}[] = {{"
    line = "   "
    for number in numbers:
        if len(line) + len(number) + 2 > _WIDTH:
            yield line
            line = "   "
        line += f" {number},"
    yield f"{line}\n}};\n"


def _constant(side: str, name: str) -> str:
    return re.sub(r"\W+", "_", f"scope {side} {name}").upper()


if __name__ == "__main__":
    write_header(HEADER, header(), "SCOPES", fingerprint())
