"""Records for people: cues, sentences, documents and explanations.

Every offset counts code points in the caller's own text. `hedging.batch` has the same answers as
columns for machines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from itertools import pairwise
from typing import Any, Final, Literal, TypeVar

from hedging.kinds import KINDS, ROLES, known_kinds
from hedging.readers import agreement, reader_count, spread
from hedging.wording import counted
from hedging.yardstick import obstacle

#: Start and end (exclusive) in code points of the document.
Span = tuple[int, int]

#: Where a reason looks: at the candidate itself, at its neighbours ("before" is the next word to
#: the left), at several of them together, at the sentence, or at the caller's own list of cues.
Place = Literal[
    "cue", "before", "2nd before", "3rd before", "4th before", "5th before",
    "after", "2nd after", "3rd after", "4th after", "5th after",
    "before and after", "two before", "two after", "first word", "sentence end",
    "candidate before", "candidate after", "extra cue", "whole sentence",
]  # fmt: skip

_SHOWN_CHARACTERS = 40
# Characters whose words are counted at a time.
_PIECE = 1 << 14
#: How many reasons for a cue, and how many against it, are the strongest.
STRONGEST: Final = 3


@dataclass(frozen=True, slots=True)
class Cue:
    """A hedging cue at code points `start` to `end` (exclusive) of the document.

    `score` is the probability that these words are a cue here. The other fields are its depth, None
    with `depth="cues"`: `scope` is the span that it makes uncertain, the cue inside. `strength` is
    how sure it leaves a reader of a statement, from 0 to 1. `holder` is whose doubt it is (one of
    `hedging.HOLDERS`), and `source` the span that names that holder, None where the sentence names
    nobody. `quoted` says that the cue stands inside quotation marks, `negated` that it is denied.
    """

    start: int
    end: int
    text: str
    kind: str
    score: float
    scope: Span | None = None
    strength: float | None = None
    holder: str | None = None
    source: Span | None = None
    quoted: bool | None = None
    negated: bool | None = None

    def to_dict(self) -> dict[str, Any]:
        """The cue as plain data for JSON; spans are lists."""
        spans = {"scope": self.scope, "source": self.source}
        return asdict(self) | {name: span and list(span) for name, span in spans.items()}


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence at code points `start` to `end` (exclusive) of the document.

    `score` is the probability that it is hedged; `hedged` says whether that reaches the threshold.
    `role` is what the sentence does (one of `hedging.ROLES`). `confidence` is the probability, from
    0 to 1, that a reader who judges by the wording alone would give the statement; it is None where
    the sentence states nothing. Both are None with `depth="cues"`.
    """

    start: int
    end: int
    text: str
    score: float
    hedged: bool
    cues: tuple[Cue, ...]
    role: str | None = None
    confidence: float | None = None

    @property
    def spread(self) -> tuple[float, float] | None:
        """The band in which four of five readers would put `confidence` (`hedging.spread`)."""
        return _spread(self.confidence)

    def segments(self) -> Iterator[tuple[str, Cue | None]]:
        """The sentence's text in order, in segments that are a cue or the text between cues (None).

        >>> import hedging
        >>> [text for text, _ in hedging.detect("It may rain.").sentences[0].segments()]
        ['It ', 'may', ' rain.']
        """
        return _segments(self.text, self.start, self.cues)


def _spread(confidence: float | None) -> tuple[float, float] | None:
    return None if confidence is None else spread(confidence)


_Part = TypeVar("_Part", Cue, Sentence)


def _segments(text: str, origin: int, parts: Iterable[_Part]) -> Iterator[tuple[str, _Part | None]]:
    done = 0
    for part in parts:
        if part.start - origin > done:
            yield text[done : part.start - origin], None
        yield part.text, part
        done = part.end - origin
    if done < len(text):
        yield text[done:], None


@dataclass(frozen=True, slots=True, repr=False)
class Document:
    """The data of a Report (`hedging.batch`), and what can be asked of them.

    Pages, plots and the terminal show a document. A Report is one that knows how it is shown, so
    that nothing here needs them.
    """

    text: str
    score: float
    sentences: tuple[Sentence, ...]
    model: str
    scheme: str
    hedge_kinds: tuple[str, ...]
    threshold: float
    confidence: float | None = None
    declined: str | None = None
    depth: str | None = None
    chance: float | None = None
    calibration: str | None = None

    def __repr__(self) -> str:
        text = self.text
        if len(text) > _SHOWN_CHARACTERS:
            text = f"{text[:_SHOWN_CHARACTERS]}…"
        cues = sum(len(sentence.cues) for sentence in self.sentences)
        return (
            f"{type(self).__name__}({text!r}, score={self.score:.2f}, "
            f"{counted(len(self.sentences), 'sentence')}, {counted(cues, 'cue')}, "
            f"model={self.model!r})"
        )

    @property
    def spread(self) -> tuple[float, float] | None:
        """The band in which four of five readers would put `confidence` (`hedging.spread`).

        None where there is no confidence.

        >>> import hedging
        >>> low, high = hedging.detect("It is probably the pump.").spread
        >>> low < hedging.detect("It is probably the pump.").confidence < high
        True
        """
        return _spread(self.confidence)

    @property
    def cues(self) -> tuple[Cue, ...]:
        """The cues of all sentences, in text order."""
        return tuple(cue for sentence in self.sentences for cue in sentence.cues)

    @property
    def hedged_sentences(self) -> tuple[Sentence, ...]:
        """The hedged sentences, in text order."""
        return tuple(sentence for sentence in self.sentences if sentence.hedged)

    @property
    def share(self) -> float:
        """The share of the sentences that are hedged, which pages show; 0 without a sentence.

        >>> import hedging
        >>> hedging.detect("It may rain. It rained.").share
        0.5
        """
        return sum(sentence.hedged for sentence in self.sentences) / max(len(self.sentences), 1)

    @property
    def reader_count(self) -> tuple[int, int] | None:
        """Between which numbers of hedged sentences nine in ten careful readers would count.

        None where no reader was asked: for a model that is not released, and for a scheme or kinds
        that are not the usual ones.

        >>> import hedging
        >>> hedging.detect("It may rain. It rained. Some say that it snowed.").reader_count
        (1, 2)
        """
        if agreement(self.model) is None or obstacle(self.scheme, self.hedge_kinds):
            return None
        return reader_count([sentence.score for sentence in self.sentences])

    @property
    def claims(self) -> dict[str, tuple[Sentence, ...]]:
        """The sentences by what they do: those that claim, are polite, ask and so on.

        The keys are `hedging.ROLES`. All are empty with `depth="cues"`.

        >>> import hedging
        >>> report = hedging.detect("Lima is probably larger. I hope this helps!")
        >>> [sentence.text for sentence in report.claims["courtesy"]]
        ['I hope this helps!']
        """
        return {
            role: tuple(sentence for sentence in self.sentences if sentence.role == role)
            for role in ROLES
        }

    @property
    def word_count(self) -> int:
        """Number of words: runs of characters other than white space."""
        # A list of all words of a long text would leave the processor's cache.
        pieces = [self.text[at : at + _PIECE] for at in range(0, len(self.text), _PIECE)]
        cut = sum(not (a[-1].isspace() or b[0].isspace()) for a, b in pairwise(pieces))
        return sum(len(piece.split()) for piece in pieces) - cut

    def segments(self) -> Iterator[tuple[str, Sentence | None]]:
        """The whole text in order, in segments that are a sentence or the text between two (None).

        >>> import hedging
        >>> [(text, bool(sentence)) for text, sentence in hedging.detect(" One. Two.").segments()]
        [(' ', False), ('One.', True), (' ', False), ('Two.', True)]
        """
        return _segments(self.text, 0, self.sentences)

    def kind_counts(self) -> dict[str, int]:
        """Number of cues of each kind, for all of `hedging.KINDS` in their order."""
        counts = Counter(cue.kind for cue in self.cues)
        return {kind: counts[kind] for kind in KINDS}

    def density(self, kinds: Iterable[str] | None = None) -> float:
        """Cues of `kinds` (by default `hedge_kinds`) per 100 words; 0 for a text without a word.

        Raises InputError for an unknown kind.

        >>> import hedging
        >>> hedging.detect("Prices may fall, they said on Monday at noon today.").density()
        10.0
        """
        counts = self.kind_counts()
        chosen = self.hedge_kinds if kinds is None else known_kinds(kinds, "kinds")
        return 100 * sum(counts[kind] for kind in chosen) / max(self.word_count, 1)

    def to_dict(self) -> dict[str, Any]:
        """The report as plain data for JSON, with all digits.

        >>> import hedging
        >>> list(hedging.detect("It may rain.").to_dict())[:4]
        ['text', 'score', 'sentences', 'model']
        """
        sentences = [
            {**asdict(sentence), "cues": [cue.to_dict() for cue in sentence.cues]}
            for sentence in self.sentences
        ]
        plain = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.calibration is None:
            del plain["chance"], plain["calibration"]
        spread = self.spread and list(self.spread)
        return plain | {
            "sentences": sentences,
            "hedge_kinds": list(self.hedge_kinds),
            "spread": spread,
        }


@dataclass(frozen=True, slots=True)
class Reason:
    """How much one place in the sentence speaks for a cue (`weight` above 0) or against it.

    `weight` is in log-odds. `place` says where (`hedging.results.Place`); `text` stands there, from
    code point `start` to `end`, and is empty where the sentence has no such word.
    """

    place: Place
    text: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a candidate is a cue or is not one.

    `candidate` holds the words with their likeliest kind and their score; `is_cue` says whether a
    report shows them as a cue. The score is the logistic of `bias` plus the weights of all
    `reasons`, which come with the greatest absolute weight first, or of those and the ones that a
    `limit` left out. The kind is not explained.
    """

    candidate: Cue
    is_cue: bool
    bias: float
    reasons: tuple[Reason, ...]

    def to_dict(self) -> dict[str, Any]:
        """The explanation as plain data for JSON, with all digits."""
        return {
            **asdict(self),
            "candidate": self.candidate.to_dict(),
            "reasons": [asdict(reason) for reason in self.reasons],
        }

    def for_and_against(self, limit: int = STRONGEST) -> tuple[list[Reason], list[Reason]]:
        """The strongest reasons for the cue and against it, at most `limit` of each."""
        supporting = [reason for reason in self.reasons if reason.weight > 0]
        opposing = [reason for reason in self.reasons if reason.weight < 0]
        return supporting[:limit], opposing[:limit]
