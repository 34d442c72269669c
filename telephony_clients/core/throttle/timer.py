"""One timer for all that wait: it goes off at the earliest instant that anybody asked for."""

import asyncio
from collections.abc import Awaitable, Callable

_PUNCTUAL = 1e-3
"""Seconds by which it may be late."""


class Alarm:
    """A timer of one gate, on the event loop that runs when it is set.

    Args:
        clock: monotonic seconds.
        sleep: waits for so many of them.
        ring: called with the time when it goes off.
        broken: called with what an injected sleep raised instead.
    """

    def __init__(
        self,
        clock: Callable[[], float],
        sleep: Callable[[float], Awaitable[None]],
        *,
        ring: Callable[[float], None],
        broken: Callable[[Exception], None],
    ) -> None:
        self._clock, self._sleep, self._ring, self._broken = clock, sleep, ring, broken
        self._task: asyncio.Task[None] | None = None
        self._instant = 0.0

    def set(self, instant: float) -> None:
        """Let it go off at an instant of the clock, unless it goes off earlier anyway."""
        if self._task is not None:
            if self._instant <= instant + _PUNCTUAL:
                return
            self._task.cancel()
        self._instant = instant
        self._task = asyncio.get_running_loop().create_task(self._watch(instant))

    def stop(self) -> None:
        """Let it not go off."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _watch(self, instant: float) -> None:
        """Wait for an instant; who set the alarm last owns it, so that one that was replaced changes nothing."""
        try:
            while (pause := instant - self._clock()) > 0:
                await self._sleep(pause)
        except Exception as error:  # noqa: BLE001 - when an injected sleep fails, the callers shall know why
            self._task = None
            self._broken(error)
            return
        self._task = None
        self._ring(self._clock())
