"""What the sandbox answers has the form that the vendor's pages print, field for field."""

from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client
from tests.talkover.contract_agents import ACTION, AGENT, GRAPH, KNOWLEDGE, REASON, TRUNK
from tests.talkover.printed import EXAMPLES, REFUSALS

TAUGHT = {"subject": "Prices", "instructions": "All prices are in euros."}
VOICE = {"conversation_speed": 1.2, "who_speaks_first": "user", "similarity": 0.75, "stability": 0.8}
DID = {"country_code": "US", "number": "+12025550123"}
FLOW = {"conversation_mode": "flow_driven", "flow_config": GRAPH}
DATE = {"name": "date", "type": "string", "required": True, "description": "Meeting date"}
ROUTES: dict[str, tuple[str, Any, int]] = {
    "agents.create": ("POST /agents", AGENT, 201),
    "agents.update_knowledge": ("PUT /agents/{agent}/knowledge", KNOWLEDGE, 200),
    "agents.update_voice": ("PUT /agents/{agent}/voice", VOICE, 200),
    "agents.update_calling": ("PUT /agents/{agent}/calling", {"direction": "outbound"}, 200),
    "agents.publish": ("POST /agents/{agent}/publish", None, 200),
    "agents.unpublish": ("POST /agents/{agent}/unpublish", None, 200),
    "agents.delete": ("DELETE /agents/{draft}", None, 200),
    "agents.update_advanced_settings": ("PATCH /agents/{agent}/advanced-settings", {}, 200),
    "agents.get_pricing": ("GET /agents/{agent}/pricing", None, 200),
    "agents.get_pricing_summary": ("GET /agents/{agent}/pricing/summary", None, 200),
    "agents.trainings.list": ("GET /agents/{agent}/trainings", None, 200),
    "agents.trainings.create": ("POST /agents/{agent}/trainings", TAUGHT, 200),
    "agents.trainings.delete": ("DELETE /agents/{agent}/trainings/{training}", None, 200),
    "agents.actions.list": ("GET /agents/{agent}/actions", None, 200),
    "agents.actions.create": ("POST /agents/{agent}/actions", ACTION | {"inputs": [DATE]}, 200),
    "agents.actions.delete": ("DELETE /agents/{agent}/actions/{action}", None, 200),
    "action_integrations.list": ("GET /action-integrations", None, 200),
    "agents.flow.validate": ("POST /agents/{agent}/flow/validate", {"flow_config": GRAPH}, 200),
    "phone_numbers.list": ("GET /phone-numbers", None, 200),
    "phone_numbers.release_requests.list": ("GET /phone-numbers/release-requests", None, 200),
    "phone_numbers.request_release": ("POST /phone-numbers/{number}/request-release", {"reason": REASON}, 201),
    "phone_numbers.release_requests.cancel": ("DELETE /phone-numbers/release-requests/{release}", None, 200),
    "sip_trunks.list": ("GET /sip-trunks", None, 200),
    "sip_trunks.create": ("POST /sip-trunks", TRUNK, 201),
    "sip_trunks.get": ("GET /sip-trunks/{trunk}", None, 200),
    "sip_trunks.update": ("PUT /sip-trunks/{trunk}", {"name": "Renamed"}, 200),
    "sip_trunks.delete": ("DELETE /sip-trunks/{empty}", None, 200),
    "sip_trunks.verify": ("POST /sip-trunks/{trunk}/verify", None, 200),
    "sip_trunks.check_health": ("GET /sip-trunks/{trunk}/health", None, 200),
    "sip_trunks.dids.list": ("GET /sip-trunks/{trunk}/dids", None, 200),
    "sip_trunks.dids.create": ("POST /sip-trunks/{trunk}/dids", DID, 201),
    "sip_trunks.dids.delete": ("DELETE /sip-trunks/{trunk}/dids/{did}", None, 200),
    "voice_templates.list": ("GET /voice-templates", None, 200),
    "voice_templates.demo": ("GET /voice-templates/{voice}/demo", None, 200),
}

ROOMY = {"sip_trunks.create.data", "sip_trunks.update.data"}
"""Where the sandbox tells more than the page, whose two answers differ."""


def check(answer: Any, printed: Any, place: str = "$") -> None:
    """Check that an answer has the names and types that a page prints; what the page leaves empty may be anything."""
    if isinstance(printed, dict) and printed:
        assert answer.keys() >= printed.keys() if place in ROOMY else sorted(answer) == sorted(printed), place
        for name, one in printed.items():
            check(answer[name], one, f"{place}.{name}")
    elif isinstance(printed, list) and printed:
        assert answer, place
        check(answer[0], printed[0], f"{place}[0]")
    elif printed is not None and answer is not None:
        assert type(answer) is type(printed), place


@pytest.fixture
async def ids(sandbox: Sandbox, client: Client) -> dict[str, str]:
    async def first(path: str, **query: str) -> Any:
        return (await client.get(sandbox.talkover, path, query)).document["data"][0]

    async def make(path: str, document: Any) -> Any:
        return (await client.ask(sandbox.talkover, "POST", path, document=document)).document["data"]

    agent, drafts = (
        await first("/agents", status="published"),
        await first("/agents", status="draft", page="2", per_page="1"),
    )
    draft, trunk = await first("/agents", status="draft"), await first("/sip-trunks")
    dids = (await client.get(sandbox.talkover, f"/sip-trunks/{trunk['id']}/dids")).document["data"]
    asked = drafts["phone_numbers"][0]["id"]
    found = {"agent": agent, "training": agent["trainings"][0], "action": agent["actions"][0], "draft": draft}
    found |= {"number": draft["phone_numbers"][0], "trunk": trunk, "did": dids[-1]}
    found["voice"] = (await first("/voice-templates"))["voices"][0]
    found["empty"] = await make("/sip-trunks", TRUNK)
    found["release"] = await make(f"/phone-numbers/{asked}/request-release", {"reason": REASON})
    return {name: one["id"] for name, one in found.items()}


@pytest.mark.parametrize("name", ROUTES)
async def test_an_answer_has_the_form_that_its_page_prints(
    sandbox: Sandbox, client: Client, ids: dict[str, str], name: str
) -> None:
    route, document, status = ROUTES[name]
    method, _, path = route.partition(" ")
    given = document | {"voice_id": ids["voice"]} if name == "agents.update_voice" else document

    answer = await client.ask(sandbox.talkover, method, path.format_map(ids), document=given)

    assert answer.status == status
    check(answer.document, EXAMPLES[name][0], name)


async def test_both_forms_of_eligibility_and_health(sandbox: Sandbox, client: Client, ids: dict[str, str]) -> None:
    agents = (await client.get(sandbox.talkover, "/agents", per_page=100)).document["data"]
    for agent in agents:
        found = (await client.get(sandbox.talkover, f"/agents/{agent['id']}/optimized-costs-eligibility")).document
        enough, few = EXAMPLES["agents.check_optimized_costs_eligibility"]
        check(found, enough if found["data"]["eligible"] else few)

    path = f"/sip-trunks/{ids['empty']}"
    await client.ask(sandbox.talkover, "PUT", path, document={"domain": "gone.invalid"})
    check(
        (await client.get(sandbox.talkover, f"{path}/health")).document,
        EXAMPLES["sip_trunks.check_health"][1],
    )
    refused = await client.ask(sandbox.talkover, "POST", f"{path}/verify")
    check(refused.document, REFUSALS["sip_trunks.verify"][0])


async def test_the_flow_s_forms(sandbox: Sandbox, client: Client, ids: dict[str, str]) -> None:
    path = f"/agents/{ids['agent']}/flow"
    assert (await client.get(sandbox.talkover, path)).document["data"] == {
        "conversation_mode": "llm_driven",
        "flow_config": None,
    }
    saved = await client.ask(sandbox.talkover, "PUT", path, document=FLOW)
    assert saved.document == {"success": True, "data": FLOW} == (await client.get(sandbox.talkover, path)).document
    versions = await client.get(sandbox.talkover, f"{path}/versions")
    check(versions.document, EXAMPLES["agents.flow.list_versions"][0])


async def test_the_refusals_that_the_pages_print(sandbox: Sandbox, client: Client, ids: dict[str, str]) -> None:
    flow = f"/agents/{ids['agent']}/flow"
    broken = {
        "initial_node_id": "node-greet",
        "nodes": [{"id": "node-qualify", "type": "ask", "next": "node-bookx"}],
    }
    answer = await client.ask(sandbox.talkover, "PUT", flow, document={**FLOW, "flow_config": broken})
    assert (answer.status, answer.document) == (422, REFUSALS["agents.flow.replace"][0])

    twice = [
        {"id": "node-greet", "type": "say"},
        {"id": "node-greet", "type": "say"},
        {"id": "node-end", "type": "end"},
    ]
    tried = {"flow_config": {"initial_node_id": "node-greet", "nodes": twice}}
    answer = await client.ask(sandbox.talkover, "POST", f"{flow}/validate", document=tried)
    assert answer.document == REFUSALS["agents.flow.validate"][0]

    settings = {"enable_initial_message_cache": True}
    for agent in (await client.get(sandbox.talkover, "/agents", per_page=100)).document["data"]:
        path = f"/agents/{agent['id']}/advanced-settings"
        answer = await client.ask(sandbox.talkover, "PATCH", path, document=settings)
        if answer.status == 422:
            check(answer.document, REFUSALS["agents.update_advanced_settings"][0])
            break
    else:
        pytest.fail("every agent may have it")
