"""Talkroute's voicemail."""

import os
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Unpack

import attrs

from telephony_clients.core.client.download import DownloadedFile
from telephony_clients.core.client.fields import takes
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.client.streaming import download
from telephony_clients.core.models.fields import TextId, secret_url, wire
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation, Source
from telephony_clients.core.wire.upload import Progress
from telephony_clients.talkroute.audio import ACCEPT, MOST_BYTES, saved
from telephony_clients.talkroute.bodies import written
from telephony_clients.talkroute.record import Record, WriteOptions
from telephony_clients.talkroute.saved_audio import SavedAudio

__all__ = ["AudioUrl", "VoiceMessage", "VoiceMessages"]

_MESSAGE = "/v2/voice-messages/{id}"


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
    audio_link: str | None = secret_url(default=None)
    mailbox_id: TextId | None = wire("mailboxId", "voiceMailboxId", "mailbox_id", "voice_mailbox_id", default=None)
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class AudioUrl(Record):
    """Where a recording can be fetched.

    Attributes:
        url: a signed link that expires soon. Fetch it without the API's key, and do not store it.
    """

    url: str = secret_url()


class VoiceMessages(Resource):
    """Voicemail, newest first (observed). The guide names reading, fetching the sound, and marking."""

    _list = Operation("GET", "/v2/voice-messages", VoiceMessage, paged=True, source=Source.OBSERVED)
    _get = Operation("GET", _MESSAGE, VoiceMessage, source=Source.INFERRED)
    _audio_url = Operation("GET", f"{_MESSAGE}/audio-url", AudioUrl, source=Source.OBSERVED)
    _mark_read = Operation("PATCH", _MESSAGE, VoiceMessage, idempotent=True, allow_empty=True, source=Source.INFERRED)
    _mark_unread = Operation("PATCH", _MESSAGE, VoiceMessage, idempotent=True, allow_empty=True, source=Source.INFERRED)
    _delete: Operation[None] = Operation("DELETE", _MESSAGE, allow_empty=True, source=Source.INFERRED)

    def list(
        self, *, page_size: int | None = None, cursor: Cursor | None = None, params: Params | None = None
    ) -> Pager[VoiceMessage]:
        """List voicemails. Source: observed."""
        return self.pager(self._list(params=self.query({}, params)), page_size=page_size, cursor=cursor)

    async def get(self, message_id: str | int) -> VoiceMessage:
        """Fetch one voicemail. Source: inferred."""
        return await self.fetch(self._get(message_id))

    async def audio_url(self, message_id: str | int) -> AudioUrl:
        """Ask for a fresh link to a voicemail's sound; `NotFound` when there is no such voicemail. Source: observed."""
        return await self.fetch(self._audio_url(message_id))

    async def download(
        self,
        message_id: str | int,
        path: os.PathLike[str] | str,
        *,
        max_bytes: int = MOST_BYTES,
        on_progress: Progress | None = None,
    ) -> DownloadedFile:
        """Save a voicemail's sound: it is at the path when it is whole, and not before.

        Each attempt asks for a fresh link, and the key does not go there. More than ``max_bytes`` is `BodyTooLarge`;
        ``on_progress`` is called with the bytes so far and the size. Source: observed, as `audio_url`.
        """

        async def link() -> str:
            return (await self.audio_url(message_id)).url

        return await download(self._engine, link, path, accept=ACCEPT, max_bytes=max_bytes, on_progress=on_progress)

    def download_all(
        self,
        messages: Iterable[VoiceMessage] | AsyncIterable[VoiceMessage],
        folder: os.PathLike[str] | str,
        *,
        at_once: int = 8,
        suffix: str = ".mp3",
    ) -> AsyncGenerator[SavedAudio[VoiceMessage], None]:
        """Save the sound of many voicemails, such as those of `list`, as ``<id><suffix>`` in a folder that is there.

        ``at_once``, 1 to 64, are on their way; each is yielded once it is there, or with the error that it ended with.
        How sound is encoded is not published: ``suffix`` is yours. Source: observed, as `audio_url`.
        """

        def save(message: VoiceMessage, path: Path) -> Awaitable[DownloadedFile]:
            return self.download(message.id, path)

        return saved(messages, folder, save, name=lambda one: one.id, suffix=suffix, at_once=at_once)

    @takes(WriteOptions)
    async def mark_read(self, message_id: str | int, **how: Unpack[WriteOptions]) -> VoiceMessage | None:
        """Mark a voicemail as heard. Source: inferred; the guide names the operation."""
        return await self.fetch(self._mark_read(message_id, json=written(how, read=True)))

    @takes(WriteOptions)
    async def mark_unread(self, message_id: str | int, **how: Unpack[WriteOptions]) -> VoiceMessage | None:
        """Mark a voicemail as not heard. Source: inferred; the guide names the operation."""
        return await self.fetch(self._mark_unread(message_id, json=written(how, read=False)))

    async def delete(self, message_id: str | int) -> None:
        """Delete a voicemail. Source: inferred."""
        await self.fetch(self._delete(message_id))
