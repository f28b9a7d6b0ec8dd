"""Reading the texts of files for commands."""

import sys
from pathlib import Path

import pytest

from hedging.cli.main import main
from hedging.cli.streams import InputTexts


def test_the_files_after_an_unreadable_one_are_read(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It may rain.", encoding="utf-8")
    texts = InputTexts([str(tmp_path / "none.txt"), str(tmp_path / "a.txt")])
    assert list(texts) == [(str(tmp_path / "a.txt"), "It may rain.")]
    assert texts.unreadable == 1
    assert "none.txt: No such file" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("score", 1),
        ("check", 2),
        ("report -o out", 1),
        ("bench --repeats 1", 1),
        ("batch -o out.csv --workers 1", 1),
        ("batch -o out.csv --workers 2", 1),
    ],
)
def test_a_compressed_text_without_its_library(tmp_path, monkeypatch, capsys, command, code):
    """With two workers the message used to be that a worker was killed for want of memory."""
    if "2" in command:
        pytest.importorskip("joblib")
    for name in ("compression.zstd", "backports.zstd"):
        monkeypatch.setitem(sys.modules, name, None)
    monkeypatch.chdir(tmp_path)
    # An empty frame.
    Path("a.txt.zst").write_bytes(bytes.fromhex("28b52ffd2000010000"))
    assert main([*command.split(), "a.txt.zst"]) == code
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("hedging: reading .zst needs ")
    assert "pip install '.[batch]'" in captured.err
    assert captured.err.count("\n") == 1
    assert list(Path().iterdir()) == [Path("a.txt.zst")]
