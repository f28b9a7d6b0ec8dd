"""An option is declared once: few files of the library state its name."""

import ast
import inspect
from functools import cache
from pathlib import Path

import pytest

import hedging
from hedging.options import DEFAULTS, OPTION_NAMES, Options

# The declaration, the front door, what makes criteria of the options, what applies them, and what
# changes them for an editor.
MOST_FILES = 5
HOME = Path(hedging.__file__).parent
# The other names are words that also stand for other things.
DISTINCT = ("extra_cues", "ignore_cues", "ignore_kinds")


@cache
def names_in(path):
    """The names in the code of a file, and the strings that are one word, without dashes."""
    return {
        name.lstrip("-").replace("-", "_")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for field in ("id", "arg", "attr", "value")
        if isinstance(name := getattr(node, field, None), str)
    }


@pytest.mark.parametrize("name", DISTINCT)
def test_few_files_state_an_option(name):
    files = [path.name for path in sorted(HOME.rglob("*.py")) if name in names_in(path)]
    assert "options.py" in files
    assert len(files) <= MOST_FILES, files


def test_the_front_door_and_typed_options_have_the_declared_names():
    parameters = inspect.signature(hedging.load).parameters
    assert tuple(name for name in parameters if name != "splitter") == OPTION_NAMES
    assert {name: parameters[name].default for name in OPTION_NAMES} == DEFAULTS
    assert tuple(Options.__annotations__) == OPTION_NAMES
