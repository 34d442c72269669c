from typing import Any

import pytest

from telephony_clients import ConfigurationError, NotFound, PaginationError, Talkover, ValidationFailed
from telephony_clients.sandbox import Sandbox
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_calendars import PRINTED
from tests.wings import CAREFUL_IDS, NO_IDS

EMPTY = {"success": True, "data": []}


def calendars(first: int, count: int) -> dict[str, Any]:
    return {"success": True, "data": [{"id": f"c{number}"} for number in range(first, first + count)]}


@pytest.mark.parametrize(
    ("given", "target"),
    [
        ({}, "/calendars?per_page=100"),
        ({"page_size": 25}, "/calendars?per_page=25"),
        ({"page_size": 1, "params": {"search": "a b"}}, "/calendars?search=a%20b&per_page=1"),
    ],
)
async def test_a_list_sends_the_size_alone(scripted: Talkover, server: ScriptedServer, given: Any, target: str) -> None:
    server.answer(EMPTY)

    assert await scripted.calendars.list(**given).to_list() == []

    assert [one.target for one in server.requests] == [target]


async def test_a_full_page_is_followed_by_the_next(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(calendars(0, 2)).answer(calendars(2, 1))

    read = await scripted.calendars.list(page_size=2).to_list()

    assert [one.id for one in read] == ["c0", "c1", "c2"]
    assert [one.target for one in server.requests] == ["/calendars?per_page=2", "/calendars?page=2&per_page=2"]


async def test_a_vendor_that_knows_no_second_page_is_found_out(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(calendars(0, 2), always=True)

    with pytest.raises(PaginationError):
        await scripted.calendars.list(page_size=2).to_list()


async def test_figures_of_the_page_are_followed_when_there_are_some(scripted: Talkover, server: ScriptedServer) -> None:
    block = {"current_page": 1, "per_page": 2, "total": 2}
    server.answer({**calendars(0, 2), "pagination": block})

    assert len(await scripted.calendars.list(page_size=2).to_list()) == 2
    assert len(server.requests) == 1


@pytest.mark.parametrize("page_size", [0, 101, True])
def test_a_page_holds_1_to_100_calendars(scripted: Talkover, page_size: Any) -> None:
    with pytest.raises(ConfigurationError, match="page_size"):
        scripted.calendars.list(page_size=page_size)


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"timezone": "Europe/Rome"}, {"timezone": "Europe/Rome"}),
        ({"metadata": {"team": 7}}, {"metadata": {"team": 7}}),
        ({"metadata": None, "extra": {"colour": "red"}}, {"metadata": None, "colour": "red"}),
    ],
)
async def test_what_is_left_out_is_not_sent(scripted: Talkover, server: ScriptedServer, given: Any, body: Any) -> None:
    server.answer(PRINTED["calendars.create"]).answer(PRINTED["calendars.update"])

    await scripted.calendars.create(name="Sales", owner_id="u", **given)
    await scripted.calendars.update("c/1", **given)

    created, changed = server.requests
    assert (created.method, created.target) == ("POST", "/calendars")
    assert created.json == {"name": "Sales", "owner_id": "u", **body}
    assert (changed.method, changed.target, changed.json) == ("PUT", "/calendars/c%2F1", body)


async def test_a_calendar_from_its_making_to_its_end(talkover: Talkover) -> None:
    made = await talkover.calendars.create(name="Sales", owner_id="u", timezone="Europe/Rome", metadata={"team": 7})
    assert (made.name, made.timezone, made.metadata) == ("Sales", "Europe/Rome", {"team": 7})
    assert made.id in [one.id for one in await talkover.calendars.list().to_list()]

    await talkover.calendars.update(made.id, name="Support")
    assert (await talkover.calendars.get(made.id)).name == "Support"

    await talkover.calendars.delete(made.id)
    with pytest.raises(NotFound, match="Calendar not found"):
        await talkover.calendars.get(made.id)


async def test_a_name_that_is_too_long_is_refused_by_the_vendor(talkover: Talkover) -> None:
    with pytest.raises(ValidationFailed) as caught:
        await talkover.calendars.create(name="x" * 256, owner_id="u", timezone="Moon/Base")

    assert set(caught.value.errors) == {"name", "timezone"}


@pytest.mark.parametrize("deleted", [{"status": 204, "body": b""}, {"payload": PRINTED["calendars.delete"]}])
async def test_a_delete_may_answer_with_nothing(scripted: Talkover, server: ScriptedServer, deleted: Any) -> None:
    server.answer(**deleted)

    await scripted.calendars.delete("c")

    assert [(one.method, one.target) for one in server.requests] == [("DELETE", "/calendars/c")]


async def test_all_calendars_are_synchronised_without_a_body(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.sync"], always=True)

    await scripted.calendars.sync()
    await scripted.calendars.sync(extra={"full": True})

    first, second = server.requests
    assert (first.method, first.target, first.body) == ("POST", "/calendars/sync", b"")
    assert second.json == {"full": True}


async def test_a_sync_shows_in_the_statuses(talkover: Talkover) -> None:
    (before,) = await talkover.calendars.list_sync_statuses().to_list()

    sync = await talkover.calendars.sync()

    (after,) = await talkover.calendars.list_sync_statuses().to_list()
    assert (sync.syncing, len(sync.up_to_date)) == ([before.calendar_id], 2)
    assert before.last_sync_at is not None
    assert after.last_sync_at is not None
    assert after.last_sync_at > before.last_sync_at


@pytest.mark.parametrize(("calendar_id", "segment"), CAREFUL_IDS.items())
async def test_an_id_arrives_as_it_is(sandbox: Sandbox, talkover: Talkover, calendar_id: str, segment: str) -> None:
    with pytest.raises(NotFound):
        await talkover.calendars.get(calendar_id)

    assert sandbox.talkover.requests[0].target == f"/api/v1/calendars/{segment}"


@pytest.mark.parametrize("one", NO_IDS)
async def test_what_is_no_id_is_not_sent(scripted: Talkover, server: ScriptedServer, one: Any) -> None:
    with pytest.raises(ConfigurationError, match="calendar_id"):
        await scripted.calendars.members.remove(one, "m")
    with pytest.raises(ConfigurationError, match="attendee_id"):
        await scripted.calendars.events.remove_attendee("c", "e", one)

    assert server.requests == []
