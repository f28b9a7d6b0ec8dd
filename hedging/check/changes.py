"""A revision of git + the path of a file → the text that it had, and the lines that changed since.

A revision stands for where the present work left it: a change is measured from the last commit that
both have (the merge base), as the page of a pull request shows it.
"""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from hedging.errors import InputError
from hedging.wording import one_line, shown_path

# The lines of the new file that a part of a diff without context is about: the first, how many.
_PART = re.compile(rb"^@@ -\S+ \+([0-9]+)(?:,([0-9]+))? @@", re.MULTILINE)
# Settings of a user that change what a diff says.
_PLAIN = ("--no-color", "--no-ext-diff", "--no-textconv", "--unified=0")


@dataclass(frozen=True)
class Since:
    """The changes of files since a revision of the repository that they lie in.

    A file that was renamed was not there. Raises InputError where git is missing, where a file lies
    in no repository, and for a revision that the repository does not have.
    """

    revision: str

    def text_of(self, path: str) -> str | None:
        """The text that a file had; None for a file that was not there."""
        folder, name = self._place(path)
        commit = _commit(folder, self.revision)
        found = _git(folder, "cat-file", "blob", f"{commit}:./{name}")
        return None if found.returncode else found.stdout.decode("utf-8-sig", "replace")

    def lines_of(self, path: str) -> frozenset[int] | None:
        """The numbers of the lines that are new or changed; None for a file that was not there."""
        folder, name = self._place(path)
        commit = _commit(folder, self.revision)
        if _git(folder, "cat-file", "-e", f"{commit}:./{name}").returncode:
            return None
        shown = _git(folder, "diff", *_PLAIN, commit, "--", f"./{name}")
        if shown.returncode:
            raise InputError(f"git cannot compare {shown_path(path)}: {_reason(shown)}")
        return frozenset(
            line
            for first, count in _PART.findall(shown.stdout)
            for line in range(int(first), int(first) + int(count or 1))
        )

    def _place(self, path: str) -> tuple[str, str]:
        if path == "-":
            raise InputError(
                f"standard input has no history: name files to compare with {self.revision}"
            )
        # A link is what it leads to; git knows its target by name alone.
        file = Path(os.path.realpath(path))
        return str(file.parent), file.name


@lru_cache(maxsize=256)
def _commit(folder: str, revision: str) -> str:
    """The last commit that a revision and the present work have both."""
    found = None
    if revision and not revision.startswith("-"):
        found = _git(folder, "rev-parse", "--verify", "--quiet", f"{revision}^{{commit}}")
    if found is None or found.returncode:
        repository = _git(folder, "rev-parse", "--git-dir")
        if repository.returncode:
            raise InputError(f"{shown_path(folder)} lies in no repository: {_reason(repository)}")
        raise InputError(
            f"the repository of {shown_path(folder)} has no revision {revision!r}: name a commit "
            "or a branch, and fetch it first"
        )
    commit = found.stdout.decode("ascii").strip()
    common = _git(folder, "merge-base", commit, "HEAD")
    # Without a common commit, as in a shallow clone, the revision itself has to serve.
    return commit if common.returncode else common.stdout.decode("ascii").strip()


def _git(folder: str, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    """Run git in a folder: names of files are taken as they are, and no monitor is started."""
    try:
        return subprocess.run(
            ["git", "-c", "core.fsmonitor=false", "--literal-pathspecs", "-C", folder, *arguments],
            check=False,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            env=os.environ | {"GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C"},
        )
    except FileNotFoundError:
        raise InputError("git is missing, which knows what changed: install git") from None


def _reason(failed: subprocess.CompletedProcess[bytes]) -> str:
    return one_line(failed.stderr.decode("utf-8", "replace").strip())
