"""The package is built with the compiled kernel where there is a compiler, else without."""

import os
import shutil
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

from hedging.released import released_name

ROOT = Path(__file__).parents[2]
FOLDERS = ("hedging", "models")
FILES = (
    "pyproject.toml",
    "hatch_build.py",
    "hatch_metadata.py",
    "README.md",
    "LICENSE",
    ".gitignore",
)
# Headers that a build writes; neither an sdist nor the history has them.
GENERATED = ("schema.h", "depth_schema.h")
WHERE = "from hedging.extension import extension as e; print(getattr(e(), '__file__', None))"

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(os.name != "posix", reason="the compiler is another one elsewhere"),
]
# The build's own library is in the extra `test`.
pytest.importorskip("hatchling")
needs_compiler = pytest.mark.skipif(shutil.which("cc") is None, reason="there is no C compiler")


def copy_checkout(folder):
    """What a build reads, in a folder of its own; the tests of this checkout are not disturbed."""
    # No wheel of the library holds the large files of the accurate model.
    unwanted = shutil.ignore_patterns(
        "__pycache__", "_core*.so", "*.onnx", "tokenizer.json", *GENERATED
    )
    for name in FOLDERS:
        shutil.copytree(ROOT / name, folder / name, ignore=unwanted)
    for name in FILES:
        shutil.copyfile(ROOT / name, folder / name)
    return folder


@pytest.fixture
def checkout(tmp_path):
    return copy_checkout(tmp_path / "checkout")


@pytest.fixture(scope="module")
def compiled(tmp_path_factory):
    """The wheel with the kernel, what its build printed, and where it was built."""
    folder = copy_checkout(tmp_path_factory.mktemp("compiled") / "checkout")
    return *build(folder, "wheel"), folder


def python(folder, *arguments, **variables):
    """Run Python in a folder; variables that are None are left out."""
    changed = {"PYTHONPATH": None, "HEDGING_EXTENSION": None} | variables
    # A compiler that takes no pains is quick.
    environment = os.environ | {"CFLAGS": "-O0"} | changed
    return subprocess.run(
        [sys.executable, *arguments],
        check=False,
        cwd=folder,
        env={name: value for name, value in environment.items() if value is not None},
        capture_output=True,
        text=True,
    )


def build(checkout, target, **variables):
    """Build a wheel or an sdist: the one file, and what the build printed."""
    out = checkout.parent / f"out-{len(list(checkout.parent.iterdir()))}"
    done = python(
        checkout, "-m", "hatchling", "build", "-t", target, "-d", str(out), **site(), **variables
    )
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = out.iterdir()
    return built, done.stdout + done.stderr


def site():
    """Where the build's own library is."""
    import hatchling

    return {"PYTHONPATH": str(Path(hatchling.__file__).parents[1])}


def no_compiler(tmp_path):
    """The variables of a machine without a compiler."""
    empty = tmp_path / "empty"
    empty.mkdir(exist_ok=True)
    return {"PATH": str(empty), "CC": None}


def names(wheel):
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


def unpacked(wheel):
    folder = wheel.with_suffix(".unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def is_pure(wheel):
    """Whether a wheel holds Python alone, and says so."""
    modules = [name for name in names(wheel) if name.endswith((".so", ".pyd"))]
    assert wheel.name.endswith("-py3-none-any.whl") == (not modules)
    return not modules


@needs_compiler
def test_a_wheel_with_the_compiled_kernel(compiled):
    wheel, printed, checkout = compiled
    assert "-cp310-abi3-" in wheel.name
    assert "not compiled" not in printed
    assert not is_pure(wheel)
    kernel = [name for name in names(wheel) if name.startswith("hedging/kernel/_core")]
    assert kernel == ["hedging/kernel/_core.abi3.so"]
    assert not [name for name in names(wheel) if name.endswith((".c", ".h"))]
    assert not {"hedging/kernel/generate.py", "hedging/kernel/packed.py"} & set(names(wheel))
    assert not list(checkout.glob("hedging/kernel/_core*"))
    home = unpacked(wheel)
    assert python(home, "-c", WHERE).stdout.strip() == str(home / kernel[0])
    assert "(compiled kernel)" in python(home, "-m", "hedging", "--version").stdout


def test_the_wheel_with_its_models_is_small(compiled):
    wheel, *_ = compiled
    assert wheel.stat().st_size <= 5_000_000
    held = {name for name in names(wheel) if name.startswith("hedging/models/")}
    light, auto = (f"hedging/models/{released_name(role)}" for role in ("light", "auto"))
    assert "hedging/models/released.json" in held
    assert {str(Path(name).parent) for name in held if name.endswith("config.json")} == {
        light,
        f"{light}/depth",
        auto,
    }
    assert not [name for name in held if released_name("accurate") in name]


def test_a_wheel_without_a_compiler(checkout, tmp_path):
    wheel, printed = build(checkout, "wheel", **no_compiler(tmp_path))
    assert is_pure(wheel)
    assert printed.count("the kernel is not compiled: there is no C compiler") == 1
    home = unpacked(wheel)
    assert "(pure Python" in python(home, "-m", "hedging", "--version").stdout
    scored = python(
        home, "-c", "import hedging; print(hedging.detect('It may rain.').cues[0].text)"
    )
    assert scored.stdout == "may\n", scored.stderr


@needs_compiler
def test_a_wheel_for_which_python_alone_was_asked(checkout):
    # An older module of an editable install does not get into it.
    (checkout / "hedging/kernel/_core.abi3.so").write_bytes(b"old")
    wheel, printed = build(checkout, "wheel", HEDGING_EXTENSION="no")
    assert is_pure(wheel)
    assert "not compiled" not in printed


@needs_compiler
@pytest.mark.parametrize(
    ("name", "added", "reason"),
    [
        ("PyInit__core", "#error broken\n", "broken"),
        ("PyInit_other", "", "PyInit__core"),
        (
            "PyInit__core",
            "int elsewhere(void); int call(void) { return elsewhere(); }\n",
            "elsewhere",
        ),
    ],
)
def test_a_module_that_cannot_be_compiled_or_loaded(checkout, name, added, reason):
    binding = checkout / "hedging/kernel/binding.c"
    binding.write_text(binding.read_text().replace("PyInit__core", name) + added)
    wheel, printed = build(checkout, "wheel")
    assert is_pure(wheel)
    assert printed.count("the kernel is not compiled") == 1
    assert reason in printed


@pytest.mark.parametrize(
    ("variables", "message"),
    [
        ({"HEDGING_EXTENSION": "yes", "CC": "no-such-compiler"}, "no compiler no-such-compiler"),
        ({"HEDGING_EXTENSION": "maybe"}, "HEDGING_EXTENSION is 'maybe', expected auto, yes, no"),
    ],
)
def test_a_build_that_fails_says_why(checkout, variables, message):
    done = python(checkout, "-m", "hatchling", "build", "-t", "wheel", **site(), **variables)
    assert done.returncode == 1
    assert message in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@needs_compiler
def test_an_sdist_has_the_sources_and_builds(checkout, compiled, tmp_path):
    (checkout / "hedging/kernel/_core.abi3.so").write_bytes(b"old")
    sdist, _ = build(checkout, "sdist")
    with tarfile.open(sdist) as archive:
        held = archive.getnames()
        archive.extractall(tmp_path / "sdist")
    (folder,) = (tmp_path / "sdist").iterdir()
    for path in ROOT.glob("hedging/kernel/*.[ch]"):
        is_held = f"{folder.name}/{path.relative_to(ROOT).as_posix()}" in held
        assert is_held == (path.name not in GENERATED)
    assert f"{folder.name}/hedging/kernel/generate.py" in held
    assert not [name for name in held if name.endswith((".so", ".pyd"))]
    assert f"{folder.name}/models/released.json" in held
    assert not [name for name in held if released_name("accurate") in name]
    wheel, _ = build(folder, "wheel")
    assert not is_pure(wheel)
    # The source tree need not lie where it was built: the two wheels hold the same files.
    assert names(wheel) == names(compiled[0])


@needs_compiler
def test_an_editable_install_has_the_module_beside_its_sources(checkout, tmp_path):
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "all"]):
        subprocess.run([*git, *words], check=True, cwd=checkout)
    module = checkout / "hedging/kernel/_core.abi3.so"
    make = "import sys; from hatchling.build import build_editable; build_editable(sys.argv[1])"

    def install(**variables):
        done = python(checkout, "-c", make, str(tmp_path), **site(), **variables)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    install(HEDGING_EXTENSION="yes")
    assert python(checkout, "-c", WHERE).stdout.strip() == str(module)
    before = module.stat().st_ino
    install()
    # A process that has loaded the older file keeps it.
    assert module.stat().st_ino != before
    changed = subprocess.run(
        ["git", "status", "--short"], check=True, cwd=checkout, capture_output=True, text=True
    )
    assert changed.stdout == ""
    assert "there is no C compiler" in install(**no_compiler(tmp_path))
    assert not module.exists()
    assert "(pure Python" in python(checkout, "-m", "hedging", "--version").stdout
