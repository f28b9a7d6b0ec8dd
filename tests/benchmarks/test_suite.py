import doctest
import sys
from importlib import import_module

import pytest
from forced import load_forced

import hedging
from benchmarks import corpora, gate, stages, suite
from benchmarks.contrast import contrast, contrast_lines
from benchmarks.output import write_json
from benchmarks.throughput import articles_of


def named(name):
    return next(benchmark for benchmark in suite.BENCHMARKS if benchmark.name == name)


def test_what_cannot_run_is_skipped_with_the_reason(tmp_path, monkeypatch):
    monkeypatch.setattr(suite, "is_there", lambda need: need != "no_such_module")
    missing = suite.Benchmark(name="x", measures="y", modules=("json", "no_such_module"))
    assert "no_such_module" in suite.why_not(missing, None, quick=False)
    assert "HEDGING_CORPORA" in suite.why_not(named("accuracy"), None, quick=False)
    assert "no folder" in suite.why_not(named("accuracy"), tmp_path / "none", quick=False)
    assert suite.why_not(named("accuracy"), tmp_path, quick=False) == ""
    assert suite.why_not(named("throughput"), None, quick=False) == ""
    assert "HEDGING_CORPORA" in suite.why_not(named("readers"), None, quick=False)
    assert suite.why_not(named("peers"), tmp_path, quick=True) == "it has no quick run"


def test_every_benchmark_is_a_module_with_a_main():
    for benchmark in suite.BENCHMARKS:
        module = import_module(f"benchmarks.{benchmark.name}")
        with pytest.raises(SystemExit) as leaving:
            module.main(["--help"])
        assert leaving.value.code == 0


def test_the_suite_writes_a_page(tmp_path, monkeypatch, capsys):
    def run(command, **_):
        assert command[:3] == [sys.executable, "-m", "benchmarks.kernel"]
        way = {"a way": {"pure_ms": 2.0, "compiled_ms": 1.0, "ratio": 2.0}}
        both = {way: {"p50": 3.0, "p99": 4.0} for way in ("pure", "compiled")}
        roof = {"parts_ms": {"a part": 0.5}, "floor_ms": 0.5, "whole_ms": 1.0, "share": 0.5}
        row = {"characters": 1000, "ways": way, "latency": {"a text": both}, "roofline": roof}
        write_json(tmp_path / "kernel.json", row)
        return type("Done", (), {"returncode": 0})

    monkeypatch.delenv("HEDGING_CORPORA", raising=False)
    monkeypatch.setattr(suite.subprocess, "run", run)
    monkeypatch.setattr(suite, "is_there", lambda need: need != "nltk")
    arguments = ["--quick", "--only", "kernel", "accuracy", "--output", str(tmp_path)]
    assert suite.main(arguments) == 0
    page = (tmp_path / "README.md").read_text(encoding="utf-8")
    assert "| kernel | ran in 0 s |" in page
    assert "| accuracy | skipped: no nltk here;" in page
    assert "| a way | 2.00 | 1.00 | 2.0 |" in page
    assert "| a text | 3 | 4 | 3 | 4 |" in page
    assert "| a part | 0.50 |" in page
    assert "## Peers\n\nNot measured." in page
    assert "wrote" in capsys.readouterr().out


def test_a_failure_is_told(tmp_path, monkeypatch):
    def run(command, **_):
        return type("Done", (), {"returncode": 3})

    monkeypatch.setattr(suite.subprocess, "run", run)
    monkeypatch.setattr(suite, "is_there", lambda need: True)
    assert suite.main(["--quick", "--only", "kernel", "--output", str(tmp_path)]) == 1
    assert "failed with exit code 3" in (tmp_path / "README.md").read_text(encoding="utf-8")


def test_stages_name_functions_that_are_there():
    detector = load_forced(pure=True)
    shares = stages.shares(lambda: detector.detect("It may rain. Some critics say so."), 2)
    assert set(shares) == {*stages.STAGES, "the rest"}
    assert sum(shares.values()) == pytest.approx(1)
    assert all(share > 0 for share in shares.values())


def test_corpora_are_checked_by_their_digits(tmp_path, capsys):
    content = b"{}\n"
    (tmp_path / "right.jsonl").write_bytes(content)
    (tmp_path / "wrong.jsonl").write_bytes(b"[]\n")
    digits = "ca3d163bab055381"
    expected = {"right.jsonl": digits, "wrong.jsonl": digits, "none.jsonl": digits}
    problems = dict(corpora.check(tmp_path, expected))
    assert problems["right.jsonl"] == ""
    assert problems["wrong.jsonl"].startswith("differs: sha256 ")
    assert problems["none.jsonl"] == "missing"
    assert corpora.main([str(tmp_path)]) == 1
    assert "docs/how-to/corpora.md" in capsys.readouterr().out
    assert "szeged-uncertainty/wiki.xml" in corpora.expected()
    assert "../unlabelled/filings/sec-10k.jsonl" in corpora.expected()
    assert "examples.jsonl" not in corpora.expected()


def test_the_gate_tells_figures_that_fell_or_are_gone(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(gate, "BASELINE", tmp_path / "baseline.json")
    measured = gate.Measured({"F1": 0.9}, {"a.jsonl": "1"}, True)
    monkeypatch.setattr(gate, "measure_all", lambda corpora: measured)
    assert gate.run_gate(None, update=True, allow_lower=False) == 0
    assert gate.run_gate(None, update=False, allow_lower=False) == 0
    measured = gate.Measured({"F1": 0.8}, {"a.jsonl": "1"}, True)
    assert gate.run_gate(None, update=False, allow_lower=False) == 1
    assert gate.run_gate(None, update=True, allow_lower=False) == 1
    measured = gate.Measured({"new": 0.8}, {"a.jsonl": "1"}, True)
    assert gate.run_gate(None, update=False, allow_lower=False) == 1
    measured = gate.Measured({"F1": 0.9}, {"a.jsonl": "2"}, True)
    assert gate.run_gate(None, update=False, allow_lower=False) == 1
    printed = capsys.readouterr().out
    for words in ("below the floor", "not measured any more", "without a floor", "has changed"):
        assert words in printed


def test_contrast_counts_rows_and_pairs():
    phenomena, mistakes = contrast(hedging.load())
    counts = phenomena["all"]
    assert counts["rows"] - counts["rows_right"] == len(mistakes)
    assert 0 < counts["pairs_right"] <= counts["rows_right"] / 2
    assert counts["pairs"] < counts["rows"] / 2
    # A sentence without a counterpart is a row and no pair.
    assert phenomena["courtesy"]["rows"] > phenomena["courtesy"]["pairs"] == 0
    assert sum(row["rows"] for row in phenomena.values()) == 2 * counts["rows"]
    assert len(list(contrast_lines(phenomena))) == len(phenomena) + 1


def test_articles_have_one_size():
    articles = articles_of("It may rain. " * 1000)
    assert len(articles) == 700
    assert {len(article) for article in articles} == {3000}


@pytest.mark.parametrize("name", ["corpora", "grid", "material", "output", "stages"])
def test_examples_in_docstrings(name):
    failed, tried = doctest.testmod(import_module(f"benchmarks.{name}"))
    assert tried > 0
    assert failed == 0
