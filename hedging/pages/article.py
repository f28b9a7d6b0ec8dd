"""Report → one self-contained HTML page, as a graphics desk would make it.

The headline comes first, then one number and one sentence that says what it means, then the barcode
that shows where the text leaves something open, then the text with its marks. Beside it, on a phone
below it, stand a comparison with other texts, the legend, and what can be saved. The page needs no
network. It can be read without its script, which filters, goes through the hedged sentences,
explains a cue, and saves.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from math import ceil
from statistics import fmean
from textwrap import shorten
from typing import Final

from hedging.errors import InputError, checked_type
from hedging.kinds import KIND, declines
from hedging.pages.marked_text import article_of
from hedging.pages.markup import Html, html_page, joined, link, look_of, renderer, template
from hedging.pages.words import (
    DOES,
    OPEN,
    agreement_words,
    beside,
    declining,
    reader_words,
    report_summary,
)
from hedging.released import role_of
from hedging.results import Document, Explanation, Sentence
from hedging.wording import counted, one_line, spelled
from hedging.yardstick import (
    DEFAULT_REGISTER,
    NO_REGISTER,
    REGISTERS,
    Register,
    chosen_register,
    obstacle,
)

_render = renderer("article.html")
_SCRIPTS = ("article.js", "card.js", "save.js")
_COMMENT_OR_INDENT = re.compile(r"^(?://.*\n| +)", re.MULTILINE)
_NAMELESS = "A text without a title"
# Characters of a headline that is cut from a longer line, and what shows that it is.
_LONGEST_TITLE, _CUT = 80, " …"


def report_page(
    report: Document,
    title: str = "",
    explanations: Iterable[Explanation] = (),
    *,
    name: str = "",
    home: str = "",
    register: str = DEFAULT_REGISTER,
    second: Document | None = None,
) -> str:
    """The page of a report.

    The headline is the `title` or, without one, the first line of the text, cut if it does not look
    like a headline. `name` is where the text comes from, such as a file. `home` is the address of
    the index that the page links to. With a `register`, the page says whether that is much; without
    one, its reader may choose. `second` is the report of the same text by another model: the page
    says which sentences that model counts otherwise. Raises InputError for an unknown register, for
    a `second` that does not fit, and for a `home` that a browser would run as a script.
    """
    if second is not None:
        _check_second(report, second)
    chosen = chosen_register(register)
    article = article_of(report, explanations, title)
    heading = title or article.title or _first_words(report.text) or name or _NAMELESS
    yardstick = _yardstick(report, chosen) if register != NO_REGISTER else Html()
    legend = _legend(report)
    kinds = {
        kind.letter: [kind.name, kind.words, kind.meaning, kind.name in report.hedge_kinds]
        for kind in KIND.values()
    }
    scripts = Html("".join(map(template, _SCRIPTS)))
    body = _render(
        "page",
        home=_render("home", address=link(home)) if home else "",
        # The headline of the text has its cues marked.
        heading=_render("own_headline", content=article.headline)
        if article.headline
        else _render("headline", text=heading),
        lead=joined([_lead(report, chosen), _jumps(legend=legend, yardstick=yardstick)]),
        strip=_strip(report, article.sections),
        article=article.body,
        aside=_render("aside", parts=joined([yardstick, legend, _render("save")]))
        if report.sentences
        else "",
        made=_made(report, second),
        run=_run(report),
        name=f"{name}: " if name and name != heading else "",
        model=report.model,
        scheme=report.scheme,
        threshold=report.threshold,
        # Another model may say what goes beyond cues.
        depth=_render("beyond_cues", name=report.depth)
        if report.depth not in (None, report.model)
        else "",
        words=counted(report.word_count, "word"),
        kinds=_constant(kinds),
        places=_constant(article.places),
        does=_constant(DOES),
        scores=_constant([round(sentence.score, 3) for sentence in report.sentences]),
        # Comments and indents would be a tenth of a page.
        script=Html(_COMMENT_OR_INDENT.sub("", scripts)),
    )
    return html_page(heading, body, "article.css", pictures=True)


def _first_words(text: str) -> str:
    """The beginning of the first line of a text, without a mark of Markdown.

    >>> _first_words("\\n- It may rain.\\nIt may snow.")
    'It may rain.'
    """
    first, *_ = text.lstrip()[: 4 * _LONGEST_TITLE].splitlines() or [""]
    short = shorten(one_line(first).lstrip("#-*>• "), _LONGEST_TITLE, placeholder=_CUT)
    return "" if short == _CUT.strip() else short


def _lead(report: Document, register: Register | None) -> Html:
    if not report.sentences:
        return _render("nothing")
    reason = report.declined
    return _render(
        "lead",
        share=report.share,
        summary=report_summary(report),
        open=OPEN,
        readers=reader_words(report),
        beside=_after(beside(report, register)),
        declined=_after(f"The text {declining(reason)}." if reason and declines(reason) else ""),
    )


def _after(sentence: str) -> str:
    """A sentence behind another."""
    return f" {sentence}" if sentence else ""


def _jumps(*, legend: Html, yardstick: Html) -> Html:
    """Links to what stands below the text on a phone."""
    places = [("kinds", "What is marked", legend), ("much", "Is that much?", yardstick)]
    links = [_render("jump", place=place, words=words) for place, words, part in places if part]
    return _render("jumps", links=joined(links)) if links else Html()


def _made(report: Document, second: Document | None) -> Html:
    """What the numbers of the page rest on, and how well the model agrees with readers."""
    if not report.sentences:
        return Html()
    error, agreed = Html(), agreement_words(report.model)
    if agreed and report.reader_count is not None:
        error = _render(
            "error",
            agreement=agreed,
            count=" to ".join(f"{count:,}" for count in sorted(set(report.reader_count))),
            sentences=counted(len(report.sentences), "sentence"),
        )
    return _render("made", threshold=report.threshold, error=error, second=_second(report, second))


def _check_second(report: Document, second: Document) -> None:
    """Raises InputError for a second report that no sentence of the first can be compared with."""
    remedy = "detect the same text with another model and the same other options"
    checked_type(second, Document, "a report as second", remedy)
    if second.text != report.text:
        raise InputError(
            f"the second report is of another text, {second!r}, expected that of {report!r}: "
            f"{remedy}"
        )
    if second.model == report.model:
        raise InputError(
            f"the second report is by the model of the page, {report.model}, expected another "
            f"model: {remedy}"
        )
    # The threshold is no option here: by default each model has its own.
    for name in ("scheme", "hedge_kinds"):
        own, other = getattr(report, name), getattr(second, name)
        if other != own:
            raise InputError(
                f"the second report has the {name} {other!r}, expected {own!r} as on the page: "
                f"{remedy}"
            )
    if _spans(second) != _spans(report):
        raise InputError(
            f"the second report has {counted(len(second.sentences), 'sentence')} at other places "
            f"than the {len(report.sentences):,} of the page, expected the same places: {remedy}"
        )


def _spans(report: Document) -> list[tuple[int, int]]:
    return [(sentence.start, sentence.end) for sentence in report.sentences]


# Sentences about which two models disagree that the page links to; the others are counted.
_MOST_LINKS: Final = 10


def _second(report: Document, second: Document | None) -> Html:
    """What a second model counts otherwise; without one, how to ask the accurate model."""
    if second is None:
        return _render("unasked") if role_of(report.model) == "light" else Html()
    own, others = _hedged_numbers(report), _hedged_numbers(second)
    name = second.model
    other = _model_words(name)
    return _render(
        "second",
        own=_model_words(report.model),
        own_count=len(own),
        sentences=counted(len(report.sentences), "sentence"),
        other=other,
        name="" if role_of(name) is None else f" ({name})",
        other_count=len(others),
        differing=_differing(other, sorted(others - own), sorted(own - others)),
    )


def _hedged_numbers(report: Document) -> set[int]:
    """The hedged sentences by the numbers that the page gives them."""
    return {number for number, each in enumerate(report.sentences, 1) if each.hedged}


def _model_words(name: str) -> str:
    role = role_of(name)
    return f"model {name}" if role is None else f"{role} model"


def _differing(other: str, also: list[int], not_counted: list[int]) -> Html:
    """About which sentences two models disagree: what only the second counts, or does not."""
    if not also and not not_counted:
        return _render("agreeing")
    verbs = (("also counts", also, not_counted), ("does not count", not_counted, also))
    clauses = [
        # A long list leaves the other half of the links.
        _clause(verb, numbers, _MOST_LINKS - min(len(others), _MOST_LINKS // 2))
        for verb, numbers, others in verbs
        if numbers
    ]
    return _render(
        "differing",
        other=other,
        number=spelled(len(also) + len(not_counted)),
        clauses=Html(", and ".join(clauses)),
    )


def _clause(verb: str, numbers: list[int], most: int) -> Html:
    """What the second model does with these sentences, of which so many are links at most."""
    parts: list[str] = [_render("numbered", number=number) for number in numbers[:most]]
    if len(numbers) > most:
        parts.append(f"{len(numbers) - most:,} more")
    *first, last = parts
    listed = f"{', '.join(first)} and {last}" if first else last
    return _render(
        "clause", verb=verb, noun="sentence" + "s" * (len(numbers) > 1), listed=Html(listed)
    )


def _constant(value: object) -> Html:
    """The value as a constant of the script, which no text in it can end."""
    compact = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Html(compact.replace("<", "\\u003c"))


_UNSAID = (
    "That depends on what the text is. Choose, and see where it lies among texts of that sort."
)


def _compared(report: Document, register: Register) -> str:
    """Where the text lies among documents of a register, and how many they are."""
    return f"{beside(report, register)} Compared with {register.documents:,} of them."


# The usual end of the line, and the share from which on the line ends at 100 %.
_END, _LONGEST = 0.6, 0.56
#: Past this share of the width a label ends at its point, before the other it begins there.
LATE = 0.6


def _yardstick(report: Document, chosen: Register | None) -> Html:
    """The figure with the choice of a register; nothing where a text cannot be compared."""
    total = len(report.sentences)
    if obstacle(report.scheme, report.hedge_kinds, total):
        return Html()
    end = axis_end(report.share)
    at = report.share / end
    options = (
        _render(
            "option",
            name=register.name,
            words=register.words,
            says=_compared(report, register),
            shares=" ".join(map(str, register.shares)),
            selected=Html(" selected") if register is chosen else "",
        )
        for register in REGISTERS
    )
    return _render(
        "yardstick",
        options=joined(options),
        bands=joined(_bands(chosen, end)),
        end=end,
        at=100 * at,
        anchor=_anchor(at),
        says=_compared(report, chosen) if chosen else _UNSAID,
        unsaid=_UNSAID,
        # Without its script a page can only show what was chosen before.
        scripted="" if chosen else " scripted",
        unchosen="" if chosen else Html(" hidden"),
        share=report.share,
        label=f"This text: {report.share:.0%}. {beside(report, chosen)}".strip(),
    )


def axis_end(share: float) -> float:
    """The share at which the axis ends that shows a share."""
    return _END if share < _LONGEST else 1.0


def _bands(chosen: Register | None, end: float) -> Iterator[Html]:
    """The ranges of every register; those that are not chosen are hidden."""
    for register in REGISTERS:
        least, low, _, high, most = (100 * share / end for share in register.shares)
        yield _render(
            "bands",
            name=register.name,
            state="" if register is chosen else Html(' class="hidden"'),
            least=least,
            most=min(most, 100) - least,
            low=low,
            high=high - low,
            usual=register.usual,
            anchor=_anchor(low / 100),
            label_at=high if low > 100 * LATE else low,
        )


def _anchor(share: float) -> str:
    return "end" if share > LATE else "start"


# A tick is at most this wide, of the room that it has, and no more than this share of the barcode,
# so that few sentences are still lines.
_WIDTH, _MOST = 0.72, 1 / 90
# The least height of a grey tick, so that each sentence can be seen; the barcode is 100 high.
_FOOT = 5
# More sentences have no room for a line each.
_MOST_LINES = 200
# Fewer sections need no mark, and more are no help.
_SECTIONS = range(2, 41)
_ONE = (
    "Each line is a sentence: the higher, the likelier that it leaves something open. Grey ones do "
    "not count."
)
_MEAN = (
    "Each line is the mean of {} sentences: the higher, the more they leave open. In grey ones "
    "none counts."
)
_SECTION = " A small mark below is a heading."


def _run(report: Document) -> int:
    """How many sentences share a line of the barcode."""
    return max(1, ceil(len(report.sentences) / _MOST_LINES))


def _strip(report: Document, sections: Sequence[tuple[int, str]]) -> Html:
    """The barcode with its label and its buttons; nothing for a text without a sentence.

    `sections` are the headings of the text, each with the number of the next sentence.
    """
    total, hedged, run = len(report.sentences), len(report.hedged_sentences), _run(report)
    if not total:
        return Html()
    grey, ticks = [], []
    for number, start in enumerate(range(0, total, run)):
        shared = report.sentences[start : start + run]
        height = max(_FOOT, 100 * fmean(sentence.score for sentence in shared))
        kinds = Counter(surest_kind(each, report.hedge_kinds) for each in shared if each.hedged)
        if kinds:
            kind = max(kinds, key=kinds.__getitem__)
            letter = KIND[kind].letter if kind else "n"
            ticks.append(_render("tick", letter=letter, number=number, height=height))
        else:
            grey.append(f"M{number} 100v-{height:.0f}")
    marks = sections if len(sections) in _SECTIONS else ()
    lines = ceil(total / run)
    return _render(
        "strip",
        label=f"{counted(total, 'sentence')} in the order of the text; {hedged} hedged",
        hues=_hues(report.hedge_kinds),
        reading=(_ONE if run == 1 else _MEAN.format(run)) + _SECTION * bool(marks),
        lines=lines,
        width=min(_WIDTH, lines * _MOST),
        grey="".join(grey),
        ticks=joined(ticks),
        sections=joined(
            _render("section", left=100 * number / total, title=one_line(title))
            for number, title in marks
        ),
    )


def _hues(kinds: Iterable[str]) -> Html:
    """What the colours of these kinds say."""
    first = {KIND[kind].hue: KIND[kind].letter for kind in reversed([*kinds])}
    names = (_render("hue", hue=hue, letter=letter) for hue, letter in reversed(first.items()))
    return _render("hues", names=Html(", ".join(names)))


def surest_kind(sentence: Sentence, hedge_kinds: tuple[str, ...]) -> str:
    """The kind of the surest cue that makes a sentence hedged; "" without one."""
    cues = [cue for cue in sentence.cues if cue.kind in hedge_kinds]
    return max(cues, key=lambda cue: cue.score).kind if cues else ""


_COUNTED = "These leave a sentence open"
_NOT_COUNTED = "Marked, but not counted"


def _legend(report: Document) -> Html:
    counts = report.kind_counts()
    if not any(counts.values()):
        return Html()
    missing = [KIND[kind].words for kind in report.hedge_kinds if not counts[kind]]
    highest = max(counts.values())
    groups = []
    for name, own in kind_groups(report):
        rows = (
            _render("row", **look_of(kind), count=count, percent=100 * count / highest)
            for kind, count in own.items()
        )
        groups.append(_render("group", name=name, rows=joined(rows)))
    absent = _render("missing", words=", ".join(missing)) if missing else ""
    holders = _render("holders") if any(cue.scope is not None for cue in report.cues) else ""
    return _render("legend", groups=joined(groups), missing=absent, holders=holders)


def kind_groups(report: Document) -> Iterator[tuple[str, dict[str, int]]]:
    """The kinds that occur with their counts, the commonest first: those that count, the others."""
    counts = sorted(report.kind_counts().items(), key=lambda row: -row[1])
    for name, counts_here in ((_COUNTED, True), (_NOT_COUNTED, False)):
        own = {kind: n for kind, n in counts if n and (kind in report.hedge_kinds) == counts_here}
        if own:
            yield name, own
