"""The figures of a page in a browser: filters, the register, and the barcode."""

import hedging
from hedging.yardstick import register_named
from tests.pages.texts import LONG, SAID, TEXT


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
    words = f"Filtered: {len(left)} of {before} counted sentences are shown."
    assert words in opened.inner_text("#filtered")
    # What is said of the text stays.
    assert f"{before} of {len(report.sentences)} sentences" in opened.inner_text(".deck")
    assert opened.locator("#barcode path.off").count() == before - len(left)
    assert opened.locator(".s.h").count() == len(left)
    # The text of the headline has lost its only cue.
    assert "off" in opened.get_attribute("h1 mark", "class")
    opened.click("#reset")
    assert opened.is_hidden("#filtered")
    assert opened.locator("#barcode path.off").count() == 0


def test_marks_that_do_not_count_leave_no_sentence_hedged(tab):
    text = "About 40 may come. " * 3
    opened = tab(text)
    opened.uncheck(".kind input[value=E]")
    assert marks_on(opened) == ["approximator"] * 3
    assert "Filtered: 0 of 3 counted" in opened.inner_text("#filtered")


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
    said = "That depends on what the text is."
    assert said in opened.inner_text("#beside")
    assert opened.is_hidden("#bands")
    assert opened.is_hidden("#yardstick")
    opened.select_option("#register", "news")
    assert opened.is_visible("#bands")
    assert opened.is_visible("[data-register=news]")
    opened.select_option("#register", "rulings")
    assert "In court opinions it is usually" in opened.inner_text("#beside")
    documents = register_named("rulings").documents
    assert f"Compared with {documents} of them." in opened.inner_text("#beside")
    assert opened.is_hidden("[data-register=news]")
    assert opened.is_visible("[data-register=rulings]")
    assert "In court opinions" in opened.get_attribute("#yardstick", "aria-label")
    opened.select_option("#register", "")
    assert said in opened.inner_text("#beside")
    assert opened.is_hidden("#yardstick")


def current(opened):
    return " ".join(opened.inner_text(".now").split())


def test_the_barcode_goes_through_the_hedged_sentences_by_keyboard(tab):
    opened = tab(LONG)
    texts = hedged_texts(hedging.detect(LONG))
    barcode = opened.get_by_role("slider", name="Counted sentences")
    barcode.focus()
    assert barcode.get_attribute("aria-valuetext").startswith(f"{len(texts)} counted sentences;")
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
    left = opened.locator(".s.h").count()
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

    def point(sentence):
        opened.mouse.move(box["x"] + (sentence - 0.5) / 402 * box["width"], box["y"] + 10, steps=4)

    # Pointed at, a sentence is named; pressed, it is shown, whether it counts or not.
    point(402)
    assert opened.inner_text("#place") == "402: It might hail."
    assert current(opened) == "It may snow."
    opened.mouse.down()
    assert current(opened) == "It might hail."
    point(100)
    assert opened.evaluate("current.index + 1") == 100
    assert opened.inner_text("#place") == "sentence 100: not counted"
    opened.mouse.up()
    # From there the buttons go to the next one that counts.
    opened.click("#next")
    assert current(opened) == "It may snow."
    point(300)
    opened.mouse.down()
    opened.mouse.up()
    opened.click("#previous")
    assert current(opened) == "It may snow."


def test_a_list_says_whose_doubt_it_is(tab):
    report = hedging.detect(SAID)
    counted = [cue for cue in report.cues if cue.kind in report.hedge_kinds]
    assert {cue.holder for cue in counted} == {"named"}
    opened = tab(report)
    assert opened.locator("#whose li").count() == 0
    opened.click("#whose summary")
    opened.locator("#whose li").nth(1).wait_for()
    assert opened.locator("#whose li").count() == len(counted) == 2
    names = [" ".join(report.text[slice(*cue.source)].split()) for cue in counted]
    assert sorted(opened.locator("#whose h3").all_inner_texts()) == sorted(
        f"“{name}”: 1" for name in names
    )
    for link in opened.locator("#whose a").all():
        link.click()
        assert link.inner_text() in opened.inner_text(":target")
    # It follows the filters.
    opened.uncheck(".kind input[value=E]")
    assert opened.locator("#whose a").all_inner_texts() == ["believes"]
    assert tab(hedging.detect(SAID, depth="cues")).locator("#whose").count() == 0
