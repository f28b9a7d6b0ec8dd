import pickle

import numpy as np
import pytest
from forced import load_forced
from hypothesis import example, given, settings
from hypothesis import strategies as st

import hedging
from hedging.released import released_name

MIXED = st.lists(
    st.sampled_from(
        [
            "It may rain",
            "in May",
            ".",
            " ",
            "\n",
            "\n\n",
            "unclear",
            "Some officials",
            "if",
            "\r\n",
            "🙂",
            "don’t know",
            "é",
            "(",
            '"',
        ]
    ),
    max_size=25,
).map(" ".join)
TEXTS = st.text(max_size=80) | MIXED


@given(TEXTS)
def test_every_offset_is_exact(text):
    report = hedging.detect(text)
    assert 0.0 <= report.score <= 1.0
    for sentence in report.sentences:
        assert text[sentence.start : sentence.end] == sentence.text
        place = sentence.start
        for cue in sentence.cues:
            assert place <= cue.start < cue.end <= sentence.end
            assert text[cue.start : cue.end] == cue.text
            assert cue.kind in hedging.KINDS
            assert 0.0 <= cue.score <= 1.0
            place = cue.end


@pytest.mark.parametrize("scheme", hedging.load().model.schemes)
@settings(max_examples=60)
@given(texts=st.lists(TEXTS, max_size=6))
@example(texts=["", ". ."])
@example(texts=["in May", "?U.S. in May"])
@example(texts=["We alleged the result.", "It may rain.", "Some say so."])
def test_a_batch_equals_its_documents_one_by_one(scheme, texts):
    detector = hedging.load(scheme=scheme)
    batch = detector.detect_batch(texts)
    assert [batch[i] for i in range(len(batch))] == [detector.detect(text) for text in texts]


def test_a_text_of_one_word_has_depth():
    (cue,) = hedging.detect("Perhaps").cues
    assert (cue.scope, cue.source) == ((0, 7), None)


def test_options_of_a_detector_are_those_of_load():
    for call, text in ((hedging.detect, "It may rain."), (hedging.detect_batch, ["It may rain."])):
        with pytest.raises(hedging.InputTypeError) as error:
            call(text, model="accurate", threshold=0.5)
        assert "takes no model, threshold: make a detector, hedging.load(model='accurate', " in str(
            error.value
        )


def test_long_batches_are_scored_in_rounds():
    texts = ["It may rain in the north. It rained in May."] * 9000
    batch = hedging.detect_batch(texts)
    assert len(batch) == 9000
    assert batch[0] == batch[8999] == hedging.detect(texts[0])
    assert len(batch.columns("sentence")["score"]) == 18000


@given(st.lists(TEXTS, max_size=6))
def test_a_stream_equals_a_batch(texts):
    assert [
        report for batch in hedging.load().detect_stream(iter(texts)) for report in batch
    ] == list(hedging.detect_batch(texts))


def test_a_stream_is_read_as_it_is_scored():
    read = []

    def texts():
        for number in range(200):
            read.append(number)
            yield "It may rain in the north. It rained in May. " * 200

    first = next(hedging.load().detect_stream(texts()))
    assert 0 < len(first) < len(read) < 40


def test_a_stream_says_which_item_is_no_text():
    stream = hedging.load().detect_stream(["It may rain. " * 20_000, None])
    with pytest.raises(hedging.InputTypeError, match="text 1 is NoneType"):
        list(stream)
    with pytest.raises(hedging.InputTypeError, match="wrap it in a list"):
        hedging.load().detect_stream("may")


@given(TEXTS, st.integers(1, 20))
@example("It may rain, and if it does the match may be off. " * 20, 7)
def test_the_size_of_the_blocks_does_not_matter(text, size):
    whole = hedging.detect_batch([text, "It may rain.", text])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hedging.text.tokens._BLOCK", size)
        patch.setattr("hedging.text.sentences._BLOCK", size)
        patch.setattr("hedging.model.sums._BLOCK", size)
        blocks = hedging.detect_batch([text, "It may rain.", text])
    for level in ("document", "sentence", "cue"):
        for name, column in whole.columns(level).items():
            assert column.tolist() == blocks.columns(level)[name].tolist()


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hedging.detect(b"may"), "bytes"),
        (lambda: hedging.detect(None), "NoneType"),
        (lambda: hedging.detect(["may"]), "list"),
        (lambda: hedging.detect_batch("may"), "wrap it in a list"),
        (lambda: hedging.detect_batch(b"may"), "wrap it in a list"),
        (lambda: hedging.detect_batch(7), "int"),
        (lambda: hedging.detect_batch({"text": "may"}), "pass its column of texts or its values"),
        (lambda: hedging.detect_batch(["may", None]), "text 1 is NoneType"),
        (lambda: hedging.load().detect_batch(["may"], sentences=5), "got int"),
        (lambda: hedging.load().detect("may", sentences=5), "pairs of integers"),
        (lambda: hedging.load().detect_batch(["may"], sentences=[5]), "pairs of integers"),
        (lambda: hedging.load(hedge_kinds=[1]), "hedge_kinds holds 1"),
        (lambda: hedging.load(extra_cues=[]), "got list"),
        (lambda: hedging.load(extra_cues={"murky": 3}), "expected two strings, got int"),
        (lambda: hedging.load(7), "name or folder, got int"),
        (lambda: hedging.load(scheme=[]), "name of a scheme, got list"),
        (lambda: hedging.load(hedge_kinds="condition"), "write hedge_kinds="),
        (lambda: hedging.load(hedge_kinds=5), "names for hedge_kinds, got int"),
        (lambda: hedging.load(ignore_cues=None), "names for ignore_cues, got NoneType"),
        (lambda: hedging.load(threshold="0.5"), "number as threshold, got str"),
        (lambda: hedging.load(markdown="yes"), "True, False or None"),
        (lambda: hedging.load(splitter="."), "function from a text to spans, got str"),
        (lambda: hedging.load(splitter=[]), "function from a text to spans, got list"),
    ],
)
def test_a_wrong_type_is_a_type_error(call, message):
    with pytest.raises(hedging.InputTypeError, match=message) as caught:
        call()
    assert isinstance(caught.value, TypeError)
    assert isinstance(caught.value, hedging.HedgingError)


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: hedging.load(scheme="bio"), "general, szeged, bioscope, conll2010-wikipedia"),
        (lambda: hedging.load(hedge_kinds=["modal"]), "epistemic, doxastic"),
        (lambda: hedging.load(hedge_kinds=[]), "none given"),
        (lambda: hedging.load(""), "name or folder, got ''"),
        (lambda: hedging.load(threshold=1.5), "from 0 to 1, got 1.5"),
        (lambda: hedging.load(threshold=float("nan")), "from 0 to 1, got nan"),
        (
            lambda: hedging.load().detect_batch(["a", "b"], sentences=[[]]),
            "1 documents, but 2 texts",
        ),
    ],
)
def test_a_wrong_value_is_a_value_error(call, message):
    with pytest.raises(hedging.InputError, match=message) as caught:
        call()
    assert isinstance(caught.value, ValueError)


def test_equal_options_share_a_detector():
    assert hedging.load() is hedging.load()
    chosen = hedging.load(hedge_kinds=["weasel", "epistemic"], extra_cues={"murky": "weasel"})
    assert chosen is hedging.load(
        hedge_kinds=iter(["epistemic", "weasel"]), extra_cues={"murky": "weasel"}
    )
    assert chosen is not hedging.load(
        hedge_kinds=["epistemic", "weasel"], extra_cues={"murky": "booster"}
    )


def test_nobody_can_change_the_options_of_a_shared_detector():
    detector = hedging.load(extra_cues={"murky": "epistemic"})
    with pytest.raises(TypeError):
        detector.options.extra_cues["zorgle"] = "weasel"
    both = hedging.load(extra_cues={"murky": "epistemic", "zorgle": "weasel"})
    assert [cue.text for cue in both.detect("A murky zorgle.").cues] == ["murky", "zorgle"]
    again = pickle.loads(pickle.dumps(detector.options))
    assert again == detector.options
    assert hash(again) == hash(detector.options)


def test_a_splitter_may_be_any_callable():
    class Lines(list):
        def __call__(self, text):
            return [(0, len(text))]

    detector = hedging.load(splitter=Lines())
    assert len(detector.detect("One may go. Two stay.").sentences) == 1


def test_the_threshold_may_be_any_number():
    assert hedging.load(threshold=np.float32(0.5)).threshold == 0.5
    assert hedging.load(threshold=1).threshold == 1.0


def test_what_a_report_names_can_be_given_back():
    detector = hedging.load(scheme="szeged", hedge_kinds=["condition"], threshold=0.9)
    report = detector.detect("If it rains, we may stay.")
    again = hedging.load(
        report.model,
        scheme=report.scheme,
        hedge_kinds=report.hedge_kinds,
        threshold=report.threshold,
    )
    assert again.detect(report.text) == report


def test_the_threshold_decides_what_is_hedged_and_nothing_else():
    text = "It may rain. They left. It is about noon, I guess."
    usual = hedging.detect(text)
    strict, lenient = (hedging.load(threshold=t).detect(text) for t in (1.0, 0.0))
    assert [s.hedged for s in strict.sentences] == [False] * 3
    assert [s.hedged for s in lenient.sentences] == [True] * 3
    for report in (strict, lenient):
        assert [s.score for s in report.sentences] == [s.score for s in usual.sentences]
        assert report.score == usual.score
    assert hedging.load().threshold == usual.threshold == hedging.load().scheme.threshold


def test_spans_at_the_edge_of_64_bits_are_refused():
    text = "It may rain today."
    for spans in ([(0, 2**63 - 1), (-2, 4)], [(4, -(2**63))]):
        with pytest.raises(hedging.InputError, match="inside its 18 code points"):
            hedging.load().detect(text, sentences=spans)


def test_markdown_is_read_as_prose():
    pytest.importorskip("markdown_it", reason="Markdown needs pip install '.[check]'")
    text = "Use `it may` here.\n\n```\nmay\n```\n\nIt may rain."
    report = hedging.load(markdown=True).detect(text)
    assert [text[cue.start : cue.end] for cue in report.cues] == ["may"]
    assert report.cues[0].start == text.rindex("may")
    assert report.text == text
    assert report.sentences[0].text == "Use `it may` here."
    assert len(hedging.detect(text).cues) > 1


def test_an_unknown_model_lists_the_known_ones():
    with pytest.raises(hedging.ModelError, match=released_name("light")):
        hedging.load("no-such-model")


def test_kinds_narrow_what_counts():
    text = "If it rains, the match may be off."
    assert hedging.detect(text).sentences[0].hedged
    assert not hedging.load(hedge_kinds=["weasel"]).detect(text).sentences[0].hedged
    assert not hedging.detect("About 40 people came.").sentences[0].hedged
    blurred = hedging.load(hedge_kinds=["approximator"])
    assert blurred.detect("About 40 people came.").sentences[0].hedged


@pytest.mark.parametrize("scheme", hedging.load().model.schemes)
def test_every_scheme_scores(scheme):
    report = hedging.load(scheme=scheme).detect(
        "These results suggest that the gene may be involved. The cells were washed."
    )
    assert report.scheme == scheme
    assert [sentence.hedged for sentence in report.sentences] == [True, False]


def test_a_hedged_sentence_shows_a_cue_that_counts():
    texts = [
        "It is possible, I think, that some people may know.",
        "Officials said it could be so.",
        "Whether it works is unclear.",
    ]
    for report in hedging.detect_batch(texts):
        for sentence in report.sentences:
            assert not sentence.hedged or any(
                cue.kind in hedging.HEDGE_KINDS for cue in sentence.cues
            )


@pytest.mark.parametrize("pure", [False, True])
@pytest.mark.parametrize("depth", ["cues", "all"])
def test_no_documents_with_no_sentences(pure, depth):
    assert len(load_forced(pure=pure, depth=depth).detect_batch([], sentences=[])) == 0


def test_empty_text_and_empty_batch():
    assert hedging.detect("").sentences == ()
    assert hedging.detect(" \n").score == 0.0
    assert len(hedging.detect_batch([])) == 0
    assert hedging.detect_batch([]).columns("cue")["kind"].tolist() == []


def test_repr_names_what_it_is():
    assert released_name("light") in repr(hedging.load())


def test_what_an_end_cuts_in_two_belongs_to_no_sentence():
    report = hedging.load().detect("It may rain", sentences=[(0, 5), (5, 11)])
    assert report.cues == ()
    assert ["".join(piece for piece, _ in one.segments()) for one in report.sentences] == [
        "It ma",
        "y rain",
    ]


def test_errors_of_a_stream_name_the_text():
    def splitter(text):
        return [(5, 1)] if text == "bad" else [(0, len(text))]

    texts = ["It may rain." * 100] * 1500 + ["bad"]
    detector = hedging.load(splitter=splitter)
    for call in (lambda: list(detector.detect_stream(texts)), lambda: detector.detect_batch(texts)):
        with pytest.raises(hedging.InputError, match="sentences of text 1500"):
            call()


@pytest.mark.parametrize(
    "spans", [[(0.9, 10.9)], [(0, float("inf"))], [(0, 2**70)], [("a", 1)], [(1,)]]
)
def test_spans_are_pairs_of_whole_numbers(spans):
    with pytest.raises(
        (hedging.InputError, hedging.InputTypeError), match="expected pairs of integers"
    ):
        hedging.load().detect("It may rain today.", sentences=spans)


def test_chosen_kinds_are_named_beside_the_scheme():
    report = hedging.load(hedge_kinds=["weasel", "epistemic"]).detect("It may rain.")
    assert (report.scheme, report.hedge_kinds) == ("general", ("epistemic", "weasel"))
    assert hedging.detect_batch([]).hedge_kinds == hedging.HEDGE_KINDS


def test_the_kinds_of_a_candidate_are_added_up_in_one_order():
    """numpy's sum takes another order for a single row than for several."""
    detector = hedging.load(scheme="conll2010-wikipedia")
    text = "We alleged the result."
    alone = detector.detect(text).sentences[0].score
    assert [report.sentences[0].score for report in detector.detect_batch([text] * 30)] == (
        [alone] * 30
    )


@pytest.mark.parametrize("markdown", [False, True])
@pytest.mark.parametrize("pure", [False, True])
def test_strong_emphasis_hides_no_cue(pure, markdown):
    if markdown:
        pytest.importorskip("markdown_it")
    detector = load_forced(pure=pure, markdown=markdown)
    bare, marked = "It is not impossible that it fell.", "It is **not impossible** that it fell."
    (cue,) = detector.detect(bare).cues
    (found,) = detector.detect(marked).cues
    assert (found.text, found.start, found.end) == (cue.text, cue.start + 2, cue.end + 2)
    assert (found.kind, found.score) == (cue.kind, cue.score)
    assert detector.detect(marked).confidence == detector.detect(bare).confidence
    assert detector.detect(marked).text == marked
