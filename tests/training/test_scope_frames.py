import random

import pytest

from hedging.errors import CorpusError
from training.corpora.scope_frames import filled, marked, read_frames


def written(folder, frames, phrases="noun = ice | snow | hail\n"):
    paths = folder / "reports.txt", folder / "phrases.txt"
    for path, content in zip(paths, (frames, phrases), strict=True):
        path.write_text(content, encoding="utf-8")
    return paths


def test_a_frame_is_drawn_with_other_phrases_and_its_scopes_lie_around_the_same_words(tmp_path):
    frames = "# A remark.\n\nNo {$noun <or> $noun}.\nIt {<may> snow}.\n"
    drawn = list(read_frames(*written(tmp_path, frames), draws=30))
    assert len(drawn) == 31
    assert [row.document for row in drawn] == ["reports-3"] * 30 + ["reports-4"]
    assert {row.group for row in drawn} == {"reports"}
    texts = {row.text for row in drawn[:-1]}
    assert texts == {f"No {a} or {b}." for a in WORDS for b in WORDS if a != b}, (
        "no phrase twice in a sentence"
    )
    for row in drawn[:-1]:
        ((cue, scope),) = row.pairs
        assert row.text[slice(*cue)] == "or"
        assert row.text[slice(*scope)] == row.text[len("No ") : -1]
    assert drawn == list(read_frames(*written(tmp_path, frames), draws=30))


WORDS = ("ice", "snow", "hail")


def test_cues_belong_to_the_innermost_scope_and_may_share_one():
    text, pairs = marked("{<may> be {<either> ice <or> snow}}, and {rain <cannot be> <excluded>}")
    found = [(text[slice(*cue)], text[slice(*scope)]) for cue, scope in pairs]
    assert found == [
        ("may", "may be either ice or snow"),
        ("either", "either ice or snow"),
        ("or", "either ice or snow"),
        ("cannot be", "rain cannot be excluded"),
        ("excluded", "rain cannot be excluded"),
    ]


def test_phrases_may_hold_names_and_the_sentence_is_spelled_as_one():
    phrases = {"thing": ("$kind ice",), "kind": ("old",)}
    line = filled("$thing, {a <possible> b or a {$kind <or> new} one}", phrases, random.Random(0))
    assert line == "Old ice, {a <possible> b or an {old <or> new} one}"


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("It may snow.", "it needs a cue"),
        ("It {may snow}.", "'}' at character 13"),
        ("It <may> snow.", "'<' at character 4"),
        ("It {<may> snow.", "every mark its partner"),
        ("It {<may snow}.", "'}' at character 14"),
        ("It {<may> snow}}.", "'}' at character 16"),
        ("It {<may> $snow}.", "$snow is no name"),
    ],
)
def test_a_wrong_frame_is_named(tmp_path, line, told):
    with pytest.raises(CorpusError, match="line 2") as caught:
        list(read_frames(*written(tmp_path, f"It {{<may> rain}}.\n{line}\n"), draws=1))
    assert told in str(caught.value)


@pytest.mark.parametrize("line", ["noun", "noun =", "noun = ice | | snow", "= ice", "no un = ice"])
def test_a_wrong_line_of_phrases_is_named(tmp_path, line):
    paths = written(tmp_path, "It {<may> rain}.", f"# A remark.\n{line}\n")
    with pytest.raises(CorpusError, match=r"phrases\.txt, line 2"):
        list(read_frames(*paths, draws=1))


def test_phrases_that_hold_themselves_are_named(tmp_path):
    paths = written(tmp_path, "It {<may> $noun}.", "noun = $noun $noun\n")
    with pytest.raises(CorpusError, match="line 1"):
        list(read_frames(*paths, draws=1))
