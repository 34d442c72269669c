from datetime import UTC, datetime

import pytest

from telephony_clients import ConfigurationError, Conflict, NotFound, Talkover, ValidationFailed
from telephony_clients.talkover import ReleaseRequest, ReleaseStatus
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_agents import REASON
from tests.talkover.printed import EXAMPLES
from tests.wings import fits, same

PENDING = ReleaseRequest(
    id="request-uuid-1",
    phone_number_id="phone-uuid-1",
    phone_number="+15551234567",
    reason="Number is no longer in use after migration",
    status=ReleaseStatus.PENDING,
    requested_at=datetime(2024, 1, 10, 14, 30, tzinfo=UTC),
)


async def test_the_printed_requests_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["phone_numbers.release_requests.list"][0])

    pending, approved = await scripted.phone_numbers.release_requests.list().to_list()

    assert same(pending, PENDING)
    assert approved.status is ReleaseStatus.APPROVED
    assert approved.resolved_at == datetime(2024, 1, 8, 16, 20, tzinfo=UTC)
    assert scripted.drift() == ()


async def test_a_rejected_request_says_why(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({"success": True, "data": [{"id": "r", "status": "rejected", "rejection_reason": "In use"}]})

    (rejected,) = await scripted.phone_numbers.release_requests.list().to_list()

    assert (rejected.status, rejected.rejection_reason) == (ReleaseStatus.REJECTED, "In use")
    assert scripted.drift() == ()


@pytest.mark.parametrize("length", [10, 500])
async def test_a_number_is_asked_to_be_released(scripted: Talkover, server: ScriptedServer, length: int) -> None:
    server.answer(EXAMPLES["phone_numbers.request_release"][0], status=201)

    asked = await scripted.phone_numbers.request_release("n/1", reason="é" * length, extra={"x": 1})

    assert asked.status is ReleaseStatus.PENDING
    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/phone-numbers/n%2F1/request-release")
    assert seen.json == {"reason": "é" * length, "x": 1}


@pytest.mark.parametrize("length", [0, 9, 501])
async def test_a_reason_has_10_to_500_characters(scripted: Talkover, server: ScriptedServer, length: int) -> None:
    with pytest.raises(ConfigurationError, match="reason"):
        await scripted.phone_numbers.request_release("n", reason="x" * length)

    assert server.requests == []


async def test_a_request_is_cancelled(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["phone_numbers.release_requests.cancel"][0]).answer(status=204, body=b"")

    for _ in range(2):
        await scripted.phone_numbers.release_requests.cancel("r/1")

    assert [(one.method, one.target) for one in server.requests] == [
        ("DELETE", "/phone-numbers/release-requests/r%2F1")
    ] * 2


async def test_a_release_from_its_request_to_its_end(talkover: Talkover) -> None:
    numbers, requests = talkover.phone_numbers, talkover.phone_numbers.release_requests
    agents = await talkover.agents.list().to_list()
    used, free = [
        next(
            (agent.phone_numbers or [])[0].id
            for agent in agents
            if agent.current_status == status and agent.phone_numbers
        )
        for status in ("published", "draft")
    ]

    with pytest.raises(ValidationFailed) as in_use:
        await numbers.request_release(used, reason=REASON)
    assert in_use.value.code == "PHONE_NUMBER_IN_USE"
    asked = await numbers.request_release(free, reason=REASON)
    assert fits(asked, ReleaseRequest)
    assert (asked.status, asked.phone_number_id, asked.reason) == (ReleaseStatus.PENDING, free, REASON)
    with pytest.raises(Conflict) as twice:
        await numbers.request_release(free, reason=REASON)
    assert twice.value.code == "RELEASE_ALREADY_PENDING"

    before = await requests.list().to_list()
    assert before[0] == asked
    await requests.cancel(asked.id)
    assert (await requests.list())[0].status is ReleaseStatus.CANCELLED
    for resolved in (asked.id, before[-1].id):
        with pytest.raises(Conflict) as late:
            await requests.cancel(resolved)
        assert late.value.code == "RELEASE_ALREADY_RESOLVED"
    with pytest.raises(NotFound, match="Release request not found"):
        await requests.cancel("nothing")
