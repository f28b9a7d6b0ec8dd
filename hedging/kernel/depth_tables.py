"""Depth model → the flat file of tables that the compiled core reads beside those of a model.

`depth_open_tables` in depth_tables.c reads and checks it. All numbers that the Python modules of
depth reason with go along, so that each is written down once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.depth import confidence, figures, roles, rows
from hedging.depth.confidence import ConfidenceModel
from hedging.depth.files import DepthModel
from hedging.depth.quotation import CODE_ROLES, CODES
from hedging.depth.scopes import ScopeWeights
from hedging.kernel.depth_schema import DEPTH, FINGERPRINT, OTHER_WORDS
from hedging.kernel.tables import (
    Parts,
    Sections,
    flat_parts,
    index_sections,
    numbers_of,
    padded_columns,
    type_of,
)
from hedging.text.hashing import NO_TOKEN, Hashes, HashIndex, distinct, mix, top_bits

_ROLE_SHIFT, _VALUE_SHIFT = 8, 16
_GREATEST = np.uint64(0xFFFFFFFFFFFFFFFF)
# Figures of certainty in thousandths.
_LEAST_FIGURE, _GREATEST_FIGURE = confidence.FIGURE_BOUNDS


def depth_file(model: DepthModel) -> Parts:
    """The flat file of a depth model, in parts."""
    return depth_parts("depth", depth_sections(model))


def scopes_file(weights: ScopeWeights) -> Parts:
    """The flat file of the weights of a definition of scopes, in parts."""
    sections = {
        "numbers": numbers_of(DEPTH, "scopes", has_kinds=weights.has_kinds),
        "tags": weights.tags,
        "begin_weights": weights.begin.table,
        "stop_weights": weights.stop.table,
        "begin_candidates": weights.begin.is_candidate,
        "stop_candidates": weights.stop.is_candidate,
    }
    return depth_parts("scopes", sections)


def depth_parts(name: str, sections: Sections) -> Parts:
    """A flat file of what goes beyond cues, in parts."""
    return flat_parts(name, sections, DEPTH, FINGERPRINT)


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
            network_scale=sure.scale,
            by_cues=sure.by_cues,
        ),
        "signals": sure.signals.table,
        **index_sections("openings", model.claims.openings.known),
        "claims": padded_columns(model.claims.weights),
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
        "marks": marks,
    }


def _figure_log_odds() -> npt.NDArray[np.int16]:
    """The log-odds of every figure that counts, in UNITs."""
    log_odds = confidence.figure_log_odds(np.arange(_LEAST_FIGURE, _GREATEST_FIGURE + 1))
    return np.round(log_odds * confidence.UNIT).astype(np.int16)


def _word_facts(
    vocabulary: HashIndex, listed: figures.FigureWords
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
    """All words of two tables, and what both say of each, so that a word is looked up once.

    The last row stands for the greatest hash, which an index knows by the end of its table.
    """
    words = distinct(np.concatenate((vocabulary.known, listed.words.known)))
    sought = np.append(words, _GREATEST)
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
    ids = np.concatenate((words, [_GREATEST], others, [np.uint64(NO_TOKEN)]))
    rows = np.empty(len(ids), dtype=type_of(DEPTH, "run_word"))
    rows["id"] = ids
    for name, seed in (("two", two), ("three", three), ("gap", gap)):
        rows[name] = mix(ids + seed)
    rows["runs"] = sure.runs[top_bits(mix(ids + one), confidence.RUN_BITS)]
    return rows


def _with_last_again(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Rows with one more for the greatest hash, for which numpy takes the last."""
    return np.concatenate((rows, rows[-1:]))
