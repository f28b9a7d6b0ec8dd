"""sklearn-crfsuite with the features of its tutorial, without parts of speech, trained here."""

from contract import run
from words import TOKEN, labelled


def described(words):
    """Features of each word as in its tutorial: the word and its neighbours, endings, case."""
    rows = []
    for k, word in enumerate(words):
        row = {
            "bias": 1.0,
            "word.lower()": word.lower(),
            "word[-3:]": word[-3:],
            "word[-2:]": word[-2:],
            "word.isupper()": word.isupper(),
            "word.istitle()": word.istitle(),
            "word.isdigit()": word.isdigit(),
        }
        for name, other in (("-1", k - 1), ("+1", k + 1)):
            if 0 <= other < len(words):
                row[f"{name}:word.lower()"] = words[other].lower()
                row[f"{name}:word.istitle()"] = words[other].istitle()
                row[f"{name}:word.isupper()"] = words[other].isupper()
            else:
                row[f"{name}:edge"] = True
        rows.append(row)
    return rows


def load(task):
    import sklearn_crfsuite

    pairs = [labelled(row["text"], row["cues"]) for row in task["training"]]
    model = sklearn_crfsuite.CRF(
        algorithm="lbfgs", c1=0.1, c2=0.1, max_iterations=100, all_possible_transitions=True
    )
    model.fit([described(words) for words, _ in pairs], [labels for _, labels in pairs])

    def flag(texts):
        predicted = model.predict([described(TOKEN.findall(text)) for text in texts])
        return [any(label != "O" for label in labels) for labels in predicted]

    return flag


run("sklearn-crfsuite", load)
