"""Results of the encoder → tables: how right, how fast, the curve of the cascade, the schemes."""

from __future__ import annotations

from benchmarks.accuracy_tables import TEST_PARTS
from benchmarks.grid import Results, grid
from hedging.evaluate.tables import figure
from hedging.released import MODEL_ROLES

_LIGHT, _ACCURATE, _ = MODEL_ROLES
_NAMES = {"float": f"{_ACCURATE} before its numbers were made whole"}


def how_right(results: Results) -> str:
    """Each model on the test part and on the contrast rows, and the readers beside them."""
    head = ["model"]
    head += [f"{title}: sentence F1 / exact cue F1" for _, title in TEST_PARTS]
    head += ["calibration error, passages", "contrast rows right"]
    rows = []
    for name, of_model in results["encoder"]["models"].items():
        parts = [of_model[part]["general"] for part, _ in TEST_PARTS]
        counts = of_model["contrast"]
        rows.append(
            [
                _NAMES.get(name, name),
                *(_pair(own["sentences"], own["cues_exact"]) for own in parts),
                figure(parts[0]["calibration_error"]),
                f"{counts['rows_right']} of {counts['rows']}",
            ]
        )
    if results.has("readers"):
        readers = results["readers"]["agreement"]["all"]
        pair = _pair(readers["sentences"], readers["cues"])
        rows.append(["one careful reader against another", pair, *["–"] * 4])
    return grid(head, rows)


def _pair(sentences: dict[str, float], cues: dict[str, float]) -> str:
    return f"{figure(sentences['f1'])} / {figure(cues['f1'])}"


def registers(results: Results) -> str:
    """Sentence F1 and exact cue F1 of each model on each register."""
    models = results["encoder"]["models"]
    shown = [name for name in models if name != "float"]
    prefix = "general/passages-"
    rows = []
    for group in models[shown[0]]["passages"]:
        if group.startswith(prefix):
            figures = [models[name]["passages"][group] for name in shown]
            pairs = [_pair(own["sentences"], own["cues_exact"]) for own in figures]
            rows.append([group.removeprefix(prefix), *pairs])
    return grid(["register", *shown], rows)


def paces(results: Results) -> str:
    """Sentences a second, and what a new process needs until its first answer."""
    encoder = results["encoder"]
    rows = [
        [
            name,
            f"{pace:,.0f}",
            *(
                (f"{start['seconds']:.2f}", f"{start['megabytes']:,.0f}")
                if (start := encoder["start"].get(name))
                else ("", "")
            ),
        ]
        for name, pace in encoder["pace"].items()
    ]
    head = ["model", "sentences a second, one core, each a text of its own"]
    head += ["seconds to the first answer", "memory, MB"]
    return grid(head, rows)


def curve(results: Results) -> str:
    """What each band of the cascade gives and costs, between the light model and the encoder."""
    encoder = results["encoder"]
    head = [
        "band",
        "passages: sentence F1",
        "exact cue F1",
        "sentences a second, each a text of its own",
    ]
    rows = [
        [
            " to ".join(f"{edge:.3f}" for edge in row["band"]),
            figure(row["sentence_f1"]),
            figure(row["cue_f1"]),
            f"{row['pace']:,.0f}",
        ]
        for row in encoder["curve"]
    ]
    ends = []
    for name, title in (
        (_LIGHT, "none: the light model"),
        (_ACCURATE, "all: the encoder"),
    ):
        own = encoder["models"][name]["passages"]["general"]
        ends.append(
            [
                title,
                figure(own["sentences"]["f1"]),
                figure(own["cues_exact"]["f1"]),
                f"{encoder['pace'][name]:,.0f}",
            ]
        )
    return grid(head, [ends[0], *rows, ends[1]])


def schemes(results: Results) -> str:
    """The schemes of the corpora by cross-validation, the encoder beside the light model."""
    accurate = results["encoder_schemes"]["figures"]
    light = results["accuracy"]["cross_validation"]["figures"]
    head = ["scheme", "sentences", "sentence F1", "exact cue F1", "kinds, token macro F1"]
    head += ["the light model, all folds: sentence F1", "kinds, token macro F1"]
    rows = [
        [
            f"`{name}`",
            f"{own['sentences']['labelled']:,}",
            figure(own["sentences"]["f1"]),
            figure(own["cues_exact"]["f1"]),
            figure(own.get("token_macro_f1") if name.startswith("szeged") else None),
            figure(light[name]["sentences"]["f1"]),
            figure(light[name].get("token_macro_f1") if name.startswith("szeged") else None),
        ]
        for name, own in accurate.items()
    ]
    return grid(head, rows)
