"""Running a command, and the stand-ins that it may call."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import NamedTuple

import pytest

from telephony_clients.cli import app
from telephony_clients.sandbox import Sandbox


class Ran(NamedTuple):
    code: int | None
    out: str
    err: str


Run = Callable[..., Awaitable[Ran]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], canary: Callable[[object], None]) -> Run:
    """Run a command in a thread of this process, which is quicker than a process and prints the same; never a key."""

    async def run(*arguments: str, **environment: str) -> Ran:
        for name, value in {"COLUMNS": "80", **environment}.items():
            monkeypatch.setenv(name, value)
        async with asyncio.timeout(60):
            code = await asyncio.to_thread(app.run, list(arguments))
        ran = Ran(code, *capsys.readouterr())
        canary(ran)
        return ran

    return run


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(calls=200, call_records=200) as running:
        yield running
