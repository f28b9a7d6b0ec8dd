"""The share of each stage of the pipeline in the time of a text.

Each function of a stage is replaced by a function that takes the time and calls it. The time of a
stage that runs inside another stage does not count for the outer stage, so that the shares add up.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import ExitStack
from importlib import import_module
from typing import Any
from unittest.mock import patch

import hedging
from hedging.detector import forced_detector

#: The functions of each stage: the module or class that holds the function, and its name. A
#: function of `hedging.engine.pipeline` counts only the time that no stage inside it counts.
STAGES: dict[str, tuple[tuple[str, str], ...]] = {
    "tokens and their ids": (("hedging.engine.pipeline", "tokenize_joined"),),
    "line structure": (
        ("hedging.text.sentences", "lay_out_lines"),
        ("hedging.text.sentences", "candidate_gaps"),
    ),
    "sentence boundaries": (
        ("hedging.text.sentences.Splitter", "begins"),
        ("hedging.engine.pipeline", "lay_out"),
    ),
    "candidates for cues": (("hedging.model.lexicon.Finder", "find"),),
    "features of candidates": (
        ("hedging.model.sums", "cue_contexts"),
        ("hedging.model.sums", "cue_features"),
    ),
    "weights": (("hedging.text.weights.Weights", "sums"),),
    "overlaps and kinds": (
        ("hedging.model.scoring", "best_of_overlaps"),
        ("hedging.engine.pipeline", "score_candidates"),
    ),
    "cues and sentence scores": (
        ("hedging.engine.pipeline", "resolve_cues"),
        ("hedging.engine.pipeline", "judge_sentences"),
    ),
    "columns": (("hedging.engine.pipeline", "outlined_batch"),),
}


def holder_of(path: str) -> Any:
    """The module or class of a dotted path.

    >>> found = map(holder_of, ("hedging.text.weights.Weights", "hedging.engine.pipeline"))
    >>> [holder.__name__ for holder in found]
    ['Weights', 'hedging.engine.pipeline']
    """
    module, _, name = path.rpartition(".")
    return getattr(import_module(module), name) if name[0].isupper() else import_module(path)


def measure_stages(detector: hedging.Detector, articles: list[str]) -> dict[str, dict[str, float]]:
    """Share of the time of each stage, in one batch of articles and for one article at a time.

    The stages are those of pure Python; the compiled kernel has no parts to time.
    """
    detector = forced_detector(detector, pure=True)

    def in_a_batch() -> None:
        detector.detect_batch(articles)

    def one_by_one() -> None:
        for article in articles[:200]:
            detector.detect(article)

    return {"batch": shares(in_a_batch, 5), "one article": shares(one_by_one, 3)}


def shares(call: Callable[[], object], repeats: int) -> dict[str, float]:
    """Share of the time of each stage in some calls, and of "the rest"."""
    spent = dict.fromkeys(STAGES, 0.0)
    # A place for each stage that runs now: the seconds of the stages inside it.
    inside: list[float] = []

    def timed(stage: str, function: Callable[..., Any]) -> Callable[..., Any]:
        def run(*arguments: Any, **keywords: Any) -> Any:
            inside.append(0.0)
            start = time.perf_counter()
            value = function(*arguments, **keywords)
            seconds = time.perf_counter() - start
            spent[stage] += seconds - inside.pop()
            if inside:
                inside[-1] += seconds
            return value

        return run

    call()
    with ExitStack() as patches:
        for stage, functions in STAGES.items():
            for path, name in functions:
                holder = holder_of(path)
                function = getattr(holder, name)
                patches.enter_context(patch.object(holder, name, timed(stage, function)))
        start = time.perf_counter()
        for _ in range(repeats):
            call()
        total = time.perf_counter() - start
    rest = 1 - sum(spent.values()) / total
    return {stage: seconds / total for stage, seconds in spent.items()} | {"the rest": rest}
