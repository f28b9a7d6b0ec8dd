"""Sources by the compiled kernel are those of numpy, for any texts and any weights."""

import random
from functools import cache

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hedging.depth.files import shipped_depth
from hedging.extension import extension
from hedging.kernel.depth_schema import row_bit
from hedging.kernel.depth_tables import depth_flat_file, source_sections, sources_file
from hedging.text.weights import Weights
from tests.kernel.other_depth import OtherDepth, opened_depth
from tests.kernel.test_same_bits import same_batch

needs_core = pytest.mark.skipif(extension() is None, reason="the compiled kernel was not built")
SHIPPED = shipped_depth().sources
# Words that mean something to the models of sources, cues, and words that mean nothing to them.
PRINTED = """may might fear fears unlikely perhaps say says said told according I we my he she
    they his the a an this some its no not never cannot denies hardly rather Two
    officials port ports of in Lima Ms Lee U.S. study studies zzyx Qorb Qorbs co - – , .
    ; : ( ) " “ ” ’ that rain rained it believe believed by from 5 close possibly"""
WORDS = PRINTED.split()
SENTENCE = st.lists(st.sampled_from(WORDS), max_size=45).map(" ".join)
TEXT = st.lists(SENTENCE, max_size=8).map("\n\n".join)


def random_weights(seed, scale=0.01, sure=np.inf, thresholds=(0.0, -0.5, 0.5)):
    """Weights under which anything can be a source; `scale` is that of phrases and of denial."""
    chance = np.random.default_rng(seed)

    def table(like, scale=scale):
        values = chance.integers(-127, 128, like.table.shape, dtype=np.int8)
        return Weights(values, scale, float(chance.normal() * 0.3))

    phrases = SHIPPED.phrases
    edges = phrases.edges._replace(
        begins=chance.random(phrases.edges.begins.shape) < 0.7,
        ends=chance.random(phrases.edges.ends.shape) < 0.7,
    )
    own = {name: table(getattr(phrases, name)) for name in ("begin", "end", "pair", "none")}
    return SHIPPED._replace(
        phrases=phrases._replace(edges=edges, **own),
        writer=table(SHIPPED.writer, 0.01),
        holder=table(SHIPPED.holder, 0.01),
        negated=table(SHIPPED.negated),
        sure=sure,
        thresholds=thresholds,
    )


WEIGHTS = {
    "shipped": SHIPPED,
    "random": random_weights(1),
    "none asks": random_weights(2, sure=-np.inf),
    "some ask": random_weights(3, sure=0.0),
    "all phrases are alike": random_weights(4, scale=0.0, thresholds=(0.0, -9.0, -9.0)),
    "a scale that vanishes": random_weights(5, scale=1e-300),
    "a negative scale": random_weights(6, scale=-0.02),
}


@cache
def with_sources(name):
    """The light model with other weights of sources."""
    return OtherDepth(shipped_depth()._replace(sources=WEIGHTS[name]))


def same_sources(texts, name):
    """The answers of both ways, which are to be equal in value and in type."""
    found, expected = with_sources(name).batches(texts)
    same_batch(found, expected)
    return found


@needs_core
@given(st.lists(TEXT, max_size=3), st.sampled_from(list(WEIGHTS)))
def test_sources_of_any_texts(texts, name):
    same_sources(texts, name)


def dense_text(seed, lengths, share=0.1):
    """Paragraphs of so many words, of which a share are cues."""
    chance = np.random.default_rng(seed)
    others = [word for word in WORDS if word not in (".", "’")]
    return "\n\n".join(
        " ".join(np.where(chance.random(size) < share, "may", chance.choice(others, size)))
        for size in lengths
    )


@needs_core
def test_a_first_sentence_that_is_longer_than_all_that_is_read_at_once():
    same_sources(["it may rain and " * 400], next(iter(WEIGHTS)))


@needs_core
@pytest.mark.slow
@pytest.mark.parametrize("name", WEIGHTS)
def test_many_and_long_sentences(name):
    shapes = [[30] * 100, [1, 2] * 300, [1_990, 5, 2_000, 1], [1_020, 3, 1_024, 1_025], [50]]
    texts = [dense_text(seed, lengths) for seed, lengths in enumerate(shapes)]
    found = same_sources([*texts, dense_text(9, [1_990, 30], share=0.5)], name)
    if name != "none asks":
        # The comparison is worth something only where there are sources.
        assert (found.depth.cue_source_start >= 0).sum() > 9


@needs_core
@pytest.mark.parametrize("name", WEIGHTS)
def test_phrases_around_hyphens(name):
    # Some stand alone, and some in twos, which are dashes.
    words = dense_text(9, [30] * 200).split(" ")
    hyphened = ["-" if k % 7 in (1, 3, 4) else word for k, word in enumerate(words)]
    found = same_sources([" ".join(hyphened)], name)
    assert len(found.cue_start) > 99


@needs_core
def test_tables_that_do_not_fit_are_refused():
    whole = sources_file(SHIPPED)
    opened_depth(sources=whole)
    for wrong in (b"", whole[:8], whole[:-8], whole[:1000], bytes(len(whole))):
        with pytest.raises(ValueError, match=r"make them with hedging\.kernel\.depth_tables"):
            opened_depth(sources=wrong)
    with pytest.raises(TypeError):
        opened_depth(sources="text")


def opened(name, place, value):
    """Open the tables with one number changed."""
    arrays = source_sections(SHIPPED)
    arrays[name] = arrays[name].copy()
    arrays[name][place] = value
    return opened_depth(sources=depth_flat_file("sources", arrays))


@needs_core
@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        *(("numbers", "begin_line", (value, 0)) for value in (np.nan, np.inf, -1e200)),
        *(("numbers", "negated_line", (1, value)) for value in (np.nan, np.inf, -1e200)),
        ("words_first", 3, 1 << 14),
        ("words_first", 3, 2**32 - 1),
        ("words_known", -1, 5),
        ("known_words", 5, (0, 1 << 14)),
        ("known_words", 5, (1 << row_bit("QUOTED"), 0)),
        ("class_tags", 9, 8192),
        ("tag_facts", 9, 64),
        ("tag_facts", 9, 1 << row_bit("VERB")),
    ],
)
def test_numbers_out_of_range_are_refused(name, place, value):
    with pytest.raises(ValueError, match="that do not fit"):
        opened(name, place, value)


@needs_core
def test_each_table_must_have_its_size():
    for name in source_sections(SHIPPED):
        if name == "class_tags":  # has a row for each class of a word that a model knows
            continue
        for change in (lambda own: own[:-8], lambda own: np.append(own, own[:8])):
            arrays = source_sections(SHIPPED)
            arrays[name] = change(arrays[name])
            with pytest.raises(ValueError, match="that do not fit"):
                opened_depth(sources=depth_flat_file("sources", arrays))


@needs_core
def test_damaged_tables_are_refused_or_harmless():
    chance = random.Random(7)
    whole = sources_file(WEIGHTS["some ask"])
    text = dense_text(1, [30] * 30)
    count = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 3, 50])):
            place = chance.choice([chance.randrange(700), chance.randrange(len(damaged))])
            damaged[place] = chance.randrange(256)
        try:
            tables = opened_depth(sources=bytes(damaged))
        except ValueError:
            continue
        count += 1
        answer_all(tables, [text])
    assert count > 10


def answer_all(tables, texts):
    """Read texts with all of their cues, with other tables of depth."""
    own = OtherDepth(shipped_depth()).compiled
    own._with_depth = tables, "damaged"
    columns, scored = own.score(texts, None, 0.0)
    rows = np.arange(len(columns["cue_start"]))
    scored.answer(rows, np.zeros(len(rows), dtype=np.uint8))


@needs_core
def test_a_model_that_does_not_fit_is_left_to_numpy():
    line = SHIPPED.negated._replace(scale=float("inf"))
    own = OtherDepth(shipped_depth()._replace(sources=SHIPPED._replace(negated=line)))
    with pytest.warns(RuntimeWarning, match="until then pure Python"):
        assert own.batches(["It may rain."])[0] is None
    assert own.batches(["It may rain."])[0] is None
