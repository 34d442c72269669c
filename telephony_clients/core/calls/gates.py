"""The gates that a client's calls go through: that of its account, and those of the foreign hosts of its downloads."""

import asyncio
import weakref
from collections.abc import Callable
from typing import TYPE_CHECKING

import attrs

from telephony_clients.core.calls.call import Call
from telephony_clients.core.calls.target import Target
from telephony_clients.core.options import Options
from telephony_clients.core.vendor.adapter import Adapter

if TYPE_CHECKING:
    from telephony_clients.core.throttle.gate import Gate


class Gates:
    """Finds the gates of a client or view.

    Args:
        adapter: the vendor.
        options: for new gates.
        account: identifies the account: its address and its credential, or its name.
    """

    def __init__(self, adapter: Adapter, options: Options, *account: object) -> None:
        self._adapter, self._options, self._account = adapter, options, account
        self._own: dict[str | None, Gate] = {}
        self._loop: Callable[[], object] = lambda: None

    def own(self, loop: asyncio.AbstractEventLoop, limit: str | None = None) -> "Gate":
        """Return the gate of the account, or of a limit in it, on the running event loop."""
        if self._loop() is not loop:
            self._loop, self._own = weakref.ref(loop), {}
        gate = self._own.get(limit)
        if gate is None:
            gate = self._own[limit] = self._shared(*self._account, options=self._options, limit=limit)
        return gate

    def aim(self, call: Call, target: Target) -> None:
        """Let the next request go to a target, through the gate there: a foreign host throttles on its own account."""
        call.url, call.trusted, call.signed = target.url, target.trusted, target.signed
        if target.trusted:
            call.gate = self.own(call.scope.loop, call.request.operation.limit)
        else:
            call.gate = self._shared(target.origin, options=attrs.evolve(self._options, shared_quota=None))

    def _shared(self, *identity: object, options: Options, limit: str | None = None) -> "Gate":
        from telephony_clients.core.throttle.registry import shared_gate  # noqa: PLC0415 - not before the first call

        adapter = self._adapter
        policy = adapter.throttle_policy
        return shared_gate(*identity, vendor=adapter.vendor, policy=policy, options=options, limit=limit)
