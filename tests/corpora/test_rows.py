import json

import pytest
from corpus_files import read

from hedging.corpora.rows import read_lines, read_rows
from hedging.errors import CorpusError


def test_a_row_has_a_document(tmp_path):
    path = tmp_path / "rows.jsonl"
    rows = [{"document": "a"}, {"doc": "b"}, {}]
    path.write_text("\n\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert [row.document for row in read_rows(path, ())] == ["a", "b", "rows.jsonl:5"]


def test_a_byte_order_mark_is_no_part_of_a_row(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text('{"n": 1}\r\n{"n": 2}\r\n', encoding="utf-8-sig", newline="")
    assert [row["n"] for row in read_rows(path, ("n",))] == [1, 2]


def test_a_text_file_that_cannot_be_read(tmp_path):
    with pytest.raises(CorpusError, match="No such file"):
        list(read_lines(tmp_path / "no.jsonl"))
    (tmp_path / "latin.jsonl").write_bytes('{"text": "café"}'.encode("latin-1"))
    with pytest.raises(CorpusError, match=r"latin\.jsonl:1: not UTF-8"):
        list(read_rows(tmp_path / "latin.jsonl", ("text",)))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("{", "file:1: not JSON"),
        ("[1]", "file:1: expected a JSON object, got list"),
        ('{"n": 1}', "file:1: no field 'text'; there are 'n'"),
        ("[" * 99999, "file:1: is nested more than 950 levels deep"),
    ],
)
def test_a_line_that_is_no_object(tmp_path, content, message):
    with pytest.raises(CorpusError, match=message):
        read(tmp_path, "jsonlines", content)
