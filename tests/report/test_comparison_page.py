import re
from dataclasses import replace

import hedging
from hedging.report.comparison import Comparison
from hedging.report.comparison_page import comparison_page
from hedging.report.tally import Entry, Tally
from hedging.report.trend import trend_figure
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
    assert "in news reports it is usually " in comparison_page(Comparison([entry]))
    assert "usually" not in Comparison([entry]).to_html(register="none")
    assert "usually" not in comparison_page(Comparison([replace(entry, scheme="szeged")]))
    assert "usually" not in comparison_page(Comparison([replace(entry, hedge_kinds="weasel")]))
    other = comparison_page(Comparison([replace(entry, model="mine")]))
    assert "% (measured with en-6), here" in other


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
