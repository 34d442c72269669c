"""What a call costs the client in CPU time, beside aiohttp by hand and beside httpx2 with pydantic."""

import asyncio
import json
import statistics
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from importlib.util import find_spec
from typing import Any

import aiohttp

from benchmarks import server
from telephony_clients import Talkover
from telephony_clients.core.codec import Codec

KEY = "talq_benchmark"
Call = Callable[[], Awaitable[int]]


async def show(*, rounds: int, calls: int) -> None:
    """Print medians, quartiles and ratios for pages of 50 records and for small answers, at 16 and 64 at once.

    Args:
        rounds: how often each variant is run, in turn; the first round is left out.
        calls: calls a run.
    """
    with server.running() as base_url:
        for what, path in (("page of 50 calls", "/calls"), ("small call", "/agents/agent-uuid-1")):
            for at_once in (16, 64):
                await _compare(
                    f"{what}, {at_once} at once", base_url, path, at_once=at_once, rounds=rounds, calls=calls
                )


async def _compare(title: str, base_url: str, path: str, *, at_once: int, rounds: int, calls: int) -> None:
    variants, closers = _variants(base_url, path)
    times: dict[str, list[float]] = {name: [] for name in variants}
    names = list(variants)
    for turn in range(rounds + 1):
        for name in names[turn % len(names) :] + names[: turn % len(names)]:
            began = time.process_time()
            await _run(variants[name], at_once, calls)
            times[name].append(1e6 * (time.process_time() - began) / calls)
    for close in closers:
        await close()
    base = times[names[0]][1:]
    print(f"\n{title}: client's CPU us a call (median, quartiles), ratio to {names[0]}")
    for name in names:
        found = times[name][1:]
        low, middle, high = statistics.quantiles(found, n=4) if len(found) > 1 else (found[0],) * 3
        ratio = statistics.median(one / other for one, other in zip(found, base, strict=True))
        print(f"  {name:34}{middle:9.0f}  ({low:.0f}-{high:.0f}){ratio:9.2f}")


async def _run(call: Call, at_once: int, calls: int) -> None:
    left = iter(range(calls))

    async def work() -> None:
        for _ in left:
            await call()

    async with asyncio.TaskGroup() as group:
        for _ in range(at_once):
            group.create_task(work())


def _variants(base_url: str, path: str) -> tuple[dict[str, Call], list[Callable[[], Awaitable[Any]]]]:
    is_list = path == "/calls"
    session = aiohttp.ClientSession(headers={"Authorization": f"Bearer {KEY}"})
    fast, plain = Talkover(KEY, base_url=base_url), Talkover(KEY, base_url=base_url)
    closers: list[Callable[[], Awaitable[Any]]] = [session.close, fast.close, plain.close]
    url = f"{base_url}{path}"

    def by_hand(loads: Callable[[bytes], Any]) -> Call:
        async def call() -> int:
            async with session.get(url) as response:
                return len(loads(await response.read())["data"])

        return call

    def typed(client: Talkover) -> Call:
        async def call() -> int:
            return len(await client.calls.list()) if is_list else len((await client.agents.get("agent-uuid-1")).name)

        return call

    def tolerant() -> Call:
        inner = typed(plain)
        plain._engine.adapter = _without_quick(plain)  # noqa: SLF001 - what a bare install does
        return inner

    variants: dict[str, Call] = {}
    if find_spec("orjson"):
        import orjson  # noqa: PLC0415 - an extra

        variants["aiohttp, orjson to dicts"] = by_hand(orjson.loads)
    variants["aiohttp, json to dicts"] = by_hand(json.loads)
    variants["Talkover, with fast"] = typed(fast)
    variants["Talkover, without fast"] = tolerant()
    if find_spec("httpx2") and find_spec("pydantic"):
        peer, close = _httpx2(url, is_list=is_list)
        variants["httpx2, pydantic"] = peer
        closers.append(close)
    return variants, closers


def _without_quick(client: Talkover) -> Any:
    class Bare(type(client._engine.adapter)):  # type: ignore[misc]  # noqa: SLF001 - as above
        codec = Codec()
        envelope = None

    return Bare()


def _httpx2(url: str, *, is_list: bool) -> tuple[Call, Callable[[], Awaitable[Any]]]:
    import httpx2  # noqa: PLC0415 - an extra
    import pydantic  # noqa: PLC0415 - an extra

    class Named(pydantic.BaseModel):
        id: str
        name: str
        label: str

    class Row(pydantic.BaseModel):
        id: str
        sid: str | None
        to: str | None
        to_formatted: str | None
        from_: str | None = pydantic.Field(alias="from")
        from_formatted: str | None
        is_testing: bool
        direction: str
        status: str
        duration: int
        agent: Named | None
        created_at: datetime
        updated_at: datetime | None

    class Agent(pydantic.BaseModel):
        id: str
        name: str
        label: str | None
        language: str | None
        direction: str | None
        current_status: str | None
        is_sandbox: bool | None
        conversation_speed: float | None
        created_at: datetime | None
        updated_at: datetime | None

    class Rows(pydantic.BaseModel):
        success: bool
        data: list[Row]
        pagination: dict[str, int]

    class One(pydantic.BaseModel):
        success: bool
        data: Agent

    kind: Any = Rows if is_list else One
    limits = httpx2.Limits(max_connections=100, max_keepalive_connections=100)
    client = httpx2.AsyncClient(headers={"Authorization": f"Bearer {KEY}"}, limits=limits)

    async def call() -> int:
        found = kind.model_validate_json((await client.get(url)).content)
        return 1 if found.success else 0

    return call, client.aclose
