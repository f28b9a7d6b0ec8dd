"""Candidate folders → a release: models with one number, their wheel's metadata, and all pages.

    python -m training.release N [--light FOLDER] [--depth FOLDER] [--accurate FOLDER]
                                 [--auto FOLDER] [--version X.Y.Z] [--keep] [--corpora PATH]
    python -m training.release --version X.Y.Z
    python -m training.release --check

makes the release N of the parts that training made (`training/README.md`). A part that is not named
keeps its weights; what lies beside the cues in the folder of a new light part goes with it. It
writes

    models/en-light-N, en-accurate-N, en-auto-N    with their names in configs and cards
    models/en-accurate-N/pyproject.toml            the wheel of the accurate model
    models/released.json, pyproject.toml           the number and the names
    hedging/__init__.py, and its copies            the version of the library, if one is named
    hedging/yardstick.py                           what is usual, where the weights are others
    the tables of all pages

A tree in which something is stale is refused, and so is a part that does not load, before anything
is written. Then the folders of the last release go, as the history has them; `--keep` keeps that of
its light model, which can then be loaded by its name. Without a number only the version is written:
a new minor version needs new models, since a model says which versions it fits. `--check` only
looks.
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

from hedging.depth.files import depth_code
from hedging.errors import ModelError
from hedging.model.config import check_fits, cue_code
from hedging.model.files import CONFIG, DEPTH, SCHEMES, sha256_of
from hedging.released import MODEL_ROLES, Release, package_of, read_release
from training.archive import smallest
from training.candidates import write_config
from training.weights import MEASURED, PARTS, folders_of, weights_of

ROOT: Final = Path(__file__).parent.parent
#: The file of the library's version, and where else it stands.
VERSION_FILE: Final = "hedging/__init__.py"
VERSION_COPIES: Final = {
    "CITATION.cff": re.compile(r"(?m)(?<=^version: )\S+"),
    **dict.fromkeys(
        ("js/package.json", "editors/vscode/package.json"),
        re.compile(r'(?<="version": ")[^"]+'),
    ),
}
_VERSION: Final = re.compile(r'(?<=__version__ = ")[^"]+')
_VERSION_FORM: Final = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_DAY: Final = re.compile(r"(?m)(?<=^date-released: )\S+")
#: What a model is and what it learned from.
CARD: Final = "README.md"
#: The number of the release that a result measures, if that is not the last. Somebody writes it
#: whose benchmark takes hours, and the tables repeat it.
OF_RELEASE: Final = "of_release"
_RELEASED: Final = "released.json"
_PROJECT: Final = "pyproject.toml"
_REQUIREMENT: Final = re.compile(r'"hedging-en-accurate==[^"]*"')
# The entries of a config that name the model below it, with the part that they name.
_BELOW: Final = {"light": "light", "encoder": "accurate"}
# What the weights of a part must fit.
_CODE: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {"light": cue_code, DEPTH: depth_code}
# Loads the models of a folder, before anything else has read another one, and asks them.
_TRY: Final = """
import sys
from pathlib import Path
from hedging import released
released.MODELS = Path(sys.argv[1])
import hedging
for role in released.MODEL_ROLES:
    try:
        report = hedging.load(role).detect("It may rain, officials said. It rained in May.")
    except hedging.MissingExtraError as error:
        print(f"{role} was not tried: {error}", file=sys.stderr)
        continue
    assert report.model == released.released_name(role), report
    assert len(report.sentences) == 2 and report.confidence is not None, report
"""


class ReleaseError(Exception):
    """A release that cannot be made of this tree; the message says why, in a line for each cause.

    Nothing was written.
    """


# ---- what is written by rule ----


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
    return str(_VERSION.findall((root / VERSION_FILE).read_text(encoding="utf-8"))[0])


def wheel_metadata(name: str, number: int, files: Sequence[str], version: str) -> str:
    """The `pyproject.toml` of a model that is a wheel of its own, made with a version."""
    package = package_of(name)
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


def _requirement(release: Release) -> str:
    return f'"{package_of(release.names["accurate"])}=={release.number}"'


# ---- what must hold before and after ----


def problems(root: Path = ROOT, replaced: Collection[str] = ()) -> list[str]:
    """What in a tree is stale: a line for each, with what to do.

    Parts that are to be `replaced` need not fit the code any more.
    """
    broken = list(_parts(root / "models", replaced))
    if broken:  # nothing else can be asked
        return broken
    checks = (_wheels, _versions, _results, _pages)
    return [problem for check in checks for problem in check(root)]


def _parts(models: Path, replaced: Collection[str] = ()) -> Iterator[str]:
    """Every part of a release has its name, its files, and weights for this code."""
    release = read_release(models)
    for part, folder in folders_of(release, models).items():
        try:
            config = _config(folder)
        except (OSError, ValueError) as error:
            yield f"{folder} cannot be read: {error}"
            continue
        name = _name_of(part, release)
        if config.get("name") != name:
            yield f"{folder / CONFIG} has the name {config.get('name')}, expected {name}"
        for entry, below in _BELOW.items():
            if entry in config and config[entry] != release.names[below]:
                yield f"{folder / CONFIG} builds on {config[entry]}, which is of another release"
        for file, digest in config.get("files", {}).items():
            path = folder / file
            if not path.is_file() or sha256_of(path.read_bytes()) != digest:
                yield f"{path} is not the file whose hash config.json has"
        if part in _CODE and part not in replaced:
            try:
                check_fits(config, _CODE[part]())
            except ModelError as error:
                yield str(error)


def _wheels(root: Path) -> Iterator[str]:
    """The wheel of the accurate model, and the extra that asks for it, are of the release."""
    release, version = read_release(root / "models"), version_of(root)
    folder = root / "models" / release.names["accurate"]
    expected = wheel_metadata(folder.name, release.number, list(_config(folder)["files"]), version)
    found = (folder / _PROJECT).read_text(encoding="utf-8")
    if fitting_versions(version) not in found:
        yield (
            f"{folder / _PROJECT} does not fit version {version}: a new minor version needs new "
            "models (python -m training.release N --version X.Y.Z)"
        )
    elif found != expected:
        yield f"{folder / _PROJECT} is not as a release writes it: take it back from the history"
    if _requirement(release) not in (root / _PROJECT).read_text(encoding="utf-8"):
        yield f"{_PROJECT} asks for another accurate model than {folder.name}"


def _versions(root: Path) -> Iterator[str]:
    """The version stands everywhere as the package has it."""
    version = version_of(root)
    for name, place in VERSION_COPIES.items():
        found = place.findall((root / name).read_text(encoding="utf-8"))
        if found != [version]:
            yield f"{name} has the version {', '.join(found)}, {VERSION_FILE} has {version}"


def _results(root: Path) -> Iterator[str]:
    """Results measure the weights of the release, or say as `of_release` which they measure."""
    now = weights_of(root / "models")
    for name, parts in MEASURED.items():
        path = _result(root, name)
        figures = json.loads(path.read_text(encoding="utf-8"))
        measured = figures.get("weights", now)
        if OF_RELEASE in figures:
            continue
        if others := [part for part in parts if measured.get(part) != now[part]]:
            yield (
                f"{path.relative_to(root)} measures other weights of {', '.join(others)}: "
                "benchmarks/README.md has its command"
            )


def _pages(root: Path) -> Iterator[str]:
    """The tables of all pages are those of the results."""
    done = _run(root, "-m", "benchmarks.tables", "--check")
    if done.returncode:
        yield from (done.stdout or done.stderr).strip().splitlines()


# ---- the release ----


class Change(NamedTuple):
    """What a release changes: the folder of each part that is new, and the library's version.

    With `keep` the last light model stays; `corpora` is where the yardstick is measured.
    """

    candidates: Mapping[str, Path]
    version: str = ""
    keep: bool = False
    corpora: Path | None = None


def make_release(number: int, change: Change, root: Path = ROOT) -> Release:
    """Write a release into a tree.

    Raises ReleaseError, before anything is written, for a tree in which something is stale, for a
    number that is not above that of the last release, and for parts that do not belong together or
    do not load.
    """
    models = root / "models"
    before = read_release(models)
    release = Release(number, {role: f"en-{role}-{number}" for role in MODEL_ROLES})
    if number <= before.number:
        raise ReleaseError(f"release {number}: the last release is {before.number}")
    for name in release.names.values():
        if (models / name).exists():
            raise ReleaseError(f"{models / name} exists: take it away, or take another number")
    version = change.version or version_of(root)
    _check_version(change.version, root)
    candidates = _checked_candidates(change.candidates, before)
    if stale := problems(root, candidates):
        raise ReleaseError("\n".join(stale))
    last = folders_of(before, models)
    with tempfile.TemporaryDirectory(dir=models, prefix=".release-") as scratch:
        made = Path(scratch)
        for part, target in folders_of(release, made).items():
            _write_part(part, {**last, **candidates}[part], target, release)
            if part in candidates:
                _pack_schemes(target)
            if not (target / CARD).exists():
                # A candidate without a card gets that of the last release, to be rewritten.
                shutil.copyfile(last[part] / CARD, target / CARD)
            _write_title(target / CARD, part, release)
        _write_wheel(made / release.names["accurate"], release, version)
        _write_json(made / _RELEASED, {"release": number, **release.names})
        _try(made, root)
        _mark_results(root, weights_of(made))
        for name in (*release.names.values(), _RELEASED):
            (made / name).replace(models / name)
    project = (root / _PROJECT).read_text(encoding="utf-8")
    project = _REQUIREMENT.sub(_requirement(release), project)
    (root / _PROJECT).write_text(project, encoding="utf-8")
    if change.version:
        _write_version(change.version, root)
    for role, name in before.names.items():
        if not (change.keep and role == "light"):
            shutil.rmtree(models / name)
    _write_pages(root, change.corpora)
    return release


def set_version(version: str, root: Path = ROOT) -> None:
    """Write a version of the library that the released models fit.

    Raises ReleaseError for another one, and for one that is below the present version.
    """
    _check_version(version, root)
    if fitting_versions(version) != fitting_versions(version_of(root)):
        raise ReleaseError(
            f"version {version}: the models fit hedging {fitting_versions(version_of(root))}; "
            "give the number of a new release too"
        )
    _write_version(version, root)


def _check_version(version: str, root: Path) -> None:
    """Raise ReleaseError for a version of another form, or below the present one."""
    if not version:
        return
    if not _VERSION_FORM.fullmatch(version):
        raise ReleaseError(f"version {version!r}: expected three numbers, such as 1.2.0")
    present = version_of(root)
    if list(map(int, version.split("."))) < list(map(int, present.split("."))):
        raise ReleaseError(f"version {version}: the present version is {present}")


def _checked_candidates(given: Mapping[str, Path], before: Release) -> dict[str, Path]:
    """The candidates, with what lies in the folder of the light one.

    Raises ReleaseError for a folder without a model, and for one that was made beside a model which
    is neither of the last release nor given.
    """
    candidates = dict(given)
    if "light" in given and (given["light"] / DEPTH / CONFIG).is_file():
        candidates.setdefault(DEPTH, given["light"] / DEPTH)
    for part, folder in candidates.items():
        if not (folder / CONFIG).is_file():
            raise ReleaseError(f"--{part} {folder}: expected a folder with a {CONFIG}")
        config = _config(folder)
        for entry, below in _BELOW.items():
            known = {before.names[below], *([given[below].name] if below in given else [])}
            if entry in config and config[entry] not in known:
                raise ReleaseError(
                    f"--{part} {folder} builds on {config[entry]}: name its folder with --{below}"
                )
    return candidates


def _write_part(part: str, source: Path, target: Path, release: Release) -> None:
    """Copy a part, with its new name in its config."""
    ignored = shutil.ignore_patterns(DEPTH, _PROJECT, "__pycache__", ".*")
    shutil.copytree(source, target, ignore=ignored, dirs_exist_ok=True)
    config = {**_config(source), "name": _name_of(part, release)}
    config |= {entry: release.names[below] for entry, below in _BELOW.items() if entry in config}
    write_config(target, config)


def _pack_schemes(folder: Path) -> None:
    """Pack the files of schemes of research, so that the wheel stays small.

    The first answer of a process waits for the other files, which stay as they are.
    """
    config = _config(folder)
    for file in config.get("files", {}):
        if file.startswith(f"{SCHEMES}/"):
            content = smallest((folder / file).read_bytes())
            (folder / file).write_bytes(content)
            config["files"][file] = sha256_of(content)
    write_config(folder, config)


def _write_title(card: Path, part: str, release: Release) -> None:
    title = f"# Model card: {_name_of(part, release)}" + (", beyond cues" if part == DEPTH else "")
    body = card.read_text(encoding="utf-8").partition("\n")[2]
    card.write_text(f"{title}\n{body}", encoding="utf-8")


def _write_wheel(folder: Path, release: Release, version: str) -> None:
    files = list(_config(folder)["files"])
    metadata = wheel_metadata(folder.name, release.number, files, version)
    (folder / _PROJECT).write_text(metadata, encoding="utf-8")


def _try(models: Path, root: Path) -> None:
    """Raise ReleaseError if the parts in a folder are not whole, or a model does not answer."""
    if broken := list(_parts(models)):
        raise ReleaseError("\n".join(broken))
    done = _run(root, "-c", _TRY, str(models))
    if done.returncode:
        raise ReleaseError(f"a model does not answer:\n{done.stderr.strip()}")
    if done.stderr:
        print(done.stderr.strip(), file=sys.stderr)


def _mark_results(root: Path, new: Mapping[str, str]) -> None:
    """Results of parts that are new are stale, also those that do not say what they measure.

    These are taken to measure the last release.
    """
    now = weights_of(root / "models")
    for name, parts in MEASURED.items():
        figures = json.loads(_result(root, name).read_text(encoding="utf-8"))
        if "weights" not in figures and any(now[part] != new[part] for part in parts):
            figures["weights"] = {part: now[part] for part in parts}
            _write_json(_result(root, name), figures, indent=1)


def _write_version(version: str, root: Path) -> None:
    """Write the version of the library, and the day, wherever they stand."""
    for name, place in {VERSION_FILE: _VERSION, **VERSION_COPIES}.items():
        text = place.sub(version, (root / name).read_text(encoding="utf-8"))
        if name == "CITATION.cff":
            text = _DAY.sub(date.today().isoformat(), text)
        (root / name).write_text(text, encoding="utf-8")


def _write_pages(root: Path, corpora: Path | None) -> None:
    """Measure the yardstick where the weights are others, and write the tables of all pages."""
    commands = [["benchmarks.tables"]]
    if corpora is not None and any("yardstick.json" in line for line in _results(root)):
        commands.insert(0, ["benchmarks.yardstick", "--corpora", str(corpora.resolve())])
    for command in commands:
        done = _run(root, "-m", *command)
        if done.returncode:
            raise RuntimeError(
                "the release is written, but a command that follows it fails; mend the cause and "
                f"run it again: python -m {' '.join(command)}\n{done.stderr.strip()}"
            )


def _name_of(part: str, release: Release) -> str:
    return release.names["light" if part == DEPTH else part]


def _result(root: Path, name: str) -> Path:
    return root / "benchmarks" / "results" / name


def _config(folder: Path) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((folder / CONFIG).read_text(encoding="utf-8"))
    return config


def _write_json(path: Path, content: Mapping[str, Any], indent: int = 2) -> None:
    text = json.dumps(content, indent=indent, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def _run(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    # A process of its own reads the release that the tree has now.
    return subprocess.run(
        [sys.executable, *arguments], cwd=root, check=False, capture_output=True, text=True
    )


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
    parser.add_argument("--keep", action="store_true", help="keep the last light model")
    parser.add_argument("--corpora", type=Path, help="where the yardstick has to be measured")
    parser.add_argument("--check", action="store_true", help="only say what is stale")
    options = parser.parse_args(argv)
    number, version = options.number, options.version
    if options.check == (number is not None or version != ""):
        parser.error("give the number of the release, a --version, or --check")
    if options.check:
        stale = problems()
        print("\n".join(stale) or "nothing is stale")
        return int(bool(stale))
    given = {part: getattr(options, part) for part in PARTS}
    candidates = {part: folder for part, folder in given.items() if folder is not None}
    try:
        if number is None:
            set_version(version)
            return 0
        change = Change(candidates, version, options.keep, options.corpora)
        release = make_release(number, change)
    except ReleaseError as error:
        parser.exit(1, f"nothing was written:\n{error}\n")
    print(f"release {release.number}: {', '.join(release.names.values())}")
    print(LEFT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
