"""`hedging label`: texts → a file of sentences that are worth labelling, with marks to correct."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from hedging.cli.batch import add_input_options
from hedging.cli.options import (
    Commands,
    add_command,
    add_detector_options,
    completes_files,
    detector_options,
    whole_number,
)
from hedging.options import DetectorOptions

if TYPE_CHECKING:
    from hedging.jobs.records import Document, Fields

# A damaged file can have any number of bad records; so many are named.
_SHOWN = 10


def add_parser(commands: Commands) -> None:
    """Add the command to the program."""
    parser = add_command(
        commands,
        "label",
        _run,
        summary="draw sentences that are worth labelling, with marks to correct",
        description="Draws sentences of the inputs, which are those of hedging batch, and writes "
        "them with their cues marked, [may|epistemic], for you to correct. Most of them are "
        "sentences of which the model is unsure, spread over documents and cues; a quarter is "
        "drawn at random. hedging agree, hedging adapt, hedging evaluate and hedging train read "
        "the file.",
        examples={
            "hedging label articles/ -n 200 -o to-label.txt": "draw 200 sentences of a folder",
            "hedging label articles/ -n 300 --random --unmarked -o test.txt": "draw sentences at "
            "random and leave them unmarked, to measure the model on them",
            "hedging label dump.jsonl.gz --id-field url -o to-label.txt": "draw from documents by "
            "their addresses",
        },
    )
    completes_files(
        parser.add_argument(
            "paths", nargs="+", metavar="IN", help="files and folders; - for standard input"
        )
    )
    parser.add_argument(
        "-n",
        "--number",
        type=whole_number(1),
        default=200,
        metavar="N",
        help="number of sentences (default: 200)",
    )
    completes_files(
        parser.add_argument(
            "-o",
            "--output",
            required=True,
            metavar="FILE",
            help="the file to write; - for standard output",
        )
    )
    _add_draw_options(parser)
    add_input_options(parser)
    add_detector_options(parser)


def _add_draw_options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--overwrite", action="store_true", help="replace an output that exists, with its labels"
    )
    parser.add_argument(
        "--random", action="store_true", help="draw all sentences at random, to measure on them"
    )
    parser.add_argument(
        "--unmarked",
        action="store_true",
        help="write the sentences without marks, which could lead whoever labels them",
    )
    parser.add_argument(
        "--seed",
        type=whole_number(0),
        default=0,
        metavar="N",
        help="number of the draw: another number draws other sentences at random (default: 0)",
    )


def _run(arguments: argparse.Namespace) -> int:
    from hedging.jobs.records import Fields

    return run_label(
        arguments.paths,
        output=arguments.output,
        options=detector_options(arguments),
        number=arguments.number,
        overwrite=arguments.overwrite,
        at_random=arguments.random,
        unmarked=arguments.unmarked,
        seed=arguments.seed,
        pattern=arguments.glob,
        stream=arguments.stdin,
        fields=Fields(text=arguments.text_field, id=arguments.id_field),
    )


def run_label(
    paths: Sequence[str],
    *,
    output: str,
    options: DetectorOptions,
    number: int = 200,
    overwrite: bool = False,
    at_random: bool = False,
    unmarked: bool = False,
    seed: int = 0,
    pattern: str | None = None,
    stream: str = "jsonl",
    fields: Fields | None = None,
) -> int:
    """Write the drawn sentences to `output`; return 1 if a record could not be read.

    Raises InputError for an output that exists, without `overwrite`, or cannot be written, and
    if there is no sentence.
    """
    from dataclasses import replace

    from hedging.cli.streams import print_note
    from hedging.detector import load_options
    from hedging.errors import InputError
    from hedging.evaluate.drawing import draw, scored_sentences
    from hedging.evaluate.label_file import label_lines
    from hedging.jobs.files import options_for
    from hedging.jobs.records import Fields
    from hedging.wording import counted, one_line

    _check_output(output, overwrite)
    model = load_options(options).model.name
    documents = _Documents(paths, output, pattern, stream, fields or Fields())
    sentences = (
        sentence
        for document in documents
        for sentence in scored_sentences(
            one_line(document.id),
            document.text or "",
            load_options(options_for(options, document.place.source)),
        )
    )
    drawn = draw(sentences, number, seed=seed, at_random=at_random)
    documents.print_bad_records()
    if not drawn.golds:
        raise InputError("no sentence to label: the inputs have none that can be marked")
    if drawn.unwritable:
        left_out = counted(drawn.unwritable, "sentence")
        print_note(f"{left_out} left out, whose own brackets or signs would be read as marks")
    if unmarked:
        golds = [replace(gold, cues=()) for gold in drawn.golds]
        drawn = replace(drawn, golds=golds)
    lines = label_lines(drawn, "unmarked" if unmarked else f"marked by {one_line(model)}")
    _write("".join(f"{line}\n" for line in lines), output)
    if output != "-":
        print_note(f"{counted(len(drawn.golds), 'sentence')} of {drawn.total:,} written")
    return 1 if documents.bad_records else 0


def _check_output(output: str, overwrite: bool) -> None:
    """Raise InputError before any work if the output cannot be written, or has labels already."""
    from pathlib import Path

    from hedging.errors import InputError
    from hedging.wording import shown_path

    if output == "-":
        return
    path, shown = Path(output), shown_path(output)
    if not output or path.is_dir():
        raise InputError(f"{shown!r} is no name of a file: give one, or - for standard output")
    if not path.parent.is_dir():
        raise InputError(f"cannot write {shown}: its folder does not exist")
    if path.exists() and not overwrite:
        raise InputError(
            f"{shown} exists and may hold labels: name another output, or give --overwrite"
        )


def _write(content: str, output: str) -> None:
    from pathlib import Path

    from hedging.jobs.files import write_atomic

    if output == "-":
        print(content, end="")
    else:
        write_atomic(Path(output).resolve(), content.encode("utf-8"))


class _Documents:
    """The documents of the inputs, in order; `bad_records` counts those that cannot be read."""

    def __init__(
        self, paths: Sequence[str], output: str, pattern: str | None, stream: str, fields: Fields
    ) -> None:
        import os

        from hedging.cli.streams import print_note
        from hedging.jobs.search import search

        result = search(paths, pattern)
        for note in result.notes():
            print_note(note)
        own = os.path.realpath(output)
        self._files = [
            (path, name)
            for path, name in result.files
            if path == "-" or os.path.realpath(path) != own
        ]
        self._stream, self._fields = stream, fields
        self.bad_records = 0

    def __iter__(self) -> Iterator[Document]:
        from hedging.cli.streams import print_note
        from hedging.jobs.reading import read_documents, split_files
        from hedging.jobs.records import BadRecord
        from hedging.wording import shown_path

        for chunk in split_files(self._files, self._fields.required, stream=self._stream):
            for record in read_documents(chunk, self._fields):
                if not isinstance(record, BadRecord):
                    yield record
                    continue
                self.bad_records += 1
                if self.bad_records <= _SHOWN:
                    print_note(f"{shown_path(record.source)}:{record.line}: {record.reason}")

    def print_bad_records(self) -> None:
        """Say how many records could not be read, if not all of them were named."""
        from hedging.cli.streams import print_note

        if self.bad_records > _SHOWN:
            print_note(f"{self.bad_records:,} records could not be read")
