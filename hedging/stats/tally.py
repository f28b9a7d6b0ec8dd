"""Scored documents → counts, beside the pooled share and its interval (`hedging.stats.pooling`)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from operator import add
from typing import Final, NamedTuple

from hedging.errors import InputError
from hedging.kinds import KINDS, declines
from hedging.results import Document
from hedging.stats.pooling import Pool
from hedging.wording import counted

# No document has so many sentences or cues; the square of a greater number may be no float.
_MAX_COUNT: Final = 2**53


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
    "" for a document without a page. `confidence` is None where nothing is claimed, and `declined`
    one of `hedging.DECLINED`, "" for a document that answers. `pair` and `cluster` are for the
    differences of groups. Raises InputError for a score, a threshold or a confidence that is no
    probability, for another reason to decline, and for counts that no document can have.
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
    declined: str = ""
    pair: str = ""
    cluster: str = ""

    def __post_init__(self) -> None:
        for name in ("score", "threshold", "confidence"):
            value = getattr(self, name)
            if not (value is None or 0 <= value <= 1):
                raise InputError(f"expected a {name} from 0 to 1, got {value!r}")
        declines(self.declined or None)  # which knows the reasons
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
        cls, name: str, report: Document, group: str = "", date: str = "", address: str = ""
    ) -> Entry:
        """The entry of a report.

        >>> import hedging
        >>> Entry.of("a.txt", hedging.detect("It may rain. It rained.")).sentences
        2
        """
        sizes = len(report.sentences), len(report.hedged_sentences)
        cues = tuple(report.kind_counts().values())
        kinds = ",".join(report.hedge_kinds)
        about = Source(report.model, report.scheme, kinds, report.threshold)._asdict()
        about |= {"group": group, "date": date, "address": address}
        return cls(
            name,
            report.score,
            *sizes,
            cues,
            confidence=report.confidence,
            declined=report.declined or "",
            **about,
        )

    @property
    def share(self) -> float:
        """The share of hedged sentences; 0 without a sentence."""
        return self.hedged_sentences / max(self.sentences, 1)

    @property
    def source(self) -> Source:
        """The model and the options that the scores come from."""
        return Source(self.model, self.scheme, self.hedge_kinds, self.threshold)


@dataclass(slots=True, repr=False)
class Tally(Pool):
    """Documents that are counted together.

    `share` and `interval` are those of the `Pool` of the documents. `cues_by_kind` is in the order
    of `hedging.KINDS`, and `declining` counts the documents that decline to answer.

    >>> tally = Tally()
    >>> for hedged in (10, 5, 6, 5):
    ...     tally.add(Entry("a", 0.5, 10, hedged, (0,) * 8))
    >>> tally
    Tally(4 documents, 40 sentences, share=0.65, interval=(0.27, 1.00))
    """

    cues_by_kind: list[int] = field(default_factory=lambda: [0] * len(KINDS))
    declining: int = 0

    def __repr__(self) -> str:
        interval = "None" if self.interval is None else "({:.2f}, {:.2f})".format(*self.interval)
        return (
            f"Tally({counted(self.documents, 'document')}, {counted(self.sentences, 'sentence')}, "
            f"share={self.share:.2f}, interval={interval})"
        )

    def add(self, entry: Entry) -> None:
        """Count one document."""
        self.include(entry.hedged_sentences, entry.sentences)
        self._count(entry.cues_by_kind)
        self.declining += declines(entry.declined or None)

    def merge(self, tally: Tally) -> None:
        """Count the documents that another tally has counted."""
        self.include_all(tally)
        self._count(tally.cues_by_kind)
        self.declining += tally.declining

    def _count(self, cues_by_kind: Sequence[int]) -> None:
        self.cues_by_kind = list(map(add, self.cues_by_kind, cues_by_kind))
