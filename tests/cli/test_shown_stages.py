"""What a command says on a terminal while it works."""

import io
import sys

import pytest

from hedging.cli import streams
from hedging.cli.main import main

GOLDS = "".join(f"It [may|epistemic] rain on day {n}.\nDay {n} was dry.\n" for n in range(20))


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def files(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_text(GOLDS, encoding="utf-8")
    (tmp_path / "b.txt").write_text(GOLDS.replace("dry", "fine"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(streams, "_PATIENCE", 0)


CALLS = {
    "evaluate": (["evaluate", "a.txt"], "drawing documents again for the intervals: 0."),
    "agree": (["agree", "a.txt", "b.txt"], "comparing the labels: 0."),
    "compare": (["compare", "a.txt", "b.txt"], "comparing the claims: 0."),
}


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize(("call", "line"), CALLS.values(), ids=CALLS)
def test_a_terminal_sees_the_stages(call, line, capsys, monkeypatch):
    assert main(call) == 0
    out, err = capsys.readouterr()
    assert line not in err
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert main(call) == 0
    assert line in sys.stderr.getvalue()
    assert capsys.readouterr().out == out


@pytest.mark.usefixtures("files")
def test_short_work_is_silent(monkeypatch):
    monkeypatch.setattr(streams, "_PATIENCE", 60)
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert main(CALLS["compare"][0]) == 0
    assert sys.stderr.getvalue() == ""


@pytest.mark.usefixtures("files")
def test_a_bar_counts_the_pages(monkeypatch):
    pytest.importorskip("tqdm")
    monkeypatch.setattr(sys, "stderr", Terminal())
    bar = streams.terminal_bar([1, 2], unit=" pages")
    assert [*bar] == [1, 2]
    assert "2/2" in sys.stderr.getvalue()


@pytest.mark.usefixtures("files")
def test_adapting_tells_its_steps(monkeypatch):
    pytest.importorskip("sklearn", reason="adapting needs scikit-learn")
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert main(["adapt", "a.txt", "-o", "model"]) == 0
    shown = sys.stderr.getvalue().splitlines()
    assert "hedging: reading the sentences" in shown
    assert [line for line in shown if line.endswith("of 5: calibration")] == [
        "hedging: step 1 of 5: calibration"
    ]
