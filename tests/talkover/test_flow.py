from datetime import UTC, datetime
from typing import Any

import pytest

from telephony_clients import UNSET, ApiError, BadRequest, NotFound, Talkover, ValidationFailed
from telephony_clients.talkover import AgentFlow, ConversationMode, FlowVersion
from tests.scripted_server import ScriptedServer
from tests.talkover.contract_agents import GRAPH
from tests.talkover.printed import EXAMPLES, REFUSALS
from tests.wings import fits, same

FLOW: dict[str, Any] = EXAMPLES["agents.flow.get"][0]


async def test_a_graph_is_read_and_written_as_it_is(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(FLOW).answer(FLOW)
    printed = FLOW["data"]

    flow = await scripted.agents.flow.get("a/1")
    assert same(flow, AgentFlow(conversation_mode=ConversationMode.FLOW_DRIVEN, flow_config=printed["flow_config"]))
    await scripted.agents.flow.replace("a/1", conversation_mode=flow.conversation_mode, flow_config=flow.flow_config)

    got, put = server.requests
    assert (got.method, put.method) == ("GET", "PUT")
    assert got.target == put.target == "/agents/a%2F1/flow"
    assert put.json == printed
    assert scripted.drift() == ()


@pytest.mark.parametrize(
    ("config", "sent"),
    [(UNSET, {}), (None, {"flow_config": None}), ({"nodes": [{"new": 1}]}, {"flow_config": {"nodes": [{"new": 1}]}})],
)
async def test_a_graph_may_be_left_out_or_null(
    scripted: Talkover, server: ScriptedServer, config: Any, sent: dict[str, Any]
) -> None:
    server.answer({"success": True, "data": {"conversation_mode": "llm_driven", "flow_config": None}})

    await scripted.agents.flow.replace("a", conversation_mode="llm_driven", flow_config=config, extra={"x": 1})

    assert server.requests[0].json == {"conversation_mode": "llm_driven", **sent, "x": 1}


async def test_the_printed_versions_are_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(EXAMPLES["agents.flow.list_versions"][0])

    first, *rest = await scripted.agents.flow.list_versions("a").to_list()

    at = datetime(2024, 1, 15, 10, tzinfo=UTC)
    assert same(first, FlowVersion(id="version-uuid-3", version="1.2.0", created_at=at, is_current=True))
    assert [one.is_current for one in rest] == [False, False]
    assert [one.target for one in server.requests] == ["/agents/a/flow/versions"]
    assert scripted.drift() == ()


async def test_a_graph_that_cannot_be_saved(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(REFUSALS["agents.flow.replace"][0], status=422)

    with pytest.raises(ValidationFailed, match="Flow validation failed") as caught:
        await scripted.agents.flow.replace("a", conversation_mode="flow_driven", flow_config={})

    assert caught.value.errors == {"": REFUSALS["agents.flow.replace"][0]["errors"]}


@pytest.mark.parametrize(("status", "kind"), [(422, ValidationFailed), (200, BadRequest)])
async def test_a_dry_run_tells_what_is_wrong_whatever_its_status(
    scripted: Talkover, server: ScriptedServer, status: int, kind: type[ApiError]
) -> None:
    server.answer(REFUSALS["agents.flow.validate"][0], status=status)

    with pytest.raises(kind) as caught:
        await scripted.agents.flow.validate("a", flow_config=GRAPH)

    assert caught.value.errors == {"": ["Duplicate node id: 'node-greet'", "Node 'node-end' is unreachable"]}
    (seen,) = server.requests
    assert (seen.method, seen.target, seen.json) == ("POST", "/agents/a/flow/validate", {"flow_config": GRAPH})


async def test_an_agent_from_free_talk_to_a_graph_and_back(talkover: Talkover) -> None:
    agent, flow = (await talkover.agents.list(status="published"))[0], talkover.agents.flow

    assert await flow.get(agent.id) == AgentFlow(conversation_mode=ConversationMode.LLM_DRIVEN)
    await flow.validate(agent.id, flow_config=GRAPH)
    assert await flow.list_versions(agent.id).to_list() == []
    driven = await flow.replace(agent.id, conversation_mode="flow_driven", flow_config=GRAPH)
    assert driven == AgentFlow(conversation_mode=ConversationMode.FLOW_DRIVEN, flow_config=GRAPH)
    assert await flow.get(agent.id) == driven
    await flow.replace(agent.id, conversation_mode="llm_driven", flow_config=None)

    versions = await flow.list_versions(agent.id).to_list()
    assert all(fits(one, FlowVersion) for one in versions)
    assert [one.is_current for one in versions] == [True, False]
    assert len({one.version for one in versions}) == len({one.id for one in versions}) == 2
    assert (await talkover.agents.get(agent.id)).current_status == "published"


async def test_the_sandbox_says_what_is_wrong_with_a_graph(talkover: Talkover) -> None:
    agent = (await talkover.agents.list())[0]

    with pytest.raises(ValidationFailed) as caught:
        await talkover.agents.flow.validate(agent.id, flow_config=GRAPH | {"initial_node_id": "hello"})
    assert caught.value.errors == {"": ["initial_node_id 'hello' not found in nodes"]}
    with pytest.raises(ValidationFailed) as caught:
        await talkover.agents.flow.replace(agent.id, conversation_mode="flow_driven")
    assert set(caught.value.errors) == {"flow_config"}
    with pytest.raises(NotFound):
        await talkover.agents.flow.get("nobody")
