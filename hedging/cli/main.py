"""Command line → files scored, models trained, figures printed.

Whatever goes wrong with one input is one line on standard error and exit code 1; the other inputs are still scored.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any


from hedging import __version__
from hedging.batch import COLUMNS
from hedging.check import findings as checking
from hedging.detector import Detector, load
from hedging.errors import HedgingError, InputError, MissingExtraError
from hedging.jobs.inputs import COMPRESSIONS, STREAMS, Fields
from hedging.kinds import KINDS
from hedging.model.files import folder_of
from hedging.options import DEFAULT_MODEL as DEFAULT
from hedging.options import DetectorOptions
from hedging.report import terminal
from hedging.results import Sentence
from hedging.wording import counted

if TYPE_CHECKING:
    from hedging.jobs.run import Done, Job

_SHELLS = ("bash", "zsh")
# What arguments that are files are called in the help.
_FILES = ("PATH", "IN", "OUT", "FILE")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit code: 0 all went well, 1 some input could not be used, 2 a wrong call.

    Of `check`, 1 is a file beyond the limit, and 2 whatever could not be checked.
    """
    parser = _parser()
    options = parser.parse_args(arguments)
    # What the terminal or the file cannot hold is marked, and not the end of the work.
    if isinstance(sys.stdout, io.TextIOWrapper) and sys.stdout.errors == "strict":
        sys.stdout.reconfigure(errors="replace")
    trouble: int = options.trouble
    try:
        code: int = options.run(options)
        sys.stdout.flush()
    except HedgingError as error:
        print(f"hedging: {error}", file=sys.stderr)
        return trouble
    except BrokenPipeError:
        # The reader (`| head`) has what it wanted; nothing more can be said to it, not even at exit. A limit that does not hold
        # is a failure all the same.
        _silence()
        return int(options.failed)
    except OSError as error:
        # Without a name it is standard output that cannot be written; what could not be read takes nothing from what was said.
        if error.filename is None:
            _silence()
        print(
            f"hedging: {error.filename or 'cannot write'}: {error.strerror or error}",
            file=sys.stderr,
        )
        return trouble
    except KeyboardInterrupt:
        return 130
    return code


def _silence() -> None:
    """Nothing more goes to standard output, not even what it still holds."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


class _Help(argparse.HelpFormatter):
    """Fills paragraphs, and leaves lines that are indented, the examples, as they are."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        paragraphs = text.split("\n\n")
        return "\n\n".join(
            part
            if part.startswith(_EXAMPLES)
            else super(_Help, self)._fill_text(part, width, indent)
            for part in paragraphs
        )


_EXAMPLES = "examples:"


def _examples(rows: Mapping[str, str]) -> str:
    """Commands and what each of them is for, as they stand in the help."""
    return "\n".join([_EXAMPLES, *(f"  {command}\n      {what}" for command, what in rows.items())])


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hedging",
        formatter_class=_Help,
        description="Finds hedging cues in English text and scores sentences and articles.",
        epilog=_examples(
            {
                "hedging score article.txt": "every sentence with its score, the cues marked",
                "hedging report article.txt -o article.html": "the same as a page for the browser",
                "hedging check docs/*.md --max-hedged 20%": "the cues by file and line, and a limit",
                "hedging batch articles/ -o scores.csv": "a row for each of many documents",
                "hedging score --help": "what a command can do, with examples",
            }
        ),
    )
    parser.set_defaults(trouble=1, failed=False)
    parser.add_argument("--version", action="version", version=f"hedging {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")

    score = _command(
        commands,
        "score",
        "score texts, for a person or as JSON",
        "Scores each text, sentence by sentence. A sentence has the probability that it is hedged and a dot when it counts as "
        "hedged; the document's score is the share of hedged sentences to be expected.",
        {
            "hedging score article.txt": "every sentence, the cues marked, and a summary",
            "hedging score --context 1 article.txt": "the hedged sentences, each with its neighbours",
            "hedging score --min-score 0.3 article.txt": "whatever is somewhat likely to be hedged",
            "hedging score --explain article.txt": "why each cue is one, and why the month of May is none",
            "hedging score --kinds condition,weasel article.txt": "only these kinds make a sentence hedged",
            "cat article.txt | hedging score - --json": "the same for a program",
        },
    )
    score.add_argument(
        "paths", nargs="+", metavar="PATH", help="text files in UTF-8; - is standard input"
    )
    score.add_argument(
        "--json", action="store_true", help="one JSON object a document, offsets in code points"
    )
    score.add_argument(
        "--explain",
        action="store_true",
        help="what speaks for and against each cue, and each that is none",
    )
    score.add_argument(
        "--min-score",
        type=_share,
        metavar="P",
        help="only sentences that score at least P, from 0 to 1",
    )
    score.add_argument(
        "--context",
        type=_count,
        metavar="N",
        help="with N sentences before and after (of hedged ones, without --min-score)",
    )
    _add_model(score)
    _add_kinds(score)
    score.set_defaults(run=_score)

    check = _command(
        commands,
        "check",
        "cues by line and column, and a limit, for writers and continuous integration",
        "Names the hedging cues of each file by line and column; exit code 1 when a file is hedged more than --max-hedged, 2 "
        "when something could not be checked. Code, front matter, HTML and addresses in Markdown are passed by.\n\nA comment "
        "'hedging: ignore' silences its line, 'hedging: off' and 'hedging: on' the lines from the one to the other. Defaults "
        "come from [tool.hedging] in the nearest pyproject.toml, here or above.",
        {
            "hedging check README.md docs/*.md": "the cues, a line each",
            "hedging check docs/*.md --max-hedged 20%": "fail where more than a fifth of the sentences are hedged",
            "hedging check docs/*.md --ignore may,can": "without these cues",
            "hedging check docs/*.md --format github": "as annotations of a pull request; sarif and json for other tools",
        },
    )
    check.add_argument("paths", nargs="+", metavar="PATH", help="text and Markdown files in UTF-8")
    check.add_argument(
        "--max-hedged",
        metavar="SHARE",
        help="the share of hedged sentences that is allowed, such as 20%%",
    )
    check.add_argument(
        "--format",
        choices=tuple(checking.FORMATS),
        default="text",
        help="how to say it (default text)",
    )
    check.add_argument(
        "--skip-quotes", action="store_true", help="pass by block quotes in Markdown"
    )
    check.add_argument(
        "--ignore",
        default="",
        help="cues to silence, with commas; 'some ...' and 'kind:booster' work too",
    )
    _add_model(check)
    _add_kinds(check)
    check.set_defaults(run=_check, trouble=2, scheme=None)

    report = _command(
        commands,
        "report",
        "pages to look at, with the cues marked in the text",
        "Writes a self-contained page for each text. Where OUT is a folder, it has an index that compares them, also by the "
        "folders that the texts lie in. For outputs of hedging batch (a row a document), OUT is a page that compares them all.",
        {
            "hedging report article.txt -o article.html": "one page",
            "hedging report news/*.txt -o pages": "a page each, and pages/index.html",
            "hedging report scores.csv -o all.html --group section --date date": "a batch, compared by kept columns",
        },
    )
    report.add_argument(
        "paths",
        nargs="+",
        metavar="PATH",
        help="text files in UTF-8, - for standard input; or batch outputs",
    )
    report.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help="a page (.html, or - for standard output), or a folder of pages",
    )
    report.add_argument(
        "--group", metavar="COLUMN", help="column of a batch output by which documents are compared"
    )
    report.add_argument(
        "--date",
        metavar="COLUMN",
        help="column of a batch output with dates, such as 2020-05-17 or 2020-05",
    )
    report.add_argument(
        "--title", help="title of the page or of the index (default: the file's name)"
    )
    _add_model(report)
    _add_kinds(report)
    # Whether they were given decides.
    report.set_defaults(run=_report, model=None, scheme=None)

    batch = _command(
        commands,
        "batch",
        "score many documents into one file",
        "Scores every document of the inputs: text files, folders of them, .jsonl, .csv, .tsv, .parquet, each also as .gz or "
        ".zst, and standard input. What cannot be read goes to OUT.errors.jsonl, and the rest is scored.",
        {
            "hedging batch articles/ -o scores.csv": "a folder of text files, a row a document",
            "hedging batch dump.jsonl.gz -o cues.csv --level cue --id-field url --keep date": "a row a cue, with its date",
            "hedging batch dump.jsonl.gz -o scores.csv --resume": "go on with a job that was stopped",
            "cat dump.jsonl | hedging batch - -o - | head": "from a pipe and into one",
        },
    )
    batch.add_argument(
        "paths", nargs="+", metavar="IN", help="files and folders; - is standard input"
    )
    batch.add_argument(
        "-o",
        "--output",
        required=True,
        metavar="OUT",
        help=".jsonl, .csv, .parquet, or - for standard output",
    )
    batch.add_argument(
        "--level",
        default="document",
        choices=tuple(COLUMNS),
        help="what a row is (default document)",
    )
    batch.add_argument(
        "--glob", help="which files of a folder, for example '*.txt' (default: all of a known kind)"
    )
    batch.add_argument(
        "--stdin",
        default="jsonl",
        choices=STREAMS,
        help="what standard input holds (default jsonl)",
    )
    batch.add_argument(
        "--text-field", default="text", help="field or column of the text (default text)"
    )
    batch.add_argument(
        "--id-field", help="field or column of the document's id (default: file:line)"
    )
    batch.add_argument(
        "--keep",
        default="",
        help="fields to carry along, with commas; NAME=FIELD under another name",
    )
    _add_model(batch)
    _add_kinds(batch)
    batch.add_argument(
        "--workers",
        type=_positive,
        help="processes (default: one a core, where joblib is installed)",
    )
    batch.add_argument(
        "--on-error",
        default="skip",
        choices=("skip", "fail"),
        help="at a record that cannot be read (default skip)",
    )
    batch.add_argument("--resume", action="store_true", help="go on with a job that was stopped")
    batch.add_argument(
        "--overwrite", action="store_true", help="replace an output or an unfinished job"
    )
    batch.set_defaults(run=_batch)

    bench = _command(
        commands,
        "bench",
        "how fast your own texts are scored",
        "Scores your files as one batch and one by one, and prints paces, latencies, start-up times and memory.",
        {
            "hedging bench article.txt other.txt": "a document a file",
            "hedging bench --lines tweets.txt": "a document a line",
        },
    )
    bench.add_argument(
        "paths", nargs="+", metavar="PATH", help="text files in UTF-8; - is standard input"
    )
    bench.add_argument("--lines", action="store_true", help="every line is a document of its own")
    bench.add_argument("--json", action="store_true", help="one JSON object, times in seconds")
    bench.add_argument(
        "--repeats", type=_positive, default=5, help="how often each measure is taken (default 5)"
    )
    _add_model(bench)
    bench.set_defaults(run=_bench)

    train = _command(
        commands,
        "train",
        "train a model by the recipe in its folder",
        "Needs pip install 'hedging[train]'.",
        {
            "hedging train models/mine --corpora path/to/corpora": "read the recipe there and write the model beside it"
        },
    )
    train.add_argument(
        "folder", type=Path, help="folder with a recipe.json; the model is written into it"
    )
    _add_material(train, required=True)
    train.set_defaults(run=_train)

    evaluate = _command(
        commands,
        "evaluate",
        "figures by cross-validation over documents, or of a model on labelled sentences of your own",
        "With --corpora: trains by the model's recipe and tests on documents that each model has not seen. "
        "With files in the JSON-lines format: tests the model as it is.",
        {
            "hedging evaluate my-sentences.jsonl": "how the shipped model does on your own sentences",
            "hedging evaluate --corpora path/to/corpora": "five-fold cross-validation of its recipe",
        },
    )
    evaluate.add_argument(
        "files", nargs="*", type=Path, metavar="FILE", help="labelled sentences, JSON lines"
    )
    _add_model(evaluate)
    _add_material(evaluate, required=False)
    evaluate.add_argument("--folds", type=int, default=5, help="parts of the documents (default 5)")
    evaluate.add_argument("--jobs", type=int, default=2, help="processes (default 2)")
    evaluate.add_argument("--output", type=Path, help="also write all figures as JSON to this file")
    evaluate.set_defaults(run=_evaluate)

    completion = _command(
        commands,
        "completion",
        "complete commands and options with the Tab key",
        "Prints a script for your shell. Needs pip install 'hedging[completion]'.",
        {
            "hedging completion bash > ~/.local/share/bash-completion/completions/hedging": "for bash, from the next shell on",
            "hedging completion zsh > ~/.zfunc/_hedging": "for zsh, where ~/.zfunc is in fpath",
        },
    )
    completion.add_argument("shell", choices=_SHELLS, help="bash or zsh")
    completion.set_defaults(run=_completion)
    return parser


def _command(
    commands: Any, name: str, what: str, description: str, examples: Mapping[str, str]
) -> argparse.ArgumentParser:
    """The parser of a command: `what` it does in a line, and the longer `description` of its own help."""
    made: argparse.ArgumentParser = commands.add_parser(
        name, help=what, description=description, epilog=_examples(examples), formatter_class=_Help
    )
    return made


def _positive(text: str) -> int:
    return _whole(text, 1)


def _count(text: str) -> int:
    return _whole(text, 0)


def _whole(text: str, least: int) -> int:
    if not text.isdecimal() or int(text) < least:
        raise argparse.ArgumentTypeError(f"expected a whole number from {least} on, got {text!r}")
    return int(text)


def _share(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = -1.0
    if not 0 <= number <= 1:
        raise argparse.ArgumentTypeError(f"expected a number from 0 to 1, got {text!r}")
    return number


def _add_model(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--model", default=DEFAULT, help=f"name or folder of the model (default {DEFAULT})"
    )
    parser.add_argument(
        "--scheme", default="general", help="whose definition of a hedge decides (default general)"
    )


def _add_kinds(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--kinds",
        type=_listed,
        metavar="KINDS",
        help=f"kinds that make a sentence hedged, with commas, of {', '.join(KINDS)}",
    )


def _add_material(parser: argparse.ArgumentParser, *, required: bool) -> None:
    parser.add_argument(
        "--corpora",
        type=Path,
        required=required,
        help="folder of the corpora that the recipe names",
    )
    parser.add_argument(
        "--seeds", type=Path, default=Path("seeds"), help="folder of the seeds (default: seeds)"
    )


# --- completion ---------------------------------------------------------------------------------------------------------


def _completion(options: argparse.Namespace) -> int:
    try:
        import shtab
    except ImportError as error:
        raise MissingExtraError("shtab", "completion", "completion") from error
    parser = _parser()
    (commands,) = (
        action.choices for action in parser._actions if isinstance(action.choices, Mapping)
    )
    for action in (action for command in commands.values() for action in command._actions):
        if action.metavar in _FILES:
            action.complete = shtab.FILE
    print(shtab.complete(parser, shell=options.shell))
    return 0


# --- score --------------------------------------------------------------------------------------------------------------


def _score(options: argparse.Namespace) -> int:
    detector = load(options.model, scheme=options.scheme, hedge_kinds=options.kinds)
    painter = terminal.Painter(sys.stdout)
    texts = _Texts(options.paths)
    for path, text in texts:
        report = detector.detect(text)
        explanations = detector.explain(text) if options.explain else ()
        chosen = None
        if options.min_score is not None or options.context is not None:
            chosen = terminal.chosen(report, least=options.min_score, context=options.context or 0)
        if options.json:
            sentences = (
                report.sentences
                if chosen is None
                else tuple(report.sentences[number] for number in chosen)
            )
            row = {"id": path, **replace(report, sentences=sentences).to_dict()}
            if options.explain:
                row["explanations"] = [
                    one.to_dict() for one in explanations if _inside(one.candidate.start, sentences)
                ]
            print(json.dumps(row, ensure_ascii=(sys.stdout.encoding or "utf-8").lower() != "utf-8"))
        else:
            lines = terminal.page(report, path, painter, chosen=chosen, explanations=explanations)
            print("\n".join(lines))
    return texts.code


def _inside(place: int, sentences: Sequence[Sentence]) -> bool:
    """Whether one of the sentences holds a place in the text."""
    behind = bisect_right(sentences, place, key=lambda sentence: sentence.start)
    return behind > 0 and place < sentences[behind - 1].end


class _Texts:
    """The texts of files, read as they are asked for; one that cannot be read is a line on standard error and makes `code` 1."""

    def __init__(self, paths: Sequence[str]) -> None:
        self._paths = paths
        self.code = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for path in self._paths:
            try:
                text = _read(path)
            except InputError as error:
                print(f"hedging: {error}", file=sys.stderr)
                self.code = 1
            else:
                yield path, text


def _read(path: str) -> str:
    """The text of a file as it is, line ends included, so that offsets hold for the file."""
    try:
        content = sys.stdin.buffer.read() if path == "-" else Path(path).read_bytes()
    except IsADirectoryError as error:
        raise InputError(
            f"{path} is a folder, expected a text file: name the files in it, such as {path}/*.txt"
        ) from error
    except OSError as error:
        raise InputError(f"{path}: {error.strerror or error}") from error
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{path} is not UTF-8 (byte 0x{content[error.start]:02x} at {error.start}): convert it, for example with "
            "iconv -f WINDOWS-1252 -t UTF-8"
        ) from error


# --- check --------------------------------------------------------------------------------------------------------------


def _check(options: argparse.Namespace) -> int:
    own = checking.settings(Path.cwd())
    kinds = own.get("kinds") if options.kinds is None else options.kinds
    most = own.get("max-hedged") if options.max_hedged is None else options.max_hedged
    share = None if most is None else checking.limit(most)
    scheme = own.get("scheme", "general") if options.scheme is None else options.scheme
    ignore = [*own.get("ignore", []), *_listed(options.ignore)]
    cues = [one for one in ignore if not one.startswith("kind:")]
    hidden = [one.removeprefix("kind:") for one in ignore if one.startswith("kind:")]
    detector = load(
        options.model,
        scheme=scheme,
        hedge_kinds=kinds,
        extra_cues=own.get("extra-cues"),
        ignore_cues=cues,
        ignore_kinds=hidden,
    )
    quotes = options.skip_quotes or own.get("skip-quotes", False)
    found = []
    texts = _Texts(options.paths)
    for path, text in texts:
        markdown = path.lower().endswith(checking.MARKDOWN)
        found.append(checking.check(path, text, detector, markdown=markdown, quotes=quotes))
    options.failed = not checking.passed(found, share)
    print("\n".join(checking.FORMATS[options.format](found, share)))
    return 2 if texts.code else int(options.failed)


# --- report -------------------------------------------------------------------------------------------------------------


def _report(options: argparse.Namespace) -> int:
    from hedging.report.from_scores import is_table

    tables = [path for path in options.paths if is_table(path)]
    if tables and len(tables) < len(options.paths):
        raise InputError(
            f"{tables[0]} is a table, and others are texts: make a report of texts, or one of outputs of hedging batch"
        )
    if not tables and (options.group or options.date):
        raise InputError(
            "--group and --date name columns of an output of hedging batch, but the inputs are texts"
        )
    if tables and (options.model or options.scheme or options.kinds):
        raise InputError(
            "--model, --scheme and --kinds are chosen when texts are scored, and the inputs are scores already"
        )
    for path, times in Counter(os.path.realpath(path) for path in options.paths).items():
        if times > 1:
            raise InputError(f"{path} is named {times} times, and would be counted as often")
    page = options.output == "-" or options.output.lower().endswith((".html", ".htm"))
    if tables and not page:
        raise InputError(
            f"{options.output}: expected a page, with a name that ends in .html, or - for standard output"
        )
    if not tables and len(options.paths) > 1 and page:
        raise InputError(
            f"{options.output} is a page, and several texts need a folder for their pages: name one"
        )
    try:
        if tables:
            return _compare(options)
        detector = load(
            options.model or DEFAULT, scheme=options.scheme or "general", hedge_kinds=options.kinds
        )
        return _page(options, detector) if page else _pages(options, detector)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputError(f"cannot write {options.output}: {error.strerror or error}") from error


def _write(page: str, target: str | Path) -> None:
    """Write a page whole or not at all, and not over anything but a page of ours."""
    content = page.encode("utf-8", "replace")
    if target == "-":
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        return
    from hedging.display.page import is_ours

    target = Path(target)
    if target.exists() and not is_ours(target):
        raise InputError(
            f"{target} is there already and is no page of hedging's: choose another name"
        )
    new = target.with_name(f".{target.name}.new")
    try:
        new.write_bytes(content)
        new.replace(target)
    finally:
        new.unlink(missing_ok=True)


def _page(options: argparse.Namespace, detector: Detector) -> int:
    """A page for a text."""
    from hedging.display.page import report_page as page

    texts = _Texts(options.paths)
    for path, text in texts:
        _write(
            page(detector.detect(text), options.title or Path(path).name, detector.explain(text)),
            options.output,
        )
    return texts.code


def _pages(options: argparse.Namespace, detector: Detector) -> int:
    """A folder with a page for each text, and an index."""
    from hedging.display.page import report_page as page
    from hedging.report.comparison import Comparison, Entry
    from hedging.report.index import index

    texts = _Texts(options.paths)
    folder = Path(options.output)
    if folder.exists() and not folder.is_dir():
        raise InputError(
            f"{folder} is a file: name a folder for the pages, or a single page that ends in .html"
        )
    entries: list[Entry] = []
    for path, text in texts:
        folder.mkdir(parents=True, exist_ok=True)
        report = detector.detect(text)
        address = f"{len(entries) + 1:04d}.html"
        _write(page(report, path, detector.explain(text), home="index.html"), folder / address)
        entries.append(Entry.of(path, report, str(Path(path).parent), address))
    if not entries:
        return texts.code
    _write(index(Comparison(entries), options.title or ""), folder / "index.html")
    others = sorted(
        {one.name for one in folder.glob("[0-9][0-9][0-9][0-9].html")}
        - {one.address for one in entries}
    )
    if others:
        print(
            f"hedging: {folder} has older pages too, {others[0]} to {others[-1]}, which the index does not name",
            file=sys.stderr,
        )
    return texts.code


def _compare(options: argparse.Namespace) -> int:
    """One page that compares the documents of outputs of `hedging batch`."""
    from hedging.jobs.inputs import Unreadable
    from hedging.report import from_scores as batch_scores
    from hedging.report.comparison import Comparison, Entry
    from hedging.report.index import index

    bad = 0
    first = ""

    def entries() -> Iterator[Entry]:
        nonlocal bad, first
        for record in batch_scores.entries(options.paths, options.group, options.date):
            if isinstance(record, Unreadable):
                bad += 1
                first = first or f"{record.source}, line {record.line}: {record.reason}"
            else:
                yield record

    found = Comparison(entries())
    _write(index(found, options.title or ""), options.output)
    tallies, left_out = found.periods()
    if options.date and left_out:
        said = "no date" if not tallies else f"of {counted(left_out, 'document')} no date"
        print(
            f"hedging: {said} in column {options.date!r} can be used; expected such as 2020-05-17 or 2020-05",
            file=sys.stderr,
        )
    if bad:
        print(
            f"hedging: {counted(bad, 'row')} could not be read, the first in {first}",
            file=sys.stderr,
        )
    return int(bool(bad))


# --- batch --------------------------------------------------------------------------------------------------------------


def _batch(options: argparse.Namespace) -> int:
    from hedging.jobs.run import Job, run

    wanted = [part.partition("=") for part in _listed(options.keep)]
    keep, names = (
        tuple(field.strip() or name.strip() for name, _, field in wanted),
        tuple(name.strip() for name, _, _ in wanted),
    )
    fields = Fields(options.text_field, options.id_field, keep, names)
    kinds = None if options.kinds is None else tuple(options.kinds)
    chosen = DetectorOptions(model=options.model, scheme=options.scheme, hedge_kinds=kinds)
    how = (options.level, options.glob, options.stdin, fields, chosen)
    job = Job(tuple(options.paths), options.output, *how)
    workers = options.workers
    if workers is None:
        workers = (os.cpu_count() or 1) if find_spec("joblib") else 1
        if workers == 1 and (os.cpu_count() or 1) > 1 and sys.stderr.isatty():
            print(
                "hedging: one process only: pip install 'hedging[batch]' for one a core",
                file=sys.stderr,
            )
    with _Progress(job) as progress:
        try:
            summary = run(
                job,
                workers=workers,
                resume=options.resume,
                overwrite=options.overwrite,
                fail=options.on_error == "fail",
                watch=progress.see,
            )
        except KeyboardInterrupt:
            if options.output != "-":
                print(
                    "hedging: interrupted; what is done is kept, --resume goes on with it",
                    file=sys.stderr,
                )
            raise
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            # A full disk, most of all.
            said = error.strerror or error
            raise InputError(
                f"cannot write {options.output}: {said}; what is done is kept, --resume goes on with it"
            ) from error
    if options.output != "-":
        said = f"{counted(summary.documents, 'document')} scored"
        if summary.unreadable:
            said += f", {counted(summary.unreadable, 'record')} could not be read: see {job.errors}"
        if summary.unreadable and not summary.documents:
            with Path(job.errors).open(encoding="utf-8") as errors:
                said += f" ({json.loads(errors.readline())['reason']})"
        print(f"hedging: {said}", file=sys.stderr)
    return 1 if summary.unreadable else 0


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class _Progress:
    """A bar of bytes with the documents so far, on a terminal and where tqdm is installed."""

    def __init__(self, job: Job) -> None:
        self._bar: Any = None
        self._documents = 0
        if not sys.stderr.isatty():
            return
        try:
            from tqdm import tqdm
        except ImportError:
            return
        from hedging.jobs.run import inputs

        sources = inputs(job)
        # The bytes of a compressed file, a pipe or a Parquet file are not those of its records.
        known = all(
            path != "-" and kind != "parquet" and not path.lower().endswith(COMPRESSIONS)
            for path, kind in sources
        )
        total = sum(Path(path).stat().st_size for path, _ in sources) if known else None
        self._bar = tqdm(total=total, unit="B", unit_scale=True)

    def __enter__(self) -> _Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def see(self, size: int, done: Done) -> None:
        if self._bar is not None:
            self._documents += done.documents
            self._bar.set_postfix_str(f"{self._documents:,} documents", refresh=False)
            self._bar.update(size)


# --- bench --------------------------------------------------------------------------------------------------------------


def _bench(options: argparse.Namespace) -> int:
    from hedging.evaluate import speed
    from hedging.evaluate.metrics import environment

    detector = load(options.model, scheme=options.scheme)
    documents: dict[str, str] = {}
    read = _Texts(options.paths)
    for path, text in read:
        if options.lines:
            documents |= {
                f"{path}:{number}": line
                for number, line in enumerate(text.split("\n"), 1)
                if line.strip()
            }
        else:
            documents[path] = text
    figures = speed.measure(detector, documents, repeats=options.repeats)
    if options.json:
        print(json.dumps(environment() | figures))
    else:
        print("\n".join(speed.lines(figures)))
    return read.code


# --- train, evaluate ----------------------------------------------------------------------------------------------------


def _train(options: argparse.Namespace) -> int:
    from hedging.train.training import train

    model = train(options.folder, options.corpora, options.seeds)
    print(
        f"wrote {options.folder}: {len(model.lexicon.hashes)} lexicon entries, schemes {', '.join(model.schemes)}"
    )
    return 0


def _evaluate(options: argparse.Namespace) -> int:
    from hedging.evaluate.metrics import Metrics, environment, measure
    from hedging.evaluate.tables import metrics_table

    if not options.files and options.corpora is None:
        raise InputError(
            "nothing to evaluate on: give --corpora PATH, or files of labelled sentences"
        )
    result: dict[str, object] = {"model": options.model, **environment()}
    if options.files:
        from hedging.corpora import jsonlines

        detector = load(options.model, scheme=options.scheme)
        figures: dict[str, Metrics] = {}
        for path in options.files:
            measure(list(jsonlines.read(path)), detector, figures)
        print(f"model {options.model} as it is, scheme {options.scheme}\n{metrics_table(figures)}")
        result["files"] = {name: one.row() for name, one in sorted(figures.items())}
    if options.corpora is not None:
        result["cross_validation"] = _cross_validate(options)
    if options.output:
        options.output.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    return 0


def _cross_validate(options: argparse.Namespace) -> dict[str, object]:
    from hedging.evaluate.cross_validation import cross_validate
    from hedging.evaluate.metrics import Metrics, measure
    from hedging.evaluate.tables import cross_validation_table, metrics_table
    from hedging.train.training import Recipe, gather

    recipe = Recipe.read(folder_of(options.model) / "recipe.json")
    material = gather(recipe, options.corpora, options.seeds)
    result = cross_validate(material, recipe, folds=options.folds, jobs=options.jobs)
    print(cross_validation_table(result))
    test: dict[str, Metrics] = {}
    held = [gold for gold in material.golds if gold.part == "test"]
    measure(held, load(options.model), test)
    print(f"\nmodel {options.model} on the test part, which training never sees")
    print(metrics_table(test))
    return result.row() | {"test_part": {name: m.row() for name, m in sorted(test.items())}}
