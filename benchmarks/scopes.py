"""Gold cues → how often the scope is found, both ends exact, and each end alone.

    python -m benchmarks.scopes --corpora PATH    writes results/scopes.json

BioScope's abstracts are cross-validated by document. Its clinical reports and articles are marked
by a model that learned from the abstracts alone. Our own test part is marked by a model that
learned from our training part alone. Every part of a cue that stands apart counts.
The errors of a fifth of the clinical reports were looked at while the features were chosen; the
other four fifths have figures of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.material import SEEDS, parse_corpora_and_output, shipped_recipe
from benchmarks.output import rounded, write_json
from hedging.corpora import bioscope, scopes
from hedging.depth.scopes import find_scopes
from hedging.detector import load
from hedging.evaluate.environment import environment
from hedging.evaluate.tables import figure
from hedging.kinds import KINDS
from hedging.text.hashing import Bools
from hedging.text.weights import Table
from hedging.train.folds import fold_of
from hedging.train.scopes import ScopeExamples, encode, fit_scopes
from hedging.train.tags import fit_tags

FOLDS = 10

#: Of so many parts of the clinical reports, the first served for development.
CLINICAL_PARTS = 5

#: Whether the beginning and the stop of each scope are right, shape (2, cues).
Verdicts = npt.NDArray[np.bool_]


def main(argv: Sequence[str] | None = None) -> int:
    """Train, mark and count; see the module's text."""
    options = parse_corpora_and_output(__doc__, argv)
    word_classes = load().model.word_classes
    tags = fit_tags(treebanks(options.corpora), word_classes, without=shipped_recipe().without)
    examples = encode(list(sentences(options.corpora)), word_classes)
    result = {**environment(), **figures(examples, tags)}
    write_json(options.output / "scopes.json", rounded(result))
    return 0


def treebanks(corpora: Path) -> list[Path]:
    """The files whose parts of speech the tags are learned from."""
    return [corpora / "ud-english" / f"{name}.jsonl" for name in ("gum", "ewt")]


def sentences(corpora: Path) -> Iterable[scopes.ScopedSentence | bioscope.Scopes]:
    """The sentences of our seeds and of BioScope."""
    yield from scopes.read(SEEDS / "scopes.jsonl", corpora, shipped_recipe().without)
    for name in ("abstracts", "clinical_merged", "full_papers"):
        yield from bioscope.read_scopes(corpora / "bioscope" / f"{name}.xml")


def figures(examples: ScopeExamples, tags: Table) -> dict[str, Any]:
    """The figures of all sets as plain data, which are also printed."""
    group, is_test = np.array(examples.group), np.array(examples.part) == "test"
    is_ours, in_abstracts = examples.definition == 0, group == "abstracts"
    verdicts = np.zeros((2, len(group)), dtype=np.bool_)
    folds = np.array([fold_of(document, FOLDS) for document in examples.document])
    for fold in range(FOLDS):
        marked = in_abstracts & (folds == fold)
        judge(examples, tags, in_abstracts & ~marked, marked, verdicts)
    others = ~is_ours & ~in_abstracts
    elsewhere = {name for name, other in zip(examples.document, others, strict=True) if other}
    unseen = np.array([document not in elsewhere for document in examples.document])
    judge(examples, tags, in_abstracts & unseen, others, verdicts)
    judge(examples, tags, is_ours & ~is_test, is_ours & is_test, verdicts)
    result: dict[str, Any] = {
        name: shares(f"bioscope, {name}", verdicts[:, group == name])
        for name in ("abstracts", "clinical_merged", "full_papers")
    }
    clinical = group == "clinical_merged"
    part = np.array([fold_of(document, CLINICAL_PARTS) for document in examples.document])
    result["clinical_development"] = shares(
        "clinical, looked at", verdicts[:, clinical & (part == 0)]
    )
    result["clinical_unseen"] = shares("clinical, unseen", verdicts[:, clinical & (part != 0)])
    ours = is_ours & is_test
    result["general"] = shares("general", verdicts[:, ours])
    result["kinds"] = {
        kind: shares(kind, verdicts[:, ours & (examples.cued.kind == number)])
        for number, kind in enumerate(KINDS)
        if (ours & (examples.cued.kind == number)).any()
    }
    result["registers"] = {
        name: shares(name, verdicts[:, ours & (group == name)])
        for name in sorted(set(group[ours].tolist()))
    }
    return result


def judge(
    examples: ScopeExamples, tags: Table, learned: Bools, marked: Bools, verdicts: Verdicts
) -> None:
    """Fit on the cues in `learned`, and enter the verdicts on those in `marked`."""
    begin, stop = find_scopes(examples.cued, fit_scopes(examples, learned, tags))
    verdicts[0, marked] = (begin == examples.begin)[marked]
    verdicts[1, marked] = (stop == examples.stop)[marked]


def shares(name: str, verdicts: Verdicts) -> dict[str, Any]:
    """The number of cues, and the shares with both ends, the beginning and the stop exact."""
    both, (begin, stop) = float(verdicts.all(axis=0).mean()), verdicts.mean(axis=1).tolist()
    cues = verdicts.shape[1]
    print(
        f"{name:<28} {cues:5} cues  both {figure(both)}  "
        f"beginning {figure(begin)}  stop {figure(stop)}"
    )
    return {"cues": cues, "both": both, "beginning": begin, "stop": stop}


if __name__ == "__main__":
    sys.exit(main())
