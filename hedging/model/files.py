"""Model folder ↔ Model.

A folder holds `weights.npz` (plain arrays, read without pickle) and `config.json` (format number,
schemes, thresholds, hashes, fingerprints, figures). A folder with an encoder names a light model,
and holds a network and its vocabulary instead of the weights. Loading runs no code from the folder.
Whatever a folder holds, reading it gives a model that works or a ModelError that names what was
found, what was expected and what to do; `hedging.model.format` says what is expected.
"""

from __future__ import annotations

import dataclasses
import json
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from hedging.errors import InputError, InputTypeError, MissingExtraError, ModelError
from hedging.model.arrays import Arrays
from hedging.model.fits import check_fits, cue_code
from hedging.model.format import (
    ARRAYS,
    CASCADE_FORMAT,
    DEPTH_FORMAT,
    ENCODER_FORMAT,
    FORMAT,
    MAX_FILE_BYTES,
    OPTIONAL_ARRAYS,
    bands,
    check_config,
    confidence_roles,
    encoded_schemes,
    format_of,
)
from hedging.model.lexicon import Lexicon
from hedging.model.model import LazySchemes, Model, Scheme
from hedging.model.packing import OtherTable, unpack, unpack_table
from hedging.model.word_classes import WordClasses
from hedging.released import MODELS, advice, is_released, package_of, released_name
from hedging.text.hashing import ShortIndex
from hedging.text.punkt import Punkt
from hedging.text.sentences import Splitter
from hedging.text.weights import Weights

if TYPE_CHECKING:
    from hedging.encoder.encoder import EncodedScheme, Encoder

#: The formats of models that find cues.
MODEL_FORMATS = (FORMAT, ENCODER_FORMAT, CASCADE_FORMAT)

CONFIG, WEIGHTS = "config.json", "weights.npz"
NETWORK, TEXT_NETWORK, VOCABULARY = "encoder.onnx", "confidence.onnx", "tokenizer.json"
#: The folder, within that of a light model, of what reads scopes, holders and confidence.
DEPTH = "depth"
# glibc's allocator keeps freed memory for the next round of texts only after it has seen a block
# of this size come and go; without that, asking the system again takes an eighth of the time.
_RETAINED_BYTES = 1 << 24


def folder_of(model: str | os.PathLike[str]) -> Path:
    """The folder of a released model (by its role or name) or of the caller's own (by its path)."""
    if not isinstance(model, (str, os.PathLike)):
        raise InputTypeError(f"expected a model's name or folder, got {type(model).__name__}")
    if not os.fspath(model):
        raise InputError("expected a model's name or folder, got ''")
    name = released_name(model) if isinstance(model, str) else ""
    folder = Path(name or model)
    if "\0" in str(folder):
        raise ModelError(f"no model {model!r}: a path cannot hold a null character")
    # What has a separator is a path, and so are "." and "..".
    is_name = name not in ("", "..") and folder.name == name
    # Path.is_dir raises an error for a name that is too long.
    if is_name and os.path.isdir(MODELS / name):  # noqa: PTH112
        return MODELS / name
    is_folder = os.path.isdir(folder)  # noqa: PTH112
    return (_installed(name) if is_name and not is_folder else None) or folder


def _installed(name: str) -> Path | None:
    """The folder of a released model that was installed as a package of its own.

    The package of a family holds the model of one release, whose name its config has.
    """
    if not is_released(name):
        return None
    from importlib.util import find_spec  # few models are packages

    module = find_spec(package_of(name).replace("-", "_"))
    places = module.submodule_search_locations if module else None
    if not places:
        return None
    folder = Path(next(iter(places)))
    found = read_config(folder).get("name")
    if found != name:
        raise ModelError(
            f"model {name} is not installed: the package {package_of(name)} holds {found}; "
            f"pip install '{package_of(name)}=={name.rpartition('-')[2]}'"
        )
    return folder


def depth_folder_of(model: Path) -> Path:
    """The folder of what reads scopes, holders and confidence beside the cues of a model's folder.

    A released light model has its own; beside any other light model stands the released one.
    """
    config = read_config(model)
    for part in ("encoder", "light"):
        if part in config:
            return depth_folder_of(folder_of(config[part]))
    own = model / DEPTH
    return own if own.is_dir() else folder_of("light") / DEPTH


def fingerprints(folder: Path) -> dict[str, Any]:
    """What a model's answers depend on: the hashes of its files, the config with its numbers too.

    The files of the models that it builds on have the names of these models before them.
    """
    config = read_config(folder, (*MODEL_FORMATS, DEPTH_FORMAT))
    files = config.get("files")
    found: dict[str, Any] = dict(files) if isinstance(files, dict) else {}
    found[CONFIG] = sha256_of(_read_file(folder / CONFIG))
    for part in ("light", "encoder"):
        if part in config:
            below = fingerprints(folder_of(config[part]))
            found |= {f"{config[part]}/{name}": value for name, value in below.items()}
    return found


def load_model(folder: Path) -> Model:
    """Read a model folder. A folder is read once, and again when its files have changed."""
    return _read_model(folder, files_state(folder), files_state(folder / DEPTH))


def files_state(folder: Path) -> tuple[tuple[int, int], ...]:
    """The sizes and times of the files that a model's folder may hold."""
    states = []
    for name in (CONFIG, WEIGHTS, NETWORK, TEXT_NETWORK, VOCABULARY):
        try:
            state = (folder / name).stat()
        except OSError:
            continue  # the reader says what is missing
        states.append((state.st_size, state.st_mtime_ns))
    return tuple(states)


@lru_cache(maxsize=8)
def _read_model(folder: Path, state: object, depth_state: object) -> Model:
    config = read_config(folder)
    if config["format"] == ENCODER_FORMAT:
        return _read_encoder(folder, config)
    if config["format"] == CASCADE_FORMAT:
        return _read_cascade(folder, config)
    content = read_checked(folder, config, WEIGHTS)
    np.empty(_RETAINED_BYTES, dtype=np.uint8)
    with model_errors(folder / WEIGHTS):
        arrays = Arrays(content)
    model = unpack_model(config, arrays, folder)
    depth = folder / DEPTH
    if not depth.is_dir() or folder == folder_of("light").resolve():
        return model  # `shipped_depth` finds it wherever the library lies
    return dataclasses.replace(model, depth_folder=depth, depth_state=depth_state)


def _read_encoder(folder: Path, config: dict[str, Any]) -> Model:
    """A light model with the encoder of a folder beside it."""
    # Most models have no encoder.
    from hedging.encoder.confidence import ConfidenceReader
    from hedging.encoder.encoder import Encoder
    from hedging.encoder.network import Network, Session, TextNetwork
    from hedging.encoder.pieces import PieceReader

    network = Network(Session(read_checked(folder, config, NETWORK)))
    vocabulary = read_checked(folder, config, VOCABULARY)
    with model_errors(folder / CONFIG):
        schemes = encoded_schemes(config)
        roles = confidence_roles(config)
        light = load_model(_folder_below(config["light"], FORMAT))
        unknown = sorted(set(schemes) - set(light.schemes))
        if unknown:
            raise ValueError(f"the light model {light.name} has no scheme {unknown[0]!r}")
    with model_errors(folder / VOCABULARY):
        reader = PieceReader(vocabulary.decode("utf-8"))
    confidence = None
    if roles is not None:
        whole = TextNetwork(network, Session(read_checked(folder, config, TEXT_NETWORK)))
        confidence = ConfidenceReader(reader, whole, roles)
    return _with_encoder(light, Encoder(reader, network, confidence), config["name"], schemes)


def _read_cascade(folder: Path, config: dict[str, Any]) -> Model:
    """The model with an encoder that a folder names, with the bands of the folder."""
    with model_errors(folder / CONFIG):
        band_of = bands(config)
        encoder_folder = _folder_below(config["encoder"], ENCODER_FORMAT)
        accurate = load_model(encoder_folder)
        encoded = encoded_schemes(read_config(encoder_folder))
        if accurate.encoder is None or set(band_of) != set(encoded):
            raise ValueError(f"bands has {sorted(band_of)}, expected {sorted(encoded)}")
        schemes = {
            name: dataclasses.replace(own, band=band_of[name]) for name, own in encoded.items()
        }
    return _with_encoder(accurate, accurate.encoder, config["name"], schemes)


def _folder_below(model: str, expected: object) -> Path:
    """The folder of a model that another one builds on, which must have the expected format."""
    folder = folder_of(model).resolve()
    if read_config(folder)["format"] != expected:
        raise ValueError(f"it builds on {model!r}, which must have the format {expected!r}")
    return folder


def _with_encoder(
    light: Model, encoder: Encoder, name: str, encoded: Mapping[str, EncodedScheme]
) -> Model:
    """A model with an encoder; a light scheme is unpacked when its scheme is first used."""

    def scheme(key: str) -> Scheme:
        own = encoded[key]
        return light.schemes[key]._replace(threshold=own.threshold, encoded=own)

    schemes = LazySchemes(encoded, scheme)
    return dataclasses.replace(light, name=name, encoder=encoder, schemes=schemes)


def read_checked(folder: Path, config: dict[str, Any], name: str) -> bytes:
    """The content of a file whose hash the config has."""
    path = folder / name
    content = _read_file(path)
    files = config.get("files")
    digest, expected = sha256_of(content), files.get(name) if isinstance(files, dict) else None
    if digest != expected:
        raise ModelError(
            f"model {folder.name}: {path} has sha256 {digest[:12]}…, config.json expects "
            f"{str(expected)[:12]}…: the file is damaged or from another model; "
            "install the package again, or train the model again"
        )
    return content


@contextmanager
def model_errors(path: Path) -> Iterator[None]:
    """Turn every error about a file's content into a ModelError."""
    try:
        yield
    except (ModelError, MissingExtraError, Warning):
        raise
    except Exception as error:  # a damaged file gives errors of a dozen types
        reason = str(error) or type(error).__name__
        raise ModelError(
            f"model {path.parent.name}: {path} does not hold what its format needs: "
            f"{reason}; install the package again, or train the model again"
        ) from error


def _read_file(path: Path) -> bytes:
    """The content of a regular file; a pipe would hang the reader, and a device may never end."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            problem = "it is not a regular file"
        elif state.st_size > MAX_FILE_BYTES:
            problem = f"it has {state.st_size:,} bytes, more than any model"
        else:
            return path.read_bytes()
    except OSError as error:
        problem = error.strerror or str(error)
    raise ModelError(
        f"model {path.parent.name}: cannot read {path}: {problem}; install the package again"
    )


def digest_of(path: Path) -> str:
    """The first digits of the sha256 of a file, as a config names what a model learned from."""
    return sha256_of(path.read_bytes())[:16]


def sha256_of(content: bytes) -> str:
    """The hash by which a config knows a file."""
    # Imported here: hashlib costs a fair part of `import hedging`.
    from hashlib import sha256

    return sha256(content).hexdigest()


def read_config(folder: Path, formats: Sequence[object] = MODEL_FORMATS) -> dict[str, Any]:
    """The config of a folder, which must have one of the formats."""
    path = folder / CONFIG
    if not os.path.lexists(path):
        raise ModelError(f"no model at {folder} (config.json is missing); {advice(folder.name)}")
    content = _read_file(path)
    try:
        config: dict[str, Any] = json.loads(content.decode("utf-8"))
        version = config.get("format")
    except (ValueError, AttributeError, RecursionError) as error:
        raise ModelError(f"model {folder.name}: {path} is not a JSON object: {error}") from error
    if version not in formats:
        raise ModelError(
            f"model {folder.name} has format {version!r}, this version of hedging reads the "
            f"formats {', '.join(map(str, formats))}: "
            "install a version of hedging that matches the model"
        )
    return config


def unpack_model(
    config: dict[str, Any], arrays: Mapping[str, npt.NDArray[Any]], folder: Path
) -> Model:
    """The model of a config and its arrays, both checked here; `folder` is for errors.

    Raises ModelError for whatever does not fit, of the arrays of a scheme only when the scheme is
    first used.
    """
    check_fits(config, cue_code())
    with model_errors(folder / CONFIG):
        check_config(config)
    names = list(config["schemes"])
    lengths = {"schemes": len(names)}
    path = folder / WEIGHTS
    with model_errors(path):
        expected = [name for name in ARRAYS if name in arrays or name not in OPTIONAL_ARRAYS]
        checked = {name: unpack(arrays, name, ARRAYS[name], lengths) for name in expected}

    def group(prefix: str) -> list[npt.NDArray[Any]]:
        """The arrays of a group, in the order of their table."""
        return [array for name, array in checked.items() if name.startswith(prefix)]

    def unpack_scheme(name: str) -> Scheme:
        with model_errors(path):
            return _unpack_scheme(name, config, arrays, checked["cue_places"])

    words, word_classes, endings, ending_classes = group("classes_")
    abbreviations, collocations, starters, other_lower = group("punkt_")
    lower = np.sort(np.concatenate((words[checked["listed_lower"]], other_lower)))
    splitter = config["splitter"]
    splitter_weights = Weights(
        checked["splitter_weights"], float(splitter["scale"]), float(splitter["bias"])
    )
    return Model(
        name=config["name"],
        splitter=Splitter(Punkt(abbreviations, collocations, starters, lower), splitter_weights),
        lexicon=Lexicon(*group("lexicon_")),
        word_classes=WordClasses(ShortIndex(words), word_classes, endings, ending_classes),
        kind_weights=Weights(checked["kind_weights"], float(config["kind_scale"])),
        schemes=LazySchemes(names, unpack_scheme),
    )


def _unpack_scheme(
    name: str,
    config: dict[str, Any],
    arrays: Mapping[str, npt.NDArray[Any]],
    cue_places: npt.NDArray[np.uint8],
) -> Scheme:
    """A scheme of a checked config; its arrays are checked here."""

    def of_scheme(kind: str, name: str) -> npt.NDArray[Any]:
        return unpack(arrays, f"{kind}_{name}", format_of(f"{kind}_"), {})

    names, row = list(config["schemes"]), config["schemes"][name]
    first, other = of_scheme("cue_weights", names[0]), None
    if name != names[0]:
        other = OtherTable(*(of_scheme(f"cue_{part}", name) for part in OtherTable._fields))
    cue_table = unpack_table(cue_places, first, other)
    sentence_weights = None
    if "sentence_scale" in row:
        sentence_table = of_scheme("sentence_weights", name)
        sentence_weights = Weights(sentence_table, float(row["sentence_scale"]))
    return Scheme(
        name=name,
        column=names.index(name),
        hedge_kinds=tuple(row["kinds"]),
        cue_weights=Weights(cue_table, float(row["cue_scale"]), float(row["cue_bias"])),
        sentence_weights=sentence_weights,
        slope=float(row["slope"]),
        intercept=float(row["intercept"]),
        cue_threshold=float(row["cue_threshold"]),
        threshold=float(row["threshold"]),
    )
