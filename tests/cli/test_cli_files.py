"""Reading the texts of files for commands."""

from hedging.cli.files import InputTexts


def test_the_files_after_an_unreadable_one_are_read(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It may rain.", encoding="utf-8")
    texts = InputTexts([str(tmp_path / "none.txt"), str(tmp_path / "a.txt")])
    assert list(texts) == [(str(tmp_path / "a.txt"), "It may rain.")]
    assert texts.unreadable == 1
    assert "none.txt: No such file" in capsys.readouterr().err
