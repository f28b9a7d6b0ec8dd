"""`hedging compare`: two texts → what became surer or less sure between them, claim by claim."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from hedging.cli.command import command
from hedging.cli.options import Argument, File, Probability
from hedging.cli.streams import InputTexts, print_note, until_reader_leaves
from hedging.errors import InputError
from hedging.jobs.files import options_for
from hedging.options import DetectorOptions
from hedging.wording import shown_path

if TYPE_CHECKING:
    from hedging.drift.result import Drift

_UNCOMPARED = 2


@command(
    "say what became surer or less sure from one text to another",
    {
        "hedging compare draft.txt final.txt": "show the claims that changed",
        "hedging compare paper.txt summary.txt --html drift.html": "write a page with the "
        "claims side by side",
        "hedging compare old.md new.md --max-drift 0.2": "fail if a claim became much surer or "
        "less sure",
        "git show HEAD:page.md | hedging compare - page.md --json": "compare with standard "
        "input, for a program",
    },
    error_code=_UNCOMPARED,
)
def run_compare(
    before: Annotated[
        str, Argument("the first text, a file in UTF-8; - for standard input", is_file=True)
    ],
    after: Annotated[
        str, Argument("the second text, a file in UTF-8; - for standard input", is_file=True)
    ],
    *,
    as_json: Annotated[
        bool, "--json", "print one JSON object, with offsets in code points"
    ] = False,
    html: Annotated[File | None, "write a page with the claims of both texts side by side"] = None,
    max_drift: Annotated[
        Probability | None,
        Argument(
            "the largest change of confidence, from 0 to 1, that a claim may have", metavar="X"
        ),
    ] = None,
    options: DetectorOptions,
) -> int:
    """Compares two versions of a text, or a source and its summary, claim by claim: which claims
    became surer, less sure, or are gone, and which words made the difference. The exit code is 1
    when a claim changed by more than --max-drift, and 2 when a file or an option could not be used.
    """
    import json

    from hedging.detector import load_options
    from hedging.drift.comparing import compare_reports

    if before == after == "-":
        raise InputError("standard input can be one of the texts only: name a file for the other")
    texts = InputTexts([before, after])
    # Each file's name says whether it is Markdown.
    reports = [load_options(options_for(options, path)).detect(text) for path, text in texts]
    if texts.unreadable:
        return _UNCOMPARED
    drift = compare_reports(*reports)
    if html is not None:
        from hedging.jobs.page_files import write_html

        write_html(drift.to_html(f"{shown_path(before)} → {shown_path(after)}"), html)
    # A claim beyond the limit is a failure, even if the reader leaves before the end.
    with until_reader_leaves():
        # A page on standard output stands alone.
        if html != "-":
            print(json.dumps(drift.to_dict()) if as_json else drift)
    return 0 if max_drift is None else _note_claims(drift, max_drift)


def _note_claims(drift: Drift, max_drift: float) -> int:
    """Name each claim that changed by more than `max_drift`; return 1 if there is one."""
    code = 0
    for pair in drift.changed:
        change = pair.confidence_change or 0.0
        if abs(change) > max_drift:
            text = " ".join(sentence.text for sentence in pair.after)
            print_note(f"{pair.change} by {abs(change):.2f}, more than {max_drift:g}: {text}")
            code = 1
    return code
