"""For tests: the contract that every vendor's client is held to, one of your own too, and time that passes at will.

Nothing here needs a test framework, and nothing of it is imported by the rest of the package.
"""

from telephony_clients.testing.contract import Check, Contract, ContractBroken, StandIn
from telephony_clients.testing.virtual_time import VirtualTime

__all__ = ["Check", "Contract", "ContractBroken", "StandIn", "VirtualTime"]
