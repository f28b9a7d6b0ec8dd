"""`hedging score`: sentences for a person and JSON for a program."""

import io
import json
import re
import sys

import pytest

import hedging
from hedging.cli.main import main
from hedging.cli.score import run_score
from hedging.kinds import KIND
from hedging.options import DetectorOptions
from hedging.yardstick import register_named

TEXT = "Prices may fall. They rose in June."
SEVEN = "One came. Two left. It may rain. Four stood. Five sat. Perhaps six ran. Seven hid."
LONG = (
    "It may rain on the hills in the north, perhaps, though some officials fear that nobody knows "
    "whether it does. " * 3
)
STYLE = re.compile("\x1b\\[[0-9;]*m")


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_for_a_person(article, capsys):
    assert run_score([str(article)], options=DetectorOptions()) == 0
    out = capsys.readouterr().out
    assert "Prices [may|epistemic] fall." in out
    assert "1 of 2 sentences leaves something open (50%)" in out
    assert "1 possible or unclear (epistemic)" in out
    assert "\x1b" not in out


def test_json_is_the_report_with_all_digits_and_an_id(article, capsys):
    assert run_score([str(article)], options=DetectorOptions(), as_json=True) == 0
    row = json.loads(capsys.readouterr().out)
    expected = hedging.detect(TEXT).to_dict()
    assert row == json.loads(json.dumps({"id": str(article), **expected}))
    assert next(iter(row)) == "id"


def test_json_keeps_line_ends_and_offsets(tmp_path, capsys):
    path = tmp_path / "crlf.txt"
    path.write_bytes(b"One.\r\nIt may rain.\r\n")
    assert main(["score", "--json", str(path)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["sentences"][1]["cues"][0]["start"] == 9


def test_json_cannot_command_a_terminal(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("It may rain\u009b2J in Łódź. \u202eIt may snow.", encoding="utf-8")
    assert main(["score", "--json", str(path)]) == 0
    out = capsys.readouterr().out
    assert out.isascii()
    assert json.loads(out)["text"] == path.read_text(encoding="utf-8")


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["score", "-"]) == 0
    assert "sentences leaves something open" in capsys.readouterr().out


def test_bad_paths_are_reported_and_the_rest_is_scored(article, tmp_path, capsys):
    latin = tmp_path / "latin.txt"
    latin.write_bytes("café may".encode("latin-1"))
    paths = [str(tmp_path / "no.txt"), str(latin), str(tmp_path), str(article)]
    assert run_score(paths, options=DetectorOptions(), as_json=True) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["id"] == str(article)
    missing, undecodable, folder = captured.err.splitlines()
    assert "no.txt: No such file" in missing
    assert "byte 0xe9" in undecodable
    assert "folder" in folder


def test_an_empty_file_is_a_clear_empty_result(tmp_path, capsys):
    path = tmp_path / "empty.txt"
    path.touch()
    assert main(["score", str(path)]) == 0
    assert "no sentence" in capsys.readouterr().out
    assert main(["score", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"] == []


def test_unknown_names_are_one_line(article, capsys):
    for arguments, message in (
        (["--scheme", "bio"], "szeged"),
        (["--hedge-kinds", "modal"], "known kinds are"),
        (["--hedge-kinds", ","], "known kinds are"),
        (["--model", "no-such-model"], "no-such-model"),
        (["--extra-cue", "murky=modal"], "unknown kind 'modal'"),
    ):
        assert main(["score", *arguments, str(article)]) == 1
        err = capsys.readouterr().err
        assert message in err
        assert err.count("\n") == 1


def test_confidence(article, capsys):
    assert main(["score", "--confidence", str(article)]) == 0
    out = capsys.readouterr().out
    report = hedging.detect(TEXT)
    for sentence in report.sentences:
        assert f"{sentence.confidence:4.0%}  {sentence.text[:6]}" in out
    low, high = report.spread
    band = f"(four of five readers: {100 * low:.0f} to {high:.0%})"
    assert f"confidence {report.confidence:.0%} {band}\n" in out
    assert main(["score", "--confidence", "--json", str(article)]) == 0
    assert json.loads(capsys.readouterr().out)["confidence"] == report.confidence


def test_confidence_needs_depth(article, capsys, monkeypatch):
    assert main(["score", "--confidence", "--depth", "cues", str(article)]) == 1
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "give --depth all" in captured.err
    assert captured.err.count("\n") == 1
    (article.parent / "pyproject.toml").write_text('[tool.hedging]\ndepth = "cues"\n')
    monkeypatch.chdir(article.parent)
    assert main(["score", "--confidence", str(article)]) == 1
    assert main(["score", "--confidence", "--depth", "all", str(article)]) == 0


class Terminal(io.StringIO):
    def isatty(self):
        return True


def on_terminal(monkeypatch, columns, *arguments):
    """What the command writes to a terminal with so many columns."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main([*map(str, arguments)]) == 0
    return terminal.getvalue()


@pytest.mark.parametrize("columns", [20, 40, 90, 300])
def test_lines_fit_the_terminal_and_lose_nothing(tmp_path, monkeypatch, columns):
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    pages = []
    for explain in ([], ["--explain"]):
        out = on_terminal(monkeypatch, columns, "score", *explain, tmp_path / "a.txt")
        pages.append([STYLE.sub("", line) for line in out.splitlines()])
        # On less than 30 columns a line is wrapped by the terminal itself.
        assert max(map(len, pages[-1][1:])) <= max(30, min(columns, 100))
        assert not any(line != line.rstrip() for line in pages[-1])
    wanted = [
        text if cue is None else f"{text}/{KIND[cue.kind].letter}"
        for sentence in hedging.detect(LONG).sentences
        for text, cue in [*sentence.segments(), (" ", None)]
    ]
    page = pages[0]
    shown = " ".join(line[8:] for line in page[1 : page.index("")])
    assert shown.split() == "".join(wanted).split()


def test_elsewhere_a_sentence_is_one_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    assert main(["score", str(tmp_path / "a.txt")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("● ")]) == 3


CHOSEN = [
    (["--context", "0"], ["It", "Perhaps"]),
    (["--min-score", "0.5"], ["It", "Perhaps"]),
    (["--min-score", "0.5", "--context", "1"], ["Two", "It", "Four", "Five", "Perhaps", "Seven"]),
    (["--min-score", "0"], ["One", "Two", "It", "Four", "Five", "Perhaps", "Seven"]),
    (["--min-score", "1"], []),
]


@pytest.mark.parametrize(("arguments", "expected"), CHOSEN)
def test_only_some_sentences_with_their_neighbours(tmp_path, capsys, arguments, expected):
    path = tmp_path / "a.txt"
    path.write_text(SEVEN, encoding="utf-8")
    assert main(["score", *arguments, str(path)]) == 0
    out = capsys.readouterr().out
    lines = [line for line in out.split("\n\n")[0].splitlines()[1:] if not line.endswith("…")]
    words = [line.split()[2 if line[0] == "●" else 1].split("|")[0] for line in lines]
    assert [re.sub(r"\W", "", word) for word in words] == expected
    assert "2 of 7 sentences" in out
    assert main(["score", "--json", *arguments, str(path)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert [sentence["text"].split()[0] for sentence in row["sentences"]] == expected
    assert row["score"] == hedging.detect(SEVEN).score


def test_gaps_between_chosen_sentences_are_shown(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(SEVEN, encoding="utf-8")
    assert main(["score", "--context", "0", str(path)]) == 0
    gaps = [line for line in capsys.readouterr().out.splitlines() if line.endswith("…")]
    assert len(gaps) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["--min-score", "2"],
        ["--min-score", "x"],
        ["--min-score", "nan"],
        ["--context", "-1"],
        ["--context", "1.5"],
        ["--context", "9" * 5000],
        ["--threshold", "1.1"],
        ["--extra-cue", "murky"],
        ["--extra-cue", "=weasel"],
        ["--nothing"],
        ["--kinds", "weasel"],
        ["--ignore", "may"],
        ["--hedge", "weasel"],
    ],
)
def test_wrong_arguments_are_named(article, arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["score", *arguments, str(article)])
    assert stopped.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_any_context_and_chosen_explanations(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("One came. It may rain. Two left in May.", encoding="utf-8")
    assert main(["score", "--context", "999999999999", str(path)]) == 0
    assert "Two left" in capsys.readouterr().out
    assert main(["score", "--json", "--explain", "--context", "0", str(path)]) == 0
    explanations = json.loads(capsys.readouterr().out)["explanations"]
    assert [row["candidate"]["text"] for row in explanations] == ["may"]


def test_a_text_cannot_command_the_terminal(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(
        b"It may\x00 rain. \x1b]0;title\x07\x1b[31mIt might\x1b[0m \xc2\x9b2J snow.\n"
    )
    out = on_terminal(monkeypatch, 90, "score", "--explain", tmp_path / "a.txt")
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f]", STYLE.sub("", out))
    assert "\x1b[31m" not in out


def test_reasons_for_and_against(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It may rain in May.", encoding="utf-8")
    assert main(["score", "--explain", str(tmp_path / "a.txt")]) == 0
    lines = capsys.readouterr().out.splitlines()
    cue, month = (line for line in lines if "“" in line)
    assert re.match(r" {8}\d\.\d\d  “may”: possible or unclear \(epistemic\); speaks for it: ", cue)
    assert re.match(r" {8}0\.\d\d  “May”: no cue; speaks against it: “in” before it, ", month)
    # One comma between two reasons.
    assert (cue.count(", "), month.count(", ")) == (1, 1)
    assert main(["score", "--verbose", str(tmp_path / "a.txt")]) == 0
    lines = capsys.readouterr().out.splitlines()
    cue, month = (line for line in lines if "“" in line and "—" in line)
    assert re.match(r" {8}\d\.\d\d  “may” possible or unclear \(epistemic\) — for: ", cue)
    assert re.match(r" {8}0\.\d\d  “May” .*cue — against: before “in” -\d\.\d\d", month)


TEN = "Perhaps it rained. " + "They left at noon. " * 9


def test_a_text_is_compared_with_a_register(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(TEN, encoding="utf-8")
    usual = register_named("news").usual
    assert main(["score", "--register", "news", str(path)]) == 0
    captured = capsys.readouterr()
    assert f"\nin news reports it is usually {usual}, here as usual\n" in captured.out
    assert captured.err == ""
    assert main(["score", "--register", "books", str(path)]) == 0
    assert "\nin chapters of older non-fiction it is " in capsys.readouterr().out
    assert main(["score", str(path)]) == 0
    assert "usual" not in capsys.readouterr().out
    assert main(["score", "--register", "none", str(path)]) == 0
    assert "usual" not in capsys.readouterr().out
    assert main(["score", "--json", str(path)]) == 0
    assert "usual" not in capsys.readouterr().out


def test_what_cannot_be_compared_is_said_where_a_register_is_named(article, tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(TEN, encoding="utf-8")
    for arguments, reason in (
        ([str(article)], "fewer than 10 sentences"),
        (["--hedge-kinds", "weasel", str(path)], "other scheme or kinds"),
        (["--ignore-kinds", "condition", str(path)], "other scheme or kinds"),
        (["--scheme", "szeged", str(path)], "other scheme or kinds"),
    ):
        assert main(["score", *arguments]) == 0
        captured = capsys.readouterr()
        assert "usual" not in captured.out
        assert captured.err == ""
        assert main(["score", "--register", "llm", *arguments]) == 0
        captured = capsys.readouterr()
        assert "usual" not in captured.out
        assert f"is not compared with answers of language models: {reason}\n" in captured.err


def test_an_unknown_register_is_named_with_the_known_ones(article, capsys):
    with pytest.raises(SystemExit):
        main(["score", "--register", "poems", str(article)])
    err = capsys.readouterr().err
    assert "'poems'" in err
    assert "encyclopedia, " in err.partition("known are ")[2]


def test_colour_on_a_terminal_only(article, monkeypatch):
    cue = f"\x1b[1;38;5;{KIND['epistemic'].ansi}mmay/E\x1b[0m"
    for no_color, expected in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", no_color)
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        main(["score", str(article)])
        assert (cue in terminal.getvalue()) is expected


def test_markdown_by_the_name_of_the_file(tmp_path, capsys):
    pytest.importorskip("markdown_it")
    pytest.importorskip("mdit_py_plugins")
    source = "It rained.\n\n    it may fail\n"
    for name in ("a.md", "a.txt"):
        (tmp_path / name).write_text(source, encoding="utf-8")
    for name, arguments, cues in (
        ("a.md", [], 0),
        ("a.txt", [], 1),
        ("a.md", ["--no-markdown"], 1),
        ("a.txt", ["--markdown"], 0),
    ):
        for explain in ([], ["--explain"]):
            path = str(tmp_path / name)
            assert main(["score", "--json", *explain, *arguments, path]) == 0
            row = json.loads(capsys.readouterr().out)
            assert sum(len(sentence["cues"]) for sentence in row["sentences"]) == cues
            assert row["text"] == source
            shown = [e for e in row.get("explanations", []) if e["is_cue"]]
            assert len(shown) == (cues if explain else 0)
