import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Answer, Client

INVALID = "The given data was invalid."


async def call_agent(sandbox: Sandbox, client: Client, document: object, agent_id: str = "") -> Answer:
    agent = agent_id or (await client.get(sandbox.talkover, "/agents")).document["data"][0]["id"]
    return await client.ask(sandbox.talkover, "POST", f"/agents/{agent}/call", document=document)


async def test_health_needs_no_token_and_has_no_limit(sandbox: Sandbox, client: Client) -> None:
    answer = await client.get(sandbox.talkover, "/health", token=None)

    assert (answer.status, answer.document) == (200, {"status": "ok"})
    assert "X-RateLimit-Limit" not in answer.headers


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


async def everything(sandbox: Sandbox, client: Client, **query: str) -> list[dict[str, object]]:
    calls: list[dict[str, object]] = []
    while True:
        page = len(calls) // 100 + 1
        document = (await client.get(sandbox.talkover, "/calls", {"per_page": 100, "page": page, **query})).document
        calls += document["data"]
        if page >= document["pagination"]["last_page"]:
            assert len(calls) == document["pagination"]["total"]
            return calls


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
    days = await everything(sandbox, client, date_from="2026-03-01", date_to="2026-03-02")
    assert days == [c for c in calls if str(c["created_at"])[:10] in {"2026-03-01", "2026-03-02"}]
    assert days


@pytest.mark.parametrize(
    ("path", "query", "text"),
    [
        ("/calls", {"status": "gone"}, "The selected status is invalid."),
        ("/calls", {"direction": "up"}, "The selected direction is invalid."),
        ("/calls", {"date_from": "20260301"}, "The date from field must match the format Y-m-d."),
        ("/calls", {"date_from": "2026-02-30"}, "The date from field must match the format Y-m-d."),
        ("/calls", {"per_page": 101}, "The per page field must not be greater than 100."),
        ("/calls", {"page": 0}, "The page field must be at least 1."),
        ("/agents", {"per_page": "many"}, "The per page field must be an integer."),
        ("/agents", {"status": "gone"}, "The selected status is invalid."),
        ("/phone-numbers", {"type": "pigeon"}, "The selected type is invalid."),
        ("/phone-numbers", {"has_voice": "maybe"}, "The has voice field must be true or false."),
        ("/voice-templates", {"quality_tier": "gold"}, "The selected quality tier is invalid."),
    ],
)
async def test_wrong_queries(
    sandbox: Sandbox, client: Client, path: str, query: dict[str, str | int], text: str
) -> None:
    answer = await client.get(sandbox.talkover, path, query)

    assert answer.status == 422
    assert answer.document == {"success": False, "message": INVALID, "errors": {next(iter(query)): [text]}}


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


async def test_phone_numbers(sandbox: Sandbox, client: Client) -> None:
    answer = (await client.get(sandbox.talkover, "/phone-numbers")).document
    assert list(answer) == ["success", "data"]
    numbers = answer["data"]
    assert len(numbers) == 12
    assert len(numbers[0]) == 22

    for name, value in (("type", "sms"), ("has_voice", "false"), ("has_whatsapp", "true")):
        wanted = {"true": True, "false": False}.get(value, value)
        found = (await client.get(sandbox.talkover, "/phone-numbers", {name: value})).document["data"]
        assert found == [number for number in numbers if number[name] == wanted]
        assert found
    found = (await client.get(sandbox.talkover, "/phone-numbers", search=numbers[4]["number"])).document["data"]
    assert found == [numbers[4]]
    assert (await client.get(sandbox.talkover, "/phone-numbers", search=numbers[4]["id"])).document["data"] == found


async def test_voices_are_grouped(sandbox: Sandbox, client: Client) -> None:
    groups = (await client.get(sandbox.talkover, "/voice-templates")).document["data"]
    assert groups[0]["display_name"] == "Bianca"
    voice = groups[0]["voices"][0]
    assert {**voice, "id": ""} == {
        "id": "",
        "name": "Bianca",
        "gender": "female",
        "language": "pt-BR",
        "quality_tier": "basic",
        "cost": "0.10",
    }

    query = {"language": "en-US", "gender": "male", "quality_tier": "basic"}
    only = (await client.get(sandbox.talkover, "/voice-templates", query)).document["data"]
    assert [group["display_name"] for group in only] == ["Ethan"]

    demo = await client.get(sandbox.talkover, f"/voice-templates/{voice['id']}/demo")
    assert list(demo.document) == ["mp3_url"]
    lost = await client.get(sandbox.talkover, "/voice-templates/none/demo")
    assert (lost.status, lost.document) == (404, {"success": False, "message": "Voice template not found"})


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


async def test_unauthorised(sandbox: Sandbox, client: Client) -> None:
    talkover = sandbox.talkover
    missing = await client.get(talkover, "/calls", token=None)
    assert (missing.status, missing.document) == (401, {"message": "Missing Bearer Token"})
    wrong = await client.get(talkover, "/calls", token="talq_wrong")
    assert (wrong.status, wrong.document) == (401, {"success": False, "message": "Unauthorized"})
    agents = await client.get(talkover, "/agents", token="talq_wrong")
    assert (agents.status, agents.document) == (401, {"success": False, "message": "Unauthenticated."})
    placing = await client.ask(talkover, "POST", "/agents/x/call", token="talq_wrong", document={})
    error = {"code": "INVALID_TOKEN", "message": "Invalid or missing authentication token"}
    assert (placing.status, placing.document) == (401, {"error": error})


async def test_unknown_paths_and_methods(sandbox: Sandbox, client: Client) -> None:
    lost = await client.get(sandbox.talkover, "/pigeons")
    assert (lost.status, lost.document) == (404, {"success": False, "message": "Not found."})

    wrong = await client.get(sandbox.talkover, "/agents/x/call")
    message = "The GET method is not supported for this route."
    assert (wrong.status, wrong.document) == (405, {"success": False, "message": message})
    assert wrong.headers["Allow"] == "POST"


async def test_rate_limit_is_told(sandbox: Sandbox, client: Client) -> None:
    for path in ("/calls", "/agents/none", "/pigeons"):
        headers = (await client.get(sandbox.talkover, path)).headers
        assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == ("1000", "999")

    sandbox.talkover.faults.throttle(rate=1, burst=2)
    told = [(await client.get(sandbox.talkover, "/calls")).headers["X-RateLimit-Remaining"] for _ in range(3)]
    assert told == ["1", "0", "0"]


async def test_throttled(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkover.faults.throttle(rate=0.1, burst=1)
    await client.get(sandbox.talkover, "/calls")

    answer = await client.get(sandbox.talkover, "/calls")
    message = "Too many requests. Please try again later."
    assert (answer.status, answer.document) == (429, {"success": False, "message": message})
    assert "Retry-After" not in answer.headers
    placing = await client.ask(sandbox.talkover, "POST", "/agents/x/call", document={})
    assert placing.status == 429
    error = placing.document["error"]
    assert (error["code"], error["details"]) == ("RATE_LIMIT_EXCEEDED", {"retry_after": 10})


async def test_failing_demo_has_a_shape_of_its_own(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkover.faults.status(500, times=2)
    demo = await client.get(sandbox.talkover, "/voice-templates/x/demo")
    assert (demo.status, demo.document) == (500, {"error": "Failed to generate demo audio"})
    other = await client.get(sandbox.talkover, "/voice-templates")
    assert (other.status, other.document) == (500, {"success": False, "message": "Internal server error."})


async def test_ordered_422_names_a_field(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkover.faults.status(422)
    answer = await client.get(sandbox.talkover, "/calls")

    assert answer.document == {"success": False, "message": INVALID, "errors": {"field": ["The field is invalid."]}}


async def test_a_number_from_elsewhere_is_not_reshaped(sandbox: Sandbox, client: Client) -> None:
    await call_agent(sandbox, client, {"to": "+442079460000"})

    call = (await client.get(sandbox.talkover, "/calls")).document["data"][0]
    assert (call["to"], call["to_formatted"]) == ("+442079460000", "+442079460000")
