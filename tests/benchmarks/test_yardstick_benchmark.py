import json

import pytest

import hedging
from benchmarks import yardstick
from benchmarks.material import ROOT
from benchmarks.output import RESULTS
from benchmarks.yardstick import SOURCES, is_stale, line_of, measure, texts_of, with_figures
from hedging.yardstick import REGISTER_NAMES

FIRM, HEDGED = "They left at noon. ", "It may rain in the north. "


def test_each_register_has_files_and_no_file_is_in_two():
    assert tuple(SOURCES) == REGISTER_NAMES
    files = [source for sources in SOURCES.values() for source in sources]
    assert len(set(files)) == len(files)


def test_short_documents_are_counted_and_left_out():
    detector = hedging.load(depth="cues")
    long = [FIRM * 10, FIRM * 5 + HEDGED * 5, HEDGED * 10]
    figures = measure({"a": [*long, HEDGED * 9], "b": [HEDGED * 3]}, detector)
    assert (figures["documents"], figures["long_enough"]) == (5, 3)
    assert figures["sentences"] == 30 + 9 + 3
    assert figures["sources"] == {"a": 3, "b": 0}
    assert [detector.detect(text).share for text in long] == [0, 0.5, 1]
    percentiles = figures["percentiles"]
    assert (percentiles["25"], percentiles["50"]) == (0.25, 0.5)
    assert line_of("news", figures).startswith('    "news": (3, (0.')


def test_the_package_has_the_figures_of_the_result():
    source = (ROOT / "hedging" / "yardstick.py").read_text(encoding="utf-8")
    registers = json.loads((RESULTS / "yardstick.json").read_text(encoding="utf-8"))["registers"]
    assert with_figures(source, registers) == source
    fewer = with_figures(source, {"news": registers["news"]})
    assert fewer.count("    # ") == source.count("    # ")
    assert len(source.splitlines()) - len(fewer.splitlines()) == len(registers) - 1
    with pytest.raises(ValueError, match="one place for figures"):
        with_figures("no place", registers)


def test_figures_of_other_weights_are_stale(tmp_path):
    assert not is_stale(RESULTS)
    assert is_stale(tmp_path)
    result = json.loads((RESULTS / "yardstick.json").read_text(encoding="utf-8"))
    for change in ({"weights": {"light": "0" * 16}}, {"model": "accurate"}):
        (tmp_path / "yardstick.json").write_text(json.dumps(result | change), encoding="utf-8")
        assert is_stale(tmp_path)
    del result["weights"]
    (tmp_path / "yardstick.json").write_text(json.dumps(result), encoding="utf-8")
    assert is_stale(tmp_path)


@pytest.mark.parametrize("is_kept", [True, False])
def test_the_command_writes_the_package_with_the_committed_result(tmp_path, monkeypatch, is_kept):
    module = tmp_path / "module.py"
    source = (ROOT / "hedging" / "yardstick.py").read_text(encoding="utf-8")
    module.write_text(source, encoding="utf-8")
    results = tmp_path / "results"
    results.mkdir()
    monkeypatch.setattr(yardstick, "_MODULE", module)
    monkeypatch.setattr(yardstick, "RESULTS", results if is_kept else tmp_path)
    monkeypatch.setattr(yardstick, "SOURCES", {"news": ("a",)})
    monkeypatch.setattr(yardstick, "texts_of", lambda *_: [FIRM * 10, HEDGED * 10])
    assert yardstick.main(["--corpora", str(tmp_path), "--output", str(results)]) == 0
    result = json.loads((results / "yardstick.json").read_text(encoding="utf-8"))
    assert (result["model"], result["registers"]["news"]["long_enough"]) == ("light", 2)
    assert not is_stale(results)
    expected = with_figures(source, result["registers"]) if is_kept else source
    assert module.read_text(encoding="utf-8") == expected


def test_documents_of_each_kind_of_file(tmp_path):
    corpora, unlabelled = tmp_path / "corpora", tmp_path / "unlabelled"
    (corpora / "bioscope").mkdir(parents=True)
    (corpora / "bioscope" / "abstracts.xml").write_text(
        "<Annotation><DocumentSet>"
        "<Document><DocID>1</DocID><DocumentPart>"
        "<sentence>Cells grow.</sentence><sentence>They may die.</sentence>"
        "</DocumentPart></Document>"
        "<Document><DocID>2</DocID><DocumentPart><sentence>Mice run.</sentence></DocumentPart>"
        "</Document></DocumentSet></Annotation>",
        encoding="utf-8",
    )
    (corpora / "ud-english").mkdir()
    rows = [
        {"doc": name, "genre": genre, "text": f"{name} left.", "sentences": []}
        for name, genre in (("Ann", "reviews"), ("Ben", "email"), ("Cem", "reviews"))
    ]
    (corpora / "ud-english" / "ewt.jsonl").write_text("\n".join(map(json.dumps, rows)))
    (unlabelled / "qa").mkdir(parents=True)
    (unlabelled / "qa" / "ai-se.jsonl").write_text('{"text": "It rained."}\n')

    def texts(source):
        return list(texts_of(source, corpora, unlabelled))

    assert texts("corpora/bioscope/abstracts") == ["Cells grow. They may die.", "Mice run."]
    assert texts("corpora/ud-english/ewt:reviews") == ["Ann left.", "Cem left."]
    assert texts("qa/ai-se") == ["It rained."]


def test_it_needs_the_corpora(monkeypatch, capsys):
    monkeypatch.delenv("HEDGING_CORPORA", raising=False)
    with pytest.raises(SystemExit):
        yardstick.main([])
    assert "--corpora PATH" in capsys.readouterr().err
