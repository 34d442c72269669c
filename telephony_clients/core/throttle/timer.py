"""One timer for all waiting calls: it fires at the earliest time that was asked for."""

import asyncio
from collections.abc import Awaitable, Callable

from telephony_clients.core.tasks import task_for_later

_TOLERANCE = 1e-3
"""Seconds by which it may fire late."""


class WakeupTimer:
    """The timer of one gate, on the event loop that runs when it is set. It holds the gate only while it is set.

    Args:
        clock: monotonic seconds.
        sleep: waits for so many of them.
    """

    def __init__(self, clock: Callable[[], float], sleep: Callable[[float], Awaitable[None]]) -> None:
        self._clock, self._sleep = clock, sleep
        self._task: asyncio.Task[None] | None = None
        self._due = 0.0

    def set(self, due: float, *, on_fire: Callable[[float], None], on_error: Callable[[Exception], None]) -> None:
        """Fire at a time of the clock, unless it fires earlier anyway.

        Args:
            due: the time.
            on_fire: called with the current time when it fires.
            on_error: called with what an injected sleep raised instead.
        """
        if self._task is not None:
            if self._due <= due + _TOLERANCE:
                return
            self._task.cancel()
        self._due = due
        self._task = task_for_later(self._run(due, on_fire, on_error))

    def stop(self) -> None:
        """Do not fire."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self, due: float, on_fire: Callable[[float], None], on_error: Callable[[Exception], None]) -> None:
        try:
            while (left := due - self._clock()) > 0:
                await self._sleep(left)
        except Exception as error:  # noqa: BLE001 - when an injected sleep fails, the callers must learn why
            self._task = None
            on_error(error)
            return
        self._task = None
        on_fire(self._clock())
