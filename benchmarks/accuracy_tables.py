"""accuracy.json and splitters.json → tables."""

from __future__ import annotations

from typing import Any

from benchmarks.grid import Results, grid
from hedging.evaluate.tables import figure

#: Rows of the accuracy table: the part of the report, the set, and its name for readers.
SETS = (
    ("cross_validation", "general", "`general`, own sentences and annotated real text"),
    ("cross_validation", "general/news", "– of these, news, own"),
    ("cross_validation", "general/wikinews", "– of these, news, Wikinews"),
    ("cross_validation", "general/ewt-reviews", "– of these, reviews, EWT"),
    ("cross_validation", "general/ewt-answers", "– of these, answers, EWT"),
    ("cross_validation", "general/passages-science", "– of these, science"),
    ("cross_validation", "general/wiki", "– of these, Wikipedia"),
    ("cross_validation", "general/clinical", "– of these, clinical reports"),
    ("cross_validation", "szeged", "`szeged`, Wikipedia and biology"),
    ("cross_validation", "bioscope/abstracts", "`bioscope`, abstracts"),
    ("cross_validation", "bioscope/full_papers", "`bioscope`, articles"),
    ("cross_validation", "bioscope/clinical_merged", "`bioscope`, clinical reports"),
    ("cross_validation", "conll2010-wikipedia", "`conll2010-wikipedia`"),
)
#: The parts of the test part, with their names for readers.
TEST_PARTS = (
    ("passages", "passages of ten registers"),
    ("annotations", "news, web and speech"),
    ("seeds", "own sentences"),
)


def accuracy(results: Results) -> str:
    """Cross-validation by scheme and text."""
    head = [
        "scheme and text",
        "sentences",
        "sentence F1 (95 % interval)",
        "exact cue F1",
        "kinds, token macro F1",
        "calibration error",
    ]
    rows = []
    for part, name, title in SETS:
        figures = results["accuracy"][part]
        measured = figures.get("figures", figures)[name]
        sentences = measured["sentences"]
        low, high = measured["intervals_95"]["sentences"]
        rows.append(
            [
                title,
                f"{sentences['labelled']:,}",
                f"{figure(sentences['f1'])} ({low:.3f}–{high:.3f})",
                figure(measured["cues_exact"]["f1"]),
                figure(measured.get("token_macro_f1")),
                figure(measured["calibration_error"]),
            ]
        )
    return grid(head, rows)


def left_out(results: Results) -> str:
    """Domains left out of training, and the same text in cross-validation."""
    head = [
        "domain",
        "scheme and text",
        "sentence F1, left out",
        "in cross-validation",
        "calibration error, left out",
    ]
    within = results["accuracy"]["cross_validation"]["figures"]
    rows = []
    for name, measured in results["accuracy"]["left_out"].items():
        domain, set_name = name.removeprefix("without ").split(": ")
        scheme, group = set_name.split("/")
        rows.append(
            [
                domain,
                f"`{scheme}`, {group}",
                figure(measured["sentences"]["f1"]),
                figure(within[set_name]["sentences"]["f1"]),
                figure(measured["calibration_error"]),
            ]
        )
    return grid(head, rows)


def as_shipped(results: Results) -> str:
    """The shipped model on the test part and on the contrast pairs."""
    head = [
        "test part",
        "sentences",
        "sentence F1",
        "exact cue F1",
        "calibration error",
    ]
    rows = [
        [
            title,
            f"{measured['sentences']['labelled']:,}",
            figure(measured["sentences"]["f1"]),
            figure(measured["cues_exact"]["f1"]),
            figure(measured["calibration_error"]),
        ]
        for _, title, measured in _test_parts(results)
    ]
    counts = results["accuracy"]["contrast"]["all"]
    pairs = f"Contrast pairs: {counts['rows_right']} of {counts['rows']} sentences right.\n"
    return f"{grid(head, rows)}\n{pairs}"


def mistakes(results: Results) -> str:
    """Wrong verdicts of the shipped model on the test part, in percent."""
    head = [
        "test part",
        "sentences",
        "called hedged, and are not",
        "hedged, and missed",
        "wrong of all",
    ]
    rows = []
    for _, title, measured in _test_parts(results):
        sentences = measured["sentences"]
        shares = (1 - sentences["precision"], 1 - sentences["recall"], _wrong(sentences))
        percentages = [f"{100 * share:.0f} %" for share in shares]
        rows.append([title, f"{sentences['labelled']:,}", *percentages])
    return grid(head, rows)


def _wrong(sentences: dict[str, Any]) -> float:
    """The share of the labelled sentences that have a wrong verdict."""
    hits = sentences["true"] * sentences["recall"]
    wrong = hits / sentences["precision"] + sentences["true"] - 2 * hits
    return float(wrong / sentences["labelled"])


def _test_parts(results: Results) -> list[tuple[str, str, dict[str, Any]]]:
    """Each part of the test part that was measured, its name for readers and its figures."""
    parts = results["accuracy"]["test_part"]
    return [(part, title, parts[part]["general"]) for part, title in TEST_PARTS if part in parts]


def registers(results: Results) -> str:
    """The annotated passages by register: two readers, the shipped model, and what it gets wrong.

    "disagreed" is the share of sentences where the model's verdict differs from the readers'.
    """
    head = [
        "register",
        "sentences",
        "hedged",
        "readers: sentence F1",
        "cue F1",
        "model: sentence F1",
        "cue F1",
        "disagreed",
        "missed most",
        "invented most",
    ]
    rows = []
    agreement = results["readers"]["agreement"]
    measured = results["accuracy"]["test_part"]["passages"]
    for name in sorted(agreement):
        of_model = measured["general" if name == "all" else f"general/{name}"]
        sentences = of_model["sentences"]
        words = results["accuracy"]["causes"].get(name, {})
        rows.append(
            [
                "all" if name == "all" else name.removeprefix("passages-"),
                f"{sentences['labelled']:,}",
                f"{sentences['true'] / sentences['labelled']:.0%}",
                figure(agreement[name]["sentences"]["f1"]),
                figure(agreement[name]["cues"]["f1"]),
                figure(sentences["f1"]),
                figure(of_model["cues_exact"]["f1"]),
                f"{_wrong(sentences):.1%}",
                *(", ".join(list(words.get(side, {}))[:4]) for side in ("missed", "invented")),
            ]
        )
    return grid(head, rows)


def splitters(results: Results) -> str:
    """Sentence splitters, those that ran."""
    head = [
        "F1 over sentence ends",
        "GUM, edited genres",
        "GUM news",
        "EWT web",
        "our golden rows",
    ]
    rows = []
    for name, row in results["splitters"]["splitters"].items():
        if row["status"] == "ok":
            ends = row["sentence_ends"]
            golden = row["golden"]
            cells = [figure(ends[part]["f1"]) for part in ("edited", "news", "web")]
            passed = f"{golden['passed']} of {golden['of']}"
            rows.append([f"{name} {row['version']}", *cells, passed])
    return grid(head, rows)
