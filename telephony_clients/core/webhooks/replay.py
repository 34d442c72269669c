"""What a verifier remembers, so that a recorded delivery is not accepted a second time."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from telephony_clients.core.errors import ConfigurationError

__all__ = ["MemoryReplayStore", "ReplayStore"]


class ReplayStore(Protocol):
    """Remembers accepted deliveries; `telephony_clients.on_redis.replays.RedisReplayStore` does so for many processes.

    It is called in the thread that verifies. A store that waits for the network has an attribute ``waits = True``: the
    functions for frameworks then verify in another thread. Elsewhere, call the verifier in ``asyncio.to_thread``.
    Exceptions are passed on, and the delivery is not accepted.
    """

    def add_if_absent(self, key: str, ttl: float) -> bool:
        """Remember a delivery, atomically among all processes.

        Args:
            key: printable ASCII, at most a few hundred characters.
            ttl: seconds for which it must be remembered.

        Returns:
            whether it was new.
        """

    def discard(self, key: str) -> None:
        """Forget a delivery.

        Args:
            key: as in `add_if_absent`; a missing one is ignored.
        """


class MemoryReplayStore:
    """A replay store in the memory of one process, safe among threads; a restart empties it.

    Args:
        max_entries: deliveries remembered at most; beyond that, the oldest is dropped early. Only authentic deliveries
            are stored, so nobody else can push them out.
        clock: monotonic seconds.

    Raises:
        ConfigurationError: max_entries is not a whole number of at least 1.
    """

    __slots__ = ("_clock", "_expiries", "_lock", "_max_entries")

    def __init__(self, *, max_entries: int = 100_000, clock: Callable[[], float] = time.monotonic) -> None:
        if type(max_entries) is not int or max_entries < 1:
            raise ConfigurationError(f"max_entries must be a whole number of at least 1, not {max_entries!r}.")
        self._max_entries, self._clock = max_entries, clock
        self._expiries: dict[str, float] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._expiries)

    def add_if_absent(self, key: str, ttl: float) -> bool:
        """Remember a delivery.

        Args:
            key: identifies it.
            ttl: seconds for which it is remembered.

        Returns:
            whether it was new.
        """
        now = self._clock()
        with self._lock:
            if self._expiries.get(key, now) > now:
                return False
            self._make_room(now)
            self._expiries[key] = now + ttl
            return True

    def discard(self, key: str) -> None:
        """Forget a delivery.

        Args:
            key: identifies it; a missing one is ignored.
        """
        with self._lock:
            self._expiries.pop(key, None)

    def _make_room(self, now: float) -> None:
        """Drop expired entries from the oldest on, and the oldest one if the store is full."""
        while self._expiries:
            oldest = next(iter(self._expiries))
            if self._expiries[oldest] > now and len(self._expiries) < self._max_entries:
                return
            del self._expiries[oldest]
