import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ({"after": "2026-03-01T00:00:00.000Z"}, "The after field must match the format Y-m-d\\TH:i:sP."),
        ({"before": "2026-03-01T00:00:00Z"}, "The before field must match the format Y-m-d\\TH:i:sP."),
        ({"before": "2026-13-01T00:00:00+00:00"}, "The before field must match the format Y-m-d\\TH:i:sP."),
        ({"direction": "up"}, "The selected direction is invalid."),
        ({"page": "x"}, "The page field must be an integer."),
        ({"pageSize": 0}, "The pageSize field must be at least 1."),
    ],
)
async def test_wrong_queries(sandbox: Sandbox, client: Client, query: dict[str, str | int], text: str) -> None:
    answer = await client.get(sandbox.talkroute, "/v2/call-history", query)

    assert answer.status == 422
    assert answer.document == {"message": "The given data was invalid.", "errors": {next(iter(query)): [text]}}


async def test_errors_of_the_front_door(sandbox: Sandbox, client: Client) -> None:
    for token in (None, "tr_live_wrong"):
        answer = await client.get(sandbox.talkroute, "/v2/account", token=token)
        assert (answer.status, answer.document) == (401, {"message": "Unauthenticated."})
    lost = await client.get(sandbox.talkroute, "/v2/calls")
    assert (lost.status, lost.document) == (404, {"message": "Not found."})
    wrong = await client.ask(sandbox.talkroute, "DELETE", "/v2/account")
    assert (wrong.status, wrong.headers["Allow"]) == (405, "GET")
    assert wrong.document == {"message": "The DELETE method is not supported for this route."}


@pytest.mark.parametrize("status", [400, 402, 403, 409, 429, 500, 503, 599])
async def test_ordered_errors_carry_a_message_alone(sandbox: Sandbox, client: Client, status: int) -> None:
    sandbox.talkroute.faults.status(status)
    answer = await client.get(sandbox.talkroute, "/v2/account")

    assert answer.status == status
    assert list(answer.document) == ["message"]


async def test_ordered_422_names_a_field(sandbox: Sandbox, client: Client) -> None:
    sandbox.talkroute.faults.status(422)

    assert list((await client.get(sandbox.talkroute, "/v2/account")).document) == ["message", "errors"]
