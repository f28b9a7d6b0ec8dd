"""Arrow batches → Arrow batches with scores.

Frames, Spark, Ray and every other library that speaks Arrow go through this adapter, so that they
all have the same columns. Needs pyarrow: in a checkout, pip install '.[arrow]'.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from hedging.batch import COLUMNS, SCHEMA, Level, columns_of
from hedging.depth.files import depth_beside
from hedging.detector import Detector, load_options
from hedging.errors import InputError, InputTypeError, checked_names, require
from hedging.options import DetectorOptions, Options, takes_options

if TYPE_CHECKING:
    import pyarrow as pa
    from typing_extensions import Unpack
else:
    pa = require("pyarrow", "hedging.integrations.arrow", "arrow")

# Columns left out of a table: the caller knows its rows, and values that all rows share are in the
# metadata of the schema.
_LEFT_OUT = frozenset(
    {"document", "id", "model", "scheme", "hedge_kinds", "threshold", "depth", "calibration"}
)


@dataclass(init=False, unsafe_hash=True)
class Scorer:
    """Scores the texts in one column of Arrow record batches and tables.

    `text` names the column. The rows that come back are documents, sentences or cues (`level`).
    They begin with the columns `keep` of their document (None: all columns at the level of
    documents, no column at the others), and the columns of `hedging.batch.columns_of` follow, with
    `prefix` before their names. A null text has null scores at the level of documents, and no rows
    at the others. The schema's metadata says what made the scores: `hedging.model`,
    `hedging.scheme`, `hedging.hedge_kinds`, `hedging.threshold`, `hedging.depth` (the model of
    depth, "" with `depth="cues"`), `hedging.schema`, the number of the schema, and where one is
    loaded `hedging.calibration`.

    The other parameters are those of `hedging.load`, without a splitter. A Scorer is small and can
    be pickled: it loads its model in the process where it runs.

    Raises InputError for a wrong value, a missing column, a column that does not hold strings, and
    two columns of one name; InputTypeError for a wrong type.

    >>> import pyarrow as pa
    >>> batch = pa.RecordBatch.from_pydict({"n": [1, 2], "text": ["It may rain.", None]})
    >>> Scorer(keep=["n"])(batch).to_pydict()["hedged_sentences"]
    [1, None]
    """

    text: str
    level: Level
    keep: tuple[str, ...] | None
    prefix: str
    options: DetectorOptions

    @takes_options
    def __init__(
        self,
        text: str = "text",
        *,
        level: Level = "document",
        keep: Sequence[str] | None = None,
        prefix: str = "",
        **options: Unpack[Options],
    ) -> None:
        for value, name in ((text, "text"), (level, "level"), (prefix, "prefix")):
            if not isinstance(value, str):
                raise InputTypeError(f"expected a str for {name}, got {value!r}")
        if level not in COLUMNS:
            raise InputError(f"unknown level {level!r}; expected {', '.join(map(repr, COLUMNS))}")
        self.text, self.level, self.prefix = text, level, prefix
        self.keep = None if keep is None else checked_names(keep, "keep")
        self.options = DetectorOptions(**options)  # type: ignore[arg-type]  # None is no cue

    def keeping(self, names: Sequence[str]) -> Scorer:
        """The same scorer with other columns to keep."""
        other = copy(self)
        other.keep = tuple(names)
        return other

    def kept(self, columns: Sequence[str]) -> list[str]:
        """The columns of the input that the output has too.

        Raises InputError for a column that is missing, and for two columns of one name.

        >>> Scorer(keep=["url"]).kept(["url", "text", "date"])
        ['url']
        """
        every = columns if self.level == "document" else ()
        kept = list(every if self.keep is None else self.keep)
        for name in (self.text, *kept):
            count = list(columns).count(name)
            if not count:
                named = ", ".join(map(repr, columns)) or "no columns"
                raise InputError(f"no column {name!r}; there are {named}")
            if count > 1:
                raise InputError(f"{count} columns are called {name!r}: rename all but one of them")
        twice = [name for name, count in Counter(kept).items() if count > 1]
        if twice:
            raise InputError(f"keep names {twice[0]!r} {kept.count(twice[0])} times: name it once")
        clashes = [field.name for field in self._score_fields() if field.name in kept]
        if clashes:
            raise InputError(
                f"the kept columns and the scores both have {', '.join(map(repr, clashes))}: "
                "choose a prefix for the scores, such as prefix='hedging_', or keep other columns"
            )
        return kept

    def schema(self, source: pa.Schema) -> pa.Schema:
        """The schema of the output, from the schema of the input."""
        kept = [source.field(name) for name in self.kept(source.names)]
        self._check_texts(source.field(self.text).type)
        detector = self._detector()
        metadata = {
            "hedging.schema": str(SCHEMA),
            "hedging.model": detector.model.name,
            "hedging.scheme": detector.scheme.name,
            "hedging.hedge_kinds": ",".join(detector.hedge_kinds),
            "hedging.threshold": repr(detector.threshold),
            "hedging.depth": (
                "" if self.options.depth == "cues" else depth_beside(detector.model).name
            ),
        }
        if self.options.calibration is not None:
            metadata["hedging.calibration"] = self.options.calibration.name
        return pa.schema([*kept, *self._score_fields()], metadata=metadata)

    def __call__(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        """Score a record batch."""
        schema = self.schema(batch.schema)
        texts = self._texts(batch.column(self.text))
        # A null text has no sentences, and so has an empty one.
        result = self._detector().detect_batch([text or "" for text in texts])
        columns = result.columns(self.level)
        is_null = None
        kept = [batch.column(name) for name in self.kept(batch.schema.names)]
        if self.level == "document":
            is_null = np.array([text is None for text in texts], dtype=np.bool_)
        else:
            document = pa.array(columns["document"])
            kept = [column.take(document) for column in kept]
        scores = [
            pa.array(columns[name], type=pa.type_for_alias(alias), mask=is_null)
            for name, alias in self._score_types().items()
        ]
        return pa.RecordBatch.from_arrays([*kept, *scores], schema=schema)

    def stream(self, batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        """Score record batches as they come, in the form that Spark's `mapInArrow` asks for."""
        return (self(batch) for batch in batches)

    def table(self, table: pa.Table) -> pa.Table:
        """Score a table."""
        return pa.Table.from_batches(
            self.stream(table.to_batches()), schema=self.schema(table.schema)
        )

    def _detector(self) -> Detector:
        # Cached by `hedging.detector`; an attribute would be pickled with its weights.
        return load_options(self.options)

    def _score_types(self) -> dict[str, str]:
        columns = columns_of(self.level, self.options.calibration)
        return {name: alias for name, alias in columns.items() if name not in _LEFT_OUT}

    def _score_fields(self) -> list[pa.Field]:
        return [
            pa.field(self.prefix + name, pa.type_for_alias(alias))
            for name, alias in self._score_types().items()
        ]

    def _texts(self, column: pa.Array) -> list[str | None]:
        try:
            texts: list[str | None] = column.to_pylist()
        except UnicodeDecodeError:
            # Again, value by value, to name the row.
            texts = [self._text(value, row) for row, value in enumerate(column)]
        return texts

    def _text(self, value: pa.Scalar, row: int) -> str | None:
        try:
            text: str | None = value.as_py()
        except UnicodeDecodeError as error:
            raise InputError(
                f"column {self.text!r} is not UTF-8 in row {row} of a record batch "
                f"({error.reason}): decode the bytes before they become Arrow strings"
            ) from error
        return text

    def _check_texts(self, kind: pa.DataType) -> None:
        if pa.types.is_dictionary(kind):
            kind = kind.value_type
        if not (
            pa.types.is_string(kind)
            or pa.types.is_large_string(kind)
            or pa.types.is_null(kind)
            or kind == pa.string_view()
        ):
            raise InputError(f"column {self.text!r} is {kind}, expected strings")
