"""Gold sentences + Batch → precision, recall and F1 of sentences, cues, tokens and kinds, and calibration.

Sentences are compared one by one; cues exactly (the same span) and by overlap; kinds token by token, as the Szeged papers do,
since cues of two annotators rarely have the same borders. A sentence that only has a label takes no part in the cue figures.
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


@dataclass(slots=True)
class Tally:
    """Hits, predictions and truths, and what follows from them.

    >>> tally = Tally(hits=8, predicted=10, true=16)
    >>> tally.precision, tally.recall, round(tally.f1, 3)
    (0.8, 0.5, 0.615)
    """

    hits: int = 0
    predicted: int = 0
    true: int = 0

    def add(self, hits: int, predicted: int, true: int) -> None:
        self.hits += hits
        self.predicted += predicted
        self.true += true

    @property
    def precision(self) -> float:
        return self.hits / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        return self.hits / self.true if self.true else 0.0

    @property
    def f1(self) -> float:
        total = self.predicted + self.true
        return 2 * self.hits / total if total else 0.0

    def row(self) -> dict[str, float]:
        """Rounded figures for a table or JSON."""
        return {
            "precision": round(self.precision, 4),
            "recall": round(self.recall, 4),
            "f1": round(self.f1, 4),
            "true": self.true,
        }


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence called hedged or not hedged wrongly, with its score and the cues that were shown."""

    gold: Gold
    score: float
    found: tuple[str, ...]

    def line(self) -> str:
        """One line for reading."""
        gold = "; ".join(self.gold.text[cue.start : cue.end] for cue in self.gold.cues or ()) or "–"
        said = "; ".join(self.found) or "–"
        return f"{self.score:.2f}\t{self.gold.set}\tgold: {gold}\tfound: {said}\t{' '.join(self.gold.text.split())}"


@dataclass(slots=True)
class Figures:
    """Everything that is measured on one set of sentences."""

    sentences: Tally = field(default_factory=Tally)
    cues: Tally = field(default_factory=Tally)
    overlaps: Tally = field(default_factory=Tally)
    kinds: dict[str, Tally] = field(default_factory=dict)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    scores: list[float] = field(default_factory=list)
    truths: list[bool] = field(default_factory=list)
    documents: dict[str, list[int]] = field(default_factory=dict)

    def add(self, gold: Gold, report: Report) -> None:
        """Count one sentence; `report` is what the detector says of its text, as one sentence or in several."""
        hedged = any(sentence.hedged for sentence in report.sentences)
        counts = self.documents.setdefault(gold.document, [0] * 6)
        if gold.hedged is not None:
            self.sentences.add(hedged and gold.hedged, hedged, gold.hedged)
            _count(counts, 0, hedged and gold.hedged, hedged, gold.hedged)
            self.scores.append(max((sentence.score for sentence in report.sentences), default=0.0))
            self.truths.append(gold.hedged)
        if gold.cues is None:
            return
        # A kind that the annotators did not look for is neither right nor wrong.
        found = [
            GoldCue(cue.start, cue.end, cue.kind) for cue in report.cues if cue.kind in gold.kinds
        ]
        spans = {(cue.start, cue.end) for cue in gold.cues}
        exact = sum((cue.start, cue.end) in spans for cue in found)
        self.cues.add(exact, len(found), len(gold.cues))
        _count(counts, 3, exact, len(found), len(gold.cues))
        pairs = _pairs(gold.cues, found)
        self.overlaps.add(len(pairs), len(found), len(gold.cues))
        if all(cue.kind is not None for cue in gold.cues):
            self._add_kinds(gold, found, pairs)

    def _add_kinds(
        self, gold: Gold, found: Sequence[GoldCue], pairs: dict[GoldCue, GoldCue]
    ) -> None:
        tokens = tokenize(gold.text)
        for start, end in zip(tokens.start.tolist(), tokens.end.tolist(), strict=True):
            place = GoldCue(start, end, None)
            true = next((cue.kind for cue in gold.cues or () if _overlap(cue, place)), None)
            said = next((cue.kind for cue in found if _overlap(cue, place)), None)
            for kind in {true, said} - {None}:
                self.kinds.setdefault(str(kind), Tally()).add(
                    true == said, said == kind, true == kind
                )
        for cue in gold.cues or ():
            self.confusion[str(cue.kind), str(pairs[cue].kind) if cue in pairs else "missed"] += 1
        for other in set(found) - set(pairs.values()):
            self.confusion["none", str(other.kind)] += 1

    @property
    def macro_f1(self) -> float:
        """Mean token F1 of the kinds that occur in the gold cues."""
        true = [tally.f1 for tally in self.kinds.values() if tally.true]
        return sum(true) / len(true) if true else 0.0

    def intervals(self, rounds: int = 1000) -> dict[str, tuple[float, float]]:
        """95 % intervals of the sentence F1 and the exact cue F1: bootstrap over documents (Efron 1979), percentiles."""
        counts = np.array(list(self.documents.values()), dtype=np.float64).reshape(-1, 6)
        random = np.random.default_rng(0)
        even = np.full(len(counts), 1 / max(len(counts), 1))
        found = {}
        drawn = (
            np.array([random.multinomial(len(counts), even) @ counts for _ in range(rounds)])
            if len(counts)
            else counts
        )
        for name, k in (("sentences", 0), ("cues_exact", 3)):
            if counts[:, k + 1 : k + 3].any():
                f1 = 2 * drawn[:, k] / np.maximum(drawn[:, k + 1] + drawn[:, k + 2], 1)
                low, high = np.percentile(f1, (2.5, 97.5))
                found[name] = (round(float(low), 4), round(float(high), 4))
        return found

    def reliability(self, bins: int = 10) -> list[tuple[float, float, int]]:
        """Mean score, share of hedged sentences and number of sentences of each bin of equal width that holds any."""
        scores, truths = np.array(self.scores), np.array(self.truths, dtype=float)
        place = np.minimum((scores * bins).astype(int), bins - 1)
        sizes = np.bincount(place, minlength=bins)
        means = (
            np.bincount(place, weights=values, minlength=bins) / np.maximum(sizes, 1)
            for values in (scores, truths)
        )
        return [(float(s), float(t), int(n)) for s, t, n in zip(*means, sizes, strict=True) if n]

    def calibration_error(self, bins: int = 10) -> float:
        """Expected calibration error of the sentence scores: equal-width bins, weighed by size (Guo et al. 2017)."""
        if not self.scores:
            return 0.0
        return sum(
            abs(score - truth) * size for score, truth, size in self.reliability(bins)
        ) / len(self.scores)

    def row(self) -> dict[str, Any]:
        """All figures as plain data; kinds only where the corpus tells them apart."""
        plain = {
            "sentences": self.sentences.row() | {"of": len(self.truths)},
            "calibration_error": round(self.calibration_error(), 4),
            "cues_exact": self.cues.row(),
            "cues_overlapping": self.overlaps.row(),
            "intervals_95": self.intervals(),
        }
        if self.typed:
            plain["tokens"] = {kind: self.kinds[kind].row() for kind in KINDS if kind in self.kinds}
            plain["token_macro_f1"] = round(self.macro_f1, 4)
            plain["confusion"] = {
                f"{true} > {said}": n for (true, said), n in sorted(self.confusion.items())
            }
        return plain

    @property
    def typed(self) -> bool:
        """Whether the gold cues have kinds."""
        return any(tally.true for tally in self.kinds.values())


def _count(counts: list[int], at: int, hits: int, predicted: int, true: int) -> None:
    for k, value in enumerate((hits, predicted, true)):
        counts[at + k] += int(value)


def _overlap(a: GoldCue, b: GoldCue) -> bool:
    return a.start < b.end and b.start < a.end


def _pairs(golds: Sequence[GoldCue], found: Sequence[GoldCue]) -> dict[GoldCue, GoldCue]:
    """Gold cues and the found cue that each overlaps, one to one, in text order."""
    pairs: dict[GoldCue, GoldCue] = {}
    left = list(found)
    for cue in sorted(golds, key=lambda one: one.start):
        match = next((other for other in left if _overlap(cue, other)), None)
        if match is not None:
            pairs[cue] = match
            left.remove(match)
    return pairs


def measure(
    golds: Sequence[Gold], detector: Detector, figures: dict[str, Figures]
) -> list[Mistake]:
    """Score labelled sentences and add them to the figures of their groups and of all together (named by the scheme).

    Every gold text is taken as one sentence. Returns the sentences that were called wrongly, the worst first.
    """
    texts = [gold.text for gold in golds]
    batch = detector.detect_batch(texts, sentences=[[(0, len(text))] for text in texts])
    wrong = []
    for gold, report in zip(golds, batch, strict=True):
        for name in dict.fromkeys((gold.scheme, gold.set)):
            figures.setdefault(name, Figures()).add(gold, report)
        score = max((sentence.score for sentence in report.sentences), default=0.0)
        if gold.hedged is not None and gold.hedged != any(
            sentence.hedged for sentence in report.sentences
        ):
            wrong.append(Mistake(gold, score, tuple(cue.text for cue in report.cues)))
    return sorted(wrong, key=lambda one: -abs(one.score - bool(one.gold.hedged)))


def boundary_tally(
    predicted: Iterable[tuple[int, int]], gold: Iterable[tuple[int, int]], tally: Tally
) -> None:
    """Add the sentence ends of one document to a tally."""
    said, true = {end for _, end in predicted}, {end for _, end in gold}
    tally.add(len(said & true), len(said), len(true))


def about() -> dict[str, Any]:
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


def table(figures: dict[str, Figures]) -> str:
    """Figures as text: sentences and cues by set, then kinds, the confusion of kinds."""
    lines = [
        f"{'set':<34}{'sentences':>10}{'P':>8}{'R':>8}{'F1':>8}{'ECE':>8}   {'cues':>6}{'exact F1':>10}{'overlap':>9}"
        f"{'kinds F1':>10}"
    ]
    for name in sorted(figures):
        one = figures[name]
        lines.append(
            f"{name:<34}{len(one.truths):>10}{one.sentences.precision:>8.3f}{one.sentences.recall:>8.3f}"
            f"{one.sentences.f1:>8.3f}{one.calibration_error():>8.3f}   {one.cues.true:>6}{one.cues.f1:>10.3f}"
            f"{one.overlaps.f1:>9.3f}{one.macro_f1:>10.3f}"
        )
    for name in sorted(figures):
        one = figures[name]
        if "/" in name or not one.typed:
            continue
        lines += ["", f"{name}: tokens by kind{'P':>16}{'R':>8}{'F1':>8}{'tokens':>8}"]
        for kind in KINDS:
            if kind in one.kinds:
                tally = one.kinds[kind]
                lines.append(
                    f"  {kind:<28}{tally.precision:>8.3f}{tally.recall:>8.3f}{tally.f1:>8.3f}{tally.true:>8}"
                )
        lines += ["", f"{name}: cues, true kind (rows) against found kind"]
        columns = [
            kind for kind in (*KINDS, "missed") if any(said == kind for _, said in one.confusion)
        ]
        lines.append(f"  {'':<14}" + "".join(f"{kind[:9]:>10}" for kind in columns))
        for true in (*KINDS, "none"):
            if any(t == true for t, _ in one.confusion):
                lines.append(
                    f"  {true:<14}"
                    + "".join(f"{one.confusion[true, said]:>10}" for said in columns)
                )
    return "\n".join(lines)
