"""Texts → the sentences that are most worth labelling, each with the marks of a detector.

A label teaches and tells most where the detector is unsure, so most of the sentences are those
whose score, or the probability of a candidate in them, is near its threshold. They are spread over
documents and over cues: a sentence counts half if its document has one already, a third if it has
two, and the same again for its most uncertain cue. But figures on hard sentences alone would be of
no other text, so a share is drawn at random from all sentences.

The random draw takes the sentences with the lowest hashes. So it depends on the seed and on the
sentences, and not on the order of the files, and equal sentences are drawn once.
"""

from __future__ import annotations

import heapq
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

import numpy as np

from hedging.corpora.gold import Gold, GoldCue
from hedging.corpora.marked import is_writable, on_one_line
from hedging.detector import Detector
from hedging.engine import cascade, pipeline
from hedging.errors import InputError
from hedging.model.scoring import Floats
from hedging.results import Sentence
from hedging.text.markup import as_read
from hedging.wording import plain

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


@dataclass(frozen=True, slots=True)
class _Ticket:
    """A sentence in the draw: its place among all sentences, and its hash, equal for equal texts.

    `priority` breaks the ties of equal uncertainty.
    """

    place: int
    hash: int
    sentence: ScoredSentence

    @property
    def priority(self) -> tuple[float, int]:
        return self.sentence.uncertainty, -self.hash


def scored_sentences(name: str, text: str, detector: Detector) -> Iterator[ScoredSentence]:
    """The sentences of the document with this name, in order, but for those without a letter.

    >>> import hedging
    >>> for scored in scored_sentences("a", "It may rain. It rained in May.", hedging.load()):
    ...     print(scored.gold.text, [cue.kind for cue in scored.gold.cues], scored.cue)
    It may rain. ['epistemic'] may
    It rained in May. [] may
    """
    criteria = detector.criteria
    read = as_read([text], markdown=bool(detector.options.markdown))
    steps = cascade.run_steps(read, None, criteria)
    (report,) = pipeline.to_batch([text], steps, criteria)
    is_encoded = criteria.model.encoder is not None and criteria.scheme.encoded is not None
    scheme = criteria.scheme.encoded if is_encoded else criteria.scheme
    assert scheme is not None
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
    """How near probabilities are to a threshold: 1 at the threshold, 0 at 0 and at 1.

    >>> closeness(np.array([0, 0.25, 0.5, 0.9]), 0.5).round(2).tolist()
    [0.0, 0.5, 1.0, 0.2]
    """
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

    >>> import hedging
    >>> text = "It may rain. It rained. It can rain. It snowed. It may rain."
    >>> drawn = draw(scored_sentences("a", text, hedging.load()), 2)
    >>> [gold.text for gold in drawn.golds], drawn.total
    (['It may rain.', 'It can rain.'], 5)
    """
    if number < 1:
        raise InputError(f"expected to draw one sentence or more, got {number}")
    random_number = number if at_random else round(number * RANDOM_SHARE)
    tickets: dict[int, _Ticket] = {}
    total = unwritable = 0
    for place, sentence in enumerate(sentences):
        total += 1
        if not is_writable(sentence.gold):
            unwritable += 1
            continue
        key = _hash(sentence.gold.text, seed)
        tickets.setdefault(key, _Ticket(place, key, sentence))
        if len(tickets) > 2 * max(_MAX_TICKETS, number):
            tickets = _pruned(tickets.values(), random_number, max(_MAX_TICKETS, number))
    drawn = heapq.nsmallest(random_number, tickets.values(), key=lambda ticket: ticket.hash)
    rest = [tickets[key] for key in tickets.keys() - {ticket.hash for ticket in drawn}]
    drawn += islice(_by_value(rest, drawn), number - len(drawn))
    drawn.sort(key=lambda ticket: ticket.place)
    return Draw([ticket.sentence.gold for ticket in drawn], total, unwritable)


def _hash(text: str, seed: int) -> int:
    content = f"{seed} {text}".encode("utf-8", "surrogatepass")
    return int.from_bytes(blake2b(content, digest_size=8).digest(), "big")


def _pruned(tickets: Iterable[_Ticket], random_number: int, size: int) -> dict[int, _Ticket]:
    """The tickets that can still win: the lowest hashes, and the most uncertain sentences."""
    tickets = list(tickets)
    winners = heapq.nsmallest(random_number, tickets, key=lambda ticket: ticket.hash)
    winners += heapq.nlargest(size, tickets, key=lambda ticket: ticket.priority)
    return {ticket.hash: ticket for ticket in winners}


def _by_value(tickets: Iterable[_Ticket], drawn: Iterable[_Ticket]) -> Iterator[_Ticket]:
    """The tickets, always the one of the greatest value next.

    The value of a sentence is its uncertainty, divided by the number of sentences drawn of its
    document and of its cue. It only falls, so that a ticket whose value has not fallen since it was
    put on the heap is the next.
    """
    documents = Counter(ticket.sentence.gold.document for ticket in drawn)
    cues = Counter(ticket.sentence.cue for ticket in drawn)

    def entry(ticket: _Ticket) -> tuple[float, int, _Ticket]:
        document, cue = ticket.sentence.gold.document, ticket.sentence.cue
        value = ticket.sentence.uncertainty / (1 + documents[document]) / (1 + cues[cue])
        return -value, ticket.hash, ticket

    heap = [entry(ticket) for ticket in tickets]
    heapq.heapify(heap)
    while heap:
        ticket = heap[0][2]
        now = entry(ticket)
        if now > heap[0]:
            heapq.heapreplace(heap, now)
            continue
        heapq.heappop(heap)
        documents[ticket.sentence.gold.document] += 1
        cues[ticket.sentence.cue] += 1
        yield ticket
