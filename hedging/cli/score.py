"""`hedging score`: text files → their sentences with scores and marked cues, or JSON."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, Any

from hedging.cli.command import command
from hedging.cli.options import (
    Argument,
    CalibratedOptions,
    Count,
    Probability,
    RegisterName,
    TextPaths,
    whole_number,
)
from hedging.cli.streams import InputTexts, print_note
from hedging.errors import InputError
from hedging.jobs.files import options_for
from hedging.wording import shown_path
from hedging.yardstick import NO_REGISTER, Register, chosen_register, obstacle

if TYPE_CHECKING:
    from hedging.batch import Report
    from hedging.results import Explanation, Sentence


@command(
    "score texts sentence by sentence, for a person or as JSON",
    {
        "hedging score article.txt": "show every sentence with its cues, and a summary",
        "hedging score --context 1 article.txt": "show hedged sentences with their neighbours",
        "hedging score --min-score 0.3 article.txt": "show sentences that score 0.3 or more",
        "hedging score --explain article.txt": "say why a word is a cue or is not a cue",
        "hedging score --register filings report.txt": "compare with what is usual in annual "
        "reports of companies",
        "hedging score --confidence answer.txt": "show how sure each claim sounds, and who says so",
        "hedging score --hedge-kinds condition,weasel article.txt": "let only these kinds "
        "make a sentence hedged",
        "hedging score --extra-cue murky=epistemic --ignore-cues may article.txt": "add a cue "
        "and leave one out",
        "cat article.txt | hedging score - --json": "score standard input for a program",
    },
)
def run_score(
    paths: TextPaths,
    *,
    as_json: Annotated[
        bool, "--json", "print one JSON object for each document, with offsets in code points"
    ] = False,
    explain: Annotated[
        bool,
        "say what each cue means and what speaks for it, and what speaks against words that "
        "are not cues",
    ] = False,
    weights: Annotated[
        bool, "--verbose", "as --explain, with the weights for and against each cue in log-odds"
    ] = False,
    confidence: Annotated[
        bool,
        "show how sure each sentence sounds of what it claims in place of its score (a dash "
        "where it claims nothing), the same for the text, and with a cue who holds the doubt "
        "if it is not the writer; JSON always has this",
    ] = False,
    min_score: Annotated[
        Probability | None, "show only sentences that score at least P, from 0 to 1"
    ] = None,
    context: Annotated[
        Count | None,
        Argument(
            "show only hedged sentences (or those of --min-score), with N sentences before and "
            "after each",
            read=whole_number(0),
        ),
    ] = None,
    register: RegisterName = None,
    options: CalibratedOptions,
) -> int:
    """Scores each text, sentence by sentence. The score of a sentence is the probability that it is
    hedged; a dot marks the sentences that count as hedged. The score of a document is the expected
    share of hedged sentences.
    """
    import sys

    from hedging.detector import load_options
    from hedging.pages import terminal
    from hedging.pages.terminal import Painter

    if confidence and options.depth == "cues":
        raise InputError("depth 'cues' leaves out what --confidence shows; give --depth all")
    explain = explain or weights
    painter = Painter(sys.stdout)
    compared = chosen_register(register or NO_REGISTER)
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
            if compared:
                _note_obstacle(path, report, compared)
    return 1 if texts.unreadable else 0


def _note_obstacle(path: str, report: Report, register: Register) -> None:
    if reason := obstacle(report.scheme, report.hedge_kinds, len(report.sentences)):
        print_note(f"{shown_path(path)} is not compared with {register.words}: {reason}")


def _json_line(
    path: str,
    report: Report,
    chosen: Sequence[int] | None,
    explanations: Sequence[Explanation] | None,
) -> str:
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
    """Whether one of the sentences, which are in text order, holds an offset."""
    number = bisect_right(sentences, offset, key=lambda sentence: sentence.start)
    return number > 0 and offset < sentences[number - 1].end
