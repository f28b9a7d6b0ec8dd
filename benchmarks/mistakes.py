"""Gold sentences + a detector → the sentences with a wrong verdict, and lists of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from hedging.corpora.gold import Gold
from hedging.detector import Detector
from hedging.evaluate.metrics import score_golds, verdict
from hedging.kinds import HEDGE_KINDS


@dataclass(frozen=True, slots=True)
class Mistake:
    """A sentence with a wrong verdict, its score, and the texts of the cues that were shown."""

    gold: Gold
    score: float
    cues: tuple[str, ...]


def find_mistakes(golds: Sequence[Gold], detector: Detector) -> list[Mistake]:
    """The gold sentences with a wrong verdict, the most confident mistakes first."""
    mistakes = []
    for gold, report in zip(golds, score_golds(golds, detector), strict=True):
        score, hedged = verdict(report)
        if gold.hedged is not None and gold.hedged != hedged:
            mistakes.append(Mistake(gold, score, tuple(cue.text for cue in report.cues)))
    return sorted(mistakes, key=lambda mistake: -abs(mistake.score - bool(mistake.gold.hedged)))


def causes(mistakes: Sequence[Mistake]) -> dict[str, Counter[str]]:
    """The words of the cues that were "missed" or "invented" in the sentences, how often each."""
    words: dict[str, Counter[str]] = {"missed": Counter(), "invented": Counter()}
    for mistake in mistakes:
        gold = mistake.gold
        if gold.hedged:
            cues = [cue for cue in gold.cues or () if cue.kind in HEDGE_KINDS]
            words["missed"].update(sorted({gold.text[cue.start : cue.end].lower() for cue in cues}))
        else:
            words["invented"].update(sorted({cue.lower() for cue in mistake.cues}))
    return words


def write_mistakes(folder: Path, mistakes: Mapping[str, Sequence[Mistake]]) -> None:
    """Write each list to a file of its own, with a mistake on each line."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, listed in mistakes.items():
        lines = "".join(mistake_line(mistake) + "\n" for mistake in listed)
        (folder / f"{name.replace(' ', '-')}.tsv").write_text(lines, encoding="utf-8")


def mistake_line(mistake: Mistake) -> str:
    """Score, set, gold cues, shown cues and text, with tabs between them."""
    gold = mistake.gold
    true = "; ".join(gold.text[cue.start : cue.end] for cue in gold.cues or ()) or "–"
    shown = "; ".join(mistake.cues) or "–"
    text = " ".join(gold.text.split())
    return f"{mistake.score:.2f}\t{gold.set}\tgold: {true}\tshown: {shown}\t{text}"
