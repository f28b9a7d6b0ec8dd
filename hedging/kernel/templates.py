"""Templates of features → templates.h, in which the compiled core has them as straight lines of C.

    python -m hedging.kernel.templates

A loop over tables of templates would spend most of its time on the tables. The templates stay
where training and scoring share them; this file only writes them down once more, and a fingerprint
of both refuses a core that was compiled from others. The first step of a template is a function of
its own, because its value often is: the cue is the same wherever it stands, the mark before a gap
is nearly always a full stop, and so the core keeps what it has hashed for them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path

from hedging.kinds import KINDS
from hedging.model import features
from hedging.text import sentences
from hedging.text.templates import Templates

HEADER = Path(__file__).with_name("templates.h")
#: Values of a gap in the order in which the core numbers them.
GAP_NAMES = tuple(sorted({name for template in sentences.GAP_TEMPLATES for name in template}))

_GAP, _CUE = "GAP", "CUE"
# Values whose first step the core keeps, for the templates that begin with them.
_KEPT = {_GAP: ("mark", "m shape"), _CUE: ("cue", "kinds")}
_SIZES = {
    "GAP_BITS": sentences.GAP_BITS,
    "CUE_BITS": features.BITS,
    "KIND_BITS": features.KIND_BITS,
    "SENTENCE_BITS": features.SENTENCE_BITS,
    "CUE_COLUMN": features.CUE_COLUMN,
    "KINDS": len(KINDS),
}


def fingerprint() -> int:
    """A number that stands for all templates, their order and the sizes of their tables."""
    named = (GAP_NAMES, sentences.TEMPLATES.order, features.NAMES, features.CUE_TEMPLATES.order)
    seeds = [t.seeds.ravel().tolist() for t in (sentences.TEMPLATES, features.CUE_TEMPLATES)]
    digest = sha256(repr((named, seeds, sorted(_SIZES.items()))).encode())
    return int.from_bytes(digest.digest()[:8], "little")


def header() -> str:
    """The text of templates.h."""
    lines = [
        "/* Templates of features, written by python -m hedging.kernel.templates. */",
        f"#define TEMPLATES_FINGERPRINT 0x{fingerprint():016X}u",
        "",
        "enum {",
        *(f"    {name} = {value}," for name, value in _SIZES.items()),
        "};",
        "",
        *_functions(_GAP, GAP_NAMES, sentences.TEMPLATES),
        *_functions(_CUE, features.NAMES, features.CUE_TEMPLATES),
    ]
    return "\n".join(lines).rstrip() + "\n"


def _functions(room: str, names: Sequence[str], templates: Templates) -> Iterator[str]:
    """The numbers of the values, a function for each kept first step, and one for the rest."""
    yield "/* The values that templates join, and the number of templates. */\nenum {"
    yield from (f"    {_constant(room, name)}," for name in names)
    yield f"    {room}_VALUES,\n    {room}_TEMPLATES = {len(templates.order)},"
    rows = list(zip(templates.order, templates.seeds.ravel().tolist(), strict=True))
    kept: dict[str, list[int]] = {name: [] for name in _KEPT[room]}
    for template, seed in rows:
        if template[0] in kept:
            kept[template[0]].append(seed)
    yield from (f"    {_constant(room, name)}_STEPS = {len(own)}," for name, own in kept.items())
    yield "};\n"
    lower = room.lower()
    for name, own in kept.items():
        function = _constant(room, name).lower()
        yield f"static inline void {function}_steps(uint64_t value, uint64_t *steps) {{"
        yield from (f"    steps[{k}] = mix(value + {seed});" for k, seed in enumerate(own))
        yield "}\n"
    arguments = "".join(f", const uint64_t *{_variable(name)}" for name in kept)
    yield "/* The features of all templates; their weights are fetched from afar meanwhile. */"
    yield f"static inline void hash_{lower}("
    yield f"    const int8_t *weights, const uint64_t *v{arguments}, uint32_t *features"
    yield ") {"
    for column, (template, seed) in enumerate(rows):
        first, *others = template
        if first in kept:
            hashed = f"{_variable(first)}[{kept[first].index(seed)}]"
        else:
            hashed = f"mix(v[{_constant(room, first)}] + {seed})"
        for name in others:
            hashed = f"mix({hashed} + v[{_constant(room, name)}])"
        yield f"    features[{column}] = (uint32_t)({hashed} >> (64 - {room}_BITS));"
        if room == _CUE:
            yield f"    PREFETCH_ONCE(weights + features[{column}]);"
    if room == _GAP:
        yield "    (void)weights;"
    yield "}\n"


def _constant(room: str, name: str) -> str:
    return re.sub(r"\W", "_", f"{room} {name}").upper()


def _variable(name: str) -> str:
    return f"{name.replace(' ', '_')}_steps"


if __name__ == "__main__":
    HEADER.write_text(header(), encoding="utf-8")
