"""Sources by the compiled kernel: the bits of the pure way, for any sentences and any weights."""

import random
from contextlib import suppress

import numpy as np
import pytest
from forced import load_forced
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.depth.context import first_person
from hedging.depth.cued import CuedSentences
from hedging.depth.files import shipped_depth
from hedging.depth.sources import Sources, denials, find_sources, openings
from hedging.engine import compiled_depth
from hedging.extension import extension
from hedging.kernel import sources as kernel_sources
from hedging.kernel.depth_schema import row_bit
from hedging.kernel.sources import CompiledSources, compiled_sources, source_tables
from hedging.kernel.tables import joined_parts
from hedging.kinds import KINDS
from hedging.text.characters import DASH, LOWER
from hedging.text.hashing import mix
from hedging.text.tokens import word_id
from hedging.text.weights import Weights
from tests.kernel.test_same_bits import ANY_TEXT, HOSTILE, SCHEMES, same_batch, same_columns

CORE = extension()
needs_core = pytest.mark.skipif(CORE is None, reason="the compiled kernel was not built")
NAMES = Sources._fields
SHIPPED = shipped_depth().sources
# Ids of words that mean something to the models, of words with tags, and of words without.
IDS = np.concatenate(
    (
        SHIPPED.phrases.tags.words.known[::97],
        *(index.known for index in (first_person(), denials(), openings()[0])),
        np.array([word_id(word) for word in (",", "that", "said", "officials", "port", '"')]),
        mix(np.arange(40, dtype=np.uint64)),
        np.zeros(1, dtype=np.uint64),
    )
)
CLASSES = np.array(
    [0, 1, 0x105, 0x2233, 0x7FFF, 0x8000, 0x8200, 0x8300, 2**63, 2**64 - 1], dtype=np.uint64
)


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


def random_sentences(seed, lengths, cues):
    """Sentences of so many rows with so many cues each, if they have a row."""
    chance = np.random.default_rng(seed)
    stop = np.cumsum(lengths, dtype=np.int64)
    size = int(stop[-1]) if len(stop) else 0
    first = stop - np.array(lengths, dtype=np.int64)
    cues = np.where(np.array(lengths) > 0, cues, 0).astype(np.int64)
    sentence = np.repeat(np.arange(len(lengths)), cues)
    start = chance.integers(first[sentence], stop[sentence])
    end = np.minimum(start + chance.integers(1, 4, len(start)), stop[sentence])
    cued = CuedSentences(
        token=np.arange(size),
        ids=chance.choice(IDS, size).astype(np.uint64),
        classes=chance.choice(CLASSES, size).astype(np.uint64),
        initial=chance.choice([2, 2, 2, 3, 3, 4, 5, 6, 7, 10, 11, 12, 0], size).astype(np.uint8),
        number=np.arange(len(lengths)),
        first=first,
        stop=stop,
        sentence=sentence,
        start=start,
        end=end,
        kind=chance.integers(0, len(KINDS), len(start)).astype(np.uint8),
        words=mix(chance.integers(0, 30, len(start)).astype(np.uint64)),
    )
    return cued, chance.random(size) < chance.choice([0.0, 0.1, 0.5])


def same_sources(cued, quoted, weights, core=None):
    core = core or CompiledSources(CORE, weights)
    found = core.find(cued, quoted)
    same_columns(found, find_sources(cued, quoted, weights), NAMES)
    return found


@pytest.fixture(scope="module")
def cores():
    return {name: CompiledSources(CORE, weights) for name, weights in WEIGHTS.items()}


@needs_core
@settings(max_examples=300, deadline=None)
@given(
    st.integers(0, 2**32),
    st.lists(st.tuples(st.integers(0, 45), st.integers(0, 4)), max_size=12),
    st.sampled_from(list(WEIGHTS)),
)
def test_any_sentences(cores, seed, shape, name):
    lengths, cues = [row[0] for row in shape], [row[1] for row in shape]
    cued, quoted = random_sentences(seed, lengths, cues)
    same_sources(cued, quoted, WEIGHTS[name], cores[name])


@needs_core
@pytest.mark.parametrize("name", WEIGHTS)
def test_many_and_long_sentences(cores, name):
    found = []
    for seed, lengths, cues in (
        (1, [30] * 400, [2] * 400),
        (2, [1] * 3_000, [1] * 3_000),
        (3, [2_000, 5, 3_000, 0, 0, 1], [9, 3, 40, 1, 2, 1]),
        (4, [1_020, 3, 1_024, 1_025], [4] * 4),
        (5, [0, 0], [0, 0]),
        (6, [50], [0]),
    ):
        cued, quoted = random_sentences(seed, lengths, cues)
        found.append(same_sources(cued, quoted, WEIGHTS[name], cores[name]))
    if name != "none asks":
        # The comparison is worth something only where there are sources.
        assert sum((own.first >= 0).sum() for own in found) > 9


@needs_core
@settings(max_examples=150, deadline=None)
@given(st.lists(ANY_TEXT, max_size=4), st.sampled_from(SCHEMES))
def test_any_texts(texts, scheme):
    pure = load_forced(scheme=scheme, depth="all", pure=True)
    detector = hedging.load(scheme=scheme, depth="all")
    same_batch(detector.detect_batch(texts), pure.detect_batch(texts))


@needs_core
@pytest.mark.parametrize("name", sorted(set(HOSTILE) - {"all code points in words"}))
def test_hostile_texts(name):
    pure, detector = load_forced(depth="all", pure=True), hedging.load(depth="all")
    texts = [text[:30_000] for text in HOSTILE[name]]
    same_batch(detector.detect_batch(texts), pure.detect_batch(texts))


@needs_core
@pytest.mark.parametrize("name", WEIGHTS)
def test_phrases_around_hyphens(cores, name):
    cued, quoted = random_sentences(9, [30] * 200, [2] * 200)
    # Some stand alone, and some in twos, which are dashes.
    is_hyphen = np.isin(np.arange(len(cued.ids)) % 7, (1, 3, 4))
    ids = np.where(is_hyphen, np.uint64(word_id("-")), cued.ids)
    initial = np.where(is_hyphen, DASH, LOWER).astype(np.uint8)
    changed = cued._replace(ids=ids, initial=initial)
    found = same_sources(changed, quoted, WEIGHTS[name], cores[name])
    if name == "random":
        assert (found.stop - found.first > 2).any()


@needs_core
def test_the_greatest_hash_is_the_same_to_both():
    words = SHIPPED.phrases.tags.words.known
    tags = SHIPPED.phrases.tags._replace(tags=SHIPPED.phrases.tags.tags[: len(words)])
    weights = SHIPPED._replace(phrases=SHIPPED.phrases._replace(tags=tags))
    cued, quoted = random_sentences(8, [20] * 20, [2] * 20)
    greatest = np.uint64(2**64 - 1)
    # A phrase that begins with that word has no form in the pure way.
    ids = np.where(np.arange(len(cued.ids)) % 7 == 3, greatest, cued.ids)
    same_sources(cued._replace(ids=ids), quoted, weights._replace(sure=-np.inf))


@needs_core
def test_tables_that_do_not_fit_are_refused():
    whole = joined_parts(source_tables(SHIPPED))
    CORE.open_sources(whole)
    for wrong in (b"", whole[:8], whole[:-8], whole + bytes(8), whole[:1000], bytes(len(whole))):
        with pytest.raises(ValueError, match=r"make them with hedging\.kernel\.sources"):
            CORE.open_sources(wrong)
    with pytest.raises(TypeError):
        CORE.open_sources("text")


def opened(name, place, value):
    """Open the tables with one number changed."""
    arrays = kernel_sources.table_arrays(SHIPPED)
    arrays[name] = arrays[name].copy()
    arrays[name][place] = value
    return CORE.open_sources(kernel_sources.flat_tables(arrays))


@needs_core
@pytest.mark.parametrize(
    ("name", "place", "value"),
    [
        ("numbers", 0, 1),
        *(("numbers", place, value) for place in (1, 2, 3) for value in (0, 1, 2**31, 2**63)),
        *(("fractions", place, value) for place in (0, 13) for value in (np.nan, np.inf, -1e200)),
        ("first", 3, 1 << 14),
        ("first", 3, 2**32 - 1),
        ("words", 5, (1, 0, 1 << 14)),
        ("words", 5, (1, 1 << row_bit("QUOTED"), 0)),
        ("words", -1, (5, 0, 0)),
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
    for name in kernel_sources.table_arrays(SHIPPED):
        for change in (lambda own: own[:-8], lambda own: np.append(own, own[:8])):
            arrays = kernel_sources.table_arrays(SHIPPED)
            arrays[name] = change(arrays[name])
            with pytest.raises(ValueError, match="that do not fit"):
                CORE.open_sources(kernel_sources.flat_tables(arrays))


@needs_core
def test_damaged_tables_are_refused_or_harmless():
    whole, chance = joined_parts(source_tables(SHIPPED)), random.Random(7)
    cued, quoted = random_sentences(1, [30] * 30, [2] * 30)
    count = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 3, 50])):
            place = chance.choice([chance.randrange(700), chance.randrange(len(damaged))])
            damaged[place] = chance.randrange(256)
        try:
            tables = CORE.open_sources(bytes(damaged))
        except ValueError:
            continue
        count += 1
        CORE.find_sources(tables, *kernel_sources.columns_of(cued, quoted))
    assert count > 10


def run_sources(chance):
    """Random sentences through the core; and through one whose tables are damaged."""
    count = chance.choice([0, 1, 9, 60])
    lengths = [chance.choice([0, 1, 2, 11, 40, 300]) for _ in range(count)]
    cues = [chance.choice([0, 1, 1, 2, 30]) for _ in range(count)]
    cued, quoted = random_sentences(chance.randrange(2**32), lengths, cues)
    weights = WEIGHTS[chance.choice(list(WEIGHTS))]
    same_sources(cued, quoted, weights)
    damaged = bytearray(joined_parts(source_tables(weights)))
    for _ in range(chance.choice([1, 2, 200])):
        place = chance.choice([chance.randrange(700), chance.randrange(len(damaged))])
        damaged[place] = chance.randrange(256)
    try:
        tables = CORE.open_sources(bytes(damaged))
    except ValueError:
        return
    columns = list(kernel_sources.columns_of(cued, quoted))
    CORE.find_sources(tables, *columns)
    # A number that is wrong is refused before it is used.
    column = chance.randrange(len(columns))
    if columns[column].size:
        wrong = columns[column].copy().view(np.uint8)
        wrong[chance.randrange(wrong.size)] = chance.randrange(256)
        columns[column] = wrong
    with suppress(ValueError):
        CORE.find_sources(tables, *columns)


@needs_core
def test_wrong_columns_are_errors():
    tables = CORE.open_sources(source_tables(SHIPPED))
    cued, quoted = random_sentences(1, [5, 7], [1, 1])
    names = ("ids", "classes", "initial", "quoted", "stop", "sentence", "start", "end", "kind")
    whole = dict(zip((*names, "words"), kernel_sources.columns_of(cued, quoted), strict=True))
    assert len(CORE.find_sources(tables, *whole.values())) == 2 * 19

    def find(name, column):
        return CORE.find_sources(tables, *(whole | {name: column}).values())

    for name, column in whole.items():
        with pytest.raises(ValueError, match="expected"):
            find(name, column[:-1])
        with pytest.raises(ValueError, match="expected"):
            find(name, column.view(np.uint8)[:-1])
        with pytest.raises(TypeError):
            find(name, "text")
    for name, wrong in {
        "stop": [7, 5], "sentence": [1, 0], "start": [-1, 5], "end": [99, 6],
    }.items():  # fmt: skip
        with pytest.raises(ValueError, match="cues inside them in order"):
            find(name, np.array(wrong, dtype=np.int64))
    for stops in ([-1, 12], [5, 11], [5, 13], [5, 2**62]):
        with pytest.raises(ValueError, match="one behind the other"):
            find("stop", np.array(stops, dtype=np.int64))
    with pytest.raises(ValueError, match="expected sentences"):
        find("initial", np.full(12, 16, dtype=np.uint8))
    with pytest.raises(ValueError, match="kinds and classes"):
        find("kind", np.array([1, len(KINDS)], dtype=np.uint8))
    with pytest.raises(ValueError, match="columns of one length"):
        CORE.find_sources(tables, bytes(13)[1:], *list(whole.values())[1:])
    with pytest.raises(ValueError, match="PyCapsule"):
        CORE.find_sources(CORE.open_characters, *whole.values())


@needs_core
def test_pure_python_is_used_where_it_is_asked_for(monkeypatch):
    cued, quoted = random_sentences(1, [20] * 9, [1] * 9)
    model, asked = shipped_depth(), []

    def find(*columns):
        asked.append(1)
        return find_sources(*columns)

    monkeypatch.setattr("hedging.depth.sources.find_sources", find)
    pure = compiled_depth.find_sources(cued, quoted, model, pure=True)
    assert asked == [1]
    same_columns(compiled_depth.find_sources(cued, quoted, model, pure=False), pure, NAMES)
    assert asked == [1]
    assert compiled_sources(model, pure=True) is None


@needs_core
def test_a_model_that_does_not_fit_is_left_to_pure_python():
    line = SHIPPED.negated._replace(scale=float("inf"))
    model = shipped_depth()._replace(sources=SHIPPED._replace(negated=line))
    with pytest.warns(RuntimeWarning, match="until then pure Python"):
        assert compiled_sources(model, pure=False) is None
    assert compiled_sources(model, pure=False) is None
