"""Talkroute: a virtual phone system."""

from telephony_clients.talkroute.account import Account
from telephony_clients.talkroute.call_history import CallDirection, CallEvent, CallEventType, CallRecord, CallResult
from telephony_clients.talkroute.client import Talkroute
from telephony_clients.talkroute.contacts import Contact
from telephony_clients.talkroute.voice_messages import AudioUrl, VoiceMessage

__all__ = [
    "Account",
    "AudioUrl",
    "CallDirection",
    "CallEvent",
    "CallEventType",
    "CallRecord",
    "CallResult",
    "Contact",
    "Talkroute",
    "VoiceMessage",
]
