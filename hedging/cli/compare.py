"""`hedging compare`: two texts → what became surer or less sure between them, claim by claim."""

from __future__ import annotations

from argparse import ArgumentTypeError
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

from hedging.cli.command import command
from hedging.cli.options import Argument, File, Probability, names
from hedging.cli.streams import InputTexts, patient_stage, print_note, until_reader_leaves
from hedging.errors import InputError
from hedging.jobs.files import options_for
from hedging.kinds import CHANGED
from hedging.options import DetectorOptions
from hedging.wording import counted, one_line, shown_path

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
        "hedging compare docs/*.md --since main --fail-on surer": "fail if a change makes a "
        "claim surer",
        "hedging compare old.md new.md --max-drift 0.2": "fail if a claim became much surer or "
        "less sure",
        "git show HEAD:page.md | hedging compare - page.md --json": "compare with standard "
        "input, for a program",
    },
    error_code=_UNCOMPARED,
)
def run_compare(
    paths: Annotated[
        Sequence[File],
        Argument(
            "the first text and the second, files in UTF-8; - for standard input; with --since, "
            "files that are compared with what they were",
            metavar="PATH",
        ),
    ],
    *,
    since: Annotated[
        str | None,
        Argument(
            "compare each file with what it was at this revision of git, as a pull request does",
            metavar="REVISION",
        ),
    ] = None,
    as_json: Annotated[
        bool, "--json", "print one JSON object, with offsets in code points"
    ] = False,
    as_sarif: Annotated[
        bool, "--sarif", "print a log of the changed claims for code scanning"
    ] = False,
    html: Annotated[File | None, "write a page with the claims of two texts side by side"] = None,
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
    if as_json and as_sarif:
        raise InputError("--json and --sarif print two logs: choose one of them")
    if html is not None and since is not None:
        raise InputError("--html: for two texts, and not with --since")
    texts = InputTexts(paths)
    compared = _two_texts(texts, options) if since is None else _files(texts, options, since)
    if texts.unreadable:
        return _UNCOMPARED
    if html is not None:
        from hedging.jobs.page_files import write_html

        with patient_stage("writing the page"):
            title = " → ".join(map(shown_path, paths))
            write_html(compared[0].drift.to_html(title), html)
    # A claim beyond the limit is a failure, even if the reader leaves before the end.
    with until_reader_leaves():
        # A page on standard output stands alone.
        if html != "-":
            if as_sarif:
                print(_sarif(compared, fail_on))
            elif as_json:
                print(_json(compared, since))
            else:
                print("\n".join(_lines(compared, since)))
    limit = 1.0 if max_drift is None else max_drift
    return max((_note_claims(each.drift, limit, fail_on) for each in compared), default=0)


class _Compared(NamedTuple):
    """Two texts that were compared; `before` is "" for an earlier state of the file `after`."""

    before: str
    after: str
    drift: Drift


def _two_texts(texts: InputTexts, options: DetectorOptions) -> list[_Compared]:
    """The comparison of the first text with the second."""
    if len(texts.paths) != 2:
        raise InputError(
            f"expected two texts, got {len(texts.paths)}: name the first and the second, or files "
            "and --since"
        )
    before, after = texts.paths
    if before == after == "-":
        raise InputError("standard input can be one of the texts only: name a file for the other")
    found = [text for _, text in texts]
    if texts.unreadable:
        return []
    # Each file's name says whether it is Markdown.
    both = (options_for(options, before), options_for(options, after))
    return [_Compared(before, after, _drift(found, both))]


def _files(texts: InputTexts, options: DetectorOptions, since: str) -> list[_Compared]:
    """The comparisons of files that changed with what they were."""
    from hedging.check.changes import Since

    compared = []
    for path, text in texts:
        before = Since(since).text_of(path)
        if before is None:
            print_note(f"{shown_path(path)}: left out, since it was not there at {one_line(since)}")
        elif before != text:
            both = (options_for(options, path),) * 2
            compared.append(_Compared("", path, _drift((before, text), both)))
    return compared


def _drift(texts: Sequence[str], options: Sequence[DetectorOptions]) -> Drift:
    from hedging.detector import load_options
    from hedging.drift.comparing import compare_reports

    detectors = [load_options(each) for each in options]
    with patient_stage("scoring the texts"):
        before, after = (
            detector.detect(text) for detector, text in zip(detectors, texts, strict=True)
        )
    with patient_stage("comparing the claims"):
        return compare_reports(before, after, detectors[1].model)


def _lines(compared: Sequence[_Compared], since: str | None) -> Iterator[str]:
    """What became of the claims of each file and, of several files, of all claims."""
    if since is None:
        yield str(compared[0].drift)
        return
    for each in compared:
        yield f"{shown_path(each.after)}: {each.drift}"
    if len(compared) != 1:
        from hedging.drift.pair import summary

        pairs = [pair for each in compared for pair in each.drift.pairs]
        said = summary(pairs) if compared else "Nothing changed."
        yield f"{counted(len(compared), 'changed file')}: {said}"


def _json(compared: Sequence[_Compared], since: str | None) -> str:
    import json

    if since is None:
        return json.dumps(compared[0].drift.to_dict())
    files = [{"path": each.after, **each.drift.to_dict()} for each in compared]
    return json.dumps({"since": since, "files": files})


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


def _sarif(compared: Sequence[_Compared], fail_on: Sequence[str]) -> str:
    """A log of the claims that are neither the same nor new, each where it stands."""
    from hedging.check.findings import LineStarts
    from hedging.check.formats import sarif_entry, sarif_log
    from hedging.drift.pair import SAYS

    rules = {change: rule for rule, change in _CHANGES.items()}
    entries = []
    for before, after, drift in compared:
        old, new = LineStarts(drift.before.text), LineStarts(drift.after.text)
        for pair in drift.pairs:
            if pair.change not in rules:
                continue
            path, lines = (before, old) if pair.change == "dropped" else (after, new)
            # What an earlier state of a file said has no place in the file.
            place = path and (*lines.locate(pair.shown[0].start), *lines.locate(pair.shown[-1].end))
            level = "error" if pair.change in fail_on else "note"
            entries.append(
                sarif_entry(
                    rules[pair.change], level, pair.sentence(), path or after, place or None
                )
            )
    return sarif_log(entries, {rule: SAYS[change] for rule, change in _CHANGES.items()})
