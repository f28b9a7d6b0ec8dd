"""Declared sections → a flat file that the compiled core reads; a model under a scheme → its file.

Every file has one layout: a magic word, the fingerprint of what is declared in `schema.py`, the
number of the file, then the offset and the size of each section, then the sections, all
little-endian and on boundaries of 8 bytes. `open_sections` in tables.c reads and checks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hedging.kernel.schema import (
    CUES,
    FINGERPRINT,
    GREATEST_SUM,
    SUM_COLUMNS,
    File,
    Schema,
    index,
)
from hedging.model.custom_cues import CustomCues
from hedging.model.lexicon import MASK, Finder
from hedging.model.model import Model, Scheme
from hedging.text import sentences
from hedging.text.characters import character_table
from hedging.text.hashing import Hashes, distinct, top_bits
from hedging.text.weights import Table, Weights

MAGIC: Final = b"HEDGTABL"

#: Stands behind the last hash of an index, and ends every search.
GREATEST_HASH: Final = np.uint64(0xFFFFFFFFFFFFFFFF)
#: Sections by their names.
Sections = dict[str, npt.NDArray[Any]]

# Code points in a page of characters, and the pages of Unicode.
_PAGE, _PAGES = CUES.constants["PAGE"], CUES.constants["PAGES"]
# Code points of a text that are looked at together, so that a long text is not copied as a whole.
_PART = 1 << 18


def flat_file(
    name: str,
    sections: Mapping[str, npt.NDArray[Any]],
    schema: Schema = CUES,
    fingerprint: int = FINGERPRINT,
) -> bytes:
    """The file of that name; each section has the type that is declared for it.

    A section that is not given is empty.
    """
    number, file = schema.file(name)
    begin = len(MAGIC) + 16 + 16 * len(file.names)
    rows: list[tuple[int, int]] = []
    content: list[Any] = []
    for data in typed_sections(schema, file, sections).values():
        rows.append((begin, data.nbytes))
        content += [data, bytes(-data.nbytes % 8)]
        begin += data.nbytes + -data.nbytes % 8
    head: list[Any] = [np.array(row, dtype="<u8") for row in ((fingerprint, number), rows)]
    return b"".join((MAGIC, *head, *content))


def typed_sections(
    schema: Schema, file: File, sections: Mapping[str, npt.NDArray[Any]]
) -> Sections:
    """All sections of a file, in order, with the types that are declared for them."""
    typed: Sections = {}
    for name, dtype in _types_of(schema, file).items():
        array = sections.get(name, np.empty(0, dtype))
        typed[name] = np.ascontiguousarray(array.astype(dtype, casting="safe", copy=False))
    return typed


def numbers_of(schema: Schema, file: str, **values: Any) -> npt.NDArray[Any]:
    """The numbers of a file: those that are declared with their values, and these."""
    own = schema.file(file)[1]
    given = {number.name: number.value for number in own.numbers if number.value is not None}
    values |= given
    numbers = np.zeros(1, _types_of(schema, own)["numbers"])
    for number in own.numbers:
        numbers[number.name] = values[number.name]
    return numbers


def type_of(schema: Schema, name: str) -> np.dtype[Any]:
    """A type as numpy has it: that of numbers, or a row that is declared."""
    for row in schema.rows:
        if row.name == name:
            return _struct(schema, row.fields)
    return np.dtype(f"<{name}")


def _struct(schema: Schema, fields: Iterable[tuple[str, str, int]]) -> np.dtype[Any]:
    return np.dtype([(name, type_of(schema, dtype), (n,) * (n > 1)) for name, dtype, n in fields])


def _types_of(schema: Schema, file: File) -> dict[str, np.dtype[Any]]:
    """The types of the sections of a file."""
    numbers = _struct(schema, ((own.name, own.dtype, own.size) for own in file.numbers))
    tables = {section.name: type_of(schema, section.dtype) for section in file.sections}
    return {"numbers": numbers, **tables}


def padded_columns(table: Table) -> Table:
    """Rows of weights that are summed together, with zeros behind the last column."""
    return np.pad(table, ((0, 0), (0, SUM_COLUMNS - table.shape[1])))


def model_sections(model: Model, scheme: Scheme) -> Sections:
    """The tables of a model under one of its schemes."""
    splitter, lexicon, classes = model.splitter, model.lexicon, model.word_classes
    endings, ending_classes = classes.sorted_endings
    sections = {
        "numbers": numbers_of(
            CUES,
            "model",
            longest=lexicon.lengths.max(initial=1),
            scheme=scheme.column,
            gap_scale=splitter.weights.scale,
            gap_bias=splitter.weights.bias,
        ),
        **index_sections("punkt", splitter.punkt.known),
        "punkt_flags": splitter.punkt.known_flags,
        "buckets": sentences.BUCKETS.astype(np.uint8),
        "gap_weights": splitter.weights.table,
        **index_sections("entries", lexicon.hashes),
        "filter": _packed_filter(model.finder),
        "openings": lexicon.openings,
        "masks": lexicon.masks[:, scheme.column],
        "kinds": lexicon.kinds,
        **index_sections("heads", lexicon.heads),
        **index_sections("words", classes.words.known),
        "word_classes": classes.word_classes,
        **index_sections("endings", endings),
        "ending_classes": ending_classes,
        "cue_weights": scheme.cue_weights.table,
        "kind_weights": padded_columns(model.kind_weights.table),
    }
    if scheme.sentence_weights is not None:
        sections["sentence_weights"] = scheme.sentence_weights.table
    return sections


def custom_sections(custom: CustomCues) -> Sections:
    """The tables of a caller's cues."""
    lexicon = custom.finder.lexicon
    return {
        **index_sections("entries", lexicon.hashes),
        "filter": _packed_filter(custom.finder),
        "openings": lexicon.openings,
        "masks": MASK.type(1) << custom.kinds.astype(MASK),
        **index_sections("heads", lexicon.heads),
        **index_sections("ignored", custom.ignored),
    }


def sums_rank(weights: Weights) -> bool:
    """Whether the sums of weights have the order of the log-odds that are made of them.

    A scale so small that it vanishes beside the bias gives different sums equal log-odds.

    >>> table = np.zeros(1, dtype=np.int8)
    >>> sums_rank(Weights(table, 0.01)), sums_rank(Weights(table, 1e-20, bias=1.0))
    (True, False)
    """
    log_odds = all_log_odds(weights)
    return bool((log_odds[1:] > log_odds[:-1]).all())


def all_log_odds(weights: Weights) -> npt.NDArray[np.float64]:
    """The log-odds of every sum that cues can have, the sum of 0 in the middle.

    >>> log_odds = all_log_odds(Weights(np.zeros(1, dtype=np.int8), 0.5, bias=1.0))
    >>> log_odds[len(log_odds) // 2 + np.array([-1, 0, 4])].tolist()
    [0.5, 1.0, 3.0]
    """
    return weights.of_sums(np.arange(-GREATEST_SUM, GREATEST_SUM + 1, dtype=np.int32))


def index_sections(name: str, known: Hashes) -> Sections:
    """A sorted table of hashes and the first row of each of its slots, as find_hash reads them.

    Fewer slots than `HashIndex` has, so that more of them stay in the cache: a loop goes on from
    row to row at no cost.
    """
    bits = max(4, len(known).bit_length())
    sizes = np.bincount(top_bits(known, bits), minlength=1 << bits)
    first = (np.cumsum(sizes) - sizes).astype(np.uint32)
    hashes, slots = index(name)
    return {hashes.name: np.append(known, GREATEST_HASH), slots.name: first}


def _packed_filter(finder: Finder) -> npt.NDArray[np.uint8]:
    """The filter of a finder, four runs in a byte."""
    first, second, third, fourth = finder.filter.reshape(-1, 4).T
    return np.asarray(first | second << 2 | third << 4 | fourth << 6)


def pages_of(texts: Sequence[str]) -> set[int]:
    """The pages of characters that some texts need, and that of ASCII."""
    needed = {0}
    parts = (text[a : a + _PART] for text in texts for a in range(0, len(text), _PART))
    for part in parts:
        if not part.isascii():
            codes = np.frombuffer(part.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
            needed.update(distinct(codes >> np.uint32(8)).tolist())
    return needed


def characters_file(pages: Iterable[int]) -> bytes:
    """The flat file of some pages of characters, that of ASCII among them."""
    first, *others = sorted(pages)
    # Page 1 is empty: it stands for all pages that no text has needed.
    page = np.ones(_PAGES, dtype=np.uint16)
    page[[first, *others]] = [0, *range(2, len(others) + 2)]
    table = character_table()
    rows = [table.page(0, _PAGE), np.zeros(_PAGE, dtype=np.uint32)]
    rows += [table.page(number * _PAGE, (number + 1) * _PAGE) for number in others]
    return flat_file("characters", {"page": page, "packed": np.concatenate(rows)})
