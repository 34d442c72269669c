import base64
import hashlib
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from telephony_clients import ConfigurationError, LostResponse, NotFound, Talkroute
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import Attachment, MessageDirection, TextConversation, TextMessage
from tests.scripted_server import ScriptedServer
from tests.talkroute.contract import IMAGE
from tests.talkroute.examples import SPEC_TEXT
from tests.wings import fits, same

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
PAIR = "12025550100-12025550123"
LIVE: dict[str, Any] = {
    "id": "5",
    "body": "Hi",
    "message_direction": "outgoing",
    "created_at": "2026-09-01T12:00:00+00:00",
    "read": True,
    "user_email": "ann@example.com",
    "attachments": [{"id": "1", "file_type": "image/png", "link": "https://x", "metadata": {"original": {"width": 1}}}],
}
MESSAGE = TextMessage(
    id="5",
    body="Hi",
    direction=MessageDirection.OUTGOING,
    created_at=AT,
    read=True,
    user_email="ann@example.com",
    attachments=[Attachment(id="1", file_type="image/png", link="https://x", metadata={"original": {"width": 1}})],
)


@pytest.mark.parametrize("spelled", [SPEC_TEXT, LIVE], ids=["spec", "live"])
async def test_a_message_is_read_in_both_spellings(
    scripted: Talkroute, server: ScriptedServer, spelled: dict[str, Any]
) -> None:
    server.answer({"data": [spelled], "pagination": {"totalPages": 1}})

    (read,) = await scripted.text_conversations.list_messages(PAIR).to_list()

    assert same(read, MESSAGE)
    assert (server.requests[0].target, scripted.drift()) == (
        f"/v2/text-conversations/{PAIR}/messages?page=1&pageSize=100",
        (),
    )


@pytest.mark.parametrize(("email", "author"), [("NULL", None), (None, None), ("", None), ("a@b.com", "a@b.com")])
def test_nobody_wrote_what_the_live_service_says_was_null(email: str | None, author: str | None) -> None:
    assert TextMessage(user_email=email).author == author


@pytest.mark.parametrize(
    ("filters", "query"),
    [
        ({"since": AT}, "since=2026-09-01T12%3A00%3A00%2B00%3A00&"),
        ({"before": AT, "unread": True}, "before=2026-09-01T12%3A00%3A00%2B00%3A00&unread=true&"),
        (
            {"talkroute_number": "+12025550100", "sender_number": "78225"},
            "talkrouteNumber=%2B12025550100&senderNumber=78225&",
        ),
        ({"unread": False, "params": {"archived": True}}, "unread=false&archived=true&"),
    ],
)
async def test_each_filter_stands_in_the_query(
    scripted: Talkroute, server: ScriptedServer, filters: dict[str, Any], query: str
) -> None:
    server.answer({"data": []})

    await scripted.text_conversations.list(**filters)

    assert server.requests[0].target == f"/v2/text-conversations?{query}page=1&pageSize=100"


@pytest.mark.parametrize("since", [datetime(2026, 1, 1), date(2026, 1, 1), 1767225600])  # noqa: DTZ001 - on purpose
async def test_a_time_without_a_zone_is_refused(scripted: Talkroute, since: Any) -> None:
    with pytest.raises(ConfigurationError, match="timezone-aware"):
        scripted.text_conversations.list(since=since)


async def test_the_filters_choose(talkroute: Talkroute) -> None:
    every = await talkroute.text_conversations.list(page_size=15).to_list()
    at = every[10].last_message_at
    assert at is not None
    assert all(fits(one, TextConversation) for one in every)

    recent = await talkroute.text_conversations.list(since=at).to_list()
    older = await talkroute.text_conversations.list(before=at).to_list()
    unread = await talkroute.text_conversations.list(unread=True).to_list()
    ours = await talkroute.text_conversations.list(talkroute_number=every[0].talkroute_number).to_list()

    assert [one.id for one in recent + older] == [one.id for one in every]
    assert {one.id for one in unread} == {
        one.id for one in every if one.last_message is not None and not one.last_message.read
    }
    assert {one.talkroute_number for one in ours} == {every[0].talkroute_number}


async def test_a_reply_is_the_newest_message(talkroute: Talkroute) -> None:
    conversation = await talkroute.text_conversations.list().first()
    assert conversation is not None

    sent = await talkroute.text_conversations.reply(conversation.id, body="See you", attachment=IMAGE)

    newest = await talkroute.text_conversations.list_messages(conversation.id).first()
    assert newest == sent
    assert (sent.body, sent.direction, len(sent.attachments or [])) == ("See you", "outgoing", 1)
    read = await talkroute.text_conversations.get(conversation.id)
    assert read.messages_count == (conversation.messages_count or 0) + 1
    assert read.last_message == sent


async def test_a_conversation_is_started_by_its_pair_of_numbers(talkroute: Talkroute) -> None:
    number = await talkroute.virtual_numbers.list().first()
    assert number is not None
    assert number.phone_number is not None

    await talkroute.text_conversations.start(from_=number.phone_number, to="(202) 555-0199", body="Hello")

    begun = await talkroute.text_conversations.get(f"{number.phone_number[1:]}-12025550199")
    assert (begun.contact_number, begun.messages_count) == ("+12025550199", 1)


async def test_a_number_that_is_not_the_account_s_cannot_write(talkroute: Talkroute) -> None:
    with pytest.raises(NotFound):
        await talkroute.text_conversations.start(from_="+12025550100", to="+12025550199", body="Hello")


async def test_an_image_goes_as_a_data_uri_with_its_digest(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer(SPEC_TEXT, status=201)

    await scripted.text_conversations.reply(PAIR, body="Look", attachment=IMAGE, extra={"mood": "glad"})

    content = IMAGE.read_bytes()
    assert server.requests[0].json == {
        "body": "Look",
        "attachment": {
            "content": f"data:image/png;base64,{base64.b64encode(content).decode()}",
            "fileType": "image/png",
            "hash": hashlib.md5(content, usedforsecurity=False).hexdigest(),
        },
        "mood": "glad",
    }


async def test_a_text_alone_has_no_attachment(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": LIVE}, status=201)

    assert same(await scripted.text_conversations.reply(PAIR, body="Hi"), MESSAGE)
    assert server.requests[0].json == {"body": "Hi"}


@pytest.mark.parametrize("name", ["notes.txt", "missing.png", "noextension"])
async def test_what_is_no_image_is_not_sent(
    scripted: Talkroute, server: ScriptedServer, tmp_path: Path, name: str
) -> None:
    (tmp_path / "notes.txt").write_text("x")

    with pytest.raises(ConfigurationError, match="attach"):
        await scripted.text_conversations.reply(PAIR, body="x", attachment=tmp_path / name)

    assert server.requests == []


async def test_a_text_is_never_sent_twice(sandbox: Sandbox, talkroute: Talkroute) -> None:
    conversation = await talkroute.text_conversations.list().first()
    assert conversation is not None
    sandbox.talkroute.faults.reset(acted=True, method="POST")

    with pytest.raises(LostResponse):
        await talkroute.text_conversations.reply(conversation.id, body="Once")

    assert len([one for one in sandbox.talkroute.requests if one.method == "POST"]) == 1


async def test_a_conversation_is_marked_as_read(talkroute: Talkroute) -> None:
    (unread, *_) = await talkroute.text_conversations.list(unread=True).to_list()

    await talkroute.text_conversations.mark_read(unread.id)

    read = await talkroute.text_conversations.get(unread.id)
    assert read.last_message is not None
    assert read.last_message.read
