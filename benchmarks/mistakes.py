"""Sentences with a wrong verdict → the words behind them, and lists of them in files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

from hedging.evaluate.metrics import Mistake
from hedging.kinds import HEDGE_KINDS


def causes(mistakes: Sequence[Mistake]) -> dict[str, Counter[str]]:
    """The words of the cues that were "missed" or "invented" in the sentences, how often each."""
    words: dict[str, Counter[str]] = {"missed": Counter(), "invented": Counter()}
    for mistake in mistakes:
        gold = mistake.gold
        if gold.hedged:
            cues = [cue for cue in gold.cues or () if cue.kind in HEDGE_KINDS]
            words["missed"].update(sorted({gold.text[cue.start : cue.end].lower() for cue in cues}))
        else:
            words["invented"].update(sorted({cue.text.lower() for cue in mistake.cues}))
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
    shown = "; ".join(cue.text for cue in mistake.cues) or "–"
    text = " ".join(gold.text.split())
    return f"{mistake.score:.2f}\t{gold.set}\tgold: {true}\tshown: {shown}\t{text}"
