from datetime import UTC, datetime

import pytest

from telephony_clients import Talkover
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkover import User
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer
from tests.talkover.examples_account import PRINTED
from tests.wings import same


async def test_the_printed_user_is_read_field_by_field(scripted: Talkover, server: ScriptedServer) -> None:
    server.answer(PRINTED["account.get_user"])

    user = await scripted.account.get_user()

    assert same(
        user,
        User(
            id="user-uuid-1",
            name="Alice Doe",
            email="alice@example.com",
            current_environment_id="env-uuid-1",
            created_at=datetime(2024, 1, 1, 10, tzinfo=UTC),
        ),
    )


@pytest.mark.parametrize(
    ("base", "target"),
    [("", "/user"), ("/api/v1", "/api/user"), ("/proxy/api/v1/", "/proxy/api/user")],
)
async def test_the_user_lies_beside_the_base_url_on_its_host(server: ScriptedServer, base: str, target: str) -> None:
    server.answer(PRINTED["account.get_user"])

    async with Talkover(CANARY, base_url=server.url + base) as talkover:
        await talkover.account.get_user()

    (sent,) = server.requests
    assert (sent.method, sent.target) == ("GET", target)
    assert sent.headers["authorization"] == f"Bearer {CANARY}"


async def test_the_sandbox_tells_the_user(sandbox: Sandbox, talkover: Talkover) -> None:
    assert (await talkover.account.get_user()).email == "alice@example.com"

    assert [one.target for one in sandbox.talkover.requests] == ["/api/user"]
