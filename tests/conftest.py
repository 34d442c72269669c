"""Fixtures of the whole suite; the canary among them watches every test."""

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
