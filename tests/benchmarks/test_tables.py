"""The tables of all pages are those of the committed results."""

import subprocess
import sys
from pathlib import Path

README = Path(__file__).parent.parent.parent / "README.md"


def test_tables_are_those_of_the_results():
    command = [sys.executable, str(README.parent / "benchmarks" / "tables.py"), "--check"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    pages = [
        README,
        README.parent / "benchmarks" / "README.md",
        *README.parent.glob("models/*/README.md"),
        *README.parent.glob("docs/**/*.md"),
    ]
    assert sum(page.read_text(encoding="utf-8").count("<!-- table: ") for page in pages) > 10
