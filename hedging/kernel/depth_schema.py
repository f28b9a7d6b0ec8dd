"""What Python and C agree on beyond cues: declarations as in `schema.py`.

They are apart, in a header of their own, because the core in the browser has nothing of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import prod
from types import ModuleType
from typing import Final

import numpy as np

from hedging.depth import (
    confidence,
    declined,
    encoded,
    figures,
    phrases,
    quotation,
    roles,
    rows,
    scopes,
    sources,
)
from hedging.kernel.schema import (
    CUES,
    FeatureSet,
    File,
    Number,
    Row,
    Schema,
    Section,
    columns,
    constants_of,
    fingerprint_of,
    index,
    seeded,
)
from hedging.kinds import HEDGE_KINDS, HOLDERS, KINDS, ROLES
from hedging.text.hashing import GOLDEN
from hedging.text.templates import Templates

# ---- rows of sources ----

#: The bits that tell what is known of a word: its tag, and whether the table of tags lists it.
WORD_TAG, WORD_LISTED = phrases.UNKNOWN - 1, phrases.UNKNOWN
#: The bits that tell what is known of a row. Those up to BARRIER tell of its tag, after its family;
#: those up to DENIAL of its word. OPENING is the place of the number of a group of openings.
_ROW_BITS: Final = (
    "SAYING", "PRONOUN", "PLURAL", "BARRIER", "COMMA", "HYPHEN", "THAT", "FIRST_PERSON", "DENIAL",
    "VERB", "QUOTED", "QUOTATION_MARK", "CAPITAL", "OPENING",
)  # fmt: skip
# The rows of these bits are counted.
_COUNTED: Final = (
    "SAYING", "VERB", "COMMA", "QUOTATION_MARK", "THAT", "FIRST_PERSON", "CAPITAL", "PRONOUN",
)  # fmt: skip
_FIRST_BIT: Final = 14
# Values that are always the same here: the task of a place is a cue.
_FIXED: Final = (("task", phrases.CUE),)
# Values of pairs that are small numbers, below these. Templates of such values alone have few
# features, so the core finds their weights in a small table by the values themselves.
_SMALL: Final = {
    "kind": len(KINDS),
    "order": 7,
    "distance": 16 * 7,
    "between": 3 * 3 * 3,
    "quotes": 16,
    "sayings": 8,
    "length": phrases.LONGEST + 1,
}


def row_bit(name: str) -> int:
    """The place of one of the bits of a row."""
    return _FIRST_BIT + _ROW_BITS.index(name)


def small_pairs() -> dict[tuple[str, ...], tuple[int, ...]]:
    """The templates of pairs that join only small values, and how many values each name has.

    The task of a place is left out: it is always the same.
    """
    return {
        template: tuple(_SMALL[name] for name in template if name in _SMALL)
        for template in sources.PAIR_TEMPLATES
        if set(template) <= {*_SMALL, *dict(_FIXED)}
    }


# ---- features ----

_Templates = Sequence[tuple[str, ...]]
# What is known of a row, and of its neighbours on either side, in the order of the core.
_DESCRIBED: Final = (*phrases.DESCRIBED, "class")
_EDGE_NAMES: Final = tuple(
    f"{name} {step:+d}" if step else name for step in range(-2, 3) for name in _DESCRIBED
)
_BESIDE_NAMES: Final = tuple(
    side if name == "id" else f"{side} {name}"
    for side in ("L2", "L1", "R1", "R2")
    for name in _DESCRIBED
)


def _set(name: str, values: str, templates: _Templates, bits: str, width: int = 1) -> FeatureSet:
    small = small_pairs() if values == "PAIR" else {}
    hashed = tuple(row for row in seeded(Templates(templates, 64)) if row[1] not in small)
    named = tuple(
        tuple(zip((own for own in template if own in _SMALL), sizes, strict=True))
        for template, sizes in small.items()
    )
    return FeatureSet(name, values, hashed, bits, width, fixed=_FIXED, small=named)


def _named(first: Sequence[str], *several: _Templates) -> tuple[str, ...]:
    """The names of values: those that stand first, then what templates join beside them."""
    joined = {name for templates in several for own in templates for name in own}
    return (*first, *sorted(joined - {*first, *dict(_FIXED)}))


# Bytes of a row of weights of holders: one for each, and one for the writer.
_HOLDER_WIDTH: Final = len(HOLDERS) + 1
_SETS: Final = (
    _set("BEGIN", "EDGE", sources.BEGIN_TEMPLATES, "SOURCE_BITS"),
    _set("END", "EDGE", sources.END_TEMPLATES, "SOURCE_BITS"),
    _set("PAIR", "PAIR", sources.PAIR_TEMPLATES, "SOURCE_BITS"),
    _set("NONE", "PLACE", sources.NONE_TEMPLATES, "SOURCE_BITS"),
    _set("HOLDER", "PLACE", sources.PLACE_TEMPLATES, "HOLDER_BITS", _HOLDER_WIDTH),
    _set("NEGATED", "PLACE", sources.NEGATED_TEMPLATES, "NEGATED_BITS"),
    _set("NAME", "NAME", sources.NAME_TEMPLATES, "HOLDER_BITS", _HOLDER_WIDTH),
)
# The sides of a template of scopes, in its order.
_SIDES: Final = ("cue", "beside", "span")
_SCOPE_VALUES: Final = {
    f"SCOPE {side}": tuple(
        sorted(
            {own[number] for own in (*scopes.BEGIN_TEMPLATES, *scopes.STOP_TEMPLATES)} - {"none"}
        )
    )
    for number, side in enumerate(_SIDES)
}
_VALUES: Final = {
    "EDGE": _named(_EDGE_NAMES, sources.BEGIN_TEMPLATES, sources.END_TEMPLATES),
    "PAIR": _named((), sources.PAIR_TEMPLATES),
    "PLACE": _named(
        _BESIDE_NAMES,
        sources.NONE_TEMPLATES,
        sources.PLACE_TEMPLATES,
        sources.NEGATED_TEMPLATES,
    ),
    "NAME": _named((), sources.NAME_TEMPLATES),
    **_SCOPE_VALUES,
}


def _scope_sums(templates: _Templates) -> list[list[tuple[str, str, int]]]:
    return [
        [
            (side, f"SCOPE {side} {name}", 1)
            for side, name in zip(_SIDES, own, strict=True)
            if name != "none"
        ]
        for own in templates
    ]


def _tag_sums() -> list[list[tuple[str, str, int]]]:
    """The features of a token: a column, the place of a row beside its own, and a factor."""
    return [
        [(name, str(place), int(scopes.multiplier(number, place))) for name, place in terms]
        for number, terms in enumerate(scopes.FEATURES)
    ]


# ---- lists ----

_TAGS: Final = scopes.TAG_NAMES
# What is counted in spans, as C may name it.
_COUNT_NAMES: Final = {
    ",": "commas", "(": "opened", ")": "closed", '"': "quotes", ";": "semicolons",
}  # fmt: skip


def _numbers(values: object) -> list[list[int]]:
    """Rows of whole numbers."""
    table = np.array(values)
    rows: list[list[int]] = table.reshape(len(table), -1).tolist()
    return rows


def _tag_rows() -> list[list[int]]:
    """By the tag of a row: the hash of a key word, its factor, and what is counted."""
    hashes, is_key = scopes.TAG_HASHES[: len(_TAGS)], scopes.IS_KEY
    keys = np.where(is_key, hashes, np.uint64(0))
    factors = np.where(is_key, np.uint64(GOLDEN), np.uint64(1))
    return _numbers(np.column_stack((keys, factors, scopes.COUNTS)))


# ---- files ----

#: What C counts, and log-odds in UNITs, stay below these, so that what it adds up and multiplies
#: fits its numbers.
_MOST: Final = (1 << 16) - 1
_FAR: Final = (1 << 12) - 1


def _near(
    name: str, dtype: str, most: float, value: float | Sequence[float] | None = None, size: int = 1
) -> Number:
    """A number, or some, no farther from 0 than `most`."""
    return Number(name, dtype, value, size, -most, most)


def _given(
    module: ModuleType, *names: str, least: float | None = None, most: float | None = None
) -> Iterator[Number]:
    """Numbers that a module gives, under their names in capitals."""
    for name in names:
        yield Number(name, value=int(getattr(module, name.upper())), least=least, most=most)


def _seeds(names: Sequence[str], seeds: Iterable[np.uint64]) -> Iterator[Number]:
    for name, seed in zip(names, seeds, strict=True):
        yield Number(name, value=int(seed))


#: The lines that make scores of sums of the weights of sources.
LINES: Final = ("begin", "end", "pair", "none", "writer", "holder", "negated")
_SCOPES: Final = File(
    "scopes",
    (Number("has_kinds"),),
    (
        Section("tags", "i1", "TAG_COUNT << TAG_BITS"),
        Section("begin_weights", "i1", "1 << SCOPE_BITS"),
        Section("stop_weights", "i1", "1 << SCOPE_BITS"),
        Section("begin_candidates", "u1", "SCOPE_PAIRS"),
        Section("stop_candidates", "u1", "SCOPE_PAIRS"),
    ),
)
_SOURCES: Final = File(
    "sources",
    (
        *(_near(f"{name}_line", "line", 1e100) for name in LINES),
        Number("sure", "f8"),
        Number("thresholds", "f8", size=len(HOLDERS)),
    ),
    (
        *index("words"),
        # Of `words`, and of a word that is not among them.
        Section("known_words", "known_word", "1", "words", 1),
        Section("class_tags", "u2"),
        Section("tag_facts", "u4", "TAG_UNKNOWN + INITIALS"),
        Section("begins", "u8", "FAMILIES"),
        Section("ends", "u8", "FAMILIES"),
        Section("begin", "i1", "1 << SOURCE_BITS"),
        Section("end", "i1", "1 << SOURCE_BITS"),
        Section("pair", "i1", "1 << SOURCE_BITS"),
        Section("none", "i1", "1 << SOURCE_BITS"),
        Section("small_pairs", "i1", "SMALL_PAIRS"),
        # A byte for each holder, plus 128, then one that tells the writer.
        Section("holder", f"u{_HOLDER_WIDTH}", "2 << HOLDER_BITS"),
        Section("negated", "i1", "1 << NEGATED_BITS"),
    ),
)
#: What stands in runs for the words that are not in the vocabulary, by their first characters.
OTHER_WORDS: Final = 16
_DEPTH: Final = File(
    "depth",
    (
        *_given(roles, "always_read", "longest_heading", "most_length", "question_mark"),
        *_given(roles, "claim", "courtesy", "question", "unknown", "source", "frame"),
        Number("hedge_kinds", value=len(HEDGE_KINDS)),
        # Bit k says that role k does not fit a sentence with a cue of doubt.
        Number("doubtless", value=sum(1 << role for role in roles.DOUBTLESS)),
        *_given(rows, "opens", "closes", "star", "label_end", "class_seed"),
        *_given(rows, "longest", most=_MOST),
        *_given(confidence, "always", "open_up_to", "sure_from"),
        *_given(confidence, "most_cues", most=(1 << 14) - 1),
        *_given(confidence, "unit", least=1, most=_MOST),
        *_given(confidence, "greatest", most=_FAR),
        *_given(figures, "reach", most=63),
        Number("most_of_short", value=encoded.MOST_TOKENS, most=_MOST),
        Number("declined_unit", value=declined.UNIT, least=1, most=_MOST),
        # What marks the features of claims, and runs.
        *_seeds(("word", "pair", "first", "opening", "last", "length", "second"), roles.SEEDS),
        *_seeds(("one", "two", "three"), confidence.RUN_SEEDS[:3]),
        _near("no_chance", "i8", _FAR, int(confidence.NO_CHANCE)),
        _near("not_certain", "i8", _FAR, int(confidence.NOT_CERTAIN)),
        _near("plain", "i8", _FAR),
        Number("signal_scale", "f8"),
        Number("signal_bias", "f8"),
        Number("short_bias", "f8"),
        _near("declined_scale", "f8", 1e6),
        _near("network_scale", "f8", 1e-6),
        _near("by_cues", "f8", 2),
        _near("pull_shares", "f8", 9, confidence.PULL_SHARES, 3),
        _near("claim_shares", "f8", 9, roles.SHARES, 3),
    ),
    (
        Section("signals", "i1", "1 << SIGNAL_BITS"),
        *index("openings"),
        Section("claims", "i1", "(2 * SUM_COLUMNS) << CLAIM_BITS"),
        Section("declined", "i1", "SUM_COLUMNS << CLAIM_BITS"),
        Section("declined_bias", "i4", "DECLINED_COLUMNS"),
        *index("words"),
        Section("word_facts", "u4", "1", "words", 1),
        # Of `words`, of the end of their table, of the other words, of no word.
        Section("run_words", "run_word", "1", "words", 2 + OTHER_WORDS),
        Section("runs", "i1", "(2 * DIMENSIONS) << RUN_BITS"),
        *index("phrases"),
        Section("phrase_log_odds", "i2", "1", "phrases", 1),
        Section("kind_log_odds", "i2", "KINDS"),
        *index("modifiers"),
        Section("modifier_effects", "i2", "EFFECTS", "modifiers", 1),
        Section("figure_log_odds", "i2", "GREATEST_FIGURE - LEAST_FIGURE + 1"),
        Section("hidden", "i4", "HIDDEN * (INPUTS + 1)"),
        Section("output", "i4", "HIDDEN + 1"),
        Section("final_marks", "u8", form="ids"),
        Section("bullets", "u8", form="ids"),
        Section("markup", "u8", form="ids"),
        Section("item_ends", "u8", form="ids"),
        Section("label_words", "u8", form="ids"),
        Section("label_names", "u8", form="ids"),
        Section("marks", "quotation_mark"),
    ),
)

# ---- all of it ----

_CONSTANTS: Final = {
    "ROLES": len(ROLES),
    "DECLINED_COLUMNS": declined.COLUMNS,
    "HOLDERS": len(HOLDERS),
    # Scopes.
    **constants_of(scopes, "BITS", "REACH", "PAIRS", prefix="SCOPE_"),
    **constants_of(scopes, "VOICE_REACH", "TAG_BITS", "PADDING", "NO_MARK"),
    "BEGIN_FEATURES": len(scopes.BEGIN_TEMPLATES),
    "STOP_FEATURES": len(scopes.STOP_TEMPLATES),
    "TAG_COUNT": len(scopes.TAGS),
    "TAG_FEATURES": len(scopes.FEATURES),
    **{
        f"{name.upper()}_TAG": _TAGS.index(name)
        for name in ("be", "adverb", "participle", "padding")
    },
    # Sources.
    **constants_of(sources, "BITS", prefix="SOURCE_"),
    **constants_of(sources, "HOLDER_BITS", "NEGATED_BITS", "DENIAL_REACH", "PRONOUN_REACH"),
    **constants_of(phrases, "FAMILIES", "BORDER"),
    **constants_of(phrases, "SAYING", "UNKNOWN", prefix="TAG_"),
    "INITIALS": len(phrases.INNER),
    "INNER_SET": int(np.packbits(phrases.INNER, bitorder="little").view("<u2")[0]),
    "LONGEST_PHRASE": phrases.LONGEST,
    "WORD_TAG": WORD_TAG,
    "WORD_LISTED": WORD_LISTED,
    "OPENING_SHIFT": row_bit("OPENING"),
    **{f"ROW_{name}": 1 << row_bit(name) for name in _ROW_BITS[:-1]},
    "SMALL_PAIRS": sum(map(prod, small_pairs().values())),
    # Confidence.
    **constants_of(confidence, "RUN_BITS", "DIMENSIONS", "INPUTS"),
    "SIGNAL_BITS": confidence.BITS,
    "CLAIM_BITS": roles.BITS,
    "MOST_TOKENS": roles.MOST_TOKENS,
    "INITIAL_BITS": rows.INITIAL_BITS,
    "OTHER_WORDS": OTHER_WORDS,
    # The core adds up so many hidden values at a time; a model with others is left to numpy.
    "HIDDEN": 32,
    "LEAST_FIGURE": confidence.FIGURE_BOUNDS[0],
    "GREATEST_FIGURE": confidence.FIGURE_BOUNDS[1],
    "QUOTE_FAMILIES": quotation.FAMILIES,
    "SINGLE_FAMILY": quotation.SINGLE,
    **constants_of(quotation, "OPENS", "CLOSES", "BOTH", prefix="QUOTE_"),
    # What a word is that stands beside a figure, and the share that counts of a denied one.
    "NO_ROLE": 0,
    **{role.name: int(role) for role in figures.WordRole},
    "SPELLED": figures.SPELLED,
    "DENIED_PARTS": figures.DENIED_SHARE[0],
    "DENIED_WHOLE": figures.DENIED_SHARE[1],
}

#: What the core needs beyond cues.
DEPTH: Final = Schema(
    constants=_CONSTANTS,
    enumerations=(
        (*(f"COUNT_{name}" for name in _COUNTED), "COUNTS"),
        tuple(f"SPAN_{_COUNT_NAMES.get(name, name).upper()}" for name in scopes.COUNTED),
        # The columns of the effects of a modifier.
        ("HEDGE", "BOOSTER", "OPEN_COLUMN", "EFFECTS"),
    ),
    rows=(
        # A score is bias + scale * (sum of weights).
        Row("line", (("scale", "f8", 1), ("bias", "f8", 1))),
        # A word of which something is known: the family of its tag and ROW bits, its tag and
        # WORD_LISTED. If the tag is listed, the facts are those of the tag, too.
        Row("known_word", (("facts", "u4", 1), ("tag", "u4", 1))),
        # A word as runs are made of it: its id, the hashes of runs that begin with it, and the
        # numbers of the run that is the word alone.
        Row(
            "run_word",
            (
                *((name, "u8", 1) for name in ("id", "two", "three", "gap")),
                ("runs", "i1", confidence.DIMENSIONS),
            ),
        ),
        # A code point, and 4 times its family plus its role.
        Row("quotation_mark", (("code", "u4", 1), ("role", "u4", 1))),
        Row("tag_sums", (("key", "u8", 1), ("factor", "u8", 1), ("counted", "u8", 1))),
    ),
    files=(_DEPTH, _SCOPES, _SOURCES),
    values=_VALUES,
    sets=_SETS,
    sums={
        "TAGS": _tag_sums(),
        "BEGIN": _scope_sums(scopes.BEGIN_TEMPLATES),
        "STOP": _scope_sums(scopes.STOP_TEMPLATES),
    },
    arrays={
        "COUNTED_BITS": ("u4", [[1 << row_bit(name)] for name in _COUNTED]),
        "OF_TAG": ("tag_sums", _tag_rows()),
        "MARK_OF_INITIAL": ("u1", _numbers(scopes.MARK_OF_INITIAL)),
        "SPAN_HASHES": ("u4", _numbers(scopes.SPAN_HASHES)),
        "CODE_OF_LENGTH": ("u1", _numbers(scopes.DISTANCES[: scopes.REACH + 1])),
    },
    lists={"MARK_BY_ID": [[int(own), mark] for own, mark in sorted(scopes.MARK_OF_ID.items())]},
    fractions={"LEAST_EDGES": sources.LEAST_EDGES},
    # As `DepthColumns` names them; confidences and strengths are log-odds here.
    columns=(
        *columns("f8", "document_confidence", "sentence_confidence", "cue_strength"),
        *columns("i8", "cue_scope_start", "cue_scope_end", "cue_source_start", "cue_source_end"),
        *columns("u1", "cue_holder", "sentence_role", "document_declined"),
        *columns("b1", "cue_quoted", "cue_negated"),
    ),
)
#: The fingerprint of everything that is declared, for cues and beyond them.
FINGERPRINT: Final = fingerprint_of([CUES, DEPTH])
