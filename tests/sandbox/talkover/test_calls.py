import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Answer, Client


async def call_agent(sandbox: Sandbox, client: Client, document: object, agent_id: str = "") -> Answer:
    agent = agent_id or (await client.get(sandbox.talkover, "/agents")).document["data"][0]["id"]
    return await client.ask(sandbox.talkover, "POST", f"/agents/{agent}/call", document=document)


async def everything(sandbox: Sandbox, client: Client, **query: str) -> list[dict[str, object]]:
    calls: list[dict[str, object]] = []
    while True:
        page = len(calls) // 100 + 1
        document = (await client.get(sandbox.talkover, "/calls", {"per_page": 100, "page": page, **query})).document
        calls += document["data"]
        if page >= document["pagination"]["last_page"]:
            assert len(calls) == document["pagination"]["total"]
            return calls


async def test_calls_page_by_page(sandbox: Sandbox, client: Client) -> None:
    first = (await client.get(sandbox.talkover, "/calls")).document
    assert first["success"] is True
    block = {"current_page": 1, "last_page": 62, "per_page": 20, "total": 1234, "from": 1, "to": 20}
    assert first["pagination"] == block

    calls = []
    for page in range(1, 14):
        calls += (await client.get(sandbox.talkover, "/calls", page=page, per_page=100)).document["data"]
    assert len({call["id"] for call in calls}) == 1234
    assert len({call["sid"] for call in calls}) == 1234
    days = [call["created_at"][:10] for call in calls]
    assert days == sorted(days, reverse=True)
    assert len(set(days)) > 80
    assert {len(call["created_at"]) for call in calls} == {20, 27}
    assert all((call["duration"] > 0) == (call["status"] in {"answered", "completed"}) for call in calls)

    beyond = (await client.get(sandbox.talkover, "/calls", page=99)).document
    assert beyond["data"] == []
    assert (beyond["pagination"]["from"], beyond["pagination"]["to"]) == (None, None)


async def test_call_fields(sandbox: Sandbox, client: Client) -> None:
    call = (await client.get(sandbox.talkover, "/calls")).document["data"][0]

    names = (
        "id sid to to_formatted from from_formatted is_testing direction status duration agent created_at updated_at"
    )
    assert list(call) == names.split()
    assert list(call["agent"]) == ["id", "name", "label"]


async def test_call_filters(sandbox: Sandbox, client: Client) -> None:
    calls = await everything(sandbox, client)
    agent_id = calls[3]["agent"]["id"]  # type: ignore[index]  # a record has no fixed type
    number, sid = str(calls[5]["to"]), str(calls[6]["sid"])

    assert await everything(sandbox, client, status="busy") == [c for c in calls if c["status"] == "busy"]
    assert await everything(sandbox, client, direction="inbound") == [c for c in calls if c["direction"] == "inbound"]
    of_agent = await everything(sandbox, client, agent_id=agent_id)
    assert of_agent == [c for c in calls if c["agent"]["id"] == agent_id]  # type: ignore[index]  # as above
    assert await everything(sandbox, client, search=number) == [c for c in calls if number in (c["to"], c["from"])]
    assert await everything(sandbox, client, search=sid) == [calls[6]]
    assert await everything(sandbox, client, search="nobody") == []
    assert await everything(sandbox, client, agent_id="nobody") == []
    assert await everything(sandbox, client, search=sid, status="ringing") == []
    assert await everything(sandbox, client, search=sid, date_to="2026-01-05") == []
    days = await everything(sandbox, client, date_from="2026-03-01", date_to="2026-03-02")
    assert days == [c for c in calls if str(c["created_at"])[:10] in {"2026-03-01", "2026-03-02"}]
    assert days


async def test_a_placed_call_comes_first(sandbox: Sandbox, client: Client) -> None:
    document = {"to": "+12345678901", "is_testing": True, "delay_seconds": 3600, "payload": {"a": 1}, "context": {}}
    placed = await call_agent(sandbox, client, document)
    assert placed.status == 200
    data = placed.document["data"]
    assert list(data) == ["id", "agent_id", "to", "status", "created_at"]
    assert (data["to"], data["status"]) == ("+12345678901", "initiated")
    second = (await call_agent(sandbox, client, {"to": "+12345678902"})).document["data"]

    page = (await client.get(sandbox.talkover, "/calls", per_page=3)).document
    assert [call["id"] for call in page["data"][:2]] == [second["id"], data["id"]]
    assert page["pagination"]["total"] == 1236
    assert [call["is_testing"] for call in page["data"][:2]] == [False, True]

    after = (await client.get(sandbox.talkover, "/calls", per_page=1, page=3)).document["data"]
    assert after == page["data"][2:]
    sid = page["data"][1]["sid"]
    for query in ({"search": "+12345678901"}, {"search": sid}, {"agent_id": data["agent_id"], "status": "initiated"}):
        found = (await client.get(sandbox.talkover, "/calls", query)).document["data"]
        assert data["id"] in [call["id"] for call in found]
    assert (await client.get(sandbox.talkover, "/calls", date_to="2026-03-30")).document["data"][0] != data


@pytest.mark.parametrize(
    ("document", "code", "details"),
    [
        ({}, "MISSING_PHONE_NUMBER", None),
        ({"to": ""}, "MISSING_PHONE_NUMBER", None),
        ({"to": "1234567890"}, "INVALID_PHONE_NUMBER", {"field": "to", "value": "1234567890"}),
        ({"to": 5}, "INVALID_PHONE_NUMBER", {"field": "to", "value": 5}),
    ],
)
async def test_refused_numbers(sandbox: Sandbox, client: Client, document: object, code: str, details: object) -> None:
    answer = await call_agent(sandbox, client, document)

    assert answer.status == 400
    error = answer.document["error"]
    assert (error["code"], error.get("details")) == (code, details)
    assert error["message"]
    assert list(answer.document) == ["error"]


async def test_call_by_an_unknown_agent(sandbox: Sandbox, client: Client) -> None:
    answer = await call_agent(sandbox, client, {"to": "+12345678901"}, "nobody")

    error = {"code": "AGENT_NOT_FOUND", "message": "Agent not found", "details": {"agent_id": "nobody"}}
    assert (answer.status, answer.document) == (404, {"error": error})


@pytest.mark.parametrize(
    ("name", "value"),
    [("delay_seconds", 3601), ("delay_seconds", -1), ("is_testing", "yes"), ("payload", []), ("context", "x")],
)
async def test_refused_call_options(sandbox: Sandbox, client: Client, name: str, value: object) -> None:
    answer = await call_agent(sandbox, client, {"to": "+12345678901", name: value})

    assert answer.status == 422
    assert list(answer.document["errors"]) == [name]
    assert (await client.get(sandbox.talkover, "/calls")).document["pagination"]["total"] == 1234


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff"])
async def test_bodies_that_are_no_object(sandbox: Sandbox, client: Client, body: bytes) -> None:
    agent = (await client.get(sandbox.talkover, "/agents")).document["data"][0]["id"]
    answer = await client.ask(sandbox.talkover, "POST", f"/agents/{agent}/call", body=body)

    assert answer.status == 400
    assert answer.document == {"success": False, "message": "The request body is not valid JSON."}


async def test_a_number_from_elsewhere_is_not_reshaped(sandbox: Sandbox, client: Client) -> None:
    await call_agent(sandbox, client, {"to": "+442079460000"})

    call = (await client.get(sandbox.talkover, "/calls")).document["data"][0]
    assert (call["to"], call["to_formatted"]) == ("+442079460000", "+442079460000")
