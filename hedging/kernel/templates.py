"""Templates of features → templates.h, in which the compiled core has them as straight lines of C.

    python -m hedging.kernel.templates

A loop over tables of templates would spend most of its time on the tables. The templates stay
where training and scoring share them; this file only writes them down once more, and a fingerprint
of both refuses a core that was compiled from others. The first step of a template is a function of
its own, because its value often is: the cue is the same wherever it stands, the mark before a gap
is nearly always a full stop, and so the core keeps what it has hashed for them.
The rest are macros, because the core hashes for one number at a time or for several.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from hedging.kernel.headers import fingerprint_of, write_header
from hedging.kinds import KINDS
from hedging.model import features
from hedging.text import hashing, sentences
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
    "SHORT_BITS": hashing.SHORT_BITS,
}


def fingerprint() -> int:
    """A number that stands for all templates, their order and the sizes of their tables."""
    named = (GAP_NAMES, sentences.TEMPLATES.order, features.NAMES, features.CUE_TEMPLATES.order)
    seeds = [t.seeds.ravel().tolist() for t in (sentences.TEMPLATES, features.CUE_TEMPLATES)]
    return fingerprint_of(repr((named, seeds, sorted(_SIZES.items()))))


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
    """The numbers of the values, a function for each kept first step, and a macro for all."""
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
    for name, own in kept.items():
        function = _constant(room, name).lower()
        yield f"static inline void {function}_steps(uint64_t value, uint64_t *steps) {{"
        yield from (f"    steps[{k}] = mix(value + {seed});" for k, seed in enumerate(own))
        yield "}\n"
    yield "/* PUT(column, hash) for each template. V(value) gives a value, MIX mixes: one number or"
    yield "   several. STEP(name, number, value, seed) is a first step that may be kept. */"
    yield f"#define HASH_{room}(MIX, V, STEP, PUT) \\"
    lines = []
    for column, (template, seed) in enumerate(rows):
        first, *others = template
        if first in kept:
            number = kept[first].index(seed)
            hashed = f"STEP({_variable(first)}, {number}, {_constant(room, first)}, {seed})"
        else:
            hashed = f"MIX(V({_constant(room, first)}) + {seed})"
        for name in others:
            hashed = f"MIX({hashed} + V({_constant(room, name)}))"
        lines.append(f"    PUT({column}, {hashed})")
    yield " \\\n".join(lines) + "\n"


def _constant(room: str, name: str) -> str:
    return re.sub(r"\W", "_", f"{room} {name}").upper()


def _variable(name: str) -> str:
    return f"{name.replace(' ', '_')}_steps"


if __name__ == "__main__":
    write_header(HEADER, header(), "TEMPLATES", fingerprint())
