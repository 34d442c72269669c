"""Where Talkroute sends a call."""

import attrs

from telephony_clients.core.models.fields import OpenEnum, TextId
from telephony_clients.talkroute.record import Record

__all__ = ["Destination", "DestinationType"]


class DestinationType(OpenEnum):
    """What a call can be sent to."""

    MENU = "menu"
    RING_GROUP = "ring_group"
    VOICEMAIL = "voicemail"
    HANGUP = "hangup"


@attrs.frozen(kw_only=True)
class Destination(Record):
    """Where a call goes.

    Attributes:
        type: to what.
        id: to which of these; none for a hang-up.
    """

    type: DestinationType | str
    id: TextId | None = None
