"""hedging: the shipped model under the general scheme; flagged when a sentence that it finds in the text is hedged."""

from contract import run


def load(task):
    import hedging

    detector = hedging.load()

    return lambda texts: (
        detector.detect_batch(texts).columns("document")["hedged_sentences"] > 0
    ).tolist()


run("hedging", load)
