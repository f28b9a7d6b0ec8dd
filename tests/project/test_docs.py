"""Every snippet of the README and of the documentation does what it says."""

import doctest
import re
import sys
import textwrap

import pytest

import hedging
from docs.snippets import PAGES, ROOT, calls, run_page, snippets
from hedging.cli.main import build_parser
from hedging.encoder.network import Session


def pages():
    """The pages; a page of the documentation with commands starts programs, and is slow."""
    for page in PAGES:
        slow = page.parent != ROOT and any(one.language == "console" for one in snippets(page))
        name = str(page.relative_to(ROOT))
        yield pytest.param(page, id=name, marks=[pytest.mark.slow] if slow else [])


@pytest.mark.parametrize("page", list(pages()))
def test_snippets(page, tmp_path):
    ran = run_page(page, tmp_path)
    assert not [str(output) for output in ran.outputs if not output.same]
    if ran.left_out:
        pytest.skip(f"{ran.snippets} snippets are right; " + "; ".join(ran.left_out))
    assert ran.snippets or page.name in ("contents.md", "reference.md")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_is_not_run_is_right_all_the_same(page):
    project = (
        (ROOT / "pyproject.toml")
        .read_text(encoding="utf-8")
        .partition("[project.optional-dependencies]")[2]
    )
    extras = set(re.findall(r"^([a-z]+) = \[", project.partition("\n[")[0], re.MULTILINE))
    assert {"batch", "spacy"} < extras
    for one in snippets(page):
        if one.language == "sh":
            found, named = calls(one.content)
            assert named <= extras, f"{page.name}:{one.line}"
            for words in found:
                assert build_parser().parse_args(words).run


def test_what_the_accurate_model_needs_is_said_as_the_page_quotes_it(tmp_path, monkeypatch):
    page = (ROOT / "docs" / "how-to" / "accurate.md").read_text(encoding="utf-8")
    without_model, without_libraries = re.findall(r"(?:^ {4}\S.*\n)+", page, re.MULTILINE)
    monkeypatch.setattr("hedging.model.files.MODELS", tmp_path)
    with pytest.raises(hedging.ModelError) as no_model:
        hedging.load("accurate")
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    with pytest.raises(hedging.MissingExtraError) as no_library:
        Session(b"")
    check = doctest.OutputChecker().check_output
    flags = doctest.ELLIPSIS | doctest.NORMALIZE_WHITESPACE
    assert check(textwrap.dedent(without_model), f"{no_model.value}\n", flags)
    assert check(textwrap.dedent(without_libraries), f"{no_library.value}\n", flags)


def test_every_block_is_a_snippet():
    for page in PAGES:
        text = page.read_text(encoding="utf-8")
        # In braces stands a directive of the site.
        blocks = re.findall(r"^[ \t]*```[^\s{]", text, re.MULTILINE)
        assert len(blocks) == len(list(snippets(page))), page.name


def test_links_lead_somewhere():
    for page in PAGES:
        text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", text):
            if not target.startswith("http"):
                assert (page.parent / target).exists(), f"{page.name} links to {target}"


@pytest.mark.parametrize(
    "page", sorted((ROOT / "docs" / "tutorials").glob("*.md")), ids=lambda page: page.stem
)
def test_a_tutorial_has_a_picture(page):
    assert re.search(r"!\[.*?\]\(\.\./images/", page.read_text(encoding="utf-8"), re.DOTALL)


def test_pictures_are_light_and_say_what_they_show():
    shown = set()
    for page in PAGES:
        for says, target in re.findall(
            r"!\[(.*?)\]\((\S+)\)", page.read_text(encoding="utf-8"), re.DOTALL
        ):
            assert len(says.split()) >= 4, f"{page.name}: {target}"
            picture = (page.parent / target).resolve()
            assert picture.stat().st_size <= 200_000, picture
            shown.add(picture.name)
    assert shown == {path.name for path in (ROOT / "docs" / "images").iterdir()}


# A limit that the code has, the size of data that others have, and the page whose figures stand
# beside the commands that make them.
FIGURES_BY_HAND = {"batch.md": {"64 MB"}, "corpora.md": {"119 MB"}}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_sizes_and_paces_come_from_results(page):
    if page.name == "reliability.md":
        return
    text = page.read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```|<!-- table: .*?<!-- end -->", "", text, flags=re.DOTALL)
    pattern = r"\d[\d.,]*\s(?:ms|µs|kB|MB|GB)\b|[\w,]+ sentences a second"
    found = set(re.findall(pattern, prose))
    assert found <= FIGURES_BY_HAND.get(page.name, set()), f"{page.name}: a table has figures"
