"""`hedging label`: texts → a file of sentences that are worth labelling, with marks to correct."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from hedging.cli.batch import IdField, Pattern, Stream, TextField
from hedging.cli.command import command
from hedging.cli.options import Argument, Count, File, InputPaths, whole_number
from hedging.cli.streams import print_note, write_output
from hedging.errors import InputError
from hedging.jobs.files import check_output, options_for
from hedging.options import DetectorOptions
from hedging.wording import counted, one_line, shown_path

if TYPE_CHECKING:
    from hedging.jobs.records import Document, Fields

# A damaged file can have any number of bad records; so many are named.
_SHOWN = 10


@command(
    "draw sentences that are worth labelling, with marks to correct",
    {
        "hedging label articles/ -n 200 -o to-label.txt": "draw 200 sentences of a folder",
        "hedging label articles/ -n 300 --random --unmarked -o test.txt": "draw sentences at "
        "random and leave them unmarked, to measure the model on them",
        "hedging label dump.jsonl.gz --id-field url -o to-label.txt": "draw from documents by "
        "their addresses",
    },
)
def run_label(
    paths: InputPaths,
    *,
    number: Annotated[Count, "-n --number", "number of sentences"] = 200,
    output: Annotated[File, "-o --output", "the file to write; - for standard output"],
    overwrite: Annotated[bool, "replace an output that exists, with its labels"] = False,
    at_random: Annotated[
        bool, "--random", "draw all sentences at random, to measure on them"
    ] = False,
    unmarked: Annotated[
        bool, "write the sentences without marks, which could lead whoever labels them"
    ] = False,
    seed: Annotated[
        Count,
        Argument(
            "number of the draw: another number draws other sentences at random",
            read=whole_number(0),
        ),
    ] = 0,
    pattern: Pattern = None,
    stream: Stream = "jsonl",
    text_field: TextField = "text",
    id_field: IdField = None,
    options: DetectorOptions,
) -> int:
    """Draws sentences of the inputs, which are those of hedging batch, and writes them with their
    cues marked, [may|epistemic], for you to correct. Most of them are sentences of which the model
    is unsure, spread over documents and cues; a quarter is drawn at random. hedging agree, hedging
    adapt, hedging evaluate and hedging train read the file.
    """
    from dataclasses import replace

    from hedging.detector import load_options
    from hedging.evaluate.drawing import draw, label_lines, scored_sentences
    from hedging.jobs.records import Fields
    from hedging.jobs.search import search

    check_output(output)
    if output != "-" and Path(output).exists() and not overwrite:
        raise InputError(
            f"{shown_path(output)} exists and may hold labels: name another output, or give "
            "--overwrite"
        )
    model = load_options(options).model.name
    found = search(paths, pattern)
    for note in found.notes():
        print_note(note)
    files = found.without([Path(output)]).files
    documents = _Documents(files, stream, Fields(text=text_field, id=id_field))
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
    if not drawn.golds:
        raise InputError("no sentence to label: the inputs have none that can be marked")
    if drawn.unwritable:
        left_out = counted(drawn.unwritable, "sentence")
        print_note(f"{left_out} left out, whose own brackets or signs would be read as marks")
    if unmarked:
        golds = [replace(gold, cues=()) for gold in drawn.golds]
        drawn = replace(drawn, golds=golds)
    lines = label_lines(drawn, "unmarked" if unmarked else f"marked by {one_line(model)}")
    write_output("".join(f"{line}\n" for line in lines), output)
    if output != "-":
        print_note(f"{counted(len(drawn.golds), 'sentence')} of {drawn.total:,} written")
    return 1 if documents.bad_records else 0


class _Documents:
    """The documents of the inputs, in order; `bad_records` counts those that cannot be read."""

    def __init__(self, files: Sequence[tuple[str, str]], stream: str, fields: Fields) -> None:
        self._files, self._stream, self._fields = files, stream, fields
        self.bad_records = 0

    def __iter__(self) -> Iterator[Document]:
        from hedging.jobs.reading import read_documents, split_files
        from hedging.jobs.records import BadRecord

        for chunk in split_files(self._files, self._fields.required, stream=self._stream):
            for record in read_documents(chunk, self._fields):
                if not isinstance(record, BadRecord):
                    yield record
                    continue
                self.bad_records += 1
                if self.bad_records <= _SHOWN:
                    print_note(record)
        if self.bad_records > _SHOWN:
            print_note(f"{self.bad_records:,} records could not be read")
