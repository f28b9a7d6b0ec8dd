"""The fuzzer itself: it finds nothing in a second, and it finds what is planted."""

import io
import random

import pytest

import hedging
from hedging.check.findings import check_text
from hedging.jobs.job import Job
from hedging.jobs.run import run
from hedging.pages.terminal import Painter, report_lines
from tests.fuzz import planted
from tests.fuzz.__main__ import main
from tests.fuzz.corpus import Case, Corpus, Source
from tests.fuzz.material import HAS_MARKDOWN
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


@pytest.mark.parametrize("name", planted.BUGS)
def test_a_planted_bug_crashes_nothing(tmp_path, name):
    # A bug that crashes on every text would be found by anybody, and says nothing of the fuzzer.
    (tmp_path / "a.csv").write_text("text,id\nIt may rain.,1\n")
    (tmp_path / "b.jsonl").write_text('{"text": "It may rain.", "id": 1}\n')
    names = ["c.txt", "d.md", "e.txt"] if HAS_MARKDOWN else ["c.txt", "e.txt"]
    for text in names:
        (tmp_path / text).write_text("It rained. Critics said that it may snow.")
    detector = hedging.load()
    with planted.in_pure_python(), planted.BUGS[name]():
        summary = run(Job((str(tmp_path),), str(tmp_path / "out.csv"), level="cue"))
        report = detector.detect("Critics said that it may snow.")
        findings = check_text("c.txt", report.text, detector).findings
        assert any("may" in line for line in report_lines(report, "c", Painter(io.StringIO())))
        assert "may" in report.to_html("", detector.explain(report.text))
    assert "may" in [finding.text for finding in findings]
    assert summary.documents >= len(names) + 1


@pytest.mark.slow
def test_planted_bugs_are_found():
    found = planted.find_all(TARGETS, 13, 300)
    print(sum(found.values()), "of", len(found), "planted bugs found")
    assert sum(found.values()) >= 10, found


def test_a_corpus_grows_and_comes_first(tmp_path, capsys):
    command = ["--only", "settings", "--minutes", "0.01", "--corpus", str(tmp_path)]
    assert main([*command, "--seed", "3"]) == 0
    stored = Corpus(tmp_path).load("settings")
    assert len(stored) > 3
    assert f"{len(stored)} cases are new" in capsys.readouterr().out

    drawn = []

    def target(source, folder):
        drawn.append((source.random(), source.randrange(1000)))
        require(drawn[-1][0] < 0.9, "a promise")

    corpus = Corpus(tmp_path)
    for number in range(30):
        corpus.run_one(target, "settings", 8, number)
    # What was stored was run first, and drawn as it was when it was stored.
    assert drawn[0] == (Source(stored[0]).random(), drawn[0][1])
    failing = Corpus(tmp_path)
    for number in range(40):
        failing.run_one(target, "x", 8, number)
    again = Corpus(tmp_path).load("x")
    assert [Source(case).random() >= 0.9 for case in again].count(True) >= 1


def test_a_neighbour_differs_in_one_draw():
    case = Case("1 texts 2")
    near = case.neighbour(10, random.Random(4))
    right, other = Source(case), Source(near)
    drawn = [(right.random(), other.random()) for _ in range(10)]
    assert sum(a != b for a, b in drawn) == 1
    plain = random.Random("1 texts 2")
    right = Source(case)
    assert [right.sample(range(99), 5), right.random(), right.choices("ab", k=3)] == [
        plain.sample(range(99), 5),
        plain.random(),
        plain.choices("ab", k=3),
    ]
