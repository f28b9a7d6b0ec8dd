"""Model → its folder, as `hedging.model.files` reads it; the same model gives the same bytes."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.model.archive import npz_content
from hedging.model.files import CONFIG, WEIGHTS, sha256_of
from hedging.model.fits import FITS, cue_code
from hedging.model.format import FORMAT, format_of
from hedging.model.model import Model, Scheme
from hedging.model.packing import pack, pack_tables


def save(model: Model, folder: Path, facts: dict[str, Any], *, level: int = 9) -> None:
    """Write a model to a folder.

    `facts` (fingerprints, figures) are added to the config as they are. `level` is that of the
    compression, up to 9, the smallest and slowest.
    """
    punkt, lexicon, classes = model.splitter.punkt, model.lexicon, model.word_classes
    plain: dict[str, npt.NDArray[Any]] = {
        "splitter_weights": model.splitter.weights.table,
        "kind_weights": model.kind_weights.table,
        "punkt_abbreviations": punkt.abbreviations,
        "punkt_collocations": punkt.collocations,
        "punkt_starters": punkt.starters,
        "punkt_lower": punkt.lower[~np.isin(punkt.lower, classes.words.known)],
        "lexicon_hashes": lexicon.hashes,
        "lexicon_lengths": lexicon.lengths,
        "lexicon_openings": lexicon.openings,
        "lexicon_masks": lexicon.masks.astype(format_of("lexicon_masks").dtype),
        "lexicon_heads": lexicon.heads,
        "lexicon_prefixes": lexicon.prefixes,
        "listed_lower": np.isin(classes.words.known, punkt.lower),
        "classes_words": classes.words.known,
        "classes_word_classes": classes.word_classes,
        "classes_endings": classes.endings,
        "classes_ending_classes": classes.ending_classes,
    }
    if lexicon.fixed_kinds is not None:
        plain["lexicon_fixed_kinds"] = lexicon.fixed_kinds.astype(plain["lexicon_masks"].dtype)
    tables = [scheme.cue_weights.table for scheme in model.schemes.values()]
    plain["cue_places"], first, others = pack_tables(tables)
    first_name, *other_names = model.schemes
    plain[f"cue_weights_{first_name}"] = first
    # The first answer of a process waits for these.
    stored = ("cue_places", f"cue_weights_{first_name}")
    for name, other in zip(other_names, others, strict=True):
        plain |= {f"cue_{part}_{name}": array for part, array in other._asdict().items()}
    for scheme in model.schemes.values():
        if scheme.sentence_weights is not None:
            plain[f"sentence_weights_{scheme.name}"] = scheme.sentence_weights.table
    config = {
        "format": FORMAT,
        "name": model.name,
        FITS: cue_code(),
        "splitter": {"scale": model.splitter.weights.scale, "bias": model.splitter.weights.bias},
        "kind_scale": model.kind_weights.scale,
        "schemes": {name: _config_of(scheme) for name, scheme in model.schemes.items()},
        **facts,
    }
    arrays: dict[str, npt.NDArray[Any]] = {}
    for name, array in plain.items():
        arrays |= pack(name, array, format_of(name))
    write_folder(folder, arrays, config, stored, level=level)


def _config_of(scheme: Scheme) -> dict[str, Any]:
    """What the config of a model says of a scheme."""
    config: dict[str, Any] = {
        "kinds": list(scheme.hedge_kinds),
        "cue_scale": scheme.cue_weights.scale,
        "cue_bias": scheme.cue_weights.bias,
        "slope": scheme.slope,
        "intercept": scheme.intercept,
        "cue_threshold": scheme.cue_threshold,
        "threshold": scheme.threshold,
    }
    if scheme.sentence_weights is not None:
        config["sentence_scale"] = scheme.sentence_weights.scale
    return config


def write_folder(
    folder: Path,
    arrays: Mapping[str, npt.NDArray[Any]],
    config: Mapping[str, Any],
    stored: Collection[str] = (),
    *,
    level: int = 9,
) -> None:
    """Write arrays and a config, to which the hash of the arrays' file is added.

    `stored` names arrays that are not compressed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    content = npz_content(arrays, stored, level=level)
    (folder / WEIGHTS).write_bytes(content)
    start = {name: config[name] for name in ("format", "name")}
    whole = {**start, "files": {WEIGHTS: sha256_of(content)}, **config}
    text = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    (folder / CONFIG).write_text(text, encoding="utf-8")
