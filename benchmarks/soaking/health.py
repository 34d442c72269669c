"""The health of a process that runs for long: memory, sockets, tasks, and how late the event loop is (Linux)."""

import asyncio
import gc
import os
import statistics
import time
from contextlib import suppress
from pathlib import Path

import attrs

_TICK = 0.01
_MIB = 2**20


@attrs.frozen
class Health:
    """One look at the process.

    Attributes:
        memory: MiB that are resident, after a collection.
        sockets: open ones.
        tasks: of the event loop.
        lag_p99: the lateness of the loop since the look before, in milliseconds; 99 of 100 ticks were sooner.
    """

    memory: float
    sockets: int
    tasks: int
    lag_p99: float

    def __str__(self) -> str:
        lag = f"event loop late by {self.lag_p99:.1f} ms (p99)"
        return f"{self.memory:.1f} MiB, {self.sockets} sockets, {self.tasks} tasks, {lag}"


class Monitor:
    """Looks at this process; its ticker runs between `start` and `stop`."""

    def __init__(self) -> None:
        self._lates: list[float] = []
        self._ticker: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to tick."""
        self._ticker = asyncio.create_task(self._tick())

    async def stop(self) -> None:
        """Tick no more."""
        if self._ticker is not None:
            self._ticker.cancel()
            with suppress(asyncio.CancelledError):
                await self._ticker
            self._ticker = None

    def look(self) -> Health:
        """Return how the process is."""
        lates, self._lates = self._lates or [0.0, 0.0], []
        for _ in range(3):
            gc.collect()
        p99 = statistics.quantiles([*lates, lates[-1]], n=100, method="inclusive")[98] * 1000
        return Health(memory=_resident() / _MIB, sockets=_sockets(), tasks=len(asyncio.all_tasks()), lag_p99=p99)

    async def _tick(self) -> None:
        while True:
            due = time.perf_counter() + _TICK
            await asyncio.sleep(_TICK)
            self._lates.append(time.perf_counter() - due)
            if len(self._lates) > _MOST_TICKS:
                del self._lates[: _MOST_TICKS // 2]


_MOST_TICKS = 6000


def _resident() -> int:
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def _sockets() -> int:
    found = 0
    for descriptor in list(Path("/proc/self/fd").iterdir()):
        with suppress(OSError):  # the listing's own is gone
            found += str(descriptor.readlink()).startswith("socket:")
    return found
