import pytest

from telephony_clients.sandbox import Sandbox
from tests.sandbox.conftest import Client


async def everything(sandbox: Sandbox, client: Client, path: str, **query: str) -> list[dict[str, object]]:
    records: list[dict[str, object]] = []
    while True:
        page = len(records) // 100 + 1
        document = (await client.get(sandbox.talkroute, path, {"pageSize": 100, "page": page, **query})).document
        records += document["data"]
        if document["pagination"]["nextPageUrl"] is None:
            assert len(records) == document["pagination"]["total"]
            return records


async def test_account(sandbox: Sandbox, client: Client) -> None:
    account = (await client.get(sandbox.talkroute, "/v2/account")).document["data"]

    assert isinstance(account["id"], str)
    assert {"name", "email", "planId", "trial", "isPastDue", "daysPastDue", "outboundDialing", "timezone"} < set(
        account
    )


@pytest.mark.parametrize(
    ("path", "total"), [("/v2/contacts", 250), ("/v2/call-history", 777), ("/v2/voice-messages", 60)]
)
async def test_lists_page_by_page(sandbox: Sandbox, client: Client, path: str, total: int) -> None:
    document = (await client.get(sandbox.talkroute, path, page=2)).document
    here, pages = sandbox.talkroute.base_url + path, -(-total // 25)
    assert document["pagination"] == {
        "count": 25,
        "currentPage": 2,
        "firstPageUrl": f"{here}?page=1",
        "from": 26,
        "lastPageUrl": f"{here}?page={pages}",
        "nextPageUrl": f"{here}?page=3",
        "path": here,
        "perPage": 25,
        "prevPageUrl": f"{here}?page=1",
        "to": 50,
        "total": total,
        "totalPages": pages,
    }
    records = await everything(sandbox, client, path)
    assert len({record["id"] for record in records}) == total
    assert records[25:50] == document["data"]


async def test_page_size_is_clamped(sandbox: Sandbox, client: Client) -> None:
    document = (await client.get(sandbox.talkroute, "/v2/call-history", pageSize=5000)).document

    assert (document["pagination"]["perPage"], len(document["data"])) == (100, 100)


async def test_call_history_filters(sandbox: Sandbox, client: Client) -> None:
    calls = await everything(sandbox, client, "/v2/call-history")
    assert {call["direction"] for call in calls} == {"inbound", "outbound"}
    assert {call["externalName"] is None for call in calls} == {True, False}

    inbound = await everything(sandbox, client, "/v2/call-history", direction="inbound")
    assert inbound == [call for call in calls if call["direction"] == "inbound"]
    after, before = (str(calls[place]["callDate"])[:19] + "+00:00" for place in (200, 100))
    window = await everything(sandbox, client, "/v2/call-history", after=after, before=before)
    assert window == calls[100:201]


async def test_an_unencoded_plus_is_a_space(sandbox: Sandbox, client: Client) -> None:
    answer = await client.get(sandbox.talkroute, "/v2/call-history", after="2026-03-01T00:00:00 00:00")

    assert answer.status == 422


async def test_voice_messages_and_their_sound(sandbox: Sandbox, client: Client) -> None:
    messages = await everything(sandbox, client, "/v2/voice-messages")
    assert all((message["transcript"] is None) == message["transcriptionInProgress"] for message in messages)

    for message in (messages[0], messages[-1]):
        answer = await client.get(sandbox.talkroute, f"/v2/voice-messages/{message['id']}/audio-url")
        assert answer.document == {"url": message["audioLink"]}
    for lost in ("1", "410000", "410061", "x"):
        answer = await client.get(sandbox.talkroute, f"/v2/voice-messages/{lost}/audio-url")
        assert (answer.status, answer.document) == (404, {"message": "Not found."})
