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


# ---- figures ----

CARDS = sorted((ROOT / "models").rglob("README.md"))
FIGURED = (*PAGES, ROOT / "benchmarks" / "README.md", *CARDS)
UNITS = "ms|µs|ns|s|kB|MB|GB|seconds?|minutes?|hours?|points?|times"
FIGURE = re.compile(
    rf"\d[\d.,]*\s?%|\d[\d.,]*\s(?:{UNITS})\b|(?<![\w.,])\d*\.\d+\b|\d[\d,]* of \d+(?:,\d+)*"
    r"|\b\d{1,3}(?:,\d{3})+"
)
# What `benchmarks/tables.py` writes, what is quoted, and what has a number for a name.
NO_FIGURE = re.compile(
    r"<!-- (?:table|figure): .*?<!-- end -->|`[^`]*`|\"[^\"]*\""
    r"|(?<!\*)\*[^*\n|]+(?:\n[^*\n|]+)?\*(?!\*)"
    r"|9[05] ?% intervals?|(?:Apache|CC BY(?:-\w+)*|CC0|Python|CPython|section)[ -]\d+(?:\.\d+)+"
    r"|\d+(?:\.\d+){2,}",
    re.DOTALL,
)
# A row of a table that begins with the command or the test that measures.
MEASURED = re.compile(r"^\|[^|]*`[^`|]*(?:python -m |\bpython )?tests[/.][^|]*\|.*$", re.MULTILINE)


def figures_by_hand(page):
    """The figures in the prose of a page that neither a result, a command nor an example gives."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"```.*?```", text, re.DOTALL)
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    prose = NO_FIGURE.sub("", MEASURED.sub("", prose))
    shown = " ".join(" ".join(blocks).split())
    for match in FIGURE.finditer(prose):
        figure = " ".join(match[0].split())
        # What a card says of its material is that of the day when the model was made.
        counts = page in CARDS and "%" not in figure and re.search(r",\d{3}\b", figure)
        if not counts and not re.search(rf"(?<![\d.]){re.escape(figure)}(?!\d)", shown):
            yield figure


@pytest.mark.parametrize("page", FIGURED, ids=lambda page: str(page.relative_to(ROOT)))
def test_figures_come_from_results(page):
    assert not list(figures_by_hand(page)), (
        "a figure is written by benchmarks/tables.py, or shown by an example of the page"
    )


def test_a_figure_by_hand_is_found(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(
        "It is 12 times as fast, in 3.5 ms, for 40% of texts.\n"
        "F1 is .87 on 2,000 sentences, 3 of 4, with numpy 2.4.6.\n"
        "```console\n$ a\n0.47\n```\nThe 0.47 is shown, *90 %* is quoted, `0.3` too, and the\n95 % "
        "interval has a name. <!-- figure: a.b {:.2f} -->0.55<!-- end --> is written. Apache-2.0.\n"
        "| `tests/fuzz` | 4 of 5 |\n| others | 5 of 6 |\n",
        encoding="utf-8",
    )
    assert list(figures_by_hand(page)) == [
        "12 times",
        "3.5 ms",
        "40%",
        ".87",
        "2,000",
        "3 of 4",
        "5 of 6",
    ]
