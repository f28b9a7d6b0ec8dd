import pytest

from hedging.corpora.boundaries import Passage
from hedging.errors import CorpusError
from hedging.train.boundaries import fit_punkt, fit_splitter
from hedging.train.cross_validation import split

pytest.importorskip("sklearn", reason="training needs scikit-learn")
pytest.importorskip("nltk", reason="training needs nltk")

SENTENCES = ["Mr. Hill left at noon.", "It rained.", "The dam held at 3.5 m.", "They slept."]


def passages(count):
    """Texts of the sentences, each beginning with another one, and their spans."""
    for k in range(count):
        text, spans = "", []
        for sentence in SENTENCES[k % 4 :] + SENTENCES[: k % 4]:
            spans.append((len(text), len(text) + len(sentence)))
            text += sentence + " "
        yield Passage(str(k), "", text, tuple(spans))


def test_a_splitter_learns_where_sentences_begin(small_material):
    training = list(passages(40))
    splitter = fit_splitter(training, small_material, 1.0)
    assert split(splitter, training[0].text) == list(training[0].sentences)


@pytest.mark.parametrize(
    "texts", [[], [Passage("a", "", "It rained.", ((0, 10),))]], ids=["none", "one sentence"]
)
def test_without_boundaries_nothing_can_be_learned(small_material, texts):
    with pytest.raises(CorpusError, match="needs passages with gold sentence spans"):
        fit_splitter(texts, small_material, 1.0)


def test_punkt_learns_from_texts_and_from_the_list():
    text = "It is approx. three. " * 20 + "He came early. The end was near. " * 20
    assert (
        len(fit_punkt([text], ["Dr"]).abbreviations) == len(fit_punkt([text], []).abbreviations) + 1
    )
    lower = fit_punkt([text], []).lower
    assert len(lower) > 0
    assert (lower[1:] > lower[:-1]).all()
