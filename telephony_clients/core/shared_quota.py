"""What several processes with one account share: a quota that the gate of each asks before a request leaves."""

from typing import Protocol, runtime_checkable

import attrs


@attrs.frozen(kw_only=True)
class Admission:
    """What a shared quota says about the next request.

    Attributes:
        wait: seconds until it is worth asking again; 0 when one request may leave now.
        throttled: whether the vendor refused the account; the request that may leave then is the one that finds out,
            for all processes, whether it still does.
    """

    wait: float = 0.0
    throttled: bool = False


@runtime_checkable
class SharedQuota(Protocol):
    """A quota of one account that several processes use at once.

    A gate asks it for one request at a time, and keeps its own queue, bounds and rate besides. Whatever it raises
    means that it cannot be asked: the process then goes on alone, asks again now and then, and tells its observer
    (`telephony_clients.core.events.SharedQuotaChanged`). It must bound its own time.
    """

    async def admit(self, account: str, /) -> Admission:
        """Return whether one more request may leave; if so, it counts.

        Args:
            account: what tells the account from others: a hash, never the credential.
        """

    async def closed(self, account: str, seconds: float, /) -> None:
        """Learn that the vendor refused, or is down: nobody sends for so long, and then one asks.

        Args:
            account: as of `admit`.
            seconds: the pause; 0 when the one that asked got no answer, so that another has to.
        """

    async def opened(self, account: str, /) -> None:
        """Learn that the one that asked was accepted.

        Args:
            account: as of `admit`.
        """
