"""The declarations of `schema.py` → schema.h, depth_schema.h and js/src/schema.js.

    python -m hedging.kernel.generate

A build does this by itself (`hatch_build.py`, `js/build.py`), and the files are not kept in the
history. Templates become straight lines of C, since a loop over tables of templates would spend
most of its time on the tables. They are macros because the core hashes for one number at a time or
for several: `PUT(column, hash)` stands for each template, `V(value)` gives a value, `MIX` mixes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from math import prod
from pathlib import Path
from typing import Final

import numpy as np

from hedging.kernel import depth_schema, schema
from hedging.kernel.schema import Column, FeatureSet, File, Number, Row, Schema, Section
from hedging.text.hashing import mix

KERNEL: Final = Path(__file__).parent
_SCRIPT: Final = Path("js", "src", "schema.js")
_NOTE: Final = "Written by python -m hedging.kernel.generate."
_WIDTH: Final = 100
_SIZED: Final = re.compile(r"([iufb])(\d)")
_KINDS: Final = {"i": "int{}_t", "u": "uint{}_t", "b": "uint{}_t", "f": "double"}


def header(declared: Schema, fingerprint: int, prefix: str) -> str:
    """The header of a part of the core; `prefix` begins the name of its fingerprint."""
    lines = [
        f"/* {_NOTE} */",
        "#pragma once",
        f"#define {prefix}FINGERPRINT 0x{fingerprint:016X}u",
        *(f"#define {name} 0x{value:X}u" for name, value in declared.hashes.items()),
        *(f"#define {name} ({value!r})" for name, value in declared.fractions.items()),
        *_enumeration(f"{name} = {value}" for name, value in declared.constants.items()),
        *_enumeration(line for own in declared.sets for line in _sizes(own)),
        *(line for names in declared.enumerations for line in _enumeration(names)),
        *(f"typedef {_type(own)} {name};" for name, own in declared.types.items()),
        *(line for row in declared.rows for line in _struct(row.name, row.fields)),
        *(line for name, own in declared.arrays.items() for line in _array(name, *own)),
        *(line for name, rows in declared.lists.items() for line in _list(name, rows)),
        *(
            line
            for number, file in enumerate(declared.files)
            for line in _file(number, file, declared.rows, f"{prefix}FINGERPRINT")
        ),
        *_columns(declared.columns, prefix),
        *(line for room, names in declared.values.items() for line in _values(room, names)),
        *(line for own in declared.sets for line in _set(own)),
        *_each_set(declared.sets, prefix),
        *(line for name, sums in declared.sums.items() for line in _sums(name, sums)),
    ]
    return "\n".join(lines) + "\n"


def script() -> str:
    """The module of JavaScript: columns, the sections of flat files, and their fingerprint."""
    files = {
        file.name: {"number": number, "sections": file.names}
        for number, file in enumerate(schema.CUES.files)
    }
    columns = {
        re.sub(r"_(\w)", lambda found: found[1].upper(), own.name): {"number": k, "type": own.dtype}
        for k, own in enumerate(schema.CUES.columns)
    }
    return "".join(
        (
            f"/** {_NOTE} */\n\n",
            f"export const FINGERPRINT = 0x{schema.FINGERPRINT:016X}n;\n",
            f"export const FILES = {json.dumps(files)};\n",
            f"export const COLUMNS = {json.dumps(columns)};\n",
            *(
                f"export const {name} = {schema.CUES.constants[name]};\n"
                for name in ("PAGES", "DOCUMENT_BREAK")
            ),
        )
    )


def generate(root: Path | None = None) -> list[Path]:
    """Write the files of a checkout, and list those that are new.

    A folder without `js` gets the headers alone.
    """
    folder = root or KERNEL.parents[1]
    kernel = folder / "hedging" / "kernel"
    texts = {
        kernel / "schema.h": header(schema.CUES, schema.FINGERPRINT, ""),
        kernel / "depth_schema.h": header(depth_schema.DEPTH, depth_schema.FINGERPRINT, "DEPTH_"),
        folder / _SCRIPT: script(),
    }
    written = []
    for path, text in texts.items():
        if not path.parent.is_dir() or (path.exists() and path.read_text("utf-8") == text):
            continue
        path.write_text(text, encoding="utf-8")
        written.append(path)
    return written


def constant(*parts: str) -> str:
    """A name as C has it for a constant.

    >>> constant("EDGE", "tag +1"), constant("CUE", "L1 suffix"), constant("SCOPE", "kind, around")
    ('EDGE_TAG_BEHIND_1', 'CUE_L1_SUFFIX', 'SCOPE_KIND_AROUND')
    """
    named = " ".join(parts).replace("-", "before ").replace("+", "behind ")
    return re.sub(r"\W+", "_", named).upper()


def _type(dtype: str) -> str:
    """A type in C: "u4" is uint32_t, and a row is named as it is there."""
    sized = _SIZED.fullmatch(dtype)
    return _KINDS[sized[1]].format(8 * int(sized[2])) if sized else dtype


def _enumeration(names: Iterable[str]) -> Iterator[str]:
    yield "enum {"
    yield from (f"    {name}," for name in names)
    yield "};"


def _struct(name: str, fields: Iterable[tuple[str, str, int]]) -> Iterator[str]:
    yield "typedef struct {"
    for field, dtype, count in fields:
        yield f"    {_type(dtype)} {field}{f'[{count}]' if count > 1 else ''};"
    yield f"}} {name};"


def _array(name: str, dtype: str, rows: Sequence[Sequence[int]]) -> Iterator[str]:
    """An array in lines of so many columns."""
    shown = [", ".join(map(_number, row)) for row in rows]
    yield f"static const {_type(dtype)} {name}[] = {{"
    line = "   "
    for row in shown:
        text = row if _SIZED.fullmatch(dtype) else f"{{{row}}}"
        if len(line) + len(text) + 2 > _WIDTH:
            yield line
            line = "   "
        line += f" {text},"
    yield f"{line}\n}};"


def _list(name: str, rows: Sequence[Sequence[int]]) -> Iterator[str]:
    puts = (f"PUT({', '.join(map(_number, row))})" for row in rows)
    yield from _macro(f"{name}(PUT)", puts)


def _number(number: int) -> str:
    return f"0x{number:X}u" if number > 0x7FFFFFFF else str(number)


def _macro(head: str, lines: Iterable[str]) -> Iterator[str]:
    yield " \\\n    ".join([f"#define {head}", *lines])


def _file(number: int, file: File, rows: Sequence[Row], fingerprint: str) -> Iterator[str]:
    """A struct for the numbers of a file, the fields for its tables, and its form.

    `NAME_FIELDS` belong into a struct, whose name `NAME_FORM` takes; `NAME_FITS` says whether the
    numbers lie within their bounds.
    """
    name, numbers = file.name.upper(), f"{file.name}_numbers"
    if file.numbers:
        yield from _struct(numbers, ((own.name, own.dtype, own.size) for own in file.numbers))
    fields = [f"{numbers} numbers;"] if file.numbers else []
    size = f"sizeof({numbers})" if file.numbers else "0"
    place = "offsetof(T, numbers)" if file.numbers else "0"
    forms = [f"{{NUMBERS_FORM, 0, {size}, 0, {place}, 0}},"]
    for section in file.sections:
        fields += _fields(section)
        forms += _forms(section)
    yield from _macro(f"{name}_FIELDS", fields)
    head = f"{{{number}, {len(file.names)}, {fingerprint}, sizeof(T), (const section_form[]){{"
    yield from _macro(f"{name}_FORM(T)", [head, *forms, "}}"])
    bounds = [f"&& {bound}" for own in file.numbers for bound in _bounds(own, rows)]
    yield from _macro(f"{name}_FITS(N)", ["(1", *bounds, ")"])


def _bounds(number: Number, rows: Sequence[Row]) -> Iterator[str]:
    """What C asks of a number, or of each of some, or of each field of a row."""
    fields = next((row.fields for row in rows if row.name == number.dtype), ())
    places = [f"[{k}]" for k in range(number.size)] if number.size > 1 else [""]
    places = [f".{field}" for field, *_ in fields] or places
    for place in places:
        value = f"(N).{number.name}{place}"
        if number.least is not None:
            yield f"{value} >= {number.least}"
        if number.most is not None:
            yield f"{value} <= {number.most}"


def _fields(section: Section) -> Iterator[str]:
    if section.form == "table":
        yield f"const {_type(section.dtype)} *{section.name};"
        if not section.rows:
            yield f"size_t {section.name}_count;"
    elif section.form == "ids":
        yield f"id_list {section.name};"
    elif section.form == "index":
        yield f"hash_index {section.name.removesuffix('_known')};"


def _forms(section: Section) -> Iterator[str]:
    place = f"offsetof(T, {section.name})"
    if section.form == "index":
        yield f"{{INDEX_FORM, 0, 8, 0, {place.replace('_known', '')}, 0}},"
    elif section.form == "slots":
        yield "{SLOTS_FORM, 0, 4, 0, 0, 0},"
    elif section.form == "ids":
        yield f"{{IDS_FORM, 0, 8, 0, {place}, 0}},"
    else:
        width = f"sizeof({_type(section.dtype)})"
        form, rows, other = "TABLE_FORM", section.rows or "0", "0"
        if section.rows_of:
            form, other = "ROWS_FORM", f"offsetof(T, {section.rows_of})"
            width, rows = f"{width} * ({section.rows})", str(section.further)
        elif not section.rows:
            form, other = "ANY_FORM", f"offsetof(T, {section.name}_count)"
        yield f"{{{form}, {int(section.is_optional)}, {width}, {rows}, {place}, {other}}},"


def _columns(columns: Sequence[Column], prefix: str) -> Iterator[str]:
    """The numbers and widths of columns; X(name, type, of what) for each of them."""
    yield from _enumeration([*(own.name.upper() for own in columns), f"{prefix}COLUMNS"])
    widths = ", ".join(f"sizeof({_type(own.dtype)})" for own in columns)
    yield f"static const size_t {prefix}COLUMN_WIDTHS[] = {{{widths}}};"
    rows = (f"X({own.name}, {_type(own.dtype)}, {own.of})" for own in columns)
    yield from _macro(f"EACH_{prefix}COLUMN(X)", rows)


def _values(room: str, names: Sequence[str]) -> Iterator[str]:
    """The numbers of the values that templates join."""
    yield from _enumeration([*(constant(room, name) for name in names), f"{constant(room)}_VALUES"])


def _sizes(own: FeatureSet) -> Iterator[str]:
    """How many templates a set has, which bits of a hash are its feature, how wide a row is."""
    yield f"{own.name}_TEMPLATES = {len(own.templates)}"
    yield f"{own.name}_SHIFT = 64 - {own.bits}"
    yield f"{own.name}_WIDTH = {own.width}"


def _set(own: FeatureSet) -> Iterator[str]:
    """A macro for all templates."""
    hashes = (_hashed(own, seed, template) for seed, template in own.templates)
    puts = (f"PUT({column}, {hashed})" for column, hashed in enumerate(hashes))
    yield from _macro(f"HASH_{own.name}(MIX, V, PUT)", puts)
    if own.small:
        yield from _small_sums(own)


def _hashed(own: FeatureSet, seed: int, template: tuple[str, ...]) -> str:
    """The hash of a template in C."""
    first, *others = template
    fixed = dict(own.fixed)
    if first in fixed:
        hashed = _number(int(mix(np.array([fixed[first] + seed], dtype=np.uint64))[0]))
    else:
        hashed = f"MIX(V({constant(own.values, first)}) + {seed})"
    for name in others:
        value = str(fixed[name]) if name in fixed else f"V({constant(own.values, name)})"
        hashed = f"MIX({hashed} + {value})"
    return hashed


def _small_sums(own: FeatureSet) -> Iterator[str]:
    """The sum of the weights W of the templates of small values, in a table by these values."""
    terms, begin = [], 0
    for template in own.small:
        index = ""
        for name, count in template:
            value = f"V({constant(own.values, name)})"
            index = f"({index}) * {count} + {value}" if index else value
        terms.append(f"+ W[{begin} + {index}]")
        begin += prod(count for _, count in template)
    yield from _macro(f"SUM_SMALL_{own.name}(W, V)", ["(0", *terms, ")"])


def _each_set(sets: Sequence[FeatureSet], prefix: str) -> Iterator[str]:
    """X(set) for each set of templates."""
    yield from _macro(f"EACH_{prefix}SET(X)", (f"X({own.name})" for own in sets))


def _sums(name: str, sums: Sequence[Sequence[tuple[str, str, int]]]) -> Iterator[str]:
    """PUT(number, sum) for each sum of products; V(column, place) gives a value."""
    puts = []
    for number, terms in enumerate(sums):
        products = (
            f"V({column}, {place if _is_place(place) else constant(place)})"
            + (f" * {_number(factor)}" if factor != 1 else "")
            for column, place, factor in terms
        )
        puts.append(f"PUT({number}, {' + '.join(products)})")
    yield from _macro(f"ADD_{name}(V, PUT)", puts)


def _is_place(place: str) -> bool:
    """Whether the place in a column is a number, and not the name of a value."""
    return place.lstrip("-").isdigit()


if __name__ == "__main__":
    for written in generate():
        print(written)
