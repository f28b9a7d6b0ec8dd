from collections import Counter

import pytest

import hedging
from hedging.stats.quotes import MAX_LENGTH, MAX_OF_DOCUMENT, MAX_QUOTES, Quotes

TEXTS = [
    "It may rain. It might perhaps possibly snow. It could hail. Some say so.",
    "It certainly rained. It rained. Clearly, nobody left. Undoubtedly it was so.",
    "",
    "It certainly may rain. Perhaps. " + "It may be, " * 60 + "so it seems.",
    *(f"It may rain in {k}. Some fear that it might snow in {k}." for k in range(30)),
    *(f"It definitely rained in {k}. They left." for k in range(30)),
]


@pytest.fixture(scope="module")
def batch():
    return hedging.detect_batch(TEXTS)


def quotes_of(reports):
    quotes = Quotes()
    for number, report in enumerate(reports):
        quotes.add(f"{number}.txt", report)
    return quotes


def quotes_of_columns(batch):
    names = [f"{k}.txt" for k in range(len(batch))]
    return hedging.compare_groups(batch, [""] * len(batch), names=names).quotes


def test_the_sentences_of_a_batch_are_those_of_its_reports(batch):
    one, other = quotes_of(batch), quotes_of_columns(batch)
    assert one.most_hedged() == other.most_hedged()
    assert one.surest() == other.surest()
    assert len(one.most_hedged()) == len(one.surest()) == MAX_QUOTES


def test_a_quote_is_a_sentence_of_its_document(batch):
    quotes = quotes_of(batch)
    for quote in (*quotes.most_hedged(), *quotes.surest()):
        report = batch[int(quote.document.removesuffix(".txt"))]
        assert quote.sentence in report.sentences
        assert len(quote.sentence.text) <= MAX_LENGTH


def test_no_document_speaks_for_all(batch):
    quotes = quotes_of(batch)
    for chosen in (quotes.most_hedged(), quotes.surest()):
        assert max(Counter(quote.document for quote in chosen).values()) <= MAX_OF_DOCUMENT


def test_more_cues_go_first_and_the_surest_have_no_hedge(batch):
    quotes = quotes_of(batch)
    assert quotes.most_hedged()[0].sentence.text == "It might perhaps possibly snow."
    for quote in quotes.surest():
        assert not quote.sentence.hedged
        assert "booster" in {cue.kind for cue in quote.sentence.cues}
    assert "certainly may" not in " ".join(quote.sentence.text for quote in quotes.surest())


def test_texts_without_a_cue_have_nothing_to_quote():
    plain = hedging.detect_batch(["It rained. They left.", ""])
    for quotes in (quotes_of(plain), quotes_of_columns(plain)):
        assert list(quotes.most_hedged()) == list(quotes.surest()) == []


def test_few_reports_are_made_of_what_is_not_quoted(batch, monkeypatch):
    made = []
    original = hedging.Batch.__getitem__
    monkeypatch.setattr(
        hedging.Batch, "__getitem__", lambda own, at: made.append(at) or original(own, at)
    )
    quotes_of_columns(batch)
    assert len(made) <= 2 * MAX_QUOTES
