import csv
import gzip
import io
import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hedging.jobs import reading
from hedging.jobs.files import read_blocks
from hedging.jobs.reading import read_chunk, split_files
from hedging.jobs.records import BadRecord, Fields
from hedging.jobs.search import search
from tests.documents import Document, read_documents

ANY = st.text(max_size=30) | st.text(st.sampled_from("a\"',;\t\r\n\\ \u2028\x00é🙂"), max_size=12)


ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"


def documents(paths, fields=None, size=1 << 21, **options):
    fields = fields or Fields()
    files = search([str(path) for path in paths]).files
    return [
        record
        for chunk in split_files(files, fields.required, optional=fields.keep, size=size, **options)
        for record in read_documents(chunk, fields)
    ]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(ANY | st.none(), ANY), max_size=12), st.integers(1, 200))
def test_json_lines_come_back_as_they_were(tmp_path_factory, rows, size):
    path = tmp_path_factory.mktemp("in") / "a.jsonl"
    path.write_text(
        "".join(json.dumps({"text": text, "n": n}) + "\n" for text, n in rows),
        encoding="utf-8",
        newline="",
    )
    found = documents([path], Fields(keep=("n",)), size)
    assert [(record.place.number, record.text, record.kept) for record in found] == [
        (k, text, (n,)) for k, (text, n) in enumerate(rows)
    ]
    assert [record.id for record in found] == [f"{path}:{k}" for k in range(1, len(rows) + 1)]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(ANY, ANY), max_size=12),
    st.integers(1, 200),
    st.sampled_from(["csv", "tsv"]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_tables_come_back_as_they_were(tmp_path_factory, rows, size, kind, end):
    path = tmp_path_factory.mktemp("in") / f"a.{kind}"
    stream = io.StringIO()
    writer = csv.writer(
        stream, delimiter="," if kind == "csv" else "\t", lineterminator=end, quoting=csv.QUOTE_ALL
    )
    writer.writerows([("text", "n"), *rows])
    path.write_bytes(stream.getvalue().encode("utf-8"))
    found = documents([path], Fields(keep=("n",)), size)
    assert [(record.place.number, record.text, record.kept) for record in found] == [
        (k, text, (n,)) for k, (text, n) in enumerate(rows)
    ]


BAD = (
    b'{"text": "one may"}\n\n{"text": 7}\n[1]\n{"text": "caf\xe9"}\n{"no": ""}\n{\n'
    b'{"text": "\\ud800"}\n{"text": null}\n{"text": "last"}'
)


@pytest.mark.parametrize("size", [1, 20, 60, 1 << 20])
def test_bad_lines_have_a_place_and_a_reason(tmp_path, size):
    path = tmp_path / "a.jsonl"
    path.write_bytes(BAD)
    found = documents([path], size=size)
    assert [record.text for record in found if isinstance(record, Document)] == [
        "one may",
        None,
        "last",
    ]
    bad = [record for record in found if isinstance(record, BadRecord)]
    assert [record.place.line for record in bad] == [3, 4, 5, 6, 7, 8]
    lines = BAD.split(b"\n")
    for record in bad:
        assert (
            BAD[record.place.offset : record.place.offset + record.place.length]
            == lines[record.place.line - 1]
        )
    reasons = [
        "int, expected a string",
        "expected a JSON object, got list",
        "byte 0xe9 at 13",
        "no field 'text'",
        "not JSON",
        "surrogate",
    ]
    for record, reason in zip(bad, reasons, strict=True):
        assert reason in record.reason
    assert [record.place.number for record in found] == [0, *range(2, 10)]


def test_half_a_surrogate_pair_inside_what_is_kept(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(
        '{"text": "a", "n": {"b": ["\\ud83d"]}}\n{"text": "a", "n": {"b": ["\\ud83d\\ude42"]}}\n',
        encoding="utf-8",
    )
    bad, good = documents([path], Fields(keep=("n",)))
    assert "surrogate" in bad.reason
    assert good.kept == ({"b": ["🙂"]},)


@pytest.mark.parametrize("size", [1, 20, 1 << 20])
def test_bad_rows_of_a_table(tmp_path, size):
    path = tmp_path / "a.csv"
    content = b'id,text\n1,"one\nmay"\n2\n3,"caf\xe9"\n\n4,last,more\n5,"end"\n'
    path.write_bytes(content)
    found = documents([path], Fields(id="id"), size)
    assert [(record.id, record.text) for record in found if isinstance(record, Document)] == [
        ("1", "one\nmay"),
        ("5", "end"),
    ]
    bad = [record for record in found if isinstance(record, BadRecord)]
    assert [
        (
            record.place.line,
            content[record.place.offset : record.place.offset + record.place.length],
        )
        for record in bad
    ] == [
        (4, b"2\n"),
        (5, b'3,"caf\xe9"\n'),
        (7, b"4,last,more\n"),
    ]
    assert "expected 2 fields" in bad[0].reason
    assert "not UTF-8" in bad[1].reason


def test_a_column_that_is_not_there(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    (row,) = documents([path])
    assert row.reason == "no field 'text'; there are 'a', 'b'"


@pytest.mark.parametrize(
    ("content", "texts", "reasons"),
    [
        (b"id,text\r1,It may.\r2,It could.\r", [], ["its first line is not CSV"]),
        (b'id,text\n1,a\n2,"It may.\n3,It could.\n', ["a"], ["not CSV: unexpected end of data"]),
        (b'id,text\n1,"It" may.\n2,b\n', ["b"], ["not CSV"]),
        (b"id,body\n", [], ["no field 'text'"]),
        (b"id;text\n1;a\n", [], ["there are 'id;text'"]),
        (b"text,text\n1,a\n", [], ["more than one column is called 'text'"]),
        (b"", [], []),
        (b"id,text\n", [], []),
    ],
)
@pytest.mark.parametrize("size", [1, 1 << 20])
def test_tables_that_are_none(tmp_path, content, texts, reasons, size):
    path = tmp_path / "a.csv"
    path.write_bytes(content)
    found = documents([path], size=size)
    assert [record.text for record in found if isinstance(record, Document)] == texts
    bad = [record for record in found if isinstance(record, BadRecord)]
    assert len(bad) == len(reasons)
    for record, reason in zip(bad, reasons, strict=True):
        assert reason in record.reason


def test_several_frames_of_zstandard(tmp_path):
    zstd = pytest.importorskip(ZSTD)
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(b"".join(zstd.compress(b'{"text": "%d"}\n' % k) for k in range(5)))
    assert [record.text for record in documents([path])] == list("01234")


def test_texts_folders_and_compression(tmp_path):
    zstd = pytest.importorskip(ZSTD)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "two.txt").write_bytes(b"It may\r\nrain.")
    (tmp_path / "one.md").write_text("It rained.", encoding="utf-8")
    (tmp_path / "not.pdf").write_bytes(b"%PDF")
    (tmp_path / "bad.txt").write_bytes(b"caf\xe9")
    (tmp_path / "c.txt.gz").write_bytes(gzip.compress(b"compressed"))
    (tmp_path / "d.jsonl.zst").write_bytes(zstd.compress(b'{"text": "so too"}\n'))
    found = documents([tmp_path])
    assert [
        (record.id.removeprefix(f"{tmp_path}/"), record.text)
        for record in found
        if isinstance(record, Document)
    ] == [
        ("b/two.txt", "It may\r\nrain."),
        ("c.txt.gz", "compressed"),
        ("d.jsonl.zst:1", "so too"),
        ("one.md", "It rained."),
    ]
    assert [record.reason for record in found if isinstance(record, BadRecord)] == [
        "is not UTF-8 (byte 0xe9 at 3): convert it, such as iconv -f windows-1252 -t utf-8"
    ]
    assert [path for path, _ in search([str(tmp_path)], "*.pdf").files] == [
        str(tmp_path / "not.pdf")
    ]


@pytest.mark.parametrize(
    "name", ["a.jsonl.gz", "a.txt.gz", "a.csv.gz", "a.jsonl.zst", "a.txt.zst", "a.csv.zst"]
)
def test_a_file_that_ends_early_gives_what_is_whole(tmp_path, name):
    rows = "text\n" * name.startswith("a.csv") + "".join(
        f'{{"text": "It may rain {k}."}}\n' for k in range(40_000)
    )
    path = tmp_path / name
    compress = gzip.compress if name.endswith(".gz") else pytest.importorskip(ZSTD).compress
    path.write_bytes(compress(rows.encode())[:-2000])
    found = documents([path])
    assert "the compressed data is damaged or cut short" in found[-1].reason
    assert "Error" not in found[-1].reason
    assert len(found) > 1000 or ".txt" in name


def test_parquet(tmp_path):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    rows = {"text": ["It may rain.", None, "a\n\"b'"], "n": [1, None, 3], "other": [0.5, 1.5, 2.5]}
    pq.write_table(pa.table(rows), tmp_path / "a.parquet")
    found = documents([tmp_path / "a.parquet"], Fields(id="n", keep=("other",)))
    assert [(record.id, record.text, record.kept) for record in found] == [
        ("1", "It may rain.", (0.5,)),
        ("null", None, (1.5,)),
        ("3", "a\n\"b'", (2.5,)),
    ]
    zstd = pytest.importorskip(ZSTD)
    for ending, compress in ((".gz", gzip.compress), (".zst", zstd.compress)):
        path = tmp_path / f"a.parquet{ending}"
        path.write_bytes(compress((tmp_path / "a.parquet").read_bytes()))
        assert [record.text for record in documents([path])] == rows["text"]
    (tmp_path / "b.parquet").write_bytes(b"PAR1 no")
    (broken,) = documents([tmp_path / "b.parquet"])
    assert broken.reason.startswith("cannot be read")
    (lacking,) = documents([tmp_path / "a.parquet"], Fields("body"))
    assert "there are 'text', 'n', 'other'" in lacking.reason


def test_standard_input(monkeypatch):
    for stream, content, texts in (
        ("jsonl", b'{"text": "a"}\n{"text": "b"}', ["a", "b"]),
        ("lines", b"a\r\n\nb", ["a", "b"]),
        ("text", b"a\nb", ["a\nb"]),
        ("csv", b"x,text\n1,a\n2,b\n", ["a", "b"]),
    ):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
        assert [record.text for record in documents(["-"], stream=stream)] == texts


@pytest.mark.parametrize("place", range(4))
def test_standard_input_as_a_text_among_files(tmp_path, monkeypatch, place):
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"-")))
    paths = [tmp_path / f"{name}.txt" for name in "abc"]
    for path in paths:
        path.write_text(path.stem)
    paths.insert(place, "-")
    found = documents(paths, stream="text")
    assert [record.text for record in found] == [Path(path).stem for path in paths]
    assert [record.place.number for record in found] == [0, 1, 2, 3]


def test_a_byte_order_mark_before_a_quoted_header(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(b'\xef\xbb\xbf"text","id"\r\n"It may rain.","1"\r\n')
    (document,) = documents([path], Fields(id="id"))
    assert (document.text, document.id) == ("It may rain.", "1")
    assert document.place.line == 2
    for name in ("a.jsonl", "b.csv"):
        rows = b'{"text": "a"}' if name == "a.jsonl" else b"text\na\n"
        (tmp_path / name).write_bytes(b"\xef\xbb\xbf" + rows)
        assert [record.text for record in documents([tmp_path / name])] == ["a"]


@pytest.mark.parametrize("name", ["a.jsonl", "a.csv"])
@pytest.mark.parametrize(
    "change",
    [
        lambda content: content[:-14],
        lambda content: content.replace(b"a", b"b"),
        # As long as before, with more lines.
        lambda content: content[:20] + b"\n" * (len(content) - 20),
        lambda content: b"more\n" + content,
        lambda content: None,
    ],
)
def test_a_chunk_that_has_changed_is_a_fault(tmp_path, name, change):
    """The records of such a chunk used to get numbers that those of the next one had too."""
    path = tmp_path / name
    content = b'{"text": "a"}\n' * 4 if name == "a.jsonl" else b"text,n\nIt,1\nmay,2\n" * 2
    path.write_bytes(content)
    (chunk,) = split_files(search([str(path)]).files, ("text",))
    changed = change(content)
    if changed is None:
        path.unlink()
    else:
        path.write_bytes(changed)
    (bad,) = read_documents(chunk, Fields())
    assert (bad.code, bad.place.source, bad.place.number) == ("changed", str(path), 0)
    assert bad.reason.startswith("cannot be read from here on: ")
    documents, bad_records = read_chunk(chunk.with_data(), Fields())
    assert (len(documents), bad_records) == (0, [bad])


def lines_chunk(path, lines, end=b"\n"):
    """The one chunk of a file of JSON lines."""
    path.write_bytes(b"\n".join(lines) + end)
    (chunk,) = split_files(search([str(path)]).files, ("text",))
    return chunk.with_data()


def test_no_group_of_plain_lines_is_read_line_by_line(tmp_path, monkeypatch):
    pytest.importorskip("orjson")
    monkeypatch.setattr(reading, "_GROUP", 40)
    monkeypatch.setattr(reading, "read_rows", lambda *_: 1 / 0)
    chunk = lines_chunk(tmp_path / "a.jsonl", [b'{"text": "%d"}' % k for k in range(9)])
    documents, bad_records = read_chunk(chunk, Fields())
    assert (documents.texts, bad_records) == ([str(k) for k in range(9)], [])
    assert documents.numbers == list(range(9))
    assert documents.ids == [f"{tmp_path}/a.jsonl:{line}" for line in range(1, 10)]


@pytest.mark.parametrize("end", [b"\n", b"\n\n"])
def test_groups_of_lines_say_what_single_lines_say(tmp_path, monkeypatch, end):
    monkeypatch.setattr(reading, "_GROUP", 40)
    plain = [b'{"text": "%d"}' % k for k in range(30)]
    others = {4: b"", 11: b'{"text"', 12: b'{"n": 1}', 20: b'{"text": NaN}', 29: b"[]"}
    lines = [others.get(k, line) for k, line in enumerate(plain)]
    chunk = lines_chunk(tmp_path / "a.jsonl", lines, end)
    documents, bad_records = read_chunk(chunk, Fields())
    alone = list(read_documents(chunk, Fields()))
    read = [record for record in alone if not isinstance(record, BadRecord)]
    assert bad_records == [record for record in alone if isinstance(record, BadRecord)]
    assert documents.numbers == [record.place.number for record in read]
    assert (documents.ids, documents.texts) == (
        [record.id for record in read],
        [record.text for record in read],
    )
    assert len(bad_records) == 4


def test_a_file_that_grows_keeps_its_chunks(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "a"}\n')
    (chunk,) = split_files(search([str(path)]).files, ("text",))
    path.write_bytes(b'{"text": "a"}\n{"text": "b"}\n')
    assert [record.text for record in read_documents(chunk, Fields())] == ["a"]


def test_a_bad_value_in_parquet_takes_no_other_row(tmp_path):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    texts = [b"It may rain."] * 1200
    texts[701] = b"caf\xe9"
    times = [1577836800000000] * 1200
    times[300] = 2**62
    table = {
        "text": pa.array(texts, pa.binary()).view(pa.string()),
        "when": pa.array(times, pa.timestamp("us")),
    }
    pq.write_table(pa.table(table), tmp_path / "a.parquet")
    records = documents([tmp_path / "a.parquet"], Fields(keep=("when",)))
    bad = [record for record in records if isinstance(record, BadRecord)]
    assert [(record.place.line, record.code, record.field) for record in bad] == [
        (301, "wrong-value", "when"),
        (702, "wrong-value", "text"),
    ]
    assert len(records) == 1200
    assert records[-1].place.number == 1199


@pytest.mark.parametrize("kind", ["date32", "date64", "timestamp"])
@pytest.mark.parametrize("fields", [Fields(keep=("when",)), Fields(id="when")], ids=["keep", "id"])
@pytest.mark.parametrize("day", [2_000_000_000, -2_000_000_000, 2_932_897])
def test_a_day_outside_of_the_years_of_python_takes_no_other_row(tmp_path, kind, fields, day):
    """Day 2,932,897 is the first of the year 10000."""
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    types = {
        "date32": (pa.int32(), pa.date32(), 1),
        "date64": (pa.int64(), pa.date64(), 86_400_000),
        "timestamp": (pa.int64(), pa.timestamp("ms"), 86_400_000),
    }
    numbers, days, unit = types[kind]
    when = pa.array([0, day * unit, 18262 * unit], numbers).view(days)
    pq.write_table(pa.table({"text": ["It may rain."] * 3, "when": when}), tmp_path / "a.parquet")
    first, bad, last = documents([tmp_path / "a.parquet"], fields)
    assert (bad.place.line, bad.code, bad.field) == (2, "wrong-value", "when")
    for row, date in ((first, "1970-01-01"), (last, "2020-01-01")):
        assert isinstance(row, Document)
        assert date in (row.id if fields.id else str(row.kept[0]))


@pytest.mark.parametrize(("depth", "good"), [(90, True), (150, False), (900, False)])
def test_nesting_has_a_limit_of_its_own(tmp_path, depth, good):
    """How deep Python can go depends on the calls around it, and so did what was kept."""
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a", "n": ' + "[" * depth + "]" * depth + "}\n")
    for fields in (Fields(keep=("n",)), Fields(id="n")):
        (record,) = documents([path], fields)
        assert isinstance(record, Document) == good
        if not good:
            assert (record.code, record.field) == ("wrong-value", "n")
            assert "nested more than 100 levels" in record.reason
    assert isinstance(documents([path])[0], Document)


def test_ids_that_json_does_not_know(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text('{"text": "a", "n": NaN}\n{"text": "a", "n": 1e999}\n')
    assert [record.id for record in documents([path], Fields(id="n"))] == ["null", "null"]


def test_texts_that_are_none_are_bad_records(tmp_path):
    (tmp_path / "a.txt").write_bytes(b"%PDF-1.4 It may")
    (tmp_path / "b.md").write_bytes(b"<!doctype html>It may")
    records = documents([tmp_path])
    assert [record.code for record in records] == ["not-text", "not-text"]
    assert "is a PDF" in records[0].reason


def test_a_stream_of_zstandard_is_read_in_bounded_steps(tmp_path):
    zstd = pytest.importorskip(ZSTD)
    path = tmp_path / "a.jsonl.zst"
    path.write_bytes(zstd.compress((b'{"text": "' + b"a" * 1000 + b'"}\n') * 50_000))
    assert path.stat().st_size < 100_000
    sizes = [len(block) for block, _ in read_blocks(str(path), 1 << 16)]
    assert max(sizes) == 1 << 16
    assert sum(sizes) == 50_000 * 1013


@pytest.mark.parametrize("name", ["a.jsonl", "a.txt"])
def test_a_byte_order_mark_alone_is_no_record(tmp_path, name):
    (tmp_path / name).write_bytes(b"\xef\xbb\xbf\n" + b'{"text": "It may rain."}\n')
    kind = "lines" if name == "a.txt" else "jsonl"
    chunks = split_files([(str(tmp_path / name), kind)], ("text",))
    (record,) = (record for chunk in chunks for record in read_documents(chunk, Fields()))
    assert isinstance(record, Document)
    assert record.place.line == 2
