"""medspaCy's ConText: flagged when a modifier of possible existence or of a hypothesis matches."""

from contract import run

UNCERTAIN = {"POSSIBLE_EXISTENCE", "HYPOTHETICAL"}


def load(task):
    import medspacy
    from loguru import logger

    logger.remove()
    nlp = medspacy.load(medspacy_enable=["medspacy_pyrush", "medspacy_context"])

    def uncertain(doc):
        return any(
            modifier.category in UNCERTAIN
            and modifier.direction.upper() not in ("TERMINATE", "PSEUDO")
            for modifier in doc._.context_graph.modifiers
        )

    return lambda texts: [uncertain(doc) for doc in nlp.pipe(texts, batch_size=256)]


run("medspacy", load)
