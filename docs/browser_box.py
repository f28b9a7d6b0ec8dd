"""The core, a model and the files of `box/` → the box of the page "Try it", in the browser.

Without clang the site is made all the same; its box then says that it has no model.
"""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hedging.kinds import KIND

if TYPE_CHECKING:
    from sphinx.application import Sphinx

HERE = Path(__file__).parent
PACKAGE = HERE.parent / "js"
sys.path.insert(0, str(PACKAGE))

from build import CannotBuildError, build  # noqa: E402


def write_box(app: Sphinx, error: Exception | None) -> None:
    """Write the folder `box` of the site; Sphinx calls this when all pages are written."""
    from sphinx.util.logging import getLogger

    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir) / "box"
    write_scripts(folder)
    try:
        build(folder)
    except CannotBuildError as reason:
        getLogger(__name__).info("the box of the page 'Try it' has no model: %s", reason)


def write_scripts(folder: Path) -> None:
    """Write everything but the core and the model."""
    scripts_only = shutil.ignore_patterns("*.html")
    shutil.copytree(HERE / "box", folder, dirs_exist_ok=True, ignore=scripts_only)
    shutil.copytree(
        PACKAGE / "src",
        folder / "hedging",
        dirs_exist_ok=True,
        ignore=shutil.ignore_patterns("*.d.ts"),
    )
    (folder / "kinds.css").write_text(kinds_style(), encoding="utf-8")
    (folder / "kinds.js").write_text(kinds_script(), encoding="utf-8")


def kinds_style() -> str:
    """The look of each kind, as on the pages of reports."""
    rules = []
    for kind in KIND.values():
        line = f"text-decoration-style: {kind.line}; text-decoration-thickness: {kind.weight}"
        rules.append(f".{kind.name} {{ color: {kind.light}; {line} }}")
    rules.append("@media (prefers-color-scheme: dark) {")
    rules += [f"  .{kind.name} {{ color: {kind.dark} }}" for kind in KIND.values()]
    return "\n".join([*rules, "}", ""])


def kinds_script() -> str:
    """The words and the meaning of each kind."""
    kinds = {kind.name: [kind.words, kind.meaning] for kind in KIND.values()}
    return f"export const KINDS = {json.dumps(kinds, ensure_ascii=False, indent=1)};\n"
