"""How tests run: HEDGING_SLOW=1 with the slow ones, HEDGING_PURE=1 without the compiled kernel.

Pages are opened in one browser.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest
from hypothesis import settings

if os.environ.get("HEDGING_PURE") == "1":
    sys.modules["hedging.kernel._core"] = None  # as if it had not been built

# On a machine that others share, how long an example takes says nothing.
settings.register_profile("shared", deadline=None)
settings.load_profile("shared")


def pytest_collection_modifyitems(items):
    if os.environ.get("HEDGING_SLOW") == "1":
        return
    skip = pytest.mark.skip(reason="slow: set HEDGING_SLOW=1")
    for item in items:
        if "slow" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(scope="session")
def browser():
    """A browser for the tests that open a page; they are skipped where there is none."""
    driver = pytest.importorskip("playwright.sync_api")
    with driver.sync_playwright() as playwright:
        program = (
            shutil.which("chromium")
            or shutil.which("google-chrome")
            or playwright.chromium.executable_path
        )
        if not Path(program).exists():
            pytest.skip("no Chromium to look at the page with")
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = playwright.chromium.launch(executable_path=program, args=options)
        yield opened
        opened.close()
