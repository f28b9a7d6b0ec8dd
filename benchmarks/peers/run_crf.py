"""A conditional random field over words, trained here: flagged when it finds a cue."""

from contract import run
from words import TOKEN, labelled


def described(words):
    """Features of each word: itself, its ending and shape, and the two words to either side."""
    lowered = ["<2>", "<1>", *(word.lower() for word in words), "</1>", "</2>"]
    rows = []
    for k, word in enumerate(words):
        w = lowered[k : k + 5]
        rows.append(
            [
                f"w={w[2]}",
                f"end={w[2][-3:]}",
                f"shape={word[:1].isupper():d}{word.isupper():d}{word.isdigit():d}",
                f"l1={w[1]}",
                f"l2={w[0]}",
                f"r1={w[3]}",
                f"r2={w[4]}",
                f"l1w={w[1]}|{w[2]}",
                f"wr1={w[2]}|{w[3]}",
            ]
        )
    return rows


def load(task):
    import tempfile
    from pathlib import Path

    import pycrfsuite

    trainer = pycrfsuite.Trainer(
        algorithm="lbfgs", params={"c1": 0.1, "c2": 0.01, "max_iterations": 100}, verbose=False
    )
    for sentence in task["training"]:
        words, labels = labelled(sentence["text"], sentence["cues"])
        trainer.append(described(words), labels)
    path = str(Path(tempfile.mkdtemp()) / "crf")
    trainer.train(path)
    tagger = pycrfsuite.Tagger()
    tagger.open(path)
    return lambda texts: [
        any(label != "O" for label in tagger.tag(described(TOKEN.findall(text)))) for text in texts
    ]


run("python-crfsuite", load)
