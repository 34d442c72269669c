"""Talkroute's past calls."""

import os
import re
from collections.abc import AsyncGenerator, AsyncIterable, Iterable
from datetime import datetime, timedelta
from operator import attrgetter

import attrs

from telephony_clients.core.checks import instant
from telephony_clients.core.client.download import DownloadedFile
from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.client.streaming import download
from telephony_clients.core.errors import ConfigurationError, NotFound
from telephony_clients.core.models.fields import OpenEnum, TextId, secret_url
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.core.wire.upload import Progress
from telephony_clients.talkroute.audio import ACCEPT, MOST_BYTES, each, saved
from telephony_clients.talkroute.record import Record
from telephony_clients.talkroute.saved_audio import SavedAudio

__all__ = ["CallDirection", "CallEvent", "CallEventType", "CallHistory", "CallRecord", "CallResult"]

_ANSWERED_BY = re.compile(r"answered by _(.+?)_(?=\W|$)", re.IGNORECASE)


class CallDirection(OpenEnum):
    """Who called whom."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"


class CallResult(OpenEnum):
    """How a call ended; more values exist."""

    ANSWERED = "answered"
    MISSED = "missed"
    HANGUP = "hangup"


class CallEventType(OpenEnum):
    """What happened during a call; more values exist."""

    VOICEMAIL = "voicemail"
    USER_EXTENSION = "user_extension"
    FORWARDING_DEVICE = "forwarding_device"
    CALL_FORWARD = "call_forward"
    CALL_TRANSFER = "call_transfer"


@attrs.frozen(kw_only=True)
class CallEvent(Record):
    """A step of a call.

    Attributes:
        id, type: an opaque id, and what happened.
        description: in words, such as who picked up.
    """

    id: TextId | None = None
    type: CallEventType | str | None = None
    description: str | None = None
    created_at: datetime | None = None


@attrs.frozen(kw_only=True)
class CallRecord(Record):
    """A past call.

    Attributes:
        id, direction: an opaque id, and who called whom.
        call_date: when it began.
        external_name: the other side's name; the number again where there is no name.
        external_number: the other side's number, E.164.
        phone_number: our number, E.164.
        duration: whole seconds.
        recorded: whether there is a recording.
        recording: a signed link that expires and is made anew on each read; fetch it without the key.
        result: how it ended.
        events: what happened on the way; `answered_by` reads who answered from them.
    """

    id: TextId
    direction: CallDirection | str | None = None
    call_date: datetime | None = None
    external_name: str | None = None
    external_number: TextId | None = None
    phone_number: TextId | None = None
    duration: int | None = None
    recorded: bool | None = None
    recording: str | None = secret_url(default=None)
    result: CallResult | str | None = None
    events: list[CallEvent] | None = None

    @property
    def answered_by(self) -> str | None:
        """Who answered: a person, a forwarding number's label; None if no event says so (observed)."""
        texts = [one.description or "" for one in sorted(self.events or [], key=_certainty)]
        return next((found[1] for found in map(_ANSWERED_BY.search, texts) if found), None)


_MOST_CERTAIN = (
    *(CallEventType.FORWARDING_DEVICE, CallEventType.USER_EXTENSION),
    *(CallEventType.CALL_FORWARD, CallEventType.CALL_TRANSFER),
)


def _certainty(event: CallEvent) -> int:
    return _MOST_CERTAIN.index(event.type) if event.type in _MOST_CERTAIN else len(_MOST_CERTAIN)


class CallHistory(Resource):
    """Past calls, newest first. A single one cannot be fetched (observed)."""

    _list = Operation("GET", "/v2/call-history", CallRecord, paged=True)

    def list(
        self,
        *,
        direction: CallDirection | str | None = None,
        after: datetime | None = None,
        before: datetime | None = None,
        number: str | None = None,
        result: CallResult | str | None = None,
        min_duration: int | None = None,
        max_duration: int | None = None,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[CallRecord]:
        """List past calls of one ``direction`` or both that began later than ``after`` and earlier than ``before``.

        Both are timezone-aware, to the second; `PaymentRequired` when the plan lacks them, as on one account. A sync
        overlaps its last run by an hour: a call is listed once it is over, under the time it began. ``number``,
        ``result``, ``min_duration`` and ``max_duration`` (seconds) are filters of the guide's whose names on the wire
        are inferred. Source: documented for path, paging and what is filtered; the first three filters are observed.
        """
        times = {"after": instant(after, "after"), "before": instant(before, "before")}
        guessed = {"number": number, "result": result, "minDuration": min_duration, "maxDuration": max_duration}
        query = self.query({"direction": direction, **times, **guessed}, params)
        return self.pager(self._list(params=query), page_size=page_size, cursor=cursor)

    async def download_recording(
        self,
        call: CallRecord,
        path: os.PathLike[str] | str,
        *,
        max_bytes: int = MOST_BYTES,
        on_progress: Progress | None = None,
    ) -> DownloadedFile:
        """Save a call's recording: it is at the path when it is whole, and not before.

        When the call's link has expired, the history around its time is read again for a fresh one. The arguments
        ``max_bytes`` and ``on_progress`` are as in `VoiceMessages.download`. Source: observed, as `list`.
        """
        if call.recording is None:
            raise ConfigurationError(f"The call {call.id} has no recording.")
        links = [call.recording]

        async def link() -> str:
            return links.pop() if links else await self._fresh_link(call)

        return await download(self._engine, link, path, accept=ACCEPT, max_bytes=max_bytes, on_progress=on_progress)

    def download_recordings(
        self,
        calls: Iterable[CallRecord] | AsyncIterable[CallRecord],
        folder: os.PathLike[str] | str,
        *,
        at_once: int = 8,
        suffix: str = ".mp3",
    ) -> AsyncGenerator[SavedAudio[CallRecord], None]:
        """Save the recordings of many calls, such as those of `list`; calls without one are left out.

        ``at_once`` and ``suffix`` are as in `VoiceMessages.download_all`. Source: observed, as `list`.
        """
        recorded = _recorded(calls)
        save, name = self.download_recording, attrgetter("id")
        return saved(recorded, folder, save, name=name, suffix=suffix, at_once=at_once)

    async def _fresh_link(self, call: CallRecord) -> str:
        began, second = call.call_date, timedelta(seconds=1)
        after, before = (began - second, began + second) if began else (None, None)
        async for one in self.list(after=after, before=before):
            if one.id == call.id and one.recording is not None:
                return one.recording
        raise NotFound(f"The call history has no recording of the call {call.id} any more.")


async def _recorded(calls: Iterable[CallRecord] | AsyncIterable[CallRecord]) -> AsyncGenerator[CallRecord, None]:
    async for call in each(calls):
        if call.recording is not None:
            yield call
