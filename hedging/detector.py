"""The front door: `load` makes a Detector, `detect` and `detect_batch` use the shipped model.

A Detector checks what comes in and sends it down `hedging.engine.pipeline` in rounds of documents.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NoReturn

from hedging.batch import Batch, Report
from hedging.engine import cascade, compiled, pipeline
from hedging.errors import InputTypeError, checked_type
from hedging.inputs import (
    Span,
    SplitterFunction,
    checked_document,
    checked_texts,
    checked_threads,
    given_spans,
    made_spans,
)
from hedging.model.files import digits_of_answers, folder_of, load_model
from hedging.model.model import Model, Scheme
from hedging.options import (
    DEFAULT_DEPTH,
    DEFAULT_MODEL,
    DEFAULT_SCHEME,
    DetectorOptions,
    checked_depth,
)
from hedging.results import Explanation
from hedging.text.hashing import Ints
from hedging.text.joined import round_cuts, rounds
from hedging.text.markup import as_read

# Modules that only some answers need are imported where they are used: the first answer of a new
# process waits for every import.
if TYPE_CHECKING:
    from hedging.calibration import Calibration
    from hedging.drift.result import Drift


class Detector:
    """Finds and scores hedging cues with one model under one scheme; made by `hedging.load`.

    `model` holds the weights and the schemes, `options` what the caller chose, `scheme` the chosen
    scheme; `hedge_kinds` and `threshold` are in force, after defaults and ignored kinds.
    """

    def __init__(
        self,
        model: Model,
        options: DetectorOptions | None = None,
        *,
        splitter: SplitterFunction | None = None,
    ) -> None:
        options = options or DetectorOptions()
        if splitter is not None:
            checked_type(
                splitter,
                Callable,  # type: ignore[arg-type]  # mypy takes no abstract type here
                "a function from a text to spans",
            )
        if options.markdown:
            from hedging.text.markdown import require_reader

            require_reader()
        if options.calibration is not None:
            options.calibration.check_model(model.name, reading=options.reading)
        self.options = options
        self.criteria = pipeline.criteria_of(model, options)
        self._splitter = splitter

    @property
    def model(self) -> Model:
        """The model: its name, weights and schemes."""
        return self.criteria.model

    @property
    def scheme(self) -> Scheme:
        """The scheme that decides."""
        return self.criteria.scheme

    @property
    def hedge_kinds(self) -> tuple[str, ...]:
        """The kinds that make a sentence hedged."""
        return self.criteria.hedge_kinds

    @property
    def threshold(self) -> float:
        """The probability from which on a sentence counts as hedged."""
        return self.criteria.threshold

    def __repr__(self) -> str:
        return (
            f"Detector(model={self.model.name!r}, scheme={self.scheme.name!r}, "
            f"hedge_kinds={self.hedge_kinds!r}, threshold={self.threshold:.2f})"
        )

    def detect(
        self,
        text: str,
        *,
        sentences: Iterable[Span] | None = None,
        depth: str | None = None,
    ) -> Report:
        """Score one document.

        `sentences` are spans in code points that replace the splitter's, in order and disjoint.
        `depth` replaces that of the options. Raises InputTypeError for a text that is not a str,
        InputError for spans that do not fit it.

        >>> import hedging
        >>> report = hedging.load().detect("Yes. No, it may rain.", sentences=[(0, 21)])
        >>> len(report.sentences), report.sentences[0].hedged
        (1, True)
        """
        texts = [checked_document(text)]
        spans = self._spans(texts, None if sentences is None else [sentences])
        return self._score(texts, spans, self._depth(depth))[0]

    def detect_batch(
        self,
        texts: Iterable[str],
        *,
        sentences: Iterable[Iterable[Span]] | None = None,
        depth: str | None = None,
        threads: int = 1,
    ) -> Batch:
        """Score any number of documents.

        `sentences`, if given, holds the sentence spans of each document. `depth` replaces that of
        the options. With the compiled kernel, `threads` share the work; the results are the same.
        Raises InputTypeError for a str in place of the iterable and for an item that is not a str,
        InputError for spans that do not fit; both name the item.
        """
        threads = checked_threads(threads)
        depth = self._depth(depth)
        documents = list(checked_texts(texts))
        spans = self._spans(documents, sentences)
        most = compiled.round_size(self.criteria)

        def score(cut: slice) -> Batch:
            return self._score(documents[cut], None if spans is None else spans[cut], depth)

        cuts = round_cuts(documents, most, threads)
        if len(cuts) < 2:
            return self._score(documents, spans, depth)
        if threads == 1:
            return Batch.concat([score(cut) for cut in cuts])
        from concurrent.futures import ThreadPoolExecutor  # few programs need it

        # The kernel works without Python's lock, so threads are worth their while.
        with ThreadPoolExecutor(threads) as pool:
            return Batch.concat(list(pool.map(score, cuts)))

    def detect_stream(self, texts: Iterable[str]) -> Iterator[Batch]:
        """Score any number of documents in bounded memory: yield a Batch for each few of them.

        A Batch holds about 260,000 characters, or one longer document. Errors are those of
        `detect_batch`, raised when their item is reached.

        >>> import hedging
        >>> texts = ("It may rain." for _ in range(30_000))
        >>> [len(batch) for batch in hedging.load().detect_stream(texts)]
        [18724, 11276]
        """
        return self._stream(checked_texts(texts))

    def _stream(self, texts: Iterator[str]) -> Iterator[Batch]:
        scored = 0
        for round_texts in rounds(texts):
            spans = self._spans(round_texts, None, scored)
            yield self._score(round_texts, spans, self.options.depth)
            scored += len(round_texts)

    def explain(
        self, text: str, *, sentences: Iterable[Span] | None = None, limit: int | None = None
    ) -> tuple[Explanation, ...]:
        """Why each cue is a cue, and why other candidates are not, in text order.

        Takes what `detect` takes. Each place in the sentence is a reason, with the weights of all
        features that look at it. A `limit` keeps the strongest alone, so many that speak for the
        cue and so many against it. A candidate that a better one overlaps ("no evidence" in "no
        evidence that") is not explained.

        >>> import hedging
        >>> verb, month = hedging.load().explain("It may rain in May.")
        >>> (verb.candidate.text, verb.is_cue), (month.candidate.text, month.is_cue)
        (('may', True), ('May', False))
        >>> verb.reasons[0].place, verb.reasons[0].text
        ('two before', 'It')
        """
        from hedging.engine.explain import explain_cues

        texts = [checked_document(text)]
        spans = self._spans(texts, None if sentences is None else [sentences])
        steps = cascade.run_steps(self._read(texts), spans, self.criteria)
        (report,) = self._batch(texts, steps, self.options.depth)
        return explain_cues(text, steps, self.criteria, report.cues, limit)

    def compare(self, before: str, after: str) -> Drift:
        """Compare two texts claim by claim: what became surer, what less sure.

        The texts are versions of each other, or a source and its summary. Raises InputTypeError for
        a text that is not a str.

        >>> import hedging
        >>> detector = hedging.load(ignore_kinds=["condition"])
        >>> detector.compare("It may rain if it is warm.", "It will rain.").change
        'surer'
        """
        from hedging.drift.comparing import compare_reports

        old, new = self.detect_batch([checked_document(before), checked_document(after)])
        return compare_reports(old, new, self.model)

    def _depth(self, depth: str | None) -> str:
        chosen = self.options.depth
        return chosen if depth is None or depth == chosen else checked_depth(depth)

    def _score(self, texts: Sequence[str], spans: Sequence[Ints] | None, depth: str) -> Batch:
        read = self._read(texts)
        batch = compiled.score_batch(read, spans, self.criteria, texts, depth)
        if batch is None:
            batch = self._batch(texts, cascade.run_steps(read, spans, self.criteria), depth)
        # Without depth there is no confidence that a calibration could read.
        calibration = None if depth == "cues" else self.options.calibration
        return batch if calibration is None else replace(batch, calibration=calibration)

    def _batch(self, texts: Sequence[str], steps: pipeline.Steps, depth: str) -> Batch:
        batch = pipeline.to_batch(texts, steps, self.criteria)
        if depth == "cues":
            return batch
        from hedging.engine.depth import read_depth

        return replace(batch, depth=read_depth(steps, batch, self.criteria))

    def _read(self, texts: Sequence[str]) -> Sequence[str]:
        return as_read(texts, markdown=bool(self.options.markdown))

    def _spans(
        self,
        texts: Sequence[str],
        sentences: Iterable[Iterable[Span]] | None,
        first_number: int = 0,
    ) -> list[Ints] | None:
        if sentences is not None:
            return given_spans(sentences, texts)
        if self._splitter is not None:
            return made_spans(self._splitter, texts, first_number)
        return None


@lru_cache(maxsize=32)
def _cached_detector(
    model: Model, options: DetectorOptions, splitter: SplitterFunction | None
) -> Detector:
    return Detector(model, options, splitter=splitter)


def forced_detector(
    detector: Detector, *, pure: bool = False, band: tuple[float, float] | None = None
) -> Detector:
    """The same detector, forced to one of its ways, for tests and measurements.

    `pure` leaves the compiled kernel out, with the same answers. `band` replaces that of a model
    with an encoder, which reads the sentences that have a score or a candidate between these
    probabilities.

    >>> import hedging
    >>> detector = hedging.load()
    >>> forced_detector(detector, pure=True).detect("So?") == detector.detect("So?")
    True
    """
    forced = copy(detector)
    forced.criteria = detector.criteria._replace(
        pure=pure, band=detector.criteria.band if band is None else band
    )
    return forced


def load_options(options: DetectorOptions, *, splitter: SplitterFunction | None = None) -> Detector:
    """A Detector with the given options; `load` takes them as keywords."""
    folder = folder_of(options.model).resolve()
    model = load_model(folder)
    if options.calibration is not None:
        options.calibration.check_model(model.name, digits_of_answers(folder))
    if isinstance(splitter, Hashable):
        return _cached_detector(model, options, splitter)
    return Detector(model, options, splitter=splitter)


def load(
    model: str | os.PathLike[str] = DEFAULT_MODEL,
    *,
    scheme: str = DEFAULT_SCHEME,
    hedge_kinds: Iterable[str] | None = None,
    extra_cues: Mapping[str, str] | None = None,
    ignore_cues: Iterable[str] = (),
    ignore_kinds: Iterable[str] = (),
    threshold: float | None = None,
    markdown: bool | None = None,
    depth: str = DEFAULT_DEPTH,
    calibration: Calibration | str | os.PathLike[str] | None = None,
    splitter: SplitterFunction | None = None,
) -> Detector:
    """A Detector with a released model (by its role or name) or your own (by its folder).

    `scheme` says whose definition of a hedge decides: `load().model.schemes` names those of a
    model. `hedge_kinds` are the kinds that make a sentence hedged (default: the scheme's).
    `extra_cues` are words of your own with their kinds, which are cues wherever they stand;
    `ignore_cues` and `ignore_kinds` are left out. `threshold` is the probability from which on a
    sentence counts as hedged (default: the scheme's). `markdown=True` reads texts as Markdown, in
    which code, addresses and other markup are no prose; `False` reads them as they are, but for
    marks of strong emphasis (`**`); by default a file's name decides, where a text has one.
    `depth="cues"` leaves out scopes, confidences and holders, and is faster. `calibration` is what
    `hedging.calibrate` made, or its folder: reports then say how often an answer that sounds so
    sure is right. It cannot stand beside `depth="cues"`. `splitter` is a function from a text to
    its sentence spans. Equal calls return one detector.

    Raises ModelError for an unknown or damaged model, InputError for a wrong value, InputTypeError
    for a wrong type.

    >>> import hedging
    >>> hedging.load(hedge_kinds=["condition"]).detect("It may rain.").sentences[0].hedged
    False
    """
    options = DetectorOptions(
        model=model,
        scheme=scheme,
        hedge_kinds=hedge_kinds,  # type: ignore[arg-type]  # any iterable is made a tuple
        extra_cues=extra_cues,  # type: ignore[arg-type]
        ignore_cues=ignore_cues,  # type: ignore[arg-type]
        ignore_kinds=ignore_kinds,  # type: ignore[arg-type]
        threshold=threshold,
        markdown=markdown,
        depth=depth,
        calibration=calibration,  # type: ignore[arg-type]  # a folder is read
    )
    return load_options(options, splitter=splitter)


@cache
def _shipped_detector() -> Detector:
    """The detector of the shipped model; after the first call no path is looked up."""
    return load()


def detect(text: str, *, depth: str = DEFAULT_DEPTH, **others: NoReturn) -> Report:
    """Score one document with the shipped model and the general scheme.

    `depth="cues"` leaves out scopes, confidences and holders. Another model and other options are
    those of `load`, as in `hedging.load("accurate").detect(text)`; as `others` they raise
    InputTypeError.

    >>> import hedging
    >>> report = hedging.detect("It is unclear how widely the report was shared.")
    >>> cue = report.sentences[0].cues[0]
    >>> cue.start, cue.end, cue.text, cue.kind
    (6, 13, 'unclear', 'epistemic')
    """
    _check_no_others("detect(text)", others)
    return _shipped_detector().detect(text, depth=depth)


def detect_batch(
    texts: Iterable[str], *, depth: str = DEFAULT_DEPTH, threads: int = 1, **others: NoReturn
) -> Batch:
    """Score any number of documents with the shipped model and the general scheme.

    `depth="cues"` leaves out scopes, confidences and holders, and is faster. With the compiled
    kernel, `threads` share the work. Other options are those of `load`, as for `detect`.

    >>> import hedging
    >>> hedging.detect_batch(["It may rain.", "It rained."]).document_score.round().tolist()
    [1.0, 0.0]
    """
    _check_no_others("detect_batch(texts)", others)
    return _shipped_detector().detect_batch(texts, depth=depth, threads=threads)


def _check_no_others(call: str, others: Mapping[str, object]) -> None:
    """Raise InputTypeError for options that a detector has, and say how to make one."""
    if others:
        options = ", ".join(f"{name}={value!r}" for name, value in others.items())
        raise InputTypeError(
            f"hedging.{call} has the shipped model with its own options, and takes no "
            f"{', '.join(others)}: make a detector, hedging.load({options}).{call}"
        )


def compare(before: str, after: str) -> Drift:
    """Compare two versions of a text, claim by claim, with the shipped model.

    `Detector.compare` does it with options.

    >>> import hedging
    >>> drift = hedging.compare("The drug may help. It is cheap.", "The drug helps.")
    >>> drift.change, [pair.change for pair in drift.pairs]
    ('surer', ['surer', 'dropped'])
    """
    return _shipped_detector().compare(before, after)
