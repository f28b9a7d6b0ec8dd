"""How sure does an answer sound? Hedging features beside a bag of words: how_sure.py [ANSWERS.jsonl] [--output RESULT.json]

    pip install 'hedging[sklearn]'

answers.jsonl holds 256 answers to 64 questions, written for this by two writers: each question has two answers that commit to
their main claim ("sure") and two that leave it open ("unsure"), so the topic says nothing, and either may hold words that look
like hedges. Pipelines are tested on questions that they have not seen (five folds, with five seeds), and on the other writer's
answers; how much to regularise is chosen within the training part, again by questions.
"""

import argparse
import json
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, GroupKFold, StratifiedGroupKFold
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import StandardScaler

from hedging.evaluate.metrics import environment
from hedging.integrations.sklearn import HedgingTransformer

ANSWERS = Path(__file__).with_name("answers.jsonl")
SEEDS = 5


def pipelines():
    bag = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    hedges = make_pipeline(HedgingTransformer(), StandardScaler())
    return {"bag of words": bag, "hedging features": hedges, "both": make_union(bag, hedges)}


def predictions(features, texts, labels, topics, train, test):
    model = make_pipeline(features, LogisticRegression(max_iter=5000))
    inner = list(GroupKFold(4).split(texts[train], groups=topics[train]))
    chosen = GridSearchCV(model, {"logisticregression__C": [0.01, 0.1, 1, 10, 100]}, cv=inner)
    return chosen.fit(texts[train], labels[train]).predict(texts[test])


def measure(path, seeds=SEEDS):
    """Accuracy of each pipeline over unseen questions with a 95 % interval, its lead on the bag of words, and by writer."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    texts, labels, topics, writers = (
        np.array([row[name] for row in rows], dtype=object)
        for name in ("answer", "label", "topic", "writer")
    )
    labels = labels.astype(str)
    found, by_question = {}, {}
    for name, features in pipelines().items():
        task = (features, texts, labels, topics)
        right = np.zeros(len(rows))
        for seed in range(seeds):
            for train, test in StratifiedGroupKFold(5, shuffle=True, random_state=seed).split(
                texts, labels, topics
            ):
                right[test] += (predictions(*task, train, test) == labels[test]) / seeds
        by_question[name] = np.array(
            [right[topics == topic].mean() for topic in dict.fromkeys(topics)]
        )
        lead = by_question[name] - by_question["bag of words"]
        across = {}
        for writer in np.unique(writers.astype(str)):
            train, test = np.flatnonzero(writers != writer), np.flatnonzero(writers == writer)
            across[f"on writer {writer}"] = round(
                float((predictions(*task, train, test) == labels[test]).mean()), 4
            )
        found[name] = {
            "accuracy": round(float(right.mean()), 4),
            "interval": interval(by_question[name]),
            "lead": interval(lead),
            **across,
        }
    return found


def interval(values, draws=10_000):
    """A 95 % bootstrap interval of the mean over questions, which are independent of each other as answers to one are not."""
    chance = np.random.default_rng(0)
    means = values[chance.integers(len(values), size=(draws, len(values)))].mean(axis=1)
    return [round(float(end), 4) for end in np.percentile(means, [2.5, 97.5])]


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "answers",
        nargs="?",
        type=Path,
        default=ANSWERS,
        help="JSON lines with answer, label, topic, writer (default: ours)",
    )
    parser.add_argument(
        "--seeds", type=int, default=SEEDS, help="how many ways to part the questions (default 5)"
    )
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    found = measure(options.answers, options.seeds)
    for name, row in found.items():
        print(f"{name:<18}" + "  ".join(f"{key} {value}" for key, value in row.items()))
    if options.output:
        options.output.write_text(
            json.dumps({**environment(), "pipelines": found}, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
