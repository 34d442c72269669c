from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from telephony_clients import ConfigurationError, ModelMismatch, PaginationError, Talkover, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import Call, CallAgent, CallDirection, CallStatus
from tests.scripted_server import ScriptedServer
from tests.talkover.examples import CALL, CALLS
from tests.wings import fits, same

MIDNIGHT = datetime(2024, 1, 1, tzinfo=UTC)


async def test_the_printed_call_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(CALLS)

    page = await scripted.calls.list()

    assert same(
        page[0],
        Call(
            id="call-uuid-1",
            sid="call_sid_123",
            to="+1234567890",
            to_formatted="(123) 456-7890",
            from_="+0987654321",
            from_formatted="(098) 765-4321",
            is_testing=False,
            direction=CallDirection.OUTBOUND,
            status=CallStatus.COMPLETED,
            duration=120,
            agent=CallAgent(id="agent-uuid-1", name="Sales Agent", label="Sales Agent Label"),
            created_at=MIDNIGHT,
            updated_at=MIDNIGHT,
        ),
    )
    assert (page.number, page.total, scripted.drift()) == (1, 1, ())


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-01-15T10:30:00Z", datetime(2024, 1, 15, 10, 30, tzinfo=UTC)),
        ("2025-09-03T23:19:51.000000Z", datetime(2025, 9, 3, 23, 19, 51, tzinfo=UTC)),
        ("2025-09-03T23:19:51.120Z", datetime(2025, 9, 3, 23, 19, 51, 120_000, tzinfo=UTC)),
    ],
)
async def test_all_three_precisions_of_instants_are_read(
    scripted: Talkover, server: ScriptedServer, text: str, moment: datetime
) -> None:
    server.answer({**CALLS, "data": [{**CALL, "created_at": text}]})

    call = await scripted.calls.list().first()

    assert call is not None
    assert (call.created_at, call.created_at.utcoffset()) == (moment, timedelta())


async def test_a_status_that_nobody_knows_yet_is_its_text(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({**CALLS, "data": [{**CALL, "status": "parked"}]})

    call = await scripted.calls.list().first()

    assert call is not None
    assert call.status == CallStatus("parked")
    assert call.status not in list(CallStatus)
    assert [(one.kind, one.model) for one in scripted.drift()] == [("unknown_value", "CallStatus")]


async def test_a_call_in_another_shape_is_named_by_its_place(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({**CALLS, "data": [CALL, {**CALL, "created_at": "yesterday"}]})

    with pytest.raises(ModelMismatch) as caught:
        await scripted.with_options(on_bad_record="raise").calls.list().to_list()

    assert caught.value.path == "$[1].created_at"
    assert caught.value.data[1]["created_at"] == "yesterday"
    assert caught.value.cursor is not None


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        ({"status": CallStatus.NO_ANSWER}, "status=no-answer&"),
        ({"status": "busy", "direction": "inbound"}, "status=busy&direction=inbound&"),
        ({"agent_id": "a/b"}, "agent_id=a%2Fb&"),
        ({"date_from": date(2026, 1, 1), "date_to": date(2026, 1, 31)}, "date_from=2026-01-01&date_to=2026-01-31&"),
        ({"search": "+12025550123"}, "search=%2B12025550123&"),
        ({"params": {"campaign_id": "c", "with_sip": False, "note": None}}, "campaign_id=c&with_sip=false&"),
    ],
)
async def test_each_filter_stands_in_the_query(
    scripted: Talkover, server: ScriptedServer, filters: Mapping[str, Any], query: str
) -> None:
    server.answer(CALLS)

    await scripted.calls.list(**filters)

    assert server.requests[0].target == f"/calls?{query}page=1&per_page=100"


async def test_every_call_comes_once_in_order(sandbox: Sandbox, talkover: Talkover) -> None:
    calls = await talkover.calls.list().to_list()

    assert len({call.id for call in calls}) == len(calls) == 230
    assert calls == sorted(calls, key=lambda call: call.created_at, reverse=True)
    assert all(fits(call, Call) for call in calls)
    assert [one.target for one in sandbox.talkover.requests] == [
        f"/api/v1/calls?page={number}&per_page=100" for number in (1, 2, 3)
    ]
    assert talkover.drift() == ()


async def test_the_filters_choose(talkover: Talkover) -> None:
    every = await talkover.calls.list().to_list()
    call = every[100]
    assert call.agent is not None
    day = call.created_at.date()

    found = await talkover.calls.list(status=call.status, direction=call.direction, agent_id=call.agent.id).to_list()
    assert call in found
    assert all((one.status, one.direction) == (call.status, call.direction) for one in found)
    assert await talkover.calls.list(search=call.sid).to_list() == [call]
    of_the_day = await talkover.calls.list(date_from=day, date_to=day, page_size=2).to_list()
    assert of_the_day == [one for one in every if one.created_at.date() == day]


async def test_an_unknown_filter_value_is_the_vendor_s_to_refuse(talkover: Talkover) -> None:
    with pytest.raises(ValidationFailed) as caught:
        await talkover.calls.list(status="parked")

    assert caught.value.errors == {"status": ["The selected status is invalid."]}


async def test_a_list_goes_on_from_a_cursor_with_the_same_filters_only(talkover: Talkover) -> None:
    whole = await talkover.calls.list(page_size=50).to_list()
    pager = talkover.calls.list(page_size=50)
    begun = await pager.to_list(limit=70)

    rest = await talkover.calls.list(page_size=50, cursor=pager.cursor).to_list()

    assert begun + rest == whole
    with pytest.raises(PaginationError):
        talkover.calls.list(page_size=50, status="busy", cursor=pager.cursor)


@pytest.mark.parametrize(
    "bad",
    [
        {"date_from": datetime(2026, 1, 1, tzinfo=UTC)},
        {"date_to": "2026-01-01"},
        {"page_size": 0},
        {"page_size": 101},
        {"params": {"where": {"a": 1}}},
        {"params": {"since": datetime(2026, 1, 1)}},  # noqa: DTZ001 - naive on purpose
        {"cursor": {"page": 2}},
    ],
)
async def test_what_cannot_be_meant_is_not_sent(
    scripted: Talkover, server: ScriptedServer, bad: dict[str, Any]
) -> None:
    with pytest.raises((ConfigurationError, PaginationError)):
        scripted.calls.list(**bad)

    assert server.requests == []
