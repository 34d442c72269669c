"""Stand-in for the Talkroute API, in the reference's spelling or in that which clients met."""

from telephony_clients.sandbox.talkroute.api import Talkroute

__all__ = ["Talkroute"]
