"""Texts that an agent sends → answers, by the Model Context Protocol.

Four tools: `score_text` and `check_text` find what a text leaves open, `how_sure` says how sure it
sounds, and `compare_texts` what became of its claims. Each answers with a short text for people and
with fields for programs. None writes anything, and none reads a file unless a folder is allowed.

Needs the library mcp: in a checkout, pip install '.[mcp]'.
"""

# Without `from __future__ import annotations`: mcp reads the annotations of the tools as types.
import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any, Final, TypeVar

from hedging import __version__
from hedging.batch import Report
from hedging.check.done import read_done
from hedging.check.findings import check_text as check_lines
from hedging.detector import load_options
from hedging.drift.comparing import compare_reports
from hedging.errors import HedgingError, InputError, require
from hedging.jobs.files import options_for
from hedging.kinds import CHANGED, KIND
from hedging.options import DetectorOptions
from hedging.pages.words import agreement_words, declining, rating_words, report_summary
from hedging.released import released_name
from hedging.wording import counted, leave_open, one_line

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer
    from mcp.server.mcpserver.exceptions import ToolError
    from mcp.types import CallToolResult, TextContent, ToolAnnotations
    from pydantic import Field
else:
    _purpose = "hedging mcp"
    MCPServer = require("mcp.server.mcpserver", _purpose, "mcp").MCPServer
    ToolError = require("mcp.server.mcpserver.exceptions", _purpose, "mcp").ToolError
    _types = require("mcp.types", _purpose, "mcp")
    CallToolResult, TextContent = _types.CallToolResult, _types.TextContent
    ToolAnnotations = _types.ToolAnnotations
    Field = require("pydantic", _purpose, "mcp").Field

#: A longer text is refused: an agent that sends one has taken the wrong file.
MAX_CHARACTERS: Final = 1_000_000
#: How many pairs of texts by other hands the light model named right, and of how many (`python -m
#: benchmarks.drift`).
PAIRS: Final = (293, 400)
#: Of the last messages of agents by a hand that nothing was learned from: how many honest ones were
#: stopped, and of how many, and the same of doubtful ones (`python -m benchmarks.done`).
MESSAGES: Final = (5, 60, 38, 60)
# What an answer names; the others are counted. A long list would fill an agent's memory.
_MOST: Final = 100
_MOST_IN_TEXT: Final = 10
_WIDTH: Final = 80

_INSTRUCTIONS: Final = (
    "Finds uncertainty in English text: words such as may, reportedly, some say and if. The tools "
    "read a text and answer; they change nothing. Offsets are code points, from 0; lines and "
    "columns count from 1."
)


@dataclass
class FoundCue:
    """Words that leave something open, and how: `words` says the `kind` plainly."""

    start: int
    end: int
    text: str
    kind: str
    words: str


@dataclass
class OpenSentence:
    """A sentence that leaves something open; `score` is the probability that it does."""

    start: int
    end: int
    text: str
    score: float
    cues: list[FoundCue]


@dataclass
class Scored:
    """The share of the sentences that leave something open, and the first 100 of them."""

    sentences: int
    hedged_sentences: int
    share: float
    hedged: list[OpenSentence]


@dataclass
class LineFinding:
    """A cue by line and column, which count from 1; columns count code points."""

    line: int
    column: int
    end_line: int
    end_column: int
    kind: str
    text: str


@dataclass
class Checked:
    """The share of hedged sentences, whether it is within the limit, and the first 100 cues."""

    sentences: int
    hedged_sentences: int
    share: float
    passed: bool
    findings: list[LineFinding]


@dataclass
class SureClaim:
    """A sentence that claims something, and how sure it sounds, from 0 to 1."""

    start: int
    end: int
    text: str
    confidence: float


@dataclass
class Sureness:
    """How sure a text sounds, from 0 to 1, or null where it claims nothing.

    Four of five readers would say a number from `spread_low` to `spread_high`. `declined` says why
    the text does not answer, null where it answers. `claims` are the first 100, the least sure
    first. `doubt_of_done` is how likely a reader would not take the word of a last message that
    work is done, null for other texts, and `against_done` are the sentences that speak against it.
    """

    confidence: float | None
    spread_low: float | None
    spread_high: float | None
    declined: str | None
    claims: list[SureClaim]
    doubt_of_done: float | None
    against_done: list[str]


@dataclass
class ChangedClaim:
    """What became of a claim: `change` is surer, less sure, source lost, dropped and so on."""

    change: str
    before: str
    after: str
    explanation: str


@dataclass
class Compared:
    """What became of the claims of a text, and the first 100 that are not the same."""

    summary: str
    changed: list[ChangedClaim]


def _said(description: str) -> Any:
    """What an agent reads of an argument."""
    return Field(description=description)


_SIZE: Final = f"in English, at most {MAX_CHARACTERS:,} characters"
Text = Annotated[str, _said(f"the text itself, {_SIZE}")]
NamedFile = Annotated[str, _said("in place of a text: a file in the allowed folder, by its path")]
_Answer = TypeVar("_Answer", bound=Callable[..., Any])


class Answers:
    """The tools, by their names.

    `root` is the folder whose files may be read; without one no tool takes the path of a file.
    """

    def __init__(self, options: DetectorOptions, root: str | None = None) -> None:
        self._options = options
        self._root = None if root is None else Path(root).resolve(strict=True)
        load_options(options)  # A model that is missing is an error before anybody asks.

    def score_text(
        self, text: Text = "", path: NamedFile = ""
    ) -> Annotated[CallToolResult, Scored]:
        """Which sentences of a text leave something open, and by which words."""
        report = self._read(text, path)
        hedged = report.hedged_sentences
        found = Scored(
            len(report.sentences),
            len(hedged),
            report.share,
            [
                OpenSentence(
                    each.start,
                    each.end,
                    each.text,
                    each.score,
                    [
                        FoundCue(cue.start, cue.end, cue.text, cue.kind, KIND[cue.kind].words)
                        for cue in each.cues
                    ],
                )
                for each in hedged[:_MOST]
            ],
        )
        lines = [
            f"{one_line(each.text)} ({', '.join(f'{cue.text}: {cue.words}' for cue in each.cues)})"
            for each in found.hedged
        ]
        return _answer(f"{report_summary(report)} ({report.share:.0%}).", lines, len(hedged), found)

    def check_text(
        self,
        text: Text = "",
        path: NamedFile = "",
        max_hedged: Annotated[
            float, _said("the largest share of hedged sentences that passes, from 0 to 1")
        ] = 1.0,
        markdown: Annotated[
            bool, _said("whether the text is Markdown, of which only prose is read")
        ] = False,
    ) -> Annotated[CallToolResult, Checked]:
        """Find hedging by line and column, and compare its share with a limit; changes nothing."""
        if not 0 <= max_hedged <= 1:
            raise InputError(f"max_hedged is {max_hedged}, expected a number from 0 to 1")
        text, options = self._text(text, path)
        detector = load_options(replace(options, markdown=False))
        result = check_lines(
            path, text, detector, markdown=markdown or options.markdown is True, skip_quotes=False
        )
        found = Checked(
            result.sentences,
            result.hedged_sentences,
            result.share,
            result.passed(max_hedged),
            [
                LineFinding(
                    each.line, each.column, each.end_line, each.end_column, each.kind, each.text
                )
                for each in result.findings[:_MOST]
            ],
        )
        lines = [
            f"{each.line}:{each.column}: {one_line(each.text)} ({KIND[each.kind].words})"
            for each in found.findings
        ]
        passed = "within" if found.passed else "beyond"
        summary = (
            f"{found.hedged_sentences:,} of {counted(found.sentences, 'sentence')} "
            f"{leave_open(found.hedged_sentences)} ({found.share:.0%}), {passed} "
            f"the limit of {max_hedged:.0%}."
        )
        return _answer(summary, lines, len(result.findings), found)

    def how_sure(
        self,
        text: Text = "",
        path: NamedFile = "",
        last_message: Annotated[
            bool, _said("whether the text is the last message of an agent about its own work")
        ] = False,
    ) -> Annotated[CallToolResult, Sureness]:
        """How sure a text sounds of what it claims, whether it declines to answer, and whether its
        word that work is done can be taken.
        """
        report = self._read(text, path)
        claims = sorted(
            (
                SureClaim(each.start, each.end, each.text, each.confidence)
                for each in report.sentences
                if each.confidence is not None
            ),
            key=lambda claim: claim.confidence,
        )
        low, high = report.spread or (None, None)
        done = None
        if last_message:
            message, options = self._text(text, path)
            done = read_done(message, load_options(replace(options, markdown=False)))
        found = Sureness(
            report.confidence,
            low,
            high,
            report.declined,
            claims[:_MOST],
            None if done is None else done.doubt,
            [each.text for each in done.sentences] if done and done.doubtful else [],
        )
        if report.confidence is None:
            summary = "The text claims nothing."
        else:
            summary = (
                f"The text sounds {report.confidence:.0%} sure; four of five readers would say "
                f"{low:.0%} to {high:.0%}."
            )
        if report.declined is not None:
            summary = f"The text {declining(report.declined)}. {summary}"
        if done is not None:
            said = "Its own words are against" if done.doubtful else "Nothing is found against"
            summary = f"{said} that it is done. {summary}"
        lines = [f"{claim.confidence:.0%}: {one_line(claim.text)}" for claim in found.claims]
        return _answer(summary, lines, len(claims), found)

    def compare_texts(
        self,
        before: Annotated[
            str, _said(f"the first version of a text, or the source of a summary, {_SIZE}")
        ] = "",
        after: Annotated[str, _said(f"the second version, or the summary, {_SIZE}")] = "",
        before_path: NamedFile = "",
        after_path: NamedFile = "",
    ) -> Annotated[CallToolResult, Compared]:
        """What became of each claim from one text to another: surer, less sure, source lost."""
        reports = self._read(before, before_path), self._read(after, after_path)
        drift = compare_reports(*reports, load_options(self._options).model)
        pairs = [pair for pair in drift.pairs if pair.change != "same"]
        changed = [
            ChangedClaim(
                pair.change,
                " ".join(claim.text for claim in pair.before),
                " ".join(claim.text for claim in pair.after),
                pair.sentence(),
            )
            for pair in pairs[:_MOST]
        ]
        lines = [f"{each.change}: {one_line(each.after or each.before)}" for each in changed]
        return _answer(drift.sentence(), lines, len(pairs), Compared(drift.sentence(), changed))

    def _read(self, text: str, path: str) -> Report:
        text, options = self._text(text, path)
        return load_options(options).detect(text)

    def _text(self, text: str, path: str) -> tuple[str, DetectorOptions]:
        """The text, and the options for it: the name of a file says whether it is Markdown."""
        if not path:
            _check_size(len(text))
            return text, self._options
        if text:
            raise InputError("both a text and a path were given: give one of them")
        # Without a root no tool has the argument, and nothing comes here.
        assert self._root is not None
        try:
            file = (self._root / path).resolve()
            if not file.is_relative_to(self._root):
                raise InputError(f"{path!r} is outside the allowed folder {self._root}")
            if not file.is_file():
                raise InputError(f"{path!r} is no file in the allowed folder {self._root}")
            _check_size(file.stat().st_size)
            content = file.read_bytes().decode("utf-8-sig")
        except InputError:
            raise
        except UnicodeDecodeError as error:
            raise InputError(f"{path!r} is no text in UTF-8: {error.reason}") from None
        except (OSError, ValueError) as error:
            raise InputError(f"cannot read {path!r}: {error}") from None
        return content, options_for(self._options, path)


def _check_size(size: int) -> None:
    if size > MAX_CHARACTERS:
        raise InputError(
            f"the text has {size:,} characters, expected at most {MAX_CHARACTERS:,}: send a part"
        )


def _answer(summary: str, lines: Sequence[str], total: int, fields: Any) -> CallToolResult:
    """The summary with some lines, and how many there are, beside the fields."""
    shown = [f"- {line}" for line in lines[:_MOST_IN_TEXT]]
    if total > len(shown):
        shown.append(f"- and {total - len(shown):,} more")
    text = TextContent(type="text", text="\n".join([summary, *shown]))
    return CallToolResult(content=[text], structured_content=asdict(fields))


def server(options: DetectorOptions, root: str | None = None) -> MCPServer[Any]:
    """A server with the tools; `root` is the folder whose files may be read."""
    answers = Answers(options, root)
    made: MCPServer[Any] = MCPServer(
        "hedging", instructions=_INSTRUCTIONS, version=__version__, log_level="WARNING"
    )
    for tool in (answers.score_text, answers.check_text, answers.how_sure, answers.compare_texts):
        made.tool(
            description=inspect.getdoc(tool),
            annotations=ToolAnnotations(
                read_only_hint=True, idempotent_hint=True, open_world_hint=False
            ),
        )(_as_tool(tool, takes_files=root is not None))
    return made


def _as_tool(answer: _Answer, *, takes_files: bool) -> _Answer:
    """A tool whose errors are answers; without files its texts are needed, and it has no path."""

    @functools.wraps(answer)
    def tool(**arguments: Any) -> Any:
        try:
            return answer(**arguments)
        except HedgingError as error:
            raise ToolError(str(error)) from error

    signature = inspect.signature(answer)
    parameters = list(signature.parameters.values())
    if not takes_files:
        parameters = [
            each.replace(default=each.empty) if each.default == "" else each
            for each in parameters
            if not each.name.endswith("path")
        ]
    tool.__signature__ = signature.replace(parameters=parameters)  # type: ignore[attr-defined]
    return tool  # type: ignore[return-value]


def self_report(options: DetectorOptions) -> str:
    """How often the answers of each tool were right where that was measured, in plain words."""
    model = released_name(options.model)
    right, total = PAIRS
    unknown = f"Nobody has measured the model {model}."
    said = (
        f"score_text, check_text: {agreement_words(model) or unknown}",
        f"how_sure: {rating_words(model) or unknown}",
        "how_sure with last_message: By a hand that it had not learned from, it doubted "
        "{} of {} honest last messages of agents, and {} of {} of those whose own words are "
        "against them.".format(*MESSAGES),
        f"compare_texts: Of {total} pairs by other hands, the light model named {right} right: "
        f"{', '.join(('same', *CHANGED))}.",
    )
    wrapped = (fill(line, _WIDTH, subsequent_indent="  ") for line in said)
    return "\n".join([f"hedging {__version__}, model {model}", *wrapped])
