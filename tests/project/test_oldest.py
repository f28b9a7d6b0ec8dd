"""The oldest versions that are tested are those that are claimed."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


def test_pins_are_the_lower_bounds():
    tomllib = pytest.importorskip("tomllib")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    named = (
        "train", "check", "batch", "arrow", "plot", "completion", "sklearn", "spacy", "frames",
        "clusters", "encoder",
    )  # fmt: skip
    requirements = [*project["dependencies"], *(text for name in named for text in extras[name])]
    # tomli is for Python 3.10 alone, which has no tomllib and so cannot run this test.
    claimed = dict(
        re.match(r"([\w.-]+)(?:\[\w+\])?>=([\d.]+)", requirement).groups()
        for requirement in requirements
        if not requirement.startswith(("hedging", "tomli"))
    )
    pins = dict(
        re.findall(
            r"^([\w.-]+)==([\d.]+)$",
            (ROOT / ".ci" / "oldest.txt").read_text(encoding="utf-8"),
            re.MULTILINE,
        )
    )

    def whole(version):
        return tuple(map(int, version.split("."))) + (0,) * (3 - version.count(".") - 1)

    assert {name: whole(version) for name, version in pins.items()} == {
        name: whole(version) for name, version in claimed.items()
    }
