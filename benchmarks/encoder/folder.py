"""A fine-tuned network → the folders of the deep model and of its cascade, under `models/`."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.encoder.answers import calibrated
from benchmarks.encoder.bands import AUTO, DEEP, WIDTHS, RememberedOutputs, band_of
from benchmarks.encoder.export import export
from benchmarks.encoder.network import Network
from benchmarks.encoder.training import general_sentences, is_held_out
from benchmarks.material import shipped_recipe
from hedging.corpora.gold import Gold
from hedging.detector import Detector
from hedging.encoder.encoder import EncodedScheme, Encoder
from hedging.encoder.network import Network as Runtime
from hedging.encoder.network import Session
from hedging.encoder.pieces import PieceReader
from hedging.evaluate.metrics import Metrics, measure
from hedging.kinds import KINDS
from hedging.model.files import NETWORK, VOCABULARY
from hedging.model.format import CASCADE_FORMAT, ENCODER_FORMAT
from hedging.options import DEFAULT_MODEL, DetectorOptions
from hedging.released import MODELS
from hedging.train.material import Material
from hedging.train.training import fit

#: How much sentence F1 a cascade may lose against its encoder.
LOSS = 0.003


def write_folders(
    network: Network, encoder: Path, curves: Mapping[str, EncodedScheme], material: Material
) -> None:
    """Export the network, and fit what depends on its whole numbers on sentences held out."""
    folder = MODELS / DEEP
    folder.mkdir(exist_ok=True)
    export(network, folder / NETWORK)
    vocabulary = (encoder / "tokenizer.json").read_text(encoding="utf-8")
    (folder / VOCABULARY).write_text(vocabulary, encoding="utf-8")
    content = (folder / NETWORK).read_bytes()
    outputs = RememberedOutputs(Runtime(Session(content)))
    encoder_of = Encoder(PieceReader(vocabulary), outputs)
    held_out = [gold for gold in general_sentences(material) if is_held_out(gold)]
    schemes = {"general": calibrated(encoder_of, "general", held_out), **curves}
    config = {
        "format": ENCODER_FORMAT,
        "name": DEEP,
        "light": DEFAULT_MODEL,
        "files": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (NETWORK, VOCABULARY)
        },
        "schemes": {name: row_of(own) for name, own in schemes.items()},
        "material": material.fingerprints,
    }
    _write(folder, config)
    band = choose_band(encoder_of, schemes["general"], held_out, material)
    bands = {name: list(band) for name in schemes}
    _write(MODELS / AUTO, {"format": CASCADE_FORMAT, "name": AUTO, "encoder": DEEP, "bands": bands})


def choose_band(
    encoder: Encoder, scheme: EncodedScheme, golds: Sequence[Gold], material: Material
) -> tuple[float, float]:
    """The narrowest band in which a cascade loses no more than LOSS on running text.

    The light model of the cascade has not learned from the documents of `golds` either.
    """
    recipe = dataclasses.replace(shipped_recipe(), sentence_schemes=(), teacher="")
    only_general = dataclasses.replace(
        material,
        golds=[gold for gold in material.golds if gold.scheme == "general"],
        teacher=None,
        variants=[],
    )
    light = fit(
        only_general, recipe, without=lambda item: isinstance(item, Gold) and is_held_out(item)
    )
    own = light.schemes["general"]._replace(threshold=scheme.threshold, encoded=scheme)
    model = dataclasses.replace(light, encoder=encoder, schemes={"general": own})
    running = [gold for gold in golds if not gold.group.startswith("picked")]

    def sentence_f1(band: tuple[float, float] | None) -> float:
        metrics: dict[str, Metrics] = {}
        measure(running, Detector(model, DetectorOptions(band=band)), metrics)
        return metrics["general"].sentences.f1 or 0.0

    alone = sentence_f1(None)
    print(f"the encoder alone: {alone:.4f} on {len(running):,} sentences")
    for width in WIDTHS:
        band = band_of(width)
        reached = sentence_f1(band)
        print(f"band {band}: {reached:.4f}", flush=True)
        if reached >= alone - LOSS:
            return band
    print(f"no band loses less than {LOSS}; the widest is taken")
    return band


def row_of(own: EncodedScheme) -> dict[str, Any]:
    """A scheme as the config holds it."""
    columns = own.columns
    row: dict[str, Any] = {
        "branch": columns.branch,
        "classes": [KINDS[kind] for kind in columns.kinds],
        "first_column": columns.first,
    }
    if columns.sentence is not None:
        row["sentence_column"] = columns.sentence
    names = ("slope", "intercept", "sentence_slope", "cue_threshold", "threshold")
    return row | {name: getattr(own, name) for name in names}


def _write(folder: Path, config: dict[str, Any]) -> None:
    folder.mkdir(exist_ok=True)
    content = json.dumps(config, indent=2, ensure_ascii=False) + "\n"
    (folder / "config.json").write_text(content, encoding="utf-8")
