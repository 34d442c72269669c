"""What a resource does for its methods: operations below another path, and lists with the filters of a TypedDict."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any, TypedDict, Unpack

import pytest

from telephony_clients import ConfigurationError, Model, Options, Pager, Talkover
from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.resource import Part, Resource, operations_of
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation, Source
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer


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
