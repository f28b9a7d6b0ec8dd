"""A round of texts → its columns, by the compiled core with the tables of a model.

The tables of a model under a scheme are made when they are first needed, and kept. Those of the
characters grow with the texts: the core answers nothing for a text with a character that it has not
seen, and gets the pages of that text.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from types import ModuleType
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.extension import extension, taken
from hedging.kernel.tables import CharacterPages, all_log_odds, flat_parts, model_sections
from hedging.kinds import KINDS
from hedging.model.lexicon import MASK, Masks
from hedging.model.model import Model, Scheme
from hedging.model.scoring import ZERO, Floats, log_odds, logistic
from hedging.text.characters import CodePoints, Codes
from hedging.text.hashing import Hashes, Ints

if TYPE_CHECKING:
    from hedging.kernel.depth_rounds import DepthTables, KeptRound

_Sums = npt.NDArray[np.int32]
_Spans = Sequence[npt.NDArray[np.int64]] | None


class RoundColumns(NamedTuple):
    """What the core says of a full round, in the order of core.h.

    Of sentences: the first of each document, where they stand, their documents; of cues where they
    stand, and their sentences. Positions count code points of the joined text for sentences and
    tokens for cues, and the cues are all candidates.
    """

    sentence_offsets: Ints
    sentence_start: Ints
    sentence_end: Ints
    sentence_document: Ints
    cue_start: Ints
    cue_end: Ints
    cue_sentence: Ints
    sentence_sums: Floats
    sentence_first: Ints
    sentence_stop: Ints
    token_start: Ints
    token_end: Ints
    token_id: Hashes
    token_sentence: Ints
    cue_sum: _Sums
    cue_entry: _Sums
    choice_sums: _Sums
    lowered: CodePoints
    cue_mask: Masks
    cue_kept: Codes
    token_initial: Codes
    character_class: Codes


class CueColumns(NamedTuple):
    """What the core says of a round that is not full.

    Positions count code points of a document, and the cues are those that win where candidates
    overlap.
    """

    sentence_offsets: Ints
    sentence_start: Ints
    sentence_end: Ints
    sentence_document: Ints
    cue_start: Ints
    cue_end: Ints
    cue_sentence: Ints
    sentence_sums: Floats
    cue_sum: _Sums
    choice_sums: _Sums
    cue_mask: Masks


_LONG, _INT, _BYTE = np.dtype(np.int64), np.dtype(np.int32), np.dtype(np.uint8)
_FLOAT = np.dtype(np.float64)
# The columns of each width lie together: the type as which they are taken, and how many they are.
_GROUPS: tuple[tuple[np.dtype[Any], int], ...] = ((_LONG, 14), (_INT, 4), (MASK, 1), (_BYTE, 3))
# Columns of another type of the same width.
_OTHERS: dict[int, np.dtype[Any]] = {
    RoundColumns._fields.index("sentence_sums"): _FLOAT,
    RoundColumns._fields.index("token_id"): np.dtype(np.uint64),
    RoundColumns._fields.index("lowered"): np.dtype(np.uint32),
}
_TYPES: tuple[np.dtype[Any], ...] = (_LONG, _INT, MASK, _BYTE, *_OTHERS.values())
_EMPTY = {own: np.empty(0, dtype=own) for own in _TYPES}
_SUMS, _CHOICE = map(RoundColumns._fields.index, ("sentence_sums", "choice_sums"))


def read_columns(content: bytearray, sizes: Sequence[int]) -> RoundColumns:
    """The columns that lie one after the other in `content`, of so many bytes each."""
    views: list[Any] = []
    begin = 0
    for own, count in _GROUPS:
        group = sizes[len(views) : len(views) + count]
        total, width, stop = sum(group), own.itemsize, 0
        # A slice of an array costs a third of an array.
        array = np.frombuffer(content, own, total // width, begin) if total else _EMPTY[own]
        begin += total
        for size in group:
            first, stop = stop, stop + size // width
            views.append(array[first:stop])
    for column, other in _OTHERS.items():
        views[column] = views[column].view(other) if sizes[column] else _EMPTY[other]
    views[_CHOICE] = views[_CHOICE].reshape(-1, len(KINDS))
    return RoundColumns._make(views)


def read_cues(content: bytearray, sizes: Sequence[int]) -> CueColumns:
    """The columns of a round that is not full: few steps, since a short text needs few others."""
    offsets, sentences, cues = sizes[0] // 8, sizes[1] // 8, sizes[4] // 8
    sums, choices = sizes[_SUMS] // 8, sizes[_CHOICE] // 4
    longs = np.frombuffer(content, _LONG, offsets + 3 * (sentences + cues) + sums)
    # The sums, the entries, and the sums of those that can be of several kinds.
    ints = np.frombuffer(content, _INT, 2 * cues + choices, 8 * len(longs))
    start, end = offsets, offsets + sentences
    document, cue_start = end + sentences, end + 2 * sentences
    cue_end, cue_sentence = cue_start + cues, cue_start + 2 * cues
    sum_start = cue_sentence + cues
    return CueColumns(
        longs[:start],
        longs[start:end],
        longs[end:document],
        longs[document:cue_start],
        longs[cue_start:cue_end],
        longs[cue_end:cue_sentence],
        longs[cue_sentence:sum_start],
        longs[sum_start:].view(_FLOAT),
        ints[:cues],
        ints[2 * cues :].reshape(-1, len(KINDS)),
        np.frombuffer(content, MASK, cues, 8 * len(longs) + 4 * len(ints)),
    )


#: So many cues of a sentence are faint together: see depth.h.
FAINT_CUES = 8


def _least_evidence(scheme: Scheme, threshold: float) -> float:
    """Less evidence than this makes no sentence hedged, and no cue likely."""
    if scheme.sentence_weights is not None or scheme.slope <= 0 or not 0 < threshold < 1:
        return 0.0
    bound = (np.log(threshold / (1 - threshold)) - scheme.intercept) / scheme.slope
    # Without evidence a sentence has that of a margin.
    if bound < log_odds(ZERO) + 1e-6:
        return 0.0
    # A bit less, since the evidence itself is rounded.
    return 0.99 * min(scheme.cue_threshold, float(logistic(np.array(bound))))


class CompiledScheme:
    """The compiled core with the tables of a model under one of its schemes."""

    def __init__(self, module: ModuleType, model: Model, scheme: Scheme) -> None:
        self.scheme = scheme
        sections = model_sections(model, scheme)
        #: Whether the cues of a round that is not full are those that win by their log-odds.
        self.ranks = bool(sections["numbers"]["sums_rank"])
        self._module, self._model = module, model
        self._tables = module.open_tables(flat_parts("model", sections))
        # Sums are whole numbers within bounds: their probabilities are a table.
        self._probabilities = logistic(all_log_odds(scheme.cue_weights))
        self._least_sums: dict[float, int] = {}
        self._words: tuple[DepthTables, Any] | None = None
        self._zero = np.array(len(self._probabilities) // 2, dtype=np.int32)

    def probabilities(self, cue_sums: _Sums) -> Floats:
        """The probabilities of cues with these sums."""
        return self._probabilities.take(cue_sums + self._zero)

    def read(self, texts: Sequence[str], spans: _Spans) -> RoundColumns | None:
        """The columns of a full round; None if it is too long. `spans` replace the splitter's."""
        result = self._score(texts, spans, True)
        return result and read_columns(*result)

    def read_cues(self, texts: Sequence[str], spans: _Spans) -> CueColumns | None:
        """The columns of a round that is not full; None if it is too long."""
        result = self._score(texts, spans, False)
        return result and read_cues(*result)

    def least_sum(self, threshold: float) -> int:
        """The least sum of a cue that may be shown where sentences are hedged from a threshold on.

        A sentence whose cues have lower sums is not hedged if it has no more than FAINT_CUES: its
        evidence is no more than the sum of their probabilities.
        """
        least = self._least_sums.get(threshold)
        if least is None:
            evidence = _least_evidence(self.scheme, threshold) / FAINT_CUES
            least = int(self._probabilities.searchsorted(evidence) - self._zero)
            self._least_sums[threshold] = least
        return least

    def read_and_keep(
        self, texts: Sequence[str], spans: _Spans, threshold: float
    ) -> tuple[CueColumns, KeptRound] | None:
        """The columns of a round that is not full, and the round itself.

        With 0 as the `threshold` from which on sentences are hedged, any cue may be shown. None if
        the round is too long, or the core does not take the depth model.
        """
        # Answers that are cues alone wait for none of this.
        from hedging.kernel.depth_rounds import KeptRound, opened_depth

        tables = opened_depth(self._module, self._model, self.scheme.name)
        least = self.least_sum(threshold)
        result = tables and self._score(texts, spans, False, tables.depth, least)
        if tables is None or result is None:
            return None
        columns = read_cues(*result[:2])
        words, sentences = self._words_with(tables), len(columns.sentence_start)
        return columns, KeptRound(tables, words, result[2], sentences, len(texts))

    def _words_with(self, tables: DepthTables) -> Any:
        """The words of the tables of the model and of depth, joined."""
        if self._words is None or self._words[0] is not tables:
            joined = self._module.join_words(self._tables, tables.depth, tables.sources)
            self._words = tables, joined
        return self._words[1]

    def _score(self, texts: Sequence[str], spans: _Spans, *how: Any) -> Any:
        """The columns as the core hands them over, and the sizes of all; None if too long."""
        rows = texts if isinstance(texts, list) else list(texts)
        given: tuple[bytes | None, bytes | None] = (None, None)
        if spans is not None:
            offsets = np.cumsum([0, *map(len, spans)], dtype=np.int64)
            pairs = np.concatenate([np.empty((0, 2), dtype=np.int64), *spans])
            given = pairs.tobytes(), offsets.tobytes()
        try:
            result = self._module.score(
                self._tables, _seen.opened(self._module), rows, *given, *how
            )
        except OverflowError:
            return None  # a longer round is for numpy: the core counts in 32 bits
        if result is None:
            opened = _seen.opened_with(rows, self._module)
            result = self._module.score(self._tables, opened, rows, *given, *how)
        return result


class _SeenCharacters:
    """The tables of the characters that texts have had so far, shared by all models."""

    def __init__(self) -> None:
        self._pages: CharacterPages | None = None
        self._opened: Any = None

    def opened(self, module: ModuleType) -> Any:
        """The tables as the core has opened them."""
        return self._opened or self.opened_with((), module)

    def opened_with(self, texts: Sequence[str], module: ModuleType) -> Any:
        """The tables with all characters of some texts.

        Another thread may put its own tables in their place before this one has used them.
        """
        self._pages = pages = (self._pages or CharacterPages()).with_pages_of(texts)
        self._opened = opened = module.open_characters(pages.content)
        return opened


_seen = _SeenCharacters()


def compiled_scheme(model: Model, scheme: Scheme, *, pure: bool) -> CompiledScheme | None:
    """The core with the tables of a scheme; None where pure Python is to answer."""
    module = extension(pure=pure)
    if module is None:
        return None
    compiled = _compiled_scheme(module, model, scheme.name)
    if compiled is not None and compiled.scheme is not scheme:
        # Somebody has made a scheme of that name out of the model's.
        return _open(module, model, scheme)
    return compiled


@lru_cache(maxsize=16)
def _compiled_scheme(module: ModuleType, model: Model, name: str) -> CompiledScheme | None:
    return _open(module, model, model.schemes[name])


def _open(module: ModuleType, model: Model, scheme: Scheme) -> CompiledScheme | None:
    return taken(f"model {model.name}", lambda: CompiledScheme(module, model, scheme))
