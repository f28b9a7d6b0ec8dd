"""`hedging lsp`: marks while one writes, for editors."""

from __future__ import annotations

from typing import Annotated

from hedging.cli.command import command
from hedging.cli.options import Argument
from hedging.yardstick import REGISTER_NAMES, register_named


@command(
    "mark what a text leaves open in an editor, while one writes",
    {
        "hedging lsp": "wait for an editor, whose settings name this command",
        "hedging lsp --register news": "say above a text how much is usual in news reports",
    },
)
def run_lsp(
    *,
    register: Annotated[
        str | None,
        Argument(
            f"say above each text how much is usual in this register: {', '.join(REGISTER_NAMES)}",
            metavar="NAME",
            choices=REGISTER_NAMES,
        ),
    ] = None,
) -> int:
    """Answers an editor over standard input and output, as the Language Server Protocol has it. The
    options of the detector are those in [tool.hedging] of the nearest pyproject.toml of each text.
    This needs the libraries pygls and tomlkit.
    """
    from hedging.integrations.lsp import server

    server(None if register is None else register_named(register)).start_io()
    return 0
