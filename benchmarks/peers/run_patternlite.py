"""Pattern: flagged when the modality of a sentence is .5 or less; its manual calls more a fact."""

from contract import run


def load(task):
    import sys
    import types

    # pattern.en fetches WordNet when it is imported. Modality does not use it, so an empty module
    # stands in for it.
    sys.modules["pattern.text.en.wordnet"] = types.ModuleType("pattern.text.en.wordnet")
    from pattern.en import modality, parsetree

    def uncertain(text):
        return (
            min((modality(sentence) for sentence in parsetree(text, lemmata=True)), default=1.0)
            <= 0.5
        )

    return lambda texts: [uncertain(text) for text in texts]


run("PatternLite", load)
