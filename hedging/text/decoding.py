"""Bytes of a file → text: UTF-8 as it is, and a refusal with the remedy for everything else.

A guess at another encoding, or markup read as prose, would give scores that look right and are not.
"""

from __future__ import annotations

import re
from typing import Final

from hedging.errors import InputError
from hedging.wording import one_line

# How other documents begin, what they are, and what to do with them. No text begins like this.
_SIGNATURES: Final = (
    (b"%PDF-", "a PDF", "extract its text first, such as with pdftotext"),
    (b"PK\x03\x04", "a zip archive (as .docx, .odt and .epub are)", "save it as plain text first"),
    (b"\xd0\xcf\x11\xe0", "an old office document", "save it as plain text first"),
    (b"{\\rtf", "rich text (RTF)", "save it as plain text first"),
    (b"\x1f\x8b", "compressed with gzip", "give its name the ending .gz, or decompress it first"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "give its name the ending .zst"),
    (b"\xff\xfe", "UTF-16 text", "convert it first: iconv -f utf-16 -t utf-8"),
    (b"\xfe\xff", "UTF-16 text", "convert it first: iconv -f utf-16 -t utf-8"),
)
# The first tag of a page, which stands within so many bytes.
_PAGE_TAG: Final = re.compile(rb"<!doctype\s+html|<html")
_HEAD: Final = 1024
# Files that are no texts by the endings of their names, with or without that of a compression.
_NAME_ENDING: Final = re.compile(r"(\.[a-z]+)(?:\.gz|\.zst)?$", re.IGNORECASE)
_IS_HTML: Final = "is HTML: extract its text first, such as with trafilatura"
_IS_BINARY: Final = "is binary, or UTF-16 without a mark: save it as UTF-8 text first"
_REFUSED_ENDINGS: Final = {
    ".json": "is JSON by its name: give JSON lines the ending .jsonl, and a text .txt",
    ".xml": "is XML by its name: extract its text first",
    **dict.fromkeys((".html", ".htm", ".xhtml"), _IS_HTML),
}
# A stray null byte can be in a text. Where a quarter of the bytes are null, a text would be UTF-16.
_NULL: Final = b"\0"
_BYTES_PER_NULL: Final = 4
_BYTE_ORDER_MARK: Final = b"\xef\xbb\xbf"


def decode_text(content: bytes, name: str) -> str:
    """The text of a file's bytes, which have to be UTF-8; `name` is the file's name.

    Raises InputError, with what to do, for another encoding and for PDF, HTML, XML, JSON, office
    and binary files.

    >>> decode_text(b"It may rain.", "news.txt")
    'It may rain.'
    >>> decode_text(b"%PDF-1.7", "paper.txt")
    Traceback (most recent call last):
    hedging.errors.InputError: paper.txt is a PDF: extract its text first, such as with pdftotext
    """
    text, refusal = decode_or_refuse(content, name)
    if refusal:
        raise InputError(f"{one_line(name)} {refusal}")
    return text


def decode_or_refuse(content: bytes, name: str) -> tuple[str, str]:
    """The text and "", or "" and why the bytes are not a text: "is a PDF: extract its text ...".

    >>> decode_or_refuse(b"<!DOCTYPE html><p>It may rain.", "news.txt")
    ('', 'is HTML: extract its text first, such as with trafilatura')
    """
    if refusal := _refusal(content, name):
        return "", refusal
    try:
        return content.decode("utf-8"), ""
    except UnicodeDecodeError as error:
        if _NULL in content:
            return "", _IS_BINARY
        byte = f"byte 0x{content[error.start]:02x} at {error.start}"
        return "", f"is not UTF-8 ({byte}): convert it, such as iconv -f windows-1252 -t utf-8"


def _refusal(content: bytes, name: str) -> str:
    """Why the bytes or the name are those of another kind of document; "" if they are not."""
    for signature, description, remedy in _SIGNATURES:
        if content.startswith(signature):
            return f"is {description}: {remedy}"
    ending = _NAME_ENDING.search(name)
    if ending and ending[1].lower() in _REFUSED_ENDINGS:
        return _REFUSED_ENDINGS[ending[1].lower()]
    if _begins_page(content[:_HEAD].removeprefix(_BYTE_ORDER_MARK)):
        return _IS_HTML
    return _IS_BINARY if content.count(_NULL) * _BYTES_PER_NULL > len(content) else ""


def _begins_page(head: bytes) -> bool:
    """Whether nothing but declarations of XML and comments stands before the first tag of a page.

    All of them end in ">", and so the head is cut there, and each piece looked at once: a pattern
    that repeats comments tries every way to part them. Behind the first "<!--", every "-->" may
    end a comment, since a comment can hold what looks like the end of another.
    """
    may_begin, in_comment = True, False
    for piece in head.lower().split(b">"):
        words = piece.lstrip()
        is_closed = in_comment and piece.endswith(b"--")
        if may_begin and words.startswith(b"<!--"):
            in_comment = True
            is_closed |= words[len(b"<!--") :].endswith(b"--")
        elif may_begin and _PAGE_TAG.match(words):
            return True
        may_begin = is_closed or (may_begin and words.startswith(b"<?xml"))
    return False
