"""Tokens → the tokens that begin a sentence.

The line structure decides first (`hedging.text.lines`). Inside a line, a small linear model decides
about every gap that could be a boundary, from the words around it and from Punkt's parameters.
Quotation marks and brackets are only evidence, never a state that a stray apostrophe could leave
open: so a mistake stays where it is made, and the time is linear in the text.

    text         Dr  .  Lee    left  in  July  .  [    17  ]  It   may  rain  .
    token        0   1  2      3     4   5     6  7    8   9  10   11   12    13
    candidate           2                5        7           10
    w                   Dr               in       July        July    the last word before the gap
    mark                .                         .           .       the mark after that word
    last                .                in       .           ]       the token before the gap
    next, then          Lee, left        July, .  [, 17       It, may
    score               below 0          below    below       above: a sentence begins at token 10

`describe` in tests/plain.py lists the same values for a single gap.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from hedging.text.characters import (
    APOSTROPHE,
    CLOSER,
    DASH,
    DIGIT,
    LOWER,
    MARK,
    OPENER,
    OTHER,
    QUOTE,
    STOP,
    UPPER,
    class_set,
)
from hedging.text.hashing import NO_TOKEN, Bools, Hashes, Ints
from hedging.text.lines import LineLayout, lay_out_lines, token_id
from hedging.text.punkt import ABBREVIATION, COLLOCATION, LOWER_WORD, STARTER, Punkt, pair_hash
from hedging.text.templates import Templates, templates_of
from hedging.text.tokens import Tokens
from hedging.text.weights import Weights

#: log2 of the size of the splitter's weight table.
GAP_BITS = 15

_RISING = class_set(UPPER, OPENER, QUOTE, OTHER, DASH, DIGIT)
_CLOSING = class_set(CLOSER, QUOTE, APOSTROPHE)
# Gaps that are decided at a time.
_BLOCK = 1 << 13

#: The values at a gap that each feature joins, by name: `w` is the last word before the gap,
#: `mark` the mark after that word, `last` the token before the gap, `next` and `then` the two
#: tokens after it.
GAP_TEMPLATES = templates_of(
    """
    mark * next shape * glue; mark * next shape * style; mark * w shape * next shape;
    mark * abbreviated * next shape; mark * abbreviated * starts * together; mark * w;
    mark * w suffix * next shape; w * next; w * next shape * m shape; m shape * next;
    next * last * style; next shape * then shape * mark; next * then; mark * next shape * run;
    mark * next shape * rest; w shape * before shape * m shape * next shape;
    mark * before mark * next shape; last * second shape * next * then shape;
    mark * common * next shape * glue; m shape * w shape * abbreviated * next;
    m shape * w shape * next * then; mark * common * next shape * then shape * w shape;
    mark * end * next shape * style; common * next shape * last * second shape * next suffix
    """
)
TEMPLATES = Templates(GAP_TEMPLATES, GAP_BITS)


def candidate_gaps(tokens: Tokens, lines: LineLayout, punkt: Punkt) -> Ints:
    """The tokens before which the model has to decide.

    A gap is a candidate if a mark stands before it, or anything but a word in lower case after it.
    After a comma it is a candidate only before a capital. As in Punkt, the full stop of an
    abbreviation before a word in lower case ends no sentence. Nor does a full stop before a number
    if a bracket opens just before its word: "(ref. 7)", "(see ref. 12)".
    """
    classes = tokens.initial_class
    undecided = _RISING.take(classes)
    undecided[1:] |= classes[:-1] > MARK
    undecided &= lines.gaps
    if len(tokens) > 2:
        # "the end.Then": a stop between a word in lower case and a capital, without a space.
        glued = (classes[2:] == UPPER) & (classes[1:-1] == STOP) & (classes[:-2] == LOWER)
        undecided[2:] |= glued & ~lines.gaps[2:] & ~lines.breaks[1:-1]
    undecided &= ~(lines.breaks | lines.enumerator)
    gaps = undecided.nonzero()[0]
    before = tokens.ids[gaps - 1]
    kept = (before != token_id(",")) | (classes[gaps] == UPPER)
    gaps, before = gaps[kept], before[kept]
    shortened = (before == token_id(".")) & (classes[gaps] == LOWER) & ~lines.gaps[gaps - 1]
    rows = shortened.nonzero()[0]
    rows = rows[punkt.flags(tokens.ids[gaps[rows] - 2]) & ABBREVIATION > 0]
    kept = np.ones(len(gaps), dtype=np.bool_)
    kept[rows] = False
    numbered = ((before == token_id(".")) & (classes[gaps] == DIGIT)).nonzero()[0]
    kept[numbered[_is_bracketed(tokens, lines, gaps[numbered])]] = False
    return np.asarray(gaps[kept])


def _is_bracketed(tokens: Tokens, lines: LineLayout, gaps: Ints) -> Bools:
    """Whether a bracket opens just before the word whose full stop stands before each gap.

    A word in lower case may stand between the two: "(see ref. 12)".
    """
    classes, spaced = tokens.initial_class, lines.gaps
    first = lines.first[lines.line[gaps]]
    # Positions before the line only have to exist: what stands there does not count.
    bracket, between, word = np.maximum(np.array((gaps - 4, gaps - 3, gaps - 2)), 0)
    glued = ~spaced[gaps - 1] & ((classes[word] == LOWER) | (classes[word] == UPPER))
    near = (classes[between] == OPENER) & ~spaced[word] & (gaps - 3 >= first)
    far = (classes[bracket] == OPENER) & ~spaced[between] & (gaps - 4 >= first)
    return np.asarray(glued & (near | (far & (classes[between] == LOWER))))


def gap_features(tokens: Tokens, lines: LineLayout, gaps: Ints, punkt: Punkt) -> Ints:
    """Feature ids of the gaps before these tokens: shape (gaps, templates), below 2**GAP_BITS."""
    line = lines.line[gaps]
    first, last = lines.first[line], lines.last[line]
    word, mark, has_mark = _word_and_mark(tokens, lines, gaps, first)
    positions = np.array((gaps - 2, gaps - 1, gaps, gaps + 1, mark - 2, word - 1, mark, word))
    inside = (positions >= first) & (positions <= last)
    # Outside the line, a fixed id stands for the missing token.
    safe = np.where(inside, positions, gaps)
    _, last_ids, next_ids, then_ids, before_mark_ids, before_ids, mark_ids, word_ids = np.where(
        inside, tokens.ids[safe], NO_TOKEN
    )
    second_shape, _, next_shape, then_shape, _, before_shape, mark_shape, word_shape = np.where(
        inside, tokens.shapes(safe), NO_TOKEN
    )
    _, _, next_space, then_space, _, _, mark_space, word_space = np.where(
        inside, lines.gaps[safe].astype(np.uint64), NO_TOKEN
    )
    # A gap after a plain word has no mark: the shape of the word stands in for it.
    mark_or_shape = np.where(has_mark, mark_ids, mark_shape)
    dotted = (before_ids == token_id(".")) & (word_space == 0)
    next_suffix, word_suffix = tokens.suffixes(safe[[2, 7]])
    word_flags, next_flags, pair_flags = punkt.flags(
        np.array((word_ids, next_ids, pair_hash(word_ids, next_ids)))
    )
    return TEMPLATES.ids(
        {
            "abbreviated": (word_flags & ABBREVIATION > 0) + dotted * np.uint64(2),
            "before mark": before_mark_ids,
            "before shape": before_shape,
            "common": (next_flags & LOWER_WORD > 0).astype(np.uint64),
            "end": tokens.initial_class[last].astype(np.uint64),
            "glue": next_space * np.uint64(4) + mark_space * np.uint64(2) + then_space,
            "last": last_ids,
            "m shape": mark_shape,
            "mark": mark_or_shape * np.uint64(31) + (last_ids != mark_or_shape),
            "next": next_ids,
            "next shape": next_shape,
            "next suffix": next_suffix,
            "rest": _bucket(last - gaps),
            "run": _bucket(gaps - first),
            "second shape": second_shape,
            "starts": (next_flags & STARTER > 0).astype(np.uint64),
            "style": lines.style[lines.document[line]],
            "then": then_ids,
            "then shape": then_shape,
            "together": (pair_flags & COLLOCATION > 0).astype(np.uint64),
            "w": word_ids,
            "w shape": word_shape,
            "w suffix": word_suffix,
        }
    )


def _word_and_mark(
    tokens: Tokens, lines: LineLayout, gaps: Ints, first: Ints
) -> tuple[Ints, Ints, Bools]:
    """The last word before each gap, the mark after that word, and whether there is a mark.

    The mark stands before a reference number ("… in July. [17]") and before the marks that close a
    sentence. Without a mark, both are the word. `first` is the first token of each gap's line.
    """
    classes = tokens.initial_class
    mark = _before_references(tokens, gaps - 1, first)
    for _ in range(2):
        mark = mark - (_CLOSING[classes[mark]] & (mark > first) & ~lines.gaps[mark])
    has_mark = classes[mark] > MARK
    return mark - (has_mark & (mark > first)), mark, has_mark


def _before_references(tokens: Tokens, mark: Ints, first: Ints) -> Ints:
    """`mark`, moved in place before one or two reference numbers that end there.

    `first` is the first token of each gap's line.
    """
    closed = (tokens.ids[mark] == token_id("]")).nonzero()[0]
    for _ in range(2 if len(closed) else 0):
        end = mark[closed]
        is_reference = (end - 3 >= first[closed]) & (tokens.ids[end] == token_id("]"))
        is_reference &= tokens.ids[end - 2] == token_id("[")
        is_reference &= tokens.initial_class[end - 1] == DIGIT
        closed = closed[is_reference]
        mark[closed] -= 3
    return mark


#: Twice the log2 of a count plus one, up to 14.
BUCKETS = np.minimum(np.log2(np.arange(1, 129)) * 2, 14).astype(np.uint64)


def _bucket(count: Ints) -> Hashes:
    return np.asarray(BUCKETS[np.minimum(count, 127)])


class Splitter(NamedTuple):
    """The trained decision: Punkt's parameters, and a weight for each feature id."""

    punkt: Punkt
    weights: Weights

    def begins(self, tokens: Tokens, document_start: Ints) -> Bools:
        """Whether each token begins a sentence; documents begin at these code points."""
        if len(tokens) == 0:
            return np.zeros(0, dtype=np.bool_)
        lines = lay_out_lines(tokens, document_start)
        gaps = candidate_gaps(tokens, lines, self.punkt)
        begins = lines.breaks.copy()
        # In blocks that stay in the cache, however long the text.
        for start in range(0, len(gaps), _BLOCK):
            block = gaps[start : start + _BLOCK]
            begins[block] = self.weights(gap_features(tokens, lines, block, self.punkt)) > 0
        return begins
