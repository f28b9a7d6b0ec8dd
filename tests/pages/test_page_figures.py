"""The figures of a page in a browser: filters, the register, and the barcode."""

import hedging
from tests.pages.texts import LONG, TEXT


def marks_on(tab):
    """The kinds of the cues that the filters leave."""
    return tab.eval_on_selector_all(
        "mark:not(.off)", "marks => marks.map(mark => KINDS[mark.classList[0]][0])"
    )


def slide(opened, limit):
    opened.eval_on_selector(
        "#min-score",
        "(slider, limit) => { slider.value = limit; slider.dispatchEvent(new Event('input')) }",
        limit,
    )


def hedged_texts(report):
    return [" ".join(sentence.text.split()) for sentence in report.hedged_sentences]


def test_the_figures_follow_the_kinds(tab):
    report = hedging.detect(LONG)
    opened = tab(LONG)
    assert marks_on(opened) == [cue.kind for cue in report.cues]
    assert opened.is_hidden("#filtered")
    opened.uncheck(".kind input[value=E]")
    assert "epistemic" not in marks_on(opened)
    left = [
        sentence
        for sentence in report.hedged_sentences
        if {cue.kind for cue in sentence.cues} & set(report.hedge_kinds) - {"epistemic"}
    ]
    before = len(report.hedged_sentences)
    assert 0 < len(left) < before
    assert opened.inner_text("#hedged") == str(len(left))
    assert opened.inner_text("#share") == f"{len(left) / len(report.sentences):.0%}"
    words = f"Filtered: {len(left)} of {before} hedged sentences are left."
    assert words in opened.inner_text("#filtered")
    assert "cannot be compared" in opened.inner_text("#beside")
    assert opened.is_hidden("#readers")
    assert opened.locator("#barcode path.off").count() == before - len(left)
    assert opened.locator(".s.h").count() == len(left)
    # The text of the headline has lost its only cue.
    assert "off" in opened.get_attribute("h1 mark", "class")
    opened.click("#reset")
    assert opened.is_hidden("#filtered")
    assert opened.inner_text("#hedged") == str(before)
    assert opened.locator("#barcode path.off").count() == 0
    assert opened.is_visible("#readers")


def test_marks_that_do_not_count_leave_no_sentence_hedged(tab):
    text = "About 40 may come. " * 3
    opened = tab(text)
    opened.uncheck(".kind input[value=E]")
    assert marks_on(opened) == ["approximator"] * 3
    assert opened.inner_text("#hedged") == "0"


def test_the_slider_hides_what_is_less_likely(tab):
    report = hedging.detect(TEXT)
    opened = tab(TEXT)
    scores = [cue.score for cue in report.cues]
    slide(opened, 0.95)
    assert len(marks_on(opened)) == sum(score >= 0.95 for score in scores) < len(scores)
    assert opened.inner_text("#min-score-text") == "95%"
    assert opened.is_visible("#filtered")
    kinds = [box.get_attribute("value") for box in opened.locator(".kind input").all()]
    for letter in kinds:
        row = opened.locator(".kind", has=opened.locator(f"input[value={letter}]"))
        name = opened.evaluate("letter => KINDS[letter][0]", letter)
        shown = sum(cue.kind == name and cue.score >= 0.95 for cue in report.cues)
        assert row.locator(".count").inner_text() == str(shown)


def test_a_register_is_one_choice_away(tab):
    opened = tab("They left at noon. " * 9 + "It may rain.")
    assert opened.inner_text("#beside") == ""
    assert opened.is_hidden("#bands")
    opened.select_option("#register", "news")
    assert opened.is_visible("#bands")
    assert opened.is_visible("[data-register=news]")
    opened.select_option("#register", "rulings")
    assert "In court opinions of this length" in opened.inner_text("#beside")
    assert opened.is_hidden("[data-register=news]")
    assert opened.is_visible("[data-register=rulings]")
    assert "In court opinions" in opened.get_attribute("#yardstick", "aria-label")


def current(opened):
    return " ".join(opened.inner_text(".now").split())


def test_the_barcode_goes_through_the_hedged_sentences_by_keyboard(tab):
    opened = tab(LONG)
    texts = hedged_texts(hedging.detect(LONG))
    barcode = opened.get_by_role("slider", name="Hedged sentences")
    barcode.focus()
    assert barcode.get_attribute("aria-valuetext").startswith(f"{len(texts)} hedged sentences;")
    for number, text in enumerate(texts, 1):
        opened.keyboard.press("ArrowRight")
        assert current(opened) == text
        assert barcode.get_attribute("aria-valuenow") == str(number)
        assert text in barcode.get_attribute("aria-valuetext")
    opened.keyboard.press("ArrowRight")
    assert current(opened) == texts[-1]
    opened.keyboard.press("Home")
    assert current(opened) == texts[0]
    opened.keyboard.press("End")
    opened.keyboard.press("ArrowLeft")
    assert current(opened) == texts[-2]
    assert opened.evaluate("document.activeElement.id") == "barcode"
    # What is filtered out is no stop any more.
    for letter in "EDICV":
        if opened.locator(f".kind input[value={letter}]").count():
            opened.uncheck(f".kind input[value={letter}]")
    left = int(opened.inner_text("#hedged"))
    assert barcode.get_attribute("aria-valuemax") == str(left) != str(len(texts))


def test_the_barcode_goes_by_buttons_and_pointer(tab):
    opened = tab("It rained. " * 200 + "It may snow. " + "It rained. " * 200 + "It might hail.")
    assert opened.evaluate("scrollY") == 0
    opened.click("#next")
    assert current(opened) == "It may snow."
    assert opened.evaluate("scrollY") > 500
    assert opened.inner_text("#place") == "1 of 2: sentence 201"
    # The barcode stays in the window.
    assert opened.locator("#barcode").bounding_box()["y"] >= 0
    opened.click("#next")
    assert current(opened) == "It might hail."
    opened.click("#previous")
    assert current(opened) == "It may snow."
    box = opened.locator("#barcode").bounding_box()
    opened.mouse.move(box["x"] + 0.9 * box["width"], box["y"] + 10)
    opened.mouse.down()
    assert current(opened) == "It might hail."
    opened.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + 10, steps=4)
    assert current(opened) == "It may snow."
    opened.mouse.up()
