"""Explanation → the reasons for and against a cue, in words or with their weights."""

from __future__ import annotations

from collections.abc import Iterator

from hedging.display.reasons import in_words
from hedging.kinds import KIND
from hedging.report.painter import Painter
from hedging.results import Explanation, Reason
from hedging.wording import plain

# So many reasons can be taken in at a glance.
_SHOWN_REASONS = 2


def reason_lines(explanation: Explanation, painter: Painter, indent: int) -> Iterator[str]:
    """What a cue means and the strongest evidence for it, or the evidence against a cue."""
    candidate = explanation.candidate
    supporting, opposing = explanation.for_and_against(_SHOWN_REASONS)
    reasons = supporting if explanation.is_cue else opposing
    kind = candidate.kind
    verdict = f"{painter.kind(kind)}, {_meaning(kind)}" if explanation.is_cue else "no cue"
    side = "speaks for it" if explanation.is_cue else "speaks against it"
    evidence = f"; {side}: {', '.join(map(in_words, reasons))}" if reasons else ""
    head = f"{' ' * indent}{candidate.score:4.2f}  "
    yield from painter.lines(head, f"“{plain(candidate.text)}”: {verdict}{evidence}")


def weight_lines(explanation: Explanation, painter: Painter, indent: int) -> Iterator[str]:
    """The strongest evidence for and against a cue, or against a candidate that is no cue."""
    candidate = explanation.candidate
    label = painter.kind(candidate.kind) if explanation.is_cue else "no cue"
    supporting, opposing = explanation.for_and_against()
    sides = (("for", supporting if explanation.is_cue else []), ("against", opposing))
    evidence = [f"{name}: {', '.join(map(_weighted, side))}" for name, side in sides if side]
    reasons = f" — {'; '.join(evidence)}" if evidence else ""
    head = f"{' ' * indent}{candidate.score:4.2f}  "
    yield from painter.lines(head, f"“{plain(candidate.text)}” {label}{reasons}")


def _meaning(kind: str) -> str:
    meaning = KIND[kind].meaning
    return f"{meaning[0].lower()}{meaning[1:]}"


def _weighted(reason: Reason) -> str:
    text = f"“{plain(reason.text)}”" if reason.text else "(nothing)"
    return f"{reason.place} {text} {reason.weight:+.2f}"
