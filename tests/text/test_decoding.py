import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hedging.errors import InputError
from hedging.text import decoding
from hedging.text.decoding import decode_text
from tests.growth import growth


@pytest.mark.parametrize(
    "text",
    [
        *["", "It may rain.", "\ufeffé🙂\r\n", "<p>It may.</p>", "PK it", "It\0 may."],
        "<!-- markdownlint-disable MD013 -->\n" * 28 + "# T\n\nIt may rain.",
    ],
)
def test_text_is_as_it_was(text):
    assert decode_text(text.encode("utf-8"), "a.txt") == text


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"%PDF-1.7\n%\xe2\xe3", "is a PDF: extract its text first, such as with pdftotext"),
        (b"<!DOCTYPE html>\n<p>It may.", "is HTML: extract its text"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC ""><p>', "is HTML: extract its text"),
        (b"\xef\xbb\xbf<!-- saved --> <!-- twice -->\n<HTML lang=en>", "is HTML: extract its text"),
        (b"\xef\xbb\xbf\n <HTML lang=en>", "is HTML"),
        (b"PK\x03\x04[Content_Types].xml", "is a zip archive .*docx.*: save it as plain text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old office document"),
        (rb"{\rtf1\ansi It may.}", "is rich text"),
        ("It may.".encode("utf-16"), "is UTF-16 text: convert it first: iconv -f utf-16"),
        (b"\x1f\x8b\x08", "is compressed with gzip: give its name the ending .gz"),
        ("It may.".encode("utf-16-le"), "is binary, or UTF-16 without a mark"),
        (b"\x7fELF\x00\xff\x00", "is binary"),
        (b"caf\xe9", r"is not UTF-8 \(byte 0xe9 at 3\): convert it, such as iconv"),
    ],
)
def test_what_is_not_text_is_refused_with_the_remedy(content, message):
    with pytest.raises(InputError, match=f"^a b.txt {message}"):
        decode_text(content, "a\nb.txt")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("a.json", "is JSON by its name: give JSON lines the ending .jsonl"),
        ("a.JSON.gz", "is JSON"),
        ("a.xml", "is XML by its name"),
        ("a.html", "is HTML: extract its text"),
        ("a.HTM.zst", "is HTML"),
        ("a.xhtml", "is HTML"),
    ],
)
def test_names_of_files_that_are_no_texts(name, message):
    with pytest.raises(InputError, match=f"^{name} {message}"):
        decode_text(b"It may rain.", name)
    assert decode_text(b"It may rain.", f"{name}.txt") == "It may rain."


# What a page begins with, as a pattern: easy to read, and exponential in the number of comments.
PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*)*(?:<!doctype\s+html|<html)", re.DOTALL | re.IGNORECASE
)
PARTS = [
    *["<!--", "-->", "<!-->", "<!--->", "<!---->", "--", "-", ">", "<", "<!", "a", "é", "\x1c"],
    *["<?xml", "?>", "<?XML?>", "<?xml?-->", "<html", "<HTML>", "html", "html>"],
    *["<!doctype", "<!DOCTYPE html>", "<!doctype\thtml", " ", "\n", "\x0b"],
]


@given(st.lists(st.sampled_from(PARTS), max_size=12))
@example(["<!-- <html", "-->", "<html"])
def test_a_page_is_told_as_the_pattern_tells_it(parts):
    head = "".join(parts).encode()
    assert decoding._begins_page(head) == bool(PAGE.match(head))


#: Beginnings of texts that are no pages; linters' settings are such comments.
MANY = [
    *["<!-- markdownlint-disable MD013 -->\n", "<!---->", "<!-- ", "-->", "<!-- --> <!--"],
    *["<?xml version='1.0'?>\n", "<?xml ", "<?xml -->", "<!doctype ", " ", "\n", "<", ">"],
]


@pytest.mark.parametrize(
    "part",
    [MANY[0], *(pytest.param(part, marks=pytest.mark.slow) for part in MANY[1:])],
    ids=ascii,
)
@pytest.mark.parametrize("before", ["", "<!-- ", "<!---->"])
def test_the_beginning_of_a_text_takes_time_by_its_length(before, part):
    text = before + part * 1_024 + "It may rain."
    assert decode_text(text.encode(), "a.md") == text

    def head(size):
        return (before + part * (size // len(part))).encode()

    assert growth(decoding._begins_page, head, (10_000, 100_000)) <= 1.3
