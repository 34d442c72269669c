"""The sandbox as a command: until it is interrupted, or around another command; its ports, faults and file."""

import asyncio
import os
import signal
import socket
import stat
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError, Options, RateLimited, RetryPolicy, ServerError, Talkover
from telephony_clients.cli.serving import ports, set_fault
from telephony_clients.cli.vendors import opened
from telephony_clients.sandbox import Sandbox
from tests.cli.conftest import Run


@asynccontextmanager
async def program(*arguments: str, **more: Any) -> AsyncIterator[asyncio.subprocess.Process]:
    """Run the program as a process of its own, which does not outlive the test."""
    command = (sys.executable, "-m", "telephony_clients", *arguments)
    process = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.PIPE, **more)
    try:
        async with asyncio.timeout(30):
            yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def test_sandbox_prints_what_to_export_and_serves_until_interrupted(run: Run) -> None:
    async with program("sandbox", "--calls", "50", stderr=asyncio.subprocess.DEVNULL) as process:
        assert process.stdout is not None
        environment: dict[str, str] = {}
        while len(environment) < 7:
            line = (await process.stdout.readline()).decode()
            name, _, value = line.removeprefix("export ").strip().partition("=")
            environment[name] = value
        ran = await run("request", "talkroute", "GET", "/v2/account", **environment)
        assert ran.code == 0, ran.err
        process.send_signal(signal.SIGINT)
        assert await process.wait() == 0


@pytest.mark.parametrize("code", [0, 1, 7, 255])
async def test_a_command_runs_with_the_environment_and_its_code_is_ours(run: Run, tmp_path: Path, code: int) -> None:
    told = tmp_path / "told"
    program = f"import os, sys; open({str(told)!r}, 'w').write(os.environ['TALKOVER_BASE_URL']); sys.exit({code})"

    ran = await run("sandbox", "--calls", "5", "--", sys.executable, "-c", program)

    assert (ran.code, ran.out, ran.err) == (code, "", "")
    assert told.read_text().startswith("http://127.0.0.1:")


async def test_a_command_that_a_signal_ends_has_the_code_that_shells_give(run: Run) -> None:
    ran = await run("sandbox", "--", sys.executable, "-c", "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    assert ran.code == 128 + signal.SIGKILL


async def test_a_command_that_is_not_there_or_no_program_is_one_line(run: Run, tmp_path: Path) -> None:
    missing = await run("sandbox", "--", "no-such-command")
    assert (missing.code, missing.err) == (127, "telephony-clients: There is no command 'no-such-command'.\n")

    text = tmp_path / "text"
    text.touch(mode=stat.S_IRUSR)
    refused = await run("sandbox", "--", str(text))
    assert (refused.code, len(refused.err.splitlines())) == (126, 1)


async def test_an_interrupt_is_for_the_command_to_answer() -> None:
    patient = "import signal, sys, time; signal.signal(signal.SIGINT, lambda *_: sys.exit(9)); print('up', flush=True)"
    patient_command = (sys.executable, "-c", f"{patient}; time.sleep(60)")
    async with program("sandbox", "--", *patient_command, start_new_session=True) as process:
        assert process.stdout is not None
        assert await process.stdout.readline() == b"up\n"
        os.killpg(process.pid, signal.SIGINT)  # as a terminal does
        assert await process.wait() == 9


async def test_the_file_holds_what_a_client_needs(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "sandbox.env"
    read = f"print(open({str(file)!r}).read())"
    ran = await run("sandbox", "--env-file", str(file), "--", sys.executable, "-c", read)

    names = [line.partition("=")[0] for line in file.read_text().splitlines()]
    assert ran.code == 0, ran.err
    assert names == [
        *("TALKROUTE_API_KEY", "TALKROUTE_BASE_URL", "TALKABLE_API_KEY", "TALKABLE_SITE_SLUG", "TALKABLE_BASE_URL"),
        *("TALKOVER_TOKEN", "TALKOVER_BASE_URL"),
    ]
    assert not file.with_name("sandbox.env.unfinished").exists()


async def test_a_file_that_cannot_be_written_is_one_line(run: Run, tmp_path: Path) -> None:
    ran = await run("sandbox", "--env-file", str(tmp_path / "none" / "x.env"), "--", "true")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)


async def test_a_port_that_is_taken_is_one_line(run: Run) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = await run("sandbox", "--port", str(taken.getsockname()[1]), "--", "true")
    assert (ran.code, len(ran.err.splitlines())) == (2, 1)
    assert "address already in use" in ran.err


def test_ports_are_three_in_a_row_or_free_ones() -> None:
    assert ports(9000) == {"talkroute": 9000, "talkable": 9001, "talkover": 9002}
    assert ports(None) is None
    for wrong in (0, -1, 65534, 99999):
        with pytest.raises(ConfigurationError, match="--port"):
            ports(wrong)


@pytest.fixture
def impatient() -> Options:
    return Options(retry=RetryPolicy.off(), max_wait=0)


async def statuses(client: Talkover, calls: int) -> list[str]:
    """Return the outcome of each of so many calls."""
    outcomes = []
    for _ in range(calls):
        try:
            await client.request("GET", "/agents")
            outcomes.append("ok")
        except (ServerError, RateLimited) as error:
            outcomes.append(str(error.status))
    return outcomes


@pytest.mark.parametrize(
    ("text", "outcomes"),
    [
        ("talkover:status=503", ["503", "ok", "ok", "ok"]),
        ("talkover:status=503,times=2", ["503", "503", "ok", "ok"]),
        ("talkover:status=503,every=2", ["ok", "503", "ok", "503"]),
        ("talkover:status=500,path=/calls", ["ok", "ok", "ok", "ok"]),
        ("talkover:status=500,method=POST", ["ok", "ok", "ok", "ok"]),
        ("talkover:throttle=1/h", ["ok", "429", "429", "429"]),
        ("talkable:status=503", ["ok", "ok", "ok", "ok"]),
    ],
)
async def test_a_fault_strikes_as_it_says(text: str, outcomes: list[str], impatient: Options) -> None:
    async with Sandbox(calls=5) as sandbox:
        set_fault(sandbox, text)
        async with opened("talkover", sandbox.environment(), impatient) as client:
            assert await statuses(client, 4) == outcomes  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "fault", ["throttle=5/s", "status=503", "reset", "cut_body", "slow=0.5", "html", "html=502", "unknown_field=mood"]
)
@pytest.mark.parametrize("vendor", ["talkroute", "talkable", "talkover"])
def test_every_fault_of_the_sandbox_has_a_word(vendor: str, fault: str) -> None:
    sandbox = Sandbox()
    set_fault(sandbox, f"{vendor}:{fault}")
    assert len(getattr(sandbox, vendor).faults._script) == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("talkable", "VENDOR:FAULT"),
        ("nobody:reset", "talkroute, talkable, talkover"),
        ("talkable:explode", "throttle, status"),
        ("talkable:throttle=5", "5/s"),
        ("talkable:throttle=0/s", "rate"),
        ("talkable:status=200", "status"),
        ("talkable:status=many", "many"),
        ("talkable:slow", "float"),
        ("talkable:reset,every=0", "every"),
        ("talkable:reset,whenever=1", "times, every, method, path"),
    ],
)
async def test_a_fault_that_is_not_understood_is_one_line(run: Run, text: str, words: str) -> None:
    ran = await run("sandbox", "--fault", text, "--", "true")

    assert (ran.code, ran.out, len(ran.err.splitlines())) == (2, "", 1)
    assert words in ran.err
