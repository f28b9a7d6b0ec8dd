"""`hedging batch`: its arguments; what a job does is tested in tests/jobs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from hedging.cli.batch import kept_fields, run_batch
from hedging.cli.main import main
from hedging.options import DetectorOptions


@pytest.fixture
def source(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [{"body": "It may rain.", "id": 7, "n": 1}, {"body": "It rained.", "id": 8, "n": 2}]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_all_arguments_reach_the_job(source, tmp_path, capsys):
    code = run_batch(
        ["in.jsonl"],
        output="out.jsonl",
        options=DetectorOptions(extra_cues={"rained": "weasel"}),
        level="sentence",
        text_field="body",
        id_field="id",
        keep=[("number", "n")],
        workers=1,
    )
    assert code == 0
    rows = [json.loads(line) for line in (tmp_path / "out.jsonl").read_text().splitlines()]
    assert [(str(row["id"]), row["number"]) for row in rows] == [("7", 1), ("8", 2)]
    assert capsys.readouterr().err == "hedging: 2 documents scored\n"


def test_the_same_from_the_command_line(source, tmp_path):
    arguments = ["--text-field", "body", "--id-field", "id", "--keep", "number=n", "--workers", "1"]
    assert main(["batch", "in.jsonl", "-o", "out.jsonl", "--level", "cue", *arguments]) == 0
    (row,) = map(json.loads, (tmp_path / "out.jsonl").read_text().splitlines())
    assert (row["text"], row["number"]) == ("may", 1)


def test_bad_records_are_counted_and_the_first_is_named(source, tmp_path, capsys):
    source.write_text("[1]\n[2]\n", encoding="utf-8")
    assert main(["batch", "in.jsonl", "-o", "out.csv", "--workers", "1"]) == 1
    err = capsys.readouterr().err
    assert "0 documents scored, 2 records could not be read: see out.csv.errors.jsonl (" in err
    assert "expected a JSON object" in err
    assert err.count("\n") == 1


def test_too_many_workers_are_refused(source, capsys):
    assert main(["batch", "in.jsonl", "-o", "out.csv", "--workers", "5000"]) == 1
    assert "expected 1 to 1024 workers, got 5000" in capsys.readouterr().err


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no such device")
def test_standard_output_that_is_full_promises_nothing(tmp_path):
    (tmp_path / "a.txt").write_text("It may rain.", encoding="utf-8")
    with Path("/dev/full").open("w") as full:
        call = ["batch", str(tmp_path / "a.txt"), "-o", "-", "--workers", "1"]
        done = subprocess.run(
            [sys.executable, "-m", "hedging", *call],
            check=False,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
        )
    assert done.returncode == 1
    assert done.stderr == "hedging: cannot write standard output: No space left on device\n"


def test_a_missing_field_is_an_error_that_leaves_nothing(source, tmp_path, capsys):
    before = sorted(tmp_path.iterdir())
    assert main(["batch", "in.jsonl", "-o", "out.csv", "--workers", "1"]) == 1
    assert "in.jsonl, line 1 (byte 0): no field 'text'; there are 'body'" in capsys.readouterr().err
    assert sorted(tmp_path.iterdir()) == before


def test_files_that_are_left_out_are_said(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It may rain.")
    (tmp_path / "b.pdf").write_text("x")
    output = str(tmp_path / "out.csv")
    assert main(["batch", str(tmp_path), "-o", output, "--workers", "1"]) == 0
    assert capsys.readouterr().err.splitlines() == [
        "hedging: 1 file of another kind was left out (.pdf)",
        "hedging: 1 document scored",
    ]


def test_a_limit_for_a_record_in_megabytes(source, tmp_path, capsys):
    (tmp_path / "big.txt").write_text("It rained. " * 100_000)
    assert main(["batch", "big.txt", "-o", "o.csv", "--workers", "1", "--max-record", "1"]) == 1
    assert "more than the limit of 1 MB: see --max-record" in capsys.readouterr().err
    overwrite = ["--overwrite", "--workers", "1", "--max-record", "2"]
    assert main(["batch", "big.txt", "-o", "o.csv", *overwrite]) == 0


def test_too_little_memory_is_said(source, monkeypatch, capsys):
    def fail(*_, **__):
        raise MemoryError

    monkeypatch.setattr("hedging.jobs.run.run", fail)
    assert main(["batch", "in.jsonl", "-o", "o.csv", "--workers", "1"]) == 1
    assert capsys.readouterr().err.startswith("hedging: not enough memory; --resume goes on")


def test_kept_fields():
    assert kept_fields("a, b = c,") == (("a", "a"), ("b", "c"))


@pytest.mark.parametrize(
    "arguments",
    [
        ["--workers", "0"],
        ["--workers", "99999999999999999999"],
        ["--text-field", ""],
        ["--id-field", ""],
        ["--keep", ",=,"],
        ["--max-record", "0"],
        ["--level", "word"],
        ["--stdin", "xml"],
    ],
)
def test_wrong_arguments_are_named(source, arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["batch", "in.jsonl", "-o", "out.csv", *arguments])
    assert stopped.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_a_folder_that_cannot_be_written_is_named_before_any_work(
    source, tmp_path, monkeypatch, capsys
):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o555)
    if os.access(folder, os.W_OK):  # whoever may do everything
        monkeypatch.setattr(os, "access", lambda path, mode: Path(path).name != "locked")
    assert main(["batch", "in.jsonl", "-o", "locked/out.csv", "--text-field", "body"]) == 1
    err = capsys.readouterr().err
    assert "locked/out.csv: nothing can be written into its folder" in err
    assert "--resume" not in err


def test_a_job_that_kept_no_chunk_does_not_offer_to_go_on(source, monkeypatch, capsys):
    def full_disk(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("hedging.jobs.parts.write_atomic", full_disk)
    assert main(["batch", "in.jsonl", "-o", "out.csv", "--text-field", "body"]) == 1
    err = capsys.readouterr().err
    assert "No space left on device" in err
    assert "--resume" not in err
    assert not Path("out.csv.parts").exists()
