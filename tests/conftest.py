"""Fixtures of the whole suite; the canary among them watches every test."""

import socket
from collections.abc import AsyncIterator, Iterator

import pytest
from hypothesis import settings

from telephony_clients import Options
from telephony_clients.testing.virtual_time import VirtualTime
from tests.canary import CANARY, canary, noted
from tests.scripted_server import ScriptedServer

__all__ = ["CANARY", "canary", "noted", "options", "server", "time"]

settings.register_profile("suite", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("suite")


@pytest.fixture(autouse=True, scope="session")
def _no_keys_from_outside() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        for name in ("TALKROUTE", "TALKABLE", "TALKOVER"):
            for part in ("API_KEY", "TOKEN", "BASE_URL", "SITE_SLUG"):
                patch.delenv(f"{name}_{part}", raising=False)
        yield


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


@pytest.fixture
def options(time: VirtualTime) -> Options:
    """Options in virtual time with half of every random amount."""
    return Options(clock=time.clock, sleep=time.sleep, random=lambda: 0.5)


@pytest.fixture
async def server() -> AsyncIterator[ScriptedServer]:
    async with ScriptedServer() as running:
        yield running


@pytest.fixture
def nobody() -> str:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{one.getsockname()[1]}"


@pytest.fixture
def black_hole() -> Iterator[str]:
    """A listener whose queue is full, so that the next SYN is left without an answer."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(0)
    callers = [socket.socket() for _ in range(4)]
    for one in callers:
        one.setblocking(False)
        one.connect_ex(listener.getsockname())
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    for one in (*callers, listener):
        one.close()
