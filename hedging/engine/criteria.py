"""A model and the caller's options → the criteria of the pipeline."""

from __future__ import annotations

import numpy as np

from hedging.engine.pipeline import Criteria
from hedging.errors import InputError
from hedging.kinds import KINDS
from hedging.model.model import Model
from hedging.options import DetectorOptions


def criteria_of(model: Model, options: DetectorOptions) -> Criteria:
    """The criteria; raises InputError for options that leave nothing or do not fit the model."""
    scheme = model.scheme(options.scheme)
    chosen = scheme.hedge_kinds if options.hedge_kinds is None else options.hedge_kinds
    hedge_kinds = tuple(kind for kind in chosen if kind not in options.ignore_kinds)
    if not hedge_kinds:
        raise InputError(
            "no kind is left to make a sentence hedged: "
            f"ignore_kinds removes all of {', '.join(chosen)}"
        )
    if scheme.sentence_weights is not None and hedge_kinds != scheme.hedge_kinds:
        raise InputError(
            f"scheme {scheme.name} scores whole sentences by its own kinds, "
            f"{', '.join(scheme.hedge_kinds)}: choose no others, and ignore none of these"
        )
    custom = None
    if options.extra_cues or options.ignore_cues:
        from hedging.model.custom_cues import CustomCues

        custom = CustomCues(
            model.finder,
            options.extra_cues,
            options.ignore_cues,
            any_words=model.encoder is not None,
        )
    is_hedge_kind = np.isin(KINDS, hedge_kinds)
    threshold = scheme.threshold if options.threshold is None else options.threshold
    numbers = scheme.slope, scheme.intercept, threshold, scheme.cue_threshold
    return Criteria(
        model=model,
        scheme=scheme,
        hedge_kinds=hedge_kinds,
        is_hedge_kind=is_hedge_kind,
        is_ignored=np.isin(KINDS, options.ignore_kinds),
        is_hedge=is_hedge_kind.astype(np.float64),
        ignores_any=len(options.ignore_kinds) > 0,
        threshold=threshold,
        numbers=tuple(map(np.array, numbers)),  # type: ignore[arg-type]  # mypy counts no map
        custom=custom,
        band=scheme.encoded.band if scheme.encoded else None,
    )
