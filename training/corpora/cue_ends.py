"""Marked cues → the same cues with the ends that the definition gives them.

    python -m training.corpora.cue_ends --corpora PATH    rewrites the labels of the seeds

`docs/kinds.md` says where a cue ends: no function word stands at either end, unless the expression
is fixed. Readers forget it now and then, and what the rule says of a wording holds for every
sentence. So it is applied by this program, which prints how many marks it changes.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hedging.corpora import standoff
from training.commands import run_step
from training.material import SEEDS, add_corpora_option, shipped_recipe

#: The marks of a sentence: starts, ends and kinds.
Marks = list[tuple[int, int, str]]

_BE = r"(?:is|are|was|were|be|been|being|am|has|have|had|'s|’s)"
# What is left off before a cue. Forms of "be" and "have" stay where they are the verb itself.
_LEFT = re.compile(
    rf"(?:citing\s+)?(?:(?:it|there)\s+(?={_BE}\s)|(?:i|we)\s+(?={_BE}\s.*(?:told|sure|certain)))?"
    rf"(?:{_BE}\s+(?!to\b|it\b|not\s+for\b|a\s+feeling))*(?:i(?:'m|’m)\s+(?=sure|certain)"
    r"|i\s+(?=guess$|suppose$|reckon$|think$|hear$|heard$|understand$)"
    r"|(?:my|our|his|her|their)\s+(?!own\b))?",
    re.IGNORECASE,
)
# An article before an unnamed source; "a few" and "a little" keep theirs.
_ARTICLE = re.compile(r"(?:an?|the)\s+(?!few\b|little\b)", re.IGNORECASE)
_OF_SOURCES = ("weasel", "evidential")
# What is left off after a cue, behind what must stand before it.
_RIGHT = re.compile(
    r"""(?:
    \b(?:said|reported|thought|believed|understood|supposed|rumou?red|alleged|expected|bound|ought
      |prone|likely|tend(?:s|ed|ing)?|points?|pointed|pointing) (?P<to>\s+to(?:\s+(?:be|have))?)
    |\b(?:depend(?:s|ed)?|depend[ea]nt|contingent|conditional|conditioned|hinge[sd]?|turns?)
      (?P<on>\s+(?:up)?on)
    |\b(?:look|sound|feel|smell|taste|read)(?:s|ed|ing)? (?P<like>\s+(?:like|as\s+(?:if|though)))
    |\bfelt (?P<felt>\s+(?:like|as\s+(?:if|though)))
    |\b(?:evidence|proof|doubt|indications?|signs?|suggestion|question|guarantee|assurances?
      |reported|said|understood|indicates?|belief|opinion|theory|fears|concerns|perception
      |prospect|superstition|expected|proposed|noted) (?P<that>\s+that)
    |\bin\s+the(?:\s+unlikely)?\s+event (?P<event>\s+(?:of|that))
    |\bin\s+case (?P<case>\s+of)
    |\b(?:couple|bit|handful) (?P<of>\s+of)
    |\b(?:hint(?:s|ed)?) (?P<at>\s+at)
    |\bregarded (?P<as>\s+as)
    |\b(?:may|might|could|can't|cannot) (?P<be>\s+be)
    )$""",
    re.IGNORECASE | re.VERBOSE,
)
# Conjunctions that end with a function word and stay whole.
_WHOLE = re.compile(r"(?:depending\s+(?:up)?on|provid(?:ed|ing)\s+that)\b", re.IGNORECASE)
# A verb that searches by itself, and what it asks, are two cues.
_SEARCH = re.compile(
    r"((?:determin|evaluat|assess|ascertain|investigat|examin|explor|consider|question|wonder|test"
    r"|ask|check|prob)\w*)\s+(whether|if)$",
    re.IGNORECASE,
)


def mended(words: str, kind: str) -> Marks:
    """The marks that stand for one mark, in code points of its words.

    >>> mended("is said to have", "evidential"), mended("a few", "approximator")
    ([(3, 7, 'evidential')], [(0, 5, 'approximator')])
    >>> mended("determine whether", "investigation")
    [(0, 9, 'investigation'), (10, 17, 'investigation')]
    """
    search = _SEARCH.match(words)
    if search is not None:
        return [(*search.span(1), kind), (*search.span(2), kind)]
    start = left.end() if (left := _LEFT.match(words)) else 0
    if kind in _OF_SOURCES and (article := _ARTICLE.match(words, start)):
        start = article.end()
    end = len(words)
    if right := _RIGHT.search(words, start):
        end = right.start(str(right.lastgroup))
    return [(start, end, kind)] if start < end else [(0, len(words), kind)]


def mend_marks(text: str, marks: Marks) -> Marks:
    """The marks of a text with the ends of the definition.

    >>> mend_marks("Depending on the wind", [(0, 9, "condition")])
    [(0, 12, 'condition')]
    """
    matches = [_WHOLE.match(text, start) for start, _, _ in marks]
    return [
        (start + first, start + stop, own)
        for (start, end, kind), whole in zip(marks, matches, strict=True)
        for first, stop, own in mended(text[start : whole.end() if whole else end], kind)
    ]


def rewritten(
    path: Path, corpora: Path | None, change: Callable[[str, Marks], Marks]
) -> Iterator[tuple[str, int]]:
    """The lines of a file of labels, and how many marks `change` has changed in each."""
    with path.open(encoding="utf-8") as file:
        lines = [line for line in file if line.strip()]
    texts: Sequence[str | None] = [None] * len(lines)
    if corpora is not None and '"corpus"' in lines[0]:
        texts = [text for _, text in standoff.rows_with_texts(path, corpora)]
    for line, text in zip(lines, texts, strict=True):
        row = json.loads(line)
        before = json.dumps(row)
        count = 0
        if text is not None:
            for sentence in row["sentences"]:
                old: Marks = [(start, end, kind) for start, end, kind in sentence[2]]
                new = change(text, old)
                count += len(set(old) - set(new))
                sentence[2] = [list(mark) for mark in new]
        elif "cues" in row:
            old = [(cue["start"], cue["end"], cue["kind"]) for cue in row["cues"]]
            new = change(row["text"], old)
            count = len(set(old) - set(new))
            row["cues"] = [
                {"start": start, "end": end, "text": row["text"][start:end], "kind": kind}
                for start, end, kind in new
            ]
        yield (line if json.dumps(row) == before else _like(line, row)), count


def _like(line: str, row: object) -> str:
    # Files differ in the blanks behind their signs.
    separators = (", ", ": ") if '": ' in line else (",", ":")
    return json.dumps(row, ensure_ascii=False, separators=separators) + "\n"


def run(options: argparse.Namespace) -> None:
    """Rewrite the labels of the seeds."""
    recipe = shipped_recipe()
    for name in (*recipe.seeds, *recipe.light_seeds, *recipe.annotations):
        path = SEEDS / name
        lines = list(rewritten(path, options.corpora, mend_marks))
        path.write_text("".join(line for line, _ in lines), encoding="utf-8")
        print(f"{name}: {sum(count for _, count in lines)} marks changed")


def main(argv: Sequence[str] | None = None) -> int:
    """Mend the ends of all marks; see the module's text."""
    parser = argparse.ArgumentParser(
        prog="python -m training.corpora.cue_ends",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_corpora_option(parser)
    parser.set_defaults(run=run)
    return run_step(parser, argv)


if __name__ == "__main__":
    sys.exit(main())
