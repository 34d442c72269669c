"""Time that passes only when something sleeps, so that minutes of waiting take no time and are exact."""

import asyncio

_ITERATIONS = 20
"""Iterations of the event loop within which a request on this machine has its answer."""


class VirtualTime:
    """A clock and the sleep that moves it, for ``Options(clock=time.clock, sleep=time.sleep)``.

    Those who sleep at the same time wake at their own times. What is under way comes first: no time passes before
    requests to a server in the same event loop had a chance to be answered.

    Args:
        now: the clock's time at first, in seconds.

    Attributes:
        now: the clock's time; a test may set it.
        slept: every sleep so far, in seconds.
    """

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def clock(self) -> float:
        """Return the time."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Let the time pass."""
        wake = self.now + seconds
        self.slept.append(seconds)
        for _ in range(_ITERATIONS):
            await asyncio.sleep(0)
        self.now = max(self.now, wake)
