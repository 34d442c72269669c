"""What calls, pages and bodies take, in seconds of CPU and of wall."""

import asyncio
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any

from benchmarks import bodies, deviations

Call = Callable[[], Awaitable[int]]
Pages = Callable[[int], AsyncGenerator[Sequence[Any], None]]
Decode = Callable[[bytes], int]
Verify = Callable[[], int]


async def calls(call: Call, *, at_once: int, count: int, records: int) -> dict[str, float]:
    """Make calls, so many at once, after a tenth as many to warm up.

    Returns:
        ``cpu`` and ``wall``, seconds a call; ``rate``, calls a second.

    Raises:
        ValueError: an answer did not have so many records.
    """
    await at_pace(call, at_once=at_once, count=max(at_once, count // 10))
    watch = _Watch()
    check(await at_pace(call, at_once=at_once, count=count), count * records)
    return watch.figures(count)


async def pull(pages: Pages, *, ahead: int, records: int) -> dict[str, float]:
    """Read a list to its end, so many pages ahead.

    Returns:
        ``cpu`` and ``wall``, seconds a page; ``rate``, pages a second.

    Raises:
        ValueError: the list did not have so many records.
    """
    watch = _Watch()
    found = number = 0
    async with aclosing(pages(ahead)) as walk:
        async for page in walk:
            found += len(page)
            number += 1
    figures = watch.figures(number)
    check(found, records)
    return figures


async def decoding(decode: Decode, *, count: int, records: int) -> dict[str, float]:
    """Decode one page so often.

    Returns:
        ``cpu`` and ``wall``, seconds a page; ``rate``, pages a second.

    Raises:
        ValueError: the page did not have so many records.
    """
    body = bodies.page(1, 1, records)
    check(decode(body), records)
    watch = _Watch()
    for _ in range(count):
        decode(body)
    return watch.figures(count)


async def decoding_deviations(decode: Decode, *, deviation: str, count: int, records: int) -> dict[str, float]:
    """Decode pages whose records deviate from the model, so many in all, after all of them once.

    Returns:
        ``cpu`` and ``wall``, seconds a page; ``rate``, pages a second.

    Raises:
        ValueError: a page did not have so many records.
    """
    pages = deviations.pages(deviation, records)
    for body in pages:
        check(decode(body), records)
    watch = _Watch()
    for number in range(count):
        decode(pages[number % len(pages)])
    return watch.figures(count)


async def verifying(verify: Verify, *, count: int, size: int) -> dict[str, float]:
    """Verify one webhook so often.

    Returns:
        ``cpu`` and ``wall``, seconds a delivery; ``rate``, deliveries a second.

    Raises:
        ValueError: the delivery did not have so many bytes.
    """
    check(verify(), size)
    watch = _Watch()
    for _ in range(count):
        verify()
    return watch.figures(count)


async def at_pace(call: Call, *, at_once: int, count: int) -> int:
    """Make calls, so many at once; return how many records came in all."""
    left = iter(range(count))
    found = 0

    async def work() -> None:
        nonlocal found
        for _ in left:
            records = await call()
            found += records

    await asyncio.gather(*(work() for _ in range(at_once)))  # of many failures, the first is told
    return found


def check(found: int, expected: int) -> None:
    """See that nothing is missing.

    Raises:
        ValueError: something is.
    """
    if found != expected:
        raise ValueError(f"{found} records came, not {expected}.")


class _Watch:
    def __init__(self) -> None:
        self._cpu, self._wall = time.process_time(), time.perf_counter()

    def figures(self, count: int) -> dict[str, float]:
        cpu, wall = time.process_time() - self._cpu, time.perf_counter() - self._wall
        return {"cpu": cpu / count, "wall": wall / count, "rate": count / wall}
