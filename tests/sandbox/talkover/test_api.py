import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client

INVALID = "The given data was invalid."


async def test_health_needs_no_token_and_has_no_limit(sandbox: Sandbox, client: Client) -> None:
    answer = await client.get(sandbox.talkover, "/health", token=None)

    assert (answer.status, answer.document) == (200, {"status": "ok"})
    assert "X-RateLimit-Limit" not in answer.headers


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
