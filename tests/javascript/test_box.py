"""The box of the page "Try it" in Chromium, with the policy that the page has."""

import functools
import json
import os
import re
import shutil
import subprocess
import sys
import threading
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

import hedging
from hedging.kinds import KIND
from hedging.pages.markup import kind_styles
from tests.javascript.conftest import PACKAGE, ROOT, need

DOCS = ROOT / "docs"
POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
HEAD = '<!DOCTYPE html><html lang="en"><head><title>Try it</title>'
LOOKS = '<link rel="stylesheet" href="kinds.css">'
STYLE = '<link rel="stylesheet" href="site.css"><meta name="viewport" content="width=device-width">'
TEXT = "Some officials fear that it may rain. It was built in May 1987.\n\nThey left."


class Handler(SimpleHTTPRequestHandler):
    """Files with the policy of the page, in silence."""

    def end_headers(self):
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.fixture(scope="module")
def site(dist, tmp_path_factory):
    """The address of a server that has the box, and the tests of the package."""
    sys.path.insert(0, str(DOCS))
    try:
        from browser_box import write_scripts
    finally:
        sys.path.remove(str(DOCS))
    folder = tmp_path_factory.mktemp("site")
    write_scripts(folder / "box")
    shutil.copytree(dist, folder / "box", dirs_exist_ok=True)
    shutil.copy(PACKAGE / "test" / "compare.js", folder / "compare.js")
    shutil.copy(DOCS / "theme" / "static" / "site.css", folder / "site.css")
    (folder / "kinds.css").write_text(kind_styles(), encoding="utf-8")
    box = (DOCS / "box" / "box.html").read_text(encoding="utf-8")
    body = f"<body><main><h1>Try it</h1>{box}</main></body></html>"
    (folder / "try.html").write_text(f"{HEAD}{LOOKS}{STYLE}</head>{body}", encoding="utf-8")
    handler = functools.partial(Handler, directory=str(folder))
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", folder
    server.shutdown()
    server.server_close()
    thread.join()


def test_the_box_of_a_fresh_checkout_has_all_its_scripts(tmp_path):
    need("clang", "wasm-ld")
    pytest.importorskip("sphinx")
    for folder in ("docs", "hedging", "js"):
        generated = shutil.ignore_patterns("schema.js", "*schema.h", "_core*", "node_modules")
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=generated)
    (tmp_path / "models").symlink_to(ROOT / "models")
    program = (
        "from types import SimpleNamespace as Made; from docs.browser_box import write_box; "
        "write_box(Made(builder=Made(format='html'), outdir='site', tags=set()))"
    )
    subprocess.run(
        [sys.executable, "-c", program],
        check=True,
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
    )
    scripts = tmp_path / "site" / "box" / "hedging"
    for script in scripts.iterdir():
        for name in re.findall(r"from '\./([^']+)'", script.read_text(encoding="utf-8")):
            assert (scripts / name).exists(), f"{script.name} takes {name}"


@pytest.fixture
def tab(browser, site):
    """Opens the page; `asked` has the addresses that it asks for. Its scripts must not fail."""
    errors = []
    context = browser.new_context()
    made = context.new_page()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.on("console", lambda said: errors.append(said.text) if "Policy" in said.text else None)
    made.asked = []
    made.on("request", lambda request: made.asked.append(request.url))

    def opened(width=1000, scheme="light"):
        made.set_viewport_size({"width": width, "height": 800})
        made.emulate_media(color_scheme=scheme)
        made.goto(f"{site[0]}/try.html")
        made.wait_for_selector("#try-text")
        return made

    yield opened
    context.close()
    assert errors == []


def until(page, condition):
    """Wait until a JavaScript expression is true; the policy forbids the page to wait for one."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def shows(page, text):
    until(page, f"document.getElementById('try-answer').textContent === {json.dumps(text)}")


def mark(page, text):
    page.fill("#try-text", text)
    shows(page, text)


def test_chromium_gives_the_answers_of_python(tab):
    wrong = tab().evaluate(
        """async () => {
            const { load } = await import('/box/hedging/index.js');
            const { wrongRows } = await import('/compare.js');
            const rows = await (await fetch('/box/expected.json')).json();
            const files = { core: '/box/core.wasm', model: '/box/model.bin.gz' };
            return wrongRows((options) => load({ ...files, ...options }), rows);
        }"""
    )
    assert wrong == []


def test_a_text_is_marked_as_it_is_typed(tab):
    page = tab()
    page.type("#try-text", TEXT)
    shows(page, TEXT)
    report = hedging.detect(TEXT)
    marks = page.eval_on_selector_all(
        "#try-answer mark", "marks => marks.map(mark => [mark.textContent, mark.classList[1]])"
    )
    assert marks == [[cue.text, KIND[cue.kind].letter] for cue in report.cues]
    assert page.text_content("#try-answer") == TEXT
    assert page.locator("#try-answer .hedged").count() == len(report.hedged_sentences)
    assert page.inner_text("#try-summary") == "1 of 3 sentences leaves something open: 33%."
    kinds = page.locator("#try-kinds li").all_inner_texts()
    assert kinds == ["possible or unclear 1", "believed or alleged 1", "source not named 1"]


def test_no_text_runs(tab):
    lines = (ROOT / "tests" / "cases" / "hostile_pages.jsonl").read_text(encoding="utf-8")
    page = tab()
    for row in map(json.loads, lines.splitlines()):
        text = f"It may rain. {row['text']} They may leave."
        page.fill("#try-text", text)
        # What the box shows, as it has taken it: a text area turns line ends into line feeds.
        shows(page, page.input_value("#try-text"))
    assert page.evaluate("window.__ran") is None


def test_nothing_leaves_the_browser_and_nothing_is_loaded_before_it_is_needed(tab, site):
    page = tab()
    assert not any("model.bin" in url or "core.wasm" in url for url in page.asked)
    page.focus("#try-text")
    until(page, "performance.getEntriesByName(location.origin + '/box/model.bin.gz').length")
    mark(page, TEXT)
    asked = list(page.asked)
    assert all(url.startswith(site[0]) and "?" not in url for url in asked)
    page.context.set_offline(True)
    mark(page, "It might snow. " * 3)
    assert page.asked == asked
    assert page.locator("#try-answer mark").count() == 3


def test_the_first_answer_comes_soon(tab):
    times = []
    for _ in range(3):
        page = tab()
        page.evaluate(
            """() => {
                window.began = performance.now();
                new MutationObserver(() => { window.answered ??= performance.now(); })
                    .observe(document.getElementById('try-answer'), { childList: true });
            }"""
        )
        page.click("#try-example")
        page.wait_for_selector("#try-answer mark")
        times.append(page.evaluate("answered - began"))
        if times[-1] < 3000:
            break
    # A second on a machine that has nothing else to do.
    assert min(times) < 3000


def test_the_keyboard_goes_from_mark_to_mark(tab):
    page = tab()
    mark(page, TEXT)
    page.focus("#try-clear")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Some officials"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "fear"
    assert page.inner_text("#try-cue").startswith("“fear”: believed or alleged (doxastic), ")
    page.keyboard.press("End")
    assert page.evaluate("document.activeElement.textContent") == "may"
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.textContent") == "may"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "MARK"


def test_the_line_about_a_mark_does_not_cover_it(tab):
    page = tab(320)
    mark(page, f"{TEXT}\n\n" * 30)
    page.focus("#try-answer mark")
    for _ in range(20):
        page.keyboard.press("ArrowDown")
        bottom, top = page.evaluate(
            """() => [document.activeElement.getBoundingClientRect().bottom,
                document.getElementById('try-cue').getBoundingClientRect().top]"""
        )
        assert bottom <= top


def test_markup_in_a_text_stays_text(tab):
    page = tab()
    text = "The <b>wall</b> may fall. <img src=x onerror=alert(1)>\nIt might rain."
    mark(page, text)
    assert page.locator("#try-answer img, #try-answer b").count() == 0
    assert page.locator("#try-answer mark").count() == len(hedging.detect(text).cues) > 0


def test_an_empty_box_is_silent(tab):
    page = tab()
    mark(page, TEXT)
    page.click("#try-clear")
    until(page, "!document.getElementById('try-summary').textContent")
    assert page.locator("#try-answer").is_hidden()
    assert page.locator("#try-kinds li").count() == 0


def test_a_model_that_is_missing_is_said_and_asked_for_again(tab, site):
    page = tab()
    page.route("**/model.bin.gz", lambda route: route.fulfill(status=404))
    page.click("#try-example")
    page.wait_for_selector("text=The model could not be loaded")
    page.unroute("**/model.bin.gz")
    page.click("#try-example")
    page.wait_for_selector("#try-answer mark")


@pytest.mark.parametrize("width", [320, 1000])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_is_too_wide(tab, width, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page = tab(width, scheme)
    page.click("#try-example")
    page.wait_for_selector("#try-answer mark")
    page.focus("#try-answer mark")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    found = [(rule["id"], rule["nodes"]) for rule in axe.run(page).response["violations"]]
    assert found == []
