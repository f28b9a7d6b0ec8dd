"""WriteScore: flagged when its pragmatic markers hold a hedge."""

from contract import run


def load(task):
    from writescore.dimensions.pragmatic_markers import PragmaticMarkersDimension

    dimension = PragmaticMarkersDimension()
    return lambda texts: [dimension.analyze(text)["hedging"]["total_count"] > 0 for text in texts]


run("writescore", load)
