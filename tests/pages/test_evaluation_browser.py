"""The page of an evaluation in a browser: it fits every screen, and nobody is left out."""

import pytest

import hedging
from hedging.cli.main import main
from hedging.released import released_name
from tests.pages.comparisons import answers

ANSWERED = answers()[:40]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The page of an evaluation on answers of our example, of which some are labelled wrongly."""
    folder = tmp_path_factory.mktemp("evaluation")
    lines = []
    for k, (row, report) in enumerate(ANSWERED):
        lines.append(f"# document: {row['topic']} {row['writer']}")
        for sentence in report.sentences:
            hedged = sentence.hedged != (k % 9 == 0)
            lines.append(f"{' '.join(sentence.text.split())}\t{'hedged' if hedged else 'plain'}")
    sentences, target = folder / "sentences.txt", folder / "page.html"
    sentences.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert main(["evaluate", str(sentences), "--html", str(target)]) == 0
    return target.read_text(encoding="utf-8")


def test_it_says_how_it_was_made_and_how_sure_its_f1_is(comparison_tab, page):
    opened = comparison_tab(page)
    opened.locator("summary", has_text="How this was made").press("Enter")
    made = opened.locator("details:has-text('How this was made')").inner_text()
    detector = hedging.load()
    for words in (
        f"The model {released_name(detector.options.model)} answered",
        f"for {sum(len(report.sentences) for _, report in ANSWERED)} sentences of 10 documents",
        "sentences.txt",
        f"score of {detector.threshold:.2f} on",
    ):
        assert words in made
    headline = opened.locator(".figures").inner_text()
    assert "sentence F1 0." in headline
    assert headline.count("[0.") == 1


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_fits_and_axe_finds_nothing(comparison_tab, page, scheme):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    opened = comparison_tab(page, 1440, scheme)
    opened.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
    for width in (1440, 768, 390):
        opened.set_viewport_size({"width": width, "height": 900})
        assert opened.evaluate("document.documentElement.scrollWidth") <= width
    assert axe.run(opened).response["violations"] == []
