"""Damaged and hostile models: each works with finite scores, or is a HedgingError."""

import copy
import hashlib
import io
import json
import math
import os
import random
import shutil

import numpy as np
import pytest

import hedging
from hedging.detector import Detector
from hedging.model.files import folder_of, load_model, unpack_model
from hedging.options import DEFAULT_MODEL, DetectorOptions

SHIPPED = folder_of(DEFAULT_MODEL)
CONFIG = json.loads((SHIPPED / "config.json").read_text(encoding="utf-8"))
with np.load(SHIPPED / "weights.npz") as archive:
    CONTENT = dict(archive)
TEXTS = ["It may rain. Some officials fear so, if not sure.", "", "Dr. Lee said\n- no."]
VALUES = [
    None, True, 0, -1, 7, 10**400, -(10**25), 1e308, -1e308, 1e-320, 0.5, math.nan, math.inf,
    -math.inf, "", "x", "\0", "../x", "é" * 500, [], [[]], ["x"], ["weasel"] * 9, {}, {"x": {}},
    {"general": None}, [1e308],
]  # fmt: skip
TYPES = ["int8", "uint8", "int64", "uint64", "uint16", "float64", "float16", "bool", "complex64"]
TYPES += ["U3", "S2", "datetime64[s]", ">u8", "V4"]


USED = {name: CONFIG[name] for name in ("name", "files", "kind_scale", "splitter", "schemes")}


def entries(value, path=()):
    """The paths of all entries of the config that are objects, lists or values."""
    pairs = value.items() if isinstance(value, dict) else ()
    for name, item in pairs:
        yield (*path, name)
        yield from entries(item, (*path, name))


def mutated_config(chance):
    config = copy.deepcopy(CONFIG)
    for _ in range(chance.choice([1, 1, 2, 5])):
        *path, name = chance.choice(list(entries(chance.choice([USED, USED, CONFIG]))))
        row = config
        for key in path:
            row = row.get(key, {}) if isinstance(row, dict) else {}
        if not isinstance(row, dict):
            continue
        if chance.random() < 0.2:
            row.pop(name, None)
        else:
            row[name] = chance.choice(VALUES)
    return config


def mutated_array(chance, array):
    random_state = np.random.default_rng(chance.randrange(1 << 30))
    how = chance.randrange(9)
    if how == 0:
        return array[: chance.randrange(len(array) + 1)]
    if how == 1:
        return np.concatenate((array, array))
    if how == 2:
        return array[..., None]
    if how == 3:
        return np.zeros(chance.choice([(), (0,), (1, 1), (2, 0, 3)]), dtype=array.dtype)
    if how == 4:
        with np.errstate(all="ignore"):
            return array.astype(chance.choice(TYPES[:9]), casting="unsafe")
    if how == 5:
        return np.zeros(array.shape, dtype=chance.choice(TYPES))
    if how == 6:
        return array[::-1]
    # Random values of the right type and shape.
    noise = np.frombuffer(random_state.bytes(array.nbytes), dtype=np.uint8)
    noise = noise & 1 if array.dtype == np.bool_ else noise
    noise = noise.view(array.dtype).reshape(array.shape)
    return np.sort(noise, axis=0) if how == 7 else noise


def packed(arrays):
    content = io.BytesIO()
    np.savez(content, **arrays)
    return content.getvalue()


SMALL = packed({name: array[:2000] for name, array in CONTENT.items()})


def damaged(chance, content):
    """The content with some bytes changed, cut or added."""
    content = bytearray(content)
    for _ in range(chance.choice([1, 3, 30])):
        place = chance.randrange(len(content))
        how = chance.randrange(4)
        if how == 0:
            content[place] ^= 1 << chance.randrange(8)
        elif how == 1:
            del content[place : place + chance.choice([1, 9, 5000])]
        elif how == 2:
            content[place:place] = chance.randbytes(chance.choice([1, 9, 5000]))
        else:
            content[place : place + 8] = b"\xff" * 8
    return bytes(content)


def mutant(chance, folder):
    """A model that something was done to."""
    how = chance.randrange(4)
    if how == 0:
        return unpack_model(mutated_config(chance), CONTENT, SHIPPED)
    if how == 1:
        arrays = dict(CONTENT)
        for name in chance.sample(sorted(CONTENT), chance.choice([1, 1, 2])):
            if chance.random() < 0.1:
                del arrays[name]
            else:
                arrays[name] = mutated_array(chance, CONTENT[name])
        return unpack_model(CONFIG, arrays, SHIPPED)
    if how == 2:
        # The hash is the folder's own word, so a hostile folder has the right hash.
        content = damaged(chance, SMALL)
        (folder / "weights.npz").write_bytes(content)
        digest = hashlib.sha256(content).hexdigest()
        config = json.dumps(CONFIG | {"files": {"weights.npz": digest}})
        (folder / "config.json").write_text(config, encoding="utf-8")
    else:
        shutil.copy(SHIPPED / "weights.npz", folder)
        text = (SHIPPED / "config.json").read_bytes()
        (folder / "config.json").write_bytes(damaged(chance, text))
    return load_model(folder)


def score(model):
    """Score some texts with every scheme; all scores must be numbers from 0 to 1."""
    for name in model.schemes:
        detector = Detector(model, DetectorOptions(scheme=name))
        batch = detector.detect_batch(TEXTS)
        for scores in (batch.document_score, batch.sentence_score, batch.cue_score):
            assert np.all((scores >= 0) & (scores <= 1)), (name, scores)
        detector.explain(TEXTS[0])
        json.dumps([report.to_dict() for report in batch], allow_nan=False)


def attack(seed, folder):
    chance = random.Random(seed)
    folder.mkdir()
    try:
        score(mutant(chance, folder))
    except hedging.HedgingError as error:
        return type(error).__name__
    return "works"


@pytest.mark.parametrize("seed", range(30))
def test_some_mutants(seed, tmp_path):
    attack(seed, tmp_path / "mutant")


@pytest.mark.slow
def test_400_mutants(tmp_path):
    number = int(os.environ.get("HEDGING_MUTANTS", "400"))
    results = {}
    for seed in range(1000, 1000 + number):
        result = attack(seed, tmp_path / str(seed))
        shutil.rmtree(tmp_path / str(seed))
        results[result] = results.get(result, 0) + 1
    print(results)
    assert set(results) == {"ModelError", "works"}
