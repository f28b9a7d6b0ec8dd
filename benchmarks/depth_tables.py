"""Results of the model of depth → tables: scopes, holders and sources, confidence, pace."""

from __future__ import annotations

from benchmarks.grid import Results, grid
from hedging.evaluate.tables import figure

_SETS = {
    "abstracts": "BioScope abstracts, ten folds by document",
    "clinical_merged": "BioScope clinical reports, learned from the abstracts",
    "full_papers": "BioScope articles, learned from the abstracts",
    "general": "our test part",
}


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
    """Confidence beside the judgment of readers."""
    own = results["confidence"]
    titles = {
        "ratings": "our ratings, test part",
        "model_answers": "answers of language models, rated by people",
        "words": "strengths of phrases beside a survey",
    }
    head = ["readers", "texts", "Pearson's r", "mean absolute error"]
    rows = [
        [title, f"{row['texts']:,}", figure(row["r"]), figure(row["mean_absolute_error"])]
        for name, title in titles.items()
        for row in [own[name]]
    ]
    findings = own["findings"]
    rows.append(
        ["certainty of findings of science", f"{findings['texts']:,}", figure(findings["r"]), "–"]
    )
    return grid(head, rows)


def answers(results: Results) -> str:
    """Our answers at five levels, and what stands around them."""
    own = results["confidence"]["answers"]
    head = ["300 answers", "rank correlation with the level", "mean change", "changed by > 0.02"]
    rows = [
        [form, figure(row["spearman"]), figure(row["mean_change"]), str(row[_CHANGED])]
        for form in ("text", "courtesy", "padding", "markdown")
        for row in [own[form]]
    ]
    return grid(head, rows)


_CHANGED = "changed_by_more_than_0.02"


def pace(results: Results) -> str:
    """The pace with everything on beside that of cues alone."""
    own = results["confidence"]["pace"]
    rows = [
        [f'depth="{depth}"', f"{own[depth]:,.0f}", figure(own[depth] / own["cues"])]
        for depth in ("cues", "all")
    ]
    return grid(["", "sentences a second, one core", "share"], rows)


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
