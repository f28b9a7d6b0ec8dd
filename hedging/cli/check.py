"""`hedging check`: text and Markdown files → cues by line, and whether each is within a limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from hedging.check.formats import FORMATS
from hedging.cli.command import command
from hedging.cli.options import Argument, File, project_settings, share
from hedging.cli.streams import InputTexts, until_reader_leaves
from hedging.errors import InputError
from hedging.jobs.files import options_for
from hedging.options import DetectorOptions
from hedging.wording import one_line, shown_path

_UNCHECKED = 2


@command(
    "list the cues of text and Markdown files by line, and fail beyond a limit",
    {
        "hedging check README.md docs/*.md": "list the cues, one on each line",
        "hedging check docs/*.md --max-hedged 20%": "fail if more than a fifth of the "
        "sentences of a file are hedged",
        "hedging check docs/*.md --ignore-cues may,can": "leave out these cues",
        "hedging check docs/*.md --diff main": "list only what your change touches",
        "hedging check docs/*.md --format github": "annotate a pull request",
        "hedging check message.md --claims done": "fail if an agent says that it is done, and its "
        "message says that this is unsure",
        "hedging check docs/*.md --format sarif": "write a log for code scanning",
    },
    error_code=_UNCHECKED,
)
def run_check(
    paths: Annotated[
        Sequence[File], Argument("files in UTF-8; - for standard input", metavar="PATH")
    ],
    *,
    max_hedged: Annotated[
        float | None,
        Argument(
            "the largest share of hedged sentences that a file may have, such as 20%%",
            metavar="SHARE",
            read=share,
        ),
    ] = None,
    diff: Annotated[
        str | None,
        Argument(
            "only the sentences on lines that are new or changed since this revision of git, as "
            "a pull request shows them; the limit is for them alone",
            metavar="REVISION",
        ),
    ] = None,
    claims: Annotated[
        Literal["done"] | None,
        "read the last messages of agents: whether their word that they are done can be taken",
    ] = None,
    format_name: Annotated[
        str, Argument("how to write the findings", "--format", choices=tuple(FORMATS))
    ] = "text",
    skip_quotes: Annotated[
        bool | None, "leave out block quotes in Markdown (default: --no-skip-quotes)"
    ] = None,
    options: DetectorOptions,
) -> int:
    """Lists the hedging cues of each file by line and column. The exit code is 1 when a file is
    hedged more than --max-hedged allows, and 2 when a file or an option could not be used.

    A comment 'hedging: ignore' silences its line; 'hedging: off' silences the lines up to 'hedging:
    on'. max-hedged and skip-quotes can be set in [tool.hedging] of pyproject.toml, like the
    detector's options.

    With --claims done, each file is the last message of an agent, in Markdown. The exit code is 1
    when a message says that work is done that by its own words is unsure, unchecked or not so.
    """
    if claims is not None:
        if max_hedged is not None or diff is not None or skip_quotes is not None:
            raise InputError("--claims done: not with --max-hedged, --diff or --skip-quotes")
        return _check_messages(InputTexts(paths), format_name, options)
    from dataclasses import replace

    from hedging.check.changes import Since
    from hedging.check.findings import check_text
    from hedging.detector import load_options

    settings = project_settings()
    max_hedged = settings.max_hedged if max_hedged is None else max_hedged
    skip_quotes = settings.skip_quotes if skip_quotes is None else skip_quotes
    # check_text blanks the markup itself, with the quotes, and a text must be blanked only once.
    detector = load_options(replace(options, markdown=False))
    results = []
    texts = InputTexts(paths)
    for path, text in texts:
        markdown = options_for(options, path).markdown is True
        touched = None if diff is None else Since(diff).lines_of(path)
        result = check_text(
            path, text, detector, markdown=markdown, skip_quotes=skip_quotes, touched=touched
        )
        # A file that did not change is not spoken of.
        if diff is None or result.sentences:
            results.append(result)
    code = int(not all(result.passed(max_hedged) for result in results))
    if texts.unreadable:
        code = _UNCHECKED
    # A file beyond the limit is a failure, even if the reader leaves before the end.
    with until_reader_leaves():
        print("\n".join(FORMATS[format_name](results, max_hedged)))
    return code


def _check_messages(texts: InputTexts, format_name: str, options: DetectorOptions) -> int:
    """Print whether the word of each message can be taken; 1 if that of one cannot."""
    import json
    from dataclasses import asdict, replace

    from hedging.check.done import read_done
    from hedging.check.findings import LineStarts
    from hedging.detector import load_options

    if format_name not in ("text", "json"):
        raise InputError(f"--format {format_name}: with --claims done, expected text or json")
    detector = load_options(replace(options, markdown=False))
    code, lines = 0, []
    for path, text in texts:
        done = read_done(text, detector)
        code = max(code, int(done.doubtful))
        if format_name == "json":
            lines.append(json.dumps({"path": path, **asdict(done)}))
            continue
        places = LineStarts(text)
        if done.doubtful:
            for against in done.sentences:
                line, column = places.locate(against.start)
                lines.append(f"{shown_path(path)}:{line}:{column}: {one_line(against.text)}")
        said = "its own words are against" if done.doubtful else "nothing is found against"
        lines.append(f"{shown_path(path)}: {said} that it is done ({done.doubt:.2f})")
    with until_reader_leaves():
        for each in lines:
            print(each)
    return _UNCHECKED if texts.unreadable else code
