import re
from dataclasses import replace

import pytest

import hedging
from hedging.comparison import Comparison
from hedging.pages.comparison import comparison_page
from hedging.pages.differences import _reach
from hedging.pages.trend import _breaks, span, trend_figure
from hedging.pages.words import agreement_words
from hedging.stats.difference import Difference
from hedging.stats.groups import differences
from hedging.stats.quotes import Quotes
from hedging.stats.tally import Entry, Tally
from hedging.yardstick import register_named


def test_an_empty_comparison_has_a_page():
    shown = comparison_page(Comparison([]))
    assert "There is no sentence to compare." in shown
    assert "<table" not in shown


def test_many_groups_are_cut_to_the_largest():
    report = hedging.detect("It may rain.")
    entries = [Entry.of(f"{k}", report, f"group {k % 60}") for k in range(110)]
    shown = comparison_page(Comparison(entries))
    assert "The largest 50 groups are shown, 10 smaller groups left out." in shown
    assert "group 49<" in shown
    assert "group 50<" not in shown


def test_a_note_says_what_is_usual_where_scores_can_be_compared():
    report = hedging.detect("It may rain.")
    entry = Entry.of("a", report)
    shown = comparison_page(Comparison([entry]), register="calls")
    assert f"in earnings calls it is usually {register_named('calls').usual}, here more" in shown
    assert "usually" not in comparison_page(Comparison([entry]))
    assert "usually" not in Comparison([entry]).to_html(register="none")
    for other in (replace(entry, scheme="szeged"), replace(entry, hedge_kinds="weasel")):
        assert "usually" not in comparison_page(Comparison([other]), register="calls")
    other = comparison_page(Comparison([replace(entry, model="mine")]), register="calls")
    assert "% (measured with the light model), here" in other


def test_names_of_documents_and_groups_are_escaped():
    report = hedging.detect("It may rain.")
    entries = [Entry.of(f"<u>{k}", report, f'"><i>{k}', address="a&b.html") for k in range(3)]
    shown = comparison_page(Comparison(entries), "<title>")
    assert "<i>0" not in shown
    assert "&lt;i&gt;0" in shown
    assert "<u>" not in shown
    assert 'href="a&amp;b.html"' in shown
    assert "<h1>&lt;title&gt;</h1>" in shown


def test_the_trend_is_drawn_in_time():
    dates = ["2010-01", "2010-02", "2010-03", "2023-12", "2024-01"]
    entry = Entry.of("a", hedging.detect("It may rain."))
    tallies = Comparison(replace(entry, date=date) for date in dates).periods().tallies
    shown = trend_figure(tallies)
    across = [float(x) for x in re.findall(r'<circle cx="([\d.]+)%"', shown)]
    assert across[0] == 0
    assert across[2] < 2
    assert across[3] > 98
    assert across[4] == 100
    # Nobody knows what was between them.
    assert shown.count("<polyline") == 2
    assert ">Jan 2010</span>" in shown
    assert ">Jan 2024</span>" in shown


def test_the_band_of_a_trend_is_broken_where_there_is_no_interval():
    def tally(documents):
        tally = Tally()
        for _ in range(documents):
            tally.add(Entry("a", 0.5, 4, 2, (2, *[0] * 7)))
        return tally

    periods = {"2020": tally(5), "2021": tally(5), "2022": tally(1), "2023": tally(5)}
    assert trend_figure(periods).count("<polygon") == 2
    assert trend_figure(periods).count("<polyline") == 1


def test_the_deck_says_how_much_is_left_open_and_by_whom():
    hedged, plain = (hedging.detect(text * 6) for text in ("It may rain. It rained. ", "It won. "))
    entries = [Entry.of(f"{k}", hedged, "Delmar") for k in range(5)]
    entries += [Entry.of(f"{k}", plain, "Orrin") for k in range(5)]
    shown = comparison_page(Comparison(entries), register="news")
    assert "of 90 sentences in 10 documents leave something open; in news reports" in shown
    assert "Most is left open in Delmar (" in shown
    assert "), least in Orrin (" in shown
    # Two groups are compared even where nobody asked for differences.
    assert "<h2>Delmar leaves " in shown
    assert " points more open than Orrin</h2>" in shown


def test_the_deck_says_how_many_documents_decline():
    unknown, known, partly = (
        hedging.detect(text)
        for text in (
            "I do not know.",
            "It was 1874.",
            "I'm not certain, but it may have been 1942.",
        )
    )
    entries = [Entry.of("a", unknown), Entry.of("b", known), Entry.of("c", partly)]
    assert "1 of 3 documents declines to answer." in comparison_page(Comparison(entries))
    assert "2 of 4 documents decline to answer." in comparison_page(
        Comparison([*entries, Entry.of("d", unknown)])
    )
    assert "to answer" not in comparison_page(Comparison(entries[1:]))


def test_a_difference_that_cannot_be_seen_is_no_headline():
    reports = [hedging.detect(text) for text in ("It may rain.", "It won.") * 10]
    entries = [Entry.of(f"{k}", report, "ab"[k // 10]) for k, report in enumerate(reports)]
    assert "<h2>No difference can be seen: " in comparison_page(Comparison(entries))


def test_sentences_are_quoted_with_a_link_to_their_document():
    quotes = Quotes()
    report = hedging.detect("It rained. It may rain <b>. It certainly snowed.")
    quotes.add("a.txt", report, "a.html")
    shown = comparison_page(Comparison([Entry.of("a.txt", report, address="a.html")], quotes))
    assert 'It <mark class="E" title="epistemic">may</mark> rain &lt;b&gt;.' in shown
    assert '<footer><a href="a.html#:~:text=It%20may%20rain%20%3Cb%3E.">a.txt</a></footer>' in shown
    assert ">certainly</mark>" in shown
    # A table of scores has no sentences, and the page says so.
    scores_alone = comparison_page(Comparison([Entry.of("a.txt", report)]))
    assert "quotes no sentence" in scores_alone
    assert "<blockquote>" not in scores_alone


def test_many_documents_are_bars_and_few_are_dots():
    entry = Entry.of("a", hedging.detect("It may rain."))
    few = Comparison(replace(entry, sentences=100, hedged_sentences=k) for k in range(60))
    assert comparison_page(few).count("<circle") == 60
    many = Comparison(replace(entry, sentences=100, hedged_sentences=k % 100) for k in range(2000))
    assert "<circle" not in comparison_page(many)
    assert "The bars count documents; the highest is 40 documents." in comparison_page(many)


def test_documents_beyond_the_axis_are_said():
    entry = Entry.of("a", hedging.detect("It may rain."))
    entries = [replace(entry, sentences=20, hedged_sentences=1) for _ in range(99)]
    # A document of few sentences is not listed, and may lie beyond what the axis shows.
    short = Comparison([*entries, replace(entry, sentences=5, hedged_sentences=4)])
    assert "At the right end: 1 document above 50%." in comparison_page(short, register="news")
    long = Comparison([*entries, replace(entry, sentences=20, hedged_sentences=16)])
    assert "At the right end" not in comparison_page(long, register="news")


def test_documents_and_groups_stand_on_one_axis():
    entry = Entry.of("a", hedging.detect("It may rain."))
    entries = [
        replace(entry, sentences=20, hedged_sentences=k, group="ab"[k % 2]) for k in range(9)
    ]
    scales = re.findall(r'<div class="scale".*?</div>', comparison_page(Comparison(entries)))
    shares = [scale for scale in scales if ">0%<" in scale]
    assert len(shares) >= 3
    assert set(shares) == {shares[0]}
    assert ">50%<" in shares[0]


def test_several_groups_are_compared_each_with_each():
    def groups(*shares):
        return Comparison(
            entry
            for name, share in zip("abcde", shares, strict=False)
            for entry in documents(*range(share - 4, share + 5), group=name)
        )

    shown = comparison_page(groups(30, 31, 60))
    assert "<h2>2 of 3 differences can be seen</h2>" in shown
    assert "<li>c leaves 2" in shown
    assert "<li>No difference can be seen between a and b.</li>" in shown
    assert "Each group is compared with each." in shown
    assert "<h2>All 3 differences can be seen</h2>" in comparison_page(groups(10, 30, 60))
    alike = comparison_page(groups(30, 31, 32))
    assert "<h2>None of 3 differences can be seen</h2>" in alike
    assert "least in a (30%). No difference of the groups can be seen.</p>" in alike
    assert 'class="said"' not in alike
    assert "difference" not in comparison_page(groups(10, 20, 30, 40, 50)).partition("How to")[0]


def test_kinds_that_do_not_count_say_so():
    entry = Entry.of("a", hedging.detect("It may rain."))
    every = replace(entry, cues_by_kind=(1,) * 8)
    alone = comparison_page(Comparison([every]))
    assert alone.count("; marked, but not counted") == 2
    assert "(booster; marked, but not counted)" in alone
    grouped = comparison_page(Comparison([every, replace(every, group="b")]))
    assert "<p>Certainty is asserted; marked, but not counted</p>" in grouped
    weasels = comparison_page(Comparison([replace(every, hedge_kinds="weasel")]))
    assert weasels.count("; marked, but not counted") == 7


def test_the_page_says_how_wrong_the_model_may_be():
    entry = Entry.of("a", hedging.detect("It may rain."))
    said = "may be about 2 points off what careful readers would count"
    shown = comparison_page(Comparison([entry]))
    assert said in shown
    assert agreement_words("light") in shown
    # Nobody knows it of other models, and of other kinds.
    for other in (replace(entry, model="mine"), replace(entry, hedge_kinds="weasel")):
        assert said not in comparison_page(Comparison([other]))


def test_a_page_of_many_groups_is_light():
    report = hedging.detect("It may rain. Some say so. It certainly snowed, if only a little.")
    name = "A group with a name as long as that of a newspaper in a small town, number"
    entries = [
        replace(
            Entry.of(f"folder/of/documents/with/long/names/{k}.txt", report, f"{name} {k % 70}"),
            score=k % 97 / 97,
            date=f"20{10 + k % 5}-{1 + k % 12:02d}",
        )
        for k in range(1400)
    ]
    columns = {
        "group": [entry.group for entry in entries],
        "score": [entry.score for entry in entries],
        "sentences": [entry.sentences for entry in entries],
        "hedged_sentences": [entry.hedged_sentences for entry in entries],
        "confidence": [entry.score for entry in entries],
    }
    shown = comparison_page(Comparison(entries), "", differences(columns, "group"))
    assert len(shown.encode()) < 150_000


def test_axes_and_lines_end_where_their_numbers_do():
    difference = Difference("score", "A", "B", 0.02, -0.03, 0.07, 0.1, 0.2, (9, 8))
    assert _reach([difference]) == 0.07
    assert _breaks([0.0, 1.0, 2.0, 9.0, 10.0]) == [0, 3, 5]


def documents(*hedged, sentences=100, **about):
    return [Entry(f"{k}", 0.5, sentences, k, (1,) * 8, **about) for k in hedged]


@pytest.mark.parametrize(
    ("hedged", "heading"),
    [
        ((20, 25, 30, 40, 50, 60), "Half of the documents lie between 25% and 50%"),
        # Half of four documents are the two in the middle.
        ((10, 20, 40, 60), "Half of the documents lie between 15% and 50%"),
        ((20, 20, 20, 20, 90), "At least half of the documents lie at 20%"),
        ((100, 100, 100, 100), "At least half of the documents lie at 100%"),
        ((10, 20, 30), "Where they lie"),
    ],
)
def test_the_heading_says_the_quartiles(hedged, heading):
    assert f"<h2>{heading}</h2>" in comparison_page(Comparison(documents(*hedged)))


def test_quartiles_are_rounded_as_their_documents_are():
    thirds = Comparison(documents(*[1] * 4, *[2] * 4, sentences=3))
    assert "between 33% and 67%<" in comparison_page(thirds)


@pytest.mark.parametrize(
    ("shares", "heading"),
    [
        ((27, 9, 44, 28), "27% in 2010, 28% in 2013; lowest 9% (2011), highest 44% (2012)"),
        ((27, 28, 44, 28), "27% in 2010, 28% in 2013; highest 44% (2012)"),
        ((27, 25, 30, 28), "27% in 2010, 28% in 2013"),
        ((40, 12), "40% in 2010, 12% in 2011"),
        ((40,), "2010: 40%"),
    ],
)
def test_a_trend_is_told_from_its_first_to_its_last_period(shares, heading):
    entries = [
        entry for k, share in enumerate(shares) for entry in documents(share, date=f"{2010 + k}")
    ]
    assert span(Comparison(entries).periods().tallies) == heading


def keys_of(page):
    """The words for the mark in each key of the page."""
    return re.findall(r'<p class="key"><span><i class="swatch[^>]*><i></i></i>([^<]*)<', page)


def test_a_key_promises_the_intervals_that_are_drawn():
    said, none = "share with its 95% interval", "share of too few documents for an interval"
    sparse = [
        entry
        for k in range(9)
        for entry in documents(10 + k, group="ab"[k % 2], date=f"20{10 + k}-01")
    ]
    # All documents and each group have an interval; no period has, and no document.
    assert keys_of(comparison_page(Comparison(sparse))) == [said, said, "share", "share"]
    assert keys_of(comparison_page(Comparison(sparse[:3]))) == [none, none, "share", "share"]
    dense = [replace(entry, date=f"20{10 + k % 2}") for k, entry in enumerate(sparse + sparse)]
    assert keys_of(comparison_page(Comparison(dense))) == [said, said, said, "share"]
    assert "An open dot" not in comparison_page(Comparison(sparse))
    uneven = comparison_page(Comparison([*sparse, *documents(50, group="c")]))
    assert "An open dot has too few documents for an interval." in uneven


def test_a_bar_of_a_strip_means_as_many_documents_in_each_row():
    def bars(entries):
        page = comparison_page(Comparison(entries))
        return page, re.findall(r"10v-([\d.]+)", page)

    page, heights = bars([*documents(*[20] * 10, group="a"), *documents(*[30] * 5, group="b")])
    assert sorted(heights) == ["10", "5"]
    assert "The strips show the documents of the groups; a full bar is 10 documents." in page
    page, heights = bars([*documents(20, 30, group="a"), *documents(40, group="b")])
    assert heights == ["10"] * 3
    assert "a bar is one document." in page
