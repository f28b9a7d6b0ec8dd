"""pandas and polars frames → frames with scores, through Arrow; polars lazily too.

pip install 'hedging[arrow]' pandas     (or polars)
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pyarrow as pa

from hedging.errors import InputError
from hedging.integrations.arrow import Scorer

# Where the rows of sentences and cues come from, while they are made.
_PLACE = "__row__"


def score(frame: Any, text: str = "text", **options: Any) -> Any:
    """The frame with columns of scores; `options` are those of `hedging.integrations.arrow.Scorer`.

    At the level of documents the rows stay as they are, index and all, and nulls stay null. At the others each sentence or cue
    is a row, with the columns to `keep`; in pandas it has the index of its document.

    >>> import pandas
    >>> frame = pandas.DataFrame({"text": ["It may rain.", "It rained."]}, index=["a", "b"])
    >>> score(frame)["hedged_sentences"].to_dict()
    {'a': 1, 'b': 0}
    """
    library, kind = type(frame).__module__.partition(".")[0], type(frame).__name__
    scorer = Scorer(text, **options)
    if (library, kind) == ("pandas", "DataFrame"):
        return _pandas(frame, scorer)
    if library == "polars" and kind in ("DataFrame", "LazyFrame"):
        return _polars(frame, scorer)
    raise InputError(
        f"expected a DataFrame of pandas or polars, or a LazyFrame, got {type(frame).__module__}.{kind}"
    )


def _pandas(frame: Any, scorer: Scorer) -> Any:
    import pandas

    kept = list(
        frame.columns if scorer.keep is None and scorer.level == "document" else scorer.keep or ()
    )
    missing = [name for name in (scorer.text, *kept) if name not in frame.columns]
    if missing:
        raise InputError(
            f"no column {missing[0]!r}; there are {', '.join(map(repr, frame.columns))}"
        )
    if not frame.columns.is_unique:
        raise InputError("expected columns of different names; rename those that are there twice")
    try:
        texts = pa.array(frame[scorer.text].astype(object), pa.string(), from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError) as error:
        raise InputError(f"column {scorer.text!r} holds what is no text: {error}") from error
    table = pa.table({scorer.text: texts, _PLACE: pa.array(range(len(frame)), pa.int64())})
    scores = replace(scorer, keep=(_PLACE,)).table(table)
    clash = set(scores.column_names) & set(kept)
    if clash:
        raise InputError(
            f"two columns would be called {', '.join(sorted(clash))}: give a prefix, or keep other columns"
        )
    # Where there are nulls, a count of them stays a count.
    nullable = (
        {pa.int64(): pandas.Int64Dtype()}
        if any(column.null_count for column in scores.columns)
        else {}
    )
    found = scores.to_pandas(types_mapper=nullable.get)
    place = found.pop(_PLACE).to_numpy(dtype="int64")
    own = frame[kept].take(place)
    found.index = own.index
    return pandas.concat([own, found], axis=1)


def _polars(frame: Any, scorer: Scorer) -> Any:
    import polars

    def whole(part: Any) -> Any:
        return polars.from_arrow(
            scorer.table(part.to_arrow(compat_level=polars.CompatLevel.oldest()))
        )

    if isinstance(frame, polars.DataFrame):
        return whole(frame)
    return frame.map_batches(
        whole, schema=whole(polars.DataFrame(schema=frame.collect_schema())).schema
    )
