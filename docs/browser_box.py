"""The core, a model and the files of `box/` → the box of the page "Try it", in the browser.

Without clang the site is made all the same; the page then says in place of the box what is missing.
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

#: The tag of a site that has the box, and the page that asks for it.
TAG, PAGE = "box", "try"


def write_box(app: Sphinx) -> None:
    """Write the folder `box` of the site, if it can be; Sphinx calls this before it reads pages."""
    from sphinx.util.logging import getLogger

    if app.builder.format != "html":
        return
    folder = Path(app.outdir) / "box"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        build(folder)
    except CannotBuildError as reason:
        getLogger(__name__).info("the page 'Try it' has no box: %s", reason)
    else:
        # Building writes a script too, and so the scripts are copied behind it.
        write_scripts(folder)
        app.tags.add(TAG)


def read_again(*_: object) -> list[str]:
    """The page whose content depends on the tag; Sphinx does not see that it is outdated."""
    return [PAGE]


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
    (folder / "kinds.js").write_text(kinds_script(), encoding="utf-8")


def kinds_script() -> str:
    """The letter, the words and the meaning of each kind."""
    kinds = {kind.name: [kind.letter, kind.words, kind.meaning] for kind in KIND.values()}
    return f"export const KINDS = {json.dumps(kinds, ensure_ascii=False, indent=1)};\n"
