"""How late the event loop is for others while a client works: a ticker that is due each millisecond."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from benchmarks.measures.speed import Call, Pages, at_pace, check, pull

_DUE_EVERY = 0.001


async def pulling(pages: Pages, *, ahead: int, records: int) -> dict[str, float]:
    """Read a list to its end, so many pages ahead.

    Returns:
        ``p50``, ``p99`` and ``max``, seconds late.

    Raises:
        ValueError: the list did not have so many records.
    """
    async with _ticking() as lates:
        await pull(pages, ahead=ahead, records=records)
    return _figures(lates)


async def reading(call: Call, *, times: int, records: int) -> dict[str, float]:
    """Read a page of so many records, one time after the other.

    Returns:
        ``p50``, ``p99`` and ``max``, seconds late.

    Raises:
        ValueError: a page did not have so many records.
    """
    await call()
    async with _ticking() as lates:
        check(await at_pace(call, at_once=1, count=times), times * records)
    return _figures(lates)


@asynccontextmanager
async def _ticking() -> AsyncIterator[list[float]]:
    lates: list[float] = []
    ticker = asyncio.create_task(_tick(lates))
    try:
        yield lates
    finally:
        ticker.cancel()
        with suppress(asyncio.CancelledError):
            await ticker


async def _tick(lates: list[float]) -> None:
    """Note how late each tick is; those that came due while the loop was held up count too."""
    due = time.perf_counter() + _DUE_EVERY
    while True:
        await asyncio.sleep(due - time.perf_counter())
        now = time.perf_counter()
        while due <= now:
            lates.append(now - due)
            due += _DUE_EVERY


def _figures(lates: list[float]) -> dict[str, float]:
    hundredths = statistics.quantiles(lates, n=100, method="inclusive")
    return {"p50": hundredths[49], "p99": hundredths[98], "max": max(lates)}
