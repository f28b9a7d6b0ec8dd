"""NLPLite: flagged when its NegEx finds the scope of an uncertainty."""

from contract import run


def load(task):
    from nlplite.negation import NegEx

    negex = NegEx()
    return lambda texts: [bool(negex.scopes(text, None)["uncertainty"]) for text in texts]


run("nlplite", load)
