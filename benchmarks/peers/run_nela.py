"""NELA features: flagged when the share of hedge words among its bias features is above 0."""

from contract import run


def load(task):
    from nela_features.nela_features import NELAFeatureExtractor
    from nltk.tokenize import word_tokenize

    extractor = NELAFeatureExtractor()

    def hedged(text):
        # With preserve_line NLTK does not need its sentence splitter, whose data are a download.
        tokens = word_tokenize(text, preserve_line=True)
        try:
            values, names = extractor.extract_bias(text, tokens=tokens)
        except ZeroDivisionError:  # it divides by the number of words
            return False
        return values[names.index("hedges")] > 0

    return lambda texts: [hedged(text) for text in texts]


run("nela-features", load)
