from collections.abc import AsyncIterator

import attrs
import pytest

from telephony_clients import Options, Talkable
from telephony_clients.sandbox import Sandbox
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.wings import sandbox as sandbox  # noqa: PLC0414 - a fixture, made known here


@pytest.fixture
async def talkable(sandbox: Sandbox, options: Options) -> AsyncIterator[Talkable]:
    """The client before the sandbox; nothing that deviates from the models is let through."""
    stand_in, strict = sandbox.talkable, attrs.evolve(options, strict=True)
    async with Talkable(stand_in.api_key, stand_in.site_slug, base_url=stand_in.base_url, options=strict) as client:
        yield client


@pytest.fixture
async def scripted(server: ScriptedServer, options: Options) -> AsyncIterator[Talkable]:
    """The client before a server that answers as a test says."""
    async with Talkable(CANARY, "my-store", base_url=server.url, options=options) as client:
        yield client
