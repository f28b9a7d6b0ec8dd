"""How sure does an answer sound? Hedging features beside a bag of words.

    how_sure.py [ANSWERS.jsonl] [--output RESULT.json]

Needs the extra sklearn: in a checkout of hedging, pip install '.[sklearn]'.

answers.jsonl holds 256 answers to 64 questions, which two writers wrote for this example. Each
question has two answers that commit to their main claim ("sure") and two that leave it open
("unsure"), so the topic does not give the label away. Both sorts can hold words that look like
hedges. The pipelines are tested on questions that they have not seen (five folds, with five seeds),
and on the answers of the other writer. The strength of regularisation is chosen on the training
part, again by questions.
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
from threadpoolctl import threadpool_limits

from hedging.evaluate.environment import environment
from hedging.integrations.sklearn import HedgingTransformer

ANSWERS = Path(__file__).with_name("answers.jsonl")
SEEDS = 5


def pipelines():
    bag = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    hedging = make_pipeline(HedgingTransformer(), StandardScaler())
    return {"bag of words": bag, "hedging features": hedging, "both": make_union(bag, hedging)}


def predictions(features, texts, labels, topics, train, test):
    model = make_pipeline(features, LogisticRegression(max_iter=5000))
    inner = list(GroupKFold(4).split(texts[train], groups=topics[train]))
    search = GridSearchCV(model, {"logisticregression__C": [0.01, 0.1, 1, 10, 100]}, cv=inner)
    return search.fit(texts[train], labels[train]).predict(texts[test])


def read_answers(path):
    """The columns of the file as arrays: answers, labels, topics and writers."""
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    names = ("answer", "label", "topic", "writer")
    answers, *others = (np.array([row[name] for row in rows], dtype=object) for name in names)
    return answers, *(column.astype(str) for column in others)


def measure(path, seeds=SEEDS):
    """For each pipeline its accuracy on unseen questions and on each writer, with 95 % intervals.

    `lead` is the interval of the difference to the bag of words.
    """
    answers, labels, topics, writers = read_answers(path)
    results, by_question = {}, {}
    for name, features in pipelines().items():
        task = (features, answers, labels, topics)
        right = np.zeros(len(answers))
        for seed in range(seeds):
            folds = StratifiedGroupKFold(5, shuffle=True, random_state=seed)
            for train, test in folds.split(answers, labels, topics):
                right[test] += (predictions(*task, train, test) == labels[test]) / seeds
        questions = list(dict.fromkeys(topics))
        by_question[name] = np.array([right[topics == topic].mean() for topic in questions])
        results[name] = {
            "accuracy": round(float(right.mean()), 4),
            "interval": interval(by_question[name]),
            "lead": interval(by_question[name] - by_question["bag of words"]),
            **across_writers(task, writers),
        }
    return results


def across_writers(task, writers):
    """Accuracy on the answers of each writer, after training on the answers of the others."""
    labels = task[2]
    accuracies = {}
    for writer in np.unique(writers):
        train, test = np.flatnonzero(writers != writer), np.flatnonzero(writers == writer)
        right = predictions(*task, train, test) == labels[test]
        accuracies[f"on writer {writer}"] = round(float(right.mean()), 4)
    return accuracies


def interval(values, draws=10_000):
    """A 95 % bootstrap interval of the mean over questions.

    Questions are drawn and not answers, since answers to one question depend on each other.
    """
    generator = np.random.default_rng(0)
    means = values[generator.integers(len(values), size=(draws, len(values)))].mean(axis=1)
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
        help="JSON lines with answer, label, topic and writer (default: answers.jsonl)",
    )
    parser.add_argument(
        "--seeds", type=int, default=SEEDS, help="number of divisions into folds (default 5)"
    )
    parser.add_argument("--output", type=Path, help="write the figures as JSON")
    options = parser.parse_args()
    # Problems as small as these are solved five times as fast by a single thread.
    with threadpool_limits(1):
        results = measure(options.answers, options.seeds)
    for name, row in results.items():
        print(f"{name:<18}" + "  ".join(f"{key} {value}" for key, value in row.items()))
    if options.output:
        options.output.write_text(
            json.dumps({**environment(), "pipelines": results}, indent=1) + "\n", encoding="utf-8"
        )


if __name__ == "__main__":
    main()
