"""Whether the word of an agent that it is done can be taken."""

import json
import time

import pytest

import hedging
from hedging.check.done import MOST_NAMED, learned, read_done
from hedging.cli.main import main
from tests.fuzz.material import HOSTILE, ODD
from training.done import OUTPUT, fitted, held_out, read_messages, threshold_of

pytest.importorskip("markdown_it")

DONE = "The parser is rewritten, and all 212 tests pass."
UNSURE = "The parser is complete! I could not run the tests here, but they should pass."


@pytest.fixture(scope="module")
def detector():
    return hedging.load(depth="cues")


def test_the_sentences_that_are_against_it_are_named(detector):
    done = read_done(f"{DONE}\n\n{UNSURE}", detector)
    assert done.doubtful
    assert 0 < len(done.sentences) <= MOST_NAMED
    assert "I could not run the tests here, but they should pass." in [
        each.text for each in done.sentences
    ]
    whole = f"{DONE}\n\n{UNSURE}"
    assert [whole[each.start : each.end] for each in done.sentences] == [
        each.text for each in done.sentences
    ]
    assert not read_done(DONE, detector).doubtful


@pytest.mark.parametrize(
    "around", ["```\n{}\n```", "> {}", "`{}`", "The log says “{}”", "<!-- {} -->", 'It said "{}"']
)
def test_what_others_say_is_left_out(detector, around):
    said = around.format("I could not run it, and it should probably work.")
    alone = around.format("x")
    with_it, without = (read_done(f"{DONE}\n\n{text}", detector).doubt for text in (said, alone))
    assert with_it == pytest.approx(without)


def test_odd_messages_have_an_answer_and_long_ones_a_quick_one(detector):
    for text in ("", "```", *HOSTILE, *ODD):
        assert 0 <= read_done(text, detector).doubt <= 1
    begin = time.perf_counter()
    read_done(f"{DONE} {UNSURE}\n\n" * 3000, detector)
    assert time.perf_counter() - begin < 30


def test_the_weights_are_what_training_makes(detector):
    messages = read_messages()
    assert {message.hand for message in messages} == set("abcd")
    threshold = threshold_of([*held_out(messages, detector)])
    made = fitted(messages, detector, threshold)
    shipped = learned()
    assert made.threshold == shipped.threshold
    assert made.features.keys() ^ shipped.features.keys() <= {
        name for name in shipped.features if abs(shipped.features[name]) < 0.01
    }
    for name in made.features.keys() & shipped.features.keys():
        assert made.features[name] == pytest.approx(shipped.features[name], abs=0.01)
    assert json.loads(OUTPUT.read_text(encoding="utf-8"))["bias"] == shipped.bias


def test_the_command_and_its_exit_codes(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text(DONE, encoding="utf-8")
    (tmp_path / "b.md").write_text(UNSURE, encoding="utf-8")
    assert main(["check", "a.md", "--claims", "done"]) == 0
    assert capsys.readouterr().out.startswith("a.md: nothing is found against that it is done (0.")
    assert main(["check", "a.md", "b.md", "--claims", "done"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert lines[-1].startswith("b.md: its own words are against that it is done (0.")
    assert "b.md:1:25: I could not run the tests here, but they should pass." in lines
    assert main(["check", "a.md", "b.md", "--claims", "done", "--format", "json"]) == 1
    found = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(each["path"], each["doubtful"]) for each in found] == [("a.md", False), ("b.md", True)]
    assert main(["check", "a.md", "none.md", "--claims", "done"]) == 2
    for wrong in (["--max-hedged", "1%"], ["--diff", "main"], ["--format", "sarif"]):
        assert main(["check", "a.md", "--claims", "done", *wrong]) == 2
        assert "--claims done" in capsys.readouterr().err
