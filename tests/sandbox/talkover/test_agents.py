from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client


async def test_agents_list_and_one(sandbox: Sandbox, client: Client) -> None:
    document = (await client.get(sandbox.talkover, "/agents", per_page=10, page=3)).document
    assert document["meta"] == {"current_page": 3, "last_page": 3, "per_page": 10, "total": 25}
    assert len(document["data"]) == 5

    agents = (await client.get(sandbox.talkover, "/agents", per_page=100)).document["data"]
    assert {agent["description"] is None for agent in agents} == {True, False}
    drafts = (await client.get(sandbox.talkover, "/agents", status="draft", per_page=100)).document["data"]
    assert drafts == [agent for agent in agents if agent["current_status"] == "draft"]
    assert drafts[0]["voice"] is None
    found = (await client.get(sandbox.talkover, "/agents", search=agents[7]["name"].lower())).document["data"]
    assert agents[7] in found

    one = await client.get(sandbox.talkover, f"/agents/{agents[2]['id']}")
    assert one.document == {"success": True, "data": agents[2]}
    lost = await client.get(sandbox.talkover, "/agents/none")
    assert (lost.status, lost.document) == (404, {"success": False, "message": "Agent not found"})


async def test_an_agent_has_the_fields_that_the_page_prints(sandbox: Sandbox, client: Client) -> None:
    agents = (await client.get(sandbox.talkover, "/agents", per_page=100)).document["data"]
    agent, draft = agents[0], agents[4]

    printed = (
        "id name label description language voice initial_message interrupt_sensitivity conversation_speed"
        " initial_message_delay ask_if_human_present_on_idle direction who_speaks_first current_status is_sandbox"
        " is_ready_to_publish created_at updated_at trainings actions phone_numbers"
    )
    assert list(agent) == list(draft) == printed.split()
    assert list(agent["voice"]) == [
        "id",
        "name",
        "label",
        "stability",
        "similarity_boost",
        "ambient_background",
        "template",
    ]
    assert list(agent["trainings"][0]) == [
        "id",
        "subject",
        "instructions",
        "current_status",
        "created_at",
        "updated_at",
    ]
    printed = (
        "id name label description type input_schema config action_trigger url authorization_url current_status"
        " created_at updated_at"
    )
    assert list(agent["actions"][0]) == printed.split()
    printed = "id number country_code formatted_number international_number current_status"
    assert list(agent["phone_numbers"][0]) == printed.split()
    assert (draft["voice"], draft["trainings"], draft["actions"]) == (None, [], [])
    assert agent["created_at"] == agent["trainings"][0]["created_at"] != "2024-01-15T10:30:00Z"
