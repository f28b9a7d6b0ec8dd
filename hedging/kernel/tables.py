"""Model + scheme → the flat file of tables that the compiled core reads; characters → theirs.

The file has one layout for every reader, Python's module and WebAssembly: a magic word, a version
and the number of sections, then the number, offset and size of each section, then the sections, all
little-endian and on boundaries of 8 bytes. `core_open_tables` in tables.c reads and checks it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hedging.kernel.fingerprints import TEMPLATES
from hedging.model import features
from hedging.model.lexicon import Finder, Lexicon
from hedging.model.model import Model, Scheme
from hedging.text import sentences
from hedging.text.characters import character_table
from hedging.text.hashing import Hashes, distinct, top_bits
from hedging.text.weights import Weights

#: The number of the layout; tables.c expects it.
VERSION: Final = 1
MAGIC: Final = b"HEDGTABL"

# The sections, in the order of their numbers, from 1 on.
_SECTIONS = (
    "parameters", "scales", "punkt_known", "punkt_first", "punkt_flags", "buckets", "gap_weights",
    "entries_known", "entries_first", "filter", "openings", "masks",
    "entry_kinds", "heads_known", "heads_first", "words_known", "words_first", "word_classes",
    "endings_known", "endings_first", "ending_classes", "cue_weights", "kind_weights",
    "sentence_weights", "character_pages", "characters",
)  # fmt: skip
#: Bytes and arrays that make a file together.
Parts = list[bytes | npt.NDArray[Any]]

_ROW, _HEADER = 24, 16
_GREATEST = np.uint64(0xFFFFFFFFFFFFFFFF)
# Code points in a page of characters, and the pages of Unicode.
_PAGE = 256
_PAGES = 0x110000 // _PAGE
# Code points of a text that are looked at together, so that a long text is not copied as a whole.
_PART = 1 << 18


def section_number(name: str) -> int:
    """The number of a section in a flat file.

    >>> section_number("parameters")
    1
    """
    return _SECTIONS.index(name) + 1


def flat_file(sections: dict[str, npt.NDArray[Any]], names: Sequence[str] = _SECTIONS) -> bytes:
    """The file of some sections; the number of each is the place of its name in `names`."""
    return joined_parts(flat_parts(sections, names))


def joined_parts(parts: Parts) -> bytes:
    """The file that its parts make."""
    return b"".join(part if isinstance(part, bytes) else part.tobytes() for part in parts)


def flat_parts(sections: dict[str, npt.NDArray[Any]], names: Sequence[str] = _SECTIONS) -> Parts:
    """The same file in parts, which the core lays one behind the other without another copy."""
    rows: list[tuple[int, int, int]] = []
    parts: Parts = []
    begin = _HEADER + _ROW * len(sections)
    for name, array in sections.items():
        data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
        rows.append((names.index(name) + 1, begin, data.nbytes))
        padding = bytes(-data.nbytes % 8)
        parts += [data, padding]
        begin += data.nbytes + len(padding)
    head = MAGIC + np.array([VERSION, len(sections)], dtype="<u4").tobytes()
    return [head, np.array(rows, dtype="<u8"), *parts]


def model_sections(model: Model, scheme: Scheme) -> dict[str, npt.NDArray[Any]]:
    """The tables of a model under one of its schemes."""
    splitter, lexicon, classes = model.splitter, model.lexicon, model.word_classes
    masks = np.ascontiguousarray(lexicon.masks[:, scheme.column])
    endings, ending_classes = classes.sorted_endings
    sections = {
        "parameters": _parameters(lexicon, scheme),
        "scales": np.array([splitter.weights.scale, splitter.weights.bias]),
        **index_sections("punkt", splitter.punkt.known),
        "punkt_flags": splitter.punkt.known_flags,
        "buckets": sentences.BUCKETS.astype(np.uint8),
        "gap_weights": splitter.weights.table,
        **index_sections("entries", lexicon.hashes),
        "filter": _packed_filter(model.finder),
        "openings": lexicon.openings.astype(np.uint8),
        "masks": masks,
        "entry_kinds": lexicon.kinds,
        **index_sections("heads", lexicon.heads),
        **index_sections("words", classes.words.known),
        "word_classes": classes.word_classes,
        **index_sections("endings", endings),
        "ending_classes": ending_classes,
        "cue_weights": scheme.cue_weights.table,
        "kind_weights": model.kind_weights.table,
    }
    if scheme.sentence_weights is not None:
        sections["sentence_weights"] = scheme.sentence_weights.table
    return sections


def _parameters(lexicon: Lexicon, scheme: Scheme) -> npt.NDArray[np.uint64]:
    """The numbers of tables.c, in its order."""
    longest = int(lexicon.lengths.max(initial=1))
    ranks = sums_rank(scheme.cue_weights)
    return np.array([TEMPLATES, longest, scheme.column, ranks], dtype=np.uint64)


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
    greatest = 128 * features.COLUMNS
    return weights.of_sums(np.arange(-greatest, greatest + 1, dtype=np.int32))


def index_sections(name: str, known: Hashes) -> dict[str, npt.NDArray[Any]]:
    """A sorted table of hashes and the first row of each of its slots, as find_hash reads them.

    Fewer slots than `HashIndex` has, so that more of them stay in the cache: a loop goes on from
    row to row at no cost.
    """
    bits = max(4, len(known).bit_length())
    sizes = np.bincount(top_bits(known, bits), minlength=1 << bits)
    first = (np.cumsum(sizes) - sizes).astype(np.uint32)
    return {f"{name}_known": np.append(known, _GREATEST), f"{name}_first": first}


def _packed_filter(finder: Finder) -> npt.NDArray[np.uint8]:
    """The filter of a finder, four runs in a byte."""
    first, second, third, fourth = finder.filter.reshape(-1, 4).T
    return np.asarray(first | second << 2 | third << 4 | fourth << 6)


class CharacterPages:
    """The pages of characters that texts have needed so far; `content` is their flat file."""

    def __init__(self, pages: Iterable[int] = (0,)) -> None:
        self.pages = sorted(pages)
        self.content = self._pack()

    def _pack(self) -> bytes:
        # Page 1 is empty: it stands for all pages that no text has needed.
        index = np.ones(_PAGES, dtype=np.uint16)
        index[self.pages] = [0, *range(2, len(self.pages) + 1)]
        table = character_table()
        rows = [table.page(0, _PAGE), np.zeros(_PAGE, dtype=np.uint32)]
        rows += [table.page(number * _PAGE, (number + 1) * _PAGE) for number in self.pages[1:]]
        return flat_file({"character_pages": index, "characters": np.concatenate(rows)})

    def with_pages_of(self, texts: Sequence[str]) -> CharacterPages:
        """These pages, and those that some texts need."""
        needed = set(self.pages)
        parts = (text[a : a + _PART] for text in texts for a in range(0, len(text), _PART))
        for part in parts:
            if not part.isascii():
                codes = np.frombuffer(part.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
                needed.update(distinct(codes >> np.uint32(8)).tolist())
        return CharacterPages(needed)
