import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.differences import differences
from hedging.evaluate.metrics import Metrics, measure
from hedging.evaluate.tables import differences_table, metrics_table
from hedging.kinds import KINDS


def measured(*golds):
    metrics = {}
    measure(golds, hedging.load(), metrics)
    return metrics


LABELLED = Gold("a", "It may rain.", None, True, "general")
MARKED = Gold("b", "It may snow.", (GoldCue(3, 6, "epistemic"),), True, "general", group="news")


def test_a_figure_without_anything_to_measure_is_a_dash():
    head, row, below = metrics_table(measured(LABELLED)).splitlines()
    assert head.split()[:4] == ["set", "sentences", "hedged", "P"]
    assert row.split()[:6] == ["general", "1", "1", "1.000", "1.000", "1.000"]
    # One document has no interval.
    assert below.split()[:3] == ["–", "–", "–"]
    assert "0.000" not in metrics_table({"empty": Metrics()})
    assert metrics_table({"empty": Metrics()}).splitlines()[2].split() == ["–"] * 4


def test_intervals_stand_below_their_figures():
    golds = [
        Gold(f"{k}", text, None, True, "general")
        for k, text in enumerate(["It may rain.", "It rained."] * 9)
    ]
    head, row, below = metrics_table(measured(*golds)).splitlines()
    low, high = map(float, below.split()[2].strip("[]").split("–"))
    assert low < float(row.split()[5]) < high
    assert len(row) == len(below) == len(head)


def test_tables_fit_a_screen_of_100_columns():
    texts = ["It may rain.", "Some say so.", "About ten.", "If so.", "It rained, he thinks."]
    golds = [
        Gold(f"{k}", text, (GoldCue(0, 2, kind),), True, "general", group="long name " * k)
        for k, text in enumerate(texts * 8)
        for kind in KINDS
    ]
    metrics = measured(*golds)
    lines = metrics_table(metrics).splitlines()
    lines += differences_table(differences(metrics, metrics)).splitlines()
    assert max(map(len, lines)) <= 100


def test_kinds_are_shown_for_schemes_only():
    lines = metrics_table(measured(MARKED)).splitlines()
    assert [line.split()[0] for line in lines[1:5:2]] == ["general", "general/news"]
    assert sum("tokens by kind" in line for line in lines) == 1
    assert any(line.split() == ["epistemic", "1.000", "1.000", "1.000", "1"] for line in lines)


def test_a_name_with_control_characters_is_made_safe():
    assert "\x1b" not in metrics_table({"a\x1b[2J": Metrics()})
