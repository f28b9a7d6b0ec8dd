import json
import re
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.check import findings as checking
from hedging.cli.main import main

PAGE = """---
title: It may be
---
# It may rain

Use `may()` or `` a ` may ``; it is unclear
why. <!-- It may. -->

```python
if may: pass
```

> It may be quoted, he said.

See [what may be](https://may.example/may) there.
Perhaps so. <!-- hedging: ignore -->
<!-- hedging: off -->
Perhaps not.
<!-- hedging: on -->
Perhaps they left.
"""


def places(text, **options):
    found = checking.check("a", text, hedging.load(), **options).findings
    for one in found:
        assert text.split("\n")[one.line - 1][one.column - 1 :].startswith(one.text)
    return [(one.line, one.text) for one in found]


def test_markdown_is_understood():
    found = places(PAGE, markdown=True)
    assert [line for line, _ in found] == [4, 6, 13, 15, 20]
    assert [line for line, _ in places(PAGE, markdown=True, quotes=True)] == [4, 6, 15, 20]
    assert {2, 10} < {line for line, _ in places(PAGE)}


@given(st.text(st.sampled_from("a`~<>!-[](){}\n\r #may. https://é🙂"), max_size=80))
def test_blanking_keeps_every_place(text):
    found = checking.blanked(text, quotes=True)
    assert len(found) == len(text)
    assert [k for k, c in enumerate(found) if c in "\r\n"] == [
        k for k, c in enumerate(text) if c in "\r\n"
    ]
    assert all(a in (b, " ") for a, b in zip(found, text, strict=True))


def test_a_fence_that_is_not_closed_and_one_of_another_kind():
    assert places("```\nIt may rain.\n", markdown=True) == []
    assert places("~~~\n```\nIt may rain.\n~~~\nIt may snow.\n", markdown=True) == [(5, "may")]


MORE = """Para.

    indented code may be

- an item

    which may go on

Text.

\tIt may be tabbed code.

    Nor may this.

<p title="It may be">It may rain.</p>
<script>
it("may")
</script>

$$ it may rain $$
Write `<!-- hedging: ignore -->`, or "hedging: off"; it may rain.
It may snow. <!--hedging:  IGNORE -->
"""


def test_code_by_indentation_and_html_and_formulas():
    assert [line for line, _ in places(MORE, markdown=True)] == [7, 15, 21]


# What is prose is read, and what is none is passed by: the text, and the lines on which a cue is found.
BLOCKS = {
    "a code span of three at the begin of a line": (
        "``` ls ``` lists files.\n\nIt may rain.\n",
        [3],
    ),
    "sums of money": (
        "The cost is $$5 a day. It may rise, perhaps. Some say $$9.\n\nOr $5, and it may be $6.\n",
        [1, 1, 1, 3],
    ),
    "less and greater": ("When x <n the result may be wrong, and y > 5.\n", [1]),
    "a comment that is not closed, in a line": ("It rained. a <!-- x\n\nIt may rain.\n", [3]),
    "a fence in an item": (
        "1. Install it:\n\n    ```sh\n    # it may fail\n    ```\n\nIt may rain.\n",
        [7],
    ),
    "a fence in an item, at once": ("- ```\n  it may fail\n  ```\n- It may rain.\n", [4]),
    "a fence in a quotation": ("> ```\n> it may fail\n> ```\n> It may rain.\n", [4]),
    "a span over a line end": ("Use `a\nmay b` now; it may rain.\n", [2]),
    "a span does not go beyond its paragraph": ("A ` alone.\n\nIt may rain, ` so.\n", [3]),
    "a link with a title": ('See [p](x.md "It may help"). It may rain.\n', [1]),
    "an address with brackets": ("![x](a(may_be).html) It may rain.\n", [1]),
    "where links lead": ('It may rain [there].\n\n[there]: perhaps/it-may.md "It may be"\n', [1]),
    "an address without a scheme": ("See www.may.be/perhaps, which may help.\n", [1]),
    "a formula in a line": ("So $it may rain$ or not, but it may rain.\n", [1]),
    "code in HTML": ('<p class="may be">It <code>may</code> run; it may rain.</p>\n', [1]),
    "front matter": ("---\ntitle: It may be so\n---\nIt may rain.\n", [4]),
}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_of_markdown(name, end):
    text, lines = BLOCKS[name]
    assert [line for line, _ in places(text.replace("\n", end), markdown=True)] == lines
    if name == "front matter":
        assert [
            line for line, _ in places("\ufeff" + text.replace("\n", end), markdown=True)
        ] == lines


@pytest.mark.parametrize(
    "line", ["| a | $5 | $x |\n", "$x ", "$$x ", "``a `b` ", "<code>", "<!-- ", "<a b ", "](a "]
)
def test_marks_without_their_second_are_not_looked_for_again_and_again(line):
    seconds = []
    for times in (2_000, 20_000):
        start = time.perf_counter()
        checking.blanked(line * times)
        seconds.append(time.perf_counter() - start)
    # Ten times the text would take a hundred times as long.
    assert seconds[1] < max(1.0, 30 * seconds[0])


@pytest.mark.parametrize("text", [PAGE, MORE])
def test_line_ends_make_no_difference(text):
    plain, other = (
        checking.check("a", one, hedging.load(), markdown=True)
        for one in (text, text.replace("\n", "\r\n"))
    )
    assert [(one.line, one.text) for one in plain.findings] == [
        (one.line, one.text) for one in other.findings
    ]
    assert (plain.hedged, plain.sentences) == (other.hedged, other.sentences)


def test_a_reader_that_leaves_and_a_disk_that_is_full(tmp_path):
    path = tmp_path / "long.txt"
    path.write_text("It may rain.\n" * 20_000, encoding="utf-8")
    call = (
        f"{shlex.quote(sys.executable)} -m hedging check {shlex.quote(str(path))} --max-hedged 1%"
    )
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {call} | head -1"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    if Path("/dev/full").exists():
        done = subprocess.run(
            ["bash", "-c", f"{call} > /dev/full"], check=False, capture_output=True, text=True
        )
        assert done.returncode == 2
        assert done.stderr == "hedging: cannot write: No space left on device\n"


def test_an_empty_limit_is_no_limit_but_an_error(tmp_path, capsys):
    (tmp_path / "a.txt").write_text("It may rain.", encoding="utf-8")
    assert main(["check", str(tmp_path / "a.txt"), "--max-hedged", ""]) == 2
    assert "expected a share" in capsys.readouterr().err


def test_a_file_name_cannot_command_either(tmp_path, capsys):
    path = tmp_path / "a\x1b[31m\n::error::x.txt"
    path.write_text("It may rain.", encoding="utf-8")
    assert main(["check", str(path)]) == 0
    out = capsys.readouterr().out
    assert "\x1b" not in out
    assert not any(line.startswith("::error") for line in out.splitlines())


def test_addresses_in_sarif_are_uris(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "a b" / "ü.md"
    path.parent.mkdir()
    path.write_text("It may rain.", encoding="utf-8")
    assert main(["check", str(path.relative_to(tmp_path)), str(path), "--format", "sarif"]) == 0
    log = json.loads(capsys.readouterr().out)["runs"][0]
    first, second = (
        one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in log["results"]
    )
    assert first == "a%20b/%C3%BC.md"
    assert second == path.as_uri()
    assert log["tool"]["driver"]["rules"] == [
        {"id": "epistemic", "shortDescription": {"text": "The truth is left open"}}
    ]


def test_directives_stand_in_comments():
    text = 'Write "hedging: off" to silence. It may rain.\nIt may snow. // hedging: off\nIt may hail.\n-- hedging: on\nIt may go.\n'
    assert [line for line, _ in places(text)] == [1, 5]
    assert [line for line, _ in places(text, markdown=True)] == [1, 2, 3, 5]


def test_what_is_silenced_does_not_count():
    text = "It may rain. It rained. Perhaps so.\nIt may snow.  % hedging: ignore\n"
    one = checking.check("a", text, hedging.load(ignore=["PERHAPS"]))
    assert [(finding.line, finding.text) for finding in one.findings] == [(1, "may")]
    assert (one.hedged, one.sentences) == (1, 5)
    assert checking.check("a", "", hedging.load()).share == 0.0


def test_places_with_line_ends_of_other_systems():
    assert places("One.\r\nIt may\r\nrain.\r\n\U0001f642 It may snow.") == [(2, "may"), (4, "may")]


@pytest.mark.parametrize(
    ("given", "share"), [("20%", 0.2), ("0.25", 0.25), ("0", 0.0), ("100%", 1.0)]
)
def test_limits(given, share):
    assert checking.limit(given) == share


@pytest.mark.parametrize("given", ["", "x", "-1", "120%", "20", "nan"])
def test_limits_that_are_none(given):
    with pytest.raises(hedging.InputError, match=r"such as 20% or 0\.2"):
        checking.limit(given)


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.md").write_text("It may rain.\nIt rained.\n", encoding="utf-8")
    (tmp_path / "b, c.txt").write_text("Nobody came.\n", encoding="utf-8")
    return tmp_path


def test_exit_codes_and_text(folder, capsys):
    assert main(["check", "a.md", "b, c.txt"]) == 0
    assert main(["check", "a.md", "b, c.txt", "--max-hedged", "50%"]) == 0
    capsys.readouterr()
    assert main(["check", "a.md", "b, c.txt", "--max-hedged", "20%"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert re.fullmatch(r'a\.md:1:4: epistemic "may" \(0\.\d\d\)', lines[0])
    assert lines[1:] == [
        "a.md: 1 of 2 sentences hedged (50%), more than 20%",
        "b, c.txt: 0 of 1 sentences hedged (0%)",
    ]
    assert main(["check", "a.md", "none.md"]) == 2
    assert "No such file" in capsys.readouterr().err


def test_the_other_formats(folder, capsys):
    main(["check", "a.md", "b, c.txt", "--max-hedged", "0", "--format", "json"])
    found = json.loads(capsys.readouterr().out)
    assert [(one["path"], one["passed"], len(one["findings"])) for one in found["files"]] == [
        ("a.md", False, 1),
        ("b, c.txt", True, 0),
    ]
    main(["check", "a.md", "--max-hedged", "0", "--format", "github"])
    notice, error = capsys.readouterr().out.splitlines()
    assert notice.startswith("::notice file=a.md,line=1,col=4,endLine=1,title=hedging::epistemic")
    assert (
        error == "::error file=a.md,title=hedging::1 of 2 sentences hedged (50%25), more than 0%25"
    )
    main(["check", "a.md", "--max-hedged", "0", "--format", "sarif"])
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert [(one["ruleId"], one["level"]) for one in run["results"]] == [
        ("epistemic", "note"),
        ("max-hedged", "error"),
    ]
    region = run["results"][0]["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 7}
    assert {rule["id"] for rule in run["tool"]["driver"]["rules"]} == {"epistemic", "max-hedged"}


def test_settings_of_the_project(folder, capsys):
    (folder / "sub").mkdir()
    (folder / "pyproject.toml").write_text(
        '[tool.hedging]\nmax-hedged = "10%"\nignore = ["may"]\n', encoding="utf-8"
    )
    assert main(["check", "a.md"]) == 0
    (folder / "pyproject.toml").write_text('[tool.hedging]\nmax-hedged = "10%"\n', encoding="utf-8")
    assert main(["check", "a.md"]) == 1
    assert main(["check", "a.md", "--max-hedged", "60%"]) == 0
    assert main(["check", "a.md", "--kinds", "weasel"]) == 0
    (folder / "pyproject.toml").write_text(
        '[tool.hedging.extra-cues]\nrained = "weasel"\n', encoding="utf-8"
    )
    capsys.readouterr()
    assert main(["check", "a.md"]) == 0
    assert 'a.md:2:4: weasel "rained" (0.95)' in capsys.readouterr().out
    for content, message in (
        ("[tool.hedging]\nmax = 1\n", "unknown keys max"),
        ("[tool.hedging]\nmax-hedged = 0.1\n", 'a share such as "20%"'),
        ("[tool.hedging]\nignore = [1]\n", "a list of cues"),
        ('[tool.hedging.extra-cues]\nrained = "doubt"\n', "unknown kind 'doubt'"),
        ("[tool.hedging\n", "pyproject.toml"),
    ):
        (folder / "pyproject.toml").write_text(content, encoding="utf-8")
        assert main(["check", "a.md"]) == 2
        assert message in capsys.readouterr().err
    (folder / "pyproject.toml").write_text("[project]\n", encoding="utf-8")
    assert checking.settings(folder / "sub") == {}


def test_the_hook_of_pre_commit_names_a_command_that_is_there():
    hook = (Path(__file__).parent.parent.parent / ".pre-commit-hooks.yaml").read_text(
        encoding="utf-8"
    )
    command = re.search(r"entry: hedging (\w+)", hook)[1]
    done = subprocess.run(
        [sys.executable, "-m", "hedging", command, "--help"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert "20%" in done.stdout
