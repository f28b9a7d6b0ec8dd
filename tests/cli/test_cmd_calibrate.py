"""`hedging calibrate`: a table of graded answers → a folder that `--calibration` takes."""

import csv
import io
import json

import pytest

import hedging
from hedging.cli.main import main
from hedging.jobs.job import Job
from hedging.jobs.parts import plan_of
from hedging.options import DetectorOptions
from tests import graded


@pytest.fixture
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    graded.write(tmp_path / "graded.csv")
    return tmp_path


def error(capsys, *arguments):
    """What a call that fails says."""
    assert main([*map(str, arguments)]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    return said.err


def test_it_prints_a_summary_and_writes_a_folder(here, capsys):
    assert main(["calibrate", "graded.csv", "-o", "mine"]) == 0
    said = capsys.readouterr()
    lines = said.out.splitlines()
    assert lines[0].startswith("200 answers, ")
    assert lines[-1] == "wrote mine"
    sounds = [line for line in lines if line.startswith("sounds ")]
    assert len(sounds) == 3
    assert all("% sure: right in " in line for line in sounds)
    assert any(line.startswith("says 'believe': ") for line in lines)
    assert said.err == ""
    texts, grades = graded.texts_and_grades(200)
    assert hedging.load(calibration="mine").options.calibration == hedging.calibrate(texts, grades)


def test_json(here, capsys):
    assert main(["calibrate", "graded.csv", "-o", "mine", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed == json.loads((here / "mine" / "calibration.json").read_text(encoding="utf-8"))
    assert printed["answers"] == 200


def test_other_fields_of_json_lines_and_parquet(here, capsys):
    texts, grades = graded.texts_and_grades(60)
    rows = [{"answer": t, "is_right": g} for t, g in zip(texts, grades, strict=True)]
    lines = "".join(f"{json.dumps(row)}\n" for row in rows)
    (here / "graded.jsonl").write_text(lines, encoding="utf-8")
    fields = ["--text-field", "answer", "--grade-field", "is_right"]
    assert main(["calibrate", "graded.jsonl", "-o", "mine", *fields]) == 0
    expected = hedging.calibrate(texts, grades)
    assert hedging.load(calibration="mine").options.calibration == expected
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow

    parquet.write_table(pyarrow.Table.from_pylist(rows), "graded.parquet")
    assert main(["calibrate", "graded.parquet", "-o", "other", *fields]) == 0
    assert hedging.load(calibration="other").options.calibration == expected


def test_a_bad_row_is_named_and_the_others_teach(here, capsys):
    with (here / "graded.csv").open("a", encoding="utf-8") as file:
        file.write("It is the Alde.,perhaps\nIt is the Brone.,\nIt is,the,Cass\n")
    assert main(["calibrate", "graded.csv", "-o", "mine"]) == 1
    said = capsys.readouterr()
    first, second = said.err.splitlines()
    assert first.startswith("hedging: graded.csv, line 202: grade 'perhaps' is neither right nor ")
    assert "expected one of right, correct" in first
    assert second == "hedging: graded.csv, line 204: expected 2 fields as in the header, got 3"
    assert said.out.startswith("200 answers")
    assert "left out: 1 without a grade" in said.out


def test_many_bad_rows_are_counted(here, capsys):
    with (here / "graded.csv").open("a", encoding="utf-8") as file:
        file.write("It is the Alde.,perhaps\n" * 12)
    assert main(["calibrate", "graded.csv", "-o", "mine"]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 11
    assert said[-1] == "hedging: 12 records could not be read"


def test_inputs_that_cannot_be_used(here, capsys):
    (here / "notes.txt").write_text("It may rain.")
    assert "notes.txt has no field 'grade'" in error(capsys, "calibrate", "notes.txt", "-o", "m")
    said = error(capsys, "calibrate", "graded.csv", "-o", "m", "--grade-field", "grades")
    assert "no field 'grades'; there are 'text', 'grade'" in said
    graded.write(here / "few.csv", 19)
    said = error(capsys, "calibrate", "few.csv", "-o", "m")
    assert "19 graded answers that claim something, expected 20 or more" in said
    said = error(capsys, "calibrate", "graded.csv", "-o", "m", "--depth", "cues")
    assert "depth 'cues' leaves out how sure a text sounds" in said
    assert not (here / "m").exists()


def test_only_a_calibration_is_overwritten(here, capsys):
    call = ["calibrate", "graded.csv", "-o"]
    assert main([*call, "mine"]) == 0
    capsys.readouterr()
    assert "let it be overwritten (--overwrite)" in error(capsys, *call, "mine")
    assert main([*call, "mine", "--overwrite"]) == 0
    (here / "other").mkdir()
    (here / "other" / "diary.txt").write_text("Dear diary")
    capsys.readouterr()
    said = error(capsys, *call, "other", "--overwrite")
    assert "exists and holds no calibration" in said


def test_the_page_quotes_no_answer_and_escapes_words(here):
    with (here / "graded.csv").open("a", encoding="utf-8") as file:
        file.write("It may be <b>the Alde</b>.,right\n" * 6)
    options = ["--extra-cue", "<b>the=epistemic"]
    assert main(["calibrate", "graded.csv", "-o", "mine", *options]) == 0
    page = (here / "mine" / "calibration.html").read_text(encoding="utf-8")
    assert "Alde" not in page
    assert "&lt;b&gt;the" in page
    assert "<b>the" not in page


@pytest.mark.parametrize("form", ["csv", "jsonl", "parquet"])
def test_batch_has_the_chance_of_each_answer(here, form, capsys):
    if form == "parquet":
        pytest.importorskip("pyarrow")
    assert main(["calibrate", "graded.csv", "-o", "mine"]) == 0
    call = ["batch", "graded.csv", "-o", f"scores.{form}", "--calibration", "mine"]
    assert main([*call, "--keep", "grade"]) == 0
    batch = hedging.load(calibration="mine").detect_batch(graded.texts_and_grades(200)[0])
    chances = [report.chance for report in batch]
    if form == "csv":
        with (here / "scores.csv").open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        assert list(rows[0])[-3:] == ["chance", "calibration", "grade"]
        assert [float(row["chance"]) for row in rows] == pytest.approx(chances)
    elif form == "jsonl":
        lines = (here / "scores.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["chance"] for line in lines] == pytest.approx(chances)
    else:
        from pyarrow import parquet

        table = parquet.read_table("scores.parquet")
        assert table["chance"].to_pylist() == pytest.approx(chances)
        assert set(table["calibration"].to_pylist()) == {batch[0].calibration}


def test_batch_without_a_calibration_has_no_such_column(here):
    assert main(["batch", "graded.csv", "-o", "scores.csv", "--keep", "chance=grade"]) == 0
    header = (here / "scores.csv").read_text(encoding="utf-8").splitlines()[0].split(",")
    assert header[-2:] == ["depth", "chance"]


def test_a_kept_field_cannot_be_called_chance(here, capsys):
    assert main(["calibrate", "graded.csv", "-o", "mine"]) == 0
    capsys.readouterr()
    call = ["batch", "graded.csv", "-o", "scores.csv", "--calibration", "mine"]
    assert "cannot keep chance" in error(capsys, *call, "--keep", "chance=grade")


def test_score_says_the_chance(here, capsys):
    assert main(["calibrate", "graded.csv", "-o", "mine"]) == 0
    (here / "answer.txt").write_text("It may be the Alde.")
    capsys.readouterr()
    assert main(["score", "answer.txt", "--calibration", "mine"]) == 0
    chance = hedging.load(calibration="mine").detect("It may be the Alde.").chance
    assert f", chance of being right {chance:.0%}\n" in capsys.readouterr().out
    assert main(["score", "answer.txt", "--calibration", "mine", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["chance"] == chance
    assert "no/calibration.json: No such file" in error(
        capsys, "score", "answer.txt", "--calibration", "no"
    )


def test_a_project_names_its_calibration(here, monkeypatch, capsys):
    assert main(["calibrate", "graded.csv", "-o", "mine"]) == 0
    (here / "pyproject.toml").write_text('[tool.hedging]\ncalibration = "mine"\n')
    (here / "below").mkdir()
    monkeypatch.chdir(here / "below")
    (here / "below" / "answer.txt").write_text("It may be the Alde.")
    capsys.readouterr()
    assert main(["score", "answer.txt", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["chance"] is not None
    (here / "mine" / "calibration.json").write_text("{}")
    said = error(capsys, "score", "answer.txt")
    assert f"{here / 'pyproject.toml'}: cannot read the calibration" in said


def test_a_job_with_another_calibration_is_another_job(here):
    graded.write(here / "others.csv", seed=1)
    plans = []
    for file in ("graded.csv", "others.csv"):
        assert main(["calibrate", file, "-o", "mine", "--overwrite"]) == 0
        options = DetectorOptions(calibration="mine")
        job = Job(("graded.csv",), "scores.csv", options=options)
        plans.append(plan_of(job, [("graded.csv", "csv")]))
    first, second = (plan["options"] for plan in plans)
    assert {name for name in first if first[name] != second[name]} == {"calibration"}


def test_standard_input_and_folders(here, monkeypatch, capsys):
    content = (here / "graded.csv").read_bytes()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    assert main(["calibrate", "-", "--stdin", "csv", "-o", "mine"]) == 0
    (here / "all").mkdir()
    (here / "all" / "a.csv").write_bytes(content)
    graded.write(here / "all" / "b.csv", seed=1)
    assert main(["calibrate", "all", "-o", "other"]) == 0
    first, second = (hedging.load(calibration=name).options for name in ("mine", "other"))
    assert (first.calibration.answers, second.calibration.answers) == (200, 400)
