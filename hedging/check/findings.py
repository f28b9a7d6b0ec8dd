"""Texts + limit → findings by line and column: what `hedging check` says to writers and to continuous integration.

Markup is blanked out and not cut out, so that every offset stays what it was: code, front matter, comments and addresses of links
become spaces of the same length. Lines and columns count from 1, columns in code points.
"""

from __future__ import annotations

import json
import os
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from hedging.detector import Detector
from hedging.errors import InputError, MissingExtraError
from hedging.wording import plain

#: Ends of the names of files that are read as Markdown.
MARKDOWN: Final = (".md", ".markdown", ".mdx")

_FRONT = re.compile(
    r"\A\ufeff?---[ \t]*\r?\n.*?^(?:---|\.\.\.)[ \t]*\r?$", re.DOTALL | re.MULTILINE
)
# A fence may stand in a quotation and in an item of a list; of backticks, none may follow on its line.
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-*+]|\d+[.)])[ \t]+)?(`{3,}(?=[^`]*$)|~{3,})")
_LIST_ITEM = re.compile(r"^\s*(?:[-*+]|\d+[.)])\s")
_PARAGRAPH = r"(?:(?!\n[ \t\r]*\n).)"
_CODE = re.compile(rf"(?<!`)(`+)(?!`){_PARAGRAPH}*?(?<!`)\1(?!`)", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->|^ {0,3}<!--.*\Z", re.DOTALL | re.MULTILINE)
_VERBATIM = re.compile(
    r"<(script|style|pre)\b[^<>]*>.*?(?:</\1\s*>|\Z)|<code>(?:(?!<code>).)*?</code>",
    re.DOTALL | re.IGNORECASE,
)
_ATTRIBUTE = r"""\s+[a-zA-Z_:@][\w:.@-]*(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))?"""
_TAG = re.compile(rf"</?[a-zA-Z][\w-]*(?:{_ATTRIBUTE})*\s*/?>")
# A sum of money is none: there a digit follows the second mark, or white space stands before it. No formula holds a mark, so that
# each is looked at once.
_FORMULA = re.compile(
    r"(?<![\w$\\])\$\$(?:(?!\n[ \t\r]*\n)[^$])+\$\$(?![\w$])|(?<![\w$\\])\$(?![\s$])[^$\n]*(?<![\s\\])\$(?![\w$])",
    re.DOTALL,
)
_ADDRESS = re.compile(
    r"(?<=\])\((?:[^()\s]|\([^()\s]*\))*(?:\s+(?:\"[^\"]*\"|'[^']*'))?\s*\)|^ {0,3}\[[^\]\n]+\]:[ \t]*\S+[^\r\n]*|<https?://[^>\s]*>|https?://\S+|\bwww\.\S+",
    re.MULTILINE,
)
_QUOTED = re.compile(r"^ {0,3}>.*$", re.MULTILINE)

# What a comment begins with, in texts of any kind; in Markdown it is the first.
_DIRECTIVE = re.compile(r"(<!--|#|//|%|;|--)[ \t]*hedging:[ \t]*(ignore|off|on)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A cue in a file: where it begins and ends (the end is exclusive), what it is, and how likely."""

    line: int
    column: int
    end_line: int
    end_column: int
    kind: str
    text: str
    score: float


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with its findings, and how many of its sentences are hedged by one."""

    path: str
    findings: tuple[Finding, ...]
    hedged: int
    sentences: int

    @property
    def share(self) -> float:
        """Share of hedged sentences; 0 for a file without a sentence."""
        return self.hedged / max(self.sentences, 1)


def blanked(text: str, *, quotes: bool = False) -> str:
    """Markdown with spaces in place of what is no prose; block quotes too, if `quotes`.

    >>> blanked("Use `may()`, see [this](a.html).")
    'Use        , see [this]        .'
    """

    text = _without_code(text)
    for pattern in (_COMMENT, _VERBATIM, _FORMULA, _ADDRESS, _TAG, *([_QUOTED] if quotes else [])):
        text = pattern.sub(_blank, text)
    return text


def _blank(match: re.Match[str]) -> str:
    return re.sub(r"[^\r\n]", " ", match[0])


def _without_code(text: str) -> str:
    """Markdown with spaces in place of front matter and code: fenced, indented, and within a paragraph."""
    lines = _FRONT.sub(_blank, text).split("\n")
    fence: re.Pattern[str] | None = None
    blank, listed, indented = True, False, False
    for number, line in enumerate(lines):
        bare = line.rstrip()
        opened = None if fence else _FENCE.match(bare)
        # Within a list, a paragraph is indented too.
        indented = line.startswith(("    ", "\t")) and not listed and (blank or indented)
        if fence or opened or (indented and bare):
            lines[number] = re.sub(r"[^\r]", " ", line)
        if opened:
            fence = re.compile(rf"^[ \t>]*{re.escape(opened[1])}[{opened[1][0]}]*$")
        elif fence and fence.match(bare):
            fence = None
        elif bare and not indented:
            if _LIST_ITEM.match(line):
                listed = True
            elif blank and not line[0].isspace():
                listed = False
        blank = not bare
    return _CODE.sub(_blank, "\n".join(lines))


def check(
    path: str, text: str, detector: Detector, *, markdown: bool = False, quotes: bool = False
) -> Checked:
    """Find the cues of the detector's kinds in a text, but for those that a comment silences.

    A comment that begins with "hedging: ignore" silences its line, "hedging: off" and "hedging: on" the lines from the one to the
    other. In Markdown comments are those of HTML; elsewhere they begin with #, //, %, ; or -- too.

    >>> import hedging
    >>> check("a.txt", "It may rain.\\nIt may snow.  # hedging: ignore", hedging.load()).findings[0].line
    1
    """
    starts = [0, *(match.end() for match in re.finditer(r"\n", text))]
    silent = _silent(_without_code(text), ("<!--",)) if markdown else _silent(text)

    def place(offset: int) -> tuple[int, int]:
        line = bisect_right(starts, offset)
        return line, offset - starts[line - 1] + 1

    findings: list[Finding] = []
    hedged = 0
    report = detector.detect(blanked(text, quotes=quotes) if markdown else text)
    for sentence in report.sentences:
        before = len(findings)
        for cue in sentence.cues:
            line, column = place(cue.start)
            if cue.kind in detector.hedge_kinds and line not in silent:
                findings.append(
                    Finding(
                        line,
                        column,
                        *place(cue.end),
                        cue.kind,
                        text[cue.start : cue.end],
                        cue.score,
                    )
                )
        hedged += sentence.hedged and len(findings) > before
    return Checked(path, tuple(findings), hedged, len(report.sentences))


def _silent(text: str, comments: Sequence[str] = ()) -> set[int]:
    """Numbers of the lines that comments silence; `comments` are what these begin with (default: whatever is known)."""
    silent: set[int] = set()
    off = False
    for number, line in enumerate(text.split("\n"), 1):
        said = {
            found[2].lower()
            for found in _DIRECTIVE.finditer(line)
            if not comments or found[1] in comments
        }
        off = off or "off" in said
        if off or "ignore" in said:
            silent.add(number)
        off = off and "on" not in said
    return silent


def limit(text: str) -> float:
    """A share, given as a percentage or as a number up to 1.

    >>> limit("20%"), limit("0.2")
    (0.2, 0.2)
    """
    try:
        value = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 1:
        raise InputError(f"expected a share such as 20% or 0.2, got {text!r}")
    return value


def settings(folder: Path) -> dict[str, Any]:
    """The table [tool.hedging] of the nearest pyproject.toml in or above a folder; empty without one."""
    for place in (folder, *folder.parents):
        path = place / "pyproject.toml"
        if path.is_file():
            try:
                content = path.read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError) as error:
                raise InputError(f"{path} cannot be read: {error}") from error
            if not _OURS.search(content):
                return {}
            tool = _toml(content, path).get("tool", {})
            found = tool.get("hedging", {}) if isinstance(tool, dict) else tool
            if not isinstance(found, dict):
                raise InputError(f"{path}: expected a table [tool.hedging], got {found!r}")
            unknown = set(found) - set(_SETTINGS)
            if unknown:
                raise InputError(
                    f"{path}: unknown keys {', '.join(sorted(unknown))}; known ones are {', '.join(_SETTINGS)}"
                )
            for name, value in found.items():
                texts = not isinstance(value, list) or all(isinstance(one, str) for one in value)
                if not isinstance(value, _SETTINGS[name]) or not texts:
                    raise InputError(
                        f"{path}: {name} = {value!r} is not what was expected: {_EXPECTED[name]}"
                    )
            return dict(found)
    return {}


# Without one of these there are no settings, and nothing needs to be read.
_OURS = re.compile(r"^\s*(?:\[\s*tool\b|tool\b)", re.MULTILINE)
_SETTINGS: dict[str, type[Any]] = {
    "max-hedged": str,
    "kinds": list,
    "ignore": list,
    "extra-cues": dict,
    "scheme": str,
    "skip-quotes": bool,
}
_EXPECTED = {
    "max-hedged": 'a share such as "20%"',
    "kinds": "a list of kinds",
    "ignore": "a list of cues to silence",
    "extra-cues": "a table of cues with their kinds",
    "scheme": "the name of a scheme",
    "skip-quotes": "true or false",
}


def _toml(content: str, path: Path) -> dict[str, Any]:
    try:
        import tomllib as toml
    except ImportError:  # Python 3.10
        try:
            import tomli as toml  # type: ignore[import-not-found, no-redef, unused-ignore]
        except ImportError as error:
            raise MissingExtraError(
                "tomli", "reading pyproject.toml on Python 3.10", "check"
            ) from error
    try:
        return toml.loads(content)
    except toml.TOMLDecodeError as error:
        raise InputError(f"{path}: {error}") from error


# --- how it is said -----------------------------------------------------------------------------------------------------


def as_text(files: Sequence[Checked], most: float | None) -> Iterator[str]:
    """A line a finding, as compilers write them, and a line a file."""
    for one in files:
        path = " ".join(plain(one.path).splitlines())
        for finding in one.findings:
            yield f"{path}:{finding.line}:{finding.column}: {_said(finding)}"
        yield f"{path}: {_summary(one, most)}"


def as_json(files: Sequence[Checked], most: float | None) -> Iterator[str]:
    """One JSON object."""
    rows = [
        {
            "path": one.path,
            "sentences": one.sentences,
            "hedged": one.hedged,
            "passed": _passed(one, most),
            "findings": [
                {name: getattr(finding, name) for name in Finding.__slots__}
                for finding in one.findings
            ],
        }
        for one in files
    ]
    yield json.dumps({"max_hedged": most, "files": rows}, ensure_ascii=False)


def as_github(files: Sequence[Checked], most: float | None) -> Iterator[str]:
    """Workflow commands of GitHub Actions: a notice a finding, an error for a file beyond the limit."""
    for one in files:
        path = _escaped(one.path).replace(":", "%3A").replace(",", "%2C")
        for finding in one.findings:
            place = (
                f"file={path},line={finding.line},col={finding.column},endLine={finding.end_line}"
            )
            yield f"::notice {place},title=hedging::{_escaped(_said(finding))}"
        if not _passed(one, most):
            yield f"::error file={path},title=hedging::{_escaped(_summary(one, most))}"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


# What each rule of a log is about.
_MEANINGS = {
    "epistemic": "The truth is left open",
    "doxastic": "Somebody's belief, expectation or allegation",
    "investigation": "The truth is being looked for",
    "condition": "It depends on something else",
    "evidential": "It is passed on at a distance",
    "weasel": "The source is left out",
    "approximator": "A value or a degree is blurred",
    "booster": "Certainty is asserted",
    "max-hedged": "More of the sentences are hedged than is allowed",
}


def as_sarif(files: Sequence[Checked], most: float | None) -> Iterator[str]:
    """A log in SARIF 2.1.0 (OASIS 2020): a rule a kind, and one for the limit."""
    results = []
    for one in files:
        artifact = {
            "uri": Path(one.path).as_uri()
            if Path(one.path).is_absolute()
            else quote(os.fsencode(Path(one.path).as_posix()))
        }
        for finding in one.findings:
            region = {
                "startLine": finding.line,
                "startColumn": finding.column,
                "endLine": finding.end_line,
                "endColumn": finding.end_column,
            }
            place = {"physicalLocation": {"artifactLocation": artifact, "region": region}}
            results.append(
                {
                    "ruleId": finding.kind,
                    "level": "note",
                    "message": {"text": _said(finding)},
                    "locations": [place],
                }
            )
        if not _passed(one, most):
            whole = [{"physicalLocation": {"artifactLocation": artifact}}]
            said = {"text": _summary(one, most)}
            results.append(
                {"ruleId": "max-hedged", "level": "error", "message": said, "locations": whole}
            )
    rules = [
        {"id": rule, "shortDescription": {"text": _MEANINGS[rule]}}
        for rule in sorted({str(one["ruleId"]) for one in results})
    ]
    tool = {"driver": {"name": "hedging", "rules": rules}}
    log = {
        "version": "2.1.0",
        "runs": [{"tool": tool, "columnKind": "unicodeCodePoints", "results": results}],
    }
    yield json.dumps(
        {"$schema": "https://json.schemastore.org/sarif-2.1.0.json", **log}, ensure_ascii=False
    )


#: How findings can be written, by name.
FORMATS: Final[dict[str, Callable[[Sequence[Checked], float | None], Iterator[str]]]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "sarif": as_sarif,
}


def _passed(one: Checked, most: float | None) -> bool:
    return most is None or one.share <= most


def _said(finding: Finding) -> str:
    return f'{finding.kind} "{" ".join(plain(finding.text).split())}" ({finding.score:.2f})'


def _summary(one: Checked, most: float | None) -> str:
    if _passed(one, most):
        return f"{one.hedged} of {one.sentences} sentences hedged ({one.share:.0%})"
    return f"{one.hedged} of {one.sentences} sentences hedged ({100 * one.share:.3g}%), more than {100 * (most or 0):.4g}%"


def passed(files: Sequence[Checked], most: float | None) -> bool:
    """Whether every file keeps to the limit."""
    return all(_passed(one, most) for one in files)
