"""Text → sentences → candidates → scored cues → scored sentences → report: the one way through the library.

Many documents are scored as one text, with a blank line between them, so that every step is a few operations on arrays
whatever the number of documents; `detect(text)` is a batch of one. Nothing that decides about a document looks beyond it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from operator import index
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from hedging import scoring
from hedging.cues import KINDS, Candidates, known_kinds
from hedging.errors import InputError
from hedging.features import features, kind_features, sentence_features
from hedging.hashes import Bools, Ints
from hedging.model import DEFAULT, Model, Scheme, folder_of, load_model
from hedging.own_words import PROBABILITY, OwnWords, silenced
from hedging.reasons import reasons
from hedging.results import Batch, Cue, Explanation, Reason, Report
from hedging.tokens import Tokens, past_of, tokenize

Span = tuple[int, int]
#: Sentence spans of a text, in code points, in order and disjoint.
SplitterFunction = Callable[[str], Iterable[Span]]

# Documents are joined until they reach this many code points: enough to make numpy's cost per call small, few enough for
# the arrays of one round to stay in the cache, and for the allocator to keep their memory for the next.
_ROUND = 1 << 18
_JOINT = "\n\n"
# Tokens of one document that are searched for cues at a time.
_PART = 1 << 16
_RETAINED = 1 << 24

# Log-odds of a caller's own words.
_OWN_ODDS = float(scoring.log_odds(np.array([PROBABILITY]))[0])

# The bit of each kind in a lexicon's mask.
_KIND_BITS = np.arange(len(KINDS), dtype=np.uint8)

T = TypeVar("T", bound=np.generic)


class Detector:
    """Finds and scores hedging cues with one model under one scheme; make it with `hedging.load`."""

    def __init__(
        self,
        model: Model,
        *,
        scheme: str = "general",
        kinds: Iterable[str] | None = None,
        splitter: SplitterFunction | None = None,
        extra_cues: Mapping[str, str] | None = None,
        ignore: Iterable[str] = (),
    ) -> None:
        self.model = model
        self.scheme: Scheme = model.scheme(scheme)
        cues, hidden = silenced(ignore)
        chosen = self.scheme.kinds if kinds is None else known_kinds(kinds)
        self.kinds: tuple[str, ...] = tuple(kind for kind in chosen if kind not in hidden)
        if not self.kinds:
            raise InputError(f"no kind is left to make a sentence hedged: {', '.join(chosen)} should count and are ignored")
        self.splitter = splitter
        self._counts = np.isin(KINDS, self.kinds)
        self._name = self.scheme.name if self.kinds == self.scheme.kinds else f"{self.scheme.name}:{','.join(self.kinds)}"
        if self.scheme.sentence_weights is not None and self.kinds != self.scheme.kinds:
            raise InputError(
                f"scheme {self.scheme.name} weighs whole sentences by its own kinds, {', '.join(self.scheme.kinds)}: "
                "others cannot be chosen, and none of these ignored"
            )
        self._hidden = np.isin(KINDS, hidden)
        self._own = OwnWords(model.finder, extra_cues or {}, cues) if extra_cues or cues else None
        # Until it has seen a block so big come and go, glibc's allocator returns the memory of each round to the system and asks
        # for it again in the next, which takes an eighth of the time.
        np.empty(_RETAINED, dtype=np.uint8)

    def __repr__(self) -> str:
        return f"Detector(model={self.model.name!r}, scheme={self.scheme.name!r}, kinds={self.kinds!r})"

    def detect(self, text: str, *, sentences: Iterable[Span] | None = None) -> Report:
        """Score one document.

        `sentences` are spans in code points to use instead of the splitter's, in order and disjoint. Text that is no str, or
        spans that do not fit it, are an InputError.

        >>> import hedging
        >>> report = hedging.load().detect("Yes. No, it may rain.", sentences=[(0, 21)])
        >>> len(report.sentences), report.sentences[0].hedged
        (1, True)
        """
        return self.detect_batch([_document(text)], sentences=None if sentences is None else [sentences])[0]

    def detect_batch(self, texts: Iterable[str], *, sentences: Iterable[Iterable[Span]] | None = None) -> Batch:
        """Score any number of documents.

        `sentences`, where given, holds the sentence spans of each document. A str in place of the iterable, an item that is no
        str, or spans that do not fit are an InputError that names the item.
        """
        documents = list(_checked_texts(texts))
        spans = self._spans(documents, sentences)
        scored: list[Batch] = []
        for part in _rounds(documents):
            begin = sum(map(len, scored))
            scored.append(self._score(part, None if spans is None else spans[begin : begin + len(part)]))
        return _assemble(documents, self.model.name, self._name, self.kinds, scored)

    def detect_stream(self, texts: Iterable[str]) -> Iterator[Batch]:
        """Score any number of documents in bounded memory: they are read and scored a few at a time, and each few are a Batch.

        A Batch holds about 260,000 characters, or a single longer document. Errors are those of `detect_batch`; they are raised
        when their item is reached.

        >>> import hedging
        >>> [len(batch) for batch in hedging.load().detect_stream("It may rain." for _ in range(30_000))]
        [18724, 11276]
        """
        return self._streamed(_checked_texts(texts))

    def _streamed(self, checked: Iterator[str]) -> Iterator[Batch]:
        seen = 0
        for part in _rounds(checked):
            yield self._score(part, self._spans(part, None, seen))
            seen += len(part)

    def _spans(
        self, texts: Sequence[str], sentences: Iterable[Iterable[Span]] | None, before: int = 0
    ) -> list[npt.NDArray[np.int64]] | None:
        """Spans of the sentences of each text, where they are given or a function makes them; so many texts came `before`."""
        if sentences is not None:
            given = list(sentences)
            if len(given) != len(texts):
                raise InputError(f"got sentence spans for {len(given)} documents, but {len(texts)} texts")
            return [_checked(spans, text, number) for number, (spans, text) in enumerate(zip(given, texts, strict=True))]
        if self.splitter is not None:
            return [_checked(self.splitter(text), text, number) for number, text in enumerate(texts, before)]
        return None

    def explain(self, text: str, *, sentences: Iterable[Span] | None = None) -> tuple[Explanation, ...]:
        """Why each cue is one, and why other candidates are none, in text order.

        Takes what `detect` takes. Each place in the sentence is a reason, with the weights of all features that look at it. A
        candidate that another one overlaps and beats ("no evidence" in "no evidence that") is not explained.

        >>> import hedging
        >>> may, may_too = hedging.load().explain("It may rain in May.")
        >>> (may.cue.text, may.shown), (may_too.cue.text, may_too.shown)
        (('may', True), ('May', False))
        >>> may.reasons[0].place, may.reasons[0].text
        ('before', 'It')
        """
        layout = self._laid_out([_document(text)], self._spans([text], None if sentences is None else [sentences]))
        parts = list(_parts(layout.first, layout.past))
        weighed = [self._weighed(layout.part(part)) for part in parts]
        judged = [self._judged(one) for one in weighed]
        cues = _Cues.joined([one.moved(layout, part) for one, part in zip(judged, parts, strict=True)])
        shown = iter(self._outcome(layout, cues)[2].tolist())
        return tuple(
            Explanation(cue, next(shown), base, why)
            for one, own in zip(weighed, judged, strict=True)
            for cue, base, why in self._explained(text, one, own)
        )

    def _explained(self, text: str, weighed: _Weighed, cues: _Cues) -> Iterator[tuple[Cue, float, tuple[Reason, ...]]]:
        """The cues, each with the log-odds that all candidates begin with, and its reasons."""
        weights, layout = self.scheme.cue_weights, weighed.layout
        of_model = cues.candidate[cues.candidate >= 0]
        bounds = layout.first, layout.past
        found = iter(reasons(text, layout.tokens, weighed.found, of_model, weighed.rows, weights, bounds))
        starts, ends = layout.tokens.start[cues.start].tolist(), layout.tokens.end[cues.end - 1].tolist()
        columns = (cues.kind, cues.probability, cues.candidate)
        for start, end, kind, score, candidate in zip(starts, ends, *(column.tolist() for column in columns), strict=True):
            cue = Cue(start, end, text[start:end], KINDS[kind], score)
            if candidate >= 0:
                yield cue, weights.bias, next(found)
            else:
                yield cue, 0.0, (Reason("own word", cue.text, start, end, _OWN_ODDS),)

    def _laid_out(self, texts: Sequence[str], spans: Sequence[npt.NDArray[np.int64]] | None) -> _Layout:
        """Tokens and sentences of a few documents that are taken as one text."""
        lengths = np.array([len(text) for text in texts], dtype=np.int64)
        origins = np.zeros(len(texts), dtype=np.int64)
        (lengths[:-1] + len(_JOINT)).cumsum(out=origins[1:])
        tokens = tokenize(_JOINT.join(texts))
        if spans is None:
            begins = self.model.splitter.begins(tokens, origins)
            sentence = begins.cumsum()
            sentence -= 1
            first = begins.nonzero()[0]
            past = past_of(first, len(tokens))
            start, end = tokens.start[first], tokens.end[past - 1]
        else:
            start, end = (np.concatenate([s[:, k] + o for s, o in zip(spans, origins, strict=True)]) for k in (0, 1))
            sentence = np.searchsorted(start, tokens.start, side="right") - 1
            if len(start):
                # What an end cuts in two belongs to no sentence.
                sentence[(sentence < 0) | (tokens.end > end[np.maximum(sentence, 0)])] = -1
            first = np.searchsorted(tokens.start, start)
            past = np.maximum(np.searchsorted(tokens.end, end, side="right"), first)
        return _Layout(tokens, origins, sentence, first, past, start, end)

    def _score(self, texts: Sequence[str], spans: Sequence[npt.NDArray[np.int64]] | None) -> Batch:
        """Score a few documents as one text."""
        layout = self._laid_out(texts, spans)
        tokens, origins = layout.tokens, layout.origins
        start, end = layout.start, layout.end
        parts = _parts(layout.first, layout.past)
        cues = _Cues.joined([self._judged(self._weighed(layout.part(part))).moved(layout, part) for part in parts])
        score, hedged, shown = self._outcome(layout, cues)
        cues = cues.take(shown)

        owner = origins.searchsorted(start, side="right") - 1
        cue_origin = origins[owner[cues.sentence]]
        return Batch(
            texts,
            self.model.name,
            self._name,
            self.kinds,
            scoring.document_scores(score, owner, len(texts)),
            owner.searchsorted(np.arange(len(texts) + 1)),
            start - origins[owner],
            end - origins[owner],
            score,
            hedged,
            cues.sentence.searchsorted(np.arange(len(start) + 1)),
            tokens.start[cues.start] - cue_origin,
            tokens.end[cues.end - 1] - cue_origin,
            cues.kind,
            cues.probability,
        )

    def _weighed(self, layout: _Layout) -> _Weighed:
        """The candidates with their features and weights, and which of those that overlap are kept."""
        scheme, model = self.scheme, self.model
        found = model.finder.find(layout.tokens, layout.sentence)
        masks = model.lexicon.masks[found.entry, scheme.index]
        usable = (masks > 0) & (found.sentence >= 0)
        if self._own is not None:
            usable &= ~self._own.silences(layout.tokens, layout.sentence, found)
        found, masks = found.take(usable), masks[usable]
        rows = features(layout.tokens, found, model.lexicon, model.classes, (layout.first, layout.past))
        strength = scheme.cue_weights(rows)
        kept = scoring.best_of_overlaps(found.start, found.end, strength).nonzero()[0]
        return _Weighed(layout, found, masks, rows, strength, kept)

    def _judged(self, weighed: _Weighed) -> _Cues:
        """The kept candidates with their probabilities and kinds, and a caller's own cues, which win; no ignored kinds."""
        found, kept = weighed.found, weighed.kept
        kinds = _kinds(weighed.masks, kept, self.model, weighed.rows, self.scheme)
        probability = scoring.logistic(weighed.strength[kept])
        cues = _Cues(
            found.start[kept],
            found.end[kept],
            found.sentence[kept],
            probability,
            kinds.argmax(axis=1).astype(np.uint8),
            probability * kinds[:, self._counts].sum(axis=1),
            kept,
        )
        if self._own is not None:
            own = self._own_cues(self._own, weighed.layout)
            both = _Cues.joined([cues.take(_clear_of(own, cues)), own])
            cues = both.take(both.start.argsort(kind="stable"))
        return cues.take(~self._hidden[cues.kind]) if self._hidden.any() else cues

    def _own_cues(self, own: OwnWords, layout: _Layout) -> _Cues:
        """A caller's own cues, of those that overlap the longest."""
        found = own.find(layout.tokens, layout.sentence)
        found = found.take(scoring.best_of_overlaps(found.start, found.end, (found.end - found.start).astype(np.float64)))
        kind = own.kinds[found.entry]
        probability = np.full(len(found), PROBABILITY)
        none = np.full(len(found), -1)
        return _Cues(found.start, found.end, found.sentence, probability, kind, probability * self._counts[kind], none)

    def _outcome(self, layout: _Layout, cues: _Cues) -> tuple[scoring.Floats, Bools, Bools]:
        """Scores of the sentences, which of them are hedged, and which of the cues are shown."""
        scheme, sentences = self.scheme, len(layout.start)
        evidence = scoring.sentence_evidence(cues.counted, cues.sentence, sentences)
        raw = scheme.slope * scoring.log_odds(evidence) + scheme.intercept
        if scheme.sentence_weights is not None:
            rows, of, values = sentence_features(layout.tokens, layout.sentence, self.model.classes)
            weights = scheme.sentence_weights
            raw = raw + weights.scale * np.bincount(of, weights=values * weights.table[rows], minlength=sentences)
        score = scoring.logistic(raw)
        hedged = score >= scheme.threshold
        return score, hedged, _shown(cues, hedged, scheme.cue_threshold)


@dataclass(frozen=True, slots=True)
class _Layout:
    """A text's tokens, each with the index of its sentence or -1, and its sentences: first token, one past the last, span.

    `origins` are where its documents begin.
    """

    tokens: Tokens
    origins: Ints
    sentence: Ints
    first: Ints
    past: Ints
    start: Ints
    end: Ints

    def part(self, part: slice) -> _Layout:
        """A part of the sentences as a layout of its own, in which tokens and sentences are counted from 0."""
        first, past = self.first[part], self.past[part]
        left, right = (int(first[0]), int(past[-1])) if len(first) else (0, 0)
        within = self.sentence[left:right]
        within = np.where(within < 0, -1, within - part.start)
        tokens = self.tokens.part(left, right)
        return _Layout(tokens, self.origins, within, first - left, past - left, self.start[part], self.end[part])


@dataclass(frozen=True, slots=True)
class _Weighed:
    """Candidates of a layout with what they can mean, their features and log-odds, and the indices of those that are kept."""

    layout: _Layout
    found: Candidates
    masks: npt.NDArray[np.uint8]
    rows: Ints
    strength: scoring.Floats
    kept: Ints


@dataclass(frozen=True, slots=True)
class _Cues:
    """Cues that do not overlap, as columns in text order.

    Each is tokens `start` to `end` (exclusive) of a `sentence`, with the `probability` that it is a cue, its likeliest `kind`,
    and the probability that it is a cue of a kind that is `counted`; `candidate` is its index among those that were weighed, -1
    for a caller's own.
    """

    start: Ints
    end: Ints
    sentence: Ints
    probability: scoring.Floats
    kind: npt.NDArray[np.uint8]
    counted: scoring.Floats
    candidate: Ints

    def take(self, keep: Bools | Ints) -> _Cues:
        return _Cues(*(getattr(self, name)[keep] for name in self.__slots__))

    def moved(self, layout: _Layout, part: slice) -> _Cues:
        """The cues of a part of a layout, as they stand in the whole."""
        tokens = int(layout.first[part.start]) if part.stop else 0
        return replace(self, start=self.start + tokens, end=self.end + tokens, sentence=self.sentence + part.start)

    @classmethod
    def joined(cls, parts: Sequence[_Cues]) -> _Cues:
        if len(parts) == 1:
            return parts[0]
        return cls(*(np.concatenate([getattr(part, name) for part in parts]) for name in cls.__slots__))


def _clear_of(own: _Cues, cues: _Cues) -> Bools:
    """Which cues overlap none of a caller's own."""
    if len(own.start) == 0:
        return np.ones(len(cues.start), dtype=np.bool_)
    # Both are in order and free of overlaps, so only the first own cue that ends behind a cue's start can overlap it.
    place = np.minimum(own.end.searchsorted(cues.start, side="right"), len(own.end) - 1)
    return np.asarray((own.start[place] >= cues.end) | (own.end[place] <= cues.start))


def _parts(first: Ints, past: Ints) -> Iterator[slice]:
    """Slices of the sentences, given their first tokens and one past their last, with about _PART tokens each."""
    begin = 0
    while begin < len(first):
        stop = max(begin + 1, int(past.searchsorted(first[begin] + _PART, side="right")))
        yield slice(begin, stop)
        begin = stop
    if begin == 0:
        yield slice(0, 0)


def _shown(cues: _Cues, hedged: Bools, threshold: float) -> Bools:
    """Which cues to show: the likely ones, and of a hedged sentence at least its strongest."""
    shown = cues.probability >= threshold
    counts = cues.counted > 0
    bare = hedged & (np.bincount(cues.sentence[shown & counts], minlength=len(hedged)) == 0)
    if not bare.any():
        return shown
    strongest = np.zeros(len(hedged))
    np.maximum.at(strongest, cues.sentence, cues.counted)
    return np.asarray(shown | (bare[cues.sentence] & counts & (cues.counted == strongest[cues.sentence])))


def _kinds(masks: npt.NDArray[np.uint8], kept: Ints, model: Model, rows: Ints, scheme: Scheme) -> scoring.Floats:
    """Probabilities of the kinds, shape (kept, kinds); only candidates with a choice are put to the model."""
    allowed = (masks[kept, None] >> _KIND_BITS) & 1 > 0
    kinds = allowed.astype(np.float64)
    open_ = (allowed.sum(axis=1) > 1).nonzero()[0]
    if len(open_):
        raw = model.kind_weights(kind_features(rows[kept[open_]], scheme.index))
        likely = np.exp(raw - raw.max(axis=1, keepdims=True, where=allowed[open_], initial=-np.inf)) * allowed[open_]
        kinds[open_] = likely / likely.sum(axis=1, keepdims=True)
    return kinds


def _document(text: str) -> str:
    if not isinstance(text, str):
        raise InputError(f"expected a str, got {type(text).__name__}: decode bytes first, pass a list to detect_batch")
    return text


def _checked_texts(texts: Iterable[str]) -> Iterator[str]:
    """The texts, of which each has been seen to be one when it comes."""
    if isinstance(texts, (str, bytes)):
        raise InputError(f"expected an iterable of texts, got a {type(texts).__name__}: wrap it in a list, or call detect")
    try:
        items = enumerate(texts)
    except TypeError as error:
        raise InputError(f"expected an iterable of texts, got {type(texts).__name__}") from error
    return (_checked_text(text, number) for number, text in items)


def _checked_text(text: str, number: int) -> str:
    if not isinstance(text, str):
        raise InputError(f"text {number} is {type(text).__name__}, expected a str: decode bytes and drop missing values first")
    return text


def _rounds(texts: Iterable[str]) -> Iterator[list[str]]:
    """The texts in lists, each of about _ROUND code points or a single long document."""
    part: list[str] = []
    total = 0
    for text in texts:
        if part and total + len(text) > _ROUND:
            yield part
            part, total = [], 0
        part.append(text)
        total += len(text) + len(_JOINT)
    if part:
        yield part


def _checked(spans: Iterable[Span], text: str, number: int) -> npt.NDArray[np.int64]:
    try:
        array = np.array([(index(a), index(b)) for a, b in spans], dtype=np.int64).reshape(-1, 2)
    except (TypeError, ValueError, OverflowError) as error:
        raise InputError(f"sentences of text {number}: expected pairs of integers (start, end): {error}") from error
    edges = array.ravel()
    if len(edges) and (edges[0] < 0 or edges[-1] > len(text) or (np.diff(edges) < 0).any()):
        raise InputError(f"sentences of text {number}: spans must be in order, disjoint and inside its {len(text)} code points")
    return array


def _assemble(texts: Sequence[str], model: str, scheme: str, kinds: tuple[str, ...], rounds: Sequence[Batch]) -> Batch:
    """One Batch of several, with all their texts."""
    if len(rounds) == 1:
        return rounds[0]

    def joined(name: str, dtype: type[T]) -> npt.NDArray[T]:
        return np.concatenate([np.zeros(0, dtype=dtype), *(getattr(one, name) for one in rounds)]).astype(dtype, copy=False)

    def offsets(name: str) -> npt.NDArray[np.int64]:
        counts = [np.diff(getattr(one, name)) for one in rounds]
        return np.concatenate((np.zeros(1, dtype=np.int64), np.cumsum(np.concatenate([np.zeros(0, dtype=np.int64), *counts]))))

    return Batch(
        texts,
        model,
        scheme,
        kinds,
        joined("document_score", np.float64),
        offsets("sentence_offsets"),
        joined("sentence_start", np.int64),
        joined("sentence_end", np.int64),
        joined("sentence_score", np.float64),
        joined("sentence_hedged", np.bool_),
        offsets("cue_offsets"),
        joined("cue_start", np.int64),
        joined("cue_end", np.int64),
        joined("cue_kind", np.uint8),
        joined("cue_score", np.float64),
    )


def load(
    model: str | os.PathLike[str] = DEFAULT,
    *,
    scheme: str = "general",
    kinds: Iterable[str] | None = None,
    splitter: SplitterFunction | None = None,
    extra_cues: Mapping[str, str] | None = None,
    ignore: Iterable[str] = (),
) -> Detector:
    """A Detector with a shipped model (by name) or one of your own (by folder).

    `scheme` says whose definition of a hedge decides (`hedging.SCHEMES`), `kinds` which kinds make a sentence hedged (default:
    the scheme's), `splitter` is a function from a text to its sentence spans. `extra_cues` are words of your own with their
    kinds, which are cues wherever they stand (`hedging.own_words`); `ignore` are cues of the model's that you do not want, or
    kinds, such as "kind:booster". Weights are read once and shared. An unknown name is an InputError that lists the known ones,
    a damaged folder a ModelError.

    >>> import hedging
    >>> hedging.load(kinds=["condition"]).detect("It may rain.").sentences[0].hedged
    False
    >>> own = hedging.load(extra_cues={"murky": "epistemic"}, ignore=["may"])
    >>> [cue.text for cue in own.detect("It may rain. The outlook is murky.").cues]
    ['murky']
    """
    made = load_model(folder_of(model).resolve())
    return Detector(made, scheme=scheme, kinds=kinds, splitter=splitter, extra_cues=extra_cues, ignore=ignore)


def detect(text: str) -> Report:
    """Score one document with the shipped model and the general scheme.

    >>> import hedging
    >>> report = hedging.detect("It is unclear how widely the report was shared.")
    >>> cue = report.sentences[0].cues[0]
    >>> cue.start, cue.end, cue.text, cue.kind
    (6, 13, 'unclear', 'epistemic')
    """
    return load().detect(text)


def detect_batch(texts: Iterable[str]) -> Batch:
    """Score any number of documents with the shipped model and the general scheme.

    >>> import hedging
    >>> hedging.detect_batch(["It may rain.", "It rained."]).document_score.round().tolist()
    [1.0, 0.0]
    """
    return load().detect_batch(texts)
