"""Models that were trained without a domain → how right they are there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.material import only_schemes
from hedging.corpora.boundaries import Passage
from hedging.corpora.gold import Gold
from hedging.detector import Detector
from hedging.errors import require
from hedging.evaluate.metrics import Metrics, Mistake, count, find_mistakes, score_golds
from hedging.model.model import Model
from hedging.options import DetectorOptions
from hedging.train.material import Material
from hedging.train.recipe import Recipe
from hedging.train.training import fit

#: A scheme and a group of its sentences.
Set = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Domain:
    """A domain: which sentences belong to it, and the sets that it is tested on."""

    holds: Callable[[Gold], bool]
    sets: tuple[Set, ...]


_BIOLOGY = (
    *("abstracts", "full_papers", "bio_hbc", "bio_bmc", "bio_fly"),
    *("passages-science", "picked-science"),
)
_CLINICAL = ("clinical", "clinical_merged", "passages-clinical", "picked-clinical")
_NEWS = ("news", "wikinews", "gum-news", "passages-news", "picked-news")
_WIKIPEDIA = ("wiki", "passages-encyclopedia", "picked-encyclopedia")

#: The domains that are left out of training in turn, with all corpora of each.
DOMAINS = {
    "biology": Domain(
        lambda gold: gold.group in _BIOLOGY,
        (
            ("general", "passages-science"),
            ("szeged", "bio_hbc"),
            ("szeged", "bio_bmc"),
            ("szeged", "bio_fly"),
        ),
    ),
    "clinical": Domain(lambda gold: gold.group in _CLINICAL, (("general", "passages-clinical"),)),
    "Wikipedia": Domain(
        lambda gold: gold.scheme == "conll2010-wikipedia" or gold.group in _WIKIPEDIA,
        (("general", "wiki"), ("szeged", "wiki")),
    ),
    "news": Domain(
        lambda gold: gold.scheme == "general" and gold.group in _NEWS,
        (("general", "news"), ("general", "wikinews"), ("general", "gum-news")),
    ),
}


def leave_domains_out(
    material: Material, recipe: Recipe, *, workers: int = 2
) -> tuple[dict[str, Metrics], dict[str, list[Mistake]]]:
    """Metrics and mistakes on each domain of models that were trained without it."""
    joblib = require("joblib", "leaving domains out", "train")
    models = joblib.Parallel(n_jobs=workers)(
        joblib.delayed(_without_domain)(material, recipe, domain) for domain in DOMAINS
    )
    metrics: dict[str, Metrics] = {}
    mistakes: dict[str, list[Mistake]] = {}
    for (name, domain), model in zip(DOMAINS.items(), models, strict=True):
        for scheme, group in domain.sets:
            golds = [
                gold
                for gold in material.golds
                if (gold.scheme, gold.group, gold.part) == (scheme, group, "train")
            ]
            by_set: dict[str, Metrics] = {}
            reports = score_golds(golds, Detector(model, DetectorOptions(scheme=scheme)))
            count(golds, reports, by_set)
            mistakes[f"without {name} {scheme} {group}"] = find_mistakes(golds, reports)
            metrics[f"without {name}: {scheme}/{group}"] = by_set[f"{scheme}/{group}"]
    return metrics, mistakes


def _without_domain(material: Material, recipe: Recipe, name: str) -> Model:
    domain = DOMAINS[name]

    def is_inside(item: Gold | Passage) -> bool:
        return isinstance(item, Gold) and domain.holds(item)

    schemes = (scheme for scheme, _ in domain.sets)
    return fit(material, only_schemes(recipe, *schemes), without=is_inside)
