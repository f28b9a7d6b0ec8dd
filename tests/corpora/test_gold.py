from corpus_files import BIOSCOPE, SZEGED, read

from hedging.corpora.gold import Gold
from hedging.corpora.markup import title_key


def test_one_document_has_one_name_in_both(tmp_path):
    assert (
        read(tmp_path, "szeged", SZEGED)[0].document
        == read(tmp_path, "bioscope", BIOSCOPE)[0].document
    )


def test_the_key_of_a_title_is_its_letters_and_digits():
    assert title_key("A Study of Café-2.") == title_key("a study of cafe 2") == "astudyofcafe2"


def test_results_count_a_sentence_by_scheme_and_group():
    assert Gold("a", "It rained.", (), False, "general").set == "general"
    assert Gold("a", "It rained.", (), False, "general", group="news").set == "general/news"
