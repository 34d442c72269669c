"""What Talkover's answers say of the plan is on the response, and keeps the account within it."""

import asyncio
from typing import Any

import pytest

from telephony_clients import RateLimit, Talkover
from telephony_clients.testing.virtual_time import VirtualTime
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_calls import TO
from tests.talkover.printed import EXAMPLES

DATE, EPOCH = "Tue, 31 Mar 2026 18:00:00 GMT", 1_774_980_000
PLACED = EXAMPLES["agents.call"][0]


def headers(remaining: int, reset: int | None) -> dict[str, Any]:
    told = {"X-RateLimit-Limit": "100", "X-RateLimit-Remaining": str(remaining), "Date": DATE}
    return told if reset is None else {**told, "X-RateLimit-Reset": str(reset)}


@pytest.mark.parametrize(("reset", "seconds"), [(42, 42.0), (EPOCH + 42, 42.0), (EPOCH - 5, 0.0), (None, None)])
async def test_the_quota_is_on_the_response_with_the_seconds_until_the_reset(
    scripted: Talkover, server: ScriptedServer, reset: int | None, seconds: float | None
) -> None:
    server.answer(PLACED, headers=headers(57, reset))

    response = await scripted.request("POST", "/agents/a/call", json={"to": TO})

    assert response.rate_limit == RateLimit(limit=100, remaining=57, reset=seconds)
    assert scripted.gate.snapshot().quota == response.rate_limit


@pytest.mark.parametrize(("reset", "seconds"), [(42, 42.0), (EPOCH + 42, 42.0), (None, 60.0)])
async def test_when_nothing_is_left_the_account_waits_for_the_reset_or_the_minute(
    scripted: Talkover, server: ScriptedServer, time: VirtualTime, reset: int | None, seconds: float
) -> None:
    server.answer(PLACED, headers=headers(1, reset)).answer(PLACED, headers=headers(0, reset))
    server.answer(PLACED, headers=headers(99, reset), always=True)
    await scripted.agents.call("a", to=TO)
    await scripted.agents.call("a", to=TO)
    assert time.slept == []

    patient = scripted.with_options(deadline=100.0)
    await asyncio.gather(*(patient.agents.call("a", to=TO) for _ in range(3)))

    assert seconds <= sum(time.slept) <= seconds + 0.2  # the first of them learns that there is more
    assert len(server.requests) == 5


async def test_a_refusal_tells_of_the_quota_too(scripted: Talkover, server: ScriptedServer, time: VirtualTime) -> None:
    told = {**headers(0, EPOCH + 17), "Retry-After": "17"}
    server.answer({"success": False, "message": "Too many requests"}, status=429, headers=told).answer(PLACED)

    await scripted.agents.call("a", to=TO)

    assert 17 <= sum(time.slept) <= 18
    assert [seen.method for seen in server.requests] == ["POST", "POST"]
