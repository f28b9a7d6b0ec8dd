"""What a reader is told before trusting figures."""

from hedging.evaluate.cautions import cautions
from hedging.evaluate.metrics import Counts, DocumentCounts, Metrics


def metrics(documents, hedged, *, sentences=10):
    """Documents of which every third has misses; each has `hedged` hedged sentences."""
    whole = Metrics()
    for k in range(documents):
        counts = Counts(hedged - (k % 3 == 0), hedged, hedged)
        whole.documents[f"{k}"] = DocumentCounts(counts)
        whole.truths += [True] * hedged + [False] * (sentences - hedged)
        whole.scores += [0.9] * hedged + [0.1] * (sentences - hedged)
    return whole


def test_enough_is_enough():
    assert cautions({"general": metrics(40, 5)}) == []


def test_few_hedged_sentences_say_how_many_are_needed():
    (line,) = cautions({"general": metrics(24, 4)})
    assert line.startswith("warning: general has only 96 hedged sentences, and the interval of its")
    assert "± 3 points would need roughly" in line
    needed = int(line.split("roughly ")[1].split()[0].replace(",", ""))
    width = float(line.split("F1 is ")[1].split()[0])
    assert needed == 10 * -(-240 * (width / 6) ** 2 // 10)


def test_few_documents_have_their_reason():
    lines = cautions({"general": metrics(3, 40, sentences=80)})
    assert lines == [
        "no interval (–): general is of 3 documents, and an interval needs 5; "
        'name them as "document"'
    ]
    (line,) = cautions({"general": metrics(6, 20, sentences=60)})
    assert line.startswith("general is of 6 documents: with fewer than 7, intervals are")
    whole = metrics(6, 20, sentences=60)
    whole.documents["0"] = DocumentCounts(Counts(900, 1000, 1000))
    assert "counts as fewer than 4 documents" in cautions({"general": whole})[0]


def test_documents_without_names_are_noticed():
    (line,) = cautions({"general": metrics(120, 1, sentences=1)})
    assert line.startswith("each sentence of general counts as a document")


def test_small_groups_are_counted_not_listed():
    whole = metrics(40, 5)
    lines = cautions({"general": whole, "general/a": metrics(3, 2), "general/b": metrics(9, 3)})
    assert lines == [
        "warning: 2 groups have fewer than 100 hedged sentences, the smallest 6: "
        "do not read much into them"
    ]
