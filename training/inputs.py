"""The configs of a release → the files that each part learned from, and what became of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from hedging.model.files import CONFIG, DEPTH, digest_of, folder_of
from training.material import MATERIAL, MATERIAL_OF_CONFIDENCE, MATERIAL_OF_DECLINED, SEEDS

#: The parts of a release that learn: the role, the folder in that of the model, and the entry of
#: the config there.
PARTS = {
    "light: cues": ("light", "", MATERIAL),
    "light: beyond cues": ("light", DEPTH, MATERIAL),
    "light: declining": ("light", DEPTH, MATERIAL_OF_DECLINED),
    "accurate: cues": ("accurate", "", MATERIAL),
    "accurate: confidence": ("accurate", "", MATERIAL_OF_CONFIDENCE),
}


class Input(NamedTuple):
    """A file as some parts learned from it.

    `recorded` are the digits that their configs have, and `now` those of the file in the seeds,
    None if it is missing there. A file of the corpora is no seed, and has no `now`.
    """

    name: str
    parts: tuple[str, ...]
    recorded: str
    is_seed: bool
    now: str | None


def recorded() -> dict[str, dict[str, str]]:
    """The digits of the files that each part of the release has recorded; empty where it did not.

    Raises OSError where a model of the release is not here.
    """
    return {part: _material(*place) for part, place in PARTS.items()}


def _material(role: str, below: str, entry: str) -> dict[str, str]:
    path = folder_of(role) / below / CONFIG
    material: dict[str, str] = json.loads(path.read_text(encoding="utf-8")).get(entry, {})
    return material


def inputs(by_part: dict[str, dict[str, str]], seeds: Path = SEEDS) -> Iterator[Input]:
    """Each file in each state that some parts recorded: first the seeds, then the corpora."""
    parts_of: dict[tuple[str, str], list[str]] = {}
    for part, material in by_part.items():
        for item in material.items():
            parts_of.setdefault(item, []).append(part)
    found = []
    for (name, digits), parts in parts_of.items():
        path, is_seed = seeds / name, in_seeds(name, seeds)
        now = digest_of(path) if is_seed and path.is_file() else None
        found.append(Input(name, tuple(parts), digits, is_seed, now))
    yield from (each for each in found if each.is_seed)
    yield from (each for each in found if not each.is_seed)


def in_seeds(name: str, seeds: Path = SEEDS) -> bool:
    """Whether a file of a material lies in the seeds, or did when a part learned from it.

    >>> in_seeds("cues.tsv"), in_seeds("articles/news.jsonl"), in_seeds("wikinews/articles.jsonl")
    (True, True, False)
    """
    folder = Path(name).parts[0] if "/" in name else ""
    return folder != ".." and (seeds / folder).is_dir()
