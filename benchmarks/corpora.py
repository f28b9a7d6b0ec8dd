"""A folder of corpora → which files of the shipped model's material are there and match.

    python -m benchmarks.corpora PATH

A file matches if its sha256 begins with the 16 digits that the model's config.json has under
"material". docs/how-to/corpora.md says where each file comes from.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.command import parser_of
from hedging.model.files import digest_of, folder_of
from hedging.options import DEFAULT_MODEL
from hedging.wording import counted, one_line
from training.inputs import in_seeds


def main(argv: Sequence[str] | None = None) -> int:
    """Print a line for each file; the exit code is 1 if one is missing or differs."""
    parser = parser_of(__doc__, output=False)
    parser.add_argument("folder", type=Path, metavar="PATH", help="folder of the corpora")
    options = parser.parse_args(argv)
    problems = 0
    for name, problem in check(options.folder, expected()):
        problems += bool(problem)
        print(f"{name:<36} {problem or 'ok'}")
    if problems:
        print(f"\n{counted(problems, 'file')} to replace below {one_line(str(options.folder))}")
        print("docs/how-to/corpora.md says where each file comes from")
    return int(bool(problems))


def expected() -> dict[str, str]:
    """The files of the material that are not in seeds/, with the first digits of their sha256.

    >>> expected()["wikinews/articles.jsonl"]
    '6d66eb94fb596ac7'
    """
    config = json.loads((folder_of(DEFAULT_MODEL) / "config.json").read_text(encoding="utf-8"))
    material: dict[str, str] = config["material"]
    return {name: digits for name, digits in material.items() if not in_seeds(name)}


def check(folder: Path, digits: dict[str, str]) -> Iterator[tuple[str, str]]:
    """Each file with its problem, "" for a file that is there and matches."""
    for name, expected_digits in digits.items():
        path = folder / name
        if not path.is_file():
            yield name, "missing"
            continue
        actual = digest_of(path)
        matches = actual == expected_digits
        yield name, "" if matches else f"differs: sha256 {actual}…, expected {expected_digits}…"


if __name__ == "__main__":
    sys.exit(main())
