"""Stand-in for the Talkroute API: account, contacts, call history, voice messages."""

from telephony_clients.sandbox.talkroute.api import Talkroute

__all__ = ["Talkroute"]
