import pytest
from small_material import write_recipe, write_rows

from hedging.errors import CorpusError, InputError
from hedging.train.material import load_material
from hedging.train.recipe import Recipe


def load(small, folder, **changes):
    source, fields = small
    return load_material(Recipe.read(write_recipe(folder, fields, **changes)), source, source)


def test_every_file_has_a_fingerprint(small_material):
    assert list(small_material.fingerprints) == [
        "examples.jsonl",
        "annotations.jsonl",
        "texts.jsonl",
        "passages.jsonl",
        "cues.tsv",
        "word_classes.tsv",
        "abbreviations.txt",
    ]


def test_a_missing_file_is_named(small, tmp_path):
    corpora = [{"path": "no.xml", "format": "szeged"}]
    with pytest.raises(CorpusError, match=r"names no\.xml, .* as --corpora, or take it out of"):
        load(small, tmp_path, corpora=corpora)
    with pytest.raises(CorpusError, match=r"names no\.tsv, .* as --seeds"):
        load(small, tmp_path, cues="no.tsv")


def test_seeds_may_be_text_with_marked_cues_and_tables(small, tmp_path):
    source, fields = small
    (source / "mine.txt").write_text("It [may|epistemic] thunder.\n", encoding="utf-8")
    (source / "mine.csv").write_text("text,hedged\nIt may hail.,yes\n", encoding="utf-8")
    material = load(small, tmp_path, seeds=[*fields["seeds"], "mine.txt", "mine.csv"])
    own = {gold.document: gold for gold in material.golds if gold.document.startswith("mine")}
    assert [cue.kind for cue in own["mine.txt"].cues] == ["epistemic"]
    assert (own["mine.csv:2"].cues, own["mine.csv:2"].hedged) == (None, True)
    assert {"mine.txt", "mine.csv"} < set(material.fingerprints)


def test_an_unknown_format_lists_the_known_formats(small, tmp_path):
    (small[0] / "a.xml").touch()
    corpora = [{"path": "a.xml", "format": "conll"}]
    with pytest.raises(
        InputError, match=r"'conll' for a\.xml; known formats are szeged, bioscope, conll2010"
    ):
        load(small, tmp_path, corpora=corpora)


def test_a_policy_needs_sentences_of_its_scheme(small, tmp_path):
    with pytest.raises(InputError, match=r"scheme 'mien', but no sentence has it: .*; schemes of"):
        load(small, tmp_path, schemes={"mien": {}})


def test_sentence_weights_need_sentences_of_their_scheme(small, tmp_path):
    with pytest.raises(InputError, match="\"sentence_schemes\" names 'mien'"):
        load(small, tmp_path, sentence_schemes=["mien"])


def test_a_recipe_may_go_on_naming_schemes_of_the_shipped_one(small, tmp_path, shipped_recipe):
    source, _ = small
    (source / "calm.txt").write_text("It rained.\n", encoding="utf-8")
    assert load(
        small,
        tmp_path,
        seeds=["calm.txt"],
        annotations=[],
        sentence_schemes=shipped_recipe["sentence_schemes"],
    ).golds


def test_no_folder_of_corpora_is_needed_where_no_corpus_is_named(small, tmp_path):
    source, fields = small
    nothing = {"annotations": [], "boundaries": []}
    recipe = Recipe.read(write_recipe(tmp_path, fields, **nothing))
    assert load_material(recipe, None, source).golds
    with pytest.raises(
        CorpusError, match=r"annotations\.jsonl marks texts of texts\.jsonl, but no"
    ):
        load_material(Recipe.read(write_recipe(tmp_path, fields, boundaries=[])), None, source)


def test_passages_of_one_sentence_teach_no_splitter(small, tmp_path):
    row = {"doc": "a", "text": "It rained.", "sentences": [[0, 10]]}
    write_rows(small[0] / "short.jsonl", [row])
    with pytest.raises(CorpusError, match='take "boundaries" out, and the splitter of the'):
        load(small, tmp_path, boundaries=["short.jsonl"])
