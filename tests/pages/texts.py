"""Texts, and a report with any depth, that the tests of pages share."""

from dataclasses import replace
from pathlib import Path

import hedging

TEXT = (
    "It may rain.\n\nSome officials fear so, if it snows. About 40 came.\nClearly, nobody left.\n"
)
ATTACK = 'It may <script>alert(1)</script> be "><img src=x onerror=alert(2)> so.'
NEWS = (Path(__file__).parent.parent / "golden" / "news.txt").read_text(encoding="utf-8")
# Words of every kind, a headline, a list, a heading, and sentences without a cue.
LONG = (
    "Harbour could close soon\n\n- It might rain.\n- They left\n\n"
    + "If it rains, some say so. Critics believe it was reportedly sold. They examine whether. " * 3
    + "\n\nWhat is known\n\n"
    + "About forty people came to the harbour on Monday. Clearly, nobody left it. It is open. " * 4
)
# A cue in quotation marks, a belief and a booster among line ends and characters of every kind.
SAID = (
    '"It could <b>close</b> 🙂\r\nby noon," the "<i>Lamp</i>" & Mill Trust warned.\n\n'
    "🙂 Dr. Hana Wirth\r\nbelieves that the 🙂 dam holds. It will certainly snow."
)


def with_depth(**values):
    """A report of one sentence, whose only cue has this depth beside what it needs."""
    report = hedging.detect("<Ana> & Bo may leave.", depth="cues")
    (sentence,) = report.sentences
    (cue,) = sentence.cues
    depth = {
        "scope": (11, 20),
        "strength": 0.45,
        "holder": "writer",
        "quoted": False,
        "negated": False,
    }
    cue = replace(cue, **{**depth, **values})
    return replace(report, sentences=(replace(sentence, cues=(cue,)),), depth="mine")
