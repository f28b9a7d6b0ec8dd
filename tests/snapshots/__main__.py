"""The command; `tests/snapshots/__init__.py` describes it."""

import shutil

from playwright.sync_api import sync_playwright

from tests.snapshots.states import KEPT, STATES, photograph


def main():
    """Make all pictures anew."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        for name in STATES:
            (KEPT / f"{name}.png").write_bytes(photograph(browser, name))
        browser.close()


if __name__ == "__main__":
    main()
