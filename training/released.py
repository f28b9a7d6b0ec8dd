"""The role of a released model → its folder.

`models/released.json` names the released models: "light", "accurate" and "auto".
"""

from __future__ import annotations

import json
from pathlib import Path

from hedging.model.files import MODELS, folder_of
from hedging.options import DEFAULT_MODEL, DEPTH_MODEL
from training.accurate.bands import AUTO, DEEP

#: What names the released models, below the folder of all models.
RELEASED = "released.json"
#: The roles that a model can have.
ROLES = ("light", "accurate", "auto")
_FOLDERS = {"light": DEFAULT_MODEL, "depth": DEPTH_MODEL, "accurate": DEEP, "auto": AUTO}


def released(role: str) -> Path:
    """The folder of the released model of a role, or of the part "depth" of the light one."""
    return folder_of(_FOLDERS[role]).resolve()


def released_names(models: Path = MODELS) -> set[str]:
    """The names that a folder of models has released."""
    path = models / RELEASED
    if not path.is_file():
        return set()
    named = json.loads(path.read_text(encoding="utf-8"))
    return {named[role] for role in ROLES if role in named}
