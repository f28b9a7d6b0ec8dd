"""The C core and a model → `dist/`: the core as WebAssembly, and the model packed.

    python js/build.py [--model NAME|FOLDER] [--scheme NAME] [--out FOLDER]

Needs what hedging needs, and clang with wasm-ld of LLVM (Debian: clang and lld). `CLANG` names
another clang.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent
KERNEL = ROOT / "hedging" / "kernel"
# The library of this checkout, which has what it generates and packs, and no wheel of it.
sys.path.insert(0, str(ROOT))

from packed import packed_file  # noqa: E402

import hedging  # noqa: E402
from hedging.kernel.generate import generate  # noqa: E402

SOURCES = (
    "candidates", "features", "lanes", "linear", "lines", "run", "sentences", "tables", "tokens",
    "windows",
)  # fmt: skip
CORE, MODEL = "core.wasm", "model.bin.gz"
# Contraction of floating-point operations would change last bits; a loop of vectors is no faster
# here, since the core follows hashes from table to table.
FLAGS = (
    "--target=wasm32", "-O3", "-std=c99", "-ffp-contract=off", "-mbulk-memory", "-nostdlib",
    "-Wall", "-Wextra", "-Werror",
    "-Wl,--no-entry", "-Wl,--strip-all", "-Wl,--stack-first", "-Wl,-z,stack-size=65536",
)  # fmt: skip


class CannotBuildError(Exception):
    """The core cannot be compiled here; the message says why."""


def compile_core(target: Path) -> None:
    """Compile the core to WebAssembly; CannotBuildError where that is impossible."""
    clang = os.environ.get("CLANG", "clang")
    for program in (clang, "wasm-ld"):
        if shutil.which(program) is None:
            raise CannotBuildError(f"{program} is missing: install clang and lld")
    files = [HERE / "core" / "wasm.c", *(KERNEL / f"{name}.c" for name in SOURCES)]
    include = [f"-I{HERE / 'core' / 'include'}", f"-I{KERNEL}"]
    done = subprocess.run(
        [clang, *FLAGS, *include, "-o", str(target), *map(str, files)],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise CannotBuildError(f"{clang} says:\n{done.stderr.strip()}")


def build(folder: Path, model: str = "light", scheme: str = "general") -> None:
    """Write the compiled core and the packed model to a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    generate(ROOT)
    compile_core(folder / CORE)
    detector = hedging.load(model, scheme=scheme)
    (folder / MODEL).write_bytes(packed_file(detector.model, detector.scheme))


def main() -> None:
    """Read the arguments, build, and say how large the files are."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--model", default="light", help="role, name or folder of a model")
    parser.add_argument("--scheme", default="general", help="scheme of the model")
    parser.add_argument("--out", type=Path, default=HERE / "dist", help="folder to write to")
    options = parser.parse_args()
    try:
        build(options.out, options.model, options.scheme)
    except (CannotBuildError, hedging.HedgingError) as error:
        parser.exit(1, f"error: {error}\n")
    for name in (CORE, MODEL):
        print(f"{options.out / name}  {(options.out / name).stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
