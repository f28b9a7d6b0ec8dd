"""Gold cues → how often the scope is found, both ends exact, and each end alone.

    python -m benchmarks.scopes --corpora PATH    writes results/scopes.json

Our own test part is marked by a model that learned from our training part alone. The weights of
BioScope's definition start from that model's, and learn from BioScope's abstracts, from variants of
these with references, and from our own frames in `seeds/report_scopes.txt`. The abstracts are
cross-validated by document. No clinical report or article is learned from, and no drawn frame
shares six words in a row with one. Every part of a cue that stands apart counts. The errors of a
fifth of the clinical reports, and of two of the nine articles, were looked at while features,
frames and variants were chosen; the others have figures of their own.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.output import rounded, write_json
from hedging.depth.files import load_depth
from hedging.depth.scopes import ScopeWeights, find_scopes
from hedging.detector import load
from hedging.evaluate.environment import environment
from hedging.evaluate.tables import figure
from hedging.kinds import KINDS
from hedging.text.hashing import Bools
from hedging.text.weights import Table
from hedging.train.folds import fold_of
from training.depth.scoped import ELSEWHERE, bioscope_weights, sentences, treebanks
from training.depth.scopes import Fitted, ScopeExamples, encode, fit_scopes
from training.depth.tags import fit_tags
from training.material import shipped_recipe

FOLDS = 10

#: Of so many parts of the clinical reports and of the articles, the first served for development.
PARTS = {"clinical_merged": 5, "full_papers": 3}

#: Whether the beginning and the stop of each scope are right, shape (2, cues).
Verdicts = npt.NDArray[np.bool_]


def main(argv: Sequence[str] | None = None) -> int:
    """Train, mark and count; see the module's text."""
    options = parse_with_corpora(parser_of(__doc__, corpora=True), argv)
    word_classes = load().model.word_classes
    without = shipped_recipe().without
    tags = fit_tags(treebanks(options.corpora), word_classes, without=without)
    examples = encode(list(sentences(options.corpora, without)), word_classes)
    result = {**environment(), **figures(examples, tags)}
    write_json(options.output / "scopes.json", rounded(result))
    return 0


def figures(examples: ScopeExamples, tags: Table) -> dict[str, Any]:
    """The figures of all sets as plain data, which are also printed."""
    group, is_test = np.array(examples.group), np.array(examples.part) == "test"
    is_ours, in_abstracts = examples.definition == 0, group == "abstracts"
    ours = fit_scopes(examples, (is_ours & ~is_test).astype(np.float64), tags)
    verdicts = np.zeros((2, len(group)), dtype=np.bool_)
    folds = np.array([fold_of(document, FOLDS) for document in examples.document])
    others = np.isin(group, ELSEWHERE)
    learned = ~is_ours & ~others
    for fold in range(FOLDS):
        inside = folds == fold
        judge(examples, ours, learned & ~inside, in_abstracts & inside, verdicts)
    elsewhere = {name for name, other in zip(examples.document, others, strict=True) if other}
    unseen = np.array([document not in elsewhere for document in examples.document])
    judge(examples, ours, learned & unseen, others, verdicts)
    enter(examples, ours.tables(), is_ours & is_test, verdicts)
    result: dict[str, Any] = {
        name: shares(f"bioscope, {name}", verdicts[:, group == name])
        for name in ("abstracts", "clinical_merged", "full_papers")
    }
    for name, parts in PARTS.items():
        part = np.array([fold_of(document, parts) for document in examples.document])
        for kind, inside in (("development", part == 0), ("unseen", part != 0)):
            chosen = (group == name) & inside
            result[f"{name}_{kind}"] = shares(f"{name}, {kind}", verdicts[:, chosen])
    tested = is_ours & is_test
    result["general"] = shares("general", verdicts[:, tested])
    as_shipped = np.zeros_like(verdicts)
    enter(examples, load_depth().scopes, tested, as_shipped)
    result["general_as_shipped"] = shares("general, as shipped", as_shipped[:, tested])
    result["kinds"] = {
        kind: shares(kind, verdicts[:, tested & (examples.cued.kind == number)])
        for number, kind in enumerate(KINDS)
        if (tested & (examples.cued.kind == number)).any()
    }
    result["registers"] = {
        name: shares(name, verdicts[:, tested & (group == name)])
        for name in sorted(set(group[tested].tolist()))
    }
    return result


def judge(
    examples: ScopeExamples, start: Fitted, learned: Bools, marked: Bools, verdicts: Verdicts
) -> None:
    """Learn BioScope's definition from `learned`, and enter the verdicts on `marked`."""
    weights = bioscope_weights(examples, learned)
    fitted = fit_scopes(examples, weights, start.tags, start=start)
    enter(examples, fitted.tables(), marked, verdicts)


def enter(examples: ScopeExamples, tables: ScopeWeights, marked: Bools, verdicts: Verdicts) -> None:
    """Enter the verdicts on the cues in `marked`."""
    begin, stop = find_scopes(examples.cued, tables)
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
