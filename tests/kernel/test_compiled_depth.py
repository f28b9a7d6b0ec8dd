"""What the kernel says beyond cues is what numpy says, to the bit."""

from dataclasses import replace

import numpy as np
import pytest
from forced import load_forced
from hypothesis import example, given
from hypothesis import strategies as st

import hedging
from hedging.depth import confidence
from hedging.depth.columns import COLUMN_NAMES
from hedging.depth.figures import figure_words
from hedging.depth.files import shipped_depth
from hedging.engine import compiled, pipeline
from hedging.engine import depth as depth_steps
from hedging.extension import extension
from hedging.kernel import bridge, depth_tables, tables
from hedging.kernel.bridge import compiled_scheme
from hedging.kernel.depth_schema import DEPTH, FINGERPRINT
from hedging.text.hashing import top_bits
from hedging.text.tokens import word_ids
from tests.kernel.other_depth import OtherDepth, opened_depth
from tests.kernel.test_same_bits import (
    CLOSE_PROSE,
    HOSTILE,
    IGNORED,
    OWN_CUES,
    RARE,
    SCHEMES,
    WORDS,
    same_batch,
    same_columns,
)

pytestmark = pytest.mark.skipif(
    extension() is None, reason="the compiled kernel was not built, or is not wanted"
)

SPOKEN = """80 % sure chance in one ten odds of to 1 against 50 / interval percent cent times out
    cases my money is on I think thanks very quite good slim not no likely unlikely almost
    certain according to he she said fears see below let me explain « » ‘ “ ” " ' ` ? . *
    fifty twenty [3] [ ] 7. 12) ** _ # | > - • – + --- 3.5 and 20 30 – 100 nobody doubt far from
    only than"""
PHRASES = [*WORDS, *SPOKEN.split(), *RARE]
TEXTS = st.lists(
    st.builds(
        str.join, st.sampled_from([" ", "", "\n"]), st.lists(st.sampled_from(PHRASES), max_size=60)
    ),
    max_size=5,
)


def scheme_of(criteria):
    return compiled_scheme(criteria.model, criteria.scheme, pure=False)


def score_both(texts, spans, criteria):
    """Texts that the kernel has scored, and the steps of the same texts in pure Python."""
    columns, scored = scheme_of(criteria).score(texts, spans, 0.0, criteria.custom)
    steps = pipeline.run_steps(texts, spans, criteria)
    assert len(columns["cue_start"]) == len(steps.cues.start)
    return scored, steps


def same_depth(texts, spans, criteria):
    """The answers with the shown cues, with all cues, with every other and with none."""
    scored, steps = score_both(texts, spans, criteria)
    shown, every = steps.scores.shown, np.arange(len(steps.cues.start))
    for chosen in (shown, every >= 0, every % 2 == 0, every < 0):
        own = steps._replace(scores=steps.scores._replace(shown=chosen))
        batch = pipeline.to_batch(texts, own, criteria)
        expected = depth_steps.read_depth(own, batch, criteria)
        found = scored.answer(every[chosen], steps.cues.kind[chosen])
        same_columns(found, expected, COLUMN_NAMES)


def test_words_whose_sentences_are_always_read():
    """No sum of other weights is enough here."""
    depth, answers = shipped_depth(), []
    text = (
        "We stayed at home, as it rained. There was fog on the hills and no one saw a thing. " * 9
    )
    for weight in (-1, confidence.ALWAYS):
        sure = depth.confidence
        table = np.full_like(sure.signals.table, -1)
        table[top_bits(word_ids(["fog"]), confidence.BITS)] = weight
        sure = sure._replace(signals=sure.signals._replace(table=table, bias=-9.0), short_bias=-9.0)
        found, expected = OtherDepth(depth._replace(confidence=sure)).batches([text])
        same_batch(found, expected)
        answers.append(found.columns("sentence")["confidence"].tolist())
    assert [a == b for a, b in zip(*answers, strict=True)] == [True, False] * 9


@given(TEXTS, st.sampled_from(SCHEMES))
def test_any_texts(texts, scheme):
    same_depth(texts, None, hedging.load(scheme=scheme).criteria)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(name):
    same_depth(HOSTILE[name], None, hedging.load().criteria)


@given(st.lists(st.tuples(TEXTS, st.lists(st.integers(0, 200), max_size=12)), max_size=3))
def test_given_spans(pairs):
    texts, spans = [], []
    for pieces, edges in pairs:
        text = " ".join(pieces)
        inside = sorted(min(edge, len(text)) for edge in edges[: len(edges) // 2 * 2])
        texts.append(text)
        spans.append(np.array(inside, dtype=np.int64).reshape(-1, 2))
    if texts:
        same_depth(texts, spans, hedging.load().criteria)


@given(st.lists(CLOSE_PROSE, max_size=3), OWN_CUES, IGNORED)
def test_any_cues_of_the_caller(texts, extra, ignored):
    detector = hedging.load(extra_cues=extra, ignore_cues=sorted(ignored))
    same_depth(texts, None, detector.criteria)


@given(TEXTS)
@example(["UNCLEAR"])
def test_everything_is_that_of_pure_python(texts):
    found = hedging.load().detect_batch(texts)
    same_batch(found, load_forced(pure=True).detect_batch(texts))


# Words that are hardly cues: a sentence of many is hedged, one of few is not.
FAINT = ["in May ", "the may ", "like ", "it can ", "should ", "a long way about ", "rather "]


@given(
    st.lists(st.lists(st.sampled_from(FAINT), max_size=30), max_size=4),
    st.sampled_from([0.0, 1e-9, 1e-4, 2e-4, 0.001, 0.05, 0.3, 0.5, 0.9, 1.0]),
    st.sampled_from(SCHEMES),
)
def test_cues_that_are_faint_alone_are_read_where_they_are_shown(sentences, threshold, scheme):
    options = {"threshold": threshold, "scheme": scheme}
    texts = [". ".join("".join(own) for own in sentences)]
    found = hedging.load(**options).detect_batch(texts)
    same_batch(found, load_forced(pure=True, **options).detect_batch(texts))


@pytest.mark.parametrize("count", range(6, 13))
def test_a_sentence_that_many_faint_cues_make_hedged_is_answered(count):
    """The kernel and Python know the same number of cues that are faint together."""
    criteria = hedging.load().criteria
    table = np.zeros_like(criteria.scheme.cue_weights.table)
    weights = criteria.scheme.cue_weights._replace(table=table, bias=-5.0)
    criteria = criteria._replace(scheme=criteria.scheme._replace(cue_weights=weights))
    # In a short document, or with a word such as "may", the sentence would be read anyway.
    long = "The road goes down to the river. " * 20
    texts = [f"{long}The road {'can river ' * count}."]
    score = pipeline.run_steps(texts, None, criteria).scores.score[-1]
    criteria = criteria._replace(threshold=float(score))
    found = compiled.score_batch(texts, None, criteria, texts, "all")
    steps = pipeline.run_steps(texts, None, criteria)
    batch = pipeline.to_batch(texts, steps, criteria)
    assert len(batch.cue_start) == count
    same_batch(found, replace(batch, depth=depth_steps.read_depth(steps, batch, criteria)))


def test_the_tokens_of_sentences_with_faint_cues_are_not_there():
    # In a short document, all sentences may be read.
    text = "The road goes down to the river. " * 20 + "We went there in May."
    columns, scored = scheme_of(hedging.load().criteria).score([text], None, 0.47)
    assert len(columns["cue_start"]) == 1
    with pytest.raises(ValueError, match="expected cues of the texts"):
        scored.answer(np.arange(1), np.zeros(1, dtype=np.uint8))


def test_short_answers_among_others():
    """Short documents are read as one text each, wherever chunks and blocks end."""
    short = [
        "It was the pump. I would not swear to it. My money is on the hose, I guess.",
        "Thank you! Lisbon, maybe? I am 80 % sure. Or 20 to 30 % likely. It rained.",
        "It was the pump. It is the hose.",
    ]
    long = "The road goes down to the river, and it may rain there. It rained. " * 90
    texts = [short[k % 3] if k % 40 else long for k in range(1_000)]
    same_batch(hedging.detect_batch(texts), load_forced(pure=True).detect_batch(texts))


QUOTED = (
    """"Rain" may fall, he said. "It may snow.

"Or hail," it says. ‘Perhaps ’tis so,’ I think. 'Maybe 5" of it'. «So be it» may ”like this” go.
“He fears “that” it may rain.

It may. "”"""
    + '"'
)


def test_quotations():
    texts = [text for cut in range(len(QUOTED)) for text in (QUOTED[cut:], QUOTED[:cut])]
    same_depth(texts, None, hedging.load().criteria)


@pytest.mark.slow
def test_blocks_change_no_answer(monkeypatch):
    text = QUOTED * 5 + "I am 80% sure. My money is on Lima, I guess. It rained.\n" * 9
    whole = hedging.detect(text)
    assert whole == load_forced(pure=True).detect(text)
    monkeypatch.setattr(depth_steps, "_BLOCK", 16)
    assert load_forced(pure=True).detect(text) == whole
    # The kernel reads so many tokens together that a text has several blocks only here.
    long = [text * 40, text, "may " * 2_100 + ". " + text * 9]
    same_batch(hedging.detect_batch(long), load_forced(pure=True).detect_batch(long))


def test_the_kernel_answers_unless_the_caller_wants_numpy():
    texts = ["It may rain."]
    for options in ({}, {"extra_cues": {"rain": "weasel"}}, {"ignore_kinds": ["weasel"]}):
        criteria = hedging.load(**options).criteria
        assert compiled.score_batch(texts, None, criteria, texts, "all").depth is not None
    criteria = load_forced(pure=True).criteria
    assert compiled.score_batch(texts, None, criteria, texts, "all") is None


def test_whole_numbers_of_32_bits(monkeypatch):
    """On Windows, whole numbers of numpy have 32 bits before its version 2."""
    detector, arange = hedging.load(), np.arange
    expected = detector.detect_batch(["It may rain. I doubt it."])

    def short_numbers(*bounds, dtype=np.int32):
        return arange(*bounds, dtype=dtype)

    monkeypatch.setattr(np, "arange", short_numbers)
    same_batch(detector.detect_batch(["It may rain. I doubt it."]), expected)


def test_cues_that_are_not_there_are_refused():
    scored, steps = score_both(["It may rain. It is. I doubt it."], None, hedging.load().criteria)
    rows, kinds = np.arange(2), steps.cues.kind
    assert len(scored.answer(rows, kinds).cue_strength) == 2
    for wrong in ([1, 0], [0, 0], [-1, 1], [0, 2]):
        with pytest.raises(ValueError, match="in order"):
            scored.answer(np.array(wrong), kinds)
    for wrong in (rows[:1], rows.view(np.uint8)[:-1]):
        with pytest.raises(ValueError, match="a kind for each"):
            scored.answer(wrong, kinds)
    with pytest.raises(ValueError, match="in order"):
        scored.answer(rows, np.array([0, len(hedging.KINDS)], dtype=np.uint8))
    with pytest.raises(ValueError, match="PyCapsule"):
        scored._replace(texts=scheme_of(hedging.load().criteria)._tables).answer(rows, kinds)


# Weights of the network whose sums could be wider than the numbers of the core.
WIDE_WEIGHTS = (
    *[("hidden", (0, 0), 1 << 22), ("hidden", (32, 5), -(1 << 18) - 1)],
    *[("hidden", (33, 3), 1 << 30), ("hidden", (-1, 3), (1 << 31) - 1), ("output", 3, 1 << 30)],
    ("output", slice(0, 32), 1 << 21),  # none is too great alone
)


NUMBERS_OUT_OF_RANGE = (
    *[(name, value) for name in ("most_cues", "most_of_short") for value in (1 << 16, 1 << 40)],
    *[("unit", 0), ("unit", 1 << 16), ("longest", 1 << 16), ("reach", 64), ("greatest", 1 << 13)],
    *[(name, 1 << 13) for name in ("no_chance", "not_certain", "plain")],
    *[("network_scale", 1.0), ("network_scale", np.nan), ("by_cues", -np.inf), ("by_cues", 3.0)],
    *[("pull_shares", [0, 99, 0]), ("claim_shares", [0, 0, np.nan])],
)


def depth_content(sections):
    return tables.flat_file("depth", sections, DEPTH, FINGERPRINT)


def test_tables_that_do_not_fit_are_refused():
    sections = depth_tables.depth_sections(shipped_depth())
    assert tuple(sections) == DEPTH.file("depth")[1].names
    whole = depth_content(sections)
    opened_depth(depth=whole)
    for number in range(len(sections)):
        # The last byte of the size of each section, which stands behind its offset.
        shorter = bytearray(whole)
        shorter[24 + 16 * number + 8] ^= 1
        with pytest.raises(ValueError, match="do not fit"):
            opened_depth(depth=bytes(shorter))

    def refused(name, place, value):
        changed = sections[name].copy()
        changed[place] = value
        with pytest.raises(ValueError, match="do not fit"):
            opened_depth(depth=depth_content({**sections, name: changed}))

    for name, value in NUMBERS_OUT_OF_RANGE:
        refused("numbers", name, value)
    for name, place, value in WIDE_WEIGHTS:
        refused(name, place, value)
    refused("marks", -1, (0x22, 12))


def test_the_greatest_hash_is_known_by_the_end_of_a_table_as_in_numpy():
    facts = depth_tables.depth_sections(shipped_depth())["word_facts"]
    assert facts[-1] & 1
    assert facts[-1] >> 8 & 0xFF == figure_words().roles[-1]


def test_a_depth_model_that_the_core_refuses_is_read_in_pure_python(monkeypatch):
    monkeypatch.setattr(depth_tables, "depth_file", lambda model: b"")
    bridge._compiled_scheme.cache_clear()
    try:
        with pytest.warns(RuntimeWarning, match="does not take model en-light") as told:
            found = [hedging.load().detect("It may rain.") for _ in range(2)]
    finally:
        bridge._compiled_scheme.cache_clear()
    assert len(told) == 1
    assert found == [load_forced(pure=True).detect("It may rain.")] * 2
