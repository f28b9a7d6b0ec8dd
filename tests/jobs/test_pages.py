import csv
import json
import os
import re
import shutil
from pathlib import Path

import pytest

import hedging
from hedging.jobs.pages import Pages, page_names
from hedging.jobs.scores import ScoresOptions
from hedging.kinds import KINDS
from hedging.model.files import folder_of
from hedging.released import released_name

TEXT = (
    "It may rain.\n\nSome officials fear so, if it snows. About 40 came.\nClearly, nobody left.\n"
)
ATTACK = 'It may <script>alert(1)</script> be "><img src=x onerror=alert(2)> so.'


class Call:
    """Writes reports, and keeps the notes of the last one."""

    def __init__(self):
        self.notes, self.shown = [], []

    def __call__(self, paths, output, **options):
        self.notes.clear()
        self.shown.clear()
        pages = Pages(
            str(output),
            hedging.DetectorOptions(),
            self.notes.append,
            self.shown.append,
            **options,
        )
        return pages.write([str(path) for path in paths])


@pytest.fixture
def write():
    return Call()


def names_in(folder):
    return sorted(path.name for path in folder.iterdir())


def table(path, texts, **columns):
    """An output of `hedging batch` with columns that were kept; None is a document without text."""
    batch = hedging.detect_batch([text or "" for text in texts])
    rows = {"id": [f"/{k}" for k in range(len(texts))]}
    rows |= {name: column.tolist() for name, column in batch.columns("document").items()}
    rows |= columns
    missing = ("score", "sentences", "hedged_sentences", "cues", *(f"{k}_cues" for k in KINDS))
    for number, text in enumerate(texts):
        for name in missing if text is None else ():
            rows[name][number] = ""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(rows)
        writer.writerows(zip(*rows.values(), strict=True))
    return path


def test_pages_and_an_index(tmp_path, write):
    for name, text in (("a.txt", TEXT), ("b.txt", "It rained."), ("c & d.txt", ATTACK)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    paths = [tmp_path / name for name in ("a.txt", "b.txt", "c & d.txt", "none.txt")]
    assert not write(paths, tmp_path / "pages")
    unread, written = write.notes
    assert "none.txt" in unread
    assert "No such file" in unread
    assert written == f"wrote 3 pages and {tmp_path / 'pages' / 'index.html'}"
    assert names_in(tmp_path / "pages") == ["a.html", "b.html", "c-d.html", "index.html"]
    listed = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert listed.index("c &amp; d.txt") < listed.index("b.txt")
    assert '<th scope="row"><a href="c-d.html"' in listed
    page = (tmp_path / "pages" / "a.html").read_text(encoding="utf-8")
    assert '<a href="index.html">All documents</a>' in page
    assert write(paths[:1], tmp_path / "one.html", title="One & two")
    assert "<title>One &amp; two</title>" in (tmp_path / "one.html").read_text(encoding="utf-8")
    with pytest.raises(hedging.InputError, match="cannot write"):
        write(paths[:1], tmp_path / "none" / "one.html")


def test_a_folder_is_searched(tmp_path, write):
    for name in ("world/a.txt", "sport/a.txt", "sport/b.text", "sport/notes.xyz"):
        (tmp_path / "news" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "news" / name).write_text("It may rain.", encoding="utf-8")
    assert write([tmp_path / "news"], tmp_path / "pages")
    assert names_in(tmp_path / "pages") == ["a-2.html", "a.html", "b.html", "index.html"]
    listed = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    assert "<h2>2 groups from " in listed
    assert re.search("sport</(th|summary)>", listed)  # a long name is cut
    (tmp_path / "empty").mkdir()
    assert not write([tmp_path / "empty"], tmp_path / "more")
    assert "empty" in write.notes[0]
    assert not (tmp_path / "more").exists()


def test_a_folder_of_tables_is_compared(tmp_path, write):
    (tmp_path / "scores").mkdir()
    table(tmp_path / "scores" / "a.csv", [TEXT])
    table(tmp_path / "scores" / "b.csv", ["It rained."])
    assert write([tmp_path / "scores"], tmp_path / "all.html")
    assert "in 2 documents" in (tmp_path / "all.html").read_text(encoding="utf-8")


def test_pages_index_and_groups_have_one_count(tmp_path, write):
    texts = {f"{k}.txt": "It may rain. " * k + "They left. " * (9 - k) for k in (1, 3, 4, 8)}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert write([tmp_path / name for name in texts], tmp_path / "pages")
    counts = {}
    for name in texts:
        page = (tmp_path / "pages" / name).with_suffix(".html").read_text(encoding="utf-8")
        counts[name] = re.search(r"(\d) of 9 sentences? leaves? something open", page)[1]
    assert counts == {name: name[0] for name in texts}
    index = (tmp_path / "pages" / "index.html").read_text(encoding="utf-8")
    listed = re.findall(r'<th scope="row"><a href="(\d)\.html".*?>(\d) of 9</td>', index)
    assert {f"{name}.txt": count for name, count in listed} == counts
    assert "of 36 sentences in 4 documents leave something open" in index
    # The same documents as a table, in two groups.
    scores = table(tmp_path / "scores.csv", texts.values(), part=["a", "a", "b", "b"])
    assert write([scores], tmp_path / "all.html", scores=ScoresOptions(group="part"))
    page = (tmp_path / "all.html").read_text(encoding="utf-8")
    number = '<b class="number">44%</b>'
    assert number in index
    assert number in page
    rows = re.findall(r"<th scope=\"row\"[^>]*>([ab])</th>.*?<td[^>]*>(\d+%)</td>", page)
    assert rows[:2] == [("b", f"{12 / 18:.0%}"), ("a", f"{4 / 18:.0%}")]


def test_documents_of_a_batch_are_compared(tmp_path, write):
    texts = ["It may rain. " * (k % 5) + "They left. " * 3 for k in range(120)]
    days = [f"2020-{1 + k % 12:02d}-03" for k in range(120)]
    scores = table(
        tmp_path / "scores.csv",
        [*texts, None, "Clearly so."],
        part=[*(["a", "b <i>", "c"] * 40), "a", ""],
        when=[*days, "2020-01-01", "soon"],
    )
    out = tmp_path / "all.html"
    assert write([scores], out, scores=ScoresOptions(group="part", date="when"))
    shown = out.read_text(encoding="utf-8")
    for text in (
        "in 121 documents",
        "b &lt;i&gt;",
        "2020-12",
        "1 document without a usable date left out",
        "1 document without a sentence left out",
        f"model {released_name('light')}, scheme general, hedge kinds epistemic,",
    ):
        assert text in shown
    assert "/120" not in shown
    assert shown.index("The most hedged") < shown.index("The least hedged")
    dates, written = write.notes
    assert dates.startswith("the dates of 1 document in column 'when' cannot be used")
    assert written == f"wrote {out}"
    assert write([scores], out, scores=ScoresOptions(date="part"))
    assert write.notes[0].startswith("column 'part' holds no date")


def test_rows_that_cannot_be_read_are_counted(tmp_path, write):
    scores = table(tmp_path / "scores.csv", [TEXT, "It rained.", "Some say so."])
    head, first, *others = scores.read_text(encoding="utf-8").splitlines()
    cells = first.split(",")
    bad = []
    for column, value in (("sentences", "many"), ("sentences", "1e200"), ("weasel_cues", "1e308")):
        changed = list(cells)
        changed[head.split(",").index(column)] = value
        bad.append(",".join(changed))
    scores.write_text("\n".join([head, *bad, *others, ""]), encoding="utf-8")
    assert not write([scores], tmp_path / "all.html")
    assert "3 rows could not be read, the first in" in write.notes[0]
    assert "line 2" in write.notes[0]
    assert "in 2 documents" in (tmp_path / "all.html").read_text(encoding="utf-8")


def test_inputs_that_do_not_fit_are_refused(tmp_path, write):
    scores = table(tmp_path / "scores.csv", [TEXT])
    text, other = tmp_path / "a.txt", tmp_path / "b.txt"
    for path in (text, other):
        path.write_text(TEXT, encoding="utf-8")
    page = tmp_path / "bad.html"
    for paths, output, options, message in (
        ([scores, text], page, None, "is a table and .* is a text"),
        ([scores, scores.parent / "." / scores.name], page, None, "is named 2 times"),
        ([text], page, ScoresOptions(date="when"), "the inputs are texts"),
        ([text], page, ScoresOptions(group=""), "the inputs are texts"),
        ([scores], page, ScoresOptions(group=""), "--group '' names no column"),
        ([scores], page, ScoresOptions(date=" "), "--date ' ' names no column"),
        ([scores], page, ScoresOptions(tables=""), "--tables '' names no folder"),
        ([text], page, ScoresOptions(tables="t", pair="q"), "--pair, --tables: .*are texts"),
        ([scores], page, ScoresOptions(pair="q"), "--pair and --cluster are for .*--compare"),
        ([scores], page, ScoresOptions(group="a", compare="b"), "name different groups"),
        ([scores], page, ScoresOptions(compare="b"), "has no column 'b': keep it with"),
        ([scores], page, ScoresOptions(tables=str(scores)), "is a file: name a folder"),
        ([scores], tmp_path / "pages", None, "expected a page"),
        ([text, other], page, None, "there are 2 texts: name a folder"),
        ([text], scores, None, "is a file: name a folder"),
    ):
        with pytest.raises(hedging.InputError, match=message):
            write(paths, output, scores=options or ScoresOptions())
    assert not page.exists()


def test_scores_of_different_sources_are_refused(tmp_path, write):
    scores = table(tmp_path / "scores.csv", [TEXT, TEXT])
    for column, value in (
        ("scheme", "szeged"),
        ("model", "mine"),
        ("hedge_kinds", "weasel"),
        ("threshold", "0.125"),
    ):
        head, first, second = scores.read_text(encoding="utf-8").splitlines()
        cells = next(csv.reader([second]))
        cells[head.split(",").index(column)] = value
        mixed = tmp_path / "mixed.csv"
        with mixed.open("w", encoding="utf-8", newline="") as stream:
            stream.write(f"{head}\n{first}\n")
            csv.writer(stream).writerow(cells)
        with pytest.raises(hedging.InputError, match=f"different sources.*{value}"):
            write([mixed], tmp_path / "all.html")


def test_nothing_is_replaced_but_pages_of_hedging(tmp_path, write):
    text, thesis = tmp_path / "a.txt", tmp_path / "thesis.html"
    text.write_text(TEXT, encoding="utf-8")
    scores = table(tmp_path / "scores.csv", [TEXT])
    thesis.write_text("<p>It may be mine.</p>", encoding="utf-8")
    (tmp_path / "link.html").symlink_to(text)
    (tmp_path / "folder.html").mkdir()
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "index.html").write_text("<p>My site.</p>", encoding="utf-8")
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    for source, target in (
        (text, tmp_path / "link.html"),
        (text, thesis),
        (scores, thesis),
        (text, tmp_path / "folder.html"),
        (text, pages),
    ):
        with pytest.raises(hedging.InputError, match="is no page of hedging"):
            write([source], target)
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before
    for _ in range(2):
        assert write([text], tmp_path / "page.html")
        assert write([scores], tmp_path / "page.html")
    assert not list(tmp_path.glob(".*"))


def test_where_pages_go(tmp_path, write, capsysbinary):
    text, other = tmp_path / "a.txt", tmp_path / "b.txt"
    text.write_text("It may rain in Łódź.", encoding="utf-8")
    other.write_text("It rained.", encoding="utf-8")
    assert write([text], "-")
    assert write.notes == []
    assert "Łódź" in capsysbinary.readouterr().out.decode("utf-8")
    pages = tmp_path / "pages"
    assert write([text, other], pages)
    assert write.notes == [f"wrote 2 pages and {pages / 'index.html'}"]
    (pages / "mine.html").write_text("<p>It may be mine.</p>", encoding="utf-8")
    assert write([text], pages)
    assert write.notes == [
        f"{pages} has 1 older page too, b.html, which the index does not list",
        f"wrote 1 page and {pages / 'index.html'}",
    ]
    before = (pages / "index.html").read_bytes()
    assert not write([tmp_path / "none.txt"], pages)
    assert (pages / "index.html").read_bytes() == before


def test_a_text_that_is_not_utf8_is_noted(tmp_path, write):
    (tmp_path / "a.txt").write_bytes(b"caf\xe9")
    assert not write([tmp_path / "a.txt"], tmp_path / "a.html")
    assert "is not UTF-8" in write.notes[0]
    assert not (tmp_path / "a.html").exists()


@pytest.fixture
def strict(tmp_path):
    """A model of its own, which counts what is nearly certain."""
    folder = shutil.copytree(folder_of("light"), tmp_path / "strict")
    path = folder / "config.json"
    config = json.loads(path.read_text(encoding="utf-8")) | {"name": "strict"}
    config["schemes"]["general"]["threshold"] = 1.0
    path.write_text(json.dumps(config), encoding="utf-8")
    return str(folder)


def test_a_second_model_reads_each_text(tmp_path, write, strict):
    for name, text in (("a.txt", TEXT), ("b.txt", "It rained.")):
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert write([tmp_path / "a.txt"], tmp_path / "a.html", second=strict)
    shown = (tmp_path / "a.html").read_text(encoding="utf-8")
    assert "which counts 2 of 4 sentences. The model strict counts 0. They disagree" in shown
    assert f"model {released_name('light')}, scheme general" in shown
    assert write([tmp_path / "a.txt", tmp_path / "b.txt"], tmp_path / "pages", second=strict)
    for name, said in (("a", "They disagree about two: "), ("b", "They agree about every")):
        assert said in (tmp_path / "pages" / f"{name}.html").read_text(encoding="utf-8")


def test_a_second_model_that_cannot_be_asked_leaves_no_page(tmp_path, write):
    text, scores = tmp_path / "a.txt", table(tmp_path / "scores.csv", [TEXT])
    text.write_text(TEXT, encoding="utf-8")
    for paths, output, second, error, message in (
        ([text], tmp_path / "a.html", "light", hedging.InputError, "expected another model"),
        ([text], tmp_path / "pages", "none", hedging.ModelError, "no model at .*none"),
        ([scores], tmp_path / "a.html", "none", hedging.InputError, "--second none: for texts"),
    ):
        with pytest.raises(error, match=message):
            write(paths, output, second=second)
    assert names_in(tmp_path) == ["a.txt", "scores.csv"]


@pytest.mark.skipif(os.name != "posix", reason="names of files are text elsewhere")
def test_a_file_whose_name_is_not_utf8(tmp_path, write):
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")
    Path(path).write_text("It may rain.", encoding="utf-8")
    assert write([path], tmp_path / "page.html")
    assert write([path], tmp_path / "pages")
    assert names_in(tmp_path / "pages") == ["index.html", "text.html"]


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["x/a.txt", "y/a.txt", "a-2.txt"], ["a", "a-2", "a-2-2"]),
        (["A.txt", "a.md", "a.markdown", "a.mdx"], ["A", "a-2", "a-3", "a-4"]),
        (["index.txt", "INDEX.txt", "con.txt"], ["index-2", "INDEX-3", "con-2"]),
        (["a b.txt", "a\nb.txt", "..txt", "../.txt"], ["a-b", "a-b-2", "text", "text-2"]),
        (["2020.05.17.txt.gz", "Łódź.txt", "हिन्दी.md"], ["2020.05.17", "Łódź", "हिन्दी"]),
        (["e\u0301.txt", "\u00e9.txt"], ["\u00e9", "\u00e9-2"]),
        (['<a href="javascript:x">.txt'], ["a-href-javascript-x"]),
        (["é" * 300], ["é" * 100]),
    ],
)
def test_names_of_pages(paths, names):
    assert page_names(paths) == [f"{name}.html" for name in names]


def test_many_files_of_one_name_have_names():
    names = page_names([f"{k}/article.txt" for k in range(20_000)])
    assert len(set(names)) == 20_000
    assert names[-1] == "article-20000.html"
