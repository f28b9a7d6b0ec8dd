"""hedging: the shipped model, scheme general; a text is flagged when it has a hedged sentence."""

from contract import run


def load(task):
    import hedging

    # A flag needs cues and no more.
    detector = hedging.load(depth="cues")

    return lambda texts: (
        detector.detect_batch(texts).columns("document")["hedged_sentences"] > 0
    ).tolist()


run("hedging", load)
