"""The public names, pinned: a change here is a change for every user."""

import subprocess
import sys
from importlib import resources

import hedging


def test_public_names():
    assert hedging.__all__ == [
        "DECLINED", "HEDGE_KINDS", "HOLDERS", "KINDS", "ROLES", "Adaptation", "Batch",
        "Calibration", "ClaimPair", "Comparison", "CorpusError", "Cue", "Detector",
        "DetectorOptions", "Drift", "Explanation", "HedgingError", "InputError", "InputTypeError",
        "Level", "MissingExtraError", "ModelError", "Reason", "Report", "Sentence", "__version__",
        "adapt", "calibrate",
        "compare", "compare_groups", "detect", "detect_batch", "load", "spread",
    ]  # fmt: skip
    assert all(hasattr(hedging, name) for name in hedging.__all__)


def test_the_package_says_that_it_has_types():
    """Without the file, type checkers take everything of the package for `Any`."""
    assert resources.files("hedging").joinpath("py.typed").is_file()


def test_scoring_imports_nothing_optional():
    code = (
        "import sys, hedging; hedging.detect('It may rain.'); "
        "optional = ('sklearn', 'scipy', 'nltk', 'joblib', 'markdown_it', 'hedging.train'); "
        "sys.exit(any(name in sys.modules for name in optional))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
