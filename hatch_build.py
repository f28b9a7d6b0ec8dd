"""The C sources in hedging/kernel → a compiled module for the wheel, and the models that it brings.

Elsewhere the wheel holds Python alone, and its name says so. An optional extension of setuptools
would not do: its wheel is named after the platform whether or not the module is in it. The module
keeps to the limited API, so that one wheel serves every Python from 3.10 on.

`HEDGING_EXTENSION` chooses: `auto` (the default) builds the module or warns, `yes` builds it or
fails, `no` does not build it. `CC`, `CFLAGS` and `LDFLAGS` mean what they usually mean.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SOURCES = "hedging/kernel"
GENERATOR = "hedging.kernel.generate"
MODELS = "models"
WINDOWS = os.name == "nt"
MAC = sys.platform == "darwin"
MODULE_FILE = "_core.pyd" if WINDOWS else "_core.abi3.so"
CHOICES = ("auto", "yes", "no")
LIMITED_API = "Py_LIMITED_API=0x030A0000"
LOAD = (
    "import sys; from importlib.machinery import ExtensionFileLoader as Loader\n"
    "from importlib.util import module_from_spec, spec_from_file_location as spec_of\n"
    "spec = spec_of('_core', sys.argv[1], loader=Loader('_core', sys.argv[1]))\n"
    "module = module_from_spec(spec); spec.loader.exec_module(module); module.ABI"
)


class CannotBuildError(Exception):
    """The module cannot be built here; the message says why."""


class KernelHook(BuildHookInterface[Any]):
    """Adds the models and the compiled module to a wheel.

    For an editable install the module lies beside its sources, and the models are where they are.
    """

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build the module as HEDGING_EXTENSION says; hatchling calls this before it packs."""
        # Removed with this object, if an error comes before `finalize`.
        self._scratch = tempfile.TemporaryDirectory(prefix="hedging-kernel-")
        built = self._build()
        if version == "editable":
            place_module(built, Path(self.root, SOURCES, MODULE_FILE))
            return
        for path in shipped_models(Path(self.root, MODELS)):
            build_data["force_include"][str(path)] = f"hedging/{MODELS}/{path.name}"
        if built:
            build_data["force_include"][str(built)] = f"{SOURCES}/{MODULE_FILE}"
            build_data["pure_python"] = False
            build_data["tag"] = f"cp310-abi3-{platform_tag()}"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove the scratch folder; hatchling calls this after it has packed."""
        self._scratch.cleanup()

    def _build(self) -> Path | None:
        """The compiled module; None if the package is to be of Python alone."""
        choice = os.environ.get("HEDGING_EXTENSION") or "auto"
        if choice not in CHOICES:
            self.app.abort(f"HEDGING_EXTENSION is {choice!r}, expected {', '.join(CHOICES)}")
        if choice == "no":
            return None
        try:
            return compile_module(Path(self.root, SOURCES), Path(self._scratch.name))
        except CannotBuildError as error:
            if choice == "yes":
                self.app.abort(
                    f"HEDGING_EXTENSION is 'yes', but the kernel cannot be compiled: {error}\n"
                    "Install a C compiler and Python's headers, or set HEDGING_EXTENSION=auto: "
                    "pure Python gives the same answers, only slower."
                )
            self.app.display_warning(
                f"the kernel is not compiled: {error}\n"
                "The package is of pure Python, with the same answers, only slower."
            )
            return None


def shipped_models(folder: Path) -> list[Path]:
    """What of a folder of models the wheel of the library brings.

    A model with a `pyproject.toml` is large and optional: it makes a wheel of its own. Folders of
    other names are candidates that are not released.
    """
    models = sorted(path.parent for path in folder.glob("en-*/config.json"))
    return [folder / "released.json", *(m for m in models if not (m / "pyproject.toml").exists())]


def compile_module(sources: Path, folder: Path) -> Path:
    """Write the headers, compile the sources into `folder`, and load the result once.

    Raises CannotBuildError, which says why, if that is not possible here.
    """
    if sys.implementation.name != "cpython" or sysconfig.get_config_var("Py_GIL_DISABLED"):
        raise CannotBuildError("this Python has no limited API; CPython with its lock has it")
    if sys.byteorder != "little":
        raise CannotBuildError("numbers begin with their highest byte here, in tables the lowest")
    target = folder / MODULE_FILE
    root = sources.parents[1]
    run([sys.executable, "-m", GENERATOR], root, dict(os.environ))
    files = [os.fspath(path) for path in sorted(sources.glob("*.c"))]
    command = microsoft_command(files, target) if WINDOWS else unix_command(files, target)
    environment = dict(os.environ)
    if MAC and (oldest := sysconfig.get_config_var("MACOSX_DEPLOYMENT_TARGET")):
        environment.setdefault("MACOSX_DEPLOYMENT_TARGET", str(oldest))
    run(command, folder, environment)
    # A module for another processor cannot be loaded here.
    if not {"ARCHFLAGS", "_PYTHON_HOST_PLATFORM"} & set(os.environ):
        run([sys.executable, "-I", "-c", LOAD, os.fspath(target)], folder, environment)
    return target


def run(command: list[str], folder: Path, environment: dict[str, str]) -> None:
    """Run a command; CannotBuildError has the end of what it printed if it fails."""
    try:
        done = subprocess.run(
            command,
            check=False,
            cwd=folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
        )
    except OSError as error:
        raise CannotBuildError(f"{command[0]}: {error.strerror or error}") from error
    if done.returncode:
        last = done.stdout.strip().splitlines()[-20:]
        raise CannotBuildError("\n".join([f"{Path(command[0]).name} fails:", *last]))


def compiler(names: list[str]) -> list[str]:
    """The first of some compilers that is there, with its own arguments; `CC` goes before all."""
    chosen = os.environ.get("CC")
    for name in [chosen] if chosen else names:
        words = shlex.split(name)
        if words and (program := shutil.which(words[0])):
            return [program, *words[1:]]
    raise CannotBuildError(f"no compiler {chosen}" if chosen else "there is no C compiler")


def flags(name: str) -> list[str]:
    """The arguments in an environment variable."""
    return shlex.split(os.environ.get(name, ""))


def unix_command(files: list[str], target: Path) -> list[str]:
    """A command of gcc or clang. Without fused operations, floats have the same bits as numpy's."""
    shared = ["-shared"]
    if MAC:
        both = ["-arch", "arm64", "-arch", "x86_64"]
        universal = sysconfig.get_platform().endswith("universal2")
        shared = ["-bundle", "-undefined", "dynamic_lookup"]
        shared += flags("ARCHFLAGS") or (both if universal else [])
    return [
        *compiler([sysconfig.get_config_var("CC") or "cc", "cc", "gcc", "clang"]),
        *("-O3", "-std=c99", "-ffp-contract=off", "-fPIC", "-fvisibility=hidden", *shared),
        *("-DNDEBUG", f"-D{LIMITED_API}", f"-I{sysconfig.get_path('include')}"),
        *flags("CFLAGS"),
        *files,
        *("-o", os.fspath(target)),
        *flags("LDFLAGS"),
    ]


def microsoft_command(files: list[str], target: Path) -> list[str]:
    """A command of Microsoft's compiler, which is there in a developer's command prompt."""
    libraries = Path(sys.base_prefix, "libs")
    return [
        *compiler(["cl"]),
        *("/nologo", "/O2", "/fp:precise", "/utf-8", "/LD", "/DNDEBUG", f"/D{LIMITED_API}"),
        *(f"/I{sysconfig.get_path('include')}", *flags("CFLAGS"), *files, f"/Fe{target}"),
        *("/link", f"/LIBPATH:{libraries}", *flags("LDFLAGS")),
    ]


def platform_tag() -> str:
    """The platform in the name of the wheel.

    On a 64-bit Linux a 32-bit Python calls itself 64-bit; `packaging` knows better.
    """
    if sys.platform == "linux":
        from packaging.tags import platform_tags

        return next(tag for tag in platform_tags() if tag.startswith("linux"))
    return sysconfig.get_platform().replace("-", "_").replace(".", "_")


def place_module(built: Path | None, place: Path) -> None:
    """Put the module beside its sources in one step, or remove an older one.

    A process may have loaded the older file, and must not see it change.
    """
    if built is None:
        place.unlink(missing_ok=True)
        return
    fresh = place.with_name(f"{place.name}.{os.getpid()}")
    shutil.copyfile(built, fresh)
    fresh.replace(place)
