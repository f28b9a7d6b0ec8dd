"""Large blocks grow on every version of Linux, and a long text needs hardly any memory."""

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hedging.extension import extension

KERNEL = Path(__file__).parents[2] / "hedging" / "kernel"

# Before Linux 6.17, mremap refuses what is more than one mapping; so it is refused here, too.
PROGRAM = r"""
#define _GNU_SOURCE /* for mremap and large pages */
#include "binding_memory.h"
#include <stdint.h>
#include <stdio.h>
#include <sys/mman.h>

static int is_one_mapping(void *block, size_t size) {
    unsigned long begin, end;
    char line[4096];
    int is_one = 0;
    FILE *maps = fopen("/proc/self/maps", "r");
    while (fgets(line, sizeof line, maps))
        if (sscanf(line, "%lx-%lx", &begin, &end) == 2)
            is_one |= begin <= (uintptr_t)block && (uintptr_t)block + size <= end;
    fclose(maps);
    return is_one;
}

static void *strict_mremap(void *block, size_t old_size, size_t size, int flags, void *place) {
    if (!is_one_mapping(block, old_size)) return MAP_FAILED;
    return mremap(block, old_size, size, flags, place);
}

#define mremap strict_mremap
#include "binding_memory.c"

int main(void) {
    size_t size = 1 << 20, more;
    char *block = resize_block(NULL, NULL, 0, size), *grown;
    if (block == NULL) return 1;
    memset(block, 1, size);
    for (; size < (size_t)1 << 26; block = grown, size = more) {
        more = 2 * size + 4096;
        grown = resize_block(NULL, block, size, more);
        if (grown == NULL) return printf("no memory for %zu bytes\n", more), 1;
        for (size_t k = 0; k < size; k += 997)
            if (grown[k] != 1) return printf("byte %zu is lost\n", k), 1;
        memset(grown, 1, more);
    }
    return resize_block(NULL, block, size, 0) != NULL;
}
"""


def run(command):
    return subprocess.run(command, check=False, capture_output=True, text=True)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere all blocks come from malloc")
def test_large_blocks_grow_again_and_again(tmp_path):
    source, program = tmp_path / "grow.c", tmp_path / "grow"
    source.write_text(PROGRAM, encoding="utf-8")
    compiler = shlex.split(os.environ.get("CC", "cc"))
    command = [*compiler, "-std=c99", f"-I{KERNEL}"]
    if not shutil.which(compiler[0]):
        pytest.skip("there is no compiler")
    done = run([*command, source, "-o", program])
    assert done.returncode == 0, done.stderr
    grown = run([program])
    assert (grown.returncode, grown.stdout) == (0, "")


@pytest.mark.slow
@pytest.mark.skipif(extension() is None, reason="the compiled kernel was not built")
@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory is counted in other units")
@pytest.mark.parametrize("name", ["only full stops", "one endless sentence", "only emoji"])
def test_memory_does_not_grow_with_a_line(name):
    # The tokens of 8 million full stops would need 144 MB.
    code = (
        "import resource, hedging\nfrom benchmarks.growth import HARD\n"
        f"text = HARD[{name!r}](8_000_000)\ndetector = hedging.load(depth='cues')\n"
        "detector.detect_batch([text[:99_999]])\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "detector.detect_batch([text])\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    assert int(run([sys.executable, "-c", code]).stdout) < 30_000
