"""Arrow batches → Arrow batches with scores: the one adaptor that frames, Spark, Ray and whatever speaks Arrow go through.

pip install 'hedging[arrow]'
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

try:
    import pyarrow as pa
except ImportError as error:
    from hedging.errors import MissingExtraError

    raise MissingExtraError("pyarrow", "hedging.integrations.arrow", "arrow") from error

import numpy as np

from hedging.batch import COLUMNS, SCHEMA, Level
from hedging.detector import load
from hedging.errors import InputError
from hedging.options import DEFAULT_MODEL

# What a table of one's own already says in its own way.
_OWN = ("document", "id", "model", "scheme", "hedge_kinds", "threshold")


@dataclass(frozen=True)
class Scorer:
    """Scores the texts in one column of record batches; can be sent to other processes, which load the model themselves.

    The rows of the output are documents, sentences or cues (`level`), with the columns `keep` of the input's rows before the
    scores; `keep=None` keeps all at the level of documents and none at the others. `prefix` goes before the names of the scores'
    columns. A null text has null scores at the level of documents, and no row at the others. Columns that are not there, of a
    wrong type, or of one name are an InputError.

    >>> import pyarrow as pa
    >>> batch = pa.RecordBatch.from_pydict({"n": [1, 2], "text": ["It may rain.", None]})
    >>> Scorer(keep=["n"])(batch).to_pydict()["hedged_sentences"]
    [1, None]
    """

    text: str = "text"
    level: Level = "document"
    keep: Sequence[str] | None = None
    prefix: str = ""
    model: str = DEFAULT_MODEL
    scheme: str = "general"
    hedge_kinds: Sequence[str] | None = None

    def __post_init__(self) -> None:
        for name, value in (("keep", self.keep), ("hedge_kinds", self.hedge_kinds)):
            if isinstance(value, str):
                raise InputError(
                    f"expected names in {name}, got the str {value!r}: write {name}=[{value!r}]"
                )
        self._scores()

    def schema(self, source: pa.Schema) -> pa.Schema:
        """The output's schema for an input's."""
        self._check(source)
        return pa.schema(
            [*(source.field(name) for name in self._kept(source)), *self._scores()],
            metadata={"hedging.schema": str(SCHEMA)},
        )

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Score one batch."""
        schema = self.schema(batch.schema)
        texts = batch.column(batch.schema.get_field_index(self.text)).to_pylist()
        scored = np.array([k for k, text in enumerate(texts) if text is not None], dtype=np.int64)
        detector = load(self.model, scheme=self.scheme, hedge_kinds=self.hedge_kinds)
        found = detector.detect_batch([text for text in texts if text is not None])
        columns = found.columns(self.level)
        owner = columns["document"]
        columns = {name: column for name, column in columns.items() if name not in _OWN}
        if self.level == "document":
            # One row for every text, null where it is.
            place = np.full(len(texts), -1)
            place[scored] = owner
            take = pa.array(place, mask=place < 0)
            kept = [batch.column(name) for name in self._kept(batch.schema)]
        else:
            take = None
            rows = pa.array(scored[owner])
            kept = [batch.column(name).take(rows) for name in self._kept(batch.schema)]
        made = [
            pa.array(column, type=field.type)
            for column, field in zip(columns.values(), self._scores(), strict=True)
        ]
        return pa.RecordBatch.from_arrays(
            [*kept, *(made if take is None else [one.take(take) for one in made])], schema=schema
        )

    def stream(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Score batches as they come: what Spark's `mapInArrow` asks for."""
        return (self(batch) for batch in batches)

    def table(self, table: pa.Table) -> pa.Table:
        """Score a table."""
        return pa.Table.from_batches(
            self.stream(table.to_batches()), schema=self.schema(table.schema)
        )

    def _scores(self) -> list[pa.Field]:
        if self.level not in COLUMNS:
            raise InputError(f"unknown level {self.level!r}; expected {', '.join(COLUMNS)}")
        own = {name: kind for name, kind in COLUMNS[self.level].items() if name not in _OWN}
        return [pa.field(self.prefix + name, pa.type_for_alias(kind)) for name, kind in own.items()]

    def _kept(self, source: pa.Schema) -> list[str]:
        if self.keep is None:
            return list(source.names) if self.level == "document" else []
        return list(self.keep)

    def _check(self, source: pa.Schema) -> None:
        for name in (self.text, *self._kept(source)):
            if name not in source.names:
                raise InputError(
                    f"no column {name!r}; there are {', '.join(map(repr, source.names)) or 'none'}"
                )
        kind = source.field(self.text).type
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if not (
            pa.types.is_string(kind)
            or pa.types.is_large_string(kind)
            or pa.types.is_null(kind)
            or kind == pa.string_view()
        ):
            raise InputError(f"column {self.text!r} is {kind}, expected strings")
        clash = {field.name for field in self._scores()} & set(self._kept(source))
        if clash:
            raise InputError(
                f"two columns would be called {', '.join(sorted(clash))}: give a prefix, or keep other columns"
            )
