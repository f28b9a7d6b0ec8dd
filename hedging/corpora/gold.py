"""What every reader yields: a sentence with the truth about it.

Corpora disagree about what a hedge is, so each sentence says by which scheme it was labelled and which kinds its annotators
looked for: about the others its silence means nothing.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from hedging.kinds import KINDS


@dataclass(frozen=True, slots=True)
class GoldCue:
    """A cue at code points `start` to `end` (exclusive); `kind` is None where the corpus does not tell kinds apart."""

    start: int
    end: int
    kind: str | None


@dataclass(frozen=True, slots=True)
class Gold:
    """A labelled sentence.

    `document` names the text it comes from, the same in every corpus, so that a document can be kept on one side of a split.
    `cues` is None where only the sentence has a label, `hedged` is None where the sentence has none. `part` is "test" for
    what training must not see, `group` a corpus's own division (a register, a phenomenon, "" for none).
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
        """Name of the set that the sentence is counted under: its scheme, and its group if it has one."""
        return f"{self.scheme}/{self.group}" if self.group else self.scheme


def title_key(title: str) -> str:
    """A document's identity by its title, since two corpora give one document two numbers.

    >>> title_key("IL-2 gene expression in T cells.")
    'il2geneexpressionintcells'
    """
    return re.sub(r"[^a-z0-9]", "", unicodedata.normalize("NFKD", title).lower())[:40]
