"""What a verifier remembers, so that a delivery which was recorded on the way is not accepted a second time."""

import time
from collections.abc import Callable
from threading import Lock
from typing import Protocol

from telephony_clients.core.errors import ConfigurationError


class ReplayStore(Protocol):
    """The deliveries that were accepted; one that several processes share is a few lines around a database.

    It is asked in the thread that verifies: one that waits for a network belongs, with the verifier, in
    ``asyncio.to_thread``. What it raises is passed on, and nothing is accepted meanwhile.
    """

    def add_if_absent(self, key: str, ttl: float) -> bool:
        """Remember a delivery, in one step that no other process can come between.

        Args:
            key: printable ASCII, at most a few hundred characters.
            ttl: seconds for which it must be remembered.

        Returns:
            whether it was new.
        """

    def discard(self, key: str) -> None:
        """Forget a delivery.

        Args:
            key: as in `add_if_absent`; one that is not there does no harm.
        """


class MemoryReplayStore:
    """A replay store in the memory of one process, safe among threads; a restart empties it.

    Args:
        max_entries: deliveries that are remembered at most; beyond them the oldest is forgotten before its time.
            Only authentic deliveries come here, so a stranger cannot push others out.
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
            key: what tells it from others.
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
            key: what tells it from others; one that is not there does no harm.
        """
        with self._lock:
            self._expiries.pop(key, None)

    def _make_room(self, now: float) -> None:
        """Drop, from the oldest on, what has expired and what is too much."""
        while self._expiries:
            oldest = next(iter(self._expiries))
            if self._expiries[oldest] > now and len(self._expiries) < self._max_entries:
                return
            del self._expiries[oldest]
