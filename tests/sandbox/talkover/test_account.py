from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client
from tests.sandbox.talkover.printed import lacks
from tests.talkover.examples_account import PRINTED


async def test_the_user_stands_beside_the_api(sandbox: Sandbox, client: Client) -> None:
    talkover = sandbox.talkover
    root = talkover.base_url.removesuffix("/v1")
    headers = {"Authorization": f"Bearer {talkover.api_key}"}
    async with client._session.get(f"{root}/user", headers=headers) as response:
        answer = await response.json()

    assert lacks(answer, PRINTED["account.get_user"]) == []
    assert "success" not in answer
    assert (await client.get(talkover, "/user")).status == 404


async def test_tokens_have_a_shape_of_their_own(sandbox: Sandbox, client: Client) -> None:
    talkover = sandbox.talkover
    before = (await client.get(talkover, "/user/api-tokens")).document
    made = await client.ask(talkover, "POST", "/user/api-tokens", document={"name": "Mine", "abilities": ["read"]})
    after = (await client.get(talkover, "/user/api-tokens")).document
    token_id = made.document["data"]["id"]
    gone = await client.ask(talkover, "DELETE", f"/user/api-tokens/{token_id}")

    assert lacks(before, PRINTED["account.api_tokens.list"]) == []
    assert (made.status, lacks(made.document, PRINTED["account.api_tokens.create"])) == (201, [])
    assert {name for one in (before, made.document, after) for name in one} == {"data"}
    assert [one["name"] for one in after["data"]] == ["Mine", "CI Pipeline", "Local Development"]
    assert not any("token" in one for one in after["data"])
    assert gone.document == PRINTED["account.api_tokens.delete"]
    assert (await client.get(talkover, "/user/api-tokens")).document == before


async def test_a_token_needs_a_name(sandbox: Sandbox, client: Client) -> None:
    answer = await client.ask(sandbox.talkover, "POST", "/user/api-tokens", document={"name": "", "abilities": "all"})

    assert answer.status == 422
    assert answer.document["errors"] == {
        "name": ["The name field is required."],
        "abilities": ["The abilities field must be an array."],
    }
