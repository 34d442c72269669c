"""Talkroute: a virtual phone system. Its records are observed in public clients in production, but for `Contact`."""

from typing import TYPE_CHECKING

from telephony_clients.core.lazy import lazily

if TYPE_CHECKING:
    from telephony_clients.talkroute.account import Account as Account
    from telephony_clients.talkroute.call_history import CallDirection as CallDirection
    from telephony_clients.talkroute.call_history import CallEvent as CallEvent
    from telephony_clients.talkroute.call_history import CallEventType as CallEventType
    from telephony_clients.talkroute.call_history import CallRecord as CallRecord
    from telephony_clients.talkroute.call_history import CallResult as CallResult
    from telephony_clients.talkroute.client import Talkroute as Talkroute
    from telephony_clients.talkroute.contacts import Contact as Contact
    from telephony_clients.talkroute.voice_messages import AudioUrl as AudioUrl
    from telephony_clients.talkroute.voice_messages import VoiceMessage as VoiceMessage

__getattr__, __dir__, __all__ = lazily(
    __name__,
    {
        "account": ("Account",),
        "call_history": ("CallDirection", "CallEvent", "CallEventType", "CallRecord", "CallResult"),
        "client": ("Talkroute",),
        "contacts": ("Contact",),
        "voice_messages": ("AudioUrl", "VoiceMessage"),
    },
)
