"""Ray datasets → Ray datasets with scores, by `Dataset.map_batches`.

Needs pyarrow and ray[data]: in a checkout, pip install '.[clusters]'. The package must be installed
where the workers run; the model comes with it, and nothing is fetched.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from hedging.batch import Level
from hedging.integrations.arrow import Scorer
from hedging.options import DEFAULT_DEPTH, DEFAULT_MODEL, DEFAULT_SCHEME

if TYPE_CHECKING:
    from ray.data import Dataset

# Rows that a worker scores at a time: some megabytes of articles.
_BATCH_SIZE = 1024


def score_dataset(
    dataset: Dataset,
    text: str = "text",
    *,
    batch_size: int = _BATCH_SIZE,
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
) -> Dataset:
    """Score the texts in one column of a Ray dataset, `batch_size` rows at a time.

    The other parameters are those of `hedging.integrations.arrow.Scorer`, and so are the errors. An
    error about a column is raised when the dataset is read.
    """
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
    return dataset.map_batches(scorer.table, batch_format="pyarrow", batch_size=batch_size)
