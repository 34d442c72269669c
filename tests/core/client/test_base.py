"""What every vendor's client can do: any call at all, views of itself, a check of its key, and what it covers."""

import asyncio
from collections.abc import Callable
from typing import Any

import attrs
import pytest

from telephony_clients import UNSET, AuthenticationError, ConfigurationError, ModelMismatch, Options, RetryPolicy
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import OperationInfo
from telephony_clients.core.values import RateLimit
from telephony_clients.core.version import __version__
from telephony_clients.core.wire.request import Source
from tests.core.desk import KEY, Desk, DeskAdapter, answer_by, caught, fine, query, wire, wrong
from tests.example_vendor import Line, Switchboard
from tests.scripted_server import ScriptedServer


def source() -> str:
    return KEY


async def test_any_call_can_be_made(server: ScriptedServer, desk: Desk) -> None:
    server.answer(
        fine([1, 2]),
        headers={
            "X-Request-Id": "r-1",
            "X-RateLimit-Limit": "60",
            "X-RateLimit-Remaining": "59",
            "X-RateLimit-Reset": "30",
        },
    )

    response = await desk.request("patch", "/what/ever~1", params={"a": None, "b": UNSET, "c": True}, json=[1])

    assert (response.data, response.status, response.attempts, response.request_id) == ([1, 2], 200, 1, "r-1")
    assert response.rate_limit == RateLimit(limit=60, remaining=59, reset=30.0)
    assert response.headers["x-request-id"] == "r-1"
    assert response.body.startswith(b'{"state"')
    (seen,) = server.requests
    assert (seen.method, seen.target, seen.json) == ("PATCH", "/what/ever~1?c=true", [1])


async def test_the_data_of_a_raw_request_can_be_a_model(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine({"id": "7", "displayName": "Front"}), always=True)

    assert (await desk.request("GET", "/lines/7", into=Line)).data == Line(id="7", display_name="Front")
    error = await caught(desk.request("GET", "/lines/7", into=list[Line]))
    assert isinstance(error, ModelMismatch)
    assert error.data == {"id": "7", "displayName": "Front"}


async def test_models_are_sent_in_the_vendors_spelling(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine())

    await desk.request("POST", "/lines", json={"line": Line(id="7", display_name=None), "left": UNSET})

    assert server.requests[0].json == {"line": {"id": "7", "displayName": None}}


async def test_null_is_a_body_and_unset_is_none(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine(), always=True)
    await desk.request("POST", "/lines", json=None)
    await desk.request("POST", "/lines")

    assert [seen.body for seen in server.requests] == [b"null", b""]
    assert "content-type" not in server.requests[1].headers


@pytest.mark.parametrize("method", ["", "GET /", "G\r\nET", "GÉT", "G-T", "2"])
async def test_a_method_that_is_none_is_refused(server: ScriptedServer, desk: Desk, method: str) -> None:
    assert isinstance(await caught(desk.request(method, "/lines")), ConfigurationError)
    assert server.connections == 0


@pytest.mark.parametrize(
    "path", ["lines", "//evil.example/x", "/a/../b", "/a?b=1", "/a#b", "/a b", "/a\r\nb", "/%2e%2E/a", ""]
)
async def test_a_path_that_leads_elsewhere_is_refused(server: ScriptedServer, desk: Desk, path: str) -> None:
    assert isinstance(await caught(desk.request("GET", path)), ConfigurationError)
    assert server.connections == 0


@pytest.mark.parametrize(
    "base_url",
    [
        "ftp://a.example",
        "a.example",
        "https://",
        "https://a.example?x=1",
        "https://a.example#x",
        "http://[::1",
        "http://a:99999",
    ],
)
async def test_an_address_that_is_none_is_refused(base_url: str) -> None:
    with pytest.raises(ConfigurationError, match="base_url must be"):
        Desk(base_url, api_key=source)


async def test_an_address_with_a_password_is_refused_without_showing_it() -> None:
    with pytest.raises(ConfigurationError, match="user name or password") as caught_error:
        Desk("https://me:hush@a.example", api_key=source)

    assert "hush" not in str(caught_error.value)


@pytest.mark.parametrize("tail", ["", "/", "/rest", "/rest/"])
async def test_paths_are_below_the_address(server: ScriptedServer, options: Options, tail: str) -> None:
    server.answer(fine())
    async with Desk(server.url + tail, options) as desk:
        await desk.request("GET", "/lines")

    assert server.requests[0].target == f"{tail.rstrip('/')}/lines"


def test_a_key_is_needed() -> None:
    with pytest.raises(ConfigurationError, match="Switchboard needs a key: pass api_key or set SWITCHBOARD_KEY"):
        Switchboard()


async def test_key_and_address_may_come_from_the_environment(
    server: ScriptedServer, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SWITCHBOARD_KEY", KEY)
    monkeypatch.setenv("SWITCHBOARD_BASE_URL", f"{server.url}/env")
    server.answer(fine())
    async with Switchboard(options=options) as switchboard:
        await switchboard.check()

    assert server.requests[0].target == "/env/lines"
    assert server.requests[0].headers["x-api-key"] == KEY


def test_the_vendors_own_address_is_the_default() -> None:
    assert Switchboard(KEY).base_url == "https://api.switchboard.example/rest"
    assert repr(Switchboard(KEY)) == "Switchboard(base_url='https://api.switchboard.example/rest')"


@pytest.mark.parametrize(
    ("name", "sent"),
    [(None, f"telephony-clients/{__version__}"), ("shop/2.1", f"shop/2.1 telephony-clients/{__version__}")],
)
async def test_the_user_agent(server: ScriptedServer, desk: Desk, name: str | None, sent: str) -> None:
    server.answer(fine())

    await desk.with_options(user_agent=name).request("GET", "/lines")

    assert server.requests[0].headers["user-agent"] == sent


async def test_a_view_shares_all_but_the_options(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine({"id": "7", "colour": "red"}), always=True)
    view = desk.with_options(deadline=5, retry=RetryPolicy.off()).with_options(headers={"X-Mine": "1"})

    await view.lines.get("7")
    await desk.lines.get("7")

    assert view.options == attrs.evolve(desk.options, deadline=5, retry=RetryPolicy.off(), headers={"X-Mine": "1"})
    assert [seen.headers.get("x-mine") for seen in server.requests] == ["1", None]
    assert view.gate is desk.gate
    assert view.drift() == desk.drift()
    assert desk.drift()[0].count == 2
    assert server.connections == 1
    assert type(view) is Desk


@pytest.mark.parametrize("changes", [{"dead_line": 5}, {"deadline": 0}, {"deadline": None}])
def test_an_option_that_is_none_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        Switchboard(KEY).with_options(**changes)


async def test_checking_a_key(server: ScriptedServer, desk: Desk) -> None:
    server.answer(fine([])).answer(wrong("unknown key"), status=401)

    assert (await desk.check()).status == 200
    assert isinstance(await caught(desk.check()), AuthenticationError)
    assert [seen.target for seen in server.requests] == ["/lines", "/lines"]


def test_operations_say_what_is_covered() -> None:
    assert Desk("https://a.example").operations() == [
        OperationInfo("GET", "/lines", "lines.list", Source.DOCUMENTED),
        OperationInfo("GET", "/plain", "lines.list_plain", Source.DOCUMENTED),
        OperationInfo("GET", "/lines/{line_id}", "lines.get", Source.DOCUMENTED),
        OperationInfo("DELETE", "/lines/{line_id}", "lines.delete", Source.DOCUMENTED),
    ]


async def test_a_hundred_calls_share_the_connections(server: ScriptedServer, options: Options) -> None:
    answer_by(server, lambda seen: wire(fine(query(seen)["n"])))
    async with Desk(server.url, attrs.evolve(options, concurrency=7)) as desk:
        answers = await asyncio.gather(*(desk.request("GET", "/lines", params={"n": n}) for n in range(100)))

    assert [answer.data for answer in answers] == [str(n) for n in range(100)]
    assert server.connections <= 7


def test_a_bare_client_has_no_resources() -> None:
    class Bare(VendorClient):
        adapter_class = DeskAdapter

    bare = Bare(KEY)

    assert bare.operations() == []
    assert bare.options == Options()


async def test_a_key_that_cannot_be_sent_is_refused(canary: Callable[[Any], None]) -> None:
    for key in ("", " ", "a\r\nX-Evil: 1", "ключ"):
        with pytest.raises(ConfigurationError, match="api_key"):
            Desk("https://a.example", api_key=key)
