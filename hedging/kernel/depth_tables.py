"""Depth model → the flat file of tables that the compiled core reads beside those of a model.

The layout is that of `hedging.kernel.tables`; `depth_open_tables` in depth_tables.c reads and
checks it. All numbers that the Python modules of depth reason with go along, so that each is
written down once.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.depth import claims, confidence, encoded, figures, spoken
from hedging.depth.confidence import ConfidenceModel
from hedging.depth.cued import LONGEST
from hedging.depth.model import DepthModel
from hedging.depth.quotation import quotation_marks
from hedging.kernel import fingerprints
from hedging.kernel.tables import Parts, flat_parts, index_sections
from hedging.kinds import ROLES
from hedging.text.hashing import NO_TOKEN, Hashes, HashIndex, distinct, mix, top_bits

#: The sections, in the order of their numbers, from 1 on.
SECTIONS = (
    "numbers", "fractions", "signals", "openings_known", "openings_first", "claims", "words_known",
    "words_first", "word_facts", "run_words", "runs", "phrases_known", "phrases_first",
    "phrase_log_odds", "kind_log_odds", "modifiers_known", "modifiers_first", "modifier_effects",
    "figure_log_odds", "hidden", "output", "final_marks", "bullets", "markup", "item_ends", "marks",
)  # fmt: skip
# A row of weights of roles fills 8 bytes.
_ROLE_COLUMNS = 8
_ROLE_SHIFT, _VALUE_SHIFT = 8, 16
_INITIALS = 16
_GREATEST = np.uint64(0xFFFFFFFFFFFFFFFF)
# A row of the table of words that runs are made of.
_RUN_WORD = np.dtype(
    [
        *((name, "<u8") for name in ("id", "two", "three", "gap")),
        ("runs", "i1", (confidence.DIMENSIONS,)),
    ]
)
# Figures of certainty in thousandths.
_LEAST_FIGURE, _GREATEST_FIGURE = confidence.FIGURE_BOUNDS


def depth_file(model: DepthModel) -> Parts:
    """The flat file of a depth model, in parts."""
    return flat_parts(depth_sections(model), SECTIONS)


def depth_sections(model: DepthModel) -> dict[str, npt.NDArray[Any]]:
    """The tables of a depth model that the core reads."""
    sure, strengths = model.confidence, model.confidence.strengths
    claim_weights = np.zeros((2 << claims.BITS, _ROLE_COLUMNS), dtype=np.int8)
    claim_weights[:, : len(ROLES)] = model.claims.weights
    codes, roles = quotation_marks()
    words, facts = _word_facts(sure.vocabulary, sure.figures)
    return {
        "numbers": _numbers(sure),
        "fractions": _fractions(sure),
        "signals": sure.signals.table,
        **index_sections("openings", model.claims.openings.known),
        "claims": claim_weights,
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
        "hidden": sure.hidden.astype(np.int32),
        "output": sure.output.astype(np.int32),
        "final_marks": claims.FINAL_MARKS,
        "bullets": spoken.BULLETS,
        "markup": spoken.MARKUP,
        "item_ends": spoken.ITEM_ENDS,
        "marks": np.column_stack((codes, roles)).astype(np.uint32),
    }


def _numbers(sure: ConfidenceModel) -> npt.NDArray[np.int64]:
    """The numbers of `depth_numbers` in depth.h, in its order."""
    numbers = (
        *(confidence.BITS, claims.BITS, confidence.RUN_BITS, confidence.DIMENSIONS, len(ROLES)),
        sure.hidden.shape[1],
        *(claims.MOST_TOKENS, claims.ALWAYS_READ, claims.LONGEST_HEADING, claims.MOST_LENGTH),
        *(LONGEST, confidence.MOST_CUES, encoded.MOST_TOKENS),
        *claims.SEEDS,
        *(claims.QUESTION_MARK, claims.CLAIM, claims.QUESTION),
        *(claims.UNKNOWN, claims.SOURCE, claims.FRAME),
        *(spoken.OPENS, spoken.CLOSES, spoken.STAR),
        *(spoken.CLASS_SEED, spoken.INITIAL_BITS),
        *confidence.RUN_SEEDS[:3].tolist(),
        *(confidence.ALWAYS, confidence.UNIT, confidence.OPEN_UP_TO),
        *(confidence.SURE_FROM, confidence.GREATEST, figures.REACH),
        fingerprints.FIGURES,
    )
    signed = confidence.NO_CHANCE, confidence.NOT_CERTAIN, sure.plain
    unsigned = np.array([int(number) for number in numbers], dtype=np.uint64)
    return np.concatenate((unsigned.view(np.int64), np.array(signed, dtype=np.int64)))


def _fractions(sure: ConfidenceModel) -> npt.NDArray[np.float64]:
    """The numbers of `depth_fractions` in depth.h, in its order."""
    own = (sure.signals.scale, sure.signals.bias, sure.short_bias, sure.scale, sure.by_cues)
    return np.array([*own, *confidence.PULL_SHARES, *claims.SHARES], dtype=np.float64)


def _figure_log_odds() -> npt.NDArray[np.int16]:
    """The log-odds of every figure that counts, in UNITs."""
    log_odds = confidence.figure_log_odds(np.arange(_LEAST_FIGURE, _GREATEST_FIGURE + 1))
    return np.round(log_odds * confidence.UNIT).astype(np.int16)


def _word_facts(
    vocabulary: HashIndex, listed: figures.Figures
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
    others = confidence.OTHER_WORD + np.arange(_INITIALS, dtype=np.uint64)
    ids = np.concatenate((words, [_GREATEST], others, [np.uint64(NO_TOKEN)]))
    rows = np.empty(len(ids), dtype=_RUN_WORD)
    rows["id"] = ids
    for name, seed in (("two", two), ("three", three), ("gap", gap)):
        rows[name] = mix(ids + seed)
    rows["runs"] = sure.runs[top_bits(mix(ids + one), confidence.RUN_BITS)]
    return rows


def _with_last_again(rows: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Rows with one more for the greatest hash, for which numpy takes the last."""
    return np.concatenate((rows, rows[-1:]))
