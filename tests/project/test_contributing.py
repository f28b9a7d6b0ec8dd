"""What CONTRIBUTING.md names is there."""

import re
from pathlib import Path

import pytest

import hedging

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
# Without the blocks, whose fences are no marks of code in a line.
TEXT = re.sub(r"^```.*?^```$", "", PAGE, flags=re.DOTALL | re.MULTILINE)
NAMED = sorted(
    {word for code in re.findall(r"`([^`]+)`", TEXT) for word in code.split() if "/" in word}
    | {target for target in re.findall(r"\]\(([^)]+)\)", TEXT) if "://" not in target}
)


@pytest.mark.parametrize("path", NAMED)
def test_a_path_leads_somewhere(path):
    assert list(ROOT.glob(path.rstrip("/"))), path


def test_every_room_has_a_row():
    rooms = {path.parent.name for path in Path(hedging.__file__).parent.glob("*/__init__.py")}
    assert rooms - set(re.findall(r"`hedging/(\w+)/`", TEXT)) == set()


def test_what_follows_from_new_weights_is_named_in_order():
    release = pytest.importorskip("training.release", reason="an sdist may have no training/")
    named = [code for code in re.findall(r"`([^`]+)`", TEXT) if code in release.FOLLOWING]
    in_release = named[named.index(release.FOLLOWING[0]) :]
    assert in_release == list(release.FOLLOWING)
    assert [line.strip() for line in release.LEFT.splitlines()][-len(in_release) :] == in_release
