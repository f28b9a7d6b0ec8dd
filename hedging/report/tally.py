"""Scored documents → counts, a pooled score and its interval.

Documents are pooled by their sentences: the score of several documents is the expected share of
hedged sentences among all their sentences. That is a ratio of two sums over documents, so its
interval follows from how documents differ (Cochran 1977, Sampling Techniques, 6.3); the sentences
of one document are not independent. Where few documents hold most of the sentences, they count as
fewer: Kish's effective number (1965, Survey Sampling, 11.7) replaces their number, and Student's t
replaces the normal distribution.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import sqrt
from typing import Final, NamedTuple

from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.results import Report
from hedging.wording import counted

#: Below this effective number of documents there is no interval: its length would be a guess.
MIN_EFFECTIVE: Final = 4.0
_Z95 = 1.959964
# No document has so many sentences or cues; the square of a greater number may be no float.
_MAX_COUNT = 2**53


class Source(NamedTuple):
    """What the scores of a document come from; scores of different sources cannot be compared.

    `hedge_kinds` are the kinds that make a sentence hedged, joined by commas as in a table.
    """

    model: str
    scheme: str
    hedge_kinds: str
    threshold: float

    def __str__(self) -> str:
        # With blanks, so that a narrow screen can break the line.
        kinds = self.hedge_kinds.replace(",", ", ")
        return (
            f"model {self.model}, scheme {self.scheme}, hedge kinds {kinds}, "
            f"threshold {self.threshold:g}"
        )


@dataclass(frozen=True, slots=True)
class Entry:
    """A scored document as a comparison sees it: its score, its counts, and their source.

    `cues_by_kind` counts the cues of each kind, in the order of `hedging.KINDS`. The document is
    counted under `group` and `date`; "" is no group or no date. `address` is that of its page,
    "" for a document without a page. `confidence` is None where nothing is claimed. `pair` and
    `cluster` are for the differences of groups. Raises InputError for a score, a threshold or a
    confidence that is no probability, and for counts that no document can have.
    """

    name: str
    score: float
    sentences: int
    hedged_sentences: int
    cues_by_kind: tuple[int, ...]
    model: str = ""
    scheme: str = ""
    hedge_kinds: str = ""
    threshold: float = 0.0
    group: str = ""
    date: str = ""
    address: str = ""
    confidence: float | None = None
    pair: str = ""
    cluster: str = ""

    def __post_init__(self) -> None:
        for name in ("score", "threshold", "confidence"):
            value = getattr(self, name)
            if not (value is None or 0 <= value <= 1):
                raise InputError(f"expected a {name} from 0 to 1, got {value!r}")
        if not 0 <= self.hedged_sentences <= self.sentences:
            raise InputError(
                f"expected a number of hedged sentences from 0 to the number of sentences, "
                f"got {self.hedged_sentences} of {self.sentences}"
            )
        counts = (self.sentences, *self.cues_by_kind)
        if not (min(counts) >= 0 and max(counts) <= _MAX_COUNT):
            raise InputError(
                f"expected counts from 0 to {_MAX_COUNT}, got {self.sentences} sentences and "
                f"{self.cues_by_kind} cues"
            )

    @classmethod
    def of(
        cls, name: str, report: Report, group: str = "", date: str = "", address: str = ""
    ) -> Entry:
        """The entry of a report.

        >>> import hedging
        >>> Entry.of("a.txt", hedging.detect("It may rain. It rained.")).sentences
        2
        """
        return cls(
            name=name,
            score=report.score,
            sentences=len(report.sentences),
            hedged_sentences=len(report.hedged_sentences),
            cues_by_kind=tuple(report.kind_counts().values()),
            model=report.model,
            scheme=report.scheme,
            hedge_kinds=",".join(report.hedge_kinds),
            threshold=report.threshold,
            group=group,
            date=date,
            address=address,
            confidence=report.confidence,
        )

    @property
    def source(self) -> Source:
        """The model and the options that the scores come from."""
        return Source(self.model, self.scheme, self.hedge_kinds, self.threshold)


@dataclass(slots=True, repr=False)
class Tally:
    """Documents that are counted together.

    `cues_by_kind` is in the order of `hedging.KINDS`.

    >>> tally = Tally()
    >>> for score in (1.0, 0.5, 0.6, 0.5):
    ...     tally.add(Entry("a", score, 10, 0, (0,) * 8))
    >>> tally
    Tally(4 documents, 40 sentences, score=0.65, interval=(0.27, 1.00))
    """

    documents: int = 0
    sentences: int = 0
    hedged_sentences: int = 0
    cues_by_kind: list[int] = field(default_factory=lambda: [0] * len(KINDS))
    # Sums over documents. The expected number of hedged sentences of a document is its score times
    # its size, which is its number of sentences.
    _expected: float = 0.0
    _expected_squared: float = 0.0
    _expected_times_size: float = 0.0
    _size_squared: float = 0.0

    def __repr__(self) -> str:
        interval = "None" if self.interval is None else "({:.2f}, {:.2f})".format(*self.interval)
        return (
            f"Tally({counted(self.documents, 'document')}, {counted(self.sentences, 'sentence')}, "
            f"score={self.score:.2f}, interval={interval})"
        )

    def add(self, entry: Entry) -> None:
        """Count one document."""
        expected, size = entry.score * entry.sentences, entry.sentences
        self.documents += 1
        self.sentences += size
        self.hedged_sentences += entry.hedged_sentences
        for kind, number in enumerate(entry.cues_by_kind):
            self.cues_by_kind[kind] += number
        self._expected += expected
        self._expected_squared += expected**2
        self._expected_times_size += expected * size
        self._size_squared += float(size**2)

    def merge(self, tally: Tally) -> None:
        """Count the documents that another tally has counted."""
        self.documents += tally.documents
        self.sentences += tally.sentences
        self.hedged_sentences += tally.hedged_sentences
        for kind, number in enumerate(tally.cues_by_kind):
            self.cues_by_kind[kind] += number
        self._expected += tally._expected
        self._expected_squared += tally._expected_squared
        self._expected_times_size += tally._expected_times_size
        self._size_squared += tally._size_squared

    @property
    def score(self) -> float:
        """Expected share of hedged sentences among all sentences; 0 without a sentence."""
        return self._expected / max(self.sentences, 1)

    @property
    def interval(self) -> tuple[float, float] | None:
        """The 95 % interval of the score, from the differences between documents.

        None where there are too few documents for an interval.
        """
        sizes = self._size_squared
        effective = self.sentences**2 / sizes if sizes else 0.0
        if effective < MIN_EFFECTIVE:
            return None
        score = self.score
        residuals = self._expected_squared - 2 * score * self._expected_times_size
        spread = max(residuals + score**2 * sizes, 0.0)
        between = spread * effective / (effective - 1) / self.sentences**2
        # That a few documents are alike does not prove that all are. So the variance is at least
        # that of sentences that differ by chance, with four sentences added, two of them hedged
        # (Agresti and Coull 1998).
        share = (score * self.sentences + 2) / (self.sentences + 4)
        chance = share * (1 - share) / (self.sentences + 4)
        margin = t95(effective - 1) * sqrt(max(between, chance))
        return max(score - margin, 0.0), min(score + margin, 1.0)


def t95(freedom: float) -> float:
    """The 97.5 % point of Student's t, within one percent from three degrees of freedom on.

    Abramowitz and Stegun 1964, 26.7.5.
    """
    z, v = _Z95, freedom
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
    )
