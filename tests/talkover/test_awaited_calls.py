"""Placed calls are followed to their end, with few requests and within a time."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from telephony_clients import ConfigurationError, DeadlineExceeded, Options, RateLimited, ServerError, Talkover
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import Call, CallStatus, CampaignCall, PlacedCall, QueuedCall
from telephony_clients.testing.virtual_time import VirtualTime
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_calls import new_campaign
from tests.talkover.printed import EXAMPLES
from tests.talkover.test_campaigns import agent_of

PRINTED: dict[str, Any] = EXAMPLES["calls.list"][0]["data"][0]
NIGHT = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)


@pytest.fixture
async def sandbox(time: VirtualTime) -> AsyncIterator[Sandbox]:
    async with Sandbox(calls=1000, api_keys={"talkover": CANARY}, clock=time.clock) as running:
        yield running


@pytest.fixture
async def talkover(sandbox: Sandbox, options: Options) -> AsyncIterator[Talkover]:
    async with Talkover(CANARY, base_url=sandbox.talkover.base_url, options=options) as client:
        yield client


def listed(*calls: tuple[str, str], last: int = 1) -> dict[str, Any]:
    """A page of the list, from ids and statuses."""
    rows = [{**PRINTED, "id": name, "sid": f"sid-{name}", "status": status} for name, status in calls]
    return {"success": True, "data": rows, "pagination": {"current_page": 1, "last_page": last, "per_page": 100}}


def placed(call_id: str, **fields: Any) -> PlacedCall:
    return PlacedCall(id=call_id, **{"agent_id": "a", "created_at": NIGHT, **fields})


async def test_each_call_comes_once_when_it_has_ended(sandbox: Sandbox, talkover: Talkover, time: VirtualTime) -> None:
    agent, began = await agent_of(talkover), time.now
    numbers = [f"+1202555{number:04}" for number in range(130)]
    outcomes = dict(zip(numbers, ("busy", "failed", "no-answer"), strict=False))
    sandbox.talkover.call_outcomes.update(outcomes)
    calls = [await talkover.agents.call(agent, to=number) for number in numbers]
    sandbox.talkover.forget_requests()

    waiting = talkover.calls.wait(calls)
    ended: list[Call] = []
    while_open = []
    async for call in waiting:
        assert call.has_ended
        ended.append(call)
        while_open.append(time.now - began)

    assert sorted(call.id for call in ended) == sorted(call.id for call in calls)
    assert {call.to: call.status for call in ended if call.status != "completed"} == outcomes
    assert (waiting.open, repr(waiting)) == ({}, "AwaitedCalls(0 open)")
    assert while_open == sorted(while_open)
    assert (while_open[0] < 40, while_open[-1] < 200) == (True, True)
    polls = while_open[-1] / 10 + 1
    assert len(sandbox.talkover.requests) <= 2 * polls
    assert all("agent_id" in one.target and "2026-03-30" in one.target for one in sandbox.talkover.requests)


async def test_calls_of_campaigns_are_followed_too(talkover: Talkover, time: VirtualTime) -> None:
    campaign = await talkover.campaigns.create(**new_campaign(await agent_of(talkover)))
    await talkover.campaigns.update_status(campaign.id, status="active")
    queued = [await talkover.campaigns.call(campaign.id, to=f"+1202555000{number}") for number in range(3)]

    ended = await talkover.calls.wait(queued)

    assert {call.id for call in ended} == {one.id for one in queued}
    assert {call.status for call in ended} == {CallStatus.COMPLETED}
    assert time.now - 1000 < 200


async def test_the_list_is_read_only_until_each_open_call_was_seen(
    scripted: Talkover, server: ScriptedServer, time: VirtualTime
) -> None:
    server.answer(listed(("x", "ringing"), ("a", "answered"), last=9))
    server.answer(listed(("y", "completed"), ("a", "completed"), last=9))

    ended = await scripted.calls.wait([placed("a")], interval=7.0)

    assert [call.id for call in ended] == ["a"]
    assert [one.target for one in server.requests] == ["/calls?agent_id=a&date_from=2026-02-28&page=1&per_page=100"] * 2
    assert time.slept == [7.0]


async def test_the_window_begins_before_the_oldest_that_is_still_open(
    scripted: Talkover, server: ScriptedServer
) -> None:
    server.answer(listed(("old", "completed"), ("new", "ringing"))).answer(listed(("new", "busy")))
    old = CampaignCall(id="old", created_at=datetime(2026, 1, 5, tzinfo=UTC))
    new = QueuedCall(campaign_call=CampaignCall(id="new", created_at=NIGHT))

    assert [call.id async for call in scripted.calls.wait([old, new])] == ["old", "new"]
    days = [one.target.partition("date_from=")[2][:10] for one in server.requests]
    assert days == ["2026-01-04", "2026-02-28"]
    assert not any("agent_id" in one.target for one in server.requests)


async def test_ids_alone_need_a_day_and_may_be_sids(scripted: Talkover, server: ScriptedServer) -> None:
    with pytest.raises(ConfigurationError, match="date_from"):
        scripted.calls.wait(["a"])
    server.answer(listed(("a", "failed"), ("b", "busy")))

    ended = await scripted.calls.wait(["a", "sid-b"], date_from=date(2026, 1, 2))

    assert [call.id for call in ended] == ["a", "b"]
    assert "date_from=2026-01-01" in server.requests[0].target


async def test_what_is_left_at_the_end_of_the_time_is_told_and_can_be_waited_for_again(
    scripted: Talkover, server: ScriptedServer, time: VirtualTime
) -> None:
    for _ in range(4):
        server.answer(listed(("a", "ringing"), ("b", "parked")))
    waiting = scripted.calls.wait([placed("a"), placed("b"), placed("lost")], timeout=25.0)

    with pytest.raises(DeadlineExceeded, match=r"3 of 3 calls have not ended.*shown 1") as caught:
        await waiting
    assert isinstance(caught.value, TimeoutError)
    assert time.slept == [10.0, 10.0, 5.0]
    assert {name: call and call.status for name, call in waiting.open.items()} == {
        "a": "ringing",
        "b": "parked",
        "lost": None,
    }

    server.answer(listed(("a", "completed"), ("b", "no_answer"), ("lost", "voicemail")))
    assert [call.id for call in await waiting] == ["a", "b", "lost"]


async def test_an_error_is_raised_and_the_rest_can_be_waited_for(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(listed(("a", "completed"), ("b", "ringing")))
    for _ in range(scripted.options.retry.attempts):
        server.answer({"message": "no"}, status=500)
    server.answer(listed(("b", "completed")))
    waiting = scripted.calls.wait([placed("a"), placed("b")])
    ended: list[Call] = []

    with pytest.raises(ServerError):
        ended += [call async for call in waiting]
    assert list(waiting.open) == ["b"]
    assert [call.id for call in await waiting] == ["b"]


async def test_a_page_takes_no_longer_than_the_time_that_is_left(
    scripted: Talkover, server: ScriptedServer, time: VirtualTime
) -> None:
    server.answer({"message": "slow down"}, status=429, headers={"Retry-After": "600"}, always=True)

    with pytest.raises(RateLimited, match="slow down"):
        await scripted.calls.wait([placed("a")], timeout=30.0)

    assert time.now - 1000 <= 31


async def test_reading_takes_at_most_half_of_the_time(
    scripted: Talkover, server: ScriptedServer, time: VirtualTime
) -> None:
    server.answer(listed(("a", "ringing"))).answer({}, status=429, headers={"Retry-After": "40"})
    server.answer(listed(("a", "ringing"))).answer(listed(("a", "completed")))

    await scripted.calls.wait([placed("a")])

    waits = [one for one in time.slept if one >= 10]
    assert waits[0] == 10.0
    assert waits[-1] >= 40


async def test_nothing_to_wait_for_takes_no_request(scripted: Talkover, server: ScriptedServer) -> None:
    assert await scripted.calls.wait([]) == []
    assert server.requests == []


@pytest.mark.parametrize("bad", [{"timeout": 0}, {"interval": -1}, {"date_from": "2026-01-01"}])
async def test_what_cannot_be_meant_is_refused(scripted: Talkover, bad: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError):
        scripted.calls.wait([placed("a")], **bad)
    with pytest.raises(ConfigurationError, match="no id"):
        scripted.calls.wait([QueuedCall()])
