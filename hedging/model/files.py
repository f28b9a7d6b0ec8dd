"""Model folder ↔ Model.

The folder of a light model holds `config.json` (format number, schemes, thresholds, hashes,
fingerprints, figures) and `weights.npz` (plain arrays, read without pickle). That file has the
first scheme and what all schemes share; the weights of each scheme of research have a file of their
own in the folder `schemes`, which is read when the scheme is first used. A folder with an encoder
names a light model, and holds a network and its vocabulary instead of the weights. Loading runs no
code from the folder. Whatever a folder holds, reading it gives a model that works or a ModelError
that names what was found, what was expected and what to do.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from hedging.errors import HedgingError, InputError, MissingExtraError, ModelError, checked_type
from hedging.kinds import KINDS
from hedging.model.arrays import (
    Array,
    ArrayFormat,
    Formats,
    listed_hashes,
    open_arrays,
    read_arrays,
    table_format,
    write_arrays,
)
from hedging.model.config import (
    CASCADE_FORMAT,
    DEPTH_FORMAT,
    ENCODER_FORMAT,
    FITS,
    FORMAT,
    bands,
    check_config,
    check_fits,
    cue_code,
    encoded_schemes,
    text_columns,
)
from hedging.model.features import BITS, KIND_BITS, SENTENCE_BITS
from hedging.model.lexicon import LONGEST, MASK, Lexicon
from hedging.model.model import LazySchemes, Model, Scheme
from hedging.model.word_classes import WordClasses
from hedging.released import MODELS, advice, is_released, package_of, released_name
from hedging.text.hashing import ShortIndex
from hedging.text.punkt import Punkt
from hedging.text.sentences import GAP_BITS, Splitter
from hedging.text.weights import Weights

if TYPE_CHECKING:
    from hedging.encoder.encoder import EncodedScheme, Encoder

#: The formats of models that find cues.
MODEL_FORMATS = (FORMAT, ENCODER_FORMAT, CASCADE_FORMAT)

CONFIG, WEIGHTS = "config.json", "weights.npz"
NETWORK, TEXT_NETWORK, VOCABULARY = "encoder.onnx", "confidence.onnx", "tokenizer.json"
#: The folder, within that of a light model, of what reads scopes, holders and confidence.
DEPTH = "depth"
#: The folder, within that of a light model, of the schemes that are not the first.
SCHEMES = "schemes"
#: More bytes than any file of a model has: a made-up size must not fill the memory.
MAX_FILE_BYTES = 1 << 28

# Masks have a bit for each kind.
_MASKS = ArrayFormat(MASK.name, ("entries", "schemes"), 0, (1 << len(KINDS)) - 1)

#: The arrays of a scheme. Those of the first scheme are in the file of what all schemes share.
SCHEME_ARRAYS: Formats = {
    "cue_weights": table_format(1 << BITS),
    "sentence_weights": table_format(1 << SENTENCE_BITS, optional=True),
}
#: The arrays of a scheme that is not the first: its weights mostly follow from those of the first.
LATER_SCHEME_ARRAYS: Formats = {
    **SCHEME_ARRAYS,
    "cue_weights": table_format(1 << BITS, beside="first_cue_weights"),
}
#: The arrays of the file of a light model. Without `lexicon_fixed_kinds`, the kinds of the schemes
#: are joined.
ARRAYS: Formats = {
    "splitter_weights": table_format(1 << GAP_BITS),
    "kind_weights": table_format(1 << KIND_BITS, len(KINDS)),
    "punkt_abbreviations": listed_hashes("abbreviations"),
    "punkt_collocations": listed_hashes("collocations"),
    "punkt_starters": listed_hashes("starters"),
    "punkt_lower": listed_hashes("lower"),
    "lexicon_hashes": ArrayFormat("uint64", ("entries",), rising=True),
    "lexicon_lengths": ArrayFormat("uint8", ("entries",), 1, LONGEST),
    "lexicon_openings": ArrayFormat("bool", ("entries",), 0, 1),
    "lexicon_masks": _MASKS,
    "lexicon_heads": ArrayFormat("uint64", ("heads",), rising=True),
    "lexicon_prefixes": listed_hashes("prefixes"),
    "classes_words": listed_hashes("words"),
    "classes_word_classes": ArrayFormat("uint16", ("words",)),
    "classes_endings": ArrayFormat("uint64", ("endings",)),
    "classes_ending_classes": ArrayFormat("uint16", ("endings",)),
    # Whether a word that has a class is in the list `punkt_lower` too, which holds the others.
    "listed_lower": ArrayFormat("bool", ("words",), 0, 1),
    **SCHEME_ARRAYS,
    "lexicon_fixed_kinds": _MASKS._replace(shape=("entries",), optional=True),
}
# What a model with an encoder builds on, by its format: the entry that names a model, and the
# format of that model. A light model builds on none, whatever its config holds: there is no circle.
_BELOW: Mapping[object, tuple[str, object]] = {
    ENCODER_FORMAT: ("light", FORMAT),
    CASCADE_FORMAT: ("encoder", ENCODER_FORMAT),
}
# The numbers of a scheme, which its config has under the same names.
_NUMBERS = ("slope", "intercept", "cue_threshold", "threshold")
# glibc's allocator keeps freed memory for the next round of texts only after it has seen a block
# of this size come and go; without that, asking the system again takes an eighth of the time.
_RETAINED_BYTES = 1 << 24


def folder_of(model: str | os.PathLike[str]) -> Path:
    """The folder of a released model (by its role or name) or of the caller's own (by its path)."""
    if not os.fspath(checked_type(model, (str, os.PathLike), "a model's name or folder")):
        raise InputError("expected a model's name or folder, got ''")
    name = released_name(model) if isinstance(model, str) else ""
    folder = Path(name or model)
    if "\0" in str(folder):
        raise ModelError(f"no model {model!r}: a path cannot hold a null character")
    # A name with a separator is a path, and so are "." and "..".
    is_name = name not in ("", "..") and folder.name == name
    # Path.is_dir raises an error for a name that is too long.
    if is_name and os.path.isdir(MODELS / name):  # noqa: PTH112
        return MODELS / name
    is_folder = os.path.isdir(folder)  # noqa: PTH112
    return (_installed(name) if is_name and not is_folder else None) or folder


def _installed(name: str) -> Path | None:
    """The folder of a package of its own; that of a family holds the model of one release."""
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
    below = _folder_below(model, read_config(model))
    if below is not None:
        return depth_folder_of(below)
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
    below = _folder_below(folder, config)
    if below is not None:
        named = config[_BELOW[config["format"]][0]]
        found |= {f"{named}/{name}": value for name, value in fingerprints(below).items()}
    return found


def digits_of_answers(folder: Path) -> str:
    """Digits for all that the answers of a model's folder depend on, its depth too."""
    files = (fingerprints(folder), fingerprints(depth_folder_of(folder)))
    return sha256_of(json.dumps(files, sort_keys=True).encode("ascii"))[:16]


def load_model(folder: Path) -> Model:
    """Read a model folder. A folder is read once, and again when its files have changed."""
    if sys.maxsize < 1 << 32:
        raise HedgingError(
            "this is a Python of 32 bits, expected 64: its numpy looks up no places of 64 bits; "
            "run hedging in a Python of 64 bits"
        )
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
        held = open_arrays(content)
    model = unpack_model(config, held, folder)
    depth = folder / DEPTH
    if not depth.is_dir() or folder == folder_of("light").resolve():
        return model  # `shipped_depth` finds it wherever the library lies
    return dataclasses.replace(model, depth_folder=depth, depth_state=depth_state)


def _read_encoder(folder: Path, config: dict[str, Any]) -> Model:
    # Most models have no encoder.
    from hedging.encoder.confidence import ConfidenceReader
    from hedging.encoder.encoder import Encoder
    from hedging.encoder.network import Network, Session, TextNetwork
    from hedging.encoder.pieces import PieceReader

    network = Network(Session(read_checked(folder, config, NETWORK)))
    vocabulary = read_checked(folder, config, VOCABULARY)
    with model_errors(folder / CONFIG):
        schemes = encoded_schemes(config)
        columns = text_columns(config)
        light = _model_below(folder, config)
        unknown = sorted(set(schemes) - set(light.schemes))
        if unknown:
            raise ValueError(f"the light model {light.name} has no scheme {unknown[0]!r}")
    with model_errors(folder / VOCABULARY):
        reader = PieceReader(vocabulary.decode("utf-8"))
    confidence = None
    if columns is not None:
        whole = TextNetwork(network, Session(read_checked(folder, config, TEXT_NETWORK)))
        confidence = ConfidenceReader(reader, whole, *columns)
    return _with_encoder(light, Encoder(reader, network, confidence), config["name"], schemes)


def _read_cascade(folder: Path, config: dict[str, Any]) -> Model:
    """The model with an encoder that a folder names, with the bands of the folder."""
    with model_errors(folder / CONFIG):
        band_of = bands(config)
        accurate = _model_below(folder, config)
        encoded = encoded_schemes(read_config(folder_of(config["encoder"]).resolve()))
        if accurate.encoder is None or set(band_of) != set(encoded):
            raise ValueError(f"bands has {sorted(band_of)}, expected {sorted(encoded)}")
        schemes = {
            name: dataclasses.replace(own, band=band_of[name]) for name, own in encoded.items()
        }
    return _with_encoder(accurate, accurate.encoder, config["name"], schemes)


def _folder_below(folder: Path, config: Mapping[str, Any]) -> Path | None:
    """The folder of the model that a model builds on; None for a light model.

    Raises ModelError for a model that cannot be built on.
    """
    if config["format"] not in _BELOW:
        return None
    part, expected = _BELOW[config["format"]]
    named: Any = config.get(part)
    with model_errors(folder / CONFIG):
        below = folder_of(named).resolve()
        if below == folder.resolve():
            raise ValueError(f"its {part} is {named!r}, the model itself: name another")
        if read_config(below)["format"] != expected:
            raise ValueError(f"it builds on {named!r}, which must have the format {expected!r}")
    return below


def _model_below(folder: Path, config: Mapping[str, Any]) -> Model:
    below = _folder_below(folder, config)
    assert below is not None
    return load_model(below)


def _with_encoder(
    light: Model, encoder: Encoder, name: str, encoded: Mapping[str, EncodedScheme]
) -> Model:
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


def unpack_model(config: dict[str, Any], held: Mapping[str, Array], folder: Path) -> Model:
    """The model of a config and of what its file holds, both checked here.

    Raises ModelError for whatever does not fit. The other schemes lie in `folder` and are read when
    they are first used, which may raise a ModelError too.
    """
    check_fits(config, cue_code())
    with model_errors(folder / CONFIG):
        check_config(config)
    names = list(config["schemes"])
    with model_errors(folder / WEIGHTS):
        arrays = read_arrays(held, ARRAYS, schemes=len(names))
        first = _scheme(config, names[0], arrays)

    def scheme(name: str) -> Scheme:
        return first if name == names[0] else _read_scheme(folder, config, name, first)

    punkt, classes = _part(arrays, "punkt"), _part(arrays, "classes")
    words = classes["words"]
    punkt["lower"] = np.sort(np.concatenate((words[arrays["listed_lower"]], punkt["lower"])))
    splitter = config["splitter"]
    return Model(
        name=config["name"],
        splitter=Splitter(
            Punkt(**punkt),
            Weights(arrays["splitter_weights"], float(splitter["scale"]), float(splitter["bias"])),
        ),
        lexicon=Lexicon(**_part(arrays, "lexicon")),
        word_classes=WordClasses(**{**classes, "words": ShortIndex(words)}),
        kind_weights=Weights(arrays["kind_weights"], float(config["kind_scale"])),
        schemes=LazySchemes(names, scheme),
    )


def _part(arrays: Mapping[str, Array], part: str) -> dict[str, Any]:
    """The arrays of a part of a model, as its class names them."""
    begin = f"{part}_"
    return {n.removeprefix(begin): own for n, own in arrays.items() if n.startswith(begin)}


def scheme_file(name: str, column: int) -> str:
    """The file of a scheme that is not the first, within the folder of its model.

    Names may be any text, so the number tells files apart, and the name is only for readers.
    """
    readable = re.sub("[^a-z0-9]+", "-", name.lower())[:40].strip("-")
    return f"{SCHEMES}/{column}-{readable}.npz"


def _read_scheme(folder: Path, config: dict[str, Any], name: str, first: Scheme) -> Scheme:
    file = scheme_file(name, list(config["schemes"]).index(name))
    content = read_checked(folder, config, file)
    known = {"first_cue_weights": first.cue_weights.table}
    with model_errors(folder / file):
        return _scheme(config, name, read_arrays(open_arrays(content), LATER_SCHEME_ARRAYS, known))


def _scheme(config: dict[str, Any], name: str, arrays: Mapping[str, Array]) -> Scheme:
    """A scheme of a checked config, with its checked arrays."""
    row = config["schemes"][name]
    numbers: dict[str, Any] = {number: float(row[number]) for number in _NUMBERS}
    sentence_weights = None
    if "sentence_scale" in row:
        sentence_weights = Weights(arrays["sentence_weights"], float(row["sentence_scale"]))
    return Scheme(
        name=name,
        column=list(config["schemes"]).index(name),
        hedge_kinds=tuple(row["kinds"]),
        cue_weights=Weights(arrays["cue_weights"], float(row["cue_scale"]), float(row["cue_bias"])),
        sentence_weights=sentence_weights,
        **numbers,
    )


def save(model: Model, folder: Path, facts: Mapping[str, Any]) -> None:
    """Write a light model to a folder; the same model gives the same bytes.

    `facts` (fingerprints, figures) are added to the config as they are.
    """
    punkt, words = model.splitter.punkt, model.word_classes.words.known
    first, *others = model.schemes.values()
    parts = {"punkt": punkt, "lexicon": model.lexicon, "classes": model.word_classes}
    made = {
        "splitter_weights": model.splitter.weights.table,
        "kind_weights": model.kind_weights.table,
        "punkt_lower": punkt.lower[~np.isin(punkt.lower, words)],
        "classes_words": words,
        "listed_lower": np.isin(words, punkt.lower),
        **_arrays_of(first),
    }
    arrays: dict[str, Array] = {}
    for name in ARRAYS:
        part, _, own = name.partition("_")
        array: Any = made[name] if name in made else getattr(parts.get(part), own, None)
        if array is not None:
            arrays[name] = array
    known = {"first_cue_weights": first.cue_weights.table}
    contents = {WEIGHTS: write_arrays(arrays, ARRAYS)}
    for column, scheme in enumerate(others, 1):
        content = write_arrays(_arrays_of(scheme), LATER_SCHEME_ARRAYS, known)
        contents[scheme_file(scheme.name, column)] = content
    config = {
        "format": FORMAT,
        "name": model.name,
        FITS: cue_code(),
        "splitter": {"scale": model.splitter.weights.scale, "bias": model.splitter.weights.bias},
        "kind_scale": model.kind_weights.scale,
        "schemes": {name: _config_of(scheme) for name, scheme in model.schemes.items()},
        **facts,
    }
    write_folder(folder, contents, config)
    for path in (folder / SCHEMES).glob("*.npz"):
        if path.relative_to(folder).as_posix() not in contents:
            path.unlink()  # of a scheme that an earlier model of this folder had


def _arrays_of(scheme: Scheme) -> dict[str, Array]:
    arrays: dict[str, Array] = {"cue_weights": scheme.cue_weights.table}
    if scheme.sentence_weights is not None:
        arrays["sentence_weights"] = scheme.sentence_weights.table
    return arrays


def _config_of(scheme: Scheme) -> dict[str, Any]:
    config: dict[str, Any] = {
        "kinds": list(scheme.hedge_kinds),
        "cue_scale": scheme.cue_weights.scale,
        "cue_bias": scheme.cue_weights.bias,
        **{name: getattr(scheme, name) for name in _NUMBERS},
    }
    if scheme.sentence_weights is not None:
        config["sentence_scale"] = scheme.sentence_weights.scale
    return config


def write_folder(folder: Path, contents: Mapping[str, bytes], config: Mapping[str, Any]) -> None:
    """Write files and a config, to which the hashes of the files are added."""
    from tempfile import TemporaryDirectory  # only those who train need it

    start = {name: config[name] for name in ("format", "name")}
    hashes = {file: sha256_of(content) for file, content in contents.items()}
    whole = {**start, "files": hashes, **config}
    text = json.dumps(whole, indent=2, ensure_ascii=False) + "\n"
    folder.mkdir(parents=True, exist_ok=True)
    # Whoever interrupts the writing keeps the model that was there: files only move in the end.
    with TemporaryDirectory(prefix=".writing-", dir=folder) as own:
        written = {**contents, CONFIG: text.encode("utf-8")}
        for number, content in enumerate(written.values()):
            Path(own, str(number)).write_bytes(content)
        for number, file in enumerate(written):
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            Path(own, str(number)).replace(folder / file)
