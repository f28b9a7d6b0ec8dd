"""Markup is blanked, prose is not, and no offset moves."""

import math
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

import hedging
from hedging.errors import MissingExtraError
from hedging.text import markdown
from hedging.text.markdown import blank_markup, is_markdown, read_markdown

pytest.importorskip("markdown_it", reason="Markdown is read with markdown-it-py")
pytest.importorskip("mdit_py_plugins", reason="footnotes are read with mdit-py-plugins")

# Each text writes MAY where it is prose and must stay, and may where it is markup and must go.
TEXTS = {
    "inline code": "Use `may` or `` a ` may `` now; it MAY rain.",
    "inline code over a line end": "Use `a\nmay b` now; it MAY rain.",
    "inline code stays in its paragraph": "A ` alone.\n\nIt MAY rain, ` so.",
    "three backticks that open no fence": "``` may ``` lists files.\n\nIt MAY rain.",
    "escaped backticks": r"Write \`MAY\` and `may`.",
    "escaped backtick in front of code": r"Write \``may` so.",
    "a backslash in code escapes nothing": r"Write `\` MAY `may`.",
    "a fence": "```python\nif may: pass\n```\n\nIt MAY rain.",
    "a fence that stays open": "```\nIt may rain.\n",
    "a fence of another kind": "~~~\n```\nIt may rain.\n~~~\nIt MAY snow.\n",
    "a fence left open in a quotation": "> ```\n> may\n\nIt MAY rain.",
    "a fence in a quotation": "> ```\n> may\n> ```\n> It MAY rain.\n",
    "a fence left open in an item": "- ```\n  may\n\nIt MAY rain.",
    "a fence in an item": "1. Install it:\n\n    ```sh\n    # may\n    ```\n\nIt MAY rain.\n",
    "a fence at the beginning of an item": "- ```\n  may\n  ```\n- It MAY rain.\n",
    "a fence in a footnote": "[^1]:\n    ```\n    may\n    ```\n\nIt MAY rain.",
    "indented code": "It rained.\n\n    may\n\n    may\n\nIt MAY rain.",
    "code indented with a tab": "It rained.\n\n\tmay\n",
    "indented code at the beginning": "    may\n\nIt MAY rain.",
    "indented code under a heading": "# Heading\n    may\n\nIt MAY rain.",
    "indented code in an item": "- An item\n\n      may\n\n  It MAY rain.",
    "a paragraph in an item": "- An item\n\n    It MAY rain.\n",
    "a line that goes on": "It rained\n    and MAY rain.",
    "a footnote": "It rained.[^may]\n\n[^may]: It MAY rain.\n\n    It MAY snow.\n",
    "an address of its own": '[there]: may.md "It may be"\n\nIt MAY rain [there].',
    "an address of two lines": "[there]: may.md\n  'It may\n  be'\nIt MAY rain.",
    "a link": "It MAY rain [MAY be](may.html).",
    "a link with a title": "See [p](x.md \"It may help\") or [p](x.md 'may'). It MAY rain.",
    "an address with brackets": "![MAY](a(may).html) It MAY rain.",
    "an address between angles": "[p](<it may be.md>) MAY",
    "a bare address": "See https://may.example/may and www.may.example; it MAY rain.",
    "an address between angles alone": "See <https://may.example>, <mailto:may@x.example>: MAY.",
    "HTML": '<p title="It may be">It MAY rain.</p>\n<script>\nit("may")\n\nmay()\n</script>\nMAY',
    "HTML in a paragraph": 'It <b class="may">MAY</b> rain <code class="x">may</code>.',
    "a block of HTML": "<details>\n<summary>It MAY rain</summary>\n\nIt MAY.\n\n</details>",
    "an element with blank lines": "<div>\n<pre>\nmay\n\nmay\n</pre>\nIt MAY rain.",
    "an element that stays open": "It <pre> MAY rain.\n\nIt MAY snow.",
    "a style": "<style>\n.may { x: y }\n\n.may { x: y }\n</style>\n\nIt MAY rain.",
    "less and greater": "When x <n the result MAY be wrong, and y > 5.",
    "a comment": "It rained. <!-- may\nmay --> It MAY rain.",
    "a comment with a blank line": "<!-- may\n\nmay --> It MAY rain.",
    "a comment that stays open in a line": "It rained. <!-- MAY\n\nIt MAY rain.",
    "a comment that stays open": "It MAY rain.\n\n<!-- may\n\nmay",
    "an empty comment": "It <!--> MAY rain. <!-- may -->",
    "a comment in code": "Write `<!--` so; it MAY rain, `-->` or so.",
    "front matter": "---\ntitle: may\n---\nIt MAY rain.",
    "front matter behind a byte order mark": "\ufeff---\ntitle: may\n...\nIt MAY rain.",
    "a fence behind a byte order mark": "\ufeff```\nmay\n```\nMAY",
    "no front matter": "--- It MAY rain. ---\n\nIt MAY snow.\n\n---\n",
    "a rule is no front matter": "---\n\nIt MAY rain.\n",
    "a formula": "So $may$ or not, but it MAY rain.",
    "a formula of several lines": "It is\n\n$$\nx \\text{ may }\n+ may\n$$\n\nand MAY be.",
    "sums of money": "It is $$5 a day. It MAY rise. Some say $$9.\n\nOr $5, and it MAY be $6.",
    "prices in a table": "| a | $5 | $6 |\n|---|---|---|\n| it MAY | $5 | $6 |",
    "code ends with its row": "| a | b |\n|---|---|\n| ` | MAY |\n| MAY | ` |\n| `may` | MAY |",
    "a table behind a paragraph": "It `may\nmay` rain.\n| ` | b |\n|---|---|\n| MAY | ` |",
    "MDX": "# It MAY rain\n\n<Note title='may'>It MAY rain.</Note>",
}


# Marks of emphasis stand beside a word; a bullet, a product, a name of code and a gap do not.
EMPHASIS = {
    "It *may* rain, __or__ not.": "It  may  rain,   or   not.",
    "It is _not impossible_ (*if* late).": "It is  not impossible  ( if  late).",
    "***Rain*, so** they say": "   Rain , so   they say",
    "* An item\n* *One* more": "* An item\n*  One  more",
    "2 * 3 or 2*3 or snake_case": "2 * 3 or 2*3 or snake_case",
    r"\*May\* be": r"\*May\* be",
    "Your name: ____ and ***": "Your name: ____ and ***",
}


@pytest.mark.parametrize("text", EMPHASIS)
def test_emphasis(text):
    assert blank_markup(text) == EMPHASIS[text]


def test_emphasis_hides_no_cue():
    report = hedging.load(markdown=True).detect("It *may* rain. It is _not impossible_.")
    assert [(cue.start, cue.text) for cue in report.cues] == [(4, "may"), (22, "not impossible")]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("name", TEXTS)
def test_markup_goes_and_prose_stays(name, line_end):
    text = TEXTS[name].replace("\n", line_end)
    blanked = blank_markup(text)
    assert "may" not in blanked
    assert blanked.count("MAY") == text.count("MAY")
    assert len(blanked) == len(text)


def test_quotes_go_where_they_are_skipped():
    text = "> It may rain.\nIt may go on.\n\nIt MAY rain.\n\n- An item\n  > It may rain.\n"
    assert blank_markup(text) == text
    blanked = blank_markup(text, skip_quotes=True)
    assert "may" not in blanked
    assert "MAY" in blanked
    assert "- An item" in blanked


def test_the_example():
    assert blank_markup("Use `may()`, see [this](a.html).") == "Use        , see [this]        ."


def test_comments_are_found_outside_code():
    text = "a <!-- 1 --> `<!-- 2 -->`\n\n    <!-- 3 -->\n\n> <!-- 4 -->\n\n<!-- 5\n\n5 -->\n"
    comments = read_markdown(text, skip_quotes=True).comments
    assert [text[start:stop] for start, stop in comments] == [
        "<!-- 1 -->",
        "<!-- 4 -->",
        "<!-- 5\n\n5 -->",
    ]


@pytest.mark.parametrize("mark", ["> ", "- ", "1. ", "[^1]: ", "> - "])
def test_what_is_nested_too_deep_is_read_as_prose(mark):
    text = mark * 3000 + "It MAY rain.\n\nIt MAY snow, `may` or not.\n"
    blanked = blank_markup(text)
    assert blanked.count("MAY") == 2
    assert "may" not in blanked


@given(st.text(st.sampled_from("a`~<>!-[](){}|:^$\\\"'=/#*\0\n\r\t may1. https://é\ufeff\ud800🙂")))
def test_no_offset_moves(text):
    for skip_quotes in (False, True):
        blanked, comments = read_markdown(text, skip_quotes=skip_quotes)
        assert len(blanked) == len(text)
        for before, after in zip(text, blanked, strict=True):
            assert after == before or (after == " " and before not in "\r\n")
        for start, stop in comments:
            assert text.startswith("<!--", start)
            assert not blanked[start:stop].strip()


MOTIFS = [
    *(
        "`",
        "[",
        "<",
        "$1 ",
        "> ",
        "- ",
        "<!-- ",
        "x<!-- ",
        "![](",
        "\\",
        "*",
        "$x ",
        "$$x ",
        "$$\n",
    ),
    *("``a `b ", "<code>", "<a b ", '<a b="', "<a b=\"<a b='", "](a ", "](x(y)", '](a "', "www."),
    *(
        "<pre>",
        "<div>\n<pre>\n\n",
        "<div>\n<!--\n\n",
        "[^1]: ",
        "[^",
        "[a]: b\n",
        '[a]: b\n"',
        "[a\n",
    ),
    *(
        "> a\n",
        "> - ",
        "- a\n\n",
        "1. a\n",
        "```\n",
        "- ```\n",
        "# ",
        "---\n",
        "a\n---\n",
        "| - |\n",
    ),
    *("    a\n", "\t", "\n", "-->", "\\`", "</code", "a|\n-|\n", "`" * 50 + " " + "`" * 49 + " "),
]


@pytest.mark.parametrize("motif", MOTIFS)
def test_time_grows_with_the_text_and_not_with_its_square(motif):
    def seconds(size):
        text = motif * (size // len(motif))
        start = time.process_time()
        blank_markup(text)
        return time.process_time() - start

    seconds(1000)
    # 16 times the text takes 256 times as long where the exponent is 2, and 64 where it is 1.5.
    # Other work on the machine takes the caches away, now and then for a while.
    for _ in range(3):
        short, long = (min(seconds(size) for _ in range(2)) for size in (2_000, 32_000))
        if long < max(0.1, 64 * short):
            return
    raise AssertionError(math.log(long / short, 16))


def test_hostile_texts_and_tables_are_read_in_a_tenth_of_a_second():
    table = "| a | b | c |\n|---|---|---|\n" + "| a | $5 | $x |\n" * 4000
    for text in ("x<!-- " * 16_000, table):
        blank_markup(text)
        seconds = []
        for _ in range(5):
            start = time.process_time()
            blank_markup(text)
            seconds.append(time.process_time() - start)
        assert min(seconds) < 0.1


def test_names_of_markdown_files():
    assert is_markdown("a/b.md")
    assert is_markdown("B.MDX")
    assert is_markdown("a.markdown")
    assert not is_markdown("a.txt")
    assert not is_markdown("md")


@pytest.mark.parametrize("module", ["markdown_it", "mdit_py_plugins.footnote"])
def test_a_library_that_is_missing_is_named(module, monkeypatch):
    markdown._parser.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingExtraError, match="pip install markdown-it-py mdit-py-plugins"):
        blank_markup("It may rain.")


def test_the_row_below_the_head_of_a_table_is_no_prose():
    text = "Some text.\n\nIt may rain.\n| a | b |\n|---|:-:|\n| it may | so |\n"
    blanked = blank_markup(text)
    assert blanked == text.replace("|---|:-:|", " " * 9)
    assert (
        len(hedging.load(markdown=True).detect("# A\n\n| a | b |\n|---|---|\n| c | d |").sentences)
        == 3
    )
