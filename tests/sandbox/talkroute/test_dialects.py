"""The two dialects, the plans and the signed links: what a client without any cleverness is told."""

import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from telephony_clients.sandbox import Sandbox
from telephony_clients.sandbox.talkroute.api import sound
from tests.sandbox.conftest import Client, Clock

SPEC = {"id", "body", "direction", "createdAt", "read", "userEmail", "attachments"}
LIVE = {"id", "body", "message_direction", "created_at", "read", "user_email", "attachments"}


@pytest.fixture
async def live(clock: Clock) -> AsyncIterator[Sandbox]:
    async with Sandbox(seed=7, call_records=30, voice_messages=5, dialect="live", clock=clock) as running:
        yield running


async def data(sandbox: Sandbox, client: Client, path: str, **query: str | int) -> Any:
    return (await client.get(sandbox.talkroute, path, query)).document["data"]


async def test_texts_are_spelled_as_the_dialect_has_it(sandbox: Sandbox, live: Sandbox, client: Client) -> None:
    for running, names in ((sandbox, SPEC), (live, LIVE)):
        conversation = (await data(running, client, "/v2/text-conversations"))[0]
        messages = await data(running, client, f"/v2/text-conversations/{conversation['conversation_id']}/messages")
        assert "id" not in conversation
        assert set(conversation["last_message"]) == set(messages[0]) == names

    assert {one["user_email"] for one in messages} <= {"NULL", "user1@example.com"}


async def test_ids_are_numbers_where_clients_met_numbers(sandbox: Sandbox, live: Sandbox, client: Client) -> None:
    assert (await data(sandbox, client, "/v2/contacts"))[0]["id"] == "5001"
    assert (await data(live, client, "/v2/contacts"))[0]["id"] == 5001


@pytest.mark.parametrize("dialect", ["spec", "live"])
async def test_a_wrapped_change_counts_in_the_reference_alone(
    sandbox: Sandbox, live: Sandbox, client: Client, dialect: str
) -> None:
    vendor = (live if dialect == "live" else sandbox).talkroute
    path = "/v2/contacts/5001"

    wrapped = await client.ask(vendor, "PATCH", path, document={"data": {"notes": "wrapped"}})
    assert wrapped.status == 200
    assert (wrapped.document["data"]["notes"] == "wrapped") == (dialect == "spec")
    flat = await client.ask(vendor, "PATCH", path, document={"notes": "flat"})
    assert flat.document["data"]["notes"] == "flat"


async def test_a_record_that_was_made_stands_alone_in_a_list_where_clients_met_that(
    sandbox: Sandbox, live: Sandbox, client: Client
) -> None:
    group = {"destination": {"type": "hangup"}}
    made = [await client.ask(one.talkroute, "POST", "/v2/ring-groups", document=group) for one in (sandbox, live)]

    assert [one.status for one in made] == [201, 201]
    assert [type(one.document["data"]) for one in made] == [dict, list]


def test_there_are_two_dialects() -> None:
    with pytest.raises(ValueError, match="dialect"):
        Sandbox(dialect="other")  # type: ignore[arg-type]


async def test_a_link_is_good_for_a_while_and_for_its_own_content(
    sandbox: Sandbox, client: Client, clock: Clock
) -> None:
    message = (await data(sandbox, client, "/v2/voice-messages"))[0]
    path = message["audioLink"].removeprefix(sandbox.talkroute.base_url)

    answer = await client.get(sandbox.talkroute, path, token=None)
    assert (answer.status, answer.headers["Content-Type"]) == (200, "audio/mpeg")
    assert answer.raw == sound(7, f"/media/voice-messages/{message['id']}.mp3")
    for bad in (path.replace(message["id"], "410001"), path.replace("signature=", "signature=0"), path.split("?")[0]):
        refused = await client.get(sandbox.talkroute, bad, token=None)
        assert (refused.status, refused.headers["Content-Type"]) == (403, "application/xml")

    clock.now += 301
    assert (await client.get(sandbox.talkroute, path, token=None)).status == 403
    fresh = (await client.get(sandbox.talkroute, f"/v2/voice-messages/{message['id']}/audio-url")).document["url"]
    path = fresh.removeprefix(sandbox.talkroute.base_url)
    assert (await client.get(sandbox.talkroute, path, token=None)).status == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/v2/hours", None),
        ("GET", "/v2/hours/settings", None),
        ("PUT", "/v2/hours-override", {"status": "open"}),
        ("POST", "/v2/forwarding-schedules", {"name": "x"}),
        ("POST", "/v2/text-conversations/12025550100-12025550123", {"body": "x"}),
        ("GET", "/v2/call-history?after=2026-03-01T00%3A00%3A00%2B00%3A00", None),
    ],
)
async def test_the_basic_plan_lacks_what_clients_met_a_402_for(
    sandbox: Sandbox, client: Client, method: str, path: str, body: Any
) -> None:
    vendor = sandbox.talkroute
    vendor.plan = "basic"

    answer = await client.ask(vendor, method, path, document=body)

    assert (answer.status, list(answer.document)) == (402, ["message"])
    assert (await client.get(vendor, "/v2/call-history")).status == 200
    allowed = {one["name"]: one["allowed"] for one in await data(sandbox, client, "/v2/accounts/permitted-features")}
    assert [name for name, one in allowed.items() if one] == ["call_history"]
    assert (await data(sandbox, client, "/v2/accounts/plan"))["planName"] == "basic"


@pytest.mark.parametrize(
    ("request_line", "body", "places"),
    [
        ("POST /v2/contacts", {}, ["phoneNumber"]),
        ("PATCH /v2/contacts/5001", {"email": "x"}, ["email"]),
        ("POST /v2/contacts/import", {"contacts": [{"phoneNumber": "1"}, {}]}, ["contacts.1.phoneNumber"]),
        ("POST /v2/contacts/import", {"contacts": []}, ["contacts"]),
        ("POST /v2/ring-groups", {"destination": {"type": "menu"}}, ["destination.id"]),
        ("POST /v2/subscriptions", {"type": "x", "hookUrl": "https://x"}, ["type"]),
        ("POST /v2/hours", {"dayStart": "monday"}, ["dayEnd", "hourStart", "hourEnd"]),
        ("POST /v2/forwarding-schedules", {"name": "x", "hours": [{}]}, ["hours.0.dayStart"]),
        ("PUT /v2/hours-override", {"status": "maybe"}, ["status"]),
        ("GET /v2/text-conversations?since=yesterday", None, ["since"]),
    ],
)
async def test_bad_fields_are_named(
    sandbox: Sandbox, client: Client, request_line: str, body: Any, places: list[str]
) -> None:
    answer = await client.ask(sandbox.talkroute, *request_line.split(" "), document=body)

    assert (answer.status, list(answer.document["errors"])) == (422, places)


@pytest.mark.parametrize("body", [{"members": []}, "x", [1], None])
async def test_a_list_that_is_no_list_of_objects_is_refused(sandbox: Sandbox, client: Client, body: Any) -> None:
    group = (await data(sandbox, client, "/v2/ring-groups"))[0]["id"]
    content = json.dumps(body).encode()

    answer = await client.ask(sandbox.talkroute, "PUT", f"/v2/ring-groups/{group}/members", body=content)

    assert answer.status == 422


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/v2/text-conversations/12025550100-12025550123", 404),
        ("/v2/text-conversations/nobody", 404),
    ],
)
async def test_a_text_from_a_number_of_somebody_else_is_refused(
    sandbox: Sandbox, client: Client, path: str, status: int
) -> None:
    assert (await client.ask(sandbox.talkroute, "POST", path, document={"body": "x"})).status == status


async def test_since_takes_unix_time(sandbox: Sandbox, client: Client) -> None:
    every = await data(sandbox, client, "/v2/text-conversations", pageSize=100)
    recent = await data(sandbox, client, "/v2/text-conversations", pageSize=100, since=1774900000)

    assert 0 < len(recent) < len(every)
