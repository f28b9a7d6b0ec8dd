"""The rivals' runners keep to one contract; the rivals themselves run in `benchmarks/peers.py` only."""

import json
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import pytest

BENCHKIND = Path(__file__).parent.parent.parent / "benchmarks"
SENTENCES = ["The bridge may close.", "The bridge closed in May.", ""]


@pytest.fixture(scope="module")
def peers():
    spec = spec_from_file_location("peers", BENCHKIND / "peers.py")
    module = module_from_spec(spec)
    sys.modules["peers"] = module
    spec.loader.exec_module(module)
    yield module
    del sys.modules["peers"]


def answer(tmp_path, runner, **task):
    source, target = tmp_path / "task.json", tmp_path / "found.json"
    source.write_text(
        json.dumps({"sentences": SENTENCES, "timed": SENTENCES * 50, "training": []} | task),
        encoding="utf-8",
    )
    subprocess.run(
        [sys.executable, str(BENCHKIND / "peers" / runner), str(source), str(target)], check=True
    )
    return json.loads(target.read_text(encoding="utf-8"))


def test_our_own_runner(tmp_path):
    found = answer(tmp_path, "run_hedging.py")
    assert found["flags"] == [True, False, False]
    assert found["seconds"] > 0


def test_a_runner_that_learns(tmp_path):
    training = []
    for name in ("bridge", "mill", "road", "quay", "shop", "school"):
        place = len(f"The {name} ")
        training.append(
            {"text": f"The {name} may close.", "cues": [(place, place + 3)], "document": name}
        )
        training.append({"text": f"The {name} did close.", "cues": [], "document": name})
    found = answer(
        tmp_path,
        "run_ngrams.py",
        training=training,
        sentences=["The inn may close.", "The inn did close."],
    )
    assert found["flags"] == [True, False]


def test_every_rival_has_its_runner(peers):
    for peer in peers.PEERS:
        assert (peers.RUNNERS / peer.runner).is_file()
    assert len({peer.name for peer in peers.PEERS}) == len(peers.PEERS)
    used = {peer.runner for peer in peers.PEERS}
    assert used == {path.name for path in peers.RUNNERS.glob("run_*")}


def test_a_rival_that_fails_is_a_miss_with_a_reason(peers, tmp_path, monkeypatch):
    (tmp_path / "run_broken.py").write_text(
        "raise SystemExit('an error of its own')", encoding="utf-8"
    )
    monkeypatch.setattr(peers, "RUNNERS", tmp_path)
    monkeypatch.setattr(peers, "installed", lambda peer, folder, node: folder)
    monkeypatch.setattr(peers, "python", lambda folder: Path(sys.executable))
    row = peers.measured(
        peers.Peer("broken", "run_broken.py", ("broken==1",)), {}, ["It rained."], [], tmp_path
    )
    assert row["miss"] == "an error of its own"
    assert "miss" in peers.line("broken", row)


def test_scores_of_a_rival(peers):
    golds = list(peers.jsonlines.read(peers.CONTRAST))
    truth = [peers.hedged(gold) for gold in golds]
    assert peers.score(golds, truth) == {"precision": 1.0, "recall": 1.0, "f1": 1.0, "right": 1.0}
    assert peers.score(golds, [not one for one in truth])["right"] == 0.0
