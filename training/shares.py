"""Unlabelled text → the threshold that flags the published share of its sentences.

The sentences of a corpus may have been chosen because they hedge. The threshold with the best F1
on them then flags too many sentences of ordinary text. Where the share of hedged sentences is
published, the threshold that flags this share of unlabelled text needs no label.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hedging.corpora.rows import read_rows
from hedging.detector import Detector, load

#: The share of hedged sentences in the training set of CoNLL-2010's Wikipedia, and the files of
#: such text below `unlabelled`. Source: Farkas, Vincze, Móra, Csirik and Szarvas 2010, table 1
#: (2,484 of 11,111 sentences).
SHARES = {"conll2010-wikipedia": (2484 / 11_111, "encyclopedia/enwiki-*.jsonl")}
#: So many sentences tell a share of 22 % to half a point.
SENTENCES = 6_000
#: Characters from the beginning of a document that are read, so that many documents are.
BEGINNING = 3_000


def unlabelled_sentences(corpora: Path, scheme: str) -> list[str]:
    """Sentences of unlabelled text of a scheme's register, of documents in random order."""
    splitter = load(depth="cues")
    files = sorted((corpora.parent / "unlabelled").glob(SHARES[scheme][1]))
    texts = [row.string("text")[:BEGINNING] for file in files for row in read_rows(file, ("text",))]
    random.Random(0).shuffle(texts)
    sentences: list[str] = []
    for text in texts:
        # What is cut off ends in the middle of a sentence.
        found = splitter.detect(text).sentences
        sentences += [sentence.text for sentence in found[: -1 if len(text) == BEGINNING else None]]
        if len(sentences) >= SENTENCES:
            break
    return sentences


def threshold_of_share(detector: Detector, scheme: str, texts: Sequence[str]) -> float:
    """The threshold with which a detector flags the published share of some sentences."""
    spans = [[(0, len(text))] for text in texts]
    scores = detector.detect_batch(texts, sentences=spans).sentence_score
    return round(float(np.quantile(scores, 1 - SHARES[scheme][0])), 4)
