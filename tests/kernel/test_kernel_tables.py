"""The tables of the compiled kernel: what does not fit is refused, and the rest is harmless."""

import random

import numpy as np
import pytest

import hedging
from hedging.extension import extension
from hedging.kernel import tables
from hedging.kinds import KINDS
from hedging.model.lexicon import MASK
from hedging.text.characters import character_table

CORE = extension()
needs_core = pytest.mark.skipif(CORE is None, reason="the compiled kernel was not built")
CRITERIA = hedging.load().criteria
TEXTS = ["It may rain. Some officials fear so, if not sure.", "", "Dr. Lee said\n- no\n1. a\nso."]


def content():
    return tables.flat_file("model", tables.model_sections(CRITERIA.model, CRITERIA.scheme))


def test_pages_hold_the_classes_and_forms_of_their_characters():
    pages = tables.pages_of(["may", "中", "\ud800"])
    assert pages == {0, 0x4E, 0xD8}
    assert tables.pages_of([]) == {0}
    assert character_table().page(0x4E00, 0x4F00).tobytes() in tables.characters_file(pages)


@needs_core
def test_what_does_not_fit_is_refused():
    whole = content()
    CORE.open("model", whole)
    for wrong in (b"", b"HEDGTABL", whole[:-1], whole[:1000], b"x" + whole[1:]):
        with pytest.raises(ValueError, match="make them with"):
            CORE.open("model", wrong)
    with pytest.raises(TypeError):
        CORE.open("model", "text")
    with pytest.raises(ValueError, match="tables of a kernel"):
        CORE.open("characters", whole)


@needs_core
@pytest.mark.parametrize("name", list(tables.model_sections(CRITERIA.model, CRITERIA.scheme)))
def test_each_section_must_be_there_and_have_its_size(name):
    sections = tables.model_sections(CRITERIA.model, CRITERIA.scheme)
    for wrong in (None, sections[name][:-1], np.append(sections[name], sections[name][:1])):
        changed = {key: value for key, value in sections.items() if key != name}
        if wrong is not None:
            changed[name] = wrong
        with pytest.raises(ValueError, match="that do not fit"):
            CORE.open("model", tables.flat_file("model", changed))


@needs_core
def test_rows_beyond_a_table_are_refused():
    for name in ("punkt_first", "entries_first", "heads_first", "words_first", "endings_first"):
        sections = tables.model_sections(CRITERIA.model, CRITERIA.scheme)
        sections[name] = sections[name].copy()
        sections[name][3] = len(sections[name.replace("first", "known")])
        with pytest.raises(ValueError, match="that do not fit"):
            CORE.open("model", tables.flat_file("model", sections))
    for at, value in ((5, 9), (0, 1)):
        index = np.ones(0x1100, dtype=np.uint16)
        index[0], index[at] = 0, value
        sections = {"page": index, "packed": np.zeros(512, dtype=np.uint32)}
        with pytest.raises(ValueError, match="that do not fit"):
            CORE.open("characters", tables.flat_file("characters", sections))


@needs_core
def test_characters_that_a_table_leaves_out_are_new():
    page = np.ones(0x1100, dtype=np.uint16)
    page[0] = 0
    model = CORE.open("model", content())
    for missing in ("\0", "a"):
        packed = np.concatenate([character_table().page(0, 256), np.zeros(256, dtype=np.uint32)])
        packed[ord(missing)] = 0
        sections = {"page": page, "packed": packed}
        characters = CORE.open("characters", tables.flat_file("characters", sections))
        text = "It might rain. " * 9
        assert CORE.score(model, characters, [text.replace("a", "i")], None, None) is not None
        assert CORE.score(model, characters, [text + missing], None, None) is None
    packed[ord("a")] = packed[ord("b")]  # another form
    characters = CORE.open("characters", tables.flat_file("characters", sections))
    assert CORE.score(model, characters, [text], None, None) is not None


@needs_core
def test_an_extra_cue_has_one_kind():
    custom = hedging.load(extra_cues={"murky": "weasel", "so": "booster"}).criteria.custom
    sections = tables.custom_sections(custom)
    assert CORE.open("custom", tables.flat_file("custom", sections)) is not None
    for mask in (0, 3, 1 << len(KINDS)):
        sections["masks"] = np.array([1, mask], dtype=MASK)
        with pytest.raises(ValueError, match="that do not fit"):
            CORE.open("custom", tables.flat_file("custom", sections))


@needs_core
def test_damaged_bytes_are_refused_or_harmless():
    whole, chance = content(), random.Random(7)
    characters = CORE.open("characters", tables.characters_file({0}))
    opened = 0
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.choice([1, 3, 50])):
            place = chance.choice([chance.randrange(700), chance.randrange(len(damaged))])
            damaged[place] = chance.randrange(256)
        try:
            found = CORE.open("model", bytes(damaged))
        except ValueError:
            continue
        opened += 1
        CORE.score(found, characters, TEXTS, None, None)
    assert opened > 10


@needs_core
def test_wrong_arguments_are_errors():
    found = CORE.open("model", content())
    characters = CORE.open("characters", tables.characters_file({0}))
    offsets = np.array([0, 1], dtype=np.int64).tobytes()

    def score(texts, spans=None, given=offsets):
        pairs = None if spans is None else np.array(spans, dtype=np.int64).tobytes()
        return CORE.score(found, characters, texts, pairs, given)

    assert score(["It may."], [(0, 7)]) is not None
    assert score(["\u4e2d"]) is None
    for wrong in (("may",), "may", [1], [b"may"]):
        with pytest.raises(TypeError):
            score(wrong)
    for spans in ([(0, 8)], [(-1, 3)], [(3, 2)], [(2**62, 2**63 - 1)]):
        with pytest.raises(ValueError, match="in order, disjoint"):
            score(["It may."], spans)
    for given in (b"", offsets[:8], np.array([0, 2], dtype=np.int64).tobytes(), offsets[::-1]):
        with pytest.raises(ValueError, match="do not fit"):
            score(["It may."], [(0, 7)], given)
    with pytest.raises(ValueError, match="incorrect name"):
        CORE.score(characters, found, ["may"], None, None)
