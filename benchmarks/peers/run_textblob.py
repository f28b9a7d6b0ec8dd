"""TextBlob, which has no hedge detector: flagged when its subjectivity is .5 or more."""

from contract import run


def load(task):
    from textblob import TextBlob

    return lambda texts: [TextBlob(text).sentiment.subjectivity >= 0.5 for text in texts]


run("textblob", load)
