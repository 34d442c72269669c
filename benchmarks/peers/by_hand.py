"""What one writes with aiohttp by hand: plain dicts, no retries, no checks."""

import asyncio
import hmac
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from typing import Any

import aiohttp

from benchmarks import bodies
from benchmarks.measures.speed import Call, Decode, Pages, Verify


@asynccontextmanager
async def page(base_url: str, loads: str) -> AsyncIterator[Call]:
    """Give the call that reads a page of calls.

    Args:
        base_url: where the server is.
        loads: the module whose ``loads`` decodes, ``orjson`` or ``json``.
    """
    async with _session(f"{base_url}/calls", loads) as get:

        async def call() -> int:
            return len((await get(1))["data"])

        yield call


@asynccontextmanager
async def small(base_url: str, loads: str, *, connections: int = 100, read: float | None = None) -> AsyncIterator[Call]:
    """Give the call that reads an agent.

    Args:
        base_url: where the server is.
        loads: as for `page`.
        connections: sockets at most.
        read: seconds without a byte, None for no bound.
    """
    async with _session(base_url + bodies.SMALL, loads, connections=connections, read=read) as get:

        async def call() -> int:
            return 1 if (await get(1))["data"]["id"] else 0

        yield call


@asynccontextmanager
async def pages(base_url: str, loads: str) -> AsyncIterator[Pages]:
    """Give the walk over the list of calls, with a window of tasks: as by hand, so without care for what fails."""
    async with _session(f"{base_url}/calls", loads) as get:

        async def walk(ahead: int) -> AsyncGenerator[list[Any], None]:
            first = await get(1)
            yield first["data"]
            window: deque[asyncio.Task[Any]] = deque()
            for number in range(2, first["pagination"]["last_page"] + 1):
                window.append(asyncio.create_task(get(number)))
                if len(window) >= ahead:
                    yield (await window.popleft())["data"]
            for task in window:
                yield (await task)["data"]

        yield walk


@asynccontextmanager
async def decoder(loads: str) -> AsyncIterator[Decode]:
    """Give the decoder to dicts."""
    decode = import_module(loads).loads
    yield lambda body: len(decode(body)["data"])


@asynccontextmanager
async def _session(url: str, loads: str, *, connections: int = 100, read: float | None = None) -> AsyncIterator[Any]:
    decode = import_module(loads).loads
    timeout = aiohttp.ClientTimeout(total=300.0, sock_connect=30.0, sock_read=read)  # but for read, aiohttp's own
    connector = aiohttp.TCPConnector(limit=connections)
    headers = {"Authorization": "Bearer talq_benchmark"}
    async with aiohttp.ClientSession(connector=connector, timeout=timeout, headers=headers) as session:

        async def get(number: int) -> Any:
            async with session.get(url if number == 1 else f"{url}?page={number}") as response:
                return decode(await response.read())

        yield get


@asynccontextmanager
async def webhook(size: int) -> AsyncIterator[Verify]:
    """Give the check of a webhook's signature as one writes it: the MAC, and a comparison.

    Args:
        size: bytes of the body.
    """
    body, key = bodies.webhook(size), b"benchmark-key"
    signature = hmac.digest(key, body, "sha256").hex()

    def verify() -> int:
        return len(body) if hmac.compare_digest(hmac.digest(key, body, "sha256").hex(), signature) else 0

    yield verify
