"""Threads share the rounds of a batch, and give the same bits as a single thread."""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from forced import load_forced

import hedging
from hedging.text.joined import round_cuts

TEXTS = [
    f"It may rain in {place}. Officials said no." * 400 for place in "ABCDEFGHIJKLMNOPQRST"
] * 2
NAMES = [name for name in hedging.Batch.__slots__ if name.startswith(("doc", "sent", "cue"))]


def same(found, expected):
    for name in NAMES:
        assert np.array_equal(getattr(found, name), getattr(expected, name)), name


@pytest.mark.parametrize("pure", [False, True])
def test_threads_give_the_same_bits(pure):
    detector = load_forced(depth="cues", pure=pure)
    expected = detector.detect_batch(TEXTS)
    for threads in (2, 5):
        same(detector.detect_batch(TEXTS, threads=threads), expected)
    assert len(detector.detect_batch([], threads=2)) == 0
    spans = [[(0, 10), (12, 30)] for _ in TEXTS]
    given = detector.detect_batch(TEXTS, sentences=spans, threads=3)
    same(given, detector.detect_batch(TEXTS, sentences=spans))
    assert len(hedging.detect_batch(["It may rain."], threads=2)) == 1


def test_threads_that_meet_new_characters_at_once():
    texts = [
        "".join(map(chr, range(begin, begin + 0x700))) for begin in range(0x3000, 0xA000, 0x700)
    ]
    expected = load_forced(depth="cues", pure=True).detect_batch(texts)
    detector = hedging.load(depth="cues")
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: detector.detect_batch([text]), texts))
    same(hedging.Batch.concat(found), expected)


def test_an_error_of_a_thread_is_the_callers_and_ends_all(monkeypatch):
    begun = []

    def fail(*_):
        begun.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr("hedging.engine.compiled.score_batch", fail)
    texts = TEXTS * 100
    with pytest.raises(ZeroDivisionError):
        hedging.load(depth="cues").detect_batch(texts, threads=2)
    assert len(begun) < len(round_cuts(texts, 1 << 20, threads=2))


def test_a_wrong_number_of_threads_is_an_error():
    for wrong, kind in ((0, hedging.InputError), (1.5, hedging.InputTypeError)):
        with pytest.raises(kind, match="expected a number of threads"):
            hedging.detect_batch(["may"], threads=wrong)


@pytest.mark.parametrize("lengths", [[], [0], [5, 0, 300_000, 7], [40] * 20_000, [10**7]])
def test_rounds_get_smaller_until_the_least(lengths):
    texts = ["a" * length for length in lengths]
    cuts = round_cuts(texts, 1 << 20, threads=3)
    assert [text for cut in cuts for text in texts[cut]] == texts
    sizes = [sum(len(text) + 2 for text in texts[cut]) for cut in cuts]
    assert all(cut.stop > cut.start for cut in cuts)
    if len(lengths) > 5:
        assert sizes == sorted(sizes, reverse=True)
        assert min(sizes[:-1]) > 60_000
        assert max(sizes) < sum(sizes) / 5
