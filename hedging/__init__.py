"""Finds hedging cues in English text and scores sentences and articles; see `detect`, `detect_batch` and `load`."""

from hedging.cues import HEDGES, KINDS
from hedging.detector import Detector, detect, detect_batch, load
from hedging.errors import CorpusError, HedgingError, InputError, MissingExtraError, ModelError
from hedging.model import SCHEMES
from hedging.results import Batch, Cue, Report, Sentence

__version__ = "0.1.0"

__all__ = [
    "HEDGES",
    "KINDS",
    "SCHEMES",
    "Batch",
    "CorpusError",
    "Cue",
    "Detector",
    "HedgingError",
    "InputError",
    "MissingExtraError",
    "ModelError",
    "Report",
    "Sentence",
    "__version__",
    "detect",
    "detect_batch",
    "load",
]
