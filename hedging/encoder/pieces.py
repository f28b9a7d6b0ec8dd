"""Sentence → word pieces as the encoder reads them: their ids, spans and the case of their words.

The encoder's vocabulary has no capitals, so that "May" and "may" would be one word. So each piece
comes with the case of the word that it belongs to.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from hedging.errors import ModelError, require
from hedging.text.hashing import Ints

#: The number of cases: no letter or digit, lower case, a capital at the beginning, all capitals.
CASES = 4

_WORD = re.compile(r"[^\W_]+")
# Possible symbols: characters that are no word, no space and no ASCII punctuation.
_SYMBOL = re.compile(r"[^\w\s!-~]")
# The tokenizer would take "may🙂" for one unknown word, and cannot read a lone surrogate.
_BLANKED = ("So", "Sk", "Cn", "Co", "Cs")


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of a sentence as columns: `ids` of the vocabulary, code points, and `case`."""

    ids: Ints
    start: Ints
    end: Ints
    case: Ints


class PieceReader:
    """Cuts sentences into the pieces of a vocabulary: the content of a `tokenizer.json`.

    `first` and `last` are the ids of the pieces that stand before and after every sentence.
    """

    def __init__(self, content: str) -> None:
        tokenizers = require("tokenizers", "a model with an encoder", "encoder")
        self._content = content
        self._tokenizer = tokenizers.Tokenizer.from_str(content)
        self._tokenizer.no_padding()
        self._tokenizer.no_truncation()
        self.first, self.last = map(self._tokenizer.token_to_id, ("[CLS]", "[SEP]"))
        if self.first is None or self.last is None:
            raise ValueError("it has no pieces [CLS] and [SEP]")

    def __reduce__(self) -> tuple[type[PieceReader], tuple[str]]:
        return PieceReader, (self._content,)

    @property
    def vocabulary(self) -> dict[str, int]:
        """The pieces with their ids."""
        return dict(self._tokenizer.get_vocab())

    def read(self, sentences: Sequence[str]) -> list[Pieces]:
        """The pieces of each sentence; symbols that are no text have none."""
        return [self._read(_SYMBOL.sub(_blank, text)) for text in sentences]

    def _read(self, text: str) -> Pieces:
        try:
            # One by one: many together would start threads.
            encoded = self._tokenizer.encode(text, add_special_tokens=False)
        except Exception as error:  # the library raises bare exceptions
            raise ModelError(
                f"the vocabulary of the model cannot be used: {error}; install the model again"
            ) from error
        return _pieces(text, encoded.ids, encoded.offsets)


def _blank(symbol: re.Match[str]) -> str:
    return " " if unicodedata.category(symbol[0]) in _BLANKED else symbol[0]


def _pieces(text: str, ids: Sequence[int], spans: Sequence[tuple[int, int]]) -> Pieces:
    start, end = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    return Pieces(np.array(ids, dtype=np.int64), start, end, cases(text, start))


def cases(text: str, start: Ints) -> npt.NDArray[np.int64]:
    """The case of the word in which each piece starts.

    It is 0 where there is no letter and no digit, 1 for a word that begins small, 2 for a capital
    at its beginning, 3 for more than one letter, all of them capitals.

    >>> cases("In May, NASA may.", np.array([0, 3, 6, 8, 13])).tolist()
    [2, 2, 0, 3, 1]
    """
    words = list(_WORD.finditer(text))
    first = np.array([word.start() for word in words], dtype=np.int64)
    stop = np.array([word.end() for word in words], dtype=np.int64)
    case = np.array([_case(word[0]) for word in words] or [0], dtype=np.int64)
    row = np.maximum(first.searchsorted(start, side="right") - 1, 0)
    inside = (start < stop[row]) & (start >= first[row]) if words else False
    return np.where(inside, case[row], 0)


def _case(word: str) -> int:
    if len(word) > 1 and word.isupper():
        return 3
    return 2 if word[0].isupper() else 1
