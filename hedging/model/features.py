"""Candidates in context → feature ids: the one implementation that training and scoring share.

A feature is a hash of what it says ("the next word is *collapse* and the cue is *may*"), cut to
`BITS` bits, so that it needs no vocabulary. Nearly every feature is crossed with the cue, since
the same neighbour means different things beside *may* and beside *appear*; the others carry over
to cues that training saw seldom. The words around the cue are named from the cue outwards:

    Some  officials  fear  it   [may]  not  last  until  May  .
    L4    L3         L2    L1    cue   R1   R2    R3     R4   R5

A block of candidates is computed together. `cue_contexts` makes a matrix of the values: its rows
have names, L1 … L5, R1 … R5 and so on, and the candidates are its columns. `cue_features` makes ids
of these values. A template, such as ("cue", "L1", "R1"), reads the rows that it names. After the
templates comes a bag, for which the position on a side does not matter: each of the ten words,
marked with its side, crossed once with the cue and once with the kinds it can have.

`cue_feature_ids` in tests/plain.py computes the same for one candidate after the other.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from hedging.model.lexicon import Candidates, Lexicon
from hedging.model.word_classes import GROUP_SHIFT, WordClasses
from hedging.text.hashing import NO_TOKEN, Bools, Hashes, Ints, mix, top_bits
from hedging.text.templates import Templates, templates_of
from hedging.text.tokens import Tokens

#: log2 of the size of a table of cue weights.
BITS = 22

#: log2 of the size of a table of sentence weights.
SENTENCE_BITS = 20

#: log2 of the size of the kinds' weight table.
KIND_BITS = 14

#: How many words on each side of a cue its features read.
REACH = 5

#: What marks the words of a side in the bag: the left one, and one more for the right one.
CUE_SIDE, KINDS_SIDE = 1000, 2000

#: The values that each feature joins, by name: `L1` is the word before the cue, `R1` the word
#: after it; `suffix` and `shape` describe a word, `class` and `group` are its classes, fine and
#: coarse. `cue` is the lexicon's entry, `head` the cue's last word, `kinds` what the entry can
#: mean in any scheme, `position` the number of words before the cue, up to 3. `candidate before`
#: and `candidate after` are the entries of the nearest candidates in the sentence.
TEMPLATES = templates_of(
    """
    cue; cue * L1; cue * R1; cue * L2; cue * R2; cue * L3; cue * R3; cue * L1 * R1; cue * R1 * R2;
    cue * L2 * L1; cue * L1 suffix; cue * R1 suffix; cue * R2 suffix; cue * L1 suffix * R1 suffix;
    cue * L1 shape; cue * R1 shape; cue * cue shape * position; cue * sentence end; cue * head;
    cue * first word; kinds * L1; kinds * R1; kinds * L2 * L1; kinds * R1 * R2; kinds * L1 suffix;
    kinds * R1 suffix; kinds * R2 suffix; kinds * L1 shape * R1 shape; kinds * head; head * L1;
    head * R1; head * R1 suffix; kinds * sentence end; cue * L1 class; cue * R1 class;
    cue * R2 class; cue * L2 class; kinds * L1 class; kinds * R1 class; cue * L1 group;
    cue * R1 group; cue * R2 group; cue * R3 group; cue * L2 group; cue * L1 group * R1 group;
    cue * R1 group * R2 group; cue * L2 group * L1 group; kinds * L1 group; kinds * R1 group;
    kinds * L1 group * R1 group; kinds * R1 group * R2 group; cue * candidate before;
    cue * candidate after; kinds * candidate before; kinds * candidate after
    """
)
CUE_TEMPLATES = Templates(TEMPLATES, BITS)
#: The column of the feature that only says which cue it is.
CUE_COLUMN = CUE_TEMPLATES.order.index(("cue",))

#: Number of feature columns: the templates, then the bag of the words on either side.
COLUMNS = len(TEMPLATES) + 4 * REACH


def _places_of(template: tuple[str, ...]) -> tuple[str, ...]:
    """The places in the context that a template reads; () if it reads only the cue itself."""
    places = {name.split()[0] if name[0] in "LR" else name for name in template}
    return tuple(sorted(places - {"cue", "kinds", "head", "cue shape", "position"}))


#: The places in the context that each feature column reads: words (`L2` is the second before the
#: cue), the first word and the end of the sentence, the candidates before and after.
PLACES: tuple[tuple[str, ...], ...] = (
    *map(_places_of, CUE_TEMPLATES.order),
    *((f"{side}{step}",) for side in "LR" for step in range(1, REACH + 1) for _ in range(2)),
)

_WORDS = [f"{side}{step}" for side in "LR" for step in range(1, REACH + 1)]
# The words beside the cue whose suffixes, classes and groups are read, and whose shapes are read.
_NEIGHBOURS, _SHAPED = ("L1", "L2", "R1", "R2", "R3"), ("L1", "R1")
NEIGHBOUR_ROWS, _SHAPED_ROWS = (
    [_WORDS.index(word) for word in words] for words in (_NEIGHBOURS, _SHAPED)
)
#: The names of the values of a candidate, in the order of the rows that `cue_contexts` makes.
NAMES = (
    *_WORDS,
    *(f"{word} {what}" for what in ("suffix", "class", "group") for word in _NEIGHBOURS),
    *("cue shape", *(f"{word} shape" for word in _SHAPED)),
    *("head", "sentence end", "first word"),
    *("cue", "kinds", "position", "candidate before", "candidate after"),
)


def cue_contexts(
    tokens: Tokens,
    candidates: Candidates,
    lexicon: Lexicon,
    classes: WordClasses,
    bounds: tuple[Ints, Ints],
    rows: slice | Ints = slice(None),
) -> Hashes:
    """The values that the features of the candidates in `rows` join, shape (names, rows).

    `bounds` are the first token of every sentence and the stop after its last. Nothing outside a
    candidate's sentence has a part in its values; the candidates before and after it are looked
    up among all candidates.
    """
    start, end, entry = candidates.start[rows], candidates.end[rows], candidates.entry[rows]
    sentence = candidates.sentence[rows]
    first, stop = bounds[0][sentence], bounds[1][sentence]
    steps = np.arange(REACH)[:, None]
    positions = np.concatenate((start - 1 - steps, end + steps))
    inside = (positions >= first) & (positions < stop)
    # Outside the sentence, a fixed id stands for the missing token.
    safe = np.where(inside, positions, start)
    words = np.where(inside, tokens.ids.take(safe), NO_TOKEN)
    described = _suffixes_and_classes(tokens, classes, safe[NEIGHBOUR_ROWS])
    described = np.where(inside[NEIGHBOUR_ROWS], described, NO_TOKEN)
    shapes = tokens.shapes(np.concatenate((start[None], safe[_SHAPED_ROWS])))
    shapes[1:][~inside[_SHAPED_ROWS]] = NO_TOKEN
    of_cue = (
        lexicon.hashes[entry],
        lexicon.kinds[entry].astype(np.uint64),
        np.minimum(start - first, 3).astype(np.uint64),
        _entry_of(candidates.before(rows), candidates, lexicon),
        _entry_of(candidates.after(rows), candidates, lexicon),
    )
    groups = described[1] >> np.uint64(GROUP_SHIFT)
    edges = tokens.ids.take((end - 1, stop - 1, first))
    return np.concatenate((words, *described, groups, shapes, edges, of_cue))


def cue_features(contexts: Hashes) -> Ints:
    """Feature ids of the candidates that have these contexts, shape (candidates, COLUMNS).

    `contexts` are those of `cue_contexts`; each id is below 2**BITS.
    """
    values = dict(zip(NAMES, contexts, strict=True))
    bag = _bag(values["cue"], values["kinds"], contexts[: 2 * REACH].reshape(2, REACH, -1))
    return np.concatenate((CUE_TEMPLATES.ids(values).T, bag)).T


def _suffixes_and_classes(tokens: Tokens, classes: WordClasses, near: Ints) -> Hashes:
    """The suffixes of the tokens `near`, and their classes: shape (2, *near.shape)."""
    if near.size and (seen := np.arange(near.min(), near.max() + 1)).size < near.size:
        # The candidates are so close to each other that they share neighbours: look at each once.
        of_seen = _suffixes_and_classes(tokens, classes, seen)
        return np.asarray(of_seen.take(near - seen[0], axis=1))
    return np.array((tokens.suffixes(near), classes.classes_of(tokens, near)))


def _entry_of(nearest: tuple[Ints, Bools], candidates: Candidates, lexicon: Lexicon) -> Hashes:
    """The entries of the nearest candidates; NO_TOKEN for those in another sentence."""
    rows, exists = nearest
    return np.where(exists, lexicon.hashes[candidates.entry[rows]], NO_TOKEN)


def _bag(cue: Hashes, kinds: Hashes, words: Hashes) -> Ints:
    """The features of the bag, shape (4 * REACH, candidates).

    `words` has the shape (side, step, candidates). With (side, step, cue or kinds, candidates) as
    the axes of the sum, each word meets both values that are marked with its side.
    """
    side = np.arange(2, dtype=np.uint64)[:, None]
    marked = (cue + np.uint64(CUE_SIDE) + side, kinds + np.uint64(KINDS_SIDE) + side)
    crossed = mix(np.stack(marked, axis=1))[:, None] + words[:, :, None]
    return top_bits(mix(crossed), BITS).reshape(4 * REACH, -1)


def kind_features(feature_ids: Ints, scheme: int) -> Ints:
    """Feature ids for the choice of a kind, each below 2**KIND_BITS.

    They are those of the templates, from the `feature_ids` of `cue_features`, and the cue with the
    column of its `scheme`.
    """
    named = feature_ids[:, : len(TEMPLATES)] >> (BITS - KIND_BITS)
    cue = feature_ids[:, CUE_COLUMN].astype(np.uint64)
    cue_in_scheme = top_bits(mix(cue * np.uint64(16) + np.uint64(scheme)), KIND_BITS)
    return np.concatenate((named, cue_in_scheme[:, None]), axis=1)


def sentence_features(
    tokens: Tokens, token_sentence: Ints, classes: WordClasses
) -> tuple[Ints, Ints, npt.NDArray[np.float64]]:
    """Feature ids of sentences 0, 1, …, the sentence of each feature, and its value.

    The features are words, pairs of neighbours, and pairs of a word and its neighbour's class or
    group. `token_sentence` is the sentence of each token, -1 for a token outside. The values of a
    sentence have the length 1 together, so that long and short sentences weigh alike.
    """
    ids = tokens.ids
    inside = token_sentence >= 0
    pair = np.flatnonzero(inside[1:] & (token_sentence[1:] == token_sentence[:-1]))
    left, right = mix(ids[pair]), ids[pair + 1]
    hashes = [mix(ids + np.uint64(1))[inside], mix(left + right)]
    sentences = [token_sentence[inside], token_sentence[pair], *[token_sentence[pair]] * 4]
    fine = classes.classes_of(tokens, np.arange(len(ids)))
    for level, named in enumerate((fine, fine >> np.uint64(GROUP_SHIFT)), 2):
        hashes.append(mix(mix(left + np.uint64(level)) + named[pair + 1]))
        hashes.append(mix(mix(named[pair] + np.uint64(level << 32)) + right))
    owner = np.concatenate(sentences)
    values = 1 / np.sqrt(np.bincount(owner))[owner]
    return top_bits(np.concatenate(hashes), SENTENCE_BITS), owner, values
