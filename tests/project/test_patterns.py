"""No regular expression of the library takes time that grows faster than its text.

Each pattern meets texts made of its own parts: the text before each of its repetitions, the
text that is repeated, and an end that does not match. A quadratic pattern needs a tenth of a second
for such a text of 12,000 characters, an exponential one hours; a linear one needs less than a
millisecond.
"""

import ast
import importlib
import pkgutil
import re
import time
import warnings
from functools import cache
from itertools import product
from pathlib import Path

import pytest

import hedging

with warnings.catch_warnings():  # a newer Python has the parser elsewhere
    warnings.simplefilter("ignore", DeprecationWarning)
    try:
        from re import _constants as codes
        from re import _parser as parser
    except ImportError:
        import sre_constants as codes
        import sre_parse as parser

HOME = Path(hedging.__file__).parent
PIECES = 8
# Characters; short texts come first, so that an exponential pattern is found while it is quick.
SIZES = (16, 20, 24, 28, 32, 400, 1_200, 12_000)
SECONDS = 0.03
CALLS = {"compile", "match", "fullmatch", "search", "sub", "subn", "split", "findall", "finditer"}
# How a pattern goes through a text; it is tried so if nothing says how it is used.
ANYWHERE = "search"
# Classes of characters: how they are written, and some of their characters.
CATEGORIES = {
    "SPACE": (r"\s", [" ", "\t", "\n"]),
    "NOT_SPACE": (r"\S", ["a", "."]),
    "DIGIT": (r"\d", ["0"]),
    "NOT_DIGIT": (r"\D", ["a", " "]),
    "WORD": (r"\w", ["a", "0"]),
    "NOT_WORD": (r"\W", [" ", "."]),
}
ENDS = ("", "\x01", "\n\x01")


def is_call(node):
    """Is it a call such as `re.compile(…)`?"""
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in CALLS
    )


@cache
def sources():
    return {
        path.relative_to(HOME).as_posix(): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(HOME.rglob("*.py"))
    }


def methods_of(name):
    """The methods of the pattern `name` that the library calls."""
    return {
        node.attr
        for tree in sources().values()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr in CALLS
        and (getattr(node.value, "id", None) == name or getattr(node.value, "attr", None) == name)
    }


def patterns_in(value):
    if isinstance(value, re.Pattern):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from patterns_in(inner)
    elif isinstance(value, (tuple, list)):
        for inner in value:
            yield from patterns_in(inner)


def is_written_out(node):
    return isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes))


@cache
def known_patterns():
    """Where a pattern stands → the pattern, and how it goes through a text."""
    known = {}
    for found in pkgutil.walk_packages([str(HOME)], "hedging."):
        if found.name.endswith(("__main__", "_core")):
            continue
        try:
            module = importlib.import_module(found.name)
        except ImportError:
            continue  # a library of an extra is missing
        for name, value in vars(module).items():
            for number, pattern in enumerate(patterns_in(value)):
                known[f"{found.name}.{name}.{number}"] = pattern, methods_of(name) or {ANYWHERE}
    for path, tree in sources().items():
        for node in ast.walk(tree):
            if is_call(node) and node.func.attr != "compile" and is_written_out(node.args[0]):
                pattern = re.compile(node.args[0].value)
                known[f"{path}:{node.lineno}"] = pattern, {node.func.attr}
    return known


def samples(tree):
    """Some short texts that a part of a pattern matches, assertions aside."""
    texts = [""]
    for operation, argument in tree:
        texts = [a + b for a, b in product(texts, list(samples_of(operation, argument))[:4])][
            :PIECES
        ]
    return texts


def samples_of(operation, argument):
    if operation is codes.LITERAL:
        return [chr(argument)]
    if operation is codes.NOT_LITERAL:
        return [next(c for c in "a 0" if ord(c) != argument)]
    if operation is codes.ANY:
        return ["a", " "]
    if operation is codes.IN:
        return members(argument)
    if operation is codes.BRANCH:
        return [text for part in argument[1] for text in samples(part)]
    if operation is codes.SUBPATTERN:
        return samples(argument[-1])
    if is_repetition(operation):
        least, _, part = argument
        return [text * least for text in samples(part)] if least else ["", *samples(part)]
    if str(operation) == "ATOMIC_GROUP":
        return samples(argument)
    return [""]


def is_repetition(operation):
    return str(operation) in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT")


def members(choices):
    """Some characters of a class."""
    if choices[0][0] is codes.NEGATE:
        inner = re.compile("[" + "".join(map(written, choices[1:])) + "]")
        return [c for c in 'a 0.\n-"' if not inner.match(c)][:4]
    return [character for choice in choices for character in of_choice(*choice)]


def of_choice(operation, argument):
    if operation is codes.LITERAL:
        return [chr(argument)]
    if operation is codes.RANGE:
        return [chr(argument[0])]
    return CATEGORIES[str(argument).removeprefix("CATEGORY_")][1]


def written(choice):
    operation, argument = choice
    if operation is codes.CATEGORY:
        return CATEGORIES[str(argument).removeprefix("CATEGORY_")][0]
    if operation is codes.RANGE:
        return "-".join(re.escape(chr(end)) for end in argument)
    return re.escape(chr(argument))


def repetitions(tree, before=("",)):
    """(texts before it, texts that it repeats) of each long repetition of a pattern."""
    before = list(before)
    for operation, argument in tree:
        parts = []
        if is_repetition(operation):
            parts = [argument[2]]
            if argument[1] > PIECES:
                yield before, samples(argument[2])
        elif operation is codes.BRANCH:
            parts = argument[1]
        elif operation is codes.SUBPATTERN:
            parts = [argument[-1]]
        elif operation in (codes.ASSERT, codes.ASSERT_NOT):
            parts = [argument[1]]
        elif str(operation) == "ATOMIC_GROUP":
            parts = [argument]
        for part in parts:
            yield from repetitions(part, before)
        after = list(samples_of(operation, argument))[:4] or [""]
        before = list(dict.fromkeys(a + b for a, b in product(before, after)))[:PIECES]


def attacks(pattern):
    """Beginnings, and what is repeated behind them."""
    tree = parser.parse(pattern.pattern, pattern.flags & ~re.DEBUG)
    found = list(repetitions(tree))
    beginnings = dict.fromkeys(["", *(text for before, _ in found for text in before)])
    repeated = dict.fromkeys(text for _, inner in found for text in inner if text)
    repeated |= dict.fromkeys(text for text in beginnings if text)
    repeated |= dict.fromkeys(a + b for a, b in product(beginnings, list(repeated)) if a)
    return product(list(beginnings)[: 2 * PIECES], list(repeated)[: 6 * PIECES])


def seconds(pattern, method, text):
    if isinstance(pattern.pattern, bytes):
        text = text.encode("utf-8")
    arguments = ("", text) if method in ("sub", "subn") else (text,)
    begin = time.process_time()
    result = getattr(pattern, method)(*arguments)
    if method == "finditer":
        for _ in result:
            pass
    return time.process_time() - begin


def slow_text(pattern, methods):
    """The shortest text found that takes a pattern too long, with its seconds; or None."""
    for (beginning, piece), method in product(attacks(pattern), sorted(methods - {"compile"})):
        for end in ENDS:
            for size in SIZES:
                text = beginning + piece * (size // len(piece) + 1) + end
                spent = seconds(pattern, method, text)
                if spent > SECONDS and min(seconds(pattern, method, text) for _ in "123") > SECONDS:
                    return method, beginning, piece, end, size, spent
    return None


def test_every_pattern_is_known():
    """A pattern is made where a module is loaded, or written out where it is used."""
    for path, tree in sources().items():
        inside = {
            node
            for function in ast.walk(tree)
            if isinstance(function, (ast.FunctionDef, ast.Lambda))
            for node in ast.walk(function)
        }
        for node in ast.walk(tree):
            if is_call(node) and node in inside:
                ok = is_written_out(node.args[0]) and node.func.attr != "compile"
                assert ok, f"{path}:{node.lineno}: a pattern that this test cannot see"
    assert len(known_patterns()) > 40


@pytest.mark.slow
@pytest.mark.parametrize("place", known_patterns())
def test_time_of_a_pattern_grows_with_its_text(place):
    pattern, methods = known_patterns()[place]
    assert slow_text(pattern, methods) is None


@pytest.mark.slow
@pytest.mark.parametrize(
    "pattern",
    [
        r"(?:a|<!--.*?-->\s*)*b", r"[ \t]*\[?[ \t]*]", r"\s*\|\s*$", r"(a+)+$", r"<!--.*?-->",
        r"(?:\s|[a-z ])*x", r"\w+\s*\w+:", r"x*y*x*z",
    ],
)  # fmt: skip
def test_a_slow_pattern_is_found(pattern):
    assert slow_text(re.compile(pattern, re.DOTALL), {"search"}) is not None
