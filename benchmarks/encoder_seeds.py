"""Encoders of several seeds → how far their figures lie apart.

    python -m benchmarks.encoder_seeds --corpora PATH --encoder FOLDER --weights FILE FILE …

FOLDER and the files are those of `python -m training.accurate`: the pruned encoder, and the weights
of `train` with each seed. Writes results/encoder_seeds.json. Needs `torch` and `safetensors`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import torch

from benchmarks.command import parse_with_corpora, parser_of
from benchmarks.contrast import contrast
from benchmarks.material import CONTRAST, unseen_sentences
from benchmarks.output import write_json
from hedging.corpora import jsonlines
from hedging.encoder.encoder import Encoder
from hedging.encoder.pieces import PieceReader
from hedging.evaluate.environment import environment
from hedging.evaluate.metrics import Metrics, measure
from hedging.train.material import Material
from training.accurate.answers import KnownOutputs, base_of, calibrated, detector_of
from training.accurate.network import Network
from training.accurate.training import general_sentences, is_held_out
from training.material import load_shipped


def main(argv: Sequence[str] | None = None) -> int:
    """Measure; see the module's text."""
    parser = parser_of(__doc__, corpora=True)
    parser.add_argument("--encoder", type=Path, required=True, help="folder of the pruned encoder")
    parser.add_argument(
        "--weights", type=Path, nargs="+", required=True, help="files of the fine-tuned weights"
    )
    options = parse_with_corpora(parser, argv)
    network, reader = base_of(options.encoder)
    _, material = load_shipped(options.corpora)
    result = {**environment(), **spread(network, reader, material, options.weights)}
    write_json(options.output / "encoder_seeds.json", result)
    return 0


def spread(
    network: Network, reader: PieceReader, material: Material, paths: Sequence[Path]
) -> dict[str, Any]:
    """The figures of each file of weights on the passages, with their means and deviations.

    Curve and thresholds of each are fitted on the documents that were held out from training. The
    networks answer as floats, before their numbers are made whole.
    """
    held_out = [gold for gold in general_sentences(material) if is_held_out(gold)]
    passages = unseen_sentences(material)["passages"]
    rows = list(jsonlines.read(CONTRAST))
    runs = []
    for path in paths:
        network.load_state_dict(torch.load(path, weights_only=True))
        known = KnownOutputs()
        texts = [gold.text for gold in (*held_out, *passages, *rows)]
        known.answer(network, reader, texts, "general")
        encoder = Encoder(reader, known)
        detector = detector_of(encoder, calibrated(encoder, "general", held_out), "general")
        metrics: dict[str, Metrics] = {}
        measure(passages, detector, metrics)
        own = metrics["general"].to_dict()
        runs.append(
            {
                "sentence_f1": own["sentences"]["f1"],
                "cue_f1": own["cues_exact"]["f1"],
                "calibration_error": own["calibration_error"],
                "contrast_rows_right": contrast(detector)[0]["all"]["rows_right"],
            }
        )
        print(path.stem, runs[-1], flush=True)
    columns = {name: [run[name] for run in runs] for name in runs[0]}
    return {
        "seeds": runs,
        "mean": {name: round(mean(values), 4) for name, values in columns.items()},
        "standard_deviation": {name: round(stdev(values), 4) for name, values in columns.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
