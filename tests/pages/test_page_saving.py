"""What a page copies and saves: its text, tables and pictures."""

import csv
import io
import re

import pytest

import hedging
from hedging.pages.words import OPEN
from hedging.yardstick import register_named
from tests.pages.texts import LONG, NEWS, SAID


def save(opened, name):
    """The name and the content of a file that the page saves."""
    opened.eval_on_selector(".save", "details => { details.open = true }")
    with opened.expect_download() as caught:
        opened.click(f"[data-save={name}]")
    return caught.value.suggested_filename, caught.value.path().read_bytes()


def rows_of(content):
    return list(csv.DictReader(io.StringIO(content.decode(), newline="")))


def test_tables_are_saved(tab):
    report = hedging.detect(NEWS)
    opened = tab(NEWS)
    opened.uncheck(".kind input[value=E]")
    name, content = save(opened, "strip-csv")
    assert name == "dam-inquiry-widens-strip.csv"
    rows = rows_of(content)
    assert [row["sentence"] for row in rows] == [str(k + 1) for k in range(len(rows))]
    assert [row["hedged"] == "true" for row in rows] == [each.hedged for each in report.sentences]
    for row, sentence in zip(rows, report.sentences, strict=True):
        text = " ".join(sentence.text.split())
        # A cell that a spreadsheet would run is made a text.
        assert row["text"] == ("'" + text if text.startswith("-") else text)
        assert abs(float(row["score"]) - sentence.score) <= 0.0005
    assert sum(row["counted"] == "true" for row in rows) == opened.locator(".s.h").count()
    rows = rows_of(save(opened, "cues-csv")[1])
    assert [(row["cue"], row["kind"]) for row in rows] == [
        (cue.text, cue.kind) for cue in report.cues
    ]
    assert [row["on"] == "true" for row in rows] == [cue.kind != "epistemic" for cue in report.cues]
    for row, cue in zip(rows, report.cues, strict=True):
        source = "" if cue.source is None else report.text[slice(*cue.source)]
        said = (cue.holder, source, report.text[slice(*cue.scope)])
        assert tuple(row[name].lstrip("'") for name in ("holder", "source", "about")) == tuple(
            " ".join(words.split()) for words in said
        )
    rows = rows_of(save(opened, "kinds-csv")[1])
    counts = report.kind_counts()
    assert {row["kind"]: int(row["cues"]) for row in rows} == {k: n for k, n in counts.items() if n}
    rows = rows_of(save(opened, "yardstick-csv")[1])
    assert len(rows) == 18
    assert float(rows[0]["p50"]) == register_named("news").shares[2]


@pytest.mark.parametrize("figure", ["strip", "yardstick", "kinds"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pictures_are_saved(tab, browser, figure, scheme):
    opened = tab(NEWS, title='Rain & "wind" \x0b <b>')
    opened.emulate_media(color_scheme=scheme)
    opened.select_option("#register", "news")
    name, picture = save(opened, f"{figure}-png")
    assert name == f"rain-wind-b-{figure}.png"
    assert picture.startswith(b"\x89PNG")
    width, height = (int.from_bytes(picture[k : k + 4], "big") for k in (16, 20))
    assert (width, height > 300) == (1520, True)
    assert len(picture) > 8000
    drawing = save(opened, f"{figure}-svg")[1].decode()
    assert "6 of 10 sentences leave something open: " in drawing
    shows = {
        "strip": "Each line is a sentence: ",
        "yardstick": "Compared with news reports.",
        "kinds": "Marked words by kind.",
    }
    assert shows[figure] in drawing
    # It is one drawing, with a title that commands nothing and nothing fetched.
    assert "&lt;b&gt;" in drawing
    assert "<b>" not in drawing
    assert not re.search(r"href|url\(|class=", drawing)
    browser.new_context().new_page().set_content(drawing)


def test_the_text_is_copied_with_its_figures(tab):
    opened = tab(NEWS)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.click(".save summary")
    opened.click("[data-save=copy]")
    opened.get_by_text("Copied", exact=True).wait_for()
    copied = opened.evaluate("navigator.clipboard.readText()")
    assert copied.startswith(
        f"Dam inquiry widens\n\n6 of 10 sentences leave something open: {OPEN}. A careful"
    )
    assert "possible or unclear 5" in copied
    for sentence in hedging.detect(NEWS).hedged_sentences:
        assert f"“{sentence.text}” [" in copied
    assert "[If: depends on]" in copied


@pytest.mark.parametrize("text", [NEWS, LONG, SAID.replace("\r\n", "\n")])
def test_what_is_copied_from_the_page_is_the_text(tab, text):
    opened = tab(text)
    opened.context.grant_permissions(["clipboard-read", "clipboard-write"])
    opened.keyboard.press("Control+A")
    opened.keyboard.press("Control+C")
    assert opened.evaluate("navigator.clipboard.readText()") == text
    opened.evaluate("""() => {
      const words = all('article .s').map(each => each.firstChild).find(each => each.data)
      getSelection().setBaseAndExtent(words, 1, words, 3)
    }""")
    opened.keyboard.press("Control+C")
    assert len(opened.evaluate("navigator.clipboard.readText()")) == 2
