"""The way of a text through the compiled kernel: texts → a batch, with its depth.

    score (C) → Cues → judge_sentences → answer (C) → Batch

`hedging.engine.pipeline` is the reference, and does what is left: the kernel returns sums of
weights, and what becomes of them is written once. Where the kernel is missing or a model has an
encoder, everything is the pipeline's.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.engine import pipeline
from hedging.engine.pipeline import Criteria, Cues
from hedging.kernel.bridge import CompiledScheme, compiled_scheme
from hedging.model.sums import choose_kinds
from hedging.text.joined import ROUND

Spans = Sequence[npt.NDArray[np.int64]]

# The kernel makes no arrays of tokens: so many code points can be scored together, and Python's
# part of the work is smaller.
_ROUND = 1 << 20


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
    # By position: a short text takes as long to name columns as to compute some of them.
    _, start, _, _, cue_start, cue_end, cue_sentence, sums, cue_sum, choice_sums, masks = columns
    weights = criteria.model.kind_weights
    kind, hedge_share = choose_kinds(masks, choice_sums, weights, criteria.is_hedge)
    probability = compiled.probabilities(cue_sum)
    # Only the core asks which of its cues are left.
    number = np.arange(len(cue_start), dtype=np.int64) if tokens else cue_start
    hedge_probability = probability * hedge_share
    cues = Cues(cue_start, cue_end, cue_sentence, probability, kind, hedge_probability, number)
    if criteria.is_ignored is not None:
        cues = pipeline.without_ignored(cues, criteria.is_ignored)
    scores = pipeline.judge_sentences(len(start), cues, sums, criteria)
    shown = cues.take(scores.shown)
    spans_of_cues = shown.start, shown.end
    beyond = tokens and tokens.answer(shown.candidate, shown.kind)
    return pipeline.outlined_batch(
        shown_texts, columns[:4], shown, spans_of_cues, scores, criteria, beyond
    )


def _compiled(criteria: Criteria) -> CompiledScheme | None:
    if criteria.model.encoder is not None:
        return None
    return compiled_scheme(criteria.model, criteria.scheme, pure=criteria.pure)
