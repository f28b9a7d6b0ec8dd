"""The fuzzer itself: it finds nothing in a second, and it finds what is planted."""

import pytest

from tests.fuzz import planted
from tests.fuzz.__main__ import main
from tests.fuzz.runner import fuzz, require, run_case
from tests.fuzz.targets import TARGETS

pytestmark = pytest.mark.filterwarnings("default")


def test_a_short_run_finds_nothing():
    quick = {name: target for name, target in TARGETS.items() if name != "growth"}
    tallies = fuzz(quick, seed=1, seconds=0.5)
    assert [failure for tally in tallies for failure in tally.failures] == []
    assert all(tally.cases for tally in tallies)


def test_a_failure_says_how_to_repeat_it():
    def target(source, folder):
        require(source.random() < 0.9, "a promise", "a fact")

    seen = []
    (tally,) = fuzz({"x": target}, seed=5, seconds=9, report=seen.append)
    assert tally.failures == seen
    assert len(seen) == 3
    number = int(seen[0].split()[-1])
    assert run_case(target, "x", 5, number) == seen[0]
    assert "a promise: 'a fact'" in seen[0]
    assert f"--seed 5 --only x --case {number}" in seen[0]


def test_the_command(capsys):
    assert main(["--only", "options", "settings", "--minutes", "0.005", "--seed", "3"]) == 0
    assert "cases of seed 3, failures in none" in capsys.readouterr().out
    assert main(["--only", "options", "--case", "1", "2"]) == 0
    assert capsys.readouterr().out == "no failure\n"


def test_a_planted_bug_is_found(capsys, monkeypatch):
    name = "last record dropped"
    monkeypatch.setattr(planted, "BUGS", {name: planted.BUGS[name]})
    assert planted.find_all({"inputs": TARGETS["inputs"]}, 1, 20) == {name: True}


@pytest.mark.slow
def test_planted_bugs_are_found():
    found = planted.find_all(TARGETS, 13, 300)
    print(sum(found.values()), "of", len(found), "planted bugs found")
    assert sum(found.values()) >= 10, found
