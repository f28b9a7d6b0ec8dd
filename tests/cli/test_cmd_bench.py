"""`hedging bench`: which documents are measured; the measures are tested in tests/evaluate."""

import json

import pytest

from hedging.cli.bench import run_bench
from hedging.cli.main import main
from hedging.options import DetectorOptions
from hedging.released import released_name


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text("It may rain. It rained.\n\nThey left.\n", encoding="utf-8")
    return path


@pytest.mark.slow
def test_lines_as_documents(texts, capsys):
    options = DetectorOptions(scheme="szeged")
    assert run_bench([str(texts)], options=options, by_line=True, as_json=True, repeats=1) == 0
    figures = json.loads(capsys.readouterr().out)
    assert (figures["documents"], figures["sentences"]) == (2, 3)
    assert figures["scheme"] == "szeged"
    assert {row["id"] for row in figures["slowest"]} == {f"{texts}:1", f"{texts}:3"}
    assert figures["latency"]["p50"] <= figures["latency"]["p99"]
    assert figures["model"] == released_name("light")


@pytest.mark.slow
def test_it_goes_on_after_a_bad_file(texts, tmp_path, capsys):
    assert main(["bench", "--repeats", "1", str(tmp_path / "none"), str(texts)]) == 1
    captured = capsys.readouterr()
    assert "No such file" in captured.err
    assert captured.out.startswith("1 document, 3 sentences, 0.000 MB; model en-")
    assert "p99" in captured.out


def test_nothing_to_score(tmp_path, capsys):
    path = tmp_path / "empty.txt"
    path.touch()
    assert main(["bench", "--lines", str(path)]) == 1
    assert "nothing to score" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["bench", "--repeats", "0", str(path)])
    assert "from 1 on" in capsys.readouterr().err
