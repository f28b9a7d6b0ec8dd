"""Random texts, spans and damaged tables through the kernel under ASan and UBSan.

    python tests/kernel/with_sanitizers.py [--seconds 60] [--seed 0] [--without-lanes]

Needs gcc or clang with its sanitizers. The module is compiled for this run alone, into a scratch
folder, and a second Python is started with the sanitizers loaded before everything else. What the
kernel says is compared with the pure way; a read or write beyond a buffer ends the run at once.
"""

from __future__ import annotations

import argparse
import os
import random
import subprocess
import sys
import sysconfig
import tempfile
import time
from contextlib import suppress
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from itertools import product
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAME = "hedging.kernel._core"
FLAGS = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
INSIDE = "HEDGING_FUZZED_MODULE"


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--seconds", type=float, default=60, help="how long to go on")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument(
        "--without-lanes", action="store_true", help="hash as on a processor without AVX2"
    )
    options = parser.parse_args()
    if INSIDE in os.environ:
        return run(options.seconds, options.seed)
    with tempfile.TemporaryDirectory() as folder:
        module = compile_module(Path(folder), ["-DNO_LANES"] if options.without_lanes else [])
        libraries = [library(name) for name in ("libasan.so", "libubsan.so")]
        changes = {
            INSIDE: str(module),
            "LD_PRELOAD": " ".join(filter(None, libraries)),
            # Python itself keeps memory to its end.
            "ASAN_OPTIONS": "detect_leaks=0",
            "UBSAN_OPTIONS": "print_stacktrace=1",
        }
        call = [sys.executable, *sys.argv]
        return subprocess.run(call, check=False, env={**os.environ, **changes}).returncode


def compile_module(folder: Path, flags: list[str]) -> Path:
    """The kernel with sanitizers."""
    target = folder / "_core.abi3.so"
    sources = sorted(map(str, (ROOT / "hedging" / "kernel").glob("*.c")))
    command = ["cc", "-std=c99", "-ffp-contract=off", "-shared", "-fPIC", *FLAGS, *flags]
    command += ["-DPy_LIMITED_API=0x030A0000", f"-I{sysconfig.get_path('include')}"]
    subprocess.run([*command, *sources, "-o", str(target)], check=True)
    return target


def library(name: str) -> str:
    """The path of a library of the compiler; empty if it has no such file."""
    call = ["cc", f"-print-file-name={name}"]
    path = subprocess.run(call, check=True, capture_output=True, text=True).stdout.strip()
    return path if Path(path).is_absolute() else ""


def load_module() -> None:
    """Put the module with sanitizers in the place of the one that is installed."""
    path = os.environ[INSIDE]
    spec = spec_from_file_location(NAME, path, loader=ExtensionFileLoader(NAME, path))
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    sys.modules[NAME] = module


def damaged(content: bytes, chance: random.Random) -> bytes:
    """A flat file with a few wrong bytes, in its head or anywhere."""
    changed = bytearray(content)
    for _ in range(chance.choice([1, 2, 200])):
        place = chance.choice([chance.randrange(700), chance.randrange(len(changed))])
        changed[place] = chance.randrange(256)
    return bytes(changed)


def run(seconds: float, seed: int) -> int:
    # As pytest has it: the tests import what stands beside them.
    sys.path[:0] = [str(ROOT), str(ROOT / "tests")]
    load_module()
    import numpy as np

    import hedging
    from hedging.depth.files import shipped_depth
    from hedging.extension import extension
    from hedging.kernel import depth_tables, tables
    from tests.kernel.other_depth import opened_depth
    from tests.kernel.test_compiled_depth import PHRASES, same_depth
    from tests.kernel.test_compiled_scopes import TABLES
    from tests.kernel.test_kernel_sources import WEIGHTS, answer_all
    from tests.kernel.test_same_bits import (
        HOSTILE,
        LONG,
        MODEL_CUES,
        OWN_WORDS,
        SCHEMES,
        same_cues,
    )

    core = extension()
    assert core.__spec__.origin == os.environ[INSIDE]
    chance = random.Random(seed)
    custom = hedging.load(extra_cues=dict.fromkeys(OWN_WORDS, "weasel"), ignore_cues=MODEL_CUES)
    criteria = [custom.criteria, *(hedging.load(scheme=scheme).criteria for scheme in SCHEMES)]
    own_cues = tables.flat_file("custom", tables.custom_sections(custom.criteria.custom))
    content = tables.flat_file(
        "model", tables.model_sections(criteria[0].model, criteria[0].scheme)
    )
    seen = core.open("characters", tables.characters_file(tables.pages_of(PHRASES)))
    files = {
        "depth": depth_tables.depth_file(shipped_depth()),
        "scopes": depth_tables.scopes_file(TABLES["random"]),
        "sources": depth_tables.sources_file(WEIGHTS["some ask"]),
    }
    for name, own in product(HOSTILE, criteria[:2]):
        same_cues(HOSTILE[name], None, own)
        same_depth(HOSTILE[name], None, own)
    for name, own in product(LONG, criteria[:2]):
        same_cues([LONG[name]], None, own)

    def text() -> str:
        pieces = chance.choices(PHRASES, k=chance.choice([0, 1, 5, 50, 1_000]))
        if chance.random() < 0.2:
            pieces += [chr(chance.randrange(0x110000)) for _ in range(30)]
            chance.shuffle(pieces)
        return chance.choice([" ", "", "\n"]).join(pieces)

    runs, end = 0, time.monotonic() + seconds
    while time.monotonic() < end:
        texts, spans = [text() for _ in range(chance.choice([1, 1, 3, 40]))], None
        if chance.random() < 0.3:
            edges = [sorted(chance.randrange(len(t) + 1) for _ in range(6)) for t in texts]
            spans = [np.array(own, dtype=np.int64).reshape(-1, 2) for own in edges]
        same_cues(texts, spans, chance.choice(criteria))
        same_depth(texts, spans, chance.choice(criteria))
        with suppress(ValueError):
            changed = core.open("model", damaged(content, chance))
            core.score(changed, seen, texts, None, None)
        with suppress(ValueError):
            changed = core.open("custom", damaged(own_cues, chance))
            core.score(core.open("model", content), seen, texts, None, None, 0, changed)
        name = chance.choice(sorted(files))
        with suppress(ValueError):
            answer_all(opened_depth(**{name: damaged(files[name], chance)}), texts)
        if chance.random() < 0.1:
            same_cues([(texts[0] + chance.choice(PHRASES)) * 70], None, chance.choice(criteria))
        runs += 1
    print(f"{runs} rounds without an error or a difference, seed {seed}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
