"""What is sent in the head of a request: of the client, the options, the caller, the adapter, and the credential."""

import base64
from collections.abc import Callable, Mapping
from typing import Any, ClassVar

import aiohttp
import attrs
import pytest

from telephony_clients import ConfigurationError, LostResponse, Options, PermissionDenied, RetryPolicy
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.resource import Part
from telephony_clients.core.errors import Outcome
from telephony_clients.core.wire.request import Request
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, DeskAdapter, NumberedLines, answer_by, caught, fine, numbered, wrong
from tests.scripted_server import ScriptedServer


async def test_headers_of_client_view_and_call_are_merged(server: ScriptedServer, options: Options) -> None:
    server.answer(fine({"id": "1"}), always=True)
    async with Desk(server.url, attrs.evolve(options, headers={"X-App": "crm", "X-Tenant": "a"})) as desk:
        view = desk.with_options(headers={"x-tenant": "b", "X-Trace": "1"})
        await desk.lines.get("1")
        await view.lines.get("1")
        await view.with_options(headers={"X-APP": None}).lines.get("1")
        await view.request("POST", "/lines", json={}, headers={"X-Trace": None, "x-app": "shop"})
        await view.request("GET", "/lines", headers={"X-App": None, "X-Tenant": None, "X-Trace": None})
        await view.lines.get("1")

    names = ("x-app", "x-tenant", "x-trace")
    assert [tuple(seen.headers.get(name) for name in names) for seen in server.requests] == [
        ("crm", "a", None),
        ("crm", "b", "1"),
        (None, "b", "1"),
        ("shop", "b", None),
        (None, None, None),
        ("crm", "b", "1"),
    ]
    assert {seen.headers["x-api-key"] for seen in server.requests} == {KEY}
    assert {seen.headers["accept"] for seen in server.requests} == {"application/json"}
    assert server.requests[3].headers["content-type"] == "application/json"


@pytest.mark.parametrize("whose", ["own", "borrowed"])
async def test_every_request_says_what_it_takes(server: ScriptedServer, options: Options, whose: str) -> None:
    server.answer(fine({"id": "1"}), always=True)
    async with (
        aiohttp.ClientSession() as session,
        Desk(server.url, options, session=session if whose == "borrowed" else None) as desk,
    ):
        await desk.lines.get("1")
        await desk.request("POST", "/lines", json={})
        await desk.with_options(user_agent="crm/1").lines.get("1")

    said = [(seen.headers["accept"], seen.headers["accept-encoding"]) for seen in server.requests]
    assert said == [("application/json", "gzip, deflate")] * 3
    agents = [seen.headers["user-agent"] for seen in server.requests]
    assert agents == [agents[0], agents[0], f"crm/1 {agents[0]}"]
    assert agents[0].startswith("telephony-clients/")


async def test_each_page_of_a_list_carries_the_headers_of_its_view(server: ScriptedServer, desk: Desk) -> None:
    answer_by(server, numbered(7))

    await desk.with_options(headers={"X-Tenant": "a"}).lines.list().prefetch(2).to_list()

    assert [seen.headers["x-tenant"] for seen in server.requests] == ["a"] * 3


@pytest.mark.parametrize(
    ("headers", "said"),
    [
        ({"X-A": "é\ud800"}, "value of the header X-A"),
        ({"X-A": "1\r\nX-Evil: 1"}, "value of the header X-A"),
        ({"X-A": 1}, "value of the header X-A"),
        ({"X A": "1"}, "not a header name"),
        ({"Authorization": "Bearer other"}, "client's own"),
        ({"x-API-key": "other"}, "carries the key"),
        ([("X-A", "1")], "must be a mapping"),
    ],
)
@pytest.mark.parametrize("how", ["call", "view"])
async def test_what_cannot_be_sent_is_refused_before_anything_is(
    server: ScriptedServer, desk: Desk, headers: Any, said: str, how: str
) -> None:
    async def call() -> None:
        await desk.request("POST", "/lines", json={}, headers=headers)

    async def view() -> None:
        desk.with_options(headers=headers)

    error = await caught(call() if how == "call" else view())
    assert isinstance(error, ConfigurationError)
    assert said in str(error)
    assert server.connections == 0


def fixed() -> str:
    return KEY


@pytest.mark.parametrize("name", ["X-Api-Key", "x-api-key"])
async def test_the_key_is_not_replaced_where_a_function_returns_it(
    server: ScriptedServer, options: Options, name: str
) -> None:
    async with Desk(server.url, options, api_key=fixed) as desk:
        for call in (
            desk.request("GET", "/lines", headers={name: "other"}),
            desk.with_options(headers={name: "other"}).lines.get("1"),
        ):
            error = await caught(call)
            assert isinstance(error, ConfigurationError)
            assert "carries the key" in str(error)
        assert desk.gate.snapshot().in_flight == 0
    assert server.connections == 0


@attrs.frozen
class GateKeeperAdapter(DeskAdapter):
    """A vendor that takes its key in two headers, and looks at what the caller sends."""

    def authorize(self, key: str) -> Mapping[str, str]:  # type: ignore[override]
        account, _, secret = key.partition(":")
        return {"Authorization": f"Basic {base64.b64encode(secret.encode()).decode()}", "X-Account": account}

    def prepare(self, request: Request[Any]) -> Request[Any]:
        tenant = request.headers.get("X-Tenant", "none")
        added = {"X-Seen": f"{tenant} {len(request.headers)}", "Accept": "application/vnd.keeper+json"}
        return attrs.evolve(request, headers={**request.headers, **added})


class GateKeeper(VendorClient):
    adapter_class: ClassVar[type[DeskAdapter]] = GateKeeperAdapter
    lines = Part(NumberedLines)


@pytest.mark.parametrize("wrap", [lambda key: key, lambda key: lambda: key])
async def test_a_key_in_several_headers_and_what_the_adapter_adds(
    server: ScriptedServer, options: Options, wrap: Callable[[str], Any]
) -> None:
    server.answer(fine({"id": "1"}), always=True)
    async with GateKeeper(wrap(f"acme:{CANARY}"), base_url=server.url, options=options) as keeper:
        await keeper.lines.get("1")
        view = keeper.with_options(headers={"X-Tenant": "a"})
        await view.lines.get("1")
        await view.request("POST", "/lines", json={}, headers={"X-More": "m", "X-Tenant": "b"})
        for name in ("x-account", "X-Account"):
            assert isinstance(await caught(keeper.request("GET", "/", headers={name: "x"})), ConfigurationError)

    assert [seen.headers["x-seen"] for seen in server.requests] == ["none 0", "a 1", "b 2"]
    assert {seen.headers["x-account"] for seen in server.requests} == {"acme"}
    assert {seen.headers["accept"] for seen in server.requests} == {"application/vnd.keeper+json"}
    (sent,) = {seen.headers["authorization"] for seen in server.requests}
    assert base64.b64decode(sent.removeprefix("Basic ")).decode() == CANARY


@pytest.mark.parametrize("wrap", [lambda key: key, lambda key: lambda: key])
async def test_what_an_adapter_makes_of_the_key_is_masked_where_the_vendor_echoes_it(
    server: ScriptedServer, options: Options, wrap: Callable[[str], Any]
) -> None:
    made = base64.b64encode(CANARY.encode()).decode()
    server.answer(wrong(f"refused: Basic {made} of acme"), status=403)
    async with GateKeeper(wrap(f"acme:{CANARY}"), base_url=server.url, options=options) as keeper:
        error = await caught(keeper.request("GET", "/lines"))

    assert isinstance(error, PermissionDenied)
    assert error.message == "refused: Basic *** of acme"
    assert made.encode() not in error.body


@attrs.frozen
class CarefulAdapter(DeskAdapter):
    idempotency_header: ClassVar[str | None] = "Idempotency-Key"


class Careful(VendorClient):
    adapter_class: ClassVar[type[DeskAdapter]] = CarefulAdapter
    lines = Part(NumberedLines)


@pytest.fixture
def careful(server: ScriptedServer, options: Options) -> Careful:
    return Careful(KEY, base_url=server.url, options=options)


def keys(server: ScriptedServer) -> list[str | None]:
    return [seen.headers.get("idempotency-key") for seen in server.requests]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
async def test_a_write_with_an_idempotency_key_is_repeated_with_the_same_one(
    server: ScriptedServer, careful: Careful, method: str
) -> None:
    server.hang_up().answer({}, status=500).answer(fine()).answer(fine())
    async with careful:
        assert (await careful.request(method, "/lines", json={})).attempts == 3
        await careful.request(method, "/lines", json={})

    first, second, third, other = keys(server)
    assert first is not None
    assert first == second == third != other
    assert other is not None


async def test_a_read_has_no_idempotency_key(server: ScriptedServer, careful: Careful) -> None:
    server.answer(fine({"id": "1"}), always=True)
    async with careful:
        await careful.lines.get("1")

    assert keys(server) == [None]


async def test_a_caller_may_give_the_idempotency_key(server: ScriptedServer, careful: Careful) -> None:
    server.hang_up().answer(fine(), always=True)
    async with careful:
        await careful.request("POST", "/lines", json={}, headers={"idempotency-KEY": "order-17"})
        await careful.with_options(headers={"Idempotency-Key": "order-18"}).lines.delete("1")

    assert keys(server) == ["order-17", "order-17", "order-18"]


async def test_without_retries_a_write_with_a_key_is_sent_once(server: ScriptedServer, careful: Careful) -> None:
    server.hang_up()
    async with careful:
        error = await caught(careful.with_options(retry=RetryPolicy.off()).request("POST", "/lines", json={}))

    assert isinstance(error, LostResponse)
    assert error.outcome is Outcome.UNKNOWN
    assert len(keys(server)) == 1


async def test_a_vendor_without_idempotency_keys_is_sent_none(server: ScriptedServer, desk: Desk) -> None:
    server.hang_up()

    assert isinstance(await caught(desk.request("POST", "/lines", json={})), LostResponse)
    assert keys(server) == [None]
