import json

import pytest

import hedging
from hedging.batch import COLUMNS
from hedging.jobs.encoding import listed
from hedging.jobs.records import Documents, Fields, Place, Row
from hedging.jobs.writers import encode_rows, merge_tables, output_format, table_of
from hedging.released import released_name

NAN = float("nan")


def table(level="document", kept=NAN):
    documents = Documents.empty(1)
    for number, name, text in ((7, "x", "It may rain."), (9, "y", None)):
        row = Row(Place(number, "a"), {"text": text, "id": name, "k": kept})
        assert documents.add(row, Fields(id="id", keep=("k",))) is None
    rows = table_of(hedging.detect_batch(["It may rain.", ""]), documents, level, ["k"])
    return {name: listed(column) for name, column in rows.items()}


def test_a_null_text_has_a_row_of_nulls_among_documents_alone():
    rows = table()
    assert (rows["document"], rows["id"], rows["sentences"]) == ([7, 9], ["x", "y"], [1, None])
    assert rows["model"] == [released_name("light")] * 2
    assert table("cue")["document"] == [7]


@pytest.mark.parametrize("form", [".jsonl", ".csv", ".parquet"])
def test_writing_changes_no_table(form):
    if form == ".parquet":
        pytest.importorskip("pyarrow")
    rows = table(kept=[1, {"b": "é"}])
    before = {name: list(column) for name, column in rows.items()}
    encode_rows(rows, COLUMNS["document"], ["k"], form)
    assert rows == before


@pytest.mark.parametrize("value", [NAN, float("inf"), [NAN, 1], {"a": [NAN]}])
def test_json_is_json(value):
    def refuse(name):
        raise AssertionError(name)

    first, _ = encode_rows(table(kept=value), COLUMNS["document"], ["k"], ".jsonl").splitlines()
    row = json.loads(first, parse_constant=refuse)
    assert row["k"] in (None, [None, 1], {"a": [None]})
    cells = encode_rows(table(kept=value), COLUMNS["document"], ["k"], ".csv").decode()
    assert "NaN" not in cells
    assert "Infinity" not in cells


VALUES = [
    0,
    -7,
    10**30,
    0.1,
    1e-300,
    -0.0,
    True,
    False,
    None,
    "",
    'é"\\\n\x00🙂',
    [1, "a"],
    {"%s": 1},
]


def test_lines_are_those_of_json():
    rows = {"a": VALUES, 'é"%d': VALUES[::-1]}
    lines = encode_rows(rows, COLUMNS["document"], [], ".jsonl").decode("utf-8").split("\n")
    assert lines == [
        *(
            json.dumps(dict(zip(rows, row, strict=True)), ensure_ascii=False)
            for row in zip(*rows.values(), strict=True)
        ),
        "",
    ]


def test_tables_are_merged_by_document():
    first = {"document": [0, 0, 3], "n": [1, 2, 5]}
    assert merge_tables([first, {"document": [1, 2], "n": [3, 4]}]) == {
        "document": [0, 0, 1, 2, 3],
        "n": [1, 2, 3, 4, 5],
    }


def test_names_that_no_output_can_have():
    with pytest.raises(hedging.InputError, match=r"cannot write a b\.xml: expected"):
        output_format("a\nb.xml")
