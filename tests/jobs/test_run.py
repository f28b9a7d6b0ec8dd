import io
import json
import subprocess
import sys
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from job_files import TEXTS, command, rows_of, same, write

import hedging
from hedging import detector
from hedging.jobs import chunks
from hedging.jobs.job import Job, inputs
from hedging.jobs.records import Fields
from hedging.jobs.run import run
from hedging.options import DetectorOptions
from hedging.released import released_name
from hedging.text import markdown


@pytest.mark.parametrize("level", ["document", "sentence", "cue"])
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_rows_are_those_of_a_batch(tmp_path, level, form):
    if form == "parquet":
        pytest.importorskip("pyarrow")
    source = write(tmp_path / "in.jsonl", [*TEXTS, None])
    output = tmp_path / f"out.{form}"
    run(Job((str(source),), str(output), level, fields=Fields(id="n", keep=("n",))))
    expected = hedging.detect_batch(TEXTS).columns(level)
    rows = rows_of(output)
    nulls = 1 if level == "document" else 0
    assert len(rows) == len(expected["document"]) + nulls
    for name, column in expected.items():
        values = column.tolist()
        if form == "csv":
            values = ["" if value is None else str(value) for value in values]
        assert [row[name] for row in rows][: len(values)] == values
    assert [str(row["n"]) for row in rows] == [str(row["id"]) for row in rows]
    if nulls:
        assert rows[-1]["score"] in (None, "")
        assert rows[-1]["model"] == released_name("light")
        assert rows[-1]["hedge_kinds"] == rows[0]["hedge_kinds"]


ODD = st.text(max_size=20) | st.text(st.sampled_from("\"',\r\n\t\x00é🙂\u2028 "), max_size=9)


@settings(max_examples=15, deadline=None)
@given(st.lists(ODD | st.none(), max_size=9))
def test_any_text_comes_through_every_format(tmp_path_factory, values):
    pytest.importorskip("pyarrow")
    folder = tmp_path_factory.mktemp("any")
    source = write(folder / "in.jsonl", ["It may rain."] * len(values), note=values)
    for form in ("jsonl", "csv", "parquet"):
        output = folder / f"out.{form}"
        run(Job((str(source),), str(output), fields=Fields(keep=("note",))))
        notes = [row["note"] for row in rows_of(output)]
        assert notes == ([value or "" for value in values] if form == "csv" else values)
        # An output can be an input, text and all.
        again = Job((str(output),), str(folder / f"{form}.jsonl"), fields=Fields("note", "id"))
        summary = run(again)
        assert (summary.documents, summary.bad_records) == (len(values), 0)


def test_options_reach_the_scores(tmp_path):
    source = write(tmp_path / "in.jsonl", ["The outlook is murky. It may rain."])
    options = DetectorOptions(extra_cues={"murky": "epistemic"}, ignore_cues=["may"], threshold=0.2)
    run(Job((str(source),), str(tmp_path / "out.jsonl"), "cue", options=options))
    assert [row["text"] for row in rows_of(tmp_path / "out.jsonl")] == ["murky"]
    run(Job((str(source),), str(tmp_path / "b.jsonl"), options=options))
    assert rows_of(tmp_path / "b.jsonl")[0]["threshold"] == 0.2


@pytest.mark.parametrize(
    ("markdown", "expected"), [(None, "2121"), (True, "1111"), (False, "2222")]
)
def test_markdown_is_read_by_the_name_of_a_file(tmp_path, markdown, expected):
    if markdown is not False:
        pytest.importorskip("markdown_it")
    content = "It may rain.\n\n```\nIt may rain.\n```\n"
    for name in ("a.txt", "b.md", "c.txt", "d.md"):
        (tmp_path / name).write_text(content, encoding="utf-8")
    output = tmp_path / "out.csv"
    run(Job((str(tmp_path),), str(output), options=DetectorOptions(markdown=markdown)))
    rows = rows_of(output)
    assert [Path(row["id"]).name for row in rows] == ["a.txt", "b.md", "c.txt", "d.md"]
    assert [row["document"] for row in rows] == ["0", "1", "2", "3"]
    assert [row["cues"] for row in rows] == list(expected)


def test_a_job_does_not_read_what_it_writes(tmp_path):
    write(tmp_path / "in.jsonl", ["It may rain.", None])
    with (tmp_path / "in.jsonl").open("a", encoding="utf-8") as stream:
        stream.write("{\n")
    (tmp_path / "link.csv").symlink_to(tmp_path / "out.csv")
    job = Job((f"{tmp_path}/../{tmp_path.name}",), str(tmp_path / "out.csv"))
    before = None
    for _ in range(3):
        summary = run(job, overwrite=True)
        assert (summary.documents, summary.bad_records) == (2, 1)
        assert before in (None, (tmp_path / "out.csv").read_bytes())
        before = (tmp_path / "out.csv").read_bytes()


@pytest.mark.parametrize("name", ["in.jsonl", "link.jsonl", "x/../in.jsonl"])
def test_an_input_is_not_written_over(tmp_path, monkeypatch, name):
    monkeypatch.chdir(tmp_path)
    Path("x").mkdir()
    source = write(Path("in.jsonl"), TEXTS)
    Path("link.jsonl").symlink_to("in.jsonl")
    before = source.read_bytes()
    with pytest.raises(hedging.InputError, match="would write over"):
        run(Job((name,), "in.jsonl"), overwrite=True)
    assert source.read_bytes() == before


def test_standard_input_to_standard_output(tmp_path):
    content = write(tmp_path / "in.jsonl", TEXTS).read_bytes() + b"{\n"
    child = subprocess.run(
        command("-", "-", "--workers", "1"), check=False, input=content, capture_output=True
    )
    rows = [json.loads(line) for line in child.stdout.splitlines()]
    assert [row["document"] for row in rows] == list(range(len(TEXTS)))
    assert b"standard input, line 6 (byte" in child.stderr


def test_a_closed_standard_error_gets_no_message_into_the_rows(tmp_path, monkeypatch):
    source = write(tmp_path / "in.jsonl", ["It may rain."])
    source.write_bytes(source.read_bytes() + b"{\n")
    stdout = io.TextIOWrapper(io.BytesIO())
    monkeypatch.setattr(sys, "stdout", stdout)
    monkeypatch.setattr(sys, "stderr", None)
    assert run(Job((str(source),), "-")).bad_records == 1
    assert stdout.buffer.getvalue().count(b"\n") == 1


def test_a_table_of_many_short_rows(tmp_path):
    source = tmp_path / "in.csv"
    source.write_text("text\n" + "It may.\n" * 60_000, encoding="utf-8")
    start = time.perf_counter()
    assert run(Job((str(source),), str(tmp_path / "out.csv"))).documents == 60_000
    # A splitter that looks at a chunk anew for every row takes minutes.
    assert time.perf_counter() - start < 30


def test_fields_are_kept_under_other_names(tmp_path):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_text('{"text": "It may.", "model": "A", "n": 3}\n', encoding="utf-8")
    run(Job((str(source),), str(output), fields=Fields(keep=("model", "n"), names=("llm", "n"))))
    (row,) = rows_of(output)
    assert (row["llm"], row["n"], row["model"]) == ("A", "3", released_name("light"))


def test_bad_records_go_to_a_file_of_their_own(tmp_path):
    source, output = tmp_path / "in.jsonl", tmp_path / "out.csv"
    source.write_bytes(b'{"text": "It may."}\n{"text": \xff}\n{"text": "It did."}\n')
    summary = run(Job((str(source),), str(output)))
    assert (summary.documents, summary.bad_records) == (2, 1)
    (row,) = rows_of(f"{output}.errors.jsonl")
    assert row == {
        "source": str(source),
        "line": 2,
        "code": "not-utf-8",
        "field": None,
        "reason": "not UTF-8: byte 0xff at 9 of the record",
        "offset": 20,
        "length": 11,
        "number": 1,
    }
    with pytest.raises(hedging.InputError, match=r"line 2 \(byte 20\)"):
        run(Job((str(source),), str(tmp_path / "b.csv")), fail=True)
    assert not (tmp_path / "b.csv").exists()
    source.write_bytes(b'{"text": "It may."}\n')
    run(Job((str(source),), str(output)), overwrite=True)
    assert not Path(f"{output}.errors.jsonl").exists()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"output": "out.xml"}, "expected a name that ends in .jsonl"),
        ({"output": "."}, "is a folder"),
        ({"output": "out.csv/"}, "expected a name that ends in"),
        ({"output": "folder.csv"}, "is a folder"),
        ({"output": ""}, "the output has an empty name"),
        ({"output": "nowhere/out.csv"}, "its folder does not exist; make it first"),
        ({"level": "word"}, "unknown level"),
        ({"stream": "xml"}, "unknown format 'xml' of standard input"),
        ({"fields": Fields(keep=("score",))}, "cannot keep score.*other=score"),
        ({"fields": Fields(keep=("n", "n"))}, "cannot keep n"),
        ({"fields": Fields(keep=("n",), names=("score",))}, "cannot keep score"),
        ({"options": DetectorOptions(scheme="x")}, "unknown scheme"),
    ],
)
def test_jobs_that_cannot_be(tmp_path, monkeypatch, values, message):
    monkeypatch.chdir(tmp_path)
    Path("folder.csv").mkdir()
    with pytest.raises(hedging.InputError, match=message):
        Job(**{"paths": ("in.jsonl",), "output": "out.csv"} | values)


@pytest.mark.parametrize(
    "fields",
    [Fields("body"), Fields(id="n"), Fields(keep=("n",)), Fields(keep=("text",), names=("n",))],
)
def test_texts_have_no_fields(tmp_path, fields):
    (tmp_path / "a.txt").write_text("It may rain.")
    output = tmp_path / "out.csv"
    with pytest.raises(
        hedging.InputError, match=r"text files have no fields: leave out '(body|n|text)'"
    ):
        run(Job((str(tmp_path),), str(output), fields=fields))
    (tmp_path / "b.jsonl").write_text('{"text": "It did.", "body": "It did.", "n": 3}\n')
    run(Job((str(tmp_path),), str(output), fields=fields))
    copies = [row.get("n") for row in rows_of(output)]
    assert copies in (["", "3"], ["", "It did."], [None, None])


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.csv", "id,Text\n1,a\n", r"no field 'text'; there are 'id', 'Text'; did you mean 'Tex"),
        ("a.csv", "id;text\n1;a\n", r"there are 'id;text': ';' seems to separate them"),
        ("a.csv", "id\ttext\n1\ta\n", r"tabs seem to separate them: .* the ending \.tsv"),
        ("a.jsonl", '{"body": "a"}\n{"b": "a"}\n', "line 1 .*no field 'text'; there are 'body'$"),
    ],
)
@pytest.mark.parametrize("how", [{}, {"resume": True}, {"overwrite": True}])
def test_a_field_that_no_record_has_leaves_nothing(tmp_path, name, content, message, how):
    source = tmp_path / name
    source.write_text(content)
    output = tmp_path / "out.csv"
    with pytest.raises(hedging.InputError, match=message):
        run(Job((str(source),), str(output)), **how)
    assert list(tmp_path.iterdir()) == [source]


def test_a_field_that_some_records_lack_is_no_error(tmp_path):
    source = tmp_path / "a.jsonl"
    source.write_text('{"body": "a"}\n[]\n')
    assert run(Job((str(source),), str(tmp_path / "out.csv"))).bad_records == 2
    source.write_text('{"body": "a"}\n{"text": null}\n')
    assert run(Job((str(source),), str(tmp_path / "b.csv"))).bad_records == 1


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet"])
def test_a_kept_field_that_a_record_lacks_is_null(tmp_path, form, workers):
    """Such a record used to lose its scores."""
    if workers > 1:
        pytest.importorskip("joblib")
    (tmp_path / "a.jsonl").write_text(
        '{"text": "It may rain.", "n": 1}\n{"text": "It did."}\n{"text": "So.", "n": null}\n'
    )
    (tmp_path / "b.csv").write_text("text\nIt may.\n")
    (tmp_path / "c.tsv").write_text("text\tn\nIt did.\t\n")
    if form == "parquet":
        arrow, parquet = pytest.importorskip("pyarrow"), pytest.importorskip("pyarrow.parquet")
        parquet.write_table(arrow.table({"text": ["It may."]}), tmp_path / "d.parquet")
        parquet.write_table(arrow.table({"n": [7], "text": ["It may."]}), tmp_path / "e.parquet")
    output = tmp_path / f"out.{form}"
    summary = run(
        Job((str(tmp_path),), str(output), fields=Fields(keep=("n", "text"), names=("n", "t"))),
        workers=workers,
    )
    assert summary.bad_records == 0
    rows = rows_of(output)
    kept = [row["n"] for row in rows]
    if form == "jsonl":
        assert kept == [1, None, None, None, ""]
    elif form == "csv":
        assert kept == ["1", "", "", "", ""]
    else:
        assert kept == ["1", None, None, None, "", None, "7"]
    assert rows[0]["t"] == "It may rain."
    assert all(row["score"] not in (None, "") for row in rows)


@pytest.mark.parametrize("how", [{}, {"resume": True}, {"overwrite": True}])
def test_a_kept_field_that_no_record_has_is_an_error_before_any_work(tmp_path, how):
    (tmp_path / "a.txt").write_text("It may.")
    (tmp_path / "b.jsonl").write_text('{\n{"text": "It may rain.", "Date": 1}\n' * 3)
    (tmp_path / "c.csv").write_text("text,when\nIt may.,1\n")
    before = sorted(tmp_path.iterdir())
    job = Job((str(tmp_path),), str(tmp_path / "out.csv"), fields=Fields(keep=("when", "date")))
    message = r"b\.jsonl, line 2 .*no field 'date'; there are 'text', 'Date'; did you mean 'Date'"
    with pytest.raises(hedging.InputError, match=message):
        run(job, **how)
    assert sorted(tmp_path.iterdir()) == before
    (tmp_path / "d.jsonl").write_text('{"text": 7, "date": 1}\n')
    assert run(job, **how).documents == 5


def test_a_job_that_fails_before_a_chunk_is_done_leaves_nothing(tmp_path, monkeypatch):
    source = write(tmp_path / "in.jsonl", TEXTS)
    output = tmp_path / "out.csv"
    monkeypatch.setitem(sys.modules, "joblib.externals.loky", None)
    with pytest.raises(hedging.MissingExtraError, match=r"^running several workers needs joblib"):
        run(Job((str(source),), str(output)), workers=2)
    source.write_text("{\n")
    with pytest.raises(hedging.InputError, match="not JSON"):
        run(Job((str(source),), str(output)), fail=True)
    assert list(tmp_path.iterdir()) == [source]


def test_a_job_that_fails_later_keeps_the_chunks_that_are_done(tmp_path):
    first = write(tmp_path / "a.jsonl", TEXTS)
    (tmp_path / "b.jsonl").write_text("{\n")
    job = Job((str(first), str(tmp_path / "b.jsonl")), str(tmp_path / "out.csv"))
    with pytest.raises(hedging.InputError, match="not JSON"):
        run(job, fail=True)
    assert len(list(job.parts.glob("*.part"))) == 1
    summary = run(job, resume=True)
    assert (summary.resumed, summary.documents, summary.bad_records) == (1, len(TEXTS), 1)


@pytest.mark.parametrize("workers", [0, -1, 10**20])
def test_numbers_of_workers_that_cannot_be(tmp_path, workers):
    source = write(tmp_path / "in.jsonl", TEXTS)
    with pytest.raises(hedging.InputError, match="expected 1 to 1024 workers"):
        run(Job((str(source),), str(tmp_path / "out.csv")), workers=workers)


def test_several_workers_write_the_same(folder_of_texts, tmp_path):
    pytest.importorskip("joblib")
    folder, undisturbed = folder_of_texts
    sizes = []
    job = Job((str(folder),), str(tmp_path / "out.jsonl"))
    summary = run(job, workers=2, watch=lambda size, scored: sizes.append((size, scored.documents)))
    assert (summary.documents, summary.bad_records) == (799, 1)
    assert same(tmp_path / "out.jsonl", undisturbed)
    assert [documents for _, documents in sizes] == [255, 256, 256, 32]
    assert sum(size for size, _ in sizes) == sum(
        Path(path).stat().st_size for path, _ in inputs(job).files
    )


def test_an_error_in_the_input_of_several_workers_is_raised(tmp_path):
    pytest.importorskip("joblib")
    source = write(tmp_path / "in.jsonl", TEXTS)
    (tmp_path / "a.parquet").write_bytes(b"")
    job = Job((str(source), str(tmp_path / "a.parquet")), str(tmp_path / "out.jsonl"))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(sys.modules, "pyarrow.parquet", None)
        with pytest.raises(hedging.MissingExtraError, match="reading Parquet needs pyarrow"):
            run(job, workers=2)


def test_a_file_that_changes_while_the_job_runs_is_reported(tmp_path):
    source = write(tmp_path / "in.jsonl", TEXTS)
    output = tmp_path / "out.jsonl"

    def append(size, scored):
        with source.open("a", encoding="utf-8") as stream:
            stream.write('{"text": "late"}\n')

    summary = run(Job((str(source),), str(output)), watch=append)
    assert (summary.documents, summary.bad_records) == (len(TEXTS), 1)
    (row,) = rows_of(f"{output}.errors.jsonl")
    assert (row["code"], row["source"]) == ("changed", str(source))


def test_file_names_that_are_not_utf8(tmp_path):
    """One such name used to end the job, and every resumed one."""
    name = b"caf\xe9"
    base = bytes(tmp_path)
    try:
        Path((base + b"/" + name + b".txt").decode("utf-8", "surrogateescape")).write_text("x")
    except OSError:
        pytest.skip("the file system refuses such names")
    bad = Path((base + b"/" + name + b".jsonl").decode("utf-8", "surrogateescape"))
    bad.write_text('{"text": "It may rain."}\n{\n')
    for form in ("jsonl", "csv"):
        output = tmp_path / f"out.{form}"
        summary = run(Job((str(tmp_path),), str(output)))
        assert (summary.documents, summary.bad_records) == (2, 1)
        ids = [Path(row["id"]).name for row in rows_of(output)]
        assert ids == ["caf\\xe9.jsonl:1", "caf\\xe9.txt"]
        (row,) = rows_of(f"{output}.errors.jsonl")
        assert row["source"].endswith("caf\\xe9.jsonl")
        output.unlink()
        Path(f"{output}.errors.jsonl").unlink()


@pytest.mark.parametrize("workers", [1, 2])
def test_a_file_that_is_rewritten_while_the_job_runs_is_a_fault(tmp_path, workers, monkeypatch):
    """Its records used to get numbers that other records had too."""
    if workers > 1:
        pytest.importorskip("joblib")
    monkeypatch.setattr("hedging.jobs.formats.lines.MAX_RECORDS", 2)
    source = write(tmp_path / "in.jsonl", [f"It may rain on day {k}." for k in range(8)])
    output = tmp_path / "out.jsonl"
    size = source.stat().st_size
    split = chunks.Format.chunk

    def rewritten(*arguments, **more):
        chunk = split(*arguments, **more)
        if chunk.line == 5:
            lines = '{"text": "It."}\n' * 9
            source.write_text(lines + " " * (size - len(lines)))
        return chunk

    monkeypatch.setattr(chunks.Format, "chunk", rewritten)
    summary = run(Job((str(source),), str(output)), workers=workers)
    numbers = [row["document"] for row in rows_of(output)]
    assert numbers == sorted(set(numbers))
    assert set(numbers) <= {0, 1, 2, 3}
    bad = rows_of(f"{output}.errors.jsonl")
    assert summary.bad_records == len(bad) >= 3
    assert {row["code"] for row in bad} == {"changed"}
    assert {row["source"] for row in bad} == {str(source)}


def test_a_missing_reader_of_markdown_is_said_before_any_work(tmp_path, monkeypatch):
    for module in ("markdown_it", "mdit_py_plugins.footnote"):
        monkeypatch.setitem(sys.modules, module, None)
    markdown._parser.cache_clear()
    detector._cached_detector.cache_clear()
    for name in ("a.txt", "b.md"):
        (tmp_path / name).write_text("It may rain.", encoding="utf-8")
    output = tmp_path / "scores.csv"
    with pytest.raises(hedging.MissingExtraError, match="--no-markdown"):
        run(Job((str(tmp_path),), str(output)))
    assert not output.exists()
    assert not Path(f"{output}.parts").exists()
    plain = hedging.DetectorOptions(markdown=False)
    assert run(Job((str(tmp_path),), str(output), options=plain)).documents == 2


def test_rows_on_standard_output_command_no_terminal(tmp_path):
    rows = {"text": "It may rain.", "id": "a\x9b31m\u202eb\x7f"}
    content = json.dumps(rows, ensure_ascii=False).encode("utf-8")
    done = subprocess.run(
        command("-", "-", "--workers", "1", "--id-field", "id"),
        check=True,
        input=content,
        capture_output=True,
    )
    assert b'"a\\u009b31m\\u202eb\\u007f"' in done.stdout
    assert json.loads(done.stdout)["id"] == rows["id"]
