"""Markdown and plain files → promises about blanked markup and about the four formats of check."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from hedging.check.findings import FileResult, check_text
from hedging.check.formats import FORMATS
from hedging.text.markdown import blank_markup
from tests.fuzz.material import HAS_MARKDOWN, HOSTILE, MOTIFS, ODD, SPACES, piece, text
from tests.fuzz.runner import require
from tests.fuzz.texts import detectors

_LINE_ENDS = re.compile(r"[\r\n]")
# What a terminal or a log obeys; a line feed at the end is added by whoever prints the line.
CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_FRAGMENTS = [
    "```", "~~~", "``", "`", "> ", "- ", "1. ", "    ", "\t", "<!--", "-->",
    "[", "](", ")", "[^1]", "[^1]: ", "|", "|-|-|", "---", "===", "***",
    "<div>", "</div>", "<pre>", "</pre>", "<script>", "<code>", "</code>", "<a href='x'>", "$",
    "$$", "\\", "\\`", "http://a.b", "<http://a.b>", "#", "*", "![", "{", "}", "&amp;", ":::",
    "...", "[x]: /y", "www.a.b", "$1 and $2", "<x@y.z>",
]  # fmt: skip
#: All that `check` obeys: in Markdown the comments of HTML alone.
COMMENTS = [f"<!-- hedging: {word} -->" for word in ("ignore", "off", "on")]
DIRECTIVES = COMMENTS + [
    f"{mark} hedging: {word}"
    for mark in ("#", "//", "%", ";", "--")
    for word in ("ignore", "off", "on")
]
# Blocks that end where they end, whatever follows. `P` stands for prose, which must survive, and
# `C` for code, which must not.
_BLOCKS = [
    "P", "# P", "P\n===", "> P", "> P\n> P", "- P\n- P", "1. P\n\n   P",
    "| P | P |\n|---|---|\n| P | P |", "```\nC\n```", "~~~ text\nC\n\nC\n~~~", "    C",
    "> ```\n> C", "- ```\n  C", "> ~~~\n> C\n> ~~~\n> P", "1. ~~~\n   C", "> > ```\n> > C",
    "P `C` P", "P ``C ` C`` P", "P <!-- C --> P", "<!-- C\nC -->", "P ` P", "P <!-- P", "P $ P",
    "P <b>P</b> P", "P [P](C) P", "P [P](C 'C') P", "[^7]: P", "P\\` P `C` P", "P <http://C> P",
    "P https://C P", "***", "P $C$ P", "- P\n  - P\n\n        C", "> - ```\n>   C",
    "P \\<!-- P --> P", "> <!-- C --> P", "<div>\nP\n</div>", "P -- P --> P", "<pre>C\n\nC</pre>",
    "`` P ```", "* P\n+ P", "P $5 and $6 P", "> ```\n> C\n> ```",
]  # fmt: skip


def fuzz_markdown(source: random.Random, folder: Path) -> None:
    """Markup is blanked in its place, and prose stays."""
    if source.random() < 0.5:
        _check_blocks(source)
    own = soup(source)
    blanked = blank_markup(own, skip_quotes=source.random() < 0.3)
    _check_same_places(own, blanked)


def soup(source: random.Random) -> str:
    """Markdown of fragments in any order."""
    parts = []
    for _ in range(source.randint(0, 40)):
        kinds = (_FRAGMENTS, DIRECTIVES, [piece(source)])
        own = source.choice(source.choices(kinds, weights=(6, 0.5, 4))[0])
        parts.append(own + source.choice(["", "", " ", "\n", "\n", "\n\n", "\r\n"]))
    if source.random() < 0.1:
        parts.insert(0, source.choice(["---\na: b\n---\n", "\ufeff", "---\n", "--- may\n"]))
    return "".join(parts)


def _check_same_places(own: str, blanked: str) -> None:
    require(len(blanked) == len(own), "blanked text is as long as the text", own, blanked)
    for k, (before, after) in enumerate(zip(own, blanked, strict=True)):
        kept = before == after or (after == " " and not _LINE_ENDS.match(before))
        require(kept or k == 0, "each character stays or is a space, and line ends stay", own, k)


def _check_blocks(source: random.Random) -> None:
    """Between blocks that end by themselves, prose is prose and code is code."""
    prose: list[str] = []
    code: list[str] = []

    def word(match: re.Match[str]) -> str:
        words = prose if match[0] == "P" else code
        words.append(f"{'rain' if match[0] == 'P' else 'code'}{len(prose) + len(code)}zz")
        return words[-1]

    blocks = []
    for _ in range(source.randint(1, 8)):
        shape = source.choice(_BLOCKS)
        # A paragraph that says nothing special stands between, as the end of lists and quotations.
        blocks += [re.sub(r"[PC]", word, shape), re.sub("P", word, "P")]
    own = "\n\n".join(blocks) + "\n"
    if source.random() < 0.3:
        own = own.replace("\n", "\r\n")
    left = blank_markup(own)
    _check_same_places(own, left)
    for each in prose:
        require(each in left, "prose between markup stays", own, each)
    for each in code:
        require(each not in left, "code and addresses are blanked", own, each)


def fuzz_check(source: random.Random, folder: Path) -> None:
    """The findings of a file stand where they say, and no format lets a command out."""
    markdown = source.random() < 0.6 and HAS_MARKDOWN
    own = soup(source) if markdown or source.random() < 0.3 else text(source)
    detector = source.choice(detectors())
    result = check_text(path(source), own, detector, markdown=markdown)
    _check_places(own, result)
    if not markdown and "hedging:" not in own.lower():
        cues = [cue for cue in detector.detect(own).cues if cue.kind in detector.hedge_kinds]
        found = [(finding.text, finding.score) for finding in result.findings]
        require(found == [(c.text, c.score) for c in cues], "all cues are found", own, result)
    limit = source.choice([None, 0.0, 0.2, 1.0])
    lines = {name: list(form([result, result], limit)) for name, form in FORMATS.items()}
    for name, output in lines.items():
        for line in output:
            require(not CONTROL.search(line), f"format {name} holds no control character", line)
            require("##[" not in line or name != "text", "no line commands a log", line)
    for line in lines["text"]:
        require(not line.lstrip().startswith("::"), "no line of text begins a command", line)
    for line in lines["github"]:
        require(re.match(r"::(notice|error) [^:]+::", line), "each line is one command", line)
    for line in (*lines["json"], *lines["sarif"], *lines["rdjsonl"]):
        strict_json(line)


def _check_places(own: str, result: FileResult) -> None:
    lines = own.split("\n")
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line) + 1)
    for finding in result.findings:
        start = starts[finding.line - 1] + finding.column - 1
        end = starts[finding.end_line - 1] + finding.end_column - 1
        require(own[start:end] == finding.text, "a finding stands where it says", own, finding)


def strict_json(line: str) -> object:
    """The value of a line of JSON, which holds no NaN and no half surrogate."""

    def refuse(constant: str) -> None:
        require(False, "JSON holds no NaN and no Infinity", constant, line)

    return json.loads(line, parse_constant=refuse)


def path(source: random.Random) -> str:
    """The name of a file that someone else has chosen."""
    names = ["a.md", "docs/b.md", "::x.md", "C:\\a.md", "ä.md", "\udcff.md", "a,b:c%.md"]
    odd = [*HOSTILE, *ODD, *SPACES]
    pieces = [source.choice(names), *source.choices(odd, k=source.choice((0, 0, 1, 3)))]
    source.shuffle(pieces)
    # A system hands out no other half surrogates than those of bytes that are not UTF-8.
    return re.sub("[\0\ud800-\udc7f\udd00-\udfff]", "", "".join(pieces)) or "a"


def motif_texts(source: random.Random, meant: Sequence[str] = ()) -> Iterator[str]:
    """A motif of one to three pieces, repeated to texts of growing length.

    `meant` are lines that mean something to what is measured, beside the pieces that always do.
    """
    if source.random() < (0.3 if meant else 0.7):
        motif = source.choice(MOTIFS)
    else:
        kinds = [MOTIFS, _FRAGMENTS, [piece(source)], *[meant] * (3 * bool(meant))]
        pieces = (source.choice(source.choice(kinds)) for _ in range(source.randint(1, 3)))
        gap, end = source.choice(["", " ", "\n"]), source.choice([" ", "", "\n"])
        motif = "\n".join([*pieces, ""]) if meant else gap.join(pieces) + end
    for size in (6_000, 24_000, 96_000):
        yield (motif * (size // len(motif) + 1))[:size]
