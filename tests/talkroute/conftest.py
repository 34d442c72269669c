from collections.abc import AsyncIterator

import attrs
import pytest

from telephony_clients import Options, Talkroute
from telephony_clients.sandbox import Sandbox
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.wings import sandbox as sandbox  # noqa: PLC0414 - a fixture, made known here


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
