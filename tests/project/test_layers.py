"""Imports point one way: strictly downwards between the rooms of the house."""

import ast
import graphlib
import sys
from functools import cache
from pathlib import Path

import hedging

# Each row may import from the rows above it, and from no other room of its own row. A folder is a
# room; a file of the top floor is one too.
FLOORS = [
    {"errors"},
    {"kinds", "wording", "inputs", "extension", "released"},
    {"calibration", "readers", "yardstick"},
    {"text"},
    {"encoder"},
    {"model", "results", "options"},
    {"depth", "stats"},
    {"pages"},
    {"batch", "settings"},
    {"comparison", "drift", "kernel"},
    {"engine"},
    {"detector"},
    {"jobs", "check"},
    {"integrations", "corpora"},
    {"evaluate"},
    {"train"},
    {"cli"},
    {"__init__", "__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
HOME = Path(hedging.__file__).parent
# The libraries that the runtime core may import, beside the standard library.
CORE = {"hedging", "numpy", "__future__"}
# The folders of the checkout that are not in the wheel.
OUTSIDE = {"training", "benchmarks", "tests", "docs"}


def modules():
    """Every module's path with its room."""
    for path in sorted(HOME.rglob("*.py")):
        first = path.relative_to(HOME).parts[0]
        yield path, first.removesuffix(".py")


@cache
def imports(path, *, running_only=False):
    """The modules that a file imports, anywhere in it; those for type checking do not run."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    typing_only = {
        node
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and "TYPE_CHECKING" in ast.unparse(branch.test)
        for statement in branch.body
        for node in ast.walk(statement)
    }
    found = []
    for node in ast.walk(tree):
        if running_only and node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module == "hedging":
            found += [f"hedging.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            found.append(node.module)
    return found


def test_every_room_has_a_floor():
    assert {room for _, room in modules()} == set(FLOOR)
    assert sum(map(len, FLOORS)) == len(FLOOR)


def test_imports_point_down():
    for path, room in modules():
        for target in imports(path):
            parts = target.split(".")
            if parts[0] != "hedging" or parts == ["hedging", "__version__"]:
                continue
            if len(parts) == 1:
                assert room == "__main__", f"{path} imports the whole package"
                continue
            assert parts[1] == room or FLOOR[parts[1]] < FLOOR[room], f"{path} imports {target}"


def test_the_library_imports_nothing_that_is_not_in_its_wheel():
    for path, _ in modules():
        for target in imports(path):
            assert target.split(".")[0] not in OUTSIDE, f"{path} imports {target}"


def test_no_file_is_in_a_circle():
    files = {".".join(path.relative_to(HOME.parent).with_suffix("").parts) for path, _ in modules()}
    graph = {}
    for path, _ in modules():
        name = ".".join(path.relative_to(HOME.parent).with_suffix("").parts)
        graph[name] = {target for target in imports(path) if target in files}
    graphlib.TopologicalSorter(graph).prepare()  # raises CycleError, with the circle


def test_training_imports_nothing_that_measures():
    for path in sorted((HOME.parent / "training").rglob("*.py")):
        for target in imports(path):
            assert target.split(".")[0] not in {"benchmarks", "tests"}, f"{path} imports {target}"


def test_the_core_imports_nothing_optional():
    core = {room for rooms in FLOORS[: FLOOR["detector"] + 1] for room in rooms}
    for path, room in modules():
        if room in core:
            for target in imports(path, running_only=True):
                top = target.split(".")[0]
                assert top in CORE or top in sys.stdlib_module_names, f"{path} imports {target}"


def test_every_room_says_what_it_is_for():
    for folder in {path.parent for path, _ in modules()}:
        docstring = ast.get_docstring(ast.parse((folder / "__init__.py").read_text("utf-8")))
        assert len(docstring or "") > 60, folder


def test_no_file_and_no_function_is_long():
    for path, _ in modules():
        source = path.read_text(encoding="utf-8")
        assert source.count("\n") <= 600, path
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                # Without its parameters: those of a command describe its arguments.
                assert node.end_lineno - node.body[0].lineno < 60, f"{path}: {node.name}"
