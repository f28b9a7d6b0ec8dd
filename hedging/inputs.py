"""What a caller passes → checked texts and checked sentence spans.

A wrong type is an InputTypeError and a wrong value an InputError; both name the item.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from operator import index as as_index

import numpy as np
import numpy.typing as npt

from hedging.errors import InputError, InputTypeError, checked_type

#: The first code point of a sentence, and the code point after its last.
Span = tuple[int, int]

#: A function from a text to its sentence spans, in code points, in order and disjoint.
SplitterFunction = Callable[[str], Iterable[Span]]


def checked_document(text: str) -> str:
    """One text; a list of texts is for `detect_batch`."""
    return checked_type(text, str, "a str", "decode bytes first, pass a list to detect_batch")


def checked_texts(texts: Iterable[str]) -> Iterator[str]:
    """The texts, each checked when it is reached; the iterable itself is checked at once."""
    if isinstance(texts, (str, bytes)):
        raise InputTypeError(
            f"expected an iterable of texts, got a {type(texts).__name__}: "
            "wrap it in a list, or call detect"
        )
    if isinstance(texts, Mapping) or hasattr(texts, "columns"):
        # Iteration would give the keys or the names of columns, and score them.
        raise InputTypeError(
            f"expected an iterable of texts, got a {type(texts).__name__}: "
            "pass its column of texts or its values"
        )
    if isinstance(texts, (list, tuple)) and set(map(type, texts)) <= {str}:
        return iter(texts)
    try:
        items = enumerate(texts)
    except TypeError as error:
        raise InputTypeError(
            f"expected an iterable of texts, got {type(texts).__name__}"
        ) from error
    return (checked_text(text, number) for number, text in items)


def checked_text(text: str, number: int) -> str:
    """The text with this number."""
    if not isinstance(text, str):
        raise InputTypeError(
            f"text {number} is {type(text).__name__}, expected a str: "
            "decode bytes and drop missing values first"
        )
    return text


def checked_spans(spans: Iterable[Span], text: str, number: int) -> npt.NDArray[np.int64]:
    """The spans as an array of shape (sentences, 2)."""
    message = f"sentences of text {number}: expected pairs of integers (start, end)"
    try:
        pairs = [(as_index(a), as_index(b)) for a, b in spans]
        array = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    except TypeError as error:
        raise InputTypeError(f"{message}: {error}") from error
    except (ValueError, OverflowError) as error:
        raise InputError(f"{message}: {error}") from error
    edges = array.ravel()
    # Compared and not subtracted, since a difference can overflow.
    if len(edges) and (edges[0] < 0 or edges[-1] > len(text) or (edges[1:] < edges[:-1]).any()):
        raise InputError(
            f"sentences of text {number}: spans must be in order, disjoint and inside its "
            f"{len(text)} code points"
        )
    return array


def given_spans(
    sentences: Iterable[Iterable[Span]], texts: Sequence[str]
) -> list[npt.NDArray[np.int64]]:
    """The sentence spans that a caller gives for each text."""
    try:
        given = list(sentences)
    except TypeError as error:
        raise InputTypeError(
            f"expected the sentence spans of each document, got {type(sentences).__name__}"
        ) from error
    if len(given) != len(texts):
        raise InputError(f"got sentence spans for {len(given)} documents, but {len(texts)} texts")
    pairs = zip(given, texts, strict=True)
    return [checked_spans(spans, text, i) for i, (spans, text) in enumerate(pairs)]


def made_spans(
    splitter: SplitterFunction, texts: Sequence[str], first_number: int
) -> list[npt.NDArray[np.int64]]:
    """The sentence spans that a function makes of each text; `first_number` is for errors."""
    return [
        checked_spans(splitter(text), text, number)
        for number, text in enumerate(texts, first_number)
    ]


def checked_threads(threads: int) -> int:
    """A number of threads, from 1 on."""
    if isinstance(threads, bool) or not isinstance(threads, int):
        raise InputTypeError(f"expected a number of threads, got {threads!r}")
    if threads < 1:
        raise InputError(f"expected a number of threads from 1 on, got {threads}")
    return threads
