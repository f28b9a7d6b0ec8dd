"""The pages of a text and of many texts in a browser, for the tests that open them."""

import pytest

import hedging
from hedging.pages.article import report_page


@pytest.fixture
def tab(browser, tmp_path):
    """Opens a text's page, and fails when its script does, or when it asks for anything."""
    errors = []
    context = browser.new_context(viewport={"width": 1000, "height": 800}, reduced_motion="reduce")
    context.set_default_timeout(5000)
    made = context.new_page()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("dialog", lambda dialog: errors.append(f"dialog: {dialog.message}"))
    made.on(
        "request",
        lambda request: (
            errors.append(request.url)
            if not request.url.startswith(("file:", "data:image/svg+xml,", "blob:"))
            else None
        ),
    )

    def opened(text, title="", *, explain=False, **options):
        path = tmp_path / "page.html"
        report = hedging.detect(text) if isinstance(text, str) else text
        if explain:
            options["explanations"] = hedging.load().explain(text)
        # As bytes, since a text's own line ends have to stay.
        path.write_bytes(report_page(report, title, **options).encode("utf-8", "replace"))
        made.goto(path.as_uri())
        return made

    yield opened
    context.close()
    assert errors == []


@pytest.fixture
def comparison_tab(browser, tmp_path):
    """Opens a page of many texts, and fails when its script does, or when it asks for anything."""
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
