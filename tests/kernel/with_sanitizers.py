"""Random texts, spans and damaged tables through the kernel under ASan and UBSan.

    python tests/kernel/with_sanitizers.py [--seconds 60] [--seed 0] [--without-lanes]

Needs gcc or clang with its sanitizers. The module is compiled for this run alone, into a scratch
folder, and a second Python is started with the sanitizers loaded before everything else. What the
kernel says is compared with the pure way; a read or write beyond a buffer ends the run at once, and
memory that the kernel has lost is reported at the end.
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
from typing import Any

ROOT = Path(__file__).parents[2]
NAME = "hedging.kernel._core"
FLAGS = ["-g", "-O1", "-fsanitize=address,undefined", "-fno-sanitize-recover=undefined"]
INSIDE = "HEDGING_FUZZED_MODULE"
KERNEL = ROOT / "hedging" / "kernel"
#: The parts of a leak's report begin so.
LEAK = "leak of"
LEAKS = 87
FINISHED = "finished"


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
        return finished(run(options.seconds, options.seed))
    return under_sanitizers(["-DNO_LANES"] if options.without_lanes else [])


def under_sanitizers(flags: list[str], sources: Path = KERNEL) -> int:
    """Run this command again with a kernel that has sanitizers; the exit code, not 0 for a leak."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        libraries = [library(own) for own in ("libasan.so", "libubsan.so")]
        log = folder / "log"
        changes = {
            INSIDE: str(compile_module(folder, flags, sources)),
            "LD_PRELOAD": " ".join(filter(None, libraries)),
            # The objects of Python are looked through for addresses too.
            "PYTHONMALLOC": "malloc",
            "ASAN_OPTIONS": "detect_leaks=1:allocator_may_return_null=1:quarantine_size_mb=64:"
            f"log_path={log}",
            # What Python keeps to its end is no fault of the kernel, but gives this code.
            "LSAN_OPTIONS": f"exitcode={LEAKS}",
            "UBSAN_OPTIONS": "print_stacktrace=1",
        }
        call = [sys.executable, *sys.argv]
        code = subprocess.run(call, check=False, env={**os.environ, **changes}).returncode
        # Any other fault has this code too, and ends the run before it says that it has finished.
        if code == LEAKS and (folder / FINISHED).exists():
            code = 0
        said = "".join(path.read_text(errors="replace") for path in folder.glob("log*"))
    lost = [part for part in said.split("\n\n") if LEAK in part and f"{sources}/" in part]
    print("\n\n".join(lost) if code == 0 else said)
    print(f"{len(lost)} leaks of the kernel, of {said.count(LEAK)} in all")
    return code or bool(lost)


def finished(code: int) -> int:
    """Note that a run with sanitizers has come to its end, if its code is 0; the code."""
    if code == 0:
        Path(os.environ[INSIDE]).with_name(FINISHED).touch()
    return code


def compile_module(folder: Path, flags: list[str], sources: Path) -> Path:
    """The kernel with sanitizers."""
    target = folder / "_core.abi3.so"
    files = sorted(map(str, sources.glob("*.c")))
    command = ["cc", "-std=c99", "-ffp-contract=off", "-shared", "-fPIC", *FLAGS, *flags]
    command += ["-DPy_LIMITED_API=0x030A0000", f"-I{sysconfig.get_path('include')}"]
    subprocess.run([*command, *files, "-o", str(target)], check=True)
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


def known_texts(criteria: list[Any]) -> None:
    """Texts that hit something, long ones among them, and a batch of 100,000 documents."""
    from tests.kernel.test_compiled_depth import same_depth
    from tests.kernel.test_same_bits import HOSTILE, LONG, same_cues

    for name, own in product(HOSTILE, criteria):
        same_cues(HOSTILE[name], None, own)
        same_depth(HOSTILE[name], None, own)
    for name, own in product(LONG, criteria):
        same_cues([LONG[name]], None, own)
    same_depth([LONG["a million characters"]], None, criteria[0])
    documents = ["It may rain.", "", "Some fear it.\n", "(nobody said: “Perhaps.”)"] * 25_000
    same_cues(documents, None, criteria[0])
    same_depth(documents, None, criteria[0])


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
    from tests.kernel.test_same_bits import MODEL_CUES, OWN_WORDS, SCHEMES, same_cues

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
    known_texts(criteria[:2])

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
