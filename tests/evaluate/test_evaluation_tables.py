import hedging
from hedging.corpora.gold import Gold, GoldCue
from hedging.evaluate.cross_validation import CrossValidation
from hedging.evaluate.metrics import Counts, Metrics, measure
from hedging.evaluate.tables import cross_validation_table, metrics_table


def measured(*golds):
    metrics = {}
    measure(golds, hedging.load(), metrics)
    return metrics


LABELLED = Gold("a", "It may rain.", None, True, "general")
MARKED = Gold("b", "It may snow.", (GoldCue(3, 6, "epistemic"),), True, "general", group="news")


def test_a_figure_without_anything_to_measure_is_a_dash():
    head, row = metrics_table(measured(LABELLED)).splitlines()
    assert head.split()[:3] == ["set", "sentences", "P"]
    assert row.split()[:5] == ["general", "1", "1.000", "1.000", "1.000"]
    assert row.split()[-4:] == ["0", "–", "–", "–"]
    assert "0.000" not in metrics_table({"empty": Metrics()})


def test_kinds_are_shown_for_schemes_only():
    lines = metrics_table(measured(MARKED)).splitlines()
    assert [line.split()[0] for line in lines[1:3]] == ["general", "general/news"]
    assert sum("tokens by kind" in line for line in lines) == 1
    assert any(line.split() == ["epistemic", "1.000", "1.000", "1.000", "1"] for line in lines)


def test_a_name_with_control_characters_is_made_safe():
    assert "\x1b" not in metrics_table({"a\x1b[2J": Metrics()})


def test_a_cross_validation_is_printed_and_kept():
    result = CrossValidation(
        (measured(LABELLED), measured(LABELLED, MARKED)), {"news": Counts(3, 4, 4)}
    )
    assert result.spread("general") == (1.0, 0.0)
    assert result.spread("general/news") == (1.0, None)
    text = cross_validation_table(result)
    assert text.startswith("2-fold cross-validation")
    assert "1.000 ± –" in text
    assert "0.7500   4 sentences" in text
    figures = result.to_dict()
    assert figures["folds"] == 2
    assert figures["figures"]["general"]["sentences"]["labelled"] == 3
    assert figures["spread"]["general/news"] == {"mean": 1.0, "sd": None}
    assert figures["boundaries"]["news"]["f1"] == 0.75
