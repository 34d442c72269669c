import pytest

from telephony_clients import NotFound, PaymentRequired, Talkroute
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import (
    BusinessHoursSettings,
    ClosedSettings,
    Destination,
    DestinationType,
    HourBlock,
    HoursOverride,
    HoursSettings,
    OverrideStatus,
)
from tests.scripted_server import ScriptedServer
from tests.wings import same

BLOCK = {"id": 1, "dayStart": "monday", "dayEnd": 5, "hourStart": 9, "minuteStart": 0, "hourEnd": 17, "minuteEnd": 30}


async def test_a_time_of_the_week_is_read_field_by_field(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": [BLOCK]})

    (read,) = await scripted.business_hours.list().to_list()

    expected = HourBlock(
        id="1", day_start="monday", day_end="5", hour_start=9, minute_start=0, hour_end=17, minute_end=30
    )
    assert same(read, expected)
    assert (server.requests[0].target, scripted.drift()) == ("/v2/hours", ())


async def test_the_hours_are_changed(talkroute: Talkroute) -> None:
    made = await talkroute.business_hours.create(
        day_start="saturday", day_end="saturday", hour_start=10, hour_end=14, minute_start=0, minute_end=30
    )
    assert made is not None
    assert made.id is not None

    await talkroute.business_hours.update(made.id, hour_end=15)

    changed = await talkroute.business_hours.get(made.id)
    assert (changed.hour_start, changed.hour_end, changed.minute_end) == (10, 15, 30)
    await talkroute.business_hours.delete(made.id)
    assert made.id not in {one.id for one in await talkroute.business_hours.list()}


async def test_settings_are_read_in_whole(scripted: Talkroute, server: ScriptedServer) -> None:
    closed = {"audioFileId": 7, "destination": {"type": "ring_group", "id": 3}}
    server.answer({"data": {"timezone": "Europe/Berlin", "closed": closed}})

    assert same(
        await scripted.business_hours.settings.get(),
        HoursSettings(
            timezone="Europe/Berlin",
            closed=ClosedSettings(audio_file_id="7", destination=Destination(type=DestinationType.RING_GROUP, id="3")),
        ),
    )


async def test_a_record_is_written_without_what_it_does_not_say(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": {"id": "1"}}, always=True)
    hangup = ClosedSettings(destination=Destination(type="hangup"))

    await scripted.business_hours.settings.update(closed=hangup)
    await scripted.business_hours.settings.update(closed={"audioFileId": None, "destination": {"type": "hangup"}})
    await scripted.forwarding_schedules.create(name="x", hours=[HourBlock(day_start="monday", hour_start=0)], wrap=True)

    assert [one.json for one in server.requests] == [
        {"closed": {"destination": {"type": "hangup"}}},
        {"closed": {"audioFileId": None, "destination": {"type": "hangup"}}},
        {"data": {"name": "x", "hours": [{"dayStart": "monday", "hourStart": 0}]}},
    ]


async def test_an_override_comes_and_goes(talkroute: Talkroute) -> None:
    override = talkroute.business_hours.override
    assert await override.get() is None

    await override.set(status="closed", destination=Destination(type="hangup"))

    read = await override.get()
    assert read is not None
    assert (read.status, read.destination) == (OverrideStatus.CLOSED, Destination(type="hangup"))
    await override.delete()
    assert await override.get() is None


@pytest.mark.parametrize(
    "answer",
    [{"data": {"status": "open"}}, {"data": [{"status": "open"}]}, {"status": "open"}, [{"status": "open"}]],
)
async def test_an_override_is_read_in_any_of_its_shapes(
    scripted: Talkroute, server: ScriptedServer, answer: object
) -> None:
    server.answer(answer)

    assert same(await scripted.business_hours.override.get(), HoursOverride(status=OverrideStatus.OPEN))


@pytest.mark.parametrize("answer", [None, {"data": None}, {"data": []}, {}, []])
async def test_no_override_may_be_told_in_many_ways(
    scripted: Talkroute, server: ScriptedServer, answer: object
) -> None:
    server.answer(answer, always=True)

    assert await scripted.business_hours.override.get() is None


async def test_a_plan_may_lack_them(sandbox: Sandbox, talkroute: Talkroute) -> None:
    sandbox.talkroute.plan = "basic"

    for call in (talkroute.business_hours.settings.get, talkroute.business_hours.override.get):
        with pytest.raises(PaymentRequired):
            await call()


async def test_settings_and_times_are_not_confused(talkroute: Talkroute) -> None:
    with pytest.raises(NotFound):
        await talkroute.business_hours.get("none")
    assert isinstance(talkroute.business_hours.settings, BusinessHoursSettings)
