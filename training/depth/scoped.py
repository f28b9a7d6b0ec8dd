"""Our marks, BioScope's and drawn sentences → the cues that teach the ends of scopes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from hedging.model.scoring import Floats
from hedging.text.hashing import Bools
from training.corpora import scopes
from training.corpora.references import with_references
from training.corpora.scope_frames import read_frames
from training.depth.scopes import ScopeExamples
from training.material import SEEDS

#: The sets of BioScope that `benchmarks.scopes` tests without learning from them.
ELSEWHERE = ("clinical_merged", "full_papers")

#: The groups of the sentences that are drawn from frames, and of abstracts with references.
FRAMES, CITED = "report_scopes", "abstracts with references"

# How often each frame is drawn.
_DRAWS = 4
# The weight of a cue of these groups beside one of the abstracts.
_WEIGHTS = {FRAMES: 0.1, CITED: 0.5}
# Words in a row that no drawn sentence shares with a sentence that is tested on.
_RUN = 6


def treebanks(corpora: Path) -> list[Path]:
    """The files whose parts of speech the tags are learned from."""
    return [corpora / "ud-english" / f"{name}.jsonl" for name in ("gum", "ewt")]


def sentences(
    corpora: Path, without: Sequence[str]
) -> Iterable[scopes.ScopedSentence | scopes.BioscopeSentence]:
    """The sentences of our seeds and of BioScope, and those that are drawn.

    `without` names the texts of the seeds that are left out, as in a recipe.
    """
    yield from scopes.read(SEEDS / "scopes.jsonl", corpora, without)
    tested: set[tuple[str, ...]] = set()
    for name in ("abstracts", *ELSEWHERE):
        for sentence in scopes.read_bioscope(corpora / "bioscope" / f"{name}.xml"):
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
