from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import pytest

from telephony_clients import ConfigurationError, NotFound, Talkover
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import (
    Action,
    ActionInput,
    ActionType,
    ActivityStatus,
    Agent,
    AgentPhoneNumber,
    AgentStatus,
    AgentVoice,
    CallDirection,
    InterruptSensitivity,
    PhoneNumberStatus,
    Speaker,
    Training,
    VoiceTemplateRef,
)
from tests.scripted_server import ScriptedServer
from tests.talkover.examples import AGENT, AGENTS
from tests.wings import CAREFUL_IDS, NO_IDS, fits, same

AT = datetime(2024, 1, 15, 10, 30, tzinfo=UTC)
SUPPORT_BOT = Agent(
    id="550e8400-e29b-41d4-a716-446655440000",
    name="SupportBot",
    label="Customer Support Agent",
    description="Handles customer inquiries and support requests",
    language="en-US",
    voice=AgentVoice(
        id="voice-uuid",
        name="Bianca",
        label="Bianca Voice",
        stability=0.6,
        similarity_boost=0.98,
        ambient_background="office",
        template=VoiceTemplateRef(id="voice-template-uuid", name="Bianca"),
    ),
    initial_message="Hello, how can I help you today?",
    interrupt_sensitivity=InterruptSensitivity.MEDIUM,
    conversation_speed=1.0,
    initial_message_delay=0,
    ask_if_human_present_on_idle=False,
    direction=CallDirection.INBOUND,
    who_speaks_first=Speaker.AGENT,
    current_status=AgentStatus.PUBLISHED,
    is_sandbox=False,
    is_ready_to_publish=True,
    created_at=AT,
    updated_at=AT,
    trainings=[
        Training(
            id="training-uuid",
            subject="Product Knowledge",
            instructions="Learn about our product features and pricing",
            current_status=ActivityStatus.ACTIVE,
            created_at=AT,
            updated_at=AT,
        )
    ],
    actions=[
        Action(
            id="action-uuid",
            name="Schedule Meeting",
            label="Schedule Meeting",
            description="Schedule a meeting with the customer",
            type=ActionType.WEBHOOK,
            input_schema=[ActionInput(name="date", type="string", required=True, description="Meeting date")],
            url="https://api.example.com/schedule",
            current_status=ActivityStatus.ACTIVE,
            created_at=AT,
            updated_at=AT,
        )
    ],
    phone_numbers=[
        AgentPhoneNumber(
            id="phone-uuid",
            number="+1234567890",
            country_code="US",
            formatted_number="(123) 456-7890",
            international_number="+1 234 567 890",
            current_status=PhoneNumberStatus.ACTIVE,
        )
    ],
)


async def test_the_printed_agent_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({"success": True, "data": AGENT}).answer(AGENTS)

    agent = await scripted.agents.get("550e8400-e29b-41d4-a716-446655440000")
    (listed,) = await scripted.agents.list().to_list()

    assert same(agent, SUPPORT_BOT)
    assert same(listed, SUPPORT_BOT)
    assert scripted.drift() == ()


async def test_a_new_agent_has_no_voice(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({"success": True, "data": {**AGENT, "voice": None, "description": None}})

    agent = await scripted.agents.get("a")

    assert (agent.voice, agent.description, scripted.drift()) == (None, None, ())


async def test_older_texts_of_the_vendor_are_read_too(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({"id": "a", "name": "Bot", "status": "unpublished", "who_speaks_first": "human"})

    agent = await scripted.agents.get("a")

    assert (agent.current_status, agent.who_speaks_first) == (AgentStatus.UNPUBLISHED, Speaker.HUMAN)
    assert scripted.drift() == ()


async def test_what_the_vendor_adds_is_kept_and_counted(scripted: Talkover, server: ScriptedServer) -> None:
    added = {**AGENT, "mood": "sunny", "interrupt_sensitivity": "extreme", "initial_message_delay": "soon"}
    server.answer({"success": True, "data": added})

    agent = await scripted.agents.get("a")

    assert agent.extra == {"mood": "sunny", "initial_message_delay": "soon"}
    assert agent.interrupt_sensitivity == "extreme"
    assert agent.interrupt_sensitivity not in list(InterruptSensitivity)
    assert agent.initial_message_delay is None
    assert {(one.kind, one.model, one.field) for one in scripted.drift()} == {
        ("unknown_field", "Agent", "mood"),
        ("unknown_value", "InterruptSensitivity", ""),
        ("wrong_type", "Agent", "initial_message_delay"),
    }


async def test_an_agent_without_an_id_is_no_agent(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer({"success": True, "data": [AGENT, {**AGENT, "id": None}]})

    page = await scripted.agents.list()

    assert [bad.error.path for bad in page.set_aside] == ["$[1].id"]


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        ({}, ""),
        ({"status": "draft"}, "status=draft&"),
        ({"status": AgentStatus.PUBLISHED}, "status=published&"),
        ({"direction": CallDirection.OUTBOUND}, "direction=outbound&"),
        ({"language": "pt-BR"}, "language=pt-BR&"),
        ({"search": "a&b=c +é#"}, "search=a%26b%3Dc%20%2B%C3%A9%23&"),
        (
            {"status": None, "params": {"is_sandbox": True, "ids[]": ["a", "b"]}},
            "is_sandbox=true&ids%5B%5D=a&ids%5B%5D=b&",
        ),
        ({"search": "x", "params": {"search": "y"}}, "search=y&"),
    ],
)
async def test_each_filter_stands_in_the_query(
    scripted: Talkover, server: ScriptedServer, filters: Mapping[str, Any], query: str
) -> None:
    server.answer(AGENTS)

    await scripted.agents.list(**filters)

    assert server.requests[0].target == f"/agents?{query}page=1&per_page=100"


async def test_the_filters_choose(talkover: Talkover) -> None:
    every = await talkover.agents.list().to_list()
    assert len(every) == 25
    assert all(fits(agent, Agent) for agent in every)

    inbound = await talkover.agents.list(direction="inbound", status="published", page_size=3).to_list()
    assert inbound == [one for one in every if (one.direction, one.current_status) == ("inbound", "published")]
    assert 3 < len(inbound) < 25
    assert await talkover.agents.get(every[0].id) == every[0]


@pytest.mark.parametrize(("agent_id", "segment"), CAREFUL_IDS.items())
async def test_an_id_arrives_as_it_is(sandbox: Sandbox, talkover: Talkover, agent_id: str, segment: str) -> None:
    with pytest.raises(NotFound) as caught:
        await talkover.agents.get(agent_id)

    (received,) = sandbox.talkover.requests
    assert received.target == f"/api/v1/agents/{segment}"
    assert received.path == f"/agents/{agent_id}"
    assert (caught.value.status, caught.value.message) == (404, "Agent not found")


@pytest.mark.parametrize("agent_id", NO_IDS)
async def test_what_is_no_id_is_not_sent(scripted: Talkover, server: ScriptedServer, agent_id: Any) -> None:
    with pytest.raises(ConfigurationError, match="agent_id"):
        await scripted.agents.get(agent_id)
    with pytest.raises(ConfigurationError, match="agent_id"):
        await scripted.agents.call(agent_id, to="+12025550123")

    assert server.requests == []


@pytest.mark.parametrize("page_size", [0, -1, 101, True, 1.5, "10"])
async def test_a_page_holds_1_to_100_agents(scripted: Talkover, server: ScriptedServer, page_size: Any) -> None:
    with pytest.raises(ConfigurationError, match="page_size"):
        scripted.agents.list(page_size=page_size)

    assert server.requests == []
