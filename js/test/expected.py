"""Texts of ours → what Python answers, for the tests of js/.

    python js/test/expected.py FILE

A row for each text and set of options. Offsets count UTF-16 code units, as JavaScript does.
"""

from __future__ import annotations

import json
import random
import sys
from itertools import groupby
from pathlib import Path
from typing import Any

import hedging

ROOT = Path(__file__).parent.parent.parent
CASES = ROOT / "tests" / "cases"
SEED = 13
# What odd texts are made of: every class of characters, characters that need two units, halves of
# such characters, line ends, bullets, and words that are cues.
FRAGMENTS = (
    *" \t\n\r\0\v\f\x1c\x85\u2028\u200b\ufeff", "\r\n", "\n\n", "\n- ", "\n1. ", "\n• ", "...", "…",
    *".?!,;:()[]\"'“”‘’–—-*/&%$", "3.14", "e.g.", "Dr.", "U.S.", "İ", "ß", "Å", "ﬁ", "e\u0301",
    "µ", "Ω", "ж", "可能", "。", "😀", "👩‍👩‍👧", "𝔐𝔞𝔶", "\ud800", "\udc00", "\U000e0001", "\u0378",
    "may", "May", "might", "could", "perhaps", "some", "Some officials", "experts", "say", "it is",
    "said", "that", "if", "unless", "about", "clearly", "no", "evidence", "appears to", "is", "the",
    "a", "There is", "widely", "believed", "whether", "alleged", "not", "sure", "I", "think", "He",
    "**", "**not impossible**", "***",
)  # fmt: skip
OPTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"threshold": 0.9},
    {"hedge_kinds": ["weasel", "approximator"], "ignore_kinds": ["epistemic"]},
)
IN_JAVASCRIPT = {"hedge_kinds": "hedgeKinds", "ignore_kinds": "ignoreKinds"}


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def prose() -> list[str]:
    """Texts that people would paste: articles, mails, answers and contrasts."""
    texts = [path.read_text(encoding="utf-8") for path in ROOT.glob("tests/golden/*.txt")]
    examples = [
        row for row in read_lines(ROOT / "seeds" / "examples.jsonl") if row["part"] == "test"
    ]
    documents = [
        " ".join(row["text"] for row in rows)
        for _, rows in groupby(examples, key=lambda row: row["document"])
    ]
    contrasts = [row["text"] for row in read_lines(CASES / "contrast.jsonl")]
    answers = [row["text"] for row in read_lines(CASES / "answers.jsonl")]
    changes = [row["before"] for row in read_lines(CASES / "drift.jsonl")]
    lines = [
        "".join(map("".join, zip(row["sentences"], [*row["joints"], ""], strict=True)))
        for row in json.loads((CASES / "sentences.json").read_text(encoding="utf-8"))
        if "joints" in row and len(row["joints"]) == len(row["sentences"]) - 1
    ]
    texts += [*documents[:80], *contrasts[::4], *answers[::4], *changes[::4], *lines]
    return [*texts, "\n\n".join(texts)]


def odd() -> list[str]:
    """Texts that nobody writes, and a long one."""
    chosen = random.Random(SEED)
    texts = ["", " ", "\0", "\ud800", "\udc00 may", "may", "\r\n\r\n", "😀" * 50, "may " * 5000]
    for _ in range(120):
        fragments = chosen.choices(FRAGMENTS, k=chosen.randint(1, 60))
        texts.append(chosen.choice(("", " ")).join(fragments))
    texts.append("It may rain in the 🌧 north, some officials fear. " * 20_000)
    # JavaScript reads two halves that stand together as one character.
    return [
        text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "surrogatepass")
        for text in texts
    ]


def expected_rows(scheme: str, texts: list[str]) -> list[dict[str, Any]]:
    """What Python answers for each text, without the texts of cues and sentences."""
    rows = []
    for options in OPTIONS:
        if scheme != "general" and "hedge_kinds" in options:
            continue
        detector = hedging.load(scheme=scheme, depth="cues", **options)
        named = {IN_JAVASCRIPT.get(name, name): value for name, value in options.items()}
        chosen = texts if not options else texts[::5]
        rows += [
            {"scheme": scheme, "options": named, "report": in_units(report)}
            for report in detector.detect_batch(chosen)
        ]
    return rows


def in_units(report: hedging.Report) -> dict[str, Any]:
    """A report as JavaScript has it."""
    text = report.text
    # The unit of each code point, and of the end.
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if character > "\uffff" else 1))

    def in_javascript(fields: dict[str, Any]) -> dict[str, Any]:
        """Fields with units, without those of depth."""
        own = {name: value for name, value in fields.items() if value is not None}
        return own | {name: units[own[name]] for name in ("start", "end") if name in own}

    plain = in_javascript(report.to_dict())
    plain["hedgeKinds"] = plain.pop("hedge_kinds")
    plain["sentences"] = [
        {**in_javascript(sentence), "cues": [in_javascript(cue) for cue in sentence["cues"]]}
        for sentence in plain["sentences"]
    ]
    return plain


def write(path: Path, scheme: str = "general") -> None:
    """Write the rows of all texts to a file."""
    rows = expected_rows(scheme, [*prose(), *odd()])
    path.write_text(json.dumps(rows), encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]), *sys.argv[2:])
