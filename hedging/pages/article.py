"""Report → one self-contained HTML page, as a graphics desk would make it.

The headline comes first, then one number and one sentence that says whether it is much, then the
barcode that shows where the text leaves something open, then the text with its marks beside their
legend. The page needs no network. It can be read without its script, which filters, goes through
the hedged sentences, explains a cue, and saves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator

from hedging.kinds import KIND
from hedging.pages.marked_text import Article, article_of
from hedging.pages.markup import Html, html_page, joined, link, renderer, template
from hedging.pages.summary import beside
from hedging.results import Document, Explanation, Sentence
from hedging.wording import counted
from hedging.yardstick import DEFAULT_REGISTER, REGISTERS, Register, chosen_register, obstacle

_render = renderer("article.html")
_SCRIPTS = ("article.js", "card.js", "save.js")
_COMMENT_OR_INDENT = re.compile(r"^(?://.*\n| +)", re.MULTILINE)
_NAMELESS = "A text without a title"


def report_page(
    report: Document,
    title: str = "",
    explanations: Iterable[Explanation] = (),
    *,
    name: str = "",
    home: str = "",
    register: str = DEFAULT_REGISTER,
) -> str:
    """The page of a report.

    The headline is the `title` or, without one, the first line of the text if it looks like a
    headline, or else the `name`, such as that of a file. `explanations` add to each cue the
    evidence for it and against it. `home` is the address of the index that the page belongs to; the
    page links to it. `register` names the texts that the report is compared with, "none" for no
    comparison. Raises InputError for an unknown register, and for a `home` that a browser would run
    as a script.

    >>> import hedging
    >>> page = report_page(hedging.detect("It may rain."), "A <b> title")
    >>> "<title>A &lt;b&gt; title</title>" in page
    True
    """
    chosen = chosen_register(register)
    article = article_of(report, explanations, title)
    heading = title or article.title or name or _NAMELESS
    body = _render(
        "page",
        home=_render("home", address=link(home)) if home else "",
        heading=_heading(article, heading),
        lead=_lead(report, chosen),
        yardstick=yardstick_of(report, chosen),
        strip=strip_of(report),
        legend=legend_of(report),
        save=_render("save") if report.sentences else "",
        article=article.body,
        name=f"{name}: " if name and name != heading else "",
        model=report.model,
        scheme=report.scheme,
        threshold=report.threshold,
        depth=_beyond_cues(report),
        words=counted(report.word_count, "word"),
        kinds=_kinds(report),
        places=_constant(article.places),
        scores=_constant([round(sentence.score, 3) for sentence in report.sentences]),
        script=Html("".join(_bare(template(file)) for file in _SCRIPTS)),
    )
    return html_page(heading, body, "article.css", pictures=True)


def _heading(article: Article, heading: str) -> Html:
    """The headline; if it is one of the text, its cues are marked."""
    if article.headline:
        return _render("own_headline", content=article.headline)
    return _render("headline", text=heading)


def _lead(report: Document, register: Register | None) -> Html:
    """The one number, and what it means in a sentence."""
    total, hedged = len(report.sentences), len(report.hedged_sentences)
    if not total:
        return _render("nothing")
    return _render(
        "lead",
        share=hedged / total,
        hedged=hedged,
        sentences=counted(total, "sentence"),
        verb="leaves" if hedged == 1 else "leave",
        beside=beside(report, register),
    )


def _beyond_cues(report: Document) -> Html:
    """Which model says what goes beyond cues, where it is another one."""
    if report.depth in (None, report.model):
        return Html("")
    return _render("beyond_cues", name=report.depth)


def _kinds(report: Document) -> Html:
    """What the script knows of each kind: its names, its meaning, and whether it counts."""
    kinds = {
        kind.letter: [kind.name, kind.words, kind.meaning, kind.name in report.hedge_kinds]
        for kind in KIND.values()
    }
    return _constant(kinds)


def _constant(value: object) -> Html:
    """The value as a constant of the script, which no text in it can end."""
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Html(compact.replace("<", "\\u003c"))


def _bare(script: str) -> str:
    """A script without its comments and indents, which would be a tenth of a page."""
    return _COMMENT_OR_INDENT.sub("", script)


# The usual end of the line, and the score from which on the line ends at 100 %.
_END, _LONGEST = 0.6, 0.56
# Past this share of the width a label ends at its point, before the other it begins there.
_LATE = 0.6


def yardstick_of(report: Document, register: Register | None) -> Html:
    """The figure with the choice of a register; nothing where a text cannot be compared."""
    total = len(report.sentences)
    if register is None or obstacle(report.scheme, report.hedge_kinds, total):
        return Html()
    end = axis_end(report.score)
    at = report.score / end
    return _render(
        "yardstick",
        options=joined(_options(report, register)),
        bands=joined(_bands(register, end)),
        end=end,
        at=100 * at,
        anchor=_anchor(at),
        score=report.score,
        label=f"This text: {report.score:.0%}. {beside(report, register)}",
    )


def axis_end(score: float) -> float:
    """The share at which the axis ends that shows a score.

    >>> axis_end(0.2), axis_end(0.8)
    (0.6, 1.0)
    """
    return _END if score < _LONGEST else 1.0


def _options(report: Document, chosen: Register) -> Iterator[Html]:
    """The registers to choose from, each with what it says of this text."""
    for register in REGISTERS:
        yield _render(
            "option",
            name=register.name,
            words=register.words,
            says=beside(report, register),
            scores=" ".join(map(str, register.scores)),
            selected=Html(" selected") if register is chosen else "",
        )


def _bands(chosen: Register, end: float) -> Iterator[Html]:
    """The ranges of every register; those that are not chosen are hidden."""
    for register in REGISTERS:
        least, low, middle, high, most = (100 * score / end for score in register.scores)
        yield _render(
            "bands",
            name=register.name,
            state="" if register is chosen else Html(' class="hidden"'),
            least=least,
            most=min(most, 100) - least,
            low=low,
            high=high - low,
            middle=middle,
            usual=register.usual,
            anchor=_anchor(low / 100),
            label_at=high if low > 100 * _LATE else low,
        )


def _anchor(share: float) -> str:
    """Where a label stands to its point: it keeps inside the figure."""
    return "end" if share > _LATE else "start"


# A tick is at most this wide, of the room that its sentence has, and no more than this share of the
# barcode, so that few sentences are still lines. Of thousands of sentences, many share a pixel,
# which is then as dark as the share of them that is hedged; a wider tick would hide the others.
_WIDTH, _MOST = 0.72, 1 / 90
# The least height of a grey tick, so that each sentence can be seen; the barcode is 100 high.
_FOOT = 5


def strip_of(report: Document) -> Html:
    """The barcode with its label and its buttons; nothing for a text without a sentence.

    >>> import hedging
    >>> str(strip_of(hedging.detect("It may rain. They left."))).count('d="M')
    2
    """
    total = len(report.sentences)
    if not total:
        return Html()
    hedged = len(report.hedged_sentences)
    return _render(
        "strip",
        label=f"{counted(total, 'sentence')} in the order of the text; {hedged} hedged",
        sentences=total,
        width=min(_WIDTH, total * _MOST),
        grey="".join(_grey_ticks(report)),
        ticks=joined(_ticks(report)),
    )


def _grey_ticks(report: Document) -> Iterator[str]:
    for number, sentence in enumerate(report.sentences):
        if not sentence.hedged:
            yield f"M{number} 100v-{max(_FOOT, 100 * sentence.score):.0f}"


def _ticks(report: Document) -> Iterator[Html]:
    for number, sentence in enumerate(report.sentences):
        if sentence.hedged:
            kind = surest_kind(sentence, report.hedge_kinds)
            yield _render(
                "tick",
                letter=KIND[kind].letter if kind else "n",
                number=number,
                height=max(_FOOT, 100 * sentence.score),
            )


def surest_kind(sentence: Sentence, hedge_kinds: tuple[str, ...]) -> str:
    """The kind of the surest cue that makes a sentence hedged; "" without one.

    >>> import hedging
    >>> report = hedging.detect("Some say so. They left.")
    >>> [surest_kind(sentence, report.hedge_kinds) for sentence in report.sentences]
    ['weasel', '']
    """
    cues = [cue for cue in sentence.cues if cue.kind in hedge_kinds]
    return max(cues, key=lambda cue: cue.score).kind if cues else ""


_COUNTED = "These leave a sentence open"
_NOT_COUNTED = "Marked, but not counted"


def legend_of(report: Document) -> Html:
    """The legend; nothing for a text without a cue.

    >>> import hedging
    >>> "left open" in legend_of(hedging.detect("It may rain."))
    True
    """
    counts = report.kind_counts()
    if not any(counts.values()):
        return Html()
    missing = [KIND[kind].words for kind in report.hedge_kinds if not counts[kind]]
    highest = max(counts.values())
    return _render(
        "legend",
        groups=joined(
            _render("group", name=name, rows=joined(_rows(own, highest)))
            for name, own in kind_groups(report)
        ),
        missing=_render("missing", words=", ".join(missing)) if missing else "",
    )


def kind_groups(report: Document) -> Iterator[tuple[str, dict[str, int]]]:
    """The kinds that occur with their counts, the commonest first: those that count, the others.

    >>> import hedging
    >>> for name, counts in kind_groups(hedging.detect("It may rain. About 40 left.")):
    ...     print(name, counts)
    These leave a sentence open {'epistemic': 1}
    Marked, but not counted {'approximator': 1}
    """
    counts = sorted(report.kind_counts().items(), key=lambda row: -row[1])
    for name, is_counted in ((_COUNTED, True), (_NOT_COUNTED, False)):
        own = {
            kind: count
            for kind, count in counts
            if count and (kind in report.hedge_kinds) == is_counted
        }
        if own:
            yield name, own


def _rows(counts: dict[str, int], highest: int) -> Iterator[Html]:
    """A row for each kind; its bar is a share of the highest."""
    for kind, count in counts.items():
        yield _render(
            "row",
            letter=KIND[kind].letter,
            words=KIND[kind].words,
            examples=", ".join(KIND[kind].examples),
            kind=kind,
            count=count,
            percent=100 * count / highest,
        )
