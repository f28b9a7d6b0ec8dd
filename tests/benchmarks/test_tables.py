"""The tables of all pages are those of the committed results."""

import pytest

from benchmarks import tables
from benchmarks.grid import Results
from benchmarks.output import RESULTS, write_json
from benchmarks.tables import TABLES, make_table, pages, with_tables
from hedging.model.files import folder_of
from hedging.released import Release


def test_the_tables_of_all_pages_are_those_of_the_results():
    checked = 0
    for path, old, new in pages(Results(RESULTS)):
        assert old == new, f"{path} differs: python -m benchmarks.tables"
        checked += old.count("<!-- table: ")
    assert checked > 10


@pytest.mark.parametrize("name", TABLES)
def test_every_table_can_be_made(name):
    table = make_table(name, Results(RESULTS))
    needs_all = name in ("release", "inputs")
    if table is None and needs_all and not folder_of("accurate").exists():
        pytest.skip("the accurate model is not here: it is a package of its own")
    head, line, *rows = table.splitlines()
    assert head.count("|") == line.count("|")
    assert rows


def test_the_release_says_where_the_cards_are(tmp_path, monkeypatch):
    for name, files in {"a-3": ["README.md", "depth/README.md"], "b-3": ["README.md"]}.items():
        for file in (*files, "config.json", "weights.npz"):
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(bytes(100))
    (tmp_path / "b-3" / "pyproject.toml").touch()
    monkeypatch.setattr(tables, "MODELS", tmp_path)
    monkeypatch.setattr(tables, "released", lambda: Release(3, {"light": "a-3", "accurate": "b-3"}))
    _, _, light, accurate = make_table("release", Results(tmp_path)).splitlines()
    cards = "[a-3](a-3/README.md), [depth](a-3/depth/README.md)"
    assert light == f"| `light` | `a-3` | 0.2 kB | the wheel of the library | {cards} |"
    assert accurate == "| `accurate` | `b-3` | 0.2 kB | a wheel of its own | [b-3](b-3/README.md) |"
    monkeypatch.setattr(tables, "released", lambda: Release(4, {"light": "a-4"}))
    assert make_table("release", Results(tmp_path)) is None


def test_a_page_keeps_what_it_has_no_results_for(tmp_path):
    page = "before\n<!-- table: peers -->\nkept\n<!-- end -->\nafter\n"
    assert with_tables(page, Results(tmp_path)) == page
    assert with_tables("no table", Results(tmp_path)) == "no table"
    changed = with_tables(page.replace("peers", "schema"), Results(tmp_path))
    assert changed.startswith("before\n<!-- table: schema -->\n| level |")
    assert changed.endswith("<!-- end -->\nafter\n")


def test_a_figure_in_a_sentence_is_written(tmp_path):
    write_json(tmp_path / "kernel.json", {"one sentence": {"p50": 47.12}})
    page = "In <!-- figure: kernel.one sentence.p50 {:.0f} µs -->9<!-- end --> it answers.\n"
    assert with_tables(page, Results(tmp_path)) == page.replace(">9<", ">47 µs<")
    with pytest.raises(KeyError, match="p99"):
        with_tables(page.replace("p50", "p99"), Results(tmp_path))


def test_an_unknown_table_is_an_error(tmp_path):
    with pytest.raises(KeyError, match="nosuch"):
        with_tables("<!-- table: nosuch -->\n<!-- end -->\n", Results(tmp_path))


def test_a_register_shows_readers_and_model_side_by_side(tmp_path):
    readers = {"sentences": {"f1": 0.97}, "cues": {"f1": 0.94}}
    sentences = {"labelled": 200, "true": 50, "precision": 0.8, "recall": 0.8, "f1": 0.8}
    model = {"sentences": sentences, "cues_exact": {"f1": 0.75}}
    words = {"missed": {"may": 5, "if": 2}, "invented": {"can": 1}}
    accuracy = {
        "test_part": {"passages": {"general": model, "general/passages-news": model}},
        "causes": {"passages-news": words},
    }
    write_json(tmp_path / "accuracy.json", accuracy)
    write_json(tmp_path / "readers.json", {"agreement": {"all": readers, "passages-news": readers}})
    _, _, everything, news = make_table("registers", Results(tmp_path)).splitlines()
    figures = "200 | 25% | 0.970 | 0.940 | 0.800 | 0.750 | 10.0%"
    assert everything.startswith(f"| all | {figures} |")
    assert news == f"| news | {figures} | may, if | can |"


def test_a_result_of_an_earlier_release_says_so_below_its_table(tmp_path):
    figures, path = Results(RESULTS)["intervals"], tmp_path / "intervals.json"
    write_json(path, figures)
    plain = make_table("intervals", Results(tmp_path))
    write_json(path, figures | {"of_release": 3})
    noted = make_table("intervals", Results(tmp_path))
    assert noted == f"{plain}\nMeasured with the weights of release 3.\n"
