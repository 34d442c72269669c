from datetime import UTC, date, datetime
from typing import Any

import pytest

from telephony_clients import ApiError, BadRequest, ConfigurationError, NotFound, Talkover, ValidationFailed
from telephony_clients.talkover import (
    AgentStatus,
    CallbackAgent,
    CallbackConfig,
    CallbackCount,
    CallbackPeriod,
    CallbackStats,
    CallDirection,
)
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_account import PRINTED, WRONG_CONSTRAINTS
from tests.wings import same


async def test_the_printed_answers_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["callback_agents.list"]).answer(PRINTED["callback_agents.stats"])

    (agent,) = await scripted.callback_agents.list().to_list()
    stats = await scripted.callback_agents.stats()

    assert same(
        agent,
        CallbackAgent(
            id="agent-uuid-1",
            name="Callback Handler",
            label="Inbound Callback Agent",
            direction=CallDirection.INBOUND,
            current_status=AgentStatus.PUBLISHED,
            callback_config=CallbackConfig(source_agent_ids=["agent-uuid-2", "agent-uuid-3"]),
        ),
    )
    assert same(
        stats,
        CallbackStats(
            period=CallbackPeriod(start=date(2024, 1, 1), end=date(2024, 1, 31)),
            total_callbacks_received=184,
            callbacks_answered=142,
            callbacks_unmatched=12,
            callbacks_by_source_agent=[
                CallbackCount(source_agent_id="agent-uuid-2", name="Sales Outbound", count=110),
                CallbackCount(source_agent_id="agent-uuid-3", name="Survey Outbound", count=74),
            ],
        ),
    )


async def test_days_stand_in_the_query(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["callback_agents.stats"], always=True)

    await scripted.callback_agents.stats()
    await scripted.callback_agents.stats(start_date=date(2026, 1, 1), end_date=date(2026, 1, 31), params={"x": 1})
    with pytest.raises(ConfigurationError, match="start_date must be a date"):
        await scripted.callback_agents.stats(start_date=datetime(2026, 1, 1, tzinfo=UTC))

    assert [one.target for one in server.requests] == [
        "/callback-agents/stats",
        "/callback-agents/stats?start_date=2026-01-01&end_date=2026-01-31&x=1",
    ]


@pytest.mark.parametrize(
    ("given", "body"),
    [
        ({}, {}),
        ({"is_callback_agent": False}, {"is_callback_agent": False}),
        (
            {"callback_source_agents": ["a"], "callback_trigger_statuses": ["no_answer"], "extra": {"x": None}},
            {"callback_source_agents": ["a"], "callback_trigger_statuses": ["no_answer"], "x": None},
        ),
    ],
)
async def test_settings_are_tried_as_given(scripted: Talkover, server: ScriptedServer, given: Any, body: Any) -> None:
    server.answer(PRINTED["callback_agents.check_constraints"])

    await scripted.callback_agents.check_constraints("a", **given)

    (sent,) = server.requests
    assert (sent.method, sent.target, sent.json) == ("POST", "/callback-agents/a/check-constraints", body)


@pytest.mark.parametrize(("status", "kind"), [(200, BadRequest), (422, ValidationFailed)])
async def test_what_is_wrong_with_settings_is_listed_whatever_the_status(
    scripted: Talkover, server: ScriptedServer, status: int, kind: type[ApiError]
) -> None:
    server.answer(WRONG_CONSTRAINTS, status=status)

    with pytest.raises(kind, match="Configuration has errors") as caught:
        await scripted.callback_agents.check_constraints("a")

    assert caught.value.errors == {"": WRONG_CONSTRAINTS["errors"]}


async def test_an_agent_takes_the_role_and_gives_it_back(talkover: Talkover) -> None:
    inbound = await talkover.agents.list(direction="inbound").to_list()
    sources = await talkover.callback_agents.list_source_agents().to_list()
    agent, ids = inbound[-1], [one.id for one in sources[:2]]
    assert agent.id not in [one.id for one in await talkover.callback_agents.list().to_list()]

    made = await talkover.callback_agents.attach(agent.id, source_agent_ids=ids)
    changed = await talkover.callback_agents.update(agent.id, source_agent_ids=ids[:1])
    details = await talkover.callback_agents.get(agent.id)
    stats = await talkover.callback_agents.stats()
    await talkover.callback_agents.remove(agent.id)

    assert made.callback_config == CallbackConfig(source_agent_ids=ids)
    assert changed.callback_config == CallbackConfig(source_agent_ids=ids[:1])
    assert details.agent.name == agent.name
    assert [(one.id, one.name) for one in details.source_agents or []] == [(sources[0].id, sources[0].name)]
    assert {one.source_agent_id for one in stats.callbacks_by_source_agent or []} >= {ids[0]}
    with pytest.raises(NotFound, match="Agent is not configured as a callback agent"):
        await talkover.callback_agents.get(agent.id)


async def test_an_outbound_agent_cannot_answer_callbacks(talkover: Talkover) -> None:
    source = await talkover.callback_agents.list_source_agents().first()
    assert source is not None

    with pytest.raises(ValidationFailed) as caught:
        await talkover.callback_agents.attach(source.id, source_agent_ids=[source.id])
    with pytest.raises(ApiError) as tried:
        await talkover.callback_agents.check_constraints(source.id, callback_source_agents=["nobody"])

    assert caught.value.code == "INVALID_AGENT_DIRECTION"
    assert len(tried.value.errors[""]) == 2


@pytest.mark.parametrize("ids", [[], "agent-uuid-2"])
async def test_at_least_one_source_is_named(scripted: Talkover, server: ScriptedServer, ids: Any) -> None:
    with pytest.raises(ConfigurationError, match="source_agent_ids must be a list"):
        await scripted.callback_agents.attach("a", source_agent_ids=ids)
    with pytest.raises(ConfigurationError, match="source_agent_ids must be a list"):
        await scripted.callback_agents.update("a", source_agent_ids=ids)

    assert server.requests == []


async def test_sources_are_sent_as_given(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["callback_agents.attach"]).answer(PRINTED["callback_agents.update"])
    server.answer(status=204, body=b"")

    await scripted.callback_agents.attach("a", source_agent_ids=("s1", "s2"), extra={"x": 1})
    await scripted.callback_agents.update("a", source_agent_ids=["s1"])
    await scripted.callback_agents.remove("a")

    attached, changed, removed = server.requests
    assert {one.target for one in server.requests} == {"/agents/a/callback"}
    assert (attached.method, attached.json) == ("POST", {"source_agent_ids": ["s1", "s2"], "x": 1})
    assert (changed.method, changed.json) == ("PUT", {"source_agent_ids": ["s1"]})
    assert (removed.method, removed.body) == ("DELETE", b"")
