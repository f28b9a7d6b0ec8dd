"""The features, kinds and widths of this code ↔ what the config of a model says that it fits.

Weights mean nothing without the features that they were learned for: a model whose templates are
others would load, and answer slightly wrong. So a config holds a fingerprint of the templates, and
the kinds and widths as they are, and a model that differs is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from hedging.errors import ModelError
from hedging.kinds import KINDS
from hedging.model.features import BITS, COLUMNS, CUE_TEMPLATES, KIND_BITS, NAMES, SENTENCE_BITS
from hedging.text.hashing import SHORT_BITS
from hedging.text.sentences import GAP_BITS
from hedging.text.sentences import TEMPLATES as GAP_TEMPLATES

#: The entry of a config.
FITS = "fits"


def fingerprint(parts: object) -> str:
    """Sixteen hexadecimal digits that stand for lists of names and numbers.

    >>> fingerprint((("cue", "L1"), 22))
    'b8de1bfa12877a4d'
    """
    # Imported here: hashlib costs a fair part of `import hedging`.
    from hashlib import sha256

    return sha256(repr(parts).encode()).hexdigest()[:16]


def cue_code() -> dict[str, Any]:
    """What a model that finds cues must fit."""
    templates = [
        (each.order, each.seeds.ravel().tolist()) for each in (GAP_TEMPLATES, CUE_TEMPLATES)
    ]
    return {
        "templates": fingerprint((templates, NAMES, COLUMNS)),
        "kinds": list(KINDS),
        "widths": {
            "gaps": GAP_BITS,
            "cues": BITS,
            "kinds": KIND_BITS,
            "sentences": SENTENCE_BITS,
            "words": SHORT_BITS,
        },
    }


def check_fits(config: Mapping[str, Any], code: Mapping[str, Any]) -> None:
    """Raise ModelError if a model was trained for other features, kinds or widths."""
    found = config.get(FITS)
    own = found if isinstance(found, dict) else {}
    for part, expected in code.items():
        if own.get(part) != expected:
            raise ModelError(
                f"model {config.get('name')} does not fit this version of hedging: its config has "
                f"{own.get(part)!r} as {FITS}.{part}, the code has {expected!r}; install the "
                "version of hedging that goes with the model, or train the model again"
            )
