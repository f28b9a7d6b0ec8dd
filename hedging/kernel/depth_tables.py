"""Weights of depth, of scopes and of sources → the flat files that the compiled core reads.

`depth_tables.c` reads and checks them. All numbers that the Python modules of depth reason with go
along, so that each is written down once, and what `hedging.depth.sources` computes from words and
tags stands there once for each word and each tag.
"""

from __future__ import annotations

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.depth import confidence, figures, phrases, roles, rows, sources
from hedging.depth.confidence import ConfidenceModel
from hedging.depth.files import DepthModel
from hedging.depth.phrases import FIRST_PERSON, WordTags, is_part, says
from hedging.depth.quotation import CODE_ROLES, CODES
from hedging.depth.scopes import ScopeWeights
from hedging.depth.sources import DENIALS, OPENING_GROUPS, OPENINGS, PAIR_TEMPLATES, SourceWeights
from hedging.kernel.depth_schema import (
    DEPTH,
    FINGERPRINT,
    LINES,
    OTHER_WORDS,
    WORD_LISTED,
    row_bit,
    small_pairs,
)
from hedging.kernel.tables import (
    GREATEST_HASH,
    Sections,
    flat_file,
    index_sections,
    numbers_of,
    padded_columns,
    type_of,
)
from hedging.text.hashing import (
    NO_TOKEN,
    Bools,
    Hashes,
    HashIndex,
    ShortIndex,
    distinct,
    mix,
    short_hashes,
    top_bits,
)
from hedging.text.templates import Templates
from hedging.text.tokens import word_ids
from hedging.text.weights import Table, Weights

_Numbers = npt.NDArray[np.uint32]
_ROLE_SHIFT, _VALUE_SHIFT = 8, 16
# Words that the rows of sources name one by one.
_NAMED = (",", "-", "that")


def depth_file(model: DepthModel) -> bytes:
    """The flat file of a depth model."""
    return depth_flat_file("depth", depth_sections(model))


def scopes_file(weights: ScopeWeights) -> bytes:
    """The flat file of the weights of a definition of scopes."""
    sections = {
        "numbers": numbers_of(DEPTH, "scopes", has_kinds=weights.has_kinds),
        "tags": weights.tags,
        "begin_weights": weights.begin.table,
        "stop_weights": weights.stop.table,
        "begin_candidates": weights.begin.is_candidate,
        "stop_candidates": weights.stop.is_candidate,
    }
    return depth_flat_file("scopes", sections)


def depth_flat_file(name: str, sections: Sections) -> bytes:
    """A flat file of what goes beyond cues."""
    return flat_file(name, sections, DEPTH, FINGERPRINT)


def depth_sections(model: DepthModel) -> Sections:
    """The tables of a depth model that the core reads."""
    sure, strengths = model.confidence, model.confidence.strengths
    marks = np.zeros(len(CODES), type_of(DEPTH, "quotation_mark"))
    marks["code"], marks["role"] = CODES, CODE_ROLES
    words, facts = _word_facts(sure.vocabulary, figures.figure_words())
    return {
        "numbers": numbers_of(
            DEPTH,
            "depth",
            plain=sure.plain,
            signal_scale=sure.signals.scale,
            signal_bias=sure.signals.bias,
            short_bias=sure.short_bias,
            declined_scale=model.declined.scale,
            network_scale=sure.scale,
            by_cues=sure.by_cues,
        ),
        "signals": sure.signals.table,
        **index_sections("openings", model.claims.openings.known),
        "claims": padded_columns(model.claims.weights),
        "declined": padded_columns(model.declined.weights),
        "declined_bias": model.declined.bias,
        **index_sections("words", words),
        "word_facts": facts,
        "run_words": _run_words(words, sure),
        "runs": sure.runs,
        **index_sections("phrases", strengths.phrases.known),
        "phrase_log_odds": _with_last_again(strengths.phrase_log_odds),
        "kind_log_odds": strengths.kind_log_odds,
        **index_sections("modifiers", strengths.modifiers.known),
        "modifier_effects": _with_last_again(strengths.modifier_effects),
        "figure_log_odds": _figure_log_odds(),
        "hidden": sure.hidden,
        "output": sure.output,
        "final_marks": roles.FINAL_MARKS,
        "bullets": rows.BULLETS,
        "markup": rows.MARKUP,
        "item_ends": rows.ITEM_ENDS,
        "label_words": rows.LABEL_WORDS,
        "label_names": rows.LABEL_NAMES,
        "marks": marks,
    }


def _figure_log_odds() -> npt.NDArray[np.int16]:
    """The log-odds of every figure that counts, in UNITs."""
    least, greatest = confidence.FIGURE_BOUNDS
    log_odds = confidence.figure_log_odds(np.arange(least, greatest + 1))
    return np.round(log_odds * confidence.UNIT).astype(np.int16)


def _word_facts(
    vocabulary: HashIndex, listed: figures.FigureWords
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
    """All words of two tables, and what both say of each, so that a word is looked up once.

    The last row stands for the greatest hash, which an index knows by the end of its table.
    """
    words = distinct(np.concatenate((vocabulary.known, listed.words.known)))
    sought = np.append(words, GREATEST_HASH)
    facts = vocabulary.lookup(sought)[0].astype(np.uint32)
    is_known, row = listed.words.lookup(sought)
    role = listed.roles.take(row, mode="clip").astype(np.uint32)
    value = listed.values.take(row, mode="clip").astype(np.uint32)
    facts |= np.where(is_known, role << np.uint32(_ROLE_SHIFT), 0).astype(np.uint32)
    facts |= np.where(is_known, value << np.uint32(_VALUE_SHIFT), 0).astype(np.uint32)
    return words, facts


def _run_words(words: Hashes, sure: ConfidenceModel) -> npt.NDArray[Any]:
    """All words as runs are made of them, so that what depends on one word is computed once.

    Behind them stand the greatest hash, the words of each first character that are not in the
    vocabulary, and what stands before a sentence.
    """
    one, two, three, gap = confidence.RUN_SEEDS
    others = confidence.OTHER_WORD + np.arange(OTHER_WORDS, dtype=np.uint64)
    ids = np.concatenate((words, [GREATEST_HASH], others, [np.uint64(NO_TOKEN)]))
    rows = np.empty(len(ids), dtype=type_of(DEPTH, "run_word"))
    rows["id"] = ids
    for name, seed in (("two", two), ("three", three), ("gap", gap)):
        rows[name] = mix(ids + seed)
    rows["runs"] = sure.runs[top_bits(mix(ids + one), confidence.RUN_BITS)]
    return rows


def _with_last_again(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Rows with one more for the greatest hash, for which numpy takes the last."""
    return np.concatenate((rows, rows[-1:]))


def sources_file(weights: SourceWeights) -> bytes:
    """The flat file of the weights of sources."""
    return depth_flat_file("sources", source_sections(weights))


def source_sections(weights: SourceWeights) -> Sections:
    """The tables of the weights of sources that the core reads."""
    own = weights.phrases
    known = _known_words(own.tags.words)
    named = own._asdict() | weights._asdict()
    return {
        "numbers": numbers_of(
            DEPTH,
            "sources",
            **{f"{name}_line": (named[name].scale, named[name].bias) for name in LINES},
            sure=weights.sure,
            thresholds=weights.thresholds,
        ),
        **index_sections("words", known),
        "known_words": _word_rows(known, own.tags),
        "class_tags": own.tags.class_tags,
        "tag_facts": _tag_facts(),
        "begins": _bits(own.edges.begins),
        "ends": _bits(own.edges.ends),
        **{name: named[name].table for name in ("begin", "end", "pair", "none", "negated")},
        "small_pairs": _small_pairs(own.pair),
        "holder": _holder_table(weights),
    }


def _known_words(tagged: ShortIndex) -> Hashes:
    """The words that have a tag or are asked for, sorted."""
    asked = FIRST_PERSON.known, DENIALS.known, OPENINGS.known
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
        ("FIRST_PERSON", FIRST_PERSON.lookup(words)[0]),
        ("DENIAL", DENIALS.lookup(words)[0]),
    ):
        facts |= flags.astype(np.uint32) << np.uint32(row_bit(name))
    is_opening, row = OPENINGS.lookup(words)
    groups = OPENING_GROUPS[row[is_opening]].astype(np.uint32)
    facts[is_opening] |= groups << np.uint32(row_bit("OPENING"))
    rows = np.zeros(len(words) + 1, dtype=type_of(DEPTH, "known_word"))
    rows["facts"][:-1] = facts
    rows["tag"][:-1] = np.where(is_listed, tag | np.uint32(WORD_LISTED), np.uint32(0))
    return rows


def _tag_facts() -> _Numbers:
    """The family of each tag, and what its rows are."""
    tags = np.arange(len(phrases.FAMILY_OF_TAG), dtype=np.uint64)
    facts = phrases.FAMILY_OF_TAG.astype(np.uint32)
    for name, flags in (
        ("SAYING", says(tags)),
        ("PRONOUN", is_part(tags, *sources.PRONOUNS)),
        ("PLURAL", is_part(tags, *sources.PLURALS)),
        ("BARRIER", phrases.IS_BARRIER),
    ):
        facts |= flags.astype(np.uint32) << np.uint32(row_bit(name))
    return facts


def _bits(edges: Bools) -> Hashes:
    """Each row of a square of flags as one number."""
    return np.packbits(edges.reshape(phrases.FAMILIES, -1), axis=1, bitorder="little").view("<u8")


def _small_pairs(weights: Weights) -> Table:
    """The weights of the templates of small values, by the values."""
    templates = Templates(PAIR_TEMPLATES, sources.BITS)
    names = {name for template in PAIR_TEMPLATES for name in template}
    parts = []
    for template, shape in small_pairs().items():
        columns = dict.fromkeys(names, np.zeros(prod(shape), dtype=np.uint64))
        columns["task"] = np.full(prod(shape), phrases.CUE, dtype=np.uint64)
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
