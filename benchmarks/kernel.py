"""The costliest stages in numpy and in C, with equal results: the gain of a compiled kernel.

    python -m benchmarks.kernel [--corpora PATH]

It needs a C compiler (`cc`). The library stays in pure Python, so that its wheel installs
everywhere; this benchmark measures the price.
"""

from __future__ import annotations

import argparse
import ctypes
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import hedging
from benchmarks.material import add_corpora_option, news, repeated
from benchmarks.output import RESULTS, rounded, write_json
from hedging.evaluate.environment import environment
from hedging.evaluate.speed import best
from hedging.model import features
from hedging.model.model import Model
from hedging.text import sentences
from hedging.text.characters import character_table
from hedging.text.hashing import Hashes, mix
from hedging.text.lines import lay_out_lines
from hedging.text.templates import Templates
from hedging.text.tokens import tokenize
from hedging.text.weights import Weights

CHARACTERS = 1 << 17
# Turns of each measure; a quick run takes a tenth.
TURNS = 20


def main(argv: Sequence[str] | None = None) -> int:
    """Run the benchmark; see the module's text."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_corpora_option(parser)
    parser.add_argument("--quick", action="store_true", help="fewer turns")
    parser.add_argument("--output", type=Path, default=RESULTS, help="folder of the results")
    options = parser.parse_args(argv)
    turns = TURNS // 10 if options.quick else TURNS
    row = measure_all(repeated(news(options.corpora), CHARACTERS), turns)
    for stage, ms in row["stages"].items():
        print(f"{stage:<50}{ms['numpy_ms']:>8.2f} ms numpy{ms['compiled_ms']:>8.2f} ms compiled")
    print(f"{'all stages':<50}{row['whole_ms']:>8.2f} ms numpy", end="")
    print(f"{row['whole_less_saved_ms']:>8.2f} ms with these three compiled")
    write_json(options.output / "kernel.json", rounded(row))
    return 0


def measure_all(text: str, turns: int) -> dict[str, Any]:
    """Milliseconds of each stage in numpy and in C, and of all stages together."""
    model = hedging.load().model
    gaps, candidates = counts_of(text, model)
    cue_weights = model.scheme("general").cue_weights
    with tempfile.TemporaryDirectory() as folder:
        library = compile_kernel(Path(folder))
        stages = {
            "tokens and their ids": compare_tokens(library, text, turns),
            f"named features and weights of {candidates:,} candidates": compare_scores(
                library, (features.TEMPLATES, features.BITS, cue_weights), candidates, turns
            ),
            f"features and weights of {gaps:,} gaps": compare_scores(
                library,
                (sentences.GAP_TEMPLATES, sentences.GAP_BITS, model.splitter.weights),
                gaps,
                turns,
            ),
        }
    total = 1000 * best(lambda: hedging.detect_batch([text]), turns)
    saved = sum(ms["numpy_ms"] - ms["compiled_ms"] for ms in stages.values())
    row: dict[str, Any] = environment() | {"characters": CHARACTERS, "stages": stages}
    return row | {"whole_ms": total, "whole_less_saved_ms": total - saved}


def counts_of(text: str, model: Model) -> tuple[int, int]:
    """How many gaps of the text can end a sentence, and how many candidates for cues it has."""
    tokens = tokenize(text)
    document_start = np.zeros(1, dtype=np.int64)
    layout = lay_out_lines(tokens, document_start)
    gaps = sentences.candidate_gaps(tokens, layout, model.splitter.punkt)
    sentence = model.splitter.begins(tokens, document_start).cumsum() - 1
    candidates = model.finder.find(tokens, sentence)
    usable = model.lexicon.masks[candidates.entry, 0] > 0
    return len(gaps), int(usable.sum())


def compile_kernel(folder: Path) -> ctypes.CDLL:
    """Compile kernel.c and load it."""
    source, target = Path(__file__).with_suffix(".c"), folder / "kernel.so"
    subprocess.run(["cc", "-O3", "-shared", "-fPIC", "-o", str(target), str(source)], check=True)
    library = ctypes.CDLL(str(target))
    library.tokens.restype = ctypes.c_size_t
    return library


def pointer(array: npt.NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def compare(
    numpy: Callable[[], object], compiled: Callable[[], object], turns: int
) -> dict[str, float]:
    """Milliseconds of both calls, measured in turns, the best of many."""
    times = [(best(numpy, 5), best(compiled, 5)) for _ in range(turns)]
    numpy_seconds, compiled_seconds = (min(column) for column in zip(*times, strict=True))
    return {"numpy_ms": 1000 * numpy_seconds, "compiled_ms": 1000 * compiled_seconds}


def compare_tokens(library: ctypes.CDLL, text: str, turns: int) -> dict[str, float]:
    """Times of the tokens and their ids, after a check that the results are equal."""
    n = len(text)
    start, end, ids = (np.empty(n, dtype=kind) for kind in (np.int64, np.int64, np.uint64))
    classes, lowered = np.empty(n, dtype=np.uint8), np.empty(n, dtype=np.uint32)
    expected = tokenize(text)
    table = character_table().packed

    def compiled() -> int:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        arrays: tuple[npt.NDArray[Any], ...] = (table, start, end, ids, classes, lowered)
        return int(library.tokens(pointer(codes), ctypes.c_size_t(n), *map(pointer, arrays)))

    count = compiled()
    for name, column in (("start", start), ("end", end), ("ids", ids)):
        if not np.array_equal(column[:count], getattr(expected, name)):
            raise SystemExit(f"the kernel's {name} differ from the library's")
    return compare(lambda: tokenize(text), compiled, turns)


def compare_scores(
    library: ctypes.CDLL,
    linear: tuple[Sequence[tuple[str, ...]], int, Weights],
    values: int,
    turns: int,
) -> dict[str, float]:
    """Times of the features and weights of so many values of a linear model.

    `linear` holds its templates, the bits of its feature ids and its weights. The words are random
    numbers, because the time does not depend on them.
    """
    templates, bits, weights = linear
    names = sorted({name for template in templates for name in template})
    random = np.random.default_rng(0)
    columns: dict[str, Hashes] = {
        name: mix(random.integers(0, 1 << 62, values).astype(np.uint64)) for name in names
    }
    ready = Templates(templates, bits)
    matrix = np.array([columns[name] for name in names])
    positions = [names.index(name) for template in templates for name in template]
    flat = np.array(positions, dtype=np.int32)
    lengths = np.array([len(template) for template in templates], dtype=np.int32)
    sums = np.empty(values, dtype=np.int32)
    table = np.ascontiguousarray(weights.table)
    exact = Weights(table, 1.0)

    def compiled() -> None:
        shape = (pointer(flat), pointer(lengths), len(templates), 64 - bits)
        library.scores(
            pointer(matrix), ctypes.c_size_t(values), *shape, pointer(table), pointer(sums)
        )

    compiled()
    if not np.array_equal(sums, exact(ready.ids(columns))):
        raise SystemExit("the kernel's sums differ from the library's")
    return compare(lambda: exact(ready.ids(columns)), compiled, turns)


if __name__ == "__main__":
    sys.exit(main())
