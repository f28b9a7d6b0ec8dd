import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hedging

pa = pytest.importorskip("pyarrow")

from hedging.integrations import dataframe  # noqa: E402
from hedging.integrations.arrow import Scorer  # noqa: E402

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
def test_an_arrow_table_is_a_batch(level, rows):
    found = pa.Table.from_batches(
        Scorer(level=level, keep=["n"]).stream(table().to_batches(max_chunksize=rows))
    )
    kept = [k for k, text in enumerate(TEXTS) if text is not None]
    batch = hedging.detect_batch([TEXTS[k] for k in kept])
    expected = batch.columns(level)
    scored = found.filter(pa.compute.is_valid(found["score"]))
    assert scored["n"].to_pylist() == [kept[k] for k in expected["document"].tolist()]
    assert scored["score"].to_pylist() == expected["score"].round(6).tolist()
    for name in {"start", "end", "kind", "hedged"} & set(expected):
        assert scored[name].to_pylist() == expected[name].tolist()
    assert found.num_rows - scored.num_rows == (1 if level == "document" else 0)
    if level == "document":
        assert found["n"].to_pylist() == list(range(len(TEXTS)))
        assert found["hedged"][1].as_py() is None


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=30) | st.none(), max_size=6), st.sampled_from(LEVELS))
def test_any_text_and_null(texts, level):
    scorer = Scorer(level=level, keep=["n"])
    found = scorer.table(table(texts))
    assert found.schema == scorer.schema(table(texts).schema)
    if level == "document":
        assert [one is None for one in found["score"].to_pylist()] == [
            text is None for text in texts
        ]
    if level == "cue":
        rows = found.to_pylist()
        assert all(texts[row["n"]][row["start"] : row["end"]] == row["text"] for row in rows)


def test_other_kinds_of_strings_and_the_scorer_travel():
    scorer = pickle.loads(
        pickle.dumps(Scorer("t", prefix="h_", scheme="szeged", hedge_kinds=["epistemic"]))
    )
    for kind in (pa.string(), pa.large_string(), pa.dictionary(pa.int32(), pa.string())):
        batch = pa.RecordBatch.from_arrays([pa.array(["It may rain."]).cast(kind)], names=["t"])
        assert scorer(batch).column("h_hedged").to_pylist() == [1]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"text": "body"}, "no column 'body'; there are 'n', 'text'"),
        ({"text": "n"}, "is int64, expected strings"),
        ({"level": "word"}, "unknown level 'word'"),
        ({"level": "cue", "keep": ["text"]}, "would be called text"),
        ({"keep": ["x"]}, "no column 'x'"),
        ({"scheme": "x"}, "unknown scheme"),
        ({"keep": "n"}, "write keep="),
        ({"kinds": "condition"}, "write kinds="),
    ],
)
def test_what_does_not_fit_is_an_error(options, message):
    with pytest.raises(hedging.InputError, match=message):
        Scorer(**options).table(table())


def test_pandas_keeps_index_columns_and_nulls():
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame(
        {"text": TEXTS, "x": list("abcde")}, index=pandas.Index([9, 7, 7, 3, 1], name="key")
    )
    found = dataframe.score(frame)
    assert found.index.equals(frame.index)
    assert list(found.columns) == [
        *("text", "x", "score", "sentences", "hedged", "cues"),
        *(f"{kind}_cues" for kind in hedging.KINDS),
    ]
    assert found["weasel_cues"].fillna(0).tolist() == [
        0 if text is None else hedging.detect(text).kind_counts()["weasel"] for text in TEXTS
    ]
    assert found["hedged"].isna().tolist() == [False, True, False, False, False]
    assert found["hedged"].fillna(0).tolist() == [1, 0, 0, 2, 0]
    cues = dataframe.score(frame, level="cue", keep=["x"])
    expected = [
        (k, cue.kind) for k, text in enumerate(TEXTS) if text for cue in hedging.detect(text).cues
    ]
    assert len(expected) > 2
    assert cues.index.tolist() == [frame.index[k] for k, _ in expected]
    assert cues["x"].tolist() == [frame["x"].iloc[k] for k, _ in expected]
    assert cues["kind"].tolist() == [kind for _, kind in expected]
    with pytest.raises(hedging.InputError, match="give a prefix"):
        dataframe.score(found)
    assert dataframe.score(found, prefix="again_")["again_hedged"].dropna().tolist() == [1, 0, 2, 0]
    with pytest.raises(hedging.InputError, match="no column 'body'"):
        dataframe.score(frame, "body")
    with pytest.raises(hedging.InputError, match=r"got builtins\.list"):
        dataframe.score(TEXTS)
    assert len(dataframe.score(frame.iloc[:0])) == 0
    assert dataframe.score(pandas.DataFrame({"text": [float("nan")]}))["score"].isna().all()
    for bad in ({"text": ["a", 2]}, {"text": ["\ud800"]}):
        with pytest.raises(hedging.InputError, match="holds what is no text"):
            dataframe.score(pandas.DataFrame(bad, dtype=object))
    with pytest.raises(hedging.InputError, match="different names"):
        dataframe.score(frame[["text", "text"]])


def test_polars_eager_and_lazy():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"text": TEXTS, "x": list("abcde")})
    found = dataframe.score(frame)
    assert found["x"].to_list() == list("abcde")
    assert found["hedged"].to_list() == [1, None, 0, 2, 0]
    lazy = dataframe.score(frame.lazy(), level="cue", keep=["x"])
    assert isinstance(lazy, polars.LazyFrame)
    assert lazy.collect_schema().names() == [
        "x",
        "sentence",
        "cue",
        "start",
        "end",
        "text",
        "kind",
        "score",
    ]
    assert lazy.filter(polars.col("kind") == "weasel").collect()["x"].to_list() == ["d"]


def test_datasets_map():
    datasets = pytest.importorskip("datasets")
    found = (
        datasets.Dataset.from_dict({"text": TEXTS})
        .with_format("arrow")
        .map(Scorer().table, batched=True, batch_size=2)
    )
    assert found.with_format(None)["hedged"] == [1, None, 0, 2, 0]


def test_duckdb():
    duckdb = pytest.importorskip("duckdb")
    connection = duckdb.connect()
    connection.register("source", table())
    scored = Scorer().table(
        connection.sql("SELECT n, text FROM source WHERE n <> 4").to_arrow_table()
    )
    connection.register("scored", scored)
    assert (
        Scorer()
        .table(connection.sql("SELECT text FROM source WHERE n > 9").to_arrow_table())
        .num_rows
        == 0
    )
    assert connection.sql("SELECT sum(hedged) FROM scored").fetchall() == [(3,)]
