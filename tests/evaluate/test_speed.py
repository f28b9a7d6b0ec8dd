import json

import numpy as np
import pytest

import hedging
from hedging.cli.main import main
from hedging.evaluate import speed as throughput


def test_latencies_have_a_row_a_text():
    seconds = throughput.latencies(
        hedging.load(), ["It may rain.", "", "It rained. " * 3000], repeats=4
    )
    assert seconds.shape == (3, 4)
    assert (seconds > 0).all()
    assert np.median(seconds[2]) > np.median(seconds[0])


def test_memory_is_what_the_process_holds():
    held = throughput.peak_memory()
    assert held is None or 20 < held < 20_000


def test_a_cold_load_is_quick():
    # No figure that is reported: a model that is read in a second would be a mistake.
    assert 0 < throughput.cold_load(repeats=1) < 1


@pytest.fixture
def texts(tmp_path):
    path = tmp_path / "lines.txt"
    path.write_text("It may rain. It rained.\n\nThey left.\n", encoding="utf-8")
    return path


def test_bench_of_lines(texts, capsys):
    assert main(["bench", "--lines", "--json", "--repeats", "1", str(texts)]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["documents"], found["sentences"]) == (2, 3)
    assert {row["id"] for row in found["slowest"]} == {f"{texts}:1", f"{texts}:3"}
    assert found["latency"]["p50"] <= found["latency"]["p99"]


def test_bench_for_a_person_goes_on_after_a_bad_file(texts, tmp_path, capsys):
    assert main(["bench", "--repeats", "1", str(tmp_path / "none"), str(texts)]) == 1
    captured = capsys.readouterr()
    assert "No such file" in captured.err
    assert captured.out.startswith("1 document, 3 sentences, 0.000 MB; model en-")
    assert "p99" in captured.out


def test_bench_with_nothing_to_score(tmp_path, capsys):
    path = tmp_path / "empty.txt"
    path.touch()
    assert main(["bench", "--lines", str(path)]) == 1
    assert "nothing to score" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        main(["bench", "--repeats", "0", str(path)])
    assert "from 1 on" in capsys.readouterr().err
