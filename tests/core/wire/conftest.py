"""Proxies on the way, and an environment that names none."""

import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from tests.conftest import CANARY
from tests.scripted_proxy import ScriptedProxy

PASSWORD = f"{CANARY}-of-the-proxy"
FOR_PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NETRC")


@pytest.fixture
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in FOR_PROXIES:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def proxy() -> AsyncIterator[ScriptedProxy]:
    async with ScriptedProxy() as running:
        yield running


@pytest.fixture
def nobody() -> Iterator[str]:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        yield f"127.0.0.1:{one.getsockname()[1]}"
