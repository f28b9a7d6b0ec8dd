"""How right the sources are: who says what in GUM, and whose doubt a cue is in our test part.

`python -m benchmarks.attribution --corpora PATH` writes results/attribution.json.

GUM: every sentence of its news and interviews, whether or not it has a cue, by cross-validation
over documents; the parts of speech of a document that is tested teach nothing either. Compared are
noun phrases that name a source. GUM marks attributing clauses, and `hedging/corpora/attribution.py`
derives the noun phrases from them by its gold parts of speech; a clause without a verb of saying or
without a subject, such as the credit of a picture, has none, and a phrase that is found there is
an error. Strict: both ends are right. Tokens: each token of a phrase counts.

Our test part: the cues are given; holder, quotation and denial are shares of the cues.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.output import RESULTS, rounded, write_json
from hedging.corpora import scopes
from hedging.depth.attributions import find_attributions
from hedging.depth.sources import SourceWeights, find_sources
from hedging.evaluate.environment import environment
from hedging.kinds import HOLDERS, KINDS
from hedging.model.files import folder_of, load_model
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools
from hedging.train.attributed import Marked, mark_scopes
from hedging.train.recipe import Recipe
from hedging.train.sources import (
    SCOPES,
    SourceMaterial,
    fit_phrases,
    fit_sources,
    load_source_material,
)
from hedging.train.training import fold_of

_MODEL = "en-6"
_GENRES = ("news", "interview")
_FOLDS = 10
_SEEDS = Path(__file__).parent.parent / "seeds"

Span = tuple[int, int]


def main() -> None:
    """Write the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpora", type=Path, required=True)
    corpora = parser.parse_args().corpora
    folder = folder_of(_MODEL)
    classes = load_model(folder).word_classes
    without = Recipe.read(folder / "recipe.json").without
    material = load_source_material(corpora, _SEEDS, classes, without)
    figures: dict[str, Any] = {
        "environment": environment(),
        "gum": measure_attributions(material),
        "scopes": measure_scopes(fit_sources(material), corpora, classes),
    }
    write_json(RESULTS / "attribution.json", rounded(figures))


def measure_attributions(material: SourceMaterial) -> dict[str, Any]:
    """Sources in GUM's news and interviews, and in its other genres, by cross-validation."""
    marked = material.attributed
    found: dict[str, set[Span]] = {}
    for fold in range(_FOLDS):

        def is_used(document: str, left_out: int = fold) -> bool:
            return fold_of(document, _FOLDS) != left_out

        weights = fit_phrases(material, is_used)
        attributions = find_attributions(marked.cued, marked.quoted_row, weights)
        sentences = marked.cued.first.searchsorted(attributions.begin, side="right") - 1
        for begin, stop, sentence in zip(
            attributions.begin.tolist(), attributions.stop.tolist(), sentences, strict=True
        ):
            if fold_of(marked.document[sentence], _FOLDS) == fold:
                found.setdefault(marked.group[sentence], set()).add((begin, stop))
    gold: dict[str, set[Span]] = {}
    for (begin, stop), sentence in zip(marked.source.tolist(), marked.cued.sentence, strict=True):
        gold.setdefault(marked.group[sentence], set()).add((begin, stop))
    others = sorted(set(gold) - set(_GENRES))
    sets = {"news and interviews": _GENRES, "other genres": tuple(others)}
    sets |= {genre: (genre,) for genre in _GENRES}
    return {
        name: compare(
            [span for genre in genres for span in found.get(genre, ())],
            [span for genre in genres for span in gold[genre]],
        )
        for name, genres in sets.items()
    }


def compare(found: Iterable[Span], gold: Iterable[Span]) -> dict[str, Any]:
    """Strict and token figures of spans of one text.

    >>> compare([(0, 2), (5, 6)], [(0, 2), (5, 7)])["strict"]["f"]
    0.5
    """
    found, gold = set(found), set(gold)
    found_tokens = {token for span in found for token in range(*span)}
    gold_tokens = {token for span in gold for token in range(*span)}
    return {
        "sources": len(gold),
        "strict": _scores(len(found & gold), len(found), len(gold)),
        "tokens": _scores(len(found_tokens & gold_tokens), len(found_tokens), len(gold_tokens)),
    }


def _scores(right: int, found: int, gold: int) -> dict[str, float]:
    precision, recall = right / max(found, 1), right / max(gold, 1)
    return {"precision": precision, "recall": recall, "f": 2 * right / max(found + gold, 1)}


def measure_scopes(weights: SourceWeights, corpora: Path, classes: WordClasses) -> dict[str, Any]:
    """Holder, source, quotation and denial of the cues of our test part."""
    documents = scopes.read_documents(_SEEDS / SCOPES, corpora)
    test = [document for document in documents if document.sentences[0].part == "test"]
    return score_cues(mark_scopes(test, classes), weights)


def score_cues(marked: Marked, weights: SourceWeights) -> dict[str, Any]:
    """The figures of the cues of some sentences."""
    sources = find_sources(marked.cued, marked.quoted_row, weights)
    spans = np.stack((sources.first, sources.stop), axis=1)
    has_source, has_span = marked.source[:, 0] >= 0, spans[:, 0] >= 0
    exact = (spans == marked.source).all(axis=1)
    # A token counts once for each cue whose source it is part of.
    overlap = np.minimum(spans, marked.source)[:, 1] - np.maximum(spans, marked.source)[:, 0]
    shared = np.where(has_source & has_span, np.maximum(overlap, 0), 0)
    lengths = ((spans[:, 1] - spans[:, 0]).sum(), (marked.source @ (-1, 1)).sum())
    right = sources.holder == marked.holder
    groups = np.array([marked.group[sentence] for sentence in marked.cued.sentence])
    kinds = np.array(KINDS)[marked.cued.kind]
    return {
        "cues": len(right),
        "holder": float(right.mean()),
        "holder by holder": _shares(right, np.array(HOLDERS)[marked.holder]),
        "holder by kind": _shares(right, kinds),
        "holder by register": _shares(right, groups),
        "quoted": float((sources.quoted == marked.quoted).mean()),
        "quoted cues": _of_flags(sources.quoted, marked.quoted),
        "negated": float((sources.negated == marked.negated).mean()),
        "negated cues": _of_flags(sources.negated, marked.negated),
        "source right or rightly none": float(exact.mean()),
        "source strict": _scores(
            int((exact & has_source).sum()), int(has_span.sum()), int(has_source.sum())
        ),
        "source tokens": _scores(int(shared.sum()), int(lengths[0]), int(lengths[1])),
    }


def _shares(right: Bools, names: Any) -> dict[str, float]:
    """The share of right cues by name."""
    return {str(name): float(right[names == name].mean()) for name in np.unique(names)}


def _of_flags(found: Bools, gold: Bools) -> dict[str, float]:
    return _scores(int((found & gold).sum()), int(found.sum()), int(gold.sum()))


if __name__ == "__main__":
    main()
