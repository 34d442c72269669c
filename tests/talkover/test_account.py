from datetime import UTC, datetime

import pytest

from telephony_clients import AuthenticationError, Talkover
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


async def test_a_personal_token_opens_the_account_until_it_is_revoked(sandbox: Sandbox, talkover: Talkover) -> None:
    made = await talkover.account.api_tokens.create(name="CI")

    async with Talkover(made.token, base_url=talkover.base_url) as person:
        user, balance = await person.account.get_user(), await person.account.credits.balance()
        with pytest.raises(AuthenticationError):
            await person.agents.list()
        await talkover.account.api_tokens.delete(made.id)
        with pytest.raises(AuthenticationError):
            await person.account.get_user()

    assert user == await talkover.account.get_user()
    assert balance == await talkover.account.credits.balance()
