"""The benchmark of new processes: its figures are differences, turn by turn."""

import pytest

from benchmarks import startup
from benchmarks.material import ROOT


@pytest.mark.slow
def test_new_processes_in_turns(capsys):
    assert startup.main(["--turns", "1", "--other", str(ROOT)]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert len(printed) == 2 * (1 + len(startup.STEPS))
    assert all(len(line.split()) > 3 for line in printed)
    *_, old, _, ratio = printed[-1].split()
    assert float(old) > 0
    assert 0.1 < float(ratio) < 10


def test_what_is_taken_off_is_taken_off_in_each_turn():
    times = {"a": [1.0, 5.0, 2.0], startup.NOTHING: [0.5, 1.0, 1.75]}
    assert startup.since(times, "a", startup.NOTHING) == 500
