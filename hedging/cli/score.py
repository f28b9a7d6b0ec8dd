"""`hedging score`: text files → their sentences with scores and marked cues, or JSON."""

from __future__ import annotations

import argparse
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from hedging.cli.options import (
    Commands,
    add_command,
    add_detector_options,
    add_register_option,
    completes_files,
    detector_options,
    probability,
    whole_number,
)
from hedging.options import DetectorOptions

if TYPE_CHECKING:
    from hedging.batch import Report
    from hedging.results import Explanation, Sentence
    from hedging.yardstick import Register


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "score",
        _run,
        summary="score texts sentence by sentence, for a person or as JSON",
        description="Scores each text, sentence by sentence. The score of a sentence is the "
        "probability that it is hedged; a dot marks the sentences that count as hedged. The score "
        "of a document is the expected share of hedged sentences.",
        examples={
            "hedging score article.txt": "show every sentence with its cues, and a summary",
            "hedging score --context 1 article.txt": "show hedged sentences with their neighbours",
            "hedging score --min-score 0.3 article.txt": "show sentences that score 0.3 or more",
            "hedging score --explain article.txt": "say why a word is a cue or is not a cue",
            "hedging score --register filings report.txt": "compare with what is usual in annual "
            "reports of companies",
            "hedging score --confidence answer.txt": "show how sure each claim sounds, and who "
            "says so",
            "hedging score --hedge-kinds condition,weasel article.txt": "let only these kinds "
            "make a sentence hedged",
            "hedging score --extra-cue murky=epistemic --ignore-cues may article.txt": "add a cue "
            "and leave one out",
            "cat article.txt | hedging score - --json": "score standard input for a program",
        },
    )
    completes_files(
        parser.add_argument(
            "paths", nargs="+", metavar="PATH", help="text files in UTF-8; - for standard input"
        )
    )
    parser.add_argument(
        "--json",
        action="store_true",
        help="print one JSON object for each document, with offsets in code points",
    )
    _add_what_is_shown(parser)
    add_register_option(parser)
    add_detector_options(parser)


def _add_what_is_shown(parser: argparse.ArgumentParser) -> None:
    """Add the options of what is shown beside a sentence, and of which sentences are shown."""
    parser.add_argument(
        "--explain",
        action="store_true",
        help="say what each cue means and what speaks for it, and what speaks against words that "
        "are not cues",
    )
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="as --explain, with the weights for and against each cue in log-odds",
    )
    parser.add_argument(
        "--confidence",
        action="store_true",
        help="show how sure each sentence sounds of what it claims in place of its score (a dash "
        "where it claims nothing), the same for the text, and with a cue who holds the doubt if "
        "it is not the writer; JSON always has this",
    )
    parser.add_argument(
        "--min-score",
        type=probability,
        metavar="P",
        help="show only sentences that score at least P, from 0 to 1",
    )
    parser.add_argument(
        "--context",
        type=whole_number(0),
        metavar="N",
        help="show only hedged sentences (or those of --min-score), with N sentences before and "
        "after each",
    )


def _run(arguments: argparse.Namespace) -> int:
    return run_score(
        arguments.paths,
        options=detector_options(arguments),
        as_json=arguments.json,
        explain=arguments.explain or arguments.verbose,
        weights=arguments.verbose,
        confidence=arguments.confidence,
        min_score=arguments.min_score,
        context=arguments.context,
        register=arguments.register,
    )


def run_score(
    paths: Sequence[str],
    *,
    options: DetectorOptions,
    as_json: bool = False,
    explain: bool = False,
    weights: bool = False,
    confidence: bool = False,
    min_score: float | None = None,
    context: int | None = None,
    register: str | None = None,
) -> int:
    """Print the scored texts; return 1 if a file could not be read.

    `min_score` and `context` choose sentences as `--min-score` and `--context` do. `weights` are
    those of the explanations. A text that cannot be compared with a `register` that is named is
    noted. Raises InputError for `confidence` with a depth that leaves it out, and for an unknown
    register.
    """
    import sys

    from hedging.cli.files import InputTexts
    from hedging.detector import load_options
    from hedging.errors import InputError
    from hedging.jobs.files import options_for
    from hedging.report import terminal
    from hedging.report.painter import Painter
    from hedging.wording import shown_path
    from hedging.yardstick import DEFAULT_REGISTER, chosen_register

    if confidence and options.depth == "cues":
        raise InputError("depth 'cues' leaves out what --confidence shows; give --depth all")
    painter = Painter(sys.stdout)
    compared = chosen_register(register or DEFAULT_REGISTER)
    texts = InputTexts(paths)
    for path, text in texts:
        detector = load_options(options_for(options, path))
        report = detector.detect(text)
        explanations = detector.explain(text) if explain else ()
        chosen = None
        if min_score is not None or context is not None:
            chosen = terminal.choose_sentences(report, min_score=min_score, context=context or 0)
        if as_json:
            print(_json_line(path, report, chosen, explanations if explain else None))
        else:
            lines = terminal.report_lines(
                report,
                shown_path(path),
                painter,
                chosen=chosen,
                explanations=explanations,
                weights=weights,
                confidence=confidence,
                register=compared,
            )
            print("\n".join(lines))
            if compared and register:
                _note_obstacle(path, report, compared)
    return 1 if texts.unreadable else 0


def _note_obstacle(path: str, report: Report, register: Register) -> None:
    """Say why a text was not compared with the register that the caller named."""
    from hedging.cli.streams import print_note
    from hedging.wording import shown_path
    from hedging.yardstick import obstacle

    if reason := obstacle(report.scheme, report.hedge_kinds, len(report.sentences)):
        print_note(f"{shown_path(path)} is not compared with {register.words}: {reason}")


def _json_line(
    path: str,
    report: Report,
    chosen: Sequence[int] | None,
    explanations: Sequence[Explanation] | None,
) -> str:
    """A report as a line of JSON, with the chosen sentences and their explanations."""
    import json
    from dataclasses import replace

    if chosen is not None:
        report = replace(report, sentences=tuple(report.sentences[number] for number in chosen))
    row: dict[str, Any] = {"id": path, **report.to_dict()}
    if explanations is not None:
        row["explanations"] = [
            explanation.to_dict()
            for explanation in explanations
            if _is_inside(explanation.candidate.start, report.sentences)
        ]
    # In ASCII, no text can send codes to a terminal, and every encoding has all characters.
    return json.dumps(row)


def _is_inside(offset: int, sentences: Sequence[Sentence]) -> bool:
    """Whether one of the sentences, which are in text order, holds an offset.

    >>> import hedging
    >>> sentences = hedging.detect("One. Two. Three.").sentences[1:2]
    >>> [_is_inside(offset, sentences) for offset in (0, 5, 8, 9)]
    [False, True, True, False]
    """
    number = bisect_right(sentences, offset, key=lambda sentence: sentence.start)
    return number > 0 and offset < sentences[number - 1].end
