"""What the tests of the gate share: a gate in virtual time, and callers at it."""

import asyncio
from typing import Any

from telephony_clients import Options
from telephony_clients.core.throttle.cooldown import ThrottlePolicy
from telephony_clients.core.throttle.gate import Gate
from telephony_clients.core.throttle.permit import Permit
from tests.core.throttle.timeline import Timeline

FOR_EVER = 1e12


def opened(line: Timeline, concurrency: int = 100, draw: float = 0.0, start: int = 100) -> Gate:
    options = Options(concurrency=concurrency, clock=line.clock, sleep=line.sleep, random=lambda: draw)
    return Gate("switchboard", ThrottlePolicy(base=1.0, cap=20.0, start=start), options)


async def enter(gate: Gate, **more: Any) -> Permit:
    return await gate.enter(until=FOR_EVER, **more)


async def shut(gate: Gate, retry_after: float | None = None) -> None:
    gate.refused(await enter(gate), retry_after)


def waiting(gate: Gate, count: int, **more: Any) -> list[asyncio.Task[Permit]]:
    return [asyncio.create_task(enter(gate, **more)) for _ in range(count)]
