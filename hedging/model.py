"""Model folder ↔ Model.

A folder holds `weights.npz` (plain arrays, read without pickle) and `config.json` (format number, schemes, thresholds, hashes,
fingerprints, figures). Loading runs no code from the folder, and a folder that is not whole is an error that says what was
found, what was expected and what to do. The weights are 8-bit integers with one scale a table, read by `hedging.weights`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hedging.cues import KINDS, Finder, Lexicon
from hedging.errors import InputError, ModelError
from hedging.features import BITS, KIND_BITS
from hedging.hashes import Index
from hedging.sentences import BITS as SPLITTER_BITS
from hedging.sentences import Punkt, Splitter
from hedging.weights import Table, Weights
from hedging.words import WordClasses

HERE = Path(__file__).parent
MODELS = next((p for p in (HERE / "models", HERE.parent / "models") if p.is_dir()), HERE / "models")

#: The model that is used when none is named.
DEFAULT: Final = "en-3"
#: Whose definition of a hedge can decide, in the order of the lexicon's columns.
SCHEMES: Final = ("general", "szeged", "bioscope", "conll2010-wikipedia")

_FORMAT = 2
_WEIGHTS = "weights.npz"
_PUNKT_ARRAYS = ("abbreviations", "collocations", "starters", "lower")
_LEXICON_ARRAYS = ("hashes", "lengths", "openings", "masks", "heads", "prefixes")
_CLASS_ARRAYS = ("words", "word_classes", "endings", "ending_classes")


@dataclass(frozen=True, slots=True)
class Scheme:
    """One definition of a hedge: which kinds count, the weights, the cuts, and the curve from evidence to probability."""

    name: str
    kinds: tuple[str, ...]
    cue_weights: Weights
    sentence_weights: Weights | None
    slope: float
    intercept: float
    cue_threshold: float
    threshold: float

    @property
    def index(self) -> int:
        """Column of the scheme in the lexicon's masks."""
        return SCHEMES.index(self.name)


class _Stored(Mapping[str, Scheme]):
    """Schemes of a file: each is unpacked when it is first asked for, since most programs use one."""

    def __init__(self, names: Iterable[str], read: Callable[[str], Scheme]) -> None:
        self._read: dict[str, Scheme | None] = dict.fromkeys(names)
        self._unpack = read

    def __getitem__(self, name: str) -> Scheme:
        scheme = self._read[name]
        if scheme is None:
            scheme = self._read[name] = self._unpack(name)
        return scheme

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def __reduce__(self) -> tuple[type[dict[str, Scheme]], tuple[dict[str, Scheme]]]:
        return dict, (dict(self),)


@dataclass(frozen=True, slots=True)
class Model:
    """Everything that training learned, ready to use."""

    name: str
    splitter: Splitter
    lexicon: Lexicon
    classes: WordClasses
    kind_weights: Weights
    schemes: Mapping[str, Scheme]
    finder: Finder = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "finder", Finder(self.lexicon))

    def scheme(self, name: str) -> Scheme:
        """The scheme of that name; InputError lists the known ones."""
        if name not in self.schemes:
            raise InputError(f"unknown scheme {name!r}; model {self.name} knows {', '.join(self.schemes)}")
        return self.schemes[name]


def folder_of(model: str | os.PathLike[str]) -> Path:
    """Folder of a shipped model, by its name, or of one of your own, by its path."""
    shipped = MODELS / model if isinstance(model, str) else None
    return shipped if shipped is not None and shipped.is_dir() else Path(model)


def save(model: Model, folder: Path, facts: dict[str, Any]) -> None:
    """Write the model to its folder; `facts` are kept in the config as they are (fingerprints, figures)."""
    arrays: dict[str, npt.NDArray[Any]] = {
        "splitter_weights": model.splitter.weights.table,
        "kind_weights": model.kind_weights.table,
    }
    for name in _PUNKT_ARRAYS:
        arrays[f"punkt_{name}"] = getattr(model.splitter.punkt, name)
    for name in _LEXICON_ARRAYS:
        arrays[f"lexicon_{name}"] = getattr(model.lexicon, name)
    for name in _CLASS_ARRAYS:
        array = getattr(model.classes, name)
        arrays[f"classes_{name}"] = array.known if isinstance(array, Index) else array
    schemes = {}
    for scheme in model.schemes.values():
        arrays[f"cue_weights_{scheme.name}"] = scheme.cue_weights.table
        row = {
            "kinds": list(scheme.kinds),
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
    (folder / "config.json").write_text(json.dumps(config, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")


@cache
def load_model(folder: Path) -> Model:
    """Read a model folder; a folder is read once and then shared."""
    config = _config(folder)
    path = folder / _WEIGHTS
    try:
        content = path.read_bytes()
    except OSError as error:
        raise ModelError(f"model {folder.name}: cannot read {path}: {error.strerror}; install the package again") from error
    digest, expected = _sha256(content), config["files"].get(_WEIGHTS)
    if digest != expected:
        raise ModelError(
            f"model {folder.name}: {path} has sha256 {digest[:12]}…, config.json expects {str(expected)[:12]}…: "
            "the file is damaged or from another model; install the package again, or train the model again"
        )
    with _readable(path):
        return _model(config, np.load(BytesIO(content), allow_pickle=False), path)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Turns what numpy says about a file's content into a ModelError."""
    from zipfile import BadZipFile

    try:
        yield
    except (KeyError, ValueError, BadZipFile) as error:
        raise ModelError(f"model {path.parent.name}: {path} does not hold what format {_FORMAT} needs: {error}") from error


def _sha256(content: bytes) -> str:
    # Imported here, as zipfile is above: the two cost as much as the rest of `import hedging`.
    from hashlib import sha256

    return sha256(content).hexdigest()


def _config(folder: Path) -> dict[str, Any]:
    path = folder / "config.json"
    if not path.is_file():
        known = ", ".join(sorted(p.parent.name for p in MODELS.glob("*/config.json"))) or "none"
        raise ModelError(f"no model at {folder} (config.json is missing); models that are installed: {known}")
    try:
        config: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        found = config.get("format")
    except (ValueError, AttributeError) as error:
        raise ModelError(f"model {folder.name}: {path} is not a JSON object: {error}") from error
    if found != _FORMAT:
        raise ModelError(
            f"model {folder.name} has format {found!r}, this version of hedging reads format {_FORMAT}: "
            "install a version of hedging that matches the model"
        )
    return config


def _model(config: dict[str, Any], arrays: Any, path: Path) -> Model:
    def table(name: str, *shape: int) -> Table:
        array: Table = arrays[name]
        if array.dtype != np.int8 or array.shape != shape:
            raise ValueError(f"{name} is {array.dtype}{array.shape}, expected int8{shape}")
        return array

    def scheme(name: str) -> Scheme:
        row = config["schemes"][name]
        sentence = f"sentence_weights_{name}"
        with _readable(path):
            return Scheme(
                name,
                tuple(row["kinds"]),
                Weights(table(f"cue_weights_{name}", 1 << BITS), row["cue_scale"], row["cue_bias"]),
                Weights(table(sentence, 1 << BITS), row["sentence_scale"]) if "sentence_scale" in row else None,
                row["slope"],
                row["intercept"],
                row["cue_threshold"],
                row["threshold"],
            )

    punkt = Punkt(*(arrays[f"punkt_{name}"] for name in _PUNKT_ARRAYS))
    words, word_classes, endings, ending_classes = (arrays[f"classes_{name}"] for name in _CLASS_ARRAYS)
    splitter = config["splitter"]
    return Model(
        config["name"],
        Splitter(punkt, Weights(table("splitter_weights", 1 << SPLITTER_BITS), splitter["scale"], splitter["bias"])),
        Lexicon(*(arrays[f"lexicon_{name}"] for name in _LEXICON_ARRAYS)),
        WordClasses(Index(words), word_classes, endings, ending_classes),
        Weights(table("kind_weights", 1 << KIND_BITS, len(KINDS)), config["kind_scale"]),
        _Stored(config["schemes"], scheme),
    )
