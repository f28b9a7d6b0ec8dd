"""A job: inputs, options and output, checked before any work begins."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from hedging.batch import Level, columns_of
from hedging.detector import load_options
from hedging.errors import InputError
from hedging.jobs.files import check_output
from hedging.jobs.records import MAX_RECORD, Fields
from hedging.jobs.search import SearchResult, search
from hedging.jobs.writers import output_format
from hedging.options import DetectorOptions
from hedging.wording import shown_path


@dataclass(frozen=True, slots=True)
class Job:
    """The inputs to score, the options, and the output.

    `paths` are files and folders, and `-` for standard input, whose format is `stream`. In folders
    `pattern` says which files are meant. `output` is a file whose ending is its format, or `-` for
    standard output. A record of more than `max_record` bytes is a bad record. If `options.markdown`
    is None, files are read as Markdown by their names.

    Raises InputError for values that do not fit, ModelError for an unknown model.
    """

    paths: tuple[str, ...]
    output: str
    level: Level = "document"
    pattern: str | None = None
    stream: str = "jsonl"
    fields: Fields = field(default_factory=Fields)
    options: DetectorOptions = field(default_factory=DetectorOptions)
    max_record: int = MAX_RECORD

    def __post_init__(self) -> None:
        kept = self.fields.kept_names
        clashes = [name for name in kept if name in self.columns or kept.count(name) > 1]
        if clashes:
            raise InputError(
                f"cannot keep {', '.join(dict.fromkeys(clashes))}: a column of that name is there "
                f"already; give it another name, such as other={clashes[0]}"
            )
        check_output(self.output)
        output_format(self.output)
        load_options(self.options)

    @property
    def columns(self) -> dict[str, str]:
        """The columns of the output with their types, without the kept ones."""
        return columns_of(self.level, self.options.calibration)

    @property
    def format(self) -> str:
        """The format of the output."""
        return output_format(self.output)

    @property
    def parts(self) -> Path:
        """The folder of the parts while the job runs."""
        return Path(f"{self.output}.parts")

    @property
    def errors(self) -> Path:
        """The file of the bad records."""
        return Path(f"{self.output}.errors.jsonl")


def inputs(job: Job) -> SearchResult:
    """The files that a job reads: those of its paths without its outputs.

    A folder's files that the job writes itself are passed over, and so are those for which a
    library is not installed. A path that names a file of either sort is an error.
    """
    result = search(job.paths, job.pattern).readable(job.paths, job.options)
    if job.output == "-":
        return result
    outputs = (Path(job.output), job.errors)
    written = {path.resolve() for path in outputs}
    for path in job.paths:
        if path != "-" and Path(path).resolve() in written:
            raise InputError(
                f"{shown_path(path)} is a file that the job would write over: name another output"
            )
    return result.without((*outputs, job.parts))
