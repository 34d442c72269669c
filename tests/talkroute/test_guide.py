"""What the vendor's guide says, line by line."""

import pytest

from telephony_clients import (
    ApiError,
    AuthenticationError,
    NotFound,
    PaymentRequired,
    PermissionDenied,
    Talkroute,
    ValidationFailed,
)
from telephony_clients.sandbox import Sandbox
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer


def test_the_api_lives_where_the_guide_says() -> None:
    assert Talkroute(CANARY).base_url == "https://api.talkroute.com/api"


async def test_the_version_is_part_of_the_path(sandbox: Sandbox, talkroute: Talkroute) -> None:
    await talkroute.account.get()

    assert sandbox.talkroute.requests[0].target == "/api/v2/account"


@pytest.mark.parametrize("prefix", ["tr_live_", "tr_test_", ""])
async def test_any_key_is_a_bearer_token_on_every_request(server: ScriptedServer, prefix: str) -> None:
    server.answer({"data": []}).answer({"data": {}})

    async with Talkroute(f"{prefix}{CANARY}", base_url=server.url) as talkroute:
        await talkroute.contacts.list()
        await talkroute.request("PATCH", "/v2/hours/settings", json={"timezone": "UTC"})

    assert [seen.headers["authorization"] for seen in server.requests] == [f"Bearer {prefix}{CANARY}"] * 2
    assert server.requests[1].headers["content-type"] == "application/json"


async def test_pages_are_asked_for_by_page_and_page_size(sandbox: Sandbox, talkroute: Talkroute) -> None:
    assert len(await talkroute.call_history.list(page_size=90).to_list()) == 230

    assert [one.target for one in sandbox.talkroute.requests] == [
        f"/api/v2/call-history?page={page}&pageSize=90" for page in (1, 2, 3)
    ]


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (401, AuthenticationError),
        (402, PaymentRequired),
        (403, PermissionDenied),
        (404, NotFound),
        (422, ValidationFailed),
    ],
)
async def test_each_status_of_the_guide_has_its_class(
    sandbox: Sandbox, talkroute: Talkroute, status: int, error: type[ApiError]
) -> None:
    sandbox.talkroute.faults.status(status)

    with pytest.raises(ApiError) as caught:
        await talkroute.contacts.list()

    assert type(caught.value) is error
    assert (caught.value.status, caught.value.outcome, len(sandbox.talkroute.requests)) == (status, "answered", 1)


async def test_what_costs_more_says_where_to_look(sandbox: Sandbox, talkroute: Talkroute) -> None:
    sandbox.talkroute.faults.status(402)

    with pytest.raises(PaymentRequired, match=r"A payment must be made, or the plan does not include this"):
        await talkroute.account.get()


@pytest.mark.parametrize("status", [200, 201, 204])
async def test_each_success_of_the_guide_is_one(scripted: Talkroute, server: ScriptedServer, status: int) -> None:
    server.answer(status=status, body=b"" if status == 204 else b'{"data": {"id": 1}}')

    response = await scripted.request("DELETE", "/v2/subscriptions/1")

    assert (response.status, response.data) == (status, None if status == 204 else {"id": 1})


async def test_a_wrong_key_is_told(sandbox: Sandbox) -> None:
    async with Talkroute(f"tr_live_{CANARY}", base_url=sandbox.talkroute.base_url) as stranger:
        with pytest.raises(AuthenticationError, match="Check the key"):
            await stranger.check()
