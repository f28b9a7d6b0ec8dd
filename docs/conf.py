"""The Markdown pages of this folder → the site, with pages of `hedging report` that run in it.

    python -m sphinx -W docs site

Sphinx makes the site, since it is old, kept by many, and needs no other tool for the reference and
for the search. The look is our own (`theme/`), so that no theme's end is the end of the site, and
so that a page stays small.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from docutils.nodes import SkipNode
from pygments.formatters import HtmlFormatter
from sphinx.application import Sphinx
from sphinx.highlighting import PygmentsBridge
from sphinx.writers.html5 import HTML5Translator

import hedging
from hedging.pages.markup import kind_styles

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from browser_box import read_again, write_box  # noqa: E402
from example_pages import example_pages  # noqa: E402
from kind_examples import with_marks  # noqa: E402

project = "hedging"
author = "the authors of hedging"
version = release = hedging.__version__
root_doc = "contents"
exclude_patterns = ["articles", "box", "images", "theme"]
extensions = ["myst_parser", "sphinx.ext.autodoc"]

myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 4

# Docstrings are written for people who read the source: `like this` is code.
default_role = "code"
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_default_options = {"members": True}
# The reference of an integration is made without its library too: without a stand-in, what it holds
# would be missing from the reference.
_INTEGRATED = ("pandas", "polars", "pyarrow", "pyspark", "ray", "sklearn", "spacy")
autodoc_mock_imports = [name for name in _INTEGRATED if find_spec(name) is None]
add_module_names = False
python_maximum_signature_line_length = 72
python_use_unqualified_type_names = True
toc_object_entries_show_parents = "hide"

html_theme = "theme"
html_theme_path = [str(HERE)]
html_title = "hedging"
html_copy_source = False
html_use_index = False
html_domain_indices = False
html_permalinks_icon = "#"
# A summary below each result would be fetched from its page: a reader who searches would load half
# of the site.
html_show_search_summary = False

# A block of code with a title is a file of that name (docs/snippets.py).
_TITLED = re.compile(r'^```(\w+) title="([^"]+)"$', re.MULTILINE)

# A line of a table has at least three columns, and a table at least two lines.
_COLUMNS = re.compile(r"\S {2,}\S.* {2,}\S")
_MIN_ROWS = 2
# Code that is longer may be broken.
_MAX_WORD = 24


def titles_become_captions(_app: Sphinx, _page: str, source: list[str]) -> None:
    """Write the titles of code blocks as captions."""
    source[0] = _TITLED.sub(r"```{code-block} \1\n:caption: \2\n", source[0])


def cues_become_marks(_app: Sphinx, page: str, source: list[str]) -> None:
    """Mark the cues of the page of kinds as on the pages of reports."""
    if page == "kinds":
        source[0] = with_marks(source[0])


def write_examples(app: Sphinx, error: Exception | None) -> None:
    """Write the pages that hedging makes of texts of ours, so that a reader can play with them."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "examples"
    folder.mkdir(exist_ok=True)
    for name, page in example_pages().items():
        (folder / f"{name}.html").write_text(page, encoding="utf-8")


def write_kinds_style(app: Sphinx, error: Exception | None) -> None:
    """Write the look of the kinds for the pages that mark cues, as on the pages of reports."""
    if not error and app.builder.format == "html":
        (Path(app.outdir) / "_static" / "kinds.css").write_text(kind_styles(), encoding="utf-8")


class LineFormatter(HtmlFormatter):
    """Code with an element for each line, so that a long line is broken with an indent.

    A block with a table is not broken but scrolls.
    """

    def wrap(self, source: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
        lines = [(is_line, line.removesuffix("\n")) for is_line, line in source]
        rows = [line for _, line in lines if _COLUMNS.search(re.sub("<[^>]*>", "", line))]
        if len(rows) >= _MIN_ROWS:
            self.cssclass += " aligned"
        return super().wrap(
            (is_line, f'<span class="line">{line}</span>\n') for is_line, line in lines
        )


class Translator(HTML5Translator):
    """Tables in a frame, in which a wide table scrolls; code without an element for each word.

    Such elements make the reference half as large again, and the style sheet does not use them.
    """

    # Sphinx counts here whether each word of a text gets an element.
    protect_literal_text = property(lambda self: 0, lambda self, count: None)

    def visit_desc_sig_element(self, node: Any) -> None:
        """A name, a space or a bracket in a signature is its text."""

    def depart_desc_sig_element(self, node: Any) -> None:
        """Nothing was opened."""

    def starttag(self, node: Any, tagname: str, suffix: str = "\n", *args: Any, **kw: Any) -> str:
        # Sphinx gives the captions of the menu a role that needs a level.
        if kw.get("ROLE") == "heading":
            kw["ARIA-LEVEL"] = "2"
        return super().starttag(node, tagname, suffix, *args, **kw)

    def visit_desc_parameterlist(self, node: Any) -> None:
        self.context.append(str(len(self.body)))
        super().visit_desc_parameterlist(node)

    def depart_desc_parameterlist(self, node: Any) -> None:
        super().depart_desc_parameterlist(node)
        # Sphinx writes the parameters as descriptions without the terms that they describe.
        start = int(self.context.pop())
        self.body[start:] = [re.sub("<(/?)d[ld]>", r"<\1div>", "".join(self.body[start:]))]

    def visit_literal(self, node: Any) -> None:
        text = node.astext()
        breaks = ' class="long"' if len(text) > _MAX_WORD else ""
        self.body.append(f"<code{breaks}>{self.encode(text)}</code>")
        raise SkipNode

    def visit_table(self, node: Any) -> None:
        self.body.append('<div class="frame">')
        super().visit_table(node)

    def depart_table(self, node: Any) -> None:
        super().depart_table(node)
        self.body.append("</div>\n")


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    PygmentsBridge.html_formatter = LineFormatter
    app.set_translator("html", Translator)
    app.connect("source-read", titles_become_captions)
    app.connect("source-read", cues_become_marks)
    app.connect("build-finished", write_examples)
    app.connect("build-finished", write_kinds_style)
    app.connect("builder-inited", write_box)
    app.connect("env-get-outdated", read_again)
