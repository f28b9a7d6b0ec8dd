"""What cues, verdict, role and confidence say of a sentence fits together."""

import json
from pathlib import Path

import numpy as np
import pytest
from encoder.small import small_detector
from forced import load_forced
from hypothesis import given
from hypothesis import strategies as st

from hedging.depth.figures import find_figures
from hedging.depth.rows import spoken
from hedging.kinds import HEDGE_KINDS
from hedging.text.tokens import tokenize

SEEDS = Path(__file__).parents[2] / "seeds"
#: Sentences that are easily taken for what they are not: courtesies with "if", not knowing, frames.
SENTENCES = [
    json.loads(line)["text"] for line in (SEEDS / "claims.jsonl").read_text("utf-8").splitlines()
][::4]
WORDS = (
    "if you want need I it the door do not know may might could maybe thanks for hope this helps "
    "happy to please let me sure 70 % nobody knows source here is what unclear about certainly . ? "
    "Source: unknown sorry cannot say believe closed"
)
#: In a long text, what has no cue of doubt is no less sure than even.
LONG = " ".join(["The mill stands by the river."] * 60)
TEXTS = st.lists(st.sampled_from(WORDS.split()), max_size=12).map(" ".join)


DETECTORS = {
    "light": load_forced("light"),
    "numpy": load_forced("light", pure=True),
    "encoder": small_detector(confidence=True),
}


def states_a_figure(text):
    words = spoken(tokenize(text), (np.array([0]), np.array([len(tokenize(text).ids)])))
    return len(find_figures(words).sentence) > 0


def contradictions_in(name, sentences):
    for sentence in DETECTORS[name].detect("\n\n".join([*sentences, LONG])).sentences:
        doubts = any(cue.kind in HEDGE_KINDS for cue in sentence.cues)
        if sentence.hedged != doubts:
            yield sentence.text, "the cues and the verdict"
        if doubts and sentence.role in ("courtesy", "source", "frame"):
            yield sentence.text, "a doubt and the role"
        unsure = sentence.role == "claim" and sentence.confidence < 0.5
        if unsure and not doubts and not states_a_figure(sentence.text):
            yield sentence.text, "no doubt and the confidence"


@pytest.mark.parametrize("name", DETECTORS)
@given(st.lists(TEXTS | st.sampled_from(SENTENCES), max_size=4))
def test_no_sentence_contradicts_itself(name, sentences):
    assert list(contradictions_in(name, sentences)) == []


@pytest.mark.parametrize("name", ["light", "numpy"])
def test_no_sentence_of_the_seeds_contradicts_itself(name):
    assert list(contradictions_in(name, SENTENCES)) == []
