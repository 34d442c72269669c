from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.talkover.printed import lacks
from tests.talkover.examples_account import PRINTED, WRONG_CONSTRAINTS


async def test_answers_have_what_the_pages_print(sandbox: Sandbox, client: Client) -> None:
    talkover = sandbox.talkover
    listed = (await client.get(talkover, "/callback-agents")).document
    agent_id = listed["data"][0]["id"]
    sources = listed["data"][0]["callback_config"]

    assert lacks(listed, PRINTED["callback_agents.list"]) == []
    for method, path, name, document in (
        ("GET", "/callback-agents/source-agents", "list_source_agents", None),
        ("GET", "/callback-agents/stats", "stats", None),
        ("GET", f"/callback-agents/{agent_id}", "get", None),
        ("POST", f"/callback-agents/{agent_id}/check-constraints", "check_constraints", {"is_callback_agent": True}),
        ("POST", f"/agents/{agent_id}/callback", "attach", sources),
        ("PUT", f"/agents/{agent_id}/callback", "update", sources),
        ("DELETE", f"/agents/{agent_id}/callback", "remove", None),
    ):
        answer = await client.ask(talkover, method, path, document=document)
        assert (answer.status, lacks(answer.document, PRINTED[f"callback_agents.{name}"])) == (200, []), name


async def test_the_figures_are_of_the_days_asked_for(sandbox: Sandbox, client: Client) -> None:
    usual = (await client.get(sandbox.talkover, "/callback-agents/stats")).document["data"]
    asked = await client.get(sandbox.talkover, "/callback-agents/stats", start_date="2026-01-01", end_date="2026-01-31")
    wrong = await client.get(sandbox.talkover, "/callback-agents/stats", start_date="01.01.2026")

    assert usual["period"] == {"start": "2026-03-01", "end": "2026-03-31"}
    assert asked.document["data"]["period"] == {"start": "2026-01-01", "end": "2026-01-31"}
    assert usual["total_callbacks_received"] == sum(one["count"] for one in usual["callbacks_by_source_agent"])
    assert (wrong.status, list(wrong.document["errors"])) == (422, ["start_date"])


async def test_what_is_wrong_with_settings_is_listed(sandbox: Sandbox, client: Client) -> None:
    talkover = sandbox.talkover
    source = (await client.get(talkover, "/callback-agents/source-agents")).document["data"][0]["id"]
    path = f"/callback-agents/{source}/check-constraints"

    answer = await client.ask(talkover, "POST", path, document={"callback_source_agents": ["agent-uuid-3"]})
    nobody = await client.ask(talkover, "POST", "/callback-agents/nobody/check-constraints", document={})

    assert (answer.status, answer.document) == (422, WRONG_CONSTRAINTS)
    assert (nobody.status, nobody.document["message"]) == (404, "Agent not found")


async def test_the_role_needs_an_inbound_agent_and_a_source(sandbox: Sandbox, client: Client) -> None:
    talkover = sandbox.talkover
    source = (await client.get(talkover, "/callback-agents/source-agents")).document["data"][0]["id"]
    agent = (await client.get(talkover, "/callback-agents")).document["data"][0]["id"]

    outbound = await client.ask(talkover, "POST", f"/agents/{source}/callback", document={"source_agent_ids": [agent]})
    nobody = await client.ask(talkover, "PUT", f"/agents/{agent}/callback", document={"source_agent_ids": []})
    roleless = await client.ask(talkover, "DELETE", f"/agents/{source}/callback")

    assert (outbound.status, outbound.document["code"]) == (422, "INVALID_AGENT_DIRECTION")
    assert nobody.document["errors"] == {
        "source_agent_ids": ["The source agent ids field must contain at least 1 items."]
    }
    assert (roleless.status, roleless.document["message"]) == (404, "Agent is not configured as a callback agent")
