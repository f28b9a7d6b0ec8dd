"""The parts of the material that figures are measured on, and texts for timing."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from pathlib import Path

from hedging.corpora.gold import Gold
from hedging.corpora.rows import read_rows
from hedging.detector import load
from hedging.evaluate.metrics import Counts
from hedging.train.cross_validation import split
from hedging.train.material import Material
from hedging.train.recipe import Recipe
from training.material import SEEDS

ROOT = Path(__file__).resolve().parents[1]
CONTRAST = ROOT / "tests" / "cases" / "contrast.jsonl"

#: The genres of GUM whose texts went through an editor or a stenographer.
EDITED = ("news", "interview", "speech", "academic", "bio", "voyage", "textbook", "court")

#: The genres of EWT.
WEB = ("answers", "email", "newsgroup", "reviews", "weblog")


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


def with_sets(ends: Mapping[str, Counts]) -> dict[str, Counts]:
    """Counts by genre, with those of "web", all of EWT, and of "edited", the edited GUM."""
    sets = {"web": WEB, "edited": EDITED}
    joined = {name: [ends[genre] for genre in sets[name] if genre in ends] for name in sets}
    return {name: sum(own, start=Counts()) for name, own in joined.items() if own} | dict(ends)


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
