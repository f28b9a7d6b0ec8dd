"""The compiled kernel gives the bits of the pure way, for any text and under every option."""

import json
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest
from forced import load_forced
from hypothesis import example, given, settings
from hypothesis import strategies as st

import hedging
from hedging.detector import forced_detector
from hedging.engine import compiled, pipeline
from hedging.extension import extension
from hedging.kernel import bridge
from hedging.kernel.bridge import compiled_scheme
from hedging.kinds import KINDS
from hedging.text.markup import as_read

pytestmark = pytest.mark.skipif(
    extension() is None, reason="the compiled kernel was not built, or is not wanted"
)

SCHEMES = tuple(hedging.load().model.schemes)
# The tables of the other schemes differ in their numbers alone.
IN_TURN = [SCHEMES[0], *(pytest.param(name, marks=pytest.mark.slow) for name in SCHEMES[1:])]
COLUMNS = [name for name in hedging.Batch.__slots__ if name.startswith(("doc", "sent", "cue"))]
GOLDEN = Path(__file__).parent.parent / "golden"

# Long texts take long, so that there are fewer of them.
EXAMPLES = settings().max_examples

PRINTED = """It it may May might some officials many of the experts say says have said if not sure
    it is clear that sort of a no evidence suggests possibly probably unlikely Dr . ? ! , ; : - – •
    ( ) [ ] [17] 3 1. a) " ' ’ “ ” don't couldn’t U.S. etc. J. 5 % ... … 𝒳 😀 İ ß ﬁ é 中文 может ½
    ² Ǆ ٣ (ref. (see ref. 7 7)"""
RARE = ["\n", "\n\n", "\r\n", "\r", "\x85", "\u2028", "\t", "\0", "\ud800", "\udfff", "e\u0301"]
WORDS = [*PRINTED.split(), *RARE, "\ufeff", "\u200b", ""]
PIECES = st.lists(st.sampled_from(WORDS), max_size=60)
PROSE = st.builds(str.join, st.sampled_from([" ", "", "\n", " \n"]), PIECES)
ANY_TEXT = st.one_of(PROSE, st.text(st.characters(exclude_categories=()), max_size=80))

HOSTILE = {
    "nothing": [],
    "an empty text": [""],
    "many empty texts": [""] * 5_000,
    "a null": ["It may\0rain.\0May\0"],
    "lone surrogates": ["\ud800 may \udfff", "may\ud800be", "\udbff\udfff"],
    "letters beyond 16 bits": ["𝒳 may 𐐀𐐨 rain 😀may"],
    "line ends": ["May\rit\n\rmay\r\n\r\nmay\x85may\u2028may\u2029\n\n\nmay\r", "\n", "\r"],
    "a word of 100,000 letters": ["a" * 100_000 + " may " + "É" * 100_000, "may" * 40_000],
    "a nest of brackets": ["(" * 30_000 + "may" + ")" * 30_000, "[1]" * 10_000],
    "apostrophes": ["'" * 1_000 + "a'b''c'" * 1_000, "'", "''", "a'", "'a"],
    "a chain of overlaps": ["if not sure " * 8_000, "no evidence that may " * 4_000],
    "marks": [". " * 20_000, "-\n" * 20_000, "• a\n" * 5_000, "1. a\n" * 5_000],
    "capitals": ["May I. " * 10_000, "THE U.S. MAY. " * 5_000],
    "wrapped lines": ["the wind rose over the hills and\nmay fall. So it\nis not clear.\n" * 900],
    "a few long and many short": ["It may rain. " * 9_000, *["may"] * 3_000, "I may. " * 9_000],
    "words across blocks of 64": [" " * k + "a'b may\r\nbe. It's 'so'\n\n" * 9 for k in range(66)],
    "words as long as blocks": ["a" * k + "'s may\r\n" + "b" * k + "'" for k in range(55, 140)],
    "all code points": ["".join(map(chr, range(0x110000)))],
    "all code points in words": ["a".join(map(chr, range(0x110000)))],
}  # fmt: skip

# Texts that are read in windows, which end at other places in each of them, and a text that is
# copied part by part.
WRAPPED = [f"the wind rose, so it may rain {'x' * (k % 67)}" for k in range(3_000)]
LONG = {
    "wrapped lines": "\n".join(WRAPPED),
    "line ends of every kind": "It may.\r\nSo.\r\n\r\nit\u2028may.\x85 I.\r 1. Is it?\n" * 2_500,
    "items of lists": "- may be\n1. It may. so\na) if sure\n2.\n• Perhaps so\n" * 2_000,
    "a line longer than a window": "May I.\n" * 900 + "It may rain. " * 9_000 + "\nMay I." * 9_000,
    "a single line": "It may rain if the U.S. agrees, he said. " * 3_000,
    "hardly a token": " " * 40_000 + "It may rain." + " \n" * 40_000 + "May I",
    "no token": " \n" * 40_000,
    "a sentence longer than a window": "the wind rose. and some of the 9 boats may sink, " * 3_000,
    "hardly a candidate": ("the wind rose, " * 90 + "some say it may. ") * 90 + "Is it?\nMay I.",
    "apostrophes between windows": "'" * 90_000 + "a may'" * 9_000 + "''b'c" * 9_000 + " It may.",
    "a line end after a long line": "so it may. " * 9_000 + "\n- May I.\nit " + "is. So " * 9_000,
    "full stops": "." * 140_000 + " a" + "." * 70_000,
    "apostrophes behind a word": "a " + "'" * 90_000 + " It may.",
    "apostrophes in a long line": "It's. the boys' may 'be' a. " * 4_000 + "a'",
    "words of 149 letters": ("x" * 149 + " ") * 2_000 + "It may.",
    "a word longer than what is copied at once": "It may. " + "a" * 1_200_000 + " may.",
    "a word longer than a window": "So.\n\n" + "a" * 70_000 + " may.\n\nSo.\n\n" + "b" * 40_000,
    "a million characters": "It may 😀 rain. “It” is not clear.\n\nSaid\nthe wind may\n" * 20_000,
    "columns that outgrow a large page again and again": "a ." * 800_000 + " It may rain.",
}  # fmt: skip


def same_columns(found, expected, names):
    for name in names:
        left, right = getattr(found, name), getattr(expected, name)
        assert left.dtype == right.dtype, name
        assert np.array_equal(left, right, equal_nan=left.dtype.kind == "f"), name


def same_batch(found, expected):
    same_columns(found, expected, COLUMNS)
    assert (found.depth is None) == (expected.depth is None)
    if found.depth is not None:
        names = [field.name for field in fields(found.depth) if field.name != "model"]
        same_columns(found.depth, expected.depth, names)


def same_cues(texts, spans, criteria):
    """The batch of the kernel and of numpy, without what goes beyond cues."""
    batch = compiled.score_batch(texts, spans, criteria, texts, "cues")
    expected = pipeline.run_steps(texts, spans, criteria)
    same_batch(batch, pipeline.to_batch(texts, expected, criteria))


@given(st.lists(ANY_TEXT, max_size=5), st.sampled_from(SCHEMES))
def test_any_texts(texts, scheme):
    same_cues(texts, None, hedging.load(scheme=scheme).criteria)


@pytest.mark.parametrize("scheme", IN_TURN)
@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_texts(name, scheme):
    same_cues(HOSTILE[name], None, hedging.load(scheme=scheme).criteria)


@pytest.mark.parametrize("scheme", IN_TURN)
@pytest.mark.parametrize("name", LONG)
def test_long_texts(name, scheme):
    criteria = hedging.load(scheme=scheme).criteria
    same_cues([LONG[name]], None, criteria)
    if len(LONG[name]) < 1 << 20:
        same_cues(["It may.", LONG[name], "", LONG[name][1:], "May I."], None, criteria)


def test_a_new_character_far_in_a_long_line(monkeypatch):
    monkeypatch.setattr(bridge, "_seen", bridge._SeenCharacters())
    text = "It may rain. " * 9_000 + "It may \U00010400."
    same_cues([text], None, hedging.load().criteria)


def test_any_number_of_marks():
    """The last of them are looked at one by one where the kernel's tables end behind them."""
    criteria = hedging.load().criteria
    for number in range(1, 300):
        same_cues(["(" * number], None, criteria)


def test_lines_that_are_as_short_as_a_wrapped_line_may_be():
    chance = np.random.default_rng(9)
    words = ["a", "so", "may", "Rain", "It", "fall.", "wind", "I", "rose", "he"]
    lines = [" ".join(chance.choice(words, size)) for size in chance.integers(1, 5, 12_000)]
    texts = ["\n".join(lines[k : k + 6]) for k in range(0, len(lines), 6)]
    # Lines of 20 characters, and a shorter one that has no room for the word "May", or just has.
    wrapped = ["so it may rain again"] * 2
    texts += ["\n".join([*wrapped, f"so it {'x' * k}", "May it rain"]) for k in range(12)]
    same_cues(texts, None, hedging.load().criteria)


def test_items_of_lists_by_any_mark():
    marks = [chr(code) for code in (*range(0x21, 0x180), *range(0x2000, 0x2700), 0x3002, 0xFE63)]
    texts = [f"so it may\n{mark} may rain\n{mark} it is\n1{mark} It may" for mark in marks]
    same_cues(texts, None, hedging.load().criteria)


@settings(max_examples=EXAMPLES // 2)
@given(PIECES, st.sampled_from(["\n", " ", "\n\n", "\r\n"]), st.integers(0, 30))
def test_long_texts_of_any_pieces(pieces, between, shift):
    text = between.join([" ".join(pieces), "x" * shift])
    texts = [(text + between) * (70_000 // (len(text) + 1) + 1)]
    same_cues(texts, None, hedging.load().criteria)


@settings(max_examples=EXAMPLES // 2)
@given(
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=9, unique=True),
    st.sampled_from(SCHEMES[::3]),
    st.integers(0, 1 << 30),
)
def test_long_lines_of_any_words(words, scheme, seed):
    # Some words are rare, so that candidates stand near and far; hardly a line end comes.
    chance = np.random.default_rng(seed)
    shares = chance.dirichlet(np.full(len(words), 0.3))
    text = " ".join(chance.choice(words, 200_000 // (1 + max(map(len, words))), p=shares))
    texts = [text + " may rain. " + text[: len(text) // 9]]
    same_cues(texts, None, hedging.load(scheme=scheme).criteria)


@given(st.lists(st.tuples(ANY_TEXT, st.lists(st.integers(0, 200), max_size=12)), max_size=4))
def test_given_spans(pairs):
    texts, spans = [], []
    for text, edges in pairs:
        inside = sorted(min(edge, len(text)) for edge in edges[: len(edges) // 2 * 2])
        texts.append(text)
        spans.append(np.array(inside, dtype=np.int64).reshape(-1, 2))
    if texts:
        same_cues(texts, spans, hedging.load().criteria)


OPTIONS = [
    {},
    {"hedge_kinds": ["condition"]},
    {"ignore_kinds": ["condition", "booster"]},
    {"extra_cues": {"rain": "epistemic", "the wind": "booster"}},
    {"ignore_cues": ["may", "some ..."]},
    {"extra_cues": {"if not": "weasel"}, "ignore_cues": ["no evidence"], "threshold": 0.3},
    {"markdown": True},
    *({"scheme": scheme} for scheme in SCHEMES[1:]),
]
CODE = "# The `may` *method*\n\nIt **may** be <b>possible</b>.\n\n    may()\n\n- not sure\n"


@pytest.mark.parametrize("depth", ["cues", "all"])
@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_every_option(options, depth):
    if options.get("markdown"):
        pytest.importorskip("markdown_it")
    texts = [(GOLDEN / name).read_text("utf-8") for name in ("news.txt", "mail.txt")]
    texts += [CODE, "", "It may rain if the wind rises. Some officials fear so."]
    expected = load_forced(pure=True, depth=depth, **options)
    detector = hedging.load(depth=depth, **options)
    same_batch(detector.detect_batch(texts), expected.detect_batch(texts))
    for text in texts:
        assert detector.detect(text) == expected.detect(text)
        assert detector.explain(text) == expected.explain(text)
    spans = [[(0, len(text) // 2), (len(text) // 2, len(text))] for text in texts]
    given = detector.detect_batch(texts, sentences=spans)
    same_batch(given, expected.detect_batch(texts, sentences=spans))


# Words of which callers make cues, and those that the model has.
OWN_WORDS = [
    "rain", "it", "may", "if not", "not sure", "some", "officials say", "sure of", "Dr .",
    "no evidence", "of a no", "it is clear", "so", "possibly probably", "is clear that",
]  # fmt: skip
MODEL_CUES = [
    "may", "no evidence", "no evidence that", "some ...", "some officials", "many of the experts",
    "if not", "not sure", "sure", "many ...",
]  # fmt: skip
OWN_CUES = st.dictionaries(st.sampled_from(OWN_WORDS), st.sampled_from(KINDS), max_size=6)
IGNORED = st.sets(st.sampled_from(MODEL_CUES), max_size=4)
CLOSE_WORDS = " ".join([*OWN_WORDS, "some officials say", "many of the experts", "."]).split()
CLOSE_PROSE = st.lists(st.sampled_from(CLOSE_WORDS), max_size=60).map(" ".join)


@example(["**"], {}, set(), (), "cues", "general")
@given(
    st.lists(st.one_of(CLOSE_PROSE, ANY_TEXT), max_size=4),
    OWN_CUES,
    IGNORED,
    st.sampled_from([(), ("condition",), ("booster", "condition")]),
    st.sampled_from(["cues", "all"]),
    st.sampled_from(SCHEMES),
)
def test_any_cues_of_the_caller(texts, extra, ignored, kinds, depth, scheme):
    if hedging.load(scheme=scheme).scheme.sentence_weights is not None:
        kinds = ()  # such a scheme needs all of its kinds
    options = {"extra_cues": extra, "ignore_cues": sorted(ignored), "ignore_kinds": kinds}
    detector = hedging.load(scheme=scheme, depth=depth, **options)
    read = as_read(texts, markdown=False)
    found = compiled.score_batch(read, None, detector.criteria, texts, depth)
    same_batch(found, forced_detector(detector, pure=True).detect_batch(texts))


@pytest.mark.parametrize("between", [" ", ". ", "\n"])
def test_cues_of_the_caller_in_long_texts(between):
    long = "of the boats that went out to the islands " * 5
    options = {"extra_cues": {long: "weasel", "the wind": "booster"}, "ignore_cues": ["may"]}
    criteria = hedging.load(**options).criteria
    text = between.join(["the wind rose", "it may", "may not " * 9, long, "so if sure it is"] * 300)
    same_cues([text], None, criteria)


def test_the_golden_reports():
    for name in ("news", "mail"):
        text = (GOLDEN / f"{name}.txt").read_text("utf-8")
        golden = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
        report = hedging.detect(text)
        assert [cue["text"] for sentence in golden["sentences"] for cue in sentence["cues"]] == [
            cue.text for cue in report.cues
        ]


def test_company_changes_nothing():
    texts = [text for name in ("a null", "wrapped lines", "marks") for text in HOSTILE[name]]
    detector = hedging.load(depth="cues")
    batch = detector.detect_batch(texts)
    for number, text in enumerate(texts):
        assert batch[number] == detector.detect(text)


def test_a_scheme_that_was_changed_is_not_taken_for_the_models():
    detector = hedging.load()
    criteria = detector.criteria
    table = -criteria.scheme.cue_weights.table
    weights = type(criteria.scheme.cue_weights)(table, 0.01)
    scheme = criteria.scheme._replace(cue_weights=weights)
    compiled_scheme(criteria.model, criteria.scheme, pure=False)
    same_cues(["It may rain. Is it possible?"], None, criteria._replace(scheme=scheme))


@pytest.mark.parametrize("greatest", [0, 1, 127])
def test_other_weights(greatest):
    """Without weights all candidates are equal: the longer one is kept, then the earlier one."""
    criteria = hedging.load().criteria
    weights = criteria.scheme.cue_weights
    chance = np.random.default_rng(greatest)
    table = chance.integers(-greatest, greatest + 1, weights.table.shape).astype(np.int8)
    scheme = criteria.scheme._replace(cue_weights=weights._replace(table=table))
    texts = [" ".join(chance.choice(CLOSE_WORDS, 40)) for _ in range(300)]
    same_cues(texts, None, criteria._replace(scheme=scheme))


@pytest.mark.parametrize("scale", [-0.01, 0.0, 1e-30])
def test_a_scale_that_turns_or_hides_the_order_of_sums_is_left_to_numpy(scale):
    criteria = hedging.load().criteria
    weights = criteria.scheme.cue_weights._replace(scale=scale, bias=1.0)
    criteria = criteria._replace(scheme=criteria.scheme._replace(cue_weights=weights))
    texts = ["no evidence that may, if not sure " * 50]
    assert compiled.score_batch(texts, None, criteria, texts, "cues") is None
