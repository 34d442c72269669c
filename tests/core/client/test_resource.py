"""Resources: as attributes, below other paths, and what they do for their methods."""

import pydoc
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any, TypedDict, Unpack
from unittest.mock import AsyncMock, create_autospec, patch

import pytest

from telephony_clients import CLIENTS, ConfigurationError, Model, Options, Pager, Talkable, Talkover
from telephony_clients.cli.vendors import client_class
from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.resource import Part, Resource, operations_of
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkable import OriginBatches, Origins
from telephony_clients.talkover import Agents, Calls
from tests.conftest import CANARY
from tests.core.desk import KEY, Desk, NumberedLines
from tests.example_vendor import Line
from tests.scripted_server import ScriptedServer


def parts(owner: type) -> list[tuple[type, str]]:
    """Return the resources that hang on a client's class or on another resource's, at any depth."""
    own = [(owner, name) for name, one in vars(owner).items() if isinstance(one, Part)]
    return own + [one for _, name in own for one in parts(getattr(owner, name))]


PARTS = [one for vendor in CLIENTS for one in parts(client_class(vendor))]


@pytest.mark.parametrize(("owner", "name"), PARTS, ids=lambda one: getattr(one, "__name__", one))
def test_the_class_shows_the_resource(owner: Any, name: str) -> None:
    resource = getattr(owner, name)

    assert resource.__doc__
    assert resource.__doc__.splitlines()[0] in pydoc.plain(pydoc.render_doc(resource))
    assert resource is getattr(owner, name)


def test_a_resource_may_be_told_by_its_class_or_by_its_place_and_hang_on_another() -> None:
    assert (Desk.lines, Talkover.calls, Talkable.origins, Origins.batches) == (
        *(NumberedLines, Calls, Origins),
        OriginBatches,
    )
    desk = Desk("http://127.0.0.1:1")
    assert type(desk.lines) is NumberedLines
    assert desk.lines is desk.lines
    assert Desk.lines is NumberedLines


def test_a_resource_and_a_client_show_where_they_send_and_no_key() -> None:
    desk = Desk("http://127.0.0.1:1")

    assert repr(desk.lines) == "NumberedLines(base_url='http://127.0.0.1:1')"
    assert KEY not in f"{desk!r} {desk.lines!r} {desk.lines.list()!r}"


async def test_a_client_can_be_replaced_by_an_autospec() -> None:
    client = create_autospec(Talkover, instance=True)
    client.agents.get.return_value = "an agent"

    assert isinstance(client.agents.get, AsyncMock)
    assert await client.agents.get("a") == "an agent"
    client.calls.list(status="completed")
    client.calls.list.assert_called_once_with(status="completed")
    with pytest.raises(TypeError, match="stat"):
        client.calls.list(stat="completed")
    with pytest.raises(AttributeError):
        client.agents.destroy  # noqa: B018 - the look-up is the test


async def test_a_class_can_be_replaced_by_an_autospec() -> None:
    made = create_autospec(Talkable)("key", "my-store")

    await made.origins.batches.create_purchases([])
    with pytest.raises(TypeError, match="unexpected"):
        made.people.get("a", unexpected=1)
    with pytest.raises(TypeError, match="order_number"):
        made.origins.create_purchase(email="a@example.com")


async def test_a_method_of_a_client_can_be_patched_and_comes_back() -> None:
    desk = Desk("http://127.0.0.1:1")

    with patch.object(desk.lines, "get", autospec=True) as get:
        get.return_value = Line(id="1")
        assert (await desk.lines.get("1")).id == "1"
        get.assert_awaited_once_with("1")
    assert desk.lines.get == NumberedLines.get.__get__(desk.lines)


async def test_a_method_of_every_client_can_be_patched_by_its_class() -> None:
    with patch.object(Talkover.agents, "get", autospec=True) as get:
        await Talkover(KEY).agents.get("a")

    assert get.await_count == 1
    assert Talkover.agents is Agents


class Filters(TypedDict, total=False):
    """What notes are looked for by.

    Attributes:
        day: without time.
        text: any.
        page_size, cursor, params: as always.
    """

    day: date | None
    text: str | None
    page_size: int | None
    cursor: Cursor | None
    params: Params | None


class Notes(Resource):
    """Notes of whoever has them."""

    _list = Operation("GET", "/notes", Model, paged=True)
    _delete: Operation[None] = Operation("DELETE", "/notes/{note_id}", allow_empty=True, source=Source.OBSERVED)

    @takes(Filters)
    def list(self, owner_id: str, **filters: Unpack[Filters]) -> Pager[Model]:
        """List them. Source: none."""
        return self.filtered(self._list, owner_id, filters=filters, kind=Filters, days=("day",))

    async def delete(self, owner_id: str, note_id: str) -> None:
        """Remove one. Source: none."""
        await self.fetch(self._delete(owner_id, note_id))


class CatNotes(Notes, under="/cats/{cat_id}"):
    """A cat's notes."""


class DogNotes(Notes, under="/dogs/{dog_id}"):
    """A dog's notes."""


class Zoo(Talkover):
    """A client with both."""

    cats = Part(CatNotes)
    dogs = Part(DogNotes)


@pytest.fixture
async def zoo(server: ScriptedServer, options: Options) -> AsyncIterator[Zoo]:
    async with Zoo(CANARY, base_url=server.url, options=options) as client:
        yield client


def test_operations_are_mounted_under_each_path_with_all_that_they_declare() -> None:
    found = {(name, one.attribute): one for name, one in operations_of(Zoo(CANARY))}

    assert {key: one.name for key, one in found.items() if key[0] in {"cats", "dogs"}} == {
        ("cats", "list"): "GET /cats/{cat_id}/notes",
        ("cats", "delete"): "DELETE /cats/{cat_id}/notes/{note_id}",
        ("dogs", "list"): "GET /dogs/{dog_id}/notes",
        ("dogs", "delete"): "DELETE /dogs/{dog_id}/notes/{note_id}",
    }
    listed, deleted = found["cats", "list"], found["dogs", "delete"]
    assert (listed.into, listed.paged, listed.idempotent, listed.source) == (Model, True, True, Source.DOCUMENTED)
    assert (deleted.allow_empty, deleted.idempotent, deleted.source) == (True, False, Source.OBSERVED)
    assert Notes._list.path == "/notes"  # what is mounted is another


async def test_the_owner_s_id_comes_first(zoo: Zoo, server: ScriptedServer) -> None:
    server.answer({"success": True}, always=True)

    await zoo.cats.delete("a/b", "n")
    await zoo.dogs.delete("rex", "n")

    assert [one.target for one in server.requests] == ["/cats/a%2Fb/notes/n", "/dogs/rex/notes/n"]


async def test_filters_stand_in_the_query_and_the_rest_where_it_belongs(zoo: Zoo, server: ScriptedServer) -> None:
    server.answer({"success": True, "data": []}, always=True)

    await zoo.cats.list("tom", day=date(2026, 1, 2), text=None, page_size=5, params={"new": True})
    await zoo.cats.list("tom")

    assert [one.target for one in server.requests] == [
        "/cats/tom/notes?day=2026-01-02&new=true&page=1&per_page=5",
        "/cats/tom/notes?page=1&per_page=100",
    ]


@pytest.mark.parametrize(
    "bad", [{"day": datetime(2026, 1, 1, tzinfo=UTC)}, {"day": "today"}, {"page_size": 0}, {"x": 1}]
)
def test_a_filter_that_cannot_be_meant_is_refused(zoo: Zoo, bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        zoo.cats.list("tom", **bad)
