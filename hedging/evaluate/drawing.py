"""Texts → the sentences that are most worth labelling, with a detector's marks, and their file.

A label teaches and tells most where the detector is unsure, so most of the sentences are those
whose score, or the probability of a candidate in them, is near its threshold. They are spread over
documents and over cues: a sentence counts half if its document has one already, a third if it has
two, and the same again for its most uncertain cue. But figures on hard sentences alone would be of
no other text, so a share is drawn at random from all sentences.

The random draw takes the sentences with the lowest hashes. So it depends on the seed and on the
sentences, and not on the order of the files, and equal sentences are drawn once. The file in which
people label them explains itself, since it may reach somebody who has not seen the documentation.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

import numpy as np

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.marked import is_writable, line_of, on_one_line
from hedging.detector import Detector
from hedging.engine import cascade, pipeline
from hedging.errors import InputError
from hedging.kinds import HEDGE_KINDS, KIND, KINDS
from hedging.model.scoring import Floats
from hedging.results import Sentence
from hedging.text.markup import as_read
from hedging.wording import one_line, plain

#: The share of the sentences that are drawn at random.
RANDOM_SHARE = 0.25
# Bounds the memory of a draw: at twice this many sentences, half of them are dropped.
_MAX_TICKETS = 100_000
_HEADING = re.compile(r"#+\s+")


@dataclass(frozen=True, slots=True)
class ScoredSentence:
    """A sentence with its cues as the detector marks them.

    `uncertainty` is 1 where its score or a candidate is at the threshold, and 0 where all are sure.
    `cue` are the words of the most uncertain candidate in lower case, "" without a candidate.
    """

    gold: Gold
    uncertainty: float
    cue: str


@dataclass(frozen=True, slots=True)
class Draw:
    """The drawn sentences (`golds`, in text order) and the number of all (`total`).

    `unwritable` is the number of sentences that the notation of `hedging.corpora.marked` cannot
    hold, such as `P[a|b]`; they are not drawn.
    """

    golds: list[Gold]
    total: int
    unwritable: int


# The sentences in a draw, each with its place among all sentences, by the hashes of their texts.
_Tickets = dict[int, tuple[int, ScoredSentence]]


def scored_sentences(name: str, text: str, detector: Detector) -> Iterator[ScoredSentence]:
    """The sentences of the document with this name, in order, but for those without a letter."""
    criteria = detector.criteria
    read = as_read([text], markdown=bool(detector.options.markdown))
    steps = cascade.run_steps(read, None, criteria)
    (report,) = pipeline.to_batch([text], steps, criteria)
    encoded = criteria.scheme.encoded if criteria.model.encoder is not None else None
    scheme = encoded or criteria.scheme
    uncertainty = closeness(steps.scores.score, criteria.threshold)
    of_cue = closeness(steps.cues.probability, scheme.cue_threshold)
    tokens, sentence_of_cue = steps.layout.tokens, steps.cues.sentence
    np.maximum.at(uncertainty, sentence_of_cue, of_cue)
    first = sentence_of_cue.searchsorted(np.arange(len(uncertainty) + 1)).tolist()
    for number, sentence in enumerate(report.sentences):
        candidates = slice(first[number], first[number + 1])
        cue = ""
        if candidates.start < candidates.stop:
            unsure = candidates.start + int(of_cue[candidates].argmax())
            start = tokens.start[steps.cues.start[unsure]]
            end = tokens.end[steps.cues.end[unsure] - 1]
            cue = " ".join(text[start:end].lower().split())
        if any(map(str.isalpha, sentence.text)):
            gold = _gold(name, sentence, criteria.hedge_kinds)
            yield ScoredSentence(gold, float(uncertainty[number]), cue)


def closeness(probability: Floats, threshold: float) -> Floats:
    """How near probabilities are to a threshold: 1 at the threshold, 0 at 0 and at 1."""
    farthest = np.where(probability < threshold, threshold, 1 - threshold)
    return np.asarray(1 - np.abs(probability - threshold) / np.maximum(farthest, 1e-9))


def _gold(name: str, sentence: Sentence, hedge_kinds: tuple[str, ...]) -> Gold:
    # The signs of a heading would make the line a comment.
    heading = _HEADING.match(sentence.text)
    begin = sentence.start + (heading.end() if heading else 0)
    cues = tuple(GoldCue(cue.start - begin, cue.end - begin, cue.kind) for cue in sentence.cues)
    hedged = any(cue.kind in hedge_kinds for cue in cues)
    # A control character has no place in a file that people edit; `plain` keeps the offsets.
    text = plain(sentence.text[begin - sentence.start :])
    return on_one_line(Gold(name, text, cues, hedged, "general"))


def draw(
    sentences: Iterable[ScoredSentence], number: int, *, seed: int = 0, at_random: bool = False
) -> Draw:
    """Draw at most `number` sentences; with `at_random`, all of them at random.

    The same sentences and the same seed give the same draw. Raises InputError for a number below 1.
    """
    if number < 1:
        raise InputError(f"expected to draw one sentence or more, got {number}")
    random_number = number if at_random else round(number * RANDOM_SHARE)
    tickets: _Tickets = {}
    total = unwritable = 0
    for place, sentence in enumerate(sentences):
        total += 1
        if not is_writable(sentence.gold):
            unwritable += 1
            continue
        tickets.setdefault(_hash(sentence.gold.text, seed), (place, sentence))
        if len(tickets) > 2 * max(_MAX_TICKETS, number):
            tickets = _pruned(tickets, random_number, max(_MAX_TICKETS, number))
    drawn = heapq.nsmallest(random_number, tickets)
    drawn += islice(_by_value(tickets, drawn), number - len(drawn))
    drawn.sort(key=lambda key: tickets[key][0])
    return Draw([tickets[key][1].gold for key in drawn], total, unwritable)


def _hash(text: str, seed: int) -> int:
    content = f"{seed} {text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")


def _pruned(tickets: _Tickets, random_number: int, size: int) -> _Tickets:
    """The tickets that can still win: the lowest hashes, and the most uncertain sentences."""
    winners = heapq.nsmallest(random_number, tickets)
    winners += heapq.nlargest(size, tickets, key=lambda key: (tickets[key][1].uncertainty, -key))
    return {key: tickets[key] for key in winners}


def _by_value(tickets: _Tickets, drawn: Collection[int]) -> Iterator[int]:
    """The tickets that are not drawn, always that of the greatest value next.

    The value of a sentence is its uncertainty, divided by the number of sentences drawn of its
    document and of its cue. It only falls, so that a ticket whose value has not fallen since it was
    put on the heap is the next.
    """
    documents: Counter[str] = Counter()
    cues: Counter[str] = Counter()

    def entry(key: int) -> tuple[float, int]:
        sentence = tickets[key][1]
        shared = (1 + documents[sentence.gold.document]), (1 + cues[sentence.cue])
        return -(sentence.uncertainty / shared[0] / shared[1]), key

    def take(key: int) -> None:
        sentence = tickets[key][1]
        documents[sentence.gold.document] += 1
        cues[sentence.cue] += 1

    for key in drawn:
        take(key)
    heap = [entry(key) for key in tickets.keys() - set(drawn)]
    heapq.heapify(heap)
    while heap:
        key = heap[0][1]
        now = entry(key)
        if now > heap[0]:
            heapq.heapreplace(heap, now)
            continue
        heapq.heappop(heap)
        take(key)
        yield key


_HOW = (
    "A mark holds the words of a cue and its kind: It [may|epistemic] rain.",
    "Delete a wrong mark: remove its brackets and its kind, and leave the words.",
    "Add a missing mark: put [ before the words, and | with the kind and ] behind them.",
    "Move the brackets where the words are wrong. Mark the shortest run of words that makes the "
    'doubt: "does not necessarily", without the verb behind it.',
    "Marks do not overlap, and begin and end at words. A sentence without a mark has no cue.",
)
_REST = (
    "Change no other word, and leave the lines that name documents. Delete the line of a sentence "
    "that you cannot judge.",
    "Then measure the model on this file with hedging evaluate, or compare two readers with "
    "hedging agree.",
)


def label_lines(drawn: Draw, marked_by: str) -> Iterator[str]:
    """The lines of the file: what to do, then the sentences under the names of their documents.

    `marked_by` says which model made the marks, or that there are none.
    """
    number = f"{len(drawn.golds):,} of {drawn.total:,}"
    yield f"# Sentences to label: {number}, {marked_by}. Lines that begin with # are comments."
    for line in (*_HOW, *_kind_lines(), *_REST):
        yield f"# {line}"
    document = None
    for gold in drawn.golds:
        if gold.document != document:
            document = gold.document
            yield ""
            yield f"# document: {one_line(document) or '-'}"
        yield line_of(gold)


def _kind_lines() -> Iterator[str]:
    for head, kinds in (
        ("Kinds that make a sentence hedged", HEDGE_KINDS),
        ("Other kinds", tuple(kind for kind in KINDS if kind not in HEDGE_KINDS)),
    ):
        meanings = (
            f"{kind} ({KIND[kind].meaning[0].lower()}{KIND[kind].meaning[1:]})" for kind in kinds
        )
        yield f"{head}: {', '.join(meanings)}."
