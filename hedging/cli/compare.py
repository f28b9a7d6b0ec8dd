"""`hedging compare`: two texts → what became surer or less sure between them, claim by claim."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Final

from hedging.cli.command import command
from hedging.cli.options import Argument, File, Probability, names
from hedging.cli.streams import InputTexts, patient_stage, print_note, until_reader_leaves
from hedging.errors import InputError
from hedging.jobs.files import options_for
from hedging.kinds import CHANGED
from hedging.options import DetectorOptions
from hedging.wording import shown_path

if TYPE_CHECKING:
    from hedging.drift.result import Drift

_UNCOMPARED = 2


#: Each change by its name in one word, as --fail-on and the rules of a log have it.
_CHANGES: Final = {change.replace(" ", "-"): change for change in CHANGED}


def _changes(text: str) -> tuple[str, ...]:
    """A type for arguments: changes between commas, as `ClaimPair.change` has them."""
    asked = names(text)
    for name in asked:
        if name not in _CHANGES:
            raise ArgumentTypeError(f"unknown change {name!r}; known are {', '.join(_CHANGES)}")
    if not asked:
        raise ArgumentTypeError(f"expected one or more of {', '.join(_CHANGES)}, got {text!r}")
    return tuple(_CHANGES[name] for name in asked)


@command(
    "say what became surer or less sure from one text to another",
    {
        "hedging compare draft.txt final.txt": "show the claims that changed",
        "hedging compare paper.txt summary.txt --html drift.html": "write a page with the "
        "claims side by side",
        "hedging compare paper.txt release.txt --fail-on surer,source-lost,wider": "fail if a "
        "claim says more than its source",
        "hedging compare paper.txt release.txt --sarif": "write a log for code scanning",
        "hedging compare old.md new.md --max-drift 0.2": "fail if a claim became much surer or "
        "less sure",
        "git show HEAD:page.md | hedging compare - page.md --json": "compare with standard "
        "input, for a program",
    },
    error_code=_UNCOMPARED,
)
def run_compare(
    before: Annotated[
        File, Argument("the first text, a file in UTF-8; - for standard input", metavar="BEFORE")
    ],
    after: Annotated[
        File, Argument("the second text, a file in UTF-8; - for standard input", metavar="AFTER")
    ],
    *,
    as_json: Annotated[
        bool, "--json", "print one JSON object, with offsets in code points"
    ] = False,
    as_sarif: Annotated[
        bool, "--sarif", "print a log of the changed claims for code scanning"
    ] = False,
    html: Annotated[File | None, "write a page with the claims of both texts side by side"] = None,
    max_drift: Annotated[
        Probability | None,
        Argument(
            "the largest change of confidence, from 0 to 1, that a claim may have", metavar="X"
        ),
    ] = None,
    fail_on: Annotated[
        tuple[str, ...],
        Argument(
            f"what may become of no claim, separated by commas: {', '.join(_CHANGES)}",
            metavar="CHANGES",
            read=_changes,
        ),
    ] = (),
    options: DetectorOptions,
) -> int:
    """Compares two versions of a text, or a source and its summary, claim by claim: which claims
    became surer, less sure, or are gone, and which words made the difference. The exit code is 1
    when a claim changed by more than --max-drift or as --fail-on forbids, and 2 when a file or an
    option could not be used.
    """
    import json

    from hedging.detector import load_options
    from hedging.drift.comparing import compare_reports

    if as_json and as_sarif:
        raise InputError("--json and --sarif print two logs: choose one of them")
    if before == after == "-":
        raise InputError("standard input can be one of the texts only: name a file for the other")
    texts = InputTexts([before, after])
    # Each file's name says whether it is Markdown.
    with patient_stage("scoring the texts"):
        reports = []
        for path, text in texts:
            detector = load_options(options_for(options, path))
            reports.append(detector.detect(text))
    if texts.unreadable:
        return _UNCOMPARED
    with patient_stage("comparing the claims"):
        drift = compare_reports(reports[0], reports[1], detector.model)
    if html is not None:
        from hedging.jobs.page_files import write_html

        with patient_stage("writing the page"):
            write_html(drift.to_html(f"{shown_path(before)} → {shown_path(after)}"), html)
    # A claim beyond the limit is a failure, even if the reader leaves before the end.
    with until_reader_leaves():
        # A page on standard output stands alone.
        if html != "-":
            if as_sarif:
                print(_sarif(drift, before, after, fail_on))
            else:
                print(json.dumps(drift.to_dict()) if as_json else drift)
    return _note_claims(drift, 1.0 if max_drift is None else max_drift, fail_on)


def _note_claims(drift: Drift, max_drift: float, fail_on: Sequence[str]) -> int:
    """Name each claim that changed by more than `max_drift`, or as `fail_on` has it.

    Returns 1 if there is one.
    """
    code = 0
    for pair in drift.pairs:
        change = abs(pair.confidence_change or 0.0)
        text = " ".join(claim.text for claim in pair.shown)
        if change > max_drift:
            print_note(f"{pair.outcome()}, more than {100 * max_drift:g}: {text}")
        elif pair.change in fail_on:
            print_note(f"{pair.change}: {text}")
        else:
            continue
        code = 1
    return code


def _sarif(drift: Drift, before: str, after: str, fail_on: Sequence[str]) -> str:
    """A log of the claims that are neither the same nor new, each where it stands."""
    from hedging.check.findings import LineStarts
    from hedging.check.formats import sarif_entry, sarif_log
    from hedging.drift.pair import SAYS

    old, new = (before, LineStarts(drift.before.text)), (after, LineStarts(drift.after.text))
    rules = {change: rule for rule, change in _CHANGES.items()}
    entries = []
    for pair in drift.pairs:
        if pair.change not in rules:
            continue
        path, lines = old if pair.change == "dropped" else new
        place = (*lines.locate(pair.shown[0].start), *lines.locate(pair.shown[-1].end))
        level = "error" if pair.change in fail_on else "note"
        entries.append(sarif_entry(rules[pair.change], level, pair.sentence(), path, place))
    return sarif_log(entries, {rule: SAYS[change] for rule, change in _CHANGES.items()})
