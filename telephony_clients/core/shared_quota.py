"""A quota that several processes with one account share; the gate of each asks it before sending a request."""

import threading
import time
from collections.abc import Callable
from typing import Protocol, runtime_checkable

import attrs

from telephony_clients.core.errors import ConfigurationError

__all__ = ["Admission", "MaxRate", "SharedQuota"]

_CATCH_UP = 0.02
"""Seconds for which a late request does not put off those after it."""


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


class MaxRate:
    """A limit of your own on the requests of this process, for `Options.shared_quota`: they wait for their turn.

    Requests of one account leave evenly, on all event loops together; every account has the whole rate for itself. One
    object serves any number of clients.

    Args:
        rate: requests a second.
        clock: monotonic seconds.

    Raises:
        ConfigurationError: the rate is not a positive number.
    """

    def __init__(self, rate: float, *, clock: Callable[[], float] = time.monotonic) -> None:
        self._rate, self._clock = rate, clock
        if not 0 < rate < float("inf"):
            raise ConfigurationError(f"rate must be a positive number of requests a second, not {rate!r}.")
        self._next: dict[str, float] = {}
        self._changing = threading.Lock()

    def __repr__(self) -> str:
        return f"MaxRate({self._rate!r})"

    async def admit(self, account: str, /) -> Admission:
        """Return whether it is the next request's turn; if so, it counts.

        Args:
            account: as of `SharedQuota`.
        """
        with self._changing:
            now = self._clock()
            turn = self._next.get(account, now)
            if turn > now:
                return Admission(wait=turn - now)
            self._next[account] = max(turn, now - _CATCH_UP) + 1 / self._rate
            return Admission()

    async def closed(self, account: str, seconds: float, /) -> None:
        """Do nothing: the gates of one process know of each other's refusals."""

    async def opened(self, account: str, /) -> None:
        """Do nothing, likewise."""
