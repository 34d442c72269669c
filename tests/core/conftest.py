from collections.abc import AsyncIterator

import pytest

from telephony_clients import Options
from telephony_clients.core.gate import Gate
from tests.core.desk import Desk
from tests.core.gates import opened
from tests.core.timeline import Timeline
from tests.scripted_server import ScriptedServer


@pytest.fixture
async def desk(server: ScriptedServer, options: Options) -> AsyncIterator[Desk]:
    async with Desk(server.url, options) as client:
        yield client


@pytest.fixture
def line() -> Timeline:
    return Timeline()


@pytest.fixture
def gate(line: Timeline) -> Gate:
    return opened(line)
