"""The commands: what they print, where, and with which exit code."""

import asyncio
import json
import re
import signal
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

import pytest

from telephony_clients import CLIENTS
from telephony_clients.cli import app
from telephony_clients.sandbox import Sandbox


class Ran(NamedTuple):
    code: int | None
    out: str
    err: str


Run = Callable[..., Awaitable[Ran]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in a thread of this process, which is quicker than a process and prints the same."""

    async def run(*arguments: str, **environment: str) -> Ran:
        for name, value in {"COLUMNS": "80", **environment}.items():
            monkeypatch.setenv(name, value)
        async with asyncio.timeout(60):
            code = await asyncio.to_thread(app.run, list(arguments))
        return Ran(code, *capsys.readouterr())

    return run


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(calls=200, call_records=200) as running:
        yield running


async def test_demo_ends_with_a_table_and_loses_nothing(run: Run) -> None:
    ran = await run("demo", "--records", "500")
    assert ran.code == 0, ran.err
    last = [line for line in ran.out.splitlines() if line.strip()][-1].split()
    assert last[:2] == ["together", "1,120"]
    assert last[-2] == "0", "records lost"
    assert int(last[3]) > 0, "429s"
    for heading in ("records", "requests", "429s", "retries", "longest", "lost", "seconds"):
        assert heading in ran.out


async def test_live_demo_pulls_from_the_vendors_whose_keys_are_set(run: Run, sandbox: Sandbox) -> None:
    ran = await run("demo", "--live", **sandbox.environment())
    assert ran.code == 0, ran.err
    assert "800" in ran.out.splitlines()[-2]
    assert all(received.method == "GET" for received in sandbox.talkover.requests)


@pytest.mark.parametrize("vendor", CLIENTS)
async def test_operations_lists_verb_path_method_and_source(run: Run, vendor: str) -> None:
    ran = await run("operations", vendor)
    assert ran.code == 0
    for line in ran.out.splitlines():
        assert re.fullmatch(rf"[A-Z]+ +/\S+ +{vendor}\.\w+(\.\w+)+ +(documented|observed|inferred)", line)


async def test_operations_lists_all_vendors_at_once(run: Run) -> None:
    together = (await run("operations")).out.splitlines()
    apart = [len((await run("operations", vendor)).out.splitlines()) for vendor in CLIENTS]
    assert len(together) == sum(apart)


async def test_doctor_tries_each_key(run: Run, sandbox: Sandbox) -> None:
    ran = await run("doctor", **sandbox.environment())
    assert ran.code == 0, ran.err
    assert [line.split()[1] for line in ran.out.splitlines()] == ["ok", "ok", "ok"]


async def test_doctor_tells_a_bad_key_from_a_missing_one(run: Run, sandbox: Sandbox) -> None:
    environment = sandbox.environment() | {"TALKOVER_TOKEN": "talq_wrong", "TALKABLE_SITE_SLUG": ""}
    ran = await run("doctor", **environment)
    assert ran.code == 2
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


@pytest.mark.parametrize(
    ("arguments", "environment", "words"),
    [
        (("doctor",), {}, "no key"),
        (("demo", "--live"), {}, "TALKOVER_TOKEN"),
        (("request", "talkover", "GET", "/agents"), {}, "set TALKOVER_TOKEN"),
        (("request", "talkable", "GET", "/x"), {"TALKABLE_API_KEY": "k"}, "TALKABLE_SITE_SLUG"),
        (("request", "nobody", "GET", "/agents"), {}, "talkroute, talkable, talkover"),
        (("operations", "nobody"), {}, "talkroute, talkable, talkover"),
        (("request", "talkover", "GET", "agents"), {"TALKOVER_TOKEN": "k"}, "slash"),
        (("request", "talkover", "GET", "/agents", "-p", "x"), {"TALKOVER_TOKEN": "k"}, "name=value"),
        (("request", "talkover", "POST", "/x", "-j", "{"), {"TALKOVER_TOKEN": "k"}, "not JSON"),
        (
            ("demo", "--live"),
            {
                "TALKOVER_TOKEN": "k",
                "TALKOVER_BASE_URL": "http://127.0.0.1:9/api",
                "TALKROUTE_API_KEY": "k",
                "TALKROUTE_BASE_URL": "http://127.0.0.1:9/api",
            },
            "127.0.0.1:9",
        ),
        (
            ("request", "talkover", "POST", "/x"),
            {"TALKOVER_TOKEN": "k", "TALKOVER_BASE_URL": "http://127.0.0.1:9/api"},
            "127.0.0.1:9",
        ),
    ],
)
async def test_what_cannot_be_done_is_one_line_and_exit_code_2(
    run: Run, arguments: tuple[str, ...], environment: dict[str, str], words: str
) -> None:
    ran = await run(*arguments, **environment)
    assert ran.code == 2
    assert words in ran.err
    assert len(ran.err.strip().splitlines()) == 1
    assert "Traceback" not in ran.err


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


async def test_sandbox_prints_what_to_export_and_serves_until_interrupted(run: Run) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "telephony_clients",
        "sandbox",
        "--calls",
        "50",
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stdout is not None
    environment: dict[str, str] = {}
    async with asyncio.timeout(30):
        while len(environment) < 7:
            line = (await process.stdout.readline()).decode()
            name, _, value = line.removeprefix("export ").strip().partition("=")
            environment[name] = value
        ran = await run("request", "talkroute", "GET", "/v2/account", **environment)
        assert ran.code == 0, ran.err
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0
