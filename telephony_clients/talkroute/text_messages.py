"""Talkroute's text messages."""

from datetime import datetime

import attrs

from telephony_clients.core.models.fields import JsonObject, OpenEnum, TextId, secret_url, wire
from telephony_clients.talkroute.record import Record

__all__ = ["Attachment", "MessageDirection", "TextMessage"]


class MessageDirection(OpenEnum):
    """Who wrote to whom."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


@attrs.frozen(kw_only=True)
class Attachment(Record):
    """A file of a text message.

    Attributes:
        id: opaque.
        file_type: its media type.
        link: where it is.
        metadata: of an image, sizes in pixels under ``medium`` and ``original``.
    """

    id: TextId | None = None
    file_type: str | None = None
    link: str | None = secret_url(default=None)
    metadata: JsonObject | None = None


@attrs.frozen(kw_only=True)
class TextMessage(Record):
    """A text message.

    Attributes:
        id: opaque.
        body: the text.
        direction: who wrote to whom; the live service calls it ``message_direction``.
        read: whether somebody has read it.
        user_email: who wrote it; the live service says ``NULL`` where it was nobody, see `author`.
        attachments: its files.
    """

    id: TextId | None = None
    body: str | None = None
    direction: MessageDirection | str | None = wire("direction", "messageDirection", "message_direction", default=None)
    created_at: datetime | None = None
    read: bool | None = None
    user_email: str | None = None
    attachments: list[Attachment] | None = None

    @property
    def author(self) -> str | None:
        """The address of the user who wrote it, None for nobody's."""
        return None if self.user_email in {"NULL", ""} else self.user_email
