from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest

from telephony_clients import ConfigurationError, PaymentRequired, Talkroute, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import CallDirection, CallEvent, CallEventType, CallRecord, CallResult
from tests.scripted_server import ScriptedServer
from tests.talkroute.examples import CALL
from tests.wings import fits, same

AT = datetime(2026, 9, 1, 12, 0, 5, 123456, tzinfo=UTC)
RECORD: dict[str, Any] = {
    **CALL,
    "externalName": None,
    "events": [
        {
            "id": 1,
            "type": "user_extension",
            "description": "Ann picked up",
            "createdAt": "2026-09-01T12:00:05+00:00",
        }
    ],
}


async def test_a_call_is_read_field_by_field(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": [RECORD], "pagination": {"currentPage": 1, "totalPages": 1, "total": 1}})

    page = await scripted.call_history.list()

    assert same(
        page[0],
        CallRecord(
            id="77",
            direction=CallDirection.INBOUND,
            call_date=AT,
            external_number="+12025550123",
            phone_number="+12025550100",
            duration=42,
            recorded=True,
            recording="https://store.example.com/r/77?signature=abc",
            result=CallResult.ANSWERED,
            events=[
                CallEvent(
                    id="1",
                    type=CallEventType.USER_EXTENSION,
                    description="Ann picked up",
                    created_at=AT.replace(microsecond=0),
                )
            ],
        ),
    )
    assert (page.total, scripted.drift()) == (1, ())


async def test_results_and_events_that_nobody_knows_yet_are_their_texts(
    scripted: Talkroute, server: ScriptedServer
) -> None:
    server.answer({"data": [{**RECORD, "result": "queued", "events": [{"type": "whisper"}]}]})

    call = await scripted.call_history.list().first()

    assert call is not None
    assert call.events is not None
    assert (call.result, call.events[0].type) == ("queued", "whisper")
    assert {one.model for one in scripted.drift()} == {"CallResult", "CallEventType"}


WEST = timezone(timedelta(hours=-7))


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        ({}, ""),
        ({"direction": CallDirection.OUTBOUND}, "direction=outbound&"),
        ({"after": datetime(2026, 9, 1, tzinfo=UTC)}, "after=2026-09-01T00%3A00%3A00%2B00%3A00&"),
        ({"before": datetime(2026, 9, 1, 17, tzinfo=WEST)}, "before=2026-09-02T00%3A00%3A00%2B00%3A00&"),
        ({"after": AT}, "after=2026-09-01T12%3A00%3A05%2B00%3A00&"),
        (
            {"number": "+12025550123", "result": CallResult.MISSED, "min_duration": 0, "max_duration": 30},
            "number=%2B12025550123&result=missed&minDuration=0&maxDuration=30&",
        ),
        (
            {"params": {"number": "+12025550123", "since": AT}},
            "number=%2B12025550123&since=2026-09-01T12%3A00%3A05%2B00%3A00&",
        ),
    ],
)
async def test_each_filter_stands_in_the_query_in_the_one_form_that_is_taken(
    scripted: Talkroute, server: ScriptedServer, filters: dict[str, Any], query: str
) -> None:
    server.answer({"data": []})

    await scripted.call_history.list(**filters)

    assert server.requests[0].target == f"/v2/call-history?{query}page=1&pageSize=100"


async def test_every_call_comes_once_newest_first(talkroute: Talkroute) -> None:
    calls = await talkroute.call_history.list().to_list()

    assert len({call.id for call in calls}) == len(calls) == 230
    assert all(fits(call, CallRecord) for call in calls)
    dates = [call.call_date for call in calls if call.call_date]
    assert dates == sorted(dates, reverse=True)
    assert len(dates) == 230


async def test_the_filters_choose(talkroute: Talkroute) -> None:
    every = await talkroute.call_history.list().to_list()
    first, last = every[150].call_date, every[20].call_date
    assert first is not None
    assert last is not None

    found = await talkroute.call_history.list(direction="inbound", after=first, before=last, page_size=7).to_list()

    inside = [one for one in every if one.call_date is not None and first < one.call_date < last]
    assert [one.id for one in found] == [one.id for one in inside if one.direction == "inbound"]
    assert len(found) > 7


async def test_a_filter_that_the_plan_lacks_is_told_with_the_place_in_the_list(
    sandbox: Sandbox, talkroute: Talkroute
) -> None:
    sandbox.talkroute.faults.status(402)

    with pytest.raises(PaymentRequired) as caught:
        await talkroute.call_history.list(after=AT).to_list()

    assert caught.value.cursor is not None
    assert caught.value.cursor["position"] == 1


async def test_an_unknown_direction_is_the_vendor_s_to_refuse(talkroute: Talkroute) -> None:
    with pytest.raises(ValidationFailed) as caught:
        await talkroute.call_history.list(direction="sideways")

    assert list(caught.value.errors) == ["direction"]


@pytest.mark.parametrize(
    "bad",
    [
        {"after": datetime(2026, 1, 1)},  # noqa: DTZ001 - naive on purpose
        {"before": datetime(2026, 1, 1)},  # noqa: DTZ001 - naive on purpose
        {"after": date(2026, 1, 1)},
        {"before": "2026-01-01T00:00:00+00:00"},
        {"page_size": 0},
        {"page_size": True},
        {"page_size": "10"},
    ],
)
async def test_what_cannot_be_meant_is_not_sent(
    scripted: Talkroute, server: ScriptedServer, bad: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError, match=r"timezone-aware datetime|page_size"):
        scripted.call_history.list(**bad)

    assert server.requests == []


@pytest.mark.parametrize(
    ("events", "who"),
    [
        ([], None),
        ([("user_extension", "Ann picked up")], None),
        ([("user_extension", "Call answered by _Ann Lee_ - extension 7")], "Ann Lee"),
        ([("call_transfer", "Call answered by _Bo_ - x"), ("forwarding_device", "Call answered by _Cy_ - x")], "Cy"),
        ([("whisper", "Call answered by _Di_"), ("call_forward", "forwarded")], "Di"),
        ([("forwarding_device", "Call answered by _Primary Forward Number_ - +1 202")], "Primary Forward Number"),
        ([("forwarding_device", "Call answered by _snake_case_ - x")], "snake_case"),
        ([("forwarding_device", None)], None),
    ],
)
def test_who_answered_stands_in_the_surest_event(events: list[tuple[str, str | None]], who: str | None) -> None:
    made = [CallEvent(type=CallEventType(kind), description=text) for kind, text in events]

    assert CallRecord(id="1", events=made).answered_by == who


def test_a_call_without_events_was_answered_by_nobody_known() -> None:
    assert CallRecord(id="1").answered_by is None


async def test_the_filters_that_the_guide_lists_choose(talkroute: Talkroute) -> None:
    every = await talkroute.call_history.list().to_list()
    number = every[3].external_number

    missed = await talkroute.call_history.list(result="missed", max_duration=20).to_list()
    long = await talkroute.call_history.list(min_duration=900).to_list()
    theirs = await talkroute.call_history.list(number=number).to_list()

    assert missed
    assert {one.id for one in missed} == {
        one.id for one in every if one.result == "missed" and (one.duration or 0) <= 20
    }
    assert {one.id for one in long} == {one.id for one in every if (one.duration or 0) >= 900}
    assert every[3].id in {one.id for one in theirs}
    assert {one.external_number for one in theirs} == {number}
    assert {one.answered_by is None for one in every} == {True, False}
