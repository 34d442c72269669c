"""The commands: what they print, where, and with which exit code."""

import asyncio
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import CLIENTS, __version__
from telephony_clients.sandbox import Sandbox
from tests.cli.conftest import Run
from tests.scripted_server import ScriptedServer

ROOT = Path(__file__).parents[2]


async def test_doctor_tries_each_key(run: Run, sandbox: Sandbox) -> None:
    ran = await run("doctor", **sandbox.environment())
    assert ran.code == 0, ran.err
    assert [line.split()[1] for line in ran.out.splitlines()] == ["ok", "ok", "ok"]


async def test_doctor_tells_a_bad_key_from_a_missing_one(run: Run, sandbox: Sandbox) -> None:
    environment = sandbox.environment() | {"TALKOVER_TOKEN": "talq_wrong", "TALKABLE_SITE_SLUG": ""}
    ran = await run("doctor", **environment)
    assert ran.code == 3
    assert "AuthenticationError" in ran.out
    assert "set TALKABLE_SITE_SLUG" in ran.out
    assert "talq_wrong" not in ran.out + ran.err


async def test_request_prints_the_data_as_json(run: Run, sandbox: Sandbox) -> None:
    ran = await run("request", "talkover", "GET", "/agents", "-p", "per_page=5", **sandbox.environment())
    assert ran.code == 0, ran.err
    assert len(json.loads(ran.out)) == 5
    assert sandbox.talkover.requests[-1].target.endswith("/agents?per_page=5")


async def test_request_sends_a_body(run: Run, sandbox: Sandbox) -> None:
    body = json.dumps({"data": {"first_name": "Eve"}})
    ran = await run("request", "talkable", "PUT", "/people/eve@example.com", "-j", body, **sandbox.environment())
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["person"]["first_name"] == "Eve"


@pytest.mark.parametrize(("vendor", "code"), [("refusal", 3), ("network", 4), ("both", 4), ("neither", 0)])
async def test_the_exit_code_of_doctor_is_the_gravest(run: Run, sandbox: Sandbox, vendor: str, code: int) -> None:
    environment = sandbox.environment()
    if vendor in {"refusal", "both"}:
        environment["TALKOVER_TOKEN"] = "talq_wrong"
    if vendor in {"network", "both"}:
        environment["TALKROUTE_BASE_URL"] = "http://127.0.0.1:9/api"

    assert (await run("doctor", **environment)).code == code


@pytest.mark.parametrize(
    ("arguments", "environment", "words", "code"),
    [
        (("doctor",), {}, "No key", 2),
        (("demo", "--live"), {}, "TALKOVER_TOKEN", 2),
        (("request", "talkover", "GET", "/agents"), {}, "set TALKOVER_TOKEN", 2),
        (("request", "talkable", "GET", "/x"), {"TALKABLE_API_KEY": "k"}, "TALKABLE_SITE_SLUG", 2),
        (("request", "nobody", "GET", "/agents"), {}, "talkroute, talkable, talkover", 2),
        (("operations", "nobody"), {}, "talkroute, talkable, talkover", 2),
        (("request", "talkover", "GET", "agents"), {"TALKOVER_TOKEN": "k"}, "slash", 2),
        (("request", "talkover", "GET", "/agents", "-p", "x"), {"TALKOVER_TOKEN": "k"}, "name=value", 2),
        (("request", "talkover", "POST", "/x", "-j", "{"), {"TALKOVER_TOKEN": "k"}, "not JSON", 2),
        (
            ("demo", "--live"),
            {
                "TALKOVER_TOKEN": "k",
                "TALKOVER_BASE_URL": "http://127.0.0.1:9/api",
                "TALKROUTE_API_KEY": "k",
                "TALKROUTE_BASE_URL": "http://127.0.0.1:9/api",
            },
            "127.0.0.1:9",
            4,
        ),
        (
            ("request", "talkover", "POST", "/x"),
            {"TALKOVER_TOKEN": "k", "TALKOVER_BASE_URL": "http://127.0.0.1:9/api"},
            "127.0.0.1:9",
            4,
        ),
    ],
)
async def test_what_cannot_be_done_is_one_line_and_an_exit_code_that_says_why(
    run: Run, arguments: tuple[str, ...], environment: dict[str, str], words: str, code: int
) -> None:
    ran = await run(*arguments, **environment)
    assert ran.code == code
    assert words in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert "Traceback" not in ran.err


@pytest.mark.parametrize(("status", "code"), [(401, 3), (404, 3), (503, 3), (200, 3)])
async def test_a_refusal_and_an_answer_that_cannot_be_used_have_a_code_of_their_own(
    run: Run, server: ScriptedServer, status: int, code: int
) -> None:
    server.answer(body=b"<p>no</p>", status=status, always=True)

    ran = await run("request", "talkover", "POST", "/x", TALKOVER_TOKEN="k", TALKOVER_BASE_URL=server.url)

    assert (ran.code, ran.out, len(ran.err.splitlines())) == (code, "", 1)


async def test_what_a_vendor_says_cannot_steer_the_terminal(run: Run, server: ScriptedServer) -> None:
    server.answer({"success": False, "message": "\x1b[2Jgone\r\nnew line\u202e"}, status=404, always=True)

    ran = await run("request", "talkover", "GET", "/x", TALKOVER_TOKEN="k", TALKOVER_BASE_URL=server.url)

    assert ran.err.strip().isprintable()
    assert "gone" in ran.err


async def test_wrong_usage_is_exit_code_2_without_traceback(run: Run) -> None:
    ran = await run("--no-such-option")
    assert ran.code == 2
    assert "Traceback" not in ran.err


async def test_missing_extra_is_one_line_and_exit_code_2() -> None:
    hide = "import sys; sys.modules['typer'] = None; from telephony_clients.__main__ import main; main()"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", hide, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 2
    assert not out
    assert b"pip install" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments", [("-h",), ("--help",), ("demo", "-h"), ("sandbox", "-h"), ("operations", "--help")]
)
async def test_help_has_two_spellings_everywhere(run: Run, arguments: tuple[str, ...]) -> None:
    ran = await run(*arguments)

    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: telephony-clients")


async def test_help_tells_the_exit_codes(run: Run) -> None:
    said = " ".join((await run("--help")).out.split())

    assert "0 done, 1 the demo lost records, 2 wrong or incomplete usage, 3 the vendor refused, 4 no answer" in said


async def test_without_a_command_there_is_help_and_the_code_of_wrong_usage(run: Run) -> None:
    ran = await run()

    assert (ran.code, ran.out) == (2, "")
    assert ran.err.startswith("Usage: telephony-clients")


async def test_the_version_is_printed(run: Run) -> None:
    assert await run("--version") == (0, f"telephony-clients {__version__}\n", "")


@pytest.mark.parametrize("arguments", [("--no-such-option",), ("nonsense",), ("demo", "--records", "x"), ("request",)])
async def test_wrong_usage_is_one_line(run: Run, arguments: tuple[str, ...]) -> None:
    ran = await run(*arguments)

    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
async def test_completion_prints_a_script_for_the_shell(run: Run, shell: str) -> None:
    ran = await run("completion", shell)

    assert ran.code == 0
    assert "_TELEPHONY_CLIENTS_COMPLETE=complete_" in ran.out


@pytest.mark.parametrize(
    ("typed", "place", "offered"),
    [
        ("telephony-clients op", 1, ["operations"]),
        ("telephony-clients request t", 2, list(CLIENTS)),
        ("telephony-clients sandbox --env", 2, ["--env-file"]),
    ],
)
def test_what_the_script_asks_is_answered(typed: str, place: int, offered: list[str]) -> None:
    asked = {"_TELEPHONY_CLIENTS_COMPLETE": "complete_bash", "COMP_WORDS": typed, "COMP_CWORD": str(place)}

    assert program(**asked).stdout.decode().split() == offered


def test_text_that_the_terminal_cannot_encode_is_escaped() -> None:
    body = json.dumps({"data": {"first_name": "Zo\u00eb \U0001f600"}}, ensure_ascii=False)
    inner = [
        sys.executable,
        "-m",
        "telephony_clients",
        "request",
        "talkable",
        "PUT",
        "/people/z@example.com",
        "-j",
        body,
    ]

    ran = program("sandbox", "--calls", "1", "--", *inner, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")

    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["person"]["first_name"] == "Zo\u00eb \U0001f600"
    assert ran.stdout.isascii()


def test_an_error_that_the_terminal_cannot_encode_is_escaped() -> None:
    ran = program("operations", "Zo\u00eb", PYTHONIOENCODING="ascii", PYTHONUTF8="1")

    said = rb"telephony-clients: There is no vendor 'Zo\xeb'; there are talkroute, talkable, talkover."
    assert (ran.returncode, ran.stderr.rstrip()) == (2, said)


@pytest.mark.parametrize("arguments", [("operations",), ("--version",), ("demo", "--records=1")])
def test_a_reader_that_leaves_early_is_no_traceback(arguments: tuple[str, ...]) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    ran = program(*arguments, stdout=writer)
    os.close(writer)

    assert (ran.returncode, ran.stderr) == (141, b"")


def program(*arguments: str, stdout: Any = subprocess.PIPE, **environment: str) -> "subprocess.CompletedProcess[bytes]":
    """Run the program as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "telephony_clients", *arguments],
        check=False,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env={**os.environ, **environment},
        timeout=60,
        cwd=ROOT,
    )


async def test_changelog_begins_with_this_version_and_tells_what_was_added_changed_and_fixed(run: Run) -> None:
    ran = await run("changelog")
    assert ran.code == 0, ran.err
    versions = [line.removeprefix("## ") for line in ran.out.splitlines() if line.startswith("## ")]
    assert versions[0] == __version__
    assert versions == sorted(versions, key=lambda one: [int(part) for part in one.split(".")], reverse=True)
    assert {"### Added", "### Changed", "### Fixed"} <= set(ran.out.splitlines())
