import inspect
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from telephony_clients import ConfigurationError, Talkover, ValidationFailed
from telephony_clients.talkover import Attendee, CalendarEvent, EventStatus
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_calendars import PRINTED
from tests.wings import same

AT = datetime(2026, 4, 1, 15, tzinfo=UTC)
END = AT + timedelta(minutes=30)
TIMES = {"start_at": "2026-04-01T15:00:00+00:00", "end_at": "2026-04-01T15:30:00+00:00"}
ROME = timezone(timedelta(hours=2))


async def calendar_of(talkover: Talkover, place: int = 0) -> str:
    return (await talkover.calendars.list())[place].id


async def test_the_printed_event_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.events.get"])

    event = await scripted.calendars.events.get("calendar-uuid-1", "event-uuid-1")

    assert same(
        event,
        CalendarEvent(
            id="event-uuid-1",
            calendar_id="calendar-uuid-1",
            title="Demo with Acme",
            description="Product demo for Q1 prospect",
            start_at=datetime(2024, 1, 20, 15, tzinfo=UTC),
            end_at=datetime(2024, 1, 20, 15, 30, tzinfo=UTC),
            status=EventStatus.CONFIRMED,
            type="meeting",
            attendees=[Attendee(id="att-uuid-1", name="Jane Doe", email="jane@acme.com")],
            meeting_url="https://meet.example.com/abc-123",
        ),
    )


@pytest.mark.parametrize(
    ("given", "query"),
    [
        ({}, ""),
        ({"from_": AT}, "?from=2026-04-01T15%3A00%3A00%2B00%3A00"),
        ({"to": AT.astimezone(ROME)}, "?to=2026-04-01T17%3A00%3A00%2B02%3A00"),
        ({"status": EventStatus.TENTATIVE, "params": {"type": "block"}}, "?status=tentative&type=block"),
    ],
)
async def test_the_bounds_stand_in_the_query(
    scripted: Talkover, server: ScriptedServer, given: Any, query: str
) -> None:
    server.answer(PRINTED["calendars.events.list"])

    await scripted.calendars.events.list("c", **given)

    assert [one.target for one in server.requests] == [f"/calendars/c/events{query}"]


async def test_several_calendars_repeat_the_parameter(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.events.list_across"])

    await scripted.calendars.events.list_across(calendar_ids=["a", "b"], to=AT)

    ids = "calendar_ids%5B%5D=a&calendar_ids%5B%5D=b"
    assert [one.target for one in server.requests] == [f"/calendars/events?{ids}&to=2026-04-01T15%3A00%3A00%2B00%3A00"]


def test_at_least_one_calendar_is_named(scripted: Talkover) -> None:
    with pytest.raises(ConfigurationError, match="calendar_ids must be a list"):
        scripted.calendars.events.list_across(calendar_ids=[])


def test_a_time_without_a_zone_is_refused(scripted: Talkover) -> None:
    with pytest.raises(ConfigurationError, match="no time zone"):
        scripted.calendars.events.list("c", from_=AT.replace(tzinfo=None))


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"description": None, "status": EventStatus.TENTATIVE}, {"description": None, "status": "tentative"}),
        (
            {"type": "block", "created_by": "u", "owner_id": "a", "owner_type": "agent", "extra": {"colour": 1}},
            {"type": "block", "created_by": "u", "owner_id": "a", "owner_type": "agent", "colour": 1},
        ),
        ({"attendees": [{"name": "Jo", "email": "j@x.org"}]}, {"attendees": [{"name": "Jo", "email": "j@x.org"}]}),
    ],
)
async def test_what_is_left_out_is_not_sent(scripted: Talkover, server: ScriptedServer, given: Any, body: Any) -> None:
    server.answer(PRINTED["calendars.events.create"]).answer(PRINTED["calendars.events.update"])

    await scripted.calendars.events.create("c", title="Demo", start_at=AT, end_at=END, **given)
    await scripted.calendars.events.update("c", "e", **given)

    created, changed = server.requests
    assert (created.method, created.target) == ("POST", "/calendars/c/events")
    assert created.json == {"title": "Demo", **TIMES, **body}
    assert (changed.method, changed.target, changed.json) == ("PUT", "/calendars/c/events/e", body)


async def test_a_field_that_there_is_not_is_refused_before_anything_is_sent(
    scripted: Talkover, server: ScriptedServer
) -> None:
    with pytest.raises(ConfigurationError, match="EventChanges has no summary; extra takes what is new"):
        await scripted.calendars.events.update("c", "e", summary="x")  # type: ignore[call-arg]

    assert server.requests == []


def test_every_field_is_shown_with_what_it_means(scripted: Talkover) -> None:
    update = scripted.calendars.events.update

    assert list(inspect.signature(update).parameters) == [
        *("calendar_id", "event_id", "description", "status", "type", "created_by", "owner_id", "owner_type"),
        *("attendees", "title", "start_at", "end_at", "extra"),
    ]
    assert "the end after the start" in (update.__doc__ or "")


async def test_an_event_from_its_making_to_its_end(talkover: Talkover) -> None:
    calendar, events = await calendar_of(talkover), talkover.calendars.events
    guests = [{"name": "Jo", "email": "jo@example.com"}]

    made = await events.create(calendar, title="Demo", start_at=AT.astimezone(ROME), end_at=END, attendees=guests)
    meeting = await events.create_meeting(calendar, made.id)
    added = await events.add_attendee(calendar, made.id, name="Al", email="al@example.com")
    whole = await events.get(calendar, made.id)
    changed = await events.update(calendar, made.id, status="cancelled")

    assert (made.start_at, made.end_at, made.status) == (AT, END, "confirmed")
    assert whole.meeting_url == meeting.meeting_url
    assert {one.name for one in whole.attendees or []} == {"Jo", "Al"}
    assert (changed.status, changed.title) == (EventStatus.CANCELLED, "Demo")
    assert made.id in [one.id for one in await events.list(calendar, status="cancelled", from_=AT, to=END)]
    assert made.id in [one.id for one in await events.list_across(calendar_ids=[calendar], from_=AT)]

    await events.remove_attendee(calendar, made.id, added.id)
    assert [one.name for one in (await events.get(calendar, made.id)).attendees or []] == ["Jo"]
    await events.delete(calendar, made.id)
    assert made.id not in [one.id for one in await events.list(calendar)]


async def test_the_end_comes_after_the_start(talkover: Talkover) -> None:
    calendar = await calendar_of(talkover)

    with pytest.raises(ValidationFailed) as caught:
        await talkover.calendars.events.create(calendar, title="Demo", start_at=END, end_at=AT)

    assert list(caught.value.errors) == ["end_at"]


async def test_a_meeting_needs_a_provider(talkover: Talkover) -> None:
    calendar = await calendar_of(talkover, 1)
    event = await talkover.calendars.events.list(calendar).first()
    assert event is not None

    with pytest.raises(ValidationFailed) as caught:
        await talkover.calendars.events.create_meeting(calendar, event.id)

    assert caught.value.code == "MEETING_PROVIDER_REQUIRED"
