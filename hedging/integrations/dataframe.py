"""pandas and polars frames → the same frames with scores, through Arrow; polars lazily too.

Needs pyarrow and pandas or polars: in a checkout, pip install '.[frames]'.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from hedging.batch import Level
from hedging.errors import InputError, InputTypeError
from hedging.integrations.arrow import Scorer, check_clashes
from hedging.options import DEFAULT_DEPTH, DEFAULT_MODEL, DEFAULT_SCHEME

if TYPE_CHECKING:
    import pandas
    import polars

    Frame = TypeVar("Frame", pandas.DataFrame, polars.DataFrame, polars.LazyFrame)

# The column that carries the number of each row through Arrow.
_ROW = "__row__"


def score_frame(
    frame: Frame,
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
) -> Frame:
    """Score the texts in one column of a frame: pandas DataFrame, polars DataFrame or LazyFrame.

    At the level of documents the frame comes back with the columns of scores after its own: a
    pandas index stays as it is, and a missing text has missing scores. At the other levels each
    sentence or cue is a row, with the columns `keep` of its document and, in pandas, its index. The
    parameters are those of `hedging.integrations.arrow.Scorer`, and so are the errors.

    >>> import pandas
    >>> frame = pandas.DataFrame({"text": ["It may rain.", "It rained."]}, index=["a", "b"])
    >>> score_frame(frame)["hedged_sentences"].to_dict()
    {'a': 1, 'b': 0}
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
    return _score(frame, scorer)


def _score(frame: Any, scorer: Scorer) -> Any:
    """Score a frame of any library; InputTypeError for what is no frame."""
    # Names and not isinstance, so that neither library is imported for a frame of the other.
    library, name = type(frame).__module__.partition(".")[0], type(frame).__name__
    if (library, name) == ("pandas", "DataFrame"):
        return _score_pandas(frame, scorer)
    if (library, name) == ("polars", "DataFrame"):
        return _score_polars(frame, scorer)
    if (library, name) == ("polars", "LazyFrame"):
        return _score_lazily(frame, scorer)
    raise InputTypeError(
        "expected a DataFrame of pandas or polars, or a LazyFrame, "
        f"got {type(frame).__module__}.{name}"
    )


def _score_pandas(frame: pandas.DataFrame, scorer: Scorer) -> pandas.DataFrame:
    import pandas
    import pyarrow as pa

    kept = _kept_columns(frame, scorer)
    try:
        texts = pa.array(frame[scorer.text].astype(object), pa.string(), from_pandas=True)
    except (pa.ArrowException, UnicodeEncodeError) as error:
        raise InputError(
            f"column {scorer.text!r} holds values that are not text: {error}"
        ) from error
    table = pa.table({scorer.text: texts, _ROW: pa.array(range(len(frame)), pa.int64())})
    scored = replace(scorer, keep=(_ROW,)).table(table)
    check_clashes(kept, [name for name in scored.column_names if name != _ROW])
    # Without a type that can be missing, pandas makes floats of counts where a text is missing.
    nullable = {}
    if any(column.null_count for column in scored.columns if column.type == pa.int64()):
        nullable = {pa.int64(): pandas.Int64Dtype()}
    scores = scored.to_pandas(types_mapper=nullable.get)
    rows = scores.pop(_ROW).to_numpy(dtype="int64")
    kept_rows = frame[kept].take(rows)
    scores.index = kept_rows.index
    return pandas.concat([kept_rows, scores], axis=1)


def _kept_columns(frame: pandas.DataFrame, scorer: Scorer) -> list[str]:
    """The columns of a pandas frame that stay; raises InputError for columns that cannot."""
    if frame.columns.nlevels > 1:
        raise InputError(
            f"the frame's column names have {frame.columns.nlevels} levels, expected strings: "
            "flatten them, as in frame.columns = ['_'.join(names) for names in frame.columns]"
        )
    if not frame.columns.is_unique:
        name = frame.columns[frame.columns.duplicated()][0]
        raise InputError(f"several columns are called {name!r}: rename all but one of them")
    kept: list[str] = list(scorer.keep or ())
    if scorer.keep is None and scorer.level == "document":
        kept = list(frame.columns)
    for name in (scorer.text, *kept):
        if name not in frame.columns:
            named = ", ".join(map(repr, frame.columns)) or "no columns"
            raise InputError(f"no column {name!r}; there are {named}")
    return kept


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
