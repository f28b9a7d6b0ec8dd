"""The parts of the material that figures are measured on, and texts for timing."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from hedging.corpora.boundaries import Passage
from hedging.corpora.gold import Gold
from hedging.corpora.rows import read_rows
from hedging.detector import load
from hedging.train.cross_validation import split
from hedging.train.material import Material
from hedging.train.recipe import Recipe
from training.material import SEEDS

ROOT = Path(__file__).resolve().parents[1]
CONTRAST = ROOT / "tests" / "cases" / "contrast.jsonl"

#: The genres of GUM whose texts went through an editor or a stenographer.
EDITED = ("news", "interview", "speech", "academic", "bio", "voyage", "textbook", "court")


def only_schemes(recipe: Recipe, *schemes: str) -> Recipe:
    """The recipe without the sentence weights of all but some schemes, which are slow to fit."""
    kept = tuple(name for name in recipe.sentence_schemes if name in schemes)
    return dataclasses.replace(recipe, sentence_schemes=kept)


def unseen_sentences(material: Material) -> dict[str, list[Gold]]:
    """The test part, which training never sees: of the seeds, and of each file of annotations."""
    sets: dict[str, list[Gold]] = {"seeds": []}
    for gold in material.golds:
        if gold.part == "test":
            name = Path(material.annotated.get(gold.document, "seeds")).stem
            sets.setdefault(name, []).append(gold)
    return sets


def boundary_sets(passage: Passage) -> tuple[str, ...]:
    """The sets of a text: its genre, "web" if it is in EWT, "edited" if in the edited GUM."""
    if not passage.document.startswith("GUM_"):
        return ("web", passage.group)
    return ("edited", passage.group) if passage.group in EDITED else (passage.group,)


def news(corpora: Path | None) -> str:
    """News articles as one text: those of Wikinews, or without corpora those in seeds/."""
    folder = corpora / "wikinews" if corpora else SEEDS / "articles"
    files = sorted(folder.glob("*.jsonl"))
    return "\n\n".join(row["text"] for path in files for row in read_rows(path, ("text",)))


def news_sentences(corpora: Path, count: int) -> list[str]:
    """The first sentences of Wikinews, each on one line."""
    splitter = load().model.splitter
    sentences: list[str] = []
    for path in sorted((corpora / "wikinews").glob("*.jsonl")):
        for row in read_rows(path, ("text",)):
            text = row["text"]
            spans = split(splitter, text)
            sentences += [" ".join(text[start:end].split()) for start, end in spans]
    return [sentence for sentence in sentences if len(sentence) > 1][:count]


def repeated(text: str, size: int) -> str:
    """The text, over and over, up to so many characters.

    >>> repeated("ab ", 7)
    'ab ab a'
    """
    return (text * (size // len(text) + 1))[:size]
