import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys

import pytest

import hedging
from hedging.cli.main import main
from hedging.kinds import KIND

TEXT = "Prices may fall. They rose in June."


@pytest.fixture
def article(tmp_path):
    path = tmp_path / "article.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def test_for_a_person(article, capsys):
    assert main(["score", str(article)]) == 0
    out = capsys.readouterr().out
    assert "Prices [may|epistemic] fall." in out
    assert "1 of 2 sentences hedged (50%)" in out
    assert "1 epistemic" in out
    assert "\x1b" not in out


def test_json_keeps_line_ends_and_offsets(tmp_path, capsys):
    path = tmp_path / "crlf.txt"
    path.write_bytes(b"One.\r\nIt may rain.\r\n")
    assert main(["score", "--json", str(path)]) == 0
    row = json.loads(capsys.readouterr().out)
    assert row["id"] == str(path)
    assert row["sentences"][1]["cues"][0]["start"] == 9


def test_standard_input(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(TEXT.encode())))
    assert main(["score", "-"]) == 0
    assert "document score" in capsys.readouterr().out


def test_bad_paths_are_reported_and_the_rest_is_scored(article, tmp_path, capsys):
    latin = tmp_path / "latin.txt"
    latin.write_bytes("café may".encode("latin-1"))
    code = main(
        ["score", "--json", str(tmp_path / "no.txt"), str(latin), str(tmp_path), str(article)]
    )
    captured = capsys.readouterr()
    assert code == 1
    assert len(captured.out.splitlines()) == 1
    assert json.loads(captured.out)["id"] == str(article)
    missing, undecodable, folder = captured.err.splitlines()
    assert "no.txt: No such file" in missing
    assert "byte 0xe9 at 3" in undecodable
    assert "folder" in folder


def test_an_empty_file_is_a_clear_empty_result(tmp_path, capsys):
    path = tmp_path / "empty.txt"
    path.touch()
    assert main(["score", str(path)]) == 0
    assert "no sentence" in capsys.readouterr().out
    assert main(["score", "--json", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["sentences"] == []


def test_unknown_names_are_one_line(article, capsys):
    assert main(["score", "--scheme", "bio", str(article)]) == 1
    assert "knows general, szeged" in capsys.readouterr().err
    assert main(["score", "--kinds", "modal", str(article)]) == 1
    assert "known kinds are" in capsys.readouterr().err


class Terminal(io.StringIO):
    def isatty(self):
        return True


def on_terminal(monkeypatch, columns, *arguments):
    """What the command writes to a terminal so wide."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stdout", terminal)
    monkeypatch.setenv("COLUMNS", str(columns))
    assert main([*map(str, arguments)]) == 0
    return terminal.getvalue()


LONG = (
    "It may rain on the hills in the north, perhaps, though some officials fear that nobody knows whether it does. "
    * 3
)


@pytest.mark.parametrize("columns", [20, 40, 90, 300])
def test_lines_fit_the_terminal_and_lose_nothing(tmp_path, monkeypatch, columns):
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    pages = []
    for explain in ([], ["--explain"]):
        out = on_terminal(monkeypatch, columns, "score", *explain, tmp_path / "a.txt")
        pages.append([re.sub("\x1b\\[[0-9;]*m", "", line) for line in out.splitlines()])
        # On less than 30 columns a line is wrapped by the terminal itself.
        assert max(map(len, pages[-1][1:])) <= max(30, min(columns, 100))
        assert not any(line != line.rstrip() for line in pages[-1])
    letters = {kind: mark.letter for kind, mark in KIND.items()}
    wanted = [
        piece if cue is None else f"{piece}/{letters[cue.kind]}"
        for sentence in hedging.detect(LONG).sentences
        for piece, cue in [*sentence.segments(), (" ", None)]
    ]
    page = pages[0]
    assert (
        " ".join(line[8:] for line in page[1 : page.index("")]).split() == "".join(wanted).split()
    )


def test_elsewhere_a_sentence_is_one_line(tmp_path, capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    (tmp_path / "a.txt").write_text(LONG, encoding="utf-8")
    assert main(["score", str(tmp_path / "a.txt")]) == 0
    assert (
        len([line for line in capsys.readouterr().out.splitlines() if line.startswith("● ")]) == 3
    )


def test_only_some_sentences_with_their_neighbours(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text(
        "One came. Two left. It may rain. Four stood. Five sat. Perhaps six ran. Seven hid.",
        encoding="utf-8",
    )
    for arguments, expected in (
        (["--context", "0"], ["It", "Perhaps"]),
        (["--min-score", "0.5"], ["It", "Perhaps"]),
        (
            ["--min-score", "0.5", "--context", "1"],
            ["Two", "It", "Four", "Five", "Perhaps", "Seven"],
        ),
        (["--min-score", "0"], ["One", "Two", "It", "Four", "Five", "Perhaps", "Seven"]),
        (["--min-score", "1"], []),
    ):
        assert main(["score", *arguments, str(path)]) == 0
        out = capsys.readouterr().out
        lines = [line for line in out.split("\n\n")[0].splitlines()[1:] if not line.endswith("…")]
        assert [
            re.sub(r"\W", "", line.split()[2 if line[0] == "●" else 1].split("|")[0])
            for line in lines
        ] == expected
        assert "2 of 7 sentences" in out
        assert main(["score", "--json", *arguments, str(path)]) == 0
        row = json.loads(capsys.readouterr().out)
        assert [one["text"].split()[0] for one in row["sentences"]] == expected
        assert row["score"] == round(hedging.detect(path.read_text()).score, 4)
    assert main(["score", "--context", "0", str(path)]) == 0
    gaps = [line for line in capsys.readouterr().out.splitlines() if line.endswith("…")]
    assert len(gaps) == 3


@pytest.mark.parametrize(
    "arguments",
    [
        ["--min-score", "2"],
        ["--min-score", "x"],
        ["--context", "-1"],
        ["--context", "1.5"],
        ["--nothing"],
    ],
)
def test_options_out_of_range_are_named(article, arguments, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["score", *arguments, str(article)])
    assert stopped.value.code == 2
    assert arguments[0] in capsys.readouterr().err


def test_any_context_and_filtered_explanations(tmp_path, capsys):
    path = tmp_path / "a.txt"
    path.write_text("One came. It may rain. Two left in May.", encoding="utf-8")
    assert main(["score", "--context", "999999999999", str(path)]) == 0
    assert "Two left" in capsys.readouterr().out
    assert main(["score", "--json", "--explain", "--context", "0", str(path)]) == 0
    assert [one["text"] for one in json.loads(capsys.readouterr().out)["explanations"]] == ["may"]


def test_a_text_cannot_command_the_terminal(tmp_path, monkeypatch):
    (tmp_path / "a.txt").write_bytes(
        b"It may\x00 rain. \x1b]0;title\x07\x1b[31mIt might\x1b[0m \xc2\x9b2J snow.\n"
    )
    out = on_terminal(monkeypatch, 90, "score", "--explain", tmp_path / "a.txt")
    assert not re.search("[\x00-\x08\x0e-\x1f\x7f-\x9f]", re.sub("\x1b\\[[0-9;]*m", "", out))
    assert "\x1b[31m" not in out


def test_where_the_output_is_not_utf8(tmp_path):
    (tmp_path / "a.txt").write_text("It may rain in Łódź.", encoding="utf-8")
    environment = os.environ | {"PYTHONIOENCODING": "cp1252"}
    for options in ([], ["--json"]):
        command = [sys.executable, "-m", "hedging", "score", *options, str(tmp_path / "a.txt")]
        done = subprocess.run(command, check=True, capture_output=True, env=environment)
        assert b"may" in done.stdout
    assert json.loads(done.stdout)["sentences"][0]["text"] == "It may rain in Łódź."


def test_reasons_for_and_against(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It may rain in May.", encoding="utf-8")
    assert main(["score", "--explain", str(tmp_path / "a.txt")]) == 0
    cue, month = (
        line for line in capsys.readouterr().out.splitlines() if "“" in line and "—" in line
    )
    assert re.match(r" {8}\d\.\d\d  “may” epistemic — for: ", cue)
    assert re.match(r" {8}0\.\d\d  “May” no cue — against: before “in” -\d\.\d\d", month)


def helps():
    """The help of the program and of each command."""
    for command in ([], *([name] for name in hedging_commands())):
        done = subprocess.run(
            [sys.executable, "-m", "hedging", *command, "--help"],
            check=True,
            capture_output=True,
            text=True,
        )
        yield command, done.stdout


def hedging_commands():
    shown = subprocess.run(
        [sys.executable, "-m", "hedging", "--help"], check=True, capture_output=True, text=True
    ).stdout
    return re.findall(r"^    ([a-z]+)\b", shown, re.MULTILINE)


def test_help_has_examples_that_are_right(monkeypatch):
    from hedging.cli.main import _parser

    assert {"score", "check", "report", "batch", "bench", "train", "evaluate", "completion"} == set(
        hedging_commands()
    )
    for command, shown in helps():
        examples = re.findall(r"^  ([a-z].*)\n      \S", shown.split("examples:")[1], re.MULTILINE)
        assert examples, command
        assert "%%" not in shown
        for example in examples:
            part = next(part for part in re.split("[|>]", example) if "hedging" in part.split()[0])
            words = shlex.split(part)[1:]
            if "--help" not in words:
                assert _parser().parse_args(words).run
                assert not command or command[0] == words[0]


def test_completion_in_bash(tmp_path, monkeypatch, capsys):
    pytest.importorskip("shtab")
    if shutil.which("bash") is None:
        pytest.skip("there is no bash to complete in")
    assert main(["completion", "bash"]) == 0
    script = tmp_path / "hedging.bash"
    script.write_text(capsys.readouterr().out, encoding="utf-8")
    (tmp_path / "article.txt").touch()

    def completed(*words):
        line = " ".join(map(shlex.quote, words))
        place = f"COMP_WORDS=({line}); COMP_CWORD={len(words) - 1}"
        asked = f"source {script}; {place}; _shtab_hedging; printf '%s\\n' \"${{COMPREPLY[@]}}\""
        done = subprocess.run(
            ["bash", "-c", asked],
            check=True,
            capture_output=True,
            text=True,
            cwd=tmp_path,
            env=os.environ,
        )
        return done.stdout.split()

    assert set(completed("hedging", "")) >= {"score", "check", "report", "batch"}
    assert "--min-score" in completed("hedging", "score", "--m")
    assert completed("hedging", "score", "art") == ["article.txt"]
    assert completed("hedging", "check", "--format", "g") == ["github"]
    assert main(["completion", "zsh"]) == 0
    assert "--min-score" in capsys.readouterr().out


def test_completion_without_shtab(monkeypatch, capsys):
    monkeypatch.setitem(sys.modules, "shtab", None)
    assert main(["completion", "bash"]) == 1
    assert "pip install 'hedging[completion]'" in capsys.readouterr().err


def test_colour_on_a_terminal_only(article, monkeypatch, capsys):
    for no_color, expected in (("", True), ("1", False)):
        monkeypatch.setenv("NO_COLOR", no_color)
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        main(["score", str(article)])
        assert ("\x1b[1;33mmay/E\x1b[0m" in terminal.getvalue()) is expected


def test_a_closed_pipe_is_no_traceback(article):
    command = [sys.executable, "-m", "hedging", "score", *[str(article)] * 300]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    process.stdout.close()
    assert process.stderr is not None
    assert b"Traceback" not in process.stderr.read()
    process.stderr.close()
    assert process.wait() == 0


def test_evaluate_on_own_sentences(tmp_path, capsys):
    path = tmp_path / "own.jsonl"
    rows = [
        {"text": "It may rain.", "cues": [{"start": 3, "end": 6, "kind": "epistemic"}]},
        {"text": "It rained.", "cues": []},
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["evaluate", str(path), "--output", str(tmp_path / "out.json")]) == 0
    assert (
        json.loads((tmp_path / "out.json").read_text())["files"]["general"]["sentences"]["f1"]
        == 1.0
    )
    assert main(["evaluate"]) == 1
