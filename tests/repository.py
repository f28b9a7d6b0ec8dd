"""A repository of git, as the fixture `repository` makes it."""

import subprocess
from pathlib import Path


class Repository:
    """A repository of git with the branch main, in a folder that is the current one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        self.run("init", "-q", "-b", "main")

    def run(self, *arguments: str) -> None:
        identity = ("-c", "user.name=Ines", "-c", "user.email=ines@example.org")
        subprocess.run(
            ["git", *identity, *arguments], check=True, capture_output=True, cwd=self.folder
        )

    def commit(self, **texts: str) -> None:
        """Write files that end in .txt, and commit all that is there."""
        for name, text in texts.items():
            self.write(name, text)
        self.run("add", "-A")
        self.run("commit", "-q", "--allow-empty", "-m", "a change")

    def write(self, name: str, text: str) -> None:
        (self.folder / f"{name}.txt").write_text(text, encoding="utf-8")
