"""The way of a text through the compiled kernel: texts → a batch, with its depth.

    score (C) → Cues → judge_sentences → answer (C) → Batch

`hedging.engine.pipeline` is the reference, and does what is left: the kernel returns sums of
weights, and what becomes of them is written once. Where the kernel is missing or a model has an
encoder, everything is the pipeline's.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.engine import pipeline
from hedging.engine.pipeline import Criteria, Cues
from hedging.kernel.bridge import CompiledScheme, compiled_scheme
from hedging.kernel.schema import CUES
from hedging.kinds import KINDS
from hedging.model.sums import choose_kinds
from hedging.text.joined import ROUND

Spans = Sequence[npt.NDArray[np.int64]]

# The kernel makes no arrays of tokens: so many code points can be scored together, and Python's
# part of the work is smaller.
_ROUND = 1 << 20

# The columns that a batch has as the kernel hands them over, and which of them are of cues.
_OF_BATCH = {field.name for field in fields(Batch)}
_HANDED = {own.name: own.of == "cues" for own in CUES.columns if own.name in _OF_BATCH}


def round_size(criteria: Criteria) -> int:
    """How many code points should be scored together at most."""
    return ROUND if _compiled(criteria) is None else _ROUND


def score_batch(
    texts: Sequence[str],
    spans: Spans | None,
    criteria: Criteria,
    shown_texts: Sequence[str],
    depth: str,
) -> Batch | None:
    """The results of some texts; None where the kernel cannot answer.

    The batch has the `shown_texts`, which only differ from `texts` in their markup. `spans` replace
    the splitter's sentences.
    """
    compiled = _compiled(criteria)
    if compiled is None:
        return None
    threshold = None if depth == "cues" else criteria.threshold
    scored = compiled.score(texts, spans, threshold, criteria.custom)
    if scored is None:
        return None
    columns, tokens = scored
    choice_sums = columns["choice_sums"].reshape(-1, len(KINDS))
    kind = choose_kinds(columns["cue_mask"], choice_sums)
    probability = compiled.probabilities(columns["cue_sum"])
    # The core keeps the tokens: a cue is known by its row.
    row = np.arange(len(kind), dtype=np.int64)
    sentence, hedge_probability = columns["cue_sentence"], probability * criteria.is_hedge[kind]
    cues = Cues(row, row, sentence, probability, kind, hedge_probability, row)
    cues = pipeline.without_ignored(cues, criteria.is_ignored)
    size = len(columns["sentence_start"])
    scores = pipeline.judge_sentences(size, cues, columns["sentence_sums"], criteria)
    shown = cues.take(scores.shown)
    rows = shown.candidate
    own = {
        name: columns[name][rows] if is_cue else columns[name] for name, is_cue in _HANDED.items()
    }
    beyond = tokens and tokens.answer(rows, shown.kind)
    document = columns["sentence_document"]
    return pipeline.outlined_batch(shown_texts, own, document, shown, scores, criteria, beyond)


def _compiled(criteria: Criteria) -> CompiledScheme | None:
    if criteria.model.encoder is not None:
        return None
    return compiled_scheme(criteria.model, criteria.scheme, pure=criteria.pure)
