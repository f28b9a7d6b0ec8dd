import json
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging import results
from hedging.batch import COLUMNS
from hedging.released import released_name
from hedging.results import Cue

TEXTS = ["Prices may fall. They rose in June.", "", "It is unclear whether it works."]
BATCH = hedging.detect_batch(TEXTS)
SOURCES = ("source_start", "source_end")


def test_columns_join_by_document_and_sentence():
    batch = hedging.detect_batch([*TEXTS, "It may rain. It could perhaps snow."])
    documents, sentences, cues = (batch.columns(level) for level in ("document", "sentence", "cue"))
    assert documents["sentences"].tolist() == [2, 0, 1, 2]
    assert documents["cues"].sum() == len(cues["start"]) == sentences["cues"].sum()
    names = [name for name in COLUMNS["cue"] if name != "id"]
    for row in zip(*(cues[name].tolist() for name in names), strict=True):
        fields = dict(zip(names, row, strict=True))
        document, sentence, number = map(fields.pop, ("document", "sentence", "cue"))
        scope, source = (
            (fields.pop(f"{name}_start"), fields.pop(f"{name}_end")) for name in ("scope", "source")
        )
        cue = Cue(**fields, scope=scope, source=None if None in source else source)
        report = batch[document]
        assert report.sentences[sentence].cues.count(cue) == 1
        assert report.cues[number] == cue


@pytest.mark.parametrize("level", COLUMNS)
def test_columns_are_those_of_the_schema(level):
    types = {"int64": "iu", "float64": "f", "bool": "b", "string": "O"}
    for batch in (BATCH, BATCH[:0]):
        columns = batch.columns(level)
        assert list(columns) == [name for name in COLUMNS[level] if name != "id"]
        assert len({len(column) for column in columns.values()}) == 1
        for name, column in columns.items():
            # Numbers of which some may be missing are objects.
            has_none = column.dtype.kind == "O" and name in ("confidence", *SOURCES)
            assert has_none or column.dtype.kind in types[COLUMNS[level][name]], name


def test_columns_reports_and_json_hold_the_same_numbers():
    columns = BATCH.columns("document")
    assert [report.score for report in BATCH] == columns["score"].tolist()
    assert [report.to_dict()["score"] for report in BATCH] == columns["score"].tolist()
    scores = [sentence.score for report in BATCH for sentence in report.sentences]
    assert scores == BATCH.columns("sentence")["score"].tolist()


@given(st.lists(st.sampled_from([*TEXTS, "Some say so."]), max_size=8), st.data())
def test_a_slice_is_the_batch_of_its_documents(texts, data):
    batch = hedging.detect_batch(texts)
    chosen = data.draw(st.slices(len(texts)))
    part = batch[chosen]
    assert list(part) == list(batch)[chosen]
    assert list(part.texts) == texts[chosen]
    for level in COLUMNS:
        expected = hedging.detect_batch(texts[chosen]).columns(level)
        for name, column in part.columns(level).items():
            assert column.tolist() == expected[name].tolist()


def test_the_arrays_of_a_batch_cannot_be_changed():
    for columns in (BATCH.columns("document"), BATCH[:1].columns("sentence")):
        with pytest.raises(ValueError, match="read-only"):
            columns["score"][0] = 9.0


def test_batches_of_one_origin_can_be_joined():
    joined = hedging.Batch.concat([BATCH[:1], BATCH[1:]])
    assert list(joined) == list(BATCH)
    with pytest.raises(hedging.InputError, match="one batch or more"):
        hedging.Batch.concat([])
    with pytest.raises(hedging.InputError, match="different origin"):
        hedging.Batch.concat([BATCH, hedging.load(threshold=0.9).detect_batch(["Yes."])])


def test_a_batch_is_a_short_sequence_to_look_at():
    assert isinstance(BATCH, Sequence)
    assert BATCH[1] in BATCH
    long = hedging.detect_batch(["It may rain. " * 1000] * 50)
    name = released_name("light")
    assert repr(long) == f"Batch(50 documents, 50,000 sentences, 50,000 cues, model={name!r})"
    assert len(repr(long[0])) < 200


def test_an_unknown_level_is_an_error():
    with pytest.raises(hedging.InputError, match="'word'"):
        BATCH.columns("word")


def test_indexing():
    assert BATCH[-1] == BATCH[2]
    with pytest.raises(IndexError):
        BATCH[3]
    assert [report.text for report in BATCH] == TEXTS


def test_the_json_form():
    row = BATCH[0].to_dict()
    assert row == json.loads(json.dumps(row))
    named = ["text", "score", "sentences", "model", "scheme", "hedge_kinds", "threshold"]
    named += ["confidence", "declined", "depth", "spread"]
    assert list(row) == named
    assert list(row["sentences"][0]) == [
        *("start", "end", "text", "score", "hedged", "cues", "role", "confidence")
    ]
    assert list(row["sentences"][0]["cues"][0]) == [
        *("start", "end", "text", "kind", "score", "scope", "strength", "holder", "source"),
        *("quoted", "negated"),
    ]
    assert row["sentences"][0]["cues"][0]["score"] == BATCH[0].cues[0].score


@given(
    st.lists(
        st.sampled_from(["It may", " rain.", "\n\n", "Some say", " <b>", "so, if", "\r\n"]),
        max_size=9,
    ).map("".join)
)
def test_segments_are_the_sentence(text):
    for sentence in hedging.detect(text).sentences:
        pieces = list(sentence.segments())
        assert "".join(piece for piece, _ in pieces) == sentence.text
        assert tuple(cue for _, cue in pieces if cue) == sentence.cues
        assert all(piece for piece, _ in pieces)


def test_counts_of_documents_and_reports_agree():
    found = BATCH.columns("document")
    for k, report in enumerate(BATCH):
        assert report.kind_counts() == {kind: found[f"{kind}_cues"][k] for kind in hedging.KINDS}
        assert len(report.hedged_sentences) == found["hedged_sentences"][k]
    counts = hedging.detect("About 40 may come, perhaps. Clearly not.").kind_counts()
    assert counts == dict.fromkeys(hedging.KINDS, 0) | {
        "epistemic": 2,
        "approximator": 1,
        "booster": 1,
    }


@given(text=st.text("a\u2003 \n\x1f\u00e9", max_size=12))
def test_words_are_counted_in_pieces_of_a_text(text):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(results, "_PIECE", 3)
        assert hedging.detect(text).word_count == len(text.split())


def test_density_counts_the_kinds_that_are_asked_for():
    report = hedging.detect("About 40 may come, perhaps. Clearly not.")
    assert report.word_count == 7
    assert report.density() == pytest.approx(100 * 2 / 7)
    assert report.density(["booster"]) == pytest.approx(100 / 7)
    assert hedging.detect("").density() == 0
    with pytest.raises(hedging.InputTypeError, match=r"write kinds=\['weasel'\]"):
        report.density("weasel")
    with pytest.raises(hedging.InputError, match="unknown kinds 'foo'"):
        report.density(["foo"])


def test_text_outside_given_sentences_is_shown():
    text = "It may rain.\n\nNOTE (c).\n\nThey left. TAIL"
    report = hedging.load().detect(text, sentences=[(0, 12), (25, 35)])
    assert "".join(piece for piece, _ in report.segments()) == text
    assert [one for _, one in report.segments() if one] == list(report.sentences)
