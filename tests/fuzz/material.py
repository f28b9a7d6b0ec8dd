"""What cases are made of: words, cues, odd characters, and texts put together from them."""

from __future__ import annotations

import random
from collections.abc import Sequence
from importlib.util import find_spec

#: Whether Markdown can be read here; without its reader, its targets are left out.
HAS_MARKDOWN = all(find_spec(name) for name in ("markdown_it", "mdit_py_plugins"))

CUES = [
    "may", "might", "could", "if", "if not sure", "as long", "as many", "some", "some officials",
    "sort of a", "fifty -", "limited evidence is", "no evidence that", "it is widely regarded as",
    "as i understand", "does not necessarily", "unclear", "whether or not", "possibly", "suggests",
    "about", "can't rule out", "I think", "likely", "clearly", "alleged", "reportedly", "perhaps",
    "appears to", "it is not clear whether", "in May", "many critics", "said to be", "roughly",
]  # fmt: skip
WORDS = [
    "the", "rain", "bridge", "closed", "It", "Dr.", "Mr.", "U.S.", "e.g.", "A", "B", "He", "they",
    "was", "of", "and", "dam", "report", "in", "1987", "4,000", "3.5", "iPhone", "naïve", "Zürich",
    "don't", "it’s", "we", "results", "gene", "expression", "et", "al.", "No", "x", "a-b", "May",
]  # fmt: skip
#: Who else may hold a doubt, and how a sentence says that they do.
HOLDERS = [
    "the Environment Agency", "Ms. O'Neill", "officials in Zürich", "a study by Lee et al.",
    "the ministry of trade", "two critics", "Dr. A. B. Berg", "his brother", "the U.S. Navy",
]  # fmt: skip
SAYINGS = [
    "{0} said that it {1} rain.", "According to {0}, it {1} rain.", "It {1} rain, {0} said.",
    "{0} fear the bridge {1} close.", "“It {1} rain,” said {0}.", "{0} told us: “It {1} rain.”",
]  # fmt: skip
MARKS = [
    ".", ". ", "!", "?", "...", "…", ",", ";", ":", "-", "–", "—", "(", ")", "[", "]", "[1]", "{",
    '"', "'", "“", "”", "‘", "’", "«", "/", "\\", "|", "*", "•", "1.", "a)", "&", "<", ">", "`",
    "%", "%s", "{0}", "$", "#", "@", "_", "~", "=", "+", "^", ".)", '."', "?!", "]:",
]  # fmt: skip
SPACES = [
    " ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\x0b", "\x0c", "\x1c", "\x1f", "\x85", "\xa0",
    "\u2003", "\u2028", "\u2029", "\u3000", "\u200b", "\u00ad", "\n  ", "\r\n\r\n", " \n",
]  # fmt: skip
ODD = [
    "🙂", "👩‍👩‍👧", "𝒳", "🇩🇪", "e\u0301", "\u0301", "İ", "ß", "ſ", "ﬁ", "Ω", "かも", "漢", "한",
    "שלום", "مرحبا", "\u202e", "\u200f", "\u2066", "\u061c", "\ufeff", "\x00", "\x07", "\x1b[2J",
    "\x1b]0;t\x07", "\x7f", "\x80", "\x9b31m", "\x9d", "\ufffd", "\uffff", "\U0010ffff",
    "\U000e0001", "\ud800", "\udc80", "٣", "½", "²", "Ⅷ", "ﷺ", "\u0300" * 20, "a" * 200, "9" * 50,
    "z\u0324\u0325",
]  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "</script>", "<!--", "-->",
    "]]>", "javascript:alert(1)", "' onload='x", "&lt;", "&#x3c;", "</article>", "<svg/onload=x>",
    "::warning::x", "\n::add-mask::t\n", "##[error]x", "{{x}}", "${x}", "=cmd|' /C calc'!A0",
    "</style>", "\u2028alert(1)", "%0A::error::x", "<plaintext>", "<textarea>",
]  # fmt: skip
#: Shares as people write them, and what is no share.
SHARES = [
    "20%", "0.2", "0", "1", "100%", "100.1%", "-0.0", "-1%", "nan", "nan%", "inf", "-inf%", "1e400",
    "1e-400%", "1_0%", "٣%", "", "%", "%%", " 5 %", "0x1", "5%\n",
]  # fmt: skip
#: Repeated, these have taken time or memory beyond proportion once, or could.
MOTIFS = [
    "if not sure ", "as long ", "as many ", "fifty - ", "sort of a ", "limited evidence is ",
    "it is widely regarded as i understand ", "x<!-- ", "`` ` ", "> ", "- ", "[a](", "<a b ",
    "may ", "A. ", "1. ", '"', "some of the ", "$a ", "\n", "a\n", "| a ", "abc.def,", "🙂",
]  # fmt: skip


def piece(source: random.Random) -> str:
    """A word, a cue, a mark, white space, or something odd."""
    kinds: Sequence[Sequence[str]] = (CUES, WORDS, WORDS, MARKS, SPACES, ODD, HOSTILE)
    return source.choice(source.choices(kinds, weights=(6, 5, 5, 4, 2, 1.5, 0.7))[0])


def text(source: random.Random, longest: int = 60) -> str:
    """A text of some pieces; most are short, some are prose, some are characters at random."""
    style = source.random()
    if style < 0.03:
        return ""
    if style < 0.1:
        alphabet = source.choice([" \n.", "abA. \n", "may .", "\U0001f642 \u0301a.", "\"' .A"])
        return "".join(source.choices(alphabet, k=source.randint(1, longest)))
    if style < 0.15:
        codes = (source.choice((0x7F, 0x800, 0x3000, 0x110000)) for _ in range(longest))
        return "".join(chr(source.randrange(code)) for code in codes)
    if style < 0.45:
        return prose(source, source.randint(1, 6))
    if style < 0.5:
        return " ".join(spoken(source) for _ in range(source.randint(1, 4)))
    size = source.randint(1, longest)
    gap = source.choice([" ", " ", " ", "", "\n"])
    return gap.join(piece(source) for _ in range(size))


def prose(source: random.Random, sentences: int) -> str:
    """Sentences of words and cues, with something odd here and there."""
    parts = []
    for _ in range(sentences):
        words = [source.choice(CUES if source.random() < 0.2 else WORDS) for _ in range(8)]
        if source.random() < 0.15:
            words.insert(source.randrange(8), source.choice(ODD))
        parts.append(" ".join(words).capitalize() + source.choice(".?!"))
    return source.choice([" ", "\n", " ", "\r\n\r\n"]).join(parts)


def spoken(source: random.Random) -> str:
    """A sentence that says whose doubt it is, often with something odd in the name."""
    holder = source.choice(HOLDERS)
    if source.random() < 0.5:
        at = source.randrange(len(holder) + 1)
        holder = holder[:at] + source.choice([*ODD, *SPACES]) + holder[at:]
    cue = source.choice(["may", "might", "could", source.choice(CUES)])
    own = source.choice(SAYINGS).format(holder, cue)
    return own[0].upper() + own[1:]


def encodable(text: str) -> str:
    """The text without half surrogates, as a file in UTF-8 can hold it."""
    return text.encode("utf-8", "ignore").decode("utf-8")


def damaged(source: random.Random, data: bytes) -> bytes:
    """The bytes with one to three faults: bits, bytes, cuts, repeats."""
    content = bytearray(data)
    for _ in range(source.randint(1, 3)):
        at = source.randrange(len(content) + 1)
        match source.randrange(6):
            case 0 if at < len(content):
                content[at] ^= 1 << source.randrange(8)
            case 1:
                content[at:at] = source.choice([b"\xff", b"\xed\xa0\x80", b"\0", b'"', b"\n", b","])
            case 2:
                del content[at : at + source.randint(1, 20)]
            case 3:
                content[at:at] = source.randbytes(source.randint(1, 8))
            case 4:
                del content[at:]
            case _:
                content[at:at] = content[at : at + source.randint(1, 40)]
    return bytes(content)
