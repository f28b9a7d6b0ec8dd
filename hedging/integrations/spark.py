"""Spark frames → Spark frames with scores, by `DataFrame.mapInArrow` (Spark 3.3 and later).

Needs pyarrow and pyspark: in a checkout, pip install '.[clusters]'. The package must be installed
where the executors run; the model comes with it, and nothing is fetched.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hedging.batch import Level
from hedging.errors import require
from hedging.integrations.arrow import Scorer
from hedging.options import DEFAULT_DEPTH, DEFAULT_MODEL, DEFAULT_SCHEME

if TYPE_CHECKING:
    from pyspark.sql import DataFrame


def score_frame(
    frame: DataFrame,
    text: str = "text",
    *,
    level: Level = "document",
    keep: Sequence[str] | None = None,
    prefix: str = "",
    model: str | os.PathLike[str] = DEFAULT_MODEL,
    scheme: str = DEFAULT_SCHEME,
    hedge_kinds: Sequence[str] | None = None,
    extra_cues: Mapping[str, str] | None = None,
    ignore_cues: Sequence[str] = (),
    ignore_kinds: Sequence[str] = (),
    threshold: float | None = None,
    markdown: bool | None = None,
    band: tuple[float, float] | None = None,
    depth: str = DEFAULT_DEPTH,
    pure: bool = False,
) -> DataFrame:
    """Score the texts in one column of a Spark frame; the parameters are those of `Scorer`.

    Rows keep their partition and their order. The setting
    `spark.sql.execution.arrow.maxRecordsPerBatch` says how many rows are scored at a time. Errors
    are those of `hedging.integrations.arrow.Scorer`.
    """
    types = require("pyspark.sql.pandas.types", "hedging.integrations.spark", "clusters")
    scorer = Scorer(
        text,
        level=level,
        keep=keep,
        prefix=prefix,
        model=model,
        scheme=scheme,
        hedge_kinds=hedge_kinds,
        extra_cues=extra_cues,
        ignore_cues=ignore_cues,
        ignore_kinds=ignore_kinds,
        threshold=threshold,
        markdown=markdown,
        band=band,
        depth=depth,
        pure=pure,
    )
    schema = scorer.schema(types.to_arrow_schema(frame.schema))
    return frame.mapInArrow(scorer.stream, types.from_arrow_schema(schema))
