"""The pages of a text and of many texts in a browser, for the tests that open them."""

import pytest

import hedging
from hedging.pages.article import report_page


@pytest.fixture
def watched(browser):
    """Makes a tab; the test fails when a script of it does, or when it asks for anything."""
    errors, contexts = [], []

    def made(*, own=("file:", "blob:", "data:image/svg+xml,"), **window):
        contexts.append(browser.new_context(**window))
        tab = contexts[-1].new_page()
        tab.on("pageerror", lambda error: errors.append(str(error)))
        tab.on("console", lambda said: errors.append(said.text) if said.type == "error" else None)
        tab.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
        contexts[-1].on(
            "request", lambda asked: None if asked.url.startswith(own) else errors.append(asked.url)
        )
        return tab, errors

    yield made
    for context in contexts:
        context.close()
    assert errors == []


@pytest.fixture
def written(tmp_path):
    """Writes a page to a file; as bytes, since a text's own line ends have to stay."""

    def write(page):
        path = tmp_path / "page.html"
        path.write_bytes(page.encode("utf-8", "replace"))
        return path

    return write


@pytest.fixture
def tab(watched, written):
    """Opens a text's page."""
    made, _ = watched(viewport={"width": 1000, "height": 800}, reduced_motion="reduce")

    def opened(text, title="", *, explain=False, **options):
        report = hedging.detect(text) if isinstance(text, str) else text
        if explain:
            options["explanations"] = hedging.load().explain(text)
        made.goto(written(report_page(report, title, **options)).as_uri())
        return made

    return opened


@pytest.fixture
def comparison_tab(watched, written):
    """Opens a page of many texts."""
    made, _ = watched(own=("file:", "data:", "blob:"), viewport={"width": 1280, "height": 900})

    def opened(page, width=1280, scheme="light"):
        made.set_viewport_size({"width": width, "height": 900})
        made.emulate_media(color_scheme=scheme)
        made.goto(written(page).as_uri())
        return made

    return opened
