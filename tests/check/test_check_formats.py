"""Each format says the same, and no path and no text can command a terminal or a log."""

import json
import re

import pytest

from hedging.check.findings import FileResult, Finding
from hedging.check.formats import FORMATS

TEXT = "It may rain.\nIt rained.\n"
MAY = Finding(1, 4, 1, 7, "epistemic", "may", 0.9200053645146148)
HALF = FileResult("a.md", (MAY,), hedged_sentences=1, sentences=2, text=TEXT)
CLEAR = FileResult("b, c.txt", (), hedged_sentences=0, sentences=1, text=TEXT)

HOSTILE = [
    "a\x1b[31m.txt",
    "a\n::error::x.txt",
    "\n::error::x.txt",
    "::warning file=README.md,line=1::looks fine.md",
    "  ::add-mask::t.md",
    "a\r::stop-commands::x.md",
    "##[add-mask]t.md",
    "a\x9b2Jb\u202e\u2066.md",
    "a\u2028::error::\u0085.md",
]


def lines(name, *results, max_hedged=None):
    return list(FORMATS[name](results, max_hedged))


def test_text():
    assert lines("text", HALF, CLEAR, max_hedged=0.2) == [
        'a.md:1:4: "may": possible or unclear (epistemic, 0.92)',
        "a.md: 1 of 2 sentences leaves something open (50%), more than 20%",
        "b, c.txt: 0 of 1 sentence leave something open (0%)",
    ]
    assert lines("text", HALF)[1] == "a.md: 1 of 2 sentences leaves something open (50%)"


def test_a_share_just_beyond_the_limit_does_not_look_equal_to_it():
    result = FileResult("a", (), hedged_sentences=51, sentences=250, text=TEXT)
    assert lines("text", result, max_hedged=0.2) == [
        "a: 51 of 250 sentences leave something open (20.4%), more than 20%"
    ]


def test_a_cue_on_two_lines_takes_one():
    cue = Finding(1, 1, 2, 4, "weasel", "some\r\n  say", 0.9)
    assert (
        lines("text", FileResult("a", (cue,), 1, 1, TEXT))[0]
        == 'a:1:1: "some say": source not named (weasel, 0.90)'
    )


def test_json_has_all_digits():
    (line,) = lines("json", HALF, CLEAR, max_hedged=0.2)
    log = json.loads(line)
    assert log == {
        "max_hedged": 0.2,
        "files": [
            {
                "path": "a.md",
                "sentences": 2,
                "hedged_sentences": 1,
                "passed": False,
                "findings": [
                    {
                        "line": 1,
                        "column": 4,
                        "end_line": 1,
                        "end_column": 7,
                        "kind": "epistemic",
                        "text": "may",
                        "score": 0.9200053645146148,
                    }
                ],
            },
            {
                "path": "b, c.txt",
                "sentences": 1,
                "hedged_sentences": 0,
                "passed": True,
                "findings": [],
            },
        ],
    }


def test_github():
    assert lines("github", HALF, CLEAR, max_hedged=0.2) == [
        "::notice file=a.md,line=1,col=4,endLine=1,title=hedging::"
        '"may": possible or unclear (epistemic, 0.92)',
        "::error file=a.md,title=hedging::1 of 2 sentences leaves something open (50%25), "
        "more than 20%25",
    ]
    result = FileResult("a: b,\n%.md", (MAY,), 1, 1, TEXT)
    assert lines("github", result)[0].startswith("::notice file=a%3A b%2C%0A%25.md,line=1")


def test_sarif():
    (line,) = lines("sarif", HALF, CLEAR, max_hedged=0.2)
    log = json.loads(line)
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    assert run["columnKind"] == "unicodeCodePoints"
    assert [(result["ruleId"], result["level"]) for result in run["results"]] == [
        ("epistemic", "note"),
        ("max-hedged", "error"),
    ]
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["region"] == {"startLine": 1, "startColumn": 4, "endLine": 1, "endColumn": 7}
    assert run["tool"]["driver"]["rules"] == [
        {"id": "epistemic", "shortDescription": {"text": "The truth is left open"}},
        {
            "id": "max-hedged",
            "shortDescription": {"text": "More of the sentences are hedged than is allowed"},
        },
    ]


def test_rdjsonl():
    text = "It rained.\n😀 é may, most\r\n people say.\n"
    may = Finding(2, 5, 2, 8, "epistemic", "may", 0.92)
    most = Finding(2, 10, 3, 8, "weasel", "most\r\n people", 0.9)
    found, beyond = (
        json.loads(line)
        for line in lines("rdjsonl", FileResult("a.md", (may,), 1, 2, text), max_hedged=0.2)
    )
    assert found == {
        "message": '"may": possible or unclear (epistemic, 0.92)',
        "location": {
            "path": "a.md",
            # Four bytes for the face, two for the letter with its accent.
            "range": {"start": {"line": 2, "column": 9}, "end": {"line": 2, "column": 12}},
        },
        "severity": "INFO",
        "source": {"name": "hedging"},
        "code": {"value": "epistemic"},
    }
    assert beyond["location"] == {"path": "a.md"}
    assert beyond["severity"] == "ERROR"
    assert beyond["message"].startswith("1 of 2 sentences leaves something open (50%)")
    (two_lines,) = lines("rdjsonl", FileResult("a.md", (most,), 1, 2, text))
    assert json.loads(two_lines)["location"]["range"] == {
        "start": {"line": 2, "column": 14},
        "end": {"line": 3, "column": 8},
    }


def test_paths_in_sarif_are_uris(tmp_path):
    absolute = tmp_path / "a b" / "ü.md"
    results = [FileResult(path, (MAY,), 1, 1, TEXT) for path in ("a b/ü.md", str(absolute))]
    (line,) = lines("sarif", *results)
    places = [
        result["locations"][0]["physicalLocation"]
        for result in json.loads(line)["runs"][0]["results"]
    ]
    assert [place["artifactLocation"]["uri"] for place in places] == [
        "a%20b/%C3%BC.md",
        absolute.as_uri(),
    ]


@pytest.mark.parametrize("path", HOSTILE)
@pytest.mark.parametrize("name", FORMATS)
def test_no_path_and_no_cue_can_command(name, path):
    cue = Finding(1, 1, 1, 2, "epistemic", path, 0.9)
    output = lines(name, FileResult(path, (cue,), 1, 1, TEXT), max_hedged=0.0)
    assert len(output) == {"text": 2, "github": 2, "json": 1, "sarif": 1, "rdjsonl": 2}[name]
    for line in output:
        # Neither a control character, nor the end of a line, nor a turn of the direction.
        assert not re.search("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", line)
        if name == "github":
            assert re.match("::(notice|error) file=", line)
            assert line.count("::") == 2 + path.count("::") * ("notice" in line)
        else:
            assert not line.lstrip().startswith("::")
    if name == "json":
        assert json.loads(output[0])["files"][0]["path"] == path


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_name_that_is_not_utf8_is_written(name):
    output = lines(name, FileResult("\udcff.md", (MAY,), 1, 1, TEXT))
    if name in ("json", "sarif", "rdjsonl"):
        assert "".join(output).isascii()
