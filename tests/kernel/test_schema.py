"""Declarations of the core are what it was compiled from; any other declaration is refused."""

import json
from dataclasses import fields
from functools import partial

import numpy as np
import pytest

import hedging
from hedging.depth.columns import DepthColumns
from hedging.depth.files import shipped_depth
from hedging.extension import extension
from hedging.kernel import depth_schema, generate, schema, tables
from hedging.kernel.depth_tables import depth_sections
from hedging.kinds import KINDS, ROLES
from hedging.model import lexicon
from tests.kernel.other_depth import opened_depth

CORE = extension()
needs_core = pytest.mark.skipif(CORE is None, reason="the compiled kernel was not built")
CRITERIA = hedging.load().criteria
SCHEMAS = {"cues": schema.CUES, "depth": depth_schema.DEPTH}


@needs_core
def test_the_core_was_compiled_from_these_declarations():
    sections = tables.model_sections(CRITERIA.model, CRITERIA.scheme)
    beyond = depth_sections(shipped_depth())
    depth_file = partial(tables.flat_file, "depth", beyond, depth_schema.DEPTH)
    CORE.open("model", tables.flat_file("model", sections))
    opened_depth(depth=depth_file(depth_schema.FINGERPRINT))
    with pytest.raises(ValueError, match="that do not fit"):
        CORE.open("model", tables.flat_file("model", sections, fingerprint=schema.FINGERPRINT + 1))
    with pytest.raises(ValueError, match="that do not fit"):
        opened_depth(depth=depth_file(schema.FINGERPRINT))


@pytest.mark.parametrize("name", SCHEMAS)
def test_any_other_declaration_has_another_fingerprint(name):
    declared = SCHEMAS[name]
    own = schema.fingerprint_of([declared])
    file, *files = declared.files
    first, *others = declared.sets
    (seed, template), *templates = first.templates
    changes = (
        {"constants": declared.constants | {"KINDS": 9}},
        {"files": (file._replace(sections=file.sections[::-1]), *files)},
        {"files": (file._replace(numbers=file.numbers[::-1]), *files)},
        {"values": dict(reversed(declared.values.items()))},
        {"sets": (first._replace(templates=((seed + 1, template), *templates)), *others)},
    )
    assert len({own, *(schema.fingerprint_of([declared._replace(**c)]) for c in changes)}) == 6


@pytest.mark.parametrize("name", SCHEMAS)
def test_declarations_are_plain_so_that_every_numpy_gives_the_same_fingerprint(name):
    json.dumps(SCHEMAS[name])


def test_masks_and_rows_of_sums_are_wide_enough():
    assert len(KINDS) <= schema.CUES.constants["MASK_BITS"] == 8 * lexicon.MASK.itemsize
    assert max(len(KINDS), len(ROLES)) <= schema.SUM_COLUMNS
    assert schema.SUM_COLUMNS % 8 == 0


def test_a_number_is_never_known_by_its_place():
    numbers = tables.numbers_of(
        schema.CUES, "model", gap_bias=0.5, longest=3, scheme=1, gap_scale=2
    )
    assert {name: numbers[name].item() for name in numbers.dtype.names} == {
        "longest": 3, "scheme": 1, "gap_scale": 2.0, "gap_bias": 0.5,
    }  # fmt: skip


def test_columns_are_those_that_python_names():
    named = {own.name for own in depth_schema.DEPTH.columns}
    assert {"model", *named} == {field.name for field in fields(DepthColumns)}


def test_a_section_has_the_type_that_is_declared():
    _, file = schema.CUES.file("model")
    typed = tables.typed_sections(schema.CUES, file, {"masks": np.ones(3, dtype=np.uint8)})
    assert typed["masks"].dtype == lexicon.MASK
    assert typed["cue_weights"].size == 0
    with pytest.raises(TypeError, match="Cannot cast"):
        tables.typed_sections(schema.CUES, file, {"masks": np.ones(3, dtype=np.int64)})


def test_what_is_written_once_is_not_written_again(tmp_path):
    for folder in ("hedging/kernel", "js/src"):
        (tmp_path / folder).mkdir(parents=True)
    written = generate.generate(tmp_path)
    assert [path.name for path in written] == ["schema.h", "depth_schema.h", "schema.js"]
    assert generate.generate(tmp_path) == []
    written[1].write_text("changed", encoding="utf-8")
    assert generate.generate(tmp_path) == [written[1]]
