"""The pages look as they looked when somebody last looked at them."""

import subprocess

import pytest

from tests.snapshots.states import KEPT, STATES, difference, photograph

# A few letters are drawn otherwise by another version of the browser.
_MOST = 0.003

pytest.importorskip("PIL", reason="pictures are compared with Pillow")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module", autouse=True)
def _fonts():
    try:
        listed = subprocess.run(["fc-list"], capture_output=True, text=True, check=True).stdout
    except OSError:
        pytest.skip("fc-list is not there, so that nobody knows the fonts")
    if not all(f"DejaVu {name}:" in listed for name in ("Sans", "Serif")):
        pytest.skip("the fonts of DejaVu are not installed")


@pytest.mark.parametrize("name", STATES)
def test_a_state_looks_as_it_was_kept(browser, tmp_path, name):
    picture = photograph(browser, name)
    (tmp_path / f"{name}.png").write_bytes(picture)
    share = difference(picture, (KEPT / f"{name}.png").read_bytes())
    assert share <= _MOST, (
        f"{share:.1%} of {name} looks otherwise: look at {tmp_path / name}.png; if it is right, "
        "python -m tests.snapshots keeps it"
    )


@pytest.mark.parametrize(
    "style",
    [
        ".strip { visibility: hidden }",
        "mark { text-decoration: none !important; color: inherit !important }",
    ],
)
def test_a_change_that_a_reader_sees_is_seen(browser, style):
    changed = photograph(browser, "article", style=style)
    assert difference(changed, (KEPT / "article.png").read_bytes()) > _MOST


def test_every_picture_belongs_to_a_state():
    assert {path.stem for path in KEPT.glob("*.png")} == set(STATES)
