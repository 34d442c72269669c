import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import pytest

from telephony_clients import UNSET, ConfigurationError, Conflict, NotFound, Talkover, ValidationFailed
from telephony_clients.talkover import Agent, AgentStatus, CallDirection, InterruptSensitivity, Speaker
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_agents import AGENT, BEHAVIOUR, KNOWLEDGE
from tests.talkover.printed import EXAMPLES, REFUSALS
from tests.wings import fits

FULL = {
    **AGENT,
    "description": "Handles inquiries",
    "initial_message": "Hello",
    "max_idle_check_count": 3,
    "max_call_duration_seconds": 3600,
    "say_goodbye_on_max_duration": True,
    "user_inactivity_timeout_seconds": 5,
    "initial_idle_time_seconds": 60,
    "initial_max_idle_check_count": 0,
    "phone_number_ids": ["n1", "n2"],
}
VOICE: dict[str, Any] = {"voice_id": "v", "conversation_speed": 1.2, "who_speaks_first": Speaker.AGENT}
FINE = {
    **VOICE,
    "ambient_background": "cafe",
    "ambient_volume": 0.5,
    "language": "en-US",
    "similarity": 0.75,
    "stability": 0.8,
}
Act = Callable[[Talkover], Awaitable[object]]


@pytest.mark.parametrize(
    ("act", "route", "body"),
    [
        (lambda one: one.agents.create(**AGENT), "POST /agents", AGENT),
        (lambda one: one.agents.create(**FULL), "POST /agents", FULL),
        (
            lambda one: one.agents.create(**AGENT, description=UNSET, extra={"mood": 1}),
            "POST /agents",
            AGENT | {"mood": 1},
        ),
        (lambda one: one.agents.update_knowledge("a/1", **KNOWLEDGE), "PUT /agents/a%2F1/knowledge", KNOWLEDGE),
        (
            lambda one: one.agents.update_knowledge("a", **KNOWLEDGE, initial_message="Hello"),
            "PUT /agents/a/knowledge",
            KNOWLEDGE | {"initial_message": "Hello"},
        ),
        (lambda one: one.agents.update_voice("a", **VOICE), "PUT /agents/a/voice", VOICE),
        (lambda one: one.agents.update_voice("a", **FINE), "PUT /agents/a/voice", FINE),
        (
            lambda one: one.agents.update_calling("a", direction=CallDirection.INBOUND),
            "PUT /agents/a/calling",
            {"direction": "inbound"},
        ),
        (
            lambda one: one.agents.update_calling("a", direction="outbound", phone_number_ids=[], extra={"x": None}),
            "PUT /agents/a/calling",
            {"direction": "outbound", "phone_number_ids": [], "x": None},
        ),
        (
            lambda one: one.agents.update_advanced_settings("a", enable_initial_message_cache=True),
            "PATCH /agents/a/advanced-settings",
            {"enable_initial_message_cache": True},
        ),
        (lambda one: one.agents.update_advanced_settings("a"), "PATCH /agents/a/advanced-settings", {}),
        (lambda one: one.agents.publish("a/1"), "POST /agents/a%2F1/publish", None),
        (lambda one: one.agents.unpublish("a"), "POST /agents/a/unpublish", None),
        (lambda one: one.agents.delete("a"), "DELETE /agents/a", None),
    ],
)
async def test_the_body_holds_what_was_given_and_nothing_else(
    scripted: Talkover, server: ScriptedServer, act: Act, route: str, body: Any
) -> None:
    server.answer({"success": True, "data": {"id": "a", "name": "Bot"}})

    await act(scripted)

    (seen,) = server.requests
    assert f"{seen.method} {seen.target}" == route
    assert (json.loads(seen.body) if seen.body else None) == body


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"initial_message_delay": 61}, "initial_message_delay"),
        ({"initial_message_delay": True}, "initial_message_delay"),
        ({"max_idle_check_count": 0}, "max_idle_check_count"),
        ({"max_call_duration_seconds": 3601}, "max_call_duration_seconds"),
        ({"user_inactivity_timeout_seconds": 4}, "user_inactivity_timeout_seconds"),
        ({"initial_idle_time_seconds": 61}, "initial_idle_time_seconds"),
        ({"initial_max_idle_check_count": 11}, "initial_max_idle_check_count"),
        ({"label": UNSET}, "needs label"),
        ({"mood": "sunny"}, "no mood"),
    ],
)
async def test_what_the_page_rules_out_is_not_sent(
    scripted: Talkover, server: ScriptedServer, wrong: Mapping[str, Any], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        await scripted.agents.create(**{**AGENT, **wrong})

    assert server.requests == []


async def test_where_the_pages_contradict_each_other_the_vendor_decides(
    scripted: Talkover, server: ScriptedServer
) -> None:
    server.answer({"id": "a", "name": "Bot"}).answer({"id": "a", "name": "Bot"})

    await scripted.agents.create(**{**AGENT, "idle_time_seconds": 300, "conversation_speed": 3.0})
    await scripted.agents.update_voice("a", **{**VOICE, "conversation_speed": 1.0})

    assert len(server.requests) == 2


async def test_a_field_that_is_unknown_here_passes_no_check(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({"id": "a", "name": "Bot"})

    await scripted.agents.create(**AGENT, extra={"initial_message_delay": 90})

    assert server.requests[0].json["initial_message_delay"] == 90


@pytest.mark.parametrize("answer", [{"status": 204, "body": b""}, {"payload": EXAMPLES["agents.delete"][0]}])
async def test_a_deletion_may_be_answered_with_or_without_a_body(
    scripted: Talkover, server: ScriptedServer, answer: dict[str, Any]
) -> None:
    server.answer(**answer)

    await scripted.agents.delete("a")

    assert [(one.method, one.target) for one in server.requests] == [("DELETE", "/agents/a")]


async def test_an_agent_from_its_making_to_its_end(talkover: Talkover) -> None:
    agents = talkover.agents
    voice = (await talkover.voice_templates.list())[0].voices[0]
    number = (await talkover.phone_numbers.list())[0]

    agent = await agents.create(**FULL | {"phone_number_ids": [number.id]})
    assert fits(agent, Agent)
    assert (agent.current_status, agent.is_ready_to_publish, agent.voice) == (AgentStatus.DRAFT, False, None)
    assert [one.id for one in agent.phone_numbers or []] == [number.id]
    assert await agents.get(agent.id) == agent
    assert (await agents.list(search="supportbot"))[0] == agent
    with pytest.raises(ValidationFailed, match="not ready"):
        await agents.publish(agent.id)

    spoken = await agents.update_voice(agent.id, **FINE | {"voice_id": voice.id})
    assert spoken.voice is not None
    assert spoken.voice.template is not None
    assert (spoken.voice.template.id, spoken.voice.similarity_boost, spoken.conversation_speed) == (voice.id, 0.75, 1.2)
    published = await agents.publish(agent.id)
    assert (published.current_status, published.is_ready_to_publish, published.label) == ("published", True, None)
    assert [one.id for one in await agents.list(status="published") if one.id == agent.id] == [agent.id]

    known = await agents.update_knowledge(agent.id, **KNOWLEDGE | {"interrupt_sensitivity": "high"})
    assert (known.current_status, known.interrupt_sensitivity) == (AgentStatus.DRAFT, InterruptSensitivity.HIGH)
    called = await agents.update_calling(agent.id, direction="outbound", phone_number_ids=[])
    assert (called.direction, called.phone_numbers, called.description) == (CallDirection.OUTBOUND, [], None)
    cached = await agents.update_advanced_settings(agent.id, enable_initial_message_cache=False)
    assert cached.advanced_settings is not None
    assert cached.advanced_settings.enable_initial_message_cache is False

    await agents.publish(agent.id)
    with pytest.raises(Conflict):
        await agents.delete(agent.id)
    assert (await agents.unpublish(agent.id)).current_status == "draft"
    await agents.delete(agent.id)
    with pytest.raises(NotFound):
        await agents.get(agent.id)


async def test_an_agent_with_a_call_under_way_stays(talkover: Talkover) -> None:
    agent = (await talkover.agents.list(status="published"))[0]
    await talkover.agents.call(agent.id, to="+12025550123")
    await talkover.agents.unpublish(agent.id)

    with pytest.raises(Conflict, match="active calls"):
        await talkover.agents.delete(agent.id)

    assert (await talkover.agents.get(agent.id)).id == agent.id


async def test_what_the_vendor_refuses_is_told_by_field(talkover: Talkover) -> None:
    agent = (await talkover.agents.list())[0]

    with pytest.raises(ValidationFailed) as caught:
        await talkover.agents.create(**{**AGENT, "language": "xx", "llm_temperature": 3, "interrupt_sensitivity": ""})
    assert set(caught.value.errors) == {"language", "llm_temperature", "interrupt_sensitivity"}
    with pytest.raises(ValidationFailed) as caught:
        await talkover.agents.update_calling(agent.id, direction="inbound", phone_number_ids=["nobody"])
    assert set(caught.value.errors) == {"phone_number_ids.0"}
    with pytest.raises(ValidationFailed) as caught:
        await talkover.agents.update_knowledge(agent.id, description="Hi", **BEHAVIOUR)
    assert set(caught.value.errors) == {"description"}
    with pytest.raises(NotFound, match="Voice not found"):
        await talkover.agents.update_voice(agent.id, **VOICE)
    assert await talkover.agents.get(agent.id) == agent


async def test_too_few_calls_for_optimized_costs(talkover: Talkover) -> None:
    ids = [agent.id for agent in await talkover.agents.list()]
    found = {one: await talkover.agents.check_optimized_costs_eligibility(one) for one in ids}
    assert all(one.eligible == (one.calls_remaining is None) for one in found.values())
    few = next(agent_id for agent_id, one in found.items() if not one.eligible)
    enough = next(agent_id for agent_id, one in found.items() if one.eligible)

    with pytest.raises(ValidationFailed) as caught:
        await talkover.agents.update_advanced_settings(few, enable_initial_message_cache=True)
    assert caught.value.code == "OPTIMIZED_COSTS_NOT_ELIGIBLE"
    assert caught.value.details["current_calls"] == found[few].current_calls

    await talkover.agents.update_advanced_settings(enough, enable_initial_message_cache=True)
    assert (await talkover.agents.get_pricing_summary(enough)).optimized_costs_enabled is True
    assert (await talkover.agents.get_pricing_summary(few)).optimized_costs_enabled is False


async def test_the_printed_refusal_tells_how_many_calls_it_takes(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(REFUSALS["agents.update_advanced_settings"][0], status=422)

    with pytest.raises(ValidationFailed, match="call volume threshold") as caught:
        await scripted.agents.update_advanced_settings("a", enable_initial_message_cache=True)

    assert caught.value.code == "OPTIMIZED_COSTS_NOT_ELIGIBLE"
    assert caught.value.details == {"current_calls": 312, "required_calls": 700, "threshold_days": 7}
