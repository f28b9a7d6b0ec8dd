"""What Python, C and JavaScript agree on, declared once: flat files, columns, features, widths.

`generate.py` writes the headers of the core and a module of JavaScript from these declarations when
the package is built, so that no name or number is written twice. A fingerprint of everything that
is declared stands at the head of each flat file, and a core that was compiled from other
declarations refuses it. What goes beyond cues is declared in `depth_schema.py`, which has a
fingerprint of its own: to compute that, a process that asks for cues alone would have to import the
modules of depth first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from types import ModuleType
from typing import Final, NamedTuple

from hedging.extension import ABI
from hedging.kinds import KINDS, ROLES
from hedging.model import custom_cues, features, lexicon
from hedging.model.word_classes import GROUP_SHIFT
from hedging.text import characters, hashing, joined, lines, sentences
from hedging.text.templates import Templates


class Number(NamedTuple):
    """A number of a flat file, or some of them: a field of the struct in which C has them.

    `dtype` is numpy's name of the type, or a Row. A number that a module of Python gives has its
    `value` here, all others come from the model. C refuses a file whose numbers do not lie between
    `least` and `most`, where these are given.
    """

    name: str
    dtype: str = "u8"
    value: int | float | Sequence[float] | None = None
    size: int = 1
    least: float | None = None
    most: float | None = None


class Section(NamedTuple):
    """A table of a flat file: a pointer in the struct in which C has the tables.

    `rows` says in C how many values it has, "" that any number will do; with `rows_of`, it has
    `rows` for each hash of that index, and as many more as `further` says. C finds the number of
    rows of a table of any length as `<name>_count`. The form "index" is a sorted table of hashes,
    "slots" are those of the index before; "ids" are a few ids.
    """

    name: str
    dtype: str
    rows: str = ""
    rows_of: str = ""
    further: int = 0
    form: str = "table"
    is_optional: bool = False


class File(NamedTuple):
    """A flat file: its numbers, which are its first section, and its tables."""

    name: str
    numbers: tuple[Number, ...]
    sections: tuple[Section, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all sections, in the order of their numbers."""
        return ("numbers", *(section.name for section in self.sections))


class FeatureSet(NamedTuple):
    """Templates over the values of one thing, each with its seed, in the order of their features.

    A feature has as many bits as the constant `bits` says, and a row of weights so many bytes as
    `width`. The values of `fixed` are always the same. Templates of `small` join nothing but small
    numbers: the core finds their weights by the numbers themselves, of which there are so many.
    """

    name: str
    values: str
    templates: tuple[tuple[int, tuple[str, ...]], ...]
    bits: str
    width: int = 1
    fixed: tuple[tuple[str, int], ...] = ()
    small: tuple[tuple[tuple[str, int], ...], ...] = ()


class Column(NamedTuple):
    """A column that the core hands over: a value for each document, sentence or cue."""

    name: str
    dtype: str
    of: str


def columns(dtype: str, *names: str) -> Iterator[Column]:
    """Columns of a type, whose names begin with what they have a value for."""
    return (Column(name, dtype, f"{name.partition('_')[0]}s") for name in names)


def constants_of(module: ModuleType, *names: str, prefix: str = "") -> dict[str, int]:
    """Whole numbers of a module, under their names behind a prefix."""
    return {f"{prefix}{name}": int(getattr(module, name)) for name in names}


class Row(NamedTuple):
    """A struct of C with its fields: name, type and number of each."""

    name: str
    fields: tuple[tuple[str, str, int], ...]


class Schema(NamedTuple):
    """Everything that is declared for a part of the core.

    `constants` are whole numbers of 32 bits and `hashes` such of 64; `types` have a name in C. An
    enumeration numbers its names from 0 on. A sum set adds up products: a column, a place in it and
    a factor for each term. Arrays have a type and rows; lists are rows alone.
    """

    constants: dict[str, int]
    files: tuple[File, ...]
    values: dict[str, tuple[str, ...]]
    sets: tuple[FeatureSet, ...]
    arrays: dict[str, tuple[str, Sequence[Sequence[int]]]]
    columns: tuple[Column, ...]
    hashes: Mapping[str, int] = {}
    types: Mapping[str, str] = {}
    enumerations: tuple[tuple[str, ...], ...] = ()
    rows: tuple[Row, ...] = ()
    sums: Mapping[str, list[list[tuple[str, str, int]]]] = {}
    lists: Mapping[str, Sequence[Sequence[int]]] = {}
    fractions: Mapping[str, float] = {}

    def file(self, name: str) -> tuple[int, File]:
        """The number of a flat file, and the file."""
        (found,) = ((k, file) for k, file in enumerate(self.files) if file.name == name)
        return found


def index(name: str) -> tuple[Section, Section]:
    """The two sections of an index: the hashes, and the first row of each slot."""
    return Section(f"{name}_known", "u8", form="index"), Section(
        f"{name}_first", "u4", form="slots"
    )


def seeded(templates: Templates) -> tuple[tuple[int, tuple[str, ...]], ...]:
    """Templates with their seeds, in the order of their features."""
    return tuple(zip(templates.seeds.ravel().tolist(), templates.order, strict=True))


def fingerprint_of(schemas: Iterable[Schema]) -> int:
    """A number of 64 bits that stands for all that is declared, in any version of numpy."""
    return int.from_bytes(sha256(json.dumps(list(schemas)).encode()).digest()[:8], "little")


def _padded(count: int, multiple: int) -> int:
    return -(-count // multiple) * multiple


#: Weights of kinds and of roles are summed by rows of so many bytes: a vector of the processor, or
#: several, with zeros behind the last.
SUM_COLUMNS: Final = _padded(max(len(KINDS), len(ROLES)), 8)
#: The greatest sum that the weights of a cue can have.
GREATEST_SUM: Final = 128 * features.COLUMNS
#: In place of a sum: the cue is an extra cue of the caller.
CUSTOM_SUM: Final = GREATEST_SUM + 1

#: Cues of a sentence that are shown together where none of them would be alone.
FAINT_CUES: Final = 8

_CONSTANTS: Final = {
    "ABI": ABI,
    "FAINT_CUES": FAINT_CUES,
    "KINDS": len(KINDS),
    "MASK_BITS": 8 * lexicon.MASK.itemsize,
    "SUM_COLUMNS": SUM_COLUMNS,
    "GAP_BITS": sentences.GAP_BITS,
    "CUE_BITS": features.BITS,
    "KIND_BITS": features.KIND_BITS,
    "SENTENCE_BITS": features.SENTENCE_BITS,
    "SHORT_BITS": hashing.SHORT_BITS,
    "GROUP_SHIFT": GROUP_SHIFT,
    "CUE_COLUMN": features.CUE_COLUMN,
    "KIND_TEMPLATES": len(features.CUE_TEMPLATES.order),
    "REACH": features.REACH,
    "NEIGHBOURS": len(features.NEIGHBOUR_ROWS),
    "ENTRY_FILTER_BITS": lexicon.FILTER_BITS,
    **constants_of(lexicon, "GAP", "LONGEST", "BEGINS_ENTRY", "IS_ENTRY"),
    "CUSTOM_LONGEST": custom_cues.LONGEST,
    "CUSTOM_SUM": CUSTOM_SUM,
    "BUCKETS": len(sentences.BUCKETS),
    "BULLETS": len(lines.BULLETS),
    "DOCUMENT_BREAK": len(joined.DOCUMENT_BREAK),
    "PAGE": 256,
    "PAGES": 0x110000 // 256,
}
_CLASSES: Final = (
    "SPACE", "NEWLINE", "LOWER", "UPPER", "DIGIT", "MARK", "APOSTROPHE", "STOP", "OPENER", "CLOSER",
    "QUOTE", "DASH", "OTHER",
)  # fmt: skip
_MASK: Final = f"u{lexicon.MASK.itemsize}"
#: Bytes of the filter of the beginnings of entries, which has two bits for each of its slots.
_FILTER_BYTES: Final = "1 << (ENTRY_FILTER_BITS - 2)"

_MODEL: Final = File(
    "model",
    (
        Number("longest", least=1, most=lexicon.LONGEST),
        Number("scheme", most=(1 << 20) - 1),
        Number("gap_scale", "f8"),
        Number("gap_bias", "f8"),
    ),
    (
        *index("punkt"),
        Section("punkt_flags", "u1", "1", "punkt"),
        Section("buckets", "u1", "BUCKETS"),
        Section("gap_weights", "i1", "1 << GAP_BITS"),
        *index("entries"),
        Section("filter", "u1", _FILTER_BYTES),
        Section("openings", "u1", "1", "entries"),
        Section("masks", _MASK, "1", "entries"),
        Section("kinds", _MASK, "1", "entries"),
        *index("heads"),
        *index("words"),
        Section("word_classes", "u2", "1", "words"),
        *index("endings"),
        Section("ending_classes", "u2", "1", "endings"),
        Section("cue_weights", "i1", "1 << CUE_BITS"),
        Section("kind_weights", "i1", "SUM_COLUMNS << KIND_BITS"),
        Section("sentence_weights", "i1", "1 << SENTENCE_BITS", is_optional=True),
    ),
)
#: The cues of a caller: the extra cues as a lexicon, and the hashes of those that are ignored.
_CUSTOM: Final = File(
    "custom",
    (),
    (
        *index("entries"),
        Section("filter", "u1", _FILTER_BYTES),
        Section("openings", "u1", "1", "entries"),
        Section("masks", _MASK, "1", "entries"),
        *index("heads"),
        *index("ignored"),
    ),
)
_CHARACTERS: Final = File(
    "characters",
    (),
    (Section("page", "u2", "PAGES"), Section("packed", "u4")),
)
_GAP_NAMES: Final = sorted({name for own in sentences.GAP_TEMPLATES for name in own})
#: The bag of words is pairs of the cue or its kinds and a word beside it: see `features._bag`.
_BAG: Final = tuple(
    (start + side, (name, f"{letter}{step}"))
    for step in range(1, features.REACH + 1)
    for name, start in (("cue", features.CUE_SIDE), ("kinds", features.KINDS_SIDE))
    for side, letter in enumerate("LR")
)

#: What the core needs for cues.
CUES: Final = Schema(
    constants={**_CONSTANTS, **constants_of(characters, *_CLASSES)},
    hashes=constants_of(hashing, "GOLDEN", "GOLDEN_INVERSE", "NO_TOKEN")
    | {
        name: int(getattr(lexicon, name)[0])
        for name in ("OPEN", "ANY_NUMBER", "VERB", "BEFORE_VERB")
    },
    types={"kind_mask": _MASK},
    files=(_MODEL, _CHARACTERS, _CUSTOM),
    values={"GAP": tuple(_GAP_NAMES), "CUE": features.NAMES},
    sets=(
        FeatureSet("GAP", "GAP", seeded(sentences.TEMPLATES), "GAP_BITS"),
        FeatureSet("CUE", "CUE", (*seeded(features.CUE_TEMPLATES), *_BAG), "CUE_BITS"),
    ),
    arrays={
        "NEIGHBOUR_ROWS": ("i4", [[row] for row in features.NEIGHBOUR_ROWS]),
        "BULLET_CODES": ("u4", [[ord(bullet)] for bullet in lines.BULLETS]),
    },
    columns=(
        # The first sentence of each document, and the number of all sentences.
        Column("sentence_offsets", "i8", "documents"),
        # Code points of a document, and its number.
        *columns("i8", "sentence_start", "sentence_end", "sentence_document"),
        *columns("i8", "cue_start", "cue_end", "cue_sentence"),
        # Only if the scheme has weights of sentences.
        *columns("f8", "sentence_sums"),
        *columns("i4", "cue_sum"),
        # KINDS sums for each cue that can be of several kinds.
        *columns("i4", "choice_sums"),
        *columns(_MASK, "cue_mask"),
    ),
)
#: The fingerprint of everything that is declared for cues.
FINGERPRINT: Final = fingerprint_of([CUES])
