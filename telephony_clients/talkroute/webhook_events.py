"""Talkroute's four webhooks: what each tells."""

from collections.abc import Mapping
from datetime import datetime
from typing import TypeAlias

import attrs

from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.talkroute.call_history import CallDirection, CallResult
from telephony_clients.talkroute.record import Record
from telephony_clients.talkroute.text_messages import MessageDirection

__all__ = ["CallPayload", "EventPayload", "TextMessagePayload", "VoicemailPayload", "WebhookPayload", "WebhookType"]


class WebhookType(OpenEnum):
    """Which of the webhooks it is; the guide warns that there will be others."""

    NEW_TEXT_MESSAGE = "new_text_message"
    NEW_CALL_RECORD = "new_call_record"
    NEW_VOICEMAIL = "new_voicemail"
    CALL_COMPLETED = "call_completed"


@attrs.frozen(kw_only=True)
class EventPayload(Record):
    """What each of the webhooks tells.

    Attributes:
        datetime_: when it happened. On the wire ``datetime``.
    """

    datetime_: datetime | None = None


@attrs.frozen(kw_only=True)
class CallPayload(EventPayload):
    """A call: ``new_call_record`` and ``call_completed``, whose difference is not known.

    Attributes:
        call_result: how it ended.
        direction: who called whom. Which number is ours on outbound calls is not known.
        duration: whole seconds.
        caller_number, called_number: the two sides, E.164.
        caller_cname: the caller's name.
    """

    call_result: CallResult | str | None = None
    direction: CallDirection | str | None = None
    duration: int | None = None
    caller_number: TextId | None = None
    called_number: TextId | None = None
    caller_cname: str | None = None


@attrs.frozen(kw_only=True)
class VoicemailPayload(EventPayload):
    """A voicemail: ``new_voicemail``.

    Attributes:
        call_result: how the call ended.
        duration: whole seconds.
        caller_number, called_number: the two sides, E.164.
        transcription: its text.
        mailbox_name: where it is.
    """

    call_result: str | None = None
    duration: int | None = None
    caller_number: TextId | None = None
    called_number: TextId | None = None
    transcription: str | None = None
    mailbox_name: str | None = None


@attrs.frozen(kw_only=True)
class TextMessagePayload(EventPayload):
    """A text: ``new_text_message``.

    Attributes:
        body: the text.
        direction: who wrote to whom.
        from_number, to_number: the two sides, E.164.
    """

    body: str | None = None
    direction: MessageDirection | str | None = None
    from_number: TextId | None = None
    to_number: TextId | None = None


WebhookPayload: TypeAlias = CallPayload | VoicemailPayload | TextMessagePayload

PAYLOADS: Mapping[str, type[WebhookPayload]] = {
    WebhookType.NEW_TEXT_MESSAGE.value: TextMessagePayload,
    WebhookType.NEW_CALL_RECORD.value: CallPayload,
    WebhookType.NEW_VOICEMAIL.value: VoicemailPayload,
    WebhookType.CALL_COMPLETED.value: CallPayload,
}
