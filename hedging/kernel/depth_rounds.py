"""A round of texts that the compiled core keeps → all that goes beyond its cues, in one call.

The tokens of a round stay in the core. Once it is known which cues are shown, the core reads the
round and hands over what it has found; only the exponentials are left to numpy. `read_depth` of
`hedging.engine.depth` is the reference.
"""

from __future__ import annotations

from functools import lru_cache
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from hedging.depth.columns import DepthColumns
from hedging.depth.files import depth_beside
from hedging.depth.model import DepthModel
from hedging.extension import taken
from hedging.kernel.depth_tables import depth_file
from hedging.kernel.scopes import compiled_scopes
from hedging.kernel.sources import compiled_sources
from hedging.model.model import Model
from hedging.model.scoring import logistic
from hedging.text.hashing import Ints


class DepthTables(NamedTuple):
    """A depth model as the core of a module has it, with the scopes of a scheme."""

    module: ModuleType
    depth: Any
    scopes: Any
    sources: Any
    name: str


class KeptRound(NamedTuple):
    """A round that the core keeps: so many sentences of so many documents.

    `words` are the words of its tables, joined.
    """

    tables: DepthTables
    words: Any
    round: Any
    sentences: int
    documents: int

    def answer(self, cues: Ints, kinds: npt.NDArray[np.uint8]) -> DepthColumns:
        """The depth of the round, with the cues to show.

        `cues` are their rows among the cues that the core has handed over.
        """
        tables = self.tables
        content = tables.module.answer_round(
            self.round,
            tables.scopes,
            self.words,
            np.ascontiguousarray(cues),
            np.ascontiguousarray(kinds),
        )
        size, sentences, documents = len(cues), self.sentences, self.documents
        rows = size + sentences + documents
        # Of cues, of sentences, of documents.
        confidence = logistic(np.frombuffer(content, np.float64, rows))
        spans = np.frombuffer(content, np.int64, 4 * size, 8 * rows)
        codes = np.frombuffer(content, np.uint8, 3 * size + sentences, 8 * (rows + 4 * size))
        flags = codes[size : 3 * size].view(np.bool_)
        return DepthColumns(
            tables.name,
            confidence[size + sentences :],
            confidence[size : size + sentences],
            codes[3 * size :],
            spans[:size],
            spans[size : 2 * size],
            confidence[:size],
            codes[:size],
            spans[2 * size : 3 * size],
            spans[3 * size :],
            flags[:size],
            flags[size:],
        )


def opened_depth(module: ModuleType, beside: Model, scheme: str) -> DepthTables | None:
    """The tables of depth beside the cues of a model's scheme; None if some are refused."""
    return _opened(module, depth_beside(beside), scheme)


@lru_cache(maxsize=8)
def _opened(module: ModuleType, model: DepthModel, scheme: str) -> DepthTables | None:
    depth = taken(f"model {model.name}", lambda: module.open_depth(depth_file(model)))
    scopes = compiled_scopes(model.scopes_under(scheme), pure=False)
    sources = compiled_sources(model, pure=False)
    if depth is None or scopes is None or sources is None:
        return None
    return DepthTables(module, depth, scopes.tables, sources.tables, model.name)
