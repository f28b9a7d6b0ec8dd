"""Records without an end and files that expand a thousandfold: bounded memory, a clear reason."""

import gzip
import io
import json
import resource
import subprocess
import sys

import pytest
from job_files import command, rows_of, write

import hedging
from hedging.jobs.job import Job
from hedging.jobs.reading import read_documents, split_files
from hedging.jobs.records import BadRecord, Fields
from hedging.jobs.run import run
from hedging.jobs.search import search

ZSTD = "compression.zstd" if sys.version_info >= (3, 14) else "backports.zstd"
LONG = "a" * 300


def documents(path, size, limit=200, **options):
    files = [("-", "")] if path == "-" else search([str(path)]).files
    return [
        record
        for chunk in split_files(files, ("text",), size=size, limit=limit, **options)
        for record in read_documents(chunk, Fields(), limit)
    ]


def texts(records):
    return [None if isinstance(record, BadRecord) else record.text for record in records]


@pytest.mark.parametrize("size", [1, 7, 150, 1 << 20])
@pytest.mark.parametrize("end", ["", "\n", '\n{"text": "last"}'])
def test_a_line_that_is_too_long_takes_no_other(tmp_path, size, end):
    path = tmp_path / "a.jsonl"
    lines = ['{"text": "a"}', json.dumps({"text": LONG}), '{"text": "b"}', "x" * 201]
    content = "\n".join(lines) + end
    path.write_bytes(content.encode())
    records = documents(path, size)
    assert texts(records) == ["a", None, "b", None, *(["last"] if "last" in end else [])]
    for record, number in ((records[1], 1), (records[3], 3)):
        place = record.place
        assert (record.code, record.place.line, place.number) == ("too-long", number + 1, number)
        assert content[place.offset : place.offset + place.length] == lines[number]
        assert record.reason == (
            f"has at least {len(lines[number])} bytes, more than the limit of 0.0002 MB: "
            "see --max-record"
        )


@pytest.mark.parametrize("size", [1, 50, 1 << 20])
@pytest.mark.parametrize("end", ["", "\n"])
@pytest.mark.parametrize("quote", ['"', ""])
def test_a_long_field_of_a_table_takes_no_other_record(tmp_path, size, end, quote, monkeypatch):
    monkeypatch.setattr("hedging.jobs.formats.tables._BLOCK", 64)
    path = tmp_path / "a.csv"
    content = f'text,n\r\n"It\nmay",1\n\n{quote}{LONG}{quote},2\nb,3\n{LONG},4{end}'
    path.write_bytes(content.encode())
    records = documents(path, size)
    assert texts(records) == ["It\nmay", None, "b", None]
    assert [record.place.line for record in records if isinstance(record, BadRecord)] == [5, 7]
    assert {record.code for record in records if isinstance(record, BadRecord)} == {"too-long"}
    place = records[1].place
    assert content[place.offset : place.offset + 3] == f"{quote}{LONG}"[:3]
    assert content[place.offset + place.length :].startswith("b,3")
    place = records[3].place
    assert place.offset + place.length == len(content)


@pytest.mark.parametrize("size", [1, 50, 1 << 20])
def test_a_stray_quotation_mark_costs_no_more_than_the_limit(tmp_path, size):
    path = tmp_path / "a.csv"
    path.write_text('text,n\na,0\n"stray,1\n' + "".join(f"row {k},{k}\n" for k in range(100)))
    records = documents(path, size)
    assert texts(records)[:2] == ["a", None]
    assert records[1].code == "too-long"
    assert texts(records)[-75:] == [f"row {k}" for k in range(25, 100)]
    assert [record.place.line for record in records[-75:]] == list(range(29, 104))


def test_a_header_that_is_too_long(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(f"text,{LONG}\nb,1\n")
    (bad,) = documents(path, 1 << 20)
    assert "its first record is longer than 200 bytes" in bad.reason


@pytest.mark.parametrize("name", ["a.txt", "a.txt.gz", "-"])
def test_a_text_that_is_too_long(tmp_path, name, monkeypatch):
    content = (LONG * 10_000).encode()
    path = tmp_path / name
    if name == "-":
        path = "-"
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(content)))
    else:
        path.write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    (bad,) = documents(path, 1 << 20, stream="text")
    assert bad.code == "too-long"


def test_a_row_of_parquet_that_is_too_long(tmp_path):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    values = ["a", LONG, "b", None, LONG, "c"] * 100
    pq.write_table(pa.table({"text": values}), tmp_path / "a.parquet", row_group_size=70)
    for size in (1, 1000, 1 << 20):
        records = documents(tmp_path / "a.parquet", size)
        assert texts(records) == ["a", None, "b", None, None, "c"] * 100
        assert records[1].code == "too-long"
        assert records[3].text is None
        assert [record.place.line for record in records] == list(range(1, 601))


def test_a_compressed_file_of_parquet_is_read_up_to_the_limit(tmp_path):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    pq.write_table(pa.table({"text": ["a"]}), tmp_path / "a.parquet")
    path = tmp_path / "b.parquet.gz"
    path.write_bytes(gzip.compress((tmp_path / "a.parquet").read_bytes()))
    assert texts(documents(path, 1 << 20, limit=1 << 20)) == ["a"]
    (bad,) = documents(path, 1 << 20, limit=100)
    assert bad.code == "too-long"


def test_chunks_have_a_number_of_records(tmp_path, monkeypatch):
    for module in ("lines", "tables"):
        monkeypatch.setattr(f"hedging.jobs.formats.{module}.MAX_RECORDS", 3)
    (tmp_path / "a.jsonl").write_text('{"text": "a"}\n' * 10)
    (tmp_path / "a.csv").write_text("text\n" + "a\n" * 10)
    for name in ("a.jsonl", "a.csv"):
        chunks = list(split_files(search([str(tmp_path / name)]).files, ("text",)))
        assert [chunk.records for chunk in chunks] == [3, 3, 3, 1]
        assert texts(documents(tmp_path / name, 1 << 20)) == ["a"] * 10


def test_a_job_has_a_limit_of_its_own(tmp_path):
    source = write(tmp_path / "in.jsonl", ["It may rain.", "It may rain. " * 40])
    output = tmp_path / "out.jsonl"
    for workers in (1, 2):
        job = Job((str(source),), str(output), max_record=400)
        assert run(job, workers=workers, overwrite=True).bad_records == 1
        assert len(rows_of(output)) == 1
        (bad,) = rows_of(f"{output}.errors.jsonl")
        assert (bad["code"], bad["line"]) == ("too-long", 2)
    assert run(Job((str(source),), str(output)), overwrite=True).bad_records == 0
    with pytest.raises(hedging.InputError, match="at least 1 byte"):
        Job((str(source),), str(output), max_record=0)


@pytest.mark.slow
def test_too_little_memory_is_said(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("may " * 10_000_000)
    child = subprocess.run(
        command(path, tmp_path / "o.csv", "--workers", "1"),
        check=False,
        capture_output=True,
        text=True,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (900_000_000,) * 2),
    )
    assert child.returncode == 1
    assert child.stderr.startswith("hedging: not enough memory")
    assert child.stderr.count("\n") == 1


# A process that is started counts in `ru_maxrss` what its parent held; `peak_memory` does not.
MEASURE = """
import sys
from hedging.evaluate.speed import peak_memory
from hedging.jobs.job import Job
from hedging.jobs.run import run
print(run(Job((sys.argv[1],), sys.argv[2])), file=sys.stderr)
print(int(peak_memory()))
"""


def megabytes(source, output):
    """The memory at the most of a job in a process of its own."""
    call = [sys.executable, "-c", MEASURE, str(source), str(output)]
    return int(subprocess.run(call, check=True, capture_output=True, text=True).stdout)


def write_bomb(path, begin, middle, times, end):
    """A compressed file of a few hundred kB: the middle comes so many times."""
    zstd = pytest.importorskip(ZSTD)
    compressor = zstd.ZstdCompressor()
    with path.open("wb") as stream:
        for data in (begin, *[middle] * times, end):
            stream.write(compressor.compress(data))
        stream.write(compressor.flush())


@pytest.mark.slow
def test_a_bomb_of_one_line(tmp_path):
    path = tmp_path / "bomb.jsonl.zst"
    write_bomb(path, b'{"text": "', b"a" * 1_000_000, 3000, b'"}\n{"text": "It may rain."}\n')
    assert path.stat().st_size < 200_000
    assert megabytes(path, tmp_path / "o.jsonl") < 400
    assert len(rows_of(tmp_path / "o.jsonl")) == 1


@pytest.mark.slow
def test_a_bomb_of_lines(tmp_path):
    path = tmp_path / "bomb.jsonl.zst"
    # Blank space between, since a gigabyte of documents takes minutes to score.
    line = b'{"text": "It may rain."}\n' + b" " * 999_975
    write_bomb(path, b"", line + b"\n", 1000, b"")
    assert path.stat().st_size < 400_000
    assert megabytes(path, tmp_path / "o.jsonl") < 400
    assert len(rows_of(tmp_path / "o.jsonl")) == 1000
    write_bomb(path, b"", b'{"text": "It rained."}\n' * 40_000, 5, b"")
    assert megabytes(path, tmp_path / "p.csv") < 400


SPLIT = """
import sys
from hedging.evaluate.speed import peak_memory
from hedging.jobs.search import search
from hedging.jobs.reading import split_files
records = sum(chunk.records for chunk in split_files(search(sys.argv[1:]).files, ("text",)))
print(records, int(peak_memory()))
"""


def split(path):
    """How many records a file has, and the megabytes that it takes to split it."""
    call = [sys.executable, "-c", SPLIT, str(path)]
    output = subprocess.run(call, check=True, capture_output=True, text=True).stdout
    return tuple(map(int, output.split()))


@pytest.mark.slow
def test_a_stray_quotation_mark_in_a_large_table(tmp_path):
    path = tmp_path / "a.csv"
    with path.open("w") as stream:
        stream.write('text,n\n"stray,1\n')
        for _ in range(3000):
            stream.write("It rained over the hills and over the town,2\n" * 1000)
    records, peak = split(path)
    assert records > 1_500_000
    assert peak < 500


@pytest.mark.slow
def test_a_value_of_parquet_that_is_in_all_rows(tmp_path):
    pa, pq = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
    values = pa.DictionaryArray.from_arrays(
        pa.array([0] * 200, pa.int32()), pa.array(["It rained. " * 900_000])
    )
    path = tmp_path / "bomb.parquet"
    pq.write_table(pa.table({"text": values}), path, compression="zstd", store_schema=False)
    assert path.stat().st_size < 10_000
    records, peak = split(path)
    assert records == 200
    assert peak < 400
