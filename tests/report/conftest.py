"""The page of many texts in a browser, for the tests that open it."""

import pytest


@pytest.fixture
def tab(browser, tmp_path):
    """Opens a page, and fails when its script does, or when it asks for anything."""
    errors = []
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    made = context.new_page()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
    made.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
    own = ("file:", "data:", "blob:")
    made.on(
        "request", lambda asked: None if asked.url.startswith(own) else errors.append(asked.url)
    )

    def opened(page, width=1280, scheme="light"):
        path = tmp_path / "all.html"
        path.write_bytes(page.encode("utf-8", "replace"))
        made.set_viewport_size({"width": width, "height": 900})
        made.emulate_media(color_scheme=scheme)
        made.goto(path.as_uri())
        return made

    yield opened
    context.close()
    assert errors == []
