"""Model folder ↔ Model.

A folder holds `weights.npz` (plain arrays, read without pickle) and `config.json` (format number,
schemes, thresholds, hashes, fingerprints, figures). Loading runs no code from the folder. A damaged
folder is a ModelError that names what was found, what was expected and what to do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from hedging.errors import InputTypeError, ModelError
from hedging.kinds import KINDS
from hedging.model.features import BITS, KIND_BITS
from hedging.model.lexicon import Lexicon
from hedging.model.model import Model, Scheme
from hedging.model.word_classes import WordClasses
from hedging.text.hashing import HashIndex
from hedging.text.sentences import BITS as SPLITTER_BITS
from hedging.text.sentences import Punkt, Splitter
from hedging.text.weights import Table, Weights

PACKAGE = Path(__file__).parent.parent
MODELS = next(
    (p for p in (PACKAGE / "models", PACKAGE.parent / "models") if p.is_dir()), PACKAGE / "models"
)

_FORMAT = 2
_WEIGHTS = "weights.npz"
_CONFIG = "config.json"
_PUNKT_ARRAYS = ("abbreviations", "collocations", "starters", "lower")
_LEXICON_ARRAYS = ("hashes", "lengths", "openings", "masks", "heads", "prefixes")
_CLASS_ARRAYS = ("words", "word_classes", "endings", "ending_classes")
# glibc's allocator keeps freed memory for the next round of texts only after it has seen a block
# of this size come and go; without that, asking the system again takes an eighth of the time.
_RETAINED_BYTES = 1 << 24


class _LazySchemes(Mapping[str, Scheme]):
    """The schemes of a file; each is unpacked when it is first used, since most programs use one."""

    def __init__(self, names: Iterable[str], unpack: Callable[[str], Scheme]) -> None:
        self._schemes: dict[str, Scheme | None] = dict.fromkeys(names)
        self._unpack = unpack

    def __getitem__(self, name: str) -> Scheme:
        scheme = self._schemes[name]
        if scheme is None:
            scheme = self._schemes[name] = self._unpack(name)
        return scheme

    def __iter__(self) -> Iterator[str]:
        return iter(self._schemes)

    def __len__(self) -> int:
        return len(self._schemes)

    def __reduce__(self) -> tuple[type[dict[str, Scheme]], tuple[dict[str, Scheme]]]:
        # A closure cannot be pickled; another process gets all schemes unpacked.
        return dict, (dict(self),)


def folder_of(model: str | os.PathLike[str]) -> Path:
    """The folder of a shipped model (by its name) or of the caller's own (by its path)."""
    if not isinstance(model, (str, os.PathLike)):
        raise InputTypeError(f"expected a model's name or folder, got {type(model).__name__}")
    shipped = MODELS / model if isinstance(model, str) else None
    try:
        return shipped if shipped is not None and shipped.is_dir() else Path(model)
    except ValueError as error:
        raise ModelError(f"no model {model!r}: {error}") from error


def save(model: Model, folder: Path, facts: dict[str, Any]) -> None:
    """Write a model to a folder.

    `facts` (fingerprints, figures) are added to the config as they are.
    """
    arrays: dict[str, npt.NDArray[Any]] = {
        "splitter_weights": model.splitter.weights.table,
        "kind_weights": model.kind_weights.table,
    }
    for name in _PUNKT_ARRAYS:
        arrays[f"punkt_{name}"] = getattr(model.splitter.punkt, name)
    for name in _LEXICON_ARRAYS:
        arrays[f"lexicon_{name}"] = getattr(model.lexicon, name)
    for name in _CLASS_ARRAYS:
        array = getattr(model.word_classes, name)
        arrays[f"classes_{name}"] = array.known if isinstance(array, HashIndex) else array
    schemes = {}
    for scheme in model.schemes.values():
        arrays[f"cue_weights_{scheme.name}"] = scheme.cue_weights.table
        row = {
            "kinds": list(scheme.hedge_kinds),
            "cue_scale": scheme.cue_weights.scale,
            "cue_bias": scheme.cue_weights.bias,
            "slope": scheme.slope,
            "intercept": scheme.intercept,
            "cue_threshold": scheme.cue_threshold,
            "threshold": scheme.threshold,
        }
        if scheme.sentence_weights is not None:
            arrays[f"sentence_weights_{scheme.name}"] = scheme.sentence_weights.table
            row["sentence_scale"] = scheme.sentence_weights.scale
        schemes[scheme.name] = row
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / _WEIGHTS
    np.savez_compressed(path, allow_pickle=False, **arrays)
    config = {
        "format": _FORMAT,
        "name": model.name,
        "files": {_WEIGHTS: _sha256(path.read_bytes())},
        "splitter": {"scale": model.splitter.weights.scale, "bias": model.splitter.weights.bias},
        "kind_scale": model.kind_weights.scale,
        "schemes": schemes,
        **facts,
    }
    content = json.dumps(config, indent=2, ensure_ascii=False) + "\n"
    (folder / _CONFIG).write_text(content, encoding="utf-8")


def load_model(folder: Path) -> Model:
    """Read a model folder. A folder is read once, and again when its files have changed."""
    states = []
    for name in (_CONFIG, _WEIGHTS):
        try:
            state = (folder / name).stat()
        except OSError:
            continue  # the reader says what is missing
        states.append((state.st_size, state.st_mtime_ns))
    return _read_model(folder, tuple(states))


@lru_cache(maxsize=8)
def _read_model(folder: Path, state: object) -> Model:
    config = _read_config(folder)
    path = folder / _WEIGHTS
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(
            f"model {folder.name}: cannot read {path}: {error.strerror}; install the package again"
        ) from error
    digest, expected = _sha256(content), config["files"].get(_WEIGHTS)
    if digest != expected:
        raise ModelError(
            f"model {folder.name}: {path} has sha256 {digest[:12]}…, config.json expects "
            f"{str(expected)[:12]}…: the file is damaged or from another model; "
            "install the package again, or train the model again"
        )
    np.empty(_RETAINED_BYTES, dtype=np.uint8)
    with _model_errors(path):
        return _unpack_model(config, np.load(BytesIO(content), allow_pickle=False), path)


@contextmanager
def _model_errors(path: Path) -> Iterator[None]:
    """Turn what numpy says about a file's content into a ModelError."""
    from zipfile import BadZipFile

    try:
        yield
    except (KeyError, ValueError, BadZipFile) as error:
        raise ModelError(
            f"model {path.parent.name}: {path} does not hold what format {_FORMAT} needs: {error}"
        ) from error


def _sha256(content: bytes) -> str:
    # Imported here, as zipfile is above: the two cost as much as the rest of `import hedging`.
    from hashlib import sha256

    return sha256(content).hexdigest()


def _read_config(folder: Path) -> dict[str, Any]:
    path = folder / _CONFIG
    if not path.is_file():
        known = ", ".join(sorted(p.parent.name for p in MODELS.glob(f"*/{_CONFIG}"))) or "none"
        raise ModelError(
            f"no model at {folder} (config.json is missing); models that are installed: {known}"
        )
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = config.get("format")
    except (ValueError, AttributeError) as error:
        raise ModelError(f"model {folder.name}: {path} is not a JSON object: {error}") from error
    if found != _FORMAT:
        raise ModelError(
            f"model {folder.name} has format {found!r}, this version of hedging reads format "
            f"{_FORMAT}: install a version of hedging that matches the model"
        )
    return config


def _unpack_model(config: dict[str, Any], arrays: Any, path: Path) -> Model:
    def table(name: str, *shape: int) -> Table:
        array: Table = arrays[name]
        if array.dtype != np.int8 or array.shape != shape:
            raise ValueError(f"{name} is {array.dtype}{array.shape}, expected int8{shape}")
        return array

    names = list(config["schemes"])

    def scheme(name: str) -> Scheme:
        row = config["schemes"][name]
        sentence_weights = None
        with _model_errors(path):
            if "sentence_scale" in row:
                sentence_table = table(f"sentence_weights_{name}", 1 << BITS)
                sentence_weights = Weights(sentence_table, row["sentence_scale"])
            cue_table = table(f"cue_weights_{name}", 1 << BITS)
            return Scheme(
                name=name,
                column=names.index(name),
                hedge_kinds=tuple(row["kinds"]),
                cue_weights=Weights(cue_table, row["cue_scale"], row["cue_bias"]),
                sentence_weights=sentence_weights,
                slope=row["slope"],
                intercept=row["intercept"],
                cue_threshold=row["cue_threshold"],
                threshold=row["threshold"],
            )

    masks = arrays["lexicon_masks"]
    if masks.ndim != 2 or masks.shape[1] != len(names):
        raise ValueError(
            f"lexicon_masks has shape {masks.shape}, expected a column for each of the schemes "
            f"{', '.join(names)}: train the model again"
        )
    punkt = Punkt(*(arrays[f"punkt_{name}"] for name in _PUNKT_ARRAYS))
    words, word_classes, endings, ending_classes = (
        arrays[f"classes_{name}"] for name in _CLASS_ARRAYS
    )
    splitter = config["splitter"]
    splitter_table = table("splitter_weights", 1 << SPLITTER_BITS)
    kind_table = table("kind_weights", 1 << KIND_BITS, len(KINDS))
    return Model(
        name=config["name"],
        splitter=Splitter(punkt, Weights(splitter_table, splitter["scale"], splitter["bias"])),
        lexicon=Lexicon(*(arrays[f"lexicon_{name}"] for name in _LEXICON_ARRAYS)),
        word_classes=WordClasses(HashIndex(words), word_classes, endings, ending_classes),
        kind_weights=Weights(kind_table, config["kind_scale"]),
        schemes=_LazySchemes(names, scheme),
    )
