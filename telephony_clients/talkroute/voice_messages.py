"""Talkroute's voicemail."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import Model, TextId, wire
from telephony_clients.core.values import Params
from telephony_clients.core.wire.request import Operation, Source


@attrs.frozen(kw_only=True)
class VoiceMessage(Model):
    """A voicemail.

    Attributes:
        id: opaque.
        read: whether somebody heard it.
        phone_number: our number, E.164.
        call_result: how the call ended.
        caller_name, caller_number: who called.
        duration: whole seconds.
        transcript: the text, None until it is made.
        transcription_in_progress: whether it is being made: read the list again later.
        audio_link: a signed link that expires; `VoiceMessages.audio_url` gives a fresh one.
        mailbox_id: the mailbox; of the two spellings that clients try, which is right is not known.
        created_at: aware instant.

    Source: observed in public clients in production.
    """

    id: TextId
    read: bool | None = None
    phone_number: str | None = None
    call_result: str | None = None
    caller_name: str | None = None
    caller_number: str | None = None
    duration: int | None = None
    transcript: str | None = None
    transcription_in_progress: bool | None = None
    audio_link: str | None = None
    mailbox_id: TextId | None = wire("mailboxId", "voiceMailboxId", "mailbox_id", "voice_mailbox_id", default=None)
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class AudioUrl(Model):
    """Where a recording can be fetched.

    Attributes:
        url: a signed link that expires soon. Fetch it without the API's key, and do not store it.

    Source: observed in public clients in production.
    """

    url: str


class VoiceMessages(Resource):
    """Voicemail, newest first (observed)."""

    _list = Operation("GET", "/v2/voice-messages", VoiceMessage, paged=True, source=Source.OBSERVED)
    _audio_url = Operation("GET", "/v2/voice-messages/{id}/audio-url", AudioUrl, source=Source.OBSERVED)

    def list(
        self,
        *,
        page_size: int | None = None,
        cursor: Mapping[str, Any] | None = None,
        params: Params | None = None,
    ) -> Pager[VoiceMessage]:
        """List voicemails.

        Args:
            page_size: 1 or more; the vendor's maximum is not published. 100 when left out.
            cursor: where to go on, from ``Pager.cursor`` or an error.
            params: further query parameters.

        Returns:
            a pager of voicemails.

        Raises:
            ConfigurationError: an argument is out of its range, before anything is sent.
            TelephonyError: any other of its kinds, with a cursor (when a page is fetched).

        Source: observed in public clients in production.
        """
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def audio_url(self, message_id: str | int) -> AudioUrl:
        """Ask for a fresh link to a voicemail's recording.

        Args:
            message_id: `VoiceMessage.id`.

        Returns:
            a link that expires soon.

        Raises:
            NotFound: there is no such voicemail.
            TelephonyError: any other of its kinds.

        Source: observed in public clients in production.
        """
        return await self.fetch(self._audio_url(message_id))
