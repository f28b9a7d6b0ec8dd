"""Models and settings of anybody → an error that says what is wrong, or finite answers."""

from __future__ import annotations

import copy
import hashlib
import io
import json
import math
import random
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

import hedging
from hedging.detector import Detector, load_options
from hedging.errors import HedgingError, InputError, MissingExtraError, ModelError
from hedging.model.files import folder_of, load_model, unpack_model
from hedging.options import DEFAULT_MODEL, DetectorOptions
from hedging.settings import read_settings
from tests.fuzz.markdown import CONTROL
from tests.fuzz.material import CUES, ODD, SHARES, damaged
from tests.fuzz.runner import require
from tests.fuzz.texts import check_report

_TEXT = "It may rain. Some officials fear so, if it is unclear whether Dr. X. may come."
_VALUES: list[Any] = [
    None, True, 0, 1, -1, 3, 2**63, 2**200, -(10**400), 1e308, -1e308, 1e-320, math.nan, math.inf,
    -math.inf, "", "general", "epistemic", "\x1b[2J", [], [[]], ["bogus"], ["epistemic"], [3], {},
    {"a": 1}, "../../x",
]  # fmt: skip


@cache
def _model() -> tuple[dict[str, Any], dict[str, Any]]:
    folder = folder_of(DEFAULT_MODEL)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    with np.load(folder / "weights.npz") as archive:
        return config, dict(archive)


def fuzz_models(source: random.Random, folder: Path) -> None:
    """A changed model is refused with a ModelError, or its scores are finite."""
    config, arrays = copy.deepcopy(_model()[0]), dict(_model()[1])
    steps = [_change_config, _change_array] if source.random() < 0.8 else [_change_array]
    what = [step(source, config, arrays) for step in source.choices(steps, k=source.randint(1, 2))]
    try:
        if source.random() < 0.9:
            model = unpack_model(config, arrays, folder_of(DEFAULT_MODEL))
        else:
            _write(source, config, arrays, folder)
            model = load_model(folder)
        names = list(model.schemes)
        require(names, "a model has a scheme", what)
        detector = Detector(model, DetectorOptions(scheme=source.choice(names)))
        report = detector.detect(_TEXT)
    except (ModelError, InputError):
        # A scheme whose kinds leave nothing to decide is an error of the options.
        return
    check_report(report)
    for sentence in report.sentences:
        require(math.isfinite(sentence.score), "scores are finite", what, sentence)
    detector.explain(_TEXT)


def _change_config(source: random.Random, config: dict[str, Any], arrays: Any) -> str:
    row: Any = config
    keys = []
    while isinstance(row, dict) and row:
        key = source.choice([k for k in row if k not in ("files", "figures")] or list(row))
        keys.append(key)
        if not isinstance(row[key], dict) or not row[key] or source.random() < 0.15:
            break
        row = row[key]
    if source.random() < 0.15:
        del row[key]
        return f"no {keys}"
    row[key] = source.choice(_VALUES)
    return f"{keys} = {row[key]!r}"


def _change_array(source: random.Random, config: Any, arrays: dict[str, Any]) -> str:
    name = source.choice(list(arrays))
    # A change before this one may have left a single number.
    array = np.atleast_1d(arrays[name])
    dtypes = ["int8", "uint8", "int64", "float64", "bool", "U3", "complex64", "datetime64[s]"]
    flat = array.ravel()
    changes = {
        "shorter": lambda: array[: source.randint(0, max(len(array) - 1, 0))],
        "longer": lambda: np.concatenate((array, array[:3])),
        "type": lambda: array.astype(source.choice(dtypes)),
        "flat": lambda: flat,
        "deeper": lambda: array[None],
        "zeros": lambda: np.zeros_like(array),
        "random": lambda: (
            np.frombuffer(source.randbytes(array.nbytes), array.dtype).reshape(array.shape)
            if array.dtype != bool
            else ~array
        ),
        "largest": lambda: np.full_like(
            array, True if array.dtype == bool else np.iinfo(array.dtype).max
        ),
        "reversed": lambda: array[::-1],
        "shuffled": lambda: array[
            np.random.default_rng(source.randrange(99)).permutation(len(array))
        ],
        "scalar": lambda: np.array(3),
        "one": lambda: _with_one(source, array),
        "other": lambda: arrays[source.choice(list(arrays))],
    }
    if source.random() < 0.1:
        del arrays[name]
        return f"no {name}"
    change = source.choice(list(changes))
    arrays[name] = changes[change]()
    return f"{name} {change}"


def _with_one(source: random.Random, array: Any) -> Any:
    changed = array.copy()
    if changed.size:
        k = source.randrange(changed.size)
        changed.flat[k] = (
            source.choice([0, 1, 100]) if changed.dtype != bool else not changed.flat[k]
        )
    return changed


def _write(source: random.Random, config: Any, arrays: Any, folder: Path) -> None:
    """Write the model, perhaps with damaged bytes, with a hash that fits."""
    sink = io.BytesIO()
    np.savez(sink, **{name: np.asarray(array) for name, array in arrays.items()})
    content = sink.getvalue()
    if source.random() < 0.7:
        content = damaged(source, content)
    (folder / "weights.npz").write_bytes(content)
    config["files"] = {"weights.npz": hashlib.sha256(content).hexdigest()}
    as_json = json.dumps(config).encode("utf-8")
    (folder / "config.json").write_bytes(
        damaged(source, as_json) if source.random() < 0.3 else as_json
    )


_KEYS = [
    "model", "scheme", "hedge-kinds", "extra-cues", "ignore-cues", "ignore-kinds", "threshold",
    "markdown", "max-hedged", "skip-quotes", "kinds", "ignore", '"\\u001b[2J"', '""', "a.b", "'é'",
]  # fmt: skip
_TOML = [
    '"light"', '"general"', '"szeged"', '["epistemic"]', '["bogus"]', "[]",
    '{ murky = "epistemic" }', "{}", '{ may = "x" }', '{ "" = "weasel" }', "0.5", "nan", "-inf",
    "7", "true", "false", '"20%"', "1979-05-27", '""', '"./none"', '"\\u0000"',
    '"\\u001b]0;x\\u0007"', '["may"]', "[[1]]", "[1, 'a']", '"/dev/zero"', "'a/../b'",
]  # fmt: skip
# What each key takes, with values that are nearly right.
_SUITED = {
    "model": ['"light"', '"./none"', '""'],
    "scheme": ['"general"', '"szeged"', '"x"'],
    "hedge-kinds": ['["epistemic"]', '["weasel", "condition"]', '["bogus"]'],
    "extra-cues": ['{ murky = "epistemic" }', "{}", '{ may = "x" }'],
    "ignore-cues": ['["may"]', '["some ..."]', "[]", '["murky"]'],
    "ignore-kinds": ['["booster"]', "[]", '["bogus"]'],
    "threshold": ["0.5", "0", "1", "nan", "-inf", "1e400", "-0.0", "1_0", "2"],
    "markdown": ["true", "false"],
    "max-hedged": [json.dumps(share) for share in SHARES],
    "skip-quotes": ["true", "false"],
}


def _check_share(source: random.Random) -> None:
    """A share is from 0 to 1 or refused, in a file and on the command line."""
    number, sign = source.choice(SHARES), source.choice(["", "%", " "])
    with suppress(InputError):
        share = hedging.settings.parse_share(number + sign)
        require(0 <= share <= 1, "a share is from 0 to 1", number, sign, share)


def fuzz_settings(source: random.Random, folder: Path) -> None:
    """A pyproject.toml gives settings that work, or an error that can be printed."""
    _check_share(source)
    lines = [
        source.choice(
            ["[tool.hedging]", "[tool.hedging]", '[tool."hedging"]', "[ tool . hedging ]"]
        )
    ]
    known = source.random() < 0.5
    for key in source.sample([*_SUITED] if known else _KEYS, source.randint(0, 4)):
        own = source.choice([*_TOML, f'["{source.choice(CUES)}"]', json.dumps(source.choice(ODD))])
        if known and source.random() < 0.9:
            own = source.choice(_SUITED[key])
        lines.append(f"{key} = {own}")
    if source.random() < 0.1:
        lines.insert(
            0, source.choice(["tool = 3", "[tool]\nhedging = 1", "[[tool.hedging]]", "[" * 5000])
        )
    content = "\n".join(lines).encode("utf-8", "surrogatepass")
    if source.random() < 0.3:
        content = damaged(source, content)
    (folder / "pyproject.toml").write_bytes(content)
    try:
        settings = read_settings(folder)
        detector = load_options(settings.options)
    except MissingExtraError:
        return
    except HedgingError as error:
        from hedging.wording import one_line

        line = one_line(str(error))
        require(line and not CONTROL.search(line), "an error is one line", content, line)
        return
    if not settings.options.markdown:
        check_report(detector.detect(_TEXT))
    limit = settings.max_hedged or 0.0
    require(0 <= limit <= 1, "a share is from 0 to 1", content, limit)
    require(isinstance(settings.skip_quotes, bool), "skip-quotes is true or false", content)
    require(isinstance(detector, hedging.Detector), "settings make a detector", content)
