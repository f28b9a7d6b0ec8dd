"""A Calibration → one self-contained page: how often what sounds so sure is right."""

from __future__ import annotations

from hedging.calibration import Calibration, Marker
from hedging.evaluate.page import bullets, page_section, page_table, reliability_diagram
from hedging.pages.markup import html_page, joined, renderer
from hedging.wording import counted

_render = renderer("evaluation.html")
_TITLE = "What these words are worth"
_CHANCES = (
    "In brackets: 90 % intervals, by bootstrap over the answers. What sounds surer never has a "
    "lower chance. Beyond the first and the last row, where few answers are, the chance stays."
)
_UNSEEN = (
    "The chance of each answer is learned from other answers. The nearer to the broken line, "
    "the better calibrated; large points hold most."
)
_CUES = (
    "In brackets: 90 % intervals (Wilson). An answer with several cues counts in several rows; "
    "elsewhere are the answers that are not in the row."
)


def calibration_page(calibration: Calibration) -> str:
    """The page of a calibration."""
    low, high = calibration.auroc_interval
    share = f"{calibration.right / calibration.answers:.0%}"
    figures = [
        ("answers", f"{calibration.answers:,}", f"{share} right"),
        ("right sounds surer", f"{calibration.auroc:.0%}", _interval((low, high))),
        (
            "calibration error on unseen answers",
            f"{calibration.error:.3f}",
            f"(true chances: ≤ {calibration.error_by_chance:.3f})",
        ),
    ]
    chances = [
        (f"{point.confidence:.0%}", [f"{point.chance:.0%}", _interval((point.low, point.high))])
        for point in calibration.tenths()
    ]
    cues = [(marker.cue or "(no cue)", _cells(marker, calibration)) for marker in calibration.cues]
    diagram = reliability_diagram(calibration.reliability, "forecast chance", "right answer")
    sections = [
        page_section("Before you trust it", bullets([calibration.left_out, *calibration.cautions])),
        page_section(
            "How often what sounds so sure is right",
            page_table(("sounds sure", "right", "90 % interval"), chances, "Chances"),
            _CHANCES,
        ),
        page_section("Calibration on unseen answers", diagram, _UNSEEN),
        page_section(
            "What single words are worth",
            page_table(
                ("cue", "answers", "right", "90 % interval", "right elsewhere"), cues, "Cues"
            ),
            _CUES,
        ),
    ]
    body = _render(
        "page",
        title=_TITLE,
        figures=joined(
            _render("figure", name=name, value=value, interval=note)
            for name, value, note in figures
        ),
        sections=joined(sections),
        errors="",
        made="",
        source=f"model {calibration.model}, {counted(calibration.answers, 'graded answer')}",
    )
    return html_page(_TITLE, body, "sections.css")


def _interval(ends: tuple[float, float]) -> str:
    return "[{:.0%}–{:.0%}]".format(*ends)


def _cells(marker: Marker, calibration: Calibration) -> list[str]:
    others = calibration.answers - marker.answers
    elsewhere = f"{(calibration.right - marker.right) / others:.0%}" if others else "–"
    return [f"{marker.answers:,}", f"{marker.share:.0%}", _interval(marker.interval), elsewhere]
