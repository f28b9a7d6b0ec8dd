"""A motif, repeated → time that grows no faster than the text."""

from __future__ import annotations

import gc
import io
import math
import random
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import hedging
from hedging.check.findings import check_text
from hedging.pages.terminal import Painter, report_lines
from tests.fuzz.markdown import motif_texts
from tests.fuzz.material import HAS_MARKDOWN
from tests.fuzz.runner import require
from tests.fuzz.texts import detectors

# Sixteen times the text may take this many times the time: an exponent of 1.25, as times vary.
_MAX_TIMES = 16**1.25
_NOISE = 0.1


def _page(own: str) -> object:
    return hedging.detect(own).to_html("", hedging.load().explain(own))


def _lines(own: str) -> object:
    explanations = hedging.load().explain(own)
    return list(
        report_lines(hedging.detect(own), "", Painter(io.StringIO()), explanations=explanations)
    )


def _extra(own: str) -> object:
    return detectors()[-3].detect(own)


#: What is done with a text.
STEPS: Mapping[str, Callable[[str], object]] = {
    "detect": hedging.detect,
    "extra cues": _extra,
    "explain": lambda own: hedging.load().explain(own),
    "check Markdown": lambda own: check_text("a.md", own, hedging.load(), markdown=True),
    "check": lambda own: check_text("a.txt", own, hedging.load()),
    "page": _page,
    "terminal": _lines,
    "compare": lambda own: hedging.compare(own, own[:-1]),
}

# What is quick is done more often.
_WEIGHTS = (10, 2, 1, 5, 3, 0.5, 0.5, 1)


def seconds(step: Callable[[str], object], own: str, repeat: int = 1) -> float:
    """Processor time of a step, the best of some, without the collector of cycles."""
    times = []
    gc.disable()
    try:
        for _ in range(repeat):
            begin = time.process_time()
            step(own)
            times.append(time.process_time() - begin)
    finally:
        gc.enable()
    return min(times)


def fuzz_growth(source: random.Random, folder: Path) -> None:
    """Sixteen times the text takes about sixteen times the time."""
    short, long = motif_texts(source)
    (name,) = source.choices(list(STEPS), weights=_WEIGHTS)
    if name == "check Markdown" and not HAS_MARKDOWN:
        name = "check"
    step = STEPS[name]
    before, after = seconds(step, short), seconds(step, long)
    if after > max(_NOISE, _MAX_TIMES * before):
        before, after = seconds(step, short, 3), seconds(step, long, 2)
    growth = math.log(max(after, 1e-9) / max(before, 1e-9), 16)
    slow = after > _NOISE and after > _MAX_TIMES * before
    require(
        not slow, f"{name} takes time that grows with the text", long[:60], before, after, growth
    )
