"""Finds hedging cues in English text, and scores sentences and articles.

Start with `detect`, `detect_batch` and `load`. Names are imported when they are first used
(PEP 562), since numpy takes most of a tenth of a second.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from hedging.batch import Batch, Level, Report
    from hedging.calibration import Calibration
    from hedging.comparison import Comparison, compare_groups
    from hedging.detector import Detector, compare, detect, detect_batch, load
    from hedging.drift.pair import ClaimPair
    from hedging.drift.result import Drift
    from hedging.errors import (
        CorpusError,
        HedgingError,
        InputError,
        InputTypeError,
        MissingExtraError,
        ModelError,
    )
    from hedging.evaluate.calibrating import calibrate
    from hedging.kinds import DECLINED, HEDGE_KINDS, HOLDERS, KINDS, ROLES
    from hedging.options import DetectorOptions
    from hedging.readers import spread
    from hedging.results import Cue, Explanation, Reason, Sentence
    from hedging.train.adaptation.adapting import Adaptation, adapt

__version__ = "0.2.0"

_HOMES = {
    "Adaptation": "train.adaptation.adapting",
    "Batch": "batch",
    "Calibration": "calibration",
    "ClaimPair": "drift.pair",
    "Comparison": "comparison",
    "CorpusError": "errors",
    "DECLINED": "kinds",
    "Cue": "results",
    "Detector": "detector",
    "DetectorOptions": "options",
    "Drift": "drift.result",
    "Explanation": "results",
    "HEDGE_KINDS": "kinds",
    "HOLDERS": "kinds",
    "HedgingError": "errors",
    "InputError": "errors",
    "InputTypeError": "errors",
    "KINDS": "kinds",
    "Level": "batch",
    "MissingExtraError": "errors",
    "ModelError": "errors",
    "ROLES": "kinds",
    "Reason": "results",
    "Report": "batch",
    "Sentence": "results",
    "adapt": "train.adaptation.adapting",
    "calibrate": "evaluate.calibrating",
    "compare": "detector",
    "compare_groups": "comparison",
    "detect": "detector",
    "detect_batch": "detector",
    "load": "detector",
    "spread": "readers",
}

__all__ = [
    "DECLINED",
    "HEDGE_KINDS",
    "HOLDERS",
    "KINDS",
    "ROLES",
    "Adaptation",
    "Batch",
    "Calibration",
    "ClaimPair",
    "Comparison",
    "CorpusError",
    "Cue",
    "Detector",
    "DetectorOptions",
    "Drift",
    "Explanation",
    "HedgingError",
    "InputError",
    "InputTypeError",
    "Level",
    "MissingExtraError",
    "ModelError",
    "Reason",
    "Report",
    "Sentence",
    "__version__",
    "adapt",
    "calibrate",
    "compare",
    "compare_groups",
    "detect",
    "detect_batch",
    "load",
    "spread",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'hedging' has no attribute {name!r}")
    value = globals()[name] = getattr(import_module(f"hedging.{_HOMES[name]}"), name)
    return value


def __dir__() -> list[str]:
    return __all__
