"""Model + scheme → one packed file, from which JavaScript makes the tables of the compiled core.

Most of a model are weights that are zero and hashes that look like noise. A general compressor does
not see that the hashes rise or where the zeros stand, so each section is first written in a way
that fits it, and the whole is then compressed with gzip, which every browser can read. `model.js`
unpacks it; the tables are those of `hedging.kernel.tables`, to the byte.

A packed file is a magic word, a version, the size of a header, the header (JSON, in UTF-8) and the
sections, all little-endian. The header has what turns sums of weights into scores, and a row for
each section with its name, its way of packing and its sizes.
"""

from __future__ import annotations

import gzip
import json
import unicodedata
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from hedging.errors import InputError
from hedging.kernel import tables
from hedging.kernel.schema import CUES, FINGERPRINT
from hedging.kinds import KINDS
from hedging.model.model import Model, Scheme
from hedging.text.characters import CodePoints, character_table
from hedging.text.hashing import Hashes
from hedging.text.weights import Weights

#: The number of the layout; js/src/model.js expects it.
VERSION: Final = 1
MAGIC: Final = b"HEDGPACK"

_UNICODE = 0x110000
# The section that is none of the tables of the model.
_CHARACTERS = "characters"
_FORM_BITS = 24


@dataclass(frozen=True, slots=True)
class _Section:
    """A section as it is packed; `size` is its size when it is unpacked, in bytes."""

    packing: str
    size: int
    content: bytes


def packed_file(model: Model, scheme: Scheme) -> bytes:
    """The packed and compressed file of a model under a scheme.

    Raises InputError for a model with an encoder, and for weights whose sums do not have the order
    of their scores: neither works without Python.

    >>> from hedging import load
    >>> detector = load()
    >>> 10**6 < len(packed_file(detector.model, detector.scheme)) < 25 * 10**5
    True
    """
    if model.encoder is not None:
        raise InputError(
            f"model {model.name} has an encoder, which does not run in JavaScript: "
            "choose a model without one"
        )
    if not tables.sums_rank(scheme.cue_weights):
        raise InputError(
            f"the weights of scheme {scheme.name} are too small beside their bias to be ranked "
            "without Python: choose another scheme"
        )
    content = tables.model_sections(model, scheme)
    typed = tables.typed_sections(CUES, CUES.file("model")[1], content)
    sections = {name: _packed_section(name, array) for name, array in typed.items()}
    sections[_CHARACTERS] = _packed_characters(character_table().page(0, _UNICODE))
    header = _header(model, scheme, sections)
    packed = b"".join(section.content for section in sections.values())
    sizes = np.array([VERSION, len(header)], dtype="<u4").tobytes()
    return gzip.compress(MAGIC + sizes + header + packed, compresslevel=9, mtime=0)


def _header(model: Model, scheme: Scheme, sections: dict[str, _Section]) -> bytes:
    words = scheme.sentence_weights
    row = {
        "model": model.name,
        "scheme": scheme.name,
        "unicode": unicodedata.unidata_version,
        "kinds": KINDS,
        "hedgeKinds": scheme.hedge_kinds,
        "threshold": scheme.threshold,
        "cueThreshold": scheme.cue_threshold,
        "slope": scheme.slope,
        "intercept": scheme.intercept,
        "cueWeights": _line(scheme.cue_weights),
        "sentenceScale": None if words is None else words.scale,
        "fingerprint": f"{FINGERPRINT:016X}",
        "sections": [
            {
                "name": name,
                "packing": section.packing,
                "size": section.size,
                "packedSize": len(section.content),
            }
            for name, section in sections.items()
        ],
    }
    return json.dumps(row, separators=(",", ":")).encode()


def _line(weights: Weights) -> dict[str, float]:
    """What makes a score of a sum of weights."""
    return {"scale": float(weights.scale), "bias": float(weights.bias)}


def _packed_section(name: str, array: npt.NDArray[Any]) -> _Section:
    if name.endswith("_known"):
        return _Section("rising", array.nbytes, pack_rising(array))
    if name.endswith("_first"):
        # The first rows of the slots follow from the hashes, which are the section before.
        return _Section("slots", array.nbytes, b"")
    if name in ("cue_weights", "sentence_weights"):
        return _Section("sparse", array.nbytes, pack_sparse(array))
    data = np.ascontiguousarray(array, dtype=array.dtype.newbyteorder("<"))
    return _Section("plain", array.nbytes, data.tobytes())


def pack_rising(hashes: Hashes) -> bytes:
    """Sorted hashes as the steps between them: first the lowest byte of each, then the next.

    >>> pack_rising(np.array([1, 3, 259], dtype=np.uint64))[:6].hex(" ", 3)
    '010200 000001'
    """
    steps = np.diff(hashes, prepend=np.uint64(0)).astype("<u8")
    return steps.view(np.uint8).reshape(-1, 8).T.tobytes()


def pack_sparse(weights: npt.NDArray[np.int8]) -> bytes:
    """Weights as a bit for each that says whether it is other than zero, then those that are.

    >>> pack_sparse(np.array([0, 5, 0, -1, 0, 0, 0, 0], dtype=np.int8)).hex(" ")
    '0a 05 ff'
    """
    other = weights != 0
    return bytes(np.packbits(other, bitorder="little").tobytes() + weights[other].tobytes())


def _packed_characters(packed: CodePoints) -> _Section:
    """Classes and lower-cased forms as runs: their lengths, their classes, their ways to the form.

    In a run, the class is the same and so is the difference between a code point and its form.
    """
    entry = packed.astype(np.int64)
    classes = entry >> _FORM_BITS
    way = (entry & ((1 << _FORM_BITS) - 1)) - np.arange(len(entry))
    begins = np.flatnonzero((np.diff(classes, prepend=-1) != 0) | (np.diff(way, prepend=1) != 0))
    lengths = np.diff(begins, append=len(entry))
    content = (
        lengths.astype("<u4").tobytes()
        + way[begins].astype("<i4").tobytes()
        + classes[begins].astype(np.uint8).tobytes()
    )
    return _Section("runs", packed.nbytes, content)
