"""What a page installs is what its snippets use, and CI installs every extra."""

import itertools
import re
import sys

import pytest

from docs.snippets import FOR_DEVELOPERS, PAGES, ROOT, installs, snippets

# Distributions that are imported under another name; all others are written with underscores.
IMPORTED = {
    "scikit-learn": "sklearn",
    "markdown-it-py": "markdown_it",
    "backports.zstd": "backports",
    "ray[data]": "ray",
}
# What code and commands need whose imports do not say so.
NEEDED = {
    r"\.plot\(": {"matplotlib"},
    r"score_frame\(": {"pyarrow"},
    r"score_dataset\(": {"ray"},
    r"hedging (?:adapt|train)\b": {"sklearn"},
    r"hedging completion": {"shtab"},
    r"hedging mcp\b": {"mcp"},
    r"hedging lsp\b": {"pygls"},
    r"""(?:load\(|model=|--model |--against )["']?(?:accurate|auto)\b""": {"onnxruntime"},
}


@pytest.fixture(scope="module")
def extras():
    """The libraries of each extra by the names of their modules, those of extras within it too."""
    tomllib = pytest.importorskip("tomllib")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    optional = project["optional-dependencies"]

    def libraries(extra):
        for requirement in optional[extra]:
            name = re.match(r"[\w.-]+(?:\[[\w,]+\])?", requirement)[0]
            inner = re.fullmatch(r"hedging\[([\w,]+)\]", name)
            for each in inner[1].split(",") if inner else ():
                yield from libraries(each)
            if not inner:
                yield IMPORTED.get(name, name.replace("-", "_"))

    return {extra: set(libraries(extra)) for extra in optional}


def used(snippet):
    """The libraries that a snippet uses, by the names of their modules."""
    found = {*snippet.needs}
    if snippet.language == "python":
        imports = r"^(?:>>>|\.\.\.) *(?:import|from) (\w+)"
        found.update(re.findall(imports, snippet.content, re.MULTILINE))
    for pattern, libraries in NEEDED.items():
        if snippet.language in ("python", "console", "sh") and re.search(pattern, snippet.content):
            found |= libraries
    return found - {*sys.stdlib_module_names, "hedging", "numpy"}


def installed(page, extras):
    """The libraries that the install lines of a page bring."""
    found = set()
    for word in itertools.chain.from_iterable(installs(page)):
        if named := re.fullmatch(r"(?:hedging|\.)\[([\w,]+)\]", word):
            found.update(*(extras[extra] for extra in named[1].split(",")))
        elif word.startswith("./models/en-accurate"):
            found |= extras["encoder"]
        elif word[0] not in ".-":
            found.add(IMPORTED.get(word, word.replace("-", "_")))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_what_a_page_installs_is_what_its_snippets_use(page, extras):
    if page.name in FOR_DEVELOPERS:
        return
    there = installed(page, extras)
    for snippet in snippets(page):
        missing = used(snippet) - there
        assert not missing, f"{page.name}:{snippet.line} uses {missing}, which no line installs"


def test_ci_installs_every_extra(extras):
    """A library that cannot be installed fails the step `install`, and a skipped test the next."""
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    named = re.search(r"local extras=(\S+)", script)[1].split(",")
    by_hand = set(re.search(r"\.\[\$extras\]\" \\\n +(.*)", script)[1].split())
    there = set().union(by_hand, *(extras[extra] for extra in named))
    # The wheel of the accurate model is built and installed by the step `shipped`. Two libraries of
    # `bench` are rivals that are measured by hand.
    elsewhere = {"hedging_en_accurate", "pyahocorasick", "ahocorasick_rs"}
    for extra, libraries in extras.items():
        assert libraries <= there | elsewhere, f"{extra}: {libraries - there - elsewhere}"
