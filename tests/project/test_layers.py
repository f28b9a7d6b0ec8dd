"""Imports point one way: no module imports one that stands to its right."""

import ast
from pathlib import Path

import hedging

ORDER = [
    {"errors", "hashes"},
    {"tokens"},
    {"weights", "words", "cues", "learning", "templates"},
    {"sentences", "features", "scoring", "marks"},
    {"plots"},
    {"results"},
    {"model", "own_words", "reasons"},
    {"detector"},
    {
        "corpora",
        "corpora.gold",
        "corpora.markup",
        "corpora.jsonlines",
        "corpora.szeged",
        "corpora.bioscope",
        "corpora.conll2010",
    }
    | {"corpora.boundaries", "corpora.standoff", "evaluation", "distillation", "throughput"},
    {"inputs", "checking", "terminal", "comparison", "html_report"},
    {"outputs", "html_index"},
    {
        "batching",
        "batch_scores",
        "integrations",
        "integrations.arrow",
        "integrations.sklearn",
        "integrations.spacy",
    },
    {"integrations.dataframe", "integrations.spark", "integrations.ray_data"},
    {"training"},
    {"validation"},
    {"cli"},
    {"", "__main__"},
]
RANK = {name: rank for rank, names in enumerate(ORDER) for name in names}
HOME = Path(hedging.__file__).parent


def modules():
    for path in sorted(HOME.rglob("*.py")):
        parts = path.relative_to(HOME).with_suffix("").parts
        yield ".".join(part for part in parts if part != "__init__"), path


def test_every_module_has_a_place():
    assert {name for name, _ in modules()} == set(RANK)
    assert sum(map(len, ORDER)) == len(RANK)


def test_imports_point_one_way():
    for name, path in modules():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            targets = [node.module] if isinstance(node, ast.ImportFrom) else []
            if isinstance(node, ast.Import):
                targets = [alias.name for alias in node.names]
            for target in targets:
                if target == "hedging":
                    targets = [
                        f"hedging.{alias.name}"
                        for alias in node.names
                        if alias.name != "__version__"
                    ]
                    break
            for target in targets:
                if target and target.startswith("hedging."):
                    other = target.removeprefix("hedging.")
                    assert RANK[other] <= RANK[name], f"{name} imports {other}"


def test_the_core_needs_numpy_only():
    for name, path in modules():
        if RANK[name] > RANK["detector"] and name:
            continue
        # matplotlib is looked for when a plot is asked for.
        allowed = {"hedging", "numpy", "__future__"} | (
            {"matplotlib"} if name == "plots" else set()
        )
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names = [node.module] if isinstance(node, ast.ImportFrom) else []
            names += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            for one in names:
                top = one.split(".")[0]
                assert top in allowed or top in __import__("sys").stdlib_module_names, (
                    f"{name} imports {one}"
                )
