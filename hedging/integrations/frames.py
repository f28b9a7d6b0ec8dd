"""Frames of pandas, polars and Spark, and datasets of Ray → the same with scores, through Arrow.

Needs pyarrow and the library of the frame: in a checkout, pip install '.[frames]' for pandas and
polars, '.[clusters]' for Spark and Ray. The package must be installed where the workers of a
cluster run; the model comes with it, and nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, TypeVar

from hedging.batch import Level
from hedging.errors import InputError, InputTypeError
from hedging.integrations.arrow import Scorer
from hedging.options import Options, takes_options

if TYPE_CHECKING:
    import pandas
    import polars
    import pyspark.sql
    from ray.data import Dataset
    from typing_extensions import Unpack

    Frame = TypeVar(
        "Frame", pandas.DataFrame, polars.DataFrame, polars.LazyFrame, pyspark.sql.DataFrame
    )

# The column that carries the number of each row through Arrow.
_ROW = "__row__"
# Rows that a worker of Ray scores at a time: some megabytes of articles.
_BATCH_SIZE = 1024


@takes_options
def score_frame(
    frame: Frame,
    text: str = "text",
    *,
    level: Level = "document",
    keep: Sequence[str] | None = None,
    prefix: str = "",
    **options: Unpack[Options],
) -> Frame:
    """Score the texts in one column of a frame of pandas, polars (lazy ones too) or Spark.

    At the level of documents the frame comes back with the columns of scores after its own: a
    pandas index stays as it is, and a missing text has missing scores. At the other levels each
    sentence or cue is a row, with the columns `keep` of its document and, in pandas, its index. The
    parameters are those of `hedging.integrations.arrow.Scorer`, and so are the errors.

    In Spark (3.3 and later), rows keep their partition and their order; its setting
    `spark.sql.execution.arrow.maxRecordsPerBatch` says how many rows are scored at a time.

    >>> import pandas
    >>> frame = pandas.DataFrame({"text": ["It may rain.", "It rained."]}, index=["a", "b"])
    >>> score_frame(frame)["hedged_sentences"].to_dict()
    {'a': 1, 'b': 0}
    """
    scorer = Scorer(text, level=level, keep=keep, prefix=prefix, **options)
    # Names and not isinstance, so that no library is imported for a frame of another.
    library, name = type(frame).__module__.partition(".")[0], type(frame).__name__
    score = _SCORES.get((library, name))
    if score is None:
        raise InputTypeError(
            "expected a DataFrame of pandas, polars or Spark, or a LazyFrame, "
            f"got {type(frame).__module__}.{name}"
        )
    scored: Frame = score(frame, scorer)
    return scored


@takes_options
def score_dataset(
    dataset: Dataset,
    text: str = "text",
    *,
    batch_size: int = _BATCH_SIZE,
    level: Level = "document",
    keep: Sequence[str] | None = None,
    prefix: str = "",
    **options: Unpack[Options],
) -> Dataset:
    """Score the texts in one column of a Ray dataset, `batch_size` rows at a time.

    The other parameters are those of `hedging.integrations.arrow.Scorer`, and so are the errors. An
    error about a column is raised when the dataset is read.
    """
    scorer = Scorer(text, level=level, keep=keep, prefix=prefix, **options)
    return dataset.map_batches(scorer.table, batch_format="pyarrow", batch_size=batch_size)


def _score_pandas(frame: pandas.DataFrame, scorer: Scorer) -> pandas.DataFrame:
    import pandas
    import pyarrow as pa

    if frame.columns.nlevels > 1:
        raise InputError(
            f"the frame's column names have {frame.columns.nlevels} levels, expected strings: "
            "flatten them, as in frame.columns = ['_'.join(names) for names in frame.columns]"
        )
    kept = scorer.kept(list(frame.columns))
    try:
        texts = pa.array(frame[scorer.text].astype(object), pa.string(), from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError) as error:
        raise InputError(
            f"column {scorer.text!r} holds values that are not text: {error}"
        ) from error
    table = pa.table({scorer.text: texts, _ROW: pa.array(range(len(frame)), pa.int64())})
    scored = scorer.keeping([_ROW]).table(table)
    # Without a type that can be missing, pandas makes floats of counts where a text is missing.
    nullable = {}
    if any(column.null_count for column in scored.columns if column.type == pa.int64()):
        nullable = {pa.int64(): pandas.Int64Dtype()}
    scores = scored.to_pandas(types_mapper=nullable.get)
    rows = scores.pop(_ROW).to_numpy(dtype="int64")
    kept_rows = frame[kept].take(rows)
    scores.index = kept_rows.index
    return pandas.concat([kept_rows, scores], axis=1)


def _score_polars(frame: polars.DataFrame, scorer: Scorer) -> polars.DataFrame:
    import polars

    table = frame.to_arrow(compat_level=polars.CompatLevel.oldest())
    scored: polars.DataFrame = polars.from_arrow(scorer.table(table))
    return scored


def _score_lazily(frame: polars.LazyFrame, scorer: Scorer) -> polars.LazyFrame:
    import polars

    def score(part: polars.DataFrame) -> polars.DataFrame:
        return _score_polars(part, scorer)

    empty = polars.DataFrame(schema=frame.collect_schema())
    return frame.map_batches(score, schema=score(empty).schema)


def _score_spark(frame: pyspark.sql.DataFrame, scorer: Scorer) -> pyspark.sql.DataFrame:
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    schema = scorer.schema(to_arrow_schema(frame.schema))
    return frame.mapInArrow(scorer.stream, from_arrow_schema(schema))


_SCORES: dict[tuple[str, str], Any] = {
    ("pandas", "DataFrame"): _score_pandas,
    ("polars", "DataFrame"): _score_polars,
    ("polars", "LazyFrame"): _score_lazily,
    ("pyspark", "DataFrame"): _score_spark,
}
