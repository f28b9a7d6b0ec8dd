"""Long and hostile texts: the same answers in blocks of any size, bounded memory, linear time."""

import subprocess
import sys

import numpy as np
import pytest
from forced import load_forced
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.model import lexicon, sums
from tests.growth import seconds

VOCABULARY = """may May some officials many if not sure it is clear that sort of a no evidence
    the Report said 5 , ( ) murky of experts probably could possibly WOULD be"""
WORDS = st.lists(st.sampled_from(VOCABULARY.split()), max_size=60)
ARRAYS = [name for name in hedging.Batch.__slots__ if name.startswith(("doc", "sent", "cue"))]


@settings(max_examples=40, deadline=None)
@given(
    st.lists(WORDS.map(" ".join), max_size=4),
    st.integers(1, 6),
    st.integers(1, 6),
    st.sampled_from(["general", "bioscope"]),
)
def test_blocks_of_any_size_give_the_same_bits(texts, rows, first_tokens, scheme):
    detector = load_forced(scheme=scheme, extra_cues={"if not sure it is": "booster"}, pure=True)
    texts = [*texts, *(3 * f"{text} " for text in texts)]
    expected = detector.detect_batch(texts)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sums, "_BLOCK", rows)
        patch.setattr(lexicon, "_BLOCK", first_tokens)
        batch = detector.detect_batch(texts)
    for name in ARRAYS:
        assert np.array_equal(getattr(batch, name), getattr(expected, name)), name


def test_a_context_that_is_repeated_is_scored_once(monkeypatch):
    detector = load_forced(pure=True)
    text = "if we see some of the many who may, " * 100
    expected = detector.detect_batch([text])
    scored = []
    features = sums.cue_features

    def cue_features(contexts):
        scored.append(contexts.shape[1])
        return features(contexts)

    monkeypatch.setattr(sums, "cue_features", cue_features)
    monkeypatch.setattr(sums, "_BLOCK", 64)
    batch = detector.detect_batch([text])
    assert sum(scored[1:-1]) < 64 * len(scored[1:-1]) / 8  # the first and the last have the edges
    # All columns have the same key: they are compared, and every candidate is scored.
    scored.clear()
    monkeypatch.setattr(sums, "mix", np.zeros_like)
    collided = detector.detect_batch([text])
    assert set(scored[:-1]) == {64}
    for name in ARRAYS:
        assert np.array_equal(getattr(batch, name), getattr(expected, name)), name
        assert np.array_equal(getattr(collided, name), getattr(expected, name)), name


# Each with the most seconds that 10 MB may take. Without overlaps it takes 1.1 to 2.3, the most
# where a machine is slow to give memory. Where every candidate overlaps another ("see", "see if"),
# they are looked at one after the other: 3.4 to 4.5.
MOTIFS = {
    "may ": 3.5,
    "if he sees ": 3.5,
    "if we see ": 6,
    "abc.def,": 3.5,
    "it is not clear that some of the many ": 3.5,
}

# A process that is started counts in `ru_maxrss` what its parent held; `peak_memory` does not.
MEASURE = """
import sys, time
import hedging
from hedging.evaluate.speed import peak_memory
hedging.detect("It may rain.")
text = sys.argv[1] * (int(sys.argv[2]) // len(sys.argv[1]))
begin = time.process_time()
hedging.detect_batch([text])
print(peak_memory(), time.process_time() - begin)
"""


@pytest.mark.slow
@pytest.mark.parametrize("motif", MOTIFS)
def test_an_endless_sentence_of_10_megabytes(motif):
    call = [sys.executable, "-c", MEASURE, motif, "10000000"]
    output = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    megabytes, seconds = map(float, output.split())
    assert megabytes < 700
    assert seconds < MOTIFS[motif]


PROSE = "The wind rose over the hills. Some officials fear that the boats may not come back. "


@pytest.mark.parametrize("motif", ["if not sure ", "as long ", "fifty - ", "ha ha "])
@pytest.mark.parametrize("name", ["detect", "explain"])
def test_chains_of_overlapping_candidates_take_linear_time(motif, name):
    detector = hedging.load(extra_cues={"ha ha": "booster"} if motif == "ha ha " else {})
    size = 24_000 if name == "explain" else 192_000
    function = getattr(detector, name)
    prose = seconds(function, (PROSE * size)[:size], 3)
    # A round for each winner took about 1,000 times as long as prose.
    assert seconds(function, (motif * size)[:size], 3) < 15 * prose
