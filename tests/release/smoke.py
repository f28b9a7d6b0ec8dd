"""An installed package → an error, unless it answers here as it must.

    python tests/release/smoke.py compiled light

The first argument is the kernel that has to be in use, the others are the models to load. It needs
the package and nothing else, so that it also runs where no test library is installed, and it takes
no package from the checkout that it lies in. Run it in an empty folder.
"""

import argparse
import subprocess
import sys
from pathlib import Path

import hedging
from hedging.detector import forced_detector

HERE = Path(__file__).resolve()
KERNELS = {"compiled": "compiled kernel", "pure": "pure Python"}

#: Texts with the cues in them that no model misses: start, end, words and kind.
EXPECTED = {
    "It is unclear how widely the report was shared.": [(6, 13, "unclear", "epistemic")],
    "The ministry fears that the dam could fail.": [
        (13, 18, "fears", "doxastic"),
        (32, 37, "could", "epistemic"),
    ],
    "🙂 Rain may fall in May.\r\n\r\nThe wall was built in May 1987.": [
        (7, 10, "may", "epistemic")
    ],
    "The mayor opened the bridge in 1987.": [],
    "": [],
}


def wrong_answers(detector):
    """What a detector answers otherwise than it must, in lines."""
    reports = [detector.detect(text) for text in EXPECTED]
    if list(detector.detect_batch(list(EXPECTED))) != reports:
        yield "a text has other answers in a batch than alone"
    for (text, expected), report in zip(EXPECTED.items(), reports, strict=True):
        cues = [(cue.start, cue.end, cue.text, cue.kind) for cue in report.cues]
        if cues != expected:
            yield f"{text!r} has the cues {cues}, expected {expected}"
        for sentence in report.sentences:
            if sentence.hedged != bool(sentence.cues):
                yield f"{sentence.text!r} is hedged or not, against its cues"


def other_answers(model):
    """Where the kernel and pure Python differ by a bit."""
    detector, pure = hedging.load(model), forced_detector(hedging.load(model), pure=True)
    for text in EXPECTED:
        if detector.detect(text) != pure.detect(text):
            yield f"{text!r} has other answers in pure Python"


def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("kernel", choices=KERNELS)
    parser.add_argument("models", nargs="+")
    arguments = parser.parse_args(argv)
    if Path(hedging.__file__).resolve().parent == HERE.parents[2] / "hedging":
        sys.exit(f"this is the checkout, not an installed package: {hedging.__file__}")
    command = [sys.executable, "-m", "hedging", "--version"]
    shown = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    if shown != (expected := f"hedging {hedging.__version__} ({KERNELS[arguments.kernel]})"):
        sys.exit(f"this is {shown}, expected {expected}")
    for model in arguments.models:
        wrong = [*wrong_answers(hedging.load(model)), *other_answers(model)]
        if wrong:
            sys.exit("\n".join(f"{model}: {line}" for line in wrong))
        print(f"{shown}: {model} answers as it must")


if __name__ == "__main__":
    main()
