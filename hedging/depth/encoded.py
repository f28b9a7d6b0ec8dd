"""Sentences and whole answers as an encoder reads them → confidence and role.

The light network looks for runs of words; an encoder reads. It reads each sentence for its own
confidence and role. For the confidence of a short document it reads the sentences that count once
more, as one text without what stands between them, since what a writer thinks of an answer is more
than a mixture of what single sentences say:

    Thank you! It may be the pump. Or so I heard. I hope this helps.
    courtesy   claim               claim          courtesy
    read once  It may be the pump. Or so I heard.

The encoder learned from prose. What a list, a quotation or a table sets before a sentence says
nothing of how sure the writer is, and is left out:

    - **Rust** may have eaten it.      Rust may have eaten it.
    > 2. It was 1874.                  It was 1874.
    | Cause | It may be rust. |        It may be rust.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from hedging.depth.confidence import in_units
from hedging.model.scoring import Floats
from hedging.text.hashing import Bools, Ints
from hedging.text.joined import cut_out
from hedging.text.markup import EMPHASIS

if TYPE_CHECKING:
    from hedging.encoder.confidence import ConfidenceReader


# Marks of items, headings, quotations and rows, with white space behind each.
_LEADING = re.compile(r"\s*(?:(?:[-*+•>|]|#{1,6}|\d{1,3}[.)])\s+)+")
# What parts the cells of a row.
_EDGE = re.compile(r"\s\|\s+")


def without_marks(sentence: str, cue: int | None = None) -> str:
    """The sentence without the marks of its layout; `cue` is where its first cue begins.

    The last cell of a row of a table is what it says; the others name the row and are left out,
    unless a cue stands in them. A sentence without letters and digits stays as it is.
    """
    begin = leading.end() if (leading := _LEADING.match(sentence)) else 0
    row = sentence.rstrip().removesuffix("|")
    edges = (edge.end() for edge in _EDGE.finditer(row, begin))
    begin = max((edge for edge in edges if cue is None or edge <= cue), default=begin)
    words = row[begin:].replace(EMPHASIS, "").strip()
    return words if any(map(str.isalnum, words)) else sentence


#: The most tokens of the sentences that are read as one text; they fit one window of the encoder.
MOST_TOKENS = 120
#: How much the light network counts beside the encoder: their errors differ.
LIGHT_SHARE = 0.2


class Spoken(NamedTuple):
    """The sentences of a round: `texts`, where each begins, spans in the joined text, lengths.

    `cue` is where the first cue of each sentence begins, and its end if it has none.
    """

    texts: Sequence[str]
    document_start: Ints
    start: Ints
    end: Ints
    length: Ints
    cue: Ints

    def words(self, rows: Ints) -> list[str]:
        """The words of some sentences, without the marks of their layout."""
        start = self.start[rows]
        found = cut_out(self.texts, self.document_start, start, self.end[rows])
        cues = (self.cue[rows] - start).tolist()
        return [without_marks(text, cue) for text, cue in zip(found, cues, strict=True)]


def short_documents(
    counts: Bools, length: Ints, document: Ints, documents: int
) -> tuple[Bools, Ints]:
    """Which documents are short, and how many of their sentences count.

    A document is short if the sentences that count have at most MOST_TOKENS tokens.
    """
    tokens = np.bincount(document, length * counts, documents)
    return tokens <= MOST_TOKENS, np.bincount(document[counts], minlength=documents)


def read_answers(
    spoken: Spoken, counts: Bools, skipped: Bools, document: Ints, reader: ConfidenceReader
) -> tuple[Ints, Ints]:
    """The documents whose sentences that count are read as one text, and their log-odds in UNITs.

    They are the short documents with more than one such sentence, but for those that are `skipped`.
    """
    is_short, sentences = short_documents(counts, spoken.length, document, len(spoken.texts))
    is_read = is_short & (sentences > 1) & ~skipped
    documents, answers = _joined(spoken, (counts & is_read[document]).nonzero()[0], document)
    return documents, in_units(reader.read(answers).log_odds)


def _joined(spoken: Spoken, rows: Ints, document: Ints) -> tuple[Ints, list[str]]:
    """The documents of some sentences, and these sentences of each as one text."""
    words = spoken.words(rows)
    documents, first = np.unique(document[rows], return_index=True)
    texts = [" ".join(words[a:b]) for a, b in pairwise([*first.tolist(), len(words)])]
    return documents, texts


def read_whole(
    spoken: Spoken,
    whole: Bools,
    document: Ints,
    rows: Ints,
    evidence: Floats,
    reader: ConfidenceReader,
) -> tuple[Ints, Floats]:
    """The documents of the sentences `whole`, and why each may decline: as Readings have it.

    Each is read as one text, with everything that it says. Of the sentences `rows` the evidence is
    known; it stands for a document that has no other sentence.
    """
    sentences = np.bincount(document[whole], minlength=len(spoken.texts))
    is_known = whole[rows] & (sentences[document[rows]] == 1)
    others = whole & (sentences[document] > 1)
    documents, texts = _joined(spoken, others.nonzero()[0], document)
    return (
        np.concatenate((document[rows[is_known]], documents)),
        np.concatenate((evidence[is_known], reader.read(texts).declined)),
    )


def beside_light(log_odds: Ints, light: Floats | Ints) -> Ints:
    """The encoder's log-odds, mixed with the light network's where those are not NaN.

    >>> beside_light(np.array([100, 100]), np.array([0, np.nan])).tolist()
    [80, 100]
    """
    both = (1 - LIGHT_SHARE) * log_odds + LIGHT_SHARE * light
    return np.round(np.where(np.isnan(light), log_odds, both)).astype(np.int64)
