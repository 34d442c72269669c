from datetime import UTC, datetime
from typing import Any

import pytest

from telephony_clients import ConfigurationError, NotFound, Talkroute
from telephony_clients.sandbox import Sandbox
from telephony_clients.talkroute import AudioUrl, VoiceMessage
from tests.scripted_server import ScriptedServer
from tests.talkroute.examples import VOICEMAIL
from tests.wings import CAREFUL_IDS, NO_IDS, fits, same

MESSAGE: dict[str, Any] = {**VOICEMAIL, "transcript": "Call me back", "transcriptionInProgress": False}


async def test_a_voicemail_is_read_field_by_field(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": [{**MESSAGE, "voiceMailboxId": 3}]})

    (message,) = await scripted.voice_messages.list()

    assert same(
        message,
        VoiceMessage(
            id="9",
            read=False,
            phone_number="+12025550100",
            call_result="voicemail",
            caller_name="Ann",
            caller_number="+12025550123",
            duration=12,
            transcript="Call me back",
            transcription_in_progress=False,
            audio_link="https://store.example.com/v/9?signature=abc",
            mailbox_id="3",
            created_at=datetime(2026, 9, 1, 12, tzinfo=UTC),
        ),
    )
    assert server.requests[0].target == "/v2/voice-messages?page=1&pageSize=100"
    assert scripted.drift() == ()


@pytest.mark.parametrize("name", ["mailboxId", "voiceMailboxId", "mailbox_id", "voice_mailbox_id"])
async def test_the_mailbox_is_read_under_any_of_its_names(
    scripted: Talkroute, server: ScriptedServer, name: str
) -> None:
    server.answer({"data": [{**MESSAGE, name: "m-1"}]})

    message = await scripted.voice_messages.list().first()

    assert message is not None
    assert (message.mailbox_id, scripted.drift()) == ("m-1", ())


async def test_a_transcript_may_be_still_to_come(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": [{**MESSAGE, "transcript": None, "transcriptionInProgress": True}]})

    message = await scripted.voice_messages.list().first()

    assert message is not None
    assert (message.transcript, message.transcription_in_progress, message.extra) == (None, True, {})


async def test_every_voicemail_comes_once(talkroute: Talkroute) -> None:
    messages = await talkroute.voice_messages.list(page_size=70).to_list()

    assert len({message.id for message in messages}) == len(messages) == 300
    assert all(fits(message, VoiceMessage) for message in messages)


async def test_a_voicemail_filter_of_your_own_stands_in_the_query(scripted: Talkroute, server: ScriptedServer) -> None:
    server.answer({"data": []})

    await scripted.voice_messages.list(page_size=5, params={"read": False})

    assert server.requests[0].target == "/v2/voice-messages?read=false&page=1&pageSize=5"


@pytest.mark.parametrize("wrapped", [True, False])
async def test_a_fresh_link_may_come_wrapped_or_bare(
    scripted: Talkroute, server: ScriptedServer, *, wrapped: bool
) -> None:
    link = {"url": "https://store.example.com/v/9?signature=new"}
    server.answer({"data": link} if wrapped else link)

    assert await scripted.voice_messages.audio_url(9) == AudioUrl(url="https://store.example.com/v/9?signature=new")
    assert server.requests[0].target == "/v2/voice-messages/9/audio-url"


async def test_a_link_of_a_known_voicemail(talkroute: Talkroute) -> None:
    message = await talkroute.voice_messages.list().first()
    assert message is not None

    assert (await talkroute.voice_messages.audio_url(message.id)).url.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(("message_id", "segment"), CAREFUL_IDS.items())
async def test_an_id_arrives_as_it_is(sandbox: Sandbox, talkroute: Talkroute, message_id: str, segment: str) -> None:
    with pytest.raises(NotFound):
        await talkroute.voice_messages.audio_url(message_id)

    (received,) = sandbox.talkroute.requests
    assert received.target == f"/api/v2/voice-messages/{segment}/audio-url"


@pytest.mark.parametrize("message_id", NO_IDS)
async def test_what_is_no_id_is_not_sent(scripted: Talkroute, server: ScriptedServer, message_id: Any) -> None:
    with pytest.raises(ConfigurationError):
        await scripted.voice_messages.audio_url(message_id)

    assert server.requests == []
