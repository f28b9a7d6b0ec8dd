"""The files of a model → digits for its weights, by which results name what they measure."""

from __future__ import annotations

import json
from pathlib import Path

from hedging.model.files import CONFIG, DEPTH
from hedging.model.fits import fingerprint
from hedging.released import MODELS, read_release


def weights_of(models: Path = MODELS) -> dict[str, str]:
    """Sixteen digits that stand for the weights of each part of the release in a folder of models.

    A part that is not there, as the accurate model in a source distribution, is left out.
    """
    names = read_release(models).names
    light, accurate = (models / names[role] for role in ("light", "accurate"))
    folders = {"light": light, DEPTH: light / DEPTH, "accurate": accurate}
    return {
        part: digits_of(folder) for part, folder in folders.items() if (folder / CONFIG).is_file()
    }


def digits_of(folder: Path) -> str:
    """Sixteen digits that stand for the weights in a folder of one model."""
    files = json.loads((folder / CONFIG).read_text(encoding="utf-8"))["files"]
    return fingerprint(sorted(files.items()))
