"""Sentences with their cues → their sources, by the compiled core with the tables of a depth model.

`hedging.depth.sources` is the reference. The tables hold what it computes from words and tags once
for each word and each tag, and the weights of the holders and of the writer side by side, since
they are looked up together. `sources_open` in source_tables.c reads and checks them.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from math import prod
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.depth.attributions import BITS, PAIR_TEMPLATES
from hedging.depth.context import CUE, first_person
from hedging.depth.cued import CuedSentences
from hedging.depth.model import DepthModel
from hedging.depth.phrases import (
    FAMILIES,
    FAMILY_OF_TAG,
    IS_BARRIER,
    SAYING,
    UNKNOWN,
    WordTags,
    is_part,
)
from hedging.depth.sources import (
    PLURALS,
    PRONOUNS,
    Sources,
    SourceWeights,
    denials,
    find_sources,
    openings,
)
from hedging.extension import extension, taken
from hedging.kernel.depth_schema import DEPTH, FINGERPRINT, WORD_LISTED, row_bit, small_pairs
from hedging.kernel.tables import Parts, type_of
from hedging.text.hashing import Bools, Hashes, ShortIndex, distinct, short_hashes, top_bits
from hedging.text.templates import Templates
from hedging.text.tokens import word_ids
from hedging.text.weights import Table, Weights

_Numbers = npt.NDArray[np.uint32]
_GREATEST = np.uint64(0xFFFFFFFFFFFFFFFF)
# Words that rows name one by one.
_NAMED = (",", "-", "that")


class CompiledSources:
    """The compiled core with the weights of sources."""

    def __init__(self, module: ModuleType, weights: SourceWeights) -> None:
        self._weights = weights
        self._find = module.find_sources
        #: The weights as the core has them.
        self.tables = module.open_sources(source_tables(weights))

    def find(self, cued: CuedSentences, quoted_rows: Bools) -> Sources:
        """The sources of all cues, as `find_sources` gives them."""
        size = len(cued.start)
        if size == 0:
            return find_sources(cued, quoted_rows, self._weights)
        content = self._find(self.tables, *columns_of(cued, quoted_rows))
        first, stop = np.frombuffer(content, np.int64, 2 * size).reshape(2, size)
        bytes_of = np.frombuffer(content, np.uint8, offset=16 * size)
        holder, quoted, negated = bytes_of.reshape(3, size)
        return Sources(holder, first, stop, quoted.view(np.bool_), negated.view(np.bool_))


def columns_of(cued: CuedSentences, quoted_rows: Bools) -> tuple[npt.NDArray[Any], ...]:
    """The columns that the core reads, in its order."""
    long, word, byte = np.int64, np.uint64, np.uint8
    return (
        np.ascontiguousarray(cued.ids, word),
        np.ascontiguousarray(cued.classes, word),
        np.ascontiguousarray(cued.initial, byte),
        np.ascontiguousarray(quoted_rows, np.bool_),
        np.ascontiguousarray(cued.stop, long),
        np.ascontiguousarray(cued.sentence, long),
        np.ascontiguousarray(cued.start, long),
        np.ascontiguousarray(cued.end, long),
        np.ascontiguousarray(cued.kind, byte),
        np.ascontiguousarray(cued.words, word),
    )


def compiled_sources(model: DepthModel, *, pure: bool) -> CompiledSources | None:
    """The core with the weights of a model; None where pure Python is to answer."""
    module = extension(pure=pure)
    return None if module is None else _open(module, model)


@lru_cache(maxsize=4)
def _open(module: ModuleType, model: DepthModel) -> CompiledSources | None:
    return taken(f"model {model.name}", lambda: CompiledSources(module, model.sources))


def source_tables(weights: SourceWeights) -> Parts:
    """The tables of the weights of sources, one after the other on boundaries of 8 bytes."""
    return flat_tables(table_arrays(weights))


def flat_tables(arrays: Mapping[str, npt.NDArray[Any]]) -> Parts:
    """Tables as the core reads them, in parts."""
    parts: Parts = []
    for array in arrays.values():
        parts += [np.ascontiguousarray(array), bytes(-array.nbytes % 8)]
    return parts


def table_arrays(weights: SourceWeights) -> dict[str, npt.NDArray[Any]]:
    """The tables, in the order in which the core reads them."""
    phrases = weights.phrases
    known = _known_words(phrases.tags.words)
    slot_bits = max(4, len(known).bit_length())
    class_tags = phrases.tags.class_tags
    sizes = (len(known), slot_bits, len(class_tags))
    of_phrases = (phrases.begin, phrases.end, phrases.pair, phrases.none)
    lines = (*of_phrases, weights.writer, weights.holder, weights.negated)
    fractions = [number for line in lines for number in (line.scale, line.bias)]
    return {
        "numbers": np.array([FINGERPRINT, *sizes], dtype=np.uint64),
        "fractions": np.array([*fractions, weights.sure, *weights.thresholds], dtype=np.float64),
        "words": _word_rows(known, phrases.tags),
        "first": np.searchsorted(top_bits(known, slot_bits), np.arange(1 << slot_bits)).astype(
            "<u4"
        ),
        "class_tags": class_tags,
        "tag_facts": _tag_facts(),
        "begins": _bits(phrases.edges.begins),
        "ends": _bits(phrases.edges.ends),
        "begin": phrases.begin.table,
        "end": phrases.end.table,
        "pair": phrases.pair.table,
        "none": phrases.none.table,
        "small_pairs": _small_pairs(phrases.pair),
        "holder": _holder_table(weights),
        "negated": weights.negated.table,
    }


def _known_words(tagged: ShortIndex) -> Hashes:
    """The words that have a tag or are asked for, sorted; the greatest hash is the last."""
    named = np.append(short_hashes(word_ids(_NAMED)), _GREATEST)
    known = (tagged.known, first_person().known, denials().known, openings()[0].known, named)
    return distinct(np.concatenate(known))


def _word_rows(words: Hashes, tags: WordTags) -> npt.NDArray[Any]:
    """Each word with what is known of it, and with its tag if that is listed."""
    is_listed, row = tags.words.lookup(words)
    tag = tags.tags.take(row, mode="clip").astype(np.uint32)
    facts = np.where(is_listed, _tag_facts()[tag], np.uint32(0))
    comma, hyphen, that = short_hashes(word_ids(_NAMED))
    for name, flags in (
        ("COMMA", words == comma),
        ("HYPHEN", words == hyphen),
        ("THAT", words == that),
        ("FIRST_PERSON", first_person().lookup(words)[0]),
        ("DENIAL", denials().lookup(words)[0]),
    ):
        facts |= flags.astype(np.uint32) << np.uint32(row_bit(name))
    opening_words, groups = openings()
    is_opening, row = opening_words.lookup(words)
    facts[is_opening] |= groups[row[is_opening]].astype(np.uint32) << np.uint32(row_bit("OPENING"))
    rows = np.empty(len(words), dtype=type_of(DEPTH, "known_word"))
    rows["hash"], rows["facts"] = words, facts
    rows["tag"] = np.where(is_listed, tag | np.uint32(WORD_LISTED), np.uint32(0))
    return rows


def _tag_facts() -> _Numbers:
    """The family of each tag, and what its rows are."""
    tags = np.arange(len(FAMILY_OF_TAG), dtype=np.uint64)
    facts = FAMILY_OF_TAG.astype(np.uint32)
    for name, flags in (
        ("SAYING", (tags & np.uint64(SAYING | UNKNOWN)) == SAYING),
        ("PRONOUN", is_part(tags, *PRONOUNS)),
        ("PLURAL", is_part(tags, *PLURALS)),
        ("BARRIER", IS_BARRIER),
    ):
        facts |= flags.astype(np.uint32) << np.uint32(row_bit(name))
    return facts


def _bits(edges: Bools) -> Hashes:
    """Each row of a square of flags as one number."""
    return np.packbits(edges.reshape(FAMILIES, FAMILIES), axis=1, bitorder="little").view("<u8")


def _small_pairs(weights: Weights) -> Table:
    """The weights of the templates of small values, by the values."""
    templates = Templates(PAIR_TEMPLATES, BITS)
    names = {name for template in PAIR_TEMPLATES for name in template}
    parts = []
    for template, shape in small_pairs().items():
        columns = dict.fromkeys(names, np.zeros(prod(shape), dtype=np.uint64))
        columns["task"] = np.full(prod(shape), CUE, dtype=np.uint64)
        values = np.indices(shape, dtype=np.uint64).reshape(len(shape), -1)
        columns |= zip((name for name in template if name != "task"), values, strict=True)
        feature = templates.ids(columns)[:, templates.order.index(template)]
        parts.append(weights.table[feature])
    return np.concatenate(parts)


def _holder_table(weights: SourceWeights) -> npt.NDArray[np.uint8]:
    """The weights of the holders and of the writer in a row of bytes, each plus 128."""
    holders = weights.holder.table
    rows = np.zeros((len(holders), holders.shape[1] + 1), dtype=np.int8)
    rows[:, :-1] = holders
    rows[: len(weights.writer.table), -1] = weights.writer.table
    biased = rows.view(np.uint8)
    biased ^= np.uint8(128)
    return biased
