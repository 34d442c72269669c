"""Time for many tasks: it moves to the next sleeper's instant once nothing else can run, so order is exact."""

import asyncio
import heapq
import itertools
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class Timeline:
    def __init__(self) -> None:
        self.now = 1000.0
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = itertools.count()

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._count), woken))
        await woken

    async def run(self, *coroutines: Coroutine[Any, Any, T]) -> list[T]:
        """Run these to their end, through as much time as they need."""
        tasks = [asyncio.create_task(one) for one in coroutines]
        while not all(task.done() for task in tasks):
            await self._quiet(len(tasks))
            if not self._sleepers or all(task.done() for task in tasks):
                break
            self._wake()
        stuck = [task for task in tasks if not task.done()]
        for task in stuck:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert not stuck, f"{len(stuck)} of {len(tasks)} tasks wait for ever"
        return [task.result() for task in tasks]

    async def until(self, instant: float) -> None:
        """Let time pass up to an instant."""
        await self._quiet()
        while self._sleepers and self._sleepers[0][0] <= instant:
            self._wake()
            await self._quiet()
        self.now = instant

    def _wake(self) -> None:
        at, _, woken = heapq.heappop(self._sleepers)
        if not woken.done():
            self.now = max(self.now, at)
            woken.set_result(None)

    async def _quiet(self, tasks: int = 0) -> None:
        for _ in range(10 + tasks // 10):
            await asyncio.sleep(0)
