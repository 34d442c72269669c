from typing import Any

import pytest

from telephony_clients import UNSET, ConfigurationError, NotFound, Talkover, ValidationFailed
from telephony_clients.talkover import (
    Action,
    ActionInput,
    ActionType,
    ActivityStatus,
    AgentStatus,
    AuthorizationScheme,
    ExecutionMode,
)
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_agents import ACTION
from tests.talkover.printed import EXAMPLES
from tests.wings import fits

FULL: dict[str, Any] = {
    **ACTION,
    "type": "webhook",
    "inputs": [{"name": "date", "type": "string", "required": True, "description": "Meeting date"}],
    "integration": {"id": "calendar"},
    "url": "https://api.example.com/schedule",
    "authorization_url": "https://api.example.com/auth",
    "authorization_scheme": AuthorizationScheme.API_KEY,
    "custom_headers": [{"key": "X-Shop", "value": "1"}],
    "speak_on_send": "One moment",
    "speak_on_receive": "Done",
    "execution_mode": ExecutionMode.DURING_CALL,
    "hold_duration": 30,
    "transfer_to": "+12025550123",
    "current_status": ActivityStatus.ACTIVE,
}


async def test_the_printed_actions_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["agents.actions.list"][0])

    meeting, transfer, hold = await scripted.agents.actions.list("a").to_list()

    assert meeting.input_schema == [
        ActionInput(name="date", type="string", required=True, description="Meeting date"),
        ActionInput(name="time", type="string", required=True, description="Meeting time"),
    ]
    assert [one.type for one in (meeting, transfer, hold)] == [ActionType.WEBHOOK, ActionType.TRANSFER, ActionType.HOLD]
    assert [(one.input_schema or [])[-1].value for one in (meeting, transfer, hold)] == [UNSET, "+1234567890", 30]
    assert (meeting.authorization_url, transfer.url) == ("https://api.example.com/auth", None)
    assert hold.current_status is ActivityStatus.INACTIVE
    assert scripted.drift() == ()


@pytest.mark.parametrize("fields", [ACTION, FULL])
async def test_the_body_holds_what_was_given_and_nothing_else(
    scripted: Talkover, server: ScriptedServer, fields: dict[str, Any]
) -> None:
    server.answer({"id": "x"})

    await scripted.agents.actions.create("a", **fields, extra={"mood": None})

    (seen,) = server.requests
    assert (seen.method, seen.target) == ("POST", "/agents/a/actions")
    assert seen.json == {**fields, "mood": None}


async def test_inputs_that_were_read_are_written_as_they_were(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["agents.actions.list"][0]).answer({"id": "x"})
    meeting, transfer, _ = await scripted.agents.actions.list("a").to_list()

    inputs = [*(meeting.input_schema or []), *(transfer.input_schema or [])]
    await scripted.agents.actions.create("a", **ACTION, inputs=inputs)

    transferred = {"name": "transfer_to", "type": "string", "required": True, "description": "Transfer to"}
    assert server.requests[1].json["inputs"] == [
        {"name": "date", "type": "string", "required": True, "description": "Meeting date"},
        {"name": "time", "type": "string", "required": True, "description": "Meeting time"},
        {**transferred, "value": "+1234567890"},
    ]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"transfer_to": "2025550123"}, "transfer_to"), ({"node_id": UNSET}, "needs node_id"), ({"mood": 1}, "no mood")],
)
async def test_what_cannot_be_meant_is_not_sent(
    scripted: Talkover, server: ScriptedServer, wrong: dict[str, Any], named: str
) -> None:
    with pytest.raises(ConfigurationError, match=named):
        await scripted.agents.actions.create("a", **{**ACTION, **wrong})

    assert server.requests == []


async def test_an_action_from_its_making_to_its_end(talkover: Talkover) -> None:
    agent = (await talkover.agents.list(status="published"))[0]
    actions = talkover.agents.actions

    made = await actions.create(agent.id, **ACTION, hold_duration=30)
    assert fits(made, Action)
    assert (made.type, made.label, made.current_status) == (ActionType.HOLD, "Hold", ActivityStatus.ACTIVE)
    assert [(one.name, one.value) for one in made.input_schema or []] == [("hold_duration", 30)]
    again = await actions.create(agent.id, **FULL)
    assert (again.id, again.type, again.url) == (made.id, ActionType.WEBHOOK, FULL["url"])

    shown = await talkover.agents.get(agent.id)
    assert shown.current_status is AgentStatus.DRAFT
    assert shown.actions == await actions.list(agent.id).to_list() == [again, *(agent.actions or [])]
    await actions.delete(agent.id, again.id)
    with pytest.raises(NotFound, match="Action not found"):
        await actions.delete(agent.id, again.id)


async def test_what_the_vendor_refuses_is_told_by_field(talkover: Talkover) -> None:
    agent = (await talkover.agents.list())[0]

    with pytest.raises(ValidationFailed) as caught:
        await talkover.agents.actions.create(agent.id, **{**FULL, "type": "dance", "url": "nowhere"})

    assert caught.value.errors == {
        "type": ["The selected type is invalid."],
        "url": ["The url field must be a valid URL."],
    }
