"""Two readings of the test part of the annotated passages → how far careful readers agree.

    python -m benchmarks.readers --corpora PATH    writes results/readers.json

`readers/first.jsonl` and `readers/second.jsonl` hold the marks of two readers who worked from the
definition alone and did not see each other's marks, in the format of
`hedging/corpora/standoff.py`. Where they differ, a third reader decided; that is the test part of
`seeds/passages.jsonl`. The F1 of one reader against the other is what one can expect of a reader,
and the limit of what a model can be measured to reach.

`readers/again_first.jsonl` and `readers/again_second.jsonl` are what two readers marked when the
definition had new rulings: the sentences of the test parts that hold a mark, a candidate or a word
of a ruling, and sentences of the training part whose labels models doubted. The latter are the
hardest that there are.

`readers/scopes_first.jsonl` and `readers/scopes_second.jsonl` are two such readings of the test
part of `seeds/scopes.jsonl`: what a cue makes uncertain, and whose doubt it is.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.output import rounded, write_json
from hedging.corpora import standoff
from hedging.corpora.gold import PARTS, Gold
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Counts
from hedging.evaluate.tables import figure
from training.corpora import scopes
from training.corpora.scopes import ScopedSentence

READINGS = Path(__file__).parent / "readers"


def main(argv: Sequence[str] | None = None) -> int:
    """Compare the two readings; see the module's text."""
    options = parse_with_corpora(parser_of(__doc__, corpora=True), argv)
    first, second, *again = (
        list(standoff.read(READINGS / f"{name}.jsonl", options.corpora))
        for name in ("first", "second", "again_first", "again_second")
    )
    figures = agreement(compare(first, second))
    by_part = {
        part: agreement(compare(*([gold for gold in own if gold.part == part] for own in again)))
        for part in PARTS
    }
    scoped = [
        list(scopes.read(READINGS / f"scopes_{name}.jsonl", options.corpora))
        for name in ("first", "second")
    ]
    result = {**environment(), "agreement": figures, "again": by_part}
    result["scopes"] = compare_scopes(*scoped)
    write_json(options.output / "readers.json", result)
    return 0


def compare_scopes(
    first: Sequence[ScopedSentence], second: Sequence[ScopedSentence]
) -> dict[str, Any]:
    """How many cues two readings hold, and the share with the same scope, holder and so on.

    "named source" is the share among the cues for which a reader gave a source.
    """
    pairs = [
        (one, other)
        for sentence, again in zip(first, second, strict=True)
        for one, other in zip(sentence.cues, again.cues, strict=True)
    ]
    shares = {
        name: float(np.mean([getattr(one, name) == getattr(other, name) for one, other in pairs]))
        for name in ("scope", "holder", "source", "quoted", "negated")
    }
    named = [one.source == other.source for one, other in pairs if one.source or other.source]
    shares["named source"] = float(np.mean(named))
    print("; ".join(f"{name} {figure(share)}" for name, share in shares.items()))
    return {"cues": len(pairs), **rounded(shares)}


def compare(first: Sequence[Gold], second: Sequence[Gold]) -> dict[str, tuple[Counts, Counts]]:
    """Counts of hedged sentences and of exact cues, the first reading as the truth, by group.

    "all" stands for all groups. The cues of all kinds count, as in `hedging.evaluate.metrics`.
    """
    counts: dict[str, tuple[Counts, Counts]] = {"all": (Counts(), Counts())}
    for one, other in zip(first, second, strict=True):
        for group in ("all", one.group):
            sentences, cues = counts.get(group, (Counts(), Counts()))
            hedged, true = bool(other.hedged), bool(one.hedged)
            spans, other_spans = (
                {(cue.start, cue.end) for cue in gold.cues or ()} for gold in (one, other)
            )
            counts[group] = (
                sentences + Counts(hedged and true, hedged, true),
                cues + Counts(len(spans & other_spans), len(other_spans), len(spans)),
            )
    return counts


def agreement(counts: Mapping[str, tuple[Counts, Counts]]) -> dict[str, Any]:
    """The figures of `compare` as plain data for JSON, which are also printed."""
    for group, (sentences, cues) in counts.items():
        f1, cue_f1 = figure(sentences.f1), figure(cues.f1)
        print(f"{group:<24} sentence F1 {f1}  exact cue F1 {cue_f1}")
    return {
        group: {"sentences": sentences.to_dict(), "cues": cues.to_dict()}
        for group, (sentences, cues) in counts.items()
    }


if __name__ == "__main__":
    sys.exit(main())
