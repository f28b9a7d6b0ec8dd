"""`hedging label`: a file of sentences to label, from files and folders."""

import json

import pytest

from hedging.cli.main import main
from hedging.corpora.labelled import read_labelled


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "texts").mkdir()
    for name in ("a", "b"):
        content = (
            f"In {name} it may rain. In {name} it rained. Some fear that {name} could be wrong."
        )
        (tmp_path / "texts" / f"{name}.txt").write_text(content, encoding="utf-8")
    return tmp_path


def test_the_file_is_read_by_evaluate(folder, capsys):
    assert main(["label", "texts", "-n", "4", "-o", "labels.txt"]) == 0
    assert capsys.readouterr().err == "hedging: 4 sentences of 6 written\n"
    golds = list(read_labelled(folder / "labels.txt"))
    assert [gold.document for gold in golds] == sorted(gold.document for gold in golds)
    assert {gold.document for gold in golds} == {"texts/a.txt", "texts/b.txt"}
    assert any(gold.cues for gold in golds)
    assert main(["evaluate", "labels.txt"]) == 0
    assert "4 sentences of 2 documents" in capsys.readouterr().out


def test_the_options(folder, capsys):
    outputs = []
    for options in ([], [], ["--seed", "1"], ["--random"], ["--unmarked"]):
        assert main(["label", "texts", "-n", "2", "-o", "-", *options]) == 0
        outputs.append(capsys.readouterr().out)
    assert outputs[0] == outputs[1]
    assert "[" not in outputs[4].split("# document")[1]
    assert main(["label", "texts", "--ignore-cues", "may", "--glob", "a.*", "-o", "-"]) == 0
    printed = capsys.readouterr().out
    assert "In a it may rain" in printed
    assert "b.txt" not in printed


def test_labels_are_not_written_over(folder, capsys):
    assert main(["label", "texts", "-o", "texts/labels.txt"]) == 0
    labelled = (folder / "texts/labels.txt").read_text(encoding="utf-8")
    capsys.readouterr()
    assert main(["label", "texts", "-o", "texts/labels.txt"]) == 1
    assert "exists and may hold labels" in capsys.readouterr().err
    assert main(["label", "texts", "-o", "texts/labels.txt", "--overwrite"]) == 0
    assert (folder / "texts/labels.txt").read_text(encoding="utf-8") == labelled


def test_documents_of_a_table_and_records_that_cannot_be_read(folder, capsys):
    rows = [json.dumps({"text": f"It may rain {k} times.", "url": f"u\n{k}"}) for k in range(3)]
    rows += ["not JSON"] * 12
    (folder / "dump.jsonl").write_text("\n".join(rows), encoding="utf-8")
    assert main(["label", "dump.jsonl", "--id-field", "url", "-o", "labels.txt"]) == 1
    err = capsys.readouterr().err
    assert err.count("dump.jsonl, line ") == 10
    assert "12 records could not be read" in err
    documents = [gold.document for gold in read_labelled(folder / "labels.txt")]
    assert documents == ["u 0", "u 1", "u 2"]


def test_sentences_that_cannot_be_marked_are_counted(folder, capsys):
    (folder / "a.txt").write_text("P[a|b] is low.\n\nIt may rain.\n", encoding="utf-8")
    assert main(["label", "a.txt", "-o", "labels.txt"]) == 0
    assert "1 sentence left out, whose own brackets" in capsys.readouterr().err
    assert len(list(read_labelled(folder / "labels.txt"))) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["texts", "-o", "none/labels.txt"], "its folder does not exist"),
        (["texts", "-o", "texts"], "texts is a folder: give the name of a file"),
        (["texts", "-o", ""], "the output has an empty name"),
        (["none.txt", "-o", "labels.txt"], "none.txt: no such file"),
        (["empty.txt", "-o", "labels.txt"], "no sentence to label"),
        (["binary.txt", "-o", "labels.txt"], "no sentence to label"),
    ],
)
def test_calls_that_cannot_be_carried_out(folder, capsys, arguments, message):
    (folder / "empty.txt").write_text("\n", encoding="utf-8")
    (folder / "binary.txt").write_bytes(b"\0\1\2\3" * 99)
    assert main(["label", *arguments]) == 1
    assert message in capsys.readouterr().err
    assert not (folder / "labels.txt").exists()
