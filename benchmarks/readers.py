"""Two readings of the test part of the annotated passages → how far careful readers agree.

    python -m benchmarks.readers --corpora PATH    writes results/readers.json

`readers/first.jsonl` and `readers/second.jsonl` hold the marks of two readers who worked from the
definition alone and did not see each other's marks, in the format of
`hedging/corpora/standoff.py`. Where they differ, a third reader decided; that is the test part of
`seeds/passages.jsonl`. The F1 of one reader against the other is what one can expect of a reader,
and the limit of what a model can be measured to reach.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from benchmarks.material import add_corpora_option
from benchmarks.output import RESULTS, write_json
from hedging.corpora import standoff
from hedging.corpora.gold import Gold
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Counts
from hedging.kinds import HEDGE_KINDS

READINGS = Path(__file__).parent / "readers"


def main(argv: Sequence[str] | None = None) -> int:
    """Compare the two readings; see the module's text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_corpora_option(parser)
    parser.add_argument("--output", type=Path, default=RESULTS, help="folder of the results")
    options = parser.parse_args(argv)
    if options.corpora is None:
        parser.error("needs --corpora PATH, since the texts that were read lie there")
    first, second = (
        list(standoff.read(READINGS / f"{name}.jsonl", options.corpora))
        for name in ("first", "second")
    )
    agreement = compare(first, second)
    for group, (sentences, cues) in agreement.items():
        print(f"{group:<24} sentence F1 {sentences.f1:.3f}  exact cue F1 {cues.f1:.3f}")
    figures = {
        group: {"sentences": sentences.to_dict(), "cues": cues.to_dict()}
        for group, (sentences, cues) in agreement.items()
    }
    write_json(options.output / "readers.json", {**environment(), "agreement": figures})
    return 0


def compare(first: Sequence[Gold], second: Sequence[Gold]) -> dict[str, tuple[Counts, Counts]]:
    """Counts of hedged sentences and of their cues, the first reading as the truth, by group.

    "all" stands for all groups.
    """
    agreement: dict[str, tuple[Counts, Counts]] = {"all": (Counts(), Counts())}
    for one, other in zip(first, second, strict=True):
        for group in ("all", one.group):
            sentences, cues = agreement.setdefault(group, (Counts(), Counts()))
            sentences.add(bool(one.hedged and other.hedged), bool(other.hedged), bool(one.hedged))
            spans, other_spans = hedge_spans(one), hedge_spans(other)
            cues.add(len(spans & other_spans), len(other_spans), len(spans))
    return agreement


def hedge_spans(gold: Gold) -> set[tuple[int, int]]:
    """The spans of the cues that make a sentence hedged."""
    return {(cue.start, cue.end) for cue in gold.cues or () if cue.kind in HEDGE_KINDS}


if __name__ == "__main__":
    sys.exit(main())
