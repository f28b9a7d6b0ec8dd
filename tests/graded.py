"""Invented answers about invented rivers, graded by a draw: the sure are right more often."""

import csv
import random

# How often an answer of each form is right.
FORMS = {
    "The river is the {}.": 0.85,
    "It is certainly the {}.": 0.9,
    "I believe it is the {}.": 0.5,
    "It is probably the {}.": 0.45,
    "It may be the {}, but I am not certain.": 0.2,
}
_RIVERS = ("Alde", "Brone", "Cass", "Dorre", "Eske", "Farl", "Gorn", "Hest")


def texts_and_grades(size, *, seed=0, share=None):
    """Answers with their grades, True or False; with a `share`, all forms are right as often."""
    draw = random.Random(seed)
    texts, grades = [], []
    for number in range(size):
        form = list(FORMS)[int(draw.random() * len(FORMS))]
        texts.append(form.format(_RIVERS[number % len(_RIVERS)]))
        grades.append(draw.random() < (FORMS[form] if share is None else share))
    return texts, grades


def write(path, size=200, **chosen):
    """Write them as a CSV file with two fields."""
    texts, grades = texts_and_grades(size, **chosen)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["text", "grade"])
        words = ["right" if grade else "wrong" for grade in grades]
        writer.writerows(zip(texts, words, strict=True))
    return path
