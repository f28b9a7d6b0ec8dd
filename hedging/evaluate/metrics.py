"""Gold sentences + reports → precision, recall and F1 of sentences, cues and kinds; calibration.

Sentences are compared by their labels. Cues are compared twice: exactly (the same span) and by
overlap. Kinds are compared token by token, as the papers on the Szeged corpus do, because two
annotators rarely give a cue the same borders. A gold sentence that only has a label adds nothing to
the figures of cues. A figure without anything to measure is None, never 0.
"""

from __future__ import annotations

import os
import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from importlib import metadata
from typing import Any

import numpy as np

from hedging.corpora.gold import Gold, GoldCue
from hedging.detector import Detector
from hedging.kinds import KINDS
from hedging.results import Report
from hedging.text.tokens import tokenize


def rounded(value: float | None) -> float | None:
    """The value with four decimals; None stays None.

    >>> rounded(2 / 3), rounded(None)
    (0.6667, None)
    """
    return None if value is None else round(value, 4)


@dataclass(slots=True)
class Tally:
    """How many were predicted, how many are true, and how many are both (`hits`).

    >>> tally = Tally(hits=8, predicted=10, true=16)
    >>> tally.precision, tally.recall, round(tally.f1, 3)
    (0.8, 0.5, 0.615)
    >>> Tally().f1 is None
    True
    """

    hits: int = 0
    predicted: int = 0
    true: int = 0

    def add(self, hits: int, predicted: int, true: int) -> None:
        self.hits += hits
        self.predicted += predicted
        self.true += true

    def merge(self, other: Tally) -> None:
        """Add the counts of another tally."""
        self.add(other.hits, other.predicted, other.true)

    @property
    def precision(self) -> float | None:
        """Share of the predicted that is true; None if nothing was predicted."""
        return self.hits / self.predicted if self.predicted else None

    @property
    def recall(self) -> float | None:
        """Share of the true that was predicted; None if nothing is true."""
        return self.hits / self.true if self.true else None

    @property
    def f1(self) -> float | None:
        """Harmonic mean of precision and recall; None if nothing was predicted or is true."""
        total = self.predicted + self.true
        return 2 * self.hits / total if total else None

    def row(self) -> dict[str, float | None]:
        """The figures with four decimals, for JSON."""
        return {
            "precision": rounded(self.precision),
            "recall": rounded(self.recall),
            "f1": rounded(self.f1),
            "true": self.true,
        }


@dataclass(slots=True)
class DocumentTally:
    """The tallies of one document, from which the bootstrap draws."""

    sentences: Tally = field(default_factory=Tally)
    cues: Tally = field(default_factory=Tally)

    def merge(self, other: DocumentTally) -> None:
        """Add the counts of another document tally."""
        self.sentences.merge(other.sentences)
        self.cues.merge(other.cues)


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence with a wrong verdict, its score, and the texts of the cues that were shown."""

    gold: Gold
    score: float
    cues: tuple[str, ...]


@dataclass(slots=True)
class Metrics:
    """Everything that is measured on one set of sentences.

    `cues` counts equal spans, `overlaps` spans that overlap, `kinds` tokens by kind. `confusion`
    counts pairs of a true kind (or "none") and a predicted kind (or "missed"). `scores` and
    `truths` have an item for each sentence with a label.
    """

    sentences: Tally = field(default_factory=Tally)
    cues: Tally = field(default_factory=Tally)
    overlaps: Tally = field(default_factory=Tally)
    kinds: dict[str, Tally] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)
    truths: list[bool] = field(default_factory=list)
    documents: dict[str, DocumentTally] = field(default_factory=dict)

    def add(self, gold: Gold, report: Report) -> None:
        """Count one gold sentence; `report` is the detector's answer to its text."""
        document = self.documents.setdefault(gold.document, DocumentTally())
        if gold.hedged is not None:
            score, hedged = verdict(report)
            counts = (hedged and gold.hedged, hedged, gold.hedged)
            self.sentences.add(*counts)
            document.sentences.add(*counts)
            self.scores.append(score)
            self.truths.append(gold.hedged)
        if gold.cues is not None:
            self._add_cues(gold, gold.cues, report, document)

    def _add_cues(
        self, gold: Gold, true: Sequence[GoldCue], report: Report, document: DocumentTally
    ) -> None:
        # A kind that the annotators did not look for is neither right nor wrong.
        predicted = [
            GoldCue(cue.start, cue.end, cue.kind) for cue in report.cues if cue.kind in gold.kinds
        ]
        spans = {(cue.start, cue.end) for cue in true}
        exact = sum((cue.start, cue.end) in spans for cue in predicted)
        self.cues.add(exact, len(predicted), len(true))
        document.cues.add(exact, len(predicted), len(true))
        pairs = _pairs(true, predicted)
        self.overlaps.add(len(pairs), len(predicted), len(true))
        if all(cue.kind is not None for cue in true):
            self._add_kinds(gold.text, true, predicted)
            self._add_confusion(true, predicted, pairs)

    def _add_kinds(self, text: str, true: Sequence[GoldCue], predicted: Sequence[GoldCue]) -> None:
        tokens = tokenize(text)
        for start, end in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True):
            token = GoldCue(start, end, None)
            true_kind = _kind_at(token, true)
            predicted_kind = _kind_at(token, predicted)
            for kind in {true_kind, predicted_kind} - {None}:
                self.kinds.setdefault(str(kind), Tally()).add(
                    true_kind == predicted_kind, predicted_kind == kind, true_kind == kind
                )

    def _add_confusion(
        self,
        true: Sequence[GoldCue],
        predicted: Sequence[GoldCue],
        pairs: dict[GoldCue, GoldCue],
    ) -> None:
        for cue in true:
            answer = str(pairs[cue].kind) if cue in pairs else "missed"
            self.confusion[str(cue.kind), answer] += 1
        for cue in set(predicted) - set(pairs.values()):
            self.confusion["none", str(cue.kind)] += 1

    def merge(self, other: Metrics) -> None:
        """Add what another set of sentences gave."""
        self.sentences.merge(other.sentences)
        self.cues.merge(other.cues)
        self.overlaps.merge(other.overlaps)
        for kind, tally in other.kinds.items():
            self.kinds.setdefault(kind, Tally()).merge(tally)
        self.confusion.update(other.confusion)
        self.scores.extend(other.scores)
        self.truths.extend(other.truths)
        for name, document in other.documents.items():
            self.documents.setdefault(name, DocumentTally()).merge(document)

    @property
    def has_kinds(self) -> bool:
        """Whether the gold cues have kinds."""
        return any(tally.true for tally in self.kinds.values())

    @property
    def macro_f1(self) -> float | None:
        """Mean token F1 of the kinds of the gold cues; None if the gold cues have no kinds."""
        values = [tally.f1 for tally in self.kinds.values() if tally.true and tally.f1 is not None]
        return sum(values) / len(values) if values else None

    def intervals(self, rounds: int = 1000) -> dict[str, tuple[float, float]]:
        """95 % intervals of the sentence F1 and the exact cue F1.

        Percentiles of a bootstrap over documents (Efron 1979). A figure without anything to measure
        has no interval.
        """
        if not self.documents:
            return {}
        # Columns: hits, and predicted + true, of the sentences; then both of the cues.
        counts = np.array(
            [
                [n for tally in (document.sentences, document.cues) for n in _f1_counts(tally)]
                for document in self.documents.values()
            ],
            dtype=np.float64,
        )
        random = np.random.default_rng(0)
        size = len(counts)
        even = np.full(size, 1 / size)
        drawn = np.array([random.multinomial(size, even) @ counts for _ in range(rounds)])
        intervals = {}
        for name, hits in (("sentences", 0), ("cues_exact", 2)):
            if counts[:, hits + 1].any():
                f1 = 2 * drawn[:, hits] / np.maximum(drawn[:, hits + 1], 1)
                low, high = np.percentile(f1, (2.5, 97.5))
                intervals[name] = (round(float(low), 4), round(float(high), 4))
        return intervals

    def reliability(self, bins: int = 10) -> list[tuple[float, float, int]]:
        """Mean score, share of hedged sentences, and number of sentences of each bin.

        The bins divide the scores from 0 to 1 into equal widths; empty bins are left out.
        """
        scores, truths = np.array(self.scores), np.array(self.truths, dtype=float)
        number = np.minimum((scores * bins).astype(int), bins - 1)
        sizes = np.bincount(number, minlength=bins)
        means = (
            np.bincount(number, weights=values, minlength=bins) / np.maximum(sizes, 1)
            for values in (scores, truths)
        )
        return [(float(s), float(t), int(n)) for s, t, n in zip(*means, sizes, strict=True) if n]

    def calibration_error(self, bins: int = 10) -> float | None:
        """Expected calibration error of the sentence scores; None if no sentence has a label.

        The mean distance between score and share over the bins of `reliability`, weighted by their
        sizes (Guo et al. 2017).
        """
        if not self.scores:
            return None
        distances = (abs(score - share) * n for score, share, n in self.reliability(bins))
        return sum(distances) / len(self.scores)

    def row(self) -> dict[str, Any]:
        """All figures as plain data for JSON; kinds only where the gold cues have kinds."""
        row: dict[str, Any] = {
            "sentences": self.sentences.row() | {"of": len(self.truths)},
            "calibration_error": rounded(self.calibration_error()),
            "cues_exact": self.cues.row(),
            "cues_overlapping": self.overlaps.row(),
            "intervals_95": self.intervals(),
        }
        if self.has_kinds:
            row["tokens"] = {kind: self.kinds[kind].row() for kind in KINDS if kind in self.kinds}
            row["token_macro_f1"] = rounded(self.macro_f1)
            row["confusion"] = {
                f"{true} > {predicted}": n
                for (true, predicted), n in sorted(self.confusion.items())
            }
        return row


def verdict(report: Report) -> tuple[float, bool]:
    """Highest sentence score of a report, and whether any of its sentences is hedged.

    The report of a gold sentence has one sentence as a rule; several count as one.
    """
    score = max((sentence.score for sentence in report.sentences), default=0.0)
    return score, any(sentence.hedged for sentence in report.sentences)


def _f1_counts(tally: Tally) -> tuple[int, int]:
    """What an F1 is made of: hits, and predicted and true together."""
    return tally.hits, tally.predicted + tally.true


def _overlap(a: GoldCue, b: GoldCue) -> bool:
    return a.start < b.end and b.start < a.end


def _kind_at(token: GoldCue, cues: Sequence[GoldCue]) -> str | None:
    """The kind of the first cue that overlaps the token."""
    return next((cue.kind for cue in cues if _overlap(cue, token)), None)


def _pairs(true: Sequence[GoldCue], predicted: Sequence[GoldCue]) -> dict[GoldCue, GoldCue]:
    """Each true cue with a predicted cue that overlaps it, one to one, in text order."""
    pairs: dict[GoldCue, GoldCue] = {}
    left = list(predicted)
    for cue in sorted(true, key=lambda cue: cue.start):
        match = next((candidate for candidate in left if _overlap(cue, candidate)), None)
        if match is not None:
            pairs[cue] = match
            left.remove(match)
    return pairs


def measure(
    golds: Sequence[Gold], detector: Detector, metrics: dict[str, Metrics]
) -> list[Mistake]:
    """Score gold sentences, each as one sentence, and add them to the metrics of their sets.

    A sentence counts for its scheme ("general") and, if it has a group, for its group
    ("general/news"). Returns the sentences with a wrong verdict, the most confident ones first.

    >>> import hedging
    >>> from hedging.corpora.gold import Gold
    >>> metrics = {}
    >>> measure([Gold("a", "It may rain.", None, True, "general")], hedging.load(), metrics)
    []
    >>> metrics["general"].sentences.f1, metrics["general"].cues.f1 is None
    (1.0, True)
    """
    texts = [gold.text for gold in golds]
    batch = detector.detect_batch(texts, sentences=[[(0, len(text))] for text in texts])
    mistakes = []
    for gold, report in zip(golds, batch, strict=True):
        for name in dict.fromkeys((gold.scheme, gold.set)):
            metrics.setdefault(name, Metrics()).add(gold, report)
        score, hedged = verdict(report)
        if gold.hedged is not None and gold.hedged != hedged:
            mistakes.append(Mistake(gold, score, tuple(cue.text for cue in report.cues)))
    return sorted(mistakes, key=lambda mistake: -abs(mistake.score - bool(mistake.gold.hedged)))


def boundary_tally(
    predicted: Iterable[tuple[int, int]], gold: Iterable[tuple[int, int]], tally: Tally
) -> None:
    """Add the sentence ends of one document to a tally.

    >>> tally = Tally()
    >>> boundary_tally([(0, 4), (5, 9)], [(0, 9)], tally)
    >>> tally
    Tally(hits=1, predicted=2, true=1)
    """
    predicted_ends, true_ends = {end for _, end in predicted}, {end for _, end in gold}
    tally.add(len(predicted_ends & true_ends), len(predicted_ends), len(true_ends))


def environment() -> dict[str, Any]:
    """Machine, versions and date, to stand beside figures."""
    versions = {}
    for library in ("hedging", "numpy", "scikit-learn", "nltk"):
        try:
            versions[library] = metadata.version(library)
        except metadata.PackageNotFoundError:
            versions[library] = "not installed"
    return {
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
        "python": platform.python_version(),
        "versions": versions,
        "date": date.today().isoformat(),
    }
