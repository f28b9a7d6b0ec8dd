"""The rivals' runners keep to one contract; only `benchmarks.peers` runs the rivals themselves."""

import json
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from benchmarks import peers, rivals
from hedging.corpora import jsonlines

SENTENCES = ["The bridge may close.", "The bridge closed in May.", ""]


def installed(library):
    """Whether a distribution of that name is installed."""
    names = (distribution.metadata["Name"] for distribution in metadata.distributions())
    return library in names


def answer(tmp_path, runner, **task):
    source, target = tmp_path / "task.json", tmp_path / "answer.json"
    default = {"sentences": SENTENCES, "timed": SENTENCES * 50, "training": []}
    source.write_text(json.dumps(default | task), encoding="utf-8")
    command = [sys.executable, str(rivals.RUNNERS / runner), str(source), str(target)]
    subprocess.run(command, check=True)
    return json.loads(target.read_text(encoding="utf-8"))


def test_our_own_runner(tmp_path):
    if not installed("hedging"):
        pytest.skip("the runner names the installed version of hedging")
    answered = answer(tmp_path, "run_hedging.py")
    assert answered["flags"] == [True, False, False]
    assert answered["seconds"] > 0


@pytest.mark.slow
def test_a_runner_that_learns(tmp_path):
    pytest.importorskip("sklearn", reason="the n-grams need scikit-learn")
    training = []
    for name in ("bridge", "mill", "road", "quay", "shop", "school"):
        start = len(f"The {name} ")
        hedge = {"text": f"The {name} may close.", "cues": [(start, start + 3)], "document": name}
        fact = {"text": f"The {name} did close.", "cues": [], "document": name}
        training += [hedge, fact]
    sentences = ["The inn may close.", "The inn did close."]
    answered = answer(tmp_path, "run_ngrams.py", training=training, sentences=sentences)
    assert answered["flags"] == [True, False]


def test_every_rival_has_its_runner():
    used = {peer.runner for peer in rivals.PEERS}
    assert used == {path.name for path in rivals.RUNNERS.glob("run_*")}
    assert len({peer.name for peer in rivals.PEERS}) == len(rivals.PEERS)


def test_a_rival_that_fails_is_a_miss_with_a_reason(tmp_path, monkeypatch):
    broken = "raise SystemExit('first this\\nan error of its own')"
    (tmp_path / "run_broken.py").write_text(broken, encoding="utf-8")
    monkeypatch.setattr(rivals, "RUNNERS", tmp_path)
    monkeypatch.setattr(rivals, "install", lambda peer, folder: folder)
    monkeypatch.setattr(rivals, "python_of", lambda folder: Path(sys.executable))
    peer = rivals.Peer(name="broken", runner="run_broken.py", packages=("broken==1",))
    row = peers.measure_peer(peer, {}, ["It rained."], [], tmp_path)
    assert row["miss"] == "an error of its own"
    assert "miss" in peers.line("broken", row)


def test_scores_of_a_rival():
    golds = list(jsonlines.read(peers.CONTRAST))
    truth = [peers.is_hedged(gold) for gold in golds]
    assert peers.score(golds, truth) == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "right": 1.0}
    assert peers.score(golds, [not flag for flag in truth])["right"] == 0.0
    # A tool that flags nothing has no precision, and finds nothing.
    silent = peers.score(golds, [False] * len(golds))
    assert (silent["precision"], silent["f1"]) == (None, 0.0)


@pytest.mark.parametrize("key", ["own", "real"])
def test_a_rival_without_flags_has_dashes(key):
    assert list(peers.cells({"version": "1"}, (key, "f1"))) == ["–"]
