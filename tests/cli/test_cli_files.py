"""Reading the texts of files for commands."""

import os
import re
from pathlib import Path

import pytest

from hedging.cli.files import TextFiles, read_text
from hedging.errors import InputError


def test_a_text_is_as_the_file_has_it(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("\ufeffOne.\r\nTwo.\r".encode())
    assert read_text(str(path)) == "\ufeffOne.\r\nTwo.\r"


def test_a_folder_is_no_text(tmp_path):
    with pytest.raises(
        InputError,
        match=rf"^{re.escape(str(tmp_path))} is a folder, expected a text file: .*/\*\.txt",
    ):
        read_text(str(tmp_path))


def test_a_name_that_no_file_can_have(tmp_path):
    with pytest.raises(InputError, match="null"):
        read_text(f"{tmp_path}/a\0b")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no such device")
def test_a_device_without_an_end_is_refused():
    with pytest.raises(InputError, match="is a device"):
        read_text("/dev/zero")


@pytest.mark.skipif(os.name != "posix", reason="the system has no such pipes")
def test_a_pipe_with_a_name_is_read():
    reader, writer = os.pipe()
    os.write(writer, b"It may rain.")
    os.close(writer)
    assert read_text(f"/dev/fd/{reader}") == "It may rain."
    os.close(reader)


def test_the_files_behind_an_unreadable_one_are_read(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It may rain.", encoding="utf-8")
    texts = TextFiles([str(tmp_path / "none.txt"), str(tmp_path / "a.txt")])
    assert list(texts) == [(str(tmp_path / "a.txt"), "It may rain.")]
    assert texts.unreadable == 1
    assert "none.txt: No such file" in capsys.readouterr().err
