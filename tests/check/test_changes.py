"""What changed since a revision, in real repositories."""

import pytest

from hedging.check.changes import Since, _commit
from hedging.errors import InputError


def test_lines_that_are_new_or_changed(repository):
    repository.commit(a="one\ntwo\nthree\nfour\n", b="one\n")
    repository.write("a", "one\n2\nthree\nfour\nfive\nsix")
    repository.write("new", "one\n")
    since = Since("main")
    assert since.lines_of("a.txt") == {2, 5, 6}
    assert since.lines_of("b.txt") == frozenset()
    assert since.lines_of("new.txt") is None
    assert since.text_of("a.txt") == "one\ntwo\nthree\nfour\n"
    assert since.text_of("new.txt") is None


def test_what_is_gone_touches_no_line(repository):
    repository.commit(a="one\ntwo\nthree\n")
    repository.write("a", "one\nthree\n")
    assert Since("HEAD").lines_of("a.txt") == frozenset()


def test_a_change_is_measured_from_where_the_work_began(repository):
    repository.commit(a="one\ntwo\n")
    repository.run("switch", "-q", "-c", "work")
    repository.commit(a="one\ntwo\nthree\n")
    repository.run("switch", "-q", "main")
    repository.commit(a="zero\none\ntwo\n")
    repository.run("switch", "-q", "work")
    assert Since("main").lines_of("a.txt") == {3}
    assert Since("main").text_of("a.txt") == "one\ntwo\n"


@pytest.mark.parametrize(
    "name", ["-n.txt", "a b.txt", "a*[b].txt", ":(top)a.txt", "ü\n.txt", '"q".txt', "@{u}.txt"]
)
def test_any_name_of_a_file(repository, name):
    folder = repository.folder / "in"
    folder.mkdir()
    (folder / name).write_text("one\n", encoding="utf-8")
    (folder / "aXb.txt").write_text("one\n", encoding="utf-8")
    repository.commit()
    (folder / name).write_text("one\ntwo\n", encoding="utf-8")
    (folder / "aXb.txt").write_text("one\ntwo\nthree\n", encoding="utf-8")
    assert Since("main").lines_of(f"in/{name}") == {2}
    assert Since("main").text_of(str(folder / name)) == "one\n"


def test_settings_of_a_user_change_nothing(repository):
    repository.commit(a="one\ntwo\nthree\n")
    for setting in (
        "color.ui always",
        "diff.context 5",
        "diff.noprefix true",
        "diff.external false",
    ):
        repository.run("config", *setting.split())
    repository.write("a", "one\n2\nthree\n")
    assert Since("main").lines_of("a.txt") == {2}


def test_what_cannot_be_compared_says_why(repository, tmp_path, monkeypatch):
    repository.commit(a="one\n")
    for revision in ("none", "-h", "--output=x", "", "main:a.txt"):
        with pytest.raises(InputError, match=r"has no revision .*: name a commit or a branch"):
            Since(revision).lines_of("a.txt")
    assert not (repository.folder / "x").exists()
    with pytest.raises(InputError, match=r"lies in no repository: .*not a git repository"):
        Since("main").lines_of(str(tmp_path / "b.txt"))
    with pytest.raises(InputError, match=r"standard input has no history"):
        Since("main").text_of("-")
    monkeypatch.setenv("PATH", "")
    _commit.cache_clear()
    with pytest.raises(InputError, match=r"git is missing, .*: install git"):
        Since("main").lines_of("a.txt")
