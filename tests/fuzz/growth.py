"""A motif, repeated → time that grows no faster than the text."""

from __future__ import annotations

import math
import random
from pathlib import Path

from tests.fuzz.markdown import motif_texts
from tests.fuzz.runner import require
from tests.growth import STEPS, seconds

# Sixteen times the text may take this many times the time: an exponent of 1.25, as times vary.
_MAX_TIMES = 16**1.25
_NOISE = 0.1
# What is quick is done more often; what takes seconds for any text says little of its growth.
_WEIGHTS = {"detect": 10, "extra cues": 2, "check": 3, "check Markdown": 5}
_LEFT_OUT = ("adapt", "evaluate")


def fuzz_growth(source: random.Random, folder: Path) -> None:
    """Sixteen times the text takes about sixteen times the time."""
    names = [name for name in STEPS if name not in _LEFT_OUT]
    (name,) = source.choices(names, weights=[_WEIGHTS.get(name, 0.5) for name in names])
    run, given = STEPS[name]
    texts = [*motif_texts(source)]
    short, long = map(given, texts)
    before, after = seconds(run, short), seconds(run, long)
    if after > max(_NOISE, _MAX_TIMES * before):
        before, after = seconds(run, short, 3), seconds(run, long, 2)
    growth = math.log(max(after, 1e-9) / max(before, 1e-9), 16)
    slow = after > _NOISE and after > _MAX_TIMES * before
    promise = f"{name} takes time that grows with the text"
    require(not slow, promise, texts[1][:60], before, after, growth)
