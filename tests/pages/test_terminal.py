import colorsys
import dataclasses
import io
import re
from dataclasses import replace
from typing import get_args

import pytest

import hedging
from hedging.kinds import KIND
from hedging.pages.terminal import (
    FAINT,
    Painter,
    choose_sentences,
    display_width,
    in_words,
    report_lines,
)
from hedging.released import released_name
from hedging.results import Place, Reason
from hedging.yardstick import register_named

STYLE = re.compile("\x1b\\[[0-9;]*m")
LONG = (
    "It may rain on the hills in the north, perhaps, though some officials fear that nobody knows. "
    * 3
)


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.fixture
def painter(monkeypatch):
    """A painter for a terminal of 40 columns."""
    monkeypatch.setenv("COLUMNS", "40")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return Painter(Terminal())


def rgb(colour):
    """The standard value of one of xterm's 256 colours, from 16 on."""
    if colour >= 232:
        return [8 + 10 * (colour - 232)] * 3
    red, green, blue = (colour - 16) // 36, (colour - 16) // 6 % 6, (colour - 16) % 6
    return [(0, 95, 135, 175, 215, 255)[level] for level in (red, green, blue)]


def luminance(colour):
    """Relative luminance (WCAG 2.2)."""
    channels = [value / 255 for value in rgb(colour)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("kind", KIND.values(), ids=lambda kind: kind.name)
def test_colours_can_be_read_on_black_and_on_white(kind):
    light = luminance(kind.ansi) + 0.05
    assert light / 0.05 >= 3
    assert 1.05 / light >= 3


@pytest.mark.parametrize("kind", KIND.values(), ids=lambda kind: kind.name)
def test_the_terminal_has_the_hues_of_the_page(kind):
    def hue(red, green, blue):
        degrees, saturation, _ = colorsys.rgb_to_hsv(red, green, blue)
        return 360 * degrees, saturation > 0.1

    (on_page, has_hue), (shown, has_shown_hue) = (
        hue(*bytes.fromhex(kind.light[1:])),
        hue(*rgb(kind.ansi)),
    )
    assert has_hue == has_shown_hue
    assert abs(on_page - shown) < 10


def test_letters_tell_kinds_of_one_hue_apart():
    assert len({kind.letter for kind in KIND.values()}) == len(KIND)


def test_a_cue_has_colour_and_letter_on_a_terminal_and_brackets_elsewhere(painter):
    assert painter.cue("may", "epistemic") == "\x1b[1;38;5;136mmay/E\x1b[0m"
    assert Painter(io.StringIO()).cue("may", "epistemic") == "[may|epistemic]"


def test_prose_has_the_words_of_a_kind_before_its_name(painter):
    shown = f"\x1b[38;5;244mblurred/A\x1b[0m\x1b[{FAINT}m (approximator)\x1b[0m"
    assert painter.kind("approximator") == shown
    assert Painter(io.StringIO()).kind("approximator") == "blurred (approximator)"


@pytest.mark.parametrize(("variable", "value"), [("NO_COLOR", "1"), ("TERM", "dumb")])
def test_no_colour_where_none_is_wanted(painter, monkeypatch, variable, value):
    monkeypatch.setenv(variable, value)
    assert Painter(Terminal()).cue("may", "epistemic") == "[may|epistemic]"


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("may", 3),
        ("Łódź", 4),
        ("かもしれない", 12),
        ("ｍａｙ", 6),
        ("🙂", 2),
        ("e\u0301", 1),
        ("a\u200bb", 2),
        ("co\u00adop", 5),
        ("👍🏽", 2),
        ("👩\u200d🔬", 2),
        ("❤", 1),
        ("❤\ufe0f", 2),
        ("🇳🇴", 2),
        ("1\ufe0f\u20e3", 2),
        ("\u1112\u1161\u11ab", 2),
        ("क\u094d\u200dष", 2),
        ("東a\u0301", 3),
        ("\x1b[1;38;5;130mmay/E\x1b[0m", 5),
    ],
)
def test_width_in_columns(text, width):
    assert display_width(text) == width


def test_wide_characters_fit_the_terminal(painter):
    text = "It may rain in 東京都 and 大阪市 and 名古屋 and 横浜市 and 神戸市 and 京都市, some say."
    lines = list(report_lines(hedging.detect(text), "東京.txt", painter))
    assert max(map(display_width, lines)) <= 40
    assert len(lines) > 5


def test_lines_are_as_full_as_they_can_be(painter):
    lines = list(painter.lines("head  ", "word " * 30))
    assert [display_width(line) for line in lines[:-1]] == [40] * (len(lines) - 1)
    assert all(line.startswith("      word") for line in lines[1:])


def test_elsewhere_a_sentence_is_one_line():
    lines = list(report_lines(hedging.detect(LONG), "a.txt", Painter(io.StringIO())))
    assert sum(line.startswith("● ") for line in lines) == 3


def test_neither_title_nor_text_can_move_the_cursor():
    report = hedging.detect("It may\x1b[2J rain.")
    lines = "\n".join(report_lines(report, "a\x1b]0;b\nc.txt", Painter(io.StringIO())))
    assert "\x1b" not in lines
    assert lines.startswith("── a\ufffd]0;b c.txt\n")


def test_the_summary_has_the_threshold_and_kinds_that_were_chosen():
    def last_line(text, **options):
        report = hedging.load(**options).detect(text)
        return list(report_lines(report, "a.txt", Painter(io.StringIO())))[-2]

    own = f"model {released_name('light')}, scheme general, threshold 0."
    assert last_line("It may rain.").startswith(own)
    assert "kinds" not in last_line("It may rain.")
    chosen = last_line("It may rain.", threshold=0.25, hedge_kinds=["weasel", "epistemic"])
    assert chosen == f"{own}25, hedge kinds epistemic, weasel"
    assert last_line("") == "There is no sentence in this text"


def test_confidence_in_place_of_the_score():
    report = hedging.detect("It may rain. I hope this helps!")
    lines = list(report_lines(report, "a.txt", Painter(io.StringIO()), confidence=True))
    claim, courtesy = report.sentences
    assert courtesy.confidence is None
    assert lines[1] == f"● {claim.confidence:4.0%}  It [may|epistemic] rain."
    assert lines[2] == "     –  I hope this helps!"
    assert f"({report.share:.0%}), confidence {report.confidence:.0%}" in lines[4]
    threshold = f"threshold {hedging.load().threshold:.2f}"
    assert lines[-2].endswith(threshold)
    other = dataclasses.replace(report, model="mine")
    lines = list(report_lines(other, "a.txt", Painter(io.StringIO()), confidence=True))
    assert lines[-2].endswith(f"{threshold}, beyond cues {report.depth}")
    without = list(report_lines(report, "a.txt", Painter(io.StringIO())))
    assert "confidence" not in "\n".join(without)


def test_a_text_without_a_claim_has_a_dash():
    report = hedging.detect("Who rang?")
    lines = list(report_lines(report, "a.txt", Painter(io.StringIO()), confidence=True))
    assert lines[3].endswith(", confidence –, declines to answer: asks back")


@pytest.mark.parametrize(
    ("values", "shown", "coloured"),
    [
        ({"holder": "writer"}, "[may|epistemic]", "may/E"),
        ({"holder": "named", "source": (0, 7)}, "[may|epistemic|Ana Bo]", "may/E (Ana Bo)"),
        ({"holder": "unnamed"}, "[may|epistemic|not the writer]", "may/E (not the writer)"),
        # A cue that names its holder itself.
        ({"holder": "unnamed", "source": (8, 11)}, "[may|epistemic]", "may/E"),
        ({"holder": None}, "[may|epistemic]", "may/E"),
    ],
)
def test_the_holder_stands_with_the_cue_unless_it_is_the_writer(painter, values, shown, coloured):
    (sentence,) = hedging.detect("Ana\t Bo may leave.", depth="cues").sentences
    (cue,) = sentence.cues
    sentence = replace(sentence, start=20, cues=(shifted(cue, 20, **values),))
    assert Painter(io.StringIO()).sentence(sentence, holders=True) == f"Ana\t Bo {shown} leave."
    on_terminal = STYLE.sub("", painter.sentence(sentence, holders=True))
    assert on_terminal == f"Ana\t Bo {coloured} leave."
    assert "|Ana" not in Painter(io.StringIO()).sentence(sentence)


def shifted(cue, offset, source=None, **values):
    """A cue, with these values, of a sentence that begins at an offset."""
    if source is not None:
        source = (source[0] + offset, source[1] + offset)
    return replace(cue, start=cue.start + offset, end=cue.end + offset, source=source, **values)


def test_a_holder_cannot_move_the_cursor():
    (sentence,) = hedging.detect("A\x1b[2J may leave.", depth="cues").sentences
    (cue,) = sentence.cues
    sentence = replace(sentence, cues=(replace(cue, holder="named", source=(0, 5)),))
    assert "\x1b" not in Painter(io.StringIO()).sentence(sentence, holders=True)


def test_explanations_stand_below_their_sentences():
    detector, text = hedging.load(), "It rained. It may rain in May."
    lines = list(
        report_lines(
            detector.detect(text),
            "a.txt",
            Painter(io.StringIO()),
            explanations=detector.explain(text),
        )
    )
    cue, no_cue = (line for line in lines if "“" in line)
    assert re.match(r" {8}\d\.\d\d  “may”: possible or unclear \(epistemic\); speaks for it: ", cue)
    assert re.match(r" {8}\d\.\d\d  “May”: no cue; speaks against it: ", no_cue)
    assert lines.index(cue) == 3


def test_a_reason_for_every_place_can_be_said():
    for place in get_args(Place):
        with_text, without = (in_words(Reason(place, text, 0, 0, 1.0)) for text in ("so", ""))
        assert with_text.startswith("“so” ") or with_text == without
        assert "“" not in without


@pytest.mark.parametrize("background", ["black", "white"])
def test_what_is_faint_can_be_read(background):
    light = luminance(int(FAINT.split(";")[-1])) + 0.05
    contrast = light / 0.05 if background == "black" else 1.05 / light
    assert contrast >= 4.5


def test_sentences_without_a_sign_are_faint(painter):
    report = hedging.detect("They left at about noon. It may rain.", depth="cues")
    no_score, hedged = list(report_lines(report, "a.txt", painter))[1:3]
    assert no_score == (
        f"\x1b[{FAINT}m  0.00  \x1b[0m\x1b[{FAINT}mThey left at \x1b[0m"
        f"\x1b[38;5;{KIND['approximator'].ansi}mabout/A\x1b[0m\x1b[{FAINT}m noon.\x1b[0m"
    )
    assert FAINT not in hedged
    with_confidence = hedging.detect("They left at noon.")
    assert FAINT not in list(report_lines(with_confidence, "a", painter, confidence=True))[1]


def test_paragraphs_stay_apart_on_a_terminal_alone(painter):
    text = "Rain\r\n\r\nIt may rain. It rained.\nIt rains.\n \t\n\nThey left.\n"
    report = hedging.detect(text)
    assert len(report.sentences) == 5
    lines = [STYLE.sub("", line) for line in report_lines(report, "a.txt", painter)]
    assert [line[8:12] for line in lines[1:8]] == ["Rain", "", "It m", "It r", "It r", "", "They"]
    lines = list(report_lines(report, "a.txt", Painter(io.StringIO())))
    assert lines.index("") == 6
    # A gap needs no blank line beside its sign.
    lines = list(report_lines(report, "a.txt", painter, chosen=[0, 4]))
    assert [STYLE.sub("", line).strip()[:1] for line in lines[1:5]] == ["0", "…", "0", ""]


def test_a_style_ends_with_its_line_and_goes_on_in_the_next_one(painter):
    style = "\x1b[1;38;5;130m"
    text = f"{'word ' * 5}{style}does not necessarily/E\x1b[0m mean so"
    lines = list(painter.lines("head  ", text))
    assert len(lines) == 2
    assert lines[0].endswith(f"{style}does not\x1b[0m")
    assert lines[1] == f"      {style}necessarily/E\x1b[0m mean so"


def test_words_of_wide_characters_break_where_the_line_ends(painter):
    text = f"It may rain in {'東京都大阪市名古屋' * 5}, they say."
    lines = list(painter.lines("head  ", text))
    assert [display_width(line) for line in lines] == [39, 40, 40, 21]
    assert "".join(line[6:] for line in lines).replace(" ", "") == text.replace(" ", "")
    # What has no wide character is one word, such as an address.
    (_, address) = painter.lines("head  ", f"so {'é' * 60}")
    assert address == f"      {'é' * 60}"


def test_the_summary_compares_with_a_register():
    register = register_named("papers")
    report = hedging.detect("It may rain. " * 12)
    lines = list(report_lines(report, "a.txt", Painter(io.StringIO()), register=register))
    words = f"in scientific papers it is usually {register.usual}, here more than in nine of ten"
    assert lines[lines.index("") + 2] == words
    assert words not in list(report_lines(report, "a.txt", Painter(io.StringIO())))


def test_chosen_sentences_and_their_neighbours():
    report = hedging.detect("One came. Two left. It may rain. Four stood. Five sat. Six ran.")
    assert choose_sentences(report, min_score=None, context=0) == [2]
    assert choose_sentences(report, min_score=0.5, context=1) == [1, 2, 3]
    assert choose_sentences(report, min_score=0.0, context=3) == [0, 1, 2, 3, 4, 5]
    assert choose_sentences(hedging.detect(""), min_score=None, context=1) == []
    lines = list(report_lines(report, "a.txt", Painter(io.StringIO()), chosen=[2]))
    assert [line.strip()[:1] for line in lines[1:4]] == ["…", "●", "…"]
