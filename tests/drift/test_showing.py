"""What became of claims, as a reader meets it: a sentence, and rows on a page."""

import re
from time import process_time

import pytest

import hedging
from hedging.drift.pair import ClaimPair, summary
from hedging.drift.rewording import gone_and_new
from hedging.kinds import CHANGED

BEFORE = """The wall is sound. It may hold, the mason said. The bridge is old. Its price was
never told. The mayor left in May."""
AFTER = """The wall is sound. It will hold, the mason said. The bridge is old. The mayor may have
left in May. Geese moved to the pond."""


def pair(change, *, before=True, after=True, number=None):
    """A claim with this change, in both texts or in one."""
    (claim,) = hedging.compare("It rains.", "").pairs[0].before
    (other,) = hedging.compare("It rained.", "").pairs[0].before
    return ClaimPair((claim,) * before, (other,) * after, change, number)


def elements(page, name):
    """The text of each element of a page."""
    inner = re.findall(rf"(?s)<{name}(?: [^>]*)?>(.*?)</{name}>", page.partition("<body>")[2])
    return [" ".join(re.sub("<[^>]*>", "", text).split()) for text in inner]


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([], "There is no claim to compare."),
        ([pair("same")], "Every claim is as sure as before."),
        ([pair("surer")], "One claim changed: it is surer."),
        (
            [pair("wider"), pair("same"), pair("wider")],
            "Two claims changed: both are wider, since a limit is gone.",
        ),
        (
            [*[pair("less sure")] * 2, *[pair("surer")] * 2],
            "Four claims changed: two surer, two less sure.",
        ),
        ([pair("less sure")] * 11, "11 claims changed: all are less sure."),
        (
            [pair("dropped", after=False), *[pair("new", before=False)] * 3],
            "One claim is dropped, three claims are new.",
        ),
        (
            [pair("dropped"), pair("source lost"), pair("new", before=False)],
            "Two claims changed: one without a source, one dropped in part. One claim is new.",
        ),
    ],
)
def test_the_sentence_counts_what_became_of_the_claims(pairs, said):
    assert summary(pairs) == said


def test_the_sentence_knows_every_change():
    said = summary([pair(change) for change in CHANGED])
    assert said.startswith("Six claims changed: ")
    assert said.count("one ") == len(CHANGED)
    assert hedging.compare("The wall may fall.", "The wall may fall.").sentence() == (
        "Nothing changed."
    )


def test_a_change_of_confidence_is_told_in_points():
    assert pair("surer", number=0.531).outcome() == "surer by 53 points"
    assert pair("less sure", number=-0.01).outcome() == "less sure by 1 point"
    assert pair("source lost", number=0.2).outcome() == "source lost, surer by 20 points"
    assert pair("wider").outcome() == "wider"
    assert pair("dropped").outcome() == "dropped in part"


def test_a_page_says_what_happened_then_what_changed_and_folds_the_rest():
    page = hedging.compare(BEFORE, AFTER).to_html("Two <drafts>")
    assert "<title>Two &lt;drafts&gt;</title>" in page
    (headline,) = elements(page, "h1")
    assert headline == (
        "Two claims changed: one surer, one less sure. One claim is dropped, one claim is new."
    )
    changed, same = page.split("<details>")
    assert elements(f"<body>{same}", "summary") == [
        "Two claims are as sure as before; whether the facts are the same is not looked at"
    ]
    sides = [elements(f"<body>{part}", "div")[::2] for part in (changed.split("<body>")[1], same)]
    assert sides == [
        [
            "beforeIt may hold, the mason said.",
            "beforeIts price was never told.",
            "beforeThe mayor left in May.",
            "beforenot in this text",
        ],
        ["beforeThe wall is sound.", "beforeThe bridge is old."],
    ]
    assert "lost: may" in changed
    assert "added: may" in changed
    assert not re.search(r"[−+]\w", page.partition("<body>")[2])


def test_a_page_strikes_words_that_are_gone_and_keeps_the_marks_of_cues():
    page = hedging.compare("It may <b>hold</b>, he said.", "It will <b>hold</b> & last.").to_html()
    assert elements(page, "del")[1:] == ["may", "he said"]
    assert elements(page, "ins")[1:] == ["will", "&amp; last"]
    assert '<del><mark class="E" title="possible or unclear">may</mark></del>' in page
    assert 'he <mark class="" title="who says it">said</mark></del>' in page
    assert "<b>hold" not in page


@pytest.mark.parametrize(
    ("before", "after", "gone", "new"),
    [
        ("It may rain, and hail.", "it may rain and hail", [], []),
        ("The gate is shut.", "In May, the gate was shut.", ["is"], ["In May", "was"]),
        # Words that moved together are neither gone nor new.
        ("The dam held. It was built by monks.", "Built by monks, the dam held.", ["It was"], []),
        ("It's a well-known 3.5% rise.", "It is a well-known 3.6% rise", ["It's", "3.5%"],
         ["It is", "3.6%"]),
        ("", "All of it.", [], ["All of it"]),
        # In long texts, the order of words does not count.
        ("a b " * 300 + "may", "b a " * 300 + "will", ["may"], ["will"]),
    ],
)  # fmt: skip
def test_words_that_are_gone_and_new(before, after, gone, new):
    spans = gone_and_new(before, after)
    assert [before[start:end] for start, end in spans[0]] == gone
    assert [after[start:end] for start, end in spans[1]] == new


@pytest.mark.parametrize("words", ["a b", "It may rise;"])
def test_the_time_to_find_them_does_not_grow_with_the_square(words):
    def seconds(size):
        begin = process_time()
        gone_and_new(f"{words} " * size, f"{words} so " * size)
        return process_time() - begin

    # From the longest text that is compared in order, and in all where the work is linear.
    assert any(seconds(64_000) < 20 * max(seconds(8000), 0.01) for _ in range(3))
