"""Ray datasets → Ray datasets with scores (`Dataset.map_batches`).

    pip install 'hedging[arrow]' 'ray[data]'

The package must be installed where the workers run; the model comes with it, and nothing is fetched.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hedging.integrations.arrow import Scorer

if TYPE_CHECKING:
    from ray.data import Dataset

# Rows at a time: some megabytes of articles.
_ROWS = 1024


def score(
    dataset: Dataset, text: str = "text", *, batch_size: int = _ROWS, **options: Any
) -> Dataset:
    """The dataset with scores; `options` are those of `hedging.integrations.arrow.Scorer`."""
    return dataset.map_batches(
        Scorer(text, **options).table, batch_format="pyarrow", batch_size=batch_size
    )
