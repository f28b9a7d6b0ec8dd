"""Docstrings → the same with their doctests fenced, so that the reference shows them as code."""

import re
from typing import Any

import griffe

_DOCTEST = re.compile(r"(?:^>>> .*\n(?:.+\n?)*)+", re.MULTILINE)


class Fences(griffe.Extension):
    """Called by mkdocstrings for every object that it reads."""

    def on_object(self, *, obj: griffe.Object, **_: Any) -> None:
        if obj.docstring:
            obj.docstring.value = _DOCTEST.sub(
                lambda found: f"```python\n{found[0].rstrip()}\n```\n", obj.docstring.value + "\n"
            )
