"""Figures that are stated and denied: the kernel reads them as numpy does, word by word.

Texts of a few words, of which every other one has a role beside a number, show whatever the two do
not have in common: a role that a word lacks on one side, or a rule that is another.
"""

import random
from functools import cache

import numpy as np
import pytest
from forced import load_forced
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.depth import figures
from hedging.depth.figures import WordRole
from hedging.extension import extension
from tests.kernel.test_compiled_depth import same_depth
from tests.kernel.test_same_bits import same_batch

needs_core = pytest.mark.skipif(
    extension() is None, reason="the compiled kernel was not built, or is not wanted"
)

PIECES = """not|don't|no|nobody|never|cannot|n't|no doubt|doubt|I doubt|he denies|denies|far from
    |far|from|impossible|90|100|90 %|100 %|10|%|percent|per cent|sure|% sure|% certain|certain
    |certainty|likely|chance|chances|% chance|the chance|the chance that he won't is|30|20 –|20 to
    |% more likely|10 and|one chance in|one in|one - in -|in ten|ten|nine times out of|nine cases in
    |odds|the odds are|against|3 to 1|50 - 50|and|/|more|by|interval|level|is|are|at|that|it|than
    |only|,|, but|but|;|.|because|treated|I'm|I say|say that|say that it's|not know|tell|with 90 %
    |with|for|of|to|we can't be|be|have|a|even|there|you|think they|**100|[3]|maybe|said|sure,
    |99.9%|100% sure|confidence: 0.7|confidence = .85|the probability is .4|8/10 sure|3 out of 5
    |confidence score|confidence level|0.9|1.0|.7|7|0|0.|/10|confidence:|= |(|84|out of 10|out of
    |"confidence": "|answer:|final answer:|two-thirds|two thirds sure|third|quarters chance
    |ninety-five|ninety five|one hundred|twenty-one hundred|twenty -|twenty|thirty|one|five
    |0.05|05|conf|not known with 90 % certainty"""
PIECES = [piece.strip() for piece in PIECES.split("|")]
DENSE = st.lists(st.sampled_from(PIECES), max_size=16).map(" ".join)


@cache
def texts():
    """Thousands of sequences, the same in every run."""
    draw = random.Random(7)
    return [" ".join(draw.choices(PIECES, k=draw.randint(3, 16))) for _ in range(6_000)]


def differing(found, expected):
    """The texts about which two batches differ."""
    columns, others = found.columns("sentence"), expected.columns("sentence")
    is_same = np.array([columns["confidence"], others["confidence"]], dtype=np.float64)
    is_same = (is_same[0] == is_same[1]) | np.isnan(is_same).all(axis=0)
    return [found.texts[number] for number in np.unique(np.array(columns["document"])[~is_same])]


@needs_core
def test_the_kernel_reads_figures_as_numpy_does():
    found, expected = (load_forced(pure=pure).detect_batch(texts()) for pure in (False, True))
    assert differing(found, expected)[:3] == []
    same_batch(found, expected)


@needs_core
def test_cues_of_the_caller_that_hold_denied_figures():
    cues = [
        "not 90 % sure", "not 90 % certain", "no 90 % sure", "100 % sure", "90 %", "sure that 90",
        "far from 100 % sure", "not a 90 % chance", "% sure", "not 100 % of", "I doubt that 90",
    ]  # fmt: skip
    draw = random.Random(8)
    pieces = [*PIECES, *cues * 4]
    some = [" ".join(draw.choices(pieces, k=draw.randint(1, 9))) for _ in range(2_000)]
    for kind in ("epistemic", "booster"):
        same_depth(some, None, hedging.load(extra_cues=dict.fromkeys(cues, kind)).criteria)


@needs_core
def test_figures_at_and_beyond_their_limits():
    numbers = ["0", "1", "99", "100", "101", "150"]
    chances = ["There is a {} % chance that it rains.", "They are not {} % sure that it rains."]
    joints = [" to ", "–", " and ", "-", ", ", " "]
    both = [f"{one}{joint}{other}" for one in numbers for joint in joints for other in numbers]
    some = [chance.format(figure) for chance in chances for figure in [*numbers, *both]]
    same_depth(some, None, hedging.load().criteria)


@needs_core
@given(st.lists(DENSE, max_size=8))
def test_any_texts_with_any_of_their_cues(several):
    same_depth(several, None, hedging.load().criteria)


@needs_core
@pytest.mark.parametrize("role", list(WordRole), ids=lambda role: role.name)
def test_a_role_that_is_not_known_on_one_side_shows(role, monkeypatch):
    """Words without their role change some of the answers, so that the comparison would fail."""
    listed = figures.figure_words()
    others = listed._replace(roles=np.where(listed.roles == role, 0, listed.roles))
    monkeypatch.setattr(figures, "figure_words", lambda: others)
    some = texts()[:3_000]
    changed = load_forced(pure=True).detect_batch(some)
    shows = differing(hedging.load().detect_batch(some), changed)
    assert shows, f"no text shows what a word of the role {role.name} does: add some to PIECES"
