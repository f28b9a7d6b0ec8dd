"""Texts, names and titles of anybody → promises about pages, notebooks and the terminal."""

from __future__ import annotations

import io
import random
import re
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import hedging
from hedging.comparison import Comparison
from hedging.pages.comparison import comparison_page
from hedging.pages.terminal import Painter, display_width, report_lines
from hedging.stats.quotes import Quotes
from hedging.stats.tally import Entry
from hedging.yardstick import REGISTERS
from tests.fuzz.markdown import CONTROL, path
from tests.fuzz.material import HOSTILE, ODD, SPACES, spoken, text
from tests.fuzz.runner import require
from tests.fuzz.texts import detectors

_COMMANDS = [own for own in (*ODD, *SPACES) if CONTROL.search(own)]
_STYLE = re.compile("\x1b\\[[0-9;]*m")
# Elements that have no end.
_VOID = {"meta", "input", "br", "hr", "link", "img", "col", "wbr"}
_ADDRESS = re.compile(r"(?![a-z][a-z0-9+.-]*:)", re.IGNORECASE)


@dataclass
class Page:
    """The elements of a page, its scripts, the text that it shows, and what is wrong with it."""

    elements: set[tuple[str, str]] = field(default_factory=set)
    scripts: list[str] = field(default_factory=list)
    text: str = ""
    wrong: list[str] = field(default_factory=list)


class _Reader(HTMLParser):
    """Reads a page with the parser of the standard library."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._open: list[str] = []
        # How many elements are open where the text of the headline or of the article begins.
        self._text_at = 0

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.page.elements |= {(tag, name) for name, _ in attributes} | {(tag, "")}
        for name, value in attributes:
            if name.startswith("on") or name in ("srcdoc", "formaction"):
                self.page.wrong.append(f"<{tag} {name}>")
            # A browser drops white space and control characters from the scheme of an address.
            address = re.sub("[\x00-\x20]", "", value or "")
            if name in ("href", "src", "action") and not _ADDRESS.match(address):
                self.page.wrong.append(f"<{tag} {name}={address!r}>")
        if tag not in _VOID:
            self._open.append(tag)
            if "data-text" in dict(attributes):
                self._text_at = len(self._open)

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open[-1] != tag:
            self.page.wrong.append(f"</{tag}> closes {self._open[-1:]}")
        else:
            self._open.pop()
            if len(self._open) < self._text_at:
                self._text_at = 0

    def handle_data(self, data: str) -> None:
        if "script" in self._open:
            self.page.scripts.append(data)
        elif self._text_at:
            self.page.text += data

    def finish(self) -> Page:
        self.close()
        self.page.wrong += [f"<{tag}> stays open" for tag in self._open]
        return self.page


def read_page(content: str) -> Page:
    """The page as a parser sees it."""
    reader = _Reader()
    reader.feed(content)
    return reader.finish()


@cache
def _usual_page() -> Page:
    """A page of a harmless text that has all elements that a page can have."""
    own = (
        "Rain ahead\n\n- It may rain.\n- Some officials fear so.\n\n"
        "If it snows, clearly they left. About 40 came. One came. Two came. Three came. Four came. "
        "Five came. Six came.\n\nThen\n\n"
        "A long line of the text that surely goes on and on below that heading, to\nits end.\n\n"
        "```\nIt may be code.\n```\n"
    )
    detector = hedging.load()
    pages = [detector.detect(own).to_html("Rain", detector.explain(own))]
    pages += [hedging.detect(own).to_html(title) for title in ("Rain", "")]
    pages += [hedging.detect(short).to_html("Rain") for short in ("", "It may rain.")]
    known = Page()
    for each in map(read_page, pages):
        known.elements |= each.elements
        known.scripts += each.scripts
    return known


def _script(own: str) -> str:
    """A script without its constants: kinds, words for places, scores and the threshold."""
    return re.sub(r"^const (KINDS|PLACES|SCORES|THRESHOLD)=.*", r"\1", own, flags=re.MULTILINE)


def fuzz_pages(source: random.Random, folder: Path) -> None:
    """A page shows the text as it is and runs nothing but its own script."""
    detector = source.choice(detectors())
    own = text(source)
    if source.random() < 0.5:
        # What means something in a page, beside every word.
        own = own.replace(" ", source.choice([' "', "' ", '"', " & ", " <b ", "&quot;"]))
    report = detector.detect(own)
    explanations = detector.explain(own) if source.random() < 0.7 else ()
    title = source.choice(["", path(source), source.choice(HOSTILE)])
    page = read_page(report.to_html(title, explanations))
    require(not page.wrong, "a page is well formed and has no handlers", own, title, page.wrong)
    strange = page.elements - _usual_page().elements
    require(not strange, "a page has no elements but its own", own, title, strange)
    scripts = {_script(each) for each in page.scripts}
    usual = {_script(each) for each in _usual_page().scripts}
    require(scripts <= usual, "a page has no script but its own", own, title)
    shown, expected = "".join(page.text.split()), "".join(own.split())
    # A parser of HTML cannot show these characters as they are.
    require(_visible(shown) == _visible(expected), "a page shows its text", own, shown, expected)
    notebook = read_page(report._repr_html_())
    require(not notebook.wrong, "a notebook's answer is well formed", own, notebook.wrong)
    require(not notebook.scripts, "a notebook's answer runs nothing", own)
    if source.random() < 0.3:
        _check_comparison(source, report)


def _visible(own: str) -> str:
    return re.sub("[\x00-\x1f\x7f-\x9f]", "", own)


@cache
def _usual_comparisons() -> frozenset[tuple[str, str]]:
    """The elements of pages of few documents, with and without links, of short and long names."""
    report = hedging.detect("It may rain. It certainly rained.")
    elements: set[tuple[str, str]] = set()
    for address in ("a.html", ""):
        quotes, entries = Quotes(), []
        for k in range(6):
            name = f"a_{k}" if k % 2 else f"{'word ' * 30}{k}"
            entries.append(Entry.of(name, report, f"{name}{k % 2}", address=address))
            quotes.add(name, report, address)
        elements |= read_page(comparison_page(Comparison(entries, quotes), "Title")).elements
        elements |= read_page(comparison_page(Comparison(entries[:1], quotes), "Title")).elements
    return frozenset(elements)


def _check_comparison(source: random.Random, report: hedging.Report) -> None:
    names = [path(source) for _ in range(3)]
    entries = [Entry.of(name, report, source.choice(["", *names])) for name in names]
    quotes = Quotes()
    for name in names:
        quotes.add(name, report, source.choice(["", "a.html"]))
    page = read_page(comparison_page(Comparison(entries, quotes), path(source)))
    require(not page.wrong, "an index is well formed and has no handlers", names, page.wrong)
    strange = page.elements - _usual_comparisons()
    require(not strange, "an index has no elements but its own", names, strange)


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def fuzz_terminal(source: random.Random, folder: Path) -> None:
    """Nothing in a text or a name commands the terminal."""
    detector = source.choice(detectors())
    own = text(source)
    if source.random() < 0.3:
        own = " ".join(spoken(source) for _ in range(3))
    elif source.random() < 0.3:
        # Words of characters that take two columns, or none.
        words = ["may", "かも", "漢字かな", "한국어", "e\u0301te\u0301", "It", "\U0001f642"]
        own = " ".join(source.choices(words, k=source.randint(20, 90)))
    if source.random() < 0.5:
        # What commands a terminal, anywhere in the text.
        for _ in range(source.randint(1, 5)):
            at = source.randrange(len(own) + 1)
            own = f"{own[:at]}{source.choice(_COMMANDS)}{own[at:]}"
    painter = Painter(source.choice([io.StringIO, _Terminal])())
    explanations = detector.explain(own) if source.random() < 0.5 else ()
    name = source.choice([path(source), source.choice(ODD)])
    report = detector.detect(own)
    confidence = source.random() < 0.5
    lines = list(
        report_lines(
            report,
            name,
            painter,
            explanations=explanations,
            weights=source.random() < 0.5,
            confidence=confidence,
            register=source.choice([None, *REGISTERS]),
        )
    )
    for line in lines:
        bare = _STYLE.sub("", line) if painter.colour else line
        require(
            not CONTROL.search(bare), "no control character reaches a terminal", own, name, line
        )
        if painter.width is not None and " " not in bare.strip():
            continue
        if painter.width is not None and not bare.startswith("──"):
            words = max(map(display_width, bare.split()), default=0)
            fits = display_width(bare) <= painter.width + words
            require(fits, "lines are wrapped to the width", own, line)
    if not painter.colour:
        number = r"[● ] ( *\d+%|   –)  " if confidence else r"[● ] \d\.\d\d  "
        scored = sum(1 for line in lines if re.match(number, line))
        require(scored >= len(report.sentences), "each sentence has its line", own, scored)
