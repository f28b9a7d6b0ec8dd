"""Results on what goes beyond cues → tables: scopes, holders and sources, confidence, pace."""

from __future__ import annotations

from typing import Any

from benchmarks.grid import Results, grid, percent
from hedging.evaluate.tables import figure
from hedging.released import MODEL_ROLES

_LIGHT, _ACCURATE, _AUTO = MODEL_ROLES
_SETS = {
    "abstracts": "BioScope abstracts, ten folds by document",
    "clinical_merged": "BioScope clinical reports, learned from the abstracts",
    "full_papers": "BioScope articles, learned from the abstracts",
    "general": "our test part",
}


def scope_readers(results: Results) -> str:
    """How often two readers marked the same."""
    row = results["readers"]["scopes"]
    head = ["cues", "the same scope, to the character", "the same holder", "the same named source"]
    shares = [percent(row[name]) for name in ("scope", "holder", "named source")]
    return grid(head, [[str(row["cues"]), *shares]])


def scopes(results: Results) -> str:
    """How many scopes of gold cues are found to the character."""
    head = ["set", "cues", "both ends exact", "beginning", "stop"]
    rows = [
        [title, f"{own['cues']:,}", *(figure(own[end]) for end in ("both", "beginning", "stop"))]
        for name, title in _SETS.items()
        for own in [results["scopes"][name]]
    ]
    return grid(head, rows)


def holders(results: Results) -> str:
    """Whose doubt it is on our test part, and sources on GUM."""
    own = results["attribution"]["scopes"]
    gum = results["attribution"]["gum"]["noun phrases"]["news and interviews"]
    rows = [
        ["holder, our test part: accuracy", figure(own["holder"])],
        *(
            [f"those whose holder is {name}", figure(value)]
            for name, value in own["holder by holder"].items()
        ),
        ["quoted: accuracy", figure(own["quoted"])],
        ["denied: accuracy", figure(own["negated"])],
        ["sources, GUM news and interviews, ten folds: exact F1", figure(gum["strict"]["f"])],
        ["the same, F1 of the words", figure(gum["tokens"]["f"])],
    ]
    return grid(["what", "figure"], rows)


def confidence(results: Results) -> str:
    """Confidence and roles beside the judgment of readers, by each model that reads them."""
    models = _models(results)
    titles = {
        "ratings": "our ratings, test part",
        "sentences": "sentences of running text, our ratings, test part",
        "model_answers": "answers of language models, rated by people",
        "words": "strengths of phrases beside a survey",
        "findings": "certainty of findings of science",
    }
    light = models[_LIGHT]
    rows = [
        [title, f"{light[name]['texts']:,}", *(_pair(own, name) for own in models.values())]
        for name, title in titles.items()
    ]
    right = [figure(own["roles"]["right"]) for own in models.values()]
    sentences = f"{light['roles']['sentences']:,}"
    rows.append(["roles of sentences, test part: share right", sentences, *right])
    return grid(["readers", "texts", *models], rows)


def answers(results: Results) -> str:
    """Our answers at five levels, and what stands around them."""
    models = _models(results)
    rows = [
        [
            form,
            *(
                f"{figure(row['spearman'])} / {figure(row['mean_change'])} / {row[_CHANGED]}"
                for own in models.values()
                for row in [own["answers"][form]]
            ),
        ]
        for form in ("text", "courtesy", "padding", "markdown")
    ]
    return grid(["300 answers", *models], rows)


def near_readers(results: Results) -> str:
    """How many confidences of blind texts are near those of two readers."""
    models = _models(results)
    rows = []
    for name, title in _BLIND.items():
        first, *others = (own["near_readers"][name] for own in models.values())
        shares = [f"{own['near']} of {own['texts']}" for own in (first, *others)]
        rows.append([title, *shares, f"{first['reader']} of {first['texts']}"])
        rows += [
            [f"– {kind}", *(f"{own[kind][0]} of {own[kind][1]}" for own in (first, *others)), ""]
            for kind in first
            if kind not in ("texts", "near", "reader")
        ]
    return grid(["texts", *models, "a reader beside the other"], rows)


def spread(results: Results) -> str:
    """How many answers of readers lie in the spread."""
    own = results["confidence"]
    rows = [
        ("survey of phrases, from which the width is", own["spread_of_words"]["fitted"]),
        ("another survey of the same phrases", own["spread_of_words"]["unseen"]),
        *(
            (f"answers of language models, {name}", model["spread"])
            for name, model in _models(results).items()
        ),
    ]
    head = ["readers", "answers", "within", "below", "above"]
    return grid(
        head,
        [
            [title, f"{row['ratings']:,}", *(percent(row[end]) for end in head[2:])]
            for title, row in rows
        ],
    )


_BLIND = {
    "stated": "certainty stated, and look-alikes: within .1",
    "short": "short answers: within .15",
    "forms": "answers in the usual forms: within .15",
    "free": "certainty stated, written and rated without a guide: within .1",
}
_CHANGED = "changed_by_more_than_0.02"


def _models(results: Results) -> dict[str, Any]:
    """The figures of the light model, of the cascade and of the accurate model."""
    own = results["confidence"]
    return {_LIGHT: own, **{name: own[name] for name in (_AUTO, _ACCURATE)}}


def _pair(own: Any, name: str) -> str:
    """Pearson's r, and the mean absolute error where the readers have the same scale."""
    if name not in own:
        return "–"
    row, error = own[name], "mean_absolute_error"
    return f"{figure(row['r'])} / {figure(row[error])}" if error in row else figure(row["r"])


def pace(results: Results) -> str:
    """The pace with everything on beside that of cues alone."""
    own = results["confidence"]["pace"]
    rows = [
        [f'depth="{depth}"', f"{own[depth]:,.0f}", figure(own[depth] / own["cues"])]
        for depth in ("cues", "all")
    ]
    return grid(["", "sentences a second, one core", "share"], rows)


def encoded_pace(results: Results) -> str:
    """The pace of the models with an encoder, with cues alone and with everything."""
    titles = {"articles": "news articles", "answers": "300 answers, each a text of its own"}
    rows = [
        [
            f"{name}, {title}",
            f"{own['cues']:,}",
            f"{own['all']:,}",
            figure(own["all"] / own["cues"]),
        ]
        for name in (_AUTO, _ACCURATE)
        for key, title in titles.items()
        for own in [results["confidence"][name]["pace"][key]]
    ]
    return grid(["sentences a second, one core", 'depth="cues"', 'depth="all"', "share"], rows)


def confidence_seeds(results: Results) -> str:
    """The network of the confidence trained with several seeds, and as it was released."""
    own = results["encoder_confidence"]
    runs = {f"seed {number}": run for number, run in enumerate(own["seeds"])}
    runs["seed 0 in whole numbers"] = own["whole numbers"]
    sources = ("ratings", "several sentences", "running text")
    rows = [
        [
            title,
            *(
                f"{figure(run[f'{s}: r'])} / {figure(run[f'{s}: mean absolute error'])}"
                for s in sources
            ),
            figure(run["findings: r"]),
            figure(run["roles right"]),
        ]
        for title, run in runs.items()
    ]
    head = ["", "sentences", "texts of several sentences", "running text", "findings: r"]
    return grid([*head, "roles right"], rows)


def seeds(results: Results) -> str:
    """The encoder fine-tuned with several seeds."""
    own = results["encoder_seeds"]
    head = ["seed", "passages: sentence F1", "exact cue F1", "calibration error", "contrast rows"]
    names = ("sentence_f1", "cue_f1", "calibration_error", "contrast_rows_right")
    rows = [
        [str(number), *(figure(run[name]) for name in names[:3]), f"{run[names[3]]:.0f}"]
        for number, run in enumerate(own["seeds"])
    ]
    for name, title in (("mean", "mean"), ("standard_deviation", "standard deviation")):
        row = own[name]
        rows.append([title, *(figure(row[n]) for n in names[:3]), f"{row[names[3]]:.1f}"])
    return grid(head, rows)
