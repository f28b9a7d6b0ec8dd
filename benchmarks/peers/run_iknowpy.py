"""iKnow: a sentence is flagged when it has a certainty attribute below the top level, 9."""

from contract import run


def load(task):
    import iknowpy

    engine = iknowpy.iKnowEngine()
    engine.index("A first call loads the model.", "en")

    def uncertain(text):
        engine.index(text, "en")
        return any(
            attribute["type"] == "Certainty" and attribute["parameters"][0][0] != "9"
            for sentence in engine.m_index["sentences"]
            for attribute in sentence["sent_attributes"]
        )

    return lambda texts: [uncertain(text) for text in texts]


run("iknowpy", load)
