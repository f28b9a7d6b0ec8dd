"""Every rival that can be installed, on the same sentences in one run: how right, and how fast.

    python -m benchmarks.peers --corpora PATH                 all of them, in peers.json
    python -m benchmarks.peers --corpora PATH --only crf …    some of them, printed only

Each tool runs on one core, in an environment of its own below `--environments`, which is created if
it is missing. Each has a runner in `peers/`, a script that asks it for its flags. A tool that
cannot be installed or that crashes is a miss, with the reason. The figures are for sentences that
no training has seen: the test part of our own sentences and of real text, and the contrast pairs.
The n-grams and the CRF are trained on the sentences that our training reads.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.material import CONTRAST, ROOT, news_sentences, unseen_sentences
from benchmarks.output import write_json
from benchmarks.rivals import PEERS, Peer, ask, reason
from hedging.corpora import jsonlines
from hedging.corpora.gold import Gold
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Counts
from hedging.evaluate.tables import figure
from hedging.kinds import HEDGE_KINDS
from hedging.train.material import Material
from training.material import load_shipped

#: How many sentences the time is taken on.
TIMED = 2000


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    parser = parser_of(__doc__, corpora=True)
    parser.add_argument(
        "--environments", type=Path, default=ROOT / ".peers", help="where the rivals are installed"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help="some of the rivals, by parts of their names; nothing is written",
    )
    options = parse_with_corpora(parser, argv)
    if hasattr(os, "sched_setaffinity"):
        # Everything from here on runs on one core, also the processes that a tool starts.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    row = measure_all(options.corpora, options.environments, options.only)
    if not options.only:
        write_json(options.output / "peers.json", row)
    return 0


def measure_all(corpora: Path, environments: Path, only: Sequence[str] | None) -> dict[str, Any]:
    """Ask the chosen rivals, print a line for each, and return all figures."""
    _, material = load_shipped(corpora)
    sets = test_sets(material)
    timed = news_sentences(corpora, TIMED)
    mean = sum(map(len, timed)) / len(timed)
    row: dict[str, Any] = environment()
    row["sentences"] = {name: len(golds) for name, golds in sets.items()}
    row["timed_on"] = f"{len(timed)} sentences of Wikinews, {mean:.0f} characters on average"
    row["peers"] = {}
    print(HEAD)
    for peer in PEERS:
        if not only or any(part.lower() in peer.name.lower() for part in only):
            learned = training(material, peer.training)
            row["peers"][peer.name] = measure_peer(peer, sets, timed, learned, environments)
            print(line(peer.name, row["peers"][peer.name]), flush=True)
    ours = row["peers"].get("hedging", {}).get("sentences_per_second")
    if ours:
        row["times_as_fast"] = {
            name: round(ours / peer_row["sentences_per_second"], 2)
            for name, peer_row in row["peers"].items()
            if "sentences_per_second" in peer_row
        }
    return row


def test_sets(material: Material) -> dict[str, list[Gold]]:
    """The sentences that no training has seen, by name."""
    unseen = unseen_sentences(material)
    contrast = list(jsonlines.read(CONTRAST))
    return {"own": unseen["seeds"], "real": unseen["annotations"], "contrast": contrast}


def is_hedged(gold: Gold) -> bool:
    """Whether a gold sentence is hedged by the default kinds."""
    if gold.cues is None:
        return bool(gold.hedged)
    return any(cue.kind is None or cue.kind in HEDGE_KINDS for cue in gold.cues)


def training(material: Material, schemes: str) -> list[dict[str, Any]]:
    """The training sentences of a scheme or of "all" schemes, with their hedging cues."""
    sentences = []
    for gold in material.golds:
        is_chosen = schemes in ("all", gold.scheme)
        if is_chosen and gold.part == "train" and gold.cues is not None:
            cues = [
                (cue.start, cue.end)
                for cue in gold.cues
                if cue.kind is None or cue.kind in HEDGE_KINDS
            ]
            sentences.append({"text": gold.text, "cues": cues, "document": gold.document})
    return sentences


def measure_peer(
    peer: Peer,
    sets: dict[str, list[Gold]],
    timed: list[str],
    learned: list[dict[str, Any]],
    environments: Path,
) -> dict[str, Any]:
    """The figures of a rival, or the reason of its failure."""
    texts = [gold.text for golds in sets.values() for gold in golds] if peer.flags else []
    timed = timed[: peer.timed]
    packages = [package.replace(str(ROOT), "this checkout") for package in peer.packages]
    row: dict[str, Any] = {"packages": packages}
    if peer.note:
        row["note"] = peer.note
    task: dict[str, list[Any]] = {"sentences": texts, "timed": timed, "training": learned}
    try:
        answer = ask(peer, task, environments)
    except (OSError, ValueError, RuntimeError) as error:
        return row | {"miss": reason(error)}
    row["version"] = answer["version"]
    row["load_seconds"] = answer["load_seconds"]
    row["timed_on"] = len(timed)
    row["sentences_per_second"] = len(timed) / answer["seconds"]
    if answer["flags"]:
        flags = iter(answer["flags"])
        for name, golds in sets.items():
            row[name] = score(golds, [next(flags) for _ in golds])
    return row


def score(golds: list[Gold], flags: list[bool]) -> dict[str, float | None]:
    """Precision, recall and F1 of the hedged sentences, and the share of right verdicts."""
    truth = [is_hedged(gold) for gold in golds]
    hits = sum(a and b for a, b in zip(truth, flags, strict=True))
    counts = Counts(hits, sum(flags), sum(truth))
    right = sum(a == b for a, b in zip(truth, flags, strict=True)) / len(truth)
    return {"precision": counts.precision, "recall": counts.recall, "f1": counts.f1, "right": right}


HEAD = (
    f"{'tool':<26}{'version':>12}{'own F1':>9}{'real F1':>9}{'look-alikes':>13}"
    f"{'sentences/s':>13}{'load s':>8}"
)


def cells(row: dict[str, Any], *columns: tuple[str, str]) -> Iterator[str]:
    """Figures of a rival as cells of a table; "–" stands for a figure that it lacks."""
    for name, key in columns:
        yield figure(row.get(name, {}).get(key))


def line(name: str, row: dict[str, Any]) -> str:
    """The figures of a rival in one line."""
    if "miss" in row:
        return f"{name:<26}miss: {row['miss']}"
    own, real, contrast = cells(row, ("own", "f1"), ("real", "f1"), ("contrast", "right"))
    speed = f"{row['sentences_per_second']:>13,.0f}{row['load_seconds']:>8.2f}"
    return f"{name:<26}{row['version']:>12}{own:>9}{real:>9}{contrast:>13}{speed}"


if __name__ == "__main__":
    sys.exit(main())
