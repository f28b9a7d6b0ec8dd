"""A round that the kernel keeps answers as a round of columns of tokens does, to the bit."""

from dataclasses import fields

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import hedging
from hedging import compiled, depth_steps, kernel, pipeline
from hedging.depth.files import shipped_depth
from hedging.depth.rounds import TokenRound
from hedging.kernel import depth_rounds, depth_tables, tables
from hedging.kernel.depth_rounds import KeptRound
from hedging.text.lines import documents_of
from tests.kernel.test_same_bits import HOSTILE, RARE, SCHEMES, WORDS, same_batch, same_columns

pytestmark = pytest.mark.skipif(
    kernel.extension() is None, reason="the compiled kernel was not built, or is not wanted"
)

SPOKEN = """80 % sure chance in one ten odds of to 1 against 50 / interval percent cent times out
    cases my money is on I think thanks very quite good slim not no likely unlikely almost
    certain according to he she said fears see below let me explain « » ‘ “ ” " ' ` ? . *
    fifty twenty [3] [ ] 7. 12) ** _ # | > - • – + --- 3.5 and 20 30 –"""
PHRASES = [*WORDS, *SPOKEN.split(), *RARE]
TEXTS = st.lists(
    st.builds(
        str.join, st.sampled_from([" ", "", "\n"]), st.lists(st.sampled_from(PHRASES), max_size=60)
    ),
    max_size=5,
)


def both_rounds(texts, spans, criteria):
    """A round as columns of tokens, the same round as the kernel keeps it, and its batch."""
    compiled_scheme = compiled.lean_scheme(criteria)
    columns, tokens = compiled_scheme.read_and_keep(texts, spans)
    rows = np.arange(len(columns.cue_start))
    batch, cues = compiled.lean_batch(columns, compiled_scheme, criteria, texts, rows)
    kept = KeptRound(tokens, columns.sentence_document, (cues.candidate, cues.sentence, cues.kind))
    steps = pipeline.run_steps(texts, spans, criteria)
    layout, shown = steps.layout, steps.cues.take(steps.scores.shown)
    own = TokenRound(
        layout.tokens,
        (layout.first, layout.stop),
        documents_of(layout.start, layout.document_start),
        layout.document_start,
        (shown.start, shown.end, shown.sentence, shown.kind),
        (shipped_depth(), criteria.model.word_classes),
    )
    return own, kept, batch


def same_rounds(texts, spans, criteria):
    """Every answer of both rounds; all sentences are read, with all cues and with every other."""
    own, kept, _ = both_rounds(texts, spans, criteria)
    same_columns(kept, own, ["length", "cue_sentence"])
    has_token = own.length > 0
    assert np.array_equal(kept.document[has_token], own.document[has_token])
    expected, found = own.outline(), kept.outline()
    same_columns(found, expected, [field.name for field in fields(expected)])
    sentences = has_token.nonzero()[0]
    cues = np.arange(len(own.cue_sentence))
    same_readings(own, kept, sentences, cues)
    half = sentences[::2]
    same_readings(own, kept, half, cues[np.isin(own.cue_sentence, half)])


def same_readings(own, kept, sentences, cues):
    expected, found = own.read(sentences, cues), kept.read(sentences, cues)
    same_columns(found.cued, expected.cued, [field.name for field in fields(expected.cued)])
    same_columns(found, expected, ["quoted", "log_odds", "runs"])
    for left, right in zip(found.figures, expected.figures, strict=True):
        assert np.array_equal(left, right)
    cued = expected.cued
    if len(cues):
        first = np.where(cues % 3 == 0, -1, cued.token[cued.start])
        stop = cued.token[cued.end - 1] + 1
        for left, right in zip(
            kept.places(cues, first, stop), own.places(cues, first, stop), strict=True
        ):
            assert np.array_equal(left, right)


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.sampled_from(SCHEMES))
def test_any_texts(texts, scheme):
    same_rounds(texts, None, hedging.load(scheme=scheme).criteria)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(name):
    same_rounds(HOSTILE[name], None, hedging.load().criteria)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, st.lists(st.integers(0, 200), max_size=12)), max_size=3))
def test_given_spans(pairs):
    texts, spans = [], []
    for pieces, edges in pairs:
        text = " ".join(pieces)
        inside = sorted(min(edge, len(text)) for edge in edges[: len(edges) // 2 * 2])
        texts.append(text)
        spans.append(np.array(inside, dtype=np.int64).reshape(-1, 2))
    if texts:
        same_rounds(texts, spans, hedging.load().criteria)


@settings(max_examples=60, deadline=None)
@given(TEXTS)
@example(["UNCLEAR"])
def test_everything_is_that_of_pure_python(texts):
    found = hedging.load().detect_batch(texts)
    same_batch(found, hedging.load(pure=True).detect_batch(texts))


QUOTED = (
    """"Rain" may fall, he said. "It may snow.

"Or hail," it says. ‘Perhaps ’tis so,’ I think. 'Maybe 5" of it'. «So be it» may ”like this” go.
“He fears “that” it may rain.

It may. "”"""
    + '"'
)


def test_quotations():
    for cut in range(len(QUOTED)):
        same_rounds([QUOTED[cut:], QUOTED[:cut], QUOTED], None, hedging.load().criteria)


def test_blocks_change_no_answer(monkeypatch):
    text = QUOTED * 5 + "I am 80% sure. My money is on Lima, I guess. It rained.\n" * 9
    whole = hedging.detect(text)
    assert whole == hedging.load(pure=True).detect(text)
    monkeypatch.setattr(depth_steps, "_BLOCK", 16)
    assert hedging.detect(text) == whole


def test_the_kernel_keeps_a_round_unless_somebody_needs_its_tokens():
    texts = ["It may rain."]
    criteria = hedging.load().criteria
    assert depth_steps.score_batch(texts, None, criteria, texts).depth is not None
    for options in ({"extra_cues": {"rain": "weasel"}}, {"pure": True}):
        criteria = hedging.load(**options).criteria
        assert depth_steps.score_batch(texts, None, criteria, texts) is None


def question(*columns):
    return [np.array(column, dtype=np.int64).tobytes() for column in columns]


def test_a_question_about_what_is_not_there_is_refused():
    _, kept, batch = both_rounds(["It may rain. It is. I doubt it."], None, hedging.load().criteria)
    core, own = kept._module, kept._round
    kinds = batch.cue_kind.tobytes()
    core.read_round(own, *question([0, 2], [0, 1]), kinds)
    wrong = [([0, 3], [0, 1]), ([2, 0], [1, 0]), ([0], [0, 1]), ([0, 0], [0, 0]), ([-1], [0])]
    for columns in [*wrong, ([0, 2], [0, 2]), ([1, 2], [0, 1]), ([0, 2], [-1, 1])]:
        with pytest.raises(ValueError, match="in order"):
            core.read_round(own, *question(*columns), bytes(len(columns[1])))
    with pytest.raises(ValueError, match="in order"):
        core.read_round(own, *question([0, 2], [0, 1]), b"\x08\x08")
    with pytest.raises(ValueError, match="64 bits"):
        core.read_round(own, b"1", b"", b"")
    for columns in (([0], [0], [99]), ([2], [0], [1]), ([0], [3], [3]), ([0], [1], [])):
        with pytest.raises(ValueError, match="in order"):
            core.places_in_round(own, *question(*columns))
    with pytest.raises(ValueError, match="PyCapsule"):
        core.outline_round(core.open_depth(depth_tables.depth_file(shipped_depth())))


def test_tables_that_do_not_fit_are_refused():
    core, sections = kernel.extension(), depth_tables.depth_sections(shipped_depth())
    names = depth_tables.SECTIONS
    assert tuple(sections) == names
    core.open_depth(tables.flat_file(sections, names))
    for name in names:
        if name in ("final_marks", "bullets", "markup", "item_ends", "marks"):
            changed = {**sections, name: np.zeros(3, dtype=np.uint8)}
        else:
            changed = {**sections, name: sections[name].ravel()[:-1]}
        with pytest.raises(ValueError, match="do not fit"):
            core.open_depth(tables.flat_file(changed, names))
    for place in range(5):
        numbers = sections["numbers"].copy()
        numbers[place] += np.uint64(1)
        with pytest.raises(ValueError, match="do not fit"):
            core.open_depth(tables.flat_file({**sections, "numbers": numbers}, names))
    marks = sections["marks"].copy()
    marks[-1, 1] = 12
    with pytest.raises(ValueError, match="do not fit"):
        core.open_depth(tables.flat_file({**sections, "marks": marks}, names))


def test_the_greatest_hash_is_known_by_the_end_of_a_table_as_in_numpy():
    facts = depth_tables.depth_sections(shipped_depth())["word_facts"]
    figures = shipped_depth().confidence.figures
    assert facts[-1] & 1
    assert facts[-1] >> 8 & 0xFF == figures.roles[-1]


def test_a_depth_model_that_the_core_refuses_is_read_in_pure_python(monkeypatch):
    monkeypatch.setattr(depth_rounds, "depth_file", lambda model: b"")
    depth_rounds.opened_depth.cache_clear()
    try:
        with pytest.warns(RuntimeWarning, match="does not take model en-depth"):
            found = hedging.load().detect("It may rain.")
    finally:
        depth_rounds.opened_depth.cache_clear()
    assert found == hedging.load(pure=True).detect("It may rain.")
