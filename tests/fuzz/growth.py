"""A motif, repeated → time that grows no faster than the text."""

from __future__ import annotations

import math
import random
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.fuzz.markdown import COMMENTS, DIRECTIVES, motif_texts
from tests.fuzz.runner import require
from tests.growth import STEPS, seconds

# Of four times the text, more than this says that it is worth a look at more.
_SUSPICIOUS = 4**1.05
# Sixteen times the text may take this many times the time: an exponent of 1.25, as times vary.
_MAX_TIMES = 16**1.25
_NOISE, _QUICK = 0.1, 0.005
# What is quick is done more often; what takes seconds for any text says little of its growth.
_WEIGHTS = {"detect": 10, "extra cues": 2, "check": 5, "check Markdown": 5}
_MEANT = {"check": DIRECTIVES, "check Markdown": COMMENTS}
_LEFT_OUT = ("adapt", "evaluate")


def fuzz_growth(source: random.Random, folder: Path) -> None:
    """Sixteen times the text takes about sixteen times the time.

    Texts of the middle size come first, since most take time that grows with them.
    """
    names = [name for name in STEPS if name not in _LEFT_OUT]
    (name,) = source.choices(names, weights=[_WEIGHTS.get(name, 0.2) for name in names])
    run, given = STEPS[name]
    texts = [*motif_texts(source, _MEANT.get(name, ()))]
    short = given(texts[0])
    before = min(_glance(run, short), _glance(run, short))
    after = _glance(run, given(texts[1]))
    slow = after > max(_QUICK, _SUSPICIOUS * before)
    if slow:
        long = given(texts[2])
        before, after = seconds(run, short), seconds(run, long)
        if after > max(_NOISE, _MAX_TIMES * before):
            before, after = seconds(run, short, 3), seconds(run, long, 2)
        slow = after > max(_NOISE, _MAX_TIMES * before)
    growth = math.log(max(after, 1e-9) / max(before, 1e-9), 16)
    promise = f"{name} takes time that grows with the text"
    require(not slow, promise, texts[2][:60], before, after, growth)


def _glance(run: Callable[[Any], object], argument: Any) -> float:
    """The time of one run: `seconds` measures better, and takes ten times as long."""
    begin = time.process_time()
    run(argument)
    return time.process_time() - begin
