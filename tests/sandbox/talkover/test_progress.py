"""Placed calls get on as the clock does."""

from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client, Clock
from tests.sandbox.talkover.test_calls import call_agent

TO = "+12345678901"


async def newest(sandbox: Sandbox, client: Client) -> dict[str, Any]:
    call: dict[str, Any] = (await client.get(sandbox.talkover, "/calls", per_page=1)).document["data"][0]
    return call


async def statuses(sandbox: Sandbox, client: Client, clock: Clock, *, seconds: int = 300) -> list[str]:
    """Look at the newest call every second, and return its statuses without repeats."""
    seen = [(await newest(sandbox, client))["status"]]
    for _ in range(seconds):
        clock.now += 1
        status = (await newest(sandbox, client))["status"]
        seen += [status] if status != seen[-1] else []
    return seen


async def test_a_call_rings_is_answered_and_ends(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    await call_agent(sandbox, client, {"to": TO})

    assert await statuses(sandbox, client, clock) == ["initiated", "ringing", "answered", "completed"]
    call = await newest(sandbox, client)
    assert 20 <= call["duration"] <= 180
    assert call["updated_at"] > call["created_at"]


@pytest.mark.parametrize("outcome", ["busy", "failed", "no-answer"])
async def test_a_number_may_be_made_to_end_otherwise(
    sandbox: Sandbox, client: Client, clock: Clock, outcome: str
) -> None:
    sandbox.talkover.call_outcomes[TO] = outcome
    await call_agent(sandbox, client, {"to": TO})

    assert await statuses(sandbox, client, clock, seconds=60) == ["initiated", "ringing", outcome]
    assert (await newest(sandbox, client))["duration"] == 0


async def test_a_delayed_call_begins_later(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    await call_agent(sandbox, client, {"to": TO, "delay_seconds": 100})

    clock.now += 99
    assert (await newest(sandbox, client))["status"] == "initiated"
    clock.now += 4
    assert (await newest(sandbox, client))["status"] == "ringing"


async def test_however_late_one_looks_the_times_are_those_of_the_steps(
    sandbox: Sandbox, client: Client, clock: Clock
) -> None:
    for _ in range(2):
        await call_agent(sandbox, client, {"to": TO})
    clock.now += 86_400

    calls = (await client.get(sandbox.talkover, "/calls", per_page=2)).document["data"]
    assert {call["status"] for call in calls} == {"completed"}
    assert all(call["updated_at"][:10] == "2026-03-31" for call in calls)


async def test_a_running_call_is_found_and_ended(sandbox: Sandbox, client: Client, clock: Clock) -> None:
    placed = (await call_agent(sandbox, client, {"to": TO})).document["data"]
    agent = f"/agents/{placed['agent_id']}"
    clock.now += 7

    active = await client.get(sandbox.talkover, f"{agent}/active-call/%2B12345678901")
    assert active.document["data"] == [
        {
            "id": placed["id"],
            "agent_id": placed["agent_id"],
            "to": TO,
            "status": "answered",
            "started_at": placed["created_at"],
            "duration_seconds": 7,
        }
    ]
    document = {"call_sid": placed["id"]}
    ended = await client.ask(sandbox.talkover, "POST", f"{agent}/end-call", document=document)
    assert (ended.document["data"]["status"], ended.document["data"]["ended_reason"]) == ("completed", "ended_by_api")
    assert (await newest(sandbox, client))["duration"] == 1

    again = await client.ask(sandbox.talkover, "POST", f"{agent}/end-call", document=document)
    assert (again.status, again.document["code"]) == (409, "CALL_NOT_ACTIVE")
    gone = await client.get(sandbox.talkover, f"{agent}/active-call/%2B12345678901")
    assert (gone.status, gone.document["message"]) == (404, "No active call found for this phone number")
    unknown = await client.ask(sandbox.talkover, "POST", f"{agent}/end-call", document={"call_sid": "x"})
    assert (unknown.status, unknown.document["message"]) == (404, "Call not found for this agent")


async def test_a_call_may_be_ended_by_its_sid(sandbox: Sandbox, client: Client) -> None:
    placed = (await call_agent(sandbox, client, {"to": TO})).document["data"]
    document = {"call_sid": (await newest(sandbox, client))["sid"]}

    path = f"/agents/{placed['agent_id']}/end-call"
    assert (await client.ask(sandbox.talkover, "POST", path, document=document)).status == 200


async def test_an_agent_s_calls_are_those_of_the_list_without_the_agent(sandbox: Sandbox, client: Client) -> None:
    placed = (await call_agent(sandbox, client, {"to": TO})).document["data"]
    agent = placed["agent_id"]

    everywhere = (await client.get(sandbox.talkover, "/calls", {"agent_id": agent, "per_page": 100})).document
    own = (await client.get(sandbox.talkover, f"/agents/{agent}/calls", per_page=100)).document
    assert own["pagination"] == everywhere["pagination"]
    assert own["data"] == [{k: v for k, v in one.items() if k != "agent"} for one in everywhere["data"]]
    busy = (await client.get(sandbox.talkover, f"/agents/{agent}/calls", status="busy")).document["data"]
    assert {one["status"] for one in busy} == {"busy"}
    assert (await client.get(sandbox.talkover, "/agents/nobody/calls")).status == 404
