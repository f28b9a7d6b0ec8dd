"""The accurate model and its cascade beside the light model: how right, how fast, how large.

    python -m benchmarks.encoder --corpora PATH      writes results/encoder.json

Needs `onnxruntime`, `tokenizers` and the accurate model. `--float FILE` is the network
before its numbers were made whole. Times are those of one core; the machine may have other work,
so that only their ratios count.
"""

from __future__ import annotations

import dataclasses
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.contrast import contrast
from benchmarks.material import news_sentences, unseen_sentences
from benchmarks.output import rounded, write_json
from hedging import load
from hedging.corpora.gold import Gold
from hedging.detector import Detector, forced_detector
from hedging.encoder.network import Network, Session
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Metrics, measure
from hedging.evaluate.speed import best
from hedging.released import MODEL_ROLES
from training.accurate.bands import WIDTHS, RememberedOutputs, band_of
from training.material import load_shipped

LIGHT, ACCURATE, AUTO = MODEL_ROLES
# Sentences of news that are timed, and how often.
_SENTENCES, _REPEATS = 3_000, 3
# Pieces of the sentences whose pace is measured on its own.
_LENGTHS = (32, 128)
_START = """
import json, re, sys, time
begin = time.perf_counter()
import hedging
hedging.load(sys.argv[1]).detect("It may rain.")
seconds = time.perf_counter() - begin
with open("/proc/self/status") as status:
    kilobytes = int(re.search(r"VmHWM:\\s+(\\d+)", status.read())[1])
print(json.dumps([seconds, kilobytes / 1024]))
"""
#: The parts of the result.
PARTS = ("models", "pace", "curve", "start")


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; see the module's text."""
    parser = parser_of(__doc__, corpora=True)
    parser.add_argument("--float", type=Path, help="the network before its numbers were made whole")
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, help="measure these parts, and keep the others"
    )
    options = parse_with_corpora(parser, argv)
    path = options.output / "encoder.json"
    result: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if options.only else {}
    result |= environment()
    chosen = options.only or PARTS
    _, material = load_shipped(options.corpora)
    sets = unseen_sentences(material)
    accurate = remembered(load(ACCURATE))
    if "models" in chosen:
        result["models"] = {}
        detectors = {LIGHT: load(), AUTO: with_band(accurate, load(AUTO)), ACCURATE: accurate}
        if options.float is not None:
            detectors["float"] = remembered(
                load(ACCURATE), Network(Session(options.float.read_bytes()))
            )
        for name, detector in detectors.items():
            result["models"][name] = how_right(detector, sets)
            write_json(path, result)
    news = news_sentences(options.corpora, _SENTENCES)
    if "pace" in chosen:
        result["pace"] = rounded(paces(news))
    if "curve" in chosen:
        result["curve"] = rounded(curve(accurate, sets["passages"], news))
    if "start" in chosen:
        result["start"] = {name: start(name) for name in (LIGHT, AUTO, ACCURATE)}
    write_json(path, result)
    return 0


def remembered(detector: Detector, network: Network | None = None) -> Detector:
    """The detector with a network whose outputs are kept."""
    model = detector.model
    assert model.encoder is not None
    outputs = RememberedOutputs(network or model.encoder.network)
    encoder = dataclasses.replace(model.encoder, network=outputs)
    return Detector(dataclasses.replace(model, encoder=encoder), detector.options)


def with_band(detector: Detector, cascade: Detector) -> Detector:
    """A cascade that shares the outputs of a detector."""
    model = dataclasses.replace(cascade.model, encoder=detector.model.encoder)
    return Detector(model, cascade.options)


def how_right(detector: Detector, sets: dict[str, list[Gold]]) -> dict[str, Any]:
    """The figures of each part of the test part, and the contrast rows that are right."""
    figures: dict[str, Any] = {}
    for name, golds in sets.items():
        metrics: dict[str, Metrics] = {}
        measure(golds, detector, metrics)
        figures[name] = {group: own.to_dict() for group, own in sorted(metrics.items())}
        own = figures[name]["general"]
        print(
            f"{detector.model.name}, {name}: sentence F1 {own['sentences']['f1']}, exact cue F1 "
            f"{own['cues_exact']['f1']}, calibration error {own['calibration_error']}",
            flush=True,
        )
    figures["contrast"] = contrast(detector)[0]["all"]
    print(f"{detector.model.name}, contrast: {figures['contrast']}", flush=True)
    return figures


def paces(news: Sequence[str]) -> dict[str, Any]:
    """Sentences a second of each model on news, and of the encoder at two lengths, cues alone."""
    figures: dict[str, Any] = {}
    for name, texts in ((LIGHT, news), (AUTO, news), (ACCURATE, news[:1000])):
        figures[name] = _pace(load(name, depth="cues"), texts)
        print(f"{name}: {figures[name]:,.0f} sentences a second", flush=True)
    accurate = load(ACCURATE, depth="cues")
    for length in _LENGTHS:
        # One word is one piece; two more stand around the sentence.
        text = "It may " + "rain " * (length - 5) + "."
        figures[f"{ACCURATE}, {length} pieces"] = _pace(accurate, [text] * 200)
    return figures


def _pace(detector: Detector, texts: Sequence[str]) -> float:
    spans = [[(0, len(text))] for text in texts]
    seconds = best(lambda: detector.detect_batch(texts, sentences=spans), _REPEATS)
    return len(texts) / seconds


def curve(accurate: Detector, golds: list[Gold], news: Sequence[str]) -> list[dict[str, Any]]:
    """Sentence F1 and exact cue F1 on the passages, and the pace on news, for each band."""
    rows: list[dict[str, Any]] = []
    fast = load(ACCURATE, depth="cues")
    for width in WIDTHS:
        metrics: dict[str, Metrics] = {}
        measure(golds, forced_detector(accurate, band=band_of(width)), metrics)
        own = metrics["general"].to_dict()
        rows.append(
            {
                "band": list(band_of(width)),
                "sentence_f1": own["sentences"]["f1"],
                "cue_f1": own["cues_exact"]["f1"],
                "pace": _pace(forced_detector(fast, band=band_of(width)), news),
            }
        )
        print(rows[-1], flush=True)
    return rows


def start(name: str) -> dict[str, float]:
    """Seconds from the import to the first answer, and the most memory in MB, of a new process."""
    runs = [
        json.loads(
            subprocess.run(
                [sys.executable, "-c", _START, name], check=True, capture_output=True, text=True
            ).stdout
        )
        for _ in range(_REPEATS)
    ]
    return {
        "seconds": round(min(run[0] for run in runs), 3),
        "megabytes": round(max(run[1] for run in runs)),
    }


if __name__ == "__main__":
    sys.exit(main())
