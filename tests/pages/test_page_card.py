"""The card of a cue in a browser: by keyboard, pointer and tap."""

import dataclasses

import pytest

import hedging
from tests.pages.texts import LONG, SAID, TEXT, with_depth


def test_the_card_comes_by_keyboard_and_goes(tab):
    opened = tab(TEXT, explain=True)
    assert opened.is_hidden("#card")
    while opened.evaluate("document.activeElement.tagName") != "MARK":
        opened.keyboard.press("Tab")
    assert "“may”: possible or unclear (epistemic)" in opened.inner_text("#card")
    assert opened.get_attribute("mark >> nth=0", "aria-describedby") == "card"
    opened.keyboard.press("Escape")
    assert opened.is_hidden("#card")
    assert opened.evaluate("document.activeElement.textContent") == "may"
    # Enter goes into the card, Tab to its reasons, and Escape back to the cue.
    opened.keyboard.press("Enter")
    assert opened.evaluate("document.activeElement.getAttribute('aria-label')") == "Close"
    opened.keyboard.press("Tab")
    opened.keyboard.press("Enter")
    assert opened.is_visible("#card li")
    opened.keyboard.press("Escape")
    assert opened.is_hidden("#card")
    assert opened.evaluate("document.activeElement.textContent") == "may"
    # All cues are one stop of Tab, and arrows go from one to the next.
    opened.keyboard.press("ArrowRight")
    assert "source not named" in opened.inner_text("#card")
    # So do they from inside a card.
    opened.keyboard.press("Enter")
    opened.keyboard.press("ArrowLeft")
    assert opened.evaluate("document.activeElement.textContent") == "may"
    opened.keyboard.press("ArrowLeft")
    assert opened.evaluate("document.activeElement.textContent") == "may"
    opened.keyboard.press("Tab")
    assert opened.evaluate("document.activeElement.closest('mark')") is None
    opened.keyboard.press("Shift+Tab")
    assert opened.evaluate("document.activeElement.textContent") == "may"


def test_the_card_says_why(tab):
    text = 'It "may" rain & <b>snow</b>,\nif it seems to; perhaps they do not\nknow.'
    opened = tab(text, explain=True)
    shown = [each for each in hedging.load().explain(text) if each.is_cue]
    assert len(shown) > 2
    for number, explanation in enumerate(shown):
        opened.focus(f"mark >> nth={number}")
        cue = explanation.candidate
        opened.click("#card summary")
        said = opened.inner_text("#card")
        assert said.startswith(f"“{' '.join(cue.text.split())}”: ")
        assert f"({cue.kind})" in said
        # A page keeps thousandths, and rounds halves up.
        kept = round(cue.score, 3)
        likely = "more than 99%" if kept >= 0.995 else f"{int(100 * kept + 0.5)}%"
        assert f"Of such uses, {likely} are hedges." in said
        supporting, opposing = explanation.for_and_against()
        seen = [each for each in supporting if each.text and round(10 * each.weight)]
        assert ("What speaks for it: " in said) == bool(seen)
        assert "What speaks for it: no" not in said
        lines = opened.locator("#card li").all_inner_texts()
        strong = [each for each in (*supporting, *opposing) if round(10 * abs(each.weight)) > 0]
        assert [line.split(" ")[0] for line in lines] == [
            f"{'+' if each.weight > 0 else '−'}{abs(each.weight):.1f}" for each in strong
        ]
        for line, each in zip(lines, strong, strict=True):
            assert each.place not in ("2nd after",) or "two words after it" in line


def marked_scope(opened):
    """The texts of the scopes that are marked in the page."""
    return opened.evaluate("[...CSS.highlights.get('scope') ?? []].map(range => String(range))")


def test_the_card_says_what_is_left_open_how_much_and_whose_doubt_it_is(tab):
    report = hedging.detect(SAID)
    opened = tab(report)
    assert len(report.cues) > 2
    for number, cue in enumerate(report.cues):
        opened.focus(f"mark >> nth={number}")
        said = [line for line in opened.inner_text("#card").splitlines() if line]
        scope = SAID[slice(*cue.scope)]
        assert marked_scope(opened) == [scope.replace("\r\n", "\n")]
        (does,) = (line for line in said if line.endswith(f": “{' '.join(scope.split())}”."))
        name = SAID[slice(*cue.source)] if cue.source else ""
        assert " ".join(name.split()) in does
        quoted = "somebody who is quoted" if cue.holder == "writer" else ", inside quotation marks:"
        assert (quoted in does) == cue.quoted
        opened.click("#card summary")
        sure = f"It leaves a reader about {100 * cue.strength:.0f}% sure of what it is about."
        assert sure in opened.inner_text("#card")
    opened.keyboard.press("Escape")
    assert marked_scope(opened) == []


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({}, "Left open by the writer"),
        ({"holder": "named", "source": (0, 10)}, "Left open by “<Ana> & Bo”"),
        ({"holder": "named"}, "Left open by somebody with a name"),
        (
            {"holder": "unnamed", "source": (8, 10)},
            "Left open by “Bo”, a source without a name",
        ),
        ({"kind": "booster"}, "Asserted by the writer"),
        ({"kind": "evidential"}, "Passed on by the writer"),
        ({"kind": "evidential", "holder": "unnamed"}, "Passed on from a source without a name"),
        ({"kind": "weasel", "holder": "unnamed"}, "Said, and no source is named"),
        ({"kind": "condition"}, "True on a condition only"),
        (
            {"kind": "condition", "holder": "named", "source": (8, 10)},
            "True on a condition only, according to “Bo”",
        ),
        ({"quoted": True}, "Left open by somebody who is quoted"),
        (
            {"quoted": True, "holder": "named", "source": (8, 10)},
            "Left open by “Bo”, inside quotation marks",
        ),
        (
            {"quoted": True, "kind": "condition"},
            "True on a condition only, according to somebody who is quoted",
        ),
        ({"negated": True}, "Left open by the writer, and denied"),
    ],
)
def test_the_card_says_in_a_sentence_what_a_cue_does(tab, values, line):
    opened = tab(with_depth(**values))
    opened.focus("mark")
    assert f"{line}: “may leave”." in opened.inner_text("#card").splitlines()
    opened.click("#card summary")
    has_degree = values.get("kind") not in ("weasel", "condition")
    assert ("about 45% sure" in opened.inner_text("#card")) == has_degree


@pytest.mark.parametrize(
    ("text", "has_degree"),
    [("It may rain.", True), ("Will it perhaps rain?", False), ("This is disputed.", False)],
)
def test_a_question_and_a_dispute_leave_nobody_so_and_so_sure(tab, text, has_degree):
    opened = tab(text)
    opened.focus("mark >> nth=0")
    opened.click("#card summary")
    assert ("It leaves a reader about" in opened.inner_text("#card")) == has_degree


def test_a_mark_that_does_not_count_says_why(tab):
    report = hedging.load(threshold=0.999).detect("It may rain. About 40 came.")
    opened = tab(report)
    opened.focus("mark >> nth=0")
    score = f"{report.sentences[0].score:.0%}"
    assert (
        f"Its sentence does not count: it is {score} likely to leave something open, and 100% are "
        "needed." in opened.inner_text("#card")
    )
    opened.focus("mark >> nth=1")
    assert "Such words are marked and do not count." in opened.inner_text("#card")
    # A score that rounds to the threshold is below it all the same.
    near = dataclasses.replace(report, threshold=report.sentences[0].score + 0.001)
    opened = tab(near)
    opened.focus("mark >> nth=0")
    assert f"it is just less than {score} likely" in opened.inner_text("#card")


def test_a_sentence_is_copied_with_its_link(tab):
    opened = tab(TEXT, title="Rain")
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.focus("mark >> nth=1")
    opened.click("text=Copy the sentence with its link")
    opened.wait_for_selector("text=Copied")
    copied = opened.evaluate("navigator.clipboard.readText()")
    assert copied == f"“Some officials fear so, if it snows.” Rain, {opened.url}#s2"
    opened.goto(f"{opened.url}#s2")
    assert opened.inner_text(":target") == "Some officials fear so, if it snows."


def test_the_card_has_no_depth_without_it(tab):
    opened = tab(hedging.detect(SAID, depth="cues"))
    opened.focus("mark >> nth=0")
    assert "Left open by" not in opened.inner_text("#card")
    assert "The truth is left open." in opened.inner_text("#card")
    assert marked_scope(opened) == []


# Whether the open card covers a line of the sentence that it explains, and whether both are in the
# window.
COVERED = """() => {
  const card = document.getElementById('card').getBoundingClientRect()
  const lines = [...document.querySelector('mark.open').closest('.s').getClientRects()]
  const covers = lines.some(line => line.bottom > card.top + 1 && line.top < card.bottom - 1 &&
    line.right > card.left && line.left < card.right)
  return [covers, card.top >= 0 && card.bottom <= innerHeight + 1]
}"""


@pytest.mark.parametrize("size", [(900, 600), (390, 700)])
def test_the_card_covers_no_line_of_its_sentence(tab, size):
    opened = tab(LONG * 2, explain=True)
    opened.set_viewport_size({"width": size[0], "height": size[1]})
    for number in range(opened.locator("mark").count()):
        opened.focus(f"mark >> nth={number}")
        assert opened.evaluate(COVERED) == [False, True], number
        opened.click("#card summary")
        # The toggle is told after the click.
        opened.wait_for_timeout(30)
        assert opened.evaluate(COVERED) == [False, True], number


def test_the_card_stays_under_the_pointer_and_gives_way_to_that_with_the_focus(tab):
    opened = tab(TEXT)
    opened.focus("mark >> nth=4")
    assert "blurred (approximator)" in opened.inner_text("#card")
    opened.hover("mark >> nth=0")
    said = opened.inner_text("#card")
    assert "possible or unclear (epistemic)" in said
    opened.hover("#card")
    opened.wait_for_timeout(400)
    assert opened.inner_text("#card") == said
    opened.mouse.move(1, 1)
    opened.wait_for_timeout(400)
    assert "blurred" in opened.inner_text("#card")
    assert opened.get_attribute("mark >> nth=4", "aria-describedby") == "card"
    # What Escape closed does not come back by itself.
    opened.keyboard.press("Escape")
    opened.hover("mark >> nth=0")
    opened.mouse.move(1, 1)
    opened.wait_for_timeout(400)
    assert opened.is_hidden("#card")
    # A click elsewhere closes it too.
    opened.click("mark >> nth=4")
    assert opened.is_visible("#card")
    opened.click("h1")
    assert opened.is_hidden("#card")


def test_a_tap_opens_a_sheet_that_can_be_closed(browser, tab, tmp_path):
    address = tab(LONG, explain=True).url
    context = browser.new_context(
        viewport={"width": 390, "height": 700}, has_touch=True, is_mobile=True
    )
    phone = context.new_page()
    phone.goto(address)
    phone.tap("article mark >> nth=2")
    box = phone.locator("#card").bounding_box()
    assert (box["x"], box["width"]) == (0, 390)
    assert round(box["y"] + box["height"]) == 700
    phone.tap("#card .close")
    assert phone.is_hidden("#card")
    context.close()


def test_a_cue_that_is_filtered_out_has_no_card_and_no_tab_stop(tab):
    opened = tab(TEXT)
    opened.uncheck(".kind input[value=E]")
    assert opened.get_attribute("mark >> nth=0", "tabindex") == "-1"
    opened.hover("mark >> nth=0")
    assert opened.is_hidden("#card")
    opened.check(".kind input[value=E]")
    opened.focus("mark >> nth=0")
    assert opened.is_visible("#card")
