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

import re
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from benchmarks.material import SEEDS, parse_corpora_and_output, shipped_recipe
from benchmarks.output import rounded, write_json
from hedging.corpora import bioscope, scopes
from hedging.corpora.scope_frames import read_frames
from hedging.depth.files import load_depth
from hedging.depth.scopes import ScopeWeights, find_scopes
from hedging.detector import load
from hedging.evaluate.environment import environment
from hedging.evaluate.tables import figure
from hedging.kinds import KINDS
from hedging.model.scoring import Floats
from hedging.text.hashing import Bools
from hedging.text.weights import Table
from hedging.train.folds import fold_of
from hedging.train.scope_variants import with_references
from hedging.train.scopes import Fitted, ScopeExamples, encode, fit_scopes
from hedging.train.tags import fit_tags

FOLDS = 10

#: The sets of BioScope that the benchmark learns nothing from.
ELSEWHERE = ("clinical_merged", "full_papers")

#: The groups of the sentences that are drawn from frames, and of abstracts with references.
FRAMES, CITED = "report_scopes", "abstracts with references"

# How often each frame is drawn.
_DRAWS = 4
# The weight of a cue of these groups beside one of the abstracts.
_WEIGHTS = {FRAMES: 0.1, CITED: 0.5}
# Words in a row that no drawn sentence shares with a sentence that is tested on.
_RUN = 6

#: Of so many parts of the clinical reports and of the articles, the first served for development.
PARTS = {"clinical_merged": 5, "full_papers": 3}

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
    """The sentences of our seeds and of BioScope, and those that are drawn."""
    yield from scopes.read(SEEDS / "scopes.jsonl", corpora, shipped_recipe().without)
    tested: set[tuple[str, ...]] = set()
    for name in ("abstracts", *ELSEWHERE):
        for sentence in bioscope.read_scopes(corpora / "bioscope" / f"{name}.xml"):
            yield sentence
            if name in ELSEWHERE:
                tested.update(_runs(sentence.text))
            else:
                yield from with_references([sentence], CITED)
    frames = SEEDS / f"{FRAMES}.txt"
    for sentence in read_frames(frames, SEEDS / "report_phrases.txt", _DRAWS):
        if tested.isdisjoint(_runs(sentence.text)):
            yield sentence


def _runs(text: str) -> Iterable[tuple[str, ...]]:
    """All runs of six words, and the whole text, which may be shorter."""
    words = re.findall(r"\w+", text.lower())
    return [tuple(words), *zip(*(words[place:] for place in range(_RUN)), strict=False)]


def bioscope_weights(examples: ScopeExamples, use: Bools) -> Floats:
    """The weight of each cue when BioScope's definition is learned from those in `use`.

    The cues of our frames, which have the same definition, are always learned from.
    """
    weights = np.array([_WEIGHTS.get(group, 1.0) for group in examples.group])
    weights[~use & (np.array(examples.group) != FRAMES)] = 0
    return weights


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
