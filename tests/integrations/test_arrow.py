import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging
from hedging.batch import COLUMNS, SCHEMA
from hedging.released import released_name

pa = pytest.importorskip("pyarrow")

from hedging.integrations.arrow import Scorer  # noqa: E402
from tests import graded  # noqa: E402

TEXTS = [
    "It may rain. It rained.",
    None,
    "",
    "Some officials fear it.\nIf so, they left.",
    "No hedge here.",
]
LEVELS = ("document", "sentence", "cue")


def table(texts=TEXTS):
    return pa.table({"n": list(range(len(texts))), "text": pa.array(texts, pa.string())})


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("rows", [1, 2, 100])
def test_an_arrow_table_has_the_columns_of_a_batch(level, rows):
    scorer = Scorer(level=level, keep=["n"])
    scored = pa.Table.from_batches(scorer.stream(table().to_batches(max_chunksize=rows)))
    given = [k for k, text in enumerate(TEXTS) if text is not None]
    expected = hedging.detect_batch([TEXTS[k] for k in given]).columns(level)
    # A null text has a row of nulls at the level of documents, and no row at the others.
    nulls = scored.filter(pa.compute.is_null(scored["score"]))
    assert nulls["n"].to_pylist() == ([1] if level == "document" else [])
    scored = scored.filter(pa.compute.is_valid(scored["score"]))
    assert scored["n"].to_pylist() == [given[k] for k in expected["document"].tolist()]
    left_out = {"document", "model", "scheme", "hedge_kinds", "threshold", "depth"}
    assert scored.column_names == ["n", *(name for name in expected if name not in left_out)]
    for name in scored.column_names[1:]:
        assert scored[name].to_pylist() == expected[name].tolist()
        assert scored[name].type == pa.type_for_alias(COLUMNS[level][name])


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30) | st.none(), max_size=6), st.sampled_from(LEVELS))
def test_any_text_and_null(texts, level):
    scorer = Scorer(level=level, keep=["n"])
    scored = scorer.table(table(texts))
    assert scored.schema.equals(scorer.schema(table(texts).schema), check_metadata=True)
    if level == "document":
        assert [score is None for score in scored["score"].to_pylist()] == [
            text is None for text in texts
        ]
    else:
        for row in scored.to_pylist():
            assert texts[row["n"]][row["start"] : row["end"]] == row["text"]


@pytest.mark.parametrize(
    "kind", [pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())], ids=str
)
def test_every_type_of_strings_is_scored(kind):
    batch = pa.RecordBatch.from_arrays([pa.array(["It may rain."]).cast(kind)], names=["t"])
    scored = Scorer("t", prefix="h_")(batch)
    assert scored.column("h_hedged_sentences").to_pylist() == [1]


def test_the_metadata_can_be_given_back_to_load():
    schema = Scorer(scheme="szeged", hedge_kinds=["doxastic"]).schema(table().schema)
    light = released_name("light").encode()
    assert schema.metadata == {
        b"hedging.schema": str(SCHEMA).encode(),
        b"hedging.model": light,
        b"hedging.scheme": b"szeged",
        b"hedging.hedge_kinds": b"doxastic",
        b"hedging.threshold": repr(hedging.load(scheme="szeged").threshold).encode(),
        b"hedging.depth": light,
    }
    assert Scorer(threshold=0.25).schema(table().schema).metadata[b"hedging.threshold"] == b"0.25"


def test_a_scorer_travels_light():
    scorer = Scorer("text", scheme="szeged", hedge_kinds=["epistemic"], extra_cues={"n": "weasel"})
    scorer.table(table())
    sent = pickle.dumps(scorer)
    assert len(sent) < 1000
    assert pickle.loads(sent) == scorer
    assert pickle.loads(sent).table(table()) == scorer.table(table())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text": "body"}, "no column 'body'; there are 'n', 'text'"),
        ({"text": "n"}, "is int64, expected strings"),
        ({"level": "word"}, "unknown level 'word'"),
        ({"keep": ["x"]}, "no column 'x'"),
        ({"keep": ["n", "n"]}, "keep names 'n' 2 times"),
        ({"level": "cue", "keep": ["text"]}, "both have 'text': choose a prefix"),
        ({"level": "sentence", "keep": ["text"]}, "both have 'text': choose a prefix"),
        ({"scheme": "x"}, "unknown scheme"),
        ({"hedge_kinds": ["modal"]}, "unknown kinds 'modal'"),
        ({"threshold": 2}, "from 0 to 1"),
    ],
)
def test_a_wrong_value_is_an_input_error(options, message):
    with pytest.raises(hedging.InputError, match=message):
        Scorer(**options).table(table())


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text": ("a", "b")}, "expected a str for text"),
        ({"level": []}, "expected a str for level"),
        ({"prefix": None}, "expected a str for prefix"),
        ({"keep": "n"}, "write keep="),
        ({"keep": 3}, "iterable of names for keep, got int"),
        ({"keep": [("a", "b")]}, r"keep holds \('a', 'b'\)"),
        ({"hedge_kinds": "condition"}, "write hedge_kinds="),
        ({"extra_cues": ["murky"]}, "extra cues"),
        ({"markdown": "yes"}, "markdown"),
    ],
)
def test_a_wrong_type_is_an_input_type_error(options, message):
    with pytest.raises(hedging.InputTypeError, match=message):
        Scorer(**options)


def test_text_that_is_not_utf_8_is_an_error_that_names_the_row():
    column = pa.array([b"It may rain.", b"It m\xe4y rain."]).view(pa.string())
    with pytest.raises(hedging.InputError, match="'text' is not UTF-8 in row 1 of a record batch"):
        Scorer()(pa.RecordBatch.from_arrays([column], names=["text"]))


@pytest.mark.parametrize("twice", ["text", "n"])
def test_two_columns_of_one_name_are_an_error(twice):
    columns = [pa.array(["It may rain."]) for _ in range(3)]
    batch = pa.RecordBatch.from_arrays(columns, names=["n", "text", twice])
    with pytest.raises(hedging.InputError, match=f"2 columns are called '{twice}'"):
        Scorer()(batch)


def test_datasets_map():
    datasets = pytest.importorskip("datasets")
    source = datasets.Dataset.from_dict({"text": TEXTS}).with_format("arrow")
    scored = source.map(Scorer().table, batched=True, batch_size=2)
    assert scored.with_format(None)["hedged_sentences"] == [1, None, 0, 2, 0]


def test_duckdb():
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.register("source", table())

    def scored(where):
        query = connection.sql(f"SELECT n, text FROM source WHERE {where}")
        return Scorer().table(query.to_arrow_table())

    connection.register("scored", scored("n <> 4"))
    assert connection.sql("SELECT sum(hedged_sentences) FROM scored").fetchall() == [(3,)]
    assert scored("n > 9").num_rows == 0


def test_a_calibration_adds_the_chance_of_each_document():
    texts, grades = graded.texts_and_grades(60)
    calibration = hedging.calibrate(texts, grades)
    rows = table([*texts[:3], None])
    scored = Scorer(calibration=calibration).table(rows)
    assert scored.schema.metadata[b"hedging.calibration"].decode() == calibration.name
    expected = hedging.load(calibration=calibration).detect_batch(texts[:3])
    assert scored["chance"].to_pylist() == [*(report.chance for report in expected), None]
    assert "chance" not in Scorer().table(rows).column_names
    assert "chance" not in Scorer(calibration=calibration, level="cue").table(rows).column_names
