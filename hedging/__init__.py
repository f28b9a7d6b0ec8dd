"""Finds hedging cues in English text and scores sentences and articles; see `detect`, `detect_batch` and `load`.

The names are imported when they are first used (PEP 562), since numpy takes most of a tenth of a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hedging.cues import HEDGES, KINDS
    from hedging.detector import Detector, detect, detect_batch, load
    from hedging.errors import CorpusError, HedgingError, InputError, MissingExtraError, ModelError
    from hedging.model import SCHEMES
    from hedging.results import Batch, Cue, Explanation, Reason, Report, Sentence

__version__ = "0.1.0"

__all__ = [
    "HEDGES",
    "KINDS",
    "SCHEMES",
    "Batch",
    "CorpusError",
    "Cue",
    "Detector",
    "Explanation",
    "HedgingError",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "Reason",
    "Report",
    "Sentence",
    "__version__",
    "detect",
    "detect_batch",
    "load",
]

_HOMES = {
    "cues": ("HEDGES", "KINDS"),
    "detector": ("Detector", "detect", "detect_batch", "load"),
    "errors": ("CorpusError", "HedgingError", "InputError", "MissingExtraError", "ModelError"),
    "model": ("SCHEMES",),
    "results": ("Batch", "Cue", "Explanation", "Reason", "Report", "Sentence"),
}


def __getattr__(name: str) -> Any:
    for home, names in _HOMES.items():
        if name in names:
            value = globals()[name] = getattr(import_module(f"hedging.{home}"), name)
            return value
    raise AttributeError(f"module 'hedging' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
