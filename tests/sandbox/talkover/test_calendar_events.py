from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.talkover.printed import lacks
from tests.talkover.examples_calendars import PRINTED

NEW = {"title": "Demo", "start_at": "2026-04-20T17:00:00+02:00", "end_at": "2026-04-20T15:30:00Z", "type": "meeting"}
JANE = {"name": "Jane Doe", "email": "jane@acme.com"}


async def calendars(sandbox: Sandbox, client: Client) -> list[str]:
    return [one["id"] for one in (await client.get(sandbox.talkover, "/calendars")).document["data"]]


async def test_answers_have_what_the_pages_print(sandbox: Sandbox, client: Client) -> None:
    talkover, (calendar, *_) = sandbox.talkover, await calendars(sandbox, client)
    path = f"/calendars/{calendar}/events"
    made = await client.ask(talkover, "POST", path, document={**NEW, "attendees": [JANE]})
    event = f"{path}/{made.document['data']['id']}"

    assert (made.status, lacks(made.document, PRINTED["calendars.events.create"])) == (201, [])
    assert made.document["data"]["start_at"] == "2026-04-20T15:00:00Z"
    for method, where, name, document in (
        ("GET", path, "list", None),
        ("GET", f"/calendars/events?calendar_ids[]={calendar}", "list_across", None),
        ("POST", f"{event}/meeting", "create_meeting", None),
        ("PUT", event, "update", {"status": "cancelled"}),
        ("POST", f"{event}/attendees", "add_attendee", JANE),
        ("DELETE", event, "delete", None),
    ):
        answer = await client.ask(talkover, method, where, document=document)
        wanted = 201 if name == "add_attendee" else 200
        assert (answer.status, lacks(answer.document, PRINTED[f"calendars.events.{name}"])) == (wanted, []), name


async def test_an_event_shows_its_attendees_and_where_it_meets(sandbox: Sandbox, client: Client) -> None:
    talkover, (calendar, *_) = sandbox.talkover, await calendars(sandbox, client)
    listed = (await client.get(talkover, f"/calendars/{calendar}/events")).document["data"][0]
    event = f"/calendars/{calendar}/events/{listed['id']}"
    await client.ask(talkover, "POST", f"{event}/meeting")

    whole = (await client.get(talkover, event)).document
    gone = await client.ask(talkover, "DELETE", f"{event}/attendees/{whole['data']['attendees'][0]['id']}")

    assert lacks(whole, PRINTED["calendars.events.get"]) == []
    assert gone.document == PRINTED["calendars.events.remove_attendee"]
    assert (await client.get(talkover, event)).document["data"]["attendees"] == []


async def test_the_bounds_choose(sandbox: Sandbox, client: Client) -> None:
    talkover, (first, second, _) = sandbox.talkover, await calendars(sandbox, client)
    events = (await client.get(talkover, f"/calendars/{first}/events")).document["data"]
    bounds = {"from": "2026-03-31T00:00:00Z", "to": "2026-03-31T23:00:00+00:00"}

    today = (await client.get(talkover, f"/calendars/{first}/events", bounds)).document["data"]
    tentative = (await client.get(talkover, f"/calendars/{first}/events", status="tentative")).document["data"]
    both = f"/calendars/events?calendar_ids[]={first}&calendar_ids[]={second}"
    across = (await client.get(talkover, both)).document["data"]
    nobody = await client.get(talkover, "/calendars/events", {"from": "today"})

    assert today == [one for one in events if one["start_at"].startswith("2026-03-31")] != []
    assert tentative == [one for one in events if one["status"] == "tentative"] != []
    assert {one["calendar_id"] for one in across} == {first, second}
    assert (nobody.status, list(nobody.document["errors"])) == (422, ["from"])
    assert (await client.get(talkover, "/calendars/events")).document["errors"] == {
        "calendar_ids": ["The calendar ids field is required."]
    }


@pytest.mark.parametrize(
    ("document", "fields"),
    [
        ({}, ["title", "start_at", "end_at"]),
        ({**NEW, "end_at": NEW["start_at"]}, ["end_at"]),
        ({**NEW, "status": "maybe", "owner_type": "dog"}, ["status", "owner_type"]),
        ({**NEW, "attendees": [JANE, {"name": "Jo", "email": "jo"}]}, ["attendees.1.email"]),
        ({**NEW, "attendees": [{"email": "jo@x.org"}]}, ["attendees.0.name"]),
        ({**NEW, "attendees": ["Jo"]}, ["attendees.0"]),
    ],
)
async def test_wrong_events(sandbox: Sandbox, client: Client, document: Any, fields: list[str]) -> None:
    calendar, *_ = await calendars(sandbox, client)

    answer = await client.ask(sandbox.talkover, "POST", f"/calendars/{calendar}/events", document=document)

    assert (answer.status, list(answer.document["errors"])) == (422, fields)


async def test_a_change_that_would_end_before_the_start_changes_nothing(sandbox: Sandbox, client: Client) -> None:
    talkover, (calendar, *_) = sandbox.talkover, await calendars(sandbox, client)
    event = (await client.get(talkover, f"/calendars/{calendar}/events")).document["data"][0]
    path = f"/calendars/{calendar}/events/{event['id']}"

    refused = await client.ask(talkover, "PUT", path, document={"end_at": "2020-01-01T00:00:00Z", "attendees": []})
    cleared = await client.ask(talkover, "PUT", path, document={"description": None, "attendees": [JANE]})

    assert (refused.status, list(refused.document["errors"])) == (422, ["end_at"])
    assert cleared.document["data"]["description"] is None
    assert cleared.document["data"]["end_at"] == event["end_at"]
    assert [one["name"] for one in (await client.get(talkover, path)).document["data"]["attendees"]] == ["Jane Doe"]


async def test_a_meeting_needs_a_provider(sandbox: Sandbox, client: Client) -> None:
    talkover, (_, unconnected, _) = sandbox.talkover, await calendars(sandbox, client)
    event = (await client.get(talkover, f"/calendars/{unconnected}/events")).document["data"][0]["id"]

    answer = await client.ask(talkover, "POST", f"/calendars/{unconnected}/events/{event}/meeting")

    assert (answer.status, answer.document["code"]) == (422, "MEETING_PROVIDER_REQUIRED")
