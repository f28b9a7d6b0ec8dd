"""Every example runs as it stands, on articles written for this test."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hedging

EXAMPLES = Path(__file__).parent.parent.parent / "examples"
ARTICLES = [
    ("2020-04-01", "It may rain. It rained."),
    ("2020-04-30", "Nobody came. They left."),
    ("2020-05-02", "It is unclear who may come. Some officials fear so."),
]


def example(name, *arguments):
    call = [sys.executable, str(EXAMPLES / name), *map(str, arguments)]
    done = subprocess.run(
        call,
        check=False,
        capture_output=True,
        text=True,
        env=os.environ | {"PYSPARK_PYTHON": sys.executable},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["hedging_by_month", "hedging_by_month_spark", "score_folder", "score_parquet"]
)
def test_without_arguments_an_example_says_how_it_is_run(name):
    text = (EXAMPLES / f"{name}.py").read_text(encoding="utf-8")
    for library in ("pandas", "pyarrow", "pyspark"):
        if f" {library}" in text:
            pytest.importorskip(library)
    call = [sys.executable, str(EXAMPLES / f"{name}.py")]
    done = subprocess.run(call, check=False, capture_output=True, text=True)
    assert done.returncode == 1
    assert f"{name}.py" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def articles(tmp_path):
    path = tmp_path / "articles.jsonl"
    path.write_text(
        "".join(json.dumps({"date": date, "text": text}) + "\n" for date, text in ARTICLES),
        encoding="utf-8",
    )
    return path


def test_score_folder(tmp_path):
    for date, text in ARTICLES:
        (tmp_path / f"{date}.txt").write_text(text, encoding="utf-8")
    assert (
        example("score_folder.py", tmp_path)
        .splitlines()[0]
        .endswith("2020-05-02.txt: 2 of 2 sentences")
    )


def test_score_parquet(tmp_path):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"text": [text for _, text in ARTICLES]}), tmp_path / "in.parquet")
    example("score_parquet.py", tmp_path / "in.parquet", tmp_path / "out.parquet")
    scored = pq.read_table(tmp_path / "out.parquet")
    assert scored.column_names[:5] == ["text", "score", "sentences", "hedged_sentences", "cues"]
    assert scored["hedged_sentences"].to_pylist() == [
        len(hedging.detect(text).hedged_sentences) for _, text in ARTICLES
    ]


def test_hedging_by_month(articles, tmp_path):
    for library in ("pyarrow", "pandas", "matplotlib"):
        pytest.importorskip(library)
    printed = example("hedging_by_month.py", articles, tmp_path / "plot.png")
    assert "2020-04    0.25" in printed
    assert "2020-05    1.0" in printed
    assert (tmp_path / "plot.png").stat().st_size > 5000


def test_hedging_by_month_in_spark(articles):
    for library in ("pyarrow", "pyspark"):
        pytest.importorskip(library)
    if shutil.which("java") is None:
        pytest.skip("Spark needs Java, and there is none")
    assert example("hedging_by_month_spark.py", articles).splitlines() == [
        "2020-04  0.250",
        "2020-05  1.000",
    ]


@pytest.mark.slow
def test_how_sure(tmp_path):
    pytest.importorskip("sklearn")
    example("how_sure.py", "--seeds", "1", "--output", tmp_path / "out.json")
    results = json.loads((tmp_path / "out.json").read_text(encoding="utf-8"))["pipelines"]
    bag, hedges = results["bag of words"], results["hedging features"]
    assert hedges["accuracy"] > bag["accuracy"]
    # From one writer to the other, one answer more or less of 128 says nothing.
    writers = ("on writer a", "on writer b")
    assert sum(hedges[name] for name in writers) > sum(bag[name] for name in writers)
    assert bag["lead"] == [0, 0]
    assert hedges["interval"][0] < hedges["accuracy"] < hedges["interval"][1]


def test_the_answers_are_balanced_by_question():
    rows = [
        json.loads(line)
        for line in (EXAMPLES / "answers.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    assert len({row["answer"] for row in rows}) == 256
    labels = {}
    for row in rows:
        labels.setdefault((row["writer"], row["topic"]), []).append(row["label"])
    assert len(labels) == 64
    assert all(sorted(group) == ["sure", "sure", "unsure", "unsure"] for group in labels.values())
