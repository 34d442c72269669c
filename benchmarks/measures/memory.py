"""What calls that wait and records that are kept or let go take, in bytes of resident memory (Linux)."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Any

from benchmarks.measures.speed import Call, Pages, at_pace, check

_SAMPLED_EVERY = 0.02
_WARMING_PAGES = 20
_WARMING_CALLS = 200
_LOOK_AHEAD = 8


async def many(call: Call, *, count: int) -> dict[str, float]:
    """Start so many calls at once, each in a task of its own.

    Returns:
        ``errors``, calls that failed; ``bytes``, the peak above the idle state, a call; ``rate``, calls a second.
    """
    await at_pace(call, at_once=_WARMING_CALLS // 2, count=_WARMING_CALLS)
    gc.collect()
    idle, began = resident(), time.perf_counter()
    peaks = [idle]
    sampler = asyncio.create_task(_sample(peaks))
    answers = await asyncio.gather(*(call() for _ in range(count)), return_exceptions=True)
    wall = time.perf_counter() - began
    sampler.cancel()
    with suppress(asyncio.CancelledError):
        await sampler
    errors = sum(answer != 1 for answer in answers)
    return {"errors": errors, "bytes": (peaks[0] - idle) / count, "rate": count / wall}


async def stream(records: Callable[[int], AsyncIterator[Any]], *, warming: int, count: int) -> dict[str, float]:
    """Read a list of so many records and keep none.

    Args:
        records: the walk over the list.
        warming: records after which the growth is counted; the memory is looked at after each so many.
        count: records in the list.

    Returns:
        ``bytes``, the peak's growth; ``cpu`` and ``wall``, seconds a record.

    Raises:
        ValueError: the list did not have so many records.
    """
    seen = base = peak = 0
    cpu, wall = time.process_time(), time.perf_counter()
    async for _ in records(_LOOK_AHEAD):
        seen += 1
        if seen % warming == 0:
            now = resident()
            base, peak = base or now, max(peak, now)
    check(seen, count)
    spent = {"cpu": (time.process_time() - cpu) / count, "wall": (time.perf_counter() - wall) / count}
    return {"bytes": peak - base, **spent}


async def kept(pages: Pages, *, count: int) -> dict[str, float]:
    """Read a list of so many records and keep them all.

    Returns:
        ``bytes``, the growth a record; ``cpu`` and ``wall``, seconds a record.

    Raises:
        ValueError: the list did not have so many records.
    """
    number = 0
    async with aclosing(pages(_LOOK_AHEAD)) as walk:
        async for _ in walk:
            number += 1
            if number == _WARMING_PAGES:
                break
    gc.collect()
    before, cpu, wall = resident(), time.process_time(), time.perf_counter()
    records: list[Any] = []
    async for page in pages(_LOOK_AHEAD):
        records.extend(page)
    check(len(records), count)
    spent = {"cpu": (time.process_time() - cpu) / count, "wall": (time.perf_counter() - wall) / count}
    return {"bytes": (resident() - before) / count, **spent}


async def _sample(peak: list[int]) -> None:
    while True:
        peak[0] = max(peak[0], resident())
        await asyncio.sleep(_SAMPLED_EVERY)


def resident() -> int:
    """Return the memory that this process has, in bytes."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
