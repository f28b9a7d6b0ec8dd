"""Gold sentences + reports → the sentences with a wrong verdict, the most confident first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from hedging.batch import Report
from hedging.corpora.gold import Gold
from hedging.evaluate.metrics import verdict
from hedging.results import Cue


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

    `reports` are what `metrics.score_golds` gives. A sentence without a label is no mistake.
    """
    mistakes = []
    for gold, report in zip(golds, reports, strict=True):
        score, hedged = verdict(report)
        if gold.hedged is not None and gold.hedged != hedged:
            mistakes.append(Mistake(gold, score, report.cues))
    return sorted(mistakes, key=lambda mistake: -abs(mistake.score - bool(mistake.gold.hedged)))
