"""Talkroute's voicemail."""

from datetime import datetime

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import TextId, wire
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.talkroute.record import Record

__all__ = ["AudioUrl", "VoiceMessage", "VoiceMessages"]


@attrs.frozen(kw_only=True)
class VoiceMessage(Record):
    """A voicemail.

    Attributes:
        id: opaque; what `VoiceMessages.audio_url` takes.
        read: whether somebody heard it.
        phone_number: our number, E.164.
        call_result: how the call ended.
        caller_name, caller_number: who called.
        duration: whole seconds.
        transcript: the text, None until it is made.
        transcription_in_progress: whether it is being made: read the list again later.
        audio_link: a signed link that expires; `VoiceMessages.audio_url` gives a fresh one.
        mailbox_id: the mailbox; of the two spellings that clients try, which is right is not known.
        created_at: of the message; timezone-aware.
    """

    id: TextId
    read: bool | None = None
    phone_number: TextId | None = None
    call_result: str | None = None
    caller_name: str | None = None
    caller_number: TextId | None = None
    duration: int | None = None
    transcript: str | None = None
    transcription_in_progress: bool | None = None
    audio_link: str | None = None
    mailbox_id: TextId | None = wire("mailboxId", "voiceMailboxId", "mailbox_id", "voice_mailbox_id", default=None)
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class AudioUrl(Record):
    """Where a recording can be fetched.

    Attributes:
        url: a signed link that expires soon. Fetch it without the API's key, and do not store it.
    """

    url: str


class VoiceMessages(Resource):
    """Voicemail, newest first (observed)."""

    _list = Operation("GET", "/v2/voice-messages", VoiceMessage, paged=True, source=Source.OBSERVED)
    _audio_url = Operation("GET", "/v2/voice-messages/{id}/audio-url", AudioUrl, source=Source.OBSERVED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[VoiceMessage]:
        """List voicemails. Source: observed in public clients in production."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def audio_url(self, message_id: str | int) -> AudioUrl:
        """Ask for a fresh link to a voicemail's recording; `NotFound` when there is no such voicemail.

        Source: observed in public clients in production.
        """
        return await self.fetch(self._audio_url(message_id))
