"""A quota that several processes with one account share; the gate of each asks it before sending a request."""

from typing import Protocol, runtime_checkable

import attrs

__all__ = ["Admission", "SharedQuota"]


@attrs.frozen(kw_only=True)
class Admission:
    """What a shared quota says about the next request.

    Attributes:
        wait: seconds until it is worth asking again; 0 when one request may be sent now.
        throttled: whether the vendor has refused the account; a request admitted then is the probe for all processes.
    """

    wait: float = 0.0
    throttled: bool = False


@runtime_checkable
class SharedQuota(Protocol):
    """A quota of one account that several processes use at once.

    A gate asks it for one request at a time, and keeps its own queue, limits and rate as well. Any exception means that
    it is unavailable: the process then goes on alone, asks again now and then, and notifies its observer
    (`telephony_clients.core.events.SharedQuotaChanged`). It must limit its own time.
    """

    async def admit(self, account: str, /) -> Admission:
        """Return whether one more request may be sent; if so, it counts.

        Args:
            account: identifies the account: a hash, never the credential.
        """

    async def closed(self, account: str, seconds: float, /) -> None:
        """Report that the vendor refused or is down: no process sends for so long, and then one sends a probe.

        Args:
            account: as of `admit`.
            seconds: the pause; 0 when a probe got no answer, so that another must be sent.
        """

    async def opened(self, account: str, /) -> None:
        """Report that the probe was accepted.

        Args:
            account: as of `admit`.
        """
