"""A labelled sentence, as every reader yields it.

Corpora disagree about what a hedge is. So each sentence names the scheme by which it was labelled,
and the kinds that its annotators looked for: a missing cue of another kind says nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, replace

from hedging.kinds import KINDS

#: The group of a sentence whose row lacks the field that divides the corpus.
NO_VALUE = "–"
#: The parts of the material: training never sees the cues of the test part.
PARTS = ("train", "test")


@dataclass(frozen=True, slots=True)
class GoldCue:
    """A cue at the code points `start` to `end` (exclusive); `kind` is None if it is not known."""

    start: int
    end: int
    kind: str | None


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled sentence.

    `document` is the name of the text that the sentence comes from, the same in every corpus, so
    that a document stays on one side of a split. `cues` is None where only the sentence has a
    label; `hedged` is None where the sentence has no label. `kinds` are the kinds that the
    annotators looked for. `part` is one of PARTS. `group` divides the corpus for the results (by
    genre, for example); "" is for no division.
    """

    document: str
    text: str
    cues: tuple[GoldCue, ...] | None
    hedged: bool | None
    scheme: str
    kinds: frozenset[str] = frozenset(KINDS)
    part: str = "train"
    group: str = ""

    @property
    def set(self) -> str:
        """The name under which results count the sentence: its scheme, and its group if any."""
        return f"{self.scheme}/{self.group}" if self.group else self.scheme


def hedged_by(gold: Gold, kinds: Collection[str]) -> Gold:
    """The sentence, hedged where one of its cues has one of the kinds.

    It stays as it is where it has no cues, or where their kinds are not known.

    >>> gold = Gold("a", "It may rain.", (GoldCue(3, 6, "epistemic"),), True, "mine")
    >>> hedged_by(gold, ["weasel"]).hedged
    False
    """
    own = {cue.kind for cue in gold.cues or ()}
    if not own or None in own:
        return gold
    return replace(gold, hedged=not own.isdisjoint(kinds))


def title_key(title: str) -> str:
    """A document's identity by its title, since two corpora may number one document differently."""
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", title).lower())[:40]
