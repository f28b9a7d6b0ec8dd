"""Metrics by set → what a reader must know before trusting them, in lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, log10

from hedging.evaluate.metrics import Metrics, intervals
from hedging.stats.pooling import MIN_EFFECTIVE
from hedging.wording import counted, one_line

#: Below so many hedged sentences, figures are too unsure to be published without a word.
FEW_HEDGED = 100
# With fewer documents, intervals are too short, as simulations show (`benchmarks.intervals`).
_FEW_DOCUMENTS = 7
# The precision that the advice is about: ± 3 points.
_MARGIN = 0.03
# An F1 of 0.85 has ± 3 points with so many hedged sentences, if sentences err by chance alone:
# 1.96² × 0.85 × 0.15 / 0.03² = 544.
_USUALLY_NEEDED = 500
# So many cues that are all right are the model's own answers.
_MANY_CUES = 20


def cautions(metrics: Mapping[str, Metrics]) -> list[str]:
    """Lines about too few sentences and documents; none where there are enough."""
    lines: list[str] = []
    schemes = {name: measured for name, measured in sorted(metrics.items()) if "/" not in name}
    for name, measured in schemes.items():
        lines += _of_set(one_line(name), measured)
    small = [
        measured.sentences.true
        for name, measured in metrics.items()
        if name not in schemes and measured.sentences.true < FEW_HEDGED
    ]
    if small:
        have = "group has" if len(small) == 1 else "groups have"
        lines.append(
            f"warning: {len(small)} {have} fewer than {FEW_HEDGED} hedged sentences, the smallest "
            f"{min(small)}: do not read much into them"
        )
    return lines


def _of_set(name: str, measured: Metrics) -> Iterator[str]:
    hedged, documents = measured.sentences.true, len(measured.documents)
    interval = intervals(measured)["sentences"]["f1"]
    if measured.truths and not hedged:
        yield f"warning: no sentence of {name} is hedged: is it labelled?"
    cues = measured.cues
    if cues.true >= _MANY_CUES and cues.hits == cues.true == cues.predicted:
        yield (
            f"warning: all {cues.true} cues of {name} are those of the model: have the labels been "
            "corrected by hand?"
        )
    if measured.truths and hedged < FEW_HEDGED:
        only = f"warning: {name} has only {counted(hedged, 'hedged sentence')}, and"
        if interval is None:
            yield f"{only} no interval; ± 3 points usually need {_USUALLY_NEEDED} hedged or more"
        else:
            width = interval[1] - interval[0]
            wide = f"the interval of its F1 is {100 * width:.1f} points wide"
            yield f"{only} {wide}{_needed(measured, width)}"
    # Four documents have an interval only where they are of equal size.
    if interval is None and documents <= MIN_EFFECTIVE:
        yield (
            f"no interval (–): {name} is of {counted(documents, 'document')}, and an interval "
            f'needs {MIN_EFFECTIVE + 1:.0f}; name them as "document"'
        )
        return
    if interval is None:
        yield (
            f"no interval (–): {name} has the same F1 in every document, or counts as fewer than "
            f"{MIN_EFFECTIVE:.0f} documents, since some hold most of what is measured"
        )
    if documents == len(measured.truths):
        yield (
            f"each sentence of {name} counts as a document; if several come from one text, name it "
            'as "document", or the intervals are too short'
        )
    if documents < _FEW_DOCUMENTS:
        yield (
            f"{name} is of {counted(documents, 'document')}: with fewer than {_FEW_DOCUMENTS}, "
            "intervals are somewhat too short"
        )


def _needed(measured: Metrics, width: float) -> str:
    """The number of sentences for ± 3 points: the width falls with the root of that number."""
    times = (width / 2 / _MARGIN) ** 2
    if times <= 1:
        return ""
    labelled, hedged = (
        _roughly(times * number) for number in (len(measured.truths), measured.sentences.true)
    )
    return f"; ± 3 points would need roughly {labelled:,} such sentences, {hedged:,} of them hedged"


def _roughly(number: float) -> int:
    """The number rounded up to two digits."""
    unit: int = 10 ** max(0, int(log10(max(number, 1))) - 1)
    return unit * ceil(number / unit)
