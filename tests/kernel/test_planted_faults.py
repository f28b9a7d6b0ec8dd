"""A fault that is planted in a copy of the kernel is noticed when memory is refused."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hedging.extension import extension

HERE = Path(__file__).parent
KERNEL = HERE.parents[1] / "hedging" / "kernel"

LEAKS = r"[1-9]\d* leaks of the kernel"
FAULT = "AddressSanitizer|runtime error"

# The file, what stands there, what is planted there, and what is said then.
FAULTS = {
    "a leak": (
        "binding.c",
        "    free(scored->document);\n    free(scored->document_span);",
        "    free(scored->document_span);",
        LEAKS,
    ),
    "a leak without memory": (
        "binding.c",
        "    if (capsule == NULL) free_file(file);",
        "    if (capsule == NULL && file->block) free_file(file);",
        LEAKS,
    ),
    "an unchecked allocation": (
        "binding.c",
        "    if (document == NULL) return PyErr_NoMemory(), NULL;\n",
        "",
        FAULT,
    ),
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="memory is refused on Linux alone")
@pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")
@pytest.mark.skipif(extension() is None, reason="the compiled kernel was not built")
@pytest.mark.parametrize("name", FAULTS)
def test_a_planted_fault_is_noticed(tmp_path, name):
    file, right, wrong, sign = FAULTS[name]
    for path in (*KERNEL.glob("*.c"), *KERNEL.glob("*.h")):
        shutil.copy(path, tmp_path)
    source = tmp_path / file
    text = source.read_text(encoding="utf-8")
    assert text.count(right) == 1
    source.write_text(text.replace(right, wrong), encoding="utf-8")
    command = [sys.executable, HERE / "with_failing_memory.py", "--sources", tmp_path]
    command += ["--only", "calls"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode != 0
    assert re.search(sign, done.stdout + done.stderr)
