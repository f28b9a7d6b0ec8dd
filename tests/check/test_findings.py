"""Findings stand where their cues stand, and comments silence lines."""

import pytest

import hedging
from hedging.check.findings import FileResult, check_text

PAGE = """---
title: Perhaps it is
---
# Perhaps it rains

Use `may()`; it is unclear
why. <!-- It may. -->

> It may be quoted, he said.

See [what may be](https://may.example/may) there.
Perhaps so. <!-- hedging: ignore -->
<!-- hedging: off -->
Perhaps not.
<!-- hedging: on -->
Perhaps they left.
"""


@pytest.fixture
def markdown_libraries():
    pytest.importorskip("markdown_it", reason="Markdown is read with markdown-it-py")
    pytest.importorskip("mdit_py_plugins", reason="footnotes are read with mdit-py-plugins")


def places(text, **keywords):
    findings = check_text("a", text, hedging.load(), **keywords).findings
    lines = text.split("\n")
    for finding in findings:
        assert lines[finding.line - 1][finding.column - 1 :].startswith(finding.text)
        assert lines[finding.end_line - 1][: finding.end_column - 1].endswith(finding.text)
    return [(finding.line, finding.text) for finding in findings]


@pytest.mark.usefixtures("markdown_libraries")
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_markdown_is_read_as_markdown(line_end):
    page = PAGE.replace("\n", line_end)
    all_places = [(4, "Perhaps"), (6, "unclear"), (9, "may"), (11, "may"), (16, "Perhaps")]
    assert places(page, markdown=True) == all_places
    assert places(page, markdown=True, skip_quotes=True) == [*all_places[:2], *all_places[3:]]
    assert (2, "Perhaps") in places(page)


@pytest.mark.usefixtures("markdown_libraries")
def test_a_fence_left_open_in_a_quotation_silences_nothing_behind_it():
    text = "> ```\n> code\n\nIt may rain. It may snow.\n"
    result = check_text("a.md", text, hedging.load(), markdown=True)
    assert (result.hedged_sentences, result.sentences) == (2, 2)
    assert not result.passed(0.5)


def test_lines_end_with_a_line_feed_and_columns_count_code_points():
    assert places("It rained.\r\nIt may\r\nrain.\r\n\U0001f642 Perhaps it snows.") == [
        (2, "may"),
        (4, "Perhaps"),
    ]


DIRECTIVES = """Write "hedging: off" to silence. It may rain.
It may snow. // hedging: off
It may hail.
-- hedging: on
It may go.
"""


def test_directives_stand_in_comments():
    assert [line for line, _ in places(DIRECTIVES)] == [1, 5]


@pytest.mark.usefixtures("markdown_libraries")
def test_directives_in_markdown_stand_in_comments_of_html():
    assert [line for line, _ in places(DIRECTIVES, markdown=True)] == [1, 2, 3, 5]
    text = "It may rain, `<!-- hedging: off -->`.\n\n    <!-- hedging: off -->\n\nIt may snow.\n"
    assert [line for line, _ in places(text, markdown=True)] == [1, 5]
    assert places("It may rain. <!--hedging:  IGNORE -->\n", markdown=True) == []
    # Without an end it is no comment, and silences nothing.
    assert places("It may rain. <!-- hedging: ignore\n", markdown=True) == [(1, "may")]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("It may rain. # hedging: ignore\nIt may rain.", [2]),
        ("It may rain. # hedging: off\nIt may rain.\nIt may rain.", []),
        ("It may rain. # hedging: off\nIt may rain. # hedging: on\nIt may rain.", [3]),
        ("It may rain. # hedging: on\nIt may rain.", [1, 2]),
        ("It may rain. # hedging: off # hedging: on\nIt may rain.", [2]),
        ("# hedging: off\n% hedging: off\n; hedging: on\nIt may rain.", [4]),
        ("# hedging: off\n# hedging: ignore\nIt may rain.\n# HEDGING: ON\nIt may rain.", [5]),
    ],
)
def test_which_lines_directives_silence(text, lines):
    assert [line for line, _ in places(text)] == lines


def test_silenced_cues_do_not_count():
    text = "It may rain. It rained. Perhaps so.\nIt may snow.  % hedging: ignore\n"
    result = check_text("a", text, hedging.load(ignore_cues=["PERHAPS"]))
    assert [(finding.line, finding.text) for finding in result.findings] == [(1, "may")]
    assert (result.hedged_sentences, result.sentences) == (1, 5)


def test_only_kinds_that_count_are_found():
    text = "Some say that it may rain."
    assert [text for _, text in places(text)] == ["Some", "may"]
    result = check_text("a", text, hedging.load(hedge_kinds=["weasel"]))
    assert [finding.kind for finding in result.findings] == ["weasel"]


def test_a_file_passes_up_to_the_limit():
    half = FileResult("a", (), hedged_sentences=1, sentences=2, text="")
    empty = check_text("b", "", hedging.load())
    assert empty.share == 0.0
    assert half.share == 0.5
    assert half.passed(None)
    assert half.passed(0.5)
    assert not half.passed(0.49)
    assert empty.passed(0.0)
