import json
from dataclasses import replace
from pathlib import Path

import pytest

import hedging
from hedging.comparison import Comparison
from hedging.jobs.job import Job
from hedging.jobs.records import BadRecord, Fields
from hedging.jobs.run import run
from hedging.jobs.scores import ScoresOptions, entries

ROWS = [
    {"id": "a", "text": "It may rain. They left.", "when": "2020-01-02", "part": 1},
    {"id": "b", "text": None, "when": None, "part": 2},
    {"id": "c", "text": "", "when": "2020-01-03", "part": None},
    {"id": "d", "text": "Some say so.", "when": "2020-01-04", "part": 1},
]


def batch(folder, name="scores.csv", **options):
    source = folder / "in.jsonl"
    source.write_text("".join(json.dumps(row) + "\n" for row in ROWS), encoding="utf-8")
    job = Job(
        (str(source),), str(folder / name), fields=Fields("text", "id", ("when", "part")), **options
    )
    run(job)
    return str(folder / name)


@pytest.mark.parametrize("name", ["scores.csv", "scores.jsonl", "scores.parquet"])
def test_rows_are_the_reports(tmp_path, name):
    if name.endswith("parquet"):
        pytest.importorskip("pyarrow")
    found = list(entries([batch(tmp_path, name)], ScoresOptions(group="part", date="when")))
    assert [(record.name, record.sentences, record.group, record.date) for record in found] == [
        ("a", 2, "1", "2020-01-02"),
        ("b", 0, "2", ""),
        ("c", 0, "", "2020-01-03"),
        ("d", 1, "1", "2020-01-04"),
    ]
    for record, row in zip(found, ROWS, strict=True):
        report = hedging.detect(row["text"] or "")
        assert record.cues_by_kind == tuple(report.kind_counts().values())
        assert record.score == report.score
        assert (record.model, record.scheme) == (report.model, report.scheme)
        assert record.hedge_kinds == ",".join(report.hedge_kinds)
        assert record.threshold == report.threshold


def test_a_frame_that_was_read_and_written_again(tmp_path):
    """pandas makes floats of whole numbers where a number is missing."""
    pandas = pytest.importorskip("pandas")
    path = batch(tmp_path)
    pandas.read_csv(path).to_csv(tmp_path / "again.csv", index=False)
    assert "2.0" in (tmp_path / "again.csv").read_text(encoding="utf-8")
    again, once = list(entries([str(tmp_path / "again.csv")])), list(entries([path]))
    # An old pandas may read another last digit than was written.
    for number in ("score", "confidence"):
        assert [getattr(entry, number) for entry in again] == [
            pytest.approx(getattr(entry, number)) for entry in once
        ]
    assert [replace(entry, score=0.0, confidence=None) for entry in again] == [
        replace(entry, score=0.0, confidence=None) for entry in once
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("score", "nan"),
        ("score", "7"),
        ("score", "x"),
        ("sentences", "-2"),
        ("hedged_sentences", "9"),
        ("hedged_sentences", "0.5"),
        ("weasel_cues", ""),
    ],
)
def test_what_is_no_row_of_scores_is_said_and_the_rest_is_read(tmp_path, column, value):
    path = tmp_path / "scores.csv"
    batch(tmp_path)
    head, first, *others = path.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    cells[head.split(",").index(column)] = value
    path.write_text("\n".join([head, ",".join(cells), *others]) + "\n", encoding="utf-8")
    bad, *good = entries([str(path)])
    assert isinstance(bad, BadRecord)
    assert "not a row of scores" in bad.reason
    assert bad.place.line == 2
    assert [record.name for record in good] == ["b", "c", "d"]


def test_a_damaged_first_line_is_not_the_end(tmp_path):
    path = batch(tmp_path, "scores.jsonl")
    lines = Path(path).read_text(encoding="utf-8").splitlines()
    (tmp_path / "bad.jsonl").write_text("\n".join(["{broken", *lines]), encoding="utf-8")
    found = list(entries([str(tmp_path / "bad.jsonl")]))
    assert [isinstance(record, BadRecord) for record in found] == [True, False, False, False, False]


def test_files_that_cannot_be_used(tmp_path):
    path = batch(tmp_path)
    with pytest.raises(
        hedging.InputError,
        match=r"has no column 'section': keep it with hedging batch --keep section",
    ):
        list(entries([path], ScoresOptions(group="section")))
    with pytest.raises(
        hedging.InputError,
        match=r"is not an output of hedging batch .*no field 'score'.*hedging batch ",
    ):
        list(entries([str(tmp_path / "in.jsonl")]))


@pytest.mark.parametrize("form", ["parquet", "jsonl"])
def test_ids_that_became_numbers(tmp_path, form):
    pandas, _ = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    path = tmp_path / "in.jsonl"
    path.write_text(
        "".join(json.dumps({"id": str(k), "text": "It may rain."}) + "\n" for k in range(3)),
        encoding="utf-8",
    )
    run(Job((str(path),), str(tmp_path / "scores.csv"), fields=Fields("text", "id")))
    frame = pandas.read_csv(tmp_path / "scores.csv")
    again = str(tmp_path / f"again.{form}")
    frame.to_parquet(again) if form == "parquet" else frame.to_json(
        again, lines=True, orient="records"
    )
    assert [record.name for record in entries([again])] == ["0", "1", "2"]


@pytest.mark.parametrize("form", ["csv", "parquet", "jsonl"])
def test_dates_of_a_frame_are_dates(tmp_path, form):
    pandas, _ = pytest.importorskip("pandas"), pytest.importorskip("pyarrow")
    when = pandas.to_datetime(["2020-01-05", "2020-02-05", None])
    pandas.DataFrame({"text": ["It may rain."] * 3, "when": when}).to_parquet(
        tmp_path / "in.parquet"
    )
    run(
        Job(
            (str(tmp_path / "in.parquet"),),
            str(tmp_path / f"out.{form}"),
            fields=Fields("text", None, ("when",)),
        )
    )
    found = Comparison(entries([str(tmp_path / f"out.{form}")], ScoresOptions(date="when")))
    assert list(found.periods().tallies) == ["2020-01-05", "2020-02-05"]
