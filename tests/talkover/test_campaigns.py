"""Campaigns through the client."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from telephony_clients import BadRequest, ConfigurationError, Conflict, Talkover, ValidationFailed
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import CallTimeRange, CampaignStatus
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_calls import TO, new_campaign
from tests.talkover.printed import EXAMPLES, REFUSALS


async def agent_of(talkover: Talkover) -> str:
    agent = await talkover.agents.list(status="published").first()
    assert agent is not None
    return agent.id


async def test_a_campaign_s_life(talkover: Talkover) -> None:
    made = await talkover.campaigns.create(**(new_campaign(await agent_of(talkover)) | {"do_not_call_enabled": True}))
    assert (made.status, made.do_not_call_enabled) == (CampaignStatus.DRAFT, True)
    started = await talkover.campaigns.update_status(made.id, status="active")
    assert (started.id, started.status) == (made.id, "active")
    queued = await talkover.campaigns.call(made.id, to=TO, context={"order": 7})
    assert queued.campaign_call is not None
    assert (queued.id, queued.campaign_call.status) == (queued.campaign_call.id, "queued")

    assert [one.id for one in (await talkover.campaigns.get(made.id)).calls or []] == [queued.id]
    assert made.id in [one.id async for one in talkover.campaigns.list(status=CampaignStatus.ACTIVE)]
    with pytest.raises(Conflict) as twice:
        await talkover.campaigns.call(made.id, to=TO)
    assert twice.value.details["existing_call"]["id"] == queued.id
    await talkover.campaigns.update_status(made.id, status="cancelled")
    with pytest.raises(BadRequest, match="not active"):
        await talkover.campaigns.call(made.id, to=TO)
    assert talkover.drift() == ()


async def test_what_is_given_is_sent_and_nothing_else(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["campaigns.create"][0], status=201).answer(EXAMPLES["campaigns.update"][0])

    made = await scripted.campaigns.create(
        **(new_campaign("a") | {"description": None, "auto_dnc_trigger_statuses": ["voicemail"], "extra": {"new": 1}})
    )
    assert made.call_time_ranges is not None
    await scripted.campaigns.update("c/1", end_date=None, call_time_ranges=made.call_time_ranges)

    created, updated = server.requests
    assert (created.method, created.target) == ("POST", "/campaigns")
    assert created.json == {
        "name": "Sales Campaign Q1",
        "campaign_type": "sales",
        "agent_id": "a",
        "start_date": "2026-04-01",
        "days_of_week": [1, 2, 3, 4, 5],
        "call_time_ranges": [{"start": "09:00", "end": "17:00"}],
        "timezone": "America/New_York",
        "description": None,
        "auto_dnc_trigger_statuses": ["voicemail"],
        "new": 1,
    }
    assert (updated.method, updated.target) == ("PUT", "/campaigns/c%2F1")
    assert updated.json == {"end_date": None, "call_time_ranges": [{"start": "09:00", "end": "17:00"}]}
    assert made.call_time_ranges == [CallTimeRange(start="09:00", end="17:00")]


@pytest.mark.parametrize(
    "bad",
    [
        {"name": None, "nam": "x"},
        {"start_date": datetime(2026, 1, 1, tzinfo=UTC)},
        {"end_date": "2026-01-01"},
    ],
)
async def test_what_cannot_be_meant_is_not_sent(
    scripted: Talkover, server: ScriptedServer, bad: dict[str, Any]
) -> None:
    with pytest.raises(ConfigurationError):
        await scripted.campaigns.update("c", **bad)
    with pytest.raises(ConfigurationError, match="agent_id"):
        await scripted.campaigns.create(name="x")  # type: ignore[call-arg]  # what checkers refuse
    with pytest.raises(ConfigurationError, match=r"E\.164"):
        await scripted.campaigns.call("c", to="12025550123")
    assert server.requests == []


async def test_filters_stand_in_the_query(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["campaigns.list"][0])

    await scripted.campaigns.list(
        campaign_type="follow_up", agent_id="a", date_from=date(2026, 1, 1), search="Q1", page_size=20
    )

    query = "campaign_type=follow_up&agent_id=a&date_from=2026-01-01&search=Q1&page=1&per_page=20"
    assert dict(pair.split("=") for pair in server.requests[0].target.partition("?")[2].split("&")) == dict(
        pair.split("=") for pair in query.split("&")
    )


@pytest.mark.parametrize(
    "answer",
    [
        {"success": True, "message": "Call queued", "data": {"call_id": "c-9", "call_sid": "s", "status": "initiated"}},
        {"call_id": "c-9", "campaign_id": "m", "to": TO, "status": "queued"},
        {"id": "c-9", "agent_id": "a", "to": TO, "status": "queued"},
        {"success": True, "data": EXAMPLES["campaigns.call"][0] | {"campaign_call": {"id": "c-9"}}},
        {"campaign_call": {"id": "c-9"}},
    ],
)
async def test_a_queued_call_has_its_id_in_whichever_shape_it_comes(
    scripted: Talkover, server: ScriptedServer, answer: dict[str, Any]
) -> None:
    server.answer(answer, status=201)

    assert (await scripted.campaigns.call("m", to=TO)).id == "c-9"


@pytest.mark.parametrize(
    "answer", [(200, b'{"success": true, "message": "Campaign deleted successfully"}'), (204, b"")]
)
async def test_a_deletion_may_be_answered_with_nothing(
    scripted: Talkover, server: ScriptedServer, answer: tuple[int, bytes]
) -> None:
    server.answer(status=answer[0], body=answer[1])

    await scripted.campaigns.delete("m")

    assert [(one.method, one.target) for one in server.requests] == [("DELETE", "/campaigns/m")]


async def test_the_printed_refusal_of_a_duplicate_shows_the_call_that_is_there(
    scripted: Talkover, server: ScriptedServer
) -> None:
    server.answer(REFUSALS["campaigns.call"][0], status=409)

    with pytest.raises(Conflict) as caught:
        await scripted.campaigns.call("m", to=TO)

    assert caught.value.details["existing_call"]["id"] == "call-uuid-existing"


async def test_dotted_names_of_fields_are_kept(sandbox: Sandbox, talkover: Talkover) -> None:
    fields: dict[str, Any] = {
        **new_campaign(await agent_of(talkover)),
        "call_time_ranges": [{"start": "9", "end": "17:00"}],
    }
    with pytest.raises(ValidationFailed) as caught:
        await talkover.campaigns.create(**fields)

    assert list(caught.value.errors) == ["call_time_ranges.0.start"]
    assert [one.method for one in sandbox.talkover.requests][-1] == "POST"
