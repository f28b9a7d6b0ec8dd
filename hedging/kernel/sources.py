"""Weights of sources → the flat file of tables that the compiled core reads.

The tables hold what `hedging.depth.sources` computes from words and tags once
for each word and each tag, and the weights of the holders and of the writer side by side, since
they are looked up together. `sources_open` in source_tables.c reads and checks them.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.depth.phrases import (
    CUE,
    FAMILIES,
    FAMILY_OF_TAG,
    IS_BARRIER,
    SAYING,
    UNKNOWN,
    WordTags,
    first_person,
    is_part,
)
from hedging.depth.sources import (
    BITS,
    PAIR_TEMPLATES,
    PLURALS,
    PRONOUNS,
    SourceWeights,
    denials,
    openings,
)
from hedging.kernel.depth_schema import DEPTH, WORD_LISTED, row_bit, small_pairs
from hedging.kernel.depth_tables import depth_parts
from hedging.kernel.tables import Parts, Sections, index_sections, numbers_of, type_of
from hedging.text.hashing import Bools, Hashes, ShortIndex, distinct, short_hashes
from hedging.text.templates import Templates
from hedging.text.tokens import word_ids
from hedging.text.weights import Table, Weights

_Numbers = npt.NDArray[np.uint32]
# Words that rows name one by one.
_NAMED = (",", "-", "that")


def source_file(weights: SourceWeights) -> Parts:
    """The flat file of the weights of sources, in parts."""
    return depth_parts("sources", source_sections(weights))


def source_sections(weights: SourceWeights) -> Sections:
    """The tables of the weights of sources that the core reads."""
    phrases = weights.phrases
    known = _known_words(phrases.tags.words)
    lines = {
        "begin": phrases.begin,
        "end": phrases.end,
        "pair": phrases.pair,
        "none": phrases.none,
        "writer": weights.writer,
        "holder": weights.holder,
        "negated": weights.negated,
    }
    return {
        "numbers": numbers_of(
            DEPTH,
            "sources",
            **{f"{name}_line": (line.scale, line.bias) for name, line in lines.items()},
            sure=weights.sure,
            thresholds=weights.thresholds,
        ),
        **index_sections("words", known),
        "known_words": _word_rows(known, phrases.tags),
        "class_tags": phrases.tags.class_tags,
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
    """The words that have a tag or are asked for, sorted."""
    asked = first_person().known, denials().known, openings()[0].known
    return distinct(np.concatenate((tagged.known, *asked, short_hashes(word_ids(_NAMED)))))


def _word_rows(words: Hashes, tags: WordTags) -> npt.NDArray[Any]:
    """What is known of each word, its tag if that is listed, and a row for all other words."""
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
    rows = np.zeros(len(words) + 1, dtype=type_of(DEPTH, "known_word"))
    rows["facts"][:-1] = facts
    rows["tag"][:-1] = np.where(is_listed, tag | np.uint32(WORD_LISTED), np.uint32(0))
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


def _holder_table(weights: SourceWeights) -> npt.NDArray[np.uint32]:
    """The weights of the holders and of the writer in a row of bytes, each plus 128."""
    holders = weights.holder.table
    rows = np.zeros((len(holders), holders.shape[1] + 1), dtype=np.int8)
    rows[:, :-1] = holders
    rows[: len(weights.writer.table), -1] = weights.writer.table
    biased = rows.view(np.uint8)
    biased ^= np.uint8(128)
    return biased.view(np.uint32)
