"""The kernel finds the scopes that numpy finds under any weights, and refuses what does not fit."""

from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.depth.files import shipped_depth
from hedging.depth.scopes import BITS, PAIRS, TAG_BITS, TAGS, EndWeights, ScopeWeights
from hedging.extension import extension
from hedging.kernel.depth_tables import scopes_file
from tests.kernel.other_depth import OtherDepth, opened_depth
from tests.kernel.test_same_bits import same_batch

needs_core = pytest.mark.skipif(extension() is None, reason="the compiled kernel was not built")


def random_tables(seed, has_kinds=True):
    """Weights as wide as they may be, under which ends lie anywhere."""
    random = np.random.default_rng(seed)

    def weights(*shape):
        return random.integers(-128, 128, shape).astype(np.int8)

    def end():
        return EndWeights(weights(1 << BITS), random.random(PAIRS) < 0.5)

    return ScopeWeights(weights(1 << TAG_BITS, len(TAGS)), end(), end(), has_kinds)


TABLES = {
    "general": shipped_depth().scopes,
    "bioscope": shipped_depth().bioscope_scopes,
    "random": random_tables(1),
    "without kinds": random_tables(2, has_kinds=False),
    "no weights": ScopeWeights(
        *[np.zeros((1 << TAG_BITS, len(TAGS)), dtype=np.int8)],
        *[EndWeights(np.zeros(1 << BITS, dtype=np.int8), np.ones(PAIRS, dtype=np.bool_))] * 2,
    ),
    "no candidates": ScopeWeights(
        *[random_tables(3).tags],
        *[EndWeights(random_tables(4).stop.table, np.zeros(PAIRS, dtype=np.bool_))] * 2,
    ),
}


# Few words, so that scopes meet all marks, key words and other cues within their reach.
WORDS = [
    "may", "might", "not", "is", "was", "appear", "appears", "sure", "told", "rain", "the", "he",
    "said", "which", "and", "to", "stalled", "so", "being", "had", ",", ";", ":", "-", "–", "(",
    ")", '"', ".", "’", "5", "«", "»", "possible", "If",
]  # fmt: skip
SENTENCE = st.lists(st.sampled_from(WORDS), max_size=40).map(" ".join)
TEXT = st.lists(SENTENCE, max_size=8).map("\n\n".join)


@cache
def with_scopes(name):
    """The light model with other scopes."""
    return OtherDepth(shipped_depth()._replace(scopes=TABLES[name]))


def same_scopes(texts, name):
    """The answers of both ways, which are to be equal in value and in type."""
    found, expected = with_scopes(name).batches(texts)
    same_batch(found, expected)
    return found


@needs_core
@given(st.lists(TEXT, max_size=3), st.sampled_from(sorted(TABLES)))
def test_scopes_of_any_texts(texts, name):
    same_scopes(texts, name)


def dense_sentence(seed, size, share):
    """A sentence of so many words with a share of cues."""
    chance = np.random.default_rng(seed)
    others = [word for word in WORDS if word not in (".", "’")]
    return " ".join(np.where(chance.random(size) < share, "may", chance.choice(others, size)))


@needs_core
@pytest.mark.parametrize("name", TABLES)
def test_long_sentences_with_many_cues(name):
    texts = [dense_sentence(seed, *shape) for seed, shape in enumerate([(1_900, 0.2), (900, 0.4)])]
    found = same_scopes([*texts, "may " * 1_999 + ".", "may , " * 3_000, "Rain may.\n" * 300], name)
    assert len(found.cue_start) > 300


@needs_core
def test_equal_sums_leave_the_cue_its_own_scope():
    found = same_scopes([dense_sentence(seed, 40, 0.1) for seed in range(30)], "no weights")
    assert (found.depth.cue_scope_start == found.cue_start).all()
    assert (found.depth.cue_scope_end == found.cue_end).all()


@needs_core
def test_weights_that_do_not_fit_are_refused():
    whole = scopes_file(TABLES["random"])
    opened_depth(scopes=whole)
    for wrong in (b"", whole[:64], whole[:-8], b"x" + whole[1:]):
        with pytest.raises(ValueError, match="make them with"):
            opened_depth(scopes=wrong)
    with pytest.raises(ValueError, match="do not fit"):
        opened_depth(scopes=whole[:8] + bytes(8) + whole[16:])
    with pytest.raises(TypeError):
        opened_depth(scopes="text")
