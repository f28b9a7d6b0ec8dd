"""Labelled sentences about planning, for the tests of adaptation.

They hold hedges that the shipped model does not know, in 8 documents of 5 sentences, and a "may"
of permission, which is none.
"""

from pathlib import Path

from hedging.corpora.marked import read_sentences

_THINGS = ("porch", "barn", "garage", "kiosk", "lane", "wall", "shed", "hall")


def lines(first=0, stop=8):
    """The lines of a file that holds the documents from `first` to `stop`."""
    said = []
    for number in range(first, stop):
        thing, other = _THINGS[number % 8], _THINGS[(number + 3) % 8]
        said += [
            f"# document: meeting {number}",
            f"Members were [minded to|epistemic] refuse the {thing}.",
            f"The report on the {other} was [deferred|epistemic].",
            f"The owner may use the {thing} on Sundays.",
            f"The {other} was sold in May.",
            f"The opening of the {thing} is [tba|epistemic]."
            if number % 2
            else f"It is [unclear|epistemic] who built the {thing}.",
        ]
    return said


def golds(first=0, stop=8):
    """The sentences of the documents from `first` to `stop`."""
    return list(read_sentences(lines(first, stop), Path("planning.txt")))


def write(path, first=0, stop=8):
    """Write the sentences to a file; returns its path."""
    path.write_text("\n".join(lines(first, stop)) + "\n", encoding="utf-8")
    return path
