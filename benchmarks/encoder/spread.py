"""Encoders of several seeds → how far their figures lie apart."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

import torch

from benchmarks.contrast import contrast
from benchmarks.encoder.answers import KnownOutputs, calibrated, detector_of
from benchmarks.encoder.network import Network
from benchmarks.encoder.training import general_sentences, is_held_out
from benchmarks.material import CONTRAST, unseen_sentences
from hedging.corpora import jsonlines
from hedging.encoder.encoder import Encoder
from hedging.encoder.pieces import PieceReader
from hedging.evaluate.metrics import Metrics, measure
from hedging.train.material import Material


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
