from datetime import UTC, datetime
from typing import Any

import pytest

from telephony_clients import (
    BadRequest,
    ConfigurationError,
    LostResponse,
    NotFound,
    PaymentRequired,
    ServerError,
    Talkover,
)
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import CallStatus, PlacedCall
from telephony_clients.testing.virtual_time import VirtualTime
from tests.scripted_server import ScriptedServer
from tests.talkover.examples import PLACED
from tests.wings import same

TO = "+12025550123"
FIRST = "call_789012"


async def test_the_printed_answer_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PLACED)

    call = await scripted.agents.call("agent_123456", to="+1234567890")

    assert same(
        call,
        PlacedCall(
            id=FIRST,
            agent_id="agent_123456",
            to="+1234567890",
            status=CallStatus.INITIATED,
            created_at=datetime(2024, 1, 15, 10, 30, tzinfo=UTC),
        ),
    )
    assert scripted.drift() == ()


async def test_the_bare_answer_of_the_quickstart_is_read_too(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({"call_id": FIRST, "agent_id": "a", "to": TO, "status": "in-progress", "estimated_duration": 60})

    call = await scripted.agents.call("a", to=TO)

    assert (call.id, call.status, call.extra) == (FIRST, CallStatus.IN_PROGRESS, {"estimated_duration": 60})


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"payload": {"name": "Zoë", "vip": None}}, {"payload": {"name": "Zoë", "vip": None}}),
        ({"context": {"since": datetime(2026, 1, 1, tzinfo=UTC)}}, {"context": {"since": "2026-01-01T00:00:00+00:00"}}),
        ({"delay_seconds": 0}, {"delay_seconds": 0}),
        ({"delay_seconds": 3600, "is_testing": True}, {"delay_seconds": 3600, "is_testing": True}),
        ({"extra": {"allow_duplicates": False}}, {"allow_duplicates": False}),
    ],
)
async def test_the_body_holds_what_was_given_and_nothing_else(
    scripted: Talkover, server: ScriptedServer, given: dict[str, Any], body: dict[str, Any]
) -> None:
    server.answer(PLACED)

    await scripted.agents.call("agent/1", to=TO, **given)

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/agents/agent%2F1/call")
    assert seen.json == {"to": TO, **body}
    assert seen.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "given",
    [
        {"to": "12025550123"},
        {"to": "+0123456789"},
        {"to": "+1 202 555 0123"},
        {"to": "+1234567890123456"},
        {"to": "+1202555012٣"},
        {"to": "+12025550123\n"},
        {"to": None},
        {"to": 12025550123},
        {"to": TO, "delay_seconds": -1},
        {"to": TO, "delay_seconds": 3601},
        {"to": TO, "delay_seconds": True},
        {"to": TO, "delay_seconds": "60"},
        {"to": TO, "delay_secs": 60},
        {"to": TO, "payload": {"x": object()}},
        {"to": TO, "payload": {"x": float("nan")}},
        {"to": TO, "context": {"at": datetime(2026, 1, 1)}},  # noqa: DTZ001 - naive on purpose
    ],
)
async def test_what_cannot_be_meant_is_not_sent(
    scripted: Talkover, server: ScriptedServer, given: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError):
        await scripted.agents.call("agent", **given)

    assert server.requests == []


async def test_a_placed_call_is_the_newest_of_the_list(talkover: Talkover) -> None:
    agent = await talkover.agents.list().first()
    assert agent is not None

    placed = await talkover.agents.call(agent.id, to=TO, is_testing=True)
    newest = await talkover.calls.list().first()

    assert newest is not None
    assert (newest.id, newest.to, newest.is_testing) == (placed.id, TO, True)


async def test_the_page_s_own_errors_have_their_codes(sandbox: Sandbox, talkover: Talkover) -> None:
    agent = await talkover.agents.list().first()
    assert agent is not None

    with pytest.raises(NotFound) as missing:
        await talkover.agents.call("nobody", to=TO)
    assert (missing.value.code, missing.value.details) == ("AGENT_NOT_FOUND", {"agent_id": "nobody"})

    with pytest.raises(BadRequest) as short:
        await talkover.agents.call(agent.id, to="+12345")
    assert (short.value.code, short.value.details) == ("INVALID_PHONE_NUMBER", {"field": "to", "value": "+12345"})

    sandbox.talkover.faults.status(402)
    with pytest.raises(PaymentRequired) as broke:
        await talkover.agents.call(agent.id, to=TO)
    assert broke.value.code == "INSUFFICIENT_CREDITS"


@pytest.mark.parametrize("error", [ServerError, LostResponse])
async def test_a_call_whose_fate_is_unknown_is_not_placed_again(
    sandbox: Sandbox, talkover: Talkover, error: type[ServerError] | type[LostResponse]
) -> None:
    agent = await talkover.agents.list().first()
    assert agent is not None
    if error is ServerError:
        sandbox.talkover.faults.status(500)
    else:
        sandbox.talkover.faults.reset(acted=True)

    with pytest.raises(error) as caught:
        await talkover.agents.call(agent.id, to=TO)

    assert caught.value.outcome == "unknown"
    assert sum(one.method == "POST" for one in sandbox.talkover.requests) == 1


async def test_a_refusal_is_waited_out_for_as_long_as_its_body_says(
    scripted: Talkover, server: ScriptedServer, time: VirtualTime
) -> None:
    limit = {"code": "RATE_LIMIT_EXCEEDED", "message": "Slow down.", "details": {"retry_after": 30}}
    server.answer({"error": limit}, status=429).answer(PLACED)

    call = await scripted.agents.call("agent", to=TO)

    assert call.id == FIRST
    assert time.slept == [30.5]  # half a second of jitter
    assert [seen.method for seen in server.requests] == ["POST", "POST"]
