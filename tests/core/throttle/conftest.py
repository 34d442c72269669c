import pytest

from telephony_clients.core.throttle.gate import Gate
from tests.core.throttle.gates import opened
from tests.core.throttle.timeline import Timeline


@pytest.fixture
def line() -> Timeline:
    return Timeline()


@pytest.fixture
def gate(line: Timeline) -> Gate:
    return opened(line)
