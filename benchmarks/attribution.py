"""How right the sources are: who says what in GUM, and whose doubt a cue is in our test part.

`python -m benchmarks.attribution --corpora PATH` writes results/attribution.json.

GUM: every sentence of its news and interviews, whether or not it has a cue, by cross-validation
over documents; the parts of speech of a document that is tested teach nothing either. Compared are
noun phrases that name a source. GUM marks attributing clauses, and
`training/corpora/attribution.py` derives the noun phrases from them by its gold parts of speech; a
clause without a reporting verb or without a subject, such as the credit of a picture, has none, and
a phrase that is found there is an error. A phrase is the shortest that names the source: no
apposition and no relative clause, but all of a title and its name. Strict: both ends are right.
Tokens: each token of a phrase counts, so that a long name weighs as much as ten pronouns.

"clauses" compares GUM's own marks instead, all of them, with nothing derived: what is found is the
run from the noun phrase to the reporting verb. We know of no published figure for these marks, and
a clause is another thing than the source that PolNeAR's figures are about.

Our test part: the cues are given; holder, quotation and denial are shares of the cues.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.output import rounded, write_json
from hedging.depth.sources import SourceWeights, find_sources
from hedging.detector import load
from hedging.evaluate.environment import environment
from hedging.kinds import HOLDERS, KINDS
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools
from hedging.text.tokens import tokenize
from hedging.train.folds import fold_of
from training.corpora import attribution, scopes
from training.depth.reporting import find_attributions, fit_reporting
from training.depth.scoped import treebanks
from training.depth.source_examples import SourceExamples, encode_cues
from training.depth.sources import (
    ATTRIBUTIONS,
    GUM,
    SCOPES,
    SourceMaterial,
    fit_phrases,
    fit_sources,
    load_source_material,
)
from training.depth.tags import fit_tags
from training.material import SEEDS, shipped_recipe

_GENRES = ("news", "interview")
_FOLDS = 10

Span = tuple[int, int]


def main(argv: Sequence[str] | None = None) -> int:
    """Train, find and count; see the module's text."""
    options = parse_with_corpora(parser_of(__doc__, corpora=True), argv)
    corpora, without = options.corpora, shipped_recipe().without
    classes = load().model.word_classes
    material = load_source_material(corpora, SEEDS, classes, without)
    figures: dict[str, Any] = {
        "environment": environment(),
        "gum": measure_attributions(material, corpora, without),
        "scopes": measure_scopes(fit_sources(material), corpora, classes),
    }
    write_json(options.output / "attribution.json", rounded(figures))
    return 0


def measure_attributions(
    material: SourceMaterial, corpora: Path, without: Sequence[str]
) -> dict[str, Any]:
    """Sources and attributing clauses in each genre of GUM, by cross-validation."""
    marked = material.attributed
    cued = marked.cued
    found: dict[str, set[Span]] = {}
    found_clauses: dict[str, set[Span]] = {}
    for fold in range(_FOLDS):

        def is_used(document: str, tested: int = fold) -> bool:
            return fold_of(document, _FOLDS) != tested

        phrases = fit_phrases(material, is_used)
        left_out = [document for document, _ in material.tagged if not is_used(document)]
        parts = fit_tags(treebanks(corpora), material.classes, without=(*without, *left_out))
        weights = fit_reporting(material, is_used, phrases, parts)
        found_here = find_attributions(cued, marked.quoted_row, phrases, weights)
        sentences = cued.first.searchsorted(found_here.begin, side="right") - 1
        columns = (found_here.verb, found_here.begin, found_here.stop, sentences)
        for verb, begin, stop, sentence in zip(*(c.tolist() for c in columns), strict=True):
            if fold_of(marked.document[sentence], _FOLDS) == fold:
                genre = marked.group[sentence]
                found.setdefault(genre, set()).add((begin, stop))
                clause = min(verb, begin), max(verb + 1, stop)
                found_clauses.setdefault(genre, set()).add(clause)
    gold: dict[str, set[Span]] = {}
    for (begin, stop), sentence in zip(marked.source.tolist(), cued.sentence, strict=True):
        gold.setdefault(marked.group[sentence], set()).add((begin, stop))
    return {
        "noun phrases": _by_genre(found, gold),
        "clauses": _by_genre(found_clauses, _gold_clauses(marked, corpora, without)),
    }


def _gold_clauses(
    marked: SourceExamples, corpora: Path, without: Sequence[str]
) -> dict[str, set[Span]]:
    """The rows of the attributing clauses of GUM, by genre."""
    cued, clauses = marked.cued, dict[str, set[Span]]()
    names = list(marked.document)
    # What is known of reporting verbs does not matter: the clauses are GUM's own.
    nothing = frozenset[str]()
    for document in attribution.read(corpora / ATTRIBUTIONS, corpora / GUM, nothing, without):
        tokens = tokenize(document.text)
        # The rows of a document stand together, in the order of its tokens.
        number = names.index(document.document)
        last = number + len(document.sentences) - 1
        rows = np.arange(cued.first[number], cued.stop[last])
        token = cued.token[rows]
        for start, end in (item.clause for item in document.attributions):
            inside = rows[(tokens.end[token] > start) & (tokens.start[token] < end)]
            if len(inside):
                span = int(inside[0]), int(inside[-1]) + 1
                clauses.setdefault(document.group, set()).add(span)
    return clauses


def _by_genre(found: dict[str, set[Span]], gold: dict[str, set[Span]]) -> dict[str, Any]:
    """The figures of the news and interviews, together and apart, and of the other genres."""
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
    documents = scopes.read_documents(SEEDS / SCOPES, corpora)
    test = [document for document in documents if document.sentences[0].part == "test"]
    return score_cues(encode_cues(test, classes), weights)


def score_cues(marked: SourceExamples, weights: SourceWeights) -> dict[str, Any]:
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
    sys.exit(main())
