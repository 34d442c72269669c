"""What a page of 100 call records costs the client, in CPU time, beside a hand-written aiohttp loop to plain dicts."""

import asyncio
import multiprocessing
import statistics
import time
from collections.abc import Awaitable, Callable, Mapping
from multiprocessing.connection import Connection

import aiohttp

from telephony_clients import Talkover
from telephony_clients.sandbox import Sandbox

_PAGE = 100


async def show(*, rounds: int, pages: int) -> None:
    """Print the median CPU milliseconds a page of each variant and its ratio to the hand-written loop.

    Args:
        rounds: how often each is run, in turn.
        pages: pages of 100 records a run.
    """
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, pages * _PAGE), daemon=True)
    server.start()
    environment: Mapping[str, str] = await asyncio.to_thread(ours.recv)
    base_url, key = environment["TALKOVER_BASE_URL"], environment["TALKOVER_TOKEN"]
    variants: dict[str, Callable[[], Awaitable[int]]] = {
        "aiohttp to dicts": lambda: _by_hand(base_url, key),
        "Talkover().calls.list()": lambda: _typed(base_url, key),
    }
    times: dict[str, list[float]] = {name: [] for name in variants}
    for _ in range(rounds + 1):
        for name, pull in variants.items():
            began = time.process_time()
            records = await pull()
            times[name].append(1000 * (time.process_time() - began) / pages)
            if records != pages * _PAGE:
                raise RuntimeError(f"{name} got {records} records of {pages * _PAGE}")
    ours.send("stop")
    await asyncio.to_thread(server.join)
    base = statistics.median(next(iter(times.values()))[1:])
    print("page of 100 calls, client's CPU ms (median, first round left out) and ratio")
    for name, found in times.items():
        middle = statistics.median(found[1:])
        print(f"  {name:26}{middle:8.2f}{middle / base:8.2f}")


async def _by_hand(base_url: str, key: str) -> int:
    records = 0
    async with aiohttp.ClientSession(headers={"Authorization": f"Bearer {key}"}) as session:
        page, last = 1, 1
        while page <= last:
            async with session.get(f"{base_url}/calls?page={page}&per_page={_PAGE}") as response:
                found = await response.json()
            records += len(found["data"])
            page, last = page + 1, found["pagination"]["last_page"]
    return records


async def _typed(base_url: str, key: str) -> int:
    async with Talkover(key, base_url=base_url) as talkover:
        return sum([len(page) async for page in talkover.calls.list().pages()])


def _serve(orders: Connection, calls: int) -> None:
    asyncio.run(_until_told(orders, calls))


async def _until_told(orders: Connection, calls: int) -> None:
    async with Sandbox(calls=calls) as sandbox:
        orders.send(sandbox.environment())
        await asyncio.to_thread(orders.recv)
