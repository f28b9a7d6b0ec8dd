"""What became of the files that a release learned from."""

import pytest

from hedging.model.files import digest_of, folder_of
from training.inputs import PARTS, Input, inputs, recorded
from training.material import MATERIAL


def test_files_are_the_same_or_have_moved_on_or_are_missing(tmp_path):
    (tmp_path / "articles").mkdir()
    for name in ("same.tsv", "moved.tsv", "articles/news.jsonl"):
        (tmp_path / name).write_text(name, encoding="utf-8")
    same, moved, news = (
        digest_of(tmp_path / name) for name in ("same.tsv", "moved.tsv", "articles/news.jsonl")
    )
    old = "0" * 16
    by_part = {
        "cues": {
            "wikinews/articles.jsonl": old,
            "same.tsv": same,
            "moved.tsv": old,
            "articles/news.jsonl": news,
            "articles/gone.jsonl": old,
        },
        "beyond": {"moved.tsv": moved, "same.tsv": same, "gone.tsv": old, "../unlabelled/a": old},
        "confidence": {},
    }
    assert list(inputs(by_part, tmp_path)) == [
        Input("same.tsv", ("cues", "beyond"), same, True, same),
        Input("moved.tsv", ("cues",), old, True, moved),
        Input("articles/news.jsonl", ("cues",), news, True, news),
        Input("articles/gone.jsonl", ("cues",), old, True, None),
        Input("moved.tsv", ("beyond",), moved, True, moved),
        Input("gone.tsv", ("beyond",), old, True, None),
        Input("wikinews/articles.jsonl", ("cues",), old, False, None),
        Input("../unlabelled/a", ("beyond",), old, False, None),
    ]


@pytest.mark.skipif(
    not folder_of("accurate").exists(),
    reason="the accurate model is not here: it is a package of its own",
)
def test_the_release_has_recorded_what_it_learned_from():
    material = recorded()
    assert list(material) == list(PARTS)
    for part, (_, _, entry) in PARTS.items():
        assert ("cues.tsv" if entry == MATERIAL else "ratings.jsonl") in material[part]
        assert all(len(digits) == 16 for digits in material[part].values())
