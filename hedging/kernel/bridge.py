"""A model under a scheme and texts → sentences, cues and their depth, by the compiled core.

    open     the tables of a model under a scheme, once; those of depth when they are first needed
    score    texts → sentences and cues; the core keeps the tokens if their depth is asked for
    answer   the cues to show → all that goes beyond them

Which cues are shown depends on logarithms and exponentials, which are left to numpy: so there are
two calls, and numpy's part between them. The tables of characters grow with the texts: the core
answers nothing for a text with a character that it has not seen, and then gets the pages of that
text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache, cached_property, lru_cache
from itertools import groupby, starmap
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.columns import DepthColumns
from hedging.extension import extension, open_or_warn
from hedging.kernel import tables
from hedging.kernel.schema import CUES, FAINT_CUES, Column
from hedging.model.custom_cues import PROBABILITY, CustomCues
from hedging.model.model import Model, Scheme
from hedging.model.scoring import ZERO, Floats, log_odds, logistic
from hedging.text.hashing import Ints

#: Columns that the core returns for some texts, by their names in the schema.
Columns = dict[str, npt.NDArray[Any]]
_Sums = npt.NDArray[np.int32]
_Spans = Sequence[npt.NDArray[np.int64]] | None


class _Reader:
    """Reads columns that lie one after the other.

    A slice of an array costs a third of an array, so columns of one type are taken together.
    """

    def __init__(self, columns: Sequence[Column]) -> None:
        self._names = [own.name for own in columns]
        self.of = [own.of for own in columns]
        self._groups = [
            (np.dtype(f"<{dtype}"), slice(numbers[0], numbers[-1] + 1))
            for dtype, numbers in (
                (dtype, [number for number, _ in group])
                for dtype, group in groupby(enumerate(columns), lambda own: own[1].dtype)
            )
        ]

    def read(
        self,
        content: bytearray,
        sizes: Sequence[int],
        of_fractions: Callable[[Floats], Floats] | None = None,
    ) -> Columns:
        """The columns, of so many values each; those of fractions become others together."""
        columns: list[npt.NDArray[Any]] = []
        begin = 0
        for dtype, numbers in self._groups:
            here = sizes[numbers]
            total, first = sum(here), 0
            array = np.frombuffer(content, dtype, total, begin)
            begin += total * dtype.itemsize
            if of_fractions is not None and dtype.kind == "f":
                array = of_fractions(array)
            if len(here) == 1:
                columns.append(array)
                continue
            for size in here:
                stop = first + size
                columns.append(array[first:stop])
                first = stop
        return dict(zip(self._names, columns, strict=True))


_SCORED = _Reader(CUES.columns)


@cache
def _answers() -> _Reader:
    from hedging.kernel.depth_schema import DEPTH

    return _Reader(DEPTH.columns)


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
        self._module, self._model = module, model
        self._tables = module.open(
            "model", tables.flat_file("model", tables.model_sections(model, scheme))
        )
        # Sums are whole numbers within bounds: their probabilities are a table.
        of_sums = logistic(tables.all_log_odds(scheme.cue_weights))
        self._zero = np.array(len(of_sums) // 2, dtype=np.int32)
        # Behind the greatest sum stands that of the caller's extra cues.
        self._probabilities = np.append(of_sums, PROBABILITY)
        self._least_sums: dict[float, int] = {}

    def probabilities(self, cue_sums: _Sums) -> Floats:
        """The probabilities of cues with these sums."""
        return self._probabilities.take(cue_sums + self._zero)

    def score(
        self,
        texts: Sequence[str],
        spans: _Spans,
        threshold: float | None,
        custom: CustomCues | None = None,
    ) -> tuple[Columns, ScoredTexts | None] | None:
        """The sentences and cues of texts; `spans` replace the splitter's sentences.

        Among them are the extra cues of `custom`, but not the cues that it ignores. With the
        `threshold` from which on sentences are hedged, the core keeps what their depth needs; with
        0 any cue may be shown. None if the texts are too long together, or if the core does not
        take the model of depth.
        """
        rows = texts if isinstance(texts, list) else list(texts)
        given: tuple[bytes | None, bytes | None] = (None, None)
        if spans is not None:
            offsets = np.cumsum([0, *map(len, spans)], dtype=np.int64)
            pairs = np.concatenate([np.empty((0, 2), dtype=np.int64), *spans])
            given = pairs.tobytes(), offsets.tobytes()
        opened, name, least = self._tables, "", 0
        if threshold is not None:
            (opened, name), least = self._with_depth, self._least_sum(threshold)
            if opened is None:
                return None
        module, score = self._module, self._module.score
        own = custom and _opened_custom(module, custom)
        try:
            result = score(opened, _seen.opened(module), rows, *given, least, own)
        except OverflowError:
            return None  # longer texts are for numpy: the core counts in 32 bits
        if result is None:
            result = score(opened, _seen.opened_with(rows, module), rows, *given, least, own)
        columns = _SCORED.read(result[0], result[1])
        if threshold is None:
            return columns, None
        offsets = columns["sentence_offsets"]
        return columns, ScoredTexts(module, result[2], name, offsets)

    def _least_sum(self, threshold: float) -> int:
        """The least sum of a cue that may be shown where sentences are hedged from a threshold on.

        A sentence whose cues have lower sums is not hedged if it has no more than FAINT_CUES: its
        evidence is no more than the sum of their probabilities.
        """
        least = self._least_sums.get(threshold)
        if least is None:
            evidence = _least_evidence(self.scheme, threshold) / FAINT_CUES
            least = int(self._probabilities[:-1].searchsorted(evidence) - self._zero)
            self._least_sums[threshold] = least
        return least

    @cached_property
    def _with_depth(self) -> tuple[Any, str]:
        """The tables of the model with those of its depth, and the name of that.

        None for the tables if the core refuses some, which is told once.
        """
        # Answers that are cues alone wait for none of this.
        from hedging.depth.files import depth_beside
        from hedging.kernel import depth_tables

        module, model = self._module, depth_beside(self._model)
        files = {
            "depth": depth_tables.depth_file(model),
            "scopes": depth_tables.scopes_file(model.scopes_under(self.scheme.name)),
            "sources": depth_tables.sources_file(model.sources),
        }
        opened = open_or_warn(
            f"model {model.name}",
            lambda: module.join(self._tables, *starmap(module.open, files.items())),
        )
        return opened, model.name


class ScoredTexts(NamedTuple):
    """Texts whose tokens the core keeps until it is known which cues are shown."""

    module: ModuleType
    texts: Any
    model: str
    sentence_offsets: Ints

    def answer(self, cues: Ints, kinds: npt.NDArray[np.uint8]) -> DepthColumns:
        """The depth of the texts, with the cues to show.

        `cues` are their rows among the cues that the core has handed over. Only the exponentials
        are left to numpy.
        """
        content = self.module.answer(
            self.texts, np.ascontiguousarray(cues), np.ascontiguousarray(kinds)
        )
        offsets = self.sentence_offsets
        size = {"cues": len(cues), "sentences": int(offsets[-1]), "documents": len(offsets) - 1}
        reader = _answers()
        columns = reader.read(content, [size[of] for of in reader.of], logistic)
        return DepthColumns(self.model, **columns).settled(offsets)


class _SeenCharacters:
    """The pages of the characters that texts have had so far, shared by all models."""

    def __init__(self) -> None:
        self._pages: set[int] = set()
        self._opened: Any = None

    def opened(self, module: ModuleType) -> Any:
        """The tables of these pages as the core has opened them."""
        return self._opened or self.opened_with((), module)

    def opened_with(self, texts: Sequence[str], module: ModuleType) -> Any:
        """The tables with all characters of some texts.

        Another thread may put its own tables in their place before this one has used them.
        """
        self._pages = pages = self._pages | tables.pages_of(texts)
        self._opened = opened = module.open("characters", tables.characters_file(pages))
        return opened


_seen = _SeenCharacters()


def compiled_scheme(model: Model, scheme: Scheme, *, pure: bool) -> CompiledScheme | None:
    """The core with the tables of a scheme; None where numpy is to answer.

    That is so where sums of weights have another order than log-odds, by which the core decides
    which candidates win.
    """
    module = None if pure else extension()
    if module is None:
        return None
    compiled = _compiled_scheme(module, model, scheme.name)
    if compiled is not None and compiled.scheme is not scheme:
        # Somebody has made a scheme of that name out of the model's.
        return _open(module, model, scheme)
    return compiled


@lru_cache(maxsize=16)
def _opened_custom(module: ModuleType, custom: CustomCues) -> Any:
    """The cues of a caller as the core has opened them."""
    return module.open("custom", tables.flat_file("custom", tables.custom_sections(custom)))


@lru_cache(maxsize=16)
def _compiled_scheme(module: ModuleType, model: Model, name: str) -> CompiledScheme | None:
    return _open(module, model, model.schemes[name])


def _open(module: ModuleType, model: Model, scheme: Scheme) -> CompiledScheme | None:
    if not tables.sums_rank(scheme.cue_weights):
        return None
    return open_or_warn(f"model {model.name}", lambda: CompiledScheme(module, model, scheme))
