"""Candidate folders → a release: models with one number, their wheel's metadata, and all pages.

    python -m training.release N [--light FOLDER] [--depth FOLDER] [--accurate FOLDER]
                                 [--auto FOLDER] [--version X.Y.Z] [--keep] [--corpora PATH]
    python -m training.release --check

makes the release N of the parts that training made (`training/README.md`); a part that is not named
stays as the last release has it. It writes

    models/en-light-N, en-accurate-N, en-auto-N    with their names in configs and cards
    models/en-accurate-N/pyproject.toml            the wheel of the accurate model
    models/released.json, pyproject.toml           the number and the names
    hedging/__init__.py, and its copies            the version of the library, if one is named
    hedging/yardstick.py                           what is usual, where the weights are others
    the tables of all pages

The folders of the last release go, as their weights stay in the history; `--keep` keeps them, and
then they can be loaded by their names. A tree in which something is stale is refused before
anything is written, and `--check` only looks.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, NamedTuple

from hedging.depth.files import depth_code
from hedging.errors import ModelError
from hedging.model.files import CONFIG, DEPTH
from hedging.model.fits import check_fits, cue_code
from hedging.released import MODEL_ROLES, Release, read_release
from training.weights import weights_of

ROOT: Final = Path(__file__).parent.parent
#: The parts of a release; `depth` lies in the folder of `light`.
PARTS: Final = ("light", DEPTH, "accurate", "auto")
_VERSION_FILE: Final = "hedging/__init__.py"
_VERSION: Final = re.compile(r'(?<=__version__ = ")[^"]+')
#: Where else the version of the library stands, and the day of its release.
VERSION_COPIES: Final = {
    "CITATION.cff": re.compile(r"(?m)(?<=^version: )\S+"),
    "docs/how-to/check.md": re.compile(r"(?<=rev: v)\S+"),
    "js/package.json": re.compile(r'(?<="version": ")[^"]+'),
}
_DAY: Final = re.compile(r"(?m)(?<=^date-released: )\S+")
# The entries of a config that name the model below it, with the part that they name.
_BELOW: Final = {"light": "light", "encoder": "accurate"}
# What the weights of a part must fit.
_CODE: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {"light": cue_code, DEPTH: depth_code}
_WHEEL_FILE: Final = "pyproject.toml"
#: What a model is and what it learned from.
CARD: Final = "README.md"
_REQUIREMENT: Final = re.compile(r'"hedging-en-accurate==[^"]*"')


class StaleError(Exception):
    """Something in the tree does not belong to the rest; the message has a line for each."""


def package_name(name: str) -> str:
    """The name of the package of a released model, without the number.

    >>> package_name("en-accurate-3")
    'hedging-en-accurate'
    """
    return f"hedging-{name.rpartition('-')[0]}"


def fitting_versions(version: str) -> str:
    """The versions of the library that a model made with this one fits.

    >>> fitting_versions("0.2.1"), fitting_versions("1.4.0")
    ('>=0.2,<0.3', '>=1.4,<2')
    """
    major, minor = map(int, version.split(".")[:2])
    below = f"{major + 1}" if major else f"0.{minor + 1}"
    return f">={major}.{minor},<{below}"


def version_of(root: Path) -> str:
    """The version of the library in a tree."""
    return str(_VERSION.findall((root / _VERSION_FILE).read_text(encoding="utf-8"))[0])


def wheel_metadata(name: str, number: int, files: Sequence[str], version: str) -> str:
    """The `pyproject.toml` of a model that is a wheel of its own, made with a version."""
    package = package_name(name)
    module = package.replace("-", "_")
    lines = [
        "# Written by python -m training.release. A wheel that holds this model and nothing else.",
        "",
        "[build-system]",
        'requires = ["hatchling>=1.21"]',
        'build-backend = "hatchling.build"',
        "",
        "[project]",
        f'name = "{package}"',
        f'version = "{number}"',
        'description = "The accurate model of the library hedging: data only"',
        'readme = "README.md"',
        'license = { text = "Apache-2.0" }',
        'requires-python = ">=3.10"',
        f'dependencies = ["hedging[encoder]{fitting_versions(version)}"]',
        "",
        "[tool.hatch.build.targets.wheel]",
        "bypass-selection = true",
        "",
        "[tool.hatch.build.targets.wheel.force-include]",
        *(f'"{file}" = "{module}/{file}"' for file in sorted([CONFIG, *files])),
    ]
    return "\n".join(lines) + "\n"


# ---- what must hold before and after ----


def problems(root: Path = ROOT) -> list[str]:
    """What in a tree is stale: a line for each, with what to do."""
    checks: tuple[Callable[[Path], Iterator[str]], ...] = (
        _headers,
        _folders,
        _wheels,
        _versions,
        _results,
        _pages,
    )
    return [problem for check in checks for problem in check(root)]


def _headers(root: Path) -> Iterator[str]:
    """The headers of the core are those that the library's templates give."""
    from hedging.kernel import figure_roles, scope_templates, source_templates, templates

    for module in (templates, scope_templates, source_templates, figure_roles):
        path = root / "hedging" / "kernel" / module.HEADER.name
        if path.read_text(encoding="utf-8") != module.header():
            yield f"{path.name} is of other templates: python -m {module.__name__}"


def _folders(root: Path) -> Iterator[str]:
    """Every folder of the release has its name, its files, and weights for this code."""
    release = read_release(root / "models")
    for part, folder in _folders_of(release, root / "models").items():
        try:
            config = _config(folder)
        except (OSError, ValueError) as error:
            yield f"{folder} cannot be read: {error}"
            continue
        name = release.names["light" if part == DEPTH else part]
        if config.get("name") != name:
            yield f"{folder / CONFIG} has the name {config.get('name')}, expected {name}"
        for entry, below in _BELOW.items():
            if entry in config and config[entry] != release.names[below]:
                yield f"{folder / CONFIG} builds on {config[entry]}, which is of another release"
        for file, digest in config.get("files", {}).items():
            path = folder / file
            if not path.is_file() or sha256(path.read_bytes()).hexdigest() != digest:
                yield f"{path} is not the file whose hash config.json has"
        if part in _CODE:
            try:
                check_fits(config, _CODE[part]())
            except ModelError as error:
                yield str(error)


def _wheels(root: Path) -> Iterator[str]:
    """The wheel of the accurate model, and the extra that asks for it, are of the release."""
    release = read_release(root / "models")
    folder = root / "models" / release.names["accurate"]
    files = list(_config(folder)["files"])
    expected = wheel_metadata(folder.name, release.number, files, version_of(root))
    if (folder / _WHEEL_FILE).read_text(encoding="utf-8") != expected:
        yield f"{folder / _WHEEL_FILE} is stale: python -m training.release writes it"
    if _requirement(release) not in (root / _WHEEL_FILE).read_text(encoding="utf-8"):
        yield f"{_WHEEL_FILE} asks for another accurate model than {folder.name}"
    rest = sorted(set(_released_folders(root)) - set(release.names.values()))
    for name in rest:
        if re.search(rf"-{release.number}$", name):
            yield f"models/{name} has the number of the release, which does not name it"


def _versions(root: Path) -> Iterator[str]:
    """The version stands everywhere as the package has it."""
    version = version_of(root)
    for name, place in VERSION_COPIES.items():
        found = place.findall((root / name).read_text(encoding="utf-8"))
        if found != [version]:
            yield f"{name} has the version {', '.join(found)}, {_VERSION_FILE} has {version}"


def _results(root: Path) -> Iterator[str]:
    """Results that say which weights they measure measure those of the release."""
    now = weights_of(root / "models")
    for path in sorted((root / "benchmarks" / "results").glob("*.json")):
        measured = json.loads(path.read_text(encoding="utf-8")).get("weights", {})
        for part in sorted(set(measured) & set(now)):
            if measured[part] != now[part]:
                yield (
                    f"{path.relative_to(root)} measures other weights of {part}: "
                    "benchmarks/README.md has its command"
                )


def _pages(root: Path) -> Iterator[str]:
    """The tables of all pages are those of the results."""
    done = _run(root, "benchmarks.tables", "--check")
    if done.returncode:
        yield from (done.stdout or done.stderr).strip().splitlines()


# ---- the release ----


class Change(NamedTuple):
    """What a release changes: the folder of each part that is new, and the library's version.

    With `keep` the folders of the last release stay; `corpora` is where the yardstick is measured.
    """

    candidates: Mapping[str, Path]
    version: str = ""
    keep: bool = False
    corpora: Path | None = None


def make_release(number: int, change: Change, root: Path = ROOT) -> Release:
    """Write a release into a tree; StaleError, before anything is written, if it is stale.

    Raises ValueError for a number that is not above that of the last release, and for a candidate
    that is no folder of a model.
    """
    models = root / "models"
    before = read_release(models)
    if number <= before.number:
        raise ValueError(f"release {number}: the last release is {before.number}")
    for part, folder in change.candidates.items():
        if not (folder / CONFIG).is_file():
            raise ValueError(f"--{part} {folder}: expected a folder with a {CONFIG}")
    if stale := problems(root):
        raise StaleError("\n".join(stale))
    release = Release(number, {role: f"en-{role}-{number}" for role in MODEL_ROLES})
    for name in release.names.values():
        if (models / name).exists():
            raise ValueError(f"{models / name} exists: take it away, or choose another number")
    version = change.version or version_of(root)
    sources = {**_folders_of(before, models), **change.candidates}
    with tempfile.TemporaryDirectory(dir=models, prefix=".release-") as scratch:
        made = Path(scratch)
        for part in PARTS:
            target = _folders_of(release, made)[part]
            _write_part(part, sources[part], target, release, version)
            # A candidate without a card gets that of the last release, to be rewritten.
            card = target / CARD
            if not card.exists():
                last = _folders_of(before, models)[part] / CARD
                card.write_text(_titled(last, part, release), encoding="utf-8")
        for name in release.names.values():
            (made / name).rename(models / name)
    _write_names(release, root)
    _write_version(change.version, root)
    if not change.keep:
        for name in before.names.values():
            shutil.rmtree(models / name)
    _measure(root, change.corpora)
    return release


def _write_part(part: str, source: Path, target: Path, release: Release, version: str) -> None:
    """Copy a part under its new name."""
    ignored = shutil.ignore_patterns(DEPTH, _WHEEL_FILE, "__pycache__", ".*")
    shutil.copytree(source, target, ignore=ignored, dirs_exist_ok=True)
    config = _config(source)
    name = release.names["light" if part == DEPTH else part]
    config["name"] = name
    for entry, below in _BELOW.items():
        if entry in config:
            config[entry] = release.names[below]
    text = json.dumps(config, indent=2, ensure_ascii=False) + "\n"
    (target / CONFIG).write_text(text, encoding="utf-8")
    if (target / CARD).exists():
        (target / CARD).write_text(_titled(target / CARD, part, release), encoding="utf-8")
    if part == "accurate":
        metadata = wheel_metadata(name, release.number, list(config["files"]), version)
        (target / _WHEEL_FILE).write_text(metadata, encoding="utf-8")


def _titled(card: Path, part: str, release: Release) -> str:
    """A card under the name of a part."""
    name = release.names["light" if part == DEPTH else part]
    title = f"# Model card: {name}" + (", beyond cues" if part == DEPTH else "")
    body = card.read_text(encoding="utf-8").partition("\n")[2]
    return f"{title}\n{body}"


def _write_names(release: Release, root: Path) -> None:
    """Write the number and the names into the two files that have them."""
    content: dict[str, Any] = {"release": release.number, **release.names}
    text = json.dumps(content, indent=2) + "\n"
    (root / "models" / "released.json").write_text(text, encoding="utf-8")
    path = root / _WHEEL_FILE
    project = path.read_text(encoding="utf-8")
    path.write_text(_REQUIREMENT.sub(_requirement(release), project), encoding="utf-8")


def _write_version(version: str, root: Path) -> None:
    """Write the version of the library, and the day, wherever they stand."""
    if not version:
        return
    for name, place in {_VERSION_FILE: _VERSION, **VERSION_COPIES}.items():
        text = place.sub(version, (root / name).read_text(encoding="utf-8"))
        if name == "CITATION.cff":
            text = _DAY.sub(date.today().isoformat(), text)
        (root / name).write_text(text, encoding="utf-8")


def _measure(root: Path, corpora: Path | None) -> None:
    """Measure the yardstick where the weights are others, and write the tables of all pages."""
    stale = [line for line in _results(root) if "yardstick.json" in line]
    if stale and corpora is not None:
        _must(root, "benchmarks.yardstick", "--corpora", str(corpora.resolve()))
    _must(root, "benchmarks.tables")


def _folders_of(release: Release, models: Path) -> dict[str, Path]:
    """The folder of each part of a release."""
    folders = {role: models / name for role, name in release.names.items()}
    return folders | {DEPTH: folders["light"] / DEPTH}


def _released_folders(root: Path) -> list[str]:
    return [path.parent.name for path in (root / "models").glob(f"en-*/{CONFIG}")]


def _requirement(release: Release) -> str:
    return f'"{package_name(release.names["accurate"])}=={release.number}"'


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    return config


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A process of its own reads the release that the tree has now.
    return subprocess.run(
        [sys.executable, "-m", *arguments], cwd=root, check=False, capture_output=True, text=True
    )


def _must(root: Path, *arguments: str) -> None:
    done = _run(root, *arguments)
    if done.returncode:
        raise RuntimeError(f"python -m {' '.join(arguments)} fails:\n{done.stderr.strip()}")


#: Commands that write what follows from new weights, in their order.
FOLLOWING: Final = (
    "python -m benchmarks --only NAME …",
    "python -m benchmarks.tables",
    "python -m docs.outputs",
    "python tests/quality/test_golden.py",
    "python tests/quality/test_contrast.py",
    "python -m tests.snapshots",
    "python docs/pictures.py",
    "python -m benchmarks.accuracy --gate --update",
)
LEFT: Final = "\n  ".join(
    (
        """\
What is left for a person:
  models/CHANGELOG.md     what is new in the models, with figures, and the commit of their seeds
  CHANGELOG.md            what a user finds new, under the version and the day
  the cards of new parts  models/*/README.md, with what they learned from and their figures
Then: benchmarks of what is new (python -m training.release --check names them), .ci/run, a tag.
Before .ci/run, with HEDGING_CORPORA set, these write what follows from new weights; read it:""",
        *FOLLOWING,
    )
)


def main(argv: Sequence[str] | None = None) -> int:
    """Make or check a release; see the module's text."""
    parser = argparse.ArgumentParser(
        prog="python -m training.release",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("number", type=int, nargs="?", metavar="N", help="number of the release")
    for part in PARTS:
        parser.add_argument(f"--{part}", type=Path, metavar="FOLDER", help=f"a new part {part}")
    parser.add_argument("--version", default="", help="a new version of the library, such as 1.2.0")
    parser.add_argument("--keep", action="store_true", help="keep the folders of the last release")
    parser.add_argument("--corpora", type=Path, help="where the yardstick has to be measured")
    parser.add_argument("--check", action="store_true", help="only say what is stale")
    options = parser.parse_args(argv)
    if options.check == (options.number is not None):
        parser.error("give the number of the release, or --check")
    if options.check:
        stale = problems()
        print("\n".join(stale) or "nothing is stale")
        return int(bool(stale))
    given = {part: getattr(options, part) for part in PARTS}
    candidates = {part: folder for part, folder in given.items() if folder is not None}
    try:
        release = make_release(
            options.number, Change(candidates, options.version, options.keep, options.corpora)
        )
    except StaleError as error:
        parser.exit(1, f"nothing was written, since the tree is stale:\n{error}\n")
    except ValueError as error:
        parser.exit(1, f"nothing was written: {error}\n")
    print(f"release {release.number}: {', '.join(release.names.values())}")
    print(LEFT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
