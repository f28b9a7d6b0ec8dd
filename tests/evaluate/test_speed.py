import numpy as np
import pytest

import hedging
from hedging.errors import InputError
from hedging.evaluate import speed


def test_latencies_have_a_row_for_each_text():
    texts = ["It may rain.", "", "It rained. " * 3000]
    seconds = speed.latencies(hedging.load(), texts, repeats=4)
    assert seconds.shape == (3, 4)
    assert (seconds > 0).all()
    assert np.median(seconds[2]) > np.median(seconds[0])


def test_memory_is_what_the_process_holds():
    held = speed.peak_memory()
    assert held is None or 20 < held < 20_000


@pytest.mark.slow
def test_a_cold_load_is_quick():
    # A generous bound: a model that takes a second to read would be a mistake.
    assert 0 < speed.cold_load(repeats=1) < 1


@pytest.mark.slow
def test_nothing_in_the_working_folder_is_imported(tmp_path, monkeypatch):
    trap = "from pathlib import Path\nPath('TRAPPED').touch()\nraise SystemExit(3)\n"
    for name in ("numpy", "json", "random", "hedging", "time"):
        (tmp_path / f"{name}.py").write_text(trap, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert speed.cold_load(repeats=1) > 0
    assert speed.startup("import json, random, hedging; hedging.detect('')", repeats=1) > 0
    assert not (tmp_path / "TRAPPED").exists()


def test_figures_need_a_document():
    with pytest.raises(InputError, match="nothing to score"):
        speed.measure_speed(hedging.load(), {})


def test_ids_are_printed_safely():
    row = {"id": "a\nb\x1b[2J", "characters": 3, "seconds": 0.001}
    figures = {
        "model": "light",
        "scheme": "general",
        "kernel": "pure",
        "documents": 1,
        "sentences": 1,
        "megabytes": 0.1,
        "sentences_per_second": 1.0,
        "megabytes_per_second": 1.0,
        "latency": {"p50": 0.1},
        "slowest": [row],
        "import": 0.1,
        "cold_load": 0.1,
        "first_answer": 0.1,
        "peak_memory_megabytes": None,
    }
    *_, last = speed.speed_lines(figures)
    assert last.endswith("a b\ufffd[2J")
