"""The contract catches what a vendor's client may do wrong."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any, ClassVar

import attrs
import pytest

from telephony_clients import LostResponse, ModelMismatch, Options
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.values import Cursor, Extra, Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.testing import Contract, ContractBroken, StandIn
from telephony_clients.testing.server import OneAnswerServer
from tests.conftest import CANARY
from tests.example_vendor import Line, SwitchboardAdapter
from tests.scripted_server import ScriptedServer

LINE = json.dumps({"state": "fine", "payload": {"id": "1", "displayName": "Desk"}}).encode()


@attrs.frozen
class WithoutIdempotencyKeys(SwitchboardAdapter):
    idempotency_header: ClassVar[str | None] = None


class Doors(Resource):
    _get = Operation("GET", "/doors/{door_id}", Line)
    _create = Operation("POST", "/doors", Line)

    async def get(self, door_id: str) -> Line:
        """Fetch a door."""
        return await self.fetch(self._get(door_id))

    async def create(self, *, name: str, extra: Extra | None = None) -> Line:
        """Make a door."""
        return await self.fetch(self._create(json=self.body({"name": name}, extra)))


CALLS: dict[str, Callable[[Any, Any], Awaitable[object]]] = {
    "doors.get": lambda client, door: client.doors.get(door),
    "doors.create": lambda client, _: client.doors.create(name="Front"),
}


@asynccontextmanager
async def stand_in() -> AsyncIterator[StandIn]:
    async with OneAnswerServer(LINE) as server:
        yield StandIn(base_url=f"{server.url}/rest")


def contract(resource: type[Resource] = Doors, **other: Any) -> Contract[VendorClient]:
    class Client(VendorClient):
        adapter_class: ClassVar[Any] = WithoutIdempotencyKeys
        doors = Part(resource)

    def client(base_url: str, options: Options) -> VendorClient:
        return Client(f"{CANARY}-of-the-doors", base_url=base_url, options=options)

    good: dict[str, Any] = {
        "stand_in": stand_in,
        "calls": CALLS,
        "not_repeated": {"doors.create"},
        "examples": {"doors.get": [LINE]},
    }
    return Contract(client=client, **{**good, **other})


async def test_a_client_that_keeps_it_passes() -> None:
    await contract().verify()


class WithoutMethod(Doors):
    create: Any = None


class WithoutWords(Doors):
    async def get(self, door_id: str) -> Line:
        return await self.fetch(self._get(door_id))


class Nameless(Doors):
    _get = Operation("GET", "/doors/{door_id}", Line)

    async def get(self, door_id: "Mystery") -> Line:  # type: ignore[name-defined] # noqa: F821
        """Fetch a door."""
        return await self.fetch(self._get(door_id))


class Hiding(Doors):
    async def create(self, **fields: Any) -> Line:
        """Make a door."""
        return await self.fetch(self._create(json=fields))


class Closed(Doors):
    async def create(self, *, name: str) -> Line:  # type: ignore[override]
        """Make a door."""
        return await self.fetch(self._create(json={"name": name}))


class Unpaged(Doors):
    def list(self, *, cursor: Cursor | None = None, params: Params | None = None) -> Pager[Line]:
        """List the doors."""
        return self.pager(Operation("GET", "/doors", Line, paged=True)(), cursor=cursor)


class Elsewhere(Doors):
    async def get(self, door_id: str) -> Line:
        """Fetch a door."""
        return await self.fetch(Operation("GET", "/gates/{door_id}", Line)(door_id))


class OtherVerb(Doors):
    async def get(self, door_id: str) -> Line:
        """Fetch a door."""
        return await self.fetch(Operation("POST", "/doors/{door_id}", Line)(door_id))


class Silent(Doors):
    async def get(self, door_id: str) -> Line:
        """Return a door that nobody was asked for."""
        return Line(id=door_id)


def declaring(doors: type[Resource], **more: Any) -> type[Resource]:
    """Return a class that declares the operations of `Doors` itself, as each resource does."""
    own = {"_get": Operation("GET", "/doors/{door_id}", Line), "_create": Operation("POST", "/doors", Line), **more}
    return type("Doors", (doors,), own)


@pytest.mark.parametrize(
    ("doors", "broken"),
    [
        (WithoutMethod, "doors.create is declared, but there is no such method"),
        (WithoutWords, "doors.get has no docstring"),
        (Nameless, "The types of doors.get do not resolve"),
        (Hiding, "doors.create hides its arguments"),
        (Closed, "doors.create does not take extra or params"),
        (Elsewhere, "doors.get sent GET /gates/x1, not GET /doors"),
        (OtherVerb, "doors.get sent POST /doors/x1, not GET"),
        (Silent, "doors.get sent nothing"),
    ],
)
async def test_a_method_that_does_not_fit_its_declaration_is_named(doors: type[Resource], broken: str) -> None:
    with pytest.raises(ContractBroken, match=broken):
        await contract(declaring(doors)).verify()


async def test_a_list_takes_a_cursor_and_the_size_of_its_pages() -> None:
    doors = declaring(Unpaged, _list=Operation("GET", "/doors", Line, paged=True))
    calls = {**CALLS, "doors.list": lambda client, _: client.doors.list().to_list()}

    with pytest.raises(ContractBroken, match=r"doors\.list does not take page_size"):
        await contract(doors, calls=calls).verify()


@pytest.mark.parametrize(
    ("other", "broken"),
    [
        ({"calls": {"doors.get": CALLS["doors.get"]}}, "no call of doors.create"),
        ({"calls": {**CALLS, "doors.open": CALLS["doors.get"]}}, "No operation is declared for doors.open"),
        ({"not_repeated": ()}, "doors.create was sent 1 times, not 4"),
        ({"not_repeated": {"doors.get", "doors.create"}}, "doors.get was sent 4 times, not 1"),
        ({"refusals": True}, "The stand-in cannot refuse"),
    ],
)
async def test_a_contract_that_does_not_fit_its_client_says_so(other: dict[str, Any], broken: str) -> None:
    with pytest.raises(ContractBroken, match=broken):
        await contract(**other).verify()


async def test_a_repeat_that_differs_from_the_first_request_is_caught() -> None:
    class Restless(Doors):
        async def get(self, door_id: str) -> Line:
            """Fetch a door, by another query each time."""
            once = Operation("POST", "/doors/{door_id}", Line)
            for number in range(3):
                with suppress(LostResponse):
                    await self.fetch(once(door_id, params=(("n", str(number)),)))
            return await self.fetch(once(door_id))

    lost = next(one for one in contract(declaring(Restless)).checks() if str(one) == "doors.get after a lost answer")
    with pytest.raises(ContractBroken, match=r"doors\.get was repeated with another request"):
        await lost()


async def test_an_example_with_a_field_that_no_model_has_is_caught() -> None:
    example = json.dumps({"state": "fine", "payload": {"id": "1", "colour": "red"}}).encode()

    with pytest.raises(ModelMismatch, match=r"unknown_field of Line\.colour"):
        await contract(examples={"doors.get": [example]}).verify()


async def test_a_refusal_that_is_not_waited_out_is_caught(server: ScriptedServer) -> None:
    @asynccontextmanager
    async def never_refusing() -> AsyncIterator[StandIn]:
        async with OneAnswerServer(LINE) as running:
            yield StandIn(base_url=f"{running.url}/rest", refuse=lambda: None)

    with pytest.raises(ContractBroken, match="did not wait out a refusal"):
        await contract(stand_in=never_refusing, refusals=True).verify()


def test_each_check_has_a_name_of_its_own() -> None:
    names = [str(check) for check in contract().checks()]

    assert len(set(names)) == len(names) == 8
    assert attrs.has(type(contract().checks()[0]))
