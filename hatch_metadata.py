"""README.md and the address of the sources → a package page whose links and pictures work.

A package page resolves no relative links. The address of the sources is known only where a release
is made: the environment variable `HEDGING_SOURCE_URL` gives it, and the links then lead to the tag
of the version. Without it README.md stays as it is, and the package names no address.
"""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

from hatchling.metadata.plugin.interface import MetadataHookInterface

README = "README.md"
VARIABLE = "HEDGING_SOURCE_URL"
PICTURES = (".gif", ".jpg", ".png", ".svg", ".webp")
# Code is matched first, so that what looks like a link in it stays.
TARGET = re.compile(r"```.*?```|`[^`]*`|(?<=\]\()[^)\s]+", re.DOTALL)
ABSOLUTE = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


class PageHook(MetadataHookInterface):
    """Sets the readme and the addresses of the project."""

    PLUGIN_NAME = "custom"

    def update(self, metadata: dict[str, Any]) -> None:
        """Change the table `project`; hatchling calls this before it writes the metadata.

        A wheel that is made from an sdist finds the fields of the sdist in the table already.
        """
        metadata.setdefault("readme", README)
        if not (url := source_url()):
            return
        version = metadata["version"]
        text = Path(self.root, README).read_text(encoding="utf-8")
        metadata["readme"] = {
            "content-type": "text/markdown",
            "text": with_absolute_links(text, url, version),
        }
        metadata["urls"] = {
            "Source": url,
            "Documentation": page(url, version, "docs/index.md"),
            "Changelog": page(url, version, "CHANGELOG.md"),
            "Issues": f"{url}/issues",
        }


def source_url() -> str:
    """The address in the environment, without a slash at its end; "" if there is none."""
    url = os.environ.get(VARIABLE, "")
    if url and not re.fullmatch(r"https://[^\s/]+/\S+", url):
        raise ValueError(
            f"{VARIABLE} is {url!r}, expected an address such as https://example.org/owner/hedging"
        )
    return url.rstrip("/")


def page(url: str, version: str, path: str) -> str:
    """The address of a page or a folder at the tag of a version; of a picture, its bytes."""
    kind = "raw" if path.lower().endswith(PICTURES) else "tree" if path.endswith("/") else "blob"
    return f"{url}/{kind}/v{version}/{path}"


def with_absolute_links(text: str, url: str, version: str) -> str:
    """The text of README.md with every relative link and picture below the address."""

    def absolute(found: re.Match[str]) -> str:
        target = found[0]
        if target.startswith("`") or ABSOLUTE.match(target):
            return target
        path, mark, heading = target.partition("#")
        return page(url, version, (path.removeprefix("./") or README)) + mark + heading

    return TARGET.sub(absolute, text)
