"""The way to the server: a proxy only where one is asked for, and any address of the host that answers."""

import asyncio
import socket
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import attrs
import pytest

from telephony_clients import Options, ProxyError, Talkover
from telephony_clients.core.errors import Outcome
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, answer_by, caught
from tests.faults.kinds_of_call import Kind, fitting, of_each_kind, of_kinds
from tests.scripted_proxy import ScriptedProxy
from tests.scripted_server import ScriptedServer

pytestmark = pytest.mark.fault("proxy and IPv6")
PASSWORD = f"{CANARY}-of-the-proxy"


@pytest.fixture(autouse=True)
def bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "NETRC"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
async def proxy() -> AsyncIterator[ScriptedProxy]:
    async with ScriptedProxy() as running:
        yield running


@of_kinds("a record", "POST", "a stream")
async def test_a_proxy_of_the_environment_is_not_used_unasked(
    server: ScriptedServer, options: Options, kind: Kind, nobody: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, nobody)
    answer_by(server, fitting)
    async with kind.opened(server.url, options) as desk:
        assert await kind.make(desk, Path()) == kind.found


@pytest.mark.parametrize("trust_env", [True, False])
async def test_a_netrc_file_never_gives_a_credential(
    server: ScriptedServer, options: Options, trust_env: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "netrc").write_text(f"default login ann password {PASSWORD}\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    answer_by(server, fitting)
    options = attrs.evolve(options, trust_env=trust_env)
    async with Talkover("canary-5ecret-key", base_url=server.url, options=options) as talkover:
        await talkover.request("GET", "/lines/7")

    assert server.requests[0].headers["authorization"] == "Bearer canary-5ecret-key"


@of_each_kind
async def test_each_kind_of_call_goes_through_the_proxy(
    server: ScriptedServer, proxy: ScriptedProxy, options: Options, kind: Kind, tmp_path: Path
) -> None:
    answer_by(server, lambda seen: fitting(seen._replace(target=seen.target.removeprefix(server.url))))
    there = proxy.url.replace("//", f"//ann:{PASSWORD}@")
    async with kind.opened(server.url, attrs.evolve(options, proxy=there)) as desk:
        assert await kind.make(desk, tmp_path) == kind.found

    assert server.connections == proxy.connections > 0
    assert all(seen.target.startswith(server.url) for seen in server.requests)
    assert {seen.headers["x-api-key"] for seen in server.requests} == {KEY}


@of_each_kind
async def test_a_proxy_that_is_not_there_is_named_and_nothing_goes_past_it(
    server: ScriptedServer, options: Options, kind: Kind, nobody: str, tmp_path: Path
) -> None:
    async with kind.opened(server.url, attrs.evolve(options, proxy=nobody)) as desk:
        error = await caught(kind.make(desk, tmp_path))

    assert isinstance(error, ProxyError)
    assert error.outcome is Outcome.NOT_SENT
    assert nobody.removeprefix("http://") in str(error)
    assert (len(error.attempts), server.connections) == (4, 0)


async def on(host: str) -> ScriptedServer:
    server = ScriptedServer()
    answer_by(server, fitting)
    server._server = await asyncio.start_server(server._serve, host, 0)
    return server


@of_each_kind
async def test_a_server_with_an_ipv6_address_alone_is_reached(options: Options, kind: Kind, tmp_path: Path) -> None:
    server = await on("::1")
    try:
        async with kind.opened(server.url.replace("127.0.0.1", "[::1]"), options) as desk:
            assert await kind.make(desk, tmp_path) == kind.found
    finally:
        await server.__aexit__(None, None, None)

    assert server.requests[0].headers["host"].startswith("[::1]:")


@pytest.mark.parametrize("alive", ["::1", "127.0.0.1"])
@of_kinds("a record", "POST")
async def test_the_address_that_answers_is_used_whichever_it_is(
    options: Options, kind: Kind, alive: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server = await on(alive)
    loop = asyncio.get_running_loop()
    port = int(server.url.rpartition(":")[2])

    async def both(*_: object, **__: object) -> list[tuple[Any, ...]]:
        kind = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        six = (socket.AF_INET6, *kind, ("::1", port, 0, 0))
        four = (socket.AF_INET, *kind, ("127.0.0.1", port))
        return [four, six] if alive == "::1" else [six, four]

    monkeypatch.setattr(loop, "getaddrinfo", both)
    try:
        async with kind.opened(f"http://switchboard.example:{port}", options) as desk:
            assert await kind.make(desk, tmp_path) == kind.found
    finally:
        await server.__aexit__(None, None, None)

    assert len(server.requests) == 1


async def test_an_address_that_swallows_everything_holds_no_call_up(
    black_hole: str, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other address is tried before the first one has used up the connect timeout."""
    server = await on("::1")
    loop = asyncio.get_running_loop()
    port = int(server.url.rpartition(":")[2])
    hole = int(black_hole.rpartition(":")[2])

    async def both(*_: object, **__: object) -> list[tuple[Any, ...]]:
        kind = (socket.SOCK_STREAM, socket.IPPROTO_TCP, "")
        four, six = ("127.0.0.1", hole), ("::1", port, 0, 0)
        return [(socket.AF_INET, *kind, four), (socket.AF_INET6, *kind, six)]

    monkeypatch.setattr(loop, "getaddrinfo", both)
    try:
        async with asyncio.timeout(2), Desk(f"http://switchboard.example:{port}", options) as desk:
            assert (await desk.request("GET", "/lines/7")).attempts == 1
    finally:
        await server.__aexit__(None, None, None)
