"""Time that passes only when something sleeps, so that minutes of waiting take no time and are exact."""

import asyncio


class VirtualTime:
    """A clock and the sleep that moves it; sleepers that overlap wake at their own times."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        wake = self.now + seconds
        self.slept.append(seconds)
        await asyncio.sleep(0)
        self.now = max(self.now, wake)
