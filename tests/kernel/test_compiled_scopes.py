"""The kernel finds the scopes that the arrays find, and refuses what does not fit."""

from itertools import pairwise

import numpy as np
import pytest
from forced import load_forced
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.depth import scopes
from hedging.depth.cued import CuedSentences
from hedging.depth.files import shipped_depth
from hedging.depth.scope_features import BITS, MARK_OF_ID, PAIRS
from hedging.depth.scopes import EndWeights, ScopeWeights
from hedging.depth.tags import TAG_BITS, TAGS
from hedging.engine import compiled_depth
from hedging.engine import depth as depth_steps
from hedging.extension import extension
from hedging.kernel.scopes import compiled_scopes, flat_parts
from hedging.kernel.tables import CharacterPages, joined_parts

CORE = extension()
needs_core = pytest.mark.skipif(CORE is None, reason="the compiled kernel was not built")


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


def random_sentences(seed, lengths, most_cues=5):
    """Sentences of so many rows, some empty or without a cue, of few words and all marks."""
    random = np.random.default_rng(seed)
    vocabulary = np.array([*random.integers(0, 1 << 63, 12), *MARK_OF_ID], dtype=np.uint64)
    first = np.cumsum([0, *lengths])
    size = int(first[-1])
    spans = []
    for number, (begin, stop) in enumerate(pairwise(first.tolist())):
        edges = random.integers(begin, stop + 1, 2 * random.integers(0, most_cues + 1))
        edges = np.unique(edges).tolist()
        spans += [(number, *span) for span in zip(edges[::2], edges[1::2], strict=False)]
    columns = np.array(spans, dtype=np.int64).reshape(-1, 3).T
    word = random.integers(0, len(vocabulary), size)
    return CuedSentences(
        token=np.arange(size),
        ids=vocabulary[word],
        classes=(word * random.choice([0, 77, 1 << 40])).astype(np.uint64),
        initial=random.integers(0, 13, size).astype(np.uint8),
        number=np.arange(len(lengths)),
        first=first[:-1],
        stop=first[1:],
        sentence=columns[0],
        start=columns[1],
        end=columns[2],
        kind=random.integers(0, 8, len(spans)).astype(np.uint8),
        words=random.integers(0, 1 << 63, len(spans)).astype(np.uint64),
    )


def same_scopes(cued, tables):
    """The scopes of both ways, which are to be equal in value and in type."""
    expected = scopes.find_scopes(cued, tables)
    found = compiled_scopes(tables, pure=False).find_scopes(cued)
    for own, other in zip(found, expected, strict=True):
        assert own.dtype == other.dtype
        assert own.tolist() == other.tolist()
    return found


@needs_core
@settings(deadline=None, max_examples=200)
@given(
    st.integers(0, 1 << 32),
    st.lists(st.sampled_from([0, 1, 2, 3, 5, 30, 130]), min_size=1, max_size=6),
    st.sampled_from(sorted(TABLES)),
)
def test_scopes_of_any_sentences(seed, lengths, name):
    cued = random_sentences(seed, lengths)
    if len(cued.start):
        same_scopes(cued, TABLES[name])


@needs_core
@pytest.mark.parametrize("name", TABLES)
def test_long_sentences_with_many_cues(name):
    same_scopes(random_sentences(5, [2_000, 0, 3_000, 10], most_cues=400), TABLES[name])


@needs_core
def test_equal_sums_leave_the_cue_its_own_scope():
    cued = random_sentences(6, [40] * 30)
    begin, stop = same_scopes(cued, TABLES["no weights"])
    assert (begin == cued.start).all()
    assert (stop == cued.end).all()


@needs_core
def test_no_cues_and_no_sentences():
    compiled = compiled_scopes(TABLES["random"], pure=False)
    cued = random_sentences(7, [5, 0, 9])
    names = ("sentence", "start", "end", "kind", "words")
    empty = cued._replace(**{name: getattr(cued, name)[:0] for name in names})
    for rows in (empty, random_sentences(7, [])):
        assert [len(ends) for ends in compiled.find_scopes(rows)] == [0, 0]


@needs_core
def test_columns_need_not_lie_together_in_memory():
    cued = random_sentences(8, [30] * 4)
    spread = type(cued)(*(np.repeat(column, 2)[::2] for column in cued))
    compiled = compiled_scopes(TABLES["random"], pure=False)
    found, expected = map(compiled.find_scopes, (spread, cued))
    assert np.array_equal(found, expected)


WRONG = {
    "a sentence that stops short of its cue": ("stop", 1, 7),
    "sentences that do not cover all rows": ("stop", 2, 14),
    "a sentence that ends before it begins": ("stop", 0, -1),
    "a sentence that ends beyond the last row": ("stop", 2, 1 << 40),
    "a cue in no sentence": ("sentence", 0, 3),
    "a cue in a negative sentence": ("sentence", 0, -1),
    "a cue before its sentence": ("start", 1, 4),
    "an empty cue": ("end", 1, 6),
    "a cue that ends beyond its sentence": ("end", 0, 6),
    "a cue that ends nowhere": ("end", 1, (1 << 63) - 1),
    "a kind that there is not": ("kind", 0, 8),
    "an unknown class of a character": ("initial", 0, 16),
}


@needs_core
@pytest.mark.parametrize("name", WRONG)
def test_columns_that_do_not_fit_are_refused(name):
    cued = random_sentences(9, [5, 4, 6])
    places = {"sentence": [0, 1], "start": [1, 6], "end": [2, 8]}
    places = {key: np.array(value) for key, value in places.items()}
    others = {"kind": np.zeros(2, dtype=np.uint8), "words": np.zeros(2, dtype=np.uint64)}
    good = cued._replace(**places, **others)
    compiled = compiled_scopes(TABLES["random"], pure=False)
    compiled.find_scopes(good)
    column, row, value = WRONG[name]
    changed = getattr(good, column).copy()
    changed[row] = value
    with pytest.raises(ValueError, match="expected sentences one behind the other"):
        compiled.find_scopes(good._replace(**{column: changed}))


@needs_core
def test_cues_out_of_order_are_refused():
    cued = random_sentences(10, [20] * 6)
    names = ("sentence", "start", "end", "kind", "words")
    turned = cued._replace(**{name: getattr(cued, name)[::-1] for name in names})
    with pytest.raises(ValueError, match="in order"):
        compiled_scopes(TABLES["random"], pure=False).find_scopes(turned)


@needs_core
def test_weights_that_do_not_fit_are_refused():
    whole = joined_parts(flat_parts(TABLES["random"]))
    tables = CORE.open_scopes(whole)
    for wrong in (b"", whole[:64], whole[:-1], whole + b"\0", b"x" + whole[1:]):
        with pytest.raises(ValueError, match="make them with"):
            CORE.open_scopes(wrong)
    with pytest.raises(ValueError, match="do not fit"):
        CORE.open_scopes(whole[:8] + bytes(8) + whole[16:])
    with pytest.raises(TypeError):
        CORE.open_scopes("text")
    for sizes in ((1, 0, 0), (-1, 0, 0), (0, 0, -1), (0, 1 << 60, 0)):
        with pytest.raises(ValueError, match="expected sentences"):
            CORE.find_scopes(tables, b"", *sizes)
    assert CORE.find_scopes(tables, b"", 0, 0, 0) == b""
    with pytest.raises(ValueError, match="incorrect name"):
        CORE.find_scopes(CORE.open_characters(CharacterPages().content), b"", 0, 0, 0)


@needs_core
def test_the_choice_is_that_of_the_detector(monkeypatch):
    monkeypatch.setattr(scopes, "find_scopes", lambda *_: 1 / 0)
    text = "It may rain, she said."
    for options in ({}, {"extra_cues": {"rain": "weasel"}}):
        assert hedging.load(**options).detect(text).cues
        with pytest.raises(ZeroDivisionError):
            load_forced(pure=True, **options).detect(text)


def test_weights_that_the_kernel_refuses_are_told_once(monkeypatch):
    def refuse(content):
        raise ValueError(f"{len(content)} bytes")

    class Module:
        open_scopes = staticmethod(refuse)

    monkeypatch.setattr("hedging.kernel.scopes.extension", lambda **_: Module)
    cued, tables = random_sentences(11, [20, 30]), random_tables(5)
    expected = scopes.find_scopes(cued, tables)
    with pytest.warns(RuntimeWarning, match="does not take the weights of scopes") as told:
        found = [compiled_depth.find_scopes(cued, tables, pure=False) for _ in range(2)]
    assert len(told) == 1
    assert all(np.array_equal(ends, expected) for ends in found)


@needs_core
@pytest.mark.parametrize("scheme", ["general", "bioscope"])
def test_scopes_of_texts(scheme, monkeypatch):
    """Whatever the way beyond cues hands over, both ways give the same."""
    seen = []

    def both(cued, tables, *, pure):
        seen.append(len(cued.start))
        return same_scopes(cued, tables)

    monkeypatch.setattr(depth_steps, "find_scopes", both)
    # With a cue of the caller's own, the scopes are found in a call of their own.
    detector = hedging.load(depth="all", scheme=scheme, extra_cues={"was told": "evidential"})
    motif = 'It may (or "might" not) rain; some say so, if not sure - he was not told - perhaps. '
    detector.detect_batch([motif * 40, "may " * 1_999 + ".", "may , " * 3_000, "Rain may.\n" * 300])
    assert sum(seen) > 400
