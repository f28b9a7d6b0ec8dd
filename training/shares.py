"""Unlabelled text → the threshold that flags the published share of its sentences.

The sentences of a corpus may have been chosen because they hedge. The threshold with the best F1
on them then flags too many sentences of ordinary text. Where the share of hedged sentences is
published, the threshold that flags this share of unlabelled text needs no label.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from hedging.detector import Detector, load
from hedging.errors import CorpusError
from training.running_text import beginnings

#: The share of hedged sentences in the training set of CoNLL-2010's Wikipedia (2,484 of 11,111;
#: Farkas, Vincze, Móra, Csirik and Szarvas 2010), and the files of such text below `unlabelled`.
SHARES = {"conll2010-wikipedia": (2484 / 11_111, "encyclopedia/enwiki-*.jsonl")}
#: So many sentences tell a share of 22 % to half a point.
SENTENCES = 6_000
#: Characters from the beginning of a document that are read, so that many documents are.
BEGINNING = 3_000


def unlabelled_sentences(corpora: Path, scheme: str) -> list[str]:
    """Sentences of running text of a scheme's register; CorpusError where there is none."""
    files = corpora.parent / "unlabelled" / SHARES[scheme][1]
    splitter = load(depth="cues")
    sentences: list[str] = []
    for _, text in beginnings(sorted(files.parent.glob(files.name)), BEGINNING):
        sentences += [sentence.text for sentence in splitter.detect(text).sentences]
        if len(sentences) >= SENTENCES:
            break
    if not sentences:
        raise CorpusError(
            f"{files}: expected running text, from which the threshold of {scheme} follows"
        )
    return sentences


def threshold_of_share(detector: Detector, scheme: str, texts: Sequence[str]) -> float:
    """The threshold with which a detector flags the published share of some sentences."""
    spans = [[(0, len(text))] for text in texts]
    scores = detector.detect_batch(texts, sentences=spans).sentence_score
    return round(float(np.quantile(scores, 1 - SHARES[scheme][0])), 4)
