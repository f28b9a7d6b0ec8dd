"""The sources of the library → its size, what nothing public reaches, circles, imports upwards.

    python -m benchmarks.house [CHECKOUT] [--json]

A module is reached from the names of `hedging`, from `python -m hedging`, from the scripts and
entry points of pyproject.toml, or from an integration. An import counts wherever it stands: in a
function, and for type checking alone, since a reader has to follow those too. What is counted is
what git knows, so that build outputs and notes beside the sources do not.
"""

from __future__ import annotations

import argparse
import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
#: The package, the file with its floors, and the folder of its doors to other libraries.
PACKAGE, LAYERS, INTEGRATIONS = "hedging", "tests/project/test_layers.py", "hedging.integrations."
# The first line of a header that a program wrote.
_GENERATED = re.compile(r"by python -m ")
_ENTRY = re.compile(rf'^\w+ = "({PACKAGE}[\w.]+):\w+"', re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """Lines of each language, and places where the house is out of order.

    `unreached` are modules with their lines, and `unnamed` functions and classes of other modules
    that no code of the library names, with theirs. `circles` are groups of modules that import each
    other in a circle, `upwards` pairs of a module and one that it imports from its own floor or
    above.
    """

    python: int
    c: int
    unreached: dict[str, int]
    unnamed: dict[str, int]
    circles: list[list[str]]
    upwards: list[tuple[str, str]]


def measure(root: Path = ROOT) -> House:
    """The figures of the library in a checkout."""
    listed = subprocess.run(
        ["git", "ls-files", PACKAGE], cwd=root, check=True, capture_output=True, text=True
    )
    names = [name for name in listed.stdout.split("\n") if (root / name).is_file()]
    texts = {name: (root / name).read_text(encoding="utf-8") for name in names if _is_source(name)}
    modules = {module_of(name): text for name, text in texts.items() if name.endswith(".py")}
    graph = {name: set(imports(name, text, modules)) for name, text in modules.items()}
    floors = floors_of((root / LAYERS).read_text(encoding="utf-8"))
    project = (root / "pyproject.toml").read_text(encoding="utf-8")
    start = entries(modules, project)
    # A file that pyproject.toml names is left out of the wheel.
    shipped = sorted(module_of(name) for name in texts if f'"{name}"' not in project)
    found = reached(graph, start)
    return House(
        python=sum(map(_lines, modules.values())),
        c=sum(
            _lines(text)
            for name, text in texts.items()
            if not name.endswith(".py") and not _GENERATED.search(text.partition("\n")[0])
        ),
        unreached={
            name: _lines(modules[name]) for name in shipped if name in modules and name not in found
        },
        unnamed=unnamed({name: modules[name] for name in found}, start),
        circles=[sorted(circle) for circle in circles(graph) if len(circle) > 1],
        upwards=[
            (name, target)
            for name in sorted(graph)
            for target in sorted(graph[name])
            if _room(name) != _room(target) and floors[_room(target)] >= floors[_room(name)]
        ],
    )


def _is_source(name: str) -> bool:
    return name.endswith((".py", ".c", ".h"))


def _lines(text: str) -> int:
    return text.count("\n")


def module_of(path: str) -> str:
    """The dotted name of a file of Python.

    >>> module_of("hedging/text/tokens.py"), module_of("hedging/text/__init__.py")
    ('hedging.text.tokens', 'hedging.text')
    """
    return path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _room(module: str) -> str:
    """The room of a module; the package itself is a room too, as in the layer test."""
    return module.split(".")[1] if "." in module else "__init__"


def imports(name: str, text: str, modules: Mapping[str, str]) -> Iterator[str]:
    """The modules that a module imports, anywhere in it; the version of the package is no import.

    >>> known = dict.fromkeys(("hedging", "hedging.text", "hedging.text.tokens"), "")
    >>> sorted(imports("hedging.cli", "def f():\\n  from hedging.text import tokens, room", known))
    ['hedging.text', 'hedging.text.tokens']
    """
    for node in ast.walk(ast.parse(text)):
        targets: list[str] = []
        if isinstance(node, ast.Import):
            targets = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = [f"{node.module}.{alias.name}" for alias in node.names]
            targets = [each if each in modules else node.module for each in inside]
            if node.module == PACKAGE:
                targets = [each for each in inside if each in modules]
        yield from (each for each in targets if each in modules and each != name)


def entries(modules: Mapping[str, str], project: str) -> set[str]:
    """The modules where a caller comes in."""
    homes = re.search(r"^_HOMES = (\{.*?^\})", modules[PACKAGE], re.MULTILINE | re.DOTALL)
    public = ast.literal_eval(homes[1]).values() if homes else ()
    found = {PACKAGE, f"{PACKAGE}.__main__", *(f"{PACKAGE}.{home}" for home in public)}
    found |= set(_ENTRY.findall(project))
    return found | {name for name in modules if name.startswith(INTEGRATIONS)}


def reached(graph: Mapping[str, set[str]], start: set[str]) -> set[str]:
    """The modules that an import leads to from `start`, with the packages that they are in.

    >>> sorted(reached({"a": {"b.c"}, "b": set(), "b.c": set(), "d": {"a"}}, {"a"}))
    ['a', 'b', 'b.c']
    """
    found: set[str] = set()
    pending = set(start)
    while pending:
        name = pending.pop()
        found.add(name)
        parents = {name.rpartition(".")[0]} & graph.keys()
        pending |= (graph[name] | parents) - found
    return found


def unnamed(modules: Mapping[str, str], start: set[str]) -> dict[str, int]:
    """What modules define that none of them names, with its lines; not what `start` defines.

    It is a guess by the name alone: two functions of one name vouch for each other.

    >>> unnamed({"a": "def f(): pass", "b": "def g(): pass\\nclass H:\\n  x = g"}, {"a"})
    {'b.H': 2}
    """
    trees = {name: ast.parse(text) for name, text in modules.items()}
    nodes = [node for tree in trees.values() for node in ast.walk(tree)]
    named = {node.id for node in nodes if isinstance(node, ast.Name)}
    named |= {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    return {
        f"{name}.{node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for name in sorted(trees.keys() - start)
        for node in trees[name].body
        if isinstance(node, (ast.FunctionDef, ast.ClassDef))
        and not node.name.startswith("__")
        and node.name not in named
    }


def circles(graph: Mapping[str, set[str]]) -> list[set[str]]:
    """The strongly connected components (Tarjan 1972).

    >>> [sorted(circle) for circle in circles({"a": {"b"}, "b": {"a", "c"}, "c": set()})]
    [['c'], ['a', 'b']]
    """
    number: dict[str, int] = {}
    lowest: dict[str, int] = {}
    path: list[str] = []
    found: list[set[str]] = []

    def visit(name: str) -> None:
        number[name] = lowest[name] = len(number)
        path.append(name)
        for target in sorted(graph[name]):
            if target not in number:
                visit(target)
            if target in path:
                lowest[name] = min(lowest[name], lowest[target])
        if lowest[name] == number[name]:
            place = path.index(name)
            found.append(set(path[place:]))
            del path[place:]

    for name in sorted(graph):
        if name not in number:
            visit(name)
    return found


def floors_of(layers: str) -> dict[str, int]:
    """The number of the floor of each room, as the layer test has them."""
    rows = re.search(r"^FLOORS = (\[.*?^\])", layers, re.MULTILINE | re.DOTALL)
    found = ast.literal_eval(rows[1]) if rows else []
    return {room: number for number, rooms in enumerate(found) for room in rooms}


def main(argv: Sequence[str] | None = None) -> int:
    """Print the figures; see the module's text."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.house",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("checkout", nargs="?", type=Path, default=ROOT, metavar="CHECKOUT")
    parser.add_argument("--json", action="store_true", help="print the figures as data")
    options = parser.parse_args(argv)
    house = measure(options.checkout)
    if options.json:
        print(json.dumps(asdict(house), indent=1))
        return 0
    print(f"{house.python:,} lines of Python, {house.c:,} of C written by hand")
    print(f"{sum(house.unreached.values()):,} lines that no API, command or integration reaches")
    print(*(f"    {name} {lines}" for name, lines in house.unreached.items()), sep="\n")
    print(f"{sum(house.unnamed.values()):,} lines of functions and classes that no code names")
    print(*(f"    {name} {lines}" for name, lines in house.unnamed.items()), sep="\n")
    print(f"{sum(map(len, house.circles))} files in {len(house.circles)} circles")
    print(*(f"    {' '.join(circle)}" for circle in house.circles), sep="\n")
    print(f"{len(house.upwards)} imports upwards")
    print(*(f"    {name} -> {target}" for name, target in house.upwards), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
