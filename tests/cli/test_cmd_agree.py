"""`hedging agree`: two labelled files."""

import json

import pytest

from hedging.cli.main import main


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ann.txt").write_text(
        "# document: a\nIt [may|epistemic] rain.\nIt rained.\n", encoding="utf-8"
    )
    (tmp_path / "ben.csv").write_text(
        "document,text\na,It may rain.\na,It rained.\na,It snowed.\n", encoding="utf-8"
    )
    return tmp_path


def test_lines_for_people(folder, capsys):
    assert main(["agree", "ann.txt", "ben.csv"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "2 sentences in both, 1 labelled differently",
        "hedged sentences: kappa 0.000, F1 0.000",
        "cues: exact F1 0.000, overlapping F1 0.000",
        "kinds: the same for 0 of 0 overlapping cues",
        "",
        "── a",
        "ann.txt  It [may|epistemic] rain.",
        "ben.csv  It may rain.",
        "",
        "1 sentence only in ben.csv",
        "  a: It snowed.",
    ]


def test_json(folder, capsys):
    assert main(["agree", "ann.txt", "ben.csv", "--json"]) == 0
    row = json.loads(capsys.readouterr().out)
    assert (row["sentences"], row["kappa"], len(row["disagreements"])) == (2, 0.0, 1)
    assert row["only_second"] == [{"document": "a", "text": "It snowed."}]


def test_files_that_cannot_be_compared(folder, capsys):
    (folder / "other.txt").write_text("It hailed.\n", encoding="utf-8")
    (folder / "wrong.txt").write_text("It [may|modal] rain.\x1b\n", encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    for second, message in (
        ("none.txt", "none.txt: No such file"),
        ("other.txt", "no sentence is in both"),
        ("empty.txt", "empty.txt is empty: expected labelled sentences"),
        ("wrong.txt", "wrong.txt:1: unknown kind 'modal'"),
    ):
        assert main(["agree", "ann.txt", second]) == 1
        err = capsys.readouterr().err
        assert message in err
        assert err.count("\n") == 1


def test_control_characters_do_not_reach_a_terminal(folder, capsys):
    (folder / "a.txt").write_text("It [may|epistemic] \x1b[2Jrain.\nOne \x1b.\n", encoding="utf-8")
    (folder / "b.txt").write_text("It may \x1b[2Jrain.\nTwo \x1b.\n", encoding="utf-8")
    assert main(["agree", "a.txt", "b.txt"]) == 0
    assert "\x1b" not in capsys.readouterr().out
