"""Labelled sentences of a domain + a model → the same model with what the domain adds.

Two things are added to one scheme: cues that the lexicon lacks, and weights of the features that
the model has already. The log-odds that the model gives a candidate are the offset of a logistic
regression, and the added weights are drawn towards 0 (Daumé 2007 shares weights between domains in
the same way): without evidence for a change, the model answers as it did.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from hedging.corpora.gold import Gold
from hedging.model.features import CUE_COLUMN
from hedging.model.lexicon import (
    LONGEST,
    MASK,
    Candidates,
    Lexicon,
    Masks,
    prefix_hashes,
    run_hashes,
)
from hedging.model.model import Model, Scheme
from hedging.model.scoring import Floats
from hedging.text.hashing import Bools, Ints, short_hashes
from hedging.text.weights import GREATEST, Weights
from hedging.train.examples import UNKNOWN, Examples, encode, features_of, label
from hedging.train.lexicon import sorted_hashes
from hedging.train.regression import count_matrix, offset_regression
from hedging.train.schemes import kind_mask, policies_of

# A new cue starts without a weight, so the weight of a cue is regularised less than those of its
# contexts.
_CUE_FREEDOM = 3.0
# The weight of a candidate of general text beside one of the domain.
_REHEARSED = 0.1


@dataclass(frozen=True, slots=True)
class _Labelled:
    """Candidates whose truth is known, with their feature ids and the model's log-odds."""

    sentence: Ints
    feature_ids: Ints
    log_odds: Floats
    is_cue: Bools


class Domain:
    """Labelled sentences of a domain, read by a model whose lexicon also has their cues.

    `truth` says which sentences are hedged. On those of `rehearsal`, which are general text, the
    model should stay as it is.
    """

    def __init__(
        self, model: Model, scheme: str, golds: Sequence[Gold], rehearsal: Sequence[Gold]
    ) -> None:
        self.model, self.scheme, self.golds = model, scheme, golds
        self.truth: Bools = np.array([bool(gold.hedged) for gold in golds])
        examples = _encoded(golds, scheme)
        hashes, rows, new = _read_marks(model, examples)
        self._mark_sentence, kinds = examples.marked[rows][:, (0, 3)].T
        self._mark_bit: Masks = (1 << kinds).astype(MASK)
        lexicon = _extended(model.lexicon, new)
        self._entry = lexicon.hashes.searchsorted(np.array(hashes, dtype=np.uint64))
        everything = np.ones(len(golds), dtype=np.bool_)
        # Features name the kinds of an entry. Those of the model's entries stay as they are, so
        # that its weights mean what they meant, in every scheme.
        joined = np.bitwise_or.reduce(self._marked(lexicon, everything), axis=1)
        fixed = np.where(lexicon.kinds > 0, lexicon.kinds, joined)
        self._lexicon = dataclasses.replace(lexicon, fixed_kinds=fixed)
        self._wider = self._with_cues_of(everything)
        self._candidates = _labelled(self._wider, scheme, examples)
        self._rehearsed = _labelled(self._wider, scheme, _encoded(rehearsal, scheme))
        ids = np.concatenate((self._candidates.feature_ids, self._rehearsed.feature_ids))
        self._places, columns = np.unique(ids, return_inverse=True)
        self._columns = columns.reshape(ids.shape)
        self._matrix = count_matrix(self._columns, len(self._places))
        self._fitted: dict[tuple[bytes, float], Model] = {}

    def fit(self, use: Bools, freedom: float) -> Model:
        """The model with the cues and the weights that the sentences in `use` teach.

        The smaller `freedom`, the nearer the weights stay to those of the model.
        """
        # Steps that differ in their curve alone share their models.
        known = use.tobytes(), freedom
        if known not in self._fitted:
            self._fitted[known] = self._fit(use, freedom)
        return self._fitted[known]

    def _fit(self, use: Bools, freedom: float) -> Model:
        model = self._with_cues_of(use)
        own, rehearsed = self._candidates, self._rehearsed
        rows = use[own.sentence]
        if not rows.any():
            return model
        offset, truth = (
            np.concatenate((getattr(own, name)[rows], getattr(rehearsed, name)))
            for name in ("log_odds", "is_cue")
        )
        count = np.count_nonzero(rows)
        weight = np.repeat((1.0, _REHEARSED), (count, len(offset) - count))
        # Only the weights of features that occur in the domain can change.
        columns = self._columns[: len(rows)][rows]
        occurs, free = np.zeros(len(self._places), dtype=np.bool_), np.ones(len(self._places))
        occurs[columns] = True
        free[columns[:, CUE_COLUMN]] = _CUE_FREEDOM
        used = np.flatnonzero(occurs)
        places, free = self._places[used], free[used]
        matrix = self._matrix[np.concatenate((rows, np.ones(len(offset) - count, dtype=np.bool_)))]
        change, bias = offset_regression(
            matrix[:, used].multiply(free).tocsr(), truth, offset, weight, freedom
        )
        scheme = model.schemes[self.scheme]
        weights = _added(scheme.cue_weights, places, change * free, bias)
        return with_scheme(model, scheme._replace(cue_weights=weights))

    @property
    def new_cues(self) -> tuple[str, ...]:
        """The marked cues that the model did not know, in alphabetical order."""
        new = set(self._lexicon.hashes.tolist()) - set(self.model.lexicon.hashes.tolist())
        words = {
            gold.text[cue.start : cue.end].lower() for gold in self.golds for cue in gold.cues or ()
        }
        return tuple(sorted(cue for cue in words if run_hashes(cue)[0][-1] in new))

    def _with_cues_of(self, use: Bools) -> Model:
        """The model with the cues that the sentences in `use` mark."""
        masks = self._marked(self._lexicon, use)
        lexicon = dataclasses.replace(self._lexicon, masks=masks)
        return dataclasses.replace(self.model, lexicon=lexicon)

    def _marked(self, lexicon: Lexicon, use: Bools) -> Masks:
        """The masks of a lexicon with the kinds that the sentences in `use` mark."""
        masks, rows = lexicon.masks.copy(), use[self._mark_sentence]
        column = self.model.schemes[self.scheme].column
        np.bitwise_or.at(masks[:, column], self._entry[rows], self._mark_bit[rows])
        return masks


def with_scheme(model: Model, scheme: Scheme) -> Model:
    """The model with another scheme of the same name."""
    return dataclasses.replace(model, schemes={**model.schemes, scheme.name: scheme})


def _read_marks(
    model: Model, examples: Examples
) -> tuple[list[int], list[int], dict[int, tuple[int, list[int]]]]:
    """The hashes of the marked cues with a kind, and their rows in `marked`.

    Also those that the lexicon lacks, as `_extended` takes them.
    """
    found = model.finder.find(examples.tokens, examples.token_sentence)
    spans = zip(found.start.tolist(), found.end.tolist(), strict=True)
    known = dict(zip(spans, model.lexicon.hashes[found.entry].tolist(), strict=True))
    hashes, rows, new = list[int](), list[int](), dict[int, tuple[int, list[int]]]()
    for row, (_, start, stop, kind) in enumerate(examples.marked.tolist()):
        if kind == UNKNOWN or stop - start > LONGEST:
            continue
        entry = known.get((start, stop))
        if entry is None:
            *beginnings, entry = prefix_hashes(examples.tokens.ids[start:stop])
            new[entry] = (stop - start, beginnings)
        hashes.append(entry)
        rows.append(row)
    return hashes, rows, new


def _extended(lexicon: Lexicon, new: Mapping[int, tuple[int, list[int]]]) -> Lexicon:
    """A lexicon with new entries, of which each has a length and the hashes of its beginnings.

    The new entries are candidates of no scheme yet.
    """
    hashes = np.concatenate((lexicon.hashes, np.array(list(new), dtype=np.uint64)))
    lengths = np.array([length for length, _ in new.values()], dtype=np.uint8)
    none = np.zeros((len(new), lexicon.masks.shape[1]), dtype=MASK)
    begins = sorted_hashes(hash_ for _, beginnings in new.values() for hash_ in beginnings)
    order = hashes.argsort(kind="stable")
    return Lexicon(
        hashes=hashes[order],
        lengths=np.concatenate((lexicon.lengths, lengths))[order],
        openings=np.concatenate((lexicon.openings, np.zeros(len(new), dtype=np.bool_)))[order],
        masks=np.concatenate((lexicon.masks, none))[order],
        heads=lexicon.heads,
        prefixes=np.union1d(lexicon.prefixes, short_hashes(begins)),
        fixed_kinds=np.concatenate((lexicon.kinds, none[:, 0]))[order],
    )


def _added(weights: Weights, places: Ints, change: Floats, bias: float) -> Weights:
    """Weights with a change at some places; the steps of the table stay as they are."""
    table = weights.table.copy()
    moved = table[places] + np.round(change / weights.scale)
    table[places] = np.clip(moved, -GREATEST, GREATEST).astype(np.int8)
    return Weights(table, weights.scale, weights.bias + bias)


def _encoded(golds: Sequence[Gold], scheme: str) -> Examples:
    renamed = [dataclasses.replace(gold, scheme=scheme) for gold in golds]
    return encode(renamed, policies_of({scheme}, {}))


def _labelled(model: Model, name: str, examples: Examples) -> _Labelled:
    """The candidates of some sentences whose labels say whether they are cues."""
    scheme, lexicon = model.schemes[name], model.lexicon
    candidates = model.finder.find(examples.tokens, examples.token_sentence)
    candidates = candidates.take(lexicon.masks[candidates.entry, scheme.column] > 0)
    is_cue, is_known = _truths(examples, candidates, lexicon, scheme)
    rows = np.flatnonzero(is_known)
    ids = features_of(examples, candidates, lexicon, model.word_classes, rows)
    return _Labelled(candidates.sentence[rows], ids, scheme.cue_weights(ids), is_cue[rows])


def _truths(
    examples: Examples, candidates: Candidates, lexicon: Lexicon, scheme: Scheme
) -> tuple[Bools, Bools]:
    """Which candidates are cues, and of which that is known.

    Where only the sentence has a label: in a plain sentence no candidate of a kind that hedges is a
    cue; in a hedged sentence its only such candidate is.
    """
    is_cue = label(examples, candidates, lexicon.masks.astype(np.int64)).cue
    hedge_bits = kind_mask(scheme.hedge_kinds)
    can_hedge = lexicon.masks[candidates.entry, scheme.column] & hedge_bits > 0
    has_cues = examples.has_cues[candidates.sentence]
    labels = [-1 if gold.hedged is None else int(gold.hedged) for gold in examples.golds]
    told = np.array(labels, dtype=np.int64)[candidates.sentence]
    count = np.bincount(candidates.sentence[can_hedge], minlength=len(labels))
    is_only = can_hedge & (count[candidates.sentence] == 1)
    is_told = ~has_cues & ((can_hedge & (told == 0)) | (is_only & (told == 1)))
    return np.where(has_cues, is_cue, told == 1), has_cues | is_told
