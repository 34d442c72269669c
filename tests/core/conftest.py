from collections.abc import AsyncIterator

import pytest

from telephony_clients import Options
from tests.core.desk import Desk
from tests.scripted_server import ScriptedServer


@pytest.fixture
async def desk(server: ScriptedServer, options: Options) -> AsyncIterator[Desk]:
    async with Desk(server.url, options) as client:
        yield client
