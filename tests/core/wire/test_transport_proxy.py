"""A proxy on the way: requests go through it, and when it refuses, the error names it and nothing counts as sent."""

import asyncio
import pickle
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from functools import cache

import aiohttp
import attrs
import pytest
import trustme

from telephony_clients import ConnectError, Options, ProxyError, RetryPolicy, Timeouts
from telephony_clients.core.errors import Outcome, TelephonyError
from tests.core.desk import KEY, Desk, caught, fine, settle
from tests.core.wire.conftest import PASSWORD
from tests.scripted_proxy import ScriptedProxy
from tests.scripted_server import ScriptedServer

CA = trustme.CA()
pytestmark = pytest.mark.usefixtures("bare_environment")


@cache
def trusting() -> ssl.SSLContext:
    context = ssl.create_default_context()
    CA.configure_trust(context)
    return context


@cache
def certified() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    CA.issue_cert("127.0.0.1").configure_cert(context)
    return context


@pytest.fixture(autouse=True)
def trusted(monkeypatch: pytest.MonkeyPatch) -> ssl.SSLContext:
    """The certificates that every session trusts."""
    context = trusting()
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", context)
    return context


@pytest.fixture
async def secure_server() -> AsyncIterator[ScriptedServer]:
    server = ScriptedServer().answer(fine("in the tunnel"), always=True)
    server._server = await asyncio.start_server(server._serve, "127.0.0.1", 0, ssl=certified())
    yield server
    await server.__aexit__(None, None, None)


def address(server: ScriptedServer) -> str:
    return server.url.replace("http:", "https:")


def with_password(proxy: ScriptedProxy) -> str:
    return f"http://ann:{PASSWORD}@{proxy.address}"


Way = Callable[[str, str, Options, AsyncExitStack, pytest.MonkeyPatch], Awaitable[Desk]]
"""Makes a client whose requests go through a proxy: address of the server and of the proxy, and the rest."""


async def by_option(url: str, proxy: str, options: Options, stack: AsyncExitStack, _: pytest.MonkeyPatch) -> Desk:
    return await stack.enter_async_context(Desk(url, attrs.evolve(options, proxy=proxy)))


async def by_environment(
    url: str, proxy: str, options: Options, stack: AsyncExitStack, patch: pytest.MonkeyPatch
) -> Desk:
    patch.setenv("HTTP_PROXY", proxy)
    patch.setenv("HTTPS_PROXY", proxy)
    return await stack.enter_async_context(Desk(url, attrs.evolve(options, trust_env=True)))


async def by_view(url: str, proxy: str, options: Options, stack: AsyncExitStack, _: pytest.MonkeyPatch) -> Desk:
    return (await stack.enter_async_context(Desk(url, options))).with_options(proxy=proxy)


async def by_option_in_a_foreign_session(
    url: str, proxy: str, options: Options, stack: AsyncExitStack, _: pytest.MonkeyPatch
) -> Desk:
    session = await stack.enter_async_context(aiohttp.ClientSession())
    return Desk(url, attrs.evolve(options, proxy=proxy), session=session)


async def by_the_foreign_session(
    url: str, proxy: str, options: Options, stack: AsyncExitStack, _: pytest.MonkeyPatch
) -> Desk:
    return Desk(url, options, session=await stack.enter_async_context(aiohttp.ClientSession(proxy=proxy)))


async def by_the_foreign_sessions_environment(
    url: str, proxy: str, options: Options, stack: AsyncExitStack, patch: pytest.MonkeyPatch
) -> Desk:
    patch.setenv("HTTP_PROXY", proxy)
    patch.setenv("HTTPS_PROXY", proxy)
    return Desk(url, options, session=await stack.enter_async_context(aiohttp.ClientSession(trust_env=True)))


WAYS = [
    by_option,
    by_environment,
    by_view,
    by_option_in_a_foreign_session,
    by_the_foreign_session,
    by_the_foreign_sessions_environment,
]
Make = Callable[[str, str, Options], Awaitable[Desk]]


@pytest.fixture(params=WAYS)
async def make(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    way: Way = request.param
    async with AsyncExitStack() as stack:
        yield lambda url, proxy, options: way(url, proxy, options, stack, monkeypatch)


async def test_a_plain_request_is_forwarded(
    server: ScriptedServer, proxy: ScriptedProxy, options: Options, make: Make
) -> None:
    server.answer(fine("forwarded"), always=True)
    desk = await make(server.url, with_password(proxy), options)

    assert (await desk.request("POST", "/lines", json={"a": 1})).data == "forwarded"

    assert [seen.target for seen in proxy.requests] == [f"{server.url}/lines"]
    assert proxy.requests[0].headers["proxy-authorization"].startswith("Basic ")
    assert server.requests[0].headers["x-api-key"] == KEY
    assert server.requests[0].json == {"a": 1}


async def test_a_secure_request_goes_through_a_tunnel_that_sees_nothing_of_it(
    secure_server: ScriptedServer, proxy: ScriptedProxy, options: Options, make: Make
) -> None:
    desk = await make(address(secure_server), with_password(proxy), options)

    for _ in range(2):
        assert (await desk.request("GET", "/lines")).data == "in the tunnel"

    (tunnel,) = proxy.requests
    assert (tunnel.method, tunnel.target) == ("CONNECT", secure_server.url.removeprefix("http://"))
    assert tunnel.headers["proxy-authorization"].startswith("Basic ")
    assert "x-api-key" not in tunnel.headers
    for seen in secure_server.requests:
        assert seen.headers["x-api-key"] == KEY
        assert "proxy-authorization" not in seen.headers


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_may_itself_be_spoken_to_over_tls(
    server: ScriptedServer, secure_server: ScriptedServer, options: Options, scheme: str
) -> None:
    server.answer(fine("in the tunnel"))
    url = server.url if scheme == "http" else address(secure_server)
    async with ScriptedProxy(certified()) as proxy:
        there = f"https://ann:{PASSWORD}@{proxy.address}"
        async with Desk(url, attrs.evolve(options, proxy=there)) as desk:
            assert (await desk.request("GET", "/lines")).data == "in the tunnel"


@pytest.fixture
async def tunnelled(secure_server: ScriptedServer, proxy: ScriptedProxy, options: Options, make: Make) -> Desk:
    return await make(address(secure_server), with_password(proxy), options)


def check_named(error: TelephonyError, proxy: str) -> None:
    assert isinstance(error, ProxyError)
    assert isinstance(error, ConnectError)
    assert error.outcome is Outcome.NOT_SENT
    assert f"proxy {proxy}" in str(error)
    assert "ann" not in str(error)
    assert pickle.loads(pickle.dumps(error)).status == error.status


@pytest.mark.parametrize(("status", "attempts"), [(407, 1), (403, 1), (502, 4), (503, 4)])
async def test_a_tunnel_that_is_refused_is_the_proxys_doing(
    tunnelled: Desk, secure_server: ScriptedServer, proxy: ScriptedProxy, status: int, attempts: int
) -> None:
    proxy.refuse(status, always=True)

    error = await caught(tunnelled.request("POST", "/lines"))

    check_named(error, proxy.address)
    assert isinstance(error, ProxyError)
    assert error.status == status
    assert str(status) in str(error)
    assert len(error.attempts) == len(proxy.requests) == attempts
    assert not secure_server.requests


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_a_plain_request_for_which_the_proxy_wants_credentials_is_the_proxys_doing(
    server: ScriptedServer, proxy: ScriptedProxy, options: Options, make: Make, method: str
) -> None:
    proxy.refuse(407, always=True)
    desk = await make(server.url, proxy.url, options)

    error = await caught(desk.request(method, "/lines"))

    check_named(error, proxy.address)
    assert len(proxy.requests) == 1
    assert not server.requests


async def test_a_407_without_a_proxy_is_the_vendors(server: ScriptedServer, desk: Desk) -> None:
    server.answer({"state": "wrong", "reason": {"text": "no", "id": None}}, status=407)

    error = await caught(desk.request("GET", "/lines"))

    assert type(error).__name__ == "BadRequest"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("fault", ["hang_up", "reset", "babble"])
async def test_a_tunnel_that_is_cut_counts_as_not_sent_and_is_asked_for_once_an_attempt(
    tunnelled: Desk, proxy: ScriptedProxy, method: str, fault: str
) -> None:
    match fault:
        case "hang_up":
            proxy.hang_up(always=True)
        case "reset":
            proxy.reset(always=True)
        case _:
            proxy.raw(b"SSH-2.0-OpenSSH\r\n\r\n", close=True, always=True)

    error = await caught(tunnelled.request(method, "/lines"))

    check_named(error, proxy.address)
    assert len(error.attempts) == len(proxy.requests) == 4


@pytest.mark.parametrize("scheme", ["http", "https"])
async def test_a_proxy_that_is_not_there_is_named(nobody: str, options: Options, make: Make, scheme: str) -> None:
    desk = await make(f"{scheme}://api.example", f"http://ann:{PASSWORD}@{nobody}", options)

    error = await caught(desk.request("POST", "/lines"))

    check_named(error, nobody)
    assert len(error.attempts) == 4


async def test_a_proxy_without_an_address_is_named(secure_server: ScriptedServer, options: Options, make: Make) -> None:
    once = attrs.evolve(options, retry=RetryPolicy.off())
    desk = await make(address(secure_server), f"http://ann:{PASSWORD}@proxy.invalid:3128", once)

    error = await caught(desk.request("POST", "/lines"))

    check_named(error, "proxy.invalid:3128")
    assert "No address found for proxy.invalid" in str(error)


async def test_a_silent_tunnel_is_given_up_after_the_connect_timeout(
    secure_server: ScriptedServer, proxy: ScriptedProxy, make: Make
) -> None:
    proxy.silence()
    options = Options(timeouts=Timeouts(connect=0.2), retry=RetryPolicy.off(), deadline=30)
    desk = await make(address(secure_server), with_password(proxy), options)

    async with asyncio.timeout(5):
        error = await caught(desk.request("POST", "/lines"))

    check_named(error, proxy.address)
    assert "in time" in str(error)


async def test_a_deadline_that_passes_in_the_tunnel_counts_as_not_sent(
    secure_server: ScriptedServer, proxy: ScriptedProxy, make: Make
) -> None:
    proxy.silence()
    desk = await make(address(secure_server), with_password(proxy), Options(deadline=0.2))

    error = await caught(desk.request("POST", "/lines"))

    assert type(error).__name__ == "DeadlineExceeded"
    assert error.outcome is Outcome.NOT_SENT
    await settle()


async def test_a_certificate_that_does_not_fit_in_the_tunnel_is_the_servers(
    secure_server: ScriptedServer, proxy: ScriptedProxy, options: Options, monkeypatch: pytest.MonkeyPatch, make: Make
) -> None:
    monkeypatch.setattr("aiohttp.connector._SSL_CONTEXT_VERIFIED", ssl.create_default_context())
    desk = await make(address(secure_server), with_password(proxy), options)

    error = await caught(desk.request("GET", "/lines"))

    assert type(error).__name__ == "TLSError"
    assert secure_server.url.removeprefix("http://") in str(error)
    assert proxy.address not in str(error)
