"""A fine-tuned network → the folders of a candidate and of its cascade."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from hedging.corpora.gold import Gold
from hedging.detector import Detector, forced_detector
from hedging.encoder.encoder import EncodedScheme, Encoder
from hedging.encoder.network import Network as Runtime
from hedging.encoder.network import Session
from hedging.encoder.pieces import PieceReader
from hedging.errors import InputError, ModelError
from hedging.evaluate.metrics import Metrics, measure
from hedging.kinds import KINDS
from hedging.model.config import CASCADE_FORMAT, ENCODER_FORMAT
from hedging.model.files import CONFIG, NETWORK, TEXT_NETWORK, VOCABULARY, read_config
from hedging.model.model import Model
from hedging.train.material import Material, load_material
from hedging.train.recipe import Recipe
from hedging.train.training import fit
from training.accurate.answers import calibrated
from training.accurate.bands import WIDTHS, RememberedOutputs, band_of
from training.accurate.export import export
from training.accurate.network import Network
from training.accurate.training import general_sentences, is_held_out
from training.candidates import name_in_configs, write_config
from training.material import MATERIAL, MATERIAL_OF_CONFIDENCE, SEEDS, recipe_of

#: How much sentence F1 a cascade may lose against its encoder: on running text, and on all
#: sentences held out. Our own are many of these, and were written to be hard.
LOSS, LOSS_OF_ALL = 0.003, 0.007


def write_folders(
    network: Network,
    encoder: Path,
    curves: Mapping[str, EncodedScheme],
    light: Path,
    corpora: Path,
    folders: tuple[Path, Path],
) -> None:
    """Export the network, and fit what depends on its whole numbers on sentences held out.

    `light` is the folder of the model that the candidate builds on, and `folders` are those of the
    candidate and of its cascade.
    """
    folder, cascade = folders
    recipe, light_name = recipe_of(light), name_in_configs(light)
    material = load_material(recipe, corpora, SEEDS)
    folder.mkdir(parents=True, exist_ok=True)
    export(network, folder / NETWORK)
    vocabulary = (encoder / "tokenizer.json").read_text(encoding="utf-8")
    (folder / VOCABULARY).write_text(vocabulary, encoding="utf-8")
    content = (folder / NETWORK).read_bytes()
    outputs = RememberedOutputs(Runtime(Session(content)))
    encoder_of = Encoder(PieceReader(vocabulary), outputs)
    held_out = [gold for gold in general_sentences(material) if is_held_out(gold)]
    beside = light_without(material, recipe)
    schemes = {"general": calibrated(encoder_of, "general", held_out, beside), **curves}
    config = {
        "format": ENCODER_FORMAT,
        "name": folder.name,
        "light": light_name,
        "files": {
            name: hashlib.sha256((folder / name).read_bytes()).hexdigest()
            for name in (NETWORK, VOCABULARY)
        },
        "schemes": {name: row_of(own) for name, own in schemes.items()},
        MATERIAL: material.fingerprints,
    }
    limits = (running_text(held_out, material), LOSS), (held_out, LOSS_OF_ALL)
    band = choose_band(encoder_of, schemes["general"], limits, beside)
    _write_cascade(cascade, folder.name, {name: list(band) for name in schemes})
    write_config(folder, config)


def begin_with(accurate: Path, folders: tuple[Path, Path]) -> None:
    """Begin a candidate and its cascade with the encoder and the bands of a model."""
    folder, cascade = folders
    config = {**read_config(accurate, (ENCODER_FORMAT,)), "name": folder.name}
    config["files"] = {name: config["files"][name] for name in (NETWORK, VOCABULARY)}
    for name in ("confidence", MATERIAL_OF_CONFIDENCE):
        config.pop(name, None)
    _write_cascade(cascade, folder.name, bands_of(accurate))
    folder.mkdir(parents=True, exist_ok=True)
    for name in (NETWORK, VOCABULARY):
        shutil.copyfile(accurate / name, folder / name)
    write_config(folder, config)


def bands_of(accurate: Path) -> dict[str, Any]:
    """The bands of the cascade beside a model; InputError without one."""
    for path in sorted(accurate.parent.glob(f"*/{CONFIG}")):
        config = json.loads(path.read_text(encoding="utf-8"))
        if config["format"] == CASCADE_FORMAT and config["encoder"] == accurate.name:
            return dict(config["bands"])
    raise InputError(f"no cascade of {accurate.name} lies beside it, so its bands are not known")


def is_exported(folder: Path) -> bool:
    """Whether a folder has the encoder of a candidate, and no network for whole texts."""
    try:
        config = read_config(folder, (ENCODER_FORMAT,))
    except ModelError:
        return False
    return TEXT_NETWORK not in config["files"]


def light_without(material: Material, recipe: Recipe) -> Model:
    """A light model for the scheme general that has not learned from what is held out either."""
    recipe = dataclasses.replace(recipe, sentence_schemes=(), teacher="")
    only_general = dataclasses.replace(
        material,
        golds=[gold for gold in material.golds if gold.scheme == "general"],
        teacher=None,
        variants=[],
    )
    return fit(
        only_general, recipe, without=lambda item: isinstance(item, Gold) and is_held_out(item)
    )


def running_text(golds: Sequence[Gold], material: Material) -> list[Gold]:
    """The sentences of annotated texts, as they come: none of our own, and none that was picked."""
    return [
        gold
        for gold in golds
        if gold.document in material.annotated and not gold.group.startswith("picked")
    ]


def choose_band(
    encoder: Encoder,
    scheme: EncodedScheme,
    limits: Sequence[tuple[Sequence[Gold], float]],
    light: Model,
) -> tuple[float, float]:
    """The narrowest band in which a cascade is nearly as right as its encoder.

    `limits` has sets of sentences, each with the sentence F1 that may be lost on it.
    """
    own = light.schemes["general"]._replace(threshold=scheme.threshold, encoded=scheme)
    model = dataclasses.replace(light, encoder=encoder, schemes={"general": own})

    def sentence_f1(golds: Sequence[Gold], band: tuple[float, float] | None) -> float:
        metrics: dict[str, Metrics] = {}
        measure(golds, forced_detector(Detector(model), band=band), metrics)
        return metrics["general"].sentences.f1 or 0.0

    alone = [sentence_f1(golds, None) for golds, _ in limits]
    for width in WIDTHS:
        band = band_of(width)
        is_near = True
        for (golds, loss), best in zip(limits, alone, strict=True):
            reached = sentence_f1(golds, band)
            is_near &= reached >= best - loss
            print(f"band {band}: {reached:.4f} on {len(golds):,} sentences, {best:.4f} without")
        if is_near:
            return band
    print("every band loses more than it may; the widest is taken")
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
    if own.cue_weights:
        row["cue_weights"] = list(own.cue_weights)
    names = ("slope", "intercept", "sentence_slope", "cue_threshold", "threshold")
    return row | {name: getattr(own, name) for name in names}


def _write_cascade(folder: Path, encoder: str, bands: Mapping[str, Any]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    config = {"format": CASCADE_FORMAT, "name": folder.name, "encoder": encoder, "bands": bands}
    write_config(folder, config)
