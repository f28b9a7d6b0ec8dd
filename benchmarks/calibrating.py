"""What `hedging calibrate` is worth: the calibration error on answers that it has not seen.

    python -m benchmarks.calibrating --corpora PATH

learns from 200 answers, twenty times, in simulated worlds, where the chance of being right is a
function of how sure an answer sounds, and on answers of a language model that were graded, if the
corpora have them: calibrating.json. Two other curves learn from the same simulated answers. The
graded answers have no licence, so nothing learns from them that ships, and none is quoted.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.command import parser_of
from benchmarks.grid import Results, grid
from benchmarks.output import rounded, write_json
from hedging.detector import Detector, load
from hedging.errors import require
from hedging.evaluate.calibrating import GradedAnswers, calibration_of, fitted, held_out_chances
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Metrics
from hedging.evaluate.tables import figure
from hedging.model.scoring import Floats, log_odds, logistic
from hedging.text.hashing import Bools
from hedging.train.regression import logistic_model

SIZE, DRAWS = 200, 20
_OTHERS: Final = 4000
_ANSWERS = "graded-answers/answers.jsonl"
# The grades of the file; C is an answer that attempts nothing.
_GRADES: Final = {"A": True, "B": False, "C": None}

Curve = Callable[[Floats], Floats]


def _steep(confidence: Floats) -> Floats:
    return logistic(8 * (confidence - 0.5))


#: How often an answer that sounds so sure is right, by the name of the world.
WORLDS: Final[Mapping[str, Curve]] = {
    "as sure as it sounds": lambda confidence: confidence,
    "surer than it should be": lambda confidence: confidence**2,
    "words say little": lambda confidence: 0.25 + 0.4 * confidence,
    "steep": _steep,
    "a jump at 90 %": lambda confidence: np.where(confidence > 0.9, 0.8, 0.3),
    "words say nothing": lambda confidence: np.full(len(confidence), 0.5),
}


def _ours(confidence: Floats, right: Bools) -> Curve:
    return fitted(confidence, right).chances


def _logistic(confidence: Floats, right: Bools) -> Curve:
    """A logistic curve in the log-odds of the confidence; one that would fall is flat."""
    model = logistic_model(C=1e6).fit(_evidence(confidence), right)
    if model.coef_[0, 0] < 0:
        return lambda others: np.full(len(others), right.mean())
    return lambda others: np.asarray(model.predict_proba(_evidence(others))[:, 1])


def _evidence(confidence: Floats) -> Floats:
    return log_odds(confidence, 0.01)[:, None]


def _isotonic(confidence: Floats, right: Bools) -> Curve:
    isotonic = require("sklearn.isotonic", "isotonic regression", "train", library="scikit-learn")
    regression = isotonic.IsotonicRegression(out_of_bounds="clip").fit(confidence, right)
    return lambda others: np.asarray(regression.predict(others))


CURVES: Final = {"ours": _ours, "logistic": _logistic, "isotonic": _isotonic}


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, and write the result."""
    parser = parser_of(__doc__, corpora=True, quick="two draws in place of twenty")
    options = parser.parse_args(argv)
    draws = 2 if options.quick else DRAWS
    result: dict[str, Any] = {**environment(), "size": SIZE, "draws": draws, "worlds": {}}
    confidence = heard_confidences()
    for name, chance_of in WORLDS.items():
        result["worlds"][name] = of_world(confidence, chance_of, draws)
        print(name, result["worlds"][name], flush=True)
    path = options.corpora / _ANSWERS if options.corpora else None
    if path is not None and path.is_file():
        result["graded"] = of_answers(path, load(), draws)
        print("graded answers", result["graded"], flush=True)
    else:
        print("no graded answers in the corpora: they are left out")
    write_json(options.output / "calibrating.json", rounded(result))
    return 0


def heard_confidences() -> Floats:
    """How sure simulated answers sound: most of them sure, as answers of a language model are."""
    random = np.random.default_rng(1)
    sure = random.beta(20, 2, _OTHERS)
    return np.where(random.random(_OTHERS) < 0.5, sure, random.random(_OTHERS))


def of_world(confidence: Floats, chance_of: Curve, draws: int) -> dict[str, Any]:
    """Mean and worst calibration error of each curve, on answers that it has not seen."""
    random = np.random.default_rng(2)
    errors: dict[str, list[float]] = {name: [] for name in CURVES}
    for _ in range(draws):
        right = random.random(len(confidence)) < chance_of(confidence)
        rows = random.permutation(len(confidence))
        used, others = rows[:SIZE], rows[SIZE:]
        for name, curve_of in CURVES.items():
            chances = curve_of(confidence[used], right[used])(confidence[others])
            errors[name].append(calibration_error(chances, right[others]))
    return {name: _mean_and_worst(own) for name, own in errors.items()}


def calibration_error(chances: Floats, right: Bools) -> float:
    """The expected calibration error over ten bins."""
    error = Metrics(scores=chances.tolist(), truths=right.tolist()).calibration_error()
    assert error is not None
    return error


def of_answers(path: Path, detector: Detector, draws: int) -> dict[str, Any]:
    """The figures of graded answers, from all of them and from 200 drawn at random."""
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    answers = GradedAnswers()
    answers.add(
        detector.detect_batch([row["text"] for row in rows]),
        [_GRADES[row["grade"]] for row in rows],
    )
    whole = calibration_of(answers, detector)
    confidence, right = np.array(answers.confidence), np.array(answers.right)
    of_folds, of_others, flat = [], [], 0
    for seed in range(draws):
        order = np.random.default_rng(seed).permutation(len(right))
        used, others = order[:SIZE], order[SIZE:]
        held_out = held_out_chances(confidence[used], right[used])
        of_folds.append(calibration_error(held_out, right[used]))
        fit = fitted(confidence[used], right[used])
        flat += len(fit.chance) == 1
        of_others.append(calibration_error(fit.chances(confidence[others]), right[others]))
    return {
        "answers": whole.answers,
        "right": whole.right,
        "ungraded": whole.ungraded,
        "claimless": whole.claimless,
        "auroc": whole.auroc,
        "auroc_interval": whole.auroc_interval,
        "as_it_sounds": calibration_error(confidence, right),
        "five_folds": _mean_and_worst(of_folds),
        "others": _mean_and_worst(of_others),
        "flat": flat,
        "all": whole.error,
    }


def _mean_and_worst(errors: Sequence[float]) -> dict[str, float]:
    return {"mean": float(np.mean(errors)), "worst": max(errors)}


def worlds_table(results: Results) -> str:
    """The calibration errors of curves that learned from 200 simulated answers."""
    own = results["calibrating"]["worlds"]
    rows = [[name, *map(_cell, errors.values())] for name, errors in own.items()]
    return grid(["simulated answers", *CURVES], rows)


def answers_table(results: Results) -> str:
    """The calibration errors on answers of a language model."""
    own = results["calibrating"]["graded"]
    low, high = own["auroc_interval"]
    rows = [
        ["how sure they sound, taken as the chance", figure(own["as_it_sounds"])],
        ["chances from 200 answers, in five folds", _cell(own["five_folds"])],
        ["chances from 200 answers, on the others", _cell(own["others"])],
        [f"chances from all {own['answers']:,}, in five folds", figure(own["all"])],
        ["AUROC of how sure they sound", f"{own['auroc']:.3f} [{low:.3f}–{high:.3f}]"],
    ]
    return grid(["graded answers of a language model", "calibration error"], rows)


def _cell(errors: Mapping[str, float]) -> str:
    return f"{figure(errors['mean'])} (worst {figure(errors['worst'])})"


if __name__ == "__main__":
    sys.exit(main())
