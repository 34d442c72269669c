"""Talkroute's past calls."""

from datetime import datetime

import attrs

from telephony_clients.core.client.pager import Pager
from telephony_clients.core.client.resource import Resource
from telephony_clients.core.models.model import OpenEnum, TextId
from telephony_clients.core.values import Cursor, Params
from telephony_clients.core.wire.request import Operation
from telephony_clients.talkroute.record import Record

__all__ = ["CallDirection", "CallEvent", "CallEventType", "CallHistory", "CallRecord", "CallResult"]


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
        created_at: of the step; timezone-aware.
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
        call_date: when it began; timezone-aware.
        external_name: the other side's name; the number again where there is no name.
        external_number: the other side's number, E.164.
        phone_number: our number, E.164.
        duration: whole seconds.
        recorded: whether there is a recording.
        recording: a signed link that expires and is made anew on each read; fetch it without the key.
        result: how it ended.
        events: what happened on the way.
    """

    id: TextId
    direction: CallDirection | str | None = None
    call_date: datetime | None = None
    external_name: str | None = None
    external_number: TextId | None = None
    phone_number: TextId | None = None
    duration: int | None = None
    recorded: bool | None = None
    recording: str | None = None
    result: CallResult | str | None = None
    events: list[CallEvent] | None = None


class CallHistory(Resource):
    """Past calls, newest first. A single one cannot be fetched (observed)."""

    _list = Operation("GET", "/v2/call-history", CallRecord, paged=True)

    def list(
        self,
        *,
        direction: CallDirection | str | None = None,
        after: datetime | None = None,
        before: datetime | None = None,
        page_size: int | None = None,
        cursor: Cursor | None = None,
        params: Params | None = None,
    ) -> Pager[CallRecord]:
        """List past calls of one ``direction`` or both, that began later than ``after`` and earlier than ``before``.

        Both are timezone-aware, to the second; `PaymentRequired` when the plan lacks them, as on one account.
        The guide speaks of filters for number, duration and result without naming them: ``params`` takes such.
        Source: the vendor's guide for path and paging; the filters' names and form are observed.
        """
        query = self.query({"direction": direction, "after": after, "before": before}, params)
        return self.pager(self._list(params=query), page_size=page_size, cursor=cursor)
