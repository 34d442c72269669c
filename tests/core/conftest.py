import signal
from collections.abc import AsyncIterator, Iterator

import pytest

from telephony_clients import Options
from telephony_clients.core.gate import Gate
from tests.core.desk import Desk
from tests.core.gates import opened
from tests.core.timeline import Timeline
from tests.scripted_server import ScriptedServer


@pytest.fixture(autouse=True)
def _bounded() -> Iterator[None]:
    """A test that hangs fails; the bound is far above what any takes."""

    def late(*_: object) -> None:
        raise TimeoutError("the test hangs")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(30)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


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
