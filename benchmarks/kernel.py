"""What a compiled kernel would bring: the costliest stages in numpy and in C, on one round of news, with the same results.

    kernel.py --corpora PATH [--output benchmarks/results/kernel.json]

It needs a C compiler (`cc`). The library itself stays in pure Python, so that its wheel installs everywhere; this says what
that costs.
"""

from __future__ import annotations

import argparse
import ctypes
import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from throughput import news, rounded

import hedging
from hedging.evaluate.metrics import about
from hedging.evaluate.speed import best
from hedging.model import features
from hedging.text import sentences
from hedging.text.characters import character_table
from hedging.text.hashing import Hashes, mix
from hedging.text.lines import lay_out_lines
from hedging.text.templates import Templates
from hedging.text.tokens import tokenize
from hedging.text.weights import Weights

CHARACTERS = 1 << 17


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--corpora", type=Path, help="folder of the corpora, for its news articles")
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    text = (news(options.corpora) * 100)[:CHARACTERS]
    model = hedging.load().model
    tokens = tokenize(text)
    layout = lay_out_lines(tokens, np.zeros(1, dtype=np.int64))
    gaps = len(sentences.candidate_gaps(tokens, layout, model.splitter.punkt))
    sentence = model.splitter.begins(tokens, np.zeros(1, dtype=np.int64)).cumsum() - 1
    found = model.finder.find(tokens, sentence)
    usable = int((model.lexicon.masks[found.entry, 0] > 0).sum())
    cue_weights = model.scheme("general").cue_weights
    with tempfile.TemporaryDirectory() as folder:
        library = compiled(Path(folder))
        stages = {
            "tokens and their ids": tokens_of(library, text),
            f"named features and weights of {usable:,} candidates": scores_of(
                library, features.TEMPLATES, features.BITS, cue_weights, usable
            ),
            f"features and weights of {gaps:,} gaps": scores_of(
                library, sentences.GAP_TEMPLATES, sentences.GAP_BITS, model.splitter.weights, gaps
            ),
        }
    batch = 1000 * best(lambda: hedging.detect_batch([text]), 20)
    saved = sum(one["numpy_ms"] - one["compiled_ms"] for one in stages.values())
    result: dict[str, Any] = about() | {"characters": CHARACTERS, "stages": stages}
    result |= {"whole_ms": batch, "whole_less_saved_ms": batch - saved}
    for stage, one in stages.items():
        print(f"{stage:<50}{one['numpy_ms']:>8.2f} ms numpy{one['compiled_ms']:>8.2f} ms compiled")
    print(
        f"{'the whole way':<50}{batch:>8.2f} ms numpy{batch - saved:>8.2f} ms with these three compiled"
    )
    if options.output:
        options.output.write_text(json.dumps(rounded(result), indent=1) + "\n", encoding="utf-8")
    return 0


def compiled(folder: Path) -> ctypes.CDLL:
    source, target = Path(__file__).with_suffix(".c"), folder / "kernel.so"
    subprocess.run(["cc", "-O3", "-shared", "-fPIC", "-o", str(target), str(source)], check=True)
    library = ctypes.CDLL(str(target))
    library.tokens.restype = ctypes.c_size_t
    return library


def pointer(array: npt.NDArray[Any]) -> ctypes.c_void_p:
    return ctypes.c_void_p(array.ctypes.data)


def timed(numpy: Callable[[], object], c: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of both, taken in turns, the best of many."""
    turns = [(best(numpy, 5), best(c, 5)) for _ in range(20)]
    return {
        name: 1000 * min(times)
        for name, times in zip(("numpy_ms", "compiled_ms"), zip(*turns, strict=True), strict=True)
    }


def tokens_of(library: ctypes.CDLL, text: str) -> dict[str, float]:
    n = len(text)
    start, end, ids = (np.empty(n, dtype=kind) for kind in (np.int64, np.int64, np.uint64))
    classes, lowered = np.empty(n, dtype=np.uint8), np.empty(n, dtype=np.uint32)
    expected = tokenize(text)

    def call() -> int:
        codes = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        arrays: tuple[npt.NDArray[Any], ...] = (start, end, ids, classes, lowered)
        return int(
            library.tokens(
                pointer(codes), ctypes.c_size_t(n), pointer(character_table().packed), *map(pointer, arrays)
            )
        )

    count = call()
    for name, column in (("start", start), ("end", end), ("ids", ids)):
        if not np.array_equal(column[:count], getattr(expected, name)):
            raise SystemExit(f"the kernel's {name} differ from the library's")
    return timed(lambda: tokenize(text), call)


def scores_of(
    library: ctypes.CDLL,
    templates: Sequence[tuple[str, ...]],
    bits: int,
    weights: Weights,
    values: int,
) -> dict[str, float]:
    """Times for so many values with made-up words, since the cost does not depend on which they are."""
    names = sorted({name for template in templates for name in template})
    random = np.random.default_rng(0)
    columns: dict[str, Hashes] = {
        name: mix(random.integers(0, 1 << 62, values).astype(np.uint64)) for name in names
    }
    ready = Templates(templates, bits)
    matrix = np.array([columns[name] for name in names])
    flat = np.array(
        [names.index(name) for template in templates for name in template], dtype=np.int32
    )
    lengths = np.array([len(template) for template in templates], dtype=np.int32)
    sums = np.empty(values, dtype=np.int32)
    table = np.ascontiguousarray(weights.table)
    exact = Weights(table, 1.0)

    def call() -> None:
        shape = (pointer(flat), pointer(lengths), len(templates), 64 - bits)
        library.scores(
            pointer(matrix), ctypes.c_size_t(values), *shape, pointer(table), pointer(sums)
        )

    call()
    if not np.array_equal(sums, exact(ready.ids(columns))):
        raise SystemExit("the kernel's sums differ from the library's")
    return timed(lambda: exact(ready.ids(columns)), call)


if __name__ == "__main__":
    sys.exit(main())
