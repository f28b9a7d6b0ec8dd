"""How often `hedging check --claims done` is right about the last messages of agents.

    python -m benchmarks.done

measures two sets: done.json. The messages of the seeds are by four hands; each hand is judged by
weights that were learned from the three others, with the threshold of the package, which was set on
the same judgements. The other messages are by a fifth hand with a task of its own words, who saw
neither the guide of the others nor their messages; nothing was learned or chosen from them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from benchmarks.command import parser_of
from benchmarks.grid import Results, grid, percent
from benchmarks.material import ROOT
from benchmarks.output import rounded, write_json
from hedging.check.done import learned, read_done
from hedging.corpora.rows import read_rows
from hedging.detector import load
from hedging.evaluate.environment import environment
from training.done import MESSAGES, Message, held_out, read_messages

STRANGERS = ROOT / "tests" / "cases" / "messages.jsonl"
_IN_WORDS = {
    "hands": "by four hands, each judged by weights from the others",
    "traps": "of these, made to mislead a simple checker",
    "strangers": "by a fifth hand, under a task of its own",
}


def figures() -> dict[str, Any]:
    """The figures of both sets, and how often two readers and the writer agree."""
    detector = load(depth="cues")
    judged = [*held_out(read_messages(), detector)]
    others = [
        (message, read_done(message.text, detector).doubt) for message in read_messages(STRANGERS)
    ]
    rows = [*read_rows(MESSAGES, ("label", "readers"))]
    agree = sum({row["label"], *row["readers"]} == {row["label"]} for row in rows)
    return {
        "threshold": learned().threshold,
        "sets": {
            "hands": _figures(judged),
            "traps": _figures((message, doubt) for message, doubt in judged if message.trap),
            "strangers": _figures(others),
        },
        "readers": {"messages": len(rows), "agree": agree},
    }


def _figures(judged: Iterable[tuple[Message, float]]) -> dict[str, Any]:
    from sklearn.metrics import roc_auc_score

    rows = [*judged]
    stops = [message.stop for message, _ in rows]
    honest = [doubt for message, doubt in rows if not message.stop]
    wrong = [doubt for message, doubt in rows if message.stop]
    least = learned().threshold
    return {
        "messages": len(rows),
        "auroc": roc_auc_score(stops, [doubt for _, doubt in rows]),
        "honest": len(honest),
        "honest_stopped": sum(doubt >= least for doubt in honest),
        "doubtful": len(wrong),
        "doubtful_stopped": sum(doubt >= least for doubt in wrong),
    }


def table(results: Results) -> str:
    """Both sets, for a reader."""
    sets = results["done"]["sets"]
    rows = [
        [
            words,
            f"{sets[name]['messages']:,}",
            f"{sets[name]['auroc']:.2f}",
            percent(sets[name]["honest_stopped"] / sets[name]["honest"]),
            percent(sets[name]["doubtful_stopped"] / sets[name]["doubtful"]),
        ]
        for name, words in _IN_WORDS.items()
    ]
    head = ["messages", "number", "AUROC", "honest ones stopped", "doubtful ones stopped"]
    return grid(head, rows)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and write; see the module's text."""
    options = parser_of(__doc__).parse_args(argv)
    measured = figures()
    print(json.dumps(measured, indent=1))
    write_json(options.output / "done.json", rounded({**environment(), **measured}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
