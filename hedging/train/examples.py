"""Gold sentences → one tokenised text with cue spans in tokens, and labels of its candidates."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

import numpy as np

from hedging.corpora.gold import Gold
from hedging.kinds import KINDS
from hedging.model.features import cue_contexts, cue_features
from hedging.model.lexicon import GAP, LONGEST, Candidates, Lexicon
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Bools, Ints
from hedging.text.joined import tokenize_joined
from hedging.text.lines import documents_of
from hedging.text.tokens import Tokens
from hedging.train.schemes import SchemePolicy

#: Stands for the kind of a cue whose kind is not known.
UNKNOWN = -1
# The kinds of cues that name people, in words that differ from text to text.
_OF_PEOPLE: Final = tuple(map(KINDS.index, ("evidential", "weasel")))


@dataclass(frozen=True, slots=True)
class Examples:
    """Labelled sentences as one tokenised text.

    `token_sentence` is the sentence of each token. Sentence i has the column `scheme[i]` in
    `policies`, and labelled cues if `has_cues[i]`. `marked` has a row for each marked cue: its
    sentence, first token, stop and kind (UNKNOWN if the corpus does not tell).
    """

    golds: Sequence[Gold]
    policies: tuple[SchemePolicy, ...]
    tokens: Tokens
    token_sentence: Ints
    scheme: Ints
    has_cues: Bools
    marked: Ints


class Labels(NamedTuple):
    """The truth about each candidate.

    `sentence`: its sentence. `scheme`: the column of its scheme. `cue`: whether it is a cue.
    `kind`: the cue's kind, or UNKNOWN. `known`: whether the cues of its sentence are labelled at
    all. `shared`: whether the weights of all schemes learn from it.
    """

    sentence: Ints
    scheme: Ints
    cue: Bools
    kind: Ints
    known: Bools
    shared: Bools


def encode(golds: Sequence[Gold], policies: tuple[SchemePolicy, ...]) -> Examples:
    """Tokenise labelled sentences; each of their schemes must have its policy among `policies`."""
    tokens, token_sentence, text_start = join([gold.text for gold in golds])
    marked = [
        (
            i,
            cue.start + text_start[i],
            cue.end + text_start[i],
            UNKNOWN if cue.kind is None else KINDS.index(cue.kind),
        )
        for i, gold in enumerate(golds)
        for cue in gold.cues or ()
    ]
    table = np.array(marked, dtype=np.int64).reshape(-1, 4)
    table[:, 1] = np.searchsorted(tokens.end, table[:, 1], side="right")
    table[:, 2] = np.searchsorted(tokens.start, table[:, 2], side="left")
    columns = {policy.name: column for column, policy in enumerate(policies)}
    return Examples(
        golds=golds,
        policies=policies,
        tokens=tokens,
        token_sentence=token_sentence,
        scheme=np.array([columns[gold.scheme] for gold in golds], dtype=np.int64),
        has_cues=np.array([gold.cues is not None for gold in golds], dtype=np.bool_),
        marked=table[table[:, 1] < table[:, 2]],
    )


def join(texts: Sequence[str]) -> tuple[Tokens, Ints, Ints]:
    """All texts as one: its tokens, the text of each token, and where each text begins."""
    tokens, text_start = tokenize_joined(texts)
    return tokens, documents_of(tokens.start, text_start), text_start


def label(
    examples: Examples, candidates: Candidates, counts: Ints, *, unseen: bool = True
) -> Labels:
    """Label candidates; `counts` says how often each scheme marks each entry.

    A candidate whose span is a marked cue is a cue. A marked cue that is no candidate's span makes
    the longest candidate that it overlaps a cue. With `unseen`, so does one that names people and
    whose entry is marked nowhere else: another text has other words there ("sources close to the
    Orr family"), and only the shorter candidate ("sources").
    """
    marks = examples.marked.tolist()
    kind_of = {(start, stop): kind for _, start, stop, kind in marks}
    spans = list(zip(candidates.start.tolist(), candidates.end.tolist(), strict=True))
    cue = np.array([span in kind_of for span in spans], dtype=np.bool_)
    kind = np.array([kind_of.get(span, UNKNOWN) for span in spans], dtype=np.int64)
    is_settled = np.ones_like(cue)
    if unseen:
        is_settled = (counts.sum(axis=1)[candidates.entry] > 1) | ~np.isin(kind, _OF_PEOPLE)
    settled = {span for span, is_so in zip(spans, is_settled.tolist(), strict=True) if is_so}
    for _, start, stop, marked_kind in marks:
        if (start, stop) in settled:
            continue
        low = np.searchsorted(candidates.start, start - LONGEST - GAP)
        rows = np.arange(low, np.searchsorted(candidates.start, stop))
        overlapping = rows[(candidates.end[rows] > start) & ~cue[rows]]
        if len(overlapping):
            lengths = candidates.end[overlapping] - candidates.start[overlapping]
            longest = overlapping[np.argmax(lengths)]
            cue[longest], kind[longest] = True, marked_kind
    scheme = examples.scheme[candidates.sentence]
    sharing = np.array([policy.sharing for policy in examples.policies])[scheme]
    marked = counts[candidates.entry, scheme] > 0
    return Labels(
        sentence=candidates.sentence,
        scheme=scheme,
        cue=cue,
        kind=kind,
        known=examples.has_cues[candidates.sentence],
        shared=(sharing == "all") | ((sharing == "marked") & marked),
    )


def features_of(
    examples: Examples,
    candidates: Candidates,
    lexicon: Lexicon,
    word_classes: WordClasses,
    rows: Ints,
) -> Ints:
    """The feature ids of the candidates in `rows`, shape (rows, columns)."""
    bound = examples.token_sentence.searchsorted(np.arange(len(examples.golds) + 1))
    bounds = (bound[:-1], bound[1:])
    contexts = cue_contexts(examples.tokens, candidates, lexicon, word_classes, bounds, rows)
    return np.ascontiguousarray(cue_features(contexts))
