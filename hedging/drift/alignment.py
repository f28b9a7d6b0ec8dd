"""Sentences of two texts → groups that make the same claim, by the words that they share.

Rare words weigh more than frequent ones, words are compared by their stems, and function words and
hedges do not count, since they are what changes. Five steps, each on what the last one left over:

    0. unchanged         the same sentence in both texts, in order
    1. best matches      the pair of sentences that shares most, and so on; near places break ties
    2. gaps              sentences left between the same neighbours are paired in their order:
                         a full rewording shares no word
    3. merged, split     a sentence whose words stand in the other text's matched sentences joins
                         them: two sentences became one, or one became two
    4. the rest          was dropped, or is new

The steps take time that grows with the number of words, since only sentences that share a word are
looked at, and a word that stands in very many sentences is left out.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Hashable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

#: Numbers of sentences before and after that make the same claim; one side can be empty.
Group = tuple[tuple[int, ...], tuple[int, ...]]
# The stems of the sentences of a text, and what each stem weighs.
_Side = Sequence[frozenset[str]]
_Weights = Mapping[str, float]

# What joins clauses that make claims of their own.
_CLAUSE_BREAK: Final = re.compile(r";\s+|,\s+(?:and|but|while|although|though|which|who)\s+")
_WORD: Final = re.compile(r"[^\W_]+")
# Function words, and words that hedge or assert, which are what changes.
_STOP_WORDS: Final = """
    a about above after again all almost also although am an and any apparently appear appears
    appeared are around as at be because been before being believe believed believes below between
    both but by can cannot certainly clearly could did do does doing don down during each either
    expect expected expects few for from further had has have having he her here hers him his how i
    if in indicate indicated indicates into is it its itself just likely may maybe me might more
    most must my necessarily no nor not now of off on once one only or other our out over own
    perhaps possible possibly probably reportedly said same say says seem seemed seems shall she
    should show showed shown shows so some such suggest suggested suggests than that the their them
    then there these they think this those though thought through to told too two under unless until
    up upon very was we were what when where whether which while who whom whose why will with would
    you your s t d ll m re ve"""
_STOPS: Final = frozenset(_STOP_WORDS.split())
_ENDINGS: Final = ("ing", "ed", "es", "s", "e", "ly")
_STEM = 5
# A word in more sentences of a text than this says little, and would make the work grow.
_MAX_SENTENCES = 50
# The smallest similarity of a match, and the share of a sentence's words that another text must
# hold for the sentence to be a part of it.
_MATCH, _COVERED = 0.12, 0.34
# Sentences that are left over between the same neighbours, at most, to be paired by their order.
_GAP = 3
# Content words, at least, of a clause that makes a claim.
_CLAUSE_WORDS = 2
# How much a difference of place, from 0 to 1, takes from a similarity.
_DISTANCE = 0.1


def align(before: Sequence[str], after: Sequence[str]) -> list[Group]:
    """Groups of sentences that make the same claim, in the order of `before`, then the new ones.

    >>> align(["The mill burned down.", "Its owner was insured."], ["In 1904 the mill burned."])
    [((0,), (0,)), ((1,), ())]
    >>> align(["The king fled to France and died there."], ["The king fled.", "He died in France."])
    [((0,), (0, 1))]
    """
    old, new = [stems_of(text) for text in before], [stems_of(text) for text in after]
    weights = _weights([*old, *new])
    partner = pairs_in_order(
        *([" ".join(text.split()) for text in side] for side in (before, after))
    )
    _add_best_matches(partner, old, new, weights)
    _fill_gaps(partner, len(old), len(new))
    of_new: dict[int, list[int]] = {j: [i] for i, j in partner.items()}
    of_old: dict[int, list[int]] = {i: [j] for i, j in partner.items()}
    for i, j in _parts(old, new, weights, set(partner)):
        if j in of_new:
            of_new[j].append(i)
    for j, i in _parts(new, old, weights, set(partner.values())):
        if i in of_old:
            of_old[i].append(j)
    groups: list[Group] = [
        (tuple(sorted(of_new[j])), tuple(sorted(of_old[i]))) for i, j in partner.items()
    ]
    done_old, done_new = ({k for group in groups for k in group[side]} for side in (0, 1))
    groups += [((i,), ()) for i in range(len(old)) if i not in done_old]
    return sorted(groups) + [((), (j,)) for j in range(len(new)) if j not in done_new]


def lost_clauses(
    before: str, after: str, elsewhere: frozenset[str] = frozenset()
) -> list[tuple[int, int]]:
    """The spans of clauses of `before` that share no content word with `after` or `elsewhere`.

    `elsewhere` are the stems of more text. There are none where `after` says something else in
    their place: it was reworded.

    >>> before = "The fee is due in May, and pets are banned."
    >>> lost_clauses(before, "The fee is due in May.")
    [(21, 43)]
    >>> lost_clauses(before, "The fee is due in May. No animals may be kept.")
    []
    """
    there = stems_of(after)
    kept: frozenset[str] = frozenset()
    lost = []
    begin = 0
    for end in [*(match.start() for match in _CLAUSE_BREAK.finditer(before)), len(before)]:
        stems = stems_of(before[begin:end])
        if len(stems) >= _CLAUSE_WORDS and not stems & (there | elsewhere):
            lost.append((begin, end))
        else:
            kept |= stems
        begin = end
    return lost if kept and len(there - kept) < _CLAUSE_WORDS else []


def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words of a sentence."""
    words = _WORD.findall(text.casefold())
    return frozenset(_stem(word) for word in words if word not in _STOPS)


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    if word.endswith("y") and len(word) > 3:
        word = f"{word[:-1]}i"
    return word[:_STEM]


def _weights(sentences: Sequence[frozenset[str]]) -> dict[str, float]:
    """The weight of each stem: it grows with the share of sentences that lack the word."""
    counts = Counter(stem for stems in sentences for stem in stems)
    total = len(sentences)
    return {
        # A number is more often changed than kept, so it weighs less.
        stem: math.log1p(total / count) * (0.5 if stem[:1].isdigit() else 1.0)
        for stem, count in counts.items()
    }


def pairs_in_order(first: Sequence[Hashable], second: Sequence[Hashable]) -> dict[int, int]:
    """The place in the second of each item of the first that is there; equal items in order.

    >>> pairs_in_order("abca", "aab")
    {0: 0, 1: 2, 3: 1}
    """
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for j, item in enumerate(second):
        waiting[item].append(j)
    return {i: waiting[item].popleft() for i, item in enumerate(first) if waiting[item]}


def _shared(sentences: _Side, others: _Side, weights: _Weights) -> Iterator[dict[int, float]]:
    """For each sentence what it shares with others; a word in very many of them does not count."""
    places = defaultdict(list)
    for j, stems in enumerate(others):
        for stem in stems:
            places[stem].append(j)
    for stems in sentences:
        shared: dict[int, float] = defaultdict(float)
        for stem in sorted(stems):
            if len(places[stem]) <= _MAX_SENTENCES:
                for j in places[stem]:
                    shared[j] += weights[stem]
        yield shared


def _size(stems: frozenset[str], weights: _Weights) -> float:
    return sum(weights[stem] for stem in sorted(stems))


def _add_best_matches(partner: dict[int, int], old: _Side, new: _Side, weights: _Weights) -> None:
    """Pair sentences that are left over, one to one: those that share most first."""
    taken = set(partner.values())
    # A sentence that has its partner shares nothing.
    old = [frozenset[str]() if i in partner else stems for i, stems in enumerate(old)]
    new = [frozenset[str]() if j in taken else stems for j, stems in enumerate(new)]
    sizes = [_size(stems, weights) for stems in new]
    scored = []
    for i, shared in enumerate(_shared(old, new, weights)):
        size = _size(old[i], weights)
        for j, weight in shared.items():
            distance = abs(i / max(len(old) - 1, 1) - j / max(len(new) - 1, 1))
            # The smaller sentence counts: a merged sentence holds all of it.
            similarity = weight / math.sqrt(size * sizes[j]) - _DISTANCE * distance
            if similarity >= _MATCH:
                scored.append((-similarity, i, j))
    for _, i, j in sorted(scored):
        if i not in partner and j not in taken:
            partner[i] = j
            taken.add(j)


def _fill_gaps(partner: dict[int, int], old_count: int, new_count: int) -> None:
    """Pair, in their order, sentences that are left over between the same neighbours."""
    after = _left_over(new_count, {j: j for j in partner.values()})
    for neighbour, olds in _left_over(old_count, partner).items():
        news = after.get(neighbour, [])
        if len(olds) == len(news) <= _GAP:
            partner.update(zip(olds, news, strict=True))


def _left_over(count: int, partner: Mapping[int, int]) -> dict[int, list[int]]:
    """The sentences without a partner, by the partner of the last one before them, -1 for none."""
    left: dict[int, list[int]] = defaultdict(list)
    neighbour = -1
    for k in range(count):
        if k in partner:
            neighbour = partner[k]
        else:
            left[neighbour].append(k)
    return left


def _parts(
    sentences: _Side, others: _Side, weights: _Weights, matched: set[int]
) -> Iterator[tuple[int, int]]:
    """Each unmatched sentence that another text's sentence holds, with that sentence.

    A word that a matched sentence has too says less: that sentence explains why it is there.
    """
    explained = {stem for i in matched for stem in sentences[i]}
    weights = {
        stem: weight * (0.3 if stem in explained else 1.0) for stem, weight in weights.items()
    }
    left = [frozenset[str]() if i in matched else stems for i, stems in enumerate(sentences)]
    for i, held in enumerate(_shared(left, others, weights)):
        best = max(held, key=lambda j: (held[j], -j), default=-1)
        if best >= 0 and held[best] >= _COVERED * _size(left[i], weights):
            yield i, best
