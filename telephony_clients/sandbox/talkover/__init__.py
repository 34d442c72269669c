"""Stand-in for the Talkover API: numbers, voices, agents, calls."""

from telephony_clients.sandbox.talkover.api import Talkover

__all__ = ["Talkover"]
