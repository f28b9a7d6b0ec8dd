import gzip
import io
import os
import re
import stat
import sys
from pathlib import Path

import pytest
from job_files import rows_of, write

from hedging.errors import InputError
from hedging.jobs.files import UNLISTED, input_format, read_text, write_atomic
from hedging.jobs.job import Job
from hedging.jobs.run import run
from hedging.jobs.search import search


def names(folder, pattern=None):
    return [str(Path(path).relative_to(folder)) for path, _ in search([str(folder)], pattern).files]


@pytest.fixture
def tree(tmp_path):
    for name in ("a.txt", "b.csv", "news/a.txt", "news/deep/c.txt", "news/x.pdf"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    return tmp_path


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (None, ["a.txt", "b.csv", "news/a.txt", "news/deep/c.txt"]),
        ("a.*", ["a.txt", "news/a.txt"]),
        ("news/*.txt", ["news/a.txt"]),
        ("news/**", ["news/a.txt", "news/deep/c.txt", "news/x.pdf"]),
        ("news/**/*.txt", ["news/a.txt", "news/deep/c.txt"]),
        ("**/c.txt", ["news/deep/c.txt"]),
        ("***", ["a.txt", "b.csv", "news/a.txt", "news/deep/c.txt", "news/x.pdf"]),
        ("**c.txt", ["news/deep/c.txt"]),
        ("./?.pdf", ["news/x.pdf"]),
    ],
)
def test_patterns(tree, pattern, expected):
    assert names(tree, pattern) == expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (None, ["a.txt"]),
        ("**", ["a.txt"]),
        ("*.txt", ["a.txt"]),
        (".*", [".b.txt"]),
        (".git/*.txt", [".git/c.txt"]),
        (".git/**", [".git/c.txt", ".git/d/e.txt"]),
    ],
)
def test_hidden_names_are_found_by_patterns_that_say_so(tmp_path, pattern, expected):
    for name in ("a.txt", ".b.txt", ".git/c.txt", ".git/d/e.txt", ".git/.f.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert names(tmp_path, pattern) == expected


def test_what_is_left_out_is_said(tree):
    for name in ("b.html", "c.html", "README", ".hidden"):
        (tree / name).write_text("x")
    (tree / "gone.txt").symlink_to(tree / "nothing")
    (tree / "linked").symlink_to(tree / "news")
    os.mkfifo(tree / "pipe.txt")
    found = search([str(tree)])
    assert len(found.files) == 4
    assert sorted(found.notes()) == [
        f"1 broken link was left out ({tree}/gone.txt)",
        f"1 linked folder was left out ({tree}/linked)",
        f"1 special file was left out ({tree}/pipe.txt)",
        "4 files of other kinds were left out (.html, no ending, .pdf)",
    ]
    with pytest.raises(InputError, match=r"no file that matches '\*\.x'$"):
        search([str(tree)], "*.x")
    assert search([str(tree)], "*.pdf").left_out == []
    assert run(Job((str(tree),), str(tree / "out.jsonl"))).notes == tuple(found.notes())


def test_a_job_does_not_say_that_its_own_files_are_left_out(tree):
    output = tree / "out.jsonl"
    folder = tree / "out.jsonl.parts"
    folder.mkdir()
    (folder / "run.json").write_text("{}")
    notes = run(Job((str(tree),), str(output)), overwrite=True).notes
    assert notes == ("1 file of another kind was left out (.pdf)",)


def test_a_file_is_scored_once(tree, monkeypatch):
    (tree / "news" / "link.txt").symlink_to(tree / "a.txt")
    (tree / "z.txt").symlink_to(tree / "a.txt")
    assert names(tree) == ["a.txt", "b.csv", "news/a.txt", "news/deep/c.txt"]
    paths = [str(path) for path in (tree / "news" / "a.txt", tree, tree / "news")]
    assert [path for path, _ in search(paths).files] == [
        str(tree / name) for name in ("news/a.txt", "a.txt", "b.csv", "news/deep/c.txt")
    ]
    monkeypatch.chdir(tree)
    for twice in (["a.txt", "./a.txt"], ["a.txt", "z.txt"], ["-", "-"], ["news", "news/"]):
        with pytest.raises(InputError, match="is named 2 times and would be scored 2 times"):
            search(twice)


@pytest.mark.parametrize("pattern", ["/x/*", "../*"])
def test_patterns_that_leave_the_folder(tree, pattern):
    with pytest.raises(InputError, match="expected names within a folder"):
        search([str(tree)], pattern)


def test_paths_that_mean_nothing_are_an_error(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        search([str(tmp_path / "none.jsonl")])
    with pytest.raises(InputError, match="no file of a known format"):
        search([str(tmp_path)])
    (tmp_path / "a.pdf").write_text("x")
    with pytest.raises(InputError, match=r"1 file of another kind was left out \(\.pdf\)"):
        search([str(tmp_path)])
    with pytest.raises(InputError, match="null"):
        search(["a\0b"])
    with pytest.raises(InputError, match="an input has an empty name"):
        search([""])
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="not a file"):
        search([str(tmp_path / "pipe.txt")])
    with pytest.raises(InputError, match="a \ufffdb: no such file"):
        search([str(tmp_path / "a\n\x1bb")])
    (tmp_path / "loop").symlink_to(tmp_path / "loop")
    with pytest.raises(InputError, match="loop"):
        search([str(tmp_path / "loop")])
    assert input_format("a.CSV.GZ") == "csv"


def test_a_folder_that_cannot_be_listed_is_reported(tree, monkeypatch):
    """The files in it used to be passed by without a word."""
    scandir = os.scandir

    def refuse(path):
        if Path(path).name == "deep":
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    assert (str(tree / "news" / "deep"), UNLISTED) in search([str(tree)]).files
    output = tree / "out.jsonl"
    summary = run(Job((str(tree / "news"),), str(output)))
    assert (summary.documents, summary.bad_records) == (1, 1)
    (row,) = rows_of(f"{output}.errors.jsonl")
    assert row["source"] == str(tree / "news" / "deep")
    assert "cannot be listed" in row["reason"]


def test_a_file_that_may_not_be_read_is_reported(tree, monkeypatch):
    """A folder without the right to enter it used to end the whole job."""
    real = Path.stat

    def refuse(self, **options):
        if self.name == "c.txt":
            raise PermissionError(13, "Permission denied", str(self))
        return real(self, **options)

    monkeypatch.setattr(Path, "stat", refuse)
    assert "news/deep/c.txt" in names(tree)
    assert run(Job((str(tree / "news"),), str(tree / "out.csv"))).documents == 2


def test_a_file_is_written_in_one_step_and_follows_no_link(tmp_path):
    target = tmp_path / "target.txt"
    target.write_text("mine")
    (tmp_path / "out.csv").symlink_to(target)
    for name in (".out.csv.joining", ".out.csv.errors"):
        (tmp_path / name).symlink_to(target)
    source = write(tmp_path / "in.jsonl", ["It may rain."])
    run(Job((str(source),), str(tmp_path / "out.csv")), overwrite=True)
    assert target.read_text() == "mine"
    assert not (tmp_path / "out.csv").is_symlink()
    write_atomic(tmp_path / "a.txt", b"abc")
    assert (tmp_path / "a.txt").read_bytes() == b"abc"
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE((tmp_path / "a.txt").stat().st_mode) == 0o666 & ~mask
    with pytest.raises(IsADirectoryError):
        write_atomic(tmp_path, b"")
    assert not [path for path in tmp_path.parent.iterdir() if path.name.startswith(".hedging")]


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


def test_a_compressed_text_is_read(tmp_path):
    path = tmp_path / "a.txt.gz"
    content = gzip.compress(b"It may rain.\r\n")
    path.write_bytes(content)
    assert read_text(str(path)) == "It may rain.\r\n"
    path.write_bytes(content[:-9])
    with pytest.raises(InputError, match=r"a\.txt\.gz: the compressed data is damaged"):
        read_text(str(path))
    path.write_bytes(b"It may rain.")
    with pytest.raises(InputError, match=r"a\.txt\.gz: .*: Not a gzipped file"):
        read_text(str(path))


def test_standard_input_stays_open(monkeypatch):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"It may rain.")))
    assert read_text("-") == "It may rain."
    assert read_text("-") == ""
