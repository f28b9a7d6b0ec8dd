import io
import json
import subprocess
import sys

import pytest

from hedging.cli import main

TEXT = "Prices may fall. They rose in June."


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_for_a_person(article, capsys):
    assert main(["score", str(article)]) == 0
    out = capsys.readouterr().out
    assert "Prices [may|epistemic] fall." in out
    assert "1 of 2 sentences hedged (50%)" in out
    assert "1 epistemic" in out
    assert "\x1b" not in out


def test_json_keeps_line_ends_and_offsets(tmp_path, capsys):
    path = tmp_path / "crlf.txt"
    path.write_bytes(b"One.\r\nIt may rain.\r\n")
    assert main(["score", "--json", str(path)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["id"] == str(path)
    assert row["sentences"][1]["cues"][0]["start"] == 9


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["score", "-"]) == 0
    assert "document score" in capsys.readouterr().out


def test_bad_paths_are_reported_and_the_rest_is_scored(article, tmp_path, capsys):
    latin = tmp_path / "latin.txt"
    latin.write_bytes("café may".encode("latin-1"))
    code = main(["score", "--json", str(tmp_path / "no.txt"), str(latin), str(tmp_path), str(article)])
    captured = capsys.readouterr()
    assert code == 1
    assert len(captured.out.splitlines()) == 1
    assert json.loads(captured.out)["id"] == str(article)
    missing, undecodable, folder = captured.err.splitlines()
    assert "no.txt: No such file" in missing
    assert "byte 0xe9 at 3" in undecodable
    assert "folder" in folder


def test_an_empty_file_is_a_clear_empty_result(tmp_path, capsys):
    path = tmp_path / "empty.txt"
    path.touch()
    assert main(["score", str(path)]) == 0
    assert "no sentence" in capsys.readouterr().out
    assert main(["score", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"] == []


def test_unknown_names_are_one_line(article, capsys):
    assert main(["score", "--scheme", "bio", str(article)]) == 1
    assert "knows general, szeged" in capsys.readouterr().err
    assert main(["score", "--kinds", "modal", str(article)]) == 1
    assert "known kinds are" in capsys.readouterr().err


def test_colour_on_a_terminal_only(article, monkeypatch, capsys):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    for no_color, expected in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", no_color)
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        main(["score", str(article)])
        assert ("\x1b[1;33mmay\x1b[0m" in terminal.getvalue()) is expected


def test_a_closed_pipe_is_no_traceback(article):
    command = [sys.executable, "-m", "hedging", "score", *[str(article)] * 300]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0


def test_evaluate_on_own_sentences(tmp_path, capsys):
    path = tmp_path / "own.jsonl"
    rows = [
        {"text": "It may rain.", "cues": [{"start": 3, "end": 6, "kind": "epistemic"}]},
        {"text": "It rained.", "cues": []},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["evaluate", str(path), "--output", str(tmp_path / "out.json")]) == 0
    assert json.loads((tmp_path / "out.json").read_text())["files"]["general"]["sentences"]["f1"] == 1.0
    assert main(["evaluate"]) == 1
