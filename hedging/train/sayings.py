"""Marked documents → the weights that tell which words of saying attribute something to a source.

They learn from GUM's attributions, from the sentences made of frames, and from the words of saying
of other texts that `complements.py` is sure of.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from hedging.depth.attributions import PhraseWeights, choose_phrases, place_columns
from hedging.depth.context import context_of
from hedging.depth.sayings import SAYING_BITS, SayingWeights, parts_of, saying_ids
from hedging.text.weights import Table, Weights
from hedging.train.attributed import Marked
from hedging.train.complements import sure_of
from hedging.train.regression import count_matrix, logistic_regression
from hedging.train.sources import SourceMaterial, Used, sayings_of

_C = 0.1
# In place of the source of a word of saying of which it is not known whether it has one.
_UNKNOWN = -2


def fit_sayings(
    material: SourceMaterial, used: Used, phrases: PhraseWeights, parts: Table
) -> SayingWeights:
    """Fit the weights on the documents that `used` selects.

    `phrases` choose the likeliest phrase of each place, and `parts` tells parts of speech.
    """
    of_gum = set(material.attributed.document)

    def is_other(document: str) -> bool:
        return used(document) and document not in of_gum

    ids, truth = [], []
    for marked, is_chosen in (
        (material.attributed, used),
        (material.voices, used),
        (_labelled(material, used), is_other),
    ):
        context = context_of(marked.cued, marked.quoted_row, phrases.tags)
        context = context.with_phrases(phrases.edges)
        places, source = sayings_of(marked, context)
        kept = np.array([is_chosen(marked.document[s]) for s in places.sentence])
        kept &= source[:, 0] != _UNKNOWN
        places = places.take(kept)
        columns = place_columns(context, places)
        choices = choose_phrases(context, places, columns, phrases)
        ids.append(saying_ids(context, places, columns, choices, parts_of(marked.cued, parts)))
        truth.append(source[kept, 0] >= 0)
    matrix = count_matrix(np.concatenate(ids), 1 << SAYING_BITS)
    weights, bias = logistic_regression(matrix, np.concatenate(truth), _C)
    return SayingWeights(parts, Weights.quantized(weights, bias))


def _labelled(material: SourceMaterial, used: Used) -> Marked:
    """The texts without attributions of GUM, with the sources that GUM's teach to see in them."""
    derived = material.derived
    of_gum = set(material.attributed.document)
    is_taught = np.array([name in of_gum and used(name) for name in derived.document])
    has, has_none = sure_of(
        material.complements, is_taught[derived.cued.sentence], material.is_attributed
    )
    unsure = np.where(has_none, -1, _UNKNOWN)
    return replace(derived, source=np.where(has[:, None], derived.source, unsure[:, None]))
