"""Outputs of `hedging batch` → differences on the page and in lines, and the tables of the page."""

import csv
import json

import pytest

import hedging
from hedging.cli.main import main
from hedging.comparison import Comparison
from hedging.jobs.page_files import comparison_tables, guarded_cell
from hedging.jobs.scores import ScoresOptions, entries
from hedging.released import released_name

HEDGED, PLAIN = "It may have opened in {}. It was large.", "It opened in {}. It was large."


def answers(folder, questions=12, more=()):
    """Two assistants and their answers; A hedges in every second answer, B in every fourth."""
    rows = []
    for k in range(questions):
        for assistant, every in (("A", 2), ("B", 4)):
            text = (PLAIN if k % every else HEDGED).format(1900 + k)
            rows.append({"assistant": assistant, "question": f"q{k}", "text": text})
    path = folder / "answers.jsonl"
    lines = [json.dumps({"topic": f"t{k % 5}", **row}) for k, row in enumerate([*rows, *more])]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


@pytest.fixture
def scores(tmp_path, monkeypatch, capsys):
    """Scores as a function of rows that are added; they lie in the current folder."""
    monkeypatch.chdir(tmp_path)

    def make(name="scores.csv", more=(), options=()):
        keep = ["--keep", "assistant,question,topic"]
        path = answers(tmp_path, more=more)
        arguments = ["batch", str(path), "-o", name, "--workers", "1", "--overwrite"]
        assert main([*arguments, *keep, *options]) == 0
        capsys.readouterr()
        return name

    return make


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("name", ["scores.csv", "scores.jsonl", "scores.parquet"])
def test_differences_are_printed_and_on_the_page(tmp_path, scores, capsys, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    arguments = ["report", scores(name), "-o", "page.html", "--compare", "assistant"]
    assert main(arguments) == 0
    share, score, confidence = capsys.readouterr().out.splitlines()
    assert share.startswith("A hedges 12.5 points more than B, 95 % interval ")
    assert share.endswith("12 and 12 documents: the interval holds 0, no difference can be seen")
    assert score.startswith("the score of A is 12.")
    assert confidence.startswith("A sounds ")
    page = (tmp_path / "page.html").read_text(encoding="utf-8")
    assert share in page
    assert "A − B" in page
    # The groups of the comparison are those of the page.
    assert "<h2>2 groups from " in page
    assert main([*arguments, "--pair", "question", "--cluster", "topic"]) == 1
    assert "of a pair: leave the clusters out" in capsys.readouterr().err
    assert main([*arguments, "--pair", "question", "--group", "assistant"]) == 0
    assert "12 pairs" in capsys.readouterr().out.splitlines()[0]
    assert main([*arguments, "--cluster", "question"]) == 0
    assert "12 and 12 documents in 12 clusters" in capsys.readouterr().out


def test_a_page_on_standard_output_stands_alone(scores, capsys):
    assert main(["report", scores(), "-o", "-", "--compare", "assistant"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("<!DOCTYPE html>")
    assert out.rstrip().endswith("</html>")


def test_what_cannot_be_compared_is_said(scores, capsys):
    one = scores()
    assert main(["report", one, "-o", "page.html", "--compare", "model"]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    name = released_name("light")
    assert f"column 'model' holds one name only, {name!r}: expected two groups" in said.err
    assert main(["report", one, "-o", "page.html", "--pair", "question"]) == 1
    assert "--compare" in capsys.readouterr().err
    # Without what goes beyond cues there are no confidences.
    assert main(["report", scores(options=["--depth", "cues"]), "-o", "p.html"]) == 0
    assert main(["report", "scores.csv", "-o", "page.html", "--compare", "assistant"]) == 0
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_many_groups_are_compared_with_the_largest_and_it_is_said(tmp_path, scores, capsys):
    more = [
        {"assistant": name, "question": f"q{k}", "text": HEDGED.format(1900 + k)}
        for name in "CDE"
        for k in range(3)
    ]
    assert main(["report", scores(more=more), "-o", "page.html", "--compare", "assistant"]) == 0
    said = capsys.readouterr()
    assert len(said.out.splitlines()) == 4 * 3
    assert "Each group is compared with the largest, A" in said.err
    assert "Of 12 intervals, 0.6 are expected" in said.err
    assert "Each group is compared with the largest, A" in (tmp_path / "page.html").read_text(
        encoding="utf-8"
    )


def test_tables_of_all_figures(tmp_path, scores, capsys):
    more = [
        {"assistant": "A", "question": "=cmd()", "text": HEDGED.format(1999)},
        {"assistant": "@B", "question": "-7", "text": None},
    ]
    arguments = ["report", scores(more=more), "-o", "page.html", "--tables", "tables"]
    assert main([*arguments, "--compare", "assistant", "--pair", "question"]) == 0
    names = comparison_tables(Comparison([]), ())
    tables = {name: read(tmp_path / "tables" / name) for name in names}
    assert sorted(path.name for path in (tmp_path / "tables").iterdir()) == sorted(names)
    assert sum(int(row["documents"]) for row in tables["histogram.csv"]) == 25
    assert len(tables["documents.csv"]) == 25
    assert {row["group"]: row["documents"] for row in tables["groups.csv"]} == {
        "A": "13",
        "B": "12",
    }
    assert tables["trend.csv"] == []
    epistemic = {
        row["name"]: row["cues"]
        for row in tables["kinds.csv"]
        if (row["by"], row["kind"]) == ("group", "epistemic")
    }
    assert epistemic == {"A": "7", "B": "3"}
    first = tables["differences.csv"][0]
    assert (first["first"], first["second"], first["measure"]) == ("A", "B", "share")
    assert float(first["difference"]) == pytest.approx(0.125)
    assert (first["pairs"], first["pairs_only_first"], first["clusters"]) == ("12", "1", "")
    # The pair's name is no formula in a spreadsheet.
    assert tables["one_sided_pairs.csv"][0]["pair"] == "'=cmd()"
    empty = next(row for row in tables["differences.csv"] if row["second"] == "'@B")
    assert (empty["difference"], empty["low"], empty["second_documents"]) == ("", "", "0")
    # Tables of an older comparison are replaced, and nothing else.
    assert main([*arguments, "--group", "topic"]) == 0
    assert read(tmp_path / "tables" / "differences.csv") == []
    (tmp_path / "tables" / "groups.csv").write_text("mine,own\n1,2\n", encoding="utf-8")
    capsys.readouterr()
    assert main(arguments) == 1
    assert "groups.csv exists and is no such table of hedging" in capsys.readouterr().err
    assert (tmp_path / "tables" / "groups.csv").read_text(encoding="utf-8") == "mine,own\n1,2\n"


def test_a_trend_has_its_table(tmp_path, scores):
    more = [
        {"assistant": "A", "question": "q", "text": PLAIN.format(k), "topic": f"20{k}-01"}
        for k in range(10, 16)
    ]
    one = scores(more=more)
    assert main(["report", one, "-o", "p.html", "--date", "topic", "--tables", "t"]) == 0
    assert [row["period"] for row in read(tmp_path / "t" / "trend.csv")] == [
        f"20{k}-01" for k in range(10, 16)
    ]


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+x", "'+x"),
        ("-x", "'-x"),
        ("@a", "'@a"),
        ("\tx", "'\tx"),
        ("-1.5", "-1.5"),
        (-1.5, -1.5),
        ("a=b", "a=b"),
        ("", ""),
        (None, None),
    ],
)
def test_a_cell_is_no_formula(value, cell):
    assert guarded_cell(value) == cell


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_confidences_are_read_where_they_are(tmp_path, scores, form):
    pandas, _ = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    frame = pandas.read_csv(tmp_path / scores())
    frame.loc[0, "confidence"] = None
    for name, without in (("with", []), ("without", ["confidence"])):
        path, part = str(tmp_path / f"{name}.{form}"), frame.drop(columns=without)
        if form == "csv":
            part.to_csv(path, index=False)
        elif form == "jsonl":
            part.to_json(path, lines=True, orient="records")
        else:
            part.to_parquet(path)
        found = list(entries([path], ScoresOptions(compare="assistant", pair="question")))
        assert [(entry.group, entry.pair) for entry in found[:2]] == [("A", "q0"), ("B", "q0")]
        confidences = [entry.confidence for entry in found]
        if without:
            assert set(confidences) == {None}
        else:
            assert confidences[0] is None
            assert confidences[1] == pytest.approx(hedging.detect(HEDGED.format(1900)).confidence)
