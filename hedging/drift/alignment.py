"""Claims of two texts → groups that say the same, by the words that they share.

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
looked at, and a word that stands in very many sentences is left out; in very long texts, in many.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict, deque
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import Final, NamedTuple

import numpy as np

from hedging.model.scoring import Floats
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import Ints
from hedging.text.tokens import last_ids

#: Numbers of sentences before and after that make the same claim; one side can be empty.
Group = tuple[tuple[int, ...], tuple[int, ...]]

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
# Pairs of sentences that are looked at together; and at most, in all or for each word.
_PART = 1 << 19
_MAX_PAIRS, _PAIRS_OF_WORD = 1 << 21, 4
# The smallest similarity of a match, and the share of a sentence's words that another text must
# hold for the sentence to be a part of it.
_MATCH, _COVERED = 0.12, 0.34
# Sentences that are left over between the same neighbours, at most, to be paired by their order.
_GAP = 3
# What a number weighs, which is more often changed than kept, and a class of words that are used
# alike, beside a word.
_SHARES: Final = {**dict.fromkeys("0123456789", 0.5), "#": 0.4}
# How much a difference of place, from 0 to 1, takes from a similarity.
_DISTANCE = 0.1


class Words(NamedTuple):
    """The stems of the content words of a claim, and the classes ("#12") of those that have one."""

    stems: frozenset[str]
    classes: frozenset[str]


def align(
    before: Sequence[str], after: Sequence[str], words: Mapping[str, Words] | None = None
) -> list[Group]:
    """Groups of claims that say the same, in the order of `before`, then the new ones.

    `words` has those of each claim, as `words_by_claim` finds them; without it, classes do not
    count.

    >>> align(["The mill burned down.", "Its owner was insured."], ["In 1904 the mill burned."])
    [((0,), (0,)), ((1,), ())]
    >>> align(["The king fled to France and died there."], ["The king fled.", "He died in France."])
    [((0,), (0, 1))]
    """
    if words is None:
        words = {text: Words(stems_of(text), frozenset()) for text in (*before, *after)}
    texts = [[words[text] for text in side] for side in (before, after)]
    of_stem = _weights([*texts[0], *texts[1]])
    weights = np.array([*of_stem.values()], dtype=np.float64)
    number = {stem: k for k, stem in enumerate(of_stem)}
    old, new = (_Side.of(side, number) for side in texts)
    partner = pairs_in_order(
        *([" ".join(text.split()) for text in side] for side in (before, after))
    )
    _add_best_matches(partner, old, new, weights)
    _fill_gaps(partner, old.size, new.size)
    of_new: dict[int, list[int]] = {j: [i] for i, j in partner.items()}
    of_old: dict[int, list[int]] = {i: [j] for i, j in partner.items()}
    for i, j in _parts(old, new, weights, partner):
        if j in of_new:
            of_new[j].append(i)
    for j, i in _parts(new, old, weights, partner.values()):
        if i in of_old:
            of_old[i].append(j)
    groups: list[Group] = [
        (tuple(sorted(of_new[j])), tuple(sorted(of_old[i]))) for i, j in partner.items()
    ]
    done_old, done_new = ({k for group in groups for k in group[side]} for side in (0, 1))
    groups += [((i,), ()) for i in range(old.size) if i not in done_old]
    return sorted(groups) + [((), (j,)) for j in range(new.size) if j not in done_new]


def stems_of(text: str) -> frozenset[str]:
    """The stems of the content words of a sentence."""
    words = _WORD.findall(text.casefold())
    return frozenset(_stem(word) for word in words if word not in _STOPS)


def words_by_claim(claims: Iterable[str], classes: WordClasses) -> dict[str, Words]:
    """The words of each claim, with the classes that a model has listed.

    Words of a class are used alike, as "drug" and "medicine" are: see `hedging.model.word_classes`.
    """
    found = {claim: _WORD.findall(claim.casefold()) for claim in claims}
    content = sorted({word for words in found.values() for word in words} - _STOPS)
    stem_of = {word: _stem(word) for word in content}
    class_of: dict[str, str] = {}
    if content and len(classes.words):
        is_listed, row = classes.words.lookup(last_ids(content))
        listed = classes.word_classes.take(row, mode="clip").tolist()
        numbered = zip(content, listed, is_listed, strict=True)
        class_of = {word: f"#{number}" for word, number, has_one in numbered if has_one}
    return {
        claim: Words(
            frozenset([stem_of[word] for word in words if word in stem_of]),
            frozenset([class_of[word] for word in words if word in class_of]),
        )
        for claim, words in found.items()
    }


@lru_cache(maxsize=1 << 14)
def _stem(word: str) -> str:
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            word = word.removesuffix(ending)
            break
    if word.endswith("y") and len(word) > 3:
        word = f"{word[:-1]}i"
    return word[:_STEM]


def _weights(claims: Sequence[Words]) -> dict[str, float]:
    """The weight of each stem and each class, in order: rare ones weigh more."""
    counts = Counter(chain.from_iterable(part for own in claims for part in own))
    total = len(claims)
    return {
        stem: math.log1p(total / count) * _SHARES.get(stem[:1], 1.0)
        for stem, count in sorted(counts.items())
    }


def pairs_in_order(first: Sequence[Hashable], second: Sequence[Hashable]) -> dict[int, int]:
    """The place in the second of each item of the first that is there; equal items in order.

    >>> pairs_in_order("abca", "aab")
    {0: 0, 1: 2, 3: 1}
    """
    if not first or not second:
        return {}
    waiting: dict[Hashable, deque[int]] = defaultdict(deque)
    for j, item in enumerate(second):
        waiting[item].append(j)
    return {i: waiting[item].popleft() for i, item in enumerate(first) if waiting[item]}


class _Side(NamedTuple):
    """The words of a text: the number of each stem, and the sentence that has it, in order."""

    stems: Ints
    sentence: Ints
    size: int

    @classmethod
    def of(cls, claims: Sequence[Words], number: Mapping[str, int]) -> _Side:
        stems = [k for own in claims for k in sorted(map(number.__getitem__, chain(*own)))]
        sizes = [len(own.stems) + len(own.classes) for own in claims]
        sentence = np.repeat(np.arange(len(claims)), sizes)
        return cls(np.array(stems, dtype=np.int64), sentence, len(claims))

    def without(self, sentences: Iterable[int]) -> _Side:
        """The same sentences, of which some have no word."""
        left = ~np.isin(self.sentence, [*sentences])
        return _Side(self.stems[left], self.sentence[left], self.size)

    def sizes(self, weights: Floats) -> Floats:
        """What the words of each sentence weigh."""
        return _added_up(self.sentence, weights[self.stems], self.size)


def _added_up(places: Ints, weights: Floats, size: int = 0) -> Floats:
    """The sum of the weights of each place, added in their order."""
    return np.bincount(places, weights, size).astype(np.float64, copy=False)


def _shared(one: _Side, other: _Side, weights: Floats) -> Iterator[tuple[Ints, Ints, Floats]]:
    """The sentences that share words, in order, and the weight of these words, in parts.

    All pairs of a sentence stand in one part. A word in very many sentences does not count.
    """
    times = np.bincount(other.stems, minlength=len(weights))
    begin = times.cumsum() - times
    places = other.sentence[other.stems.argsort(kind="stable")]
    counts = times[one.stems]
    # The rarest words that make no more than the most pairs count.
    pairs_of = np.bincount(counts, counts, _MAX_SENTENCES + 1)[: _MAX_SENTENCES + 1].cumsum()
    most = max(_MAX_PAIRS, _PAIRS_OF_WORD * len(counts))
    counts = counts * (counts < pairs_of.searchsorted(most, side="right"))
    cuts = counts.cumsum().searchsorted(np.arange(_PART, counts.sum(), _PART))
    parts = np.split(np.arange(len(counts)), cuts)
    first, second, weight = np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    for number, part in enumerate(parts, 1):
        own, stems = counts[part], one.stems[part]
        step = np.arange(own.sum()) - np.repeat(own.cumsum() - own, own)
        # What the last sentence of the part before has so far comes first.
        first = np.concatenate((first, np.repeat(one.sentence[part], own)))
        second = np.concatenate((second, places[np.repeat(begin[stems], own) + step]))
        weight = np.concatenate((weight, np.repeat(weights[stems], own)))
        pairs = first * other.size + second
        order = pairs.argsort(kind="stable")
        pairs = pairs[order]
        is_new = np.diff(pairs, prepend=-1) > 0
        # Words are added in their order, so that the sum does not depend on the parts.
        weight = _added_up(is_new.cumsum() - 1, weight[order])
        first, second = np.divmod(pairs[is_new], max(other.size, 1))
        done = len(first)
        if number < len(parts) and done:
            done = int(first.searchsorted(first[-1]))
        yield first[:done], second[:done], weight[:done]
        first, second, weight = first[done:], second[done:], weight[done:]


def _add_best_matches(partner: dict[int, int], old: _Side, new: _Side, weights: Floats) -> None:
    """Pair sentences that are left over, one to one: those that share most first."""
    # A sentence that has its partner shares nothing.
    old, new = old.without(partner), new.without(partner.values())
    old_sizes, new_sizes = old.sizes(weights), new.sizes(weights)
    found = []
    for i, j, weight in _shared(old, new, weights):
        distance = np.abs(i / max(old.size - 1, 1) - j / max(new.size - 1, 1))
        # The smaller sentence counts: a merged sentence holds all of it.
        similarity = weight / np.sqrt(old_sizes[i] * new_sizes[j]) - _DISTANCE * distance
        like = similarity >= _MATCH
        found.append((similarity[like], i[like].astype(np.int32), j[like].astype(np.int32)))
    similarities, olds, news = map(np.concatenate, zip(*found, strict=True))
    order = (-similarities).argsort(kind="stable")
    is_free = np.ones(old.size, np.bool_), np.ones(new.size, np.bool_)
    for part in np.split(order, range(_PART, len(order), _PART)):
        part = part[is_free[0][olds[part]] & is_free[1][news[part]]]
        for i, j in zip(olds[part].tolist(), news[part].tolist(), strict=True):
            if is_free[0][i] and is_free[1][j]:
                partner[i] = j
                is_free[0][i] = is_free[1][j] = False


def _fill_gaps(partner: dict[int, int], old_count: int, new_count: int) -> None:
    """Pair, in their order, sentences that are left over between the same neighbours."""
    after = _left_over(new_count, {j: j for j in partner.values()})
    for neighbour, olds in _left_over(old_count, partner).items():
        news = after.get(neighbour, [])
        if max(len(olds), len(news)) <= _GAP:
            partner.update(zip(olds, news, strict=False))


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
    one: _Side, other: _Side, weights: Floats, matched: Collection[int]
) -> Iterator[tuple[int, int]]:
    """Each unmatched sentence that another text's sentence holds, with that sentence.

    A word that a matched sentence has too says less: that sentence explains why it is there.
    """
    left = one.without(matched)
    weights = weights.copy()
    weights[np.unique(one.stems[np.isin(one.sentence, [*matched])])] *= 0.3
    sizes = left.sizes(weights)
    for i, j, weight in _shared(left, other, weights):
        held = np.flatnonzero(weight >= _COVERED * sizes[i])
        # The best of each sentence, and the first of several.
        held = held[np.lexsort((-weight[held], i[held]))]
        best = held[np.diff(i[held], prepend=-1) > 0]
        yield from zip(i[best].tolist(), j[best].tolist(), strict=True)
