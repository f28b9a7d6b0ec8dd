"""`hedging mcp` as an agent meets it: the official client, over standard input and output."""

import json
import subprocess
import sys
import time

import pytest

import hedging
from docs.snippets import ROOT
from hedging.cli.main import main
from hedging.options import DetectorOptions
from hedging.pages.words import agreement_words, rating_words
from tests.apart import apart
from tests.fuzz.material import HOSTILE, ODD

anyio = pytest.importorskip("anyio")
pytest.importorskip("mcp")

from mcp import ClientSession, StdioServerParameters, stdio_client  # noqa: E402

from hedging.integrations import mcp as ours  # noqa: E402

TEXT = "Some officials fear that the wall may fall.\nIt was built in 1961. It held."
UNSURE = "It is rewritten and complete! I could not run the tests here, but they should pass."
TOOLS = ["check_text", "compare_texts", "how_sure", "score_text"]


def asked(questions, *options):
    """The answers of a new server to (tool, arguments), one after another."""

    async def ask():
        command = StdioServerParameters(
            command=sys.executable, args=["-m", "hedging", "mcp", *map(str, options)]
        )
        async with stdio_client(command) as streams, ClientSession(*streams) as session:
            await session.initialize()
            tools = (await session.list_tools()).tools
            return tools, [await session.call_tool(*question) for question in questions]

    return apart(anyio.run, ask)


def called(tool, root=None, **arguments):
    """The answer of a tool, without a server."""
    answer = getattr(ours.Answers(DetectorOptions(), root), tool)(**arguments)
    return answer.content[0].text, answer.structured_content


@pytest.mark.slow
def test_a_client_gets_words_and_fields():
    tools, answers = asked(
        [
            ("score_text", {"text": TEXT}),
            ("check_text", {"text": TEXT, "max_hedged": 0.2}),
            ("how_sure", {"text": "It may be 1942."}),
            ("how_sure", {"text": "I could not find a reliable source for that."}),
            ("compare_texts", {"before": "It may rain.", "after": "It will rain."}),
            ("how_sure", {"text": UNSURE, "last_message": True}),
            # A text that is JSON stays a text.
            ("score_text", {"text": '["It may rain."]'}),
        ]
    )
    assert sorted(tool.name for tool in tools) == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert not tool.annotations.open_world_hint
        assert "path" not in json.dumps(tool.input_schema)
        assert "at most 1,000,000 characters" in json.dumps(tool.input_schema)
        assert tool.output_schema["properties"]
    assert not any(answer.is_error for answer in answers)
    said = [answer.content[0].text for answer in answers]
    assert said[0].startswith("1 of 3 sentences leaves something open (33%).\n- Some officials")
    assert said[1].startswith(
        "1 of 3 sentences leaves something open (33%), beyond the limit of 20%.\n- 1:1: Some"
    )
    assert said[2].startswith("The text sounds ")
    assert said[3].startswith("The text declines to answer: no source. ")
    assert said[4].startswith("One claim changed: it is surer.")
    fields = [answer.structured_content for answer in answers]
    report = hedging.detect(TEXT)
    assert fields[0]["share"] == report.share
    (sentence,) = fields[0]["hedged"]
    cues = [(cue["start"], cue["end"], cue["kind"]) for cue in sentence["cues"]]
    assert cues == [(cue.start, cue.end, cue.kind) for cue in report.cues]
    assert [fields[1]["passed"], len(fields[1]["findings"])] == [False, len(report.cues)]
    assert fields[3]["declined"] == "no source"
    assert fields[4]["changed"][0]["change"] == "surer"
    assert said[5].startswith("Its own words are against that it is done. The text ")
    assert fields[5]["against_done"] == [UNSURE.partition("! ")[0] + "!", UNSURE.partition("! ")[2]]
    assert fields[2]["doubt_of_done"] is None
    assert fields[6]["sentences"] == 1


@pytest.mark.slow
def test_nothing_ends_the_server():
    hostile = [text.encode("utf-8", "replace").decode() for text in (*HOSTILE, *ODD)]
    questions = [("score_text", {"text": text}) for text in hostile]
    questions += [("how_sure", {"text": text}) for text in hostile]
    wrong = [
        ("score_text", {"text": "a" * (ours.MAX_CHARACTERS + 1)}),
        ("score_text", {"text": 3}),
        ("score_text", {"text": None}),
        ("score_text", {}),
        ("score_text", {"path": "/etc/hostname"}),
        ("check_text", {"text": "It may rain.", "max_hedged": 3}),
        ("check_text", {"text": "It may rain.", "max_hedged": float("nan")}),
        ("no_such_tool", {"text": "It may rain."}),
    ]
    _, answers = asked([*questions, *wrong, ("score_text", {"text": "It may rain."})])
    assert not any(answer.is_error for answer in answers[: len(questions)])
    refused = answers[len(questions) : -1]
    assert all(answer.is_error for answer in refused)
    said = refused[0].content[0].text
    assert "the text has 1,000,001 characters, expected at most 1,000,000: send a part" in said
    assert "max_hedged is 3.0, expected a number from 0 to 1" in refused[5].content[0].text
    assert answers[-1].structured_content["hedged_sentences"] == 1


@pytest.mark.slow
def test_questions_at_one_time_have_their_own_answers():
    async def ask():
        command = StdioServerParameters(command=sys.executable, args=["-m", "hedging", "mcp"])
        async with stdio_client(command) as streams, ClientSession(*streams) as session:
            await session.initialize()
            found = {}

            async def one(number):
                text = "It may rain. " * number + "It rained. " * (40 - number)
                answer = await session.call_tool("score_text", {"text": text})
                found[number] = answer.structured_content["hedged_sentences"]

            async with anyio.create_task_group() as group:
                for number in range(30):
                    group.start_soon(one, number)
            return found

    assert apart(anyio.run, ask) == {number: number for number in range(30)}


@pytest.mark.slow
def test_files_of_the_allowed_folder_alone_are_read(tmp_path):
    root, outside = tmp_path / "root", tmp_path / "secret.txt"
    root.mkdir()
    outside.write_text("It may be secret.", encoding="utf-8")
    (root / "a.txt").write_text(TEXT, encoding="utf-8")
    (root / "link.txt").symlink_to(outside)
    (root / "old.txt").write_bytes(b"\xff\xfe")
    wrong = ["../secret.txt", str(outside), "link.txt", "none.txt", ".", "old.txt", "a\0.txt", "~"]
    _, answers = asked(
        [
            ("score_text", {"path": "a.txt"}),
            ("score_text", {"path": str(root / "a.txt")}),
            ("compare_texts", {"before": "It may rain.", "after_path": "a.txt"}),
            *(("score_text", {"path": path}) for path in wrong),
            ("score_text", {"text": "It may rain.", "path": "a.txt"}),
        ],
        "--root",
        root,
    )
    assert [answer.is_error for answer in answers] == [False] * 3 + [True] * (len(wrong) + 1)
    assert "secret" not in "".join(
        answer.content[0].text.replace("secret.txt", "") for answer in answers
    )
    assert "is outside the allowed folder" in answers[3].content[0].text
    assert "is no text in UTF-8" in answers[8].content[0].text


def test_long_answers_are_cut_and_counted():
    text, fields = called("score_text", text="It may rain. " * 150)
    assert len(fields["hedged"]) == 100
    assert fields["hedged_sentences"] == 150
    assert text.count("\n- It may rain.") == 10
    assert text.endswith("\n- and 140 more")


def test_markdown_is_read_as_such_where_it_is_said_or_named(tmp_path):
    pytest.importorskip("markdown_it")
    text = "It may rain.\n\n```\nit may fail\n```\n"
    (tmp_path / "a.md").write_text(text, encoding="utf-8")
    plain, said, named = (
        called("check_text", str(tmp_path), **arguments)[1]
        for arguments in ({"text": text}, {"text": text, "markdown": True}, {"path": "a.md"})
    )
    assert said == named
    assert len(plain["findings"]) > len(said["findings"]) == 1


def test_what_is_claimed_and_how_surely():
    text, fields = called("how_sure", text="It rained. It may snow.")
    assert [claim["text"] for claim in fields["claims"]] == ["It may snow.", "It rained."]
    assert fields["spread_low"] < fields["confidence"] < fields["spread_high"]
    assert "four of five readers would say" in text
    assert called("how_sure", text="Did it rain?")[0] == "The text claims nothing."


def test_the_report_on_itself_has_what_was_measured():
    measured = json.loads((ROOT / "benchmarks/results/drift.json").read_text(encoding="utf-8"))
    hands = measured["pairs"]["hands"]
    assert (hands["right"], hands["cases"]) == ours.PAIRS
    strangers = json.loads((ROOT / "benchmarks" / "results" / "done.json").read_text())["sets"]
    names = ("honest_stopped", "honest", "doubtful_stopped", "doubtful")
    assert tuple(strangers["strangers"][name] for name in names) == ours.MESSAGES
    said = " ".join(ours.self_report(DetectorOptions(model="accurate")).split())
    assert agreement_words("accurate") in said
    assert rating_words("accurate") in said
    assert "of 400 pairs" in said.lower()


def test_the_command_says_what_it_cannot_do(tmp_path, monkeypatch, capsys):
    assert main(["mcp", "--root", str(tmp_path / "none")]) == 1
    assert "is no folder: give the folder whose files may be read" in capsys.readouterr().err
    assert main(["mcp", "--model", "none"]) == 1
    assert "none" in capsys.readouterr().err
    assert main(["mcp", "--self-report"]) == 0
    assert "between two careful readers" in capsys.readouterr().out
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, "hedging.integrations.mcp")
    assert main(["mcp"]) == 1
    assert "hedging mcp needs mcp: pip install mcp" in capsys.readouterr().err


@pytest.mark.slow
def test_it_starts_in_a_second_beside_the_import_of_its_library():
    def seconds(code):
        times = []
        for _ in range(3):
            start = time.perf_counter()
            subprocess.run([sys.executable, "-c", code], check=True)
            times.append(time.perf_counter() - start)
        return min(times)

    library = seconds("import mcp.server.mcpserver, mcp.types")
    ready = seconds(
        "from hedging.options import DetectorOptions\n"
        "from hedging.integrations.mcp import server\n"
        "server(DetectorOptions())"
    )
    assert ready - library < 1
