from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from telephony_clients import Talkover, ValidationFailed
from telephony_clients.talkover import AvailabilityRule, RuleType
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_calendars import PRINTED
from tests.wings import same

MONDAY = datetime(2026, 4, 13, tzinfo=UTC)
TUESDAY = MONDAY + timedelta(days=1)


async def test_the_printed_rules_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.availability.list_rules"])

    weekly, christmas = await scripted.calendars.availability.list_rules("c").to_list()

    assert same(
        weekly,
        AvailabilityRule(
            id="rule-uuid-1",
            type=RuleType.RECURRING,
            days_of_week=[1, 2, 3, 4, 5],
            start_time="09:00",
            end_time="17:00",
            timezone="America/New_York",
        ),
    )
    assert same(
        christmas,
        AvailabilityRule(id="rule-uuid-2", type=RuleType.EXCEPTION, date=date(2024, 12, 25), available=False),
    )


@pytest.mark.parametrize(
    ("given", "body"),
    [
        (
            {"type": RuleType.RECURRING, "days_of_week": (1, 7), "start_time": "09:00", "end_time": "17:00"},
            {"type": "recurring", "days_of_week": [1, 7], "start_time": "09:00", "end_time": "17:00"},
        ),
        (
            {"type": "exception", "date": date(2026, 12, 24), "available": True, "extra": {"note": None}},
            {"type": "exception", "date": "2026-12-24", "available": True, "note": None},
        ),
        ({"type": "recurring", "timezone": "Europe/Rome"}, {"type": "recurring", "timezone": "Europe/Rome"}),
    ],
)
async def test_a_rule_is_sent_as_given(scripted: Talkover, server: ScriptedServer, given: Any, body: Any) -> None:
    server.answer(PRINTED["calendars.availability.create_rule"], always=True)

    await scripted.calendars.availability.create_rule("c", **given)
    await scripted.calendars.availability.update_rule("c", "r", **given)
    await scripted.calendars.availability.update_rule("c", "r", available=False)

    created, changed, last = server.requests
    assert (created.method, created.target, created.json) == ("POST", "/calendars/c/availability-rules", body)
    assert (changed.method, changed.target, changed.json) == ("PUT", "/calendars/c/availability-rules/r", body)
    assert last.json == {"available": False}


async def test_slots_are_asked_for_by_time_and_length(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["calendars.availability.list_slots"], always=True)

    slots = await scripted.calendars.availability.list_slots("c", from_=MONDAY, to=TUESDAY).to_list()
    await scripted.calendars.availability.list_slots("c", from_=MONDAY, to=TUESDAY, duration_minutes=45)

    bounds = "from=2026-04-13T00%3A00%3A00%2B00%3A00&to=2026-04-14T00%3A00%3A00%2B00%3A00"
    assert [one.target for one in server.requests] == [
        f"/calendars/c/availability?{bounds}",
        f"/calendars/c/availability?{bounds}&duration_minutes=45",
    ]
    assert [one.end_at - one.start_at for one in slots] == [timedelta(minutes=30)] * 3


async def test_rules_and_events_decide_what_is_free(talkover: Talkover) -> None:
    calendar = await talkover.calendars.create(name="Fresh", owner_id="u", timezone="America/New_York")
    availability, events = talkover.calendars.availability, talkover.calendars.events

    async def free(minutes: int | None = None) -> int:
        week = availability.list_slots(
            calendar.id, from_=MONDAY, to=MONDAY + timedelta(days=7), duration_minutes=minutes
        )
        return len(await week.to_list())

    assert await free() == 5 * 16  # nine to five on five days
    assert await free(60) == 5 * 8
    noon = MONDAY.replace(hour=16)  # in New York
    busy = await events.create(calendar.id, title="Lunch", start_at=noon, end_at=noon + timedelta(hours=1))
    assert await free() == 5 * 16 - 2 + len(await events.list(calendar.id, from_=MONDAY, to=noon))
    await events.update(calendar.id, busy.id, status="cancelled")
    closed = await availability.create_rule(calendar.id, type="exception", date=date(2026, 4, 14), available=False)
    assert await free() == 4 * 16
    await availability.delete_rule(calendar.id, closed.id)
    weekly = (await availability.list_rules(calendar.id))[0]
    await availability.update_rule(calendar.id, weekly.id, end_time="10:00")
    assert await free() == 5 * 2


async def test_a_rule_needs_what_belongs_to_its_type(talkover: Talkover) -> None:
    calendar = await talkover.calendars.list().first()
    assert calendar is not None

    with pytest.raises(ValidationFailed) as weekly:
        await talkover.calendars.availability.create_rule(calendar.id, type="recurring", days_of_week=[1])
    with pytest.raises(ValidationFailed) as once:
        await talkover.calendars.availability.create_rule(calendar.id, type="exception")

    assert set(weekly.value.errors) == {"start_time", "end_time"}
    assert set(once.value.errors) == {"date", "available"}
