"""Recipe + material → figures by cross-validation over documents.

Each part of the documents is scored by a model that was trained without it, in all corpora at once, since the same documents
stand in several; so the figures say what to expect of a document that nobody has seen.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from hedging.corpora.boundaries import Passage
from hedging.detector import Detector
from hedging.errors import MissingExtraError
from hedging.evaluate.metrics import Figures, Tally, boundary_tally, measure
from hedging.model.model import Model
from hedging.options import DetectorOptions
from hedging.text.sentences import Splitter
from hedging.text.tokens import stops_of, tokenize
from hedging.train.training import Material, Recipe, fit, fit_splitter, fold_of

#: Genres of GUM that went through an editor or a stenographer; the figures for sentence boundaries are given for them.
EDITED = ("news", "interview", "speech", "academic", "bio", "voyage", "textbook", "court")


def held_out(material: Material, recipe: Recipe, part: int, folds: int) -> Model:
    """A model that has not seen part `part` of the documents."""
    return fit(material, recipe, without=lambda item: fold_of(item.document, folds) == part)


def cross_validate(
    material: Material, recipe: Recipe, *, folds: int = 5, jobs: int = 2
) -> list[dict[str, Figures]]:
    """Figures of each part, by scheme and corpus; see `merged`."""
    try:
        from joblib import Parallel, delayed
    except ImportError as error:
        raise MissingExtraError("joblib", "cross-validation", "train") from error
    return list(
        Parallel(n_jobs=jobs)(
            delayed(_validate)(material, recipe, part, folds) for part in range(folds)
        )
    )


def _validate(material: Material, recipe: Recipe, part: int, folds: int) -> dict[str, Figures]:
    model = held_out(material, recipe, part, folds)
    figures: dict[str, Figures] = {}
    for scheme in model.schemes:
        golds = [
            gold
            for gold in material.golds
            if gold.scheme == scheme
            and gold.part == "train"
            and fold_of(gold.document, folds) == part
        ]
        measure(golds, Detector(model, DetectorOptions(scheme=scheme)), figures)
    return figures


def leave_one_out(
    material: Material, recipe: Recipe, scheme: str, group: str, *, jobs: int = 2
) -> dict[str, Figures]:
    """Figures of one small set, each of its documents scored by a model that was trained on everything else."""
    try:
        from joblib import Parallel, delayed
    except ImportError as error:
        raise MissingExtraError("joblib", "cross-validation", "train") from error
    documents = sorted(
        {gold.document for gold in material.golds if (gold.scheme, gold.group) == (scheme, group)}
    )
    return merged(
        Parallel(n_jobs=jobs)(
            delayed(_without)(material, recipe, scheme, group, name) for name in documents
        )
    )


def _without(
    material: Material, recipe: Recipe, scheme: str, group: str, document: str
) -> dict[str, Figures]:
    model = fit(
        material, recipe.for_schemes(scheme), without=lambda item: item.document == document
    )
    golds = [
        gold
        for gold in material.golds
        if (gold.scheme, gold.group, gold.document) == (scheme, group, document)
    ]
    figures: dict[str, Figures] = {}
    measure(golds, Detector(model, DetectorOptions(scheme=scheme)), figures)
    return figures


def merged(parts: Sequence[dict[str, Figures]]) -> dict[str, Figures]:
    """Figures of all parts together."""
    whole: dict[str, Figures] = {}
    for part in parts:
        for name, one in part.items():
            into = whole.setdefault(name, Figures())
            for tally, other in (
                (into.sentences, one.sentences),
                (into.cues, one.cues),
                (into.overlaps, one.overlaps),
            ):
                tally.add(other.hits, other.predicted, other.true)
            for kind, tally in one.kinds.items():
                into.kinds.setdefault(kind, Tally()).add(tally.hits, tally.predicted, tally.true)
            into.confusion.update(one.confusion)
            into.scores.extend(one.scores)
            into.truths.extend(one.truths)
            for document, counts in one.documents.items():
                before = into.documents.get(document, [0] * len(counts))
                into.documents[document] = [a + b for a, b in zip(before, counts, strict=True)]
    return whole


def cross_validate_boundaries(
    material: Material, recipe: Recipe, *, folds: int = 5
) -> dict[str, Tally]:
    """F1 over sentence ends by genre, "edited" for the edited genres of GUM and "web" for all of EWT."""
    tallies: dict[str, Tally] = {}
    for part in range(folds):
        seen = [
            passage for passage in material.passages if fold_of(passage.document, folds) != part
        ]
        splitter = fit_splitter(seen, material, recipe.boundary_c)
        for passage in material.passages:
            if fold_of(passage.document, folds) == part:
                for name in _sets(passage):
                    boundary_tally(
                        split(splitter, passage.text),
                        passage.sentences,
                        tallies.setdefault(name, Tally()),
                    )
    return tallies


def split(splitter: Splitter, text: str) -> list[tuple[int, int]]:
    """Sentence spans of one text."""
    tokens = tokenize(text)
    first = np.flatnonzero(splitter.begins(tokens, np.zeros(1, dtype=np.int64)))
    past = stops_of(first, len(tokens))
    return list(zip(tokens.start[first].tolist(), tokens.end[past - 1].tolist(), strict=True))


def _sets(passage: Passage) -> tuple[str, ...]:
    if not passage.document.startswith("GUM_"):
        return ("web", passage.genre)
    return ("edited", passage.genre) if passage.genre in EDITED else (passage.genre,)


def spread(parts: Sequence[dict[str, Figures]], name: str) -> tuple[float, float]:
    """Mean and standard deviation over the parts of the sentence F1 of one set."""
    values = [part[name].sentences.f1 for part in parts if name in part]
    return float(np.mean(values)), float(np.std(values, ddof=1)) if len(values) > 1 else 0.0
