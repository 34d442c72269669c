"""Virtual time waits for what is under way, and for nothing else."""

import asyncio

from telephony_clients import Options, Talkover
from telephony_clients.testing.virtual_time import VirtualTime
from tests.conftest import CANARY
from tests.scripted_server import ScriptedServer


async def test_requests_under_way_are_answered_before_time_passes(server: ScriptedServer, time: VirtualTime) -> None:
    server.answer({"status": "ok"}, always=True)
    answered_at: list[float] = []
    async with Talkover(CANARY, base_url=server.url, options=Options(clock=time.clock, sleep=time.sleep)) as talkover:
        await talkover.health.get()  # a connection is there

        async def ask() -> None:
            await talkover.health.get()
            answered_at.append(time.now)

        began = time.now
        await asyncio.gather(ask(), time.sleep(3600))

    assert (answered_at, time.now) == ([began], began + 3600)


async def test_sleepers_wake_at_their_own_times(time: VirtualTime) -> None:
    await asyncio.gather(time.sleep(5), time.sleep(60))

    assert (time.now, time.slept) == (1060.0, [5, 60])
