"""The site is built without a warning, and each page is light, self-contained and accessible.

The tests that look at pages need Chromium, and are skipped where it is missing.
"""

import os
import re
import subprocess
import sys
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from docs.snippets import ROOT
from tests.javascript.conftest import need

DOCS = ROOT / "docs"
# One page of each sort.
LOOKED_AT = (
    "index.html",
    "try.html",
    "kinds.html",
    "tutorials/journalist.html",
    "how-to/report.html",
    "gallery.html",
    "reference.html",
    "search.html?q=booster",
    "contents.html",
)
MAX_BYTES = 300_000


def build_site(folder, **variables):
    """Builds the site, in which a warning is an error, and gives what Sphinx says."""
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_parser")
    command = [sys.executable, "-m", "sphinx", "-W", "-d", str(folder / "read")]
    done = subprocess.run(
        [*command, str(DOCS), str(folder / "site")],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | variables,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    folder = tmp_path_factory.mktemp("built")
    build_site(folder)
    return folder / "site"


@pytest.fixture
def tab(browser, site):
    """Opens a page of the site; `loaded` has the files that it took. Its scripts must not fail."""
    errors = []
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    made = context.new_page()
    made.on("pageerror", lambda error: errors.append(str(error)))
    made.loaded = set()
    made.on("request", lambda request: made.loaded.add(request.url))

    def opened(address, width=1280, scheme="light"):
        made.loaded.clear()
        made.set_viewport_size({"width": width, "height": 800})
        made.emulate_media(color_scheme=scheme)
        made.goto(f"{site.as_uri()}/{address}")
        return made

    yield opened
    context.close()
    assert errors == []


def every_page(site):
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))


def test_the_contents_name_every_page():
    contents = (DOCS / "contents.md").read_text(encoding="utf-8")
    named = re.findall(r"^[^<\n]+<([\w/-]+)>$", contents, re.MULTILINE)
    pages = {path.relative_to(DOCS).with_suffix("").as_posix() for path in DOCS.rglob("*.md")}
    assert len(named) == len(set(named))
    assert {*named, "contents"} == pages


def test_the_reference_has_what_the_docstrings_say(site):
    reference = (site / "reference.html").read_text(encoding="utf-8")
    assert "The hedged sentences, in text order." in reference
    # The doctests of a docstring are code, and so is what stands between single backticks.
    assert '<span class="gp">&gt;&gt;&gt; </span>' in reference
    assert "<code>depth=&quot;cues&quot;</code>" in reference
    assert "`" not in re.sub(r"<pre>.*?</pre>", "", reference, flags=re.DOTALL)


NO_BOX = "missing from this build of the site"


def test_with_clang_the_site_has_the_box(site):
    need("clang", "wasm-ld")
    page = (site / "try.html").read_text(encoding="utf-8")
    assert 'id="try-text"' in page
    assert NO_BOX not in page
    assert (site / "box" / "model.bin.gz").stat().st_size > 100_000


@pytest.mark.slow
def test_without_clang_the_page_says_what_is_missing_in_place_of_the_box(tmp_path):
    said = build_site(tmp_path, CLANG="no-such-clang").splitlines()
    reason = "no-such-clang is missing: install clang and lld"
    assert said.count(f"the page 'Try it' has no box: {reason}") == 1
    page = (tmp_path / "site" / "try.html").read_text(encoding="utf-8")
    assert page.count(NO_BOX) == 1
    assert "try-text" not in page
    assert "box/" not in page
    assert not [*(tmp_path / "site" / "box").glob("*")]
    # With clang, the next build of the same folder has the box.
    need("clang", "wasm-ld")
    build_site(tmp_path)
    assert 'id="try-text"' in (tmp_path / "site" / "try.html").read_text(encoding="utf-8")


WITHOUT = """
import sys
from importlib.machinery import PathFinder

class Without(PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        if name.partition(".")[0] in %r:
            return None
        return super().find_spec(name, path, target)

sys.meta_path[sys.meta_path.index(PathFinder)] = Without
"""


@pytest.mark.slow
def test_the_reference_is_whole_without_the_libraries_of_the_integrations(tmp_path):
    pytest.importorskip("sphinx")
    pytest.importorskip("myst_parser")
    libraries = ("pandas", "polars", "pyarrow", "pyspark", "ray", "sklearn", "spacy")
    (tmp_path / "sitecustomize.py").write_text(WITHOUT % (libraries,), encoding="utf-8")
    path = os.pathsep.join((str(tmp_path), str(ROOT)))
    command = [sys.executable, "-m", "sphinx", "-W", "-q", "-b", "text", "-d", tmp_path / "read"]
    done = subprocess.run(
        [*command, DOCS, tmp_path / "text", DOCS / "reference.md"],
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": path},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    reference = (tmp_path / "text" / "reference.txt").read_text(encoding="utf-8")
    page = (DOCS / "reference.md").read_text(encoding="utf-8")
    public = re.findall(r"^\.\. auto\w+:: \S+\.(\w+)$", page, re.MULTILINE)
    assert len(public) > 40
    for name in public:
        assert re.search(rf"^(?:class |exception )?{name}\b", reference, re.MULTILINE), name


def test_the_gallery_shows_pictures_and_leads_to_every_live_example(site):
    gallery = (site / "gallery.html").read_text(encoding="utf-8")
    linked = re.findall(r'href="(examples/[^"]+)"', gallery)
    assert sorted(linked) == [page for page in every_page(site) if page.startswith("examples/")]
    pictures = re.findall(r'<img [^>]*src="([^"]+)"', gallery)
    assert len(pictures) > 4
    for picture in pictures:
        assert (site / picture).stat().st_size <= 100_000, picture


def test_a_file_in_the_documentation_has_its_name_above_it(site):
    home = (site / "index.html").read_text(encoding="utf-8")
    assert '<span class="caption-text">article.txt</span>' in home


def test_prose_in_code_is_broken_and_a_table_in_code_scrolls(tab):
    state = "(block) => [block.scrollWidth > block.clientWidth, block.tabIndex]"
    page = tab("how-to/evaluate.html", 390)
    table = page.locator("pre", has_text="exact F1 overlap").first
    assert table.evaluate(state) == [True, 0]
    page = tab("index.html", 390)
    prose = page.locator("pre", has_text="most hedged").first
    assert prose.evaluate(state) == [False, -1]


def test_the_example_is_the_page_of_a_report(tab):
    frame = tab("index.html").frame_locator("iframe")
    assert frame.locator("mark").count() > 20
    assert frame.locator("h1").inner_text().startswith("Ferry inquiry")


def test_what_the_home_page_says_stands_on_the_first_screen(tab):
    page = tab("index.html")
    for part in ("h1", ".lead", ".figures", "main a >> text=auditors", "iframe"):
        box = page.locator(part).first.bounding_box()
        assert box["y"] + box["height"] <= 800, part


@pytest.mark.slow
@pytest.mark.parametrize("address", LOOKED_AT)
def test_axe_finds_nothing(tab, address):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width in (390, 1280):
        for scheme in ("light", "dark"):
            found = axe.run(tab(address, width, scheme)).response["violations"]
            nodes = [(rule["id"], node["html"][:200]) for rule in found for node in rule["nodes"]]
            assert nodes == [], (width, scheme)


@pytest.mark.parametrize("width", [390, 1280])
def test_targets_can_be_hit(tab, width):
    for address in LOOKED_AT:
        page = tab(address, width)
        if width == 390:
            page.click("text=Menu")
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, input, nav a, header a, footer a')]
                .map((element) => [element.outerHTML, element.getBoundingClientRect()])
                .filter(([html, box]) => box.width && (box.width < 24 || box.height < 24)
                    && !html.includes('class="skip"'))
                .map(([html, box]) => `${html.slice(0, 80)} ${box.width} × ${box.height}`)"""
        )
        assert small == [], address


@pytest.mark.slow
def test_no_page_is_wider_than_the_window(tab, site):
    for address in every_page(site):
        page = tab(address)
        for width in (320, 390, 600, 800, 961, 1100, 1201, 1600):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, (address, width)


def test_every_page_is_light_and_takes_nothing_from_elsewhere(tab, site):
    for address in [*every_page(site), "search.html?q=booster"]:
        loaded = {urlsplit(url) for url in tab(address).loaded if not url.startswith("data:")}
        assert {url.scheme for url in loaded} == {"file"}, address
        files = {Path(unquote(url.path)) for url in loaded}
        assert all(path.is_relative_to(site) for path in files), address
        total = sum(path.stat().st_size for path in files)
        assert total <= MAX_BYTES, f"{address} takes {total} bytes: {sorted(files)}"


def test_code_is_copied_without_prompts_and_output(tab):
    page = tab("index.html")
    for block, copied in (("python", "import hedging"), ("console", "hedging score article.txt")):
        page.locator(f".highlight-{block} .copy").first.focus()
        page.keyboard.press("Enter")
        page.wait_for_selector(f".highlight-{block} >> text=Copied")
        text = page.evaluate("navigator.clipboard.readText()")
        assert text.splitlines()[0] == copied
        assert "('may', 'epistemic')" not in text
        assert ">>>" not in text


def test_the_search_finds_a_word_without_a_server(tab):
    page = tab("search.html?q=approximator")
    page.wait_for_selector("#search-results li")
    titles = page.locator("#search-results a").all_inner_texts()
    assert any("kinds of cues" in title for title in titles)


def test_the_menu_of_a_narrow_page_opens_and_closes_by_keyboard(tab):
    page = tab("kinds.html", 390)
    assert not page.locator(".menu").is_visible()
    page.focus("text=Menu")
    page.keyboard.press("Enter")
    assert page.locator(".menu a", has_text="For journalists").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator(".menu").is_visible()
