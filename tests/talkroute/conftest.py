from collections.abc import AsyncIterator

import attrs
import pytest

from telephony_clients import Options, Talkroute
from telephony_clients.sandbox import Sandbox
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer


@pytest.fixture(params=["spec", "live"])
async def sandbox(request: pytest.FixtureRequest) -> AsyncIterator[Sandbox]:
    """The sandbox, in each of its dialects."""
    async with Sandbox(
        seed=7, call_records=230, api_keys={"talkroute": f"{CANARY}-talkroute"}, dialect=request.param
    ) as running:
        yield running


@pytest.fixture
async def talkroute(sandbox: Sandbox, options: Options) -> AsyncIterator[Talkroute]:
    """The client before the sandbox; nothing that deviates from the models is let through."""
    strict = attrs.evolve(options, strict=True)
    async with Talkroute(sandbox.talkroute.api_key, base_url=sandbox.talkroute.base_url, options=strict) as client:
        yield client


@pytest.fixture
async def scripted(server: ScriptedServer, options: Options) -> AsyncIterator[Talkroute]:
    """The client before a server that answers as a test says."""
    async with Talkroute(CANARY, base_url=server.url, options=options) as client:
        yield client
