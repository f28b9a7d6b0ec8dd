"""Marked documents → the weights that find sources, holders and denied cues.

The phrases learn from four materials: our own marks of cues, sentences in somebody's words that are
made of frames, GUM's attributions, and the subjects of reporting verbs in texts with parts of
speech. The last teach only which phrase is the subject, not whether there is a source. The holder
learns from the phrase that weights chose which had not seen the document, since that is what it
will meet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from hedging.corpora.rows import read_lines, read_rows
from hedging.depth.phrases import (
    FAMILIES,
    NO_KIND,
    Context,
    PhraseEdges,
    WordTags,
    context_of,
    families_around,
    find_phrases,
    pairs_of,
)
from hedging.depth.rows import CueRows
from hedging.depth.sources import (
    BEGIN,
    BITS,
    END,
    HOLDER_BITS,
    NEGATED,
    NEGATED_BITS,
    NONE,
    PAIR,
    PhraseWeights,
    SourceWeights,
    edge_columns,
    holder_ids,
    likeliest,
    pair_columns,
    place_columns,
    score_phrases,
)
from hedging.kinds import HOLDERS
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Ints
from hedging.text.weights import Weights
from hedging.train.folds import fold_of
from hedging.train.regression import class_regression, count_matrix, logistic_regression
from training.corpora import attribution, scopes
from training.corpora.attribution import AttributedDocument
from training.corpora.source_frames import as_attributions, as_cues, make_sentences, read_lists
from training.corpora.subjects import TaggedToken
from training.depth.complements import complement_ids
from training.depth.conditional import Groups, fit_conditional
from training.depth.source_examples import SourceExamples, encode_attributions, encode_cues
from training.depth.word_tags import fit_word_tags

#: The files of our own marks, of reporting verbs, and of frames, in the seeds.
SCOPES, REPORTING, FRAMES = "scopes.jsonl", "sayings.txt", "voices.tsv"
#: The files of the attributions and of the texts with parts of speech, below the corpora folder.
ATTRIBUTIONS, GUM = "gum-attribution/attribution.jsonl", "ud-english/gum.jsonl"
TAGGED = ("ud-english/ewt.jsonl", GUM)

_RATE, _EPOCHS, _ORDERS = 0.1, 6, 3
_HOLDER_C, _WRITER_C, _NEGATED_C = 0.1, 0.3, 1.0
_FOLDS = 5
# So many sentences are made of the frames.
_FRAMED, _TALK = 2000, 1000
# A phrase can begin between two families of which so many begin a source, and this share of all.
_EDGES_OWN, _EDGES_DERIVED = (2, 0.001), (3, 0.002)
# A named or an unnamed holder has a source from this margin on, and a cue with the score `_SURE` is
# the writer's own: the best, and the cheapest that costs nothing, by cross-validation on the
# training part.
_THRESHOLDS = (1000.0, -2.0, -1.0)
_SURE = 1.5

Used = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class SourceMaterial:
    """All that the weights learn from; `tagged` has the name of a document and its tokens.

    `cues` has the cues of our marks and of the sentences made of frames, `framed` the reporting
    verbs of the latter, `attributed` those of GUM, and `derived` those of all treebanks, with their
    subjects for sources. `complements` has feature ids for each place of `derived`, and
    `is_attributed` says of those of GUM whether GUM marks them.
    """

    cues: SourceExamples
    framed: SourceExamples
    attributed: SourceExamples
    derived: SourceExamples
    complements: Ints
    is_attributed: Bools
    tagged: tuple[tuple[str, tuple[TaggedToken, ...]], ...]
    reporting_verbs: tuple[str, ...]
    classes: WordClasses


def load_source_material(
    corpora: Path, seeds: Path, classes: WordClasses, without: Sequence[str] = ()
) -> SourceMaterial:
    """Read the material; `without` names corpora and beginnings of names of documents."""
    reporting_verbs = tuple(line.strip() for line in read_lines(seeds / REPORTING) if line.strip())
    known = frozenset(reporting_verbs)
    marked = [
        document
        for document in scopes.read_documents(seeds / SCOPES, corpora, without)
        if document.sentences[0].part == "train"
    ]
    lists = read_lists(seeds / FRAMES)
    framed = make_sentences(lists, _FRAMED)
    talk = make_sentences(lists, _TALK, "talk")
    attributed = list(attribution.read(corpora / ATTRIBUTIONS, corpora / GUM, known, without))
    derived: list[AttributedDocument] = []
    tagged: list[tuple[str, tuple[TaggedToken, ...]]] = []
    for name in TAGGED:
        derived += attribution.read_subjects(corpora / name, known, without)
        for row in read_rows(corpora / name, ("doc", "text", "tokens")):
            if not row.document.startswith(tuple(without)):
                tagged.append((row.document, attribution.tagged_tokens(row)))
    with_source = {
        (document.document, item.anchor)
        for document in attributed
        for item in document.attributions
        if item.source
    }
    is_attributed = [
        (document.document, item.anchor) in with_source
        for document in derived
        for item in document.attributions
    ]
    return SourceMaterial(
        encode_cues([*marked, *as_cues(framed)], classes),
        encode_attributions(as_attributions([*framed, *talk]), classes),
        encode_attributions(attributed, classes),
        encode_attributions(derived, classes),
        np.concatenate([complement_ids(document) for document in derived]),
        np.array(is_attributed),
        tuple(tagged),
        reporting_verbs,
        classes,
    )


def fit_sources(material: SourceMaterial, used: Used = lambda document: True) -> SourceWeights:
    """Fit all weights on the documents that `used` selects."""
    own = material.cues
    owner = own.cued.sentence
    folds = np.array([fold_of(own.document[s], _FOLDS, "sources") for s in owner])
    chosen = np.array([used(own.document[s]) for s in owner])
    places = own.cued
    holders, denials = [], []
    for fold in range(_FOLDS):

        def is_used(document: str, left_out: int = fold) -> bool:
            return used(document) and fold_of(document, _FOLDS, "sources") != left_out

        weights = fit_phrases(material, is_used)
        context = context_of(own.cued, own.quoted_row, weights.tags)
        columns = place_columns(context, places)
        choices = likeliest(score_phrases(context, places, weights), columns, weights)
        rows = (folds == fold) & chosen
        ids = holder_ids(context, places, columns, choices)
        holders.append((ids[rows], own.holder[rows]))
        denials.append((NEGATED.ids(columns)[rows], own.negated[rows]))
    ids, truth = (np.concatenate(parts) for parts in zip(*holders, strict=True))
    holder = class_regression(ids, truth, 2 << HOLDER_BITS, len(HOLDERS), _HOLDER_C)
    # The features of the places, and they alone, are in the first half of the table.
    matrix = count_matrix(ids, 2 << HOLDER_BITS)[:, : 1 << HOLDER_BITS]
    writer, of_writer = logistic_regression(matrix, truth == 0, _WRITER_C)
    ids, truth = (np.concatenate(parts) for parts in zip(*denials, strict=True))
    matrix = count_matrix(ids, 1 << NEGATED_BITS)
    denial, bias = logistic_regression(matrix, truth, _NEGATED_C)
    return SourceWeights(
        fit_phrases(material, used),
        Weights.quantized(writer, of_writer),
        Weights.quantized(holder),
        Weights.quantized(denial, bias),
        _SURE,
        _THRESHOLDS,
    )


def fit_phrases(material: SourceMaterial, used: Used) -> PhraseWeights:
    """Fit the weights of phrases on the documents that `used` selects."""
    tags = fit_word_tags(
        [tokens for document, tokens in material.tagged if used(document)],
        material.reporting_verbs,
        material.classes,
    )
    edges = _edges(
        tags,
        used,
        [
            ((material.cues,), *_EDGES_OWN),
            ((material.framed, material.attributed, material.derived), *_EDGES_DERIVED),
        ],
    )
    groups = []
    for marked, task in (
        (material.cues, "cues"),
        (material.framed, "reporting"),
        (material.attributed, "reporting"),
        (material.derived, "subjects"),
    ):
        context = context_of(marked.cued, marked.quoted_row, tags)
        groups.append(groups_of(marked, context, edges, task, used))
    size = 1 << BITS
    joined = Groups.joined(groups)
    # The mean of several orders of the examples is steadier than each of them.
    fits = [
        fit_conditional(joined, 4 * size, rate=_RATE, epochs=_EPOCHS, seed=seed)
        for seed in range(_ORDERS)
    ]
    weights = np.mean(fits, axis=0)
    scale = float(np.abs(weights).max()) / 127 or 1.0
    # All four tables have one scale, so that their scores add up.
    table = np.round(weights / scale).astype(np.int8).reshape(4, size)
    return PhraseWeights(tags, edges, *(Weights(part.copy(), scale) for part in table))


def _edges(
    tags: WordTags, used: Used, materials: Sequence[tuple[tuple[SourceExamples, ...], int, float]]
) -> PhraseEdges:
    """Between which families a phrase can begin and end."""
    found = np.zeros((2, FAMILIES * FAMILIES), dtype=np.bool_)
    for parts, least, share in materials:
        counts = np.zeros((2, 2, FAMILIES * FAMILIES), dtype=np.int64)
        for marked in parts:
            cued = marked.cued
            around = families_around(cued, tags.tags_of(cued))
            is_used = np.array([used(document) for document in marked.document])
            has_source = is_used[cued.sentence] & (marked.source[:, 0] >= 0)
            sources = np.unique(marked.source[has_source], axis=0)
            in_use = np.repeat(is_used, cued.stop - cued.first)
            for side, rows in enumerate((sources[:, 0], sources[:, 1] - 1)):
                counts[side, 0] += np.bincount(around[side][rows], minlength=FAMILIES**2)
                counts[side, 1] += np.bincount(around[side][in_use], minlength=FAMILIES**2)
        found |= (counts[:, 0] >= least) & (counts[:, 0] >= share * counts[:, 1])
    begins, ends = found.reshape(2, FAMILIES, FAMILIES)
    return PhraseEdges(begins, ends)


def groups_of(
    marked: SourceExamples, context: Context, edges: PhraseEdges, task: str, used: Used
) -> Groups:
    """The candidates of the places: `task` is "cues", "reporting" or "subjects".

    With "reporting", every reporting verb is a place, and those without a mark have no source. With
    "subjects", the places are those that are marked, and there is no candidate for no source.
    """
    cued = marked.cued
    if task == "cues":
        places, source = cued, marked.source
    else:
        places, source = reporting_places(marked, context)
    kept = np.array([used(marked.document[s]) for s in places.sentence])
    if task == "subjects":
        kept &= source[:, 0] >= 0
    places, source = places.take(kept), source[kept]
    return _with_ids(context, edges, places, source, with_none=task != "subjects")


def words_of_saying(context: Context) -> CueRows:
    """The rows of a context with all words of saying in place of the cues."""
    cued, start = context.cued, context.saying.nonzero()[0]
    return cued._replace(
        sentence=cued.first.searchsorted(start, side="right") - 1,
        start=start,
        end=start + 1,
        kind=np.full(len(start), NO_KIND),
        words=cued.ids[start],
    )


def reporting_places(marked: SourceExamples, context: Context) -> tuple[CueRows, Ints]:
    """All reporting verbs as places, and the rows of the source of each, -1 for none."""
    places = words_of_saying(context)
    row = {int(last) - 1: k for k, last in enumerate(marked.cued.end)}
    number = np.array([row.get(int(start), -1) for start in places.start], dtype=np.int64)
    return places, np.where(number[:, None] >= 0, marked.source[number], -1)


def _with_ids(
    context: Context, edges: PhraseEdges, places: CueRows, source: Ints, with_none: bool
) -> Groups:
    """The groups of some places: first the candidate of no source, then the phrases."""
    size, rows = 1 << BITS, len(context.tags)
    phrases = find_phrases(context, edges)
    place, phrase = pairs_of(phrases.first, places)
    begin, stop = phrases.begin[phrase], phrases.stop[phrase]
    every = np.arange(rows)
    first_ids = BEGIN.ids(edge_columns(context, every, -1))[begin]
    last_ids = END.ids(edge_columns(context, every, 1))[stop - 1]
    pair = PAIR.ids(pair_columns(context, places.take(place), begin, stop))
    of_pairs = np.concatenate((first_ids, last_ids + size, pair + 2 * size), axis=1)
    counts = np.bincount(place, minlength=len(places.start)) + with_none
    first = np.append(0, counts.cumsum())
    position = np.arange(len(place)) + with_none * (place + 1)
    ids = np.full((first[-1], of_pairs.shape[1]), -1, dtype=np.int32)
    ids[position] = of_pairs
    right = np.zeros(len(ids), dtype=np.bool_)
    right[position] = (begin == source[place, 0]) & (stop == source[place, 1])
    if with_none:
        none = NONE.ids(place_columns(context, places)) + 3 * size
        ids[first[:-1], : none.shape[1]] = none
        right[first[:-1]] = source[:, 0] < 0
    return Groups(ids, first, right)
