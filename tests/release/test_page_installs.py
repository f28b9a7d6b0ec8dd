"""Each page runs where only its own install lines were followed; equal lines share an environment.

The wheels that were built stand in for the checkout that the lines name. Lines with options are for
those who change the library, or for a machine without a network. `tests/project/test_extras.py`
compares the lines with what the snippets import, without an installation.
"""

import shutil
from collections import defaultdict

import pytest
from places import ACCURATE_WHEEL, INSTALLS, WHEEL, Place, only

from docs.snippets import FOR_DEVELOPERS, PAGES, ROOT, installs, snippets

pytestmark = INSTALLS

# No snippet runs Spark or Ray, which are large.
NOT_USED = {".[clusters]"}
# Runs pages in a folder, and ends with what is wrong or was left out.
RUN = """
import sys
from pathlib import Path
from docs.snippets import ROOT, run_page
folder, *pages = sys.argv[1:]
wrong = []
for page in pages:
    within = Path(folder, page)
    within.mkdir(parents=True)
    ran = run_page(ROOT / page, within)
    wrong += [str(output) for output in ran.outputs if not output.same]
    wrong += [f"{reason}, and no line of the page installs it" for reason in ran.left_out]
sys.exit("\\n".join(wrong) or None)
"""


def needed(page):
    """What the lines of a page install, each extra by itself: ".[batch]", "scikit-learn"."""
    found = set()
    for line in installs(page):
        if any(word.startswith("-") for word in line):
            continue
        for word in line:
            names = word[2:-1].split(",") if word.startswith(".[") else ()
            found.update((f".[{name}]" for name in names) if names else (word,))
    return tuple(sorted(found - {"."} - NOT_USED))


def environments():
    """What is installed, with the pages that run there."""
    shared = defaultdict(list)
    for page in PAGES:
        runs = any(one.language in ("python", "console") for one in snippets(page))
        if runs and page.name not in FOR_DEVELOPERS:
            shared[needed(page)].append(page.relative_to(ROOT).as_posix())
    for words, pages in shared.items():
        yield pytest.param(words, pages, id=" ".join(words) or "no extra")


@pytest.fixture(scope="session", name="checkout")
def _checkout(clone, tmp_path_factory):
    """A checkout without the library, so that only the installed one can answer."""
    folder = tmp_path_factory.mktemp("checkout") / "hedging"
    return shutil.copytree(clone, folder, ignore=shutil.ignore_patterns(".git", "hedging"))


@pytest.mark.parametrize(("words", "pages"), list(environments()))
def test_pages_run_with_what_they_install(words, pages, built, checkout, place, tmp_path):
    extras = ",".join(word[2:-1] for word in words if word.startswith(".["))
    wheels = [f"{only(built, WHEEL)}[{extras}]" if extras else only(built, WHEEL)]
    if "./models/en-accurate-*" in words:
        wheels.append(only(built, ACCURATE_WHEEL))
    own = place("page")
    own.pip(*wheels, *(word for word in words if word[0] != "."))
    Place(own.environment, checkout).run("python", "-c", RUN, tmp_path, *pages)
