"""Articles → the time that the work cannot fall below on this machine: the roof for the kernel.

Whoever finds cues in context has to read the characters, to look for words, and to look up weights.
Each of the three is measured alone, by the fastest library that does it: a sum over the code
points, one pass of an automaton over our words, and reads of as many random places of the table of
weights as the articles need. No program that does all three can be much faster than their sum.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from hedging.detector import Detector
from hedging.engine.pipeline import lay_out, score_candidates
from hedging.evaluate.speed import best
from hedging.model import features
from hedging.text import sentences
from hedging.text.lines import lay_out_lines
from training.material import SEEDS


def roofline(detector: Detector, articles: Sequence[str], turns: int) -> dict[str, Any]:
    """Milliseconds of each of the three, their sum, and the share of the whole that they make."""
    parts: dict[str, Callable[[], object]] = {
        "reading the characters": _reading(articles),
        "one pass of an automaton": _automaton(articles),
        "reading the weights": _weights(detector, articles),
    }
    ms = {name: 1000 * best(part, turns) for name, part in parts.items()}
    whole = 1000 * best(lambda: detector.detect_batch(articles), turns)
    floor = sum(ms.values())
    return {"parts_ms": ms, "floor_ms": floor, "whole_ms": whole, "share": floor / whole}


def _reading(articles: Sequence[str]) -> Callable[[], object]:
    codes = np.frombuffer("".join(articles).encode("utf-32-le"), dtype=np.uint32)
    return codes.sum


def _automaton(articles: Sequence[str]) -> Callable[[], object]:
    from ahocorasick_rs import AhoCorasick

    lines = (SEEDS / "cues.tsv").read_text(encoding="utf-8").splitlines()
    words = {line.partition("\t")[0].lower() for line in lines if "..." not in line}
    automaton = AhoCorasick([word for word in words if word and not word.startswith("#")])
    return lambda: [automaton.find_matches_as_indexes(text) for text in articles]


def _weights(detector: Detector, articles: Sequence[str]) -> Callable[[], object]:
    model, criteria = detector.model, detector.criteria
    layout = lay_out(articles, None, model.splitter)
    candidates = len(score_candidates(layout, criteria)[0])
    lines = lay_out_lines(layout.tokens, layout.document_start)
    gaps = len(sentences.candidate_gaps(layout.tokens, lines, model.splitter.punkt))
    reads = candidates * features.COLUMNS + gaps * len(sentences.GAP_TEMPLATES)
    table = criteria.scheme.cue_weights.table
    places = np.random.default_rng(0).integers(len(table), size=reads)
    return lambda: table.take(places)
