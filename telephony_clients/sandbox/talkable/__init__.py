"""Stand-in for the Talkable API: all operations of its version 2, on state that acts leave behind."""

from telephony_clients.sandbox.talkable.api import Talkable

__all__ = ["Talkable"]
