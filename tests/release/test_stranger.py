"""What is shipped, built from a clean clone and installed as a stranger does it, in empty folders.

Installing needs the libraries that the package names, so these tests run where
HEDGING_INSTALL=1 is set, as `.ci/run` does.
"""

import doctest
import gzip
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from places import ACCURATE, ACCURATE_WHEEL, INSTALLS, ROOT, WHEEL, Place, only

from hedging.cli.main import build_parser
from hedging.released import MODEL_ROLES, released

TEXTS = [
    "The ministry fears that the dam could fail. It was built in May 1987.",
    "I think it probably opened in 1874, but I am not sure.",
    "Some experts say the results do not necessarily mean that prices will rise.",
]
# Prints the answers of the models that are named, as JSON.
ANSWERS = """
import json, sys, hedging
answers = {}
for role in sys.argv[2:]:
    reports = hedging.load(role).detect_batch(json.loads(sys.argv[1]))
    answers[role] = [
        [r.model, r.depth, r.score, r.confidence, [[s.score, s.hedged] for s in r.sentences],
         [[c.start, c.end, c.kind, c.score, c.scope, c.source, c.strength] for c in r.cues]]
        for r in reports
    ]
print(json.dumps([hedging.__file__, answers]))
"""

pytestmark = INSTALLS


def answers(place, *roles):
    """The answers of the installed package, which must not be that of the checkout."""
    printed = place.run("python", "-c", ANSWERS, json.dumps(TEXTS), *roles)
    home, given = json.loads(printed)
    assert Path(home).is_relative_to(place.environment)
    return given


def expected(*roles):
    """The answers of the checkout."""
    done = subprocess.run(
        [sys.executable, "-c", ANSWERS, json.dumps(TEXTS), *roles],
        check=True,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    return json.loads(done.stdout)[1]


@pytest.fixture(scope="module", name="stranger")
def _stranger(built, place):
    """A stranger who has installed the wheel of the accurate model, and so the library."""
    own = place("stranger")
    own.pip("--find-links", built, only(built, ACCURATE_WHEEL))
    return own


def test_every_model_is_loaded_and_answers_as_in_the_checkout(stranger):
    names = [*MODEL_ROLES, *released().names.values()]
    assert answers(stranger, *names) == expected(*names)
    assert "(compiled kernel)" in stranger.run("hedging", "--version")


def test_the_wheel_holds_the_light_models_alone(built):
    from zipfile import ZipFile

    wheel = only(built, WHEEL)
    # A wheel that auditwheel has repaired also lists its folders.
    files = [name for name in ZipFile(wheel).namelist() if not name.endswith("/")]
    held = [name.split("/") for name in files]
    models = {parts[2] for parts in held if parts[:2] == ["hedging", "models"]}
    names = released().names
    assert models == {names["light"], names["auto"], "released.json"}


def test_a_checkout_and_the_accurate_model_are_installed_by_one_line(clone, place):
    own = place("checkout")
    line = next(
        line
        for line in (ROOT / "docs/how-to/accurate.md").read_text(encoding="utf-8").splitlines()
        if line.startswith("pip install . ")
    )
    pattern = line.split()[3]
    (model,) = clone.glob(pattern.removeprefix("./"))
    own.pip(clone, model)
    assert answers(own, "accurate") == expected("accurate")


def test_without_the_model_the_message_says_what_to_install(built, place):
    own = place("light")
    own.pip(only(built, WHEEL))
    assert answers(own, "light") == expected("light")
    for role in ("accurate", "auto"):
        said = own.run("hedging", "score", "--model", role, "-", code=1)
        assert "pip install 'hedging[accurate]'" in said
        assert f"pip install . ./models/{ACCURATE}" in said
        assert "Traceback" not in said
    # The model without its libraries.
    own.pip("--no-deps", only(built, ACCURATE_WHEEL))
    said = own.run("hedging", "score", "--model", "accurate", "-", code=1)
    assert "needs onnxruntime: pip install onnxruntime" in said
    assert "Traceback" not in said


def test_the_sdist_is_installed_without_a_compiler(built, place):
    own = place("sdist")
    own.pip(only(built, "hedging-*.tar.gz"), CC="no-such-compiler")
    assert "(pure Python)" in own.run("hedging", "--version")
    assert answers(own, "light") == expected("light")


def test_the_sdist_has_what_its_tests_need(built, place):
    own = place("tests")
    shutil.unpack_archive(only(built, "hedging-*.tar.gz"), own.folder)
    (folder,) = own.folder.iterdir()
    within = Place(own.environment, folder)
    within.pip("-e", ".[test]")
    # Every module of the tests can be imported, and what reads files beside the library runs.
    within.run("python", "-m", "pytest", "-q", "--collect-only")
    rooms = ("project", "benchmarks", "corpora", "javascript", "quality", "training")
    within.run("python", "-m", "pytest", "-q", *(f"tests/{room}" for room in rooms))


def test_who_stands_in_a_checkout_is_told_which_package_runs(clone, stranger):
    within = Place(stranger.environment, clone)
    assert "has the compiled kernel" in within.run("python", "-m", "hedging", "--version")
    assert "RuntimeWarning" in within.run(
        "python", "-c", "import hedging; hedging.detect('It may rain.')"
    )


# ---- the commands ----


@pytest.fixture(scope="module", name="desk")
def _desk(built, place):
    """An environment with what commands need, and the files that README's lines name."""
    own = place("desk")
    own.pip(f"{only(built, WHEEL)}[check,batch,train,completion]")
    news = (ROOT / "tests/golden/news.txt").read_text(encoding="utf-8")
    for name in ("article.txt", "other.txt", "report.txt", "draft.txt"):
        (own.folder / name).write_text(news, encoding="utf-8")
    (own.folder / "answer.txt").write_text(TEXTS[1], encoding="utf-8")
    (own.folder / "articles").mkdir()
    for number in range(12):
        text = f"{news}\nStation {number} may report rain, and it is unclear when."
        (own.folder / "articles" / f"{number}.txt").write_text(text, encoding="utf-8")
    rows = [
        {"url": f"u{n}", "date": "2026-05-01", "section": "ab"[n % 2], "text": TEXTS[n % 3]}
        for n in range(40)
    ]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    with gzip.open(own.folder / "dump.jsonl.gz", "wt", encoding="utf-8") as dump:
        dump.write(lines)
    marked = []
    for number in range(30):
        marked += [
            f"# document: note {number}",
            f"It [may|epistemic] rain on day {number}.",
            f"Day {number} was dry.",
        ]
    for name in ("labels.txt", "ann.txt", "ben.txt"):
        (own.folder / name).write_text("\n".join(marked) + "\n", encoding="utf-8")
    graded = ["text,grade"]
    for year in range(1850, 1870):
        graded += [f"It opened in {year}.,right", f"It may have opened in {year}.,wrong"]
    (own.folder / "graded.csv").write_text("\n".join(graded) + "\n", encoding="utf-8")
    return own


def commands_of_readme():
    """The lines of README's block of commands."""
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    block = re.search(r"## On the command line\n\n```sh\n(.*?)```", text, re.DOTALL)[1]
    return [line.partition("#")[0].strip() for line in block.splitlines()]


@pytest.mark.parametrize("line", commands_of_readme())
def test_a_command_of_readme(desk, line):
    if "--compare section" in line:
        (desk.folder / "scores.csv").unlink(missing_ok=True)
        desk.shell("hedging batch dump.jsonl.gz -o scores.csv --id-field url --keep section")
    done = desk.shell(line.replace("-o labels.txt", "-o drawn.txt"))
    # `check` exits with 1 for a draft that is hedged beyond the limit.
    allowed = (0, 1) if line.startswith("hedging check") else (0,)
    assert done.returncode in allowed, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def commands():
    """The names of all commands."""
    actions = build_parser()._actions
    (commands,) = (action for action in actions if isinstance(action.choices, dict))
    return sorted(commands.choices)


@pytest.mark.parametrize("command", commands())
def test_the_help_of_every_command(desk, command):
    assert f"usage: hedging {command}" in desk.run("hedging", command, "--help")


def test_the_examples_of_readme(desk):
    shutil.copyfile(ROOT / "README.md", desk.folder / "README.md")
    desk.run(
        "python",
        "-c",
        "import doctest, sys; sys.exit(doctest.testfile("
        f"'README.md', module_relative=False, optionflags={doctest.ELLIPSIS})[0])",
    )


def test_the_page_needs_nothing_but_itself(desk):
    desk.run("hedging", "report", "article.txt", "-o", "page.html")
    page = (desk.folder / "page.html").read_text(encoding="utf-8")
    assert "Engineers in the Orrin valley" in page
    assert released().names["light"] in page
