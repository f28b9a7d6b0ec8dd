import pytest

import hedging

pytest.importorskip("pyarrow")

from hedging.batch import COLUMNS
from hedging.integrations.frames import score_frame

TEXTS = [
    "It may rain. It rained.",
    None,
    "",
    "Some officials fear it.\nIf so, they left.",
    "No hedge here.",
]
HEDGED_SENTENCES = [1, None, 0, 2, 0]


@pytest.fixture
def pandas():
    return pytest.importorskip("pandas")


@pytest.fixture
def frame(pandas):
    index = pandas.Index([9, 7, 7, 3, 1], name="key")
    return pandas.DataFrame({"text": TEXTS, "x": list("abcde")}, index=index)


def test_pandas_keeps_index_columns_and_nulls(frame):
    scored = score_frame(frame)
    assert scored.index.equals(frame.index)
    assert list(scored.columns) == [
        *("text", "x", "score", "sentences", "hedged_sentences", "cues"),
        *(f"{kind}_cues" for kind in hedging.KINDS),
        *("confidence", "declined"),
    ]
    assert scored["score"].dropna().tolist() == [
        hedging.detect(text).score for text in TEXTS if text is not None
    ]
    assert scored["weasel_cues"].fillna(0).tolist() == [
        0 if text is None else hedging.detect(text).kind_counts()["weasel"] for text in TEXTS
    ]
    assert scored["hedged_sentences"].isna().tolist() == [False, True, False, False, False]
    assert scored["hedged_sentences"].fillna(0).tolist() == [1, 0, 0, 2, 0]


def test_a_row_for_each_cue_or_sentence_in_pandas(frame):
    reports = [(k, hedging.detect(text)) for k, text in enumerate(TEXTS) if text is not None]
    cues = score_frame(frame, level="cue", keep=["x"])
    expected = [(k, cue) for k, report in reports for cue in report.cues]
    assert len(expected) > 2
    assert cues.index.tolist() == [frame.index[k] for k, _ in expected]
    assert cues["x"].tolist() == [frame["x"].iloc[k] for k, _ in expected]
    assert cues["kind"].tolist() == [cue.kind for _, cue in expected]
    sentences = score_frame(frame, level="sentence")
    assert sentences["text"].tolist() == [
        sentence.text for _, report in reports for sentence in report.sentences
    ]


def test_a_prefix_lets_pandas_frames_be_scored_twice(frame):
    scored = score_frame(frame)
    with pytest.raises(hedging.InputError, match=r"both have 'score'.*choose a prefix"):
        score_frame(scored)
    again = score_frame(scored, prefix="again_", hedge_kinds=["condition"])
    assert again["again_hedged_sentences"].dropna().tolist() == [0, 0, 1, 0]
    with pytest.raises(hedging.InputError, match="both have 'text'"):
        score_frame(frame, level="cue", keep=["text"])


def test_pandas_frames_without_texts(pandas, frame):
    assert len(score_frame(frame.iloc[:0])) == 0
    assert score_frame(pandas.DataFrame({"text": [float("nan")]}))["score"].isna().all()


def test_columns_that_pandas_cannot_score_are_errors(pandas, frame):
    with pytest.raises(hedging.InputError, match="no column 'body'; there are 'text', 'x'"):
        score_frame(frame, "body")
    for texts in (["a", 2], ["\ud800"]):
        bad = pandas.DataFrame({"text": texts}, dtype=object)
        with pytest.raises(hedging.InputError, match="'text' holds values that are not text"):
            score_frame(bad)
    with pytest.raises(hedging.InputError, match="2 columns are called 'text'"):
        score_frame(frame[["text", "text"]])
    with pytest.raises(hedging.InputError, match="keep names 'x' 2 times"):
        score_frame(frame, keep=["x", "x"])
    levels = pandas.DataFrame({("a", "text"): TEXTS})
    with pytest.raises(hedging.InputError, match=r"names have 2 levels.*flatten"):
        score_frame(levels)
    with pytest.raises(hedging.InputTypeError, match="expected a str for text"):
        score_frame(levels, ("a", "text"))


def test_other_names_of_pandas_columns_may_be_of_any_type(pandas):
    frame = pandas.DataFrame([["It may rain.", 1, 2]])
    frame.columns = pandas.Index(["text", 7, ("a", "b")], tupleize_cols=False)
    assert score_frame(frame).columns[:4].tolist() == ["text", 7, ("a", "b"), "score"]


def test_polars_eager_and_lazy():
    polars = pytest.importorskip("polars")
    frame = polars.DataFrame({"text": TEXTS, "x": list("abcde")})
    scored = score_frame(frame)
    assert scored["x"].to_list() == list("abcde")
    assert scored["hedged_sentences"].to_list() == HEDGED_SENTENCES
    lazy = score_frame(frame.lazy(), level="cue", keep=["x"])
    assert isinstance(lazy, polars.LazyFrame)
    names = [name for name in COLUMNS["cue"] if name not in ("document", "id")]
    assert lazy.collect_schema().names() == ["x", *names]
    assert lazy.filter(polars.col("kind") == "weasel").collect()["x"].to_list() == ["d"]


def test_a_list_is_no_frame():
    with pytest.raises(hedging.InputTypeError, match=r"got builtins\.list"):
        score_frame(TEXTS)
