"""Spark frames → Spark frames with scores (`DataFrame.mapInArrow`, Spark 3.3 and later).

    pip install 'hedging[arrow]' pyspark

The package must be installed where the executors run; the model comes with it, and nothing is fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hedging.errors import InputError
from hedging.integrations.arrow import Scorer

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def score(frame: DataFrame, text: str = "text", **options: Any) -> DataFrame:
    """The frame with scores; `options` are those of `hedging.integrations.arrow.Scorer`.

    Rows keep their partition and order. How many rows come at once is `spark.sql.execution.arrow.maxRecordsPerBatch`.
    """
    from pyspark.sql.pandas.types import from_arrow_schema, to_arrow_schema

    if text not in frame.columns:
        raise InputError(f"no column {text!r}; there are {', '.join(map(repr, frame.columns))}")
    scorer = Scorer(text, **options)
    schema = scorer.schema(to_arrow_schema(frame.schema))
    return frame.mapInArrow(scorer.stream, from_arrow_schema(schema))
