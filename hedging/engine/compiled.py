"""The way of a text through the compiled kernel: the first two steps of the pipeline in one call.

`hedging.engine.pipeline` is the reference, and does what is left: the kernel returns sums of
weights, and what becomes of them is written once. Cues and sentences alone come without a column
of tokens, which is the shortest way. Without the kernel everything here is the pipeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from hedging.batch import Batch
from hedging.engine import pipeline
from hedging.engine.pipeline import Criteria, Cues, Layout, Outline, ScoredCandidates, Steps
from hedging.kernel.rounds import CompiledScheme, CueColumns, RoundColumns, compiled_scheme
from hedging.model import scoring
from hedging.model.lexicon import Candidates
from hedging.model.scoring import Floats
from hedging.model.sums import choose_kinds
from hedging.text.characters import Codes
from hedging.text.joined import DOCUMENT_BREAK, ROUND
from hedging.text.tokens import Tokens

if TYPE_CHECKING:
    from hedging.kernel.depth_rounds import KeptRound

Spans = Sequence[npt.NDArray[np.int64]]

# The kernel makes no arrays of tokens where it answers alone: a round can be larger, and Python's
# part of it smaller.
_ROUND = 1 << 20


def run_steps(texts: Sequence[str], spans: Spans | None, criteria: Criteria) -> Steps:
    """Send a round of documents down the line; `spans` replace the splitter's sentences."""
    compiled = _compiled(criteria)
    columns = compiled.read(texts, spans) if compiled else None
    if compiled is None or columns is None:
        return pipeline.run_steps(texts, spans, criteria)
    layout = _layout(texts, columns)
    custom = criteria.custom
    if custom is not None and custom.ignores_any:
        # What is ignored has no part in the contexts of other candidates.
        return pipeline.light_steps(layout, criteria)
    scored = _scored(columns, criteria, ranks=compiled.ranks)
    cues = pipeline.resolve_cues(layout, scored, criteria)
    sums = columns.sentence_sums
    scores = pipeline.judge_sentences(len(layout.start), cues, sums, criteria)
    return Steps(layout, scored, cues, scores)


def lay_out(texts: Sequence[str], spans: Spans | None, criteria: Criteria) -> Layout:
    """Tokens and sentences of a round; `spans` replace the splitter's sentences, if given."""
    compiled = _compiled(criteria)
    columns = compiled.read(texts, spans) if compiled else None
    if columns is None:
        return pipeline.lay_out(texts, spans, criteria.model.splitter)
    return _layout(texts, columns)


def score_batch(
    texts: Sequence[str],
    spans: Spans | None,
    criteria: Criteria,
    shown_texts: Sequence[str],
    depth: str,
) -> Batch | None:
    """The results of a round by the shortest way; None where it does not lead there.

    The batch has the `shown_texts`, which only differ from `texts` in their markup.
    """
    compiled = lean_scheme(criteria)
    if compiled is None:
        return None
    if depth == "cues":
        columns = compiled.read_cues(texts, spans)
        return columns and lean_batch(columns, compiled, criteria, shown_texts)
    both = compiled.read_and_keep(texts, spans, criteria.threshold)
    return both and lean_batch(both[0], compiled, criteria, shown_texts, both[1])


def lean_scheme(criteria: Criteria) -> CompiledScheme | None:
    """The core with the tables of a scheme, if a round need not be full under the criteria."""
    if criteria.custom is not None or criteria.model.encoder is not None:
        return None
    compiled = _compiled(criteria)
    return compiled if compiled and compiled.ranks else None


def lean_batch(
    columns: CueColumns,
    compiled: CompiledScheme,
    criteria: Criteria,
    shown_texts: Sequence[str],
    kept: KeptRound | None = None,
) -> Batch:
    """The batch of a round that is not full, with its depth if the core keeps the round."""
    # By position: a short text takes as long to name columns as to compute some of them.
    offsets, start, end, document, cue_start, cue_end, cue_sentence, sums = columns[:8]
    kind, hedge_share = _kinds(columns, criteria)
    probability = compiled.probabilities(columns.cue_sum)
    hedge_probability = probability * hedge_share
    # Which cues are left is asked for what goes beyond them.
    numbers = cue_start if kept is None else np.arange(len(cue_start), dtype=np.int64)
    cues = Cues(cue_start, cue_end, cue_sentence, probability, kind, hedge_probability, numbers)
    cues = pipeline.without_ignored(cues, criteria)
    scores = pipeline.judge_sentences(len(start), cues, sums, criteria)
    shown = cues.only(scores.shown)
    outline = Outline(document, offsets, start, end)
    spans = shown.start, shown.end
    depth = None if kept is None else kept.answer(shown.candidate, shown.kind)
    return pipeline.outlined_batch(shown_texts, outline, shown, spans, scores, criteria, depth)


def round_size(criteria: Criteria, depth: str) -> int:
    """How many code points a round should have at most."""
    own = _compiled(criteria) if depth == "cues" else lean_scheme(criteria)
    return ROUND if own is None else _ROUND


def _compiled(criteria: Criteria) -> CompiledScheme | None:
    return compiled_scheme(criteria.model, criteria.scheme, pure=criteria.pure)


def _layout(texts: Sequence[str], columns: RoundColumns) -> Layout:
    tokens = Tokens(
        start=columns.token_start,
        end=columns.token_end,
        ids=columns.token_id,
        initial_class=columns.token_initial,
        character_class=columns.character_class,
        lowered=columns.lowered,
    )
    lengths = np.array([len(text) + len(DOCUMENT_BREAK) for text in texts], dtype=np.int64)
    return Layout(
        texts=texts,
        tokens=tokens,
        document_start=lengths.cumsum() - lengths,
        token_sentence=columns.token_sentence,
        first=columns.sentence_first,
        stop=columns.sentence_stop,
        start=columns.sentence_start,
        end=columns.sentence_end,
    )


def _scored(columns: RoundColumns, criteria: Criteria, *, ranks: bool) -> ScoredCandidates:
    start, end = columns.cue_start, columns.cue_end
    entry = columns.cue_entry.astype(np.int64)
    candidates = Candidates(start, end, entry, columns.cue_sentence)
    log_odds = criteria.scheme.cue_weights.of_sums(columns.cue_sum)
    # Where sums have the order of log-odds, the core has settled overlaps already.
    wins = columns.cue_kept.view(np.bool_)
    kept = (wins if ranks else scoring.best_of_overlaps(start, end, log_odds)).nonzero()[0]
    return ScoredCandidates(candidates, log_odds, *_kinds(columns, criteria), kept)


def _kinds(columns: CueColumns | RoundColumns, criteria: Criteria) -> tuple[Codes, Floats]:
    weights = criteria.model.kind_weights
    return choose_kinds(columns.cue_mask, columns.choice_sums, weights, criteria.is_hedge)
