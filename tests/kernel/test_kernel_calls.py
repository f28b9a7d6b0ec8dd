"""Whatever the kernel is called with, it answers or says what is wrong."""

from itertools import starmap

import numpy as np
import pytest

import hedging
from hedging.depth.files import shipped_depth
from hedging.extension import extension
from hedging.kernel import depth_tables, tables
from hedging.kernel.depth_schema import DEPTH
from hedging.kernel.schema import CUES
from tests.kernel.other_depth import model_in_core, opened_depth

CORE = extension()
pytestmark = pytest.mark.skipif(CORE is None, reason="the compiled kernel was not built")
CRITERIA = hedging.load().criteria
NO_MODEL = "incorrect name|valid PyCapsule"


def sections_of(name):
    """The sections of a file of that name, and what makes the file of them."""
    if name == "model":
        sections = tables.model_sections(CRITERIA.model, CRITERIA.scheme)
        return sections, lambda own: tables.flat_file(name, own)
    model = shipped_depth()
    sections = (
        depth_tables.depth_sections(model)
        if name == "depth"
        else depth_tables.source_sections(model.sources)
    )
    return sections, lambda own: depth_tables.depth_flat_file(name, own)


def bounds():
    """Each bound of a number of a file, with a number beyond it."""
    for schema, names in ((CUES, ["model"]), (DEPTH, ["depth", "sources"])):
        rows = {row.name: [field for field, *_ in row.fields] for row in schema.rows}
        for name in names:
            for number in schema.file(name)[1].numbers:
                for field in rows.get(number.dtype, [None]):
                    for place in range(number.size):
                        if number.least is not None and number.least > -np.inf:
                            yield name, number, field, place, number.least
                        if number.most is not None:
                            yield name, number, field, place, number.most


def with_number(sections, number, field, place, value):
    changed = sections | {"numbers": sections["numbers"].copy()}
    column = changed["numbers"][number.name]
    (column[field] if field else column).reshape(-1)[place] = value
    return changed


@pytest.mark.parametrize("name", ["model", "depth", "sources"])
def test_each_number_has_its_bounds(name):
    sections, file = sections_of(name)
    CORE.open(name, file(sections))
    count = 0
    for own, number, field, place, bound in bounds():
        if own != name:
            continue
        is_float = sections["numbers"][number.name].dtype.kind in "fV"
        wrong = [np.nan, np.sign(bound) * np.inf] if is_float else []
        step = np.sign(bound - (number.most + (number.least or 0)) / 2) if number.most else -1
        if not is_float or abs(bound) < 1e6:
            wrong.append(bound + step)
        for value in wrong:
            changed = with_number(sections, number, field, place, value)
            with pytest.raises(ValueError, match="that do not fit"):
                CORE.open(name, file(changed))
            count += 1
    assert count > 1


def test_each_table_of_depth_must_have_its_size():
    sections, file = sections_of("depth")
    for name, section in sections.items():
        ids = section.dtype == np.uint64 and len(section) < 99
        for wrong in (section[:-1], np.append(section, section[:1])):
            if name == "marks" or (ids and not name.endswith(("_known", "_first"))):
                continue  # of any length
            with pytest.raises(ValueError, match="that do not fit"):
                CORE.open("depth", file(sections | {name: wrong}))


def test_weights_whose_sums_are_too_great_are_refused():
    sections, file = sections_of("depth")
    for name, place, value in (
        ("hidden", 0, 2**31 - 1),
        ("output", 0, 2**31 - 1),
        ("output", slice(None), 2**26),
    ):
        changed = sections[name].copy()
        changed.reshape(-1)[place] = value
        with pytest.raises(ValueError, match="that do not fit"):
            CORE.open("depth", file(sections | {name: changed}))


@pytest.mark.parametrize(
    ("name", "place", "field", "value"),
    [("marks", 0, "role", 200), ("words_first", 3, None, 2**31), ("phrases_known", -1, None, 0)],
)
def test_rows_of_depth_that_lead_nowhere_are_refused(name, place, field, value):
    sections, file = sections_of("depth")
    changed = sections[name].copy()
    (changed[field] if field else changed)[place] = value
    with pytest.raises(ValueError, match="that do not fit"):
        CORE.open("depth", file(sections | {name: changed}))


def test_an_index_has_a_slot_and_a_hash():
    sections, file = sections_of("depth")
    for known, first in (([], [0]), ([2**64 - 1], []), ([2**64 - 1], [0] * 3)):
        changed = {
            "phrases_known": np.array(known, dtype=np.uint64),
            "phrases_first": np.array(first, dtype=np.uint32),
        }
        with pytest.raises(ValueError, match="that do not fit"):
            CORE.open("depth", file(sections | changed))


def test_sources_have_a_tag_for_some_class():
    sections, file = sections_of("sources")
    changed = sections | {"class_tags": sections["class_tags"][:0]}
    with pytest.raises(ValueError, match="that do not fit"):
        CORE.open("sources", file(changed))


def test_pages_of_characters_are_whole_and_known():
    index = np.zeros(0x1100, dtype=np.uint16)
    for packed in ([], [0] * 257, [0, 0xFF000000] + [0] * 254):
        sections = {"page": index, "packed": np.array(packed, dtype=np.uint32)}
        with pytest.raises(ValueError, match="that do not fit"):
            CORE.open("characters", tables.flat_file("characters", sections))
    # Nothing is known of plain characters, so that none is seen.
    sections = {"page": index, "packed": np.zeros(256, dtype=np.uint32)}
    empty = CORE.open("characters", tables.flat_file("characters", sections))
    assert CORE.score(model_in_core(), empty, ["It may " * 20], None, None) is None


def test_a_file_is_bytes():
    whole = tables.flat_file("model", sections_of("model")[0])
    assert CORE.open("model", whole) is not None
    for wrong in ([whole], [], None, "text", 3):
        with pytest.raises(TypeError):
            CORE.open("model", wrong)
    with pytest.raises(ValueError, match="that do not fit"):
        CORE.open("model", b"")
    with pytest.raises(ValueError, match="expected the name of a file"):
        CORE.open("nothing", whole)
    for arguments in ((), ("model",), (3, whole), ("model", whole, whole)):
        with pytest.raises(TypeError):
            CORE.open(*arguments)


def opened_parts():
    model = shipped_depth()
    files = {
        "depth": depth_tables.depth_file(model),
        "scopes": depth_tables.scopes_file(model.scopes),
        "sources": depth_tables.sources_file(model.sources),
    }
    return [model_in_core(), *starmap(CORE.open, files.items())]


def test_what_is_joined_is_opened_tables_in_order():
    parts = opened_parts()
    for place in range(4):
        for wrong in (None, parts[place - 1], parts[place - 2]):
            with pytest.raises(ValueError, match=NO_MODEL):
                CORE.join(*parts[:place], wrong, *parts[place + 1 :])
    for arguments in ((), parts[:3], [*parts, parts[0]]):
        with pytest.raises(TypeError):
            CORE.join(*arguments)


@pytest.mark.parametrize("name", ["depth", "sources"])
def test_more_words_than_can_be_numbered_are_refused(name):
    sections, file = sections_of(name)
    count = 65_535
    known = np.arange(count, dtype=np.uint64) << np.uint64(40)
    many = tables.index_sections("words", known)
    rows = {"depth": ("word_facts", "run_words"), "sources": ("known_words",)}[name]
    for own in rows:
        more = len(sections[own]) - len(sections["words_known"])
        many[own] = np.resize(sections[own][:1], len(many["words_known"]) + more)
    with pytest.raises(ValueError, match="fewer words than 65,535"):
        opened_depth(**{name: file(sections | many)})


def characters():
    return CORE.open("characters", tables.characters_file({0}))


def numbers(*values):
    return np.array(values, dtype=np.int64).tobytes()


def test_texts_are_scored_with_what_belongs_to_them():
    seen, model = characters(), model_in_core()
    for arguments in ((), (model, seen, ["may"], None), (model, seen, ["may"], None, None, "x")):
        with pytest.raises(TypeError):
            CORE.score(*arguments)
    wrong_files = [(None, seen), (seen, seen), (model, None), (model, model)]
    for wrong in wrong_files:
        with pytest.raises(ValueError, match=NO_MODEL):
            CORE.score(*wrong, ["may"], None, None)
    for wrong in (3, seen):
        with pytest.raises(ValueError, match=NO_MODEL):
            CORE.score(model, seen, ["may"], None, None, 0, wrong)


def test_spans_are_bytes_of_pairs_of_numbers():
    seen, model = characters(), model_in_core()
    for wrong in ("text", None, [0, 3]):
        with pytest.raises(TypeError):
            CORE.score(model, seen, ["may"], numbers(0, 3), wrong)
    with pytest.raises(TypeError):
        CORE.score(model, seen, ["may"], [0, 3], numbers(0, 1))
    for spans, offsets in (
        (numbers(0), numbers(0, 1)),
        (numbers(0, 3), numbers(0)),
        (numbers(0, 3), numbers(0, 2)),
        (numbers(0, 3), numbers(1, 0)),
        (numbers(0, 3), numbers(-1, 1)),
    ):
        with pytest.raises(ValueError, match="the spans do not fit"):
            CORE.score(model, seen, ["may"], spans, offsets)
    # A large text with spans is not copied in parts.
    large = "It may rain. " * 90_000
    content, counts = CORE.score(model, seen, [large], numbers(0, len(large)), numbers(0, 1))
    assert len(content) > counts[0]


def test_answers_are_for_cues_of_scored_texts():
    *_, texts = CORE.score(opened_depth(), characters(), ["It may rain, may it?"], None, None)
    assert len(CORE.answer(texts, numbers(0), b"\0")) > 0
    assert len(CORE.answer(texts, b"", b"")) > 0
    for cues, kinds in (
        (numbers(0), b""),
        (b"\0", b"\0"),
        (numbers(9), b"\0"),
        (numbers(-1), b"\0"),
    ):
        with pytest.raises(ValueError, match="expected cues of the texts, in order"):
            CORE.answer(texts, cues, kinds)
    with pytest.raises(ValueError, match="expected cues of the texts, in order"):
        CORE.answer(texts, numbers(1, 0), b"\0\0")
    # Numbers that do not begin where the processor wants them.
    with pytest.raises(ValueError, match="expected cues of the texts, in order"):
        CORE.answer(texts, np.frombuffer(bytes(1) + numbers(0), dtype=np.uint8)[1:], b"\0")
    for wrong in (None, opened_depth()):
        with pytest.raises(ValueError, match=NO_MODEL):
            CORE.answer(wrong, b"", b"")
    for arguments in ((), (texts, "", b""), (texts, b"")):
        with pytest.raises(TypeError):
            CORE.answer(*arguments)
