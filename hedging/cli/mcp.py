"""`hedging mcp`: what an agent can ask of hedging, over standard input and output."""

from __future__ import annotations

from typing import Annotated

from hedging.cli.command import command
from hedging.cli.options import Argument, File
from hedging.errors import InputError
from hedging.options import DetectorOptions
from hedging.wording import shown_path


@command(
    "answer an agent by the Model Context Protocol",
    {
        "hedging mcp": "wait for the questions of an agent, whose settings name this command",
        "hedging mcp --root drafts": "let it name files in this folder too",
        "hedging mcp --model accurate --self-report": "print how often the answers are right",
    },
)
def run_mcp(
    *,
    root: Annotated[
        File | None,
        Argument("the folder whose files the tools may read (default: none)", metavar="FOLDER"),
    ] = None,
    report_on_itself: Annotated[
        bool, "--self-report", "print the measured error rates of the answers, and end"
    ] = False,
    options: DetectorOptions,
) -> int:
    """Answers the questions of an agent over standard input and output, as the Model Context
    Protocol has it: which sentences of a text leave something open, where, how sure it sounds, and
    what became of its claims in another text. It changes nothing. This needs the library mcp.
    """
    from pathlib import Path

    from hedging.integrations.mcp import self_report, server

    if report_on_itself:
        print(self_report(options))
        return 0
    if root is not None and not Path(root).is_dir():
        raise InputError(
            f"{shown_path(root)} is no folder: give the folder whose files may be read"
        )
    server(options, root).run("stdio")
    return 0
