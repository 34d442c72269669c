"""A user's own hook on a converter is asked from then on, whatever the pass; what it does not touch stays quick."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any, cast

import attrs
import pytest
from cattrs import Converter

from telephony_clients import Model, OpenEnum, Options, Talkover
from telephony_clients.core.calls.engine import _PARSE_IN_THREAD_ABOVE
from telephony_clients.core.client.base import VendorClient
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Part, Resource
from telephony_clients.core.errors import ModelMismatch
from telephony_clients.core.models.codec import Codec
from telephony_clients.core.models.fields import TextId
from telephony_clients.core.models.one_pass import Envelope
from telephony_clients.core.vendor.adapter import Adapter
from telephony_clients.core.wire.request import Operation
from tests.conftest import CANARY
from tests.core.desk import DeskAdapter, fine
from tests.scripted_server import ScriptedServer

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


class State(OpenEnum):
    OPEN = "open"
    SHUT = "shut"


@attrs.frozen(kw_only=True)
class Owner(Model):
    name: str


@attrs.frozen(kw_only=True)
class Door(Model):
    id: TextId
    state: State
    tags: list[str]
    owner: Owner | None = None
    opened_at: datetime | None = None


@attrs.frozen(kw_only=True)
class Window(Model):
    """Touched by none of the hooks."""

    number: int


class Doors(Resource):
    _list = Operation("GET", "/doors", Door, paged=True)
    _get = Operation("GET", "/doors/{door_id}", Door)
    _window = Operation("GET", "/windows/{window_id}", Window)

    def list(self) -> Pager[Door]:
        return self.pager(self._list())

    async def get(self, door_id: str) -> Door:
        return await self.fetch(self._get(door_id))

    async def window(self, window_id: str) -> Window:
        return await self.fetch(self._window(window_id))


class House(VendorClient):
    doors = Part(Doors)


def adapter_of(codec: Codec, *, one_pass: bool) -> type[Adapter]:
    """Return an adapter with a codec of its own, whose answers can be read in one pass, or cannot."""

    class HouseAdapter(DeskAdapter):
        pass

    HouseAdapter.codec = codec
    HouseAdapter.envelope = Envelope(data="payload", sibling_keys=frozenset({"state"})) if one_pass else None
    return HouseAdapter


DOOR = {"id": 1, "state": "open", "tags": ["x"], "owner": {"name": "Zoë"}, "opened_at": "2026-01-02T03:04:05Z"}
READ = Door(
    id="1",
    state=State.OPEN,
    tags=["x"],
    owner=Owner(name="Zoë"),
    opened_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
)


def leaf(converter: Converter) -> None:
    converter.register_structure_hook(datetime, lambda value, _: BEGINNING)


def enum(converter: Converter) -> None:
    converter.register_structure_hook(State, lambda value, _: State.SHUT)


def model(converter: Converter) -> None:
    converter.register_structure_hook(Owner, lambda value, _: Owner(name=value["name"].upper()))


def outer_model(converter: Converter) -> None:
    converter.register_structure_hook(Door, lambda value, _: READ if value is None else attrs.evolve(READ, id="hooked"))


def a_list(converter: Converter) -> None:
    converter.register_structure_hook_func(lambda kind: kind == list[str], lambda value, _: [*value, "more"])


def optional_leaf(converter: Converter) -> None:
    converter.register_structure_hook_func(lambda kind: kind == datetime | None, lambda value, _: BEGINNING)


def predicate(converter: Converter) -> None:
    converter.register_structure_hook_func(lambda kind: kind is datetime, lambda value, _: BEGINNING)


def text_id(converter: Converter) -> None:
    converter.register_structure_hook_func(lambda kind: kind == TextId, lambda value, _: f"#{value}")


def factory(converter: Converter) -> None:
    converter.register_structure_hook_factory(
        lambda kind: kind is Owner, lambda kind: lambda value, _: kind(name=value["name"].upper())
    )


def decorator(converter: Converter) -> None:
    @converter.register_structure_hook
    def read(value: Any, _: Any) -> datetime:
        return BEGINNING


def factory_decorator(converter: Converter) -> None:
    @converter.register_structure_hook_factory(lambda kind: kind is Owner)
    def make(kind: Any) -> Callable[[Any, Any], Any]:
        return lambda value, _: kind(name=value["name"].upper())


Hook = Callable[[Converter], None]
HOOKS: dict[Hook, dict[str, Any]] = {
    leaf: {"opened_at": BEGINNING},
    enum: {"state": State.SHUT},
    model: {"owner": Owner(name="ZOË")},
    outer_model: {"id": "hooked"},
    a_list: {"tags": ["x", "more"]},
    optional_leaf: {"opened_at": BEGINNING},
    predicate: {"opened_at": BEGINNING},
    text_id: {"id": "#1"},
    factory: {"owner": Owner(name="ZOË")},
    decorator: {"opened_at": BEGINNING},
    factory_decorator: {"owner": Owner(name="ZOË")},
}
EACH = pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: hook.__name__)
EITHER_PASS = pytest.mark.parametrize("one_pass", [True, False], ids=["one_pass", "tolerant"])


@asynccontextmanager
async def house(server: ScriptedServer, options: Options, *, one_pass: bool) -> AsyncIterator[House]:
    own = cast("type[House]", type("OwnHouse", (House,), {"adapter_class": adapter_of(Codec(), one_pass=one_pass)}))
    async with own(CANARY, base_url=server.url, options=options) as client:
        yield client


def reads_quickly(client: VendorClient, into: Any, data: bytes) -> bool:
    """Return whether an answer is read in one pass."""
    adapter = client._engine.adapter
    assert adapter.envelope is not None
    body = b'{"state":"fine","payload":' + data + b"}"
    return adapter.codec.one_pass.decode(body, into, adapter.envelope, None) is not None


@EITHER_PASS
@pytest.mark.parametrize("warm", [False, True], ids=["at once", "after reading"])
@EACH
async def test_a_hook_is_honoured(
    server: ScriptedServer, options: Options, hook: Hook, *, warm: bool, one_pass: bool
) -> None:
    wanted = attrs.evolve(READ, **HOOKS[hook])
    async with house(server, options, one_pass=one_pass) as client:
        if warm:
            server.answer(fine(DOOR)).answer(fine([DOOR]))
            assert await client.doors.get("1") == READ
            assert await client.doors.list().first() == READ
        hook(client._engine.adapter.codec.converter)
        server.answer(fine(DOOR)).answer(fine([DOOR, {**DOOR, "new": 1}]))

        assert await client.doors.get("1") == wanted
        assert [attrs.evolve(one, extra={}) for one in await client.doors.list().to_list()] == [
            attrs.evolve(wanted, extra={})
        ] * 2


@EACH
async def test_what_a_hook_does_not_touch_stays_quick(server: ScriptedServer, options: Options, hook: Hook) -> None:
    pytest.importorskip("msgspec")
    async with house(server, options, one_pass=True) as client:
        assert reads_quickly(client, Door, b'{"id":"1","state":"open","tags":[]}')
        hook(client._engine.adapter.codec.converter)

        assert not reads_quickly(client, Door, b'{"id":"1","state":"open","tags":[]}')
        assert reads_quickly(client, Window, b'{"number":1}')
        server.answer(fine({"number": 1}))
        assert await client.doors.window("1") == Window(number=1)


@EITHER_PASS
async def test_a_hook_for_numbers_touches_what_holds_numbers_only(
    server: ScriptedServer, options: Options, *, one_pass: bool
) -> None:
    async with house(server, options, one_pass=one_pass) as client:
        client._engine.adapter.codec.converter.register_structure_hook(int, lambda value, _: int(value) + 1)
        server.answer(fine({"number": "1"})).answer(fine(DOOR))
        assert await client.doors.window("1") == Window(number=2)
        assert await client.doors.get("1") == READ


@EITHER_PASS
async def test_the_hook_that_was_registered_last_is_asked(
    server: ScriptedServer, options: Options, *, one_pass: bool
) -> None:
    def named(name: str, value: Any, _: Any) -> Owner:
        return Owner(name=name)

    async with house(server, options, one_pass=one_pass) as client:
        server.answer(fine(DOOR), always=True)
        converter = client._engine.adapter.codec.converter
        for name in ("one", "two", "three"):
            converter.register_structure_hook(Owner, partial(named, name))
            assert (await client.doors.get("1")).owner == Owner(name=name)


@EITHER_PASS
async def test_what_a_hook_refuses_is_a_mismatch_and_its_place_is_told(
    server: ScriptedServer, options: Options, *, one_pass: bool
) -> None:
    def refuse(value: Any, _: Any) -> Any:
        raise ModelMismatch("not wanted")

    async with house(server, options, one_pass=one_pass) as client:
        client._engine.adapter.codec.converter.register_structure_hook(State, refuse)
        server.answer(fine(DOOR))
        with pytest.raises(ModelMismatch, match=r"not wanted at \$\.state"):
            await client.doors.get("1")


@EITHER_PASS
async def test_who_read_when_a_hook_broke_is_not_told_of_what_is_read_later(
    server: ScriptedServer, options: Options, *, one_pass: bool
) -> None:
    def broken(value: Any, _: Any) -> Any:
        raise RuntimeError("a mistake in the hook")

    async with house(server, attrs.evolve(options, strict=True), one_pass=one_pass) as client:
        converter = client._engine.adapter.codec.converter
        converter.register_structure_hook(State, broken)
        server.answer(fine(DOOR))
        with pytest.raises(ModelMismatch, match=r"A hook or a validator raised RuntimeError at \$\.state"):
            await client.doors.get("1")

        assert converter.structure({"number": 1, "new": 2}, Window).extra == {"new": 2}
        assert client.drift() == ()


@EITHER_PASS
@pytest.mark.parametrize("padding", [0, _PARSE_IN_THREAD_ABOVE], ids=["small", "large"])
async def test_what_was_seen_before_a_hook_broke_is_counted(
    server: ScriptedServer, options: Options, *, padding: int, one_pass: bool
) -> None:
    async with house(server, attrs.evolve(options, on_bad_record="raise"), one_pass=one_pass) as client:
        client._engine.adapter.codec.converter.register_structure_hook(State, lambda value, _: State[value])
        server.answer(fine([{**DOOR, "state": "OPEN", "new": "x" * padding}, DOOR]))
        with pytest.raises(ModelMismatch, match=r"raised KeyError at \$\[1\]\.state"):
            await client.doors.list()

        assert [(row.field, row.count) for row in client.drift()] == [("new", 1)]


async def test_another_codec_knows_nothing_of_the_hook(server: ScriptedServer, options: Options) -> None:
    server.answer(fine(DOOR), always=True)
    async with house(server, options, one_pass=True) as one, house(server, options, one_pass=True) as two:
        leaf(one._engine.adapter.codec.converter)
        assert (await one.doors.get("1")).opened_at == BEGINNING
        assert (await two.doors.get("1")).opened_at == READ.opened_at


@EITHER_PASS
@pytest.mark.parametrize("warm", [True, False])
async def test_a_vendors_client_honours_a_hook(server: ScriptedServer, *, warm: bool, one_pass: bool) -> None:
    """The same through a wing, with a codec of the test's own."""
    vendors = Talkover.adapter_class
    own: Any = attrs.frozen(type("OwnAdapter", (vendors,), {"codec": Codec()}))
    own.envelope = vendors.envelope if one_pass else None
    agent = {"id": "a", "name": "n", "created_at": "2026-01-02T03:04:05Z"}
    server.answer({"success": True, "data": agent}, always=True)
    client_class = type("OwnTalkover", (Talkover,), {"adapter_class": own})
    async with client_class(CANARY, base_url=server.url) as talkover:
        if warm:
            assert (await talkover.agents.get("a")).created_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        leaf(own.codec.converter)
        assert (await talkover.agents.get("a")).created_at == BEGINNING
