"""A session that the client was given may hold credentials for others: the vendor sees the client's and no others."""

import warnings
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, ClassVar

import aiohttp
import attrs
import pytest
from yarl import URL

from telephony_clients import ConfigurationError, Options
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, DeskAdapter, caught, fine
from tests.scripted_proxy import ScriptedProxy
from tests.scripted_server import ScriptedServer

OTHER = f"{CANARY}-for-somebody-else"


@attrs.frozen
class BearerAdapter(DeskAdapter):
    """The example vendor with its key in the usual header."""

    def authorize(self, key: str) -> tuple[str, str]:
        return "Authorization", f"Bearer {key}"


class BearerDesk(Desk):
    adapter_class: ClassVar[type[BearerAdapter]] = BearerAdapter


CLIENTS = [Desk, BearerDesk]
Session = Callable[[ScriptedServer, Path, pytest.MonkeyPatch], aiohttp.ClientSession]


def with_auth(_: ScriptedServer, __: Path, ___: pytest.MonkeyPatch) -> aiohttp.ClientSession:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return aiohttp.ClientSession(auth=aiohttp.BasicAuth("ann", OTHER))


def with_a_netrc_file(_: ScriptedServer, path: Path, patch: pytest.MonkeyPatch) -> aiohttp.ClientSession:
    netrc = path / "netrc"
    netrc.write_text(f"machine 127.0.0.1 login ann password {OTHER}\n")
    patch.setenv("NETRC", str(netrc))
    patch.setenv("NO_PROXY", "127.0.0.1")
    return aiohttp.ClientSession(trust_env=True)


def with_default_headers(_: ScriptedServer, __: Path, ___: pytest.MonkeyPatch) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(
        headers={"authorization": OTHER, "COOKIE": f"sid={OTHER}", "Proxy-Authorization": OTHER, "X-Api-Key": KEY}
    )


def with_cookies_for_all(_: ScriptedServer, __: Path, ___: pytest.MonkeyPatch) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(cookies={"sid": OTHER}, cookie_jar=aiohttp.CookieJar(unsafe=True))


def with_cookies_of_the_host(server: ScriptedServer, _: Path, __: pytest.MonkeyPatch) -> aiohttp.ClientSession:
    jar = aiohttp.CookieJar(unsafe=True)
    jar.update_cookies({"sid": OTHER}, URL(server.url))
    return aiohttp.ClientSession(cookie_jar=jar)


def with_a_middleware(_: ScriptedServer, __: Path, ___: pytest.MonkeyPatch) -> aiohttp.ClientSession:
    async def log_in(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
        request.headers["Authorization"] = OTHER
        request.headers["X-Theirs"] = "yes"
        return await handler(request)

    return aiohttp.ClientSession(middlewares=(log_in,))


def with_a_login_on_a_401(_: ScriptedServer, __: Path, ___: pytest.MonkeyPatch) -> aiohttp.ClientSession:
    return aiohttp.ClientSession(middlewares=(aiohttp.DigestAuthMiddleware("ann", OTHER),))


SESSIONS: list[Session] = [
    with_auth,
    with_a_netrc_file,
    with_default_headers,
    with_cookies_for_all,
    with_cookies_of_the_host,
    with_a_middleware,
    with_a_login_on_a_401,
]


@pytest.fixture(params=SESSIONS)
async def session(
    request: pytest.FixtureRequest, server: ScriptedServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[aiohttp.ClientSession]:
    async with request.param(server, tmp_path, monkeypatch) as made:
        yield made


def check_only_ours(server: ScriptedServer, client: type[Desk]) -> None:
    for seen in server.requests:
        assert OTHER not in repr(seen)
        ours = {"authorization": f"Bearer {KEY}"} if client is BearerDesk else {"x-api-key": KEY}
        for name in ("authorization", "cookie", "proxy-authorization"):
            assert seen.headers.get(name) == ours.get(name)
        assert seen.headers.items() >= ours.items() or client is Desk


@pytest.mark.parametrize("client", CLIENTS)
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_the_vendor_sees_the_clients_credentials_and_no_others(
    session: aiohttp.ClientSession, server: ScriptedServer, options: Options, client: type[Desk], method: str
) -> None:
    if client is BearerDesk:
        session.headers.pop("X-Api-Key", None)
    challenge = {"WWW-Authenticate": 'Digest realm="r", nonce="n", qop="auth", algorithm=MD5'}
    server.answer({"state": "wrong", "reason": {"text": "no", "id": None}}, status=401, headers=challenge)
    server.answer(fine({"id": "7"}), headers={"Set-Cookie": f"sid={OTHER}"}, always=True)
    desk = client(server.url, options, session=session)

    await caught_or_fine(desk, method)
    await caught_or_fine(desk, method)

    assert len(server.requests) >= 2
    check_only_ours(server, client)


async def caught_or_fine(desk: Desk, method: str) -> None:
    try:
        await desk.request(method, "/lines")
    except ConfigurationError:
        raise
    except Exception as error:  # noqa: BLE001 - a refused key is part of the story
        assert type(error).__name__ == "AuthenticationError"  # noqa: PT017 - and nothing else is


async def test_a_cookie_that_the_options_name_is_sent(server: ScriptedServer, options: Options) -> None:
    server.answer(fine())
    named = attrs.evolve(options, headers={"Cookie": "route=7"})
    async with aiohttp.ClientSession(cookies={"sid": OTHER}) as session:
        await Desk(server.url, named, session=session).request("GET", "/lines")

    assert server.requests[0].headers["cookie"] == "route=7"


@pytest.mark.parametrize("name", ["X-Auth-Token", "Api-Key", "x-vault-secret", "X-Session-Id", "X-Amz-Signature"])
async def test_a_header_that_may_be_a_secret_for_somebody_else_is_refused(
    server: ScriptedServer, options: Options, name: str, canary: Callable[[Any], None]
) -> None:
    async with aiohttp.ClientSession(headers={name: OTHER, "X-Host-Program": "crm"}) as session:
        desk = Desk(server.url, options, session=session)
        error = await caught(desk.request("GET", "/lines"))

        assert isinstance(error, ConfigurationError)
        assert name in str(error)
        assert "Options(headers=" in str(error)
        canary(error)
        assert not server.requests
        assert desk.gate.snapshot().in_flight == 0

        server.answer(fine(), always=True)
        named = desk.with_options(headers={name: "for the vendor"})
        await named.request("GET", "/lines")
        assert server.requests[0].headers[name.lower()] == "for the vendor"


async def test_a_header_that_is_no_secret_is_sent(server: ScriptedServer, options: Options) -> None:
    headers = {"X-Host-Program": "crm", "X-Author": "ann", "X-Request-Id": "7"}
    server.answer(fine())
    async with aiohttp.ClientSession(headers=headers) as session:
        await Desk(server.url, options, session=session).request("GET", "/lines")

    assert server.requests[0].headers.items() >= {name.lower(): value for name, value in headers.items()}.items()


async def test_a_session_keeps_its_own_settings(
    session: aiohttp.ClientSession, server: ScriptedServer, options: Options
) -> None:
    before = (dict(session.headers), session.auth, [str(cookie) for cookie in session.cookie_jar])
    server.answer(fine(), always=True)
    await Desk(server.url, options, session=session).request("GET", "/lines")

    assert (dict(session.headers), session.auth, [str(cookie) for cookie in session.cookie_jar]) == before


@pytest.mark.parametrize("client", CLIENTS)
async def test_a_sessions_credentials_are_not_taken_for_the_proxys(
    server: ScriptedServer, options: Options, client: type[Desk]
) -> None:
    server.answer(fine(), always=True)
    async with ScriptedProxy() as proxy, aiohttp.ClientSession(headers={"Authorization": OTHER}) as session:
        desk = client(server.url, attrs.evolve(options, proxy=proxy.url), session=session)
        await desk.request("GET", "/lines")

    assert OTHER not in repr(proxy.requests)
    check_only_ours(server, client)


async def test_requests_of_the_session_itself_are_left_alone(server: ScriptedServer, options: Options) -> None:
    server.answer(fine(), always=True)
    async with aiohttp.ClientSession(headers={"Authorization": "theirs"}) as session:
        await Desk(server.url, options, session=session).request("GET", "/lines")
        async with session.get(server.url) as answer:
            assert answer.status == 200

    assert server.requests[-1].headers["authorization"] == "theirs"
    assert "x-api-key" not in server.requests[-1].headers
