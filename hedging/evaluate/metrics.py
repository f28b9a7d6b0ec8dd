"""Gold sentences + reports → figures of sentences, cues and kinds, calibration, wrong verdicts.

Sentences are compared by their labels. Cues are compared twice: exactly (the same span) and by
overlap. Kinds are compared token by token, as the papers on the Szeged corpus do, because two
annotators rarely give a cue the same borders. A gold sentence that only has a label adds nothing to
the figures of cues. A figure without anything to measure is None, never 0.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from hedging.batch import Batch, Report
from hedging.corpora.gold import Gold, GoldCue
from hedging.detector import Detector
from hedging.kinds import KINDS
from hedging.results import Cue
from hedging.stats.bootstrap import Ratios, intervals_of
from hedging.stats.columns import Floats, Ints
from hedging.stats.pooling import Interval
from hedging.text.hashing import Bools
from hedging.text.tokens import tokenize

#: What has intervals, by its name in JSON: the field of `Metrics` and of `DocumentCounts`.
COUNTED: Final = {"sentences": "sentences", "cues_exact": "cues"}
#: Which figures of it have intervals, as `Counts` and the JSON name them.
FIGURES: Final = ("precision", "recall", "f1")
# The bins of scores, and how often chance is tried.
_BINS: Final = 10
_ROUNDS: Final = 200


def rounded(value: float | None) -> float | None:
    """The value with four decimals; None stays None."""
    return None if value is None else round(value, 4)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many were predicted, how many are true, and how many are both (`hits`).

    >>> counts = Counts(hits=8, predicted=10, true=16)
    >>> counts.precision, counts.recall, round(counts.f1, 3)
    (0.8, 0.5, 0.615)
    """

    hits: int = 0
    predicted: int = 0
    true: int = 0

    def __add__(self, other: Counts) -> Counts:
        return Counts(
            self.hits + other.hits, self.predicted + other.predicted, self.true + other.true
        )

    @property
    def precision(self) -> float | None:
        """Hits among the predicted, as a share; None if nothing was predicted."""
        return self.hits / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Hits among the true, as a share; None if nothing is true."""
        return self.hits / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None if nothing was predicted or is true."""
        total = self.predicted + self.true
        return 2 * self.hits / total if total else None

    def to_dict(self) -> dict[str, float | None]:
        """The figures with four decimals, for JSON."""
        return {
            "precision": rounded(self.precision),
            "recall": rounded(self.recall),
            "f1": rounded(self.f1),
            "true": self.true,
        }


@dataclass(slots=True)
class DocumentCounts:
    """The counts of one document, as the bootstrap draws them."""

    sentences: Counts = field(default_factory=Counts)
    cues: Counts = field(default_factory=Counts)


@dataclass(slots=True)
class Metrics:
    """Everything that is measured on one set of sentences.

    `documents` has the counts of sentences and of exact cues for each document. `overlaps` counts
    cues that overlap, `kinds` tokens by kind. `confusion` counts pairs of a true kind (or "none")
    and a predicted kind (or "missed"). `scores` and `truths` have an item for each sentence with a
    label.
    """

    documents: dict[str, DocumentCounts] = field(default_factory=dict)
    overlaps: Counts = field(default_factory=Counts)
    kinds: dict[str, Counts] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)
    truths: list[bool] = field(default_factory=list)

    @property
    def sentences(self) -> Counts:
        """The counts of sentences, of all documents."""
        return sum((document.sentences for document in self.documents.values()), start=Counts())

    @property
    def cues(self) -> Counts:
        """The counts of cues with exactly the same span, of all documents."""
        return sum((document.cues for document in self.documents.values()), start=Counts())

    def add(self, gold: Gold, report: Report) -> None:
        """Count one gold sentence; `report` is the detector's answer to its text."""
        cues = [GoldCue(cue.start, cue.end, cue.kind) for cue in report.cues]
        self.add_answer(gold, *verdict(report), cues)

    def add_answer(self, gold: Gold, score: float, hedged: bool, cues: Sequence[GoldCue]) -> None:
        """Count one gold sentence; the others are the answer to it."""
        document = self.documents.setdefault(gold.document, DocumentCounts())
        if gold.hedged is not None:
            document.sentences += Counts(hedged and gold.hedged, hedged, gold.hedged)
            self.scores.append(score)
            self.truths.append(gold.hedged)
        if gold.cues is not None:
            # A kind that the annotators did not look for is neither right nor wrong.
            predicted = [cue for cue in cues if cue.kind in gold.kinds]
            self._add_cues(gold.text, gold.cues, predicted, document)

    def _add_cues(
        self,
        text: str,
        true: Sequence[GoldCue],
        predicted: Sequence[GoldCue],
        document: DocumentCounts,
    ) -> None:
        spans = {(cue.start, cue.end) for cue in true}
        exact = sum((cue.start, cue.end) in spans for cue in predicted)
        document.cues += Counts(exact, len(predicted), len(true))
        pairs = _pairs(true, predicted)
        self.overlaps += Counts(len(pairs), len(predicted), len(true))
        if all(cue.kind is not None for cue in true):
            self._add_kinds(text, true, predicted)
            for cue in true:
                answer = str(pairs[cue].kind) if cue in pairs else "missed"
                self.confusion[str(cue.kind), answer] += 1
            for cue in set(predicted) - set(pairs.values()):
                self.confusion["none", str(cue.kind)] += 1

    def _add_kinds(self, text: str, true: Sequence[GoldCue], predicted: Sequence[GoldCue]) -> None:
        tokens = tokenize(text)
        true_kinds, predicted_kinds = (_kinds_at(cues, len(text)) for cues in (true, predicted))
        for start, end in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True):
            right = next(filter(None, true_kinds[start:end]), None)
            answer = next(filter(None, predicted_kinds[start:end]), None)
            for kind in {right, answer} - {None}:
                counts = Counts(right == answer, answer == kind, right == kind)
                self.kinds[str(kind)] = self.kinds.get(str(kind), Counts()) + counts

    def merge(self, other: Metrics) -> None:
        """Add the metrics of other sentences."""
        self.overlaps += other.overlaps
        for kind, counts in other.kinds.items():
            self.kinds[kind] = self.kinds.get(kind, Counts()) + counts
        self.confusion.update(other.confusion)
        self.scores.extend(other.scores)
        self.truths.extend(other.truths)
        for name, document in other.documents.items():
            own = self.documents.setdefault(name, DocumentCounts())
            own.sentences += document.sentences
            own.cues += document.cues

    @property
    def has_kinds(self) -> bool:
        """Whether the gold cues have kinds."""
        return any(counts.true for counts in self.kinds.values())

    @property
    def macro_f1(self) -> float | None:
        """Mean token F1 of the kinds of the gold cues; None if the gold cues have no kinds."""
        values = [counts.f1 or 0.0 for counts in self.kinds.values() if counts.true]
        return sum(values) / len(values) if values else None

    def reliability(self) -> list[tuple[float, float, int]]:
        """Mean score, share of hedged sentences, and number of sentences of each bin.

        The bins divide the scores from 0 to 1 into equal widths; empty bins are left out.
        """
        scores, truths = np.array(self.scores), np.array(self.truths)
        number = _bin_of(scores)
        rows = [np.flatnonzero(number == bin_) for bin_ in np.unique(number)]
        return [(float(scores[own].mean()), float(truths[own].mean()), len(own)) for own in rows]

    def calibration_error(self) -> float | None:
        """Expected calibration error of the sentence scores; None if no sentence has a label.

        The mean distance between score and share over the bins of `reliability`, weighted by their
        sizes (Guo et al. 2017).
        """
        scores = np.array(self.scores)
        return _calibration_error(scores, np.array(self.truths)) if self.scores else None

    def chance_error(self) -> float | None:
        """The calibration error that a perfectly calibrated model stays below in 95 of 100 cases.

        The error of so many sentences with these scores, if each is hedged with the probability
        that its score says (Bröcker and Smith 2007). It stands in the place of an interval: the
        error is above 0 by chance alone, so a bootstrap interval would lie too high.
        """
        if not self.scores:
            return None
        scores, random = np.array(self.scores), np.random.default_rng(0)
        draws = (random.random(len(scores)) < scores for _ in range(_ROUNDS))
        return float(np.percentile([_calibration_error(scores, drawn) for drawn in draws], 95))

    def to_dict(self) -> dict[str, Any]:
        """All figures as plain data for JSON; kinds only where the gold cues have kinds."""
        figures: dict[str, Any] = {
            "documents": len(self.documents),
            "sentences": self.sentences.to_dict() | {"labelled": len(self.truths)},
            "calibration_error": rounded(self.calibration_error()),
            "calibration_error_by_chance": rounded(self.chance_error()),
            "cues_exact": self.cues.to_dict(),
            "cues_overlapping": self.overlaps.to_dict(),
            "intervals_95": {
                counted if figure == "f1" else f"{counted}_{figure}": interval and list(interval)
                for counted, of_figures in intervals(self).items()
                for figure, interval in of_figures.items()
            },
        }
        if self.has_kinds:
            figures["tokens"] = {
                kind: self.kinds[kind].to_dict() for kind in KINDS if kind in self.kinds
            }
            figures["token_macro_f1"] = rounded(self.macro_f1)
            figures["confusion"] = {
                f"{true} > {predicted}": n
                for (true, predicted), n in sorted(self.confusion.items())
            }
        return figures


def plain_metrics(metrics: Mapping[str, Metrics]) -> dict[str, Any]:
    """The figures of all sets as plain data for JSON."""
    return {name: measured.to_dict() for name, measured in sorted(metrics.items())}


def intervals(metrics: Metrics) -> dict[str, dict[str, Interval]]:
    """95 % intervals of precision, recall and F1, of the sentences and of the exact cues.

    The sentences of a document resemble each other, so documents are drawn again. None where there
    are too few documents, or all are alike.
    """
    ends = [
        interval and (round(interval[0], 4), round(interval[1], 4))
        for interval in intervals_of(figures_by_document(metrics.documents.values()))
    ]
    return {
        counted: dict(zip(FIGURES, ends[number * len(FIGURES) :], strict=False))
        for number, counted in enumerate(COUNTED)
    }


def figures_by_document(documents: Iterable[DocumentCounts]) -> Ratios:
    """The figures that have intervals as ratios of sums over documents.

    They are FIGURES of the first of COUNTED, then of the second. An F1 is the hits divided by the
    mean of the predicted and the true.
    """
    table = np.array(
        [
            (counts.hits, counts.predicted, counts.true)
            for document in documents
            for counts in (document.sentences, document.cues)
        ],
        dtype=np.float64,
    ).reshape(-1, len(COUNTED), 3)
    hits, predicted, true = np.moveaxis(table, -1, 0)
    bottoms = np.stack([predicted, true, (predicted + true) / 2], axis=-1)
    tops = np.repeat(hits, len(FIGURES), axis=1)
    return Ratios(tops, bottoms.reshape(tops.shape))


def verdict(report: Report) -> tuple[float, bool]:
    """Highest sentence score of a report, and whether any of its sentences is hedged.

    The report of a gold sentence usually has one sentence; several sentences count as one.
    """
    score = max((sentence.score for sentence in report.sentences), default=0.0)
    return score, any(sentence.hedged for sentence in report.sentences)


def _bin_of(scores: Floats) -> Ints:
    return np.minimum((scores * _BINS).astype(np.int64), _BINS - 1)


def _calibration_error(scores: Floats, truths: Bools) -> float:
    sums = np.bincount(_bin_of(scores), weights=scores - truths)
    return float(np.abs(sums).sum() / len(scores))


def _overlap(a: GoldCue, b: GoldCue) -> bool:
    return a.start < b.end and b.start < a.end


def _kinds_at(cues: Sequence[GoldCue], size: int) -> list[str | None]:
    """The kind at each code point of a text: that of the first cue there."""
    kinds: list[str | None] = [None] * size
    for cue in reversed(cues):
        kinds[cue.start : cue.end] = [str(cue.kind)] * (cue.end - cue.start)
    return kinds


def _pairs(true: Sequence[GoldCue], predicted: Sequence[GoldCue]) -> dict[GoldCue, GoldCue]:
    """Each true cue with the first unmatched predicted cue that overlaps it, in text order."""
    pairs: dict[GoldCue, GoldCue] = {}
    unmatched = deque(sorted(predicted, key=lambda cue: cue.start))
    for cue in sorted(true, key=lambda cue: cue.start):
        while unmatched and unmatched[0].end <= cue.start:
            unmatched.popleft()
        for number, candidate in enumerate(unmatched):
            if candidate.start >= cue.end:
                break
            if _overlap(cue, candidate):
                pairs[cue] = candidate
                del unmatched[number]
                break
    return pairs


def measure(golds: Sequence[Gold], detector: Detector, metrics: dict[str, Metrics]) -> None:
    """Score gold sentences, each as one sentence, and add them to the metrics of their sets.

    A sentence counts for its scheme ("general") and, if it has a group, for its group
    ("general/news").
    """
    count(golds, score_golds(golds, detector), metrics)


def count(golds: Sequence[Gold], reports: Iterable[Report], metrics: dict[str, Metrics]) -> None:
    """Add gold sentences to the metrics of their sets; `reports` are what `score_golds` gives."""
    for gold, report in zip(golds, reports, strict=True):
        for name in dict.fromkeys((gold.scheme, gold.set)):
            metrics.setdefault(name, Metrics()).add(gold, report)


def score_golds(golds: Sequence[Gold], detector: Detector) -> Batch:
    """The reports of gold sentences."""
    return score_whole([gold.text for gold in golds], detector)


def score_whole(texts: Sequence[str], detector: Detector) -> Batch:
    """The reports of texts, each scored as one sentence, without their depth."""
    spans = [[(0, len(text))] for text in texts]
    return detector.detect_batch(texts, sentences=spans, depth="cues")


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence with a wrong verdict, its score, and the cues that the detector found in it."""

    gold: Gold
    score: float
    cues: tuple[Cue, ...]

    @property
    def is_false_alarm(self) -> bool:
        """Whether the detector calls the sentence hedged; otherwise it missed a hedged sentence."""
        return not self.gold.hedged


def find_mistakes(golds: Sequence[Gold], reports: Iterable[Report]) -> list[Mistake]:
    """The gold sentences with a wrong verdict, the most confident mistakes first.

    `reports` are what `score_golds` gives. A sentence without a label is no mistake.
    """
    mistakes = []
    for gold, report in zip(golds, reports, strict=True):
        score, hedged = verdict(report)
        if gold.hedged is not None and gold.hedged != hedged:
            mistakes.append(Mistake(gold, score, report.cues))
    return sorted(mistakes, key=lambda mistake: -abs(mistake.score - bool(mistake.gold.hedged)))


def count_boundaries(
    predicted: Iterable[tuple[int, int]], gold: Iterable[tuple[int, int]]
) -> Counts:
    """The counts of the sentence ends of one document."""
    predicted_ends, true_ends = {end for _, end in predicted}, {end for _, end in gold}
    return Counts(len(predicted_ends & true_ends), len(predicted_ends), len(true_ends))
