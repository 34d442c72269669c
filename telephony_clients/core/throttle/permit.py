"""The right to send one request."""

from collections.abc import Callable

import attrs

from telephony_clients.core.events import GateChanged


@attrs.define(eq=False, repr=False)
class Permit:
    """The right to send one request now.

    Attributes:
        number: which of the account's requests it is, counted from 1.
        at: the clock's time when it was given.
        credit: requests that the learned refill had saved up after it; below 0 it went beyond the refill.
        epoch: how often the gate had closed.
        waited: seconds spent waiting because the account was throttled or the vendor was down.
        probe: whether this is the one call that asks if the account is still throttled.
        notify: told when the gate changes because of this call.
        held: whether it was not given back yet.
    """

    number: int
    at: float
    credit: float
    epoch: int
    waited: float = 0.0
    probe: bool = False
    notify: Callable[[GateChanged], None] | None = None
    held: bool = True
