"""The config of a model → digits for its weights, by which results name what they measure."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from hedging.model.config import FITS, fingerprint
from hedging.model.files import CONFIG, DEPTH
from hedging.released import MODELS, Release, read_release

#: The parts of a release; `depth` lies in the folder of `light`.
PARTS: Final = ("light", DEPTH, "accurate", "auto")
#: The parts that each file of results measures. Other files measure the code alone, its pace, the
#: readers, or candidates.
MEASURED: Final[Mapping[str, tuple[str, ...]]] = {
    "accuracy.json": ("light",),
    "adapting.json": ("light",),
    "answers.json": PARTS,
    "attribution.json": (DEPTH,),
    "calibrating.json": ("light", DEPTH),
    "confidence.json": PARTS,
    "counting.json": ("light", "accurate", "auto"),
    "declined.json": PARTS,
    "drift.json": ("light", DEPTH),
    "encoder.json": ("light", "accurate", "auto"),
    "peers.json": ("light",),
    "scopes.json": (DEPTH,),
    "splitters.json": ("light",),
    "yardstick.json": ("light",),
}
# What a config says beside what answers depend on: names, and where the weights come from.
_NAMES: Final = {"name", "light", "encoder", FITS, "coarser_than"}
_MATERIAL: Final = "material"


def folders_of(release: Release, models: Path) -> dict[str, Path]:
    """The folder of each part of a release."""
    folders = {role: models / name for role, name in release.names.items()}
    return {part: folders["light"] / DEPTH if part == DEPTH else folders[part] for part in PARTS}


def weights_of(models: Path = MODELS) -> dict[str, str]:
    """Sixteen digits that stand for the weights of each part of the release in a folder of models.

    A part that is not there, as the accurate model in a source distribution, is left out.
    """
    folders = folders_of(read_release(models), models)
    return {
        part: digits_of(folder) for part, folder in folders.items() if (folder / CONFIG).is_file()
    }


def digits_of(folder: Path) -> str:
    """Sixteen digits that stand for the weights and the numbers in a folder of one model."""
    config = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    own = {
        name: value
        for name, value in config.items()
        if name not in _NAMES and not name.startswith(_MATERIAL)
    }
    return fingerprint(json.dumps(own, sort_keys=True))
