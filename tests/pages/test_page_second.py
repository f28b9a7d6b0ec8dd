"""What a page says of a second model that read the same text."""

import re
from dataclasses import replace

import pytest

import hedging
from hedging.errors import InputError, InputTypeError
from hedging.pages.article import report_page as page
from hedging.released import MODELS, released_name
from tests.pages.texts import NEWS

# Odd sentences are hedged.
TEXT = "The ferry may stop. It sails at noon. " * 12
FOLD = re.compile('<details class="made">.*?</details>', re.DOTALL)


def other(report, numbers=(), **changes):
    """The report by another model, which judges these sentences otherwise, from 1 on."""
    sentences = tuple(
        replace(sentence, hedged=sentence.hedged != (number in numbers))
        for number, sentence in enumerate(report.sentences, 1)
    )
    return replace(report, **{"model": "mine", "sentences": sentences, **changes})


def last_words(shown):
    """The last paragraph of the fold that says how the page was made."""
    *_, last = re.findall("<p>(.*?)</p>", FOLD.search(shown)[0])
    return re.sub("<.*?>", "", last)


def links(shown):
    return [int(number) for number in re.findall('href="#s([0-9]+)"', FOLD.search(shown)[0])]


def own_sentences(count):
    return f"This page goes by the light model, which counts 12 of {count} sentences. "


@pytest.mark.parametrize(
    ("numbers", "said"),
    [
        ((), "counts 12. They agree about every sentence."),
        ((4,), "counts 13. They disagree about one: the model mine also counts sentence 4."),
        (
            (1, 4, 5),
            "counts 11. They disagree about three: the model mine also counts sentence 4, and "
            "does not count sentences 1 and 5.",
        ),
    ],
)
def test_it_says_what_the_second_model_counts_otherwise(numbers, said):
    report = hedging.detect(TEXT)
    shown = page(report, second=other(report, numbers))
    assert last_words(shown) == f"{own_sentences(24)}The model mine {said}"
    assert sorted(links(shown)) == list(numbers)
    assert all(f" id=s{number}>" in shown for number in numbers)


@pytest.mark.parametrize(
    ("also", "not_counted", "said"),
    [
        (10, 0, "also counts sentences 2, 4, 6, 8, 10, 12, 14, 16, 18 and 20."),
        (0, 12, "does not count sentences 1, 3, 5, 7, 9, 11, 13, 15, 17, 19 and 2 more."),
        (2, 9, "2 and 4, and does not count sentences 1, 3, 5, 7, 9, 11, 13, 15 and 1 more."),
        (
            *(8, 12),
            "2, 4, 6, 8, 10 and 3 more, and does not count sentences 1, 3, 5, 7, 9 and 7 more.",
        ),
    ],
)
def test_ten_sentences_are_linked_and_the_others_counted(also, not_counted, said):
    report = hedging.detect(TEXT)
    numbers = [*range(2, 2 * also + 1, 2), *range(1, 2 * not_counted, 2)]
    shown = page(report, second=other(report, numbers))
    assert last_words(shown).endswith(said)
    assert len(links(shown)) <= 10


def test_the_rest_of_the_page_stays_that_of_its_own_model():
    report = hedging.detect(TEXT)
    alone, both = page(report), page(report, second=other(report, range(1, 20)))
    assert alone != both
    assert FOLD.sub("", alone) == FOLD.sub("", both)
    assert report.to_html("t", second=other(report, [3])) == page(
        report, "t", second=other(report, [3])
    )


def test_the_page_of_the_light_model_says_how_to_ask_another():
    report = hedging.detect(TEXT)
    assert last_words(page(report)) == (
        "The accurate model was not asked: with the option --second accurate, hedging report asks "
        "it too."
    )
    for shown in (page(other(report)), page(report, second=other(report))):
        assert "was not asked" not in shown
    # Without a sentence there is nothing to ask about.
    empty = hedging.detect("")
    assert "<details" not in page(empty, second=other(empty))


def test_a_second_report_that_does_not_fit_is_refused():
    report = hedging.detect(TEXT)
    for second, message in (
        (other(hedging.detect("It rained.")), "of another text, Report.*It rained"),
        (report, f"by the model of the page, {released_name('light')}, expected another model"),
        (other(report, scheme="szeged"), "has the scheme 'szeged', expected 'general'"),
        (other(report, hedge_kinds=("weasel",)), r"has the hedge_kinds \('weasel',\), expected"),
        (
            other(hedging.load().detect(TEXT, sentences=[(0, 19)])),
            "has 1 sentence at other places than the 24",
        ),
    ):
        with pytest.raises(InputError, match=f"{message}.*: detect the same text with another"):
            page(report, second=second)
    with pytest.raises(InputTypeError, match="expected a report as second, got str: detect"):
        report.to_html(second="accurate")


def test_the_name_of_a_model_is_no_markup():
    report = hedging.detect(TEXT)
    shown = page(report, second=other(report, [2], model="<b>x"))
    assert FOLD.search(shown)[0].count("model &lt;b&gt;x") == 2
    assert "<b>x" not in shown


def test_the_accurate_model_is_named_by_its_role():
    pytest.importorskip("onnxruntime")
    pytest.importorskip("tokenizers")
    if not (MODELS / released_name("accurate") / "encoder.onnx").is_file():
        pytest.skip("the accurate model is not here: it is a package of its own")
    accurate = hedging.load("accurate").detect(NEWS)
    said = last_words(page(hedging.detect(NEWS), second=accurate))
    name, count = released_name("accurate"), len(accurate.hedged_sentences)
    assert f" The accurate model ({name}) counts {count}. They " in said
    turned = last_words(page(accurate, second=hedging.detect(NEWS)))
    assert turned.startswith(f"This page goes by the accurate model, which counts {count} of ")


def test_a_link_goes_to_its_sentence_and_axe_finds_nothing(tab):
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    report = hedging.detect(TEXT)
    opened = tab(report, second=other(report, [2, 21]))
    opened.click(".made summary")
    assert axe.run(opened).response["violations"] == []
    opened.click(".made a >> nth=1")
    target = opened.locator(".s:target")
    assert target.inner_text().strip() == "The ferry may stop."
    assert target.get_attribute("id") == "s21"
