"""Local stand-ins of the three vendors' HTTP APIs, for demos, tests and your own suites."""

from telephony_clients.sandbox.deliveries import Delivery
from telephony_clients.sandbox.faults import Aim, Faults
from telephony_clients.sandbox.server import Sandbox
from telephony_clients.sandbox.talkable import Talkable
from telephony_clients.sandbox.talkable.webhooks import Webhooks
from telephony_clients.sandbox.talkover import Talkover
from telephony_clients.sandbox.talkroute import Talkroute
from telephony_clients.sandbox.vendor import Vendor
from telephony_clients.sandbox.wire import Received

__all__ = [
    "Aim",
    "Delivery",
    "Faults",
    "Received",
    "Sandbox",
    "Talkable",
    "Talkover",
    "Talkroute",
    "Vendor",
    "Webhooks",
]
