"""Depth model → the flat file of tables that the compiled core reads beside those of a model.

The layout is that of `hedging.kernel.tables`; `depth_open_tables` in depth_tables.c reads and
checks it. All numbers that the Python modules of depth reason with go along, so that each is
written down once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.depth import claims, confidence, figures, spoken
from hedging.depth.model import DepthModel
from hedging.depth.quotation import quotation_marks
from hedging.kernel.tables import flat_file, index_sections
from hedging.kinds import ROLES
from hedging.text.hashing import HashIndex, distinct

#: The sections, in the order of their numbers, from 1 on.
SECTIONS = (
    "numbers", "scales", "signals", "openings_known", "openings_first", "claims", "words_known",
    "words_first", "word_facts", "runs", "phrases_known", "phrases_first", "phrase_log_odds",
    "kind_log_odds", "modifiers_known", "modifiers_first", "modifier_effects", "final_marks",
    "bullets", "markup", "item_ends", "marks",
)  # fmt: skip
# A row of weights of roles fills 8 bytes.
_ROLE_COLUMNS = 8
_ROLE_SHIFT, _VALUE_SHIFT = 8, 16


def depth_file(model: DepthModel) -> bytes:
    """The flat file of a depth model."""
    return flat_file(depth_sections(model), SECTIONS)


def depth_sections(model: DepthModel) -> dict[str, npt.NDArray[Any]]:
    """The tables of a depth model that the core reads."""
    sure, strengths = model.confidence, model.confidence.strengths
    claim_weights = np.zeros((2 << claims.BITS, _ROLE_COLUMNS), dtype=np.int8)
    claim_weights[:, : len(ROLES)] = model.claims.weights
    codes, roles = quotation_marks()
    words, facts = _word_facts(sure.vocabulary, sure.figures)
    return {
        "numbers": _numbers(),
        "scales": np.array([sure.signals.scale, sure.signals.bias, sure.short_bias]),
        "signals": sure.signals.table,
        **index_sections("openings", model.claims.openings.known),
        "claims": claim_weights,
        **index_sections("words", words),
        "word_facts": facts,
        "runs": sure.runs,
        **index_sections("phrases", strengths.phrases.known),
        "phrase_log_odds": _with_last_again(strengths.phrase_log_odds),
        "kind_log_odds": strengths.kind_log_odds,
        **index_sections("modifiers", strengths.modifiers.known),
        "modifier_effects": _with_last_again(strengths.modifier_effects),
        "final_marks": claims.FINAL_MARKS,
        "bullets": spoken.BULLETS,
        "markup": spoken.MARKUP,
        "item_ends": spoken.ITEM_ENDS,
        "marks": np.column_stack((codes, roles)).astype(np.uint32),
    }


def _numbers() -> npt.NDArray[np.uint64]:
    """The numbers of `depth_numbers` in depth.h, in its order."""
    numbers = (
        *(confidence.BITS, claims.BITS, confidence.RUN_BITS, confidence.DIMENSIONS, len(ROLES)),
        *(claims.MOST_TOKENS, claims.ALWAYS_READ, claims.LONGEST_HEADING, claims.MOST_LENGTH),
        *claims.SEEDS,
        *(claims.QUESTION_MARK, claims.CLAIM, claims.QUESTION),
        *(spoken.OPENS, spoken.CLOSES, spoken.STAR),
        *confidence.RUN_SEEDS.tolist(),
        *(spoken.CLASS_SEED, spoken.INITIAL_BITS),
        *(confidence.OTHER_WORD, confidence.ALWAYS, confidence.UNIT, confidence.OPEN_UP_TO),
        *(confidence.SURE_FROM, confidence.GREATEST, figures.REACH),
    )
    return np.array([int(number) for number in numbers], dtype=np.uint64)


def _word_facts(
    vocabulary: HashIndex, listed: figures.Figures
) -> tuple[npt.NDArray[np.uint64], npt.NDArray[np.uint32]]:
    """All words of two tables, and what both say of each, so that a word is looked up once.

    The last row stands for the greatest hash, which an index knows by the end of its table.
    """
    words = distinct(np.concatenate((vocabulary.known, listed.words.known)))
    sought = np.append(words, np.uint64(0xFFFFFFFFFFFFFFFF))
    facts = vocabulary.lookup(sought)[0].astype(np.uint32)
    is_known, row = listed.words.lookup(sought)
    role = listed.roles.take(row, mode="clip").astype(np.uint32)
    value = listed.values.take(row, mode="clip").astype(np.uint32)
    facts |= np.where(is_known, role << np.uint32(_ROLE_SHIFT), 0).astype(np.uint32)
    facts |= np.where(is_known, value << np.uint32(_VALUE_SHIFT), 0).astype(np.uint32)
    return words, facts


def _with_last_again(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Rows with one more for the greatest hash, for which numpy takes the last."""
    return np.concatenate((rows, rows[-1:]))
